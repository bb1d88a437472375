"""Phrases that are looked for in many texts; a pattern is tried only where its words stand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = bytes(c + 32 if 65 <= c <= 90 else c if 97 <= c <= 122 else 32 for c in range(256))
"""Each byte as a small letter of English, or as a space."""

Mark = str | bytes
"""What tells that a text may hold something: a word of English as bytes, for these are cut out ten times as fast; a character of Chinese."""


def marks(text: str, lang: str, wanted: frozenset[Mark]) -> set[Mark]:
    """Return which of some marks stand in a text."""
    if lang == "zh":
        return {mark for mark in wanted if mark in text}
    return set(wanted.intersection(_words(text)))


def _words(text: str) -> list[bytes]:
    return text.encode("utf-8", "replace").translate(_LETTERS).split()


@dataclass(frozen=True)
class Phrase:
    """A phrase in a language, and what to say instead; `but` are longer words in which its letters mean something else."""

    lang: str
    words: str
    better: str
    but: tuple[str, ...] = ()
    term: str = ""
    """The id of the term that avoids it, where one does."""


class Phrases:
    """Phrases by the one mark of each that the fewest others have."""

    def __init__(self, phrases: Iterable[Phrase]):
        marked = [(phrase, frozenset(phrase.words if phrase.lang == "zh" else _words(phrase.words))) for phrase in phrases]
        often = Counter((phrase.lang, mark) for phrase, own in marked for mark in own)
        self._by_mark: dict[str, dict[Mark, list[tuple[Phrase, frozenset[Mark]]]]] = {"en": {}, "zh": {}}
        for phrase, own in marked:
            rarest = min(sorted(own), key=lambda mark: (phrase.lang == "en" and len(mark) < _SHORT, often[phrase.lang, mark], -len(mark)))
            self._by_mark[phrase.lang].setdefault(rarest, []).append((phrase, own))
        self.marks = {"en": frozenset(mark for lang, mark in often if lang == "en"), "zh": frozenset(self._by_mark["zh"])}
        """By these a text is known that may hold a phrase, by language: all words, and one character of each Chinese phrase."""

    def among(self, there: set[Mark], lang: str) -> list[Phrase]:
        """The phrases that a text with these marks may hold."""
        by_mark = self._by_mark[lang]
        return [phrase for mark in there if mark in by_mark for phrase, own in by_mark[mark] if lang == "zh" or own <= there]

    def within(self, text: str, lang: str, there: set[Mark]) -> Iterator[tuple[int, int, Phrase]]:
        """Yield where phrases stand in a text with these marks: start, end, and which one."""
        for phrase in self.among(there, lang):
            for found in _pattern(phrase).finditer(text) if lang == "en" or phrase.words in text else ():
                if not any(_covers(text, longer, *found.span()) for longer in phrase.but):
                    yield found.start(), found.end(), phrase


_SHORT = 4
"""Letters of a word that is in every text."""


@lru_cache(maxsize=None)
def _pattern(phrase: Phrase) -> re.Pattern:
    if phrase.lang == "zh":
        return re.compile(re.escape(phrase.words))
    words = re.escape(phrase.words).replace(r"\ ", r"\s+").replace(r"\-", "[- ]").replace("'", "['’]")
    return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.I)


def _covers(text: str, longer: str, start: int, end: int) -> bool:
    """Tell whether a longer word stands where the found one does."""
    return longer in text[max(0, end - len(longer)):start + len(longer)].lower()
