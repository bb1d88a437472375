"""Pages of needs, interventions, outcomes, measures, populations and terms, and the pages that lead to them."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from types import SimpleNamespace

from kb_tools import addresses
from kb_tools.evidence import STRENGTH
from kb_tools.handbook import Record
from kb_tools.model.vocabulary import Direction, InterventionType, Phase, Respondent
from kb_tools.render import term_use
from kb_tools.render.edition import Edition
from kb_tools.render.forms import form
from kb_tools.render.page import Heading, Page, Planned
from kb_tools.render.score_pages import scorable

_PHASES, _DIRECTIONS, _TYPES = list(Phase), list(Direction), list(InterventionType)


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page of each record, then the pages that list them, to be made."""
    for kind, page in _PAGE_OF.items():
        for record in edition.handbook.all(kind):
            yield Planned(addresses.of(record), partial(page, edition, record))
    for record, using in term_use.find(edition):
        yield Planned(addresses.of(record), partial(term, edition, record, using), tuple(f"{page.address} {page.title!r} {page.summary!r}" for page in using))
    for name, page in _INDEX_OF.items():
        yield Planned(addresses.GENERATED[name], partial(page, edition))


def record_page(edition: Edition, record: Record, sections: Iterable[str], **values) -> Page:
    """Return the page of a record, made by the template of its kind; `sections` are the ids of its headings."""
    return edition.make(
        record.kind.name, addresses.of(record), edition.plain(record.name), description=_without_citations(edition.plain(record.summary)),
        kind=edition.words(record.kind.name), origin=record.path, outline=outline(edition, sections),
        also=values.pop("other_names", (edition.other_name(record.name),)), record=record, **values,
    )


def outline(edition: Edition, sections: Iterable[str]) -> list[Heading]:
    """The contents list of sections whose headings are `h-ID` in the words; empty ids are left out."""
    return [Heading(2, id, edition.words(f"h-{id}")) for id in sections if id]


def _without_citations(text: str) -> str:
    return re.sub(r"\s*\[[^\[\]]*@[^\[\]]*\]", "", text)


# Needs

def need(edition: Edition, record: Record) -> Page:
    """Return the page of a need."""
    facts, graph = record.facts, edition.graph
    outcomes = edition.records("outcome", facts.outcomes)
    sections = ("signs", "red-flags", "contexts", "what-helps", "activities", "outcomes", "measures", "what-studies-say", facts.caution and "caution",
                "belongs")
    return record_page(
        edition, record, sections,
        interventions=graph.back(record, "intervention", "needs"), phases=_by_phase(edition, record), outcomes=outcomes,
        measures=edition.records("measure", _once(m for o in outcomes for m in o.facts.measures)),
        findings=_context_findings(edition, record), programmes=graph.back(record, "programme", "needs"),
        broader=edition.records("need", facts.broader), narrower=graph.back(record, "need", "broader"),
        related=edition.records("need", _once((*facts.related, *(r.id for r in graph.back(record, "need", "related"))))),
    )


def _by_phase(edition: Edition, need: Record) -> list[tuple[Phase, list[Record]]]:
    """Activities that name the need, by phase, those that name it first before the others."""
    found = edition.graph.back(need, "activity", "needs")
    found.sort(key=lambda a: (_PHASES.index(a.facts.phase), a.facts.needs[0] != need.id, a.facts.minutes, a.id))
    return [(phase, list(group)) for phase, group in groupby(found, key=lambda a: a.facts.phase)]


def _context_findings(edition: Edition, need: Record) -> list[SimpleNamespace]:
    """What studies say about a need."""
    return [SimpleNamespace(study=study, finding=finding) for study in edition.graph.back(need, "study", "need")
            for finding in study.facts.context_findings if finding.need == need.id]


# Interventions

