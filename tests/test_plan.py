"""A page is made again only when the facts or what it says it reads have changed; so it must read nothing else."""

from contextlib import contextmanager

import pytest

from benchmarks.corpus import make
from kb_tools.graph import Graph
from kb_tools.handbook import ProsePage, Record
from kb_tools.load import load
from kb_tools.render import Edition, plan
from kb_tools.rules import RULES

PROSE = ("document", "translated")


class _Noted(dict):
    """The citations of each work; whoever asks learns which prose holds them."""

    def __init__(self, given, noted):
        super().__init__(given)
        self._noted = noted

    def get(self, key, default=None):
        self._noted.update(use.owner.path for use in super().get(key, ()) if not isinstance(use.owner, Record) or use.owner.document)
        return super().get(key, default)


@contextmanager
def _noting(graph):
    """The paths of the owners whose prose is looked at meanwhile."""
    noted: set[str] = set()

    def watched(name):
        def look(self):
            if self.__dict__[name] is not None:
                noted.add(self.path)
            return self.__dict__[name]
        return property(look)

    with pytest.MonkeyPatch.context() as patch:
        for kind in (Record, ProsePage):
            for name in PROSE:
                patch.setattr(kind, name, watched(name), raising=False)
        patch.setitem(graph.__dict__, "uses_of", _Noted(graph.uses_of, noted))
        yield noted


@pytest.fixture(scope="module", params=["en", "zh"])
def edition(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("plan") / "handbook"
    make(root, activities=6, works=12)
    handbook = load(root)
    return Edition(handbook, Graph(handbook), request.param, tuple(RULES.values()))


def test_a_page_reads_no_prose_but_what_it_says(edition):
    wrong = []
    for planned in list(plan(edition)):
        if any(isinstance(read, str) for read in planned.reads):
            continue  # it is about all prose, and what it gathered there is spelled out
        said = {owner.path for owner in planned.reads}
        with _noting(edition.graph) as noted:
            page = planned.make()
        assert page.address == planned.address
        wrong += [f"{planned.address} reads {path}" for path in sorted(noted - said)]
    assert wrong == []


def test_every_page_is_planned_once(edition):
    addresses = [planned.address for planned in plan(edition)]
    assert len(addresses) == len(set(addresses))
