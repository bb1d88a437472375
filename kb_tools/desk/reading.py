"""What somebody types, or gives as a flag, into the value that a field takes."""

import re
from collections.abc import Sequence

from kb_tools.desk.choices import Choice, Unfit, offered, pick
from kb_tools.desk.fields import Field, Form, names_in
from kb_tools.handbook import Handbook
from kb_tools.model.guides import Slot
from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken
from kb_tools.sources.text import hidden
from kb_tools.words.messages import say

_COMMA = re.compile(r"[,，、;；]")
_RANGE = re.compile(r"(\d{1,4})(?:\s*(?:-|–|—|~|～|to|到|至)\s*(\d{1,4}))?")
_NUMBER = re.compile(r"\d{1,9}")
_YES = frozenset("yes y true 1 是 有 对".split())
_NO = frozenset("no n false 0 否 没有 不".split())
_UNKNOWN = frozenset(("?", "？", "unknown", "not known", "null", "不知道", "未知"))
MOST_SESSIONS = 60


def words(typed: str) -> str:
    """Return a text as it may stand in a file: one line of characters that can be seen. Raises Unfit."""
    said = typed.strip()
    try:
        said.encode()
    except UnicodeEncodeError:
        raise Unfit(say("this is not UTF-8 text")) from None
    if not said:
        raise Unfit(say("this is empty; leave the answer out to write it later")) from None
    if "\n" in said or "\r" in said:
        raise Unfit(say("this has more than one line; give it in one, and part it in the file"))
    for _, name in hidden(said):
        raise Unfit(say("the invisible or control character {name} stands in it; leave it out", name=name))
    try:
        yaml.read("'" + said.replace("'", "''") + "'")
    except Broken as broken:
        raise Unfit(broken.message) from None
    return said


def read(field: Field, typed: str | Sequence[str], handbook: Handbook, shown: tuple[Choice, ...] = ()) -> object:
    """Return the value that an answer gives a field, as its file holds it. Raises Unfit.

    Texts of a list come as a list; `shown` are the choices whose numbers somebody sees.
    """
    if field.form is Form.TEXT and field.many:
        return [{"en": words(one)} for one in typed]
    said = words(typed)
    match field.form:
        case Form.WORDS:
            return said
        case Form.TEXT:
            return {"en": said}
        case Form.NUMBER:
            return _number(said)
        case Form.RANGE:
            return _range(said)
        case Form.TRUTH:
            return _truth(said, field.nothing)
        case Form.CHOICE:
            return _chosen(field, said, handbook, shown)
        case Form.USES:
            return [_use(field, part, handbook, shown) for part in _parts(said)]
        case Form.SESSIONS:
            return _sessions(said, handbook)


def _number(said: str) -> int:
    if not _NUMBER.fullmatch(said):
        raise Unfit(say("`{typed}` is no whole number; write one such as 8", typed=said[:60]))
    return int(said)


def _range(said: str) -> dict[str, int]:
    found = _RANGE.fullmatch(said)
    if not found:
        raise Unfit(say("`{typed}` is no range; write the smallest and the largest, such as 6-12", typed=said[:60]))
    return {"min": int(found[1]), "max": int(found[2] or found[1])}


def _truth(said: str, nothing: bool) -> bool | None:
    word = said.casefold()
    if nothing and word in _UNKNOWN:
        return None
    if word not in _YES | _NO:
        raise Unfit(say("`{typed}` is neither yes nor no; write `yes`, `no`, or `?` where it is not known", typed=said[:60]) if nothing
                    else say("`{typed}` is neither yes nor no", typed=said[:60]))
    return word in _YES


def _parts(said: str) -> list[str]:
    parts = [part.strip() for part in _COMMA.split(said)]
    return [part for part in parts if part]


def _chosen(field: Field, said: str, handbook: Handbook, shown: tuple[Choice, ...]) -> object:
    choices = offered(field, handbook)
    if not field.many:
        return pick(said, choices, shown).id
    found = list(dict.fromkeys(pick(part, choices, shown).id for part in _parts(said)))
    return found[0] if field.bare and len(found) == 1 else found


def _use(field: Field, said: str, handbook: Handbook, shown: tuple[Choice, ...]) -> dict[str, object]:
    """A small record from names in a row, `paper:child:2`; what is left out is the first that can be, or what the model takes for it."""
    names = names_in(field.of)
    given = [part.strip() for part in re.split("[:：]", said)]
    if len(given) > len(names):
        raise Unfit(say("`{typed}` has more parts than there are: {parts}", typed=said[:60], parts=":".join(names)))
    made: dict[str, object] = {}
    for i, (key, one) in enumerate(names.items()):
        if i < len(given) and given[i]:
            made[key] = read(one, given[i], handbook, shown if i == 0 else ())
        elif one.required:
            made[key] = offered(one, handbook)[0].id if one.form is Form.CHOICE else 1
    return made


def _sessions(said: str, handbook: Handbook) -> list[list[str]]:
    """The activities of each session, `job-tree+carry-the-river, slow-crossing`; a number gives so many without any."""
    if _NUMBER.fullmatch(said):
        if not 1 <= int(said) <= MOST_SESSIONS:
            raise Unfit(say("a programme has from 1 to {most} sessions", most=MOST_SESSIONS))
        return [[] for _ in range(int(said))]
    choices = offered(names_in(Slot)["activity"], handbook)
    return [[pick(name, choices).id for name in re.split(r"[+＋]", part) if name.strip()] for part in _parts(said)]
