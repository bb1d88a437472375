"""What is asked while something is made of the handbook: noted, so that one can see later whether the answers are the same.

Questions are noted at the methods marked `asked`, and (see `answers`) at the fields of records. A question is a text:
a JSON list of the name of what is asked, the method or field, and the arguments.
"""

import json
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache, wraps

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


class Once:
    """What is made once and wanted often; whoever takes it has asked what was asked to make it."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[object, dict[str, None]]] = {}

    def get(self, key: Hashable, make: Callable[[], object]) -> object:
        """Return what `make` made when this key was first wanted."""
        if key not in self._made:
            with _taking(None if _noted is None else {}) as notes:
                self._made[key] = make(), notes or {}
        made, notes = self._made[key]
        if _noted is not None:
            _noted.update(notes)
        return made


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
