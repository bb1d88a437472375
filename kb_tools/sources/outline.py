"""What a Markdown page has beside its text, for any project: its anchors, HTML, references to definitions, footnotes.

Python-Markdown makes the page; here its headings and ids are found without making it, and a test holds the two to each other.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markdown.extensions.toc import slugify as plain_slug
from markdown.extensions.toc import unique

from kb_tools.diagnostics import Span
from kb_tools.sources.markdown import Document

Slugify = Callable[[str, str], str]

_ATX = re.compile(r"^[ \t]*+(?:> ?)*+(#{1,6})(?!#)[ \t]*((?:\\.|[^\\\n])*?)[ \t]*#*[ \t]*$", re.M)
_SETEXT = re.compile(r"(?:\A|\n[ \t]*+\n)[ \t]*+(?:> ?)*+([^\n#>|][^\n]*+)\n[ \t]*+(?:> ?)*+(=++|-++)[ ]*(?=\n|\Z)")
_ATTRIBUTES = re.compile(r"[ \t]+\{:?[ ]*([^}\n]*?)[ ]*\}[ \t]*$|\{:[ ]*([^}\n]*?)[ ]*\}[ \t]*$")
_ID = re.compile(r"(?:^|\s)#([^\s}#.]+)|\bid=[\"']?([^\s\"'}]+)")
_BLOCK_ATTRIBUTES = re.compile(r"\{:?[ ]*([^{}\n]*#[\w:.-]+[^{}\n]*)\}")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:\s+[^\s=<>\"'/]+(?:\s*=\s*(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|[^\s\"'=<>`]{1,4000}))?){0,40})\s*/?>")
_ATTRIBUTE = re.compile(r"([^\s=<>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_LINKED = re.compile(r"\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_CITATION = re.compile(r"\[[^\]\n]*@[^\]\n]*\]")
_CODE = re.compile(r"(`+)(.+?)(?<!`)\1(?!`)")
_UNDERSCORES = re.compile(r"(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!])")
_REFERENCE = re.compile(r"(?<![\\\]!])(!?)\[([^\[\]\n]{1,400})\](?:[ ]?\[([^\[\]\n]{0,400})\])?(?![\[(:])")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n^]{1,400})\]:[ \t]*\n?[ \t]*\S", re.M)
_NOTE_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\n]{1,200})\]:", re.M)
_NOTE_USE = re.compile(r"(?<!\\)\[\^([^\]\n]{1,200})\](?!:)")


@dataclass(frozen=True)
class Tag:
    """An HTML element as written: name in small letters, attributes, where it stands, and where the value of each attribute does."""

    name: str
    attributes: dict[str, str]
    span: Span
    places: dict[str, Span]


@dataclass(frozen=True)
class Title:
    """A heading: its level, the words in it, the id it was given, and where it stands."""

    level: int
    words: str
    id: str
    span: Span


@dataclass(frozen=True)
class Named:
    """Something with a name: a reference to a definition, a definition, a footnote."""

    name: str
    span: Span


def titles(document: Document, attributes: bool) -> list[Title]:
    """The headings of a page in order, as Python-Markdown finds them; `attributes` says whether attribute lists are read."""
    body, raw, base = document.shielded, document.body, document.body_start
    # Code is blank in `body`: what a heading says is taken from the line as written.
    found = [(m.start(1), m.end(), len(m[1]), re.sub(r"[ \t]*#*[ \t]*$", "", raw[m.end(1):m.end()]).strip()) for m in _ATX.finditer(body)]
    found += [(m.start(1), m.end(1), 1 if m[2][0] == "=" else 2, raw[m.start(1):m.end(1)].strip()) for m in _SETEXT.finditer(body)]
    made = []
    for start, end, level, written in sorted(found):
        given = ""
        if attributes and (listed := _ATTRIBUTES.search(written)):
            named = _ID.search(listed[1] or listed[2] or "")
            given = (named[1] or named[2]) if named else ""
            written = written[:listed.start()]
        made.append(Title(level, words(written), given, Span(base + start, base + end)))
    return made


def words(written: str) -> str:
    """The words of a line of Markdown, without what marks them up."""
    kept: list[str] = []

    def keep(m: re.Match) -> str:
        kept.append(m[2].strip())
        return f"\x02{len(kept) - 1}\x03"

    text = _CODE.sub(keep, written) if "`" in written else written
    text = _FOOTNOTE.sub("", _IMAGE.sub("", text))
    text = _CITATION.sub("", _LINKED.sub(r"\1", text))
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", re.sub(r"<((?:https?:|mailto:)[^<>\s]+)>", r"\1", text))
    text = _UNDERSCORES.sub(r"\2", text).replace("**", "")
    text = re.sub(r"(?<![\\\w])\*(?=\S)(.+?)(?<=[^\s\\])\*(?!\w)", r"\1", text)
    text = html.unescape(_ESCAPED.sub(r"\1", text))
    return re.sub("\x02(\\d+)\x03", lambda m: kept[int(m[1])], text).strip()


def anchors(document: Document, slugify: Slugify | None, separator: str, attributes: bool) -> set[str]:
    """Every id of a page as Python-Markdown makes it; without `slugify`, only those that were given."""
    found = {tag.attributes[name] for tag in tags(document) for name in ("id", "name") if tag.attributes.get(name)}
    if attributes:
        for listed in _BLOCK_ATTRIBUTES.finditer(document.shielded):
            found |= {m[1] or m[2] for m in _ID.finditer(listed[1])}
    headings = titles(document, attributes)
    found |= {title.id for title in headings if title.id}
    if slugify is not None:
        for title in headings:
            if not title.id:
                unique(slugify(title.words, separator), found)
    found |= {f"fn:{note.name}" for note in notes(document)[1]} | {f"fnref:{note.name}" for note in notes(document)[0]}
    return found


def slugifier(written: Any) -> Slugify | None:
    """The function that makes ids, by what `slugify` of the extension `toc` names; nothing for one that is not known here."""
    if not written:
        return plain_slug
    name, options = _python(written)
    if name == "markdown.extensions.toc.slugify":
        return plain_slug
    if name == "markdown.extensions.toc.slugify_unicode":
        return lambda text, separator: plain_slug(text, separator, unicode=True)
    if name in ("pymdownx.slugs.slugify", "pymdownx.slugs.uslugify", "pymdownx.slugs.gfm"):
        case = options.get("case", "none") if name.endswith(".slugify") else "lower"
        return lambda text, separator: _letters(text, separator, case)
    return None


def _python(written: Any) -> tuple[str, dict[str, Any]]:
    """The name of a Python object in YAML, and what it is called with."""
    if isinstance(written, dict) and "!" in written:
        inner = written.get("value")
        options = inner.get("kwds", {}) if isinstance(inner, dict) else {}
        return str(written["!"]).partition(":")[2], options if isinstance(options, dict) else {}
    return "", {}


def _letters(text: str, separator: str, case: str) -> str:
    """An id as pymdownx.slugs makes it."""
    slug = unicodedata.normalize("NFC", re.sub(r"</?[^>]*>", "", text)).strip()
    slug = slug.lower() if case.startswith("lower") else slug.casefold() if case == "fold" else slug
    return re.sub(r"[^\w\- ]", "", slug).replace(" ", separator)


def tags(document: Document) -> Iterator[Tag]:
    """The HTML elements of a page outside of code and comments."""
    if "<" not in document.text:
        return
    body, base = document.shielded, document.body_start
    for m in _TAG.finditer(body):
        attributes, places = {}, {}
        for a in _ATTRIBUTE.finditer(body, m.start(3), m.end(3)):
            name = a[1].lower()
            group = next((i for i in (2, 3, 4) if a[i] is not None), 0)
            attributes.setdefault(name, html.unescape(a[group]) if group else "")
            places.setdefault(name, Span(base + a.start(group), base + a.end(group)) if group else Span(base + a.start(1), base + a.end(1)))
        yield Tag(m[2].lower() if not m[1] else "/" + m[2].lower(), attributes, Span(base + m.start(), base + m.end()), places)


def references(document: Document) -> tuple[list[Named], list[Named]]:
    """Links by reference, `[words][name]`, and the definitions of names; white space and capitals do not count."""
    body, base = document.shielded, document.body_start
    used = []
    if "][" in body or "] [" in body:
        for m in _REFERENCE.finditer(body):
            if m[3] is not None and "@" not in m[2] and not m[2].startswith("^"):
                used.append(Named(_key(m[3] or m[2]), Span(base + m.start(2), base + m.end(2)) if not m[3] else Span(base + m.start(3), base + m.end(3))))
    defined = [Named(_key(m[1]), Span(base + m.start(1), base + m.end(1))) for m in _DEFINITION.finditer(body)] if "]:" in body else []
    return used, defined


def notes(document: Document) -> tuple[list[Named], list[Named]]:
    """Footnotes that are referred to, and those that are written."""
    body, base = document.shielded, document.body_start
    if "[^" not in body:
        return [], []
    return ([Named(m[1], Span(base + m.start(), base + m.end())) for m in _NOTE_USE.finditer(body)],
            [Named(m[1], Span(base + m.start(), base + m.end() - 1)) for m in _NOTE_DEFINITION.finditer(body)])


def _key(name: str) -> str:
    return " ".join(name.lower().split())
