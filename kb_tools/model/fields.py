"""What may stand in the fields of a record, read off its model."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kb_tools.model.knowledge import Range
from kb_tools.model.text import ID, Cites, Ref, Text, Texts
from kb_tools.model.vocabulary import Vocabulary

FIRST = ("title", "name", "summary")
"""Fields that stand before all others."""

_PLAIN = {str: "words", Text: "text", Texts: "texts", Range: "range", int: "whole", float: "number", bool: "truth", date: "date"}


@dataclass(frozen=True)
class Shape:
    """What may stand in a field.

    `form` is `words`, `text` (in two languages), `texts`, `range`, `whole`, `number`, `truth`, `date`, `id`, `key` (of a work),
    `pattern`, `reference`, `vocabulary`, `values`, `record` or `table`. `of` is what the last six are made from: a regular expression, a kind's
    name, a vocabulary, the values, a model, the shape of a cell.
    """

    form: str
    of: object = None
    many: bool = False
    fewest: int = 0
    bare: bool = False
    """Whether one of several may stand without a list around it."""
    least: float | None = None
    most: float | None = None
    above: float | None = None
    nothing: bool = False
    """Whether nothing, `null`, may be written."""
    values: tuple[str, ...] = ()
    """Words that may stand in its place."""


@dataclass(frozen=True)
class Field:
    """A field: its name in Python and in the file, what it is for, what may stand in it, what holds where it is left out, and an example."""

    name: str
    key: str
    says: str
    required: bool
    shape: Shape
    default: object = None
    example: object = None

    @property
    def inside(self) -> type[BaseModel] | None:
        """The model whose fields a required field holds, as `safeguarding` does; nothing for a field that is one answer."""
        return self.shape.of if self.required and self.shape.form == "record" and not self.shape.many else None


def fields(model: type[BaseModel]) -> Iterator[Field]:
    """Yield the fields of a model in the order of a file."""
    names = {info.alias or name: name for name, info in model.model_fields.items()}
    for key, info in _in_order(model):
        yield Field(names[key], key, info.description, info.is_required(), _shape(info.annotation, info.metadata),
                    None if info.is_required() or info.default_factory else info.default, (info.examples or [None])[0])


def _in_order(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """The fields of a model by their keys in the order of a file: name and summary, its own, then those that it shares with others."""
    shown = {name: (info.alias or name, info) for name, info in model.model_fields.items()}
    own = [name for owner in model.__mro__ if issubclass(owner, BaseModel) for name in owner.model_fields
           if not any(name in base.model_fields for base in _bases(owner))]
    return [shown[name] for name in dict.fromkeys([*(name for name in FIRST if name in shown), *own])]


def _bases(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [base for base in model.__bases__ if issubclass(base, BaseModel)]


def _shape(annotation: object, marks: tuple | list = ()) -> Shape:
    """What may stand in a field of this type. Raises TypeError for a type that no model has yet."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(inner[0], [*annotation.__metadata__, *marks])
    if origin in (Union, UnionType):
        return _of_union([one for one in inner if one is not NoneType], NoneType in inner, marks)
    if origin is tuple:
        return replace(_shape(inner[0]), many=True, fewest=_of(marks, "min_length") or 0)
    if origin is dict:
        return Shape("table", of=_shape(inner[1]))
    if origin is Literal:
        return Shape("values", of=tuple(inner))
    if annotation in _PLAIN:
        return _plain(annotation, marks)
    if issubclass(annotation, Vocabulary):
        return Shape("vocabulary", of=annotation)
    if issubclass(annotation, BaseModel):
        return Shape("record", of=annotation)
    raise TypeError(f"nobody says what a field of the type {annotation} is")


def _of_union(choices: list, nothing: bool, marks: tuple | list) -> Shape:
    """One of several types: a type or nothing, one or many of it, a date or a word."""
    words = tuple(word for one in choices if get_origin(one) is Literal for word in get_args(one)) if len(choices) > 1 else ()
    types = [one for one in choices if not words or get_origin(one) is not Literal]
    return replace(_shape(types[-1], marks), bare=len(types) > 1, nothing=nothing, values=words)


def _plain(annotation: type, marks: tuple | list) -> Shape:
    if reference := next((mark for mark in marks if isinstance(mark, Ref)), None):
        return Shape("reference", of=reference.kind)
    if any(isinstance(mark, Cites) for mark in marks):
        return Shape("key")
    pattern = _of(marks, "pattern")
    if pattern:
        return Shape("id") if pattern == ID else Shape("pattern", of=pattern)
    return Shape(_PLAIN[annotation], least=_of(marks, "ge"), most=_of(marks, "le"), above=_of(marks, "gt"))


def _of(marks: tuple | list, name: str) -> object:
    """What a mark says under a name, or nothing where none does."""
    return next((said for mark in marks if (said := getattr(mark, name, None)) is not None), None)
