"""Pages that are a page tool, each complete without script."""

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

from kb_tools import addresses
from kb_tools.handbook import needs_in_order
from kb_tools.render.activity_pages import NEED_ICONS
from kb_tools.render.edition import Edition
from kb_tools.render.knowledge_pages import in_order
from kb_tools.render.page import Page, Planned


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page of each tool that has one of its own, to be made."""
    for name, page in (("finder", finder), ("plan", planner)):
        yield Planned(addresses.GENERATED[name], partial(page, edition))


def finder(edition: Edition) -> Page:
    """All activities in tables, one a need; an activity stands at each of its needs."""
    groups = [SimpleNamespace(record=need, activities=in_order(edition.graph.back(need, "activity", "needs")))
              for need in needs_in_order(edition.handbook.all("need"))]
    return _make(edition, "finder", "activity-finder", groups=groups, need_icons=NEED_ICONS)


def planner(edition: Edition) -> Page:
    """Plan a term: by hand without script."""
    return _make(edition, "plan", "session-planner", programmes=edition.handbook.all("programme"))


def _make(edition: Edition, name: str, tool: str, **values) -> Page:
    """Make the generated page `name` that holds a tool; its title and description are the tool's."""
    w = edition.words
    return edition.make(name, addresses.GENERATED[name], w(f"{tool}-title"), description=w(f"{tool}-lead"), kind=w("page"), plain=True, tools=(tool,),
                        heading=w(f"{tool}-title"), lead=w(f"{tool}-lead"), **values)
