"""What commands that make the site need: the site generator, a handbook, and a folder that may become one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kb_tools.desk.new import NO_HANDBOOK
from kb_tools.project import find_project
from kb_tools.words.messages import translated


@contextmanager
def needs_the_site_generator() -> Iterator[None]:
    """Say what to install when a module of the site generator is not there; an import that fails otherwise goes on."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("mkdocs", "material", "mkdocs_bibtex", "rjsmin"):
            raise
        raise click.ClickException(f"`{missing.name}` is not installed here: the site needs the extra `site`, `pip install .[site]` in this folder") from None


def root_of_handbook(folder: Path) -> Path:
    """Return the root of the handbook that `folder` lies in; any other project is refused: its own site generator builds it."""
    project = find_project(folder.resolve())
    if not project.ours:
        raise click.UsageError(translated(NO_HANDBOOK, "en"))
    return project.root


def holds_other_things(folder: Path) -> bool:
    """Tell whether a folder holds files, and is no site that was built here: such a site has its worker at its root."""
    if not folder.exists():
        return False
    worker = folder / "sw.js"
    ours = worker.is_file() and worker.read_bytes()[:14] == b"const BUILD = "
    return not ours and (not folder.is_dir() or any(folder.iterdir()))
