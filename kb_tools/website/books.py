"""Each edition as a book: pages as the site has them, made into chapters of an EPUB."""

import posixpath
from collections.abc import Callable
from pathlib import Path

from kb_tools import addresses
from kb_tools.export import epub
from kb_tools.export.jsonld import site_base
from kb_tools.export.xhtml import xhtml
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook
from kb_tools.model import LANGUAGES
from kb_tools.render import Edition, book
from kb_tools.writing import write


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write `tongban.en.epub` and `tongban.zh.epub` into the folder `target`; return what was written."""
    graph = Graph(handbook)
    written = [target / f"tongban.{lang}.epub" for lang in LANGUAGES]
    for lang, path in zip(LANGUAGES, written):
        write(path, epub.pack(made(Edition(handbook, graph, lang))))
    return written


def made(edition: Edition) -> epub.Book:
    """Return the book of an edition."""
    w, parts = edition.words, list(book.parts(edition))
    held = {chapter.address for _, chapters in parts for chapter in chapters}
    return epub.Book(edition.lang, f"Tongban 同伴 · {w('home-title')}", w("site-description"), edition.handbook.newest(), w("book-contents"), [
        (title, [epub.Chapter(_path(one.address), one.title, xhtml(one.body, _links(one.address, held, addresses.EDITIONS[edition.lang]))) for one in chapters])
        for title, chapters in parts
    ])


def _path(address: str) -> str:
    """Where a page of the site stands in the book."""
    return f"{address.removesuffix('.html')}.xhtml"


def _links(page: str, held: set[str], prefix: str) -> Callable[[str], str | None]:
    """What to write for a link on a page: into the book, to another site, to the page on ours where its address is known; else nothing."""
    def link(written: str) -> str | None:
        if ":" in written.partition("/")[0]:
            return written if written.startswith(("https:", "http:", "mailto:", "tel:")) else None
        path, mark, anchor = written.partition("#")
        if not path:
            return written if anchor else None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        if target in held:
            return addresses.relative(_path(target) + mark + anchor, _path(page))
        for folder, chapter in book.GATHERED.items():
            if target.startswith(folder) and chapter in held:
                return addresses.relative(f"{_path(chapter)}#{posixpath.basename(target).removesuffix('.html')}", _path(page))
        return site_base() + prefix + target + mark + anchor if site_base() and not target.startswith("..") else None

    return link
