"""The only place that writes files: each one whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def write(path: Path, content: str | bytes) -> None:
    """Write a file so that at any moment either the old or the new one stands there. Raises OSError, for a folder or a device too."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "this is a folder or a device, no file", str(path))
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _replace(path, data)
    except OSError as error:  # told of the file that somebody knows, and not of the one that was to take its place
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def draft(path: Path, content: str) -> None:
    """Write a file of a folder that nobody reads before it is published: without the cost of being safe."""
    _draft(os.fspath(path), content.encode("utf-8"))


def draft_new(files: Iterable[tuple[str, str]], folder: Path, site: Path) -> set[str]:
    """Write those files (path, text) into `folder` that do not stand in `site` already; return the paths of the others."""
    right = set()
    for name, content in files:
        data = content.encode("utf-8")
        if _holds(os.path.join(site, name), data):
            right.add(name)
        else:
            _draft(os.path.join(folder, name), data)
    return right


def _draft(path: str, data: bytes) -> None:
    with _in_folder(path, lambda: open(path, "wb")) as file:
        file.write(data)


def _in_folder(path: str, act: Callable[[], Any]) -> Any:
    """Do something for which the folder of `path` must be there; mostly it is."""
    try:
        return act()
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return act()


def _holds(path: str, data: bytes) -> bool:
    """Tell whether a file has just this content."""
    try:
        with open(path, "rb") as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
    except OSError:
        return False


def publish(moves: Iterable[tuple[Path, str]], site: Path, kept: set[str]) -> None:
    """Put built folders in place: each (folder, prefix) becomes `site/prefix…`; what neither holds nor `kept` names is removed.

    A file that is equal already is left alone, so that its time says when it changed.
    """
    site.mkdir(parents=True, exist_ok=True)
    present = set(kept)
    for folder, prefix in moves:
        for name in _files(folder):
            source, target = os.path.join(folder, name), os.path.join(site, prefix + name)
            present.add(prefix + name)
            if os.path.isfile(target) and os.path.getsize(target) == os.path.getsize(source) and _holds(target, Path(source).read_bytes()):
                continue
            _in_folder(target, lambda: os.replace(source, target))  # noqa: B023 - done at once
    for name in _files(site):
        if name not in present:
            os.unlink(os.path.join(site, name))
    for folder, _, _ in os.walk(site, topdown=False):
        if not os.listdir(folder) and folder != str(site):
            os.rmdir(folder)


def _files(top: Path) -> list[str]:
    """The files below a folder, links to folders too, by their paths from there."""
    found = []
    for folder, folders, names in os.walk(top):
        within = os.path.relpath(folder, top)
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        found += [name if within == "." else f"{within}/{name}" for name in (*names, *linked)]
    return sorted(found)
