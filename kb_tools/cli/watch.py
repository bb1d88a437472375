"""kb watch: findings in the terminal while somebody writes."""

import sys
from datetime import datetime
from pathlib import Path

import click

from kb_tools.cli.memory import collect_seldom
from kb_tools.cli.misuse import told
from kb_tools.project import find_project
from kb_tools.reporters import changes
from kb_tools.watch import looks
from kb_tools.words.messages import say, translated

_ANEW = "\r\x1b[2K"
"""Takes back the last line of a terminal."""


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of messages.")
@told
def watch(folder: Path, lang: str) -> None:
    """Check the handbook in FOLDER, or any MkDocs project, and again after each save: what is mended, what is new, what is left."""
    collect_seldom()
    root, at_terminal = find_project(folder.resolve()).root, sys.stdout.isatty()
    try:
        click.echo(translated(say("watching {folder}; stop with Ctrl-C", folder=root), lang))
        for look in looks(root):
            lines, left = changes.render(look, lang), f"{datetime.now():%H:%M:%S} {changes.left(look, lang)}"
            if at_terminal:  # the count stands in the last line, and the next is written over it
                click.echo(_ANEW + "".join(f"{line}\n" for line in lines) + left, nl=False)
            elif lines or look.first or look.trouble:
                click.echo("\n".join([*lines, left]))
    except KeyboardInterrupt:
        click.echo(("\n" if at_terminal else "") + translated(say("stopped"), lang))
