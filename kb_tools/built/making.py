"""Which pages are made of which files of a project, and how either may be named."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kb_tools import addresses
from kb_tools.built.site import name_of
from kb_tools.load import load
from kb_tools.project import Project

_IN_LANGUAGE = re.compile(r"(.+)\.([a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)")
_INDEXES = ("index", "README")
_ENDINGS = (".md", ".markdown", ".ipynb")


def pages_of(project: Project, site: Path) -> dict[str, list[str]]:
    """The pages that each file of a project may be made into, or be a part of; the site itself, in the folder `site`, is none of its files."""
    return dict(_of_handbook(project) if project.ours else _of_mkdocs(project, site))


def forms(path: str) -> frozenset[str]:
    """What a path from the root of the sources may be in the site, whether it is there or not."""
    return frozenset((path, f"{path}.html", f"{path}/index.html", *_built_from(path)))


def names(path: str) -> list[str]:
    """How a path of the site may be named in settings: as it is, or as the file it is made from."""
    if not path.endswith(".html"):
        return [path] if path else []
    stem = path.removesuffix(".html").removesuffix("/index")
    return [path, f"{stem}.md", f"{stem}/index.md", f"{stem}/README.md", name_of(path)]


def _of_handbook(project: Project) -> Iterator[tuple[str, list[str]]]:
    handbook = load(project)
    files = addresses.of_file(handbook)
    files |= {record.path: addresses.of_record(record).partition("#")[0] for record in handbook.every() if record.path not in files}
    # The Chinese page shows the English text where there is no other; its own file is the nearer one.
    for path in sorted(files, key=lambda path: (not path.endswith(".zh.md"), path)):
        yield path, [edition + files[path] for lang, edition in addresses.EDITIONS.items() if lang == "zh" or not path.endswith(".zh.md")]
    for path in handbook.bibliographies:
        keys = [key for key in handbook.entries if handbook.file_of(key) == path]
        yield path, [edition + addresses.of_reference(key) for key in keys for edition in addresses.EDITIONS.values()]


def _of_mkdocs(project: Project, site: Path) -> Iterator[tuple[str, list[str]]]:
    docs = project.docs if project.docs != "." else ""
    for path in sorted(_walk(project.root / docs, site)):
        yield posixpath.join(docs, path), _built_from(path)


def _built_from(path: str) -> list[str]:
    """The pages that an MkDocs project may make of a file below its `docs`."""
    stem, ending = posixpath.splitext(path)
    if ending not in _ENDINGS:
        return [path]
    folder, name = posixpath.split(stem)
    pages = [*_named(folder, name)]
    if inside := _IN_LANGUAGE.fullmatch(name):  # `tag.zh.md` becomes `zh/tag/`, or `tag/` in the site's own language
        pages += [*_named(posixpath.join(inside[2], folder), inside[1]), *_named(folder, inside[1])]
    return pages


def _named(folder: str, name: str) -> Iterable[str]:
    if name in _INDEXES:
        return [posixpath.join(folder, "index.html")]
    return [posixpath.join(folder, f"{name}.html"), posixpath.join(folder, name, "index.html")]


def _walk(root: Path, without: Path) -> Iterator[str]:
    left_out = os.path.realpath(without)
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        folders[:] = [name for name in folders if os.path.realpath(os.path.join(folder, name)) != left_out]
        within = os.path.relpath(folder, root).replace(os.sep, "/")
        yield from (name if within == "." else f"{within}/{name}" for name in files)
