"""The pack of a programme: all that two adults print before its first session, as one text for paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from types import SimpleNamespace

from markupsafe import Markup

from kb_tools import addresses, guide
from kb_tools.handbook import Record
from kb_tools.model.vocabulary import HomePart, Per, Risk
from kb_tools.render import card_pages, forms, prose_pages
from kb_tools.render.cards import card
from kb_tools.render.cited import cited
from kb_tools.render.edition import Edition

_LINK = re.compile(r'(<a\b[^>]*?) href="[^"]*"')


@dataclass(frozen=True)
class Needed:
    """A thing to bring: how many the session with most of it takes, how many all sessions take together, and where."""

    name: str
    at_once: int
    in_all: int
    sessions: tuple[int, ...]
    substitutes: tuple[str, ...]


def pack(edition: Edition, programme: Record) -> str:
    """Return the body of a programme's pack as HTML; links are words, citations author and date."""
    meetings = list(sessions(edition, programme))
    activities = card_pages.activities_of(edition, programme)
    body = edition.make(
        "cards-pack", addresses.of(programme), edition.plain(programme.name), record=programme, f=programme.facts, meetings=meetings,
        population=edition.handbook.get("population", programme.facts.population),
        children=programme.facts.group.max, needed=needed(edition, programme), sheets=card_pages.sheets(edition, activities),
        risk=max((a.facts.safeguarding.risk for a in activities), key=list(Risk).index, default=Risk.LOW),
        aloud=[card_pages.caregiver_parts(edition, a) for a in activities if a.facts.home_part is not HomePart.NONE],
        checklists=[made for point in _once(p.measure for p in programme.facts.measure_points)
                    if (found := edition.handbook.get("measure", point)) and (made := forms.form(edition, found))],
        methods=[made for id in _once(p.method for p in programme.facts.measure_points)
                 if (found := edition.handbook.get("method", id)) and (made := _form_of(edition, found))],
        told=_told(edition),
    ).body
    return _LINK.sub(r"\1", cited(edition, body, lambda key: "#"))


def sessions(edition: Edition, programme: Record) -> Iterator[SimpleNamespace]:
    """Yield each session with its slots: when it begins, the activity with its steps in short, or the talk."""
    for number, session in enumerate(programme.facts.sessions, 1):
        slots, at = [], 0
        for slot in session.slots:
            activity = edition.handbook.get("activity", slot.activity) if slot.activity else None
            steps = [(step.minutes, guide.unmarked(step.card or step.name)) for step in guide.steps_of(activity, edition.lang)] if activity else []
            slots.append(SimpleNamespace(slot=slot, activity=activity, begins=at, minutes=slot.minutes, steps=steps,
                                         lang=card(edition, activity).lang if activity else edition.lang))
            at += slot.minutes
        yield SimpleNamespace(number=number, session=session, slots=slots, minutes=at, needed=_needed_in(edition, programme, session))


def needed(edition: Edition, programme: Record) -> list[Needed]:
    """All that the sessions take, for the largest group of the programme."""
    of: dict[str, dict[int, int]] = {}
    substitutes: dict[str, dict[str, None]] = {}
    for number, session in enumerate(programme.facts.sessions, 1):
        for use in _uses(edition, session):
            in_session = of.setdefault(use.item, {})
            in_session[number] = in_session.get(number, 0) + count(use, programme.facts.group.max)
            if use.substitute:
                substitutes.setdefault(use.item, {})[edition.plain(use.substitute)] = None
    return [Needed(edition.plain(found.name), max(by.values()), sum(by.values()), tuple(by), tuple(substitutes.get(item, ())))
            for item, by in of.items() if (found := edition.handbook.get("material", item))]


def count(use, children: int) -> int:
    """How many of a material a group of `children` needs."""
    return use.amount * {Per.CHILD: children, Per.PAIR: ceil(children / 2), Per.GROUP: 1}[use.per]


def _needed_in(edition: Edition, programme: Record, session) -> list[tuple[str, int]]:
    """What one session takes: names and numbers."""
    made: dict[str, int] = {}
    for use in _uses(edition, session):
        if found := edition.handbook.get("material", use.item):
            name = edition.plain(found.name)
            made[name] = made.get(name, 0) + count(use, programme.facts.group.max)
    return list(made.items())


def _uses(edition: Edition, session) -> Iterator:
    for slot in session.slots:
        if slot.activity and (activity := edition.handbook.get("activity", slot.activity)):
            yield from activity.facts.materials


def _form_of(edition: Edition, method: Record) -> SimpleNamespace | None:
    """The sheets of a method, or nothing."""
    return next((SimpleNamespace(record=method, section=s) for s in prose_pages.sections(edition, method) if s.id in prose_pages.FORM_SECTIONS), None)


def _told(edition: Edition) -> SimpleNamespace | None:
    """The page on what to do when a child tells of harm, all but where it comes from."""
    page = next((page for page in edition.handbook.pages() if page.name == addresses.SAFEGUARDING), None)
    return SimpleNamespace(page=page, sections=[s for s in prose_pages.sections(edition, page) if s.id != "sources"]) if page else None


def _once(ids) -> list[str]:
    return list(dict.fromkeys(filter(None, ids)))


def html(edition: Edition, programme: Record) -> str:
    """The whole text of a pack, with its language and its title."""
    lang, title = ("zh-Hans" if edition.lang == "zh" else "en"), Markup.escape(edition.plain(programme.name))
    return (f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
            f'<body dir="ltr" data-md-color-scheme="default"><article class="md-typeset pack">{pack(edition, programme)}</article></body></html>')
