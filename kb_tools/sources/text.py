"""Bytes into text: UTF-8 only, and whatever else a file may be is named."""

import re
from itertools import islice

from kb_tools.sources.broken import Broken
from kb_tools.words.messages import say

LIMIT = 4 * 1024 * 1024
"""Bytes above which a file is not read: no guide or record comes near."""

LIMIT_OF_BIBLIOGRAPHY = 32 * 1024 * 1024
"""Bytes above which a bibliography is not read: fifty thousand entries."""


def limit_of(path: str) -> int:
    """Return how many bytes a file may have."""
    return LIMIT_OF_BIBLIOGRAPHY if path.endswith(".bib") else LIMIT


# C0 and C1 controls but tab and line ends, line ends that no editor shows, marks that turn the direction of text, and
# letters of no width. The joiners U+200C and U+200D stay: some scripts and emoji need them.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

_NOT_ASCII = re.compile(rb"[\xa1-\xfe]{2}|[\x80-\xff]")
"""Two bytes that are one letter in almost every Chinese text, and stand side by side in almost no other; or one byte."""


GB, LATIN = say("not UTF-8: it looks like GB18030"), say("not UTF-8: it looks like Latin-1")


def decode(data: bytes) -> str:
    """Return the text of a file, line ends made LF.

    Raises Broken, saying what the bytes look like, if they are not UTF-8.
    A byte order mark is left in place: `hidden` reports it.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Broken(_guess(data), error_offset(data, error.start), say("save the file as UTF-8"), "encoding") from None
    return _with_lf(text)


def decode_anyway(data: bytes) -> str:
    """Return the text of a file whatever its bytes, line ends made LF: what is no UTF-8 becomes one replacement each, so that offsets before it still hold."""
    return _with_lf(data.decode("utf-8", "replace"))


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_foreign(data: bytes) -> str:
    """Return the text of a file from another program, without a mark, line ends made LF: UTF-8, UTF-16, or what Chinese and Western programs wrote before.

    Raises Broken if it is none of these.
    """
    try:
        text = data.decode("utf-8-sig" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
    except UnicodeDecodeError as error:
        try:
            text = data.decode({GB: "gb18030", LATIN: "cp1252"}.get(_guess(data), "utf-8"))
        except UnicodeDecodeError:
            raise Broken(_guess(data), error_offset(data, error.start), say("save the file as UTF-8"), "encoding") from None
    return _with_lf(text)


def other_line_end(data: bytes) -> int:
    """Return at which byte the first line end stands that is not LF; -1 where all are."""
    return data.find(b"\r")


def error_offset(data: bytes, start: int) -> int:
    """Return how many characters stand before byte `start`."""
    return len(data[:start].decode("utf-8", "replace").replace("\r\n", "\n"))


def hidden(text: str):
    """Yield (offset, code point name) of each control, bidirectional or byte-order character, at most ten."""
    for match in islice(_HIDDEN.finditer(text), 10):
        yield match.start(), f"U+{ord(match[0]):04X}"


def _guess(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return say("not UTF-8: it looks like UTF-16")
    shown = data.decode("utf-8", "replace")
    if sum(not letter.isascii() for letter in shown) > 2 * shown.count("\ufffd"):
        return say("not UTF-8: a few bytes in a text that otherwise is")
    found = _NOT_ASCII.findall(data)
    if 2 * sum(len(one) == 2 for one in found) > len(found):
        return GB
    return LATIN
