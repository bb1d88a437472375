"""Links as written: what they really point to, however they are spelled."""

import re
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

DANGEROUS = frozenset({"javascript", "data", "vbscript", "file"})
"""Kinds of links that run something, or look into the reader's own files."""

SAFE_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})

# What browsers drop from an address before they read its scheme, and letters nobody sees.
_DROPPED = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_SCHEME = re.compile(r"([^/?#]*?):")


@lru_cache(maxsize=20_000)
def scheme(target: str) -> str:
    """Return the scheme of a link in lower case, nothing for a relative one.

    Entities and percent signs are decoded four times; backslashes, white space and invisible letters are dropped.
    """
    plain = target
    for _ in range(4):
        plain = unquote(unescape(plain))
    found = _SCHEME.match(_DROPPED.sub("", plain.replace("\\", "")))
    return found[1].casefold() if found else ""


def is_safe(target: str) -> bool:
    """Tell whether following the link can run nothing: its scheme is one we know, or it has none."""
    return scheme(target) in SAFE_SCHEMES
