"""BibTeX: a text into entries, every bad one reported and the good ones after it still read.

pybtex reads each entry. What is strange about it and is set right here: an unclosed brace swallows the rest of
the file, so the text is cut at the heads of entries first; a chain of `@string`s can double without end.
"""

import json
import re
from dataclasses import astuple, dataclass, field
from functools import cached_property

from pybtex.bibtex.utils import split_name_list
from pybtex.database import InvalidNameString, Person
from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.scanner import PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

from kb_tools.diagnostics import Span
from kb_tools.store import Store, key_of

_HEAD = re.compile(r"^\ufeff?[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]", re.M)
_AT = re.compile(r"^[ \t]*@(?!comment\b)(?![ \t]*[A-Za-z]+[ \t]*[{(])", re.M | re.I)
_COMMENT_LINE = re.compile(r"^[ \t]*%.*$", re.M)
MAX_STRING = 5_000
"""Letters that an `@string` may expand to."""


@dataclass(frozen=True)
class Entry:
    """One work: its key, type, fields by lower-case name, and where it and its key stand in the file."""

    key: str
    type: str
    fields: dict[str, str] = field(hash=False)
    span: Span
    key_start: int = 0

    def get(self, name: str) -> str:
        """The field without outer white space, or nothing."""
        return self.fields.get(name, "").strip()

    @cached_property
    def persons(self) -> dict[str, tuple[Person, ...]]:
        """Authors and editors taken apart; a name that pybtex cannot take apart is left out."""
        return {role: tuple(_people(self.get(role))) for role in ("author", "author_zh", "editor") if self.get(role)}


@dataclass(frozen=True)
class Trouble:
    """Something that could not be read: at which offset, and what is so."""

    offset: int
    message: str
    hint: str = ""


@dataclass(frozen=True)
class File:
    """A bibliography file: its entries in order, duplicates included, and what could not be read."""

    entries: tuple[Entry, ...]
    troubles: tuple[Trouble, ...]


class _Parser(LowLevelParser):
    def parse_string_body(self, body_end):
        super().parse_string_body(body_end)
        if len(self.macros[self.current_field_name]) > MAX_STRING:
            self.macros[self.current_field_name] = ""
            raise PybtexSyntaxError(f"the string `{self.current_field_name}` expands to more than {MAX_STRING} letters", self)


def read(text: str, memory: Store | None = None) -> File:
    """Return all entries of a BibTeX text and all its troubles, in order. What `memory` knows is not parsed again."""
    if memory is None or not memory.keeping:
        return _read(text)
    key = key_of(text)
    known = memory.get("bibtex", key)
    if known is None:
        file = _read(text)
        entries = [(e.key, e.type, e.fields, e.span.start, e.span.end, e.key_start) for e in file.entries]
        memory.put("bibtex", key, json.dumps([entries, [astuple(t) for t in file.troubles]], ensure_ascii=False, separators=(",", ":")))
        return file
    entries, troubles = json.loads(known)
    return File(tuple(Entry(key, type, fields, Span(start, end), at) for key, type, fields, start, end, at in entries), tuple(Trouble(*t) for t in troubles))


def _read(text: str) -> File:
    blanked = _COMMENT_LINE.sub(lambda m: " " * len(m[0]), text)
    heads = list(_HEAD.finditer(blanked))
    macros = CaseInsensitiveDict(month_names)
    entries, troubles = [], []
    for stray in _AT.finditer(blanked):
        troubles.append(Trouble(stray.end() - 1, "`@` without an entry after it", "write `@article{key, …}`, or take the `@` away"))
    at = 0
    while at < len(heads):
        start = heads[at].start()
        taken, read_entry, errors = _chunk(blanked, heads, at, macros)
        end = heads[at + taken].start() if at + taken < len(heads) else len(text)
        if read_entry is not None:
            kind, key, fields = read_entry
            repeated = _repeated(fields)
            if repeated:
                errors = [*errors, Trouble(0, f"the field `{repeated}` stands twice in `{key}`", "keep one of the two")]
            made = {}
            for name, parts in fields:
                made.setdefault(name.lower(), re.sub(r"\s+", " ", "".join(parts)).strip())
            stop = start + len(text[start:end].rstrip())
            key_start = text.find(key, heads[at].end(), stop)
            entries.append(Entry(key, kind.lower(), made, Span(start, stop), key_start if key_start >= 0 else start))
        troubles += [Trouble(start + e.offset, e.message, e.hint) for e in errors]
        at += taken
    return File(tuple(entries), tuple(sorted(troubles, key=lambda t: t.offset)))


def field_offset(text: str, entry: Entry, name: str) -> int:
    """Return the offset of a field's name inside its entry; that of the entry where it has none."""
    found = re.compile(rf"[{{,]\s*({re.escape(name)})\s*=", re.I).search(text, entry.span.start, entry.span.end) if name else None
    return found.start(1) if found else entry.key_start


def _chunk(text, heads, at, macros):
    """Read the entry at `heads[at]`; a line inside it may look like a head, so one more piece is tried."""
    best = None
    for taken in (1, 2):
        if at + taken > len(heads):
            break
        end = heads[at + taken].start() if at + taken < len(heads) else len(text)
        result = _parse(text[heads[at].start():end], macros)
        if not result[1]:
            return taken, *result
        best = best or result
        if "premature end" not in result[1][0].message and "never closed" not in result[1][0].message:
            break
    return 1, *best


def _parse(chunk: str, macros):
    errors: list[Trouble] = []
    parser = _Parser(chunk, macros=macros, handle_error=lambda error: errors.append(_trouble(chunk, error)))
    made = None
    for kind, body in parser:
        if kind.lower() not in ("string", "preamble") and body[0]:
            made = kind, body[0], body[1]
        break
    return made, errors[:3]


def _trouble(chunk: str, error: PybtexSyntaxError) -> Trouble:
    offset = min(getattr(error.parser, "pos", 0), len(chunk))
    said = error.args[0] if error.args else str(error)
    if isinstance(error, UndefinedMacro):
        return Trouble(max(offset - len(str(said)), 0), f"the string `{said}` is not defined", "define it with `@string`, or put the text in braces")
    if "premature end" in str(said):
        return Trouble(0, "this entry is never closed", "count the braces: each `{` needs its `}`")
    if "expands to" in str(said):
        return Trouble(offset, str(said), "write the text out")
    hint = ("write such braces and quotes in pairs, and not many inside each other" if "brace" in str(said)
            else "end each field with a comma, and the entry with `}`")
    return Trouble(offset, f"not readable as BibTeX: {said}", hint)


def _repeated(fields) -> str:
    seen = set()
    for name, _ in fields:
        if name.lower() in seen:
            return name
        seen.add(name.lower())
    return ""


def _people(names: str):
    for name in split_name_list(names):
        try:
            yield Person(name)
        except InvalidNameString:
            continue
