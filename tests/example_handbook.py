"""A small handbook that keeps every promise, and a way to change a part of it.

It stands in `example/`: one record of each kind, in both languages where that matters.
"""

import re
import shutil
from pathlib import Path

from kb_tools.diagnostics import Diagnostic
from kb_tools.load import load
from kb_tools.lookups.outcome import Outcome
from kb_tools.project import project_at
from kb_tools.rules import Report, run
from kb_tools.rules.registry import Example

EXAMPLE = Path(__file__).parent / "example"
ELSEWHERE = Path(__file__).parent / "example_mkdocs"

_FIELD = re.compile(r"^(?=[«»]*[A-Za-z_][\w-]*»?:)", re.M)
_SECTION = re.compile(r"^(?=[«»]*## )", re.M)
_ENTRY = re.compile(r"^(?=[«»]*@)", re.M)
_MARKS = re.compile("[«»]")
"""Rows of `test_rows` mark what is found: marks are part of no name."""

_FRONT = re.compile(r"---\n(.*?)^---\n", re.S | re.M)


def write(root: Path, elsewhere: bool = False) -> Path:
    """Write the example handbook, or an MkDocs project without records, into the folder `root` and return it."""
    shutil.copytree(ELSEWHERE if elsewhere else EXAMPLE, root, dirs_exist_ok=True)
    return root


def apply(root: Path, example: Example) -> None:
    """Lay an example of a rule over the handbook in `root`."""
    lay(root, example.path, example.text)
    target = root / example.path
    target.write_bytes(target.read_bytes().decode("utf-8").encode(example.encoding))


def lay(root: Path, path: str, text: str) -> None:
    """Lay a text over a file: fields replace fields, sections sections, entries those with their key; anything else is the whole file.

    A file that is not there yet begins as a copy of its neighbour.
    """
    target = root / path
    neighbour = target if target.exists() else _neighbour(root, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((_laid(neighbour.read_text("utf-8"), text, path) if neighbour else text).encode("utf-8"))


def lay_bytes(root: Path, path: str, data: bytes) -> None:
    """Lay the bytes of a file over another: as text where they are plain UTF-8 with LF, else as the whole file."""
    try:
        plain = b"\r" not in data and not data.startswith(b"\xef\xbb\xbf") and data.decode("utf-8")
    except UnicodeDecodeError:
        plain = False
    if plain:
        lay(root, path, plain)
    else:
        (root / path).write_bytes(data)


OUTCOMES = {one.address: one for one in (
    Outcome("https://example.org/fine", "fine", 200),
    Outcome("https://example.org/gone", "gone", 404, archived="https://archive.example/2020/gone"),
    Outcome("https://example.org/moved", "moved", 301, new="https://example.org/fine"),
    Outcome("https://example.org/fine#lost", "fragment", 200, details=(("part", "lost"),)),
    Outcome("https://example.org/slow", "timeout"),
    Outcome("https://example.org/expired", "certificate-expired"),
    Outcome("https://nowhere.example/", "no-host"),
    Outcome("https://example.org/wall", "no-access", 403),
    Outcome("https://doi.org/10.1234/calm.2021", "no-doi", 404),
)}
"""What came of looking some addresses up; no network is asked."""


def check(root: Path) -> Report:
    """Load and check the handbook in `root`."""
    return run(load(project_at(root)), outcomes=OUTCOMES)


def lines(diagnostics: tuple[Diagnostic, ...]) -> str:
    """The diagnostics as golden files hold them."""
    said = []
    for d in diagnostics:
        said.append(f"{d.path}:{d.line}:{d.column}: {d.severity} {d.code} {d.message}")
        if d.hint:
            said.append(f"  hint: {d.hint}")
    return "".join(line + "\n" for line in said)


def _neighbour(root: Path, path: str) -> Path | None:
    ending = ".zh.md" if path.endswith(".zh.md") else Path(path).suffix.replace(".yaml", ".yml")
    if "/" not in path:
        return None
    found = sorted(p for p in (root / path).parent.glob(f"*{ending}") if (ending == ".zh.md") == p.name.endswith(".zh.md"))
    return found[0] if found else None


def _laid(old: str, new: str, path: str) -> str:
    if path.endswith((".yml", ".yaml")):
        return _replaced(_FIELD, old, new, ":") if _FIELD.match(new) else new
    if path.endswith(".bib"):
        strings = "".join(block for block in _ENTRY.split(new) if block.startswith("@string"))
        return strings + _replaced(_ENTRY, old, new[len(strings):] if new.startswith(strings) else new, ",")
    if not path.endswith(".md") or not (_FRONT.match(new) or _SECTION.match(new)):
        return new
    front, body = _parted(old)
    new_front, new_body = _parted(new)
    made = f"---\n{_replaced(_FIELD, front, new_front, ':')}---\n"
    return made + _replaced(_SECTION, body, new_body.lstrip("\n"), "\n") if new_body.strip() else made + body


def _parted(text: str) -> tuple[str, str]:
    front = _FRONT.match(text)
    return (front[1], text[front.end():]) if front else ("", text)


def _replaced(start: re.Pattern, old: str, new: str, until: str) -> str:
    """Replace the blocks of `old` that `new` has too, by the name each begins with; append the others."""
    blocks = {_name(block, until): block for block in start.split(old)}
    laid: set[str] = set()
    for block in start.split(new):
        if block:
            name = _name(block, until)
            name = next((known for known in blocks if until == "," and known.partition("{")[2] == name.partition("{")[2]), name)
            whole = block.removesuffix("\n") + "\n" if until == ":" else block.rstrip("\n") + "\n\n"
            blocks[name] = blocks[name] + whole if name in laid else whole
            laid.add(name)
    return "".join(blocks.values())


def _name(block: str, until: str) -> str:
    return _MARKS.sub("", block.partition(until)[0])
