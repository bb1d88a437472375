"""BibTeX: a text into entries, every bad place reported and the good entries after it still read.

The grammar is that of BibTeX as pybtex reads it, which is what renders the citations. pybtex itself is not used for it: it
tells of the first trouble in an entry only, lets an unclosed brace swallow the rest of the file, lets a chain of `@string`s
double without end, keeps no place of a field, and takes ten times as long. A test holds the two readers to each other.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice

from pybtex.bibtex.utils import split_name_list
from pybtex.database import InvalidNameString, Person
from pybtex.database.input.bibtex import month_names

from kb_tools.diagnostics import Field, Span
from kb_tools.store import Store, key_of
from kb_tools.words.messages import Said, packed, say, unpacked

MAX_STRING = 5_000
"""Letters that an `@string` may expand to."""

MAX_DEPTH = 100
"""Braces inside braces that pybtex reads."""

_NAME = r"[A-Za-z@!$&*+\-./:;<>?\[\\\]^_`|~\x7f][A-Za-z0-9@!$&*+\-./:;<>?\[\\\]^_`|~\x7f]*+"
_NESTED = r"[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+"
HEAD = re.compile(rf"@\s*+({_NAME.replace(']*+', ']{0,99}+')})\s*+([{{(])")  # a row of @ is a name too, and has no end
"""How an entry begins: `@`, its kind, and the brace."""

_LINE_HEAD = re.compile(r"^[ \t]*+@[ \t]*+[A-Za-z]++[ \t]*+[{(]", re.M)
_KEY = {"{": re.compile(r"\s*+([^\s,}]++)\s*+"), "(": re.compile(r"\s*+([^\s,]++)\s*+")}
_FIELD = re.compile(rf"\s*+({_NAME})\s*+=\s*+(?:\{{({_NESTED})\}}|\"([^\"{{}}]*+)\"|([0-9]++)|({_NAME}))\s*+(?:,|(?=[}})]))")
_END = {"{": re.compile(r"[\s,]*+\}"), "(": re.compile(r"[\s,]*+\)")}
_FIELD_NAME = re.compile(rf"\s*+({_NAME})\s*+=\s*+")
_NAME_ALONE = re.compile(rf"\s*+({_NAME})\s*+")
_FIELD_LINE = re.compile(r"^[ \t]*+,?[ \t]*+[A-Za-z][\w:+.-]*+[ \t]*+=[ \t]*+[{\"\w]", re.M)
_SPACE = re.compile(r"\s*+")
_PERCENT = re.compile(r"\s*+%")
_WORDS = re.compile(r"[^,={}\n]++")
_DIGITS = re.compile(r"[0-9]++")
_FAR = 300
"""Braces after which an entry that holds lines like heads is taken for one that is never closed."""

_PROGRAM = re.compile(r"\\(?:immediate\\?\s*\\write18|write18|input|include|openin|openout|InputIfFileExists|directlua|pdfshellescape|read)(?![A-Za-z])")
_BRACE = re.compile(r"[{}]")
_CLOSING = {"{": _BRACE, "(": re.compile(r"[{})]")}
_BRACE_OR_QUOTE = re.compile(r"[{}\"]")
_CLOSED_BEFORE_HEAD = {closing: re.compile(rf"{re.escape(closing)}\s*+@\s*+[A-Za-z]{{1,99}}+\s*+[{{(]\s*+[^\s,{{}}()]++\s*+,") for closing in "})"}
"""Where one entry is closed and the next begins, perhaps in the same line."""


@dataclass(frozen=True)
class Entry:
    """One work: its key, type, fields by lower-case name, and where it and its key stand in the file."""

    key: str
    type: str
    fields: dict[str, str] = field(hash=False)
    span: Span
    key_start: int

    def get(self, name: str) -> str:
        """The field without outer white space, or nothing."""
        return self.fields.get(name, "")

    def at(self, name: str = "", start: int = -1, end: int = -1) -> Field:
        """The place of a field, or of the characters from `start` to `end` of its value; without a name, of the key."""
        return Field(self.span.start, name, start, end)

    @cached_property
    def persons(self) -> dict[str, tuple[Person, ...]]:
        """Authors and editors taken apart; a name that pybtex cannot take apart is left out."""
        return {role: tuple(_people(self.get(role))) for role in ("author", "author_zh", "editor") if self.get(role)}


@dataclass(frozen=True)
class Trouble:
    """Something that could not be read: at which offset, what is so, and what it is about (`syntax`, `string`, `field`, `comment`, `program`)."""

    offset: int
    message: str
    hint: str = ""
    about: str = "syntax"


@dataclass(frozen=True)
class File:
    """A bibliography file: its entries in order, duplicates included, and what could not be read."""

    entries: tuple[Entry, ...]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True)
class Part:
    """A piece of a value as written: `{…}`, `"…"`, a number or the name of a string; `start` and `end` leave out braces and quotes."""

    form: str
    start: int
    end: int


@dataclass
class Raw:
    """An entry, `@string` or `@preamble` as written: each field with where its name begins and the parts of its value."""

    kind: str
    start: int
    body: int
    key: str = ""
    key_start: int = -1
    fields: list[tuple[str, int, tuple[Part, ...]]] = field(default_factory=list)
    end: int = 0
    closed: bool = False
    troubles: list[Trouble] = field(default_factory=list)


def read(text: str, memory: Store | None = None) -> File:
    """Return all entries of a BibTeX text and all its troubles, in order. What `memory` knows is not parsed again."""
    if memory is None or not memory.keeping:
        return _read(text)
    key = key_of(text)
    known = memory.get("bibtex", key)
    if known is None:
        file = _read(text)
        entries = [(e.key, e.type, e.fields, e.span.start, e.span.end, e.key_start) for e in file.entries]
        troubles = [(t.offset, packed(t.message), packed(t.hint), t.about) for t in file.troubles]
        memory.put("bibtex", key, json.dumps([entries, troubles], ensure_ascii=False, separators=(",", ":")))
        return file
    entries, troubles = json.loads(known)
    return File(tuple(Entry(key, type, fields, Span(start, end), at) for key, type, fields, start, end, at in entries),
                tuple(Trouble(*map(unpacked, t)) for t in troubles))


def raw_at(text: str, start: int) -> Raw:
    """Return the entry that begins with the `@` at `start`, as written."""
    following = _LINE_HEAD.search(text, HEAD.match(text, start).end())
    return _entry(text, start, following.start() if following else len(text))


def place_of(text: str, place: Field) -> Span:
    """Return the span of a field's name, of some characters of its value, or of an entry's key; the first where a text now has no entry there."""
    if not HEAD.match(text, place.at):
        return Span(0, 0)
    found = _quick_place(text, place)
    if found is not None:
        return found
    raw = raw_at(text, place.at)
    named = next(((at, parts) for name, at, parts in raw.fields if name.lower() == place.name), None)
    if named is None:
        return Span(raw.key_start, raw.key_start + len(raw.key)) if raw.key else Span(raw.start, raw.body)
    at, parts = named
    if place.start < 0 or len(parts) != 1:
        return Span(at, at + len(place.name))
    return _in_value(text, parts[0].start, parts[0].end, place.start, place.end)


def _quick_place(text: str, place: Field) -> Span | None:
    """The same for an entry of the usual form, without taking it apart: there may be tens of thousands of places to find."""
    head = HEAD.match(text, place.at)
    key = _KEY[head[2]].match(text, head.end())
    if not key or not text.startswith(",", key.end()):
        return None
    if not place.name:
        return Span(*key.span(1))
    named = _quick_fields(text, key.end() + 1).get(place.name)
    if named is None:
        return None
    name, value = named
    return name if place.start < 0 else _in_value(text, *value, place.start, place.end)


@lru_cache(maxsize=1)
def _quick_fields(text: str, at: int) -> dict[str, tuple[Span, tuple[int, int]]]:
    """The spans of names and values of the usual form from a place on, by name; of the last entry asked for, since many places may be asked for in one."""
    fields = {}
    while found := _FIELD.match(text, at):
        fields.setdefault(found[1].lower(), (Span(*found.span(1)), found.span(found.lastindex)))
        at = found.end()
    return fields


def _in_value(text: str, begin: int, limit: int, start: int, end: int) -> Span:
    """Find characters of a value, in which white space is one space, in the text as written from `begin` to `limit`."""
    raw = text[begin:limit]
    if raw == " ".join(raw.split()):  # it is written as it is read
        return Span(begin + min(start, len(raw)), begin + min(max(end, start), len(raw)))
    at, count = _SPACE.match(text, begin, limit).end(), 0
    found = []
    for wanted in (start, end):
        while count < wanted and at < limit:
            at = _SPACE.match(text, at, limit).end() if text[at].isspace() else at + 1
            count += 1
        found.append(at)
    return Span(*found)


def _read(text: str) -> File:
    heads = [found.start() for found in _LINE_HEAD.finditer(text)]
    macros = dict(month_names)
    entries: list[Entry] = []
    troubles: list[Trouble] = []
    for found in _PROGRAM.finditer(text):
        troubles.append(Trouble(found.start(), say("`{command}` reads a file or starts a program", command=found[0]), say("take it out"), "program"))
    at = last = 0
    while (at := text.find("@", at)) >= 0:
        head = HEAD.match(text, at)
        if head is None:
            troubles.append(Trouble(at, say("`@` without an entry after it"), say("write `@article{{key, …}}`; an address in a note reads `name at host`")))
            at += 1
            continue
        kind = head[1].lower()
        troubles += _left_over(text, last, at)
        if kind == "comment":
            at, last = head.end(), 0
            continue
        if _PERCENT.match(text, text.rfind("\n", 0, at) + 1, at):
            troubles.append(Trouble(at, say("this entry stands behind a `%`, and is read all the same"), say("take it out, or take the `%` away"), "comment"))
        following = bisect_right(heads, head.end())
        limit = heads[following] if following < len(heads) else len(text)
        read_entry = _fast(text, head, limit, macros) if kind not in ("string", "preamble") else None
        if read_entry is None:
            raw = _entry(text, at, limit)
            troubles += raw.troubles
            made, found = _values(text, raw, macros)
            troubles += found
            if kind == "string":
                macros.update(made)
            elif raw.key:
                read_entry = Entry(raw.key, kind, made, Span(at, raw.end), raw.key_start)
            last = raw.end
        else:
            last = read_entry.span.end
        if read_entry is not None:
            entries.append(read_entry)
        at = last
    troubles += _left_over(text, last, len(text))
    return File(tuple(entries), tuple(sorted(troubles, key=lambda t: t.offset)))


def _left_over(text: str, start: int, end: int) -> list[Trouble]:
    """A field between two entries: the first of them ended too early, and what follows is lost without a word."""
    found = _FIELD_LINE.search(text, start, end) if start else None
    if found is None:
        return []
    at = _NAME_ALONE.search(text, found.start(), end).start(1)
    return [Trouble(at, say("this field stands outside of an entry"), say("the entry before it is closed too early: take a `}}` away"))]


def _fast(text: str, head: re.Match, limit: int, macros: Mapping[str, str]) -> Entry | None:
    """Read an entry of the usual form; nothing where there is anything to say about it."""
    key = _KEY[head[2]].match(text, head.end(), limit)
    if key is None or "=" in key[1]:
        return None
    at, fields = key.end(), {}
    if text.startswith(",", at):
        at += 1
        field_at = _FIELD.match
        while found := field_at(text, at, limit):
            name, value = found[1].lower(), found[found.lastindex]
            if found.lastindex == 5:  # the name of a string
                value = macros.get(value.lower())
            if value is None or name in fields:
                return None
            fields[name] = " ".join(value.split())
            at = found.end()
    end = _END[head[2]].match(text, at, limit)
    return end and Entry(key[1], head[1].lower(), fields, Span(head.start(), end.end()), key.start(1))


def _entry(text: str, start: int, limit: int) -> Raw:
    """Read an entry as written, up to the next head; lines inside it may look like heads, so the place where its braces close is tried too."""
    made = _walk(text, start, limit)
    if made.closed:
        return made
    end = _closing(text, HEAD.match(text, start))
    whole = _walk(text, start, end) if end > limit else made
    return whole if whole.closed and not whole.troubles else made


def _closing(text: str, head: re.Match) -> int:
    """Return where the entry that begins with `head` is closed by the count of braces, past it; 0 where it is not, or only far from there."""
    depth = 0
    for found in islice(_CLOSING[head[2]].finditer(text, head.end()), _FAR):
        if found[0] == "{":
            depth += 1
        elif not depth:
            return found.end()
        elif found[0] == "}":
            depth -= 1
    return 0


def _walk(text: str, start: int, limit: int) -> Raw:
    head = HEAD.match(text, start)
    opened, raw = head[2], Raw(head[1], start, head.end())
    closing = "}" if opened == "{" else ")"
    kind, at = raw.kind.lower(), raw.body
    if kind == "preamble":
        parts, at = _value(text, at, limit, raw, kind)
        raw.fields.append((kind, raw.body, parts))
        return _closed(text, at, limit, closing, raw)
    if kind == "string":
        return _closed(text, _defined(text, limit, closing, raw), limit, closing, raw)
    key = _KEY[opened].match(text, at, limit)
    if key is None or "=" in key[1] or text.startswith("=", key.end(), limit):
        raw.troubles.append(Trouble(start, say("this {kind} has no key", kind=f"@{raw.kind}"),
                                    say("write a key and a comma after the brace: `@{kind}{{key, …}}`", kind=raw.kind)))
    else:
        raw.key, raw.key_start, at = key[1], key.start(1), key.end()
        if at < limit and text[at] not in (",", closing):
            at = _after_key(text, at, limit, raw)
    while (at := _SPACE.match(text, at, limit).end()) < limit and text[at] != closing:
        if text[at] == ",":
            at += 1
        elif (named := _FIELD_NAME.match(text, at, limit)) is None:
            at = _strange(text, at, limit, closing, raw)
        else:
            said = len(raw.troubles)
            parts, at = _value(text, named.end(), limit, raw, named[1])
            if parts:
                raw.fields.append((named[1], named.start(1), parts))
            if len(raw.troubles) == said and _FIELD_NAME.match(text, at, limit):
                raw.troubles.append(Trouble(parts[-1].end, say("a comma is missing after the field `{name}`", name=named[1][:80]),
                                            say("end each field with a comma")))
    return _closed(text, at, limit, closing, raw)


def _defined(text: str, limit: int, closing: str, raw: Raw) -> int:
    """Read the body of a `@string`; return where it should be closed."""
    named = _FIELD_NAME.match(text, raw.body, limit)
    if named is None:
        raw.troubles.append(Trouble(raw.start, say("this @string defines nothing"), say("write `@string{{name = {{text}}}}`")))
        return max(text.find(closing, raw.body, limit), raw.body)
    parts, at = _value(text, named.end(), limit, raw, named[1])
    raw.fields.append((named[1], named.start(1), parts))
    if text.startswith(",", at, limit):
        raw.troubles.append(Trouble(at, say("a comma stands in a @string"), say("define each string in a @string of its own")))
        return max(text.rfind(closing, at, limit), at)
    return at


def _after_key(text: str, at: int, limit: int, raw: Raw) -> int:
    """Report what stands between the key and its comma; return where the fields begin."""
    word = _WORDS.match(text, at, limit)
    if word is not None and text.startswith(",", word.end(), limit):
        shown = f"{raw.key} {word[0].strip()}"[:80]
        raw.troubles.append(Trouble(raw.key_start, say("white space stands in the key `{key}`", key=shown), say("write `{key}`", key="-".join(shown.split()))))
        return word.end()
    raw.troubles.append(Trouble(at, say("a comma is missing after the key `{key}`", key=raw.key[:80]), say("write `{key},`", key=raw.key[:80])))
    return at


def _closed(text: str, at: int, limit: int, closing: str, raw: Raw) -> Raw:
    at = _SPACE.match(text, at, limit).end()
    if text.startswith(closing, at, limit):
        raw.end, raw.closed = at + 1, True
    else:
        raw.end = raw.start + len(text[raw.start:limit].rstrip())
        if any("never closed" in t.message for t in raw.troubles):
            return raw
        swallowing = next(((name, parts[-1]) for name, _, parts in raw.fields if parts and _FIELD_LINE.search(text, parts[-1].start, parts[-1].end)), None)
        if swallowing:
            name, part = swallowing
            raw.troubles.append(Trouble(part.start - 1, say("the braces of `{name}` are never closed", name=name[:80]),
                                        say("count them: each `{{` needs its `}}`")))
        else:
            what = f"`{raw.key[:80]}`" if raw.key else say("this @{kind}", kind=raw.kind)
            raw.troubles.append(Trouble(raw.start, say("{what} is never closed", what=what),
                                        say("end it with `{closing}`, and count the braces: each `{{` needs its `}}`", closing=closing)))
    return raw


def _strange(text: str, at: int, limit: int, closing: str, raw: Raw) -> int:
    """Report what stands where a field should; return where to go on: at the next line with a field, or at the end of the entry."""
    name = _NAME_ALONE.match(text, at, limit)
    if text[at] == "%":
        raw.troubles.append(Trouble(at, say("a comment stands inside an entry"),
                                    say("BibTeX knows no comments there: put it before the entry, or take it out")))
        return (text.find("\n", at, limit) + 1) or limit
    if name is not None and text.startswith(("{", '"'), name.end(), limit):
        raw.troubles.append(Trouble(name.start(1), say("`=` is missing after the field `{name}`", name=name[1][:80]),
                                    say("write `{name} = {{…}}`", name=name[1][:80])))
        _, after = _value(text, name.end(), limit, raw, name[1])
        return after
    if name is not None:
        shown = name[1][:40]
        raw.troubles.append(Trouble(name.start(1), say("`{shown}` is no field: it has no value", shown=shown),
                                    say("write `{shown} = {{…}}`, or take it out", shown=shown)))
    else:
        raw.troubles.append(Trouble(at, say("`{shown}` stands where a field should", shown=text[at]),
                                    say("end each field with a comma, and the entry with `{closing}`", closing=closing)))
    following = _FIELD_LINE.search(text, at + 1, limit)
    if following:
        return following.start()
    last = _CLOSED_BEFORE_HEAD[closing].search(text, at, limit)
    return last.start() if last else text.rfind(closing, at, limit) if closing in text[at:limit] else limit


def _value(text: str, at: int, limit: int, raw: Raw, name: str) -> tuple[tuple[Part, ...], int]:
    """Read a value, `{a} # b # "c"`; return its parts and where it ends. A part that is never closed ends where the next field begins."""
    parts: list[Part] = []
    while True:
        at = _SPACE.match(text, at, limit).end()
        if text.startswith(("{", '"'), at, limit):
            end, said = _end_of(text, at, limit)
            if said:
                raw.troubles.append(Trouble(at, *said(name[:80])))
            following = None if end else _FIELD_LINE.search(text, at, limit)
            stop = end or (following.start() if following else limit)
            parts.append(Part("braced" if text[at] == "{" else "quoted", at + 1, stop))
            if not end:
                return tuple(parts), stop
            at = end + 1
        elif digits := _DIGITS.match(text, at, limit):
            parts.append(Part("number", at, digits.end()))
            at = digits.end()
        elif word := _NAME_ALONE.match(text, at, limit):
            parts.append(Part("name", word.start(1), word.end(1)))
            at = word.end(1)
        else:
            raw.troubles.append(Trouble(min(at, limit - 1), say("the field `{name}` has no value", name=name[:80]),
                                        say("write `{name} = {{…}}`", name=name[:80])))
            return tuple(parts), at
        at = _SPACE.match(text, at, limit).end()
        if not text.startswith("#", at, limit):
            return tuple(parts), at
        at += 1


def _end_of(text: str, at: int, limit: int) -> tuple[int, Callable[[str], tuple[Said, Said]] | None]:
    """Return where the part that opens at `at` closes, 0 if it does not, and what there is to say of it: message and hint, for the name of its field."""
    quoted, depth, said = text[at] == '"', 0, None
    for found in (_BRACE_OR_QUOTE if quoted else _BRACE).finditer(text, at + 1, limit):
        letter = found[0]
        if letter == '"':
            if not depth:
                return found.start(), said
        elif letter == "{":
            depth += 1
            if depth == MAX_DEPTH + 1:
                said = _too_deep
        elif depth:
            depth -= 1
        elif quoted:
            break
        else:
            return found.start(), said
    return 0, _quotes_open if quoted else _braces_open


def _too_deep(name: str) -> tuple[Said, Said]:
    return say("more than {limit} braces inside each other in `{name}`", limit=MAX_DEPTH, name=name), say("take braces out")


def _quotes_open(name: str) -> tuple[Said, Said]:
    return say("the quotes of `{name}` are never closed", name=name), say("end the value with `\"`, and pair the braces inside it")


def _braces_open(name: str) -> tuple[Said, Said]:
    return say("the braces of `{name}` are never closed", name=name), say("count them: each `{{` needs its `}}`")


def _values(text: str, raw: Raw, macros: Mapping[str, str]) -> tuple[dict[str, str], list[Trouble]]:
    """Put the parts of each field together; return them by name, and what there is to say."""
    made: dict[str, str] = {}
    troubles: list[Trouble] = []
    for name, at, parts in raw.fields:
        pieces = []
        for part in parts:
            written = text[part.start:part.end]
            if part.form == "name":
                known = macros.get(written.lower())
                if known is None:
                    troubles.append(Trouble(part.start, say("the string `{name}` is not defined", name=written[:80]),
                                            say("define it with `@string`, or put the text in braces"), "string"))
                written = known or ""
            pieces.append(written)
        value = "".join(pieces)
        if raw.kind.lower() == "string" and len(value) > MAX_STRING:
            troubles.append(Trouble(at, say("the string `{name}` expands to more than {limit} letters", name=name[:80], limit=MAX_STRING),
                                    say("write the text out")))
            value = ""
        if name.lower() in made:
            troubles.append(Trouble(at, say("the field `{name}` stands twice in `{key}`", name=name[:80], key=raw.key[:80]), say("keep one of the two"),
                                    "field"))
            continue
        made[name.lower()] = value if raw.kind.lower() == "string" else " ".join(value.split())
    return made, troubles


def _people(names: str) -> Iterator[Person]:
    for name in split_name_list(names):
        with suppress(InvalidNameString):
            yield Person(name)
