"""The kinds of record: name, folder, model. The folder is the kind, the file name is the id."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from kb_tools.model import guides as g
from kb_tools.model import knowledge as k


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    `folder` is relative to the root of the handbook; `form` says how a file is read: `yaml` one record
    a file, `guide` Markdown with front matter, `list` many records in one YAML file.
    """

    name: str
    plural: str
    folder: str
    model: type[BaseModel]
    form: Literal["yaml", "guide", "list"]
    sections: tuple[str, ...] = ()


ACTIVITY_SECTIONS = (
    "Why", "Before you start", "Steps", "Talk about it", "Watch for", "Make it fit",
    "Keep children safe", "Note afterwards", "Evidence",
)

KINDS: tuple[Kind, ...] = (
    Kind("need", "needs", "knowledge/needs", k.Need, "yaml"),
    Kind("intervention", "interventions", "knowledge/interventions", k.Intervention, "yaml"),
    Kind("outcome", "outcomes", "knowledge/outcomes", k.Outcome, "yaml"),
    Kind("measure", "measures", "knowledge/measures", k.Measure, "yaml"),
    Kind("study", "studies", "knowledge/studies", k.Study, "yaml"),
    Kind("population", "populations", "knowledge/populations", k.Population, "yaml"),
    Kind("term", "glossary", "knowledge/glossary", k.Term, "yaml"),
    Kind("material", "materials", "knowledge/materials.yml", k.Material, "list"),
    Kind("activity", "activities", "activities", g.Activity, "guide", ACTIVITY_SECTIONS),
    Kind("method", "methods", "docs/methods", g.Method, "guide"),
    Kind("programme", "programmes", "docs/programmes", g.Programme, "guide"),
)

_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_named(name: str) -> Kind:
    """Return the kind called `name`."""
    return _BY_NAME[name]
