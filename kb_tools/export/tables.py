"""The handbook as tables: one for each kind of record and for each list in it, read off the models; CSV, SQLite and Parquet write the same ones.

A text is two columns, `name_en` and `name_zh`; a part of a record is columns that begin with its name; a list is a table of its own, with
the id of its record and its `position` in the list. What refers to a record is a foreign key.
"""

import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from pydantic import BaseModel

from kb_tools import addresses, evidence, guide
from kb_tools.citations.names import names, plain
from kb_tools.export import records
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.model import KINDS, LANGUAGES, Kind, Text, kind_named
from kb_tools.model.guides import Prose
from kb_tools.model.text import Cites, Ref
from kb_tools.model.vocabulary import VOCABULARIES, Vocabulary

Value = str | int | float | bool | None

_NAMED = ("name", "summary", "title")
_TYPES = {int: "integer", float: "number", bool: "boolean", date: "date"}


@dataclass(frozen=True)
class Column:
    """A column: its name, type (`string`, `integer`, `number`, `boolean`, `date`), what it says, whether it is always there, and its values."""

    name: str
    type: str = "string"
    says: str = ""
    always: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """Columns whose values stand in a row of another table, in these columns there."""

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: its columns, those that tell its rows apart, those that lead to other tables, and its rows in order."""

    name: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    leads: tuple[Key, ...] = ()
    rows: list[tuple[Value, ...]] = field(default_factory=list, repr=False)


def tables(handbook: Handbook, graph: Graph) -> list[Table]:
    """Return all tables; one that another leads to stands before it."""
    made = [*_everything(handbook), *_works(handbook)]
    for kind in KINDS:
        made += _of_kind(handbook, kind)
    made += [*_pages(handbook), *_prose(handbook), *_links(graph), *_former(handbook), _vocabularies()]
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


# Records, from their models

def table_of(kind: str) -> str:
    """The name of the table of a kind."""
    return "terms" if kind == "term" else kind_named(kind).plural


@dataclass
class _Shape:
    """A table in the making: where it belongs, and what was found out of its columns so far."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: list[Column]
    leads: list[Key]
    rows: list[dict[str, Value]] = field(default_factory=list)
    inner: dict[str, "_Shape"] = field(default_factory=dict)

    def column(self, column: Column) -> None:
        if column.name not in {one.name for one in self.columns}:
            self.columns.append(column)

    def lead(self, key: Key) -> None:
        if key not in self.leads:
            self.leads.append(key)

    def tables(self) -> Iterator[Table]:
        names = [column.name for column in self.columns]
        yield Table(self.name, self.says, tuple(self.columns), self.key, tuple(self.leads), [tuple(row.get(name) for name in names) for row in self.rows])
        for shape in self.inner.values():
            yield from shape.tables()


def _of_kind(handbook: Handbook, kind: Kind) -> Iterator[Table]:
    shape = _Shape(table_of(kind.name), _first(kind.model), ("id",), [*_HEAD, Column("page", says="The page, from the root of an edition.", always=True)], [])
    computed = {"activity": ("tier", lambda r: evidence.activity_tier(r, handbook), evidence.TIERS),
                "study": ("tier", evidence.tier, (*evidence.TIERS, evidence.UNSTATED, evidence.DESCRIBES))}.get(kind.name)
    if computed:
        shape.column(Column(computed[0], says="The design tier, computed.", always=True, values=computed[2]))
    _shape_model(shape, kind.model, kind.name, "", ("id",), skip=_NAMED)
    for record in handbook.all(kind.name):
        row = {"id": record.id, **_both("name", record.name), **_both("summary", record.summary), "page": addresses.of_record(record)}
        if computed:
            row[computed[0]] = computed[1](record)
        shape.rows.append(row)
        _fill_model(shape, record.facts, kind.name, "", row, {kind.name: record.id}, skip=_NAMED)
    yield from shape.tables()


