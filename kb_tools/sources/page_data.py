"""What a web page tells of the work that it shows: Highwire and Dublin Core `<meta>`, JSON-LD, COinS."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from html import unescape
from typing import Any
from urllib.parse import parse_qs

from kb_tools.model.work import Person, Work
from kb_tools.sources.doi import doi_of, first_doi
from kb_tools.sources.names import HAN, people, person
from kb_tools.sources.tagged import kind_of, span, year_in

_TAG = re.compile(r"""<(meta|span)\s((?:[^<>"']++|"[^"]{0,5000}+"|'[^']{0,5000}+')*+)>""", re.I)  # bounded: a quote that is never closed stands on many a page
_ATTRIBUTE = re.compile(r"""([a-z][\w:.-]{0,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_SCRIPT = re.compile(r"<script[^<>]{0,200}>", re.I)
_NOT_DEEPER = 8
_MOST_NODES = 5_000
_LD_KINDS = {
    "scholarlyarticle": "article", "medicalscholarlyarticle": "article", "newsarticle": "article", "article": "article", "book": "book",
    "chapter": "incollection", "report": "techreport", "thesis": "misc",
}
_GENRES = {
    "article": "article", "book": "book", "bookitem": "incollection", "proceeding": "inproceedings", "conference": "inproceedings", "dissertation": "thesis",
    "report": "techreport",
}


def work_of(page: str) -> Work | None:
    """Return the work that a page tells of; nothing where it tells of none.

    The first of Highwire, JSON-LD, COinS and Dublin Core that has a title is believed: they are that careful, in this order.
    """
    meta, coins = _tags(page)
    for found in (_highwire(meta), _json_ld(page), *map(_coins, coins), _dublin_core(meta)):
        if found and found.title:
            return found
    return None


Meta = dict[str, list[str]]


def _tags(page: str) -> tuple[Meta, list[str]]:
    """The values of `<meta>` by their names in small letters, and the titles of COinS."""
    meta: Meta = defaultdict(list)
    coins = []
    for tag in _TAG.finditer(page):
        said = {found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(tag[2])}
        if tag[1].lower() == "span":
            if "z3988" in said.get("class", "").lower() and said.get("title"):
                coins.append(said["title"])
        elif (name := said.get("name") or said.get("property")) and said.get("content", "").strip():
            meta[name.lower()].append(" ".join(said["content"].split()))
    return meta, coins


def _highwire(meta: Meta) -> Work | None:
    def first(*names: str) -> str:
        return next((meta[f"citation_{name}"][0] for name in names if meta.get(f"citation_{name}")), "")

    hosts = {"article": first("journal_title"), "inproceedings": first("conference_title", "conference"), "incollection": first("inbook_title", "book_title")}
    school, issuer = first("dissertation_institution"), first("technical_report_institution")
    kind = next((kind for kind, host in hosts.items() if host), "")
    if not kind:
        kind = kind_of("thesis", first("dissertation_name")) if school else "techreport" if issuer else "book" if first("isbn") else "misc"
    return Work(
        kind=kind, title=first("title"), authors=tuple(people(meta.get("citation_author") or meta.get("citation_authors", ()))),
        editors=tuple(people(meta.get("citation_editor", ()))), host=hosts.get(kind, ""), publisher=issuer or ("" if school else first("publisher")),
        school=school,
        year=year_in(first("publication_date", "date", "year", "cover_date", "online_date")), volume=first("volume"), number=first("issue"),
        pages=span(first("firstpage"), first("lastpage")), isbn=first("isbn"), doi=doi_of(first("doi")), language=first("language"),
    )


def _dublin_core(meta: Meta) -> Work | None:
    def every(*names: str) -> list[str]:
        return next((meta[prefix + name] for name in names for prefix in ("dc.", "dcterms.", "dc:") if meta.get(prefix + name)), [])

    def first(*names: str) -> str:
        return next(iter(every(*names)), "")

    host = first("source", "ispartof", "citation.jtitle") or next(iter(meta.get("prism.publicationname", ())), "")
    isbn = next((found[0] for one in every("identifier") if (found := re.search(r"97[89][\d -]{10,14}", one))), "")
    kind = "article" if host else kind_of(first("type"))
    return Work(
        kind="misc" if kind.endswith("thesis") else kind, title=first("title"), authors=tuple(people(every("creator", "contributor.author", "contributor"))),
        host=host, publisher=first("publisher"), year=year_in(first("date", "issued", "date.issued", "created")), volume=first("citation.volume"),
        number=first("citation.issue"), pages=span(first("citation.spage"), first("citation.epage")), isbn=isbn,
        doi=first_doi(every("identifier", "identifier.doi")), language=first("language"),
    )


def _coins(title: str) -> Work | None:
    try:
        fields = parse_qs(title, max_num_fields=500)
    except ValueError:  # more fields than any work has
        return None
    said = {name.removeprefix("rft."): [one.strip() for one in values if one.strip()] for name, values in fields.items()}

    def first(*names: str) -> str:
        return next((said[name][0] for name in names if said.get(name)), "")

    kind = _GENRES.get(first("genre").casefold(), "")
    if not kind:
        is_journal = first("jtitle", "stitle") or ":journal" in first("rft_val_fmt")
        is_book = first("btitle") or ":book" in first("rft_val_fmt")
        kind = "article" if is_journal else "incollection" if first("atitle") and is_book else "book" if is_book else "misc"
    kind = kind_of("thesis", first("degree")) if kind == "thesis" else kind
    is_part = kind in ("article", "incollection", "inproceedings")
    return Work(
        kind=kind, title=first("atitle", "title") if is_part else first("btitle", "title", "atitle"),
        authors=tuple(_people_of_coins(said.get("au", ()), first)),
        host=first("jtitle", "stitle") if kind == "article" else first("btitle") if is_part else "", publisher=first("pub"), place=first("place"),
        school=first("inst"),
        year=year_in(first("date")), volume=first("volume"), number=first("issue"), pages=first("pages") or span(first("spage"), first("epage")),
        edition=first("edition"), isbn=first("isbn"), doi=first_doi(said.get("rft_id", ())), language=first("language"),
    )


def _people_of_coins(listed: Iterable[str], first: Callable[..., str]) -> Iterator[Person]:
    """The authors who are listed; before them the first one, who is told of in parts, where the list leaves that one out."""
    authors = list(people(listed))
    family, given = first("aulast"), first("aufirst", "auinit")
    if family and given and not HAN.search(family) and not any(one.family.casefold() == family.casefold() for one in authors):
        yield Person(family, given)
    yield from authors


def _json_ld(page: str) -> Work | None:
    for data in _scripts(page):
        for node in _nodes(data):
            kind = next((_LD_KINDS[name.casefold()] for name in _listed(node.get("@type")) if isinstance(name, str) and name.casefold() in _LD_KINDS), "")
            found = _of_node(node, kind) if kind else None
            if found and found.title and (found.authors or found.host or found.doi):
                return found
    return None


def _scripts(page: str) -> Iterator[Any]:
    """The data of each JSON-LD script that can be read."""
    at = 0
    while (opening := _SCRIPT.search(page, at)) and (end := page.find("</script", opening.end())) >= 0:
        at = end
        if "ld+json" in opening[0].lower():
            with suppress(ValueError, RecursionError):
                yield json.loads(page[opening.end():end])


def _nodes(data: Any) -> Iterator[dict]:
    """All tables in the data, the outer ones first."""
    ahead, seen = [(data, 0)], 0
    while ahead and seen < _MOST_NODES:
        value, depth = ahead.pop(0)
        seen += 1
        if isinstance(value, dict):
            yield value
        if depth < _NOT_DEEPER and isinstance(value, (dict, list)):
            ahead += [(one, depth + 1) for one in (value.values() if isinstance(value, dict) else value) if isinstance(one, (dict, list))]


def _listed(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def _said(node: dict, *names: str) -> str:
    """The first text of some fields: a text, a number, or the name or value of a thing."""
    for name in names:
        for value in _listed(node.get(name)):
            if isinstance(value, dict):
                value = value.get("name") or value.get("value") or value.get("@id")
            if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
    return ""


def _of_node(node: dict, kind: str) -> Work:
    parts = [node]  # an article is part of an issue, that of a volume, that of a journal
    while len(parts) < _NOT_DEEPER and isinstance(inner := next(iter(_listed(parts[-1].get("isPartOf"))), None), dict):
        parts.append(inner)

    def anywhere(name: str) -> str:
        return next(filter(None, (_said(part, name) for part in parts)), "")

    host = next((found for part in reversed(parts[1:]) if (found := _said(part, "name"))), "")
    numbers = [_said({"one": one}, "one") for name in ("identifier", "sameAs", "@id", "url") for one in _listed(node.get(name))]
    return Work(
        kind="misc" if kind == "article" and not host else kind, title=_said(node, "headline", "name"), authors=tuple(_people(node)), host=host,
        publisher=_said(node, "publisher"), year=year_in(_said(node, "datePublished", "dateCreated")), volume=anywhere("volumeNumber"),
        number=anywhere("issueNumber"),
        pages=_said(node, "pagination") or span(_said(node, "pageStart"), _said(node, "pageEnd")), isbn=_said(node, "isbn"), doi=first_doi(numbers),
        language=_said(node, "inLanguage"),
    )


def _people(node: dict) -> Iterator[Person]:
    for one in _listed(node.get("author") or node.get("creator")):
        if isinstance(one, str) and one.strip():
            yield person(one)
        elif isinstance(one, dict):
            family, given, name = (_said(one, field) for field in ("familyName", "givenName", "name"))
            if "Organization" in _listed(one.get("@type")) and name:
                yield Person(name, whole=True)
            elif family and given and not HAN.search(family):
                yield Person(family, given)
            elif name or family:
                yield person(name or family + given)
