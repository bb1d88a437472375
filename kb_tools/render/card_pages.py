"""Pages of cards to print: the sheets of a need and of a programme. An activity's own card stands in its guide."""

from collections.abc import Iterable, Iterator
from functools import partial

from kb_tools import addresses
from kb_tools.handbook import Record
from kb_tools.render.cards import Card, card
from kb_tools.render.edition import Edition
from kb_tools.render.knowledge_pages import in_order
from kb_tools.render.page import Page, Planned

A_SHEET = 4


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the sheets of each need and each programme, to be made."""
    for need in edition.handbook.all("need"):
        yield Planned(addresses.of_cards(need), partial(of_need, edition, need))
    for programme in edition.handbook.all("programme"):
        yield Planned(addresses.of_cards(programme), partial(of_programme, edition, programme))


def of_need(edition: Edition, need: Record) -> Page:
    """The cards of the activities that name a need first: whoever prints the sheets of all needs has each card once."""
    return _sheets(edition, need, in_order(record for record, *_ in edition.mainly_for(need.id)))


def of_programme(edition: Edition, programme: Record) -> Page:
    """The cards of a programme, in the order of its sessions, those of its caregiver part after them."""
    return _sheets(edition, programme, activities_of(edition, programme))


def activities_of(edition: Edition, programme: Record) -> list[Record]:
    """The activities of a programme in the order in which they first come, those with caregivers last."""
    facts = programme.facts
    named = [slot.activity for session in facts.sessions for slot in session.slots] + [part.activity for part in facts.caregivers]
    return edition.records("activity", dict.fromkeys(filter(None, named)))


def _sheets(edition: Edition, owner: Record, activities: Iterable[Record]) -> Page:
    title = edition.words("cards-of", name=edition.plain(owner.name))
    return edition.make(
        "cards", addresses.of_cards(owner), title, description=edition.words("cards-lead"), kind=edition.words("page"), plain=True,
        searchable=False, tools=("card-sheet",), owner=owner, heading=title, sheets=sheets(edition, activities),
    )


def sheets(edition: Edition, activities: Iterable[Record]) -> list[list[Card]]:
    """The cards of activities, four to a sheet."""
    every = [card(edition, record) for record in activities]
    return [every[i:i + A_SHEET] for i in range(0, len(every), A_SHEET)]
