"""Where links of a project may lead: its files, and the places inside its pages."""

import os
import posixpath
from functools import cached_property
from urllib.parse import unquote

from kb_tools import addresses
from kb_tools.handbook import Handbook
from kb_tools.project import FILES, Project
from kb_tools.sources import outline
from kb_tools.sources.markdown import Document

ASSETS = "docs/assets/"
_MAKE_ANCHORS = ("\n::: ", "{{", "{%", "\n```{")
"""What a plugin or another tool makes headings of: then nothing can be said about an anchor that is not written."""

_MAKE_PAGES = frozenset({"gen-files", "literate-nav", "mkdocs-jupyter", "blog", "material/blog", "autoapi", "mkdocs-autoapi", "api-autonav", "monorepo",
                         "multirepo", "macros", "i18n", "static-i18n", "tags", "material/tags", "techdocs-core", "simple", "mkdoxy", "gallery",
                         "mkdocs-simple-hooks"})
"""Plugins that make pages which stand in no file."""

_WITH_ATTRIBUTES = frozenset({"attr_list", "extra", "markdown.extensions.extra", "pymdownx.extra", "markdown.extensions.attr_list"})
"""Extensions of Markdown under which `{#id}` names a place."""


class Pages:
    """The files and pages of a project, by paths from its root."""

    def __init__(self, handbook: Handbook):
        self._handbook = handbook
        self._project = handbook.project or Project(handbook.root)
        self._anchors: dict[str, set[str] | None] = {}
        self._documents = {path: (document, owner) for path, _, document, owner in handbook.documents()}

    @property
    def folder(self) -> str:
        """The folder that links stay in: that of the pages of an MkDocs project, else the root."""
        return "" if self._project.ours or self._project.docs == "." else self._project.docs.strip("/") + "/"

    @cached_property
    def known(self) -> set[str]:
        """What a link may name: pages and assets of a handbook; any file, elsewhere."""
        if self._project.ours:
            return set(addresses.of_file(self._handbook))
        return set(self._files)

    @cached_property
    def _files(self) -> list[str]:
        found, start = [], os.path.join(self._handbook.root, self.folder)
        for folder, folders, names in os.walk(start):
            folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
            within = os.path.relpath(folder, self._handbook.root).replace(os.sep, "/")
            found += [posixpath.normpath(posixpath.join(within, name)) for name in names]
        return [*found, *self._handbook.given]

    @cached_property
    def by_small_letters(self) -> dict[str, str]:
        """Each file by its path in small letters."""
        return {path.casefold(): path for path in self.known}

    @property
    def complete(self) -> bool:
        """Whether all pages stand in files: no plugin is known to make others."""
        return not (_MAKE_PAGES & self._project.plugins.keys())

    def leads_to_a_file(self, target: str) -> bool:
        """Tell whether a target is a page, or a file that is published with the pages."""
        unlisted = self._project.ours and (target.startswith(ASSETS) or not self._handbook.whole)
        return target in self.known or (unlisted and os.path.isfile(os.path.join(self._handbook.root, target)))

    def page_meant(self, path: str, written: str) -> str:
        """The page that an address of the built site means, `sub/page/` or `page.html`, seen from the file `path`; nothing if none."""
        plain = unquote(written.partition("#")[0].partition("?")[0])
        stem = plain.rstrip("/").removesuffix("/index.html").removesuffix(".html")
        # From a page at `a/b/` the address `../c/` is what `c.md` beside `b.md` is from the file.
        for start in (posixpath.dirname(path), path.removesuffix(".md").removesuffix("/index")):
            near = posixpath.normpath(posixpath.join(self.folder, stem.lstrip("/")) if plain.startswith("/") else posixpath.join(start, stem))
            for candidate in (f"{near}.md", f"{near}/index.md", f"{near}/README.md", near + ".ipynb"):
                if candidate in self.known:
                    return candidate
        return ""

    def owner_of(self, path: str) -> object | None:
        """The record or page whose text stands in a file."""
        return self._documents[path][1] if path in self._documents else None

    def anchors(self, path: str) -> set[str] | None:
        """The places inside the page of a file; nothing where they are not known."""
        if path not in self._documents:
            return None
        if path not in self._anchors:
            document, owner = self._documents[path]
            self._anchors[path] = self._ours(owner) if self._project.ours else self._theirs(document)
        return self._anchors[path]

    def _ours(self, owner) -> set[str]:
        sections = owner.document.sections
        return {section.id for section in sections} | {f"s{step.number}" for section in sections for step in section.steps}

    def _theirs(self, document: Document) -> set[str] | None:
        if any(mark in document.body for mark in _MAKE_ANCHORS):
            return None
        toc, extensions = self._project.extensions.get("toc", {}), self._project.extensions
        slugify = outline.slugifier(toc.get("slugify"))
        if slugify is None:
            return None
        attributes = self._project.form == FILES or bool(_WITH_ATTRIBUTES & extensions.keys())
        separator = toc.get("separator") or "-"
        return outline.anchors(document, slugify, separator if isinstance(separator, str) else "-", attributes)
