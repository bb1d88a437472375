"""A check of a whole project again: what the last run found is kept, and only what changed is looked at.

Kept is, for each file, a digest of its bytes and one of all that other files can see of it (front matter, headings, links,
citations), and every finding with its place. Where the bytes of all files are the same, the findings are. Where some files changed,
the rules that look at a file alone are asked of these only, and the others of everything; where it was in words that nobody else
sees, the findings of the others move with the link or citation that they are about. In any other case everything is asked anew.
A test holds all of it to a check without memory.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb_tools.diagnostics import Field, Finding, Place, Related, Severity, Span, Within
from kb_tools.handbook import Handbook
from kb_tools.load import load, readable, walk, with_twins
from kb_tools.locate import Locator
from kb_tools.project import CONFIG, SNIPPETS, Project
from kb_tools.rules.registry import RULES, Found, Report, Subject, find, findings, report_of, run
from kb_tools.settings import Settings
from kb_tools.sources import outline, reading
from kb_tools.sources.markdown import Document
from kb_tools.store import Store, key_of, open_store
from kb_tools.words.messages import packed, unpacked

_FEW = 40
"""Changed files above which everything is asked anew."""


def check(project: Project, settings: Settings, today: date, kept: Path | None, jobs: int = 1) -> Report:
    """Check a whole project with what an earlier run kept in the folder `kept`; without one, everything is looked at."""
    if kept is None:
        return report_of(findings(Subject.of(load(project), settings, today), jobs=jobs), load_nothing(project), Locator(project.root), settings)
    with open_store(kept / "check.sqlite", tools()) as store:
        return _Check(project, settings, today, store, kept, jobs).report()


def check_loading(project: Project, read: Callable[[], Handbook], kept: Path | None, today: date | None = None) -> Report:
    """Check the whole handbook that `read` loads, with its own settings, on a day (today); the report has it and its graph.

    It is loaded after its files were digested: what is saved in between is looked at again the next time.
    """
    settings, today = project.settings, today or date.today()
    if kept is None:
        return run(read(), settings, today)
    with open_store(kept / "check.sqlite", tools()) as store:
        checked = _Check(project, settings, today, store, kept, 1)
        return checked.report(Subject.of(read(), settings, today))


def load_nothing(project: Project) -> Handbook:
    """The project without any of its files: what a report is about that read none."""
    return Handbook(project.root, project=project)


@dataclass(frozen=True)
class _Run:
    """What a run leaves: the key of what it was asked, each file with its two digests and its places, what each file alone is held to, the findings."""

    key: str
    files: dict[str, list]
    held: dict[str, list]
    found: list[list]


class _Check:
    def __init__(self, project: Project, settings: Settings, today: date, store: Store, kept: Path, jobs: int):
        self._project, self._settings, self._today, self._store, self._kept, self._jobs = project, settings, today, store, kept, jobs
        self._locator = Locator(project.root)
        self._digests = dict(_digests(project))
        self._key = key_of(str(project.root), project.form, settings, today, _names(project), reading.is_known())

    def report(self, given: Subject | None = None) -> Report:
        handbook, graph = (given.handbook, given.graph) if given else (load_nothing(self._project), None)
        return report_of(self._found(given), handbook, self._locator, self._settings, graph)

    def _found(self, given: Subject | None) -> list[Found]:
        last = self._last()
        changed = None if last is None else self._changed(last)
        if changed == []:
            self._store.stay("run", "last")
            return [_found(spelled) for spelled in last.found]
        if changed and not given and (found := self._moved(last, changed)) is not None:
            return found
        subject = given or self._whole()
        if changed and (found := self._partly(last, changed, subject)) is not None:
            return found
        return self._anew(subject)

    def _last(self) -> _Run | None:
        kept = self._store.get("run", "last")
        try:
            run = _Run(*json.loads(kept)) if kept else None
        except (ValueError, TypeError):
            return None  # damaged: everything is asked anew
        return run if run and run.key == self._key else None

    def _changed(self, last: _Run) -> list[str] | None:
        """The files whose bytes changed; nothing where others appeared or went, or many changed."""
        if last.files.keys() != self._digests.keys():
            return None
        changed = [path for path, digest in self._digests.items() if last.files[path][0] != digest]
        return changed if len(changed) <= _FEW else None

    def _whole(self) -> Subject:
        # In a file of its own: what a store is not asked for in a run, it lets go of.
        with open_store(self._kept / "texts.sqlite", tools()) as memory:
            return Subject.of(load(self._project, memory=memory), self._settings, self._today)

    def _anew(self, subject: Subject) -> list[Found]:
        found = findings(subject, self._locator, self._jobs)
        self._keep_all(subject.handbook, found, {})
        return found

    def _partly(self, last: _Run, changed: list[str], subject: Subject) -> list[Found] | None:
        """The findings where some files changed: what is said of a file alone stays with the others."""
        if _held(subject.handbook) != last.held:
            return None
        paths = with_twins(self._project, changed)
        part = Subject.of(_part(subject.handbook, paths), self._settings, self._today)
        found = [one for one in find(part, [one for one in RULES.values() if one.alone], self._locator) if one.finding.path in paths]
        found += find(subject, [one for one in RULES.values() if not one.alone], self._locator, self._jobs)
        found += [one for one in map(_found, last.found) if one.rule.alone and one.finding.path not in paths]
        found.sort(key=lambda one: one.order)
        self._keep_all(subject.handbook, found, {path: held[1] for path, held in last.files.items() if path not in paths})
        return found

    def _keep_all(self, handbook: Handbook, found: list[Found], seen: dict[str, str]) -> None:
        """Keep what was found in the whole handbook; `seen` are digests of what others see of the files that are as they were."""
        files = {path: [digest, "", []] for path, digest in self._digests.items()}
        placed = {one.finding.path for one in found if not one.rule.alone}
        for path, _, document, _ in handbook.documents():
            if path in files:
                files[path][1:] = seen.get(path) or self._seen(document), _places(document) if path in placed else []
        self._keep(_Run(self._key, files, _held(handbook), [_spelled(one) for one in found]))

    def _moved(self, last: _Run, changed: list[str]) -> list[Found] | None:
        """The findings where some guides changed in nothing that other files see."""
        if not all(path.endswith(".md") for path in changed):
            return None
        part = load(self._project, changed)
        part.__dict__.update(entries=dict.fromkeys(last.held["works"]), avoided=tuple(map(tuple, last.held["avoided"])))
        documents = {path: document for path, _, document, _ in part.documents()}
        if not documents.keys() >= set(changed) or any(self._seen(document) != last.files.get(path, [0, 0])[1] for path, document in documents.items()):
            return None
        subject = Subject.of(part, self._settings, self._today)
        found = [one for one in find(subject, [one for one in RULES.values() if one.alone], self._locator) if one.finding.path in documents]
        for spelled in last.found:
            one = _found(spelled)
            if one.finding.path not in documents:
                found.append(one)
            elif not one.rule.alone:
                moved = self._again(one, last.files[one.finding.path][2], documents[one.finding.path])
                if moved is None:
                    return None
                found.append(moved)
        found.sort(key=lambda one: one.order)
        files = {path: [digest, last.files[path][1], _places(documents[path]) if last.files[path][2] and path in documents else last.files[path][2]]
                 for path, digest in self._digests.items()}
        self._keep(_Run(self._key, files, last.held, [_spelled(one) for one in found]))
        return found

    def _seen(self, document: Document) -> str:
        """A digest of what other files can see of a guide, and rules that look further than one file: of the text, the steps."""
        body, steps = document.body, document.section("steps") if self._project.ours else None
        titles = document.headings if self._project.ours else outline.titles(document, attributes=True)
        return key_of(document.text[:document.body_start], [(title.level, title.text if self._project.ours else (title.words, title.id)) for title in titles],
                      [(link.target, link.text, link.image) for link in document.links], [(cited.key, cited.locator) for cited in document.citations],
                      [part for part in body.split("<")[1:] if part[:1].isalpha()] if "<" in body else "", body.split("{")[1:] if "{" in body else "",
                      steps.text if steps else "")[:32]

    def _again(self, one: Found, before: list, document: Document) -> Found | None:
        """A finding at the place where the link, citation or heading that it is about stands now; nothing where it is about something else."""
        place = one.finding.place
        if isinstance(place, Span) and place.end > document.body_start:
            if [place.start, place.end] not in before:
                return None
            place = Span(*_places(document)[before.index([place.start, place.end])])
        finding = replace(one.finding, place=place)
        return Found(finding, one.rule, self._locator.span(finding.path, place))

    def _keep(self, run: _Run) -> None:
        self._store.put("run", "last", json.dumps([run.key, run.files, run.held, run.found], ensure_ascii=False, separators=(",", ":")))


def _part(handbook: Handbook, paths: set[str]) -> Handbook:
    """The handbook with the records, pages and failures of some files only, and what each file alone is held to."""
    records = {kind: {id: record for id, record in held.items() if record.path in paths} for kind, held in handbook.records.items()}
    part = replace(handbook, records=records, prose={name: page for name, page in handbook.prose.items() if page.path in paths},
                   bibliographies={path: file for path, file in handbook.bibliographies.items() if path in paths},
                   failures=tuple(one for one in handbook.failures if one.finding.path in paths), whole=False)
    part.__dict__.update(entries=handbook.entries, avoided=handbook.avoided)
    return part


def _held(handbook: Handbook) -> dict[str, list]:
    """What each file alone is held to besides itself: the keys of works, and the words that terms avoid."""
    return {"works": list(handbook.entries), "avoided": list(map(list, handbook.avoided))}


def _places(document: Document) -> list[list[int]]:
    """Where the things stand that findings of such rules are about."""
    spans = [x.span for x in (*document.headings, *document.links, *document.citations)]
    return [[span.start, span.end] for span in spans]


def _digests(project: Project) -> Iterator[tuple[str, str]]:
    """Each file of the project with a digest of its bytes; what is not read has its reason instead."""
    paths = list(walk(project))
    return zip(paths, map(_digest, readable(project, paths)))


def _digest(data: bytes | str) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest() if isinstance(data, bytes) else data


def _names(project: Project) -> str:
    """A digest of the names of all files that links may lead to, and of the configuration."""
    names = []
    for top in (project.docs, *(project.snippet_folders if project.extension(SNIPPETS) is not None else ())):
        for folder, folders, files in os.walk(project.root / top):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in ("node_modules", "site", "venv"))
            names += [folder, *sorted(files)]
    config = project.root / CONFIG
    return key_of(*names, config.read_bytes() if config.is_file() else "")


def tools() -> str:
    """A digest of our own code and words: what another version kept is not read."""
    ours = Path(__file__).resolve().parent.parent
    files = sorted(p for p in ours.rglob("*") if p.suffix in (".py", ".yml"))
    return key_of(*(f"{p.relative_to(ours)}:{(status := p.stat()).st_size}:{status.st_mtime_ns}" for p in files))


# Findings as JSON can hold them

def _spelled(one: Found) -> list:
    f = one.finding
    return [f.path, _place(f.place), packed(f.message), packed(f.hint), [[r.path, _place(r.place), packed(r.message)] for r in f.related], f.fix,
            None if f.at_most is None else int(f.at_most), one.rule.code, one.span.start, one.span.end]


def _found(spelled: list) -> Found:
    path, place, message, hint, related, fix, at_most, code, start, end = spelled
    finding = Finding(path, _placed(place), unpacked(message), unpacked(hint), tuple(Related(p, _placed(at), unpacked(text)) for p, at, text in related), fix,
                      None if at_most is None else Severity(at_most))
    return Found(finding, RULES[code], Span(start, end))


def _place(place: Place) -> list:
    if isinstance(place, Span):
        return ["span", place.start, place.end]
    if isinstance(place, Field):
        return ["field", place.at, place.name, place.start, place.end]
    if isinstance(place, Within):
        return ["within", list(place.path), place.start, place.end]
    return ["path", *place]


def _placed(spelled: list) -> Place:
    kind, *rest = spelled
    if kind == "span":
        return Span(*rest)
    if kind == "field":
        return Field(*rest)
    return Within(tuple(rest[0]), *rest[1:]) if kind == "within" else tuple(rest)
