"""Parts of pages that addresses point at with `#`: which are looked for, and whether a page has them."""

import codecs
import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote

# A tag's id or name; a page's markup is not taken apart, for a part that is found in a comment does no harm.
_NAMED = re.compile(r"""[\s"'/](?:id|name)\s{0,20}=\s{0,20}(?:"([^"]{1,1000})"|'([^']{1,1000})'|([^\s"'<>=`]{1,1000}))""", re.I)
_OVERLAP = 1_100
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.I)
# Python has codecs that unpack or run away with their input, which a page must not be able to ask for.
_CHARSETS = re.compile(r"utf-?(8|16(le|be)?)|(us-)?ascii|latin-?1|iso-8859-\d+|(windows-|cp)\d+|gb\w+|big5\w*|euc-\w+|shift_?jis|sjis|koi8-\w", re.I)
_HTML = ("text/html", "application/xhtml+xml")
_TEXT = re.compile(r"<(?:p|h[1-6]|li|td|article|section|main)[\s>]", re.I)
_LINES = re.compile(r"L\d+(C\d+)?(-L?\d+(C\d+)?)?")


def wanted(fragment: str) -> str:
    """Return the name of the part that an address points at; nothing where a page need not name it.

    Text fragments (`:~:text=`), the page's top, routes of scripts (`#!…`, `#/…`), states (`page=3`) and lines of code (`L12`) are left alone.
    """
    part = fragment.split(":~:")[0]
    alone = part.startswith(("!", "/")) or "=" in part or part.lower() == "top" or _LINES.fullmatch(part)
    return "" if alone else part


class Reading:
    """Reads a page piece by piece until it has seen every part that is looked for."""

    def __init__(self, parts: Iterable[str], content_type: str):
        """Look for `parts` in a page of that type; in one that is not HTML none is missed."""
        self.missing = set(parts) if content_type.partition(";")[0].strip().lower() in _HTML else set()
        self.why = "fragment"
        self._names = {part: {part, unquote(part)} | {f"user-content-{part}", f"user-content-{unquote(part)}"} for part in self.missing}
        self._decoder, self._tail = None, ""
        self._charset = charset_of(content_type)
        self._text = self._script = False

    def take(self, data: bytes) -> bool:
        """Take the next piece of the page; tell whether more is wanted."""
        if self._decoder is None:
            self._decoder = decoder(self._charset, data)
        text = self._tail + self._decoder.decode(data)
        found = {unescape(one[1] or one[2] or one[3]).strip() for one in _NAMED.finditer(text)}
        self.missing = {part for part in self.missing if not self._names[part] & found}
        self._text = self._text or bool(_TEXT.search(text))
        self._script = self._script or "<script" in text
        self._tail = text[-_OVERLAP:]
        return bool(self.missing)

    def end(self, why: str = "") -> None:
        """Take note that nothing more comes, and `why` where that is not the page's end: what is missing is missing for that reason."""
        self.why = why or ("script-page" if self._script and not self._text else "fragment")


def charset_of(content_type: str) -> str:
    """The charset that a content type names, or nothing."""
    found = re.search(r"""charset\s*=\s*["']?([\w-]+)""", content_type, re.I)
    return found[1] if found else ""


def decoder(charset: str, start: bytes) -> codecs.IncrementalDecoder:
    """The decoder for a page: of the charset that its mark, its header or its own beginning names, else of UTF-8."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    elif not charset:
        named = _CHARSET.search(start[:4096])
        charset = named[1].decode("ascii", "replace") if named else "utf-8"
    try:
        return codecs.getincrementaldecoder(charset if _CHARSETS.fullmatch(charset) else "utf-8")("replace")
    except LookupError:
        return codecs.getincrementaldecoder("utf-8")("replace")
