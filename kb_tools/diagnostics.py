"""Findings, and diagnostics: the same with code, severity, line and column."""

from dataclasses import asdict, dataclass, field
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
    """A field of a bibliography entry; without a name, the entry itself."""

    key: str
    name: str = ""


KeyPath = tuple[str | int, ...]
Place = KeyPath | Span | Field


@dataclass(frozen=True)
class Finding:
    """What a rule yields: where, what is so, and what to do next.

    `place` is a key path into a file's data, a span of its text, or a field of a bibliography entry;
    line and column are looked up afterwards.
    """

    path: str
    place: Place
    message: str
    hint: str = ""


@dataclass(frozen=True, order=True)
class Diagnostic:
    """A finding with its place counted out, its rule's code and its severity."""

    path: str
    line: int
    column: int
    code: str
    name: str = field(compare=False)
    severity: Severity = field(compare=False)
    message: str = ""
    hint: str = field(default="", compare=False)

    def as_dict(self) -> dict:
        """The diagnostic as plain data, severity as a word."""
        return {**asdict(self), "severity": str(self.severity)}
