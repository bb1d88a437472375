"""From the place of a finding to lines and columns; reads again only the files that have findings."""

from functools import lru_cache
from pathlib import Path

from kb_tools.diagnostics import Field, Place, Span, Within
from kb_tools.positions import Lines
from kb_tools.sources import bibtex, markdown, text, yaml


class Locator:
    """Looks positions up in the files below `root`, each read once. `given` holds texts that stand in no file."""

    def __init__(self, root: Path, given: dict[str, str] | None = None):
        self._root, self._given = root, given or {}
        self._file = lru_cache(maxsize=256)(self._open)

    def span(self, path: str, place: Place) -> Span:
        """Return the characters that a place covers, in the file's text with single line ends; the first where nothing nearer is known."""
        content, _, start, front = self._file(path)
        if isinstance(place, Span):
            first = min(place.start, len(content))
            return Span(first, max(first, min(place.end, len(content))))
        if isinstance(place, Field):
            return bibtex.place_of(content, place)
        key_path, begin, end = (place.path, place.start, place.end) if isinstance(place, Within) else (place, -1, -1)
        found = yaml.span_of(front, key_path, begin, end)
        return Span(start + found.start, start + found.end)

    def lines(self, path: str) -> Lines:
        """The line table of a file."""
        return self._file(path)[1]

    def text(self, path: str) -> str:
        """The text of a file, its line ends made single; empty where it cannot be read."""
        return self._file(path)[0]

    def line(self, path: str, number: int) -> str:
        """A line of a file, without its end."""
        content, lines, _, _ = self._file(path)
        start = lines.start(number)
        end = content.find("\n", start)
        return content[start:end] if end >= 0 else content[start:]

    def _open(self, path: str) -> tuple[str, Lines, int, str]:
        content = self._given[path] if path in self._given else self._read(path)
        start, front = 0, content
        if path.endswith(".md"):
            span = markdown.front_span(content) or Span(0, 0)
            start, front = span.start, content[span.start:span.end]
        return content, Lines(content), start, front

    def _read(self, path: str) -> str:
        full = self._root / path
        try:
            if full.is_symlink() or not full.is_file():
                return ""
            with full.open("rb") as file:
                data = file.read(text.limit_of(path))
        except (OSError, ValueError):
            return ""
        return text.decode_anyway(data)
