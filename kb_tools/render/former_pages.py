"""Pages at addresses that are no record's any more: one leads on to where the record is now, one says why it was taken out."""

from collections.abc import Iterator
from functools import partial

from kb_tools import addresses
from kb_tools.handbook import Record
from kb_tools.model.removal import Removal
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page, Planned

_WITHOUT_PAGES = ("material",)


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page at each former id, and that of each record that was taken out, to be made."""
    for kind, id, record in edition.handbook.former():
        if kind not in _WITHOUT_PAGES:
            yield Planned(addresses.of_id(kind, id), partial(moved, edition, id, record), record.ref)
    for one in edition.handbook.removals():
        if one.kind not in _WITHOUT_PAGES:
            yield Planned(addresses.of_id(one.kind, one.id), partial(removed, edition, one), (repr(one),))


def moved(edition: Edition, id: str, record: Record) -> Page:
    """Return the page at a former id of a record: a browser goes on by itself, anybody else finds the link."""
    return edition.make("moved", addresses.of_id(record.kind.name, id), edition.plain(record.name), kind=edition.words(record.kind.name), origin=record.path,
                        searchable=False, record=record, former=id, moved_to=addresses.of(record))


def removed(edition: Edition, one: Removal) -> Page:
    """Return the page at the address of a record that was taken out: when, why, and what to read in its place."""
    w = edition.words
    instead = edition.handbook.get(one.kind, one.instead) if one.instead else None
    return edition.make("removed", addresses.of_id(one.kind, one.id), w("removed-title"), description=edition.plain(one.why), kind=w(one.kind),
                        searchable=False, one=one, instead=instead, unlisted=True)
