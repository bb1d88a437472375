"""Timings of the checker, side by side with what else reads the same files; progress on stderr, a table on stdout.

Usage: python -m benchmarks.check [bib] [many] [site] [--bib FOLDER] [--npm FOLDER] [--rounds N] [--quick]

`bib` checks one bibliography of twenty thousand entries beside pybtex, bibtex-tidy and biber; `many` ten thousand activities and
twenty thousand entries beside the floor (reading the files, PyYAML and pybtex on the same text), and a tenth of that; `site` a built
site with twenty planted defects beside linkinator. Tools that are not there are named and left out.
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import make
from benchmarks.measure import Cost, Failed, cost

_PARTS = ("bib", "many", "site")
_KB = [sys.executable, "-m", "kb_tools", "check"]
_PYBTEX = "import sys, os; sys.stderr = open(os.devnull, 'w'); import pybtex.errors; pybtex.errors.set_strict_mode(False); from pybtex.database import parse_file; parse_file(sys.argv[1])"
_FLOOR = """
import re, sys
from pathlib import Path
import yaml, pybtex.errors
from pybtex.database import parse_string
pybtex.errors.set_strict_mode(False)
for path in Path(sys.argv[1]).rglob("*"):
    if path.suffix in (".md", ".yml") and path.name != "mkdocs.yml":
        text = path.read_text("utf-8")
        front = re.match(r"---\\n(.*?)^---$", text, re.S | re.M) if path.suffix == ".md" else None
        yaml.load(front[1] if front else text if path.suffix == ".yml" else "", Loader=yaml.CSafeLoader)
parse_string((Path(sys.argv[1]) / "references.bib").read_text("utf-8"), "bibtex")
"""


def main() -> None:
    """Measure what is asked for and print a table of each part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(_PARTS)}; everything without it")
    parser.add_argument("--bib", type=Path, help="a folder of .bib files to grow the bibliography from; without it, a made-up one")
    parser.add_argument("--npm", type=Path, help="a folder whose node_modules hold bibtex-tidy and linkinator")
    parser.add_argument("--rounds", type=int, default=1, help="measure so often and show the middle one")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the size, to see that everything runs")
    asked = parser.parse_args()
    for part in asked.parts or _PARTS:
        with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
            {"bib": _bib, "many": _many, "site": _site}[part](asked, Path(folder))


def _bib(asked: argparse.Namespace, folder: Path) -> None:
    entries = 400 if asked.quick else 20_000
    file = folder / "big.bib"
    count = _grow(asked.bib, file, entries) if asked.bib else _made_up(folder / "made", file, entries)
    npm = asked.npm and asked.npm / "node_modules" / ".bin" / "bibtex-tidy"
    commands = {
        "kb check, all BIB rules": [*_KB, str(file), "--no-cache", "--select", "BIB", "--format", "text"],
        "pybtex, reading alone": [sys.executable, "-c", _PYBTEX, str(file)],
        "bibtex-tidy with duplicates": [str(npm), str(file), "--duplicates=doi,citation,abstract,key", "-o", str(folder / "tidy.bib")] if npm and npm.exists()
        else None,
        "biber --tool --validate-datamodel": ["biber", "--tool", "--validate-datamodel", "--quiet", "-O", str(folder / "biber.bib"), str(file)]
        if shutil.which("biber") else None,
    }
    costs = _measured(commands, asked.rounds)
    print(f"\n## One bibliography of {count:,} entries, {file.stat().st_size / 1e6:.1f} MB\n")
    _table(costs, "kb check, all BIB rules")


