"""Pages that are a page tool, each complete without script."""

from collections.abc import Iterator
from functools import partial

from kb_tools import addresses
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page, Planned


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page of each tool that has one of its own, to be made."""
    yield Planned(addresses.GENERATED["plan"], partial(planner, edition))


def planner(edition: Edition) -> Page:
    """Plan a term: by hand without script."""
    w = edition.words
    return edition.make(
        "plan", addresses.GENERATED["plan"], w("session-planner-title"), description=w("session-planner-lead"), kind=w("page"), plain=True,
        tools=("session-planner",), heading=w("session-planner-title"), lead=w("session-planner-lead"), programmes=edition.handbook.all("programme"),
    )
