"""What is checked: a handbook with records as this one, any MkDocs project, or some files.

Nothing of a project is run: its `mkdocs.yml` is read as text, tags and all, and no plugin, hook or theme of it is looked at.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb_tools.diagnostics import KeyPath
from kb_tools.model import KINDS
from kb_tools.settings import Settings, read_settings
from kb_tools.sources import text, yaml
from kb_tools.sources.broken import Broken

HANDBOOK, MKDOCS, FILES = "handbook", "mkdocs", "files"
CONFIG = "mkdocs.yml"
SNIPPETS = "pymdownx.snippets"
_OURS = "tongban"
_MARKS = (CONFIG, "kb.toml", "knowledge")


@dataclass(frozen=True)
class Project:
    """A folder to be checked: what kind of project it is, where its pages and bibliographies are, and how its pages are made."""

    root: Path
    form: str = HANDBOOK
    settings: Settings = Settings()
    docs: str = "docs"
    """The folder of pages, as its path from the root."""
    bibliographies: tuple[str, ...] = ("references.bib",)
    """Files, or folders of them, with the entries that its pages cite."""
    places: dict[str, KeyPath] = field(default_factory=dict, hash=False)
    """Where `mkdocs.yml` names each of these."""
    inline_citations: bool = False
    """Whether `@key` without brackets is a citation."""
    extensions: dict[str, dict[str, Any]] = field(default_factory=dict, hash=False)
    """The Markdown extensions by name, each with its settings."""
    plugins: dict[str, dict[str, Any]] = field(default_factory=dict, hash=False)
    """The plugins of the site by name, each with its settings."""
    nav: tuple[tuple[KeyPath, str], ...] = ()
    """The pages in its navigation, each with its place in `mkdocs.yml`."""
    troubles: tuple[Broken, ...] = ()
    """What is wrong with its `mkdocs.yml` as YAML."""

    @property
    def tops(self) -> tuple[str, ...]:
        """The folders in which its records and pages are, as paths from the root."""
        return ("activities", "knowledge", "docs") if self.ours else (self.docs,)

    def extension(self, name: str) -> dict[str, Any] | None:
        """The settings of a Markdown extension that is on."""
        return self.extensions.get(name)

    @property
    def snippet_folders(self) -> list[str]:
        """Where files are looked for that pages include, as paths from the root."""
        named = (self.extension(SNIPPETS) or {}).get("base_path")
        return [folder for folder in (named if isinstance(named, list) else [named or "."]) if isinstance(folder, str)]

    @property
    def ours(self) -> bool:
        """Whether it has records as this handbook."""
        return self.form == HANDBOOK


def is_outside(path: str) -> bool:
    """Tell whether a path from the root of a project leads out of it."""
    return path.startswith(("../", "/"))


def find_project(start: Path) -> Project:
    """Return the project that `start` lies in: the nearest folder above that is one, else the folder itself. Raises Misuse."""
    here = start if start.is_dir() else start.parent
    root = next((folder for folder in (here, *here.parents) if any((folder / mark).exists() for mark in _MARKS)), here)
    return project_at(root)


def project_at(root: Path) -> Project:
    """Return the project whose root is the folder `root`. Raises Misuse if its settings cannot be followed."""
    settings = read_settings(root)
    config, troubles = _config(root)
    bibtex = _plugins(config).get("bibtex", {})
    places = {posixpath.normpath(path): (*_place((config or {}).get("plugins"), "bibtex"), name) for name in ("bib_file", "bib_dir")
              if isinstance(path := bibtex.get(name), str) and path and "://" not in path}
    if _OURS in _plugins(config) or any((root / kind.folder).exists() for kind in KINDS if kind.folder.startswith("knowledge/")):
        return Project(root, HANDBOOK, settings, bibliographies=tuple(places) or ("references.bib",), places=places, troubles=troubles)
    if config is None and not troubles:
        return Project(root, FILES, settings, ".", ())
    config = config or {}
    docs = config.get("docs_dir")
    return Project(
        root, MKDOCS, settings, posixpath.normpath(docs) if isinstance(docs, str) and docs else "docs",
        tuple(places), places, bibtex.get("enable_inline_citations") != "false", _named(config.get("markdown_extensions")), _plugins(config),
        tuple(_nav(config.get("nav"), ("nav",))), troubles,
    )


def _config(root: Path) -> tuple[dict[str, Any] | None, tuple[Broken, ...]]:
    path = root / CONFIG
    if path.is_symlink() or not path.is_file() or path.stat().st_size > text.LIMIT:
        return None, ()
    repeated: list[Broken] = []
    try:
        found = yaml.loose(text.decode(path.read_bytes()), repeated)
    except OSError:
        return None, ()
    except Broken as trouble:
        return None, (trouble,)
    return found if isinstance(found, dict) else {}, tuple(repeated)


def _plugins(config: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    return _named((config or {}).get("plugins"))


def _named(value: Any) -> dict[str, dict[str, Any]]:
    """Plugins or extensions, written as a list of names and single-name tables, or as one table: settings by name."""
    items = value.items() if isinstance(value, dict) else [(name, None) if isinstance(name, str) else next(iter(name.items()), ("", None))
                                                            for name in (value if isinstance(value, list) else []) if isinstance(name, (str, dict))]
    return {str(name): options if isinstance(options, dict) else {} for name, options in items if name}


def _place(plugins: Any, name: str) -> KeyPath:
    """Where the settings of a plugin stand."""
    if isinstance(plugins, list):
        return ("plugins", next((i for i, item in enumerate(plugins) if isinstance(item, dict) and name in item), 0), name)
    return ("plugins", name)


def _nav(value: Any, place: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _nav(item, (*place, i))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _nav(item, (*place, key))
