"""From the place of a finding to line and column; reads again only the files that have findings."""

from functools import lru_cache
from pathlib import Path

from kb_tools.diagnostics import Field, Finding, Span
from kb_tools.positions import Lines, Position
from kb_tools.sources import bibtex, markdown, text, yaml


class Locator:
    """Looks positions up in the files below `root`, each read once."""

    def __init__(self, root: Path):
        self._root = root
        self._file = lru_cache(maxsize=256)(self._open)
        self._entries = lru_cache(maxsize=16)(self._read_entries)

    def position(self, finding: Finding) -> Position:
        """Return line and column of a finding; the first of the file where nothing nearer is known."""
        try:
            content, lines, start, front = self._file(finding.path)
        except (OSError, ValueError):
            return Position(1, 1)
        place = finding.place
        if isinstance(place, Span):
            return lines.at(min(place.start, len(content)))
        if isinstance(place, Field):
            entry = self._entries(finding.path).get(place.key)
            return lines.at(bibtex.field_offset(content, entry, place.name)) if entry else Position(1, 1)
        return lines.at(start + yaml.offset_of(front, place))

    def _open(self, path: str):
        full = self._root / path
        if full.is_symlink() or not full.is_file():
            raise FileNotFoundError(path)
        with full.open("rb") as file:
            data = file.read(text.LIMIT)
        # Undecodable bytes become one replacement each: offsets before them still hold.
        content = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        start, front = 0, content
        if path.endswith(".md"):
            span = markdown.front_span(content) or Span(0, 0)
            start, front = span.start, content[span.start:span.end]
        return content, Lines(content), start, front

    def _read_entries(self, path: str) -> dict[str, bibtex.Entry]:
        made: dict[str, bibtex.Entry] = {}
        for entry in bibtex.read(self._file(path)[0]).entries:
            made.setdefault(entry.key, entry)
        return made

