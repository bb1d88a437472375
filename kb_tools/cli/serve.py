"""kb serve: the site on this machine, rebuilt after each change."""

from pathlib import Path

import click

from kb_tools.cli.manual import commands
from kb_tools.cli.misuse import told
from kb_tools.cli.site_extra import needs_the_site_generator, root_of_handbook
from kb_tools.reporters import changes


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=8000, show_default=True, help="The port to listen on; the next free one if it is taken.")
@told
def serve(folder: Path, port: int) -> None:
    """Build the handbook in FOLDER, serve it on a loopback address, each page under its own findings, and build again after each change.

    \b
    kb serve --port 8080
    """
    with needs_the_site_generator():
        from kb_tools.website.serve import serve as serve_site

    def show(look) -> str:
        return "\n".join([*changes.render(look), changes.left(look)])

    serve_site(root_of_handbook(folder), port, say=click.echo, show=show, commands=commands())
