"""HTML: the tags of a built page that lead somewhere, or that links lead to, by one scan that makes no tree.

Tags are cut as a browser cuts them, so any text is read, in a time that grows with its length. Most tags of a site stand
on many of its pages: a `Reader` takes each apart once. Offsets count characters of the whole text.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.entities import html5
from typing import NamedTuple

_TEXT_ALONE = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_VALUE = r"""(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|(?!["'])([^\s>]*+))"""
_ATTRIBUTE = rf"([^\s/>][^\s/>=]*+)(?:\s*+=\s*+{_VALUE})?"
_ATTRIBUTES = re.sub(r"\((?!\?)", "(?:", rf"(?:[\s/]++|{_ATTRIBUTE})*+")
# Tags without attributes are passed over. What is never closed reaches to the end of the text.
_TAG = re.compile(
    rf"<(?!/?(?!(?:{_TEXT_ALONE}|template)>)[a-z0-9]++>)"
    rf"(?:(/?[a-zA-Z][^\s/>]*+){_ATTRIBUTES}(>|\Z)|!--(?:-?>|.*?(?:--!?>|\Z))|[!?/][^>]*+(?:>|\Z))", re.S)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_REFERENCE = re.compile(r"&(?:#\w{1,10}+;?|\w{1,40}+;)")
_WORTH = re.compile(
    r"<(?:img|meta|template|input)[\s/>]"
    r"|[\s/\"'](?:(?:xlink:)?href|src|srcset|imagesrcset|id|name|action|formaction|poster|data|background|manifest|style)\s*+=", re.I)
_CSS_TEXT = r"""\"((?:[^"\\\n]|\\[^\n])*+)"|'((?:[^'\\\n]|\\[^\n])*+)'"""
_CSS = re.compile(
    rf"""/\*.*?(?:\*/|\Z)|@namespace[^;{{]*+|@import\s*+(?:{_CSS_TEXT})|url\(\s*+(?:{_CSS_TEXT}|((?:[^\s"'()\\]|\\[^\n])*+))"""
    r"""|"(?:[^"\\\n]|\\(?:.|\Z))*+(?:"|(?=\n)|\Z)|'(?:[^'\\\n]|\\(?:.|\Z))*+(?:'|(?=\n)|\Z)""", re.S | re.I)
_CANDIDATE = re.compile(r"[\s,]*+([^\s,]\S*+)")
_DESCRIPTORS = re.compile(r"(?:[^,(]++|\([^)]*+(?:\)|\Z))*+")
_REFRESH = re.compile(r"\s*+[\d.]++(?:\s++[;,]?|[;,])\s*+(?:url\s*+=\s*+)?[\"']?+([^\"']++)", re.I)

_LEADING = frozenset({"href", "xlink:href", "src", "srcset", "imagesrcset", "action", "formaction", "poster", "background", "manifest"})
_PICTURES = frozenset({"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"})
_LONGEST_KEPT, _MOST_KEPT = 400, 200_000


class Link(NamedTuple):
    """An address in a tag: element and attribute, the address with its character references read, where it stands in the tag.

    `rel` is what a `<link>` says it is, `lang` its language.
    """

    element: str
    attribute: str
    target: str
    start: int
    end: int
    rel: str = ""
    lang: str = ""


class Anchor(NamedTuple):
    """An id, or the name of an `<a>`, and where it stands in its tag."""

    name: str
    start: int
    end: int


class Tag(NamedTuple):
    """What matters of a tag. `mark` says that an image has no words, that search engines are to pass over the page, or that a link is for editing it."""

    element: str
    links: tuple[Link, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    mark: str = ""


NO_WORDS, NO_INDEX, EDIT = "no words", "no index", "edit"


@dataclass(frozen=True)
class Document:
    """A page: its title, the tags that matter, each with the offset at which it begins, and which of them say something of the page as a whole."""

    title: str
    tags: list[Tag]
    starts: array
    of_page: list[int] = field(default_factory=list)

    def links(self) -> Iterator[tuple[int, Link]]:
        """Each link with the offset at which its address begins."""
        for start, tag in zip(self.starts, self.tags):
            for link in tag.links:
                yield start + link.start, link

    @cached_property
    def anchors(self) -> frozenset[str]:
        """All ids and names: where a link into the page may lead."""
        return frozenset(anchor.name for tag in self.tags for anchor in tag.anchors)

    @cached_property
    def page_links(self) -> list[tuple[int, Link]]:
        """The links of `<base>`, `<link>` and `<meta>`, each with the offset at which its address begins."""
        return [(self.starts[n] + link.start, link) for n in self.of_page for link in self.tags[n].links]

    @cached_property
    def base(self) -> str:
        """The address from which its links are read, where it gives one."""
        return next((link.target for _, link in self.page_links if link.element == "base"), "")

    @cached_property
    def redirect(self) -> tuple[int, Link] | None:
        """The link of `<meta http-equiv="refresh">`, with its offset."""
        return next(((start, link) for start, link in self.page_links if link.rel == "refresh"), None)

    @cached_property
    def canonical(self) -> tuple[int, Link] | None:
        """The address that it calls its own, with the offset."""
        return next(((start, link) for start, link in self.page_links if "canonical" in link.rel.split()), None)

    def has(self, mark: str) -> bool:
        """Tell whether a tag of it has a mark."""
        return any(tag.mark == mark for tag in self.tags)


class Reader:
    """Reads pages, and remembers the tags that it took apart."""

    def __init__(self) -> None:
        self._known: dict[str, Tag | None] = {}

    def read(self, text: str) -> Document:
        """Return what matters of a page."""
        title, tags, starts, of_page = "", [], array("I"), []
        known, at, inert = self._known, 0, 0
        while at >= 0:
            resume = -1
            for found in _TAG.finditer(text, at):
                written = found[0]
                tag = known[written] if written in known else self._learn(written, found)
                if tag is None:
                    continue
                element = tag.element
                if element == "template" or element == "/template":
                    inert = max(0, inert + (1 if element == "template" else -1))
                if not inert and (tag.links or tag.anchors or tag.mark):
                    if element in _OF_PAGE:
                        of_page.append(len(tags))
                    tags.append(tag)
                    starts.append(found.start())
                if element in _ALONE:
                    resume = _end_of_text(text, found.end(), element)
                    if element == "title" and not title:
                        title = " ".join(_unescaped(text[found.end():resume]).split())
                    elif element == "style" and not inert:
                        _take_sheet(text, found.end(), resume, tags, starts)
                    break
            at = resume
        return Document(title, tags, starts, of_page)

    def _learn(self, written: str, found: re.Match) -> Tag | None:
        """Take a tag apart; nothing where it does not matter."""
        element = found[1].lower() if found[1] and found[2] else ""
        tag = None
        if element and (element in _ALONE or (element[0] != "/" and _WORTH.search(written)) or element == "/template"):
            tag = _taken_apart(written, len(found[1]) + 1, element)
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        if tag is not None or len(written) <= _LONGEST_KEPT:
            self._known[written] = tag
        return tag


_OF_PAGE = frozenset({"base", "link", "meta"})
_ALONE = frozenset(_TEXT_ALONE.split("|"))
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in _ALONE}


def read(text: str) -> Document:
    """Return what matters of one page."""
    return Reader().read(text)


def read_css(text: str) -> Document:
    """Return the links of a stylesheet, as if it were a page."""
    tags, starts = [], array("I")
    _take_sheet(text, 0, len(text), tags, starts)
    return Document("", tags, starts)


def _end_of_text(text: str, start: int, element: str) -> int:
    end = _ENDS[element].search(text, start)
    return end.start() if end else len(text)


def _take_sheet(text: str, start: int, end: int, tags: list[Tag], starts: array) -> None:
    links = tuple(_css_links("style", text[start:end]))
    if links:
        tags.append(Tag("style", links))
        starts.append(start)


def _taken_apart(written: str, start: int, element: str) -> Tag | None:
    found: dict[str, tuple[str, int, int]] = {}
    for m in _EACH_ATTRIBUTE.finditer(written, start):
        group = 2 if m[2] is not None else 3 if m[3] is not None else 4 if m[4] is not None else 1
        name = m[1].lower()
        if name not in found:
            found[name] = ("" if group == 1 else _unescaped(m[group]), m.start(group), m.end(group))
    links = tuple(_links(element, found))
    named = {found[name][0]: Anchor(*found[name]) for name in (("name", "id") if element == "a" else ("id",)) if _said(found, name)}
    mark = _mark(element, found)
    if links or named or mark or element in _ALONE or element.endswith("template"):
        return Tag(element, links, tuple(named.values()), mark)
    return None


def _links(element: str, found: dict[str, tuple[str, int, int]]) -> Iterator[Link]:
    rel, lang = _said(found, "rel").lower(), _said(found, "hreflang")
    for name, (value, start, end) in found.items():
        as_written = end - start == len(value)  # no character reference stands in it, so places inside can be counted
        if name in ("srcset", "imagesrcset"):
            for at, candidate in _candidates(value):
                yield Link(element, name, candidate, *((start + at, start + at + len(candidate)) if as_written else (start, end)))
        elif name in _LEADING or (name == "data" and element == "object"):
            yield Link(element, name.removeprefix("xlink:"), value, start, end, rel if element in ("link", "a") else "", lang)
        elif name == "style" and "(" in value:
            for link in _css_links(element, value):
                yield Link(element, name, link.target, *((start + link.start, start + link.end) if as_written else (start, end)))
        elif name == "content" and element == "meta":
            if _said(found, "http-equiv").lower() == "refresh":
                if refresh := _REFRESH.match(value):
                    place = (start + refresh.start(1), start + refresh.end(1)) if as_written else (start, end)
                    yield Link(element, name, refresh[1].strip(), *place, "refresh")
            elif (_said(found, "property") or _said(found, "name")).lower() in _PICTURES:
                yield Link(element, name, value, start, end)


def _said(found: dict[str, tuple[str, int, int]], name: str) -> str:
    return found[name][0] if name in found else ""


def _candidates(value: str) -> Iterator[tuple[int, str]]:
    """The addresses of a `srcset`, each with its offset."""
    at = 0
    while found := _CANDIDATE.match(value, at):
        yield found.start(1), found[1].rstrip(",")
        at = found.end() if found[1].endswith(",") else _DESCRIPTORS.match(value, found.end()).end()


def _css_links(element: str, text: str) -> Iterator[Link]:
    for m in _CSS.finditer(text):
        group = m.lastindex
        if group and m[group]:
            target = re.sub(r"\\(.)", r"\1", m[group]) if "\\" in m[group] else m[group]
            yield Link(element, "@import" if group < 3 else "url()", target, m.start(group), m.end(group))


def _mark(element: str, found: dict[str, tuple[str, int, int]]) -> str:
    if element == "meta":
        return NO_INDEX if _said(found, "name").lower() == "robots" and "noindex" in _said(found, "content").lower() else ""
    if element == "a":
        is_edit = "edit" in (_said(found, "rel"), *re.split(r"[\s_-]+", _said(found, "class"))) or "/edit/" in _said(found, "href")
        return EDIT if is_edit else ""
    if element == "img" or (element == "area" and "href" in found) or (element == "input" and _said(found, "type").lower() == "image"):
        spoken = {"alt", "aria-label", "aria-labelledby"} & found.keys()
        silent = _said(found, "role").lower() in ("presentation", "none") or _said(found, "aria-hidden") == "true"
        return "" if spoken or silent else NO_WORDS
    return ""


def _unescaped(text: str) -> str:
    # In an address `&copy=` is no sign of copyright: only what ends in a semicolon is read.
    return _REFERENCE.sub(lambda m: unescape(m[0]) if m[0][1] == "#" else html5.get(m[0][1:], m[0]), text) if "&" in text else text
