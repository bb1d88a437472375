"""What is in this edition, `api/v1/changes.json`, and what changed since an earlier one."""

import json
from collections.abc import Iterator
from pathlib import Path

from kb_tools import addresses
from kb_tools.export import records
from kb_tools.handbook import Handbook, Record
from kb_tools.model import KINDS
from kb_tools.settings import Misuse
from kb_tools.writing import write

NAME = "changes.json"
PAGES, WORKS = "pages", "references"
"""The collections of the API that hold no records."""


def edition(handbook: Handbook) -> dict:
    """Return what is in this edition: each record, page and work with its digest, and what became of ids that are no more.

    `date` is the day of the newest text. A digest changes when what stands in the files of a record does, and not when others refer to it.
    """
    return {"date": handbook.newest(), "items": [*_items(handbook)], "moved": _moved(handbook), "removed": _removed(handbook)}


def _items(handbook: Handbook) -> Iterator[dict]:
    for kind in KINDS:
        for record in handbook.all(kind.name):
            yield {**_item(records.own_of_record(record)), "page": addresses.of_record(record), "url": url_of(record)}
    for page in handbook.pages():
        yield {**_item(records.own_of_page(page)), "page": addresses.of_prose(page.name), "url": f"{PAGES}/{page.name}.json"}
    for key in sorted(handbook.keys()):
        own = records.own_of_work(handbook.work(key))
        yield {"kind": "reference", "id": key, "digest": records.digest(own), "page": addresses.of_reference(key), "url": f"{WORKS}/{key}.json"}


def _item(own: dict) -> dict:
    return {**{name: own[name] for name in ("kind", "id", "written", "reviewed") if name in own}, "digest": records.digest(own)}


def url_of(record: Record) -> str:
    """The address of a record's data, from the root of the API."""
    return f"{record.kind.plural}/{record.id}.json"


def _moved(handbook: Handbook) -> list[dict]:
    return [{"kind": kind, "id": id, "to": record.id} for kind, id, record in handbook.former()]


def _removed(handbook: Handbook) -> list[dict]:
    return [one.model_dump(mode="json", exclude_none=True) for one in handbook.removals()]


def since(earlier: dict, now: dict) -> dict:
    """Return what was added, changed, removed and renamed between two editions, each as kind and id; renamed also with what it was.

    A record that was renamed counts as changed too where it says something else.
    """
    before, after = ({(one["kind"], one["id"]): one["digest"] for one in held["items"]} for held in (earlier, now))
    was = {(one["kind"], one["to"]): one["id"] for one in now["moved"] if (one["kind"], one["id"]) in before and (one["kind"], one["to"]) not in before}
    gone = {(one["kind"], one["id"]): one for one in now["removed"]}
    renamed = [{"kind": kind, "id": id, "was": was[kind, id]} for kind, id in after if (kind, id) in was]
    left = before.keys() - after.keys() - {(kind, old) for (kind, _), old in was.items()}
    return {
        "from": earlier["date"], "to": now["date"],
        "added": _named(after.keys() - before.keys() - was.keys()),
        "changed": _named(ref for ref in after.keys() & before.keys() if before[ref] != after[ref]),
        "removed": [gone.get(ref) or one for ref, one in zip(sorted(left), _named(left))],
        "renamed": renamed,
    }


def _named(refs) -> list[dict]:
    return [{"kind": kind, "id": id} for kind, id in sorted(refs)]


def export(handbook: Handbook, target: Path, earlier: Path | None = None) -> list[Path]:
    """Write to the file `target` what changed since the edition whose `changes.json` is `earlier`; return what was written. Raises Misuse."""
    if earlier is None:
        raise Misuse("`changes` wants to know since when: give `--since FILE`, the `api/v1/changes.json` of an earlier edition")
    write(target, json.dumps(since(_read(earlier), edition(handbook)), ensure_ascii=False, indent=2) + "\n")
    return [target]


def _read(path: Path) -> dict:
    """An earlier edition. Raises Misuse where a file is none."""
    try:
        held = json.loads(path.read_text("utf-8"))
        items = [(one["kind"], one["id"], one["digest"]) for one in held["items"]]
        if all(isinstance(part, str) for item in items for part in item) and isinstance(held["date"], str):
            return held
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        pass
    raise Misuse(f"{path} is no list of an edition: give the `api/v1/changes.json` that an earlier build wrote")
