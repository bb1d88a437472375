"""The file of what is known of works' standing, changed line by line: comments and all that is not meant stay."""

from collections.abc import Mapping

import yaml as pyyaml

from kb_tools.desk.spelling import flow
from kb_tools.model.standing import Standing
from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken
from kb_tools.words.messages import say


def read(text: str) -> dict[str, Standing]:
    """Return what a file says of each DOI, as it is written. Raises Broken."""
    found = yaml.read(text)
    if not isinstance(found, dict) and found is not None:
        raise Broken(say("this is no table of DOIs"), 0)
    try:
        return {str(doi): Standing.model_validate(standing) for doi, standing in (found or {}).items()}
    except ValueError:  # kb check says of which DOI, and why
        raise Broken(say("what it says of a DOI has not the form it should have"), 0, say("mend what `kb check` tells of it first")) from None


def changed(text: str, standings: Mapping[str, Standing]) -> str:
    """Return the text with other standings of some DOIs, in small letters; those that it does not know yet stand where they belong in order.

    Raises Broken where that cannot be read, or is written in a way in which it cannot be changed line by line.
    """
    wanted = read(text)
    known = {doi.casefold(): doi for doi in wanted}
    if text and not text.endswith("\n") and standings.keys() - known.keys():
        text += "\n"
    places = _places(text)
    where = {key: (start, end) for key, start, end in places}
    edits: list[tuple[int, int, str]] = []
    for doi, standing in sorted(standings.items()):
        key = known.get(doi, doi)
        wanted[key] = standing
        at = _before(text, places, doi)
        edits.append((*where[key], written(key, standing)) if doi in known else (at, at, written(doi, standing) + "\n"))
    text = _edited(text, edits)
    try:
        is_right = read(text) == wanted
    except Broken:
        is_right = False
    if not is_right:
        raise Broken(say("it cannot be added to as it is written: put each DOI in a line of its own, without braces around all of them"), 0)
    return text


def written(doi: str, standing: Standing) -> str:
    """A DOI and its standing in one line."""
    return f"{flow(doi, inside=True)}: {flow(standing.model_dump(exclude_none=True))}"


def _places(text: str) -> list[tuple[str, int, int]]:
    """Each key of the table, and where it begins and its value ends: with its last word, so that no comment after it counts."""
    node = pyyaml.compose(text, Loader=yaml.LOADER)
    return [(key.value, key.start_mark.index, _last(value).end_mark.index) for key, value in node.value] if node is not None else []


def _last(value: pyyaml.Node) -> pyyaml.Node:
    return value if value.flow_style or not value.value else value.value[-1][1]


def _before(text: str, places: list[tuple[str, int, int]], doi: str) -> int:
    """Where a line for a DOI belongs: after the line of the key that comes before it; before the first one where none does."""
    after = next((at for at, (key, *_) in enumerate(places) if key.casefold() > doi), len(places))
    if after == len(places):
        return len(text)
    return places[0][1] if after == 0 else text.find("\n", places[after - 1][2]) + 1


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Put each new text in the place of what stands between two offsets; of several at one place the first stays the first."""
    out, done = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        out += [text[done:start], new]
        done = end
    return "".join([*out, text[done:]])
