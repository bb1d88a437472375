"""A small built site that keeps every promise, with the MkDocs project it was made from, and a way to change a part of it.

It stands in `example_site/`: the project, and in its folder `public/` what was built.
"""

import re
import shutil
from pathlib import Path

from kb_tools.project import project_at
from kb_tools.rules import Report
from kb_tools.rules.registry import Example
from kb_tools.site_check import check_site

EXAMPLE = Path(__file__).parent / "example_site"

_MAIN = re.compile(r"(?<=<main>\n).*(?=</main>)", re.S)


def write(root: Path) -> Path:
    """Write the project and its site into the folder `root` and return it."""
    shutil.copytree(EXAMPLE, root, dirs_exist_ok=True)
    return root


def apply(root: Path, example: Example) -> None:
    """Lay an example of a rule over the site in `root`."""
    lay(root, example.path, example.text)
    target = root / example.path
    target.write_bytes(target.read_bytes().decode("utf-8").encode(example.encoding))


def lay(root: Path, path: str, text: str) -> None:
    """Lay a text over a file: lines of a head over those that begin as they do, what a page says over its main part; else it is the whole file.

    A page that is not there yet begins as a copy of the one of tag.
    """
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    old = (target if target.exists() else root / "public/tag/index.html").read_text("utf-8")
    if path.endswith(".html") and text.startswith("<link"):
        new = _without(old, text.partition(" href")[0]).replace("</head>", f"{text}</head>")
    elif path.endswith(".html") and not text.startswith("<!doctype"):
        new = _MAIN.sub(lambda m: text, old)
    elif text.startswith("<url>"):
        new = old.replace("</urlset>", f"{text}</urlset>")
    else:
        new = text
    target.write_bytes(new.encode("utf-8"))


def lay_bytes(root: Path, path: str, data: bytes) -> None:
    """Lay the bytes of a file over another: as text where they are UTF-8, else as the whole file."""
    try:
        lay(root, path, data.decode("utf-8"))
    except UnicodeDecodeError:
        (root / path).write_bytes(data)


def check(root: Path) -> Report:
    """Check the site in `root`."""
    return check_site(root / "public", project_at(root))


def _without(text: str, beginning: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(beginning))
