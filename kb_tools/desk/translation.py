"""Marks a translation as current: writes the hash of each English section that it renders."""

import re
from pathlib import Path

from kb_tools.sources import markdown
from kb_tools.writing import write

_BLOCK = re.compile(r"^translates:.*\n(?:[ \t]+.*\n)*", re.M)


def mark_current(english: Path, translation: Path) -> int:
    """Write the hashes of the sections of `english` into the front matter of `translation`; return how many.

    Only sections that the translation has are marked, in their order. Everything else in the file stays as it is.
    """
    source = markdown.read(english.read_text("utf-8"))
    text = translation.read_text("utf-8")
    target = markdown.read(text)
    pairs = list(zip(source.sections, target.sections, strict=False))
    block = "translates:\n" + "".join(f"  {s.id}: '{s.digest}'\n" for s, _ in pairs) if pairs else ""
    front = text[target.front.start:target.front.end]
    made = _BLOCK.sub(lambda _: block, front, count=1) if _BLOCK.search(front) else front + block
    write(translation, text[:target.front.start] + made + text[target.front.end:])
    return len(pairs)
