"""The handbook as tables: those of each kind of record, and those of all records, prose, links, citations and works; CSV, SQLite and Parquet write the same."""

from collections.abc import Iterator

from pydantic import BaseModel

from kb_tools import __version__, addresses, guide
from kb_tools.citations import fields
from kb_tools.citations.names import names, plain
from kb_tools.export import records
from kb_tools.export.openapi import LICENCE
from kb_tools.export.shapes import Column, Key, Shape, Table, Value, both, table_of
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.model import KINDS, LANGUAGES, Kind, Text
from kb_tools.model.guides import Prose
from kb_tools.model.vocabulary import VOCABULARIES
from kb_tools.sources.bibtex import Entry


def tables(handbook: Handbook, graph: Graph) -> list[Table]:
    """Return all tables; one that another leads to stands before it."""
    made = [_everything(handbook), *_works(handbook)]
    for kind in KINDS:
        made += _of_kind(handbook, kind)
    made += [*_pages(handbook), _sections(handbook), _steps(handbook), _links(graph), _citations(graph)]
    made += [_former(handbook), _removed(handbook), _vocabularies(), _edition(handbook)]
    return _in_order(made)


def _in_order(made: list[Table]) -> list[Table]:
    """Tables, each after those that it leads to; those that lead to themselves are no hindrance."""
    left, placed = list(made), {}
    while left:
        ready = [table for table in left if {lead.table for lead in table.leads} <= {*placed, table.name}]
        if not ready:
            raise ValueError(f"tables lead in a circle: {', '.join(table.name for table in left)}")
        placed |= {table.name: table for table in ready}
        left = [table for table in left if table.name not in placed]
    return list(placed.values())


def _always(name: str, says: str, *values: str) -> Column:
    return Column(name, "string", says, True, values)


def _position(says: str) -> Column:
    return Column("position", "integer", says, True)


_KIND, _ID, _PAGE = _always("kind", "The kind of record, or `page`."), _always("id", "The id."), _always("page", "The page, from the root of an edition.")
_LANGUAGE = _always("language", "The language.", *LANGUAGES)
_NAMES = (_always("name_en", "The name in English."), Column("name_zh", says="The name in Chinese."))
_SUMMARIES = (_always("summary_en", "One sentence in English."), Column("summary_zh", says="One sentence in Chinese."))
_TO_RECORDS, _TO_WORKS = Key(("kind", "id"), "records", ("kind", "id")), Key(("key",), "works", ("key",))


# Each kind

def _of_kind(handbook: Handbook, kind: Kind) -> Iterator[Table]:
    tier = [_always("tier", "The design tier, computed.", *records.TIERS[kind.name])] if kind.name in records.TIERS else []
    shape = Shape.of(kind.model, table_of(kind.name), kind.name, [_ID, *_NAMES, *_SUMMARIES, _PAGE, *tier])
    for record in handbook.all(kind.name):
        row = {"id": record.id, **both("name", record.name), **both("summary", record.summary), "page": addresses.of_record(record)}
        if tier:
            row["tier"] = records.tier(handbook, record)
        shape.add(row, record.facts, kind.name)
    yield from shape.tables()


def _pages(handbook: Handbook) -> Iterator[Table]:
    shape = Shape.of(Prose, "pages", "page", [_ID, *_NAMES, *_SUMMARIES, _PAGE])
    for page in handbook.pages():
        row = {"id": page.name, **both("name", page.title), **both("summary", page.summary), "page": addresses.of_prose(page.name)}
        shape.add(row, page.facts, "page")
    yield from shape.tables()


# All records, their prose, and what leads from one to another

