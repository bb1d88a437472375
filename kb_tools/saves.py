"""Tells when something was saved: the system wakes us where it can, and a look at sizes and times says what it was.

How an editor saves is its own matter: in place, in two halves, or into another file that it renames. So of what the system
tells nothing is believed but that it is time to look. And because some folders are silent (those of other machines, those that
were taken away and put back), there is a look every now and then in any case.
"""

import logging
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

try:  # it comes with the site generator
    from watchdog import events
    from watchdog.observers import Observer
except ImportError:
    Observer = None

State = dict[str, tuple[int, ...]]
"""Files by their paths, and of each what is another after it was saved."""

_NOW_AND_THEN, _OFTEN = 2.0, 0.4
"""Seconds between two looks: where the system wakes us, and where it does not."""

_REST, _BACK = 0.04, 0.2
"""Seconds in which nothing may change before what stands there is believed; and where a file is gone that may be about to be written anew."""

_LONGEST = 1.0
"""Seconds after which it is believed although it still changes."""

_SKIPPED = ("node_modules", "__pycache__")


class Saves:
    """What is saved from now on below some folders, until `close`."""

    def __init__(self, state: Callable[[], State], folders: Callable[[], Iterable[tuple[Path, bool]]]):
        """`state` gives the files as they stand, `folders` where they are, each with whether those below it count too."""
        self._state, self._folders, self._seen = state, folders, state()
        self._bell, self._hung = _Bell(), {}
        self._observer, self._began = None, False

    def wait(self) -> set[str]:
        """Wait until something was saved and has come to rest; return the files that appeared, went or changed."""
        if not self._began:  # not earlier: whoever has threads must not fork
            self._observer, self._began = _observer(), True
        while True:
            wakes = self._hang()
            now = self._rested()
            if changed := {path for path in now.keys() | self._seen.keys() if now.get(path) != self._seen.get(path)}:
                self._seen = now
                return changed
            self._bell.rung.wait(_NOW_AND_THEN if wakes else _OFTEN)
            self._bell.rung.clear()

    def close(self) -> None:
        """Let go of the folders."""
        if self._observer:
            self._observer.stop()
            self._observer.join()

    def _rested(self) -> State:
        now, end = self._state(), time.monotonic() + _LONGEST
        while now != self._seen and time.monotonic() < end:
            time.sleep(_BACK if self._seen.keys() - now.keys() else _REST)
            before, now = now, self._state()
            if now == before:
                break
        return now

    def _hang(self) -> bool:
        """Ask to be woken for each folder, anew where another folder has its name now; tell whether that holds for all of them."""
        if not self._observer:
            return False
        wanted = {folder: _identity(folder[0]) for folder in self._folders()}
        gone, self._bell.gone = self._bell.gone, set()
        for folder in [folder for folder, (identity, _) in self._hung.items() if wanted.get(folder) != identity or str(folder[0]) in gone]:
            self._observer.unschedule(self._hung.pop(folder)[1])
        for (path, below), identity in wanted.items():
            if identity and (path, below) not in self._hung:
                with suppress(OSError):  # no more folders may be watched, or it went this moment
                    self._hung[path, below] = identity, self._observer.schedule(self._bell, str(path), recursive=below, event_filter=_Bell.events())
        return all(folder in self._hung for folder, identity in wanted.items() if identity)


def files_below(folder: str, below: bool = True) -> State:
    """The files in a folder, and below it, as they stand; none where there is no folder. What is hidden is left out."""
    found: State = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            with suppress(OSError):  # gone meanwhile
                if not entry.is_dir(follow_symlinks=False):
                    found[entry.path] = _sign(entry.stat(follow_symlinks=False))
                elif below and entry.name not in _SKIPPED:
                    found |= files_below(entry.path)
    return found


def _sign(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Bell:
    """What watchdog calls for each event: it rings, and notes what is gone: a folder with the same number may stand there now."""

    def __init__(self):
        self.rung, self.gone = threading.Event(), set()

    def dispatch(self, event) -> None:
        if event.event_type == events.EVENT_TYPE_DELETED:
            self.gone.add(event.src_path)
        self.rung.set()

    @staticmethod
    def events() -> list[type]:
        """Not that a file was opened or read: our own look would wake us again."""
        return [events.FileClosedEvent, events.FileCreatedEvent, events.FileDeletedEvent, events.FileModifiedEvent,
                events.DirDeletedEvent, events.DirModifiedEvent]


def _observer():
    """An observer that runs; nothing where the system has none to give."""
    if not Observer:
        return None
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)  # what it misses, our own looks find
    warnings.filterwarnings("ignore", module="watchdog")
    try:
        observer = Observer()
        observer.start()
    except OSError:
        return None
    return observer
