"""Markdown: front matter, sections, steps, links, citations and headings of a guide, by one light scan.

Nothing is rendered here. Offsets count characters of the whole file.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kb_tools.diagnostics import Span
from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken
from kb_tools.store import Store, key_of
from kb_tools.words.messages import say

_FRONT_END = re.compile(r"^---[ \t]*$", re.M)
_FENCE = re.compile(r"^(?:[> ]{0,12}|\t+)(`{3,}|~{3,})(?=[^`\n]*$)", re.M)
_BEGINS_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]|\[\^[^\]]+\]:|!!!|\?\?\?|===[ \t]+\"|:[ \t]|\* |/// ")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)
_STEP = re.compile(r"^(\d+)\. (.+) · (\d+) (?:min|分钟)$")
_NUMBERED = re.compile(r"^(\d+)\. (.+?)(?: · (.+))?$")
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_CODE_LINE = re.compile(r"(?<![`\\])(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)")
_PLAIN_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*[\w+#.-]*[ \t]*$", re.M)
_BRACKET = re.compile(r"\\.|!?\[|\]\(?|\n[ \t]*\n")
_TARGET = re.compile(r"\s*(<[^<>\n]{0,2000}>|(?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]{0,200}\)){0,500}\)){0,2000})\)", re.S)
_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\s*$")
_LINK_DEF = re.compile(r"^ {0,3}\[([^\[\]\n]{1,200})\]:[ \t]*\n?[ \t]*(\S{1,2000})", re.M)
_AUTO_LINK = re.compile(r"<((?:https?|mailto|javascript|data|vbscript):[^<>\s]{1,2000})>", re.I)
_CITATION_BLOCK = re.compile(r"(?<![\\!\]])\[([^\[\]\n@]{0,400}@[^\[\]\n]{0,400})\](?![(\[])")
_CITED_KEY = re.compile(r"(?<![\w.@\\])@([A-Za-z][\w:.-]*)")
_NOT_LINE_END = re.compile(r"[^\n]")
_RAW_HTML = re.compile(r"<(?:/?[A-Za-z][^<>]{0,2000}|!--|!\[CDATA|!DOCTYPE|\?)", re.I | re.A)  # else İ and the sign for kelvin count as letters from A to Z
_MAIL = re.compile(r"<[\w.+-]{1,100}@[\w.-]{1,200}>")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_COMMENT_LIMIT = 5_000


@dataclass(frozen=True)
class Heading:
    """A heading: level, text, and where it stands."""

    level: int
    text: str
    span: Span


@dataclass(frozen=True)
class Step:
    """A numbered step with its minutes (None where it has none), where its heading stands and where its body does."""

    number: int
    name: str
    minutes: int | None
    when: str
    span: Span
    body: Span
    file: str = field(repr=False)

    @property
    def text(self) -> str:
        """The body, without empty lines around it."""
        return self.file[self.body.start:self.body.end].strip("\n")


@dataclass(frozen=True)
class Section:
    """A `##` section: its heading, id, where its body stands in the text of its file, and the headings in there."""

    title: str
    id: str
    span: Span
    file: str = field(repr=False)
    headings: tuple[Heading, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The body. It is cut out anew each time: a handbook would hold all its prose twice."""
        return self.file[self.span.start:self.span.end]

    @cached_property
    def digest(self) -> str:
        """Eight letters that change when the text does; white space at line ends does not count."""
        plain = "\n".join(line.rstrip() for line in self.text.strip().splitlines())
        return hashlib.sha256(plain.encode()).hexdigest()[:8]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The numbered steps, `### 1. Name · 5 min`."""
        headings = [heading for heading in self.headings if heading.level == 3]
        ends = [following.span.start for following in headings[1:]] + [self.span.end]
        made = []
        for heading, end in zip(headings, ends):
            if numbered := _NUMBERED.match(heading.text):
                timed = _STEP.match(heading.text)
                made.append(Step(int(numbered[1]), numbered[2], int(timed[3]) if timed else None, numbered[3] or "",
                                 heading.span, Span(heading.span.end, end), self.file))
        return tuple(made)


@dataclass(frozen=True)
class Link:
    """A link or image as written: its target, text, and where the target stands."""

    target: str
    text: str
    span: Span
    image: bool = False


@dataclass(frozen=True)
class Cited:
    """A citation key in the text, with the locator written after it."""

    key: str
    locator: str
    span: Span


@dataclass(frozen=True)
class Document:
    """A Markdown file taken apart. `data` is its front matter; `body_start` is where the body begins."""

    text: str
    data: dict
    front: Span
    body_start: int
    headings: tuple[Heading, ...] = field(repr=False)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The `##` sections."""
        return tuple(_sections(self.text, self.headings))

    @property
    def body(self) -> str:
        """The text after the front matter."""
        return self.text[self.body_start:]

    @cached_property
    def shielded(self) -> str:
        """The body with code and comments blanked out, offsets kept. A dozen rules look at it."""
        return shield(self.body)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links and images outside code."""
        return tuple(links(self.shielded, self.body_start))

    @cached_property
    def citations(self) -> tuple[Cited, ...]:
        """All citation keys outside code."""
        return tuple(citations(self.shielded, self.body_start))

    @property
    def bare(self) -> str:
        """The body with only that blanked out which every Markdown reader takes for code, and comments."""
        body = self.body
        if "`" in body or "~~~" in body:
            body = _CODE_LINE.sub(_blank, _shield_plain_fences(body))
        return _shield_comments(body)

    @property
    def bare_links(self) -> tuple[Link, ...]:
        """All links and images in what no Markdown reader takes for code."""
        return self.links if self.shielded == self.body else tuple(links(self.bare, self.body_start))

    @cached_property
    def raw_html(self) -> tuple[Span, ...]:
        """Where raw HTML stands outside code; comments are not counted."""
        if "<" not in self.body:
            return ()
        bare = self.bare
        return tuple(Span(self.body_start + m.start(), self.body_start + m.end()) for m in _RAW_HTML.finditer(bare)
                     if not _AUTO_LINK.match(bare, m.start()) and not _MAIL.match(bare, m.start()))

    def section(self, section_id: str) -> Section | None:
        """Return the section called `section_id`."""
        return next((s for s in self.sections if s.id == section_id), None)


def read(text: str, memory: Store | None = None, ours: bool = True) -> Document:
    """Take a Markdown file apart. Raises Broken if its front matter cannot be read.

    What `memory` knows is not looked for again. A file that is not `ours` may have any YAML in front, or a line of hyphens.
    """
    if memory is None or not memory.keeping:
        return _read(text, ours)
    key = key_of(text, ours)
    known = memory.get("markdown", key)
    if known is not None:
        return _document(text, *json.loads(known))
    document = _read(text, ours)
    facts = json.dumps(_facts(document), ensure_ascii=False, separators=(",", ":"))
    if json.loads(facts)[0] == document.data:  # keys that are numbers would come back as texts
        memory.put("markdown", key, facts)
    return document


def _facts(document: Document) -> list:
    """What was found in a file, as JSON can hold it."""
    return [
        document.data, (document.front.start, document.front.end), document.body_start,
        [(h.level, h.text, h.span.start, h.span.end) for h in document.headings],
        [(link.target, link.text, link.span.start, link.span.end, link.image) for link in document.links],
        [(cited.key, cited.locator, cited.span.start, cited.span.end) for cited in document.citations],
    ]


def _document(text: str, data: dict, front: list, body_start: int, found: list, linked: list, cited: list) -> Document:
    """A file with what was found in it before."""
    headings = tuple(Heading(level, title, Span(start, end)) for level, title, start, end in found)
    document = Document(text, data, Span(*front), body_start, headings)
    document.__dict__["links"] = tuple(Link(target, said, Span(start, end), image) for target, said, start, end, image in linked)
    document.__dict__["citations"] = tuple(Cited(key, locator, Span(start, end)) for key, locator, start, end in cited)
    return document


def _read(text: str, ours: bool) -> Document:
    data, front, body_start = _front_matter(text, ours)
    body = shield(text[body_start:])
    headings = tuple(
        Heading(len(m[1]), m[2], Span(body_start + m.start(), body_start + m.end())) for m in heading_lines(body)
    )
    return Document(text, data, front, body_start, headings)


def heading_lines(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match]:
    """Yield the headings between two offsets as `#`s (group 1) and title (group 2); `start` begins a line."""
    stop = len(text) if end is None else end
    while True:
        if text.startswith("#", start) and (found := _HEADING.match(text, start, stop)):
            yield found
        start = text.find("\n#", start, stop) + 1
        if not start:
            return


@lru_cache(maxsize=10_000)
def slug(title: str) -> str:
    """Return the id of a heading: lower case, words joined by hyphens; Han characters stay."""
    return re.sub(r"[^\w\u4e00-\u9fff]+", "-", title.lower()).strip("-_") or "section"


def citations(text: str, base: int = 0):
    """Yield each key cited in `text` as Cited; `text` has its code shielded already."""
    for begin, end in _lines_with(text, "@"):
        for block in _CITATION_BLOCK.finditer(text, begin, end):
            inner = block[1]
            if is_definition(text, block.start(), block.end()):
                continue
            for match in _CITED_KEY.finditer(inner):
                rest = inner[match.end():].split(";", 1)[0]
                key = match[1].rstrip(".:-")
                locator = rest.lstrip(",").strip() if rest.startswith(",") else ""
                start = base + block.start(1) + match.start()
                yield Cited(key, locator, Span(start, start + 1 + len(key)))


def is_definition(text: str, start: int, end: int) -> bool:
    """Tell whether the bracket from `start` to `end` begins its line and a colon follows: Markdown defines a link so."""
    return text.startswith(":", end) and not text[text.rfind("\n", 0, start) + 1:start].strip()


def shield(text: str, comments: bool = True) -> str:
    """Return the text with code blocks, code spans and comments blanked out; every offset stays the same."""
    if "\n    " in text or "\n\t" in text or text.startswith(("    ", "\t")):
        text = _shield_indented(text)
    if "`" not in text and "~~~" not in text:
        return _shield_comments(text) if comments else text
    pieces, at = [], 0
    while fence := _FENCE.search(text, at):
        close = re.compile(rf"^(?:[> ]{{0,12}}|\t+){fence[1][0]}{{{len(fence[1])},}}[ \t]*$", re.M).search(text, fence.end())
        end = close.end() if close else len(text)
        pieces += [text[at:fence.start()], _NOT_LINE_END.sub(" ", text[fence.start():end])]
        at = end
    shielded = "".join(pieces) + text[at:]
    if "`" in shielded:
        shielded = _shield_spans(shielded)
    return _shield_comments(shielded) if comments else shielded


def without_comments(text: str) -> str:
    """Return the text without its comments, which no page carries; one in code is an example of one, and stays."""
    return "".join(part for part, is_comment in commented(text) if not is_comment) if "<!--" in text else text


def commented(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text in order, each with whether it is a comment."""
    at = 0
    for found in _COMMENT.finditer(shield(text, comments=False)):
        yield text[at:found.start()], False
        yield text[found.start():found.end()], True
        at = found.end()
    yield text[at:], False


