"""What the last build made, keyed by content, so that the next makes only what changed.

Kept in one small database a root and edition are the HTML of prose, the HTML of templates by what goes into them, and
for each page the key of all that goes into it with the digest of the file that came out. A page whose key is known
and whose published file still has that digest is not handed to MkDocs at all. The database lies in the user's cache
folder, never in the tree that is built, and holds text alone. Without it every build is a cold one with the same result.
"""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, SimpleNamespace

from pydantic import BaseModel

from kb_tools.addresses import EDITIONS
from kb_tools.handbook import ProsePage, Record
from kb_tools.render import Edition, Page
from kb_tools.sources.markdown import Document
from kb_tools.website.frame import ALWAYS

_PACKAGES = ("mkdocs", "mkdocs-material", "mkdocs-bibtex", "Markdown", "Jinja2", "MarkupSafe", "pybtex")
_OURS = Path(__file__).resolve().parent.parent


def open_store(root: Path) -> Path:
    """Return the folder of the cache for the handbook at `root`: below $KB_CACHE_DIR or the user's cache folder."""
    base = os.environ.get("KB_CACHE_DIR") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tongban")
    store = Path(base) / hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]
    store.mkdir(parents=True, exist_ok=True)
    return store


class Cache:
    """What is known of one edition; `values` are texts by key, in spaces of their own."""

    def __init__(self, rows: dict[tuple[str, str], str], keeping: bool = True):
        self._known, self._keeping = rows, keeping
        self.touched: dict[tuple[str, str], str] = {}

    def get(self, space: str, key: str) -> str | None:
        """Return what is kept under a key; it is then kept for the next build too."""
        found = self._known.get((space, key))
        if found is not None:
            self.touched[space, key] = found
        return found

    def put(self, space: str, key: str, value: str) -> None:
        """Keep a value."""
        if self._keeping:
            self.touched[space, key] = value

    def known(self, edition: Edition, made: list[Page], published: Path, serving: bool) -> dict[str, str]:
        """Return the addresses of pages whose published file is still right, each with its digest."""
        common = _common(edition, serving)
        found = {}
        for page in made:
            kept = self._known.get(("page", page.address))
            if not kept or page.address in ALWAYS:
                continue
            key, digest = kept.split(" ")
            if key == _key(common, edition, page) and _digest_of(published / page.address) == digest:
                found[page.address] = digest
                self.touched["page", page.address] = kept
        return found

    def remember(self, edition: Edition, made: list[Page], target: Path, serving: bool) -> None:
        """Keep the key and digest of each page that was built into `target`."""
        common = _common(edition, serving)
        for page in made:
            if digest := _digest_of(target / page.address):
                self.touched["page", page.address] = f"{_key(common, edition, page)} {digest}"


class RememberingEdition(Edition):
    """An edition that renders a template again only where something that goes into it has changed.

    What goes in: the values handed to the template, all facts of the handbook, our own code and templates, and the
    page's address. A template reads no prose but what it is handed; a record among its values stands for its facts.
    """

    def __init__(self, cache: Cache, *given):
        super().__init__(*given)
        self.cache = cache

    def _template(self, name: str):
        return _Remembered(self, name, super()._template)

    @cached_property
    def facts(self) -> str:
        """A digest of all that is known without the prose: records, titles, works, code."""
        handbook = self.handbook
        owners = [*handbook.every(), *handbook.prose.values()]
        said = [(o.path, getattr(o, "id", ""), o.facts.model_dump_json(), o.translation and o.translation.model_dump_json(), o.translated is None) for o in owners]
        return key_of(self.lang, [version(p) for p in _PACKAGES], source_digest(), said, [(e.key, e.type, e.fields) for e in handbook.entries.values()])


class _Remembered:
    """A template of a RememberingEdition; it is not even loaded where what it made is known."""

    def __init__(self, edition: RememberingEdition, name: str, load):
        self._edition, self._name, self._load = edition, name, load

    def render(self, **values: object) -> str:
        cache = self._edition.cache
        try:
            key = key_of(self._edition.facts, self._name, self._edition._page, *_spelled(values))
        except TypeError:
            return self._load(self._name).render(**values)
        made = cache.get("body", key)
        if made is None:
            made = self._load(self._name).render(**values)
            cache.put("body", key, made)
        return made


