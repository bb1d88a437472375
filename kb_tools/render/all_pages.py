"""Every page of an edition, in the order of their addresses' kinds."""

from collections.abc import Iterator

from kb_tools.render import activity_pages, evidence_pages, index_pages, knowledge_pages, prose_pages
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page

_ROOMS = (index_pages, activity_pages, knowledge_pages, evidence_pages, prose_pages)


def pages(edition: Edition) -> Iterator[Page]:
    """Yield every page of the edition once."""
    for room in _ROOMS:
        yield from room.pages(edition)
