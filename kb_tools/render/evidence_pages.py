"""Pages of studies and of works in the bibliography, the gap map, the tiers, and where the handbook comes from."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

from kb_tools import addresses, evidence
from kb_tools.citations.bibtex import written
from kb_tools.citations.names import plain
from kb_tools.diagnostics import Span
from kb_tools.evidence import DECISION, DESCRIBES, POOLED, REFERENCES_ROW, SOURCE_STUDIES, STRENGTH, SYNTHESES, TIERS, UNSTATED, source_rows
from kb_tools.graph import Use
from kb_tools.handbook import ProsePage, Record
from kb_tools.model import KINDS
from kb_tools.model.vocabulary import Design, Direction
from kb_tools.render.edition import Edition
from kb_tools.render.knowledge_pages import findings_of, index_page, outline, record_page
from kb_tools.render.page import Page, Planned
from kb_tools.sources.bibtex import Entry


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the pages of studies and works, then those that show what is known as a whole, to be made."""
    for record in edition.handbook.all("study"):
        yield Planned(addresses.of(record), partial(study, edition, record))
    for key in edition.handbook.keys():
        yield Planned(addresses.of_reference(key), partial(reference, edition, key))
    for name, page in _PAGE_OF.items():
        yield Planned(addresses.GENERATED[name], partial(page, edition))


# Studies

def study(edition: Edition, record: Record) -> Page:
    """Return the page of a study."""
    facts, level = record.facts, edition.tier(record)
    found = [SimpleNamespace(study=record, finding=f, tier=level) for f in facts.findings]
    context = [SimpleNamespace(study=record, finding=f) for f in facts.context_findings]
    rungs = evidence.climb(record)
    sections = ("what-it-found", "how-the-tier-is-computed", "the-study", "fit", facts.limits and "limits", facts.link_note and "link-note",
                facts.cites and "cites", "used-in")
    return record_page(
        edition, record, sections, level=level, findings=found, context=context, rungs=rungs, why_no_tier=why_no_tier(record),
        rows=_stated(edition, record), fit=evidence.fit(record), cited=_list_of(edition, record),
        uses=[use for use in uses(edition, facts.reference) if use.owner is not record],
    )


def why_no_tier(study: Record) -> str:
    """Return the key of the words that say why a study has no tier; nothing for one that has."""
    level, facts = evidence.tier(study), study.facts
    if level in TIERS:
        return ""
    if level == UNSTATED:
        return "no-tier-unstated"
    if facts.design in SYNTHESES and facts.findings:
        return "no-tier-observational"
    return "no-tier-no-finding" if facts.design in _TESTING else "no-tier-design"


_TESTING = frozenset({*dict(DECISION), *SYNTHESES})


def _stated(edition: Edition, study: Record) -> list[SimpleNamespace]:
    """The rows of a study's record that hold one plain value: as stated, or that what was read does not say."""
    f, w, lang = study.facts, edition.words, edition.lang
    rows = (
        ("n", _people(edition, f.n)),
        ("studies", f.studies and str(f.studies)),
        ("ages", f.ages and w("ages-range", min=f.ages.min, max=f.ages.max)),
        ("country", f.country and (w(f"country-{f.country}") if f"country-{f.country}" in w else f.country)),
        ("place", f.place),
        ("population", edition.records("population", [f.population] if f.population else [])),
        ("left_behind_means", f.left_behind_means),
        *((part, f.dose and getattr(f.dose, part) and str(getattr(f.dose, part))) for part in ("sessions", "minutes", "weeks")),
        ("comparison", f.comparison and f"{f.comparison.in_(lang)}{w('colon')}{f.comparison.says(lang)}"),
        ("follow_up", f.follow_up),
        ("measures", edition.records("measure", f.measures)),
        ("harms", f.harms),
    )
    return [
        SimpleNamespace(term=w(f"study-{name.replace('_', '-')}"), records=value if isinstance(value, list) else [],
                        text="" if isinstance(value, list) else value)
        for name, value in rows if value or name in f.not_stated
    ]


def _people(edition: Edition, n: int | None) -> str:
    """A number of people as the language writes it."""
    return "" if n is None else f"{n}" if edition.lang == "zh" or n < 10_000 else f"{n:,}"


# Works

def reference(edition: Edition, key: str) -> Page:
    """Return the page of a work in the bibliography."""
    work, entry, w = edition.bibliography[key], edition.bibliography.entry(key), edition.words
    record = edition.handbook.study_of(key)
    found = findings_of(edition, record) if record else []
    context = [SimpleNamespace(study=record, finding=f) for f in record.facts.context_findings] if record else []
    listed = edition.graph.listed_by(key)
    sections = ("used-for", "cited-by", "checked", entry.get("corrected") and "corrected", "bibtex")
    return edition.make(
        "reference", addresses.of_reference(key), work.label, description=work.title, kind=w("reference"), outline=outline(edition, sections),
        also=(work.title, key), origin=edition.handbook.file_of(key), key=key, work=work, entry=entry, study=record, findings=found, context=context,
        listed=listed, corrected=_readable(entry.get("corrected")), doi=plain(entry.get("doi")), standing=edition.handbook.standing_of(plain(entry.get("doi"))),
        uses=[u for u in uses(edition, key) if u.owner is not record], checked=_checked(entry.get("verified")), unseen=_unseen(entry),
        source=written(entry),
    )


