"""kb stats: what the handbook holds."""

from collections import Counter
from pathlib import Path

import click

from kb_tools import evidence
from kb_tools.cli.misuse import told
from kb_tools.load import load
from kb_tools.project import find_project


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@told
def stats(folder: Path) -> None:
    """Count the records in FOLDER, by kind and by what readers choose by."""
    handbook = load(find_project(folder.resolve()))
    for kind, records in handbook.records.items():
        click.echo(f"{kind:14} {len(records):5}")
    click.echo(f"{'prose page':14} {len(handbook.prose):5}\n{'reference':14} {len(handbook.entries):5}")
    activities = handbook.all("activity")
    for title, values in (
        ("activities by need", (n for a in activities for n in a.facts.needs)),
        ("activities by phase", (a.facts.phase.value for a in activities)),
        ("studies by tier", (evidence.tier(s) for s in handbook.all("study"))),
        ("findings by direction", (f.direction.value for s in handbook.all("study") for f in s.facts.findings)),
    ):
        click.echo(f"\n{title}")
        for name, n in sorted(Counter(values).items()):
            click.echo(f"  {name:32} {n:4}")