def _spelled(value: object) -> Iterator[str]:
    """Spell a value so that two that differ are spelled differently; TypeError for one that cannot be spelled."""
    if value is None or isinstance(value, (str, int, float, date)):
        yield repr(value)
    elif isinstance(value, (Record, ProsePage)):
        yield f"{type(value).__name__} {value.path} {getattr(value, 'id', '')}"
    elif isinstance(value, BaseModel):
        yield f"{type(value).__name__} {value.model_dump_json()}"
    elif isinstance(value, (list, tuple)):
        yield f"{type(value).__name__} {len(value)}"
        for item in value:
            yield from _spelled(item)
    elif isinstance(value, (dict, SimpleNamespace)):
        items = value if isinstance(value, dict) else vars(value)
        yield f"{type(value).__name__} {len(items)}"
        for name, item in items.items():
            yield from _spelled(name)
            yield from _spelled(item)
    elif isinstance(value, (set, frozenset)):
        yield f"{type(value).__name__} {sorted(map(repr, value))}"
    elif isinstance(value, (FunctionType, type)):
        yield f"{value.__module__}.{value.__qualname__}"
    elif is_dataclass(value) and not isinstance(value, Document):
        yield type(value).__name__
        for one in fields(value):
            yield from _spelled(getattr(value, one.name))
    else:
        raise TypeError(type(value).__name__)


@contextmanager
def open_cache(store: Path | None, lang: str) -> Iterator[Cache]:
    """The cache of one edition; without a store, one that knows nothing and keeps nothing.

    Everything is read at the start and written in one transaction at the end, so that two builds at once, or a
    build that is killed, leave a whole database.
    """
    if store is None:
        yield Cache({}, keeping=False)
        return
    path = store / f"{lang}.sqlite"
    cache = Cache(_read(path))
    yield cache
    _write(path, cache.touched)


def _read(path: Path) -> dict[tuple[str, str], str]:
    try:
        with sqlite3.connect(path, timeout=20) as database:
            return {(space, key): value for space, key, value in database.execute("select space, key, value from kept")}
    except sqlite3.Error:
        return {}


def _write(path: Path, rows: dict[tuple[str, str], str]) -> None:
    for attempt in (1, 2):
        try:
            with sqlite3.connect(path, timeout=20) as database:
                database.execute("create table if not exists kept (space text, key text, value text, primary key (space, key)) without rowid")
                have = {(space, key) for space, key in database.execute("select space, key from kept")}
                database.executemany("delete from kept where space = ? and key = ?", have - rows.keys())
                database.executemany("insert or replace into kept values (?, ?, ?)",
                                     [(space, key, value) for (space, key), value in rows.items() if space == "page" or (space, key) not in have])
            return
        except sqlite3.DatabaseError:
            if attempt == 2:
                return
            path.unlink(missing_ok=True)  # damaged: a cache is only ever made anew


def key_of(*parts: object) -> str:
    """Return a key for what goes into something."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def _key(common: str, edition: Edition, page: Page) -> str:
    cited = [edition.bibliography.inline([("", key, "")], str) for key in page.cites if key in edition.bibliography]
    return key_of(common, page, *cited)


def _common(edition: Edition, serving: bool) -> str:
    """What every page depends on: the configuration, the tools and their templates, the language, the pages in the header."""
    config = (edition.handbook.root / "mkdocs.yml").read_bytes()
    return key_of(
        config, edition.lang, EDITIONS[edition.lang], serving, sys.version_info[:2], [version(p) for p in _PACKAGES],
        source_digest(),
        *(os.environ.get(name, "") for name in ("SITE_URL", "REPO_URL", "KB_DESCRIPTION")),
    )


_SOURCE: list[str] = []


def source_digest() -> str:
    """A digest of our own code, templates and words."""
    if not _SOURCE:
        files = sorted(p for p in _OURS.rglob("*") if p.suffix in {".py", ".jinja", ".yml", ".svg", ".html"} and p.is_file())
        _SOURCE.append(key_of(*(f"{p.relative_to(_OURS)}:{_digest_of(p)}" for p in files)))
    return _SOURCE[0]


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
