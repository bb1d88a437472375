"""The pages of an edition, each with what it says about itself to machines: rendering knows no data, and the exports no pages."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from kb_tools import addresses
from kb_tools.export import jsonld
from kb_tools.handbook import ProsePage, Record
from kb_tools.render import Edition, Page, Planned, plan


def planned(edition: Edition) -> Iterator[Planned]:
    """Yield every page of the edition once, still to be made."""
    owners = dict(_owners(edition))
    for one in plan(edition):
        yield replace(one, make=partial(_described, edition, one, owners.get(one.address)))


def pages(edition: Edition) -> Iterator[Page]:
    """Yield every page of the edition once."""
    for one in planned(edition):
        yield one.make()


def _owners(edition: Edition) -> Iterator[tuple[str, Record | ProsePage | str]]:
    for owner in [*edition.handbook.every(), *edition.handbook.pages()]:
        yield addresses.of(owner), owner
    for key in edition.handbook.keys():
        yield addresses.of_reference(key), key


def _described(edition: Edition, one: Planned, owner: Record | ProsePage | str | None) -> Page:
    page = one.make()
    if page.moved_to or page.unlisted:
        return page
    about = jsonld.Described(page.address, owner, page.title, page.description, page.cites)
    return replace(page, data=jsonld.script(jsonld.of_page(edition.handbook, edition.graph, about, edition.lang)))
