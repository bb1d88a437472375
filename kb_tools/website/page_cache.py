"""What the last build made, so that the next makes only what changed.

For each page there is the key of what goes into it (the facts of the handbook, the prose it reads, the frame), the
key of its body, the digest of the file that came out, and what the search needs of it. A page whose first key is
known is not even made; one whose body is as before is not handed to MkDocs; both only while the published file is the
one that came out. Without any of this every build is a cold one with the same result.
"""

import hashlib
import os
import sys
from dataclasses import astuple, dataclass, fields
from importlib.metadata import version
from pathlib import Path

from kb_tools.citations import Bibliography
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.render import Page, Planned
from kb_tools.store import Store, key_of

_PACKAGES = ("mkdocs", "mkdocs-material", "mkdocs-bibtex", "Markdown", "Jinja2", "MarkupSafe", "pybtex", "PyYAML")
_OURS = Path(__file__).resolve().parent.parent
_SETTINGS = ("SITE_URL", "REPO_URL", "KB_DESCRIPTION")


@dataclass(frozen=True)
class Kept:
    """A page as the last build left it: the key of what goes into it, the key of its body, the digest of its file."""

    key: str
    body: str
    file: str

    def put(self, store: Store, address: str) -> None:
        """Keep the page for the next build."""
        store.put("page", address, "\n".join(astuple(self)))


def last(store: Store, address: str) -> Kept | None:
    """A page as the last build left it."""
    found = store.get("page", address)
    return Kept(*found.split("\n")) if found else None


class Fingerprints:
    """Digests of what goes into pages; whether the site is served and the settings of MkDocs go into each."""

    def __init__(self, handbook: Handbook, serving: bool):
        settings = [os.environ.get(name, "") for name in _SETTINGS]
        # What stands around each page: the configuration, the tools and their templates.
        self._frame = key_of((handbook.root / "mkdocs.yml").read_bytes(), serving, settings, tools())
        owners = [*handbook.every(), *handbook.prose.values()]
        said = [(o.path, getattr(o, "id", ""), o.facts.model_dump_json(), o.translation and o.translation.model_dump_json(), o.translated is None) for o in owners]
        # All that is known without the prose: records, titles, works. Made once, before the editions part.
        self._facts = key_of(self._frame, said, [(e.key, e.type, e.fields) for e in handbook.entries.values()])
        self._prose: dict[str, str] = {}

    def page(self, planned: Planned, lang: str) -> str:
        """The key of a page that is not made yet."""
        return key_of(self._facts, lang, planned.address, *(r if isinstance(r, str) else self._of(r) for r in planned.reads))

    def body(self, page: Page, lang: str, bibliography: Bibliography) -> str:
        """The key of a page that is made: its body, and how its citations read."""
        cited = [bibliography.inline([("", key, "")], str) for key in page.cites if key in bibliography]
        return key_of(self._frame, lang, *(getattr(page, field.name) for field in fields(page)), *cited)

    def _of(self, owner: Record | ProsePage) -> str:
        if owner.path not in self._prose:
            self._prose[owner.path] = key_of(owner.document and owner.document.text, owner.translated and owner.translated.text)
        return self._prose[owner.path]


_TOOLS: list[str] = []


def tools() -> str:
    """A digest of our own code, templates and words, and the versions of the libraries that make pages."""
    if not _TOOLS:
        files = sorted(p for p in _OURS.rglob("*") if p.suffix in {".py", ".jinja", ".yml", ".svg", ".html"} and p.is_file())
        _TOOLS.append(key_of(sys.version_info[:3], [version(p) for p in _PACKAGES], *(f"{p.relative_to(_OURS)}:{digest_of(p)}" for p in files)))
    return _TOOLS[0]


def digest_of(path: Path) -> str:
    """The digest of a file; nothing where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
