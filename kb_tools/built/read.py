"""Reads a built site: each file once, and only what matters of it is kept."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from kb_tools.built import lists
from kb_tools.built.lists import Listed
from kb_tools.built.site import Page, Site, Trouble, name_of
from kb_tools.built.ways import Kind, way
from kb_tools.sources import html, text
from kb_tools.sources.broken import Broken
from kb_tools.words.messages import say

LIMIT = 64 * 1024 * 1024
"""Bytes above which a file is not read."""

_PAGES = (".html", ".htm", ".xhtml")
_OURS = "assets/search/"
_THEIRS = ("search/search_index.json", "search/search_index.js")
_UNNAMEABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters, and what Python makes of bytes that are no UTF-8."""
_ASKED = 500
"""Pages that are asked for the address of the site."""


def read_site(folder: Path, shown: str = "") -> Site:
    """Read the built site in a folder; its address is the one that most of its pages give."""
    return _Reading(folder).run(shown)


class _Reading:
    def __init__(self, folder: Path):
        self._folder, self._reader = folder, html.Reader()
        self._pages: dict[str, Page] = {}
        self._sheets: dict[str, Page] = {}
        self._sitemaps: dict[str, list[Listed]] = {}
        self._indexes: dict[str, list[Listed]] = {}
        self._troubles: list[Trouble] = []

    def run(self, shown: str) -> Site:
        files = sorted(self._walk())
        for path in files:
            self._take(path)
        address = _address_of(self._pages.values(), self._sitemaps.values(), frozenset(files))
        return Site(frozenset(files), self._pages, self._sheets, self._sitemaps, self._indexes, tuple(self._troubles), address, shown)

    def _walk(self) -> Iterable[str]:
        root = os.fspath(self._folder)
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name != ".git"]
            within = os.path.relpath(folder, root).replace(os.sep, "/")
            for name in names:
                path = name if within == "." else f"{within}/{name}"
                if not _UNNAMEABLE.search(path):
                    yield path
                else:
                    self._fail(ascii(path)[1:-1], say("the name of the file is not UTF-8 text in one line"), say("rename it: lower case with hyphens"))

    def _take(self, path: str) -> None:
        name = path.rpartition("/")[2]
        if path.endswith(_PAGES):
            if (content := self._text(path)) is not None:
                self._pages[path] = Page(path, self._reader.read(content))
        elif path.endswith(".css"):
            if (content := self._text(path)) is not None:
                self._sheets[path] = Page(path, html.read_css(content))
        elif name.startswith("sitemap") and name.endswith(".xml"):
            self._sitemaps[path] = [*lists.of_sitemap(self._text(path) or "")]
        elif path.endswith(_THEIRS):
            self._index(path, path[:path.rindex("search/")], lists.of_mkdocs(self._bytes(path) or b""))
        elif path.endswith(".js") and f"/{path}".rpartition("/")[0].endswith("/" + _OURS[:-1]) and name.startswith("d"):
            self._index(path, path[:path.rindex(_OURS)], lists.of_ours(self._text(path) or ""))

    def _index(self, path: str, root: str, found: Iterable[Listed]) -> None:
        try:
            self._indexes[path] = [one._replace(target=root + one.target) for one in found]
        except (ValueError, TypeError, IndexError, KeyError, RecursionError):
            self._fail(path, say("the search cannot read this part of its index"), say("build the site anew"))

    def _fail(self, path: str, message: str, hint: str, offset: int = 0) -> None:
        self._troubles.append(Trouble(path, offset, message, hint))

    def _bytes(self, path: str) -> bytes | None:
        full = os.path.join(self._folder, path)
        try:
            status = os.stat(full)
            if not stat.S_ISREG(status.st_mode):
                raise OSError("this is no ordinary file")
            if status.st_size > LIMIT:
                self._fail(path, say("the file has {size:,} bytes; more than {limit:,} are not read", size=status.st_size, limit=LIMIT), say("split it"))
                return None
            with open(full, "rb") as file:
                return file.read()
        except OSError as error:
            self._fail(path, say("the file cannot be read: {why}", why=error.strerror or error), say("look at its name and at who may read it"))
            return None

    def _text(self, path: str) -> str | None:
        data = self._bytes(path)
        if data is None:
            return None
        try:
            return text.decode(data)
        except Broken as broken:
            self._fail(path, broken.message, broken.hint, broken.offset)
            return text.decode_anyway(data)


def _address_of(pages: Iterable[Page], sitemaps: Iterable[list[Listed]], files: frozenset[str]) -> str:
    """The address from which most pages count when they name their own; nothing where none does."""
    found: Counter[str] = Counter()
    for page in islice(pages, _ASKED):
        if page.document.canonical:
            found.update(_without(page.document.canonical[1].target, page.path))
    for listed in sitemaps:
        for one in islice(listed, _ASKED):
            parts = one.target.split("/")
            for n in range(3, len(parts)):
                rest = "/".join(parts[n:])
                path = f"{rest}index.html" if rest.endswith("/") else rest
                if path in files:
                    found.update(_without(one.target, path))
                    break
    return found.most_common(1)[0][0] if found else ""


def _without(target: str, path: str) -> list[str]:
    """A full address without the path of a page at its end, in whichever way that is written."""
    known = way(target)
    if known.kind is not Kind.URL:
        return []
    names = {path, name_of(path)} if path != "index.html" else {"/index.html", "/"}
    return [known.path[:-len(name)] + ("/" if name[0] == "/" else "") for name in names if known.path.endswith("/" + name.lstrip("/"))][:1]
