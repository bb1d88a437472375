"""kb build: the site, both editions."""

from pathlib import Path

import click

from kb_tools.cli.manual import commands
from kb_tools.cli.misuse import told
from kb_tools.cli.site_extra import holds_other_things, needs_the_site_generator, root_of_handbook
from kb_tools.reporters import text


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--site", type=click.Path(path_type=Path), default=None, help="Where the site goes; `site/` in the handbook without it.")
@click.option("--language", "languages", type=click.Choice(["en", "zh"]), multiple=True, help="Only this edition.")
@click.option("--cold", is_flag=True, help="Make everything anew, as for publishing.")
@click.pass_context
@told
def build(context: click.Context, folder: Path, site: Path | None, languages: tuple[str, ...], cold: bool) -> None:
    """Build the handbook in FOLDER; refuse to publish what `kb check` calls an error.

    \b
    kb build --cold
    """
    with needs_the_site_generator():
        from kb_tools.website.build import BuildFailed
        from kb_tools.website.build import build as build_site

    root = root_of_handbook(folder)
    target = (site or root / "site").resolve()
    if holds_other_things(target):
        raise click.UsageError(f"{site or target} holds files that no build put there, and a build takes out what is not its own: "
                               "name an empty folder, or one of its own")
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
