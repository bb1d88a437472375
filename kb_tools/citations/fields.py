"""Fields of an entry that every style and every format takes from it in the same way."""

import re
from html import escape

from kb_tools.citations.names import plain
from kb_tools.sources.bibtex import Entry

THESES = {"mastersthesis": "Master’s thesis", "phdthesis": "Doctoral dissertation"}
"""What a thesis is called, by the type of its entry."""


def html(entry: Entry, name: str) -> str:
    """Return a field of a work as HTML, without the marks of TeX; nothing where it has none of that name."""
    return escape(plain(entry.get(name)))


def year(entry: Entry) -> str:
    """Return the year of a work as text, else the first four letters of its date; nothing where neither is told."""
    return plain(entry.get("year")) or plain(entry.get("date"))[:4]


def first_year(entry: Entry) -> str:
    """Return the year in which the original of a reprint appeared, as text; nothing where none is told."""
    return plain(entry.get("origyear")) or plain(entry.get("origdate"))[:4]


def pages(text: str, dash: str) -> str:
    """Return pages with `dash` between the first and the last, however many hyphens were written there."""
    return re.sub(r"\s*[-–]+\s*", dash, text)


def address(entry: Entry) -> str:
    """Return the address of a work, without the backslashes that TeX wants in it."""
    return entry.get("url").replace("\\", "")