_HEAD = (Column("id", says="The id.", always=True), Column("name_en", says="The name in English.", always=True), Column("name_zh", says="The name in Chinese."),
         Column("summary_en", says="One sentence in English.", always=True), Column("summary_zh", says="One sentence in Chinese."))


def _first(model: type) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


def _both(name: str, said: Text | None) -> dict[str, Value]:
    return {f"{name}_{lang}": getattr(said, lang) if said else None for lang in LANGUAGES}


@dataclass(frozen=True)
class _Type:
    """What a field holds: one value of `inner`, a `list` or a `table` of them, and where a reference leads."""

    inner: object
    many: str = ""
    optional: bool = False
    mark: Ref | Cites | None = None


def _type_of(annotation: object, marks: Iterable = ()) -> _Type:
    """Take an annotation apart: `tuple[X, ...] | None`, `dict[Id, X]`, `Annotated[str, Ref]`; a value or a list of them is a list."""
    mark = next((one for one in marks if isinstance(one, (Ref, Cites))), None)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type_of(arguments[0], [*marks, *arguments[1:]])
    if origin in (typing.Union, types.UnionType):
        inner = [one for one in arguments if one is not types.NoneType]
        found = next((made for one in inner if (made := _type_of(one, marks)).many), None) or _type_of(inner[0], marks)
        return replace(found, optional=len(inner) < len(arguments))
    if origin is tuple:
        found = _type_of(arguments[0], marks)
        return replace(found, many="list")
    if origin is dict:
        return _Type(arguments[1], "table", False, mark)
    return _Type(annotation, "", False, mark)


def _shape_model(shape: _Shape, model: type[BaseModel], owner: str, before: str, key: tuple[str, ...], skip: tuple[str, ...] = ()) -> None:
    """Give a table the columns of a model's fields, and tables of their own to its lists."""
    for name, info in model.model_fields.items():
        if name in skip:
            continue
        kind = _type_of(info.annotation, info.metadata)
        said = before + (info.alias or name)
        if kind.many:
            _shape_list(shape, kind, owner, said, key, info.description or "")
        else:
            _shape_value(shape, kind, owner, said, info.description or "", info.is_required() and not kind.optional, key)


def _shape_value(shape: _Shape, kind: _Type, owner: str, name: str, says: str, always: bool, key: tuple[str, ...]) -> None:
    inner = kind.inner
    if inner is Text:
        shape.column(Column(f"{name}_en", says=says, always=always))
        shape.column(Column(f"{name}_zh", says=says))
    elif isinstance(inner, type) and issubclass(inner, BaseModel):
        before = len(shape.columns)
        _shape_model(shape, inner, owner, f"{name}_", key)
        if not always:
            shape.columns[before:] = [replace(column, always=False) for column in shape.columns[before:]]
    else:
        shape.column(Column(name, _name_of(inner), says, always, _values_of(inner)))
        if kind.mark:
            shape.lead(_lead(kind.mark, name))


def _name_of(inner: object) -> str:
    return next((name for one, name in _TYPES.items() if inner is one), "string")


def _values_of(inner: object) -> tuple[str, ...]:
    if isinstance(inner, type) and issubclass(inner, Vocabulary):
        return tuple(str(value) for value in inner)
    return tuple(map(str, typing.get_args(inner))) if typing.get_origin(inner) is typing.Literal else ()


def _lead(mark: Ref | Cites, column: str) -> Key:
    return Key((column,), "works", ("key",)) if isinstance(mark, Cites) else Key((column,), table_of(mark.kind), ("id",))


def _shape_list(shape: _Shape, kind: _Type, owner: str, name: str, key: tuple[str, ...], says: str) -> None:
    """Give a list a table: the key of what it belongs to, the place in the list, and the columns of what it holds."""
    if key == ("id",):
        above, table = (owner,), f"{owner}_{name}"
    else:
        above, table = (*key[:-1], f"{shape.name.removeprefix(owner + '_')}_{key[-1]}"), f"{shape.name}_{name}"
    place = Column("position", "integer", "The place in the list, from 1.", True) if kind.many == "list" else Column("name", says="The name.", always=True)
    kept = {column.name: column for column in shape.columns}
    belongs = [Column(here, kept[there].type, f"The {owner} that it belongs to." if here == owner else "The place of what it belongs to.", True) for here, there in zip(above, key)]
    inner = shape.inner[name] = _Shape(table, says, (*above, place.name), [*belongs, place], [Key(above, shape.name, key)])
    _shape_held(inner, kind, owner, name)