def _shield_indented(text: str) -> str:
    """Blank out what is code because it is indented by four more than the list, note or box that it stands in."""
    pieces: list[str] = []
    inside: list[int] = []
    after_blank, in_code, fence = True, False, ""
    for line in text.split("\n"):
        plain = line.strip()
        if fence:
            fence = "" if plain.startswith(fence) and not plain.strip(fence[0]) else fence
        elif not plain:
            after_blank = True
        else:
            expanded = line.expandtabs(4)
            indent = len(expanded) - len(expanded.lstrip())
            while inside and indent < inside[-1] and (after_blank or _BEGINS_ITEM.match(plain)):
                inside.pop()
            base = inside[-1] if inside else 0
            if indent >= base + 4 and (after_blank or in_code):
                line, in_code = " " * len(line), True
            else:
                in_code = False
                if _BEGINS_ITEM.match(plain):
                    inside.append(base + 4)
                if plain.startswith(("```", "~~~")):
                    fence = plain[:len(plain) - len(plain.lstrip(plain[0]))]
            after_blank = False
        pieces.append(line)
    return "\n".join(pieces)


def _shield_plain_fences(text: str) -> str:
    pieces, at, copied, unclosed = [], 0, 0, set()
    while fence := _PLAIN_FENCE.search(text, at):
        at = fence.end()
        if fence[1] in unclosed:
            continue
        close = re.compile(rf"^{fence[1]}[ \t]*$", re.M).search(text, at)
        if close is None:
            unclosed.add(fence[1])
            continue
        pieces += [text[copied:fence.start()], _NOT_LINE_END.sub(" ", text[fence.start():close.end()])]
        at = copied = close.end()
    return "".join(pieces) + text[copied:]


