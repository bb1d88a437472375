"""One edition: our pages through MkDocs, and its search index."""

import json
import logging
import os
from dataclasses import replace
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from kb_tools.render import Edition, Planned, plan
from kb_tools.rules import RULES, Report
from kb_tools.store import Store, open_store
from kb_tools.website import page_cache, search
from kb_tools.website.compiled import Compiled
from kb_tools.website.frame import Frame
from kb_tools.website.page_cache import Fingerprints, Kept, digest_of
from kb_tools.website.search_index import Index
from kb_tools.writing import draft_new


def build_edition(report: Report, prints: Fingerprints | None, lang: str, target: Path, published: Path, kept: Path | None, serving: bool) -> set[str]:
    """Build the edition `lang` into `target`; return the files of `published` that are still right and were not written.

    `published` is where the last build stands, `kept` the folder of what it kept; without that and its `prints`
    everything is made anew.
    """
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with open_store(kept and kept / f"{lang}.sqlite", page_cache.tools()) as store:
        compiled = Compiled(store) if store.keeping else None
        edition = Edition(report.handbook, report.graph, lang, tuple(RULES.values()), store, compiled)
        frame = Frame(edition, target.parent, serving, compiled)
        index = Index()
        if prints:
            pages = _make_changed(edition, frame, index, prints, store, published)
        else:
            pages = _make_all(edition, frame, index)
        os.environ["KB_EDITION"] = lang
        config = load_config(str(report.handbook.root / "mkdocs.yml"), site_dir=str(target), strict=False)
        config.plugins["tongban"].hand_over(frame)
        mkdocs_build(config)
        (target / "sitemap.xml").unlink(missing_ok=True)
        (target / "sitemap.xml.gz").unlink(missing_ok=True)
        right = draft_new(((f"assets/search/{name}", text) for name, text in index.scripts()), target, published)
        if store.keeping:
            for address, page in pages.items():
                (replace(page, file=digest_of(target / address)) if address in frame.made else page).put(store, address)
    return right | (pages.keys() - frame.made.keys())


def _make_all(edition: Edition, frame: Frame, index: Index) -> dict[str, Kept]:
    """Make every page and give it to the frame; nothing is kept."""
    for planned in sorted(plan(edition), key=_address):
        page = planned.make()
        frame.add(page)
        if page.searchable:
            index.add(page.address, page.kind, page.title, page.description, search.tokens(page))
    return {}


def _make_changed(edition: Edition, frame: Frame, index: Index, prints: Fingerprints, store: Store, published: Path) -> dict[str, Kept]:
    """Make each page that is not as the last build left it, give the frame those it has to frame, and return all."""
    lang, pages = edition.lang, {}
    for planned in sorted(plan(edition), key=_address):
        address, key = planned.address, prints.page(planned, lang)
        kept = page_cache.last(store, address)
        intact = kept is not None and digest_of(published / address) == kept.file
        if not intact or kept.key != key:
            page = planned.make()
            body = prints.body(page, lang, edition.bibliography)
            if kept is None or kept.body != body:
                shown = [address, page.kind, page.title, page.description, search.tokens(page)] if page.searchable else []
                store.put("shown", body, json.dumps(shown, ensure_ascii=False, separators=(",", ":")))
                kept, intact = Kept(key, body, ""), False
            kept = replace(kept, key=key)
            if not intact:
                frame.add(page)
        pages[address] = kept
        if shown := json.loads(store.get("shown", kept.body)):
            index.add(*shown)
    return pages


def _address(planned: Planned) -> str:
    return planned.address
