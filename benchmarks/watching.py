"""How long it takes from a save to what `kb watch` says of it; progress on stderr, a table on stdout.

Each save breaks something or mends it, as an editor writes it: into another file, renamed over the first. The time ends when the last
line that tells of it is read.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.corpus import REPOSITORY, make

_WANTED = 1.0
_SAVES = 20
_PARTS = ("activities", "knowledge", "docs", "references.bib", "retractions.yml", "mkdocs.yml")

Edit = Callable[[str], str]


def main() -> None:
    """Measure what is asked for and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watching", description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=[2000], metavar="N", help="also made-up handbooks of so many activities")
    parser.add_argument("--saves", type=int, default=_SAVES, metavar="N", help="saves that mend, and as many that break, of each kind")
    asked = parser.parse_args()
    print("| handbook | what is saved | first look s | to mended: median s | worst s | to new: median s | worst s | median under 1 s |")
    print("|---|---|---:|---:|---:|---:|---:|---|")
    for size in (0, *asked.sizes):
        with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
            root = Path(folder) / "handbook"
            _copy(root) if not size else make(root, size)
            for row in _rows(root, f"{size:,} activities" if size else "this one", asked.saves, Path(folder)):
                print(row, flush=True)


def _copy(root: Path) -> None:
    root.mkdir()
    for name in _PARTS:
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)


def _rows(root: Path, name: str, saves: int, folder: Path) -> Iterator[str]:
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "KB_CACHE_DIR": str(folder / "kept")}
    start = time.monotonic()
    with subprocess.Popen([sys.executable, "-m", "kb_tools", "watch", str(root)], env=env, stdout=subprocess.PIPE, text=True) as watched:
        _until_counted(watched)
        first = time.monotonic() - start
        for what, path, spoil in _edits(root):
            whole, mended, new = path.read_text("utf-8"), [], []
            if spoil(whole) == whole:
                raise SystemExit(f"{path.name}: nothing to spoil for {what!r}")
            for _ in range(saves):
                new.append(_timed(watched, path, spoil(whole), "new: "))
                mended.append(_timed(watched, path, whole, "mended: "))
            yield (f"| {name} | {what} | {first:.1f} | {statistics.median(mended):.2f} | {max(mended):.2f} | {statistics.median(new):.2f} | {max(new):.2f} "
                   f"| {'yes' if statistics.median(mended) < _WANTED else 'no'} |")
        watched.terminate()


def _edits(root: Path) -> Iterator[tuple[str, Path, Edit]]:
    """What is saved: its name, the file, and how the file is spoilt."""
    guides = (path for path in sorted((root / "activities").glob("*.md")) if not path.name.endswith(".zh.md"))
    guide = next(path for path in guides if re.search(r"^[^:\n]*\[@", path.read_text("utf-8"), re.M))
    yield "a guide: a character that cannot be seen", guide, lambda text: text.replace("## Why\n\n", "## Why\n\n\u200b", 1)
    yield "a guide: a link that leads nowhere", guide, lambda text: text.replace("## Why\n\n", "## Why\n\n[There](lost.md). ", 1)
    yield "a guide: a citation without an entry", guide, lambda text: re.sub(r"(^[^:\n]*\[@)", r"\1x", text, count=1, flags=re.M)
    yield "a guide: a fact that is no value", guide, lambda text: re.sub(r"^energy: ", "energy: very-", text, count=1, flags=re.M)
    yield "a record: a relation to nothing", min((root / "knowledge/needs").glob("*.yml")), _related_to_nothing
    yield "the bibliography: an entry too many", root / "references.bib", lambda text: text + "\n@book{lost,\n  title = {Lost}\n}\n"


def _related_to_nothing(text: str) -> str:
    return re.sub(r"^outcomes:(?: *\[|\n)", lambda m: m[0] + ("- lost\n" if m[0].endswith("\n") else "lost, "), text, count=1, flags=re.M)


def _timed(watched: subprocess.Popen, path: Path, text: str, sign: str) -> float:
    """Seconds from a save until it was told of."""
    time.sleep(0.3)  # as somebody who reads what was said; and the time of a file is another
    other = path.with_name(f".{path.name}.saving")
    other.write_text(text, "utf-8")
    start = time.monotonic()
    os.replace(other, path)
    told = _until_counted(watched)
    taken = time.monotonic() - start
    if not any(line.startswith(sign) for line in told):
        raise SystemExit(f"{path.name}: wanted {sign!r}, was told:\n{''.join(told)}")
    print(f"  {path.name}: {sign}{taken:.2f} s", file=sys.stderr, flush=True)
    return taken


def _until_counted(watched: subprocess.Popen) -> list[str]:
    """The lines up to the next that counts what is left."""
    told = []
    for line in watched.stdout:
        told.append(line)
        if re.match(r"\d\d:\d\d:\d\d ", line):
            return told
    raise SystemExit(f"kb watch ended:\n{''.join(told)}")


if __name__ == "__main__":
    main()
