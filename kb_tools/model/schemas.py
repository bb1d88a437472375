"""JSON Schemas of the YAML kinds, made from the models, so that editors complete and check records."""

import json

from pydantic import TypeAdapter

from kb_tools.model.kinds import KINDS, Kind
from kb_tools.model.removal import Removal
from kb_tools.model.vocabulary import VOCABULARIES


def schema(kind: Kind) -> dict:
    """Return the JSON Schema of one kind's files."""
    made = kind.model.model_json_schema(by_alias=True)
    if kind.form == "list":
        definitions = made.pop("$defs", {})
        made = {"type": "object", "title": kind.plural, "additionalProperties": made, "$defs": definitions}
    sentences = {v.__name__: "; ".join(f"{x.value}: {x.says('en')}" for x in v) for v in VOCABULARIES}
    for name, definition in made.get("$defs", {}).items():
        if name in sentences:
            definition.pop("description", None)  # the docstring: what each value means says more
            definition["description"] = sentences[name]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def files() -> dict[str, str]:
    """Return the text of each schema file by its name, for every kind and for the list of what was taken out."""
    removed = {"$schema": "https://json-schema.org/draft/2020-12/schema", **TypeAdapter(list[Removal]).json_schema()}
    made = {kind.name: schema(kind) for kind in KINDS} | {"removed": removed}
    return {f"{name}.schema.json": json.dumps(value, ensure_ascii=False, indent=2) + "\n" for name, value in made.items()}
