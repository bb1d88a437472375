"""Contributed Markdown into HTML that can carry no script.

Raw HTML is shown as text, attribute lists are not read, and a link keeps its target only if its scheme is safe:
these are the doors of active content, shut here and nowhere else.
"""

import posixpath
import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTextInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from kb_tools import addresses
from kb_tools.sources.markdown import without_comments
from kb_tools.sources.url import is_safe

# Stand for the brackets of a citation while Markdown runs; XML and readers know neither.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MOST = 2_000
"""Texts whose HTML is remembered: a page asks for some of its texts twice, and some are said on many."""
_CITATION = r"(?<![\\!])\[([^\[\]\n]*@[A-Za-z][^\[\]\n]*)\](?![(\[])"
# A gap to fill in by hand: two of them in a paragraph are no emphasis of what stands between.
_BLANK = r"(_{3,})"
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2014\u2018-\u201d\u2026"
_HAN_BREAK = re.compile(rf"(?<=[{_CJK}])[ \t]*\n[ \t]*(?=[{_CJK}(])")
# Lines that begin with a letter and hold nothing that Markdown reads but citations: most of what is written. They need
# no converting.
_NOTHING = r"[^\\`*_\[\]{}<>&#|~\x00-\x1f\x7f-\x9f\u2028\u2029\ue000\ue001]"
_PLAIN_LINE = rf"[^\W\d_](?:{_NOTHING}++|(?<!!)\[@[A-Za-z]{_NOTHING}*+\](?![(\[:]))*+(?<! )"
_PLAIN_PARAGRAPH = rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*"
_PLAIN = re.compile(rf"{_PLAIN_PARAGRAPH}(?:\n\n{_PLAIN_PARAGRAPH})*")


def inline(text: str) -> Markup:
    """Return a text of a YAML record as HTML: escaped, its citations left for the citation registry."""
    marked = re.sub(_CITATION, rf"{_OPEN}\1{_CLOSE}", text)
    return Markup(_unmark(escape(marked, quote=False)))


def plain_brackets(html: str) -> str:
    """Write square brackets as character references, so that nothing but a citation looks like one."""
    return html.replace("[", "&#91;").replace("]", "&#93;")


def _unmark(html: str) -> str:
    return plain_brackets(html).replace(_OPEN, "[").replace(_CLOSE, "]")


class Prose:
    """Converts the Markdown of one edition; `page_of` tells the address of the page that a file of the handbook becomes."""

    def __init__(self, page_of: Callable[[str], str | None]):
        self._page_of = page_of
        self._links = _Links()
        self._markdown = markdown.Markdown(
            extensions=["sane_lists", "fenced_code", "tables", _Handbook(self._links)],
            extension_configs={"tables": {"use_align_attribute": True}},
            output_format="html",
        )
        self._made: dict[tuple[str, str, str], Markup] = {}

    def html(self, text: str, source: str, page: str) -> Markup:
        """Return the HTML of a Markdown text that stands in the file `source` and is shown on the page at address `page`."""
        if _PLAIN.fullmatch(plain := text.strip("\n")):
            if "\n" in plain:
                plain = _HAN_BREAK.sub("", plain).replace("\n\n", "</p>\n<p>")
            return Markup(f"<p>{plain}</p>")
        if len(self._made) > _MOST:
            self._made.clear()
        known = (text, posixpath.dirname(source), page if "](" in text else posixpath.dirname(page))
        if known not in self._made:
            self._links.resolve = lambda url: self._resolve(url, source, page)
            self._markdown.reset()
            joined = _HAN_BREAK.sub("", without_comments(text))
            self._made[known] = Markup(_unmark(self._markdown.convert(joined)))
        return self._made[known]

    def line(self, text: str, source: str, page: str) -> Markup:
        """Return the HTML of one line of Markdown, without a paragraph around it."""
        html = self.html(text.strip(), source, page).strip()
        if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
            html = html[3:-4]
        return Markup(html)

    def _resolve(self, url: str, source: str, page: str) -> str | None:
        """Return the link to write for `url`, or None where it must not be a link."""
        if not is_safe(url):
            return None
        parts = urlsplit(unescape(url))
        if parts.scheme or parts.netloc or not parts.path:
            return url
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(parts.path)))
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        if found := self._page_of(target):
            return addresses.relative(found + anchor, page)
        if target.startswith("docs/"):
            return addresses.relative(target.removeprefix("docs/") + anchor, page)
        return url


class _Links(Treeprocessor):
    """Writes every link and image anew; an unsafe one loses its target."""

    resolve = staticmethod(lambda url: url)

    def run(self, root: Element) -> None:
        for element in root.iter():
            for name in ("href", "src"):
                if name in element.attrib:
                    found = self.resolve(element.attrib[name])
                    if found is None:
                        del element.attrib[name]
                    else:
                        element.attrib[name] = found
            if element.tag == "a" and element.attrib.get("href", "").startswith(("http:", "https:")):
                element.set("rel", "noreferrer")
            if element.tag == "table":
                element.set("class", "t")


class _Citation(InlineProcessor):
    def handleMatch(self, match, data):  # noqa: N802 - Python-Markdown's name
        return f"{_OPEN}{match[1]}{_CLOSE}", match.start(0), match.end(0)


class _Handbook(Extension):
    def __init__(self, links: _Links):
        super().__init__()
        self._links = links

    def extendMarkdown(self, md):  # noqa: N802 - Python-Markdown's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # Before links (160) and after code spans and escapes (190, 180).
        md.inlinePatterns.register(_Citation(_CITATION, md), "handbook_citation", 175)
        md.inlinePatterns.register(SimpleTextInlineProcessor(_BLANK, md), "blank_to_fill_in", 172)
        md.treeprocessors.register(self._links, "handbook_links", 5)
