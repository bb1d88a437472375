"""A made-up MkDocs site with twenty planted defects, and how long it takes to find them.

Run `python -m benchmarks.site` to make a site of 1,000 pages with mkdocs-material and to check it. With `--beside COMMAND`
another checker is timed on the same folder, `{site}` standing for that. With `--keep FOLDER` the site stays there.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.words import Writer, title

_SETTINGS = """site_name: Games
site_url: https://example.org/guide/
theme:
  name: material
  font: false
plugins:
  - search
validation:
  nav: {omitted_files: ignore}
  links: {not_found: ignore, anchors: ignore, absolute_links: ignore, unrecognized_links: ignore}
"""
_CIRCLE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>\n'
_LINKS = 8

PLANTED = (
    ("SIT001", "Here a [page is gone](gone-with-the-wind.md)."),
    ("SIT001", "![A kite](img/kite-lost.png)"),
    ("SIT002", "Read [the rules](g0007.md#no-such-rules)."),
    ("SIT002", "Read on [below](#nowhere-on-this-page)."),
    ("SIT002", "读一读[结尾](g0005.md#结尾)。"),
    ("SIT001", 'A <a href="../no-such-page/">link in HTML</a>.'),
    ("SIT001", 'An <img src="../img/none.png" alt="image in HTML">.'),
    ("SIT001", '<img src="../img/circle.svg" srcset="../img/circle.svg 1x, ../img/circle-2x.svg 2x" alt="A circle">'),
    ("SIT001", "[By its name][kite] and no other way.\n\n[kite]: kites/paper.md"),
    ("SIT001", "From [the root](/guide/no/such/page/)."),
    ("SIT003", "![A circle](img/Circle.svg)"),
    ("SIT005", "From [the root](/guide/g0003/), and it is there."),
    ("SIT006", "What is [above](../../secrets.txt) all."),
    ("SIT007", "A [script](javascript:alert(1))."),
    ("SIT007", "A [file of mine](file:///home/mei/rules.pdf)."),
    ("SIT008", "A server [without a scheme](//example.net/kites)."),
    ("SIT009", "Write to [Mei](mailto:mei.example.org)."),
    ("SIT010", '<iframe src="https://example.net/film" title="A film"></iframe>'),
    ("SIT011", '<span id="twice">Once</span> and <span id="twice">again</span>.'),
    ("SIT017", '<img src="../img/circle.svg">'),
)
"""The defects: the rule that each breaks, and how it stands in Markdown; its place is the last line."""


@dataclass(frozen=True, order=True)
class Planted:
    """A defect: its file, the line on which it stands, and the rule it breaks."""

    path: str
    line: int
    code: str


def make(root: Path, pages: int, seed: int = 1, in_nav: bool = False) -> list[Planted]:
    """Write an MkDocs project with so many pages below `root`, the same one for the same seed, and return its defects.

    Each defect stands on a page of its own, so there are at least as many pages. Without `in_nav`, the start page alone
    stands in the navigation and lists the others.
    """
    pages, words, planted = max(pages, len(PLANTED)), Writer(seed), []
    names = [f"g{number:04}" for number in range(pages)]
    bad = {number * pages // len(PLANTED): defect for number, defect in enumerate(PLANTED)}
    for number, name in enumerate(names):
        text = _page(words, number, names)
        if number in bad:
            code, defect = bad[number]
            text += f"\n{defect}\n"
            planted.append(Planted(f"docs/{name}.md", text.count("\n"), code))
        _put(root / f"docs/{name}.md", text)
    listed = "\n".join(f"- [{title(number)[0]}]({name}.md)" for number, name in enumerate(names))
    _put(root / "docs/index.md", f"# Games\n\n{listed}\n")
    _put(root / "docs/img/circle.svg", _CIRCLE)
    _put(root / "mkdocs.yml", _SETTINGS + ("" if in_nav else "nav:\n  - Start: index.md\n"))
    return sorted(planted)


def build(root: Path) -> Path:
    """Build the project with MkDocs and return the folder of its site."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(root / "mkdocs.yml"), "-d", str(root / "public")]
    subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    return root / "public"


def _page(words: Writer, number: int, names: list[str]) -> str:
    parts = [f"# {title(number)[0]}\n\n{words.text(2, 4)}\n\n![A circle of feet](img/circle.svg)\n"]
    for heading in ("Rules", "Ways to play", "Watch for", "Afterwards"):
        links = " ".join(f"See [{words.thing()}]({words.pick(names)}.md#{words.pick(('rules', 'watch-for', 'afterwards'))})." for _ in range(_LINKS // 4))
        parts.append(f"\n## {heading}\n\n{words.text(4, 8)}\n{links}\n\n- {words.sentence()}\n- {words.sentence()}\n")
    return "".join(parts)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


# Measuring

_CHECK = """
import sys, json
from pathlib import Path
from kb_tools.project import project_at
from kb_tools.site_check import check_site
found = check_site(Path(sys.argv[1]), project_at(Path(sys.argv[2]))).diagnostics
print(json.dumps([[d.path, d.line, d.code] for d in found]))
"""


def main() -> None:
    """Make the site, check it, and say what was found and what it cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--nav", action="store_true", help="put every page into the navigation of every page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beside", action="append", default=[], metavar="COMMAND", help="another checker, `{site}` standing for the folder")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="site-bench-") as scratch:
        root = (asked.keep or Path(scratch) / "project").resolve()
        planted, site = make(root, asked.pages, in_nav=asked.nav), build(root)
        size = sum(p.stat().st_size for p in site.rglob("*.html"))
        print(f"{sum(1 for _ in site.rglob('*.html'))} pages, {size / 1e6:.1f} MB of HTML")
        _ours(root, site, planted, asked.rounds)
        for command in asked.beside:
            for _ in range(asked.rounds):
                took, memory, _ = _timed(shlex.split(command.replace("{site}", str(site))))
                print(f"{command}: {took:.2f} s, {memory:.0f} MB")


def _ours(root: Path, site: Path, planted: list[Planted], rounds: int) -> None:
    for _ in range(rounds):
        took, memory, said = _timed([sys.executable, "-c", _CHECK, str(site), str(root)])
        print(f"ours: {took:.2f} s, {memory:.0f} MB")
    found = {Planted(*one) for one in json.loads(said)}
    print(f"planted {len(planted)}, found at their lines {len(found & set(planted))}, others {len(found - set(planted))}")
    for one in sorted(set(planted) ^ found):
        print(f"  {'missed' if one in planted else 'other'}: {one}")


def _timed(command: list[str]) -> tuple[float, float, str]:
    """Run a command; return seconds on the clock, megabytes of its largest process, and what it said."""
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return took, usage.ru_maxrss / 1024, said.read().decode("utf-8", "replace")


if __name__ == "__main__":
    main()
