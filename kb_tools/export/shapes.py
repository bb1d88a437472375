"""Tables read off the models: the columns of a record, and a table of its own for each list in it.

A text is two columns, `name_en` and `name_zh`; a part of a record is columns that begin with its name; a list is a table of its own, with
the id of its record and its `position` in the list. What refers to a record is a foreign key.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cache

from pydantic import BaseModel

from kb_tools.export.records import SAID_BEFORE
from kb_tools.model import LANGUAGES, Text, kind_named
from kb_tools.model.fields import Field, fields
from kb_tools.model.fields import Shape as Held
from kb_tools.model.knowledge import Range
from kb_tools.model.text import Texts

Value = str | int | float | bool | None

_TYPES = {"whole": "integer", "number": "number", "truth": "boolean", "date": "date"}
_MODELS = {"texts": Texts, "range": Range}


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


def table_of(kind: str) -> str:
    """The name of the table of a kind."""
    return "terms" if kind == "term" else kind_named(kind).plural


def both(name: str, said: Text) -> dict[str, Value]:
    """A text as the values of its two columns."""
    return {f"{name}_{lang}": getattr(said, lang) for lang in LANGUAGES}


@dataclass
class Shape:
    """A table in the making: where it belongs, what was found out of its columns so far, its rows, and the tables of its lists."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: list[Column]
    leads: list[Key]
    rows: list[dict[str, Value]] = field(default_factory=list)
    inner: dict[str, "Shape"] = field(default_factory=dict)

    @classmethod
    def of(cls, model: type[BaseModel], name: str, owner: str, head: Iterable[Column]) -> "Shape":
        """The table `name` of a model, whose columns follow those of its `head`; `owner` names it in the tables of its lists."""
        shape = cls(name, _first_line(model), ("id",), [*head], [])
        _shape_model(shape, model, owner, "", ("id",), SAID_BEFORE)
        return shape

    def add(self, row: dict[str, Value], value: BaseModel, owner: str) -> None:
        """Add a row that begins with `row`, and the rows of its lists."""
        self.rows.append(row)
        _fill_model(self, value, owner, "", row, {owner: row["id"]}, SAID_BEFORE)

    def column(self, column: Column) -> None:
        """Add a column, if there is none of that name."""
        if column.name not in {one.name for one in self.columns}:
            self.columns.append(column)

    def lead(self, key: Key) -> None:
        """Add where columns lead."""
        if key not in self.leads:
            self.leads.append(key)

    def tables(self) -> Iterator[Table]:
        """Yield the table, and those of its lists."""
        names = [column.name for column in self.columns]
        yield Table(self.name, self.says, tuple(self.columns), self.key, tuple(self.leads), [tuple(row.get(name) for name in names) for row in self.rows])
        for shape in self.inner.values():
            yield from shape.tables()


def _first_line(model: type) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


