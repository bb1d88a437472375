"""From a place in a built page back to the line that a person wrote."""

import os
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kb_tools import addresses
from kb_tools.built.site import Page, Site, name_of
from kb_tools.built.ways import way
from kb_tools.diagnostics import Span
from kb_tools.load import load
from kb_tools.project import CONFIG, Project
from kb_tools.sources import html, markdown, text

_IN_LANGUAGE = re.compile(r"(.+)\.([a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)")
_INDEXES = ("index", "README")
_PART_OF_NAME = re.compile(r"[\w./%-]")


class Origin(NamedTuple):
    """A place in a source of the project."""

    path: str
    span: Span


class Written(NamedTuple):
    """An address in a source as it stands there, the pages it means or else the paths in the site that it may mean, its anchor, and where it stands."""

    target: str
    pages: frozenset[str]
    paths: frozenset[str]
    anchor: str
    span: Span


@dataclass(frozen=True)
class Source:
    """A source of pages: its text, the addresses in it, and where it gives ids."""

    text: str
    written: tuple[Written, ...] = ()
    ids: tuple[tuple[str, Span], ...] = ()


class Origins:
    """The sources of a site's pages. `folder` is where the site stands."""

    def __init__(self, site: Site, project: Project, folder: Path):
        self._site, self._project, self._folder = site, project, folder
        self._sources: dict[str, Source | None] = {}
        self._known: dict[str, list[str]] = {}
        self._last: tuple[str, dict[str, list[int]]] = "", {}

    def of(self, page: str) -> list[str]:
        """The files that a page is made from, the nearest first: what its link for editing names, and what the project makes it from."""
        if page not in self._known:
            made = self._files_of.get(page, [])
            edited = self._edited(self._site.pages[page]) if page in self._site.pages else ""
            self._known[page] = [edited, *(path for path in made if path != edited)] if edited else made
        return self._known[page]

    def place(self, page: str, span: Span) -> Origin | None:
        """Where a person wrote what stands at a place of a page or stylesheet; nothing where that is not known."""
        sources = self.of(page)
        if not span.end:
            return Origin(sources[0], span) if sources else None
        here = self._site.pages.get(page) or self._site.sheets.get(page)
        if here is None:
            return None
        sought = self._sought(here, span)
        for path in sources if sought else ():
            if found := self._in_source(path, page, span, sought):
                return Origin(path, found)
        return self._in_config(page, sought) if sought else None

    # Looking in sources

    def _in_source(self, path: str, page: str, span: Span, sought: "_Sought") -> Span | None:
        source = self._source(path)
        if source is None:
            return None
        if posixpath.splitext(path)[1] == posixpath.splitext(page)[1]:
            return span if source.text == _text_of(self._folder / page) else None
        if sought.id:
            found = [place for name, place in source.ids if name == sought.id]
        else:
            ways = (sought.is_written, sought.is_meant) if not sought.in_head else ()
            found = next(filter(None, ([one.span for one in source.written if holds(one)] for holds in ways)), None) or _occurrences(source.text, [sought.target])
        return found[min(sought.number, len(found) - 1)] if found else None

    def _sought(self, page: Page, span: Span) -> "_Sought | None":
        """What stands at a place of a page; nothing where that is no address and no id."""
        document = page.document
        number = bisect_right(document.starts, span.start) - 1
        if number < 0:
            return None
        start, tag = document.starts[number], document.tags[number]
        for anchor in tag.anchors:
            if start + anchor.start == span.start:
                return _Sought(sum(one.name == anchor.name for earlier in document.tags[:number] for one in earlier.anchors), anchor.name)
        link = next((link for link in tag.links if start + link.start == span.start), None)
        if link is None:
            return None
        base = self._site.goal(page.path, document.base) if document.base else page.path
        goal = self._site.goal(base or page.path, link.target) or ""
        return _Sought(bisect_left(self._places(page)[link.target], span.start), "", link.target, self._site.find(goal) or goal, way(link.target).anchor,
                       link.element in ("link", "meta", "base"), link.rel == "refresh")

    def _places(self, page: Page) -> dict[str, list[int]]:
        """Where each address of a page stands; findings come page by page, so the last page is remembered."""
        if self._last[0] != page.path:
            places: defaultdict[str, list[int]] = defaultdict(list)
            for at, link in page.document.links():
                places[link.target].append(at)
            self._last = page.path, places
        return self._last[1]

    def _source(self, path: str) -> Source | None:
        if path not in self._sources:
            content = _text_of(self._project.root / path)
            self._sources[path] = None if content is None else self._taken_apart(path, content)
        return self._sources[path]

    def _taken_apart(self, path: str, content: str) -> Source:
        bare = markdown.shield(content) if path.endswith(".md") else content
        document = html.read(bare)
        links = [(link.target, link.span) for link in markdown.links(bare)]
        links += [(link.target, Span(start, start + link.end - link.start)) for start, link in document.links()]
        ids = [(anchor.name, Span(start + anchor.start, start + anchor.end)) for start, tag in zip(document.starts, document.tags, strict=True) for anchor in tag.anchors]
        ids += [(m[1], Span(m.start(1), m.end(1))) for m in re.finditer(r"\{[^{}\n]*?#([^\s{}#.]+)", bare)]
        made = [Written(target, *self._meanings(path, target), span) for target, span in links]
        return Source(content, tuple(sorted(made, key=lambda one: one.span.start)), tuple(sorted(ids, key=lambda one: one[1].start)))

    def _meanings(self, source: str, target: str) -> tuple[frozenset[str], frozenset[str], str]:
        """The pages that an address in a source means, the paths in the site that it may mean, and its anchor."""
        address, _, anchor = unescape(target).partition("#")
        plain = unquote(address.partition("?")[0])
        if not plain or ":" in plain.partition("/")[0]:
            return frozenset(), frozenset(), unquote(anchor)
        if plain.startswith("/"):
            return frozenset(), _forms(posixpath.normpath(plain).lstrip("/")), unquote(anchor)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), plain))
        return frozenset(self._pages_of.get(path, ())), _forms(self._below_docs(path)), unquote(anchor)

    def _in_config(self, page: str, sought: "_Sought") -> Origin | None:
        """Where the settings name what a theme made a link of."""
        source = self._source(CONFIG)
        if source is None or sought.id:
            return None
        names = _names(sought.path) if sought.is_redirect or sought.path not in self._site.files else [f"{name}#{sought.anchor}" for name in _names(sought.path) if sought.anchor]
        found = _occurrences(source.text, [sought.target, *names])
        beside = [place for place in found if _occurrences(_line_before(source.text, place.start), _names(page))] if sought.is_redirect else []
        return Origin(CONFIG, (beside or found)[0]) if found else None

    # What pages are made from

    @cached_property
    def _files_of(self) -> dict[str, list[str]]:
        made: defaultdict[str, list[str]] = defaultdict(list)
        for path, pages in self._pages_of.items():
            for page in pages:
                if page in self._site.files:
                    made[page].append(path)
        return made

    @cached_property
    def _pages_of(self) -> dict[str, list[str]]:
        """The pages that each file of the project may be made into, or be a part of."""
        return dict(_pages_of_handbook(self._project) if self._project.ours else self._pages_of_mkdocs())

    def _pages_of_mkdocs(self) -> Iterator[tuple[str, list[str]]]:
        docs = self._project.docs if self._project.docs != "." else ""
        for path in sorted(_walk(self._project.root / docs, self._folder)):
            yield posixpath.join(docs, path), _built_from(path)

    def _below_docs(self, path: str) -> str:
        docs = "docs" if self._project.ours else self._project.docs
        return path.removeprefix(f"{docs}/") if docs != "." else path

    def _edited(self, page: Page) -> str:
        """The file that a page's link for editing names."""
        for tag in page.document.tags:
            if tag.mark == html.EDIT and tag.links:
                try:
                    parts = unquote(urlsplit(tag.links[0].target).path).split("/")
                except ValueError:
                    continue
                for n in range(len(parts) if ".." not in parts else 0):
                    path = "/".join(parts[n:])
                    if path and "\0" not in path and os.path.isfile(self._project.root / path.lstrip("/")):
                        return path.lstrip("/")
        return ""


