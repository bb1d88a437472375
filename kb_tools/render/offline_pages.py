"""The page on using the handbook without a network."""

import posixpath
from collections.abc import Iterator
from functools import partial

from kb_tools import addresses
from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading, Page, Planned

ZIP = "handbook-offline.zip"
"""The file to take along, at the root of the site."""

LESS_THAN = 15
"""Megabytes that the file does not reach. The page says so where no script can say how large it really is: the page is in the file."""


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page, to be made."""
    yield Planned(addresses.GENERATED["offline"], partial(offline, edition))


def offline(edition: Edition) -> Page:
    """Two ways to have the handbook without a network: in the browser, or as a file."""
    w, here = edition.words, addresses.EDITIONS[edition.lang]
    first, other = (f"{addresses.EDITIONS[lang]}{addresses.GENERATED['home']}" for lang in (edition.lang, edition.other))
    return edition.make(
        "offline", addresses.GENERATED["offline"], w("offline-title"), description=w("offline-lead"), kind=w("page"), tools=("keep-offline",),
        outline=[Heading(2, id, w(f"offline-{id}")) for id in ("in-browser", "as-file", "newer")],
        zip=posixpath.relpath(ZIP, here or "."), less_than=LESS_THAN, first=first, second=other,
    )
