"""The JSON API `/api/v1/`: an index, and one file a record."""

import json
from collections.abc import Callable, Iterator
from functools import partial

from kb_tools import addresses, evidence
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, Record
from kb_tools.model import KINDS

VERSION = "v1"


def files(handbook: Handbook, graph: Graph) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield path and maker of the text of `api/v1/index.json`, `api/v1/KIND/ID.json` for each record, and `api/v1/references/KEY.json`."""
    base = f"api/{VERSION}"
    yield f"{base}/index.json", partial(_index, handbook)
    for record in handbook.every():
        yield f"{base}/{record.kind.plural}/{record.id}.json", lambda record=record: _text(data(handbook, graph, record))
    for key in sorted(handbook.entries):
        yield f"{base}/references/{key}.json", partial(_reference, handbook, graph, key)


def _index(handbook: Handbook) -> str:
    return _text({
        "version": VERSION,
        "kinds": {kind.plural: [_summary(record) for record in handbook.all(kind.name)] for kind in KINDS},
        "references": [{"key": key, "page": addresses.of_reference(key)} for key in sorted(handbook.keys())],
    })


def _reference(handbook: Handbook, graph: Graph, key: str) -> str:
    entry = handbook.work(key)
    return _text({"key": key, "type": entry.type, "fields": entry.fields, "cited_by": sorted({addresses.of(owner) for owner in graph.cited_by(key)})})


def data(handbook: Handbook, graph: Graph, record: Record) -> dict:
    """Return a record as plain data: its facts as written, and what is computed of it."""
    made = {"kind": record.kind.name, "id": record.id, "page": addresses.of_record(record),
            "name": record.name.model_dump(), "summary": record.summary.model_dump(),
            **record.facts.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"name", "summary", "title"})}
    back = _back(graph, record)
    if back:
        made["referred_to_by"] = back
    if record.kind.name == "study":
        made["tier"] = evidence.tier(record)
    if record.kind.name == "activity":
        made["tier"] = evidence.activity_tier(record, handbook)
        made["steps"] = _steps(record)
    return made


def _back(graph: Graph, record: Record) -> list[dict]:
    return [{"kind": kind, "id": id} for kind, id in sorted({edge.source.ref for edge in graph.edges_to(record)})]


def _steps(record: Record) -> list[dict]:
    section = record.document.section("steps")
    return [{"number": s.number, "name": s.name, "minutes": s.minutes} for s in section.steps] if section else []


def _summary(record: Record) -> dict:
    return {"id": record.id, "name": record.name.model_dump(), "summary": record.summary.model_dump(), "page": addresses.of_record(record),
            "data": f"{record.kind.plural}/{record.id}.json"}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
