"""Hands our pages to MkDocs and takes its framed HTML back.

A page's body goes to MkDocs as Markdown only so that mkdocs-bibtex renders its citations; after that it is put
aside, MkDocs has nothing to convert, and the body is put back when the page is framed. Nothing private of MkDocs is used.

What stands around the pages of a folder is the same but for a few places. The theme is asked for it once, with marks in
those places, and each page's own parts are put in there: that is a third of the work of a page.
"""

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from markupsafe import escape
from mkdocs.structure import pages
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc
from rjsmin import jsmin

from kb_tools import addresses
from kb_tools.render import Edition, Page, icons
from kb_tools.website.citation_registry import CitationRegistry
from kb_tools.website.content_policy import with_policy
from kb_tools.website.spool import Spool
from kb_tools.website.tool_scripts import ASSETS, scripts_of

NAV = ("home", "finder", "activities", "needs", "programmes", "plan", "guides", "methods", "evidence", "glossary")
"""The generated pages that stand in the header, in order."""

MANY = 5
"""Parts of a page from which on a narrow screen, which has no room for the list at the side, can jump to one of them."""

_THEME = Path(__file__).parent / "theme"
_LEAD = re.compile(r'<p class="lead">.*?</p>', re.S)
_MARK = re.compile("\ue000([a-z]+)\ue001")
_OURS = tuple(f"{ASSETS}/{name}" for name in ("core/", "parts/", "tongban.css", "print.css"))
_ONLY_READ = re.compile(r"/\*.*?\*/\s*|(?<=[{}])\s+", re.S)
"""What a browser passes over in a style."""
_CAST = re.compile(r"/\*\* @type \{[^*]*\} \*/ \(([\w.]+(?:\([^()]*\))?)\)")
"""A plain name or call that a comment tells the type of: only for that does it stand in parentheses."""
_BREAK = re.compile(r"(?<=})\n(?=\w)")
"""What is left between two methods: a statement of ours never ends without its semicolon."""
_STRICT = re.compile(r'^\s*"use strict";$', re.MULTILINE)
"""TypeScript reads every script as a strict one (`strict` in `tsconfig.json`), and what stands in a class is always read so."""
_LAST = re.compile(r";(?=\s+\})|,(?=\n\s*[}\])])")
"""The semicolon of the last statement of a block, the comma after the last of several lines."""
_NEXT = re.compile(r"((?<![\w$])const (?:[\w$]+|\{[\w$,:]*\}|\[[\w$,]*\])=[^;{}`/]*);const ")
"""A declaration that holds no block, and another after it: a comma does."""
_UNUSED_ASSETS = ("assets/javascripts/lunr/", "assets/javascripts/workers/")


class Frame:
    """One edition on its way through MkDocs; what waits to be framed waits in a file below `scratch`."""

    def __init__(self, edition: Edition, scratch: Path | None = None, serving: bool = False, compiled: BytecodeCache | None = None):
        self.edition, self.lang, self.serving, self._compiled = edition, edition.lang, serving, compiled
        self.registry = CitationRegistry(edition.bibliography)
        self.made: dict[str, Page] = {}
        self._bodies = Spool(scratch)
        self._frames: dict[tuple, list[str]] = {}

    def add(self, page: Page) -> None:
        """Take a page that is to be framed."""
        self._bodies.put(page.address, page.body)
        self.made[page.address] = replace(page, body="")

    def configure(self, config):
        """Set what depends on the edition: the language, the names in the header, the description."""
        w = self.edition.words
        config.theme.dirs.insert(0, str(_THEME))
        theme_env = config.theme.get_env
        config.theme.get_env = lambda: _without_icons(theme_env())
        config.theme["language"] = self.lang
        config.markdown_extensions, config.mdx_configs = [], {}  # MkDocs converts nothing but empty texts
        if config.site_url:
            config.site_url = config.site_url.rstrip("/") + "/" + addresses.EDITIONS[self.lang]
        config.site_description = w("site-description")
        config.copyright = w("licence-line")
        # A page that is not made anew stands in the header as a link, which MkDocs need not find among the pages.
        config.validation.nav.not_found = logging.DEBUG
        config.nav = [{w(f"nav-{name}"): _source(address) if address in self.made else address} for name, address in _in_header()]
        return config

    def files(self, files: Files, config) -> Files:
        """Replace the Markdown of `docs/` by our pages; leave out what no page of ours uses."""
        kept = Files([_sent(f, config) for f in files if not f.is_documentation_page() and _is_used(f.src_uri)])
        titles = {address: self.edition.words(f"nav-{name}") for name, address in _in_header()}
        for page in self.made.values():
            file = File.generated(config, _source(page.address), content="")
            file.edit_uri = (page.origin or None) if config.repo_url else None
            _Finished(titles.get(page.address), file, config)
            kept.append(file)
        return kept

    def environment(self, env):
        """Give the theme's templates the words, links and icons of this edition."""
        edition, self._env = self.edition, env
        env.bytecode_cache = self._compiled
        env.globals.update(
            w=edition.words, tb_icon=icons.icon, edition=edition.lang, other_edition=edition.other, serving=self.serving,
            switch=lambda url: addresses.other_edition(url, edition.lang, edition.other),
            to=lambda name, url: addresses.relative(addresses.GENERATED[name], url),
            to_prose=lambda name, url: addresses.relative(addresses.of_prose(name), url),
        )
        return env

    def body(self, page) -> str:
        """The body of a page, its citations still to be rendered."""
        made = self.made[page.file.dest_uri]
        page.meta = {"title": made.title, "description": made.description, "plain": made.plain, "template": "whole.html", "tools": scripts_of(made.tools),
                     "data": made.data, "moved_to": _way(made), "unlisted": made.unlisted}
        self.registry.page = made.address
        return self._bodies.get(made.address)

    def keep(self, page, html: str) -> str:
        """Put the body aside and give MkDocs nothing to convert."""
        self._bodies.put(page.file.dest_uri, html)
        return ""

    def frame(self, page, context) -> None:
        """Make the content of a page the whole page: its body in what the theme puts around it."""
        made = self.made[page.file.dest_uri]
        page.toc = get_toc([{"level": h.level, "id": h.id, "name": h.title, "children": []} for h in made.outline])
        parts = made.outline and not made.plain
        page.contents = self._env.get_template("partials/toc.html").render({**context, "page": page}) if parts else ""
        page.content = self._bodies.get(made.address)
        if parts and len(page.toc) >= MANY:
            jump = self._env.get_template("partials/jump.html").render({**context, "page": page})
            page.content = _LEAD.sub(lambda lead: lead[0] + jump, page.content, count=1)
        page.content = self._themed(made, page, context) if _alone(page, context["nav"]) else self._filled(made, page, context)

    def _themed(self, made: Page, page, context) -> str:
        return self._env.get_template(made.template).render({**context, "page": page})

    def _filled(self, made: Page, page, context) -> str:
        """The frame that a page shares with its neighbours, filled with the page's own parts."""
        folder, _, name = page.url.rpartition("/")
        shared = (folder, made.template, made.plain, bool(made.outline), bool(page.edit_url), bool(made.description), bool(made.data), bool(made.moved_to),
                  made.unlisted, made.tools)
        if shared not in self._frames:
            self._frames[shared] = _MARK.split(self._themed(made, _marked(page), context))
        own = {"name": name.removesuffix(".html"), "title": escape(page.title), "description": escape(made.description), "edit": escape(page.edit_url or ""),
               "first": made.outline[0].id if made.outline else "", "contents": page.contents, "content": page.content,
               "data": made.data, "moved": escape(_way(made))}
        pieces = self._frames[shared].copy()
        pieces[1::2] = [own[mark] for mark in pieces[1::2]]
        return "".join(pieces)

    def finish(self, output: str, page) -> str:
        """Return the whole page with its content policy; what MkDocs would keep of it is let go."""
        page.content = page.markdown = ""
        return with_policy(output, self.serving)

    def finish_template(self, output: str) -> str:
        """Return a page that is no page of ours (404) with its content policy."""
        return with_policy(output, self.serving)


