"""A built site: its files, its pages, its lists of pages, and where an address on a page leads."""

import posixpath
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from kb_tools.built.lists import Listed
from kb_tools.built.ways import Kind, Way, way, within
from kb_tools.sources import html
from kb_tools.sources.html import Document


@dataclass(frozen=True)
class Page:
    """A page or stylesheet: its path from the root of the site, and what matters of it."""

    path: str
    document: Document

    @cached_property
    def is_redirect(self) -> bool:
        """Whether it only leads on to another page."""
        return self.document.redirect is not None

    @cached_property
    def is_listed(self) -> bool:
        """Whether readers are to find it: it is no redirect, no page for errors, and not kept from search engines."""
        return not (self.is_redirect or self.is_for_errors or self.document.has(html.NO_INDEX))

    @property
    def is_for_errors(self) -> bool:
        """Whether a server shows it at any address."""
        return posixpath.basename(self.path) in ("404.html", "404.htm", "500.html", "50x.html")


@dataclass(frozen=True)
class Trouble:
    """A file that cannot be read as it should: where, what is so, and what to do."""

    path: str
    offset: int
    message: str
    hint: str


@dataclass(frozen=True)
class Site:
    """The files of a built site by their paths from its root, and what those say that list or hold pages.

    `address` is the site's own, `https://example.org/handbook/`, where it is known. `shown` stands before a path of the
    site where it is named to a person.
    """

    files: frozenset[str]
    pages: dict[str, Page] = field(default_factory=dict)
    sheets: dict[str, Page] = field(default_factory=dict)
    sitemaps: dict[str, list[Listed]] = field(default_factory=dict)
    indexes: dict[str, list[Listed]] = field(default_factory=dict)
    """The search's entries; their addresses count from the root of the site."""
    troubles: tuple[Trouble, ...] = ()
    address: str = ""
    shown: str = ""

    @cached_property
    def folded(self) -> dict[str, str]:
        """Each file by its path without capitals; the first, where several differ in nothing else."""
        made: dict[str, str] = {}
        for path in sorted(self.files):
            made.setdefault(fold(path), path)
        return made

    @cached_property
    def listed(self) -> dict[str, list[tuple[Listed, str | None]]]:
        """What stands in each sitemap, each address with the path it leads to; nothing where that is out of the site."""
        return {path: [(one, self.from_root(way(one.target))) for one in listed] for path, listed in self.sitemaps.items()}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What can be linked to, as a person would name it."""
        return tuple(sorted(name_of(path) for path in self.files))

    def find(self, path: str) -> str:
        """Return the file that a server gives for a path: the file itself or the `index.html` in it; nothing where there is none."""
        if path in self.files:
            return path
        inner = f"{path}/index.html"
        return inner if inner in self.files else ""

    def goal(self, page: str, target: str) -> str | None:
        """Return the path that an address on a page leads to, be there a file or not; nothing where it leads out of the site."""
        known = way(target)
        if known.kind is Kind.SELF:
            return page
        if known.kind is Kind.RELATIVE:
            starts = starts_of(page)
            return starts[known.up] + known.path if known.up < len(starts) else None
        return self.from_root(known)

    def from_root(self, known: Way) -> str | None:
        """The path in the site of an address that counts from the root of a server, or names the server too."""
        if known.kind is Kind.ROOT:
            path = f"{known.path}/index.html" if f"{known.path}/" == self._base else known.path
            return path[len(self._base):] if path.startswith(self._base) else None
        if known.kind in (Kind.URL, Kind.NO_SCHEME) and self.address:
            own, written = (address[address.index("//"):] for address in (self.address, known.path))
            if written[:len(own) - 1].lower() == own[:-1].lower() and written[len(own) - 1:len(own)] in ("", "/", "?"):
                return within(written[len(own):].partition("?")[0])
        return None

    @cached_property
    def _base(self) -> str:
        """The path of the site on its server, without a slash in front."""
        return unquote(self.address.split("/", 3)[3]) if self.address else ""


def name_of(path: str) -> str:
    """A path as a person would name it: a folder in place of its `index.html`."""
    return path.removesuffix("index.html") if path.endswith("/index.html") else path


def starts_of(path: str) -> list[str]:
    """The folder of a file and all above it, each with a slash behind; the last is the root."""
    parts = path.split("/")[:-1]
    return ["".join(f"{part}/" for part in parts[:n]) for n in range(len(parts), -1, -1)]


def fold(path: str) -> str:
    """A path in small letters, for comparing: as file systems do that do not tell capitals."""
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
