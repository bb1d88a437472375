"""The bibliography as RIS, which older reference managers read: a line for each field, CRLF."""

import re
from collections.abc import Iterator
from pathlib import Path

from kb_tools.citations import fields
from kb_tools.citations.languages import code_of
from kb_tools.citations.names import Name, names, plain
from kb_tools.handbook import Handbook
from kb_tools.sources.bibtex import Entry
from kb_tools.writing import write

TYPES = {
    "article": "JOUR", "book": "BOOK", "incollection": "CHAP", "inbook": "CHAP", "inproceedings": "CPAPER", "proceedings": "CONF",
    "mastersthesis": "THES", "phdthesis": "THES", "thesis": "THES", "techreport": "RPRT", "report": "RPRT", "manual": "RPRT",
}
"""The type of an entry in RIS; anything else is `GEN`, or where it has an address `ELEC`."""

_FIELDS = (("journal", "T2"), ("booktitle", "T2"), ("volume", "VL"), ("number", "IS"), ("edition", "ET"), ("publisher", "PB"), ("school", "PB"),
           ("institution", "PB"), ("organization", "PB"), ("howpublished", "PB"), ("address", "CY"), ("isbn", "SN"), ("doi", "DO"), ("series", "T3"),
           ("abstract", "AB"))
_LINE_END = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write all works, by their keys, to the file `target`; return what was written."""
    write(target, text(handbook))
    return [target]


def text(handbook: Handbook) -> str:
    """Return all works as RIS."""
    return "".join(f"{tag}  - {_LINE_END.sub(' ', value).strip()}\r\n" for key in sorted(handbook.keys()) for tag, value in lines(handbook.work(key)))


def lines(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield tag and value of each line of a work."""
    yield "TY", TYPES.get(entry.type) or ("ELEC" if entry.get("url") else "GEN")
    yield "ID", entry.key
    for role, tag in (("author", "AU"), ("editor", "A2")):
        yield from ((tag, _name(one)) for one in names(entry, role)[0])
    yield "TI", plain(entry.get("title"))
    if year := fields.year(entry):
        yield "PY", year
    seen = set()
    for field, tag in _FIELDS:
        if (value := plain(entry.get(field))) and tag not in seen:
            seen.add(tag)
            yield tag, value
    first, _, last = fields.pages(plain(entry.get("pages")), "-").partition("-")
    yield from ((tag, value) for tag, value in (("SP", first), ("EP", last)) if value)
    if language := code_of(entry):
        yield "LA", language
    if url := fields.address(entry):
        yield "UR", url
    yield "ER", ""


def _name(one: Name) -> str:
    return f"{one.family}, {one.given}" if one.given and not one.corporate else one.short
