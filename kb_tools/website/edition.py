"""One edition: our pages through MkDocs, and its search index."""

import logging
import os
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from kb_tools.render import Edition, pages
from kb_tools.rules import RULES, Report
from kb_tools.website import page_cache, search
from kb_tools.website.frame import Frame


def build_edition(report: Report, lang: str, target: Path, published: Path, store: Path | None, serving: bool) -> set[str]:
    """Build the edition `lang` into `target`; return the files of `published` that are still right and were not written.

    `published` is where the last build stands; without a `store` everything is made anew.
    """
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with page_cache.open_cache(store, lang) as cache:
        given = report.handbook, report.graph, lang, tuple(RULES.values())
        edition = Edition(*given) if store is None else page_cache.RememberingEdition(cache, *given)
        edition.prose.remember(cache)
        made = list(pages(edition))
        known = cache.known(edition, made, published, serving)
        os.environ["KB_EDITION"] = lang
        config = load_config(str(report.handbook.root / "mkdocs.yml"), site_dir=str(target), strict=False)
        frame = Frame(edition, made, wanted=lambda page: page.address not in known, serving=serving)
        config.plugins["tongban"].hand_over(frame)
        mkdocs_build(config)
        (target / "sitemap.xml").unlink(missing_ok=True)
        (target / "sitemap.xml.gz").unlink(missing_ok=True)
        search.write(edition, made, target / "assets" / "search", cache)
        cache.remember(edition, made, target, serving)
    return set(known)