def _shield_comments(text: str) -> str:
    # As HTML reads them: `<!-->` and `<!--->` are closed already, and `--!>` closes too.
    if "<!--" not in text:
        return text
    pieces, at, copied, last = [], 0, 0, text.rfind("-->")
    while 0 <= (start := text.find("<!--", at)) < last:
        at = start + 4
        end = text.find("-->", at, at + _COMMENT_LIMIT)
        if end >= 0 and not text.startswith((">", "->"), at) and text.find("--!>", at, end) < 0:
            pieces += [text[copied:start], _NOT_LINE_END.sub(" ", text[start:end + 3])]
            at = copied = end + 3
    return "".join(pieces) + text[copied:]


def _blank(match: re.Match) -> str:
    return _NOT_LINE_END.sub(" ", match[0])


def _shield_spans(text: str) -> str:
    # A span never crosses a blank line; looking paragraph by paragraph keeps hostile input linear.
    parts = re.split(r"(\n[ \t]*\n)", text)
    for i, part in enumerate(parts):
        if "`" in part and len(part) < 20_000:
            parts[i] = _CODE_SPAN.sub(_blank, part)
    return "".join(parts)


def front_span(text: str) -> Span | None:
    """Return where the front matter stands, without its lines of hyphens; nothing where there is none or it is never closed."""
    start = 1 if text.startswith("\ufeff") else 0
    if not text.startswith("---\n", start):
        return None
    line = start + 3
    while (line := text.find("\n---", line)) >= 0:
        if _FRONT_END.match(text, line + 1):
            return Span(start + 4, line + 1)
        line += 1
    return None


