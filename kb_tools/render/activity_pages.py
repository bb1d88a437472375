"""Pages of activities."""

from collections.abc import Iterator, Sequence
from functools import partial
from types import SimpleNamespace

from kb_tools import addresses, evidence, guide
from kb_tools.handbook import Record
from kb_tools.model.vocabulary import Direction, Phase
from kb_tools.render.cards import card
from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading, Page, Planned
from kb_tools.sources import markdown


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page of each activity, to be made."""
    for record in edition.handbook.all("activity"):
        yield Planned(addresses.of(record), partial(activity, edition, record))


def activity(edition: Edition, record: Record) -> Page:
    """Return the page of one activity."""
    facts, w = record.facts, edition.words
    printed = card(edition, record)
    sections = [_section(s) for s in edition.sections(record)]
    materials = [SimpleNamespace(use=use, record=found) for use in facts.materials if (found := edition.handbook.get("material", use.item))]
    names = [edition.plain(m.record.name) for m in materials]
    claims = next((claims_of(edition, s.section.text, facts.outcomes) for s in sections if s.id == "evidence"), [])
    return edition.make(
        "activity", addresses.of(record), edition.plain(record.name),
        description=edition.plain(record.summary), kind=w("activity"), origin=record.path,
        outline=[Heading(2, "safe", w("safety-first")), *(Heading(2, s.id, s.title) for s in sections),
                 *([Heading(2, "reports", w("reports"))] if facts.reports else []), Heading(2, "related", w("belongs-to"))],
        also=(edition.other_name(record.name), *(edition.plain(way.name) for way in edition.records("intervention", facts.interventions))),
        record=record, sections=sections, claims=claims, materials=materials,
        materials_short=w("list-comma").join(names) if names else w("no-materials"),
        rooms=w("list-comma").join(s.in_(edition.lang) for s in facts.setting),
        level=evidence.activity_tier(record, edition.handbook),
        untranslated=edition.lang == "zh" and record.translated is None,
        tools=("activity-runner", "card-sheet"), card=printed, long=_length(sections),
        need_icons=NEED_ICONS, programmes=edition.graph.back(record, "programme"), beside=beside(edition, record),
    )


SHORT, LONG, LONGER = 2_000, 2_700, 3_300
"""Widths of text: below the first a guide has room on two sheets to keep each section whole, above the others it is printed in smaller type, so that it
takes two sheets. A letter is a half, a Chinese character one and its higher lines."""


def _length(sections: list[SimpleNamespace]) -> str:
    """How long the prose of a guide is: `short`, nothing, `long` or `longer`. The evidence counts half: it is printed small."""
    ems = sum(sum(1.1 if letter > "\u2e7f" else .5 for letter in s.section.text) * (.5 if s.id == "evidence" else 1) for s in sections)
    return "longer" if ems > LONGER else "long" if ems > LONG else "short" if ems < SHORT else ""


NEED_ICONS = frozenset({
    "need-emotional-stability", "need-communication", "need-peer-acceptance", "need-self-confidence",
    "need-parent-child-relationship", "need-opportunity-to-interact", "need-caregiver-support",
})


def _section(s: SimpleNamespace) -> SimpleNamespace:
    if s.id == "steps":
        s.steps = guide.steps(s.section)
    elif s.id in ("talk-about-it", "make-it-fit"):
        s.intro, s.rows = guide.labelled(s.section.text)
    return s


def claims_of(edition: Edition, text: str, outcomes: Sequence[str]) -> list[SimpleNamespace]:
    """Split an Evidence section into claims: each ends with the sentence that carries its citation.

    Each claim comes with the studies behind it that have a record: tier, design and fit stand beside it, and for each of the
    `outcomes` of the guide that a study looked at, which way it went.
    """
    made, lines = [], []
    for line in markdown.without_comments(text).strip().splitlines():
        if not line.strip():
            continue
        lines.append(line)
        keys = [c.key for c in markdown.citations(markdown.shield(line))]
        if keys:
            made.append(_claim(edition, lines, keys, outcomes))
            lines = []
    if lines:
        made.append(_claim(edition, lines, [], outcomes))
    return made


def _claim(edition: Edition, lines: list[str], keys: list[str], outcomes: Sequence[str]) -> SimpleNamespace:
    works = []
    for key in dict.fromkeys(keys):
        study = edition.handbook.study_of(key)
        if study:
            works.append(SimpleNamespace(tier=edition.tier(study), design=study.facts.design.in_(edition.lang), study=study, went=_went(edition, study, outcomes)))
    return SimpleNamespace(text="\n".join(lines), works=works)


def _went(edition: Edition, study: Record, outcomes: Sequence[str]) -> list[SimpleNamespace]:
    """Which ways a study's findings on these outcomes went; outcomes that went the same ways stand together."""
    together: dict[tuple[Direction, ...], list[str]] = {}
    for outcome in outcomes:
        if ways := tuple(dict.fromkeys(finding.direction for finding in study.facts.findings if finding.outcome == outcome)):
            together.setdefault(ways, []).append(outcome)
    return [SimpleNamespace(ways=ways, outcomes=edition.records("outcome", found)) for ways, found in together.items()]


_PHASE_ORDER = {phase: i for i, phase in enumerate(Phase)}


def beside(edition: Edition, record: Record, most: int = 3) -> list[Record]:
    """Activities of other phases that share the main need and the ages: what goes before and after this one."""
    facts = record.facts
    chosen, phases = [], {facts.phase}
    for other, phase, youngest, oldest in edition.mainly_for(facts.needs[0]):
        if phase not in phases and youngest <= facts.ages.min and facts.ages.max <= oldest:
            chosen.append(other)
            phases.add(phase)
            if len(chosen) == most:
                break
    return sorted(chosen, key=lambda r: _PHASE_ORDER[r.facts.phase])
