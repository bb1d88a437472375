"""Pages of prose: programmes, case methods, and everything in `docs/` that is no record."""

import re
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

from markupsafe import Markup

from kb_tools import addresses, guide
from kb_tools.handbook import ProsePage, Record
from kb_tools.model.vocabulary import Literacy, Phase, Risk
from kb_tools.render import forms, listed
from kb_tools.render.activity_pages import NEED_ICONS
from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading, Page, Planned
from kb_tools.render.score_pages import scorable
from kb_tools.sources import markdown

_BLANK = re.compile(r"_{3,}")
# Stands for a blank to write on while Markdown runs.
_MARK = "\ue002"
_LINE = '<span class="line{}">____</span>'
_LAST_IN_BLOCK = re.compile(rf"{_MARK}(?=(?:</span>)?\s*(?:</p>|</li>|<br))")
_BLOCK_WITH_BLANK = re.compile(rf"<(p|li)>(?=(?:(?!</\1>).)*{_MARK})", re.S)
_PLAIN_ITEM = re.compile(r'(?<=<li class="to-fill">)[^<]+(?=</li>)')
_TO_FILL = re.compile(rf"[^{_MARK}]*{_MARK}")
_EMPTY_HEAD = re.compile(r"<thead>\s*<tr>\s*(?:<th[^>]*></th>\s*)+</tr>\s*</thead>")
_TABLE = re.compile(r'<table class="t">(.*?)</table>', re.S)
_ITEM_LINE = re.compile(r"\n(?=[ \t]+\S)")

FORM_SECTIONS = frozenset({"the-form"})
"""Sections that are printed as sheets of their own."""