def uses(edition: Edition, key: str) -> list[SimpleNamespace]:
    """Who cites a work: each record or page once, with the places where it does and the locators given there."""
    made: dict[str, SimpleNamespace] = {}
    for use in edition.graph.uses_of(key):
        owner = use.owner
        if owner.path not in made:
            prose = isinstance(owner, ProsePage)
            made[owner.path] = SimpleNamespace(owner=owner, title=owner.title if prose else owner.name,
                                               kind=edition.words("page" if prose else owner.kind.name), places=[])
        place = _place(edition, use)
        places = made[owner.path].places
        if place not in places:
            places.append(place)
    order = [kind.name for kind in KINDS] + [""]
    return sorted(made.values(), key=lambda u: (order.index("" if isinstance(u.owner, ProsePage) else u.owner.kind.name), addresses.of(u.owner)))


def _place(edition: Edition, use: Use) -> SimpleNamespace:
    """The place of a citation: the words for it, its anchor on the page, and the locator given."""
    locator = edition.bibliography.locator(use.key, use.locator) if use.locator else ""
    if isinstance(use.place, Span):
        id = edition.graph.section_of(use)
        return SimpleNamespace(title=next((shown.title for shown in edition.sections(use.owner) if shown.id == id), ""), anchor=id, locator=locator)
    field = next(str(step) for step in use.way if isinstance(step, str))
    name = f"field-{field}"
    return SimpleNamespace(title=edition.words(name) if name in edition.words else field, anchor="", locator=locator)


def _list_of(edition: Edition, study: Record) -> list[SimpleNamespace]:
    """A source study's own list of references: how each work reads, what was put right, and whether it was seen."""
    works = edition.bibliography
    return [
        SimpleNamespace(key=key, work=works[key], corrected=_readable(works.entry(key).get("corrected")), unseen=bool(works.entry(key).get("unverified")))
        for key in study.facts.cites if key in works
    ]


def _checked(verified: str) -> SimpleNamespace | None:
    """The day and the place of a check, out of `DATE, read at: PLACE`."""
    if not verified:
        return None
    day, _, where = verified.partition(", read at:")
    return SimpleNamespace(day=day.strip(), where=_readable(where))


def _readable(latex: str) -> str:
    """A note of the bibliography as plain text, its TeX quotation marks made ours."""
    return re.sub(r"`([^`']*)'", "‘\\1’", plain(latex))


def _unseen(entry: Entry) -> str:
    """The key of the words for a work that was not seen."""
    if not entry.get("unverified"):
        return ""
    return "unseen-source-list" if "source paper" in entry.get("unverified") else "unseen-background"


# What is known as a whole

def gap_map(edition: Edition) -> Page:
    """Return the evidence and gap map: interventions by outcomes, those that activities here aim at first."""
    outcomes = edition.handbook.all("outcome")
    interventions = sorted(edition.handbook.all("intervention"), key=lambda i: (i.facts.seen_in is not None, i.id))
    maps = [
        SimpleNamespace(id=id, outcomes=columns, rows=[_map_row(edition, i, columns) for i in interventions])
        for id, columns in (("aimed-at-here", [o for o in outcomes if not o.facts.seen_in]), ("only-in-studies", [o for o in outcomes if o.facts.seen_in]))
    ]
    count = evidence.counts(edition.handbook)
    directions = Counter(mark.direction for marks in edition.gap_map.values() for mark in marks)
    cells = len(outcomes) * len(interventions)
    return index_page(
        edition, "gap-map", [m.id for m in maps], template="gap-map", maps=maps, filled=len(edition.gap_map), cells=cells, open=cells - len(edition.gap_map),
        strong=STRENGTH[:2], tiered=sum(count[level] for level in TIERS), unstated=count[UNSTATED], describing=count[DESCRIBES],
        worse=directions[Direction.WORSE], directions=list(Direction),
    )


def _map_row(edition: Edition, intervention: Record, outcomes: list[Record]) -> SimpleNamespace:
    """A row of the map: the marks of each cell, and whether any study looked at all."""
    cells = [SimpleNamespace(outcome=o, marks=edition.cell(intervention.id, o.id)) for o in outcomes]
    return SimpleNamespace(intervention=intervention, cells=cells, looked_at=any(cell.marks for cell in cells))


