"""Where an address leads, read as a browser reads it: the same on each page, but for the folder it starts from."""

import re
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_ENDS = "".join(map(chr, range(33)))
_LINE_ENDS = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_IMAGE = re.compile(r"image/|font/|application/(?:x-)?font", re.I)
_HOST = re.compile(r"(?:[^\s<>\"{}|\\^`@]*+@)?+(?:[^\s<>\"{}|\\^`@:\[\]]++|\[[0-9A-Fa-f:.]++\])(?::\d{0,5})?")
RUNS = frozenset({"javascript", "vbscript", "livescript"})
"""Schemes that run what follows them."""
ON_DISK = frozenset({"file", "blob", "filesystem", "chrome", "resource"})
"""Schemes that mean something on the writer's computer alone."""


class Kind(Enum):
    """What an address is: from the page's folder, the page itself, from the root of the server, a full one, or something else."""

    RELATIVE = "relative"
    SELF = "self"
    ROOT = "root"
    URL = "url"
    NO_SCHEME = "no scheme"
    UNSAFE = "unsafe"
    MALFORMED = "malformed"
    OTHER = "other"


class Way(NamedTuple):
    """Where an address leads: `up` folders up, then along `path`, to `anchor`; a full address has its URL without anchor as `path`."""

    kind: Kind
    path: str = ""
    anchor: str = ""
    up: int = 0


def way(target: str) -> Way:
    """Return where an address leads."""
    plain = _LINE_ENDS.sub("", target.strip(_ENDS))
    address, _, fragment = plain.partition("#")
    anchor = _anchor(fragment)
    scheme = _SCHEME.match(address)
    if scheme:
        return _with_scheme(scheme[1].lower(), address, anchor)
    path = address.partition("?")[0].replace("\\", "/")
    if path.startswith("//"):
        return Way(Kind.NO_SCHEME if _HOST.fullmatch(path[2:].partition("/")[0]) else Kind.MALFORMED, address, anchor)
    if not path:
        return Way(Kind.SELF, "", anchor)
    if path.startswith("/"):
        return Way(Kind.ROOT, within(path), anchor)
    up, normal = _normal(path)
    return Way(Kind.RELATIVE, normal, anchor, up)


def within(path: str) -> str:
    """Return the file that a path from the root of a site names; a folder means its `index.html`, and nothing is above the root."""
    return _normal(path)[1]


def _normal(path: str) -> tuple[int, str]:
    """How many folders up a path goes, and where from there."""
    parts: list[str] = []
    up, part = 0, ""
    for part in unquote(path).split("/"):
        if part == "..":
            if parts:
                parts.pop()
            else:
                up += 1
        elif part not in ("", "."):
            parts.append(part)
    if part in ("", ".", ".."):
        parts.append("index.html")
    return up, "/".join(parts)


def _anchor(fragment: str) -> str:
    """The place in a page that a fragment names; nothing for the top, for words to be found, and for what only scripts read."""
    name = unquote(fragment.partition(":~:")[0])
    return "" if name.lower() == "top" or name.startswith(("/", "!")) else name


def _with_scheme(scheme: str, address: str, anchor: str) -> Way:
    if scheme in ("http", "https"):
        return Way(Kind.URL if _is_url(address) else Kind.MALFORMED, address, anchor)
    if scheme in RUNS or scheme in ON_DISK or len(scheme) == 1 or (scheme == "data" and address[5:] != "," and not _IMAGE.match(address, 5)):
        return Way(Kind.UNSAFE, scheme)
    if scheme == "mailto":
        return Way(Kind.OTHER if _is_mail(address) else Kind.MALFORMED, address)
    return Way(Kind.OTHER, scheme)


def _is_url(address: str) -> bool:
    rest = address.partition(":")[2].replace("\\", "/")
    host = re.split(r"[/?]", rest[2:], maxsplit=1)[0] if rest.startswith("//") else ""
    if not host or not _HOST.fullmatch(host):
        return False
    try:
        return urlsplit(f"http://{host}").port != 0
    except ValueError:
        return False


def _is_mail(address: str) -> bool:
    to, has_more, _ = address[7:].partition("?")
    if not to:
        return bool(has_more)
    for one in unquote(to).split(","):
        name, _, domain = one.strip().rpartition("@")
        if not name or "." not in domain or " " in one.strip():
            return False
    return True
