"""Run the readers over every file of a folder of real files, and say what each took.

Usage: python scripts/try_corpora.py FOLDER
Ends with 1 if a reader raised anything of its own making or took longer than ten seconds.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from kb_tools.sources import bibtex, markdown, text, yaml
from kb_tools.sources.broken import Broken

READERS = {".bib": bibtex.read, ".md": markdown.read, ".yml": yaml.read, ".yaml": yaml.read}
LIMIT = 10.0
"""Seconds."""


def main(folder: Path) -> int:
    """Read every file below `folder` that a reader knows; print a line for each that is odd, then the counts."""
    counted, worst, failed = Counter(), (0.0, ""), 0
    for path in sorted(p for p in folder.rglob("*") if p.suffix in READERS and p.is_file()):
        start = time.monotonic()
        try:
            read = READERS[path.suffix](text.decode(path.read_bytes()))
            outcome = "read with troubles" if getattr(read, "troubles", ()) else "read"
        except Broken as broken:
            outcome = "refused"
            print(f"{path.relative_to(folder)}: {broken.message}")
        except Exception as error:  # that is what this script looks for
            outcome, failed = "FAILED", failed + 1
            print(f"{path.relative_to(folder)}: {type(error).__name__}: {error}")
        took = time.monotonic() - start
        worst = max(worst, (took, str(path.relative_to(folder))))
        failed += took > LIMIT
        counted[path.suffix, outcome] += 1
    for (suffix, outcome), n in sorted(counted.items()):
        print(f"{suffix:6} {outcome:20} {n:5}")
    print(f"slowest: {worst[1]} {worst[0]:.2f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
