"""Hands our pages to MkDocs and takes its framed HTML back.

A page's body goes to MkDocs as Markdown only so that mkdocs-bibtex renders its citations; after that it is put
aside, MkDocs converts an empty text, and the body is put in place of the result when the page is framed. Nothing
private of MkDocs is used.
"""

from dataclasses import replace
from pathlib import Path

from jinja2 import BytecodeCache
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

from kb_tools import addresses
from kb_tools.render import Edition, Page, icons
from kb_tools.website.citation_registry import CitationRegistry
from kb_tools.website.content_policy import with_policy
from kb_tools.website.spool import Spool

NAV = ("home", "activities", "needs", "programmes", "methods", "evidence", "glossary")
"""The generated pages that stand in the header, in order."""

ALWAYS = frozenset(addresses.GENERATED[name] for name in NAV)
"""Pages that the header names: MkDocs needs them in every build to make its navigation."""

_THEME = Path(__file__).parent / "theme"
_UNUSED_ASSETS = ("assets/javascripts/lunr/", "assets/javascripts/workers/")


class Frame:
    """One edition on its way through MkDocs; what waits to be framed waits in a file below `scratch`."""

    def __init__(self, edition: Edition, scratch: Path | None = None, serving: bool = False, compiled: BytecodeCache | None = None):
        self.edition, self.lang, self.serving, self._compiled = edition, edition.lang, serving, compiled
        self.registry = CitationRegistry(edition.bibliography)
        self.made: dict[str, Page] = {}
        self._bodies = Spool(scratch)

    def add(self, page: Page) -> None:
        """Take a page that is to be framed."""
        self._bodies.put(page.address, page.body)
        self.made[page.address] = replace(page, body="")

    def configure(self, config):
        """Set what depends on the edition: the language, the names in the header, the description."""
        w = self.edition.words
        config.theme.dirs.insert(0, str(_THEME))
        config.theme["language"] = self.lang
        config.markdown_extensions, config.mdx_configs = [], {}  # MkDocs converts nothing but empty texts
        if config.site_url:
            config.site_url = config.site_url.rstrip("/") + "/" + addresses.EDITIONS[self.lang]
        config.site_description = w("site-description")
        config.copyright = w("licence-line")
        config.nav = [{w(f"nav-{name}"): _source(addresses.GENERATED[name])} for name in NAV]
        return config

    def files(self, files: Files, config) -> Files:
        """Replace the Markdown of `docs/` by our pages; leave out what no page of ours uses."""
        kept = Files([f for f in files if not f.is_documentation_page() and _is_used(f.src_uri)])
        for page in self.made.values():
            file = File.generated(config, _source(page.address), content="")
            file.edit_uri = (page.origin or None) if config.repo_url else None
            kept.append(file)
        return kept

    def environment(self, env):
        """Give the theme's templates the words, links and icons of this edition."""
        edition = self.edition
        env.bytecode_cache = self._compiled
        env.globals.update(
            w=edition.words, tb_icon=icons.icon, edition=edition.lang, other_edition=edition.other,
            switch=lambda url: addresses.other_edition(url, edition.lang, edition.other),
            to=lambda name, url: addresses.relative(addresses.GENERATED[name], url),
            to_prose=lambda name, url: addresses.relative(addresses.of_prose(name), url),
        )
        return env

    def body(self, page) -> str:
        """The body of a page, its citations still to be rendered."""
        made = self.made[page.file.dest_uri]
        page.meta = {"title": made.title, "description": made.description, "plain": made.plain, "template": made.template}
        self.registry.page = made.address
        return self._bodies.get(made.address)

    def keep(self, page, html: str) -> str:
        """Put the body aside and give MkDocs nothing to convert."""
        self._bodies.put(page.file.dest_uri, html)
        return ""

    def content(self, page) -> None:
        """Give the body back to a page that is about to be framed, with its contents list."""
        made = self.made[page.file.dest_uri]
        page.toc = get_toc([{"level": h.level, "id": h.id, "name": h.title, "children": []} for h in made.outline])
        page.content = self._bodies.get(made.address)

    def finish(self, output: str, page) -> str:
        """Return the whole page with its content policy; what MkDocs would keep of it is let go."""
        page.content = page.markdown = ""
        return with_policy(output, self.serving)

    def finish_template(self, output: str) -> str:
        """Return a page that is no page of ours (404) with its content policy."""
        return with_policy(output, self.serving)


def _source(address: str) -> str:
    return address.removesuffix(".html") + ".md"


def _is_used(src_uri: str) -> bool:
    return not src_uri.startswith(_UNUSED_ASSETS) and not src_uri.endswith((".map", ".yml", ".yaml", ".bib"))
