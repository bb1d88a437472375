"""What changed from one check of a project to the next: findings that are mended, and findings that are new."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from kb_tools.diagnostics import Diagnostic
from kb_tools.rules.registry import Report


@dataclass(frozen=True)
class Look:
    """A check of a project as it stands, and what of it is another than at the look before; at the first look everything is new.

    What is new comes with the weightiest first, and before that what is in a file that was just `saved`. `trouble` says why
    nothing could be checked: then the report is still that of the look before.
    """

    report: Report
    new: tuple[Diagnostic, ...] = ()
    mended: tuple[Diagnostic, ...] = ()
    trouble: str = ""
    first: bool = False
    lines: tuple[str, ...] = field(default=(), repr=False)
    """The line that each diagnostic of the report is about, as it was then."""

    @classmethod
    def of(cls, report: Report, before: "Look | None" = None, saved: Iterable[str] = ()) -> "Look":
        """The look that a report is, after another one."""
        lines, saved = tuple(report.line(d.path, d.line) for d in report.diagnostics), frozenset(saved)
        new, gone = _told_apart(zip(report.diagnostics, lines), zip(before.report.diagnostics, before.lines) if before else ())
        return cls(report, tuple(sorted(new, key=lambda d: (d.path not in saved, -d.severity, d))), tuple(sorted(gone)), first=before is None, lines=lines)


def _told_apart(now: Iterable[tuple[Diagnostic, str]], before: Iterable[tuple[Diagnostic, str]]) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What is new, and what is gone: neither is what only stands in another line now, and gone is not what only says something else."""
    new, gone = _unpaired(now, before, lambda d, line: (d.path, d.code, str(d.message), line))
    new, gone = _unpaired(new, gone, lambda d, line: (d.path, d.code, str(d.message)))
    _, mended = _unpaired(new, gone, lambda d, line: (d.path, d.code, d.line, d.column))
    return [d for d, _ in new], [d for d, _ in mended]


def _unpaired(new: Iterable[tuple[Diagnostic, str]], old: Iterable[tuple[Diagnostic, str]], sign: Callable[[Diagnostic, str], Hashable]):
    """Those on either side for which the other has none with the same sign."""
    waiting = defaultdict(list)
    for one in old:
        waiting[sign(*one)].append(one)
    left = []
    for one in new:
        if same := waiting[sign(*one)]:
            same.pop(0)
        else:
            left.append(one)
    return left, [one for same in waiting.values() for one in same]
