"""The nearest name to one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the hint that names the nearest known name, or nothing."""
    names = sorted(known)
    exact = [n for n in names if n.lower() == name.lower()]
    found = exact or get_close_matches(name, names, 1, 0.6)
    return f"did you mean `{found[0]}`?" if found else ""