def intervention(edition: Edition, record: Record) -> Page:
    """Return the page of an intervention."""
    facts, graph = record.facts, edition.graph
    activities = in_order(graph.activities_of(record))
    needs, outcomes = edition.records("need", facts.needs), edition.records("outcome", facts.outcomes)
    wholes, parts = edition.records("intervention", facts.part_of), graph.back(record, "intervention", "part_of")
    sections = (facts.mechanism and "how-it-may-help", facts.not_when and "not-when", facts.delivery and "delivery",
                not facts.seen_in and "activities", "evidence", (needs or outcomes or wholes or parts) and "belongs")
    return record_page(
        edition, record, sections, needs=needs, outcomes=outcomes, wholes=wholes, parts=parts,
        activities=activities, own=len(graph.back(record, "activity", "interventions")),
        findings=findings(edition, lambda finding: record.id in finding.interventions),
        cells=[(outcome, edition.cell(record.id, outcome.id)) for outcome in edition.handbook.all("outcome")],
    )


def in_order(activities: Iterable[Record]) -> list[Record]:
    """Activities in the order of a meeting, short ones first."""
    return sorted(activities, key=lambda a: (_PHASES.index(a.facts.phase), a.facts.minutes, a.id))


def findings(edition: Edition, wanted: Callable) -> list[SimpleNamespace]:
    """Findings of studies about interventions that are `wanted`: study, finding, tier; the strongest design first."""
    return _strongest_first(f for study in edition.handbook.all("study") for f in findings_of(edition, study) if wanted(f.finding))


def findings_of(edition: Edition, study: Record) -> list[SimpleNamespace]:
    """The findings of a study about interventions: study, finding, tier."""
    return _strongest_first(SimpleNamespace(study=study, finding=finding, tier=edition.tier(study)) for finding in study.facts.findings)


def _strongest_first(found: Iterable[SimpleNamespace]) -> list[SimpleNamespace]:
    return sorted(found, key=lambda f: (STRENGTH.index(f.tier), _DIRECTIONS.index(f.finding.direction), f.study.id))


# Outcomes

def outcome(edition: Edition, record: Record) -> Page:
    """Return the page of an outcome."""
    facts, graph = record.facts, edition.graph
    found = findings(edition, lambda finding: finding.outcome == record.id)
    levels = [level for level in STRENGTH if any(f.tier == level for f in found)]
    needs, interventions = graph.back(record, "need", "outcomes"), graph.back(record, "intervention", "outcomes")
    programmes = graph.back(record, "programme", "outcomes")
    sections = (facts.indicators and "indicators", "measures", "activities", "what-studies-found", (needs or interventions or programmes) and "belongs")
    return record_page(
        edition, record, sections, needs=needs, interventions=interventions, programmes=programmes, findings=found,
        levels=levels, by_direction=[_of_direction(direction, found, levels) for direction in Direction],
        measures=edition.records("measure", facts.measures), activities=in_order(graph.back(record, "activity", "outcomes")),
    )


def _of_direction(direction: Direction, found: list[SimpleNamespace], levels: list[str]) -> SimpleNamespace:
    """The findings that went one way, and how many of them have each of the tiers `levels`."""
    mine = [f for f in found if f.finding.direction is direction]
    return SimpleNamespace(direction=direction, findings=mine, counts=[sum(f.tier == level for f in mine) for level in levels])


# Measures

def measure(edition: Edition, record: Record) -> Page:
    """Return the page of a measure, with its form where it may be shown."""
    facts, graph = record.facts, edition.graph
    outcomes = graph.back(record, "outcome", "measures")
    return record_page(
        edition, record, ("caution", "facts", "scoring", "the-form", "used-by"), outcomes=outcomes,
        respondents=edition.words("list-comma").join(r.in_(edition.lang) for r in facts.respondents),
        observed=facts.respondents == (Respondent.OBSERVER,), shown=form(edition, record), scored_here=scorable(record),
        needs=[n for n in edition.handbook.all("need") if {o.id for o in outcomes} & set(n.facts.outcomes)],
        methods=graph.back(record, "method", "measures"), programmes=graph.back(record, "programme", "measure"),
        studies=graph.back(record, "study", "measures"),
    )


