"""Which pages use a term: those named after it first, then those that say it most often."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from operator import add
from types import SimpleNamespace

from kb_tools import addresses
from kb_tools.handbook import ProsePage, Record
from kb_tools.model import Text
from kb_tools.render.edition import Edition
from kb_tools.sources.markdown import Document
from kb_tools.store import key_of

_MOST = 8
_AGAIN = 2
_WORD = re.compile(r"\w+")


def lent(edition: Edition) -> dict[str, tuple[str, ...]]:
    """What people say for the terms whose pages lead to a page, by its address.

    Whoever types "introvert" then finds, besides the term, the pages that the term leads to, whatever word they use; and
    as many activities that say it more than once, for the finder looks for these alone.
    """
    made: dict[str, list[str]] = {}
    for term, using in _all(edition):
        guides = [use for use in using if _kind(use.owner) == "activity" and (use.named or use.times >= _AGAIN)]
        for address in {addresses.of(use.owner) for use in (*using[:_MOST], *guides[:_MOST])}:
            made.setdefault(address, []).extend(_words(edition, term))
    return {address: tuple(dict.fromkeys(said)) for address, said in made.items()}


@lru_cache(maxsize=1)
def find(edition: Edition) -> tuple[tuple[Record, tuple[SimpleNamespace, ...]], ...]:
    """Return each term with the pages that use it or what people say for it: owner, address, title, summary, kind."""
    return tuple((term, tuple(_page(edition, use.owner) for use in using[:_MOST])) for term, using in _all(edition))


@lru_cache(maxsize=1)
def _all(edition: Edition) -> tuple[tuple[Record, list[SimpleNamespace]], ...]:
    """Each term with all that use it, in order: owner, whether it is named after the term, how often it says it."""
    return tuple(_find(edition))


def _find(edition: Edition) -> Iterator[tuple[Record, list[SimpleNamespace]]]:
    terms = edition.handbook.all("term")
    said = _Said({term.id: _words(edition, term) for term in terms}, whole_words=edition.lang != "zh")
    written = cache(lambda: _written(edition))
    found: dict[str, list[tuple]] = {term.id: [] for term in terms}
    for owner in [*edition.handbook.every(), *edition.handbook.pages()]:
        if _kind(owner) not in ("term", "material"):
            known = edition.kept(f"terms {said.key}", owner, lambda: json.dumps(_in_page(said, edition, owner, written)))  # noqa: B023 - made at once
            for id, named, times in json.loads(known):
                found[id].append((not named, -times, addresses.of(owner), owner))
    for term in terms:
        yield term, [SimpleNamespace(owner=owner, named=not other, times=-fewer) for other, fewer, _, owner in sorted(found[term.id], key=lambda f: f[:3])]


def _kind(owner: Record | ProsePage) -> str:
    return "page" if isinstance(owner, ProsePage) else owner.kind.name


def _title(owner: Record | ProsePage) -> Text:
    return owner.title if isinstance(owner, ProsePage) else owner.name


def _page(edition: Edition, owner: Record | ProsePage) -> SimpleNamespace:
    """What is shown of a page."""
    return SimpleNamespace(owner=owner, address=addresses.of(owner), title=_title(owner), summary=owner.summary, kind=edition.words(_kind(owner)))


def _words(edition: Edition, term: Record) -> list[str]:
    """What people say for a term, in lower case."""
    also = term.facts.also.in_(edition.lang) if term.facts.also else ()
    return [word.lower() for word in (edition.plain(term.name), *also)]


def _in_page(said: "_Said", edition: Edition, owner: Record | ProsePage, written: Callable[[], dict[str, list[str]]]) -> list[tuple[str, bool, int]]:
    """The terms that a page uses: id, whether the page is named after it, how often the text says it."""
    title = edition.plain(_title(owner)).lower()
    document = (edition.lang == "zh" and owner.translated) or owner.document
    body = _body(owner, document) if document else " ".join(written().get(addresses.of(owner), ()))
    times = said.count(" ".join((title, edition.plain(owner.summary), body)).lower())
    named = {*said.count(title), getattr(owner, "id", "")} & said.words.keys()
    return [(id, id in named, times.get(id, 0)) for id in sorted(named | times.keys())]


def _body(owner: Record | ProsePage, document: Document) -> str:
    """What a page says; of an activity, without what it says of dangers: a guide that warns of a fight is not about one."""
    if _kind(owner) != "activity":
        return document.body
    return " ".join(here.text for english, here in zip(owner.document.sections, document.sections, strict=False) if english.id != "keep-children-safe")


def _written(edition: Edition) -> dict[str, list[str]]:
    """All texts of each record in this language, by its page."""
    made: dict[str, list[str]] = {}
    for owner, _, text in edition.graph.texts:
        made.setdefault(addresses.of(owner), []).append(text.in_(edition.lang))
    return made


class _Said:
    """Counts how often a text says each of many words, looking only for those whose beginning is in the text.

    `words` are the words for each id, in lower case. With `whole_words` one counts only where it stands as a whole
    word, a plural `s` allowed; without, wherever it stands.
    """

    def __init__(self, words: dict[str, list[str]], whole_words: bool):
        self.words, self._whole = words, whole_words
        self.key = key_of(words, whole_words)
        self._by_beginning: dict[str | tuple[str, ...], list[tuple[str, str]]] = {}
        for id, same in words.items():
            for word in same:
                for beginning in self._beginnings(word):
                    self._by_beginning.setdefault(beginning, []).append((id, word))

    def _beginnings(self, word: str) -> set[str | tuple[str, ...]]:
        if not self._whole:
            return {word[:2]}
        parts = _WORD.findall(word)
        return {(parts[0], parts[1]), (parts[0], parts[1] + "s")} if len(parts) > 1 else {parts[0], parts[0] + "s"}

    def _in(self, text: str) -> set[str | tuple[str, ...]]:
        """All that a word could begin with in a text: one or two whole words, or one or two characters."""
        parts = _WORD.findall(text) if self._whole else text
        return {*parts, *(zip(parts, parts[1:]) if self._whole else map(add, parts, parts[1:]))}

    def count(self, text: str) -> dict[str, int]:
        """How often `text`, in lower case, says a word for each id that it says at all; words that overlap count once."""
        found: dict[str, set[tuple[int, int]]] = {}
        for beginning in self._in(text) & self._by_beginning.keys():
            for id, word in self._by_beginning[beginning]:
                if word in text:
                    found.setdefault(id, set()).update(self._places(word, text))
        return {id: _apart(places) for id, places in found.items() if places}

    def _places(self, word: str, text: str) -> Iterator[tuple[int, int]]:
        """Where a word stands in a text that holds it."""
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if not self._whole or not (_WORD.match(text, start - 1) if start else None) and not _WORD.match(text, end + text.startswith("s", end)):
                yield start, end
            start = text.find(word, start + 1)


def _apart(places: set[tuple[int, int]]) -> int:
    """How many places there are when of two that overlap only the first counts."""
    times = until = 0
    for start, end in sorted(places):
        if start >= until:
            times, until = times + 1, end
    return times
