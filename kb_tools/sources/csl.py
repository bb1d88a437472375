"""CSL-JSON, as Zotero exports it and DOI agencies answer with it, and the JSON of Crossref, which has the same fields with lists for texts."""

import json
from collections.abc import Iterator
from typing import Any

from kb_tools.model.work import Person, Work
from kb_tools.sources.broken import Broken
from kb_tools.sources.names import HAN, parted, person
from kb_tools.sources.tagged import kind_of, year_in
from kb_tools.words.messages import say

_KINDS = {
    "article": ("article", "article-journal", "article-magazine", "article-newspaper", "journal-article", "review", "review-book"),
    "book": ("book", "monograph", "edited-book", "reference-book", "collection"),
    "incollection": ("chapter", "book-chapter", "book-part", "book-section", "entry", "entry-dictionary", "entry-encyclopedia", "reference-entry"),
    "inproceedings": ("paper-conference", "proceedings-article"),
    "thesis": ("thesis", "dissertation"),
    "techreport": ("report", "report-component", "report-series"),
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
_DATES = ("published-print", "published-online", "published", "issued", "posted", "approved")
RETRACTED = ("retraction", "removal", "withdrawal")
"""Kinds of notices by which a work is withdrawn."""



def works(text: str) -> list[Work | Broken]:
    """Return the works of a CSL-JSON text, and in place of an item that tells of none why not. Raises Broken if no item tells of one."""
    found = _listed(text)
    if found and not any(map(_tells_of_a_work, found)):
        raise _no_work()
    return [work(item) if _tells_of_a_work(item) else _no_work() for item in found]


def items(text: str) -> Iterator[dict[str, Any]]:
    """Yield the items of a CSL-JSON text. Raises Broken if it is none, or at an item that tells of no work."""
    for item in _listed(text):
        if not _tells_of_a_work(item):
            raise _no_work()
        yield item


def _listed(text: str) -> list:
    """What a JSON text holds that may be items: one, a list of them, or what Crossref answers with."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken(say("this is no JSON"), getattr(error, "pos", 0), say("export it again, or in another form")) from None
    if isinstance(data, dict) and isinstance(data.get("message"), dict):
        data = data["message"]
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        data = data["items"]
    return data if isinstance(data, list) else [data]


def _tells_of_a_work(item: object) -> bool:
    return isinstance(item, dict) and any(name in item for name in ("title", "DOI", "type"))


def _no_work() -> Broken:
    return Broken(say("this JSON tells of no work"), 0, say("export it as CSL-JSON"))


def work(item: dict[str, Any]) -> Work:
    """Return the work of an item; a value of another kind than it should be is passed over."""
    def first(*names: str) -> str:
        return next(filter(None, (_text(item, name) for name in names)), "")

    kind = _KIND_OF.get(first("type").casefold(), "misc")
    if kind == "thesis":
        kind = kind_of("thesis", f"{first('degree')} {first('genre')}")
    is_thesis, publisher = kind.endswith("thesis"), first("publisher", "institution")
    others = (*_texts(item, "title")[1:], *_texts(item, "original-title"), *_texts(item, "short-title"), first("title-short"))
    return Work(
        kind=kind, title=_title(item), authors=tuple(_people(item, "author")), editors=tuple(_people(item, "editor")),
        host="" if is_thesis else first("container-title"), publisher="" if is_thesis else publisher, place=first("publisher-place", "publisher-location"),
        school=publisher if is_thesis else "", year=_year(item), volume=first("volume"),
        number=first("issue") if kind == "article" else first("number", "issue"), pages=first("page", "article-number"),
        edition=first("edition", "edition-number"), series=first("collection-title"), isbn=first("ISBN"), doi=first("DOI"), url=first("URL"),
        language=first("language"), other_titles=tuple(filter(None, others)),
        withdrawn_by=next((doi for kind, doi in updates(item) if kind in RETRACTED), ""),
    )


def updates(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what was published about a work in Crossref's data since: the kind of each notice, `_` between words, and its DOI.

    A publisher who keeps work and notice under one DOI says so in `update-to`.
    """
    own = _text(item, "DOI").casefold()
    for name in ("updated-by", "update-to"):
        for update in item.get(name) if isinstance(item.get(name), list) else ():
            if isinstance(update, dict):
                kind, doi = _text(update, "type").casefold().replace(" ", "_").replace("-", "_"), _text(update, "DOI")
                if kind and (name == "updated-by" or doi.casefold() == own):
                    yield kind, doi


def _text(item: dict[str, Any], name: str) -> str:
    return next(iter(_texts(item, name)), "")


def _texts(item: dict[str, Any], name: str) -> list[str]:
    """The texts of a field, which is one or a list of them; numbers as text."""
    value = item.get(name)
    if isinstance(value, dict):
        value = value.get("name")
    values = value if isinstance(value, list) else [value]
    values = [one.get("name") if isinstance(one, dict) else one for one in values]
    return [str(one).strip() for one in values if isinstance(one, (str, int)) and not isinstance(one, bool) and str(one).strip()]


def _title(item: dict[str, Any]) -> str:
    title, subtitle = _text(item, "title"), _text(item, "subtitle")
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    return f"{title}{'' if title.endswith(('?', '!', ':')) else ':'} {subtitle}" if title else subtitle


def _people(item: dict[str, Any], role: str) -> Iterator[Person]:
    for one in item.get(role) if isinstance(item.get(role), list) else ():
        if not isinstance(one, dict):
            continue
        body = _text(one, "literal") or _text(one, "name")
        family, given, suffix = (_text(one, name) for name in ("family", "given", "suffix"))
        particles = " ".join(filter(None, (_text(one, "dropping-particle"), _text(one, "non-dropping-particle"))))
        if family or given:
            yield parted(f"{particles} {family}".strip(), given, suffix)
        elif body:
            yield person(body) if HAN.search(body) else Person(body, whole=True)


def _year(item: dict[str, Any]) -> str:
    for name in _DATES:
        value = item.get(name)
        if isinstance(value, dict):
            parts = value.get("date-parts")
            if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0] and (found := year_in(str(parts[0][0]))):
                return found
            if found := year_in(_text(value, "raw") or _text(value, "literal")):
                return found
        elif found := year_in(_text(item, name)):
            return found
    return ""
