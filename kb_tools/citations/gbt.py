"""GB/T 7714—2015, author–date system: what stands in the text, and what stands in the list."""

import re
from functools import partial
from html import escape

from kb_tools.citations import fields
from kb_tools.citations.names import Name, names, plain
from kb_tools.sources.bibtex import Entry

_MARKS = {"article": "J", "book": "M", "incollection": "M", "inbook": "M", "inproceedings": "C", "proceedings": "C",
          "mastersthesis": "D", "phdthesis": "D", "thesis": "D", "techreport": "R", "report": "R", "manual": "R"}


def people(entry: Entry) -> tuple[tuple[Name, ...], bool]:
    """The authors as Chinese writes them (`author_zh` names a public body in Chinese), and whether others follow."""
    return names(entry, "author_zh" if entry.get("author_zh") else "author")


def label(entry: Entry, year: str) -> str:
    """`Herrero et al.，2023`, `张敏 等，2019`."""
    authors, more = people(entry)
    if not authors:
        who = plain(entry.get("title"))[:30]
    elif len(authors) == 1 and not more:
        who = authors[0].short
    elif len(authors) == 2 and not more:
        who = f"{authors[0].short}和{authors[1].short}" if authors[0].chinese else f"{authors[0].short} & {authors[1].short}"
    else:
        who = f"{authors[0].short} 等" if authors[0].chinese else f"{authors[0].short} et al."
    return f"{who}，{year}"


def reference(entry: Entry, year: str) -> str:
    """The full reference as HTML."""
    field = partial(_in_chinese, entry)
    original = escape(fields.first_year(entry))
    authors, more = people(entry)
    who = _people(authors, more) if authors else ""
    online = "" if not entry.get("url") or entry.get("doi") else "/OL"
    mark = _MARKS.get(entry.type, "EB" if entry.get("url") else "Z")
    head = f"{field('title')}[{mark}{online}]"
    edition = field("edition")
    if edition and mark in "MR":
        number = re.match(r"(\d+)(?:st|nd|rd|th)$", edition)
        head += f". {number[1]}版" if number else f". {edition}"
    when = year.split("/")[-1] if original else year
    start = f"{who}, {when}. {head}" if who else f"{head}. {when}"
    if entry.type == "article":
        issue = field("volume") + (f"({field('number')})" if field("number") else "")
        rest = ", ".join(x for x in (field("journal"), issue) if x)
        rest += f": {fields.pages(field('pages'), '-')}" if field("pages") else ""
    elif entry.type in ("incollection", "inproceedings", "inbook"):
        editors, _ = names(entry, "editor")
        host = f"{_people(editors, False)}. {field('booktitle')}" if editors else field("booktitle")
        place = ": ".join(x for x in (field("address"), field("publisher") or field("organization")) if x)
        start += f"//{host}"
        rest = place + (f": {fields.pages(field('pages'), '-')}" if field("pages") else "")
    else:
        issuer = field("publisher") or field("school") or field("institution") or field("organization") or field("howpublished")
        rest = ": ".join(x for x in (field("address"), issuer) if x and x not in who)
    made = start + (f". {rest}" if rest else "") + "."
    if original and original != when:
        made += f" 初版：{original}."
    doi, url = plain(entry.get("doi")), fields.address(entry)
    if doi:
        made += f' DOI: <a href="https://doi.org/{escape(doi)}" rel="noreferrer">{escape(doi)}</a>.'
    elif url.startswith(("https://", "http://")):
        made += f' <a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>.'
    return made


def _in_chinese(entry: Entry, name: str) -> str:
    """A field as HTML, in Chinese where the entry says it so (`title_zh`): a law has an official title in both languages."""
    return fields.html(entry, f"{name}_zh") or fields.html(entry, name)


def _people(people: tuple[Name, ...], more: bool) -> str:
    said = [escape(_one(n)) for n in people[:3]]
    if len(people) > 3 or more:
        said.append("等" if people[0].chinese else "et al")
    return ", ".join(said)


def _one(name: Name) -> str:
    if name.chinese or name.corporate or not name.given:
        return name.short
    return f"{name.family.upper()} {name.initials('', ' ').replace('-', ' ')}"
