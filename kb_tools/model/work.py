"""A published work as a catalogue, a page or an exported file tells of it, before it becomes an entry of the bibliography."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who wrote or edited a work: family and given names; a body, and a name that is not to be turned round, as `family` alone."""

    family: str
    given: str = ""
    suffix: str = ""
    whole: bool = False
    """Whether the name stands as it is: that of a body, and a Chinese one."""


@dataclass(frozen=True)
class Work:
    """What is told of a work, as plain text; what is not told is empty. `kind` is a BibTeX type, `host` the journal or book it stands in."""

    kind: str = "misc"
    title: str = ""
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    host: str = ""
    publisher: str = ""
    place: str = ""
    school: str = ""
    year: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    chapter: str = ""
    edition: str = ""
    series: str = ""
    isbn: str = ""
    doi: str = ""
    url: str = ""
    eprint: str = ""
    """The number in arXiv."""
    language: str = ""
    """A code, or the name of the language."""
    other_titles: tuple[str, ...] = ()
    """The title in other languages or shorter."""
    withdrawn_by: str = ""
    """The DOI of the notice by which it was retracted, where the catalogue knows of one."""
