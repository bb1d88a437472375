"""Our scripts as they are sent: without the comments and indents that people read them by, a third of their bytes.

This is no reader of JavaScript. It takes away comments that have lines to themselves and blanks at the beginning of lines;
`tests/test_javascript.py` holds each script to saying the same before and after.
"""

import re

_COMMENTS = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)\n", re.S | re.M)
_INDENT = re.compile(r"\n[ \t\n]+")


def lean(script: str) -> str:
    """The script without what only people read."""
    return _INDENT.sub("\n", _COMMENTS.sub("", script))
