"""The printable form of a measure of ours, made from its record, and where it stands in prose."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

from markupsafe import Markup

from kb_tools.handbook import Record
from kb_tools.render.edition import Edition

_MARKER = re.compile(r"<!--[ \t]*form[ \t]+([a-z0-9-]+)\b[^>]*-->")


def form(edition: Edition, measure: Record) -> Markup:
    """Return the form of a measure as HTML; nothing where the handbook may not show one."""
    facts = measure.facts
    if not facts.licence.show or not facts.items:
        return Markup("")
    scores = sorted({score for anchors in facts.scales.values() for score in anchors})
    return Markup(edition.template("parts/form.html.jinja").render(
        measure=measure, items=facts.items, scales=list(scales(measure)), scores=scores, range=f"{scores[0]}–{scores[-1]}",
        min_scored=facts.scoring.min_scored if facts.scoring else None,
    ))


def scales(measure: Record) -> Iterator[SimpleNamespace]:
    """Yield each scale that items use: the numbers of its items, and its anchors by score."""
    for name, anchors in measure.facts.scales.items():
        numbers = [number for number, item in enumerate(measure.facts.items, 1) if item.scale == name]
        if numbers:
            yield SimpleNamespace(numbers=numbers, anchors=anchors)


def prose_with_forms(edition: Edition, text: str, source: str) -> Markup:
    """Return the HTML of a Markdown text of the file `source`, the form standing where a comment `<!-- form ID: … -->` names it."""
    pieces = _MARKER.split(text)
    made = [edition.md(pieces[0], source)]
    for id, after in zip(pieces[1::2], pieces[2::2]):
        measure = edition.handbook.get("measure", id)
        made += [form(edition, measure) if measure else Markup(""), edition.md(after, source)]
    return Markup("\n").join(made)
