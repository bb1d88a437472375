"""kb check: find what does not hold."""

from pathlib import Path

import click

from kb_tools.load import find_root, load
from kb_tools.reporters import json, text
from kb_tools.rules import run


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How findings are printed.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], form: str) -> None:
    """Check a handbook, or single files of it.

    PATH is the folder of a handbook or files in one; without it, the handbook around the current folder.
    Exit status: 0 clean, 1 something to repair, 2 misuse.
    """
    folders = [p for p in paths if p.is_dir()]
    if folders and len(paths) > 1:
        raise click.UsageError("give one folder, or files")
    start = (paths[0] if paths else Path.cwd()).resolve()
    root = folders[0].resolve() if folders else find_root(start)
    only = None if folders or not paths else [_below(p, root) for p in paths]
    report = run(load(root, only))
    if form == "json":
        click.echo(json.render(report.diagnostics))
    else:
        click.echo(text.render(report.diagnostics))
    context.exit(1 if report.errors else 0)


def _below(path: Path, root: Path) -> str:
    full = path.absolute()
    if not full.is_relative_to(root):
        raise click.UsageError(f"{path} does not lie in {root}")
    return full.relative_to(root).as_posix()
