"""A book as EPUB 3: its chapters, contents and facts in one file, the same bytes for the same book."""

import io
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from kb_tools.export import xml
from kb_tools.export.openapi import LICENCE

NAMESPACE = uuid.UUID("746f6e67-6261-4e6e-8f74-6f6e6762616e")
"""Of the identifiers of books and feeds: they stay the same from edition to edition."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_FOLDER = "book/"
_CONTAINER = ('<?xml version="1.0" encoding="UTF-8"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
              f'<rootfile full-path="{_FOLDER}package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n')
_STYLE = """body{line-height:1.5;margin:0 4%}
h1{line-height:1.2}h2{margin-top:1.6em}
.sub,.tb-meta,small{color:#444;font-size:.9em}
.lead{font-size:1.1em}
.care{border:2px solid #000;padding:.2em 1em;margin:1em 0}
.bare{list-style:none;padding-left:0}
.mins{font-weight:bold;margin-right:.5em}
.tier{border:1px solid #000;padding:0 .3em}
.strip{display:none}
dt{font-weight:bold}dd{margin-left:1em}
blockquote,.say{border-left:3px solid #000;margin-left:0;padding-left:.8em}
table{border-collapse:collapse}td,th{border:1px solid #666;padding:.2em .4em;text-align:left;vertical-align:top}
svg{width:9em;height:6em;fill:none;stroke:#000;stroke-width:2;display:block}
.chip{margin-right:.6em}
dd small,li small,h3 small,b+.tb-meta{margin-left:.5em}
.care-go{font-weight:bold}
"""


@dataclass(frozen=True)
class Chapter:
    """A chapter: where it stands in the book, its title, and its body as XHTML."""

    path: str
    title: str
    body: str


@dataclass(frozen=True)
class Book:
    """A book: its language, title, what it is about, the day of its edition, and its parts, each with a title (none for the first) and chapters."""

    lang: str
    title: str
    description: str
    date: str
    contents: str
    """The word for the list of contents."""
    parts: list[tuple[str, list[Chapter]]] = field(repr=False)

    @property
    def chapters(self) -> list[Chapter]:
        """All chapters in order."""
        return [chapter for _, chapters in self.parts for chapter in chapters]


def pack(book: Book) -> bytes:
    """Return a book as an EPUB file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in _files(book):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.encode("utf-8"))
    return out.getvalue()


def _files(book: Book) -> Iterator[tuple[str, str]]:
    yield "mimetype", "application/epub+zip"
    yield "META-INF/container.xml", _CONTAINER
    yield f"{_FOLDER}package.opf", _package(book)
    yield f"{_FOLDER}contents.xhtml", _page(book, "contents.xhtml", book.contents, _contents(book))
    yield f"{_FOLDER}style.css", _STYLE
    for chapter in book.chapters:
        yield _FOLDER + chapter.path, _page(book, chapter.path, chapter.title, chapter.body)


def _package(book: Book) -> str:
    date = book.date or "1980-01-01"
    items = "".join(
        f'<item id="c{i}" href={xml.value(one.path)} media-type="application/xhtml+xml"{_properties(one)}/>' for i, one in enumerate(book.chapters, 1)
    )
    order = "".join(f'<itemref idref="c{i}"/>' for i in range(1, len(book.chapters) + 1))
    facts = "".join(f'<meta property="{name}">{value}</meta>' for name, value in (
        ("dcterms:modified", f"{date}T00:00:00Z"), ("schema:accessMode", "textual"), ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "structuralNavigation"), ("schema:accessibilityHazard", "none"),
    ))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{book.lang}">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">{identifier(f"book/{book.lang}")}</dc:identifier>'
        f"<dc:title>{xml.text(book.title)}</dc:title><dc:language>{book.lang}</dc:language><dc:description>{xml.text(book.description)}</dc:description>"
        f"<dc:date>{date}</dc:date><dc:rights>{LICENCE}</dc:rights>{facts}</metadata>\n"
        '<manifest><item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="style" href="style.css" media-type="text/css"/>'
        f'{items}</manifest>\n<spine>{order}</spine></package>\n'
    )


def _properties(chapter: Chapter) -> str:
    return ' properties="svg"' if "<svg" in chapter.body else ""


def identifier(name: str) -> str:
    """Return the identifier of a book, a feed or an entry of one."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def _contents(book: Book) -> str:
    rows = []
    for title, chapters in book.parts:
        links = "".join(f"<li><a href={xml.value(chapter.path)}>{xml.text(chapter.title)}</a></li>" for chapter in chapters)
        rows.append(f"<li><span>{xml.text(title)}</span><ol>{links}</ol></li>" if title and links else links)
    return f'<nav epub:type="toc" id="toc"><h1>{xml.text(book.contents)}</h1><ol>{"".join(rows)}</ol></nav>'


def _page(book: Book, path: str, title: str, body: str) -> str:
    style = "../" * (len(PurePosixPath(path).parts) - 1) + "style.css"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{book.lang}" xml:lang="{book.lang}">'
        f'<head><title>{xml.text(title)}</title><link rel="stylesheet" href="{style}"/></head><body>{body}</body></html>\n'
    )
