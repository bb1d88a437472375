"""Text in XML: what XML cannot hold is left out, what it reads otherwise is written so that it stays text."""

import re
from xml.sax.saxutils import escape, quoteattr

_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(said: str) -> str:
    """Return a text as it may stand between tags."""
    return escape(_NEVER.sub("", said))


def value(said: str) -> str:
    """Return a text as the value of an attribute, its quotes around it."""
    return quoteattr(_NEVER.sub("", said))
