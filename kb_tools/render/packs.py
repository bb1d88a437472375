"""The pack of a programme: all that two adults print before its first session, as one text for paper."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from math import ceil
from types import SimpleNamespace

from markupsafe import Markup

from kb_tools import addresses, guide
from kb_tools.handbook import Record
from kb_tools.model.guides import MaterialUse
from kb_tools.model.vocabulary import HomePart, Per, Risk
from kb_tools.render import card_pages, forms, prose_pages
from kb_tools.render.cards import card
from kb_tools.render.cited import cited
from kb_tools.render.edition import Edition

_LINK = re.compile(r'(<a\b[^>]*?) href="[^"]*"')


@dataclass(frozen=True)
class Needed:
    """A thing to bring: how many the session that needs most of it takes, how many all sessions take together, and where."""

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
    uses = [list(_uses(edition, session)) for session in programme.facts.sessions]
    sums = added(uses, programme.facts.group.max, partial(_is_used_up, edition))
    substitutes: dict[str, dict[str, None]] = {}
    for use in chain.from_iterable(uses):
        if use.substitute:
            substitutes.setdefault(use.item, {})[edition.plain(use.substitute)] = None
    return [Needed(edition.plain(found.name), at_once, in_all, tuple(number for number, of in enumerate(uses, 1) if item in {use.item for use in of}),
                   tuple(substitutes.get(item, ())))
            for item, (at_once, in_all) in sums.items() if (found := edition.handbook.get("material", item))]


def added(sessions: Iterable[Iterable[MaterialUse]], children: int, is_used_up: Callable[[str], bool]) -> dict[str, tuple[int, int]]:
    """Return how many of each material the session that needs most takes, and how many all take together.

    What is used up adds up. What lasts is there for the next activity too: the one that takes most of it says how many.
    """
    sums: dict[str, tuple[int, int]] = {}
    for uses in sessions:
        here: dict[str, int] = {}
        for use in uses:
            n, before = count(use, children), here.get(use.item, 0)
            here[use.item] = before + n if is_used_up(use.item) else max(before, n)
        for item, n in here.items():
            at_once, in_all = sums.get(item, (0, 0))
            sums[item] = max(at_once, n), in_all + n if is_used_up(item) else max(in_all, n)
    return sums


def count(use, children: int) -> int:
    """How many of a material a group of `children` needs."""
    return use.amount * {Per.CHILD: children, Per.PAIR: ceil(children / 2), Per.GROUP: 1}[use.per]


def _needed_in(edition: Edition, programme: Record, session) -> list[tuple[str, int]]:
    """What one session takes: names and numbers."""
    sums = added([_uses(edition, session)], programme.facts.group.max, partial(_is_used_up, edition))
    return [(edition.plain(found.name), n) for item, (n, _) in sums.items() if (found := edition.handbook.get("material", item))]


def _is_used_up(edition: Edition, item: str) -> bool:
    found = edition.handbook.get("material", item)
    return bool(found and found.facts.used_up)


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
