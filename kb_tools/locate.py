"""From the place of a finding to line and column; reads again only the files that have findings."""

from functools import lru_cache
from pathlib import Path

from kb_tools.diagnostics import Field, Finding, Span
from kb_tools.positions import Lines, Position
from kb_tools.sources import bibtex, text, yaml


class Locator:
    """Looks positions up in the files below `root`, each read once."""

    def __init__(self, root: Path):
        self._root = root
        self._file = lru_cache(maxsize=256)(self._open)

    def position(self, finding: Finding) -> Position:
        """Return line and column of a finding; the first of the file where nothing nearer is known."""
        try:
            content, lines, start, front = self._file(finding.path)
        except OSError:
            return Position(1, 1)
        place = finding.place
        if isinstance(place, Span):
            return lines.at(min(place.start, len(content)))
        if isinstance(place, Field):
            entry = next((e for e in bibtex.read(content).entries if e.key == place.key), None)
            return lines.at(bibtex.field_offset(content, entry, place.name)) if entry else Position(1, 1)
        return lines.at(start + yaml.offset_of(front, place))

    def _open(self, path: str):
        # Undecodable bytes become one replacement each: offsets before them still hold.
        content = (self._root / path).read_bytes()[: text.LIMIT].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        start, front = 0, content
        if path.endswith(".md"):
            at = 1 if content.startswith("\ufeff") else 0
            close = content.find("\n---", at + 3)
            start, front = (at + 4, content[at + 4: close]) if content.startswith("---", at) and close > 0 else (0, "")
        return content, Lines(content), start, front

