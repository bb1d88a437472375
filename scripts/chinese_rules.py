"""Say which Chinese pages of rules are missing, stale or left over; or mark some as rendering the English as it stands now.

Usage: python scripts/chinese_rules.py [CODE …]
Without codes, ends with 1 if there is anything to do. With codes, writes the present digest into `kb_tools/rules/zh/CODE.md`.
"""

import re
import sys
from pathlib import Path

from kb_tools.rules import RULES
from kb_tools.writing import write

FOLDER = Path(__file__).resolve().parent.parent / "kb_tools" / "rules" / "zh"


def to_do() -> list[str]:
    """A line for each page that somebody has to look at."""
    pages = {code: one.page("zh") for code, one in RULES.items()}
    found = [f"{code} has no Chinese page: write kb_tools/rules/zh/{code}.md with `of: {RULES[code].digest}`"
             for code, page in pages.items() if page.lang != "zh"]
    found += [f"{code} has changed in English since kb_tools/rules/zh/{code}.md was written: compare the two, then run this with {code}"
              for code, page in pages.items() if page.lang == "zh" and page.of != RULES[code].digest]
    return found + [f"{file.name} is the page of no rule: delete it" for file in sorted(FOLDER.glob("*.md")) if file.stem not in RULES]


def mark(code: str) -> None:
    """Write into a page that it renders the English as it stands now."""
    file = FOLDER / f"{code}.md"
    write(file, re.sub(r"^of:.*$", f"of: {RULES[code].digest}", file.read_text("utf-8"), count=1, flags=re.M))


if __name__ == "__main__":
    for code in sys.argv[1:]:
        mark(code)
    found = to_do()
    print("\n".join(found) or "every rule has its Chinese page")
    sys.exit(bool(found) and not sys.argv[1:])
