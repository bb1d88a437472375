"""Which pages use a term: those named after it first, then those that say it most often."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace

from kb_tools import addresses
from kb_tools.handbook import ProsePage, Record
from kb_tools.render.edition import Edition

_MOST = 8
_LATIN, _HAN = re.compile("[a-z0-9]+"), re.compile("[\u3400-\u9fff]{2,}")


def find(edition: Edition) -> Iterator[tuple[Record, tuple[SimpleNamespace, ...]]]:
    """Yield each term with the pages that use it or what people say for it: owner, address, title, summary, kind."""
    terms = [_Term(edition, record) for record in edition.handbook.all("term")]
    said = _Words(terms)
    found: dict[str, list[tuple]] = {term.id: [] for term in terms}
    for page, text in _pages(edition):
        known = edition.remembered("terms", (said.spelled, text, page.plain_title, page.owner_id), lambda: json.dumps(said.in_page(page, text)))
        for id, named, times in json.loads(known):
            found[id].append((not named, -times, page.address, page))
    for term in terms:
        yield term.record, tuple(page for *_, page in sorted(found[term.id], key=lambda f: f[:3])[:_MOST])


class _Term:
    """A term with the words that stand for it in one language."""

    def __init__(self, edition: Edition, record: Record):
        also = record.facts.also.in_(edition.lang) if record.facts.also else ()
        self.record, self.id = record, record.id
        self.words = [word.lower() for word in (edition.plain(record.name), *also)]
        any_of = "|".join(map(re.escape, self.words))
        self.said = re.compile(any_of if edition.lang == "zh" else rf"\b(?:{any_of})s?\b")


class _Words:
    """All words for all terms, found in a text without trying each: by the tokens of each word."""

    def __init__(self, terms: list[_Term]):
        self.spelled = repr([(term.id, term.words) for term in terms])
        self._by_id = {term.id: term for term in terms}
        self._by_token: dict[str, list[tuple[str, set[str]]]] = {}
        self._always: set[str] = set()
        for term in terms:
            for word in term.words:
                tokens = _tokens(word)
                longest = max(tokens, key=lambda token: (len(token), token), default="")
                if not longest:
                    self._always.add(term.id)
                for token in (longest, f"{longest}s") if longest else ():
                    self._by_token.setdefault(token, []).append((term.id, tokens - {longest}))

    def in_page(self, page: SimpleNamespace, text: str) -> list[tuple[str, bool, int]]:
        """The terms that a page uses: id, whether the page is named after it, how often the text says it."""
        tokens = _tokens(text)
        perhaps = self._always | ({page.owner_id} & self._by_id.keys())
        for token in self._by_token.keys() & tokens:
            perhaps.update(id for id, rest in self._by_token[token] if all(other in tokens or f"{other}s" in tokens for other in rest))
        made = []
        for id in sorted(perhaps):
            term = self._by_id[id]
            times = len(term.said.findall(text)) if any(word in text for word in term.words) else 0
            named = page.owner_id == id or bool(term.said.search(page.plain_title))
            if times or named:
                made.append((id, named, times))
        return made


def _tokens(text: str) -> set[str]:
    """Words of Latin letters, and pairs of neighbouring Han characters."""
    pairs = {piece[i:i + 2] for piece in set(_HAN.findall(text)) for i in range(len(piece) - 1)}
    return pairs.union(_LATIN.findall(text))


def _pages(edition: Edition) -> Iterator[tuple[SimpleNamespace, str]]:
    """Yield each record and prose page that a term may lead to, with all its text in this language, in lower case."""
    written: dict[str, list[str]] = {}
    for owner, _, text in edition.graph.texts:
        written.setdefault(addresses.of(owner), []).append(text.in_(edition.lang))
    for owner in [*edition.handbook.every(), *edition.handbook.prose.values()]:
        kind = "page" if isinstance(owner, ProsePage) else owner.kind.name
        if kind in ("term", "material"):
            continue
        title = owner.title if kind == "page" else owner.name
        document = (edition.lang == "zh" and owner.translated) or owner.document
        body = document.body if document else " ".join(written.get(addresses.of(owner), ()))
        text = " ".join((edition.plain(title), edition.plain(owner.summary), body)).lower()
        yield SimpleNamespace(owner=owner, owner_id=getattr(owner, "id", ""), address=addresses.of(owner), title=title, summary=owner.summary,
                              plain_title=edition.plain(title).lower(), kind=edition.words(kind)), text
