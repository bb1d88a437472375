"""kb translated: mark Chinese guides as current."""

from pathlib import Path

import click

from kb_tools.cli.misuse import GivenFile, told
from kb_tools.desk.translation import mark_current
from kb_tools.handbook import english_of


@click.command()
@click.argument("files", nargs=-1, required=True, type=GivenFile())
@told
def translated(files: tuple[Path, ...]) -> None:
    """Say that the Chinese FILES (`NAME.zh.md`) render the English text as it stands now.

    \b
    kb translated activities/job-tree.zh.md
    """
    for file in files:
        english = file.with_name(english_of(file.name))
        if not file.name.endswith(".zh.md") or not english.is_file():
            raise click.UsageError(f"{file} is no `NAME.zh.md` with a `NAME.md` beside it")
        click.echo(f"{file}: {mark_current(english, file)} sections marked")
