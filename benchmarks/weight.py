"""What pages of a built site weigh on their way to a reader: each file compressed as a server sends it.

Run `python -m benchmarks.weight SITE` for the table.
"""

import gzip
import posixpath
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_ASKED = re.compile(r'<(?:script|img|source|link)\b[^>]*?\s(?:src|href)="([^"#?]+)"[^>]*>')
_NO_FILE = re.compile(r'\brel="(?:canonical|alternate|prev|next|license)"')


@dataclass(frozen=True)
class Budget:
    """What something weighs, and what it may weigh at most, in bytes."""

    name: str
    weighs: int
    most: int

    @property
    def held(self) -> bool:
        """Whether it is no heavier than it may be."""
        return self.weighs <= self.most


@cache
def packed(path: Path) -> int:
    """The bytes of a file, compressed."""
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def asked_for(page: Path) -> set[Path]:
    """The files that the HTML of a page asks for, whether it is opened for the first time or printed."""
    tags = [tag for tag in _ASKED.finditer(page.read_text("utf-8")) if not _NO_FILE.search(tag[0])]
    return {Path(posixpath.normpath(page.parent / tag[1])) for tag in tags if ":" not in tag[1]}


def budgets(site: Path) -> list[Budget]:
    """What the project promised, as it is: first view, activities, tools; the heavier edition counts."""
    made = []
    for name, edition in (("English", site), ("Chinese", site / "zh")):
        home = edition / "index.html"
        shared = asked_for(home)
        made.append(Budget(f"first view, {name}", packed(home) + sum(map(packed, shared)), 100_000))
        for activity in sorted((edition / "activities").glob("*.html")):
            made.append(Budget(f"activity beyond it, {name}: {activity.stem}", packed(activity) + sum(map(packed, asked_for(activity) - shared)), 60_000))
    ours = set(tools(site))
    for page in sorted(site.rglob("*.html")):
        made.append(Budget(f"page tools on one page: {page.relative_to(site).as_posix()}", sum(map(packed, asked_for(page) & ours)), 30_000))
    made.append(Budget("all page tools", sum(map(packed, tools(site))), 30_000))
    return made


def tools(site: Path) -> list[Path]:
    """The scripts and styles of all page tools, the search among them."""
    return sorted(path for folder in ("core", "parts") for path in (site / "assets" / folder).glob("*") if path.suffix in (".js", ".css"))


def heaviest(every: list[Budget]) -> list[Budget]:
    """Of budgets that differ only in what stands after a colon, the heaviest."""
    most: dict[str, Budget] = {}
    for one in every:
        name = one.name.partition(":")[0]
        if name not in most or most[name].weighs < one.weighs:
            most[name] = one
    return list(most.values())


def table(site: Path) -> str:
    """The budgets and the weight of each tool as a Markdown table."""
    lines = ["| weight, compressed | bytes | budget | |", "| --- | ---: | ---: | --- |"]
    lines += [f"| {one.name} | {one.weighs:,} | {one.most:,} | {'held' if one.held else 'BROKEN'} |" for one in heaviest(budgets(site))]
    lines += [f"| – {path.relative_to(site / 'assets')} | {packed(path):,} | | |" for path in tools(site)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(Path(sys.argv[1])))
