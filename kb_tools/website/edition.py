"""One edition: our pages through MkDocs, and its search index."""

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from kb_tools.answers import Answers
from kb_tools.questions import noting
from kb_tools.render import Edition, Planned
from kb_tools.rules import RULES, Report
from kb_tools.store import Store, key_of, open_store
from kb_tools.website import described, page_cache, search
from kb_tools.website.compiled import compiled_templates
from kb_tools.website.frame import Frame
from kb_tools.website.page_cache import Kept, Shelf, digest_of
from kb_tools.website.search_index import Index
from kb_tools.writing import draft_new


def build_edition(report: Report, lang: str, target: Path, published: Path, kept: Path | None, serving: bool,
                  answers: Answers | None, commands: tuple) -> set[str]:
    """Build the edition `lang` into `target`; return the files of `published` that are still right and were not written.

    `published` is where the last build stands, `kept` the folder of what it kept; without that everything is made anew.
    `answers` are those of the handbook and its graph, where something is kept; `commands` are those that a page lists.
    """
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    maker = page_cache.tools()
    with compiled_templates(lang, maker) as compiled, open_store(kept and kept / f"{lang}.sqlite", maker) as store:
        edition = Edition(report.handbook, report.graph, lang, tuple(RULES.values()), store, compiled, commands)
        frame = Frame(edition, target.parent, serving, compiled)
        if store.keeping:
            rebuild = _Rebuild(edition, answers, frame, store, published, page_cache.around(report.handbook.root, serving))
            rebuild.make_changed()
            scripts = rebuild.search.scripts()
        else:
            rebuild, scripts = None, _make_all(edition, frame)
        os.environ["KB_EDITION"] = lang
        config = load_config(str(report.handbook.root / "mkdocs.yml"), site_dir=str(target), strict=False)
        config.plugins["tongban"].hand_over(frame)
        mkdocs_build(config)
        (target / "sitemap.xml").unlink(missing_ok=True)
        (target / "sitemap.xml.gz").unlink(missing_ok=True)
        right = draft_new(scripts, target, published)
        return right | rebuild.keep(target) if rebuild else right


def _make_all(edition: Edition, frame: Frame) -> Iterator[tuple[str, str]]:
    """Make every page and give it to the frame; return the scripts of the search."""
    index = Index()
    for planned in _in_order(edition):
        page = planned.make()
        frame.add(page)
        if page.searchable:
            index.add(search.indexed(page))
    return ((f"{search.FOLDER}/{name}", text) for name, text in index.scripts())


def _in_order(edition: Edition) -> list[Planned]:
    """The pages to be made in the order of their addresses, in which the search numbers them."""
    return sorted(described.planned(edition), key=lambda planned: planned.address)


class _Rebuild:
    """An edition made again from what the last build kept of it."""

    def __init__(self, edition: Edition, answers: Answers, frame: Frame, store: Store, published: Path, around: str):
        self._edition, self._frame, self._store, self._published, self._around = edition, frame, store, published, around
        self._answers = answers.with_things(edition, edition.bibliography)
        edition.shelf = self._shelf = Shelf(store, self._answers)
        self._planned = _in_order(edition)
        self._pages: dict[str, Kept] = {}
        self.search = search.Upkeep(store, published, [planned.address for planned in self._planned])

    def make_changed(self) -> None:
        """Make each page whose questions get other answers than in the last build; frame it if its body is another."""
        for planned in self._planned:
            kept = page_cache.last(self._store, planned.address)
            intact = kept is not None and digest_of(self._published / planned.address) == kept.file
            if not (intact and kept.key == self._key(planned, kept.questions) and self.search.same(planned.address)):
                kept = self._make(planned, kept, intact)
            self._pages[planned.address] = kept
        self._shelf.save()

    def _make(self, planned: Planned, kept: Kept | None, intact: bool) -> Kept:
        with noting() as noted:
            page = planned.make()
            body = page_cache.body_key(page, self._edition, self._around)  # asks how its citations read
        questions = tuple(noted)
        if kept is None or kept.body != body or not self.search.same(page.address):
            self.search.changed(page)
        if not intact or kept.body != body:
            self._frame.add(page)
        made = Kept(self._key(planned, questions), body, kept.file if kept else "", questions)
        if page.address not in self._frame.made:
            made.put(self._store, page.address)
        return made

    def _key(self, planned: Planned, questions: tuple[str, ...]) -> str:
        return key_of(self._around, self._edition.edition_date, *planned.given, self._answers.key(questions))

    def keep(self, target: Path) -> set[str]:
        """Keep the pages that were framed into `target`; return all files of the last build that are still right."""
        for address in self._frame.made:
            replace(self._pages[address], file=digest_of(target / address)).put(self._store, address)
        return (self._pages.keys() | self.search.paths) - self._frame.made.keys()
