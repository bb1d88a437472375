"""A record that somebody begins: what was given, and what stands for the rest until somebody has chosen it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from pydantic import BaseModel

from kb_tools.desk.choices import offered
from kb_tools.desk.fields import Field, Form, fields_of, names_in
from kb_tools.diagnostics import KeyPath
from kb_tools.handbook import Handbook, Record
from kb_tools.model import Kind
from kb_tools.model.vocabulary import Access, Risk

_NUMBER, _RANGE = 1, {"min": 6, "max": 12}
"""What stands where no record says what is usual."""


@dataclass(frozen=True)
class Draft:
    """A record before it is written: its kind and id, the day, the language of its comments, and what was given by key path."""

    handbook: Handbook
    kind: Kind
    id: str
    today: date
    lang: str = "en"
    given: dict[KeyPath, object] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its file, as its path from the root of the handbook."""
        return self.kind.folder if self.kind.form == "list" else f"{self.kind.folder}/{self.id}{'.md' if self.kind.form == 'guide' else '.yml'}"

    @property
    def fields(self) -> tuple[Field, ...]:
        """What can be asked about it."""
        return fields_of(self.kind)

    def field_at(self, path: KeyPath) -> Field | None:
        """The field that a place in the file belongs to."""
        return max((one for one in self.fields if path[:len(one.path)] == one.path), key=lambda one: len(one.path), default=None)

    def with_(self, one: Field, value: object) -> "Draft":
        """The draft with one more answer."""
        return replace(self, given={**self.given, one.path: value})

    def without(self, one: Field) -> "Draft":
        """The draft without an answer."""
        return replace(self, given={path: value for path, value in self.given.items() if path != one.path})

    def has(self, one: Field) -> bool:
        """Tell whether an answer was given."""
        return one.path in self.given

    def get(self, *path: str) -> object:
        """The value of a field, given or usual; nothing where it has none or is none."""
        if path in self.given:
            return self.given[path]
        found = next((one for one in self.fields if one.path == path), None)
        return None if found is None else usual(self, found)

    @property
    def named(self) -> str:
        """Its id as a name: what it is called until somebody says otherwise."""
        entry = self.handbook.entries.get(self.id) if self.kind.name == "study" else None
        said = self.id.replace("-", " ")
        return entry.get("title") if entry and entry.get("title") and "{" not in entry.get("title") else said[:1].upper() + said[1:]

    @property
    def sessions(self) -> list[list[str]]:
        """The activities of each session of a programme."""
        return self.get("sessions") or []


def usual(draft: Draft, one: Field) -> object:
    """Return what stands in a field that nobody has given: for words nothing, else what most of its kind have, where that agrees with the rest."""
    if one.form in (Form.WORDS, Form.TEXT):
        named = one.path in (("title",), ("name",))
        return None if not named else draft.named if one.form is Form.WORDS else {"en": draft.named}
    if not one.required:
        return None
    if own := _OWN.get((draft.kind.name, one.path)):
        return own(draft, one)
    return _commonest(draft, one)


def _commonest(draft: Draft, one: Field) -> object:
    if one.form is Form.USES:
        return [{key: offered(name, draft.handbook)[0].id if name.form is Form.CHOICE else _NUMBER for key, name in names_in(one.of).items() if name.required}]
    values = [value for record in _alike(draft, one) for value in _of(record.facts, one)]
    if one.form is Form.CHOICE:
        ids = [choice.id for choice in offered(one, draft.handbook)]
        values = [value for value in values if all(each in ids for each in _listed(value))] or [[ids[0]] if one.many and not one.bare else ids[0]]
    fallback = {Form.NUMBER: _NUMBER, Form.RANGE: _RANGE, Form.TRUTH: None if one.nothing else False}.get(one.form)
    counted = Counter(map(repr, values))
    return max(values, key=lambda value: (counted[repr(value)], repr(value))) if values else fallback


def _alike(draft: Draft, one: Field) -> list[Record]:
    """The records that show what is usual: all of the kind; of how much care an activity needs, those for the same need, where there are any."""
    records = draft.handbook.all(draft.kind.name)
    if one.path[0] != "safeguarding":
        return records
    main = draft.get("needs")[0]
    return [record for record in records if record.facts.needs[0] == main] or records


def _of(facts: BaseModel, one: Field) -> Iterator[object]:
    """What a record has in a field; of several references each alone."""
    value: object = facts
    for key in one.path:
        value = getattr(value, str(key))
    plain = _plain(value)
    if one.many and one.form is Form.CHOICE and not _is_vocabulary(one):
        yield from ([each] for each in plain)
    else:
        yield plain


def _is_vocabulary(one: Field) -> bool:
    return isinstance(one.of, type) and issubclass(one.of, Enum)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return {key: _plain(getattr(value, key)) for key in type(value).model_fields}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Enum) else value


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


# What agrees with the rest

def _adults(draft: Draft, one: Field) -> object:
    return max(_commonest(draft, one), 2) if draft.get("safeguarding", "risk") == Risk.HIGH else _commonest(draft, one)


def _reference(draft: Draft, one: Field) -> object:
    keys = [choice.id for choice in offered(one, draft.handbook)]
    return draft.id if draft.id in keys else keys[0]


def _access(draft: Draft, one: Field) -> object:
    return str(Access.ABSTRACT if draft.given.get(("context_findings",)) else Access.RECORD)


def _fits_all(draft: Draft, one: Field) -> object:
    """A range that lies within those of all activities of a programme."""
    theirs = [getattr(found.facts, str(one.path[0])) for ids in draft.sessions for id in ids if (found := draft.handbook.get("activity", id))]
    least, most = max((each.min for each in theirs), default=1), min((each.max for each in theirs), default=0)
    return {"min": least, "max": most} if least <= most else _commonest(draft, one)


def _minutes_to_book(draft: Draft, one: Field) -> object:
    return max(_commonest(draft, one), *(minutes_of(draft, ids) for ids in draft.sessions))


def minutes_of(draft: Draft, ids: list[str]) -> int:
    """How long the activities of a session take."""
    return sum(found.facts.minutes for id in ids if (found := draft.handbook.get("activity", id)))


_OWN = {
    ("activity", ("adults",)): _adults,
    ("study", ("reference",)): _reference,
    ("study", ("access",)): _access,
    ("programme", ("sessions",)): lambda draft, one: [[]],
    ("programme", ("ages",)): _fits_all,
    ("programme", ("group",)): _fits_all,
    ("programme", ("session_minutes",)): _minutes_to_book,
}
"""Fields whose usual value follows from others."""
