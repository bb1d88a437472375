"""Works that somebody names become entries of the bibliography: looked up, cleaned, checked, and shown before anything is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.util import find_spec
from os.path import exists
from pathlib import Path
from typing import Literal

from kb_tools.desk import cite_write, standings
from kb_tools.desk.cite_entry import typed, written
from kb_tools.desk.cite_files import works_of
from kb_tools.desk.cite_keys import key_of
from kb_tools.desk.cite_refused import Refused
from kb_tools.desk.cite_services import Read, chain_for, completed, in_turn, needs_the_network, not_found, read, same_title
from kb_tools.desk.cite_sources import Source, is_isbn, looks_like_a_file, source_of
from kb_tools.desk.cite_text import cleaned, tex
from kb_tools.desk.cite_write import Change, Held
from kb_tools.diagnostics import Diagnostic, Span
from kb_tools.load import load, walk
from kb_tools.model.standing import FILE as STANDINGS
from kb_tools.model.standing import Standing
from kb_tools.model.work import Work
from kb_tools.project import Project
from kb_tools.rules import run
from kb_tools.rules.bibliography import differ, signs
from kb_tools.settings import Misuse
from kb_tools.sources import bibtex
from kb_tools.sources.broken import Broken
from kb_tools.sources.doi import doi_of
from kb_tools.store import folder_of, open_store
from kb_tools.words.messages import Said, say

_LEFT_OUT = frozenset("pages isbn year volume number edition chapter series url langid address eprint eprinttype note doi".split())
"""Fields without which an entry still says which work it is."""

_SHOWN = 120
"""Letters of a text that somebody wrote, in a message."""

_MOST = 30
"""Findings of rules after which an entry is given up."""

_OURS = ("BIB", "SAF", "SRC", "LNK")
"""Families of rules that say something of a bibliography."""


@dataclass(frozen=True)
class Told:
    """What came of a source, or of one work in a file: which, in which way it ended, what is so, what to do, and what else is to be said."""

    source: str
    outcome: Literal["new", "known", "failed"]
    message: Said
    hint: Said | str = ""
    notes: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is to be written, and what came of each source."""

    told: tuple[Told, ...]
    changes: tuple[Change, ...] = ()

    def count(self, outcome: str) -> int:
        """How many sources ended in a way."""
        return sum(one.outcome == outcome for one in self.told)

    def lines(self) -> Iterator[tuple[int, Said]]:
        """What came of each source, line by line with how far it stands in, and of all."""
        for told in self.told:
            yield 0, say("{source}: {message}", source=told.source, message=told.message)
            for note in told.notes:
                yield 1, say("note: {note}", note=note)
            if told.hint:
                yield 1, say("hint: {hint}", hint=told.hint)
        yield 0, say("{new} new, {known} there already, {failed} not taken", new=self.count("new"), known=self.count("known"), failed=self.count("failed"))

    @property
    def diff(self) -> str:
        """All that is to be changed, as a unified diff."""
        return "".join(change.diff for change in reversed(self.changes))

    def apply(self) -> None:
        """Write it: the standings first, so that whoever is interrupted between the two can run it again."""
        for change in self.changes:
            change.apply()


@dataclass(frozen=True)
class _Item:
    """A work on its way: what somebody wrote, what is to be looked up, and what a file told of it."""

    label: str
    source: Source | None = None
    given: Work | None = None
    file: str = ""


