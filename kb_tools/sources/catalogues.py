"""What catalogues answer: PubMed (EFetch, XML), arXiv (Atom), Open Library (JSON)."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from kb_tools.model.work import Person, Work
from kb_tools.sources.broken import Broken
from kb_tools.sources.names import parted, person
from kb_tools.sources.tagged import year_in
from kb_tools.words.messages import say

_ATOM, _ARXIV = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_SMALL = frozenset("a an and at by de del der des die du et for from in la le of on or the to und with y".split())
_LOCATION = re.compile(r"\s*\([^()]*\)$")


def pubmed(data: bytes) -> dict[str, Work]:
    """Return the works of an EFetch answer by their PMID. Raises Broken if it is no such answer."""
    root = _xml(data)
    if not root.tag.startswith("PubmedArticleSet"):
        raise Broken(say("this is no answer of {catalogue}", catalogue="PubMed"), 0)
    return {_inner(article.find("MedlineCitation/PMID")): _of_pubmed(article) for article in root.iter("PubmedArticle")}


def arxiv(data: bytes) -> dict[str, Work]:
    """Return the works of an answer of arXiv's API by their number, without version. Raises Broken if it is no such answer."""
    root = _xml(data)
    if root.tag != f"{_ATOM}feed":
        raise Broken(say("this is no answer of {catalogue}", catalogue="arXiv"), 0)
    found = {}
    for entry in root.iter(f"{_ATOM}entry"):
        number = _inner(entry.find(f"{_ATOM}id")).partition("/abs/")[2]
        if number:
            found[re.sub(r"v\d+$", "", number)] = _of_arxiv(entry, number)
    return found


def open_library(data: bytes) -> dict[str, Work]:
    """Return the books of an answer of Open Library by the ISBN that was asked for. Raises Broken if it is no such answer."""
    try:
        answer = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Broken(say("this is no answer of {catalogue}", catalogue="Open Library"), 0)
    return {key.removeprefix("ISBN:"): _of_open_library(key.removeprefix("ISBN:"), book) for key, book in answer.items() if isinstance(book, dict)}


def _xml(data: bytes) -> ElementTree.Element:
    """The root of an XML text. One that defines entities of its own is refused: it could grow without end."""
    try:
        if not _ENTITY.search(data):
            return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, RecursionError):
        pass
    raise Broken(say("this is no XML, or not all of it"), 0)


def _inner(element: ElementTree.Element | None) -> str:
    """All text in an element, in one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _of_pubmed(record: ElementTree.Element) -> Work:
    article = record.find("MedlineCitation/Article")
    if article is None:
        return Work()
    doi = _inner(record.find("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")) or _inner(article.find("ELocationID[@EIdType='doi']"))
    notice = record.find("MedlineCitation/CommentsCorrectionsList/CommentsCorrections[@RefType='RetractionIn']/RefSource")

    def inner(path: str) -> str:
        return _inner(article.find(path))

    return Work(
        kind="article", title=inner("ArticleTitle").strip("[]"), authors=tuple(_people_of_pubmed(article)), host=_journal(inner("Journal/Title")),
        year=year_in(inner("Journal/JournalIssue/PubDate")) or year_in(inner("ArticleDate/Year")), volume=inner("Journal/JournalIssue/Volume"),
        number=inner("Journal/JournalIssue/Issue"), pages=inner("Pagination/MedlinePgn"), doi=doi,
        language=inner("Language"), other_titles=tuple(filter(None, [inner("VernacularTitle")])), withdrawn_by=_inner(notice),
    )


def _people_of_pubmed(article: ElementTree.Element) -> Iterator[Person]:
    for author in article.findall("AuthorList/Author"):
        body = _inner(author.find("CollectiveName"))
        if body:
            yield Person(body, whole=True)
            continue
        family, suffix = _inner(author.find("LastName")), _inner(author.find("Suffix"))
        if family:
            yield parted(family, _inner(author.find("ForeName")) or _inner(author.find("Initials")), suffix)


def _journal(name: str) -> str:
    """A journal as it calls itself, of the name that libraries give it: `Lancet (London, England)`, `Child development`."""
    words = _LOCATION.sub("", name.partition(" : ")[0]).rstrip(".").split(" ")
    return " ".join(word if word in _SMALL and at else word[:1].upper() + word[1:] for at, word in enumerate(words))


def _of_arxiv(entry: ElementTree.Element, number: str) -> Work:
    authors = tuple(person(name) for one in entry.findall(f"{_ATOM}author") if (name := _inner(one.find(f"{_ATOM}name"))))
    return Work(
        title=_inner(entry.find(f"{_ATOM}title")), authors=authors, year=year_in(_inner(entry.find(f"{_ATOM}published"))),
        doi=_inner(entry.find(f"{_ARXIV}doi")),
        url=f"https://arxiv.org/abs/{number}", eprint=number,
    )


def _of_open_library(isbn: str, book: dict) -> Work:
    """The book that is told of for an ISBN; with an ISBN of its own where the one that was asked for is none of these."""
    own = [re.sub("[^0-9X]", "", str(one).upper()) for kind in ("isbn_13", "isbn_10") for one in _listed(book.get("identifiers"), kind)]
    is_own = not own or any(one[-10:-1] == isbn[-10:-1] for one in own)
    title, subtitle = (book.get(field) if isinstance(book.get(field), str) else "" for field in ("title", "subtitle"))
    return Work(
        kind="book", title=f"{title}: {subtitle}" if title and subtitle else title, authors=tuple(map(person, _names(book, "authors"))),
        publisher=next(_names(book, "publishers"), ""), place=next(_names(book, "publish_places"), ""), year=year_in(str(book.get("publish_date", ""))),
        isbn=isbn if is_own else own[0],
    )


def _names(book: dict, field: str) -> Iterator[str]:
    for one in _listed(book, field):
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield name


def _listed(table: object, name: str) -> list:
    found = table.get(name) if isinstance(table, dict) else None
    return found if isinstance(found, list) else []
