"""Every page of an edition, in the order of their addresses' kinds."""

from collections.abc import Iterator

from kb_tools.render import activity_pages, evidence_pages, finder_pages, index_pages, knowledge_pages, prose_pages
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page, Planned

_ROOMS = (index_pages, finder_pages, activity_pages, knowledge_pages, evidence_pages, prose_pages)


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield every page of the edition once, still to be made."""
    for room in _ROOMS:
        yield from room.plan(edition)


def pages(edition: Edition) -> Iterator[Page]:
    """Yield every page of the edition once."""
    for planned in plan(edition):
        yield planned.make()