@dataclass
class _New:
    """A work that is to be added."""

    label: str
    key: str
    kind: str
    fields: dict[str, str]
    notes: list[Said] = field(default_factory=list)
    refused: Refused | None = None
    heard: int = 0

    @property
    def text(self) -> str:
        """The entry as it is to be written."""
        return written(self.kind, self.key, self.fields)

    @property
    def entry(self) -> bibtex.Entry:
        """The entry as it is read."""
        return bibtex.read(self.text).entries[0]

    def hear(self, diagnostic: Diagnostic, text: str, start: int) -> None:
        """Take to heart what a rule says of the entry, which stands as `text` from `start`."""
        at, end = diagnostic.span.start - start, diagnostic.span.end - start
        name = next((name for name, begin, _ in reversed(bibtex.raw_at(text, 0).fields) if begin <= at), "")
        mended = text[:at] + (diagnostic.fix or "") + text[end:]
        self.heard += 1
        if diagnostic.fix is not None and self.heard < _MOST:
            self.fields = dict(bibtex.read(mended).entries[0].fields)
        elif name in _LEFT_OUT and self.heard < _MOST:
            value = self.fields.pop(name)
            self.notes.append(say("left out: {field} `{value}`, for {why}", field=name, value=_short(value), why=diagnostic.message))
        else:
            self.refused = Refused(say("its entry would break {code}: {why}", code=diagnostic.code, why=diagnostic.message), say("write the entry by hand"))


def plan(project: Project, sources: Sequence[str], today: date, to: Path | None = None, folder: Path | None = None) -> Plan:
    """Return what becomes of the sources; nothing is written. Raises Misuse where there is no bibliography that can be added to.

    Files among the sources are looked for from `folder`.
    """
    return _Planning(project, today, _target(project, to)).plan(sources, folder or Path.cwd())


def _target(project: Project, to: Path | None) -> str:
    """The bibliography that is added to, as its path from the project's root."""
    if to is not None:
        full = to.absolute()
        if to.suffix != ".bib" or not full.is_relative_to(project.root):
            raise Misuse(f"{to} is no `.bib` file of this project")
        return full.relative_to(project.root).as_posix()
    found = [path for path in project.bibliographies if path.endswith(".bib")] or sorted(path for path in walk(project) if path.endswith(".bib"))
    if len(found) != 1 or found[0].startswith(("../", "/")):
        raise Misuse("there is no bibliography here, or more than one: name one with `--to FILE.bib`")
    return found[0]


