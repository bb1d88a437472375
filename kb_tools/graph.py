"""Links between records, read off the models: every reference, and the way back."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import get_args

from pydantic import BaseModel

from kb_tools.diagnostics import KeyPath, Span, Within
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.model.text import Cites, Ref, Text
from kb_tools.questions import asked
from kb_tools.sources import markdown


@dataclass(frozen=True)
class Edge:
    """A reference: the record it stands in, the key path there, and the kind and id it points to."""

    source: Record
    place: KeyPath
    kind: str
    id: str

    @property
    def field(self) -> str:
        """The name of the field."""
        return next(str(s) for s in reversed(self.place) if isinstance(s, str))


@dataclass(frozen=True)
class Use:
    """A citation of a work: in which file, by which record or page, where, and with which locator."""

    key: str
    owner: object
    path: str
    place: object
    locator: str = ""
    language: str = "en"

    @property
    def way(self) -> KeyPath:
        """The way through the record to the field in which it stands; nothing in prose."""
        return () if isinstance(self.place, Span) else self.place.path if isinstance(self.place, Within) else self.place


@lru_cache(maxsize=None)
def _plan(model: type[BaseModel]) -> tuple:
    """Fields of a model that hold references, citations, texts or models: (name, key in the file, the mark of a reference or citation if any)."""
    found = []
    for name, info in model.model_fields.items():
        marks = [m for m in info.metadata if isinstance(m, (Ref, Cites))] + _marks(info.annotation)
        if marks or _holds_model(info.annotation):
            found.append((name, info.alias or name, marks[0] if marks else None))
    return tuple(found)


def _holds_model(annotation) -> bool:
    return any(map(_holds_model, get_args(annotation))) or (isinstance(annotation, type) and issubclass(annotation, BaseModel))


def _marks(annotation) -> list:
    own = [m for m in getattr(annotation, "__metadata__", ()) if isinstance(m, (Ref, Cites))]
    return own + [m for inner in get_args(annotation) for m in _marks(inner) if not isinstance(inner, (str, Ref, Cites))]


def _walk(value, mark, place: KeyPath) -> Iterator[tuple[KeyPath, object, object]]:
    """Yield (key path, mark, value) for each marked text and each Text below a value."""
    kind = type(value)
    if kind is str or value is None:  # before all else: to ask whether a text is a model is slow
        if mark is not None and value is not None:
            yield place, mark, value
    elif kind is Text:
        yield place, Text, value
    elif kind is tuple:
        for i, item in enumerate(value):
            yield from _walk(item, mark, (*place, i))
    elif kind is dict:
        for key, item in value.items():
            yield from _walk(item, mark, (*place, key))
    elif isinstance(value, BaseModel):
        for name, alias, inner in _plan(kind):
            yield from _walk(getattr(value, name), inner, (*place, alias))
    elif mark is not None:
        yield place, mark, value


class Graph:
    """All references and citations of a handbook, both ways."""

    asked_as = "graph"

    def __init__(self, handbook: Handbook):
        self.handbook = handbook
        self.edges: list[Edge] = []
        self.uses: list[Use] = []
        self.texts: list[tuple[Record, KeyPath, Text]] = []
        for record in handbook.every():
            for place, mark, value in _walk(record.facts, None, record.within):
                if mark is Text:
                    self.texts.append((record, place, value))
                    for lang in ("en", "zh"):
                        written = getattr(value, lang)
                        if written and "@" in written:
                            for cited in markdown.citations(markdown.shield(written)):
                                self.uses.append(Use(cited.key, record, record.path, Within((*place, lang), cited.span.start, cited.span.end), cited.locator,
                                                     lang))
                elif isinstance(mark, Ref):
                    self.edges.append(Edge(record, place, mark.kind, value))
                else:
                    self.uses.append(Use(value, record, record.path, place))
        for path, lang, document, owner in handbook.documents():
            for cited in document.citations:
                self.uses.append(Use(cited.key, owner, path, cited.span, cited.locator, lang))

    @cached_property
    def _back(self) -> dict[tuple[str, str], list[Edge]]:
        made = defaultdict(list)
        for edge in self.edges:
            made[edge.kind, edge.id].append(edge)
        return made

    @asked
    def uses_of(self, key: str) -> list[Use]:
        """Who cites a work."""
        return self._uses.get(key, [])

    @asked
    def cited_by(self, key: str) -> list[object]:
        """The records and pages that cite a work, each file once."""
        return list({use.owner.path: use.owner for use in self._uses.get(key, ())}.values())

    @asked
    def uses_in(self, owner: Record | ProsePage) -> list[Use]:
        """What a record or page cites."""
        return self._within.get(owner.asked_as, [])

    @cached_property
    def _within(self) -> dict[str, list[Use]]:
        made = defaultdict(list)
        for use in self.uses:
            made[use.owner.asked_as].append(use)
        return made

    def section_of(self, use: Use) -> str:
        """The id of the section in which a citation in prose stands, the same in both languages; nothing before the first, and for a field."""
        if not isinstance(use.place, Span):
            return ""
        document = use.owner.translated if use.language == "zh" else use.owner.document
        before = [i for i, section in enumerate(document.sections) if section.span.start <= use.place.start]
        sections = use.owner.document.sections
        return sections[before[-1]].id if before and before[-1] < len(sections) else ""

    @asked
    def listed_by(self, key: str) -> list[Record]:
        """The studies in whose own list of references a work stands."""
        return self._listed.get(key, [])

    @cached_property
    def _listed(self) -> dict[str, list[Record]]:
        made = defaultdict(list)
        for study in self.handbook.all("study"):
            for key in study.facts.cites:
                made[key].append(study)
        return made

    @cached_property
    def _uses(self) -> dict[str, list[Use]]:
        made = defaultdict(list)
        for use in self.uses:
            made[use.key].append(use)
        return made

    @asked
    def edges_to(self, record: Record) -> list[Edge]:
        """All references to a record."""
        return self._back.get(record.ref, [])

    @asked
    def back(self, record: Record, kind: str, *fields: str) -> list[Record]:
        """Records of `kind` that refer to `record`, in any field or in one of `fields`, by id, each once."""
        found = {
            edge.source.id: edge.source
            for edge in self.edges_to(record)
            if edge.source.kind.name == kind and (not fields or edge.field in fields)
        }
        return [found[id] for id in sorted(found)]

    def activities_of(self, intervention: Record) -> list[Record]:
        """The activities of an intervention and of all that is part of it, each once."""
        seen, waiting, found = {intervention.id}, [intervention], {}
        while waiting:
            one = waiting.pop()
            found.update((activity.id, activity) for activity in self.back(one, "activity", "interventions"))
            parts = [part for part in self.back(one, "intervention", "part_of") if part.id not in seen]
            seen.update(part.id for part in parts)
            waiting += parts
        return list(found.values())

    @asked
    def carriers(self, row: str) -> list[tuple[object, str | Text]]:
        """Who carries a row of the source studies: (record or page, what it says there)."""
        return self._traced.get(row, [])

    @asked
    def rows_of(self, owner: object) -> list[str]:
        """The rows of the source studies that a record or page carries, its findings included."""
        return self._rows.get(owner.asked_as, [])

    @cached_property
    def _rows(self) -> dict[str, list[str]]:
        made = defaultdict(list)
        for row in sorted(self._traced, key=lambda row: (row[0] != "S", int(row[1:]))):
            for name in dict.fromkeys(owner.asked_as for owner, _ in self._traced[row]):
                made[name].append(row)
        return made

    @cached_property
    def _traced(self) -> dict[str, list[tuple[object, str | Text]]]:
        made = defaultdict(list)
        for record in self.handbook.every():
            for row in record.trace:
                made[row].append((record, ""))
            for finding in (*getattr(record.facts, "findings", ()), *getattr(record.facts, "context_findings", ())):
                for row in finding.trace:
                    made[row].append((record, finding.statement))
        for page in self.handbook.prose.values():
            for row in page.facts.trace:
                made[row].append((page, ""))
        return made
