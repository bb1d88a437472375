"""Run the readers and the formatter over every file of a folder of real files, and say what each did and took.

Usage: python scripts/try_corpora.py FOLDER
Ends with 1 if anything was raised that readers do not raise, took longer than ten seconds, or if a canonical form says
something else than the file, or is not canonical itself.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from kb_tools.desk import fmt, fmt_bibtex
from kb_tools.sources import bibtex, markdown, text, yaml
from kb_tools.sources.broken import Broken

READERS = {".bib": bibtex.read, ".md": markdown.read, ".yml": yaml.read, ".yaml": yaml.read}
LIMIT = 10.0
"""Seconds."""


def main(folder: Path) -> int:
    """Read and format every file below `folder` that a reader knows; print a line for each that is odd, then the counts."""
    counted, worst, failed = Counter(), (0.0, ""), 0
    for path in sorted(p for p in folder.rglob("*") if p.suffix in READERS and p.is_file()):
        shown = str(path.relative_to(folder))
        for act in (_read, _format):
            start = time.monotonic()
            try:
                outcome = act(path)
            except Exception as error:  # that is what this script looks for
                outcome = f"{act.__name__[1:]}: FAILED {type(error).__name__}: {error}"
            took = time.monotonic() - start
            worst = max(worst, (took, shown))
            failed += took > LIMIT or "FAILED" in outcome
            if "FAILED" in outcome or "refused" in outcome:
                print(f"{shown}: {outcome}")
            counted[path.suffix, outcome.split(":")[0]] += 1
    for (suffix, outcome), n in sorted(counted.items()):
        print(f"{suffix:6} {outcome:28} {n:5}")
    print(f"slowest: {worst[1]} {worst[0]:.2f} s")
    return 1 if failed else 0


def _read(path: Path) -> str:
    try:
        read = READERS[path.suffix](text.decode(path.read_bytes()))
    except Broken as broken:
        return f"read refused: {broken.message}"
    return "read with troubles" if getattr(read, "troubles", ()) else "read"


def _format(path: Path) -> str:
    """Format a file, and hold what it says afterwards against what it said before."""
    looked = fmt.look(path)
    if any(left.whole for left in looked.left):
        return f"format refused: {looked.left[0].why}"
    plain = text.decode(path.read_bytes()).removeprefix("\ufeff")
    if path.suffix == ".bib" and any("this bibliography" in left.why for left in looked.left):
        return "format refused: it would not say the same"
    if fmt.formatted(path.name, looked.new) != looked.new:
        return "format: FAILED not canonical when done again"
    if _said(path.suffix, plain) != _said(path.suffix, looked.new):
        return "format: FAILED does not say the same"
    return "formatted in part" if looked.left else "formatted" if looked.changes else "format kept"


def _said(suffix: str, plain: str) -> object:
    if suffix == ".bib":
        return [(e.key, e.type, {name: fmt_bibtex.normal(name, value) for name, value in e.fields.items()}) for e in bibtex.read(plain).entries]
    if suffix == ".md":
        span = markdown.front_span(plain)
        return (_or_refusal(yaml.loose, plain[span.start:span.end]), plain[span.end:].partition("\n")[2]) if span else plain
    return _or_refusal(yaml.loose, plain), _or_refusal(yaml.read, plain)


def _or_refusal(reader: Callable[[str], object], plain: str) -> object:
    try:
        return reader(plain)
    except Broken as broken:
        return broken.message


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
