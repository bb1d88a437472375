"""DOC: the shape of guides and pages."""

from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Severity
from kb_tools.rules.registry import Subject, rule


@rule("DOC001", Severity.WARNING)
def heading_levels_do_not_skip(subject: Subject) -> Iterator[Finding]:
    """Headings go down one level at a time, and begin with `##`.

    The title in the front matter is the page's first heading. A reader who listens to a page finds the way by its levels.

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
    for path, _, document, _ in subject.handbook.documents():
        before = 1
        for heading in document.headings:
            if heading.level == 1:
                yield Finding(path, heading.span, "a heading of level 1 stands in the text", "the title stands in the front matter; begin with `##`")
            elif heading.level > before + 1:
                yield Finding(path, heading.span, f"a heading of level {heading.level} follows one of level {before}",
                              f"write `{'#' * (before + 1)} {_short(heading.text)}`")
            before = heading.level


@rule("DOC002", Severity.WARNING)
def image_has_words(subject: Subject) -> Iterator[Finding]:
    """Every image says in words what it shows.

    The words stand in for the image where it cannot be seen.

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
                yield Finding(path, link.span, f"the image `{_short(link.target)}` has no words", "write what it shows between the brackets: `![…]`")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
