"""From pages to the files of the search index."""

import json
import re
from html import unescape
from pathlib import Path

from kb_tools.render import Edition, Page
from kb_tools.website import search_index
from kb_tools.website.page_cache import Cache, key_of, source_digest
from kb_tools.writing import write as write_file

_LEFT_OUT = re.compile(r"<(\w+)\b[^>]*\bdata-no-index\b[^>]*>.*?</\1>|<svg\b.*?</svg>|<h1\b.*?</h1>|<script\b.*?</script>", re.S)
_TAG = re.compile(r"<[^>]+>")
_CITATION = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")
_SPACE = re.compile(r"\s+")


def text_of(page: Page) -> str:
    """Return the plain text of a page, without what is drawn from facts and without its citations."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", _CITATION.sub(" ", _LEFT_OUT.sub(" ", page.body))))).strip()


def write(edition: Edition, made: list[Page], folder: Path, cache: Cache) -> None:
    """Write the index of all searchable pages into `folder`."""
    pages = sorted((p for p in made if p.searchable), key=lambda p: p.address)
    tools = source_digest()
    docs, counted = [], {}
    for page in pages:
        key = key_of(tools, page.address, page.title, page.description, page.kind, page.also, page.body)
        kept = cache.get("search", key)
        doc = search_index.Searchable(page.address, page.kind, page.title, page.description, "" if kept else text_of(page), page.also)
        if kept is None:
            kept = json.dumps(search_index.tokens(doc), ensure_ascii=False, separators=(",", ":"))
            cache.put("search", key, kept)
        docs.append(doc)
        counted[page.address] = json.loads(kept)
    for name, content in search_index.shards(docs, tokens=lambda page: counted[page.address]).items():
        write_file(folder / name, content)

