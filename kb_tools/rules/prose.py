"""DOC: the shape of guides and pages."""

import re
from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Related, Severity, Span
from kb_tools.handbook import TO_CHOOSE, TO_WRITE
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources import markdown, outline, url
from kb_tools.sources.names import HAN
from kb_tools.words.messages import recognised, say, shortened

_SAYS_NOTHING = re.compile(r"(?:click |read |see )?(?:here|this|this link|link|more|read more|this page|page)[.!]?|(?:点击|请看|看)?(?:这里|此处|这儿|链接|更多)", re.I)
_HTML = frozenset("a abbr b blockquote br cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p "
                  "picture pre q rp rt ruby s samp small source span strong sub summary sup table tbody td tfoot th thead tr u ul var video wbr center font".split())
_RUNS = frozenset({"script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "svg", "math", "frame", "frameset", "applet"})
_OWN = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src", "object": "data"}


@rule("DOC001", Severity.WARNING, alone=True)
def heading_levels_do_not_skip(subject: Subject) -> Iterator[Finding]:
    """Headings go down one level at a time; in a handbook they begin with `##`.

    In a handbook the title in the front matter is the page's first heading. A reader who listens to a page finds the way by its levels.

    Bad: `docs/about.md`

        ## What it is

        An example.

        #### Why

        To test with.

    Good: `docs/about.md`

        ## What it is

        An example.

        ### Why

        To test with.
    """
    ours = subject.handbook.ours
    for path, _, document, _ in subject.handbook.documents():
        before = 1
        for heading in document.headings if ours else outline.titles(document, attributes=True):
            text = heading.text if ours else heading.words
            if ours and heading.level == 1:
                yield Finding(path, heading.span, say("a heading of level 1 stands in the text"), say("the title stands in the front matter; begin with `##`"))
            elif heading.level > before + 1:
                yield Finding(path, heading.span, say("a heading of level {level} follows one of level {before}", level=heading.level, before=before),
                              say("write `{heading}`", heading=f"{'#' * (before + 1)} {shortened(text)}"), at_most=None if ours else Severity.NOTE)
            before = heading.level


@rule("DOC002", Severity.WARNING, alone=True)
def image_has_words(subject: Subject) -> Iterator[Finding]:
    """Every image says in words what it shows.

    The words stand in for the image where it cannot be seen. In HTML, an empty `alt=""` says that the image is mere decoration.

    Bad: `docs/about.md`

        ## What it is

        ![](assets/circle.svg)

    Good: `docs/about.md`

        ## What it is

        ![Eight stools in a circle](assets/circle.svg)
    """
    for path, _, document, _ in subject.handbook.documents():
        for link in document.links:
            if link.image and not link.text.strip():
                yield Finding(path, link.span, say("the image `{target}` has no words", target=shortened(link.target)),
                              say("write what it shows between the brackets: `![…]`"))
        for tag in outline.tags(document):
            if tag.name == "img" and "alt" not in tag.attributes:
                yield Finding(path, tag.span, say("the image `{target}` has no words", target=shortened(tag.attributes.get("src", ""))),
                              say("add `alt=\"…\"` with what it shows"))


@rule("DOC003", Severity.WARNING, elsewhere=Severity.NOTE, alone=True)
def heading_stands_once(subject: Subject) -> Iterator[Finding]:
    """No two headings under one heading say the same.

    Two sections with one name look the same in the contents, and a link by name leads to the first.

    Bad: `docs/about.md`

        ## What it is

        An example.

        ### Why

        To test with.

        ### Why

        To show with.

    Good: `docs/about.md`

        ## What it is

        An example.

        ### Why test

        To test with.

        ### Why show

        To show with.
    """
    for path, _, document, _ in subject.handbook.documents():
        above: list[str] = []
        first: dict[tuple[str, ...], Span] = {}
        for title in document.headings if subject.handbook.ours else outline.titles(document, attributes=True):
            words = title.text if subject.handbook.ours else title.words
            above = above[:title.level - 1] + [""] * (title.level - 1 - len(above)) + [words.casefold()]
            sign = tuple(above)
            if sign in first and words:
                yield Finding(path, title.span, say("the heading `{words}` stands here a second time", words=shortened(words)), say("give one another name"),
                              (Related(path, first[sign], say("`{words}` stands here", words=shortened(words))),))
            first.setdefault(sign, title.span)


@rule("DOC004", Severity.WARNING, alone=True)
def html_is_plain(subject: Subject) -> Iterator[Finding]:
    """HTML in Markdown is for the text alone: nothing that runs, styles the site or frames another one.

    A handbook holds no HTML at all (SAF001). Elsewhere elements like `<br>`, `<kbd>` and `<details>` are fine; `html` in the settings
    names more.

    Bad: `docs/index.md` in an MkDocs project

        # Home

        <iframe src="https://example.org/"></iframe> [@lin2020calm]

    Good: `docs/index.md` in an MkDocs project

        # Home

        [A page](https://example.org/) and <kbd>Esc</kbd> [@lin2020calm]
    """
    allowed = {*_HTML, *subject.settings.html}
    for path, _, document, _ in subject.handbook.documents() if not subject.handbook.ours else ():
        for tag in outline.tags(document):
            handler = next((name for name in tag.attributes if name.startswith("on")), "")
            if handler and handler not in subject.settings.html:
                yield Finding(path, tag.places[handler], say("`{handler}` runs a script", handler=handler), say("take it out"))
            elif not tag.name.startswith("/") and tag.name not in allowed and "-" not in tag.name:
                yield Finding(path, tag.span, say("`<{name}>` stands in a page", name=tag.name[:40]),
                              say("write Markdown, or allow it with `html` in the settings"),
                              at_most=None if tag.name in _RUNS else Severity.NOTE)


@rule("DOC005", Severity.WARNING, alone=True)
def link_says_where_it_leads(subject: Subject) -> Iterator[Finding]:
    """The words of a link say what is there.

    Who listens to a page hears its links in a row: "here, here, more" leads nowhere.

    Bad: `docs/about.md`

        ## What it is

        An example. How to watch is written [here](methods/sit-and-watch.md).

    Good: `docs/about.md`

        ## What it is

        An example. See [how to sit and watch](methods/sit-and-watch.md).
    """
    ours = subject.handbook.ours
    for path, _, document, _ in subject.handbook.documents():
        for link in document.links:
            words = outline.words(link.text)
            if not link.image and words and _SAYS_NOTHING.fullmatch(words):
                yield Finding(path, link.span, say("the words of this link are `{words}`", words=words), say("write what is there, in the sentence itself"),
                              at_most=None if ours else Severity.NOTE)


@rule("DOC006", Severity.ERROR, elsewhere=Severity.NOTE, alone=True)
def page_fetches_nothing_from_others(subject: Subject) -> Iterator[Finding]:
    """No page fetches an image, script or frame from another host.

    It tells that host who reads what, and fails without a network.

    Bad: `docs/about.md`

        ## What it is

        ![Eight stools in a circle](https://example.org/circle.svg)

    Good: `docs/about.md`

        ## What it is

        ![Eight stools in a circle](assets/circle.svg)
    """
    for path, _, document, _ in subject.handbook.documents():
        found = [(link.target, link.span) for link in document.links if link.image]
        found += [(tag.attributes[_OWN[tag.name]], tag.places[_OWN[tag.name]]) for tag in outline.tags(document) if _OWN.get(tag.name) in tag.attributes]
        for target, place in found:
            if url.scheme(target) in ("http", "https") or target.startswith("//"):
                yield Finding(path, place, say("`{target}` is fetched from another host", target=shortened(target)),
                              say("put the file beside the page, if its licence allows it"))


_UNWRITTEN = re.compile(rf"(?<!`)({'|'.join(map(re.escape, (*TO_WRITE.values(), *TO_CHOOSE.values())))})[ \t]*([^\n]*)")
_AFTER = re.compile(r"(?: · \d+ (?:min|分钟)| \[@[^\]\n]*\]\.?)?[*_'\"}\s]*$")
"""What may come after the words in their line: the minutes of a step, a citation, the end of a text in bold or in quotes."""


@rule("DOC007", Severity.ERROR, ours=True, alone=True)
def nothing_is_left_to_be_written(subject: Subject) -> Iterator[Finding]:
    """Nothing is left to be written.

    `kb new` writes a file that has its form already, and says at each place what belongs there, after a mark: `_To be written:_`,
    in Chinese `_待写：_`. Above a value that nobody has looked at yet stands `_To be chosen:_`, `_待定：_`.
    Anybody may leave such a mark. While one is there, the page is a draft, and is not published.

    Bad: `activities/breathe-out.md`

        ## Watch for

        - _To be written:_ how it looks when a child has had enough.

    Good: `activities/breathe-out.md`

        ## Watch for

        - A child who grows dizzy.
    """
    for path, text in subject.handbook.unwritten.items():
        if path.endswith(".md"):
            body = front.end if (front := markdown.front_span(text)) else 0
            text = text[:body] + markdown.shield(text[body:])
        for found in _UNWRITTEN.finditer(text) if path.endswith((".md", ".yml", ".yaml")) else ():
            written = _AFTER.sub("", found[2])
            what = recognised(written)
            place = Span(found.start(), found.end(1))
            if found[1] in TO_CHOOSE.values():
                yield Finding(path, place, say("nobody has chosen this yet"),
                              say("when it is right, delete this line. {what}", what=what) if what else say("when it is right, delete this line"))
            elif what and found[1] == TO_WRITE["zh"] and not HAN.search(written):
                yield Finding(path, place, say("this is still to be written"), say("put this into Chinese: {what}", what=what))
            else:
                yield Finding(path, place, say("this is still to be written"),
                              say("what belongs here: {what}", what=what) if what else say("write it, and take the mark out"))
