"""Texts kept from one run to the next, by space and key, in one small database in the user's cache folder.

A key is made from all that its value depends on, so nothing in it can be wrong, only unused. It holds text alone and
is never in the tree that is read: a pull request could plant something there. It can be deleted at any time.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Store:
    """What is known; with `keeping` false, what is put in is forgotten."""

    def __init__(self, known: dict[tuple[str, str], str] | None = None, keeping: bool = True):
        self._known, self.keeping = known or {}, keeping
        self._used: dict[tuple[str, str], str] = {}

    def get(self, space: str, key: str) -> str | None:
        """Return the text that is kept under a key; it is then kept for the next run too."""
        if (space, key) in self._used:
            return self._used[space, key]
        found = self._known.get((space, key))
        if found is not None and self.keeping:
            self._used[space, key] = found
        return found

    def put(self, space: str, key: str, value: str) -> None:
        """Keep a text in place of what was kept under the key."""
        if self.keeping:
            self._used[space, key] = value

    def changes(self) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
        """What was not asked for in this run and may go, and what is new."""
        gone = [name for name in self._known if name not in self._used]
        return gone, [(*name, value) for name, value in self._used.items() if self._known.get(name) is not value]


def folder_of(root: Path) -> Path:
    """Return the folder of what is kept for the handbook at `root`: below $KB_CACHE_DIR or the user's cache folder."""
    base = os.environ.get("KB_CACHE_DIR") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tongban")
    return Path(base) / hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]


def key_of(*parts: object) -> str:
    """Return a key for what goes into something."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def open_store(path: Path | None, maker: str) -> Iterator[Store]:
    """Open the store in the file `path`; without one, it knows nothing and keeps nothing.

    What another `maker` (a digest of the code that makes the values) left is not read. Everything is read at the
    start and written in one transaction at the end, so that two runs at once, or one that is killed, leave a whole file.
    """
    if path is None:
        yield Store(keeping=False)
        return
    known = _read(path, maker)
    store = Store(known)
    yield store
    _write(path, maker, *store.changes(), anew=not known)


def _read(path: Path, maker: str) -> dict[tuple[str, str], str]:
    try:
        with sqlite3.connect(path, timeout=20) as database:
            if database.execute("select maker from made").fetchone() != (maker,):
                return {}
            return {(space, key): value for space, key, value in database.execute("select space, key, value from kept") if isinstance(value, str)}
    except sqlite3.Error:
        return {}


def _write(path: Path, maker: str, gone: list[tuple[str, str]], new: list[tuple[str, str, str]], anew: bool) -> None:
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with sqlite3.connect(path, timeout=20) as database:
                if anew:
                    for statement in ("drop table if exists made", "drop table if exists kept", "create table made (maker text)",
                                      "create table kept (space text, key text, value text, primary key (space, key)) without rowid"):
                        database.execute(statement)
                    database.execute("insert into made values (?)", (maker,))
                database.executemany("delete from kept where space = ? and key = ?", gone)
                database.executemany("insert or replace into kept values (?, ?, ?)", new)
            return
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)  # damaged: what is kept is only ever made anew
            anew = True
        except OSError:
            return  # a folder that cannot be written: the next run makes everything again
