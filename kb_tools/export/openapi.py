"""What the JSON API holds, described from the models: `openapi.json` (OpenAPI 3.1), and a JSON Schema for each kind of answer."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from kb_tools import __version__
from kb_tools.export.records import TIERS
from kb_tools.model import KINDS, Kind
from kb_tools.model.guides import Prose
from kb_tools.model.vocabulary import VOCABULARIES

VERSION, NAME = "v1", "openapi.json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_REF = "#/components/schemas/"
_ID = {"type": "string", "description": "The id, unique among records of a kind."}
_PAGE = {"type": "string", "description": "The page of the English edition, from the root of the site; that of the Chinese edition is the same below `zh/`."}
_URL = {"type": "string", "description": "The data, from the root of the API."}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{16}$",
           "description": "The first 16 digits of the SHA-256 of what stands in the files: another where these say something else."}
_DAY = {"type": "string", "format": "date"}


def files() -> Iterator[tuple[str, Callable[[], dict]]]:
    """Yield path below the API and maker of its description and of each schema."""
    yield NAME, document
    for name in schemas():
        yield f"schemas/{name}.schema.json", partial(standalone, name)


def document() -> dict:
    """Return the OpenAPI description of all answers."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Tongban 同伴: the knowledge base as data", "version": __version__, "license": {"name": "CC BY 4.0", "url": LICENCE},
            "description": "Files, written with every edition; they are the same from a web server and from a disk. Addresses count from this file.",
        },
        "servers": [{"url": ".", "description": "The folder of this file."}],
        "paths": dict(_paths()),
        "components": {"schemas": schemas()},
    }


def _paths() -> Iterator[tuple[str, dict]]:
    yield "/index.json", _get("index", "All records with names and addresses.", "Index")
    yield "/changes.json", _get("changes", "What is in this edition, with a digest of each; what was renamed and taken out.", "Changes")
    for kind in KINDS:
        yield f"/{kind.plural}.json", _get(f"list_{kind.plural}", f"All records of the kind {kind.name}.", "Collection")
        yield f"/{kind.plural}/{{id}}.json", _get(f"get_{kind.name}", _first(kind.model.__doc__), _name(kind), "Moved", "Removed")
    yield "/pages.json", _get("list_pages", "All pages of prose.", "Collection")
    yield "/pages/{id}.json", _get("get_page", "A page of prose; its id may hold slashes.", "Page")
    yield "/references.json", _get("list_references", "All works of the bibliography.", "Works")
    yield "/references/{id}.json", _get("get_reference", "A work of the bibliography, by its citation key.", "Work")
    for name, schema in (("activities", "ActivityRows"), ("programmes", "ProgrammeRows"), ("cards", "Cards")):
        yield f"/{name}.{{language}}.json", _get(f"{name}_in", f"What page tools read of {name}, in one language.", schema)


def _get(operation: str, summary: str, *answers: str) -> dict:
    schema = {"oneOf": [{"$ref": _REF + name} for name in answers]} if len(answers) > 1 else {"$ref": _REF + answers[0]}
    found = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    made = {"get": {"operationId": operation, "summary": summary, "responses": found}}
    named = "language" if operation.endswith("_in") else "id" if operation.startswith("get_") else ""
    if named:
        inner = {"enum": ["en", "zh"]} if named == "language" else {}
        made["parameters"] = [{"name": named, "in": "path", "required": True, "schema": {"type": "string", **inner}}]
    return made


@lru_cache(maxsize=1)
def schemas() -> dict[str, dict]:
    """Return the schema of each answer and of each part of one, by name; references lead into `components` of the description."""
    made: dict[str, dict] = {}
    for kind in KINDS:
        made |= _of_kind(kind)
    page, parts = _of_model(Prose)
    made |= {**parts, "Page": _record(page, "page", {"digest": _DIGEST, **_SECTIONS})}
    made |= {name: {"title": name, **schema} for name, schema in _ANSWERS.items()} | _rows(made)
    sentences = {v.__name__: "; ".join(f"{x.value}: {x.says('en')}" for x in v) for v in VOCABULARIES}
    return {name: {**made[name], **({"description": sentences[name]} if name in sentences else {})} for name in sorted(made)}


def standalone(name: str) -> dict:
    """Return the schema of one answer with all that it refers to in itself."""
    every, wanted, waiting = schemas(), {}, [name]
    while waiting:
        for found in sorted(_refs(every[waiting.pop()])):
            if found not in wanted:
                wanted[found] = every[found]
                waiting.append(found)
    return _moved({"$schema": DIALECT, **every[name], **({"$defs": wanted} if wanted else {})})


