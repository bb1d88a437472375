"""Timings of a build, side by side with other generators on the same prose; progress on stderr, a table on stdout."""

import argparse
import hashlib
import os
import re
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import REPOSITORY
from benchmarks.measure import Cost, Failed, cost

BIBTEX, MATERIAL, HUGO = "mkdocs-material + mkdocs-bibtex as they come", "mkdocs-material, pages not in nav", "Hugo, minimal layout"
COLD_EN, COLD, FILL = "ours, cold, English", "ours, cold, both", "ours, first with a cache, both"
SAME, EDIT, RENAME = "ours, nothing edited, both", "ours, one edit, both", "ours, one title edited, both"
TOOLS = {"ours": (COLD_EN, COLD, FILL, SAME, EDIT, RENAME), "bibtex": (BIBTEX,), "material": (MATERIAL,), "hugo": (HUGO,)}
LARGEST_FOR_BIBTEX = 1000


@dataclass(frozen=True)
class Row:
    """One build at one size: how many pages it left, and what it cost."""

    activities: int
    build: str
    pages: int
    cost: Cost


def main() -> None:
    """Measure what is asked for and print the table."""
    asked = _arguments()
    names = asked.names or list(TOOLS)
    if "hugo" in names and not shutil.which("hugo"):
        _say("Hugo is not installed and is left out (Debian: apt-get install hugo)")
        names.remove("hugo")
    sizes, rounds = (0, *sorted(asked.sizes)), []
    for number in range(asked.rounds):  # each round has all sizes: a machine that slows down meanwhile slows all of them
        made: list[Row] = []
        for size in sizes:
            _say(f"{size} activities" + (f", round {number + 1}" if asked.rounds > 1 else ""))
            with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
                made += _measure(size, names, Path(folder))
        rounds.append(made)
    rows = [_middle(same) for same in zip(*rounds, strict=True)]
    print(table(rows))
    print()
    print(targets(rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(TOOLS)}; everything without it")
    parser.add_argument("--sizes", nargs="+", type=int, default=[100, 1000, 4000], metavar="N", help="numbers of activities")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="measure so often and show the middle one")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything runs")
    asked = parser.parse_args()
    if unknown := set(asked.names) - TOOLS.keys():
        parser.error(f"not among the names: {', '.join(sorted(unknown))}")
    if asked.quick:
        asked.sizes = [20, 60]
    return asked


# Measuring


def _measure(size: int, names: list[str], folder: Path):
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "KB_CACHE_DIR": str(folder / "cache"), "HUGO_CACHEDIR": str(folder / "hugo-cache")}
    root = folder / "handbook"
    cost([sys.executable, "-m", "benchmarks.corpus", str(root), str(size)], env)
    if set(names) - {"ours"}:
        cost([sys.executable, "-m", "benchmarks.others", str(root), str(folder / "plain")], env)
    if "ours" in names:
        yield from _ours(size, root, folder, env)
    if "bibtex" in names and size <= LARGEST_FOR_BIBTEX:
        yield _mkdocs(size, BIBTEX, "material-bibtex", folder, env)
    if "material" in names:
        yield _mkdocs(size, MATERIAL, "material", folder, env)
    if "hugo" in names:
        site = folder / "hugo-site"
        yield _row(size, HUGO, ["hugo", "--quiet", "--source", str(folder / "plain/hugo"), "--destination", str(site)], site, env)


def _ours(size: int, root: Path, folder: Path, env: dict[str, str]):
    kept, cold, english = folder / "kept", folder / "cold", folder / "english"

    def row(build: str, site: Path, *options: str) -> Row:
        command = [sys.executable, "-c", "from kb_tools.cli import main; main()", "build", str(root), "--site", str(site), *options]
        return _row(size, build, command, site, env)

    yield row(COLD_EN, english, "--cold", "--language", "en")
    shutil.rmtree(english)
    yield row(FILL, kept)
    yield row(SAME, kept)
    if size:
        _edit(root)
        yield row(EDIT, kept)
        _rename(root)
        yield row(RENAME, kept)
    yield row(COLD, cold, "--cold")
    if different := differences(kept, cold):
        raise SystemExit(f"a rebuild differs from a cold build in {len(different)} files: {', '.join(different[:5])}")


def _mkdocs(size: int, build: str, settings: str, folder: Path, env: dict[str, str]) -> Row:
    site = folder / settings
    return _row(size, build, [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(folder / f"plain/{settings}.yml"), "-d", str(site)], site, env)


