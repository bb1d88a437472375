"""The `kb` command: one file a command."""

import sys

import click

from kb_tools import __version__
from kb_tools.cli import build, check, explain, export, fmt, new, packs, schema, serve, stats, translated


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """Check, build and serve a handbook of group work."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


for _command in (check.check, explain.explain, fmt.fmt, new.new, build.build, packs.packs, export.export, serve.serve, stats.stats, schema.schema, translated.translated):
    main.add_command(_command)
