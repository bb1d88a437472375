"""Build both editions side by side, beside the published folder, and put them in place at the end."""

import gc
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from kb_tools import addresses, export
from kb_tools.addresses import EDITIONS
from kb_tools.answers import Answers
from kb_tools.handbook import Handbook
from kb_tools.load import load
from kb_tools.processes import in_processes
from kb_tools.project import Project, project_at
from kb_tools.questions import noting
from kb_tools.rules import Report
from kb_tools.rules.again import check_loading
from kb_tools.store import folder_of, open_store
from kb_tools.website import offline, page_cache, sitemap
from kb_tools.website.edition import build_edition
from kb_tools.website.page_cache import Kept
from kb_tools.words import Words
from kb_tools.writing import draft, draft_new, publish


class BuildFailed(Exception):
    """An edition could not be built; the published folder is as it was. `report` is that of the check."""

    report: Report | None = None


def build(root: Path, site: Path, languages: tuple[str, ...] = ("en", "zh"), *, cached: bool = True, serving: bool = False,
          say: Callable[[str], None] = lambda line: None, commands: tuple = ()) -> Report:
    """Build the handbook below `root` into `site` and return the report of its check; `commands` are those that a page of it lists.

    With errors in the report nothing is built, unless `serving`: then all that can be shown is shown.
    Raises BuildFailed if MkDocs fails.
    """
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 50)  # a build makes much and lets go of little: looking for cycles took a tenth of it
    try:
        return _build(root, site, languages, cached, serving, say, commands)
    finally:
        gc.set_threshold(*before)


def _build(root: Path, site: Path, languages: tuple[str, ...], cached: bool, serving: bool, say: Callable[[str], None], commands: tuple) -> Report:
    kept = folder_of(root) if cached else None
    project = project_at(root)
    report = check_loading(project, lambda: _load(project, kept), kept)
    if report.errors and not serving:
        return report
    say(f"checked {sum(len(r) for r in report.handbook.records.values())} records, {len(report.handbook.entries)} references")
    answers = _answers(report, languages, kept) if kept else None
    with tempfile.TemporaryDirectory(prefix=".building-", dir=_parent(site)) as scratch:
        staging = Path(scratch)
        Words(languages[0])  # read here, once: in a process of its own each edition would read them again
        try:
            _side_by_side([(lang, lambda lang=lang: _edition(report, lang, staging / lang, site, kept, serving, answers, commands)) for lang in languages])
        except BuildFailed as failure:
            failure.report = report
            raise
        right: set[str] = set()
        for lang in languages:
            right |= {EDITIONS[lang] + name for name in (staging / f"{lang}.kept").read_text("utf-8").splitlines()}
            say(f"built the {'English' if lang == 'en' else 'Chinese'} edition")
        moves = [(staging / lang, EDITIONS[lang]) for lang in languages]
        right |= _data(report, languages, staging / "data", site, kept, answers)
        if os.environ.get("SITE_URL"):
            built = {prefix + f.relative_to(folder).as_posix() for folder, prefix in moves for f in folder.rglob("*.html") if f.name != "404.html"}
            pages = (built | {name for name in right if name.endswith(".html")}) - _former(report.handbook)
            draft(staging / "data" / "sitemap.xml", sitemap.render(pages, os.environ["SITE_URL"]))
        if serving:
            right |= offline.draft_serving(languages, staging / "data", site)
        else:
            right |= offline.draft([*moves, (staging / "data", "")], right, staging / "data", site, kept)
            say(offline.packed(staging / "data"))
        publish([*moves, (staging / "data", "")], site, right)
    return report


def _former(handbook: Handbook) -> set[str]:
    """The pages of both editions that only lead on, or say that something was taken out: no search engine is to list them."""
    ids = [*((kind, id) for kind, id, _ in handbook.former()), *(one.ref for one in handbook.removals())]
    return {prefix + addresses.of_id(*ref) for prefix in EDITIONS.values() for ref in ids}


def _load(project: Project, kept: Path | None) -> Handbook:
    with open_store(kept and kept / "read.sqlite", page_cache.tools()) as store:
        return load(project, memory=store)


def _answers(report: Report, languages: tuple[str, ...], kept: Path) -> Answers:
    """The answers of the handbook, those that both editions want found already."""
    answers = Answers(report.handbook, report.graph)
    answers.foresee(set().union(*(page_cache.questions(kept / f"{lang}.sqlite") for lang in languages)))
    return answers


def _edition(report: Report, lang: str, target: Path, site: Path, kept: Path | None, serving: bool, answers: Answers | None, commands: tuple) -> None:
    """Build one edition into `target`; the addresses of pages that need no new file go to `LANG.kept`."""
    right = build_edition(report, lang, target, site / EDITIONS[lang], kept, serving, answers, commands)
    Path(f"{target}.kept").write_text("\n".join(sorted(right)), "utf-8")


def _data(report: Report, languages: tuple[str, ...], target: Path, site: Path, kept: Path | None, answers: Answers | None) -> set[str]:
    """Draft the files of the API that do not stand in `site` already; return the paths of the others."""
    files = (*export.json_api.files(report.handbook, report.graph), *_lists(report.handbook, languages))
    if kept is None:
        return draft_new(((name, make()) for name, make in files), target, site)
    right = set()
    with open_store(kept / "data.sqlite", page_cache.tools()) as store:
        for name, make in files:
            last = page_cache.last(store, name)
            if last and last.file == page_cache.digest_of(site / name) and last.key == answers.key(last.questions):
                right.add(name)
                continue
            with noting() as noted:
                text = make()
            right |= draft_new([(name, text)], target, site)
            Kept(answers.key(noted), "", page_cache.digest(text), tuple(noted)).put(store, name)
    return right


def _lists(handbook: Handbook, languages: tuple[str, ...]) -> Iterator[tuple[str, Callable[[], str]]]:
    """The lists of the API, and beside the pages of each edition the same as scripts, which a page opened from disk can load too."""
    for name, lang, path, make in export.lists.files(handbook):
        yield path, make
        if lang not in languages:
            continue
        # Made twice, not once: what is asked while a file is made is noted for this file alone.
        yield f"{EDITIONS[lang]}assets/data/{name}.js", lambda name=name, make=make: f"kbPart({json.dumps(name)},{make().strip()});\n"


def _side_by_side(jobs: list[tuple[str, Callable[[], None]]]) -> None:
    """Run the jobs in processes of their own where the system can fork, else one after the other. Raises BuildFailed, which says what went wrong in which."""
    if len(jobs) == 1 or not hasattr(os, "fork"):
        for _, job in jobs:
            job()
        return
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # a collection in a child would copy all memory it shares with the others
    try:
        failures = in_processes([str, *(partial(_failure, name, job) for name, job in jobs)])  # nothing is done in this one
    except RuntimeError as error:  # a child was ended from outside
        raise BuildFailed(str(error)) from None
    finally:
        gc.unfreeze()
    if any(failures):
        raise BuildFailed("; ".join(filter(None, failures)))


def _failure(name: str, job: Callable[[], None]) -> str:
    """Run a job and return what went wrong; nothing where nothing did. With KB_DEBUG set it is the whole way there."""
    try:
        job()
    except BaseException as error:  # the child ends here whatever happens
        return traceback.format_exc() if os.environ.get("KB_DEBUG") else f"the {name} edition: {type(error).__name__}: {error}"
    return ""


def _parent(site: Path) -> Path:
    site.parent.mkdir(parents=True, exist_ok=True)
    return site.parent
