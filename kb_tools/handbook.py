"""The handbook as one frozen table: records by kind and id, prose pages, bibliography, and what failed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel

from kb_tools.diagnostics import Finding, KeyPath
from kb_tools.model import LANGUAGES, Kind, Text
from kb_tools.model.guides import Prose, Translation
from kb_tools.model.removal import Removal
from kb_tools.model.standing import Standing
from kb_tools.project import FILES, Project
from kb_tools.questions import asked
from kb_tools.sources.bibtex import Entry, File
from kb_tools.sources.markdown import Document

NEEDS = (
    "self-confidence", "emotional-stability", "parent-child-relationship", "communication", "peer-acceptance",
    "opportunity-to-interact", "caregiver-support",
)
"""Needs in the order in which everything names them; any other comes after them."""

MARK = "kb: ignore"
"""How a comment begins that keeps a finding back."""

TO_WRITE = {"en": "_To be written:_", "zh": "_待写：_"}
"""What stands, in each language, where something is still to be written; what belongs there may follow in its line."""

TO_CHOOSE = {"en": "_To be chosen:_", "zh": "_待定：_"}
"""How a comment begins above a value that nobody has looked at yet."""


@dataclass(frozen=True)
class Record:
    """A record: its kind, id, file, facts, and for a guide its prose in each language.

    `within` is the key path of the record in its file, for files that hold many.
    """

    kind: Kind
    id: str
    path: str
    facts: BaseModel
    document: Document | None = None
    translation: Translation | None = None
    translated: Document | None = None
    translation_path: str = ""
    within: KeyPath = ()

    @cached_property
    def name(self) -> Text:
        """Its name in both languages."""
        if self.document is None:
            return self.facts.name
        return Text(en=self.facts.title, zh=self.translation.title if self.translation else None)

    @cached_property
    def summary(self) -> Text:
        """Its one sentence in both languages."""
        if self.document is None:
            return getattr(self.facts, "summary", self.facts.name)
        return Text(en=self.facts.summary, zh=self.translation.summary if self.translation else None)

    @property
    def trace(self) -> tuple[str, ...]:
        """The rows of the source studies that it carries."""
        return getattr(self.facts, "trace", ())

    @cached_property
    def ref(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind.name, self.id

    @cached_property
    def asked_as(self) -> str:
        """Its name in questions."""
        return "/".join(self.ref)


@dataclass(frozen=True)
class ProsePage:
    """A page of prose: its name (path below `docs/` without ending), files, and both languages."""

    name: str
    path: str
    facts: Prose | None
    document: Document
    translation: Translation | None = None
    translated: Document | None = None
    translation_path: str = ""

    @cached_property
    def title(self) -> Text:
        """Its title in both languages."""
        return Text(en=self.facts.title, zh=self.translation.title if self.translation else None)

    @cached_property
    def summary(self) -> Text:
        """Its one sentence in both languages."""
        return Text(en=self.facts.summary, zh=self.translation.summary if self.translation else None)

    @cached_property
    def asked_as(self) -> str:
        """Its name in questions."""
        return f"page/{self.name}"


def chinese_of(path: str) -> str:
    """The file that holds the Chinese of a guide or page, by the path of the English one."""
    return f"{path.removesuffix('.md')}.zh.md"


def english_of(path: str) -> str:
    """The file of the guide or page whose Chinese stands in the file `path`."""
    return f"{path.removesuffix('.zh.md')}.md"


def needs_in_order(needs: Iterable[Record]) -> list[Record]:
    """Needs in the order in which everything names them."""
    place = {id: i for i, id in enumerate(NEEDS)}
    return sorted(needs, key=lambda need: (place.get(need.id, len(place)), need.id))


@dataclass(frozen=True)
class Failure:
    """A file, or a part of one, that could not be taken in: the code of the rule it breaks, and the finding."""

    code: str
    finding: Finding


@dataclass(frozen=True)
class Handbook:
    """Everything that was read below `root`."""

    root: Path
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    prose: dict[str, ProsePage] = field(default_factory=dict)
    bibliographies: dict[str, File] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    unread: frozenset[tuple[str, str]] = frozenset()
    """(kind, id) of records whose file exists but could not be taken in: a reference to one is no typing error."""
    whole: bool = True
    """Whether a whole handbook was read, or single files only: then nothing can be said about what is missing."""
    project: Project | None = None
    given: dict[str, str] = field(default_factory=dict)
    """Texts by path that were given instead of being read, as an editor holds them."""

    standings: dict[str, Standing] = field(default_factory=dict)
    """What is known of works by their DOI as it is written: whether they were withdrawn."""
    removed: dict[int, Removal] = field(default_factory=dict)
    """The records that were taken out, by their place in the list of them."""
    ignoring: dict[str, str] = field(default_factory=dict)
    """Texts by path of the files that say themselves what they are not to be told."""
    unwritten: dict[str, str] = field(default_factory=dict)
    """Texts by path of the files that say themselves what is still to be written or chosen."""

    asked_as = "handbook"

    @property
    def ours(self) -> bool:
        """Whether it has records as this handbook, or is any project with Markdown and a bibliography."""
        return self.project is None or self.project.ours

    @property
    def apart(self) -> bool:
        """Whether each bibliography stands for itself: they are files of no site."""
        return self.project is not None and self.project.form == FILES

    @asked
    def all(self, kind: str) -> list[Record]:
        """Records of one kind, by id."""
        return [record for _, record in sorted(self.records.get(kind, {}).items())]

    @asked
    def get(self, kind: str, id: str) -> Record | None:
        """One record, or nothing."""
        return self.records.get(kind, {}).get(id)

    @asked
    def former(self) -> list[tuple[str, str, Record]]:
        """Each former id of a record: its kind, the id, and the record that had it, in their order."""
        return sorted(((record.kind.name, alias, record) for record in self.every() for alias in getattr(record.facts, "aliases", ())), key=lambda one: one[:2])

    @asked
    def removals(self) -> list[Removal]:
        """The records that were taken out, by kind and id, each once."""
        return [one for _, one in sorted({one.ref: one for one in self.removed.values()}.items())]

    def every(self) -> Iterator[Record]:
        """All records, kind by kind."""
        for kind in self.records:
            yield from self.all(kind)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The bibliography by key, the first of a repeated key."""
        made: dict[str, Entry] = {}
        for file in self.bibliographies.values():
            for entry in file.entries:
                made.setdefault(entry.key, entry)
        return made

    @cached_property
    def avoided(self) -> tuple[tuple[str, str, str, str], ...]:
        """Words that terms say to avoid, as they are written there: (id of the term, language, words, name of the term)."""
        terms = [(term, text) for term in self.all("term") if (text := term.facts.avoid)]
        return tuple((term.id, lang, text.in_(lang), term.name.in_(lang)) for term, text in terms for lang in LANGUAGES if text.has(lang))

    @asked
    def pages(self) -> list[ProsePage]:
        """The prose pages by name."""
        return [page for _, page in sorted(self.prose.items())]

    @asked
    def keys(self) -> list[str]:
        """The keys of the bibliography, in its order."""
        return list(self.entries)

    @asked
    def work(self, key: str) -> Entry | None:
        """One entry of the bibliography, or nothing."""
        return self.entries.get(key)

    @asked
    def study_of(self, key: str) -> Record | None:
        """The study record of a work, or nothing."""
        return self._studies.get(key)

    @cached_property
    def _studies(self) -> dict[str, Record]:
        return {record.facts.reference: record for record in self.all("study")}

    @asked
    def standing_of(self, doi: str) -> Standing | None:
        """Whether a work was withdrawn, as far as somebody looked; nothing where nobody did."""
        found = self._standings.get(doi.lower())
        return None if found is None or found.checked == "never" else found

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        return {doi.lower(): standing for doi, standing in self.standings.items()}

    @asked
    def file_of(self, key: str) -> str:
        """The bibliography file in which a work stands."""
        return self._files.get(key, "")

    @cached_property
    def _files(self) -> dict[str, str]:
        return {entry.key: path for path, file in reversed(self.bibliographies.items()) for entry in file.entries}

    @asked
    def newest(self) -> str:
        """The day of the newest text, or nothing where no text has one."""
        owners = [*self.every(), *self.prose.values()]
        days = [day for owner in owners for name in ("written", "reviewed") if (day := getattr(owner.facts, name, None))]
        return max(days).isoformat() if days else ""

    def documents(self) -> Iterator[tuple[str, str, Document, object]]:
        """All Markdown in the handbook: (path, language, document, its record or prose page)."""
        return iter(self._documents)

    @cached_property
    def _documents(self) -> list[tuple[str, str, Document, object]]:
        made = []
        for owner in [*self.every(), *self.prose.values()]:
            if owner.document is not None:
                made.append((owner.path, "en", owner.document, owner))
            if owner.translated is not None:
                made.append((owner.translation_path, "zh", owner.translated, owner))
        return made
