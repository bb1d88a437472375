"""What a question offers: records, works and values by name, and the one that somebody means who types a number, a name or a part of it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kb_tools.desk.fields import Field, Form
from kb_tools.handbook import Handbook, Record, needs_in_order
from kb_tools.model.text import Cites, Ref
from kb_tools.rules.near import nearest
from kb_tools.words.messages import Said, row, say

_SOME = 12
"""Choices that a sentence names."""


@dataclass(frozen=True)
class Choice:
    """Something to choose: as it stands in the file, what it is called in each language, and what else it may be called."""

    id: str
    en: str = ""
    zh: str = ""
    former: tuple[str, ...] = ()

    def in_(self, lang: str) -> str:
        """Its name in a language."""
        return (self.zh if lang == "zh" else self.en) or self.en


class Unfit(ValueError):
    """An answer that cannot be taken: `said` tells why. `found` are the choices that it may mean, where there are several."""

    def __init__(self, said: Said, found: tuple[Choice, ...] = ()):
        super().__init__(said)
        self.said, self.found = said, found


class Unknown(Unfit):
    """An answer that names nothing that can be chosen."""


def offered(field: Field, handbook: Handbook) -> tuple[Choice, ...]:
    """What a field can be chosen from: records, works that were found, or values."""
    if isinstance(field.of, Ref):
        return tuple(_record(record) for record in _records(field.of.kind, handbook))
    if isinstance(field.of, Cites):
        return tuple(_work(key, handbook) for key in _keys(field, handbook))
    if isinstance(field.of, tuple):
        return tuple(Choice(value) for value in field.of)
    return tuple(Choice(str(one), f"{one.in_('en')}: {one.says('en')}", f"{one.in_('zh')}：{one.says('zh')}") for one in field.of)


def _keys(field: Field, handbook: Handbook) -> list[str]:
    """Works in the order of use: what is named there most often comes first; of a study, which has one record, those that have none."""
    used = Counter(key for record in handbook.every() for key in _values(record, field))
    way = 1 if field.path == ("reference",) else -1
    return sorted((key for key, entry in handbook.entries.items() if not entry.get("unverified")), key=lambda key: (way * used[key], key))


def _work(key: str, handbook: Handbook) -> Choice:
    entry = handbook.entries[key]
    return Choice(key, " ".join(filter(None, (entry.get("year"), re.sub("[{}]", "", entry.get("title"))))))


def _records(kind: str, handbook: Handbook) -> list[Record]:
    found = [record for record in handbook.all(kind) if not getattr(record.facts, "replaced_by", None)]
    return needs_in_order(found) if kind == "need" else found


def _record(record: Record) -> Choice:
    return Choice(record.id, record.name.en, record.name.zh or "", tuple(getattr(record.facts, "aliases", ())))


def _values(record: Record, field: Field) -> Iterable[str]:
    value = getattr(record.facts, str(field.path[-1]), ())
    return (value,) if isinstance(value, str) else [one for one in value or () if isinstance(one, str)]


def pick(typed: str, choices: tuple[Choice, ...], shown: tuple[Choice, ...] = ()) -> Choice:
    """The choice that somebody means: by its id or a former one, its number among those that are `shown`, its name, or a part of either. Raises Unfit."""
    words = typed.strip().casefold()
    for meant in ([one for one in choices if words in (one.id.casefold(), *one.former)],
                  [shown[int(words) - 1]] if words.isascii() and words.isdecimal() and 0 < int(words) <= len(shown) else [],
                  [one for one in choices if words in (one.en.casefold(), one.zh.casefold())],
                  [one for one in choices if any(words in name.casefold() for name in (one.id, one.en.partition(": ")[0], one.zh.partition("：")[0]))]):
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise Unfit(say("several fit `{typed}`; type more of the name", typed=_short(typed)), tuple(meant))
    if shown and words.isascii() and words.isdecimal():
        raise Unfit(say("the numbers here go from 1 to {last}", last=len(shown)))
    hint = nearest(words, [one.id for one in choices]) or nearest(words, [one.en.casefold() for one in choices if one.en])
    raise Unknown(say("nothing here is called `{typed}`; {hint}", typed=_short(typed), hint=hint or _some(choices)) if hint or choices and not shown
                  else say("nothing here is called `{typed}`", typed=_short(typed)))


def _some(choices: tuple[Choice, ...]) -> Said:
    """What can be chosen, for somebody who does not see it: the first few of it."""
    ids = row(f"`{one.id}`" for one in choices[:_SOME])
    more = len(choices) - _SOME
    return say("there are {ids} and {more} more", ids=ids, more=more) if more > 0 else say("there are {ids}", ids=ids)


def _short(typed: str) -> str:
    return typed if len(typed) <= 60 else typed[:59] + "…"
