"""Lines and columns of a text, both from 1, columns counting Unicode characters."""

import re
from bisect import bisect_right
from dataclasses import dataclass

# Only these end a line. libyaml and str.splitlines count U+2028, NEL and more, editors do not.
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, order=True)
class Position:
    """A place in a text: line and column, both from 1."""

    line: int
    column: int


class Lines:
    """The line table of one text."""

    def __init__(self, text: str):
        self._starts = [0, *(m.end() for m in _LINE_END.finditer(text))]

    def at(self, offset: int) -> Position:
        """Return the position of the character at `offset` (from 0)."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def start(self, line: int) -> int:
        """Return the offset at which `line` (from 1) begins; past the end, that of the last line."""
        return self._starts[min(line, len(self._starts)) - 1]