class _Planning:
    def __init__(self, project: Project, today: date, target: str):
        self._project, self._today = project, today
        self._bibliography = cite_write.hold(project.root / target, target)
        self._standings = cite_write.hold(project.root / STANDINGS, STANDINGS)
        others = [path for path in walk(project) if path.endswith(".bib") and path != target]
        self._paths = [*others, target]
        handbook = load(project, others, given={target: self._bibliography.text})
        if any(trouble.about in ("syntax", "string") for trouble in handbook.bibliographies[target].troubles):
            raise Misuse(f"{target} cannot be read whole: mend what `kb check` tells of it first")
        self._entries = [entry for path in self._paths if path in handbook.bibliographies for entry in handbook.bibliographies[path].entries]
        self._dois = {found.casefold(): entry for entry in self._entries if (found := doi_of(entry.get("doi")))}
        self._signs: dict[tuple, bibtex.Entry] = {}
        for entry in self._entries:
            self._remember(entry)
        self._told: dict[int, Told] = {}
        self._new: dict[int, _New] = {}

    def plan(self, sources: Sequence[str], folder: Path) -> Plan:
        """What becomes of the sources."""
        items = list(self._items(dict.fromkeys(sources), folder))
        found = self._looked_up(items)
        for at, item in enumerate(items):
            if isinstance(item, Told):
                self._told[at] = item
                continue
            try:
                self._settle(at, item, found.get(at))
            except Refused as refused:
                self._told[at] = Told(item.label, "failed", refused.message, refused.hint)
        self._hold_to_the_rules()
        for at, new in self._new.items():
            self._told[at] = (Told(new.label, "failed", new.refused.message, new.refused.hint) if new.refused
                              else Told(new.label, "new", say("is new, as `{key}`", key=new.key), notes=tuple(new.notes)))
        return Plan(tuple(told for _, told in sorted(self._told.items())), tuple(self._changes()))

    def _items(self, sources: Iterable[str], folder: Path) -> Iterator[_Item | Told]:
        """Each work that the sources name, or why there is none."""
        for text in sources:
            label = _short(text)
            source = source_of(text, folder)
            if source is None:
                yield Told(label, "failed", *_no_source(text, folder))
            elif source.kind != "file":
                yield _Item(label, source)
            else:
                yield from _in_file(label, source)

    def _looked_up(self, items: Sequence[_Item | Told]) -> dict[int, Read | Refused]:
        """What the catalogues say, by the place of the work. What stands in the bibliography already is not asked for."""
        asked: dict[int, Source] = {}
        for at, item in enumerate(items):
            if isinstance(item, Told):
                continue
            source = item.source
            if item.given and (number := doi_of(item.given.doi)):
                source = Source(number, "doi", number)
            if source and _own_doi(item) not in self._dois:
                asked[at] = source
        if any(source and not item.given for at, source in asked.items() if (item := items[at])):
            needs_the_network()
        if not asked or find_spec("httpx") is None:
            return {at: Refused(say("looking it up needs httpx, which is not installed here"), say("install `tongban[net]`")) for at in asked}
        return self._answers(asked)

    def _answers(self, asked: dict[int, Source]) -> dict[int, Read | Refused]:
        from kb_tools.lookups.works import VERSION, Failed, keep

        found: dict[int, Read | Refused] = {}
        with open_store(folder_of(self._project.root) / "works.sqlite", VERSION) as memory:
            documents = in_turn([chain_for(source, self._project.settings) for source in asked.values()], self._project.settings, memory)
            for (at, source), document in zip(asked.items(), documents, strict=True):
                try:
                    if isinstance(document, Failed):
                        raise not_found(source, document)
                    found[at] = replace(read(source, document), day=min(self._today, date.fromtimestamp(document.at)))
                    keep(document, memory)
                except Refused as refused:
                    found[at] = refused
        return found

    def _settle(self, at: int, item: _Item, found: Read | Refused | None) -> None:
        """Take a work among the new ones, or tell why not. Raises Refused."""
        if known := self._dois.get(_own_doi(item)):
            self._told[at] = _known(item.label, known.key, say("DOI"))
            return
        if isinstance(found, Refused) and not item.given:
            raise found
        work, said, notes = self._told_of(item, found)
        kind, fields = typed(work)
        fields[said[0]] = tex(cleaned(said[1]))
        if kind != work.kind and work.kind != "misc":
            notes.append(say("it lacks what its type needs, and becomes `@{kind}`", kind=kind))
        new = _New(item.label, key_of(work, [entry.key for entry in self._entries]), kind, fields, notes)
        if twin := self._twin(new):
            self._told[at] = _known(item.label, *twin)
            return
        if work.withdrawn_by:
            notes.append(say("it was retracted: {notice}; `kb retractions` writes that down", notice=_short(work.withdrawn_by)))
        self._entries.append(new.entry)
        self._remember(new.entry)
        self._dois |= {number.casefold(): new.entry for number in [doi_of(work.doi)] if number}
        self._new[at] = new

    def _remember(self, entry: bibtex.Entry) -> None:
        for sign, _, _ in signs(entry):
            self._signs.setdefault(sign, entry)

    def _told_of(self, item: _Item, found: Read | Refused | None) -> tuple[Work, tuple[str, str], list[Said]]:
        """A work, the field that says how far its data were checked, and what is to be said of it. Raises Refused for a DOI of another work."""
        if item.given is None:
            return found.work, ("verified", f"{found.day}, read at: {found.where}"), []
        if isinstance(found, Read):
            if not same_title(found.work, item.given):
                said = {"doi": found.work.doi, "file": item.file, "title": _short(found.work.title)}
                raise Refused(say("the DOI `{doi}` in {file} is that of another work: `{title}`", **said), say("correct the DOI in the file, or take it out"))
            return completed(found.work, item.given), ("verified", f"{found.day}, read at: {found.where}"), []
        notes = [say("its DOI could not be looked up, so it is `unverified`: {why}", why=found.message)] if found else []
        return item.given, ("unverified", f"{self._today}, exported file {item.file}" + (", the DOI not looked up" if found else "")), notes

    def _twin(self, new: _New) -> tuple[str, Said] | None:
        """The key of an entry for the same work, and by what it is known; an entry that only resembles it is told of."""
        entry = new.entry
        for sign, said, name in signs(entry):
            other = self._signs.get(sign)
            if other and (name == "doi" or not differ(entry, other)):
                return other.key, said
            if other:
                new.notes.append(say("`{key}` has the same title, year and first author: look whether it is the same work", key=other.key))
        return None

    def _hold_to_the_rules(self) -> None:
        """Mend what a rule knows how to mend, leave fields out that one speaks against, and refuse works whose entry breaks one in another way."""
        while self._new:
            text = self._text()
            found = {new.key: (new, span, diagnostic) for new, span, diagnostic in self._diagnosed(text)}
            if not found:
                return
            for new, span, diagnostic in found.values():
                new.hear(diagnostic, text[span.start:span.end], span.start)

    def _diagnosed(self, text: str) -> Iterator[tuple[_New, Span, Diagnostic]]:
        """What `kb check` would say of the new entries, and where each of these stands in the text."""
        spans = {entry.key: entry.span for entry in bibtex.read(text).entries}
        target = self._bibliography.shown
        report = run(load(self._project, self._paths, given={target: text}), self._project.settings, self._today)
        for diagnostic in report.diagnostics:
            for new in self._new.values() if diagnostic.path == target and diagnostic.code.startswith(_OURS) else ():
                if not new.refused and spans[new.key].start <= diagnostic.span.start < spans[new.key].end:
                    yield new, spans[new.key], diagnostic

    def _text(self) -> str:
        text = self._bibliography.text
        for new in self._new.values():
            text = text if new.refused else cite_write.inserted(text, new.text, new.key)
        return text

    def _changes(self) -> Iterator[Change]:
        added = [new for new in self._new.values() if not new.refused]
        dois = {found.casefold() for new in added if (found := doi_of(new.fields.get("doi", "")))}
        if dois and (self._project.ours or self._standings.data is not None):
            yield from self._noted(self._standings, dois)
        if added:
            yield Change(self._bibliography, self._text())

    def _noted(self, held: Held, dois: set[str]) -> Iterator[Change]:
        try:
            known = {known.casefold() for known in standings.read(held.text)}
            made = standings.changed(held.text, {one: Standing(checked="never") for one in sorted(dois - known)})
        except Broken as broken:
            raise Misuse(f"{held.shown}: {broken.message}") from None
        if made != held.text:
            yield Change(held, made)


