"""Diagnostics in plain words for somebody who does not use a terminal: by file, with the line and the next step, as a comment on a code host.

Messages name things as contributors wrote them, and a code host makes links, mentions, pictures and more of much that it reads.
So a word is written as it is only if it is plain; anything else stands as code, where nothing is made of it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.reporters.text import UNPRINTABLE, named
from kb_tools.words.messages import say, shortened, translated

MOST = 30
"""Findings that are told; whoever has more to repair begins with these."""

LONGEST = 300
"""Letters of a sentence that are shown."""

_SPACES = re.compile(r"\s+")
_NOT_PLAIN = re.compile(r"""
    [^\w\s.,;:!?()"'“”‘’…–—%\u3001-\u3003\u3008-\u3011（），：；！？～-] | _   # what Markdown or a code host may make something of
    | [.:][A-Za-z0-9] | -\d | \d-                                              # addresses, names of pictures, GH-1
    | [A-Za-z]\d | \d[A-Za-z] | \d{7} | (?<![A-Za-z])[A-Fa-f]{7,}(?![A-Za-z])  # commits
""", re.X)


def render(diagnostics: Iterable[Diagnostic], lang: str = "en", most: int = MOST) -> str:
    """Return Markdown that tells the `most` weightiest diagnostics, grouped by file, and how many there are."""
    found = sorted(diagnostics, key=lambda d: (-d.severity, d))
    if not found:
        return translated(say("Nothing is missing. Thank you!"), lang)
    shown = sorted(found[:most])
    lines = [_counted(Counter(d.severity is Severity.ERROR for d in found), lang)]
    for path, group in groupby(shown, key=lambda d: d.path):
        lines += ["", f"**{code(path)}**", ""]
        for d in group:
            lines += _item(d, lang)
    if len(found) > most:
        lines += ["", translated(say("And {n} more: `kb check` tells them all.", n=len(found) - most), lang)]
    return "\n".join(lines)


def _counted(n: Counter, lang: str) -> str:
    said = [say("To repair before it can be published: {n}.", n=n[True])] if n[True] else [say("Nothing stands in the way of publishing.")]
    said += [say("Worth a look: {n}.", n=n[False])] if n[False] else []
    return ("" if lang == "zh" else " ").join(translated(sentence, lang) for sentence in said)


def _item(d: Diagnostic, lang: str) -> list[str]:
    where = say("line {line}", line=d.line) if d.severity is Severity.ERROR else say("line {line}, worth a look", line=d.line)
    colon = "：" if lang == "zh" else ": "
    return [f"- {translated(where, lang)}{colon}{plain(translated(d.message, lang))}",
            *([f"  - {translated(say('next step'), lang)}{colon}{plain(translated(d.hint, lang))}"] if d.hint else [])]


def plain(sentence: str) -> str:
    """Return a sentence as Markdown of which nothing can be made but words and code: names between backticks stay code, as does all that is no plain word."""
    parts: list[tuple[bool, str]] = []
    for number, part in enumerate(_cut(sentence).split("`")):
        between = bool(number % 2 and part.strip())
        for piece in [part] if between else re.findall(r"\s+|\S+", part) or [" "]:
            is_code = between or bool(_NOT_PLAIN.search(piece))
            if parts and parts[-1][0] == is_code:
                parts[-1] = is_code, parts[-1][1] + piece
            else:
                parts.append((is_code, piece))
    return "".join(code(text) if is_code else text for is_code, text in parts).strip()


def code(text: str) -> str:
    """Return a text as a code span, whatever it holds."""
    return f"`{_cut(text).replace('`', ' ').strip() or '?'}`"


def _cut(text: str) -> str:
    """A text on one line, its invisible characters named, and cut where it is long."""
    return shortened(UNPRINTABLE.sub(named, _SPACES.sub(" ", text)), LONGEST)
