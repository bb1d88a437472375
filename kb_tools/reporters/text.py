"""Diagnostics for a person at a terminal: the place in the form every editor can click, then the sentence."""

import re
from collections.abc import Iterable
from pathlib import Path

from kb_tools.diagnostics import Diagnostic, Severity

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def render(diagnostics: Iterable[Diagnostic], root: Path | None = None) -> str:
    """Return all diagnostics as text, each with its hint, and a last line that counts them."""
    lines, counted = [], {Severity.ERROR: 0, Severity.WARNING: 0, Severity.NOTE: 0}
    for d in diagnostics:
        counted[d.severity] += 1
        lines.append(f"{d.path}:{d.line}:{d.column}: {d.severity} {d.code} {d.message}")
        if d.hint:
            lines.append(f"  hint: {d.hint}")
    said = [f"{n} {severity}{'s' if n != 1 else ''}" for severity, n in counted.items() if n]
    lines.append(", ".join(said) if said else "nothing to repair")
    return "\n".join(_UNPRINTABLE.sub(_shown, line) for line in lines)


def _shown(match: re.Match) -> str:
    return f"<U+{ord(match[0]):04X}>"
