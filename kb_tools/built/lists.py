"""The lists of pages that a built site holds beside them: sitemaps, and the indexes of its search."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_LOC = re.compile(r"<loc>\s*+([^<]*+)</loc>|<xhtml:link\b[^>]*?\bhref=(?:\"([^\"]*+)\"|'([^']*+)')")
_LOCATION = re.compile(rb'(?<!\\)"location"\s*+:\s*+"((?:[^"\\]++|\\.)*+)"', re.S)
_DRAWER = re.compile(r'kbPart\("d\d+",')


class Listed(NamedTuple):
    """An address in a list, and where it stands in the text."""

    target: str
    start: int
    end: int


def of_sitemap(text: str) -> Iterator[Listed]:
    """Yield the addresses of a sitemap, those in other languages included."""
    for m in _LOC.finditer(text):
        written = m[m.lastindex]
        yield Listed(unescape(written).strip(), m.start(m.lastindex), m.start(m.lastindex) + len(written.rstrip()))


def of_mkdocs(data: bytes) -> Iterator[Listed]:
    """Yield the addresses of an index as MkDocs writes it, without taking in its texts: they may be larger than all pages.

    Places count bytes.
    """
    for m in _LOCATION.finditer(data):
        written = m[1].decode("utf-8", "replace")
        yield Listed(_plain(written) if "\\" in written else written, m.start(1), m.end(1))


def of_ours(text: str) -> Iterator[Listed] | None:
    """Yield the addresses in a script of our search that holds what results show; nothing for any other script. Raises ValueError if it is broken."""
    head = _DRAWER.match(text)
    if not head:
        return
    at = head.end()
    for row in json.loads(text[at:].rstrip().removesuffix(")")):
        written = json.dumps(row[0], ensure_ascii=False)
        at = max(text.find(f"[{written},", at), at)
        yield Listed(row[0], at + 2, at + len(written))


def _plain(written: str) -> str:
    """A text as JSON spells it, read."""
    try:
        return json.loads(f'"{written}"')
    except ValueError:
        return written
