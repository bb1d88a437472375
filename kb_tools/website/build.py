"""Build both editions side by side, beside the published folder, and put them in place at the end."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from kb_tools import export
from kb_tools.addresses import EDITIONS
from kb_tools.load import load
from kb_tools.rules import Report, run
from kb_tools.website import page_cache, sitemap
from kb_tools.writing import draft, publish


class BuildFailed(Exception):
    """An edition could not be built; the published folder is as it was."""


def build(root: Path, site: Path, languages: tuple[str, ...] = ("en", "zh"), *, cached: bool = True, serving: bool = False,
          say: Callable[[str], None] = lambda line: None) -> Report:
    """Build the handbook below `root` into `site` and return the report of its check.

    With errors in the report nothing is built, unless `serving`: then all that can be shown is shown.
    Raises BuildFailed if MkDocs fails.
    """
    report = run(load(root))
    if report.errors and not serving:
        return report
    say(f"checked {sum(len(r) for r in report.handbook.records.values())} records, {len(report.handbook.entries)} references")
    store = page_cache.open_store(root) if cached else None
    with tempfile.TemporaryDirectory(prefix=".building-", dir=_parent(site)) as scratch:
        staging = Path(scratch)
        _side_by_side([(lang, lambda lang=lang: _edition(report, lang, staging / lang, site, store, serving)) for lang in languages])
        kept: set[str] = set()
        for lang in languages:
            kept |= {EDITIONS[lang] + name for name in (staging / f"{lang}.kept").read_text("utf-8").splitlines()}
            say(f"built the {'English' if lang == 'en' else 'Chinese'} edition")
        moves = [(staging / lang, EDITIONS[lang]) for lang in languages]
        export.json_api.write(report.handbook, report.graph, staging / "data")
        if os.environ.get("SITE_URL"):
            built = {prefix + f.relative_to(folder).as_posix() for folder, prefix in moves for f in folder.rglob("*.html") if f.name != "404.html"}
            pages = built | {name for name in kept if name.endswith(".html")}
            draft(staging / "data" / "sitemap.xml", sitemap.render(pages, os.environ["SITE_URL"]))
        moves.append((staging / "data", ""))
        publish(moves, site, kept)
    return report


def _edition(report: Report, lang: str, target: Path, site: Path, store: Path | None, serving: bool) -> None:
    """Build one edition into `target`; the addresses of pages that need no new file go to `LANG.kept`."""
    from kb_tools.website.edition import build_edition

    kept = build_edition(report, lang, target, site / EDITIONS[lang], store, serving)
    Path(f"{target}.kept").write_text("\n".join(sorted(kept)), "utf-8")


def _side_by_side(jobs: list[tuple[str, Callable[[], None]]]) -> None:
    """Run the jobs in processes of their own where the system can fork, else one after the other."""
    if len(jobs) == 1 or not hasattr(os, "fork"):
        for _, job in jobs:
            job()
        return
    sys.stdout.flush()
    sys.stderr.flush()
    children = {}
    for name, job in jobs:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                job()
                status = 0
            except BaseException as error:  # a child ends here whatever happens; the parent reports it
                if os.environ.get("KB_DEBUG"):
                    traceback.print_exc()
                else:
                    print(f"the {name} edition: {type(error).__name__}: {error}", file=sys.stderr)
            finally:
                sys.stderr.flush()
                os._exit(status)
        children[pid] = name
    failed = [children[pid] for pid in children if os.waitpid(pid, 0)[1] != 0]
    if failed:
        raise BuildFailed(", ".join(failed))


def _parent(site: Path) -> Path:
    site.parent.mkdir(parents=True, exist_ok=True)
    return site.parent
