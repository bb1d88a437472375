"""What can be asked about a kind of record: the fields of its model, each with what an answer to it looks like."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kb_tools.diagnostics import KeyPath
from kb_tools.model import Kind, Text
from kb_tools.model.fields import FIRST, in_order
from kb_tools.model.guides import Session
from kb_tools.model.knowledge import Range
from kb_tools.model.text import Cites, Ref
from kb_tools.model.vocabulary import Vocabulary
from kb_tools.words.messages import say

KEPT = ("trace", "aliases", "replaced_by", "written", "reviewed")
"""Fields that tell of a record's own life: nobody is asked about them."""

_IN_CHINESE = say("The same in Simplified Chinese.")


class Form(Enum):
    """What an answer looks like."""

    WORDS = auto()
    """One text in one language."""
    TEXT = auto()
    """The English of a text that has two languages."""
    NUMBER = auto()
    RANGE = auto()
    TRUTH = auto()
    CHOICE = auto()
    """One of several names, or several of them."""
    USES = auto()
    """Small records, each given by the names in it."""
    SESSIONS = auto()
    """The meetings of a programme: how many, or the activities of each."""


@dataclass(frozen=True)
class Field:
    """A field of a record: its place in the file, what it is for, and what an answer looks like.

    `of` is what a choice is made from: a mark of a reference or of a citation, a vocabulary, or the values themselves; of small records, their model.
    """

    path: KeyPath
    says: str
    form: Form
    required: bool = False
    many: bool = False
    of: object = None
    bare: bool = False
    """Whether one of several stands without a list around it."""
    nothing: bool = False
    """Whether nothing is an answer too."""

    @property
    def name(self) -> str:
        """What people call it: its key, of a text in Chinese with `-zh` after it."""
        *above, last = self.path
        return (f"{above[-1]}-zh" if above and last == "zh" else str(last)).replace("_", "-")

    @property
    def in_chinese(self) -> bool:
        """Whether it is the Chinese of another field."""
        return self.path[-1] == "zh"


@lru_cache(maxsize=None)
def fields_of(kind: Kind) -> tuple[Field, ...]:
    """The fields of a kind that can be asked about, in the order of the file; each text is followed by its Chinese."""
    return tuple(_fields(kind.model, (), guide=kind.form == "guide"))


def nested(info: FieldInfo) -> type[BaseModel] | None:
    """The model whose fields a required field holds, as `safeguarding` does; nothing for a field that is one answer."""
    held = info.annotation
    return held if info.is_required() and isinstance(held, type) and issubclass(held, BaseModel) and held not in (Text, Range) else None


def _fields(model: type[BaseModel], above: KeyPath, guide: bool = False) -> Iterator[Field]:
    for key, info in in_order(model):
        path = (*above, key)
        if inner := nested(info):
            yield from _fields(inner, path)
        elif key not in KEPT and (form := _form(info.annotation, info.metadata)):
            one = Field(path, info.description, required=info.is_required(), **form)
            yield one
            if one.form is Form.TEXT and not one.many or guide and key in FIRST:
                yield Field((*path, "zh"), _IN_CHINESE, Form.WORDS)


_PLAIN = {str: Form.WORDS, Text: Form.TEXT, int: Form.NUMBER, Range: Form.RANGE, bool: Form.TRUTH}


def _form(annotation: object, marks: tuple | list = ()) -> dict | None:
    """What an answer to a field of this type looks like; nothing where it is too much for one answer."""
    origin, inner = get_origin(annotation), [a for a in get_args(annotation) if a is not NoneType]
    mark = next((m for m in marks if isinstance(m, (Ref, Cites))), None)
    if mark:
        return {"form": Form.CHOICE, "of": mark}
    if origin is Annotated:
        return _form(inner[0], annotation.__metadata__)
    if origin in (Union, UnionType):
        form = _form(inner[-1])
        return form and {**form, "bare": len(inner) > 1, "nothing": NoneType in get_args(annotation)}
    if origin is tuple:
        return _several(inner[0])
    if origin is Literal:
        return {"form": Form.CHOICE, "of": tuple(inner)}
    if isinstance(annotation, type) and issubclass(annotation, Vocabulary):
        return {"form": Form.CHOICE, "of": annotation}
    return {"form": _PLAIN[annotation]} if annotation in _PLAIN else None


def _several(item: object) -> dict | None:
    if item is Session:
        return {"form": Form.SESSIONS}
    form = _form(item)
    if form:
        return {**form, "many": True} if form["form"] in (Form.CHOICE, Form.TEXT) else None
    names = names_in(item)
    required = [key for key, info in in_order(item) if info.is_required()]
    is_row_of_names = any(names[key].form is Form.CHOICE for key in required if key in names)
    return {"form": Form.USES, "of": item} if is_row_of_names and all(key in names or item.model_fields[key].annotation is Text for key in required) else None


def names_in(model: type[BaseModel]) -> dict[str, Field]:
    """The fields of a small record that are names or numbers, by their keys: what a short answer gives in a row."""
    found = ((key, info, _form(info.annotation, info.metadata)) for key, info in in_order(model))
    return {key: Field((key,), info.description, required=info.is_required(), **form) for key, info, form in found
            if form and form["form"] in (Form.CHOICE, Form.NUMBER) and not form.get("many")}
