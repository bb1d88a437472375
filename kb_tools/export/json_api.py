"""The JSON API `/api/v1/`: an index, a list of each kind, a file for each record, page and work, and what became of ids that are no more.

What a file holds is described in `openapi.json` and `schemas/` beside it, made from the models by `openapi`.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

from kb_tools import addresses
from kb_tools.export import changes, openapi, records
from kb_tools.export.changes import PAGES, WORKS, url_of
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.model import KINDS, kind_named

VERSION = openapi.VERSION
Made = tuple[str, Callable[[], object]]


def files(handbook: Handbook, graph: Graph) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield path and maker of the text of each file below `api/v1/`; only the lists for page tools are made elsewhere (see `lists`)."""
    about = [("index.json", partial(_index, handbook)), (changes.NAME, partial(changes.edition, handbook)), *openapi.files()]
    for name, make in chain(about, _collections(handbook), _each(handbook, graph), _former(handbook)):
        yield f"api/{VERSION}/{name}", lambda make=make: f"{records.spelled(make())}\n"


def _index(handbook: Handbook) -> dict:
    return {
        "version": VERSION,
        "date": handbook.newest(),
        "license": openapi.LICENCE,
        "kinds": {kind.plural: [_summary(record) for record in handbook.all(kind.name)] for kind in KINDS},
        "references": [{"key": key, "page": addresses.of_reference(key)} for key in sorted(handbook.keys())],
        "collections": [f"{name}.json" for name in (*(kind.plural for kind in KINDS), PAGES, WORKS)],
        "changes": changes.NAME,
        "openapi": openapi.NAME,
    }


def _summary(record: Record) -> dict:
    said = {"name": records.text(record.name), "summary": records.text(record.summary)}
    return {"id": record.id, **said, "page": addresses.of_record(record), "data": url_of(record)}


def _collections(handbook: Handbook) -> Iterator[Made]:
    for kind in KINDS:
        yield f"{kind.plural}.json", partial(_collection, kind.name, lambda kind=kind: map(_listed, handbook.all(kind.name)))
    yield f"{PAGES}.json", partial(_collection, "page", lambda: map(_listed_page, handbook.pages()))
    yield f"{WORKS}.json", partial(_collection, "reference", lambda: (_listed_work(handbook, key) for key in sorted(handbook.keys())))


def _collection(kind: str, items: Callable[[], Iterable[dict]]) -> dict:
    listed = list(items())
    return {"kind": kind, "count": len(listed), "items": listed}


def _listed(record: Record) -> dict:
    return {"id": record.id, "name": records.text(record.name), "page": addresses.of_record(record), "url": url_of(record)}


def _listed_page(page: ProsePage) -> dict:
    return {"id": page.name, "name": records.text(page.title), "page": addresses.of_prose(page.name), "url": f"{PAGES}/{page.name}.json"}


def _listed_work(handbook: Handbook, key: str) -> dict:
    return {"id": key, "title": handbook.work(key).get("title"), "page": addresses.of_reference(key), "url": f"{WORKS}/{key}.json"}


def _each(handbook: Handbook, graph: Graph) -> Iterator[Made]:
    for record in handbook.every():
        yield url_of(record), partial(records.of_record, handbook, graph, record)
    for page in handbook.pages():
        yield f"{PAGES}/{page.name}.json", partial(records.of_page, page)
    for key in sorted(handbook.entries):
        yield f"{WORKS}/{key}.json", lambda key=key: records.of_work(graph, handbook.work(key))


def _former(handbook: Handbook) -> Iterator[Made]:
    """At the address of an id that is no more: where the record is now, or why it was taken out."""
    for kind, id, _ in handbook.former():
        yield f"{kind_named(kind).plural}/{id}.json", partial(_moved, handbook, kind, id)
    for one in handbook.removals():
        yield f"{kind_named(one.kind).plural}/{one.id}.json", partial(_removed, handbook, one.ref)


def _moved(handbook: Handbook, kind: str, id: str) -> dict:
    record = next(record for *ref, record in handbook.former() if ref == [kind, id])
    return {"kind": kind, "id": id, "moved_to": _listed(record)}


def _removed(handbook: Handbook, ref: tuple[str, str]) -> dict:
    one = next(one for one in handbook.removals() if one.ref == ref)
    instead = one.instead and handbook.get(one.kind, one.instead)
    told = {"date": one.date.isoformat(), "why": records.text(one.why), **({"instead": _listed(instead)} if instead else {})}
    return {"kind": one.kind, "id": one.id, "removed": told}