FILL_SECTIONS = frozenset({"fill-in-before-session-1", "record-sheet"})
"""Sections of blanks within a page."""


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page of each programme, each method and each page of prose, to be made."""
    handbook = edition.handbook
    for make, owners in ((programme, handbook.all("programme")), (method, handbook.all("method"))):
        for owner in owners:
            yield Planned(addresses.of(owner), partial(make, edition, owner))
    for page in handbook.pages():
        yield Planned(addresses.of(page), partial(prose, edition, page), listed.given(edition, page))


# Sections

def sections(edition: Edition, owner: Record | ProsePage) -> list[SimpleNamespace]:
    """The sections of a page of prose, each with its HTML or its steps."""
    return [_section(edition, s) for s in edition.sections(owner)]


def _section(edition: Edition, s: SimpleNamespace) -> SimpleNamespace:
    s.steps = [_step(edition, s, *pair) for pair in zip(s.section.steps, guide.steps(s.section))]
    s.html = "" if s.steps else _html(edition, s)
    s.foreign_title = s.lang != edition.lang and s.title == s.section.title
    return s


def _step(edition: Edition, s: SimpleNamespace, step: markdown.Step, parts: guide.GuideStep) -> SimpleNamespace:
    lanes = [SimpleNamespace(kind=lane.kind, html=html_of(edition, lane.text, s)) for lane in parts.lanes]
    return SimpleNamespace(number=step.number, name=step.name, when=step.when, lanes=lanes)


def _html(edition: Edition, s: SimpleNamespace) -> Markup:
    text = s.section.text
    return html_of(edition, _ITEM_LINE.sub("  \n", text) if s.id == "ask-the-child" else text, s)


def html_of(edition: Edition, text: str, s: SimpleNamespace) -> Markup:
    """Markdown as HTML with lines to write on, the lists and forms it names, and tables that a narrow screen can hold."""
    html = "\n".join(piece if isinstance(piece, Markup) else forms.prose_with_forms(edition, _BLANK.sub(_MARK, piece), s.path)
                     for piece in listed.pieces(edition, text))
    html = _BLOCK_WITH_BLANK.sub(r'<\1 class="to-fill">', html)
    if s.id in FILL_SECTIONS:
        html = _PLAIN_ITEM.sub(_one_by_one, html)
    html = _LAST_IN_BLOCK.sub(_LINE.format(" line--end"), html).replace(_MARK, _LINE.format(""))
    return Markup(_tables(html, Markup.escape(s.title)))


def _one_by_one(item: re.Match) -> str:
    """A line of several blanks, each with its words in one piece: a phone gives each a line of its own, paper does not."""
    return _TO_FILL.sub(lambda one: f'<span class="fill-in">{one[0].strip()}</span> ', item[0])


def _tables(html: str, name: str) -> str:
    def wrapped(table: re.Match) -> str:
        inner = _EMPTY_HEAD.sub("", table[1]).replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">')
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}"><table class="t">{inner}</table></div>'

    return _TABLE.sub(wrapped, html)


def _outline(found: list[SimpleNamespace]) -> list[Heading]:
    return [Heading(2, s.id, s.title) for s in found]


def _with_lists(edition: Edition, found: list[SimpleNamespace]) -> list[Heading]:
    return [heading for s in found for heading in (*_outline([s]), *listed.headings(edition, s.section.text))]


def _untranslated(edition: Edition, found: list[SimpleNamespace]) -> bool:
    return any(s.lang != edition.lang for s in found)


# Prose

def prose(edition: Edition, page: ProsePage) -> Page:
    """The page of a prose file that is no record."""
    found = sections(edition, page)
    return edition.make(
        "prose", addresses.of(page), edition.plain(page.title), description=edition.plain(page.summary),
        kind=edition.words("page"), origin=page.path, outline=_with_lists(edition, found), also=(edition.other_name(page.title),),
        page=page, sections=found, told=page.name == addresses.SAFEGUARDING, fill=FILL_SECTIONS,
        untranslated=_untranslated(edition, found),
    )


# Methods

def method(edition: Edition, record: Record) -> Page:
    """The page of a case method."""
    found = sections(edition, record)
    return edition.make(
        "method", addresses.of(record), edition.plain(record.name), description=edition.plain(record.summary),
        kind=edition.words("method"), origin=record.path, also=(edition.other_name(record.name),),
        outline=[*_outline(found), Heading(2, "related", edition.words("belongs-to"))],
        record=record, sections=found, forms=FORM_SECTIONS, untranslated=_untranslated(edition, found),
        beside=_beside(edition, record), programmes=edition.graph.back(record, "programme"),
        scored=[m for m in edition.records("measure", record.facts.measures) if scorable(m)],
    )


def _beside(edition: Edition, record: Record) -> list[Record]:
    """Methods to hold this one against, named here or there."""
    here = edition.records("method", record.facts.triangulates_with)
    return here + [other for other in edition.graph.back(record, "method") if other not in here]


# Programmes

def programme(edition: Edition, record: Record) -> Page:
    """The page of a programme."""
    facts, w = record.facts, edition.words
    every = sections(edition, record)
    first, rest = [s for s in every if s.id == "who-it-is-for"], [s for s in every if s.id != "who-it-is-for"]
    held = {s.id: s for s in rest}
    caregivers, points = held.get("caregiver-part"), held.get("measure-points")
    rest = [s for s in rest if s not in (caregivers, points)]
    meetings = [_meeting(edition, record, i, session) for i, session in enumerate(facts.sessions, 1)]
    activities = [slot.activity for meeting in meetings for slot in meeting.slots if slot.activity]
    risk = max((a.facts.safeguarding.risk for a in activities), key=list(Risk).index, default=Risk.LOW)
    return edition.make(
        "programme", addresses.of(record), edition.plain(record.name), description=edition.plain(record.summary),
        kind=w("programme"), origin=record.path, tools=("run-session",), also=(edition.other_name(record.name),),
        outline=[
            Heading(2, "safe", w("safety-first")), *_outline(first), Heading(2, "sessions", w("sessions")),
            *(Heading(3, f"session-{m.number}", edition.plain(m.session.title)) for m in meetings),
            Heading(2, "caregiver-part", w("section-caregiver-part")), Heading(2, "measure-points", w("section-measure-points")),
            *_outline(rest), Heading(2, "related", w("belongs-to")),
        ],
        record=record, first=first, meetings=meetings, caregivers=caregivers, points=points, rest=rest, need_icons=NEED_ICONS,
        untranslated=_untranslated(edition, every), risk=risk,
        risky=[(m, slot.activity) for m in meetings for slot in m.slots if slot.activity and slot.activity.facts.safeguarding.risk is risk],
        reading=max((a.facts.literacy for a in activities), key=list(Literacy).index, default=Literacy.NONE),
        materials=edition.records("material", dict.fromkeys(use.item for a in activities for use in a.facts.materials)),
    )


def _meeting(edition: Edition, record: Record, number: int, session) -> SimpleNamespace:
    """A session with its slots, the first activity among them, and what is left of the time booked."""
    slots = []
    for slot in session.slots:
        activity = edition.handbook.get("activity", slot.activity) if slot.activity else None
        slots.append(SimpleNamespace(slot=slot, activity=activity, minutes=slot.minutes,
                                     working=activity is not None and activity.facts.phase is Phase.WORKING))
    first = next((slot.activity for slot in slots if slot.activity), None)
    arc = [(slot.minutes, slot.activity.facts.energy if slot.activity else None) for slot in slots]
    return SimpleNamespace(number=number, session=session, slots=slots, first=first, arc=arc, free=max(0, record.facts.session_minutes - session.minutes))
