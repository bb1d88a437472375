"""From pages to the files of the search index."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

from kb_tools.render import Edition, Page
from kb_tools.website import search_index
from kb_tools.website.page_cache import Cache, key_of, source_digest
from kb_tools.writing import draft

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


def write(edition: Edition, made: list[Page], folder: Path, cache: Cache) -> None:
    """Write the index of all searchable pages into `folder`."""
    pages = sorted((p for p in made if p.searchable), key=lambda p: p.address)
    tools = source_digest()
    bodies = {page.address: page.body for page in pages}

    def tokens(doc: search_index.Searchable) -> dict[str, int]:
        key = key_of(tools, doc.address, doc.title, doc.summary, doc.kind, doc.also, bodies[doc.address])
        kept = cache.get("search", key)
        if kept is not None:
            return json.loads(kept)
        made = search_index.tokens(replace(doc, text=text_of(bodies[doc.address])))
        cache.put("search", key, json.dumps(made, ensure_ascii=False, separators=(",", ":")))
        return made

    docs = [search_index.Searchable(p.address, p.kind, p.title, p.description, "", p.also) for p in pages]
    for name, content in search_index.shards(docs, tokens).items():
        draft(folder / name, content)

