"""What stands around a place in a text: its sentence and clause, the quotation it lies in, the heading above, a word that denies it."""

import re
from collections.abc import Iterable

_QUOTED = re.compile(r'"[^"\n]*"|“[^“”\n]*”|「[^「」\n]*」|『[^『』\n]*』|《[^《》\n]*》|(?<!\w)‘[^‘’\n]*’(?!\w)')
_ADDRESS = re.compile(r"\]\([^()\n]*\)|\[[^\[\]\n]*@[^\[\]\n]*\]|<\w+:[^<>\s]*>")
_SENTENCE = re.compile(r"[.!?;][\"'”’)]*\s|[。！？；][”’）]*|\n")
_CLAUSE = re.compile(r"[,.!?:;]\s|[，。！？：；]|\n")
_HEADING = re.compile(r"^#{2,6}[ \t]+(.*)$", re.M)

_DENIES = {
    "en": re.compile(r"(?:\b(?:no|not|never|nor|neither|nobody|none|without|cannot)|n['’]t)(?:\s+[\w-]+){0,4}\s+$", re.I),
    "zh": re.compile(r"(?:不是|不算|不叫|并非|没有|不说|不再是|不觉得|不)(?:一个|什么|所谓的|他|她|说|叫)?$|(?:不要|不能|不该|不把|不许|别)[^，。！？；：\n]{0,12}$"),
}


def quotations(text: str) -> list[tuple[int, int]]:
    """Where something stands in quotation marks, or between the marks of a title."""
    return [found.span() for found in _QUOTED.finditer(text)]


def addresses(text: str) -> list[tuple[int, int]]:
    """Where the addresses of links stand, and citations."""
    return [found.span() for found in _ADDRESS.finditer(text)]


def lies_in(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Tell whether an offset lies in one of the spans."""
    return any(start <= at < end for start, end in spans)


def is_denied(text: str, at: int, lang: str) -> bool:
    """Tell whether what begins at an offset is denied by the words right before it."""
    return _DENIES[lang].search(text, max(0, at - 40), at) is not None


def lines_with(text: str, signs: Iterable[str]) -> list[tuple[int, int]]:
    """Where the lines begin and end that hold one of the signs, in order."""
    lines = set()
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = len(text) if end < 0 else end
            lines.add((begin, end))
            at = text.find(sign, end)
    return sorted(lines)


def sentence(text: str, start: int, end: int) -> str:
    """The sentence, or the line, that a stretch of text lies in."""
    begin = _last_end(_SENTENCE, text, text.rfind("\n", 0, start) + 1, start)
    after = _SENTENCE.search(text, end)
    return text[begin:after.start() if after else len(text)]


def lead(text: str, at: int) -> tuple[str, bool]:
    """The words that lead up to an offset: in a quotation those before it in the line, without earlier quotations, else those in its clause; and which."""
    begin = text.rfind("\n", 0, at) + 1
    close = text.find("\n", at)
    inside = next((start for start, end in quotations(text[begin:] if close < 0 else text[begin:close]) if begin + start < at < begin + end), None)
    if inside is not None:
        return _QUOTED.sub("", text[begin:begin + inside]), True
    return text[_last_end(_CLAUSE, text, begin, at):at], False


def heading(text: str, at: int) -> str:
    """The heading above an offset, or nothing."""
    found = ""
    for one in _HEADING.finditer(text, 0, at):
        found = one[1]
    return found


def _last_end(mark: re.Pattern, text: str, begin: int, at: int) -> int:
    """Where the last mark before an offset ends; where the line begins without one."""
    for found in mark.finditer(text, begin, at):
        begin = found.end()
    return begin


def patterns(lang: str) -> dict[str, re.Pattern]:
    """Return by name the marks that the functions above go by."""
    return {"quoted": _QUOTED, "address": _ADDRESS, "sentence": _SENTENCE, "clause": _CLAUSE, "heading": _HEADING, "denies": _DENIES[lang]}
