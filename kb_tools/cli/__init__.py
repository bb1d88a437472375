"""The `kb` command: one file a command, which is read when its command is called."""

import sys
from importlib import import_module

import click

from kb_tools import __version__

COMMANDS = ("build", "check", "cite", "explain", "export", "fmt", "new", "packs", "retractions", "schema", "serve", "stats", "translated", "watch")
"""The commands; each stands under its name in the file of that name."""


class _Commands(click.Group):
    """Knows its commands by name: reading the code of all of them takes longer than most of them run."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return getattr(import_module(f"{__name__}.{name}"), name) if name in COMMANDS else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """Check, build and serve a handbook of group work.

    Exit status: 0 done, 1 something to repair, 2 misuse.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
