"""Mend what a rule knows how to mend: its replacement, put in place of what it found."""

from collections import defaultdict
from collections.abc import Iterator

from kb_tools.desk.diffs import unified
from kb_tools.diagnostics import Diagnostic
from kb_tools.rules import Report
from kb_tools.sources import text
from kb_tools.writing import write

_WHOLE_FILE = ("SRC004", "SRC005")
"""Rules that are mended by reading a file and writing it again: byte order mark and line ends."""


def diff(report: Report) -> str:
    """What mending would change, as a unified diff."""
    return "".join(unified(old, new, path) for path, old, new in _changes(report))


def apply(report: Report) -> int:
    """Write each file that can be mended, whole or not at all; return how many."""
    count = 0
    for path, _, new in _changes(report):
        write(report.handbook.root / path, new)
        count += 1
    return count


def _changes(report: Report) -> Iterator[tuple[str, str, str]]:
    """(path, text as it is, text as it should be) of each file with something to mend."""
    by_path: dict[str, list[Diagnostic]] = defaultdict(list)
    for d in report.diagnostics:
        if d.fix is not None or d.code in _WHOLE_FILE:
            by_path[d.path].append(d)
    for path, found in sorted(by_path.items()):
        data = (report.handbook.root / path).read_bytes()
        old = data.decode("utf-8")
        new = text.decode(data)
        # From the end, so that offsets hold; of two that overlap, only the last is put in, and the next run sees the other.
        limit = len(new) + 1
        for d in sorted((d for d in found if d.fix is not None), key=lambda d: d.span.start, reverse=True):
            if d.span.end <= limit:
                new = new[:d.span.start] + d.fix + new[d.span.end:]
                limit = d.span.start
        if new.encode("utf-8") != data:
            yield path, old, new
