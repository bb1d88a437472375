"""kb fmt: write bibliographies, YAML and front matter in one way."""

import os
from pathlib import Path

import click

from kb_tools.cli.misuse import told
from kb_tools.desk.fmt import ENDINGS, Looked, apply, below, diff, files_of, has_form, look
from kb_tools.project import FILES, find_project, project_at
from kb_tools.words.messages import say


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; name the files that would change, and exit 1 if there are any.")
@click.option("--diff", "as_diff", is_flag=True, help="Change nothing; show what would change.")
@click.option("--sort", is_flag=True, help="Put the entries of bibliographies in the order of their keys.")
@click.pass_context
@told
def fmt(context: click.Context, paths: tuple[Path, ...], check: bool, as_diff: bool, sort: bool) -> None:
    """Write BibTeX, YAML and the front matter of Markdown in canonical form.

    PATH is a project, any other folder, or a file; without it, the project around the current folder.
    What cannot be read stays as it is, and is told. Exit status: 0 fine, 1 something would change or cannot be read, 2 misuse.

    \b
    kb fmt --check
    kb fmt references.bib
    """
    looked = [look(path, sort) for path in (_files(paths) if paths else files_of(find_project(Path.cwd())))]
    changed = [one for one in looked if one.changes]
    for one in changed:
        shown = _shown(one.path)
        if as_diff:
            click.echo(diff(one, shown), nl=False)
        else:
            if not check:
                apply(one)
            click.echo(say("{path}: would change", path=shown) if check else say("{path}: written in canonical form", path=shown))
    if not changed and not as_diff:
        click.echo(say("nothing to change"))
    unread = [_tell(one) for one in looked if one.left]
    context.exit(1 if any(unread) or (check and changed) else 0)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    """The files that are meant, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            project = project_at(path.resolve())
            found |= dict.fromkeys(sorted(below(path)) if project.form == FILES else files_of(project))
        elif has_form(path):
            found[path] = None
        else:
            raise click.UsageError(say("{path} has no canonical form; files that have one end in {endings}", path=path, endings=", ".join(ENDINGS)))
    return list(found)


def _tell(one: Looked) -> bool:
    """Say what stays as it is; return whether that is the whole file."""
    for left in one.left:
        click.echo(f"{_shown(one.path)}:{left.line}:{left.column}: " + say("stays as it is: {why}", why=left.why), err=True)
    return any(left.whole for left in one.left)


def _shown(path: Path) -> str:
    """The path from the current folder, where that is above it."""
    full = Path(os.path.abspath(path))
    return full.relative_to(Path.cwd()).as_posix() if full.is_relative_to(Path.cwd()) else path.as_posix()
