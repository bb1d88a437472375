"""What the last build made, so that the next makes only what changed.

For each page there are the questions that it asked of the handbook, a key for the answers, the key of its body, and the
digest of the file that came out. A page whose questions get the same answers is not even made; one whose body is as
before is not handed to MkDocs; both only while the published file is the one that came out. Without any of this every
build is a cold one with the same result.
"""

import hashlib
import json
import os
import sys
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup

from kb_tools.answers import Answers
from kb_tools.render import Edition, Page
from kb_tools.store import Store, kept_in, key_of

_PACKAGES = ("mkdocs", "mkdocs-material", "mkdocs-bibtex", "Markdown", "Jinja2", "MarkupSafe", "pybtex", "PyYAML")
OURS = Path(__file__).resolve().parent.parent
"""Where our own code stands."""
_SETTINGS = ("SITE_URL", "REPO_URL", "SHARE_MAIL", "KB_DESCRIPTION")


@dataclass(frozen=True)
class Kept:
    """A page as the last build left it: the key of what went into it, of its body, the digest of its file, its questions."""

    key: str
    body: str
    file: str
    questions: tuple[str, ...]

    def put(self, store: Store, address: str) -> None:
        """Keep the page for the next build."""
        store.put("page", address, "\n".join((self.key, self.body, self.file, *self.questions)))


def last(store: Store, address: str) -> Kept | None:
    """A page as the last build left it."""
    found = store.get("page", address)
    if found is None:
        return None
    key, body, file, *questions = found.split("\n")
    return Kept(key, body, file, tuple(questions))


def questions(path: Path) -> set[str]:
    """All that the pages in a store asked."""
    return {question for kept in kept_in(path, tools(), "page") for question in kept.split("\n")[3:]}


class Shelf:
    """What templates made of records for the pages that list them (see `questions.Once`), a text of the store for each kind of block.

    Such a text holds the questions that were asked, and for each record its HTML, the key of the answers, which questions.
    """

    def __init__(self, store: Store, answers: Answers):
        self._store, self._answers = store, answers
        self._before: dict[str, dict[str, tuple[str, str, list[str]]]] = {}
        self._now: dict[str, dict[str, tuple[str, str, list[str]]]] = {}

    def take(self, key: tuple[str, str]) -> tuple[Markup, dict[str, None]] | None:
        """The block of a record that an earlier build made of the same answers."""
        block, of = key
        if block not in self._before:
            self._before[block], self._now[block] = self._read(block), {}
        held = self._before[block].get(of)
        if held is None or held[1] != self._answers.key(held[2]):
            return None
        self._now[block][of] = held
        return Markup(held[0]), dict.fromkeys(held[2])

    def lay(self, key: tuple[str, str], made: Markup, notes: dict[str, None]) -> None:
        """Keep the block of a record."""
        block, of = key
        self._now[block][of] = str(made), self._answers.key(notes), list(notes)

    def save(self) -> None:
        """Put what was made or taken into the store; what was not looked into stays there."""
        self._store.stay_all("block")
        for block, made in self._now.items():
            number = {question: i for i, question in enumerate(dict.fromkeys(q for *_, questions in made.values() for q in questions))}
            rows = {of: [html, key, [number[q] for q in questions]] for of, (html, key, questions) in made.items()}
            self._store.put("block", block, json.dumps([list(number), rows], ensure_ascii=False, separators=(",", ":")))

    def _read(self, block: str) -> dict[str, tuple[str, str, list[str]]]:
        try:
            questions, rows = json.loads(self._store.get("block", block) or "[[], {}]")
            return {of: (html, key, [questions[i] for i in asked]) for of, (html, key, asked) in rows.items()}
        except (ValueError, TypeError, LookupError, AttributeError):
            return {}  # damaged: made anew


def around(root: Path, serving: bool) -> str:
    """A key for what stands around each page: the configuration, the tools and their templates."""
    return key_of((root / "mkdocs.yml").read_bytes(), serving, [os.environ.get(name, "") for name in _SETTINGS], tools())


def body_key(page: Page, edition: Edition, frame: str) -> str:
    """The key of a page that is made: all its parts, how its citations read, what stands around it."""
    cited = [edition.bibliography.inline([("", key, "")], str) for key in page.cites if key in edition.bibliography]
    return key_of(frame, edition.lang, *(getattr(page, field.name) for field in fields(page)), *cited)


@cache
def tools() -> str:
    """A digest of our own code, templates and words, and the versions of the libraries that make pages."""
    files = sorted(p for p in OURS.rglob("*") if p.suffix in {".py", ".jinja", ".yml", ".svg", ".html", ".md"} and p.is_file())
    return key_of(sys.version_info[:3], [version(p) for p in _PACKAGES], *(f"{p.relative_to(OURS)}:{digest_of(p)}" for p in files))


def digest(content: str | bytes) -> str:
    """The digest of a file with this content."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def digest_of(path: Path) -> str:
    """The digest of a file; nothing where there is none."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""
