"""Lists that are made while the handbook is built, and where they stand in prose: `<!-- list NAME: … -->`."""

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup

from kb_tools.handbook import ProsePage
from kb_tools.render import command_list, field_list, floors
from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading

_MARK = re.compile(r"<!--[ \t]*list[ \t]+([a-z]+)\b[^>]*-->")

_HTML: dict[str, Callable[[Edition], Markup]] = {
    "commands": command_list.html, "fields": field_list.html, "values": field_list.values_html, "floors": floors.html,
}
_HEADINGS: dict[str, Callable[[Edition], list[Heading]]] = {
    "commands": command_list.headings, "fields": field_list.headings, "values": field_list.values_headings,
}


def named(text: str) -> list[str]:
    """The lists that a text names."""
    return [name for name in _MARK.findall(text) if name in _HTML]


def headings(edition: Edition, text: str) -> Iterator[Heading]:
    """Yield the headings inside of the lists that a text names."""
    for name in named(text):
        yield from _HEADINGS[name](edition) if name in _HEADINGS else ()


def pieces(edition: Edition, text: str) -> Iterator[str | Markup]:
    """Yield what is written before, between and after the lists that a text names, and each list where it is named."""
    before = 0
    for mark in _MARK.finditer(text):
        if mark[1] in _HTML:
            yield text[before:mark.start()]
            yield _HTML[mark[1]](edition)
            before = mark.end()
    yield text[before:]


def given(edition: Edition, page: ProsePage) -> tuple[str, ...]:
    """What goes into the lists of a page and is no question to the handbook, spelled out."""
    spelled = {"commands": lambda: repr(edition.commands), "floors": lambda: floors.said(edition.handbook.root)}
    names = named(page.document.body)
    return tuple(say() for name, say in spelled.items() if name in names)
