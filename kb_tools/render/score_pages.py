"""The page of each checklist on which it is scored before and after: a page tool, and the same as a form to fill in by hand."""

from collections.abc import Iterator
from functools import partial

from kb_tools import addresses
from kb_tools.handbook import Record
from kb_tools.render.edition import Edition
from kb_tools.render.forms import scales
from kb_tools.render.page import Heading, Page, Planned

TOOL = "change-scorer"
CHILDREN = 8
"""Columns of the form on paper."""

_TOTALS = ("sum", "mean", "ten-times-mean")


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the scoring page of each measure that has one, to be made."""
    for record in edition.handbook.all("measure"):
        if scorable(record):
            yield Planned(addresses.of_score(record), partial(page, edition, record))


def scorable(measure: Record) -> bool:
    """Whether a measure has a page for scoring: its form may be shown, and its record says how a total is made."""
    facts = measure.facts
    return bool(facts.licence.show and facts.items and facts.scales and facts.scoring and facts.scoring.total in _TOTALS)


def page(edition: Edition, record: Record) -> Page:
    """Return the scoring page of a measure."""
    w, facts = edition.words, record.facts
    title = w(f"{TOOL}-title", name=edition.plain(record.name))
    return edition.make(
        "measure-score", addresses.of_score(record), title, description=w(f"{TOOL}-lead"), kind=w("page"), origin=record.path, plain=True,
        outline=[Heading(2, "about", w(f"{TOOL}-about")), Heading(2, "by-hand", w(f"{TOOL}-by-hand"))],
        also=(w(f"{TOOL}-name"), edition.other_name(record.name)),
        tools=(TOOL,), record=record, heading=title, data=of_script(record, edition.lang), scales=list(scales(record)), children=range(1, CHILDREN + 1),
        reversed_items=w("list-comma").join(str(number) for number, item in enumerate(facts.items, 1) if item.id in facts.scoring.reverse),
        scores=sorted({score for anchors in facts.scales.values() for score in anchors}), methods=edition.graph.back(record, "method", "measures"),
    )


def of_script(measure: Record, lang: str) -> dict:
    """What the page's script must know of a measure, as `docs/assets/core/checklist.js` describes it."""
    facts = measure.facts
    scoring, figures = facts.scoring, facts.reliability
    known = figures and figures.sd is not None and figures.alpha is not None and figures.alpha < 1
    return {
        "id": measure.id, "min": scoring.min, "max": scoring.max, "total": scoring.total, "least": scoring.min_scored, "reverse": list(scoring.reverse),
        "items": [{"id": item.id, "name": item.name.in_(lang), "scale": item.scale} for item in facts.items],
        "scales": {name: {str(score): said.in_(lang) for score, said in anchors.items()} for name, anchors in facts.scales.items()},
        "figures": {"alpha": figures.alpha, "sd": figures.sd} if known else None,
    }