def _everything(handbook: Handbook) -> Table:
    rows = [
        (*record.ref, *_in_each(record.name), addresses.of_record(record), *_days(record.facts), records.digest(records.own_of_record(record)))
        for record in handbook.every()
    ] + [
        ("page", page.name, *_in_each(page.title), addresses.of_prose(page.name), *_days(page.facts), records.digest(records.own_of_page(page)))
        for page in handbook.pages()
    ]
    columns = (
        _KIND, _ID, *_NAMES, _PAGE, Column("written", "date", "When it was written."), Column("reviewed", "date", "When somebody last read it who uses it."),
        _always("digest", "Another where its files say something else."),
    )
    return Table("records", "All records and pages of prose.", columns, ("kind", "id"), (), rows)


def _in_each(said: Text) -> tuple[Value, ...]:
    return tuple(getattr(said, lang) for lang in LANGUAGES)


def _days(facts: BaseModel) -> tuple[Value, ...]:
    return tuple(day.isoformat() if (day := getattr(facts, name, None)) else None for name in ("written", "reviewed"))


def _sections(handbook: Handbook) -> Table:
    rows = []
    for owner in [*handbook.every(), *handbook.pages()]:
        for lang, document in (("en", owner.document), ("zh", owner.translated)):
            ids = [section.id for section in owner.document.sections] if document else []
            for n, section in enumerate(document.sections if document else (), 1):
                rows.append((*_ref(owner), lang, n, ids[n - 1] if n <= len(ids) else section.id, section.title, section.text.strip()))
    columns = (
        _KIND, _ID, _LANGUAGE, _position("The place among the sections, from 1."), _always("section", "The id of the section, the same in both languages."),
        _always("title", "The heading."), Column("text", says="Markdown; a citation is `[@key, p. 12]`."),
    )
    return Table("sections", "The prose of guides and pages, section by section.", columns, ("kind", "id", "language", "position"), (_TO_RECORDS,), rows)


def _steps(handbook: Handbook) -> Table:
    rows = [
        (record.id, lang, step.number, step.name, step.minutes, guide.unmarked(step.card))
        for record in handbook.all("activity") for lang in (LANGUAGES if record.translated else ("en",)) for step in guide.steps_of(record, lang)
    ]
    columns = (
        _always("activity", "The activity."), _LANGUAGE, _position("The number of the step."), _always("name", "What it is called."),
        Column("minutes", "integer", "Minutes.", True), Column("card", says="Its line on the card."),
    )
    leads = (Key(("activity",), "activities", ("id",)),)
    return Table("activity_steps", "The steps of activities.", columns, ("activity", "language", "position"), leads, rows)


def _ref(owner: Record | ProsePage) -> tuple[str, str]:
    return ("page", owner.name) if isinstance(owner, ProsePage) else owner.ref


def _links(graph: Graph) -> Table:
    rows = sorted((*edge.source.ref, _dotted(edge.source, edge.place), edge.kind, edge.id) for edge in graph.edges)
    columns = (
        _KIND, _ID, _always("place", "The field, as the way through the record; places in lists count from 0."),
        _always("to_kind", "The kind that it leads to."), _always("to_id", "The id that it leads to."),
    )
    leads = (_TO_RECORDS, Key(("to_kind", "to_id"), "records", ("kind", "id")))
    return Table("links", "All references from one record to another.", columns, ("kind", "id", "place"), leads, rows)


def _citations(graph: Graph) -> Table:
    rows: list[tuple[Value, ...]] = []
    count: dict[tuple[str, str], int] = {}
    for use in graph.uses:
        if use.key not in graph.handbook.entries:
            continue  # the rule CIT001 reports it
        ref = _ref(use.owner)
        count[ref] = count.get(ref, 0) + 1
        rows.append((*ref, count[ref], use.key, use.language, graph.section_of(use) or _dotted(use.owner, use.way), plain(use.locator) or None))
    columns = (
        _KIND, _ID, _position("The place among the citations of a record, from 1."), _always("work", "The citation key."),
        _always("language", "The language of the text in which it stands.", *LANGUAGES), Column("place", says="The field, or the section of a guide."),
        Column("locator", says="The page or part named there."),
    )
    return Table("citations", "Who cites which work, and where.", columns, ("kind", "id", "position"), (_TO_RECORDS, Key(("work",), "works", ("key",))), rows)


