"""Canonical YAML: only white space changes, and only where it means nothing.

Every scalar, comment and bracket stays as it is written, in its line and in its order: quotes, `null`, anchors, folded texts
and long lines too. A round trip through a library that reads and writes would lose some of that, so a text is laid out here
by its tokens. Afterwards it is read again: if it does not say the same, it is not taken.
"""

import re
from dataclasses import dataclass

import yaml
from yaml import tokens as t

from kb_tools.sources import yaml as source
from kb_tools.sources.broken import Broken
from kb_tools.words.messages import say

STEP = 2
"""Spaces by which a level stands in; a list in a field stands in too."""

_ODD_LINE_END = re.compile("[\x85\u2028\u2029]")
_SPACE = re.compile(r"\s+")
_INDICATOR = re.compile(r"[|>](?:[+-]?([1-9])[+-]?|[+-]?)")
_SAID = ("__class__", "value", "style", "implicit", "tag", "anchor", "version", "tags")
_OPEN = (t.FlowSequenceStartToken, t.FlowMappingStartToken)
_CLOSE = (t.FlowSequenceEndToken, t.FlowMappingEndToken)
_PROPERTY = (t.AliasToken, t.AnchorToken, t.TagToken)
_MARKER = (t.DocumentStartToken, t.DocumentEndToken, t.StreamEndToken)


def canonical(text: str) -> str:
    """Return the YAML text, line ends LF, in canonical form: two spaces a level, one after `-` and `:`, no empty line twice.

    Raises Broken where it cannot be read, or would not say the same.
    """
    source.loose(text)
    if found := _ODD_LINE_END.search(text):
        raise Broken(say("a line ends here in a way that editors do not show"), found.start(), say("write `\\n` in its place, or a blank"))
    made = _Layout(text).run()
    if _SPACE.sub("", made) != _SPACE.sub("", text) or _events(made) != _events(text):
        raise Broken(say("laid out in canonical form, this would not say the same"), 0, say("look at the last line and at empty lines in texts"))
    return made


def starts_with_fields(text: str) -> bool:
    """Tell whether the text is a table of fields, as front matter is. Raises Broken where it cannot be read."""
    return isinstance(source.loose(text), dict)


def _events(text: str) -> list[tuple] | None:
    """All that a text says to whoever reads it, whatever its plain scalars stand for to them; nothing if it cannot be read."""
    try:
        return [(bool(getattr(event, "flow_style", False)), *(getattr(event, name, None) for name in _SAID))
                for event in yaml.parse(text, Loader=source.LOADER)]
    except yaml.YAMLError:
        return None


@dataclass(frozen=True)
class _Level:
    """A block list or mapping: the column it has and the one it gets; `bare` is a list that stands no further in than its key."""

    old: int
    new: int
    is_list: bool
    bare: bool = False


