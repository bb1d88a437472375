"""One edition of the handbook: all that its templates may ask for."""

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from types import SimpleNamespace

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from kb_tools import addresses, evidence
from kb_tools.citations import Bibliography
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.model import Text
from kb_tools.model.vocabulary import Phase
from kb_tools.questions import Once, Shelf, asked, noting
from kb_tools.render import drawings, icons
from kb_tools.render.constants import Constants
from kb_tools.render.page import Heading, Page
from kb_tools.render.prose import Prose, inline, plain_brackets
from kb_tools.sources import markdown
from kb_tools.store import Store, key_of
from kb_tools.words import Words

_KEYS = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")
_NAMES = {address: name for name, address in addresses.GENERATED.items()}
_URGENT = addresses.of_prose(addresses.SAFEGUARDING)
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&[]@"}


class Edition:
    """The handbook in one language: words, links, texts, prose and templates.

    Templates see it as `site`; links are relative to the page being made. `rules` are those with pages of their own:
    rendering sees them as data (code, name, severity, page in a language, examples). `commands` are those that one page lists. `store` and `compiled` hold what earlier
    builds found out and compiled; `shelf`, once somebody sets it, what they made of records for pages that list them.
    """

    asked_as = "edition"

    def __init__(self, handbook: Handbook, graph: Graph, lang: str, rules: Sequence = (), store: Store | None = None,
                 compiled: BytecodeCache | None = None, commands: Sequence = ()):
        self.handbook, self.graph, self.lang, self._store = handbook, graph, lang, store or Store()
        self.other = "en" if lang == "zh" else "zh"
        self.rules, self.commands = rules, commands
        self.words = Words(lang)
        self.bibliography = Bibliography(handbook, lang, self.remembered)
        self._pages = addresses.of_file(handbook)
        self.prose = Prose(self.page_of)
        self.evidence = evidence
        self.addresses = addresses
        self.drawings = drawings
        self.edition_date = handbook.newest() or "—"
        """The day of the newest text: what every printed sheet carries."""
        self._page = "index.html"
        self.shelf: Shelf | None = None
        self._once, self._folder, self._kept = Once(), "", None
        self._jinja = Environment(
            loader=PackageLoader("kb_tools.render", "."), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False, bytecode_cache=compiled, extensions=["jinja2.ext.do", Constants],
        )
        self._jinja.constants = {"w": self.words, "icon": icons.icon}
        self._jinja.globals.update(site=self, w=self.words, t=self.text, link=self.link, icon=icons.icon, lang=lang, zh=lang == "zh")

    # What templates ask for

    def text(self, said: Text | str | None) -> Markup:
        """A text of a record in this language, its citations left in place; marked as English where it is."""
        if said is None:
            return Markup("")
        if isinstance(said, str):
            return inline(said)
        html = inline(said.in_(self.lang))
        return html if said.has(self.lang) else Markup('<span lang="en">{}</span>').format(html)

    def plain(self, said: Text) -> str:
        """A text of a record in this language, as it stands."""
        return said.in_(self.lang)

    def link(self, target: object) -> str:
        """The link from the page being made to a record, a prose page or an address."""
        address = target if isinstance(target, str) else addresses.of(target)
        return addresses.relative(address, self._page)

    def generated(self, name: str, anchor: str = "") -> str:
        """The link to a generated page, by its name in `addresses.GENERATED`."""
        return self.link(addresses.GENERATED[name] + (f"#{anchor}" if anchor else ""))

    def reference(self, key: str) -> str:
        """The link to a work's page."""
        return self.link(addresses.of_reference(key))

    def cite(self, key: str, locator: str = "") -> Markup:
        """A citation, for the citation registry to render."""
        return Markup("[@{}{}]").format(key, f", {locator}" if locator else "")

    def record(self, kind: str, id: str) -> Record:
        """A record, by kind and id."""
        return self.handbook.get(kind, id)

    def records(self, kind: str, ids) -> list[Record]:
        """Records of one kind in the order of `ids`; unknown ones are left out (a rule reports them)."""
        return [found for id in ids if (found := self.handbook.get(kind, id))]

    def other_name(self, name: Text) -> str:
        """The name in the other language, or nothing."""
        return getattr(name, self.other) or ""

    @asked
    def tier(self, study: Record) -> str:
        """The design tier of a study."""
        return evidence.tier(study)

    @asked
    def cell(self, intervention: str, outcome: str) -> tuple[evidence.Mark, ...]:
        """A cell of the evidence and gap map, by the ids of its row and its column."""
        return self._gap_map.get((intervention, outcome), ())

    @property
    @asked
    def gap_map(self) -> dict[tuple[str, str], tuple[evidence.Mark, ...]]:
        """The cells of the evidence and gap map that any study looked at."""
        return self._gap_map

    @cached_property
    def _gap_map(self) -> dict[tuple[str, str], tuple[evidence.Mark, ...]]:
        return evidence.gap_map(self.handbook)

    @asked
    def mainly_for(self, need: str) -> list[tuple[Record, Phase, int, int]]:
        """The activities that name a need first, each with its phase, and the youngest and oldest it is for."""
        return self._mainly_for.get(need, [])

    @cached_property
    def _mainly_for(self) -> dict[str, list[tuple[Record, Phase, int, int]]]:
        made: dict[str, list[tuple[Record, Phase, int, int]]] = {}
        for activity in self.handbook.all("activity"):
            facts = activity.facts
            made.setdefault(facts.needs[0], []).append((activity, facts.phase, facts.ages.min, facts.ages.max))
        return made

    @asked
    def page_of(self, path: str) -> str | None:
        """The address of the page that a file of the handbook becomes, or nothing."""
        return self._pages.get(path)

    # A guide's prose

    def sections(self, owner: Record | ProsePage) -> list[SimpleNamespace]:
        """The `##` sections of a guide: id (English), title, text, path, lang (in which it is written here).

        Sections are paired by position; one that has not been translated is shown in English.
        Whatever is rendered of them before `make` is rendered for the owner's page: links are relative to it.
        """
        self._page = addresses.of(owner)
        english = owner.document.sections
        other = owner.translated.sections if self.lang == "zh" and owner.translated else ()
        return [
            SimpleNamespace(id=e.id, title=o.title, section=o, path=owner.translation_path, lang=self.lang) if o
            else SimpleNamespace(id=e.id, title=self._standard_title(e), section=e, path=owner.path, lang="en")
            for e, o in ((e, other[i] if i < len(other) else None) for i, e in enumerate(english))
        ]

    def _standard_title(self, section: markdown.Section) -> str:
        key = f"section-{section.id}"
        return self.words(key) if key in self.words else section.title

    def md(self, text: str, source: str) -> Markup:
        """The HTML of a Markdown text of the file `source`."""
        return self.prose.html(text, source, self._page)

    def md_line(self, text: str, source: str) -> Markup:
        """The same without a paragraph around it."""
        return self.prose.line(text, source, self._page)

    def once(self, what: str, record: Record, caller: Callable[[], Markup]) -> Markup:
        """What a template's `call` block says about a record, made once for pages of a folder that come together: `what` names the block."""
        folder = posixpath.dirname(self._page)
        if folder != self._folder:
            self._once, self._folder = Once(self.shelf), folder  # links are other ones, and memory holds one folder's
        return self._once.get((f"{folder}/{what}", record.asked_as), caller)

    def kept(self, what: str, owner: Record | ProsePage, make: Callable[[], str]) -> str:
        """What `make` says about a record or page on whatever page, or said in an earlier build; `what` names it, and all else that goes in."""
        if self._kept is None:
            self._kept = Once(self.shelf)
        with noting():
            return self._kept.get((what, owner.asked_as), make)

    # Making a page

    def make(self, template: str, address: str, title: str, *, description: str = "", kind: str = "", origin: str = "",
             plain: bool = False, outline=(), also=(), searchable: bool = True, frame: str = "main.html", tools: tuple[str, ...] = (),
             moved_to: str = "", unlisted: bool = False, **values) -> Page:
        """Return the page at `address` made by `pages/TEMPLATE.html.jinja`, its reference list appended, and what its sheets foot with unless it says so itself."""
        self._page = address
        body = self.template(f"pages/{template}.html.jinja").render(edition_date=self.edition_date, **values)
        keys = tuple(dict.fromkeys(c.key for c in markdown.citations(" ".join(_KEYS.findall(body))))) if "[" in body else ()
        outline = tuple(outline)
        if keys and template != "references":
            cited = self.bibliography.ordered(keys)
            body += self.template("parts/references.html.jinja").render(works=cited)
            outline += (Heading(2, "references", self.words("references")),)
        if "sheet-foot" not in body and "pfoot" not in body:
            body += str(self.template("parts/parts.html.jinja").module.foot(title))
        also = tuple(x for x in (*also, *self._people_say(address)) if x)
        first = tuple(self.words("site-search-safeguarding").splitlines()) if address == _URGENT else ()
        return Page(address, title, body, description, kind, outline, origin, plain, also, frame, searchable, keys, tools, moved_to=moved_to, unlisted=unlisted,
                    first=first)

    def _people_say(self, address: str) -> list[str]:
        """What people type when a generated page would serve them, one a line."""
        key = f"site-search-{_NAMES[address]}" if address in _NAMES else ""
        return self.words(key).splitlines() if key in self.words else []

    @lru_cache(maxsize=128)  # noqa: B019 - an edition lives as long as its build
    def template(self, name: str) -> Template:
        """A template, by its path below `render/`."""
        return self._jinja.get_template(name)

    def remembered(self, space: str, of: Iterable, make: Callable[[], str]) -> str:
        """What `make` returns, or what it returned in an earlier build for the same `of`."""
        key = key_of(*of)
        made = self._store.get(space, key)
        if made is None:
            made = make()
            self._store.put(space, key, made)
        return made

    def tool_words(self, name: str) -> Markup:
        """All sentences of a page tool, for its script."""
        return self.json(self.words.of_tool(name))

    def json(self, value: object) -> Markup:
        """A value as JSON that may stand in a script element, and whose brackets are no citation's."""
        said = json.dumps(value, ensure_ascii=False)
        return Markup(_STRINGS.sub(lambda text: text[0].translate(_ESCAPES), said))

    def shield(self, html: str) -> Markup:
        """Write the square brackets of finished HTML as character references."""
        return Markup(plain_brackets(str(html)))
