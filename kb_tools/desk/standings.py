"""The file of what is known of works' standing, changed line by line: comments and all that is not meant stay."""

from collections.abc import Mapping

import yaml as pyyaml

from kb_tools.desk.spelling import flow
from kb_tools.model.standing import Standing
from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken
from kb_tools.words.messages import say

_BASE = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)


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
    """Return the text with other standings of some DOIs, in small letters; those that it does not know yet stand where they belong in order. Raises Broken."""
    known = {doi.casefold(): doi for doi in read(text)}
    for doi, standing in standings.items():
        line = written(known.get(doi, doi), standing)
        text = _replaced(text, known[doi], line) if doi in known else _added(text, doi, line)
    return text


def written(doi: str, standing: Standing) -> str:
    """A DOI and its standing in one line."""
    return f"{flow(doi, inside=True)}: {flow(standing.model_dump(exclude_none=True))}"


def _places(text: str) -> list[tuple[str, int, int]]:
    """Each key of the table, and where it begins and its value ends."""
    node = pyyaml.compose(text, Loader=_BASE)
    return [(key.value, key.start_mark.index, value.end_mark.index) for key, value in node.value] if node is not None else []


def _replaced(text: str, doi: str, line: str) -> str:
    start, end = next((start, end) for key, start, end in _places(text) if key == doi)
    return text[:start] + line + ("\n" if text[start:end].endswith("\n") else "") + text[end:]


def _added(text: str, doi: str, line: str) -> str:
    """Put a line before the first key that comes after it; at the end where none does."""
    for key, start, _ in _places(text):
        if key.casefold() > doi:
            return text[:start] + line + "\n" + text[start:]
    return text + ("\n" if text and not text.endswith("\n") else "") + line + "\n"