def _many(asked: argparse.Namespace, folder: Path) -> None:
    n = 200 if asked.quick else 10_000
    for size in (n // 10, n):
        make(folder / str(size), size, works=2 * size)
    big, small = folder / str(n), folder / str(n // 10)
    os.environ["KB_CACHE_DIR"] = str(folder / "kept")
    costs = _measured({
        f"kb check, {n:,} activities, cold": [*_KB, str(big), "--no-cache"],
        f"the floor of {n:,}": [sys.executable, "-c", _FLOOR, str(big)],
        f"kb check, {n // 10:,} activities, cold": [*_KB, str(small), "--no-cache"],
    }, asked.rounds)
    costs |= _measured({"kb check, first with a cache": [*_KB, str(big)]}, 1)
    warm: list[Cost] = []
    for i in range(max(asked.rounds, 3)):
        guide = sorted(big.glob("activities/*[!h].md"))[i]
        guide.write_text(guide.read_text("utf-8").replace("## Watch for\n\n", "## Watch for\n\nLook once more. ", 1), "utf-8")
        warm.append(_ending([*_KB, str(big)]))
    costs["kb check, one file changed"] = _middle(warm)
    print(f"\n## {n:,} activities, {2 * n:,} entries\n")
    _table(costs, f"kb check, {n:,} activities, cold")


def _site(asked: argparse.Namespace, folder: Path) -> None:
    from benchmarks import site

    pages = 50 if asked.quick else 1_000
    site.make(folder / "project", pages)
    built = site.build(folder / "project")
    npm = asked.npm and asked.npm / "node_modules" / ".bin" / "linkinator"
    costs = _measured({
        "kb check --site": [*_KB, str(folder / "project"), "--site", str(built)],
        "linkinator with fragments": [str(npm), str(built), "--recurse", "--check-fragments", "--silent"] if npm and npm.exists() else None,
    }, asked.rounds)
    print(f"\n## A built site of {pages:,} pages with 20 planted defects\n")
    _table(costs, "kb check --site")


def _grow(source: Path, file: Path, wanted: int) -> int:
    """Write so many entries, grown from the .bib files of a folder: each time round keys, titles and DOIs are others."""
    texts = [path.read_text("utf-8", "replace") for path in sorted(source.rglob("*.bib"))]
    seed = "\n".join(text for text in texts if "\ufffd" not in text)
    count, made = seed.count("\n@"), []
    for i in range(-(-wanted // max(count, 1))):
        text = re.sub(r"^([ \t]*@\w+\{)([^,\n]+)", rf"\1\2x{i}", seed, flags=re.M)
        text = re.sub(r"^(\s*title\s*=\s*[{\"])", rf"\1Part {i}. ", text, flags=re.M | re.I)
        made.append(re.sub(r"^(\s*doi\s*=\s*[{\"]10\.\d+/)", rf"\1x{i}.", text, flags=re.M | re.I))
    file.write_text("\n".join(made), "utf-8")
    return sum(text.count("\n@") for text in made)


def _made_up(folder: Path, file: Path, wanted: int) -> int:
    make(folder, 2, works=wanted)
    shutil.copy(folder / "references.bib", file)
    return wanted


def _measured(commands: dict[str, list[str] | None], rounds: int) -> dict[str, Cost]:
    """Each command in turn, so often; the middle of each."""
    costs: dict[str, list[Cost]] = {}
    for number in range(rounds):
        for name, command in commands.items():
            if command is None:
                _say(f"{name}: not installed, left out")
                continue
            _say(f"{name}{f', round {number + 1}' if rounds > 1 else ''}")
            costs.setdefault(name, []).append(_ending(command))
    return {name: _middle(found) for name, found in costs.items()}


def _ending(command: list[str]) -> Cost:
    """What a command costs that may end with 1, having found something."""
    try:
        return cost(["sh", "-c", '"$@"; status=$?; [ $status -le 1 ] || exit $status', "sh", *command], dict(os.environ))
    except Failed as failed:
        _say(str(failed)[:300])
        return Cost(float("nan"), float("nan"), 0, 0)


def _middle(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda c: c.cpu)[len(costs) // 2] if len(costs) != 2 else min(costs, key=lambda c: statistics.fmean((c.cpu, c.wall)))


def _table(costs: dict[str, Cost], ours: str) -> None:
    print("| | CPU s | wall s | MB | CPU / ours | wall / ours |\n|---|---:|---:|---:|---:|---:|")
    for name, found in costs.items():
        print(f"| {name} | {found.cpu:.2f} | {found.wall:.2f} | {max(found.largest, found.tree) / 1e6:.0f} "
              f"| {found.cpu / costs[ours].cpu:.2f} | {found.wall / costs[ours].wall:.2f} |")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
