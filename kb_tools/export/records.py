"""Records, works and pages as plain data: what stands in their files, what is computed of it, and a digest by which a copy tells what changed."""

import hashlib
import json

from kb_tools import addresses, evidence
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.sources.bibtex import Entry

SAID_BEFORE = {"name", "summary", "title"}
"""Fields that stand before all others, as name and summary, whatever the kind."""

TIERS = {"activity": evidence.TIERS, "study": (*evidence.TIERS, evidence.UNSTATED, evidence.DESCRIBES)}
"""The kinds whose records have a design tier, each with those that it may have."""

_DIGITS = 16


def of_record(handbook: Handbook, graph: Graph, record: Record) -> dict:
    """Return a record as plain data: its facts and prose as written, and what is computed of it."""
    own = own_of_record(record)
    made = {**own, "page": addresses.of_record(record), "digest": digest(own)}
    if back := sorted({edge.source.ref for edge in graph.edges_to(record)}):
        made["referred_to_by"] = [{"kind": kind, "id": id} for kind, id in back]
    if record.kind.name in TIERS:
        made["tier"] = tier(handbook, record)
    if record.kind.name == "activity":
        made["steps"] = _steps(record)
    return made


def own_of_record(record: Record) -> dict:
    """Return what stands in the files of a record."""
    facts = record.facts.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=SAID_BEFORE)
    if "kind" in facts:
        facts["material_kind"] = facts.pop("kind")
    return {"kind": record.kind.name, "id": record.id, "name": text(record.name), "summary": text(record.summary), **facts, **_prose(record)}


def tier(handbook: Handbook, record: Record) -> str:
    """Return the design tier of a record of a kind that has one."""
    return evidence.tier(record) if record.kind.name == "study" else evidence.activity_tier(record, handbook)


def of_page(page: ProsePage) -> dict:
    """Return a page of prose as plain data."""
    own = own_of_page(page)
    return {**own, "page": addresses.of_prose(page.name), "digest": digest(own)}


def own_of_page(page: ProsePage) -> dict:
    """Return what stands in the files of a page of prose."""
    facts = page.facts.model_dump(mode="json", exclude_none=True, exclude=SAID_BEFORE)
    return {"kind": "page", "id": page.name, "name": text(page.title), "summary": text(page.summary), **facts, **_prose(page)}


def of_work(graph: Graph, entry: Entry) -> dict:
    """Return a work of the bibliography as plain data: its fields as they stand in BibTeX, and the pages that cite it."""
    own, pages = own_of_work(entry), {addresses.of(owner) for owner in graph.cited_by(entry.key)}
    return {**own, "page": addresses.of_reference(entry.key), "digest": digest(own), "cited_by": sorted(pages)}


def own_of_work(entry: Entry) -> dict:
    """Return what stands in the bibliography of a work."""
    return {"key": entry.key, "type": entry.type, "fields": entry.fields}


def digest(own: dict) -> str:
    """Return the first digits of the SHA-256 of what stands in the files of a record, work or page."""
    return hashlib.sha256(spelled(own).encode("utf-8")).hexdigest()[:_DIGITS]


def spelled(value: object) -> str:
    """Return a value as the one JSON text that equal values share."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text(said) -> dict[str, str]:
    """Return a text as one value a language in which it is written."""
    return said.model_dump(exclude_none=True)


def _prose(owner: Record | ProsePage) -> dict:
    """The sections of a guide in each language in which there are any, as Markdown."""
    documents = {"en": owner.document, "zh": owner.translated}
    made = {lang: [{"id": s.id, "title": s.title, "text": s.text.strip()} for s in document.sections] for lang, document in documents.items() if document}
    return {"sections": made} if made else {}


def _steps(record: Record) -> list[dict]:
    section = record.document.section("steps")
    return [{"number": s.number, "name": s.name, "minutes": s.minutes} for s in section.steps] if section else []
