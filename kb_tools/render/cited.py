"""Citations in the body of a page, rendered where no site generator does it: `[@key, p. 12]` becomes author and date."""

import re
from collections.abc import Callable

from kb_tools.render.edition import Edition

_CITATION = re.compile(r"\[([^\[\]]*@[^\[\]]*)\]")
_CITED = re.compile(r"(?P<prefix>[^@]*)@(?P<key>[\w:./-]*\w)(?P<suffix>.*)", re.S)


def cited(edition: Edition, body: str, href: Callable[[str], str]) -> str:
    """Return a body with its citations as HTML, `href(key)` giving the link of each; one with a key we do not hold stands as it was written."""
    def one(found: re.Match) -> str:
        parts = [_CITED.fullmatch(piece) for piece in found[1].split(";")]
        if not all(part and part["key"] in edition.bibliography for part in parts):
            return found[0]
        return str(edition.bibliography.inline([(p["prefix"].strip(), p["key"], p["suffix"].strip(" ,")) for p in parts], href))

    return _CITATION.sub(one, body)
