"""Home, and the pages that lead to others."""

from kb_tools import addresses
from kb_tools.render.edition import Edition


def pages(edition: Edition):
    """Yield home and every index."""
    for name, address in addresses.GENERATED.items():
        yield edition.make("stub", address, edition.words(f"nav-{name}") if f"nav-{name}" in edition.words else name)
