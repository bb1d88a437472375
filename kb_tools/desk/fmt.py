"""Canonical form of a project's files: bibliographies, YAML, and the front matter of Markdown."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb_tools.desk import fmt_bibtex, fmt_yaml
from kb_tools.desk.diffs import unified
from kb_tools.positions import Lines
from kb_tools.project import FILES, HANDBOOK, Project, is_outside
from kb_tools.sources import markdown, text
from kb_tools.sources.broken import Broken
from kb_tools.words.messages import say
from kb_tools.writing import write

ENDINGS = (".bib", ".yml", ".yaml", ".md")
"""Of files that have a canonical form."""

_MARK = "\ufeff"
_NOT_OURS = ("node_modules", "__pycache__")
_CLOSING = re.compile(r"---[ \t]*")


@dataclass(frozen=True)
class Left:
    """Something that stays as it is: line and column from 1, and why. `whole` says that it is the whole file."""

    line: int
    column: int
    why: str
    whole: bool = False


@dataclass(frozen=True)
class Looked:
    """A file and its canonical form; `old` has the line ends of the file. Where nothing is to be changed the two are equal."""

    path: Path
    old: str
    new: str
    left: tuple[Left, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the file is not canonical."""
        return self.old != self.new


def formatted(path: str, text_: str) -> str:
    """Return the text of a file in canonical form; what cannot be read, or has none, as it is. `path` tells by its ending what it is."""
    return canonical(path, text_)[0]


def canonical(path: str, text_: str, sort: bool = False) -> tuple[str, tuple[Left, ...]]:
    """Return the text of a file in canonical form, and what of it stays as it is; `sort` puts the entries of a bibliography in order."""
    plain = text_.replace("\r\n", "\n").replace("\r", "\n").removeprefix(_MARK)
    ending = os.path.splitext(path)[1].lower()
    if ending not in ENDINGS:
        return text_, ()
    if ending == ".bib":
        made, troubles = fmt_bibtex.canonical(plain, sort)
        return made, tuple(_left(plain, trouble.offset, trouble.message) for trouble in troubles)
    try:
        return (_markdown if ending == ".md" else fmt_yaml.canonical)(plain), ()
    except Broken as broken:
        return text_, (_left(plain, broken.offset, broken.message, whole=True),)


def look(path: Path, sort: bool = False) -> Looked:
    """Read a file and say what is to become of it. Nothing is raised: what cannot be read stays as it is."""
    try:
        data = path.read_bytes()
        text.decode(data)
    except Broken as broken:
        return Looked(path, "", "", (_left(data.decode("utf-8", "replace"), broken.offset, broken.message, whole=True),))
    except OSError as error:
        return Looked(path, "", "", (Left(1, 1, say("this file cannot be read: {why}", why=error.strerror or str(error)), whole=True),))
    old = data.decode("utf-8")
    return Looked(path, old, *canonical(path.name, old, sort))


def apply(looked: Looked) -> None:
    """Write the canonical form of a file, whole or not at all; of a link, that of the file it leads to."""
    write(looked.path.resolve(), looked.new)


def diff(looked: Looked, shown: str) -> str:
    """What would change in a file, as a unified diff, the file called `shown`."""
    return unified(looked.old, looked.new, shown)


def files_of(project: Project) -> list[Path]:
    """The files of a project that have a canonical form, in order: bibliographies, records, and pages for their front matter."""
    if project.form == FILES:
        return sorted(below(project.root))
    pages = ("activities", project.docs) if project.form == HANDBOOK else (project.docs,)
    found = {path for top in project.bibliographies if not is_outside(top) for path in below(project.root / top) if path.suffix == ".bib"}
    found |= {path for top in pages for path in below(project.root / top) if path.suffix == ".md"}
    if project.form == HANDBOOK:
        found |= {path for path in below(project.root / "knowledge") if path.suffix in (".yml", ".yaml")}
    return sorted(found)


def below(top: Path) -> Iterator[Path]:
    """The files with a canonical form in a folder, or the file itself; no links, and nothing whose name begins with a point."""
    if top.is_file() and not top.is_symlink() and has_form(top):
        yield top
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_OURS]
        yield from _ours(Path(folder, name) for name in names if not name.startswith("."))


def has_form(path: Path) -> bool:
    """Tell whether a file is of a kind that has a canonical form."""
    return path.suffix.lower() in ENDINGS


def _ours(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if has_form(path) and not path.is_symlink() and path.is_file())


def _markdown(plain: str) -> str:
    """Put the front matter in canonical form; words between two lines of hyphens are none. Raises Broken."""
    span = markdown.front_span(plain)
    if span is None:
        return plain
    front = plain[span.start:span.end]
    try:
        if not fmt_yaml.starts_with_fields(front):
            return plain
        return plain[:span.start] + fmt_yaml.canonical(front) + _CLOSING.sub("---", plain[span.end:], count=1)
    except Broken as broken:
        raise Broken(broken.message, span.start + broken.offset, broken.hint, broken.about) from None


def _left(plain: str, offset: int, why: str, whole: bool = False) -> Left:
    position = Lines(plain).at(min(offset, len(plain)))
    return Left(position.line, position.column, why, whole)
