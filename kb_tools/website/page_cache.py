"""What the last build made, keyed by content, so that the next makes only what changed.

Two things are kept in one small database a root and edition: the HTML of prose, and for each page the key of all
that goes into it with the digest of the file that came out. A page whose key is known and whose published file
still has that digest is not handed to MkDocs at all. The database lies in the user's cache folder, never in the
tree that is built, and holds text alone. Without it every build is a cold one with the same result.
"""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from kb_tools.addresses import EDITIONS
from kb_tools.render import Edition, Page
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

    def __init__(self, rows: dict[tuple[str, str], str]):
        self._known = rows
        self.touched: dict[tuple[str, str], str] = {}

    def get(self, space: str, key: str) -> str | None:
        """Return what is kept under a key; it is then kept for the next build too."""
        found = self._known.get((space, key))
        if found is not None:
            self.touched[space, key] = found
        return found

    def put(self, space: str, key: str, value: str) -> None:
        """Keep a value."""
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


@contextmanager
def open_cache(store: Path | None, lang: str) -> Iterator[Cache]:
    """The cache of one edition; without a store, one that knows nothing and keeps nothing.

    Everything is read at the start and written in one transaction at the end, so that two builds at once, or a
    build that is killed, leave a whole database.
    """
    if store is None:
        yield Cache({})
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
