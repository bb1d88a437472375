"""Whether the handbook still gives the answers that it gave before.

What asked nothing but what gets the same answers would come out as it did. A record in an answer counts as its kind and
id alone: whoever looks into it asks for its fields.
"""

import json
from collections.abc import Iterable
from copy import copy
from dataclasses import fields, is_dataclass
from functools import cache

from pydantic import BaseModel

from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.questions import note, question, unnoted
from kb_tools.sources.markdown import Document
from kb_tools.store import key_of


class Answers:
    """The answers of a handbook as it is now; from here on it is noted who looks into which field of a record.

    `things` are those that are asked beside the handbook and its records.
    """

    def __init__(self, handbook: Handbook, *things: object):
        self._handbook = handbook
        self._things = {thing.asked_as: thing for thing in (handbook, *things)}
        self._known: dict[str, str] = {}
        for owner in (*handbook.every(), *handbook.prose.values()):
            owner.__dict__["questions"] = {name: question(owner.asked_as, name) for name in _QUESTIONS}
            # Not so from the start: looking into a record then costs more.
            object.__setattr__(owner, "__class__", _NotedRecord if isinstance(owner, Record) else _NotedPage)

    def with_things(self, *things: object) -> "Answers":
        """The same, with more things that are asked; what is known already need not be asked again."""
        made = copy(self)
        made._things, made._known = {**self._things, **{thing.asked_as: thing for thing in things}}, self._known.copy()
        return made

    def foresee(self, questions: Iterable[str]) -> None:
        """Answer those of the questions that are about a thing at hand or a record; the same with more things has these answers then."""
        for asked in questions:
            name = json.loads(asked)[0]
            if name in self._things or "/" in name:
                self._answer(asked)

    def key(self, questions: Iterable[str]) -> str:
        """A key for the answers to all of these questions."""
        known = self._known
        return key_of(*[known.get(asked) or self._answer(asked) for asked in questions])

    def _answer(self, asked: str) -> str:
        name, what, *args = json.loads(asked)
        with unnoted():
            answer = self._known[asked] = key_of(_spelled(self._ask(name, what, args)))
        return answer

    def _ask(self, name: str, what: str, args: list[str]) -> object:
        thing = self._things.get(name) or self._owner(name)
        named = [self._owner(arg[1:]) if arg.startswith("@") else arg for arg in args]
        if thing is None or None in named:
            return None  # it is gone, and so is whoever was asked about it
        if what == "facts":
            return thing.facts, thing.translation
        found = getattr(thing, what)
        return found(*named) if callable(found) else found

    def _owner(self, name: str) -> Record | ProsePage | None:
        kind, _, id = name.partition("/")
        return self._handbook.prose.get(id) if kind == "page" else self._handbook.records.get(kind, {}).get(id)


def _spelled(value: object) -> str:
    """A text that two answers share only if they are the same."""
    if type(value) in _PLAIN:
        return repr(value)
    if isinstance(value, (list, tuple)):
        return "(" + ",".join(map(_spelled, value)) + ")"
    if isinstance(value, (Record, ProsePage)):
        return value.asked_as
    if isinstance(value, Document):
        return value.text
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    if isinstance(value, dict):
        return "{" + ",".join(f"{_spelled(key)}:{_spelled(held)}" for key, held in value.items()) + "}"
    if is_dataclass(value):
        return type(value).__name__ + _spelled([getattr(value, name) for name in _names(type(value))])
    return repr(value)


_PLAIN = {str, int, bool, type(None)}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _field(name: str, asks: str) -> property:
    """A field; to look into it is a question."""
    def look(self):
        note(self.questions[asks])
        return self.__dict__[name]

    return property(look)


def _text(kind: type, name: str) -> property:
    """A text that is put together of facts, once; to look at it is to ask for these."""
    make = kind.__dict__[name].func

    def look(self):
        note(self.questions["facts"])
        held = self.__dict__
        if name not in held:
            held[name] = make(self)
        return held[name]

    return property(look)


_QUESTIONS = ("facts", "document", "translated")
_FIELDS = {name: _field(name, name) for name in _QUESTIONS} | {"translation": _field("translation", "facts")}  # its title and summary are facts too
_NotedRecord = type("_NotedRecord", (Record,), _FIELDS | {text: _text(Record, text) for text in ("name", "summary")})
_NotedPage = type("_NotedPage", (ProsePage,), _FIELDS | {text: _text(ProsePage, text) for text in ("title", "summary")})
