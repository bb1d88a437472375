"""A person at a terminal: whether there is one, and how a line is asked for."""

import sys
from functools import partial

import click

from kb_tools.desk.dialogue import Talk
from kb_tools.words.messages import say, translated

_NO_TEXT = "\ud800"
"""Stands for a line that could not be read as text: it is refused like any other that is none."""


def may_ask() -> bool:
    """Tell whether somebody sits at a terminal."""
    return sys.stdin.isatty()


def talk(lang: str) -> Talk:
    """A conversation at the terminal."""
    try:
        import readline  # noqa: F401 - input() lets a person mend a line with it
    except ImportError:
        pass
    return Talk(partial(_line, lang), click.echo, lang)


def _line(lang: str, prompt: str) -> str:
    try:
        return input(prompt)
    except UnicodeDecodeError:
        return _NO_TEXT
    except KeyboardInterrupt:
        click.echo("\n" + translated(say("stopped; nothing was written"), lang), err=True)
        raise click.exceptions.Exit(1) from None
