"""Names of people and bodies as catalogues and exported files write them, taken apart."""

import re
from collections.abc import Iterable, Iterator

from pybtex.database import InvalidNameString
from pybtex.database import Person as Parsed

from kb_tools.model.work import Person

HAN = re.compile(r"[\u3400-\u9fff]")
_BODY = re.compile(
    r"\b(?:organi[sz]ations?|universit\w+|committee|commission|ministry|department|group|collaborat\w+|consortium|society|association|institut\w+|foundation|"
    r"fund|agency|council|cent(?:er|re)s?|bureau|network|alliance|nations|government|congress|academy|federation|investigators|UNICEF|UNESCO|WHO)\b", re.I)
_JOINED = re.compile(r"\b(?:of|for|on|the|and)\b")
_FOOTNOTE = re.compile(r"\s*(?:(?<![*†‡§#])[*†‡§#]+|(?<=[^\W\d])\d{1,2}(?:,\d{1,2})*)\s*$")
_LATIN = re.compile("[A-Za-z]")
_BETWEEN_HAN = re.compile(r"\s*[;；,，、]\s*|\s+(?:and|&)\s+|\s*%A\s+")
_BETWEEN = re.compile(r"\s*[;；]\s*|\s*%A\s+")
_NOTES = re.compile(r"\[[\d\s,，]*\]")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|[IV]{2,4}", re.I)
_MORE = re.compile(r"(?:(?<=[^\s,，、;；])[\s,，、;；]*等|(?<=\S)\s+and\s+others|(?<=[^\s,，;；])[\s,，;；]+et\.? ?al\.?)\s*$", re.I)
_OTHERS = re.compile(r"others|et\.? ?al\.?|等", re.I)


def people(texts: Iterable[str]) -> Iterator[Person]:
    """Yield the people and bodies of some fields, each of which may hold several with a mark between them; one called `others` stands for all that follow."""
    for text in texts:
        text, more = _MORE.subn("", _in_one_line(_NOTES.sub("", text)))
        is_han = HAN.search(text) and not _LATIN.search(_BETWEEN_HAN.sub("", text))
        for name in (_BETWEEN_HAN if is_han else _BETWEEN).split(text):
            if name.strip(" ,，、"):
                yield person(name)
        if more:
            yield Person("others")


def person(text: str) -> Person:
    """Return one person, or body, of a name in any usual order: `Family, Given`, `Given Family`, `Family, Given, Jr`, a Chinese name whole."""
    name = _FOOTNOTE.sub("", _FOOTNOTE.sub("", _in_one_line(text))).strip(" ,;")
    if _OTHERS.fullmatch(name):
        return Person("others")
    if HAN.search(name):
        return Person(han(name), whole=True)
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) > 1 and any(_SUFFIX.fullmatch(part) for part in parts[1:]):
        suffix = next(part for part in parts[1:] if _SUFFIX.fullmatch(part))
        rest = [part for part in parts[1:] if part is not suffix]
        return Person(parts[0], " ".join(rest), suffix)
    if len(parts) > 1 and not (_BODY.search(name) and _JOINED.search(name)):
        return Person(parts[0], " ".join(parts[1:]))
    if _BODY.search(name) or " " not in name:
        return Person(name, whole=" " in name)
    try:
        parsed = Parsed(name.replace("{", "").replace("}", ""))
    except InvalidNameString:
        return Person(name, whole=True)
    family = " ".join(parsed.prelast_names + parsed.last_names)
    return Person(family, " ".join(parsed.first_names + parsed.middle_names), " ".join(parsed.lineage_names))


def _in_one_line(text: str) -> str:
    """A text with one blank where it had several: with thousands of them the patterns here would never end."""
    return " ".join(text.split())


def parted(family: str, given: str = "", suffix: str = "") -> Person:
    """Return a person whose names come apart already; a Chinese name is put together again."""
    if HAN.search(family + given):
        return Person(han(f"{family} {given}"), whole=True)
    if not family or not given:
        return person(family or given)
    return Person(family, given, suffix)


def han(name: str) -> str:
    """A name in Han characters in one piece."""
    return re.sub(r"[\s,，]+", "", name) if not _LATIN.search(name) else name.replace(",", "")