def tiers(edition: Edition) -> Page:
    """Return the page that shows how a tier follows from a design."""
    count = evidence.counts(edition.handbook)
    designs = [SimpleNamespace(design=design, tier=dict(DECISION).get(design, DESCRIBES)) for design in Design
               if design not in SYNTHESES]
    return index_page(
        edition, "tiers", ("what-each-means", "single-studies", "syntheses", "the-climb", "beside-the-tier"), template="tiers",
        directions=list(Direction),
        levels=[SimpleNamespace(level=level, anchor=level.lower().replace("?", "x"), studies=count[level]) for level in (*TIERS, UNSTATED, DESCRIBES)],
        designs=designs, pooled=POOLED, ladder=[SimpleNamespace(question=q, tier=TIERS[i + 1]) for i, q in enumerate(evidence.LADDER)],
    )


def trace(edition: Edition) -> Page:
    """Return the page that leads from each statement of the source studies to the records and pages that carry it."""
    groups = [SimpleNamespace(id=f"from-{letter.lower()}", study=study, rows=_rows(edition, letter, study))
              for letter, id in SOURCE_STUDIES.items() if (study := edition.handbook.get("study", id))]
    return index_page(edition, "trace", [g.id for g in groups], template="trace", groups=groups)


def _rows(edition: Edition, letter: str, study: Record) -> list[SimpleNamespace]:
    """The statements of one source study, each with who carries it and what is said there."""
    return [SimpleNamespace(row=row, statement=said, carriers=_carriers(edition, row, study))
            for row, said in source_rows().items() if row.startswith(letter)]


def _carriers(edition: Edition, row: str, study: Record) -> list[SimpleNamespace]:
    found = [*edition.graph.carriers(row)]
    if row == REFERENCES_ROW and study.facts.cites:
        found.append((study, ""))
    return [SimpleNamespace(owner=owner, title=owner.title if isinstance(owner, ProsePage) else owner.name, statement=said,
                            kind=edition.words("page" if isinstance(owner, ProsePage) else owner.kind.name)) for owner, said in found]


def studies_index(edition: Edition) -> Page:
    """Return the page of all studies, by tier."""
    by_tier = [SimpleNamespace(id=level.lower().replace("?", "x"), level=level,
                               studies=[s for s in edition.handbook.all("study") if edition.tier(s) == level]) for level in STRENGTH]
    return index_page(edition, "studies", (), groups=[g for g in by_tier if g.studies], total=len(edition.handbook.all("study")))


def references_index(edition: Edition) -> Page:
    """Return the page of all works: those of a source study's own list with what was put right, then all in the order of a list."""
    lists = [SimpleNamespace(study=s, works=_list_of(edition, s)) for s in edition.handbook.all("study") if s.facts.cites]
    marked = {work.key for one in lists for work in one.works}
    works = [SimpleNamespace(key=f.key, work=f, uses=len(edition.graph.cited_by(f.key)), study=edition.handbook.study_of(f.key), marked=f.key in marked,
                             unseen=bool(edition.bibliography.entry(f.key).get("unverified"))) for f in edition.bibliography.ordered(edition.handbook.keys())]
    return index_page(edition, "references", ("list-of-source", "all-works"), lists=lists, works=works)


def evidence_index(edition: Edition) -> Page:
    """Return the page on what is known: counts, and doors to the rest."""
    handbook, count = edition.handbook, evidence.counts(edition.handbook)
    studies = handbook.all("study")
    testing = [s for s in studies if edition.tier(s) != DESCRIBES]
    directions = Counter(f.direction for s in studies for f in s.facts.findings)
    own = [a for a in handbook.all("activity") if evidence.activity_tier(a, handbook) != "S0"]
    doors = [
        SimpleNamespace(name=name, n=n) for name, n in (
            ("gap-map", len(edition.gap_map)), ("studies", len(studies)), ("references", len(handbook.keys())),
            ("interventions", len(handbook.all("intervention"))), ("outcomes", len(handbook.all("outcome"))), ("measures", len(handbook.all("measure"))),
            ("populations", len(handbook.all("population"))), ("tiers", len(TIERS)), ("trace", len(source_rows())),
        )
    ]
    return index_page(
        edition, "evidence", ("counts", "how-tiers-work", "doors"), doors=doors, activities=len(handbook.all("activity")), studied=len(own),
        levels=[SimpleNamespace(level=level, studies=count[level]) for level in STRENGTH if level != "S0"],
        directions=[SimpleNamespace(direction=d, findings=directions[d]) for d in Direction],
        total=len(studies), testing=len(testing), near=sum(evidence.fit(s).left_behind is True for s in testing),
        harms=sum(s.facts.harms is not None for s in testing),
    )


_PAGE_OF = {"references": references_index, "gap-map": gap_map, "tiers": tiers, "trace": trace, "studies": studies_index, "evidence": evidence_index}
