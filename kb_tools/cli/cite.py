"""kb cite: add works to the bibliography."""

import sys
from datetime import date
from pathlib import Path

import click

from kb_tools.cli.misuse import told
from kb_tools.project import find_project
from kb_tools.words.messages import say, translated


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.bib", help="The bibliography; needed only where there are several.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of messages.")
@click.pass_context
@told
def cite(context: click.Context, sources: tuple[str, ...], yes: bool, dry_run: bool, to: Path | None, lang: str) -> None:
    """Add the works that each SOURCE names to the bibliography, looked up and checked.

    SOURCE is a DOI, ISBN, PMID or arXiv number, the address of a work's page, or an exported file. What would be written is shown first.
    Exit status: 0 fine, 1 some source could not be taken, 2 misuse.
    """
    from kb_tools.desk.cite import plan

    made = plan(find_project((to or Path()).absolute()), sources, date.today(), to)
    click.echo(made.diff, nl=False)
    for level, line in made.lines():
        click.echo("  " * level + translated(line, lang), err=True)
    asks = not yes and sys.stdin.isatty() and sys.stdout.isatty()
    if made.changes and not dry_run and (yes or asks and click.confirm(translated(say("write this?"), lang), err=True)):
        made.apply()
    elif made.changes:
        click.echo(translated(say("nothing is written; `--yes` writes it"), lang), err=True)
    context.exit(1 if made.count("failed") else 0)