def _known(label: str, key: str, sign: Said) -> Told:
    return Told(label, "known", say("stands in the bibliography already, as `{key}`, by its {sign}", key=key, sign=sign))


def _own_doi(item: _Item) -> str:
    """The DOI, in small letters, by which a work is known before it is looked up. A part of a book may carry that of the book."""
    if item.given:
        return "" if item.given.kind == "incollection" else doi_of(item.given.doi).casefold()
    return item.source.value.casefold() if item.source.kind == "doi" else ""


def _no_source(text: str, folder: Path) -> tuple[Said, Said | str]:
    if exists(folder / text):
        return say("this is a folder or a device, no file"), say("name the exported file")
    if is_isbn(text):
        return say("this is no ISBN: its digits do not add up"), say("copy it from the book")
    if looks_like_a_file(text):
        return say("there is no such file"), ""
    return say("this is no DOI, ISBN, PMID or arXiv number, no address and no file"), say("write a DOI as `10.1234/abc`, and an address with `https://`")


def _in_file(label: str, source: Source) -> Iterator[_Item | Told]:
    name = Path(source.value).name
    try:
        works = works_of(Path(source.value).read_bytes())
    except Broken as broken:
        yield Told(label, "failed", broken.message, broken.hint)
        return
    except OSError as error:
        yield Told(label, "failed", say("this file cannot be read: {why}", why=error.strerror or str(error)))
        return
    for number, work in enumerate(works, 1):
        which = f"{label}:{number}" if len(works) > 1 else label
        yield Told(which, "failed", work.message, work.hint) if isinstance(work, Broken) else _Item(which, None, work, _short(name))


def _short(text: str) -> str:
    """A text in a line of its own: nothing in it moves the cursor or turns letters round."""
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= _SHOWN else text[:_SHOWN - 1] + "…"
