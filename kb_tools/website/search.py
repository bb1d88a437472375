"""From pages to the files of the search index."""

import re
from html import unescape

from kb_tools.render import Page
from kb_tools.website import search_index
from kb_tools.website.search_index import Searchable

_DRAWN = re.compile(r"<(\w+)\b[^>]*\bdata-no-index\b[^>]*>")
_NO_TEXT = re.compile(r"<svg\b.*?</svg>|<h1\b.*?</h1>|<script\b.*?</script>|<[^>]+>", re.S)
_CITATION = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")


def text_of(body: str) -> str:
    """Return the plain text of a page's body, without what is drawn from facts and without its citations."""
    return " ".join(unescape(_NO_TEXT.sub(" ", _CITATION.sub(" ", _without_drawn(body)))).split())


def _without_drawn(html: str) -> str:
    """The HTML without the elements marked `data-no-index`; such an element holds no other of its name."""
    kept, at = [], 0
    while (mark := html.find("data-no-index", at)) >= 0:
        start = max(html.rfind("<", at, mark), at)
        drawn = _DRAWN.match(html, start)
        end = html.find(f"</{drawn[1]}>", drawn.end()) if drawn else -1
        mark += len("data-no-index")
        kept.append(html[at:start if end >= 0 else mark])
        at = end if end >= 0 else mark
    return " ".join((*kept, html[at:]))


def tokens(page: Page) -> dict[str, int]:
    """The tokens of a page, each with its weight."""
    return search_index.tokens(Searchable(page.address, page.kind, page.title, page.description, text_of(page.body), page.also))
