"""Changes of files that are shown before they are written, and new entries put where they belong."""

from dataclasses import dataclass
from pathlib import Path

from kb_tools.desk.diffs import unified
from kb_tools.settings import Misuse
from kb_tools.sources import bibtex, text
from kb_tools.sources.broken import Broken
from kb_tools.writing import write

_MARK = "\ufeff"


@dataclass(frozen=True)
class Held:
    """A file as it was read: its path, the name that it is shown by, its bytes (none where it is not there), and its text, line ends LF."""

    path: Path
    shown: str
    data: bytes | None
    text: str


@dataclass(frozen=True)
class Change:
    """What is to become of a file: its new text, line ends LF."""

    held: Held
    new: str

    @property
    def diff(self) -> str:
        """What would change, as a unified diff."""
        return unified(self.held.text, self.new, self.held.shown)

    def apply(self) -> None:
        """Write the file, whole or not at all, with the line ends that it had. Raises Misuse where somebody else changed it since it was read."""
        held = self.held
        now = held.path.read_bytes() if held.path.exists() else None
        if now != held.data:
            raise Misuse(f"{held.shown} has changed since it was read, and was not written: run this again")
        is_crlf = held.data is not None and held.data.count(b"\r\n") * 2 > held.data.count(b"\n")
        write(held.path.resolve(), self.new.replace("\n", "\r\n") if is_crlf else self.new)


def hold(path: Path, shown: str) -> Held:
    """Read a file; one that is not there is empty. Raises Misuse where it is no UTF-8."""
    if not path.exists():
        return Held(path, shown, None, "")
    data = path.read_bytes()
    try:
        return Held(path, shown, data, text.decode(data).removeprefix(_MARK))
    except Broken as broken:
        raise Misuse(f"{shown}: {broken.message}") from None


def inserted(bibliography: str, entry: str, key: str) -> str:
    """Put an entry where its key belongs, if the entries stand in the order of their keys; else at the end."""
    entries = bibtex.read(bibliography).entries
    keys = [one.key.casefold() for one in entries]
    before = [one for one in entries if one.key.casefold() < key.casefold()]
    if not entries or keys != sorted(keys) or len(before) == len(entries):
        start = bibliography.rstrip("\n")
        return f"{start}\n\n{entry}" if start else entry
    if not before:
        at = max(bibliography.rfind("\n\n", 0, entries[0].span.start) + 2, 0) if "\n\n" in bibliography[:entries[0].span.start] else 0
        return f"{bibliography[:at]}{entry}\n{bibliography[at:]}"
    after = entries[len(before)].span.start
    at = bibliography.find("\n", before[-1].span.end, after)
    if at < 0:  # the two stand in one line
        return f"{bibliography[:after].rstrip()}\n\n{entry}\n{bibliography[after:]}"
    return f"{bibliography[:at]}\n\n{entry.rstrip()}{bibliography[at:]}"
