"""Every format that the handbook can be had in, and where its files go."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kb_tools.handbook import Handbook
from kb_tools.load import walk
from kb_tools.settings import Misuse

ALL = "all"

FORMATS = {
    "atom": "", "bibtex": "references.bib", "changes": "changes.json", "csl": "references.json", "csv": "", "epub": "",
    "jsonld": "handbook.jsonld", "parquet": "", "ris": "references.ris", "sqlite": "handbook.sqlite", "turtle": "handbook.ttl",
}
"""The formats, each with the name of its file where nobody gave it one; what is many files has none, and goes into a folder."""

OF_WORKS = ("bibtex", "csl", "ris")
"""Formats that tell of works alone: any project with a bibliography has them."""

_EXTRA = ("rdflib", "pyarrow")


class NotInstalled(Exception):
    """A format wants a library that is not installed here; says how to have it."""


def write(handbook: Handbook, form: str, out: Path, since: Path | None = None) -> list[Path]:
    """Write the handbook as `form` to `out` and return what was written; `ALL` is every format that wants nothing else, each in a folder of its own.

    Raises NotInstalled, and Misuse where something is missing that the format wants.
    """
    if form == ALL:
        exporters = {one: _exporter(one) for one in FORMATS if one != "changes"}  # before anything is written: half of all would look like all
        return [path for one, export in exporters.items() for path in export(handbook, out / one / FORMATS[one])]
    target = out / FORMATS[form] if out.is_dir() else out
    if _is_read(handbook, target):
        raise Misuse(f"{target} is a file that the handbook is made from: give another name with `--out`")
    return _exporter(form)(handbook, target, *([since] if form == "changes" else []))


def _is_read(handbook: Handbook, path: Path) -> bool:
    """Tell whether a path is one of the files that the handbook was read from: `--out .` would put the bibliography in its own place."""
    full, root = path.resolve(), handbook.root.resolve()
    return handbook.project is not None and full.is_relative_to(root) and full.relative_to(root).as_posix() in set(walk(handbook.project))


def _exporter(form: str) -> Callable[..., list[Path]]:
    """The function that writes a format. Raises NotInstalled."""
    try:
        return import_module("kb_tools.website.books" if form == "epub" else f"kb_tools.export.{form}").export
    except ModuleNotFoundError as missing:
        name = (missing.name or "").partition(".")[0]
        if name not in _EXTRA:
            raise
        how = "`pip install .[export]` in this folder, or `make export`"
        raise NotInstalled(f"`{name}` is not installed here: {form} needs the extra `export`, {how}") from None
