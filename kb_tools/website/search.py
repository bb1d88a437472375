"""From pages to the files of the search index."""

import json
import re
from collections.abc import Iterator, Mapping
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


def read(page: Page) -> tuple[str, str]:
    """What the search needs of a page, as JSON: how it is shown in a result, and its tokens; empty for a page that is not searched."""
    if not page.searchable:
        return "", ""
    found = search_index.tokens(Searchable(page.address, page.kind, page.title, page.description, text_of(page.body), page.also))
    return _json([page.kind, page.title, page.description]), _json(found)


def files(read: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield path and text of the scripts of the index of all pages, of which `read` says by address what the search needs."""
    docs = [Searchable(address, *json.loads(shown), text="") for address, (shown, _) in read.items() if shown]
    for name, content in search_index.shards(docs, lambda doc: json.loads(read[doc.address][1])).items():
        yield f"assets/search/{name}", content


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