@cache
def _fields(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a model in the order in which it was written: columns that were there once stay where they are."""
    found = {one.name: one for one in fields(model)}
    return tuple(found[name] for name in model.model_fields)


def _model_in(kind: Held) -> type[BaseModel] | None:
    """The model of the values that a field holds; nothing where they are plain."""
    return kind.of if kind.form == "record" else _MODELS.get(kind.form)


def _shape_model(shape: Shape, model: type[BaseModel], owner: str, before: str, key: tuple[str, ...], skip: Collection[str] = ()) -> None:
    """Give a table the columns of a model's fields, and tables of their own to its lists."""
    for one in _fields(model):
        if one.name in skip:
            continue
        said = before + one.key
        if one.shape.many or one.shape.form == "table":
            _shape_list(shape, one.shape, owner, said, key, one.says)
        else:
            _shape_value(shape, one.shape, owner, said, one.says, one.required and not one.shape.nothing, key)


def _shape_value(shape: Shape, kind: Held, owner: str, name: str, says: str, always: bool, key: tuple[str, ...]) -> None:
    if kind.form == "text":
        shape.column(Column(f"{name}_en", says=says, always=always))
        shape.column(Column(f"{name}_zh", says=says))
    elif inner := _model_in(kind):
        before = len(shape.columns)
        _shape_model(shape, inner, owner, f"{name}_", key)
        if not always:
            shape.columns[before:] = [replace(column, always=False) for column in shape.columns[before:]]
    else:
        _shape_plain(shape, kind, Column(name, says=says, always=always))


def _shape_plain(shape: Shape, kind: Held, column: Column) -> None:
    """Give a table a column of plain values, and say where they lead."""
    values = tuple(map(str, kind.of)) if kind.form in ("vocabulary", "values") else ()
    shape.column(replace(column, type=_TYPES.get(kind.form, "string"), values=values))
    if kind.form == "reference":
        shape.lead(Key((column.name,), table_of(kind.of), ("id",)))
    elif kind.form == "key":
        shape.lead(Key((column.name,), "works", ("key",)))


def _shape_list(shape: Shape, kind: Held, owner: str, name: str, key: tuple[str, ...], says: str) -> None:
    """Give a list a table: the key of what it belongs to, the place in the list, and the columns of what it holds."""
    if key == ("id",):
        above, table = (owner,), f"{owner}_{name}"
    else:
        above, table = (*key[:-1], f"{shape.name.removeprefix(owner + '_')}_{key[-1]}"), f"{shape.name}_{name}"
    place = Column("position", "integer", "The place in the list, from 1.", True) if kind.many else Column("name", says="The name.", always=True)
    kept = {column.name: column for column in shape.columns}
    says_of = {owner: f"The {owner} that it belongs to."}
    belongs = [Column(here, kept[there].type, says_of.get(here, "The place of what it belongs to."), True) for here, there in zip(above, key)]
    inner = shape.inner[name] = Shape(table, says, (*above, place.name), [*belongs, place], [Key(above, shape.name, key)])
    _shape_held(inner, kind, owner, name)


def _shape_held(inner: Shape, kind: Held, owner: str, name: str) -> None:
    held = kind.of if kind.form == "table" else kind
    if held.form == "table":
        inner.column(Column("value", "integer", "The value that the text stands for.", True))
        inner.key = (*inner.key, "value")
        held = held.of
    if held.form == "text":
        inner.column(Column("en", says="The text in English.", always=True))
        inner.column(Column("zh", says="The text in Chinese."))
    elif model := _model_in(held):
        _shape_model(inner, model, owner, "", inner.key)
    else:
        _shape_plain(inner, held, Column(_column_of(held, owner, name), says="The value.", always=True))


def _column_of(kind: Held, owner: str, name: str) -> str:
    """The column of what a list refers to is named after its kind, or after the list where that is the kind it belongs to."""
    if kind.form == "key":
        return "work"
    return "value" if kind.form != "reference" else name if kind.of == owner else kind.of


def _fill_model(shape: Shape, value: BaseModel, owner: str, before: str, row: dict[str, Value], key: dict[str, Value], skip: Collection[str] = ()) -> None:
    """Put the fields of a value into a row, and its lists into rows of their tables; `key` is that of the row, as those name it."""
    for one in _fields(type(value)):
        if one.name in skip or (held := getattr(value, one.name)) is None:
            continue
        said = before + one.key
        if said in shape.inner:
            _fill_list(shape.inner[said], one.shape, held, owner, said, key)
        elif isinstance(held, Text):
            row |= both(said, held)
        elif isinstance(held, BaseModel):
            _fill_model(shape, held, owner, f"{said}_", row, key)
        else:
            row[said] = _plain(held)


def _fill_list(inner: Shape, kind: Held, held: object, owner: str, name: str, key: dict[str, Value]) -> None:
    items = held.items() if kind.form == "table" else enumerate(held if isinstance(held, tuple) else (held,), 1)
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
                made[_column_of(kind, owner, name)] = _plain(one)


def _plain(value: object) -> Value:
    if isinstance(value, Enum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