def _refs(schema: object) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"].removeprefix(_REF)} if "$ref" in schema else set()
        return own.union(*map(_refs, schema.values()))
    return set().union(*map(_refs, schema)) if isinstance(schema, list) else set()


def _moved(schema: object) -> object:
    """A schema whose references lead to its own definitions."""
    if isinstance(schema, dict):
        return {key: value.replace(_REF, "#/$defs/") if key == "$ref" else _moved(value) for key, value in schema.items()}
    return list(map(_moved, schema)) if isinstance(schema, list) else schema


# Records, from their models

def _name(kind: Kind) -> str:
    return kind.model.__name__


def _first(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0]


def _of_kind(kind: Kind) -> dict[str, dict]:
    schema, parts = _of_model(kind.model)
    more = {"digest": _DIGEST, "referred_to_by": _list({"$ref": _REF + "Named"}, "Records that refer to this one.")}
    if kind.name in TIERS:
        more["tier"] = {"enum": list(TIERS[kind.name]), "description": "The design tier, computed: nobody types it."}
    if kind.form == "guide":
        more |= _SECTIONS
    if kind.name == "activity":
        more["steps"] = _list({"$ref": _REF + "StepOfGuide"}, "The steps in order.")
    if "kind" in schema["properties"]:
        schema["properties"]["material_kind"] = schema["properties"].pop("kind")
        schema["required"] = ["material_kind" if one == "kind" else one for one in schema["required"]]
    return {**parts, _name(kind): _record(schema, kind.name, more)}


def _of_model(model) -> tuple[dict, dict[str, dict]]:
    """The schema of what is written of a model, and of its parts: what is absent is left out, and is never null."""
    schema = _present(model.model_json_schema(by_alias=True, ref_template=_REF + "{model}"))
    return schema, schema.pop("$defs", {})


def _present(schema: object) -> object:
    if isinstance(schema, list):
        return list(map(_present, schema))
    if not isinstance(schema, dict):
        return schema
    made = {key: _present(value) for key, value in schema.items() if key != "default" or value is not None}
    if {"type": "null"} in made.get("anyOf", ()):
        left = [one for one in made.pop("anyOf") if one != {"type": "null"}]
        made |= left[0] if len(left) == 1 else {"anyOf": left}
    if "properties" in made and isinstance(schema.get("required"), list):
        made["required"] = [name for name in schema["required"] if {"type": "null"} not in schema["properties"][name].get("anyOf", ())]
    return made


def _record(schema: dict, kind: str, more: dict) -> dict:
    """The schema of an answer about a record: what every record has, its own fields, and what is computed."""
    own = {name: value for name, value in schema["properties"].items() if name not in ("name", "summary", "title")}
    head = {"kind": {"const": kind}, "id": _ID, "page": _PAGE, "name": {"$ref": _REF + "Text"}, "summary": {"$ref": _REF + "Text"}}
    always = [*head, "digest", *(name for name in schema.get("required", ()) if name in own), *(["tier"] if "tier" in more else [])]
    return {**schema, "properties": {**head, **own, **more}, "required": always, "additionalProperties": False}


# What has no model

def _list(items: dict, description: str = "") -> dict:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _object(required: dict, optional: dict | None = None) -> dict:
    return {"type": "object", "properties": {**required, **(optional or {})}, "required": [*required], "additionalProperties": False}


def _table(values: dict, description: str = "") -> dict:
    return {"type": "object", "additionalProperties": values, **({"description": description} if description else {})}


_TEXT, _STRING, _NUMBER = {"$ref": _REF + "Text"}, {"type": "string"}, {"type": "integer", "minimum": 0}
_SECTIONS = {"sections": _table(_list({"$ref": _REF + "SectionOfGuide"}), "The sections by language, `en` and where it is translated `zh`.")}
_LISTED = _object({"id": _ID, "name": _TEXT, "page": _PAGE, "url": _URL})

