"""Work in several processes at once, each a fork of this one."""

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def in_processes(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Return what each work returns, in order; the first is done here, each other one in a child that sends its result back.

    What a work raises is raised here. A result travels through a pipe, never through a file.
    """
    children = [_start(work) for work in works[1:]]
    try:
        results = [works[0]()]
    finally:
        sent = [_end(pid, pipe) for pid, pipe in children]
    for failed, value in sent:
        if failed:
            raise value
        results.append(value)
    return results


@contextmanager
def in_turn(count: int) -> Iterator[Callable[[], Iterator[int]]]:
    """Give something that yields the numbers below `count`, each to just one of the processes that ask: who is done with one takes the next."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(2, "big") for number in range(count)))  # far less than a pipe holds
    os.set_blocking(reading, False)

    def turns() -> Iterator[int]:
        while number := _taken(reading):
            yield int.from_bytes(number, "big")

    try:
        yield turns
    finally:
        os.close(reading)
        os.close(writing)


def _taken(reading: int) -> bytes:
    try:
        return os.read(reading, 2)
    except BlockingIOError:
        return b""


def _start(work: Callable[[], Any]) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:  # in the child, which ends here whatever happens
        os.close(reading)
        try:
            answer = pickle.dumps((False, work()), pickle.HIGHEST_PROTOCOL)
        except BaseException as error:
            answer = pickle.dumps((True, error if isinstance(error, Exception) else RuntimeError(repr(error))), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _end(pid: int, reading: int) -> tuple[bool, Any]:
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    return pickle.loads(answer) if answer else (True, RuntimeError("a process ended without an answer"))  # noqa: S301 - our own child wrote it
