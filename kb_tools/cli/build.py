"""kb build: the site, both editions."""

from pathlib import Path

import click

from kb_tools.cli.manual import commands
from kb_tools.cli.site_extra import needs_the_site_generator
from kb_tools.project import find_project
from kb_tools.reporters import text


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--site", type=click.Path(path_type=Path), default=None, help="Where the site goes; `site/` in the handbook without it.")
@click.option("--language", "languages", type=click.Choice(["en", "zh"]), multiple=True, help="Only this edition.")
@click.option("--cold", is_flag=True, help="Make everything anew, as for publishing.")
@click.pass_context
def build(context: click.Context, folder: Path, site: Path | None, languages: tuple[str, ...], cold: bool) -> None:
    """Build the handbook in FOLDER; refuse to publish what `kb check` calls an error.

    \b
    kb build --cold
    """
    with needs_the_site_generator():
        from kb_tools.website.build import BuildFailed
        from kb_tools.website.build import build as build_site

    root = find_project(folder.resolve()).root
    target = (site or root / "site").resolve()
    try:
        report = build_site(root, target, languages or ("en", "zh"), cached=not cold, say=lambda line: click.echo(line, err=True), commands=commands())
    except BuildFailed as failure:
        raise click.ClickException(f"not built: {failure}; the published folder is as it was") from None
    if report.diagnostics:
        click.echo(text.render(report.diagnostics), err=True)
    if report.errors:
        click.echo("not built: repair the errors above first", err=True)
        context.exit(1)
    click.echo(target)