def _front_matter(text: str, ours: bool):
    span = front_span(text)
    if span is None:
        if ours and text.removeprefix("\ufeff").startswith("---\n"):
            raise Broken(say("the front matter is never closed"), text.index("---"), say("end it with a line of three hyphens"), "front matter")
        return {}, Span(0, 0), 0
    begin, end = span.start, span.end
    try:
        data = yaml.read(text[begin:end]) if ours else yaml.loose(text[begin:end])
    except Broken as error:
        raise Broken(error.message, begin + error.offset, error.hint, error.about) from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        if not ours:  # words between two rules
            return {}, Span(0, 0), 0
        raise Broken(say("the front matter is not a list of fields"), begin, say("write `title: …` and so on"), "front matter")
    after = text.find("\n", end)
    return data, span, after + 1 if after >= 0 else len(text)


def _sections(text: str, headings):
    tops = [i for i, h in enumerate(headings) if h.level == 2]
    seen: dict[str, int] = {}
    for i, after in zip(tops, [*tops[1:], len(headings)]):
        heading = headings[i]
        end = headings[after].span.start if after < len(headings) else len(text)
        name = slug(heading.text)
        seen[name] = seen.get(name, 0) + 1
        unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
        start = min(heading.span.end + 1, end)
        yield Section(heading.text, unique, Span(start, end), text, headings[i + 1:after])


def links(body: str, base: int = 0):
    """Yield all links, images, definitions of links and links in angle brackets; `body` has its code shielded already."""
    for begin, end in paragraphs_with(body, "]("):
        yield from _inline_links(body, base, begin, end)
    for m in _LINK_DEF.finditer(body) if "]:" in body else ():
        if not m[1].startswith("^") or ":" in m[2]:  # without the extension, a footnote is a link's definition
            yield Link(m[2].strip("<>"), m[1], Span(base + m.start(2), base + m.end(2)))
    for m in _AUTO_LINK.finditer(body) if "<" in body else ():
        yield Link(m[1], m[1], Span(base + m.start(1), base + m.end(1)))


def paragraphs_with(text: str, mark: str) -> Iterator[tuple[int, int]]:
    """Yield where stretches between empty lines begin and end that hold `mark`, in order."""
    at = 0
    while (found := text.find(mark, at)) >= 0:
        begin = max(text.rfind("\n\n", at, found), at)
        end = text.find("\n\n", found)
        at = len(text) if end < 0 else end
        yield begin, at


def _lines_with(text: str, mark: str) -> Iterator[tuple[int, int]]:
    """Yield where the lines begin and end that hold `mark`, in order."""
    end = 0
    while (found := text.find(mark, end)) >= 0:
        begin = text.rfind("\n", end, found) + 1 or end
        end = text.find("\n", found)
        yield begin, (end := len(text) if end < 0 else end)


def _inline_links(body: str, base: int, start: int, end: int) -> Iterator[Link]:
    opened: list[re.Match] = []
    for m in _BRACKET.finditer(body, start, end):
        if m[0] in ("[", "!["):
            opened.append(m)
        elif m[0].startswith("\n"):
            opened.clear()
        elif m[0].startswith("]") and opened:
            begin = opened.pop()
            found = _TARGET.match(body, m.end()) if m[0] == "](" else None
            if found:
                raw = _TITLE.sub("", found[1]).rstrip()
                start = base + found.start(1) + raw.startswith("<")
                target = raw.removeprefix("<").removesuffix(">") if raw.startswith("<") else raw
                yield Link(target, body[begin.end():m.start()], Span(start, start + len(target)), begin[0].startswith("!"))
