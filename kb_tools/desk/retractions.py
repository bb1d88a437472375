"""Whether works were withdrawn or corrected since they were published: asked of Crossref, and read in the list of Retraction Watch."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kb_tools.citations.names import plain
from kb_tools.desk import cite_write, standings
from kb_tools.desk.cite_refused import Refused
from kb_tools.desk.cite_services import chain_for, in_turn, item_of, needs_the_network, reading
from kb_tools.desk.cite_sources import Source
from kb_tools.desk.cite_write import Change
from kb_tools.load import load, walk
from kb_tools.model.standing import FILE, Standing
from kb_tools.project import Project
from kb_tools.rules.bibliography import DOI
from kb_tools.settings import Misuse
from kb_tools.sources import csl
from kb_tools.sources.broken import Broken
from kb_tools.words.messages import Said, say

if TYPE_CHECKING:
    from kb_tools.lookups.works import Failed

WORST = ("none", "corrected", "concern", "retracted")
"""What may be found of a work, the worst last."""

_FOUND = {
    "retracted": csl.RETRACTED,
    "concern": ("expression_of_concern", "partial_retraction"),
    "corrected": ("correction", "corrigendum", "erratum", "addendum", "clarification"),
}
_STATUS = {kind: status for status, kinds in _FOUND.items() for kind in kinds}
_COLUMNS = ("OriginalPaperDOI", "RetractionDOI", "RetractionNature", "RetractionDate")
_LIST_BYTES = 300_000_000
_THE_LIST = say("take the CSV that Crossref publishes")


@dataclass(frozen=True)
class Notice:
    """What was published about a work: what it makes of it, and the DOI of the notice."""

    status: str
    doi: str = ""


@dataclass(frozen=True)
class Told:
    """What is to be said of one DOI, or of all: what is so, what to do, and whether it could not be looked up."""

    message: Said
    hint: Said | str = ""
    failed: bool = False


@dataclass(frozen=True)
class Looked:
    """What came of looking: what is to be said, how many works were looked up, and what is to be written."""

    told: tuple[Told, ...]
    asked: int
    changes: tuple[Change, ...]

    @property
    def failed(self) -> bool:
        """Whether some work could not be looked up."""
        return any(one.failed for one in self.told)

    def summary(self, dry_run: bool) -> Said:
        """What was done in all."""
        return say("{number} works looked up; nothing is written", number=self.asked) if dry_run else say("{number} works looked up", number=self.asked)


def look(project: Project, today: date, file: Path | None = None, fetch: bool = False) -> Looked:
    """Return what is known of each DOI of the bibliography; nothing is written. Raises Misuse.

    `file` is a list of Retraction Watch as CSV; with `fetch` it is taken from where Crossref publishes it.
    A DOI of which nothing could be learned stays as it was, and no finding is ever replaced by a better one: who noted it may know more.
    """
    needs_the_network()
    handbook = load(project, [path for path in walk(project) if path.endswith(".bib")])
    dois = sorted({doi.casefold() for entry in handbook.entries.values() if DOI.fullmatch(doi := plain(entry.get("doi")))})
    held = cite_write.hold(project.root / FILE, FILE)
    try:
        known = {doi.casefold(): standing for doi, standing in standings.read(held.text).items()}
    except Broken as broken:
        raise Misuse(f"{FILE}: {broken.message}") from None
    told: list[Told] = []
    listed = _listed(project, file, fetch, set(dois), told)
    found = _asked(project, dois, listed, told)
    changed = {}
    for doi in dois:
        before = known.get(doi, Standing(checked="never"))
        after = _after(before, found[doi], today) if doi in found else before
        if doi in found and _is_worse(before, found[doi]):
            told.append(Told(say("{doi}: stays {status}, though nothing of it was found now", doi=doi, status=say(before.status)),
                             say("look at its notice, and change the line by hand if it is wrong")))
        if after != before or doi not in known:
            changed[doi] = after
            told += [Told(one) for one in [_change(doi, before, after)] if one]
    made = standings.changed(held.text, changed)
    return Looked(tuple(told), len(found), (Change(held, made),) if made != held.text else ())


def _status(notices: Iterable[Notice]) -> str:
    """The worst that some notices make of a work."""
    return max((notice.status for notice in notices), key=WORST.index, default="none")


def _is_worse(before: Standing, notices: Iterable[Notice]) -> bool:
    return WORST.index(before.status or "none") > WORST.index(_status(notices))


def _after(before: Standing, notices: list[Notice], today: date) -> Standing:
    if _is_worse(before, notices):
        return before
    status = _status(notices)
    notice = next((notice.doi for notice in notices if notice.status == status and notice.doi), None)
    return Standing(checked=today, status=status, notice=notice or (before.notice if before.status == status else None))


def _change(doi: str, before: Standing, after: Standing) -> Said | None:
    """The sentence for what was learned of a work; none where only the day changed."""
    if (before.status, before.notice) == (after.status, after.notice) or after.status is None:
        return None
    if after.status == "none":
        return say("{doi}: no notice found", doi=doi)
    return say("{doi}: {status}, see {notice}", doi=doi, status=say(after.status), notice=after.notice or say("its publisher's page"))


def _asked(project: Project, dois: list[str], listed: Mapping[str, list[Notice]], told: list[Told]) -> dict[str, list[Notice]]:
    """What Crossref says of each DOI, and the list; a DOI of which neither says anything is missing."""
    from kb_tools.lookups.works import Failed

    chains = [chain_for(Source(doi, "doi", doi), project.settings)[:1] for doi in dois]
    found: dict[str, list[Notice]] = {doi: list(notices) for doi, notices in listed.items()}
    failures: dict[tuple[str, str], list[tuple[str, Told]]] = defaultdict(list)
    for doi, document in zip(dois, in_turn(chains, project.settings, None, budget=600.0), strict=True):
        if isinstance(document, Failed):
            if document.unknown:
                told.append(Told(say("{doi}: Crossref does not know it, and it stays as it is", doi=doi),
                                 say("look at its publisher's page, and write down what you find")))
            else:
                failures[document.reason, dict(document.details).get("host", "")].append((doi, _failure(document)))
            continue
        try:
            with reading(document):
                found[doi] = [*found.get(doi, ()), *_notices(item_of(doi, document))]
        except Refused as refused:
            failures[str(refused.message), ""].append((doi, Told(refused.message, refused.hint, failed=True)))
    for alike in failures.values():
        (doi, first), *others = alike
        message = (say("{doi} and {number} more: {message}", doi=doi, number=len(others), message=first.message) if others
                   else say("{doi}: {message}", doi=doi, message=first.message))
        told.append(Told(message, first.hint, failed=True))
    return found


def _failure(failed: "Failed") -> Told:
    hint = say("see whether this machine is connected; a list of Retraction Watch can be read with `--file CSV`") if failed.unheard else failed.hint
    return Told(failed.message, hint, failed=True)


def _notices(item: dict) -> Iterator[Notice]:
    for kind, doi in csl.updates(item):
        if kind in _STATUS:
            yield Notice(_STATUS[kind], doi.casefold())


def _listed(project: Project, file: Path | None, fetch: bool, dois: set[str], told: list[Told]) -> dict[str, list[Notice]]:
    """What the list of Retraction Watch says of some DOIs."""
    from kb_tools.lookups.works import Failed, Question

    if file is None and not fetch:
        return {}
    try:
        if file is not None:
            return listed_in(file.read_bytes(), dois)
        question = Question(project.settings.service("retraction-watch"), "text/csv,*/*", _LIST_BYTES)
        document = in_turn([(question,)], project.settings, None, budget=900.0, answer_within=600.0)[0]
        if isinstance(document, Failed):
            told.append(_failure(document))
            return {}
        return listed_in(document.data, dois)
    except Broken as broken:
        told.append(Told(say("the list of Retraction Watch: {message}", message=broken.message), broken.hint, failed=True))
        return {}


def listed_in(data: bytes, dois: set[str]) -> dict[str, list[Notice]]:
    """Return the notices that a CSV of Retraction Watch lists for some DOIs, in small letters. Raises Broken if it is no such list.

    A reinstatement takes back what was published before it.
    """
    rows = csv.DictReader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", "replace", newline=""))
    found: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
    try:
        if not set(_COLUMNS) <= set(rows.fieldnames or ()):
            raise Broken(say("this is no list of Retraction Watch: it has no columns {columns}", columns=", ".join(f"`{name}`" for name in _COLUMNS)), 0,
                         _THE_LIST)
        for row in rows:
            doi, notice, nature, day = ((row[name] or "").strip().casefold() for name in _COLUMNS)
            if doi in dois:
                found[doi].append((_day(day), nature.replace(" ", "_"), notice))
    except csv.Error:
        raise Broken(say("this is no list of Retraction Watch: line {number} cannot be read", number=rows.line_num), 0, _THE_LIST) from None
    return {doi: notices for doi, listed in found.items() if (notices := list(_standing(sorted(listed, key=lambda row: row[0]))))}


def _standing(rows: list[tuple[date, str, str]]) -> Iterator[Notice]:
    last = max((at for at, (_, nature, _) in enumerate(rows) if nature == "reinstatement"), default=-1)
    for _, nature, doi in rows[last + 1:]:
        if nature in _STATUS:
            yield Notice(_STATUS[nature], doi if DOI.fullmatch(doi) else "")


def _day(text: str) -> date:
    for form in ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return date.min


def patterns() -> tuple[str, ...]:
    """The words for what may be found of a work; that nothing was is a sentence of its own."""
    return WORST[1:]
