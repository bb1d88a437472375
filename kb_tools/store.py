"""Texts kept from one run to the next, by space and key, in one small database in the user's cache folder.

What is kept under a digest of all that it depends on cannot be wrong, only unused; what is kept under a page's address
carries such a digest, and is compared before it is used. The database holds text alone and is never in the tree that is
read: a pull request could plant something there. It can be deleted at any time.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path


class Store:
    """What earlier runs kept, read when it is asked for; without a database it knows nothing and forgets what is put in."""

    def __init__(self, database: sqlite3.Connection | None = None):
        self._database, self.keeping = database, database is not None
        self._used: set[tuple[str, str]] = set()
        self._lost = False

    def get(self, space: str, key: str) -> str | None:
        """Return the text that an earlier run kept under a key; it is then kept for the next run too."""
        if self._database is None:
            return None
        with _as_nothing():
            for value, in self._database.execute("select value from kept where space = ? and key = ?", (space, key)):
                self._used.add((space, key))
                return value if isinstance(value, str) else None
        return None

    def stay(self, space: str, key: str) -> bool:
        """Keep what is kept under a key for the next run, without reading it; tell whether there is anything."""
        if self._database is not None:
            with _as_nothing():
                for _ in self._database.execute("select 1 from kept where space = ? and key = ?", (space, key)):
                    self._used.add((space, key))
                    return True
        return False

    def stay_all(self, space: str) -> None:
        """Keep all of a space for the next run."""
        if self._database is not None:
            with _as_nothing():
                self._used.update((space, key) for key, in self._database.execute("select key from kept where space = ?", (space,)))

    def put(self, space: str, key: str, value: str) -> None:
        """Keep a text for the next run, in place of what was kept under the key. It waits on disk, not in memory."""
        if self._database is not None and not self._lost:
            try:
                self._database.execute("insert or replace into temp.new values (?, ?, ?)", (space, key, value))
            except sqlite3.ProgrammingError:
                raise
            except sqlite3.Error:
                self._lost = True  # no room: half of what belongs together is worse than nothing

    def save(self) -> None:
        """Write what is new, and let go of what was neither asked for nor told to stay, in one transaction."""
        if self._lost:
            return
        database = self._database
        database.execute("commit")
        database.execute("begin immediate")
        gone = [name for name in database.execute("select space, key from kept") if name not in self._used]
        database.executemany("delete from kept where space = ? and key = ?", gone)
        database.execute("insert or replace into kept select * from temp.new")
        database.execute("commit")


@contextmanager
def _as_nothing() -> Iterator[None]:
    """Take what is damaged for nothing: it is only ever made anew. A mistake in the use of a store, as from another thread, is one."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error:
        pass


def folder_of(root: Path) -> Path:
    """Return the folder of what is kept for what stands at `root`, a handbook or our own code: below $KB_CACHE_DIR or the user's cache folder."""
    base = os.environ.get("KB_CACHE_DIR") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tongban")
    return Path(base) / hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]


def key_of(*parts: object) -> str:
    """Return a key for what goes into something."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def open_store(path: Path | None, maker: str) -> Iterator[Store]:
    """Open the store in the file `path`; without one, it knows nothing and keeps nothing.

    What another `maker` (a digest of the code that makes the values) left is not read. What is read is as it was at
    the start, and everything is written in one transaction at the end, so that two runs at once, or one that is killed,
    leave a whole file.
    """
    database = path and (_opened(path, maker) or _opened(path, maker, anew=True))
    if not database:
        yield Store()
        return
    try:
        store = Store(database)
        yield store
        try:
            store.save()
        except sqlite3.OperationalError:
            pass  # another run writes, or the disk is full: what stands in the file is whole
        except sqlite3.DatabaseError:
            _remove(path)  # damaged: the next run makes everything again
    finally:
        database.close()


def kept_in(path: Path, maker: str, space: str) -> list[str]:
    """The texts of a space that a store holds, for somebody who keeps nothing there; none where it is damaged or another `maker`'s."""
    if not path.is_file():
        return []
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=20)) as database:
        if database.execute("select maker from made").fetchall() == [(maker,)]:
            return [value for value, in database.execute("select value from kept where space = ?", (space,)) if isinstance(value, str)]
    return []


def _opened(path: Path, maker: str, anew: bool = False) -> sqlite3.Connection | None:
    """The database in a file, its state of now held; nothing where it is damaged or cannot be written."""
    database = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if anew:
            _remove(path)
        database = sqlite3.connect(path, timeout=20, isolation_level=None)
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = normal")
        database.execute("create table if not exists made (maker text)")
        database.execute("create table if not exists kept (space text, key text, value text, primary key (space, key)) without rowid")
        if database.execute("select maker from made").fetchall() != [(maker,)]:
            for statement in ("begin immediate", "delete from kept", "delete from made", "insert into made values (?)", "commit"):
                database.execute(statement, (maker,) if "?" in statement else ())
        database.execute("create temp table new (space text, key text, value text, primary key (space, key)) without rowid")
        database.execute("begin")
        database.execute("select maker from made").fetchall()  # the first look is what holds the state of now
        return database
    except (sqlite3.Error, OSError):
        if database is not None:
            database.close()
        return None


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
