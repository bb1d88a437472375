"""Every page of an edition, in the order of their addresses' kinds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from kb_tools.render import (
    activity_pages,
    card_pages,
    evidence_pages,
    former_pages,
    index_pages,
    knowledge_pages,
    offline_pages,
    prose_pages,
    score_pages,
    share_pages,
    term_use,
    tool_pages,
)
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page, Planned

_ROOMS = (index_pages, activity_pages, knowledge_pages, evidence_pages, prose_pages, score_pages, tool_pages, share_pages, offline_pages, card_pages,
          former_pages)


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield every page of the edition once, still to be made."""
    lent = term_use.lent(edition)
    for room in _ROOMS:
        for planned in room.plan(edition):
            said = lent.get(planned.address)
            yield replace(planned, make=partial(_with, planned.make, said), given=(*planned.given, *said)) if said else planned


def _with(make: Callable[[], Page], said: tuple[str, ...]) -> Page:
    return replace(make(), lent=said)


def pages(edition: Edition) -> Iterator[Page]:
    """Yield every page of the edition once."""
    for planned in plan(edition):
        yield planned.make()
