"""How alike activities are: by the runs of three words that their steps, and what children do in them, have in common."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from kb_tools.guide import IN_SHORT, LANE_LABELS
from kb_tools.handbook import TO_WRITE, Record
from kb_tools.wording.phrases import english_words

_MARKS = (" min\n", IN_SHORT["en"], *(f"**{label}**" for label in LANE_LABELS["en"]))
"""What stands in the steps of every guide."""

_EACH = 300
"""Activities up to which each is held against each."""


@dataclass(frozen=True)
class Pair:
    """Two activities, the later one first, and the share of their runs that both have: 1 where their words are the same."""

    one: Record
    other: Record
    share: float


def pairs(activities: Sequence[Record], least: float = 0.0) -> list[Pair]:
    """Return the pairs of activities with at least such a share, the most alike first; those that share nothing are left out."""
    ordered, numbers = sorted(activities, key=lambda record: (record.facts.written, record.id)), _Numbers()
    own = lru_cache(maxsize=2_000)(lambda place: frozenset(_runs(ordered[place], numbers)))
    found = []
    for late, early in _each(len(ordered)) if len(ordered) <= _EACH else _alike([_runs(record, numbers, _SAMPLE) for record in ordered]):
        common = len(own(late) & own(early))
        if common and (share := common / (len(own(late)) + len(own(early)) - common)) >= least:
            found.append(Pair(ordered[late], ordered[early], share))
    return sorted(found, key=lambda pair: (-pair.share, pair.one.id, pair.other.id))


def _each(many: int) -> Iterator[tuple[int, int]]:
    return ((late, early) for late in range(many) for early in range(late))


_SAMPLE, _SHARED, _HOLDERS, _STOCK = 8, 3, 8, 100
"""Of thousands, only every eighth run is looked up, those with numbers that can be divided so; two have to share three of these; only the first holders of a
run are kept in mind; and a run that one activity in a hundred has is a stock phrase."""


def _alike(sampled: Sequence[set[int]]) -> Iterator[tuple[int, int]]:
    """Yield the places of two activities that have much in common, and of hardly any others."""
    often = Counter(run for runs in sampled for run in runs)
    stock = max(_HOLDERS, len(sampled) // _STOCK)
    holders: dict[int, list[int]] = {}
    for late, runs in enumerate(sampled):
        held = [holders.setdefault(run, []) for run in runs if 1 < often[run] <= stock]
        common = Counter(early for some in held for early in some)
        yield from ((late, early) for early, shared in common.items() if shared >= _SHARED)
        for some in held:
            if len(some) < _HOLDERS:
                some.append(late)


class _Numbers(dict):
    """A number for each word, the same in every process."""

    def __missing__(self, word: bytes) -> int:
        self[word] = number = crc32(word)
        return number


def _written(text: str, mark: str) -> str:
    """A text without the lines that only say what belongs there: two guides that are just begun say the same there."""
    return "\n".join(line for line in text.split("\n") if mark not in line)


def _runs(record: Record, numbers: dict[bytes, int], sample: int = 1) -> set[int]:
    """The runs of three words in the steps of an activity and in what children do, each as a number made of those of its words; of a sample only some."""
    steps = record.document.section("steps")
    text = f"{record.facts.does}\n{steps.text if steps else ''}"
    for mark in _MARKS:
        text = text.replace(mark, "\n")
    for mark in TO_WRITE.values():
        text = _written(text, mark) if mark in text else text
    words = [numbers[word] for word in english_words(text)]
    return {(a * 31 + b) * 37 + c for a, b, c in zip(words, words[1:], words[2:]) if not (a ^ b) % sample}
