"""Our scripts as they are sent: without the comments, blanks and long names that people read them by, half of their bytes.

`tests/test_javascript.py` runs the tests of the scripts on what is sent too.
"""

from functools import cache
from pathlib import Path

import minify

OUR_SCRIPTS = ("assets/core/", "assets/parts/")
"""Where they stand below the folder of documents."""


@cache
def lean(script: str) -> str:
    """The script without what only people read. What it keeps on the one global, and the names of elements and keys, stay as they are."""
    return minify.string("application/javascript", script)


def lean_all(docs: Path) -> None:
    """Make all scripts lean, so that processes that are forked later find them made: the library, once used, does not live through a fork."""
    for folder in OUR_SCRIPTS:
        for path in sorted((docs / folder).glob("*.js")):
            lean(path.read_text("utf-8"))
