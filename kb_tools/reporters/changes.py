"""What changed since the last look, for a person at a terminal who writes: what is mended, what is new, how much is left."""

from collections import Counter
from collections.abc import Iterator

from kb_tools.diagnostics import Diagnostic
from kb_tools.reporters.text import in_one_line, summary, told
from kb_tools.rules.changes import Look
from kb_tools.words.messages import say, translated

MOST = 20
"""Findings that are told at once; whoever has more to repair begins with these."""


def render(look: Look, lang: str = "en") -> list[str]:
    """Return the lines that tell what changed, the weightiest first; none where nothing did."""
    return [*_mended(look.mended, lang), *_new(look, lang)]


def left(look: Look, lang: str = "en") -> str:
    """Return a line that counts what is left to repair, or says why that is not known."""
    return translated(look.trouble, lang) if look.trouble else summary(Counter(d.severity for d in look.report.diagnostics), lang)


def _mended(mended: tuple[Diagnostic, ...], lang: str) -> Iterator[str]:
    for d in mended[:MOST]:
        yield translated(say("mended: {finding}", finding=in_one_line(d, lang)), lang)
    if len(mended) > MOST:
        yield translated(say("And {n} more are mended.", n=len(mended) - MOST), lang)


def _new(look: Look, lang: str) -> Iterator[str]:
    for d in look.new[:MOST]:
        line, *below = told(d, look.report.line, lang)
        yield line if look.first else translated(say("new: {finding}", finding=line), lang)
        yield from below
    if len(look.new) > MOST:
        yield translated(say("And {n} more: `kb check` tells them all.", n=len(look.new) - MOST), lang)
