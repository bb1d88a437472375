"""What a file says itself not to be told: `kb: ignore CODE: reason` in a comment."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb_tools.diagnostics import Diagnostic, Span
from kb_tools.handbook import MARK
from kb_tools.locate import Locator
from kb_tools.settings import Settings

_IGNORE = re.compile(r"(?:(?P<md><!--)|[#%])[ \t]*kb: ignore(?P<file>-file)?\b[ \t]*(?P<codes>[A-Z]{3}\d{0,3}(?:[ \t]*,[ \t]*[A-Z]{3}\d{0,3})*)?(?P<reason>[^\n]*)")
_BLANK = re.compile(r"\n[ \t]*(?:\n|\Z)")
_LINE_END = re.compile(r"$", re.M)
_NEXT_ENTRY = re.compile(r"^[ \t]*@", re.M)


@dataclass(frozen=True)
class Ignore:
    """A comment that keeps findings back: which rules, why, where it stands, and for which characters of the file it speaks."""

    codes: tuple[str, ...]
    reason: str
    span: Span
    covers: Span


def ignores(text: str, path: str) -> list[Ignore]:
    """The ignores of a file. One on a line of its own speaks for what follows: the entry in BibTeX, the paragraph in Markdown, the line in YAML."""
    if MARK not in text:
        return []
    made = []
    for m in _IGNORE.finditer(text):
        line_start, line_end = text.rfind("\n", 0, m.start()) + 1, _LINE_END.search(text, m.end()).start()
        alone = not text[line_start:m.start()].strip()
        covers = Span(line_start, line_end)
        if m["file"]:
            covers = Span(0, len(text))
        elif alone:
            covers = Span(line_start, _end_of_next(text, line_end + 1, path, in_markdown=m["md"] is not None))
        reason = m["reason"].partition("-->")[0].strip(" \t:–—-")
        codes = tuple(code.strip() for code in m["codes"].split(",")) if m["codes"] else ()
        made.append(Ignore(codes, reason, Span(m.start(), m.start() + len(m[0].partition("-->")[0].rstrip())), covers))
    return made


def _end_of_next(text: str, start: int, path: str, in_markdown: bool) -> int:
    if path.endswith(".bib"):
        entry = _NEXT_ENTRY.search(text, start)
        following = _NEXT_ENTRY.search(text, entry.end()) if entry else None
        return following.start() - 1 if following else len(text)
    begin = start
    while text.startswith("\n", begin):
        begin += 1
    if in_markdown:
        end = _BLANK.search(text, begin)
        return end.start() if end else len(text)
    return _LINE_END.search(text, begin).start()


def ignoring(found: Iterable[Diagnostic], locator: Locator, settings: Settings) -> Iterator[Diagnostic]:
    """Leave out what the settings except and what the files themselves ignore; an ignore without a reason ignores nothing."""
    known: dict[str, list[Ignore]] = {}
    for d in found:
        if settings.excepts(d.path, d.code):
            continue
        if d.path not in known:
            known[d.path] = [one for one in ignores(locator.text(d.path), d.path) if one.reason and one.codes]
        if not any(d.code.startswith(one.codes) and one.covers.start <= d.span.start <= one.covers.end for one in known[d.path]):
            yield d
