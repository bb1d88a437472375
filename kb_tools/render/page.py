"""A page: what rendering makes and every site generator can take."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A line of the contents list."""

    level: int
    id: str
    title: str


@dataclass(frozen=True)
class Page:
    """A page of one edition.

    `address` is its path from the edition's root. `body` is HTML in which citations still stand as
    `[@key, p. 12]`; every other square bracket in it is written as a character reference.
    `origin` is the file a person edits to change the page, relative to the handbook's root.
    """

    address: str
    title: str
    body: str
    description: str = ""
    kind: str = ""
    outline: tuple[Heading, ...] = ()
    origin: str = ""
    plain: bool = False
    also: tuple[str, ...] = ()
    template: str = "main.html"
    searchable: bool = True
    cites: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    """Names of the page tools on it: each brings `assets/parts/NAME.js`, and what `website.tool_scripts` says it stands on."""
    data: str = ""
    """What the page says about itself to machines, as JSON-LD that may stand in a script element."""
    moved_to: str = ""
    """For a page that only leads on: the address to which it does."""
    unlisted: bool = False
    """Whether search engines are not to list it: what stood here was taken out."""
    lent: tuple[str, ...] = ()
    """What people say for the terms whose pages lead here: a search for it finds the page too."""
    first: tuple[str, ...] = ()
    """What people say who need this page before any other: a search with all words of one of these shows it first."""


@dataclass(frozen=True)
class Planned:
    """A page to be made: its address and how to make it.

    What goes into it is asked for while it is made (see `questions`), but for what is `given` to it, spelled out here.
    """

    address: str
    make: Callable[[], Page]
    given: tuple[str, ...] = ()
