"""The page of the finder: a table of activities for each need, which a script turns into a search by what a worker has and sees."""

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

from kb_tools import addresses
from kb_tools.handbook import in_order
from kb_tools.model.vocabulary import Phase
from kb_tools.render.activity_pages import NEED_ICONS
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page, Planned


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page, to be made."""
    yield Planned(addresses.GENERATED["finder"], partial(finder, edition))


def finder(edition: Edition) -> Page:
    """All activities in tables, one a need; an activity stands at each of its needs."""
    order = {phase: i for i, phase in enumerate(Phase)}
    groups = [SimpleNamespace(record=need, activities=sorted(edition.graph.back(need, "activity", "needs"), key=lambda a: (order[a.facts.phase], a.facts.minutes, a.id)))
              for need in in_order(edition.handbook.all("need"))]
    w = edition.words
    return edition.make("finder", addresses.GENERATED["finder"], w("activity-finder-title"), description=w("activity-finder-lead"), kind=w("page"), plain=True,
                        tools=("activity-finder",), groups=groups, need_icons=NEED_ICONS)
