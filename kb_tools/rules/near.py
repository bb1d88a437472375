"""The nearest name to one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the hint that names the nearest known name, or nothing."""
    found = _nearest(name, tuple(sorted(known)))
    return f"did you mean `{found}`?" if found else ""


@lru_cache(maxsize=256)
def _nearest(name: str, names: tuple[str, ...]) -> str:
    exact = [n for n in names if n.lower() == name.lower()]
    return next(iter(exact or get_close_matches(name[:200], names, 1, 0.6)), "")