_ANSWERS = {
    "Named": _object({"kind": _STRING, "id": _ID}),
    "Listed": _LISTED,
    "SectionOfGuide": _object({"id": _ID, "title": _STRING, "text": {"type": "string", "description": "Markdown; a citation is `[@key, p. 12]`."}}),
    "StepOfGuide": _object({"number": _NUMBER, "name": _STRING, "minutes": _NUMBER}),
    "Collection": _object({"kind": _STRING, "count": _NUMBER, "items": _list({"$ref": _REF + "Listed"})}),
    "Works": _object({"kind": {"const": "reference"}, "count": _NUMBER, "items": _list(_object({"id": _ID, "title": _STRING, "page": _PAGE, "url": _URL}))}),
    "Work": _object({
        "key": {"type": "string", "description": "The citation key."}, "type": {"type": "string", "description": "The type of the entry in BibTeX."},
        "fields": _table(_STRING, "The fields as they stand in BibTeX."), "page": _PAGE, "digest": _DIGEST,
        "cited_by": _list(_STRING, "Pages that cite the work."),
    }),
    "Moved": _object({"kind": _STRING, "id": _ID, "moved_to": {"$ref": _REF + "Listed"}}),
    "Removed": _object({"kind": _STRING, "id": _ID, "removed": _object({"date": _DAY, "why": _TEXT}, {"instead": {"$ref": _REF + "Listed"}})}),
    "Index": _object({
        "version": {"const": VERSION}, "date": _STRING, "license": _STRING, "changes": _URL, "openapi": _URL, "collections": _list(_URL),
        "kinds": _table(_list(_object({"id": _ID, "name": _TEXT, "summary": _TEXT, "page": _PAGE, "data": _URL}))),
        "references": _list(_object({"key": _STRING, "page": _PAGE})),
    }),
    "Changes": _object({
        "date": _STRING,
        "items": _list(_object({"kind": _STRING, "id": _ID, "digest": _DIGEST, "page": _PAGE, "url": _URL}, {"written": _DAY, "reviewed": _DAY})),
        "moved": _list(_object({"kind": _STRING, "id": _ID, "to": _ID})),
        "removed": _list(_object({"kind": _STRING, "id": _ID, "date": _DAY, "why": _TEXT}, {"instead": _ID})),
    }),
    "Cards": _object({"cards": _table(_object({
        "lang": {"enum": ["en", "zh"]}, "steps": _list(_object({"minutes": _NUMBER, "line": _STRING})), "stop": _list(_STRING), "leave_out": _list(_STRING),
    }))}),
}


_AS_IN_RECORD = ("tier", "ages", "group", "minutes", "prep_minutes", "adults", "contacts_parent", "needs", "interventions", "outcomes",
                 "phase", "energy", "literacy", "home_part", "setting")


def _rows(made: dict[str, dict]) -> dict[str, dict]:
    """The lists for page tools: fields that they share with a record are described as there."""
    activity, programme = made["Activity"]["properties"], made["Programme"]["properties"]
    said = {"id": _ID, "page": _PAGE, "title": _STRING, "summary": _STRING}
    use = _object({"item": _ID, "per": {"$ref": _REF + "Per"}, "amount": _NUMBER}, {"substitute": _STRING})
    row = _object({
        **said, **{name: activity[name] for name in _AS_IN_RECORD},
        "materials": _list(use), "risk": {"$ref": _REF + "Risk"}, "disclosure_likely": {"type": "boolean"},
    }, {"second_adult_from": activity["second_adult_from"], "other_title": _STRING, "was": _list(_ID), "now": _ID})
    slot = {"oneOf": [_object({"minutes": _NUMBER, "activity": _ID}), _object({"minutes": _NUMBER, "talk": _STRING})]}
    sessions = _list(_object({"title": _STRING, "slots": _list(slot)}))
    dose = {"citation": _STRING, "page": _PAGE, "dose": {"$ref": _REF + "Dose"}}
    return {
        "ActivityRows": {"title": "ActivityRows", **_object({
            "activities": _list(row), "needs": _list(_object({"id": _ID, "name": _STRING, "page": _PAGE})), "interventions": _table(_STRING),
            "materials": _table(_object({"name": _STRING, "kind": {"$ref": _REF + "MaterialKind"}}, {"used_up": {"type": "boolean"}})),
            "values": _table(_table(_STRING), "Words for the values of each vocabulary."),
        })},
        "ProgrammeRows": {"title": "ProgrammeRows", **_object({"programmes": _list(_object({
            **said, **{name: programme[name] for name in ("ages", "group", "session_minutes", "adults", "needs")}, "sessions": sessions, "studied": _object(dose),
        }, {"was": _list(_ID)})), "doses": _list(_object({**dose, "interventions": _list(_ID)}))})},
    }
