"""How a command that reads a whole project uses memory."""

import gc


def collect_seldom() -> None:
    """Look for cycles seldom: much is made and little let go of, and looking took a fifth of the time of a check."""
    gc.set_threshold(100_000, 50, 100)
