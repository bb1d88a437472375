"""Diagnostics for a person at a terminal: the place in the form every editor can click, the sentence, the line with a caret, the hint."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.words.messages import say, translated

WIDTH = 100
"""Cells of a source line that are shown."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def render(diagnostics: Iterable[Diagnostic], line_of: Callable[[str, int], str] | None = None, lang: str = "en") -> str:
    """Return all diagnostics as text, each with its hint, and a last line that counts them.

    `line_of` gives a line of a file by path and number; with it, each line is shown with a caret under the place.
    """
    diagnostics = tuple(diagnostics)
    lines = [line for d in diagnostics for line in told(d, line_of, lang)]
    return "\n".join([*lines, summary(Counter(d.severity for d in diagnostics), lang)])


def told(d: Diagnostic, line_of: Callable[[str, int], str] | None = None, lang: str = "en") -> list[str]:
    """The lines that tell one diagnostic."""
    lines = [in_one_line(d, lang), *(_shown(line_of(d.path, d.line), d) if line_of else ())]
    lines += [f"  {other.path}:{other.line}:{other.column}: {translated(other.message, lang)}" for other in d.related]
    if d.hint:
        lines.append("  " + translated(say("hint: {hint}", hint=d.hint), lang))
    return [UNPRINTABLE.sub(named, line) for line in lines]


def in_one_line(d: Diagnostic, lang: str = "en") -> str:
    """The place of a diagnostic, its rule and its sentence."""
    return UNPRINTABLE.sub(named, f"{d.path}:{d.line}:{d.column}: {translated(str(d.severity), lang)} {d.code} {translated(d.message, lang)}")


def summary(counted: Counter, lang: str = "en") -> str:
    """A line that counts findings by severity."""
    said = []
    for severity in sorted(Severity, reverse=True):
        if n := counted[severity]:
            word = say(str(severity))
            said.append(translated(say("{n} {severity}", n=n, severity=word) if n == 1 else say("{n} {severity}s", n=n, severity=word), lang))
    return ("，" if lang == "zh" else ", ").join(said) if said else translated("nothing to repair", lang)


def statistics(diagnostics: Iterable[Diagnostic], lang: str = "en") -> str:
    """A table of how often each rule was broken, the most frequent first."""
    counted = Counter((d.code, d.name, d.severity) for d in diagnostics)
    rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    words = {severity: translated(str(severity), lang) for severity in Severity}
    lines = (f"{n:6} {words[severity]}{' ' * (8 - _cells(words[severity]))} {code} {name}" for (code, name, severity), n in rows)
    return "\n".join(lines) or translated("nothing to repair", lang)


def _shown(line: str, d: Diagnostic) -> list[str]:
    """The line and a caret under the place, both cut to what fits.

    Of a file that was changed since it was read the line may be shorter: what stood past its end is shown at its end.
    """
    line = line.replace("\t", " ")
    if not line.strip():
        return []
    start = min(d.column - 1, len(line))
    end = min(d.end_column - 1, len(line)) if d.end_line == d.line else len(line)
    if line.isascii() and len(line) <= WIDTH:
        return ["  | " + line.rstrip(), "  | " + " " * start + "^" * max(end - start, 1)]
    first = 0
    if _wider(line, min(end, start + 20), WIDTH - 10):
        first, cells = start, 0
        while first and (cells := cells + _cells(line[first - 1])) <= WIDTH // 2:
            first -= 1
    last, cells = first, 0
    while last < len(line) and cells < WIDTH:
        cells += _cells(line[last])
        last += 1
    before = ("…" if first else "") + line[first:start]
    carets = "^" * max(_cells(line[start:min(end, last)]), 1)
    shown = ("…" if first else "") + line[first:last].rstrip() + ("…" if last < len(line) else "")
    return ["  | " + shown, "  | " + " " * _cells(before) + carets]


def _wider(line: str, end: int, most: int) -> bool:
    """Whether what stands before `end` takes more cells than that; a long line is not walked to its end for it."""
    cells = 0
    for at in range(end):
        cells += _cells(line[at])
        if cells > most:
            return True
    return False


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes: two for a wide letter, none for one that is set onto the one before it."""
    if text.isascii():
        return len(text)
    return sum(8 if UNPRINTABLE.match(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def named(match: re.Match) -> str:
    """What stands in the place of a character that cannot be seen: its number, `<U+200B>`."""
    return f"<U+{ord(match[0]):04X}>"
