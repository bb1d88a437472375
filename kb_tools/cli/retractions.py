"""kb retractions: ask whether cited works were withdrawn."""

from datetime import date
from pathlib import Path

import click

from kb_tools.cli.misuse import GivenFile, told
from kb_tools.project import find_project
from kb_tools.words.messages import say, translated


@click.command()
@click.option("--file", type=GivenFile(), metavar="CSV", help="Also read this list of Retraction Watch.")
@click.option("--list", "fetch", is_flag=True, help="Also fetch the list of Retraction Watch from where Crossref publishes it (60 MB).")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of messages.")
@click.pass_context
@told
def retractions(context: click.Context, file: Path | None, fetch: bool, dry_run: bool, lang: str) -> None:
    """Ask Crossref whether works of the bibliography were corrected or withdrawn, and note it in `retractions.yml`.

    A work that could not be asked for stays as it is noted. Exit status: 0 fine, 1 something could not be looked up, 2 misuse.
    """
    from kb_tools.desk.retractions import look

    looked = look(find_project(Path.cwd()), date.today(), file, fetch)
    for one in looked.told:
        click.echo(translated(one.message, lang), err=one.failed)
        if one.hint:
            click.echo("  " + translated(say("hint: {hint}", hint=one.hint), lang), err=one.failed)
    for change in looked.changes:
        if not dry_run:
            change.apply()
    click.echo(translated(looked.summary(dry_run), lang))
    context.exit(1 if looked.failed else 0)