class _Layout:
    """Goes through the tokens of a text once and writes each with the white space that belongs before it."""

    def __init__(self, text: str):
        self.text = text
        self.levels: list[_Level] = []
        self.flow = 0  # brackets that are open
        self.shift = 0  # by how much the line moved that the open brackets or the text began in
        self.key = False  # whether a key begins with the next token

    def run(self) -> str:
        """Return the text laid out anew."""
        out, at, before, was = [], 0, None, ()
        for token in yaml.scan(self.text, Loader=source.LOADER):
            start, end = token.start_mark.index, token.end_mark.index
            self._enter(token, start)
            if start == end and not isinstance(token, t.StreamEndToken):
                continue
            gap = self.text[at:start]
            if before is None or "\n" in gap or isinstance(token, t.StreamEndToken):
                out.append(self._lines(gap, token, start, was, first=before is None))
            else:
                out.append(self._blank(before, token) if gap or isinstance(before, (t.FlowEntryToken, t.ValueToken)) else "")
            written, at = self._written(token, start, end)
            out.append(written)
            self.flow += isinstance(token, _OPEN) - isinstance(token, _CLOSE)
            before, was, self.key = token, tuple(self.levels), False
        return "".join(out)

    def _enter(self, token: t.Token, start: int) -> None:
        """Follow the structure: which levels are open when the token comes."""
        if isinstance(token, (t.BlockMappingStartToken, t.BlockSequenceStartToken)):
            self._open(start, isinstance(token, t.BlockSequenceStartToken))
        elif isinstance(token, t.BlockEndToken):
            self._leave_bare()
            self.levels.pop()
        elif isinstance(token, (t.KeyToken, t.ValueToken)) and not self.flow:
            self._leave_bare()
            self.key = self.key or isinstance(token, t.KeyToken)
        elif isinstance(token, t.BlockEntryToken) and not (self.levels and self.levels[-1].is_list):
            self._open(start, is_list=True, bare=True)

    def _open(self, start: int, is_list: bool, bare: bool = False) -> None:
        self.levels.append(_Level(self._column(start), self.levels[-1].new + STEP if self.levels else 0, is_list, bare))

    def _leave_bare(self) -> None:
        if self.levels and self.levels[-1].bare:
            self.levels.pop()

    def _column(self, at: int) -> int:
        return at - self.text.rfind("\n", 0, at) - 1

    def _place(self, token: t.Token, old: int) -> int:
        """The column of a token that begins a line."""
        if self.flow:
            return max(0, old + self.shift)
        if isinstance(token, _MARKER) or not self.levels:
            return 0
        begins = self.key or isinstance(token, (t.BlockEntryToken, t.KeyToken, t.ValueToken))
        return self.levels[-1].new + (0 if begins else STEP)

    def _lines(self, gap: str, token: t.Token, start: int, was: tuple[_Level, ...], first: bool) -> str:
        """The end of one line, empty lines and comments, and the indent of the line that the token begins."""
        last = isinstance(token, t.StreamEndToken)
        old = self._column(start) if not last else 0
        new = self._place(token, old)
        head, *lines = ("\n" * first + gap).split("\n")
        made: list[str] = []
        for line in lines if last else lines[:-1]:
            if said := line.strip(" \t"):
                made.append(" " * self._comment(len(line) - len(line.lstrip(" \t")), old, new, was) + said)
            elif made[-1:] != [""] and not (first and not made):
                made.append("")
        while last and made and not made[-1]:
            made.pop()
        if not self.flow:
            self.shift = new - old
        return ("" if first else head.rstrip(" \t") + "\n") + "".join(line + "\n" for line in made) + ("" if last else " " * new)

    def _comment(self, old: int, next_old: int, next_new: int, was: tuple[_Level, ...]) -> int:
        """The column of a comment in a line of its own: that of what it stands in line with."""
        if self.flow:
            return max(0, old + self.shift)
        if old == next_old or (old < next_old and (not was or was[-1].old < old)):
            return next_new
        fitting = [level for level in was if level.old <= old]
        deepest = max((level.old for level in fitting), default=0)
        return next((level.new for level in fitting if level.old == deepest), 0)

    def _blank(self, before: t.Token, token: t.Token) -> str:
        """What stands between two tokens of a line."""
        if isinstance(token, (t.ValueToken, t.FlowEntryToken, *_CLOSE)):
            # After these a colon, comma or bracket would become part of the name, or of the value that is left out.
            return " " if isinstance(before, (*_PROPERTY, t.KeyToken, t.ValueToken)) and self.text[token.start_mark.index - 1].isspace() else ""
        return "" if isinstance(before, _OPEN) else " "

    def _written(self, token: t.Token, start: int, end: int) -> tuple[str, int]:
        """The token as it is to be written, and where the text goes on after it."""
        written = self.text[start:end]
        if not isinstance(token, t.ScalarToken):
            written = written.rstrip()
            return written, start + len(written)
        if token.style in ("|", ">"):
            return self._block(start, end)
        if "\n" not in written:
            return written, end
        least = self.levels[-1].new + STEP if self.levels else 0
        first, *lines, last = written.split("\n")
        lines = [_bare_end(first), *(_continued(_bare_end(line), self.shift, least) for line in lines)]
        return "\n".join([*lines, _continued(last, self.shift, least)]), end

    def _block(self, start: int, end: int) -> tuple[str, int]:
        """A text after `|` or `>`: moved as a whole, what is further in or at the end of a line stays."""
        head, *lines = self.text[start:end].split("\n")
        explicit = _INDICATOR.match(head)[1]
        indent, new = self._indents(lines, int(explicit) if explicit else 0)
        if lines and not lines[-1].strip(" "):
            lines.pop()
        if "+" not in head.split("#")[0]:
            while lines and _is_blank(lines[-1], indent):
                lines.pop()
        made = ("" if _is_blank(line, indent) else " " * (new - indent + _indent(line)) + line.lstrip(" ") for line in lines)
        return "\n".join([head.rstrip(" \t"), *made]), start + len("\n".join([head, *lines]))

    def _indents(self, lines: list[str], explicit: int) -> tuple[int, int]:
        """How far in a block text stands, and how far it is to stand."""
        found = next((_indent(line) for line in lines if line.strip(" ")), max(map(len, lines), default=0))
        if not self.levels:
            return (explicit, explicit) if explicit else (found, found)
        top = self.levels[-1]
        return (top.old + explicit, top.new + explicit) if explicit else (found, top.new + STEP)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_blank(line: str, indent: int) -> bool:
    """Tell whether a line of a block text is empty: spaces further in than the text are part of it."""
    return len(line) <= indent and not line.strip(" ")


def _bare_end(line: str) -> str:
    """The line without white space at its end; after a backslash it means something."""
    bare = line.rstrip(" \t")
    return line if bare.endswith("\\") else bare


def _continued(line: str, shift: int, least: int) -> str:
    """A further line of a text in quotes or without: its indent means nothing, but it has to stand in."""
    said = line.lstrip(" \t")
    return " " * max(least, len(line) - len(said) + shift) + said if said else ""