def _shape_held(inner: _Shape, kind: _Type, owner: str, name: str) -> None:
    held = kind.inner
    if typing.get_origin(held) is dict:
        inner.column(Column("value", "integer", "The value that the text stands for.", True))
        inner.key = (*inner.key, "value")
        held = typing.get_args(held)[1]
    if held is Text:
        inner.column(Column("en", says="The text in English.", always=True))
        inner.column(Column("zh", says="The text in Chinese."))
    elif isinstance(held, type) and issubclass(held, BaseModel):
        _shape_model(inner, held, owner, "", inner.key)
    else:
        column = _column_of(kind.mark, owner, name)
        inner.column(Column(column, _name_of(held), "The value.", True, _values_of(held)))
        if kind.mark:
            inner.lead(_lead(kind.mark, column))


def _column_of(mark: Ref | Cites | None, owner: str, name: str) -> str:
    """The column of what a list refers to is named after its kind, or after the list where that is the kind it belongs to."""
    if isinstance(mark, Cites):
        return "work"
    return "value" if mark is None else name if mark.kind == owner else mark.kind


def _fill_model(shape: _Shape, value: BaseModel, owner: str, before: str, row: dict[str, Value], key: dict[str, Value], skip: tuple[str, ...] = ()) -> None:
    """Put the fields of a value into a row, and its lists into rows of their tables; `key` is that of the row, as those name it."""
    for name, info in type(value).model_fields.items():
        if name in skip or (held := getattr(value, name)) is None:
            continue
        said = before + (info.alias or name)
        if said in shape.inner:
            _fill_list(shape.inner[said], _type_of(info.annotation, info.metadata), held, owner, said, key)
        elif isinstance(held, Text):
            row |= _both(said, held)
        elif isinstance(held, BaseModel):
            _fill_model(shape, held, owner, f"{said}_", row, key)
        else:
            row[said] = _plain(held)


def _fill_list(inner: _Shape, kind: _Type, held: object, owner: str, name: str, key: dict[str, Value]) -> None:
    items = held.items() if kind.many == "table" else enumerate(held if isinstance(held, tuple) else (held,), 1)
    for place, item in items:
        row = dict(zip(inner.key, (*key.values(), place)))
        for value, one in (item.items() if isinstance(item, dict) else ((None, item),)):
            made = {**row, **({"value": value} if value is not None else {})}
            inner.rows.append(made)
            if isinstance(one, Text):
                made |= {lang: getattr(one, lang) for lang in LANGUAGES}
            elif isinstance(one, BaseModel):
                _fill_model(inner, one, owner, "", made, row)
            else:
                made[_column_of(kind.mark, owner, name)] = _plain(one)


