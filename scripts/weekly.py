"""What is looked at every week, for it changes without us: whether addresses of others still lead somewhere, and whether a cited work was withdrawn.

Usage: python scripts/weekly.py [--out DIR] [--budget SECONDS]
Writes `result.json` into DIR for the job that opens the issue, and `report.md` for people. Asks other hosts.
What is heard of withdrawn works is noted in `retractions.yml`, as `kb retractions` does: look at it, and keep it.
"""

import argparse
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from results import MAX_SAID, Part, dump, read, report

from kb_tools.cli.external import look_up
from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.load import load
from kb_tools.project import find_project
from kb_tools.reporters import json
from kb_tools.rules import run
from kb_tools.settings import with_options
from kb_tools.writing import write

ROOT = Path(__file__).resolve().parent.parent
LINKS, WITHDRAWN = "EXT", ("BIB034", "BIB035")
"""The rules about addresses of others, and about works that were withdrawn or that nobody looked up."""


def main(given: list[str] | None = None) -> int:
    """Look, write what was found, and return 0; that something is found is no failure of the job."""
    parser = argparse.ArgumentParser(description="Ask other hosts what changed since last week.")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where to write (out/)")
    parser.add_argument("--budget", type=float, default=1_800.0, metavar="SECONDS", help="time for addresses (1800)")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    asked = ask_for_retractions(options.root)
    found = look(options.root, options.budget)
    write(options.out / "result.json", dump(parts(asked, found), {lang: json.render(found, lang) for lang in ("en", "zh")}))
    said = report(read(options.out / "result.json"))
    write(options.out / "report.md", said)
    print(said)
    return 0


def ask_for_retractions(root: Path) -> Part:
    """Ask whether a cited work was withdrawn and note it; what the command says is told as it is."""
    done = subprocess.run([sys.executable, "-m", "kb_tools", "retractions"], cwd=root, capture_output=True, text=True, errors="replace", check=False)
    return Part("retractions", "passed" if done.returncode == 0 else "failed", (done.stdout + done.stderr)[-MAX_SAID:])


def look(root: Path, budget: float) -> tuple[Diagnostic, ...]:
    """Look every address of another host up; return what is found, of withdrawn works too."""
    project = find_project(root)
    settings = with_options(project.settings, (LINKS, *WITHDRAWN), ())
    return run(load(project), settings, date.today(), look_up(project, None, settings, budget, allow_private=False)).diagnostics


def parts(asked: Part, found: tuple[Diagnostic, ...]) -> tuple[Part, Part]:
    """Tell for addresses and for withdrawn works whether somebody has to look."""
    doubtful = {d.code[:3] for d in found if d.severity >= Severity.WARNING}
    return Part("links", "failed" if LINKS in doubtful else "passed"), replace(asked, state="failed") if doubtful - {LINKS} else asked


if __name__ == "__main__":
    sys.exit(main())
