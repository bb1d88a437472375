"""What is asked while something is made of the handbook: noted, so that one can see later whether the answers are the same.

Questions are noted at the methods marked `asked`, and (see `answers`) at the fields of records. A question is a text:
a JSON list of the name of what is asked, the method or field, and the arguments.
"""

import json
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Protocol

_noted: dict[str, None] | None = None


def asked(method: Callable) -> Callable:
    """Mark a method as a question: while questions are noted, each call is one; what it asks itself is not.

    What it belongs to has a name in `asked_as`; its arguments are texts, or have such a name themselves.
    """
    @wraps(method)
    def ask(self, *args):
        global _noted
        if _noted is None:
            return method(self, *args)
        before, _noted = _noted, None  # thousands of times a second: no context manager
        before[question(self.asked_as, method.__name__, *[arg if type(arg) is str else f"@{arg.asked_as}" for arg in args])] = None
        try:
            return method(self, *args)
        finally:
            _noted = before

    return ask


@cache
def question(name: str, what: str, *args: str) -> str:
    """The question for the method or field `what` of the thing called `name`; a thing among the arguments is `@` and its name."""
    return json.dumps([name, what, *args], ensure_ascii=False)


def note(asked_now: str) -> None:
    """Note a question, where questions are noted."""
    if _noted is not None:
        _noted[asked_now] = None


class Shelf(Protocol):
    """Where what was made is kept for the next run."""

    def take(self, key: Hashable) -> tuple[object, dict[str, None]] | None:
        """What an earlier run made, and what was asked for it; nothing where the answers are others now."""

    def lay(self, key: Hashable, made: object, notes: dict[str, None]) -> None:
        """Keep what was made, and what was asked for it."""


class Once:
    """What is made once and wanted often; whoever takes it has asked what was asked to make it."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = shelf
        self._made: dict[Hashable, tuple[object, dict[str, None]]] = {}

    def get(self, key: Hashable, make: Callable[[], object]) -> object:
        """Return what `make` made when this key was first wanted, in this run or in one that got the same answers."""
        if key not in self._made:
            self._made[key] = (self._shelf.take(key) if self._shelf else None) or self._make(key, make)
        made, notes = self._made[key]
        if _noted is not None:
            _noted.update(notes)
        return made

    def _make(self, key: Hashable, make: Callable[[], object]) -> tuple[object, dict[str, None]]:
        with _taking(None if _noted is None else {}) as notes:
            made = make()
        if self._shelf and notes is not None:
            self._shelf.lay(key, made, notes)
        return made, notes or {}


@contextmanager
def noting() -> Iterator[dict[str, None]]:
    """Note what is asked meanwhile, each question once, in order."""
    with _taking({}) as noted:
        yield noted


@contextmanager
def unnoted() -> Iterator[None]:
    """Ask without being noted."""
    with _taking(None):
        yield


@contextmanager
def _taking(notes: dict[str, None] | None) -> Iterator[dict[str, None] | None]:
    global _noted
    before, _noted = _noted, notes
    try:
        yield notes
    finally:
        _noted = before
