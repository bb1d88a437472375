"""The only place that writes files: each one whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Write a file so that at any moment either the old or the new one stands there."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
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
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8", newline="\n")


def publish(moves: Iterable[tuple[Path, str]], site: Path, kept: set[str]) -> None:
    """Put built folders in place: each (folder, prefix) becomes `site/prefix…`; what neither holds nor `kept` names is removed.

    A file that is equal already is left alone, so that its time says when it changed.
    """
    site.mkdir(parents=True, exist_ok=True)
    present = set(kept)
    for folder, prefix in moves:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = prefix + file.relative_to(folder).as_posix()
            present.add(name)
            target = site / name
            if target.is_file() and target.stat().st_size == file.stat().st_size and target.read_bytes() == file.read_bytes():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, target)
    for file in sorted((p for p in site.rglob("*") if p.is_file() or p.is_symlink()), reverse=True):
        if file.relative_to(site).as_posix() not in present:
            file.unlink()
    for folder in sorted((p for p in site.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            shutil.rmtree(folder)
