"""What `kb` says where it was installed alone and a command needs the site generator."""

from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def needs_the_site_generator() -> Iterator[None]:
    """Say what to install when a module of the site generator is not there; an import that fails otherwise goes on."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("mkdocs", "material", "mkdocs_bibtex"):
            raise
        raise click.ClickException(f"`{missing.name}` is not installed here: the site needs the extra `site`, `pip install .[site]` in this folder") from None
