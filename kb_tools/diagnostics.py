"""Findings, and diagnostics: the same with code, severity, lines and columns."""

from dataclasses import dataclass, field
from enum import IntEnum


class Severity(IntEnum):
    """How bad a finding is; an error keeps the handbook from being published."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Span:
    """A stretch of a file's text, in characters from 0."""

    start: int
    end: int


@dataclass(frozen=True)
class Field:
    """A field of the bibliography entry whose `@` stands at offset `at`; without a name, the entry's key.

    `start` and `end` are characters of the field's value, in which white space is one space.
    """

    at: int
    name: str = ""
    start: int = -1
    end: int = -1


KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Within:
    """Characters of the text that stands at a key path of a file's data."""

    path: KeyPath
    start: int
    end: int


Place = KeyPath | Span | Field | Within


@dataclass(frozen=True)
class Related:
    """Another place that a finding speaks of, and what is there."""

    path: str
    place: Place
    message: str


@dataclass(frozen=True)
class Finding:
    """What a rule yields: where, what is so, and what to do next.

    `place` is a key path into a file's data, a span of its text, some characters of a text in its data, or a field of a
    bibliography entry; line and column are looked up afterwards. `fix` is the text to put in the place of what stands there. `at_most` lowers the
    severity of the rule where something about this one is not certain.
    """

    path: str
    place: Place
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    fix: str | None = None
    at_most: Severity | None = None


@dataclass(frozen=True, order=True)
class Located:
    """A related place counted out: path, line and column from 1, and what is there."""

    path: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, order=True)
class Diagnostic:
    """A finding with its place counted out (lines and columns from 1, the end past the last character), its rule's code and severity.

    `span` is the same place in characters of the file's text, whose line ends are single.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    name: str = field(compare=False)
    severity: Severity = field(compare=False)
    message: str = ""
    hint: str = field(default="", compare=False)
    url: str = field(default="", compare=False)
    related: tuple[Located, ...] = field(default=(), compare=False)
    span: Span = field(default=Span(0, 0), compare=False)
    fix: str | None = field(default=None, compare=False)

    def as_dict(self) -> dict:
        """The diagnostic as plain data, severity as a word."""
        return {name: str(self.severity) if name == "severity" else getattr(self, name) for name in _SHOWN}


_SHOWN = ("path", "line", "column", "end_line", "end_column", "code", "name", "severity", "message", "hint", "url")
