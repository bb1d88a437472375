"""The bibliography as BibTeX."""

from pathlib import Path

from kb_tools.citations.bibtex import written
from kb_tools.handbook import Handbook
from kb_tools.writing import write


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write all works, by their keys, to the file `target`; return what was written."""
    write(target, text(handbook))
    return [target]


def text(handbook: Handbook) -> str:
    """Return all works as BibTeX."""
    return "\n\n".join(written(handbook.work(key)) for key in sorted(handbook.keys())) + "\n"
