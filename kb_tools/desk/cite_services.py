"""Which catalogue is asked for a work, and whether what it answers is the work that was asked for."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from kb_tools import __version__
from kb_tools.desk.cite_refused import Refused
from kb_tools.desk.cite_sources import Source, thirteen
from kb_tools.model.work import Work
from kb_tools.settings import Misuse, Settings
from kb_tools.sources import catalogues, csl, page_data
from kb_tools.sources.broken import Broken
from kb_tools.sources.doi import doi_in, doi_of
from kb_tools.sources.names import HAN
from kb_tools.store import Store
from kb_tools.words.messages import Said, say

if TYPE_CHECKING:
    from kb_tools.lookups.works import Chain, Document, Failed

CSL = "application/vnd.citationstyles.csl+json"
_HTML = "text/html,application/xhtml+xml"
_PAGE_BYTES = 1_500_000
_LETTERS = re.compile(r"[\W_]+")
_COMPARE = say("compare the number with the title page of the work, sign by sign")
_ALIKE = 0.75
"""Of two titles' letters, in their order, that must be the same."""


@dataclass(frozen=True)
class Read:
    """A work, where it was read (a host and a number, or the address of a page), and on which day."""

    work: Work
    where: str
    day: date = date.min


def needs_the_network() -> None:
    """Raise Misuse where what speaks with the network is not installed."""
    if find_spec("httpx") is None:
        raise Misuse("looking works up needs httpx, which is not installed here: install `tongban[net]`; exported files need nothing")


def chain_for(source: Source, settings: Settings) -> "Chain":
    """Return what is asked for a source, the next where the one before knows nothing."""
    from kb_tools.lookups.works import Question

    value = source.value
    if source.kind == "doi":
        written = quote(value, safe="/()")
        return (Question(f"{settings.service('crossref')}works/{written}"), Question(f"{settings.service('doi')}{written}", CSL))
    if source.kind == "pmid":
        asked = {"db": "pubmed", "id": value, "retmode": "xml", "tool": f"tongban-kb/{__version__}"} | ({"email": settings.mailto} if settings.mailto else {})
        return (Question(f"{settings.service('pubmed')}efetch.fcgi?{urlencode(asked)}", "text/xml,application/xml"),)
    if source.kind == "arxiv":
        return (Question(f"{settings.service('arxiv')}query?{urlencode({'id_list': value, 'max_results': 1})}", "application/atom+xml,application/xml"),)
    if source.kind == "isbn":
        return (Question(f"{settings.service('openlibrary')}api/books?{urlencode({'bibkeys': f'ISBN:{value}', 'format': 'json', 'jscmd': 'data'})}"),)
    return (Question(value, _HTML, _PAGE_BYTES, whole=False),)


def read(source: Source, document: "Document") -> Read:
    """Return the work that a document tells of. Raises Refused where it is no such document, or tells of another work."""
    with reading(document, page=source.kind == "page"):
        return _READERS[source.kind](source, document)


@contextmanager
def reading(document: "Document", page: bool = False) -> Iterator[None]:
    """Make of what cannot be read what is to be said of it. Raises Refused."""
    if not page and document.data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise Refused(say("`{host}` answers with a page instead of data", host=document.host), _later())
    if not document.data.strip():
        raise Refused(say("`{host}` answers with nothing", host=document.host), _later())
    try:
        yield
    except (Broken, UnicodeDecodeError):
        raise Refused(say("what `{host}` answers cannot be read: it is cut off, or something else", host=document.host), _later()) from None


def not_found(source: Source, failed: "Failed") -> Refused:
    """What is to be said of a source for which no document came."""
    if failed.unknown and source.kind != "page":
        return _unknown(source)
    hint = failed.hint
    if failed.unheard:
        hint = say("without a network: open the page of the work where there is one, export a citation file (RIS, BibTeX), and run `kb cite FILE`")
    elif source.kind == "page":
        doi = doi_in(source.value)
        hint = _instead(doi) if doi else say("open the page in a browser, export a citation file from it, and run `kb cite FILE`")
    return Refused(failed.message, hint)


def _instead(doi: str) -> Said:
    return say("cite its DOI instead: `kb cite {doi}`", doi=doi)