def _in_header() -> list[tuple[str, str]]:
    """Name and address of each page that the header names."""
    return [(name, addresses.GENERATED[name]) for name in NAV]


class _Finished(pages.Page):
    """A page of MkDocs that brings its own body: there is no Markdown to read or to convert."""

    def read_source(self, config):
        self.markdown = ""

    def render(self, config, files):
        self.content = ""


def _alone(page: pages.Page, nav) -> bool:
    """Tell whether the header or the drawer names the page itself, so that no other has the same around it."""
    return "/" not in page.url or any(item.active for item in nav.items)


def _way(made: Page) -> str:
    """The link from a page that only leads on to where it leads."""
    return addresses.relative(made.moved_to, made.address) if made.moved_to else ""


def _mark(name: str) -> str:
    return f"\ue000{name}\ue001"


def _marked(page: pages.Page) -> SimpleNamespace:
    """A page as the theme sees it, with a mark in place of each of its own parts."""
    def address(text: str | None) -> str | None:
        return text and text.removesuffix(f"{name}.html") + _mark("name") + ".html"

    name = page.url.rpartition("/")[2].removesuffix(".html")
    return SimpleNamespace(
        url=address(page.url), canonical_url=address(page.canonical_url), edit_url=page.edit_url and _mark("edit"),
        title=_mark("title"), content=_mark("content"), contents=_mark("contents"), toc=[SimpleNamespace(url="#" + _mark("first"))] if len(page.toc) else [],
        meta={**page.meta, "description": page.meta["description"] and _mark("description"), "data": page.meta["data"] and _mark("data"),
              "moved_to": page.meta["moved_to"] and _mark("moved")}, is_homepage=False, previous_page=None, next_page=None,
    )


class _Unhidden(FileSystemLoader):
    """The theme's files without those in folders that begin with a dot: MkDocs leaves them out, but only after it went through 14,000 icons."""

    def list_templates(self) -> list[str]:
        return sorted({Path(folder, name).relative_to(top).as_posix() for top in self.searchpath for folder, names in _unhidden(top) for name in names})


def _unhidden(top: str) -> Iterator[tuple[str, list[str]]]:
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield folder, names


def _without_icons(env: Environment) -> Environment:
    env.loader = _Unhidden(env.loader.searchpath)
    return env


def _source(address: str) -> str:
    return address.removesuffix(".html") + ".md"


def sent_script(text: str) -> str:
    """Return a script without what only those read who write it, and whoever checks its types."""
    made = _BREAK.sub("", jsmin(_LAST.sub("", _STRICT.sub("", _CAST.sub(r"\1", text)))))
    while (shorter := _NEXT.sub(r"\1,", made)) != made:
        made = shorter
    return made


def _sent(file: File, config) -> File:
    """A file as a reader gets it: what its comments say is for those who write it."""
    ours = file.src_uri.startswith(_OURS)
    if ours and file.src_uri.endswith(".js"):
        return File.generated(config, file.src_uri, content=sent_script(file.content_string))
    if ours and file.src_uri.endswith(".css"):
        return File.generated(config, file.src_uri, content=_ONLY_READ.sub("", file.content_string))
    return file


def _is_used(src_uri: str) -> bool:
    return not src_uri.startswith(_UNUSED_ASSETS) and not src_uri.endswith((".map", ".yml", ".yaml", ".bib", ".ts"))