def _dotted(owner: Record | ProsePage, place: tuple) -> str:
    return ".".join(map(str, place[len(getattr(owner, "within", ())):]))


def _former(handbook: Handbook) -> Table:
    rows = [(kind, id, record.id) for kind, id, record in handbook.former()]
    return Table("former_ids", "Ids that records had before.", (_KIND, _always("former", "The id that it had."), _ID), ("kind", "former"), (_TO_RECORDS,), rows)


def _removed(handbook: Handbook) -> Table:
    rows = [(*one.ref, one.date.isoformat(), *_in_each(one.why), one.instead) for one in handbook.removals()]
    columns = (
        _KIND, _ID, Column("date", "date", "When.", True), _always("why_en", "Why, in English."), Column("why_zh", says="Why, in Chinese."),
        Column("instead", says="What to read in its place."),
    )
    return Table("removed", "Records that were taken out.", columns, ("kind", "id"), (Key(("kind", "instead"), "records", ("kind", "id")),), rows)


def _vocabularies() -> Table:
    rows = [(v.__name__.lower(), n, str(x), x.in_("en"), x.in_("zh"), x.says("en"), x.says("zh")) for v in VOCABULARIES for n, x in enumerate(v, 1)]
    columns = (
        _always("vocabulary", "The vocabulary."), _position("The place in its order."), _always("value", "The value."),
        _always("en", "The value in English."), _always("zh", "The value in Chinese."),
        _always("says_en", "What it means, in English."), _always("says_zh", "What it means, in Chinese."),
    )
    return Table("vocabularies", "The closed vocabularies, each value with a sentence.", columns, ("vocabulary", "value"), (), rows)


def _edition(handbook: Handbook) -> Table:
    rows = [("title", "Tongban 同伴"), ("version", __version__), ("date", handbook.newest() or None), ("licence", "CC BY 4.0"), ("licence_url", LICENCE)]
    columns = (_always("name", "What is told of the edition."), Column("value", says="What is so."))
    return Table("edition", "Which edition this is, and under which licence it may be used.", columns, ("name",), (), rows)


# Works

def _works(handbook: Handbook) -> Iterator[Table]:
    entries = [handbook.work(key) for key in sorted(handbook.keys())]
    key = _always("key", "The citation key.")
    yield Table("works", "The bibliography.", (
        key, _always("type", "The type of the entry in BibTeX."), _always("title", "The title."), Column("year", says="The year."),
        Column("doi", says="The DOI."), Column("url", says="The address."), _PAGE,
        Column("standing", says="What was found when somebody looked whether it was withdrawn."),
        _always("digest", "Another where its entry says something else."),
    ), ("key",), (), [_work(handbook, entry) for entry in entries])
    yield Table("work_people", "Authors and editors.", (
        key, _always("role", "Author or editor.", "author", "editor"), _position("The place in the list, from 1."),
        _always("family", "The family name, or the name of a body."), Column("given", says="Given names."),
    ), ("key", "role", "position"), (_TO_WORKS,), [
        (entry.key, role, n, one.family, one.given or None)
        for entry in entries for role in ("author", "editor") for n, one in enumerate(names(entry, role)[0], 1)
    ])
    yield Table("work_fields", "The fields of the bibliography as they stand in BibTeX.", (
        key, _always("field", "The field."), _always("value", "What it holds."),
    ), ("key", "field"), (_TO_WORKS,), [(entry.key, name, value) for entry in entries for name, value in sorted(entry.fields.items())])


def _work(handbook: Handbook, entry: Entry) -> tuple[Value, ...]:
    doi = plain(entry.get("doi"))
    standing = handbook.standing_of(doi) if doi else None
    return (
        entry.key, entry.type, plain(entry.get("title")), fields.year(entry) or None, doi or None, fields.address(entry) or None,
        addresses.of_reference(entry.key), standing.status if standing else None, records.digest(records.own_of_work(entry)),
    )