# Populations and terms

def population(edition: Edition, record: Record) -> Page:
    """Return the page of a population."""
    studies = sorted(edition.graph.back(record, "study", "population"), key=lambda s: (STRENGTH.index(edition.tier(s)), s.id))
    programmes = edition.graph.back(record, "programme", "population")
    return record_page(edition, record, ("definitions", "how-many", "studies-with", programmes and "programmes"), studies=studies, programmes=programmes)


def term(edition: Edition, record: Record, using: tuple[SimpleNamespace, ...]) -> Page:
    """Return the page of a term, with the pages `using` the word most."""
    facts = record.facts
    better_not = facts.avoid.in_(edition.lang).lower() if facts.avoid else ""
    # What hurts is found by the search, and is not shown as what people say.
    also = [word for word in facts.also.in_(edition.lang) if word.lower() not in better_not] if facts.also else []
    every = (*facts.also.en, *facts.also.zh) if facts.also else ()
    return record_page(edition, record, ("where-it-is-used",), also_said=also, pages=using,
                       other_names=(edition.other_name(record.name), *every))


# Pages that lead to records

def interventions_index(edition: Edition) -> Page:
    """Return the page of all interventions: those that activities here use, and those that only studies used."""
    rows = [SimpleNamespace(record=r, activities=len(edition.graph.activities_of(r)), studies=len(edition.graph.back(r, "study", "interventions")))
            for r in edition.handbook.all("intervention")]
    rows.sort(key=lambda row: (_TYPES.index(row.record.facts.type), row.record.id))
    return index_page(edition, "interventions", ("used-here", "only-in-studies"), here=[r for r in rows if not r.record.facts.seen_in],
                      there=[r for r in rows if r.record.facts.seen_in])


def outcomes_index(edition: Edition) -> Page:
    """Return the page of all outcomes: those that activities here aim at, and those that only studies report."""
    rows = [SimpleNamespace(record=r, activities=len(edition.graph.back(r, "activity", "outcomes")), measures=edition.records("measure", r.facts.measures),
                            studies=len(edition.graph.back(r, "study", "outcome"))) for r in edition.handbook.all("outcome")]
    return index_page(edition, "outcomes", ("aimed-at-here", "only-in-studies"), here=[r for r in rows if not r.record.facts.seen_in],
                      there=[r for r in rows if r.record.facts.seen_in])


def measures_index(edition: Edition) -> Page:
    """Return the page of all measures, those first whose form stands here."""
    measures = sorted(edition.handbook.all("measure"), key=lambda m: (not m.facts.licence.show, m.id))
    rows = [SimpleNamespace(record=m, outcomes=edition.graph.back(m, "outcome", "measures"), scored_here=scorable(m)) for m in measures]
    return index_page(edition, "measures", (), rows=rows)


def populations_index(edition: Edition) -> Page:
    """Return the page of all populations."""
    rows = [SimpleNamespace(record=p, studies=len(edition.graph.back(p, "study", "population"))) for p in edition.handbook.all("population")]
    return index_page(edition, "populations", (), rows=rows)


def index_page(edition: Edition, name: str, sections: Iterable[str], template: str = "", **values) -> Page:
    """Return the generated page called `name`, with its title and lead from the words."""
    w = edition.words
    return edition.make(template or f"{name}-index", addresses.GENERATED[name], w(f"title-{name}"), description=w(f"lead-{name}"), kind=w("page"),
                        plain=True, outline=outline(edition, sections), heading=w(f"title-{name}"), lead=w(f"lead-{name}"), **values)


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


_PAGE_OF = {"need": need, "intervention": intervention, "outcome": outcome, "measure": measure, "population": population}
_INDEX_OF = {"interventions": interventions_index, "outcomes": outcomes_index, "measures": measures_index, "populations": populations_index}