def same_title(one: Work, other: Work) -> bool:
    """Tell whether two works may be one by their titles; where these are in two scripts, by their year."""
    titles, others = ([_letters(title) for title in (work.title, *work.other_titles) if title] for work in (one, other))
    pairs = [(a, b) for a in titles for b in others if a and b and bool(HAN.search(a)) == bool(HAN.search(b))]
    if not pairs:
        return not (one.year and other.year) or one.year == other.year
    return any(a.startswith(b) or b.startswith(a) or SequenceMatcher(None, a[:500], b[:500], autojunk=False).ratio() >= _ALIKE for a, b in pairs)


def completed(work: Work, given: Work) -> Work:
    """A work as a catalogue knows it, with what only the exported file tells."""
    return replace(work, **{name: getattr(given, name) for name in ("pages", "volume", "number", "place", "edition", "language") if not getattr(work, name)})


def _of_doi(source: Source, document: "Document") -> Read:
    work = csl.work(item_of(source.value, document))
    return Read(replace(work, url=""), f"{document.host} {work.doi}")


def item_of(doi: str, document: "Document") -> dict[str, Any]:
    """Return what an answer in JSON tells of a DOI. Raises Refused where it is about another one, Broken where it is no such answer."""
    item = next(csl.items(document.data.decode("utf-8")), None)
    if item is None:
        raise Broken(say("no work stands in it"), 0)
    _is_the_one(doi, doi_of(str(item.get("DOI", ""))), document)
    return item


def _of_pmid(source: Source, document: "Document") -> Read:
    work = _one(source, catalogues.pubmed(document.data), document)
    return Read(work, f"{document.host} PMID {source.value}")


def _of_arxiv(source: Source, document: "Document") -> Read:
    work = _one(replace(source, value=re.sub(r"v\d+$", "", source.value)), catalogues.arxiv(document.data), document)
    return Read(work, f"{document.host} arXiv:{source.value}")


def _of_isbn(source: Source, document: "Document") -> Read:
    work = _one(source, catalogues.open_library(document.data), document)
    _is_the_one(source.value, thirteen(work.isbn), document)
    return Read(work, f"{document.host} ISBN {source.value}")


def _of_page(source: Source, document: "Document") -> Read:
    kind = document.type.partition(";")[0].strip().lower()
    if kind and not kind.endswith(("html", "xml")):
        raise Refused(say("`{address}` is no web page but `{type}`", address=document.address, type=kind), say("cite the page that leads to it"))
    work, asked = page_data.work_of(document.text), doi_in(source.value)
    if work is None:
        raise Refused(say("the page at `{address}` does not tell of a work in a way that programs read", address=document.address),
                      _instead(asked) if asked else say("export a citation file from it, and run `kb cite FILE`"))
    if asked and work.doi:
        _is_the_one(asked, work.doi, document)
    parts = urlsplit(document.address)
    return Read(replace(work, url=document.address), f"{parts.netloc}{parts.path.rstrip('/')}")


_READERS = {"doi": _of_doi, "pmid": _of_pmid, "arxiv": _of_arxiv, "isbn": _of_isbn, "page": _of_page}


def _one(source: Source, found: dict[str, Work], document: "Document") -> Work:
    """The work that was asked for, of those that came."""
    if not found:
        raise _unknown(source)
    work = found.get(source.value)
    if work is None:
        _is_the_one(source.value, next(iter(found)), document)
    return work


def _is_the_one(asked: str, came: str, document: "Document") -> None:
    """Raise Refused where a catalogue answers with another number than was asked for."""
    if asked.casefold() != came.casefold():
        raise Refused(say("`{host}` was asked for `{asked}` and tells of `{came}`", host=document.host, asked=asked, came=came or "?"),
                      _COMPARE)


def _unknown(source: Source) -> Refused:
    return Refused(say("no catalogue that was asked knows `{source}`", source=source.value), _COMPARE)


def _later() -> Said:
    return say("try again later; or export a citation file from the page of the work, and run `kb cite FILE`")


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def in_turn(chains: Sequence["Chain"], settings: Settings, memory: Store | None, **changes) -> "list[Document | Failed]":
    """Ask all chains, politely; `changes` are other times than the usual ones."""
    from kb_tools.lookups.works import ask, options_for

    return ask(chains, options_for(settings.mailto, **changes), memory)
