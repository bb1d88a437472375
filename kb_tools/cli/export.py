"""kb export: the handbook as data."""

from pathlib import Path

import click

from kb_tools.cli.misuse import GivenFile, told
from kb_tools.desk.new import NO_HANDBOOK
from kb_tools.load import load
from kb_tools.project import find_project
from kb_tools.reporters import text
from kb_tools.rules import run
from kb_tools.website.exports import ALL, FORMATS, OF_WORKS, NotInstalled, write
from kb_tools.words.messages import translated


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice([*FORMATS, ALL]))
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where it goes: a file, or a folder for what is many files.")
@click.option("--since", type=GivenFile(), help="For `changes`: the changes.json of an earlier edition.")
@click.pass_context
@told
def export(context: click.Context, form: str, folder: Path, out: Path, since: Path | None) -> None:
    """Write the handbook in FOLDER as FORMAT; refuse what `kb check` calls an error.

    \b
    kb export sqlite --out handbook.sqlite
    kb export all --out export
    """
    project = find_project(folder.resolve())
    if not project.ours and form not in OF_WORKS:
        raise click.UsageError(f"{translated(NO_HANDBOOK, 'en')}; a project with a bibliography has {', '.join(OF_WORKS)}")
    report = run(load(project))
    if report.errors:
        click.echo(text.render(report.diagnostics), err=True)
        click.echo("not exported: repair the errors above first", err=True)
        context.exit(1)
    try:
        for path in write(report.handbook, form, out, since):
            click.echo(path)
    except NotInstalled as missing:
        raise click.ClickException(str(missing)) from None
