"""From a place in a built page back to the line that a person wrote."""

import os
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kb_tools.built.making import forms, names, pages_of
from kb_tools.built.site import Page, Site
from kb_tools.built.ways import way
from kb_tools.diagnostics import Span
from kb_tools.project import CONFIG, Project
from kb_tools.sources import html, markdown, text

_PART_OF_NAME = re.compile(r"[\w./%-]")
_ATTRIBUTE_LIST = re.compile(r"\{[^{}\n]*?#([^\s{}#.]+)")
_MOST_KEPT = 500
"""Sources, and answers about them, that are held at a time."""


class Origin(NamedTuple):
    """A place in a source of the project."""

    path: str
    span: Span


@dataclass(frozen=True)
class Source:
    """A source of pages: its text, and where in it stands what: an id, an address, one that means a page, one that may mean a path."""

    text: str
    places: dict[Hashable, list[Span]]


class Sought(NamedTuple):
    """What is looked for in sources: an id, or an address with the path it leads to."""

    id: str = ""
    target: str = ""
    path: str = ""
    anchor: str = ""
    in_head: bool = False
    is_redirect: bool = False


class Origins:
    """The sources of a site's pages. `folder` is where the site stands."""

    def __init__(self, site: Site, project: Project, folder: Path):
        self._site, self._project, self._folder = site, project, folder
        self._of: dict[str, list[str]] = {}
        self._sources: dict[str, Source | None] = {}
        self._matches: dict[tuple[str, Sought], list[Span]] = {}
        self._copies: dict[tuple[str, str], bool] = {}
        self._last: tuple[str, dict[tuple[str, str], list[int]]] = "", {}

    def of(self, page: str) -> list[str]:
        """The files that a page is made from, the nearest first: what its link for editing names, and what the project makes it from."""
        if page not in self._of:
            made = self._files_of.get(page, [])
            edited = self._edited(self._site.pages[page]) if page in self._site.pages else ""
            self._of[page] = [edited, *(path for path in made if path != edited)] if edited else made
        return self._of[page]

    def place(self, page: str, span: Span) -> Origin | None:
        """Where a person wrote what stands at a place of a page or stylesheet; nothing where that is not known."""
        sources = self.of(page)
        if not span.end:
            return Origin(sources[0], span) if sources else None
        here = self._site.pages.get(page) or self._site.sheets.get(page)
        sought, number = self._sought(here, span) if here else (None, 0)
        if sought is None:
            return None
        for path in sources:
            if posixpath.splitext(path)[1] == posixpath.splitext(page)[1]:
                if self._is_copy(page, path):
                    return Origin(path, span)
            elif found := self._places(path, sought):
                return Origin(path, found[min(number, len(found) - 1)])
        return self._in_config(page, sought)

    # What is looked for

    def _sought(self, page: Page, span: Span) -> tuple[Sought | None, int]:
        """What stands at a place of a page, and how many of the same stand before it; nothing where that is no address and no id."""
        document = page.document
        number = bisect_right(document.starts, span.start) - 1
        if number < 0:
            return None, 0
        start, tag = document.starts[number], document.tags[number]
        for anchor in tag.anchors:
            if start + anchor.start == span.start:
                return Sought(anchor.name), bisect_left(self._all_on(page)["id", anchor.name], span.start)
        link = next((link for link in tag.links if start + link.start == span.start), None)
        if link is None:
            return None, 0
        base = self._site.goal(page.path, document.base) if document.base else page.path
        goal = self._site.goal(base or page.path, link.target) or ""
        in_head = link.element in ("link", "meta", "base")
        sought = Sought("", link.target, self._site.find(goal) or goal, way(link.target).anchor, in_head, link.rel == "refresh")
        return sought, bisect_left(self._all_on(page)["address", link.target], span.start)

    def _all_on(self, page: Page) -> dict[tuple[str, str], list[int]]:
        """Where each address and each id of a page stands; findings come page by page, so the last page is remembered."""
        if self._last[0] != page.path:
            places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
            for start, tag in zip(page.document.starts, page.document.tags, strict=True):
                for link in tag.links:
                    places["address", link.target].append(start + link.start)
                for anchor in tag.anchors:
                    places["id", anchor.name].append(start + anchor.start)
            self._last = page.path, places
        return self._last[1]

    # Looking in sources

    def _places(self, path: str, sought: Sought) -> list[Span]:
        """Where a source says what is looked for: surely, else possibly."""
        key = path, sought
        if key not in self._matches:
            if len(self._matches) >= _MOST_KEPT:
                self._matches.clear()
            source = self._source(path)
            self._matches[key] = _places_in(source, sought) if source else []
        return self._matches[key]

    def _source(self, path: str) -> Source | None:
        if path not in self._sources:
            if len(self._sources) >= _MOST_KEPT:
                self._sources.clear()
            content = _text_of(self._project.root / path)
            self._sources[path] = None if content is None else self._taken_apart(path, content)
        return self._sources[path]

    def _taken_apart(self, path: str, content: str) -> Source:
        bare = markdown.shield(content) if path.endswith(".md") else content
        document = html.read(bare)
        found: defaultdict[Hashable, set[Span]] = defaultdict(set)
        for start, tag in zip(document.starts, document.tags, strict=True):
            for name, begin, end in tag.anchors:
                found["id", name].add(Span(start + begin, start + end))
        for listed in _ATTRIBUTE_LIST.finditer(bare):
            found["id", listed[1]].add(Span(*listed.span(1)))
        written = [(link.target, link.span) for link in markdown.links(bare)]
        written += [(link.target, Span(start, start + link.end - link.start)) for start, link in document.links()]
        for target, span in written:
            for key in self._meanings(path, target):
                found[key].add(span)
        return Source(content, {key: sorted(spans, key=lambda span: span.start) for key, spans in found.items()})

    def _meanings(self, source: str, target: str) -> Iterable[Hashable]:
        """What an address in a source may become: itself, a page that is made of the file it names, a path in the site."""
        yield "address", target
        yield "address", unquote(unescape(target))
        address, _, anchor = unescape(target).partition("#")
        plain, anchor = unquote(address.partition("?")[0]), unquote(anchor)
        if not plain or ":" in plain.partition("/")[0]:
            return
        path = posixpath.normpath(plain if plain.startswith("/") else posixpath.join(posixpath.dirname(source), plain))
        for page in self._pages_of.get(path, ()):
            yield "page", page, anchor
        for form in forms(path.lstrip("/") if plain.startswith("/") else self._below_docs(path)):
            yield "path", form, anchor

    def _in_config(self, page: str, sought: Sought) -> Origin | None:
        """Where the settings name what a theme made a link of."""
        source = self._source(CONFIG) if sought.target else None
        if source is None:
            return None
        named = names(sought.path)
        if sought.path in self._site.files and not sought.is_redirect:
            named = [f"{name}#{sought.anchor}" for name in named if sought.anchor]
        found = _occurrences(source.text, [sought.target, *named])
        beside = [place for place in found if _occurrences(_line_before(source.text, place.start), names(page))] if sought.is_redirect else []
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
        return pages_of(self._project, self._folder)

    def _below_docs(self, path: str) -> str:
        docs = "docs" if self._project.ours else self._project.docs
        return path.removeprefix(f"{docs}/") if docs != "." else path

    def _is_copy(self, page: str, path: str) -> bool:
        """Tell whether a file was taken into the site as it is."""
        if (page, path) not in self._copies:
            content = _text_of(self._project.root / path)
            self._copies[page, path] = content is not None and content == _text_of(self._folder / page)
        return self._copies[page, path]

    def _edited(self, page: Page) -> str:
        """The file that a page's link for editing names."""
        for tag in page.document.tags:
            if tag.mark == html.EDIT and tag.links:
                try:
                    parts = unquote(urlsplit(tag.links[0].target).path).strip("/").split("/")
                except ValueError:
                    continue
                for n in range(len(parts) if ".." not in parts and len(parts) < 50 else 0):
                    path = "/".join(parts[n:])
                    if path and "\0" not in path and os.path.isfile(self._project.root / path):
                        return path
        return ""


def _places_in(source: Source, sought: Sought) -> list[Span]:
    if sought.id:
        return source.places.get(("id", sought.id), [])
    if not sought.in_head:
        keys = {("address", sought.target), ("address", unquote(sought.target)), ("page", sought.path, sought.anchor)}
        surely = {span for key in keys for span in source.places.get(key, ())}
        if found := sorted(surely, key=lambda span: span.start) or source.places.get(("path", sought.path, sought.anchor)):
            return found
    return _occurrences(source.text, [sought.target])


def _occurrences(content: str, named: Iterable[str]) -> list[Span]:
    """Where one of some names stands whole in a text; the first name that stands anywhere counts."""
    for name in named:
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


def _text_of(path: Path) -> str | None:
    """The text of a file as places in it are counted; nothing where it cannot be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with path.open("rb") as file:
            return text.decode_anyway(file.read(text.LIMIT))
    except (OSError, ValueError):
        return None
