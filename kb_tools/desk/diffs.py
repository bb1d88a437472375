"""What would change in a file, as a unified diff."""

import difflib
import re

_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # other signs that Python takes for line ends are part of a line to everyone else


def unified(old: str, new: str, shown: str) -> str:
    """Return what turns a text into another, the file called `shown`; nothing where they are one."""
    lines = difflib.unified_diff(_LINE.findall(old), _LINE.findall(new), f"a/{shown}", f"b/{shown}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