def _row(size: int, build: str, command: list[str], site: Path, env: dict[str, str]) -> Row:
    try:
        taken = cost(command, env)
    except Failed as failure:
        raise SystemExit(f"{build}, {size} activities: {failure}") from None
    made = Row(size, build, sum(1 for _ in site.rglob("*.html")), taken)
    _say(f"  {build}: {made.pages} pages, {taken.cpu:.2f} CPU s")
    return made


def _edit(root: Path) -> None:
    """Add a sentence to one activity."""
    file = _first_activity(root)
    file.write_text(file.read_text("utf-8").replace("## Why\n\n", "## Why\n\nOne sentence more.\n", 1), "utf-8")


def _rename(root: Path) -> None:
    """Give one activity another title: a fact that other pages show."""
    file = _first_activity(root)
    file.write_text(re.sub(r"^title: .*", "title: Called otherwise", file.read_text("utf-8"), count=1, flags=re.M), "utf-8")


def _first_activity(root: Path) -> Path:
    return min(f for f in (root / "activities").glob("*.md") if not f.name.endswith(".zh.md"))


def differences(one: Path, other: Path) -> list[str]:
    """The files that are not the same in both folders, byte for byte."""
    first, second = _digests(one), _digests(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def _digests(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def _middle(rows: tuple[Row, ...]) -> Row:
    """The rounds of one build as one: the median of each figure, and the worst of the memory."""
    costs = [row.cost for row in rows]
    return Row(rows[0].activities, rows[0].build, rows[0].pages, Cost(
        statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs), max(c.largest for c in costs), max(c.tree for c in costs)))


# Showing


def table(rows: list[Row]) -> str:
    """All that was measured, as Markdown; the last column has the cost of an empty site taken off."""
    empty = {row.build: row for row in rows if not row.activities}
    lines = ["| activities | build | pages | CPU s | wall s | largest process MB | all processes MB | CPU ms a page |",
             "|---:|---|---:|---:|---:|---:|---:|---:|"]
    for row in rows:
        taken, net = row.cost, _net(row, empty.get(row.build))
        lines.append(f"| {row.activities} | {row.build} | {row.pages} | {taken.cpu:.2f} | {taken.wall:.2f} | {taken.largest / 1e6:.0f} | "
                     f"{taken.tree / 1e6:.0f} | {'' if net is None else f'{net * 1000:.2f}'} |")
    return "\n".join(lines)


def _net(row: Row, empty: Row | None) -> float | None:
    """Processor seconds a page beyond those of an empty site; a rebuild makes few pages, so it has none."""
    if empty is None or row is empty or row.build in (SAME, EDIT, RENAME):
        return None
    return (row.cost.cpu - empty.cost.cpu) / max(1, row.pages - empty.pages)


def targets(rows: list[Row]) -> str:
    """What was promised and what was measured, as Markdown; a promise whose builds were not measured is left out."""
    at = {(row.activities, row.build): row for row in rows}
    empty = {row.build: row for row in rows if not row.activities}
    lines = ["| target | wanted | measured | met |", "|---|---:|---:|---|"]

    def line(target: str, wanted: float, measured: float, sign: str = "≤", form: str = "{:.2f}") -> None:
        met = measured >= wanted if sign == "≥" else measured <= wanted
        lines.append(f"| {target} | {sign} {form.format(wanted)} | {form.format(measured)} | {'yes' if met else 'no'} |")

    for build in (COLD_EN, COLD):
        if (4000, build) in at and (1000, build) in at:
            line(f"CPU a page at 4,000 over that at 1,000 ({build})", 1.2, _net(at[4000, build], empty[build]) / _net(at[1000, build], empty[build]))
    for size in sorted({row.activities for row in rows} - {0}):
        cold, english = at.get((size, COLD)), at.get((size, COLD_EN))
        if english and (size, BIBTEX) in at:
            line(f"CPU of {BIBTEX} over ours, English, at {size}", 6, at[size, BIBTEX].cost.cpu / english.cost.cpu, "≥")
        if english and (size, MATERIAL) in at:
            line(f"CPU of ours, English, over {MATERIAL} at {size}", 1, english.cost.cpu / at[size, MATERIAL].cost.cpu)
        if cold:
            line(f"CPU of a rebuild after one edit over a cold build at {size}", 0.2, at[size, EDIT].cost.cpu / cold.cost.cpu)
            line(f"CPU of a rebuild after one title is edited over a cold build at {size}", 0.2, at[size, RENAME].cost.cpu / cold.cost.cpu)
            line(f"wall time of both languages over one at {size}", 1.2, cold.cost.wall / english.cost.wall)
    if (4000, COLD) in at:
        line("MiB of all processes at 4,000", 1024, max(at[4000, b].cost.tree for b in TOOLS["ours"]) / 2**20, form="{:.0f}")
    return "\n".join(lines)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