def _plain(value: object) -> Value:
    if isinstance(value, Enum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


# All records, and what leads from one to another

def _everything(handbook: Handbook) -> Iterator[Table]:
    rows = []
    for record in handbook.every():
        rows.append((record.kind.name, record.id, *_names(record.name), addresses.of_record(record), *_days(record.facts), records.digest(records.own_of_record(record))))
    for page in handbook.pages():
        rows.append(("page", page.name, *_names(page.title), addresses.of_prose(page.name), *_days(page.facts), records.digest(records.own_of_page(page))))
    columns = (*_WHOSE, *_HEAD[1:3], Column("page", says="The page, from the root of an edition.", always=True), Column("written", "date", "When it was written."),
               Column("reviewed", "date", "When somebody last read it who uses it."), Column("digest", says="Another where its files say something else.", always=True))
    yield Table("records", "All records and pages of prose.", columns, ("kind", "id"), (), rows)


_WHOSE = (Column("kind", says="The kind of record, or `page`.", always=True), Column("id", says="The id.", always=True))
_TO_RECORDS = Key(("kind", "id"), "records", ("kind", "id"))


def _names(said: Text) -> tuple[Value, ...]:
    return tuple(getattr(said, lang) for lang in LANGUAGES)


def _days(facts: BaseModel) -> tuple[Value, ...]:
    return tuple(day.isoformat() if (day := getattr(facts, name, None)) else None for name in ("written", "reviewed"))


def _pages(handbook: Handbook) -> Iterator[Table]:
    shape = _Shape("pages", _first(Prose), ("id",), [*_HEAD, Column("page", says="The page, from the root of an edition.", always=True)], [])
    _shape_model(shape, Prose, "page", "", ("id",), skip=_NAMED)
    for page in handbook.pages():
        row = {"id": page.name, **_both("name", page.title), **_both("summary", page.summary), "page": addresses.of_prose(page.name)}
        shape.rows.append(row)
        _fill_model(shape, page.facts, "page", "", row, {"page": page.name}, skip=_NAMED)
    yield from shape.tables()


def _prose(handbook: Handbook) -> Iterator[Table]:
    sections, steps = [], []
    for owner in [*handbook.every(), *handbook.pages()]:
        for lang, document in (("en", owner.document), ("zh", owner.translated)):
            ids = [section.id for section in owner.document.sections] if document else []
            for n, section in enumerate(document.sections if document else (), 1):
                sections.append((*_ref(owner), lang, n, ids[n - 1] if n <= len(ids) else section.id, section.title, section.text.strip()))
    for record in handbook.all("activity"):
        for lang in LANGUAGES if record.translated else ("en",):
            steps += [(record.id, lang, step.number, step.name, step.minutes, guide.unmarked(step.card)) for step in guide.steps_of(record, lang)]
    language = Column("language", says="The language.", always=True, values=LANGUAGES)
    yield Table("sections", "The prose of guides and pages, section by section.", (
        *_WHOSE, language, Column("position", "integer", "The place among the sections, from 1.", True), Column("section", says="The id of the section, the same in both languages.", always=True),
        Column("title", says="The heading.", always=True), Column("text", says="Markdown; a citation is `[@key, p. 12]`."),
    ), ("kind", "id", "language", "position"), (_TO_RECORDS,), sections)
    yield Table("activity_steps", "The steps of activities.", (
        Column("activity", says="The activity.", always=True), language, Column("position", "integer", "The number of the step.", True), Column("name", says="What it is called.", always=True),
        Column("minutes", "integer", "Minutes.", True), Column("card", says="Its line on the card."),
    ), ("activity", "language", "position"), (Key(("activity",), "activities", ("id",)),), steps)


def _ref(owner: Record | ProsePage) -> tuple[str, str]:
    return ("page", owner.name) if isinstance(owner, ProsePage) else owner.ref


def _links(graph: Graph) -> Iterator[Table]:
    links = sorted((*edge.source.ref, _dotted(edge.source, edge.place), edge.kind, edge.id) for edge in graph.edges)
    yield Table("links", "All references from one record to another.", (
        *_WHOSE, Column("place", says="The field, as the way through the record; places in lists count from 0.", always=True),
        Column("to_kind", says="The kind that it leads to.", always=True), Column("to_id", says="The id that it leads to.", always=True),
    ), ("kind", "id", "place"), (_TO_RECORDS, Key(("to_kind", "to_id"), "records", ("kind", "id"))), links)
    yield Table("citations", "Who cites which work, and where.", (
        *_WHOSE, Column("position", "integer", "The place among the citations of a record, from 1.", True), Column("work", says="The citation key.", always=True),
        Column("language", says="The language of the text in which it stands.", always=True, values=LANGUAGES),
        Column("place", says="The field, or the section of a guide."), Column("locator", says="The page or part named there."),
    ), ("kind", "id", "position"), (_TO_RECORDS, Key(("work",), "works", ("key",))), list(_citations(graph)))


def _citations(graph: Graph) -> Iterator[tuple[Value, ...]]:
    count: dict[tuple[str, str], int] = {}
    for use in graph.uses:
        if use.key not in graph.handbook.entries:
            continue  # the rule CIT001 reports it
        ref = _ref(use.owner)
        count[ref] = count.get(ref, 0) + 1
        yield (*ref, count[ref], use.key, use.language, graph.section_of(use) or _dotted(use.owner, use.way), plain(use.locator) or None)


def _dotted(owner: Record, place: tuple) -> str:
    return ".".join(map(str, place[len(getattr(owner, "within", ())):]))


def _former(handbook: Handbook) -> Iterator[Table]:
    yield Table("former_ids", "Ids that records had before.", (*_WHOSE[:1], Column("former", says="The id that it had.", always=True), _WHOSE[1]), ("kind", "former"), (_TO_RECORDS,),
                [(kind, id, record.id) for kind, id, record in handbook.former()])
    yield Table("removed", "Records that were taken out.", (
        *_WHOSE, Column("date", "date", "When.", True), Column("why_en", says="Why, in English.", always=True), Column("why_zh", says="Why, in Chinese."),
        Column("instead", says="What to read in its place."),
    ), ("kind", "id"), (Key(("kind", "instead"), "records", ("kind", "id")),), [(*one.ref, one.date.isoformat(), *_names(one.why), one.instead) for one in handbook.removals()])


def _vocabularies() -> Table:
    rows = [(v.__name__.lower(), n, str(x), x.in_("en"), x.in_("zh"), x.says("en"), x.says("zh")) for v in VOCABULARIES for n, x in enumerate(v, 1)]
    return Table("vocabularies", "The closed vocabularies, each value with a sentence.", (
        Column("vocabulary", says="The vocabulary.", always=True), Column("position", "integer", "The place in its order.", True), Column("value", says="The value.", always=True),
        Column("en", says="The value in English.", always=True), Column("zh", says="The value in Chinese.", always=True),
        Column("says_en", says="What it means, in English.", always=True), Column("says_zh", says="What it means, in Chinese.", always=True),
    ), ("vocabulary", "value"), (), rows)


# Works

def _works(handbook: Handbook) -> Iterator[Table]:
    works, people, fields = [], [], []
    for key in sorted(handbook.keys()):
        entry = handbook.work(key)
        doi = plain(entry.get("doi"))
        standing = handbook.standing_of(doi) if doi else None
        works.append((key, entry.type, plain(entry.get("title")), plain(entry.get("year")) or None, doi or None, entry.get("url") or None, addresses.of_reference(key),
                      standing.status if standing else None, records.digest(records.own_of_work(entry))))
        for role in ("author", "editor"):
            people += [(key, role, n, one.family, one.given or None) for n, one in enumerate(names(entry, role)[0], 1)]
        fields += [(key, name, value) for name, value in sorted(entry.fields.items())]
    key = Column("key", says="The citation key.", always=True)
    of = (Key(("key",), "works", ("key",)),)
    yield Table("works", "The bibliography.", (
        key, Column("type", says="The type of the entry in BibTeX.", always=True), Column("title", says="The title.", always=True), Column("year", says="The year."),
        Column("doi", says="The DOI."), Column("url", says="The address."), Column("page", says="The page, from the root of an edition.", always=True),
        Column("standing", says="What was found when somebody looked whether it was withdrawn."), Column("digest", says="Another where its entry says something else.", always=True),
    ), ("key",), (), works)
    yield Table("work_people", "Authors and editors.", (
        key, Column("role", says="Author or editor.", always=True, values=("author", "editor")), Column("position", "integer", "The place in the list, from 1.", True),
        Column("family", says="The family name, or the name of a body.", always=True), Column("given", says="Given names."),
    ), ("key", "role", "position"), of, people)
    yield Table("work_fields", "The fields of the bibliography as they stand in BibTeX.", (key, Column("field", says="The field.", always=True), Column("value", says="What it holds.", always=True)),
                ("key", "field"), of, fields)
