"""What a command costs: processor time, time on the clock and memory of it and all its children."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """A command did not end well; the message holds the end of what it said."""


@dataclass(frozen=True)
class Cost:
    """Seconds, and bytes at the worst moment: of the largest process, and of all of them (0 where the system does not tell)."""

    cpu: float
    wall: float
    largest: int
    tree: int


def cost(command: Sequence[str], env: Mapping[str, str]) -> Cost:
    """Run a command to its end and return what it cost; Failed if it does not exit with 0.

    What ran before may have left gigabytes to be written; they are, so that this command does not pay for them.
    """
    os.sync()
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        watch.ended.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise Failed(f"{command[0]} ended with {process.returncode}: " + said.read().decode("utf-8", "replace")[-2000:])
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, watch.peak)


class _Watch(threading.Thread):
    """Looks ten times a second how much memory a process and its children hold together."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self._pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.1):
            self.peak = max(self.peak, sum(map(_held, _family(self._pid))))


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for listed in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in listed.read_text().split():
                yield from _family(int(child))
    except OSError:  # it ended meanwhile
        return


def _held(pid: int) -> int:
    """The memory of a process, its part of what it shares with others; copies of a page that two processes share count once."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
