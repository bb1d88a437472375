"""What can be asked about a kind of record: the fields of its model, each with what an answer to it looks like."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from pydantic import BaseModel

from kb_tools.diagnostics import KeyPath
from kb_tools.model import Kind
from kb_tools.model.fields import FIRST, Shape, fields
from kb_tools.model.guides import Session
from kb_tools.model.text import Cites, Ref
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


def _fields(model: type[BaseModel], above: KeyPath, guide: bool = False) -> Iterator[Field]:
    for held in fields(model):
        path = (*above, held.key)
        if held.inside:
            yield from _fields(held.inside, path)
        elif held.key not in KEPT and (form := _form(held.shape)):
            one = Field(path, held.says, required=held.required, **form)
            yield one
            if one.form is Form.TEXT and not one.many or guide and held.key in FIRST:
                yield Field((*path, "zh"), _IN_CHINESE, Form.WORDS)


_FORMS = {"words": Form.WORDS, "id": Form.WORDS, "pattern": Form.WORDS, "text": Form.TEXT, "whole": Form.NUMBER, "range": Form.RANGE, "truth": Form.TRUTH,
          "reference": Form.CHOICE, "key": Form.CHOICE, "vocabulary": Form.CHOICE, "values": Form.CHOICE}


def _form(shape: Shape) -> dict | None:
    """What an answer to a field of this shape looks like; nothing where it is too much for one answer."""
    form = _several(shape.of) if shape.many and shape.form == "record" else _one(shape)
    if form and shape.many and form["form"] not in (Form.CHOICE, Form.TEXT, Form.USES, Form.SESSIONS):
        return None
    return form and {**form, "bare": shape.bare, "nothing": shape.nothing}


def _one(shape: Shape) -> dict | None:
    if shape.form not in _FORMS:
        return None
    of = {"reference": Ref(shape.of), "key": Cites()}.get(shape.form, shape.of) if _FORMS[shape.form] is Form.CHOICE else None
    return {"form": _FORMS[shape.form], "of": of} | ({"many": True} if shape.many else {})


def _several(item: type[BaseModel]) -> dict | None:
    """What an answer of several small records looks like: the names in each, where names and numbers are all that it needs."""
    if item is Session:
        return {"form": Form.SESSIONS}
    names = names_in(item)
    required = [one for one in fields(item) if one.required]
    is_row_of_names = any(names[one.key].form is Form.CHOICE for one in required if one.key in names)
    if is_row_of_names and all(one.key in names or one.shape.form == "text" and not one.shape.many for one in required):
        return {"form": Form.USES, "of": item}
    return None


def names_in(model: type[BaseModel]) -> dict[str, Field]:
    """The fields of a small record that are names or numbers, by their keys: what a short answer gives in a row."""
    found = ((one, _form(one.shape)) for one in fields(model))
    return {one.key: Field((one.key,), one.says, required=one.required, **form) for one, form in found
            if form and form["form"] in (Form.CHOICE, Form.NUMBER) and not form.get("many")}
