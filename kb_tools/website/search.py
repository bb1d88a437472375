"""From pages to the files of the search index, made anew or kept in step with pages that changed."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from kb_tools import addresses
from kb_tools.render import Page
from kb_tools.store import Store, key_of
from kb_tools.website import search_index
from kb_tools.website.page_cache import digest, digest_of
from kb_tools.website.search_index import Index, Indexed, Searchable

FOLDER = "assets/search"

_WORTH = {"outcomes": 18, "interventions": 18, "measures": 18, "evidence": 18, "populations": 16, "studies": 12, "references": 9, "rules": 6}
"""What pages of a folder are worth to a practitioner who searches: one who looks for help with a child comes before one who
looks for a source. Whoever types a source's author or a rule's code still finds it first, for nothing else has these words."""
_WORTH_OF_LISTS = 16
_LISTS = {address for address in addresses.GENERATED.values() if address.partition("/")[0] not in _WORTH}
"""Pages that say a little of every page below them."""

_DRAWN = re.compile(r"<([\w-]+)\b[^>]*\bdata-no-index\b[^>]*>")
_NO_TEXT = re.compile(r"<svg\b.*?</svg>|<h1\b.*?</h1>|<script\b.*?</script>|<section class=\"refs\".*?</section>", re.S)
"""What a cited work is called is not what the page says: who looks for divorce looks for no guide that cites a title with it."""
_ASIDE = re.compile(r"<section class=\"care\b.*?</section>", re.S)
"""When to leave an activity out, when to stop it, how to keep children safe: a guide that says "fight" there alone is of no use after a fight."""
_CITATION = re.compile(r"\s*\[[^\[\]]*@[^\[\]]*\]")
_IN_LINE = re.compile(r"</?(?:a|abbr|b|cite|code|em|i|kbd|mark|q|s|strong|sub|sup|u)(?:\s[^>]*)?>")
_APART = re.compile(r"</?(?:span|bdi|bdo|label|input|time)(?:\s[^>]*)?>")
_SMALL = re.compile(r"(?<=[^>\s])\s*<small(?:\s[^>]*)?>")
"""What follows a name in small type: on the page its own look sets it off, and in a text nothing would."""
_SMALL_LEFT = re.compile(r"</?small(?:\s[^>]*)?>")
_LABEL = re.compile(r"[:：]?</dt>\s*<dd(?:\s[^>]*)?>")
_TAG = re.compile(r"<[^>]+>")
_BLANKS = re.compile(r"\s+")
_HAN_COLON = re.compile("(?<=[\u3001-\u9fff\uff00-\uffef”]): ")
_HAN_BLANK = re.compile("(?<=[\u3001-\u9fff\uff00-\uffef”]) (?=[\u3001-\u9fff\uff00-\uffef“])|(?<=[\u3001-\u3011，！：；？（）]) ")


def text_of(body: str) -> str:
    """Return what a page's body says, a line for each paragraph, without what is drawn from facts and without its citations."""
    html = _NO_TEXT.sub("\n", _CITATION.sub("", _without_drawn(body)))
    html = _SMALL_LEFT.sub(" ", _SMALL.sub(" · ", _APART.sub(" ", _IN_LINE.sub("", html))))
    html = _TAG.sub("\ue000", _LABEL.sub(": ", html))
    lines = (_HAN_COLON.sub("：", _HAN_BLANK.sub("", _BLANKS.sub(" ", unescape(line)).strip())) for line in html.split("\ue000"))
    return "\n".join(line for line in lines if line)


def aside_of(page: Page) -> str:
    """Return what of an activity's page is about danger and not about what one does; of any other page, nothing."""
    return "\n".join(text_of(found) for found in _ASIDE.findall(page.body)) if search_index.is_activity(page.address) else ""


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


def indexed(page: Page) -> Indexed:
    """A page as the index holds it."""
    return search_index.indexed(Searchable(
        page.address, page.kind, page.title, page.description, text_of(page.body), page.also, page.lent,
        _WORTH_OF_LISTS if page.address in _LISTS else _WORTH.get(page.address.partition("/")[0], search_index.WORTH), page.first,
        aside_of(page),
    ))


class Upkeep:
    """The index of an edition from what the last build kept of it, page by page in the order of their addresses.

    While the pages are those of the last build and its scripts stand as it left them, only scripts that hold something
    of a changed page are made. Otherwise all are.
    """

    def __init__(self, store: Store, published: Path, addresses: list[str]):
        self._store, self._folder, self._addresses = store, published / FOLDER, addresses
        last = json.loads(store.get("search", "last") or "{}")
        as_before = last.get("addresses") == key_of(*addresses) and all(digest_of(self._folder / name) == found for name, found in last["scripts"].items())
        self._numbers = {address: number for number, address in enumerate(last["searchable"])} if as_before else {}
        self._scripts: dict[str, str] = last["scripts"] if as_before else {}
        self._changed: dict[str, tuple[str | None, str]] = {}
        self._index = None if as_before else Index()
        self._searchable: list[str] = []

    def same(self, address: str) -> bool:
        """Take a page that is as the last build kept it; False where that is lost, and the page is wanted after all."""
        if not self._store.stay("shown", address):
            return False
        if self._index:
            self._add(self._index, self._store.get("shown", address) or "")
        return True

    def changed(self, page: Page) -> None:
        """Take a page that is not."""
        now = indexed(page).spelled() if page.searchable else ""
        if self._index:
            self._add(self._index, now)
        else:
            self._changed[page.address] = (self._store.get("shown", page.address), now)
        self._store.put("shown", page.address, now)

    def scripts(self) -> Iterator[tuple[str, str]]:
        """Yield path and text of each script that may not stand as it should; then `paths` names all of them."""
        changes = [(self._numbers.get(address), *both) for address, both in self._changed.items() if both[0] != both[1]]
        if self._index is None and not all(number is not None and was for number, was, _ in changes):
            self._index = Index()  # something of what was kept is lost
            for address in self._addresses:
                self._add(self._index, self._changed[address][1] if address in self._changed else self._store.get("shown", address) or "")
        if self._index:
            self._scripts, made = {}, self._index.scripts()
        else:
            made = search_index.patched(self._script, [(number, Indexed.read(was), Indexed.read(now)) for number, was, now in changes])
        for name, text in made:
            if text is None:
                self._scripts.pop(name, None)
                continue
            self._scripts[name] = digest(text)
            yield f"{FOLDER}/{name}", text
        searchable = self._searchable if self._index else list(self._numbers)
        self._store.put("search", "last", json.dumps({"addresses": key_of(*self._addresses), "searchable": searchable, "scripts": self._scripts}))

    @property
    def paths(self) -> set[str]:
        """The paths of all scripts of the index."""
        return {f"{FOLDER}/{name}" for name in self._scripts}

    def _add(self, index: Index, shown: str) -> None:
        if shown:
            page = Indexed.read(shown)
            index.add(page)
            self._searchable.append(page.address)

    def _script(self, name: str) -> str | None:
        return (self._folder / name).read_text("utf-8") if name in self._scripts else None