class _Sought(NamedTuple):
    """What is looked for in sources: an id, or an address with the path it leads to; and which of the same on the page it is."""

    number: int
    id: str = ""
    target: str = ""
    path: str = ""
    anchor: str = ""
    in_head: bool = False
    is_redirect: bool = False

    def is_written(self, one: Written) -> bool:
        """Tell whether an address in a source surely becomes this one: it is the same, or names the file that this page is made from."""
        return one.target == self.target or unquote(unescape(one.target)) == unquote(self.target) or (self.path in one.pages and one.anchor == self.anchor)

    def is_meant(self, one: Written) -> bool:
        """Tell whether an address in a source may become this one, however the site is made."""
        return self.path in one.paths and one.anchor == self.anchor


def _pages_of_handbook(project: Project) -> Iterator[tuple[str, list[str]]]:
    handbook = load(project)
    files = addresses.of_file(handbook)
    files |= {record.path: addresses.of_record(record).partition("#")[0] for record in handbook.every() if record.path not in files}
    # The Chinese page shows the English text where there is no other; its own file is the nearer one.
    for path in sorted(files, key=lambda path: (not path.endswith(".zh.md"), path)):
        yield path, [edition + files[path] for lang, edition in addresses.EDITIONS.items() if lang == "zh" or not path.endswith(".zh.md")]
    for path in handbook.bibliographies:
        keys = [key for key in handbook.entries if handbook.file_of(key) == path]
        yield path, [edition + addresses.of_reference(key) for key in keys for edition in addresses.EDITIONS.values()]


