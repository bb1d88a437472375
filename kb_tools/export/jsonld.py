"""Linked data: what a page is about, in words that other sites know, for the page itself and for all of the handbook in one file.

Activities are schema.org's HowTo, programmes Course, works ScholarlyArticle and the like, needs and outcomes concepts of SKOS, words of the
glossary DefinedTerm; everything else is a WebPage. What a page cites it says with CiTO. A thing that a page is about is named by the
address of its English page and `#it`, so that both editions speak of the same one.
"""

import json
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb_tools import addresses, guide
from kb_tools.addresses import EDITIONS, GENERATED
from kb_tools.citations import fields
from kb_tools.citations.names import Name, names, plain
from kb_tools.export.openapi import LICENCE
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.model import LANGUAGES, Text
from kb_tools.model.vocabulary import Per
from kb_tools.sources.bibtex import Entry
from kb_tools.writing import write

CONTEXT = {"@vocab": "https://schema.org/", "skos": "http://www.w3.org/2004/02/skos/core#", "cito": "http://purl.org/spar/cito/"}
EVIDENCE = ("evidence", "sources")
"""The section of a guide and the field of a record in which a work is cited as evidence."""

_PREFIX = re.compile(r'"(skos|cito):')
_WORKS = {"article": "ScholarlyArticle", "book": "Book", "incollection": "Chapter", "inbook": "Chapter", "inproceedings": "ScholarlyArticle",
          "mastersthesis": "Thesis", "phdthesis": "Thesis", "thesis": "Thesis", "techreport": "Report", "report": "Report"}
_SETS = {"needs": "skos:ConceptScheme", "outcomes": "skos:ConceptScheme", "glossary": "DefinedTermSet"}
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<\u2028\u2029"}


@dataclass(frozen=True)
class Described:
    """A page to be described: its address, who stands behind it (a record, a page of prose, the key of a work, or nobody), and what is shown."""

    address: str
    owner: Record | ProsePage | str | None
    title: str
    description: str
    cites: tuple[str, ...] = ()


