"""What of an edition belongs into a book, in the order in which it is read there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb_tools import addresses
from kb_tools.handbook import needs_in_order
from kb_tools.model.vocabulary import Part, Phase
from kb_tools.render import listed
from kb_tools.render.all_pages import plan
from kb_tools.render.cited import cited
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page

FRONT = "book.html"
"""The address of the first chapter, which is no page of the site."""

GATHERED = {"glossary/": addresses.GENERATED["glossary"], "references/": addresses.GENERATED["references"]}
"""Pages below a folder of the site that are places in one chapter, named as they are: words, works."""


@dataclass(frozen=True)
class Chapter:
    """A chapter: its address, title and body as HTML, links relative to it as on the site."""

    address: str
    title: str
    body: str


def parts(edition: Edition) -> Iterator[tuple[str, list[Chapter]]]:
    """Yield the parts of the book of an edition: the title of each (the first has none) and its chapters."""
    w, handbook = edition.words, edition.handbook
    made = {one.address: one.make for one in plan(edition)}

    def chapters(wanted: Iterable[str]) -> list[Chapter]:
        return [_chapter(edition, make()) for address in wanted if (make := made.get(address))]

    pages, phases = [page for page in handbook.pages() if page.name != addresses.SAFEGUARDING], list(Phase)
    guides = sorted((page for page in pages if page.facts.part), key=lambda page: (list(Part).index(page.facts.part), page.name))
    others = [page for page in pages if not page.facts.part and not listed.named(page.document.body)]
    yield "", [_front(edition), *chapters([addresses.of_prose(addresses.SAFEGUARDING)])]
    yield w("activities"), chapters(addresses.of(one) for one in sorted(handbook.all("activity"), key=lambda one: (phases.index(one.facts.phase), one.id)))
    yield w("programmes"), chapters(map(addresses.of, handbook.all("programme")))
    yield w("guides-title"), chapters(map(addresses.of, guides))
    yield w("methods"), chapters(map(addresses.of, handbook.all("method")))
    yield w("needs"), chapters(map(addresses.of, needs_in_order(handbook.all("need"))))
    yield w("book-behind"), [*chapters([*map(addresses.of, others), addresses.GENERATED["glossary"]]), _references(edition)]


def _chapter(edition: Edition, page: Page) -> Chapter:
    return Chapter(page.address, page.title, cited(edition, page.body, lambda key: addresses.relative(addresses.of_reference(key), page.address)))


def _front(edition: Edition) -> Chapter:
    return _chapter(edition, edition.make("book-front", FRONT, edition.words("home-title")))


def _references(edition: Edition) -> Chapter:
    works = edition.bibliography.ordered(edition.handbook.keys())
    page = edition.make("book-references", addresses.GENERATED["references"], edition.words("references"), works=works)
    return Chapter(page.address, page.title, page.body)
