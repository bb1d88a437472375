"""The links of a built site that do not simply lead to a file, sorted by what is so with them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kb_tools.built.site import Page, Site, fold, starts_of
from kb_tools.built.ways import Kind, Way, way
from kb_tools.diagnostics import Span
from kb_tools.sources.html import Link

_FETCHED = frozenset({"src", "srcset", "imagesrcset", "poster", "background", "data", "manifest", "url()", "@import", "style"})
_FETCHED_RELS = frozenset({
    "stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon", "mask-icon", "preconnect", "dns-prefetch",
})
_LEADING = frozenset({"a", "area", "form", "iframe", "frame"})


class What(Enum):
    """What is so with a link."""

    MISSING = "there is no such file"
    ANCHOR = "the file has no such anchor"
    CASE = "there is such a file, with other capitals"
    ROOT = "it begins at the root of the server"
    OUTSIDE = "it leads out of the site"
    UNSAFE = "its scheme is one that no page should use"
    NO_SCHEME = "it names a server and no scheme"
    MALFORMED = "it cannot be read"
    FETCHED = "another server is asked for it when the page is opened"
    LOST = "a redirect, and it leads to no page"


@dataclass(frozen=True)
class Stray:
    """A link: on which page, where its address stands, and where it leads. `near` is the file that was meant."""

    page: str
    span: Span
    link: Link
    path: str = ""
    anchor: str = ""
    near: str = ""


@dataclass(frozen=True)
class Followed:
    """A site whose links were followed: its strays, and the pages that another page links to."""

    site: Site
    strays: dict[What, list[Stray]]
    linked: set[str]

    def of(self, what: What) -> list[Stray]:
        """The links with which this is so."""
        return self.strays.get(what, [])

    def listed(self) -> Iterator[Page]:
        """The pages that readers are to find."""
        return (page for page in self.site.pages.values() if page.is_listed)


def follow(site: Site) -> Followed:
    """Follow every link of a site once."""
    strays: defaultdict[What, list[Stray]] = defaultdict(list)
    linked, ways, files, pages = set(), {}, site.files, site.pages
    for page in (*pages.values(), *site.sheets.values()):
        here, starts = _base(site, page)
        for at, tag in zip(page.document.starts, page.document.tags, strict=True):
            for link in tag.links:
                known = ways.get(link.target)
                if known is None:
                    known = ways[link.target] = way(link.target)
                path = None
                if known.kind is Kind.RELATIVE:
                    if known.up < len(starts):
                        path = starts[known.up] + known.path
                elif known.kind is Kind.SELF:
                    path = here
                # Most links are as they should be: they go no further than this.
                if path not in files or (known.anchor and path in pages and known.anchor not in pages[path].document.anchors):
                    what, path, near = _judge(site, page, link, known, path, bool(starts))
                    if what:
                        strays[what].append(Stray(page.path, Span(at + link.start, at + link.end), link, path, known.anchor, near))
                if path != page.path and link.element in _LEADING:
                    linked.add(path)
    return Followed(site, dict(strays), linked)


def _base(site: Site, page: Page) -> tuple[str | None, list[str]]:
    """The page and the folders from which the links of a page count; none where they count from another site."""
    base = page.document.base
    here = site.goal(page.path, base) if base else page.path
    return here, [] if here is None else starts_of(here)


def _judge(site: Site, page: Page, link: Link, known: Way, path: str | None, is_here: bool) -> tuple[What | None, str, str]:
    """What is so with a link, the path it leads to, and the file that was meant."""
    if known.kind in _AT_ONCE:
        return _AT_ONCE[known.kind], known.path, ""
    if link.element == "base" or "canonical" in link.rel.split():
        return (What.ROOT if known.kind is Kind.ROOT else None), known.path, ""
    if path is None:
        path = site.from_root(known)
    if path is None:
        return _judge_leaving(link, known, is_here), known.path, ""
    if file := site.find(path):
        return _judge_found(site, page, link, known, file), file, ""
    near, meant = _near(site, page, known, path)
    if near != meant:
        return What.CASE, meant, near
    return (What.LOST if link.rel == "refresh" else What.MISSING), path, near


_AT_ONCE = {Kind.UNSAFE: What.UNSAFE, Kind.MALFORMED: What.MALFORMED, Kind.OTHER: None}


def _judge_leaving(link: Link, known: Way, is_here: bool) -> What | None:
    if known.kind in (Kind.URL, Kind.NO_SCHEME):
        return What.FETCHED if _is_fetched(link) else What.NO_SCHEME if known.kind is Kind.NO_SCHEME else None
    if known.kind is not Kind.ROOT and not is_here:
        return None
    return What.LOST if link.rel == "refresh" else What.OUTSIDE


def _judge_found(site: Site, page: Page, link: Link, known: Way, file: str) -> What | None:
    there = site.pages.get(file)
    if known.anchor and there and not there.is_redirect and not {known.anchor, link.target.partition("#")[2]} & there.document.anchors:
        return What.ANCHOR
    if known.kind is Kind.NO_SCHEME:
        return What.NO_SCHEME
    return What.ROOT if known.kind is Kind.ROOT and not page.is_for_errors else None


def _near(site: Site, page: Page, known: Way, path: str) -> tuple[str, str]:
    """The file that a path may have meant, and the same with the capitals that the path has; nothing twice where there is none.

    A generator that does not find a file leaves its address as it stands in Markdown: seen from the file `page.md`, and not
    from `page/`.
    """
    paths, starts = [path], starts_of(page.path)
    if known.kind is Kind.RELATIVE and page.path.endswith("/index.html") and known.up + 1 < len(starts):
        paths.append(starts[known.up + 1] + known.path)
    for one in paths:
        stem = one.removesuffix(".md")
        pages = (f"{stem}.html", f"{stem}/index.html", f"{stem.removesuffix('README')}index.html") if stem != one else (f"{one}.html",)
        for meant in (one, f"{one}/index.html", *pages):
            if near := site.folded.get(fold(meant)):
                return near, meant
    return "", ""


def _is_fetched(link: Link) -> bool:
    """Tell whether a browser fetches what a link leads to without being asked."""
    if link.element == "link":
        return not _FETCHED_RELS.isdisjoint(link.rel.split())
    return link.attribute in _FETCHED or link.element in ("image", "use", "feimage")
