"""What a command says when it cannot be followed."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from kb_tools.settings import Misuse


class GivenFile(click.Path):
    """A file that somebody names, which is there; a device or a pipe is none, for it may be read without end."""

    def __init__(self):
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(self, value, param, ctx) -> Path:
        """The path of the file."""
        path = super().convert(value, param, ctx)
        return path if path.is_file() else self.fail(f"{click.format_filename(path)} is a device, no file", param, ctx)


def told(command: Callable) -> Callable:
    """Make of a Misuse, and of a file that cannot be written, a message and the exit status 2."""
    @wraps(command)
    def run(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except Misuse as misuse:
            raise click.UsageError(str(misuse)) from None
        except BrokenPipeError:  # whoever reads has heard enough; click ends the command
            raise
        except OSError as error:  # a full disk, a folder that may not be written: every file is as it was, or whole
            raise click.UsageError(f"{error.filename or 'a file'}: {error.strerror or error}") from None

    return run
