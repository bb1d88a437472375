"""The bibliography as CSL-JSON, which reference managers and citation processors read."""

import json
import re
from pathlib import Path

from kb_tools.citations import fields
from kb_tools.citations.languages import code_of
from kb_tools.citations.names import Name, names, plain
from kb_tools.handbook import Handbook
from kb_tools.sources.bibtex import Entry
from kb_tools.writing import write

TYPES = {
    "article": "article-journal", "book": "book", "incollection": "chapter", "inbook": "chapter", "inproceedings": "paper-conference", "proceedings": "book",
    "mastersthesis": "thesis", "phdthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report", "manual": "report",
}
"""The type of an entry in CSL; anything else is a `document`, or where it has an address a `webpage`."""

_FIELDS = (
    ("journal", "container-title"), ("booktitle", "container-title"), ("volume", "volume"), ("number", "issue"), ("chapter", "chapter-number"),
    ("edition", "edition"), ("publisher", "publisher"), ("school", "publisher"), ("institution", "publisher"), ("organization", "publisher"),
    ("howpublished", "publisher"), ("address", "publisher-place"), ("doi", "DOI"), ("isbn", "ISBN"), ("issn", "ISSN"),
    ("series", "collection-title"), ("abstract", "abstract"),
)
_YEAR = re.compile(r"^-?\d{1,4}$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write all works, by their keys, to the file `target`; return what was written."""
    write(target, json.dumps(items(handbook), ensure_ascii=False, indent=2) + "\n")
    return [target]


def items(handbook: Handbook) -> list[dict]:
    """Return all works as CSL items."""
    return [item(handbook.work(key)) for key in sorted(handbook.keys())]


def item(entry: Entry) -> dict:
    """Return a work as a CSL item."""
    made = {"id": entry.key, "type": TYPES.get(entry.type) or ("webpage" if entry.get("url") else "document"), "title": plain(entry.get("title"))}
    for role in ("author", "editor"):
        if people := names(entry, role)[0]:
            made[role] = [_name(one) for one in people]
    for field, variable in _FIELDS:
        if (value := plain(entry.get(field))) and variable not in made:
            made[variable] = value
    if pages := plain(entry.get("pages")):
        made["page"] = fields.pages(pages, "-")
    if url := fields.address(entry):
        made["URL"] = url
    if genre := fields.THESES.get(entry.type):
        made["genre"] = genre
    if language := code_of(entry):
        made["language"] = language
    for variable, date in (("issued", _date(fields.year(entry), plain(entry.get("month")))), ("original-date", _date(fields.first_year(entry)))):
        if date:
            made[variable] = date
    return made


def _name(one: Name) -> dict:
    return {"family": one.family, "given": one.given} if one.given and not one.corporate else {"literal": one.short}


def _date(year: str, month: str = "") -> dict | None:
    if not year:
        return None
    if not _YEAR.match(year):
        return {"literal": year}
    short = month[:3].lower()
    return {"date-parts": [[int(year), _MONTHS.index(short) + 1] if short in _MONTHS else [int(year)]]}
