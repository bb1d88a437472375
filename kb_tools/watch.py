"""Check a project, and again after each save."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb_tools.model.standing import FILE as STANDINGS
from kb_tools.project import CONFIG, SNIPPETS, Project, is_outside, project_at
from kb_tools.rules import RULES, Report, again
from kb_tools.rules.changes import Look
from kb_tools.saves import Saves, State, files_below
from kb_tools.settings import Misuse
from kb_tools.store import folder_of
from kb_tools.words.messages import say

_SETTINGS = (CONFIG, "kb.toml", "pyproject.toml", STANDINGS)


def looks(root: Path) -> Iterator[Look]:
    """Yield a look at the project at `root`, and one after each save, without end.

    Files that are half written, or gone, are found as they stand, like any other. Settings that cannot be followed, and a folder
    that is not there, raise Misuse at the first look; later they are the trouble of a look, and the next is waited for.
    """
    project = project_at(root)
    with closing(Saves(lambda: _state(project), lambda: _folders(project))) as saves:
        look = Look.of(_check(project, jobs=0))
        yield look
        while True:
            saved = {os.path.relpath(path, root) for path in saves.wait()}
            try:
                project = _project(root)
                look = Look.of(_check(project, jobs=1), look, saved)  # no second process: one that watches has threads, and must not fork
            except (Misuse, OSError) as trouble:
                yield replace(look, new=(), mended=(), trouble=say("not checked: {why}", why=trouble), first=False)
            else:
                yield look


def _project(root: Path) -> Project:
    if not root.is_dir():
        raise Misuse(say("the folder `{folder}` is not there", folder=root))
    return project_at(root)


def _check(project: Project, jobs: int) -> Report:
    project.settings.hold_to(RULES)
    return again.check(project, project.settings, date.today(), folder_of(project.root), jobs)


def _folders(project: Project) -> Iterator[tuple[Path, bool]]:
    """Where the files of a project are, each folder with whether those below it are meant too."""
    tops = {os.path.normpath(top) for top in _tops(project)}
    if "." in tops:
        yield project.root, True
        return
    yield project.root, False
    for top in sorted(tops):
        yield project.root / top, True


def _tops(project: Project) -> Iterator[str]:
    yield from project.tops
    folders = project.snippet_folders if project.extension(SNIPPETS) is not None else ()
    for path in (*folders, *(os.path.dirname(path) for path in project.bibliographies), *project.bibliographies):
        if path and not is_outside(path) and not (project.root / path).is_file():
            yield path


def _state(project: Project) -> State:
    """The files on which a check of the project depends, and a few more."""
    beside = (*_SETTINGS, *project.bibliographies)
    found: State = {}
    for folder, below in _folders(project):
        files = files_below(str(folder), below)
        found |= files if below else {path: sign for path, sign in files.items() if os.path.basename(path) in beside}
    return found