def _built_from(path: str) -> list[str]:
    """The pages that an MkDocs project may make of a file below its `docs`."""
    stem, ending = posixpath.splitext(path)
    if ending not in (".md", ".markdown", ".ipynb"):
        return [path]
    folder, name = posixpath.split(stem)
    pages = [*_pages_named(folder, name)]
    if inside := _IN_LANGUAGE.fullmatch(name):  # `tag.zh.md` becomes `zh/tag/`, or `tag/` in the site's own language
        pages += [*_pages_named(posixpath.join(inside[2], folder), inside[1]), *_pages_named(folder, inside[1])]
    return pages


def _pages_named(folder: str, name: str) -> Iterable[str]:
    if name in _INDEXES:
        return [posixpath.join(folder, "index.html")]
    return [posixpath.join(folder, f"{name}.html"), posixpath.join(folder, name, "index.html")]


def _forms(path: str) -> frozenset[str]:
    """What a path from the root of the sources may be in the site, whether it is there or not."""
    return frozenset((path, f"{path}.html", f"{path}/index.html", *_built_from(path)))


def _names(path: str) -> list[str]:
    """How a path of the site may be named in settings: as the file it is made from, or as it is."""
    stem = path.removesuffix(".html").removesuffix("/index")
    return [path, *([f"{stem}.md", f"{stem}/index.md", f"{stem}/README.md", name_of(path)] if path.endswith(".html") else [])] if path else []


def _occurrences(content: str, names: Iterable[str]) -> list[Span]:
    """Where one of some names stands whole in a text; the first name that stands anywhere counts."""
    for name in names:
        found, at = [], 0
        while len(name) > 2 and (at := content.find(name, at)) >= 0:
            end = at + len(name)
            if not _PART_OF_NAME.match(content[at - 1:at]) and not _PART_OF_NAME.match(content[end:end + 1]):
                found.append(Span(at, end))
            at = end
        if found:
            return found
    return []


def _line_before(content: str, at: int) -> str:
    return content[content.rfind("\n", 0, at) + 1:at]


def _walk(root: Path, without: Path) -> Iterator[str]:
    left_out = os.path.realpath(without)
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules" and os.path.realpath(os.path.join(folder, name)) != left_out]
        within = os.path.relpath(folder, root).replace(os.sep, "/")
        yield from (name if within == "." else f"{within}/{name}" for name in files)


def _text_of(path: Path) -> str | None:
    """The text of a file as places in it are counted; nothing where it cannot be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(text.LIMIT).decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, ValueError):
        return None
