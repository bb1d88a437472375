"""kb schema: the JSON Schemas of the records."""

from pathlib import Path

import click

from kb_tools.cli.misuse import told
from kb_tools.model import schemas
from kb_tools.writing import write


@click.command()
@click.argument("folder", default="knowledge/schemas", type=click.Path(file_okay=False, path_type=Path))
@told
def schema(folder: Path) -> None:
    """Write the JSON Schema of every kind of record into FOLDER, for editors to complete and check by."""
    for name, content in schemas.files().items():
        write(folder / name, content)
    click.echo(f"{len(schemas.files())} schemas in {folder}")
