"""A work as an entry of the bibliography: its type, its fields cleaned and written as the house writes them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from kb_tools.citations.languages import NAME_OF
from kb_tools.desk import fmt_bibtex
from kb_tools.desk.cite_refused import Refused
from kb_tools.desk.cite_sources import thirteen
from kb_tools.desk.cite_text import cleaned, tex, title
from kb_tools.model.work import Person, Work
from kb_tools.rules.bibliography import REQUIRED, isbn_is_right
from kb_tools.sources.doi import doi_of
from kb_tools.sources.names import HAN, han
from kb_tools.words.messages import say

LONGEST = 1_000
"""Letters that a title may have; one of a study has two hundred."""

_LONGEST_NAME = 200
_MOST_NAMES = 400
_LONGEST_ADDRESS = 500
_PAGE_PARTS = re.compile(r"\s*([,，;+])\s*")
_PAGE_RANGE = re.compile(r"([A-Za-z]{0,4})(\d{1,9})\s*[-–—−~～]{1,3}\s*([A-Za-z]{0,4})(\d{1,9})")
_MORE = re.compile(r"(?:^|[\s,]+)(?:and\s+)?et\.? ?al(?:ii)?\.?$", re.I)
_EDITION = re.compile(r"(?:\s*(?<![^\W\d_])ed(?:ition|n|\.)?|(?<=\d)\.)+$", re.I)
_LONE_LETTER = re.compile(r"(?<![^\W])([A-Z])(?=[\s-]|$)")
_SHOUTED = re.compile(r"[^\W\d_]{4,}")


def written(kind: str, key: str, fields: dict[str, str]) -> str:
    """Return an entry in canonical form."""
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items())
    return fmt_bibtex.canonical(f"@{kind}{{{key}{lines}\n}}\n")[0]


def typed(work: Work) -> tuple[str, dict[str, str]]:
    """Return the type of entry for a work and its fields as BibTeX; `misc` where it lacks what its own type needs. Raises Refused."""
    kind = work.kind if work.kind in REQUIRED and work.kind != "thesis" else "misc"
    fields = _fields(work, kind)
    if not all(any(name in fields for name in group) for group in REQUIRED[kind]):
        kind, fields = "misc", _fields(work, "misc")
    return kind, fields


def _fields(work: Work, kind: str) -> dict[str, str]:
    heading = _title(work.title)
    published = {"techreport": "institution", "manual": "organization", "misc": "howpublished", "inproceedings": "organization"}.get(kind, "publisher")
    host = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}.get(kind, "")
    made = {
        "author": _names(work.authors), "title": title(heading), "editor": _names(work.editors),
        host: _text(work.host), "school": _text(work.school) if kind.endswith("thesis") else "", "year": work.year, "volume": _number(work.volume),
        "number": _number(work.number), "pages": pages(work.pages), "chapter": _text(work.chapter), "series": _text(work.series), "doi": doi_of(work.doi),
        **_places(work), "langid": _language(work, heading),
    }
    if kind != "article":
        made |= {published: _text(work.publisher), "edition": _edition(work.edition), "isbn": _isbn(work.isbn)}
        made["address"] = _text(work.place) if kind != "misc" else ""
    if kind == "misc" and not made["howpublished"]:
        made["howpublished"] = _text(work.host or work.school)
    if work.language and _language(work, heading) == "chinese" and not HAN.search(heading):
        made["note"] = "In Chinese"
    return {name: value for name, value in made.items() if name and value}


def _places(work: Work) -> dict[str, str]:
    """Where a work stands that has no DOI, and its number in arXiv."""
    found = {"eprint": work.eprint, "eprinttype": "arxiv"} if work.eprint else {}
    address = re.sub(r"[\s{}\\<>\"^`|]", lambda letter: f"%{ord(letter[0]):02X}", work.url.strip())
    if not doi_of(work.doi) and address.startswith(("https://", "http://")) and len(address) <= _LONGEST_ADDRESS and address.isprintable():
        found["url"] = address
    return found


def _title(text: str) -> str:
    """The title of a work, cleaned, without the point that libraries put after it. Raises Refused."""
    heading = cleaned(text)
    if heading.endswith(".") and not heading.endswith(".."):
        heading = heading[:-1].rstrip()
    if not re.search(r"\w", heading):
        raise Refused(say("no title is told"), say("write the entry by hand"))
    if len(heading) > LONGEST:
        raise Refused(say("the title has {number} letters", number=len(heading)), say("write the entry by hand"))
    return heading


def _text(text: str) -> str:
    text = cleaned(text)
    return tex(text) if len(text) <= LONGEST else ""


def _names(people: Iterable[Person]) -> str:
    """The people as BibTeX lists them, each once; `others` last, where somebody stands for more of them."""
    listed = list(people)
    named = [replace(one, family=_MORE.sub("", one.family), given=_MORE.sub("", one.given)) for one in listed[:_MOST_NAMES]]
    names = dict.fromkeys(name for one in named if (name := _name(one)))
    shown = [name for name in names if name != "others"]
    return " and ".join([*shown, "others"] if shown and (named != listed or "others" in names) else shown)


def _name(one: Person) -> str:
    """A name as BibTeX; a body, and a Chinese name, in braces. Raises Refused for one that is too long to be one."""
    family, given, suffix = (_bare(part) for part in (one.family, one.given, one.suffix))
    if len(family) + len(given) > _LONGEST_NAME:
        raise Refused(say("a name of {number} letters stands among the authors", number=len(family) + len(given)), say("write the entry by hand"))
    if family == "others" and not given:
        return "others"
    family, given = (han(family), given) if HAN.search(family) else (family, given) if one.whole else _lowered(family, given)
    if not family or one.whole or HAN.search(family) or not given and not re.fullmatch(r"[\w'-]+", family):
        return "{" + tex(family) + "}" if family else ""
    given = _LONE_LETTER.sub(r"\1.", given)
    return ", ".join(_part(part) for part in (family, suffix, given) if part)


def _bare(text: str) -> str:
    """A part of a name without what has a meaning in lists of names."""
    return re.sub(r'[,;"\s]+', " ", cleaned(text)).strip()


def _part(text: str) -> str:
    """A part of a name; in braces where a word of it would part the list."""
    made = tex(" ".join(text.split()))
    return "{" + made + "}" if re.search(r"(?:^|\s)and(?:\s|$)", text, re.I) else made


def _lowered(family: str, given: str) -> tuple[str, str]:
    """A name that is all in capitals, as its bearer may write it."""
    if not f"{family}{given}".isupper() or not _SHOUTED.search(family + " " + given):
        return family, given
    return family.title(), given.title() if re.search(r"[^\W\d_]{3,}", given) else given


def _number(text: str) -> str:
    """A volume or an issue, without the zeros that databases put before it."""
    return re.sub(r"^0+(?=\d)", "", _text(text))


def _edition(text: str) -> str:
    """An edition as a number with its ending, or in words."""
    text = _EDITION.sub("", cleaned(text))
    if not re.fullmatch(r"[0-9]{1,3}", text):
        return tex(text)
    ending = "th" if 10 < int(text[-2:]) < 14 else {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
    return f"{int(text)}{ending}"


def pages(text: str) -> str:
    """Pages as `12--34`, the last one written out, of any way that databases write them."""
    text = re.sub(r"^(?:pp?\.?|第)\s*|页$", "", cleaned(text))
    return "".join({"，": ", ", ",": ", ", ";": ", ", "+": "+"}.get(part, "") or _range(part) for part in _PAGE_PARTS.split(text) if part)


def _range(text: str) -> str:
    found = _PAGE_RANGE.fullmatch(text)
    if found is None:
        return tex(text)
    before, first, again, last = found.groups()
    if len(last) < len(first):
        last = first[:len(first) - len(last)] + last
    return f"{before}{first}" if first == last and before == (again or before) else f"{before}{first}--{again or before}{last}"


def _isbn(text: str) -> str:
    for found in re.finditer(r"(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx]", text):
        digits = re.sub("[ -]", "", found[0]).upper()
        if isbn_is_right(digits):
            return thirteen(digits)
    return ""


def _language(work: Work, heading: str) -> str:
    """The language of a work, where it is not English: as it is told, else Chinese where the title is."""
    said = re.split(r"[-_;,\s]", work.language.strip().casefold())[0]
    known = NAME_OF.get(said, said if re.fullmatch("[a-z]{2,3}", said) else "")
    if not known and HAN.search(heading):
        known = "chinese"
    return "" if known == "english" else known
