"""The nearest name to one that is not known."""

import posixpath
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from kb_tools.words.messages import say

_ENOUGH = 24
"""Candidates that are compared letter by letter."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the hint that names the nearest known name, or nothing."""
    found = _nearest(name[:200], _tuple(known))
    return say("did you mean `{near}`?", near=found) if found else ""


def nearest_path(path: str, known: Iterable[str]) -> str:
    """Return the known path that is nearest to one: with the same name in another folder, or with a name much like it."""
    name = posixpath.basename(path)
    alike = [(SequenceMatcher(None, path, other).ratio(), other) for other in known if posixpath.basename(other) == name]
    if alike:
        return max(alike)[1]
    found = _nearest(path[:200], _tuple(known))
    stem, other = (posixpath.splitext(posixpath.basename(each))[0] for each in (path, found))
    return found if found and SequenceMatcher(None, stem, other).ratio() >= 0.7 else ""


def _tuple(known: Iterable[str]) -> tuple[str, ...]:
    return known if isinstance(known, tuple) else _sorted(known) if isinstance(known, frozenset) else tuple(sorted(known))


@lru_cache(maxsize=16)
def _sorted(known: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(known))


@lru_cache(maxsize=512)
def _nearest(name: str, names: tuple[str, ...]) -> str:
    exact = [n for n in names if n.lower() == name.lower()]
    if exact:
        return exact[0]
    # Letters in pairs find the few that may be near; comparing each of twenty thousand keys in full takes a second.
    shared: Counter[str] = Counter()
    pairs = _pairs(names)
    for pair in _parts(name):
        shared.update(pairs.get(pair, ()))
    near = [n for n, _ in shared.most_common(_ENOUGH)] if len(names) > _ENOUGH else list(names)
    return next(iter(get_close_matches(name, near, 1, 0.6)), "")


@lru_cache(maxsize=16)
def _pairs(names: tuple[str, ...]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for name in names:
        for pair in _parts(name):
            made.setdefault(pair, []).append(name)
    return made


def _parts(name: str) -> set[str]:
    """Pairs of letters; of a short name also each letter, for one mistake spoils most of its pairs."""
    name = name.lower()
    return {name[i:i + 2] for i in range(len(name) - 1)} | (set(name) if len(name) < 7 else set())
