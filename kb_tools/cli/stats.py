"""kb stats: what the handbook holds."""

from collections import Counter
from pathlib import Path

import click

from kb_tools import evidence
from kb_tools.cli.misuse import told
from kb_tools.coverage import coverage
from kb_tools.likeness import pairs
from kb_tools.load import load
from kb_tools.project import find_project


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--near", is_flag=False, flag_value=10, type=click.IntRange(min=1), metavar="[N]",
              help="Show the N pairs of activities that are most alike instead; ten without N.")
@told
def stats(folder: Path, near: int | None) -> None:
    """Count what FOLDER holds, by kind and by what readers choose by, beside the numbers wanted in its settings."""
    project = find_project(folder.resolve())
    handbook = load(project)
    if near:
        for pair in pairs(handbook.all("activity"))[:near]:
            click.echo(f"{pair.share:6.1%}  {pair.one.id}  {pair.other.id}")
        return
    for kind, records in handbook.records.items():
        click.echo(f"{kind:14} {len(records):5}")
    click.echo(f"{'prose page':14} {len(handbook.prose):5}\n{'reference':14} {len(handbook.entries):5}\n\n{'coverage':56} {'held':>5} wanted")
    for count in coverage(handbook, project.settings.wanted):
        wanted = "" if count.wanted is None else f"{count.wanted:7}  {f'{count.missing} missing' if count.missing else 'held'}"
        click.echo(f"  {count.what:54} {count.held:5}{wanted}")
    for title, values in (
        ("studies by tier", (evidence.tier(s) for s in handbook.all("study"))),
        ("findings by direction", (f.direction.value for s in handbook.all("study") for f in s.facts.findings)),
    ):
        click.echo(f"\n{title}")
        for name, n in sorted(Counter(values).items()):
            click.echo(f"  {name:32} {n:4}")
