"""The `kb` command: one file a command."""

import sys

import click

from kb_tools import __version__
from kb_tools.cli import build, check, cite, explain, export, fmt, new, packs, retractions, schema, serve, stats, translated, watch


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """Check, build and serve a handbook of group work.

    Exit status: 0 done, 1 something to repair, 2 misuse.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


for _command in (
    check.check, watch.watch, cite.cite, explain.explain, fmt.fmt, new.new, build.build, packs.packs, export.export, retractions.retractions, serve.serve,
    stats.stats, schema.schema, translated.translated,
):
    main.add_command(_command)
