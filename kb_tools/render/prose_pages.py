"""Pages still to come."""


def pages(edition):
    """Yield nothing yet."""
    yield from ()