def script(value: dict) -> str:
    """Return a value as JSON that may stand in a script element: nothing in it can close that."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)


def of_page(handbook: Handbook, graph: Graph, page: Described, lang: str) -> dict:
    """Return what a page of an edition says about itself; addresses are relative to it."""
    folder = posixpath.dirname(EDITIONS[lang] + page.address)
    teller = _Teller(handbook, graph, (lang,), lambda address: posixpath.relpath(address, folder or "."), "", lang)
    made = teller.page(page)
    if lang != "en":
        made["translationOfWork"] = {"@id": teller.link(page.address)}
    return _with_context(made)


def everything(handbook: Handbook, graph: Graph, base: str = "") -> dict:
    """Return all records, pages and works in one graph, in both languages; addresses begin with `base`."""
    nodes = [{"@id": base + GENERATED["home"], "@type": "WebSite", "name": "Tongban 同伴", "inLanguage": [*LANGUAGES], "license": {"@id": LICENCE}}]
    nodes += [{"@id": f"{base}{GENERATED[name]}#it", "@type": type_} for name, type_ in _SETS.items()]
    for page in _described(handbook):
        teller = _Teller(handbook, graph, LANGUAGES, lambda address: base + address, base + page.address, "en")
        nodes.append(_named(teller.page(page), base + page.address))
    return {"@context": CONTEXT, "@graph": nodes}


def _described(handbook: Handbook) -> Iterator[Described]:
    for owner in [*handbook.every(), *handbook.pages()]:
        if not (isinstance(owner, Record) and owner.kind.form == "list"):
            yield Described(addresses.of(owner), owner, "", "")
    for key in sorted(handbook.keys()):
        yield Described(addresses.of_reference(key), key, plain(handbook.work(key).get("title")), "")


def _with_context(made: dict) -> dict:
    used = set(_PREFIX.findall(json.dumps(made)))
    return {"@context": {name: iri for name, iri in CONTEXT.items() if name.startswith("@") or name in used}, **made}


def _named(node: dict, page: str) -> dict:
    """The same with a name for each thing in it that has none: a graph without nameless things is written in one way only."""
    def name(value: object, what: str) -> object:
        if isinstance(value, list):
            return [name(one, f"{what}-{i}") for i, one in enumerate(value, 1)]
        if isinstance(value, dict) and "@type" in value:
            inner = {key: name(one, key if what == "mainEntity" else f"{what}-{key}") for key, one in value.items()}
            return inner if "@id" in inner else {"@id": f"{page}#{what}", **inner}
        return value

    return {key: name(value, key) for key, value in node.items()}


@dataclass(frozen=True)
class _Teller:
    """Describes a page: in which languages, how an address from the root of the site is named, and how the page itself is."""

    handbook: Handbook
    graph: Graph
    langs: tuple[str, ...]
    link: Callable[[str], str]
    here: str
    edition: str

    def page(self, page: Described) -> dict:
        """The page itself, and what it is about."""
        made = {"@id": self.here, "@type": "WebSite" if page.address == GENERATED["home"] else "WebPage", **self._titled(page)}
        made |= {"inLanguage": self.langs[0] if len(self.langs) == 1 else [*self.langs]}
        if page.address != GENERATED["home"]:
            made["isPartOf"] = {"@id": self.link(EDITIONS[self.edition] + GENERATED["home"])}
        made["license"] = {"@id": LICENCE}
        return {**made, **self._about(page), **self._cites(page)}

    def _titled(self, page: Described) -> dict:
        owner = page.owner
        if isinstance(owner, (Record, ProsePage)):
            name, summary = owner.title if isinstance(owner, ProsePage) else owner.name, owner.summary
            return {"name": self._says(name), "description": self._says(summary)}
        return {"name": page.title, **({"description": page.description} if page.description else {})}

    def _about(self, page: Described) -> dict:
        owner = page.owner
        if isinstance(owner, str):
            return {"mainEntity": {"@id": self._it(page.address), **work(self.handbook.work(owner))}}
        about = {"activity": self._activity, "programme": self._programme, "need": self._need, "outcome": self._outcome, "term": self._term,
                 "study": self._study, "intervention": self._intervention}.get(owner.kind.name) if isinstance(owner, Record) else None
        made = about(owner) if about else {}
        written = getattr(owner.facts, "written", None) if owner else None
        return {**made, **({"dateCreated": written.isoformat()} if written else {})}

    def _activity(self, record: Record) -> dict:
        facts = record.facts
        return {
            "@type": ["HowTo", "LearningResource"], "performTime": _minutes(facts.minutes), "prepTime": _minutes(facts.prep_minutes),
            "typicalAgeRange": _ages(facts.ages), "about": self._records("need", facts.needs), "teaches": self._records("outcome", facts.outcomes),
            **_unless_empty("supply", [self._supply(use) for use in facts.materials]), "step": [*self._steps(record)],
        }

    def _supply(self, use) -> dict:
        record = self.handbook.get("material", use.item)
        each = self._says(Text(en=f"{use.amount} {use.per.in_('en')}", zh=f"{use.per.in_('zh')}{use.amount}"))
        quantity = use.amount if use.per is Per.GROUP else each
        return {"@type": "HowToSupply", "name": self._says(record.name) if record else use.item, "requiredQuantity": quantity}

    def _steps(self, record: Record) -> Iterator[dict]:
        steps = {lang: guide.steps_of(record, lang) for lang in self.langs}
        for i, step in enumerate(steps[self.langs[0]]):
            said = {lang: guide.unmarked(told[i].name) for lang, told in steps.items() if i < len(told) and (lang == "en" or record.translated)}
            name = self._says_each(said or {"en": guide.unmarked(step.name)})
            yield {"@type": "HowToStep", "@id": f"{self.here}#s{step.number}", "position": step.number, "name": name, "timeRequired": _minutes(step.minutes)}

    def _programme(self, record: Record) -> dict:
        facts = record.facts
        ids = dict.fromkeys(slot.activity for session in facts.sessions for slot in session.slots if slot.activity)
        activities = [found for id in ids if (found := self.handbook.get("activity", id))]
        return {
            "@type": "Course", "typicalAgeRange": _ages(facts.ages), "about": self._records("need", facts.needs),
            **_unless_empty("teaches", self._records("outcome", facts.outcomes)),
            "syllabusSections": [{"@type": "Syllabus", "name": self._says(one.title), "timeRequired": _minutes(one.minutes)} for one in facts.sessions],
            **_unless_empty("hasPart", [{"@id": self.link(EDITIONS[self.edition] + addresses.of(found))} for found in activities]),
        }

    def _need(self, record: Record) -> dict:
        facts = record.facts
        related = {"skos:broader": self._records("need", facts.broader), "skos:related": self._records("need", facts.related),
                   "skos:relatedMatch": self._records("outcome", facts.outcomes)}
        return {"mainEntity": {**self._concept(record, "needs"), **{how: found for how, found in related.items() if found}}}

    def _outcome(self, record: Record) -> dict:
        return {"mainEntity": self._concept(record, "outcomes")}

    def _concept(self, record: Record, scheme: str) -> dict:
        label = _tagged({lang: said for lang in LANGUAGES if (said := getattr(record.name, lang))})
        return {"@id": self._it(addresses.of(record)), "@type": "skos:Concept", "skos:prefLabel": label,
                "skos:definition": self._tagged(record.facts.definition), "skos:inScheme": {"@id": self._it(GENERATED[scheme])}}

    def _term(self, record: Record) -> dict:
        also = record.facts.also
        words = [value for lang in self.langs for value in (also.in_(lang) if also else ())]
        return {"mainEntity": {"@id": self._it(addresses.of(record)), "@type": "DefinedTerm", "name": self._says(record.name),
                               "description": self._says(record.facts.definition), **_unless_empty("alternateName", words),
                               "inDefinedTermSet": {"@id": self._it(GENERATED["glossary"])}}}

    def _study(self, record: Record) -> dict:
        return {"about": {"@id": self._it(addresses.of_reference(record.facts.reference))}}

    def _intervention(self, record: Record) -> dict:
        return _unless_empty("about", self._records("need", record.facts.needs))

    def _cites(self, page: Described) -> dict:
        if not isinstance(page.owner, (Record, ProsePage)):
            return self._citing("cito:cites", page.cites)
        uses = [use for use in self.graph.uses_in(page.owner) if self.handbook.work(use.key)]
        evidence = dict.fromkeys(use.key for use in uses if (self.graph.section_of(use) or (use.way and str(use.way[0]))) in EVIDENCE)
        others = dict.fromkeys(use.key for use in uses if use.key not in evidence)
        return {**self._citing("cito:citesAsEvidence", evidence), **self._citing("cito:cites", others)}

    def _citing(self, how: str, keys: Iterable[str]) -> dict:
        return _unless_empty(how, [{"@id": self._it(addresses.of_reference(key))} for key in sorted(keys)])

    def _records(self, kind: str, ids: Iterable[str]) -> list[dict]:
        return [{"@id": self._it(addresses.of(found))} for id in ids if (found := self.handbook.get(kind, id))]

    def _it(self, address: str) -> str:
        """The thing that the page at an address is about."""
        return f"{self.link(address)}#it"

    def _says(self, said: Text) -> object:
        """A text in the one language, or in each in which it is written."""
        if len(self.langs) == 1:
            return said.in_(self.langs[0])
        return _tagged({lang: value for lang in self.langs if (value := getattr(said, lang))})

    def _says_each(self, said: dict[str, str]) -> object:
        return next(iter(said.values())) if len(self.langs) == 1 else _tagged(said)

    def _tagged(self, said: Text) -> object:
        return _tagged({lang: value for lang in self.langs if (value := getattr(said, lang))} or {"en": said.en})


def work(entry: Entry) -> dict:
    """Return a work of the bibliography as schema.org describes it."""
    doi = plain(entry.get("doi"))
    made = {"@type": _WORKS.get(entry.type, "CreativeWork"), "name": plain(entry.get("title"))}
    if people := names(entry)[0]:
        made["author"] = [{"@type": "Organization" if one.corporate else "Person", "name": _whole(one)} for one in people]
    if year := fields.year(entry):
        made["datePublished"] = year
    if host := plain(entry.get("journal")):
        made["isPartOf"] = {"@type": "Periodical", "name": host}
    if doi:
        made["sameAs"] = {"@id": f"https://doi.org/{doi}"}
    return made


def _whole(name: Name) -> str:
    return name.short if name.chinese or not name.given else f"{name.given} {name.family}"


def _tagged(said: dict[str, str]) -> list[dict]:
    return [{"@language": lang, "@value": value} for lang, value in said.items()]


def _unless_empty(name: str, values: list) -> dict:
    return {name: values} if values else {}


def _minutes(n: int) -> str:
    """Minutes as ISO 8601 has them."""
    return f"PT{n}M"


def _ages(ages) -> str:
    return f"{ages.min}-{ages.max}"


def site_base() -> str:
    """The site's own address, where it is known, ending in a slash; else nothing, and addresses are relative to the file."""
    address = os.environ.get("SITE_URL", "").strip().rstrip("/")
    return f"{address}/" if address else ""


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write all records, pages and works to the file `target`; return what was written."""
    write(target, json.dumps(everything(handbook, Graph(handbook), site_base()), ensure_ascii=False, indent=1) + "\n")
    return [target]
