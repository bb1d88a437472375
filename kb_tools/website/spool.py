"""Long texts by name, kept in a file of their own until they are asked for, so that memory holds one at a time."""

import tempfile
from pathlib import Path


class Spool:
    """Texts that wait; each may be replaced, and is there until the spool is let go."""

    def __init__(self, folder: Path | None = None):
        self._file = tempfile.TemporaryFile(dir=folder)
        self._where: dict[str, tuple[int, int]] = {}

    def put(self, name: str, text: str) -> None:
        """Keep a text, in place of the one of that name."""
        data = text.encode("utf-8")
        start = self._file.seek(0, 2)
        self._file.write(data)
        self._where[name] = (start, len(data))

    def get(self, name: str) -> str:
        """Return the text of that name."""
        start, length = self._where[name]
        self._file.seek(start)
        return self._file.read(length).decode("utf-8")
