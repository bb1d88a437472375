"""Pages of cards to print: the sheets of a need and of a programme; and the sheets for caregivers. An activity's own card stands in its guide."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from types import SimpleNamespace

from kb_tools import addresses, guide
from kb_tools.handbook import Record
from kb_tools.model.vocabulary import HomePart
from kb_tools.render import prose_pages
from kb_tools.render.cards import Card, card, foot_of
from kb_tools.render.edition import Edition
from kb_tools.render.knowledge_pages import in_order
from kb_tools.render.page import Page, Planned

A_SHEET = 4

_HEADING = re.compile(r"^###[ \t]+(?P<title>.+)$", re.M)


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the sheets of each need and each programme, to be made."""
    for need in edition.handbook.all("need"):
        yield Planned(addresses.of_cards(need), partial(of_need, edition, need))
    for programme in edition.handbook.all("programme"):
        yield Planned(addresses.of_cards(programme), partial(of_programme, edition, programme))
    for activity in edition.handbook.all("activity"):
        if activity.facts.home_part is not HomePart.NONE:
            yield Planned(addresses.of_caregiver_sheet(activity), partial(caregiver_sheet, edition, activity))


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


# What goes home

def caregiver_sheet(edition: Edition, record: Record) -> Page:
    """The sheet to read aloud to whoever a child's home part reaches.

    It holds the words for home that the guide has. What the worker must know about a child whose parent cannot be reached stands below,
    not to be read aloud.
    """
    w = edition.words
    title = w("cards-caregiver-of", name=edition.plain(record.name))
    return edition.make(
        "caregiver", addresses.of_caregiver_sheet(record), title, description=w("cards-caregiver-lead"), kind=w("page"), origin=record.path, plain=True,
        searchable=False, tools=("card-sheet",), heading=title, sheet=caregiver_parts(edition, record),
    )


def caregiver_parts(edition: Edition, record: Record) -> SimpleNamespace:
    """What the sheet for caregivers of an activity holds."""
    found = {s.id: s for s in edition.sections(record)}
    return SimpleNamespace(
        record=record, foot=foot_of(edition, record), told=_told(edition, found.get("before-you-start")),
        unreached=_unreached(edition, found.get("keep-children-safe")),
    )


def _told(edition: Edition, section: SimpleNamespace | None) -> SimpleNamespace | None:
    """The words that the guide has for whoever looks after the child."""
    words = guide.home_words(section.section) if section else None
    return _html(edition, words, section) if words else None


def _unreached(edition: Edition, section: SimpleNamespace | None) -> SimpleNamespace | None:
    """What the guide says of a child whose parent cannot be reached: the part with a heading of its own, else all that keeps children safe."""
    if section is None:
        return None
    heading = _HEADING.search(section.section.text)
    made = _html(edition, section.section.text[heading.end():] if heading else section.section.text, section)
    made.title = heading["title"] if heading else section.title
    return made


def _html(edition: Edition, text: str, section: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(html=prose_pages.html_of(edition, text, section), lang=section.lang)
