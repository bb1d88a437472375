"""Begins a record: refuses what cannot be, asks the checker about each answer, and writes files that only wait for their words."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb_tools.desk.choices import offered
from kb_tools.desk.draft import Draft
from kb_tools.desk.fields import Field, Form
from kb_tools.desk.scaffold import files_of
from kb_tools.diagnostics import Finding, KeyPath, Within
from kb_tools.handbook import Handbook
from kb_tools.load import load
from kb_tools.model import Kind
from kb_tools.model.text import Ref
from kb_tools.project import Project
from kb_tools.rules.registry import RULES, Found, Subject, findings
from kb_tools.settings import Misuse, Settings
from kb_tools.sources import text
from kb_tools.words.messages import Said, say, translated
from kb_tools.writing import write

UNWRITTEN = "DOC007"
OWED = ("LNG002", "LNG006", "REF011", "REF012", "REF013", "REF014", "REF017", "REF018", "EVD001", "EVD003")
"""Rules about what other files, or further fields, have to say of a new record. Nobody can keep them in its first minute."""

NO_HANDBOOK = say("this folder is no handbook: there is no `knowledge/` in it or above it; go to the folder of one")

LONGEST = 80
"""Letters of an id."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TERM = "term"


def begin(project: Project, kind: Kind, id: str, today: date, lang: str = "en") -> Draft:
    """Return the empty draft of a record. Raises Misuse where none can be written: no handbook, no id, one that is taken, nothing to refer to."""
    if not project.ours:
        raise _refused(NO_HANDBOOK, lang)
    if not _ID.fullmatch(id) or len(id) > LONGEST:
        raise _refused(_no_id(id), lang)
    draft = Draft(load(project), kind, id, today, lang)
    for said in (_taken(draft), _lacks(draft), _unseen(draft)):
        if said:
            raise _refused(said, lang)
    return draft


def _refused(said: Said, lang: str) -> Misuse:
    return Misuse(translated(said, lang))


def _no_id(id: str) -> Said:
    if len(id) > LONGEST:
        return say("an id has at most {most} letters; this has {letters}", most=LONGEST, letters=len(id))
    made = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-")
    return say("`{id}` is no id: write it in small letters with hyphens, such as `{made}`", id=_seen(id), made=made or "frog-jump")


def _seen(typed: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in typed)


def _taken(draft: Draft) -> Said | None:
    """What an id is already: a record, a former id, a file that nobody can read, or a record of another kind."""
    handbook, kind = draft.handbook, draft.kind.name
    if found := handbook.get(kind, draft.id):
        return say("the {kind} `{id}` stands in `{path}` already", kind=say(kind), id=draft.id, path=found.path)
    for record in handbook.every():
        if record.kind.name == kind and draft.id in getattr(record.facts, "aliases", ()):
            return say("`{id}` is what the {kind} `{now}` was called before; choose another id", id=draft.id, kind=say(kind), now=record.id)
        if record.id == draft.id and _TERM not in (kind, record.kind.name):  # a term may explain what has its name
            return say("`{id}` is the {kind} in `{path}`; choose another id", id=draft.id, kind=say(record.kind.name), path=record.path)
    stem = handbook.root / draft.kind.folder / draft.id
    standing = next((ending for ending in (".md", ".zh.md", ".yml", ".yaml") if os.path.lexists(f"{stem}{ending}")), "")
    return say("the file `{path}` is there already", path=f"{draft.kind.folder}/{draft.id}{standing}") if standing and draft.kind.form != "list" else None


def _lacks(draft: Draft) -> Said | None:
    """What a record has to refer to and the handbook has not yet."""
    for one in draft.fields:
        if one.required and one.form is Form.CHOICE and not offered(one, draft.handbook):
            if isinstance(one.of, Ref):
                return say("the handbook has no {kind} yet, and this has to name one; begin with `kb new {name} SLUG`", kind=say(one.of.kind), name=one.of.kind)
            path = draft.handbook.project.bibliographies[0]
            return say("the bibliography `{path}` has no work that was found, and this has to name one; begin there", path=path)
    return None


def _unseen(draft: Draft) -> Said | None:
    """A study is called like its work, and of one that nobody has seen nothing can be recorded."""
    entry = draft.handbook.entries.get(draft.id) if draft.kind.name == "study" else None
    if entry is None or not entry.get("unverified"):
        return None
    return say("`{key}` is `unverified` in `{path}`: compare its entry with the work, write `verified = {{YYYY-MM-DD, read at: WHERE}}` in place of that, "
               "and begin again",
               key=draft.id, path=draft.handbook.file_of(draft.id))


# What the checker says of an answer

@dataclass(frozen=True)
class Trouble:
    """Why a draft cannot be written as it is: the sentence, what to do, and which answer it is about, where that is known."""

    said: str
    hint: str
    field: Field | None

    def in_(self, lang: str) -> str:
        """All of it in a language."""
        return told(self.said, self.hint, lang)


def told(message: str, hint: str, lang: str) -> str:
    """A finding in one line."""
    return "; ".join(translated(said, lang) for said in (message, hint) if said)


def trouble(draft: Draft) -> Trouble | None:
    """Return what is wrong with the answers of a draft, as far as its own files tell."""
    return _trouble(draft, _found(draft, whole=False))


def whole_trouble(draft: Draft) -> Trouble | None:
    """Return what is wrong with the answers of a draft in the whole handbook; this takes a second."""
    return _trouble(draft, _found(draft, whole=True))


def _trouble(draft: Draft, found: list[Found]) -> Trouble | None:
    for one in found:
        place = key_path(one.finding)
        if (place is not None or one.rule.code.startswith("SRC")) and one.rule.code not in (UNWRITTEN, *OWED):
            return Trouble(one.finding.message, one.finding.hint, draft.field_at(_in_draft(draft, one.finding.path, place or ())))
    return None


def _in_draft(draft: Draft, path: str, place: KeyPath) -> KeyPath:
    """The place of an answer: the Chinese of a title stands in a file of its own, and a record among many under its id."""
    return (*place[:1], "zh") if path.endswith(".zh.md") else place[draft.kind.form == "list":]


def key_path(finding: Finding) -> KeyPath | None:
    """Where in the data of a file a finding is; nothing for one about a text that nobody has answered with."""
    place = finding.place.path if isinstance(finding.place, Within) else finding.place
    return place if isinstance(place, tuple) else None


def _found(draft: Draft, whole: bool) -> list[Found]:
    """What the rules say of the files of a draft: what other records of the same file do is not its fault."""
    files, project = files_of(draft, _before(draft)), draft.handbook.project
    handbook = load(project, None if whole else list(files), given=files)
    found = findings(Subject.of(handbook, Settings(), draft.today))
    its_own = draft.kind.form != "list"
    return [one for one in found if one.finding.path in files and (its_own or (key_path(one.finding) or (draft.id,))[0] == draft.id)]


def _before(draft: Draft) -> str:
    """The text of the file that a record is added to; nothing where it has one of its own. Raises Misuse if that cannot be read."""
    file = draft.handbook.root / draft.path
    if draft.kind.form != "list" or not file.is_file():
        return ""
    data = file.read_bytes()
    if text.other_line_end(data) >= 0 or any(failure.finding.path == draft.path for failure in draft.handbook.failures):
        raise _refused(unreadable(draft.path), draft.lang)
    return data.decode("utf-8")


# What is written

@dataclass(frozen=True)
class Written:
    """What was written: the files by their paths from the root, and at how many places something is still to be written or chosen."""

    paths: tuple[str, ...]
    places: int


def finish(draft: Draft) -> Written:
    """Write the files of a draft, each whole or not at all. Raises Misuse where its answers cannot stand together."""
    found = _found(draft, whole=True)
    if wrong := _trouble(draft, found):
        raise Misuse(f"--{wrong.field.name}: {wrong.in_(draft.lang)}" if wrong.field else wrong.in_(draft.lang))
    files = files_of(draft, _before(draft), _owed(draft, found))
    for path, content in files.items():
        if not is_inside(draft.handbook, path):
            raise _refused(leads_out(path), draft.lang)
        write(draft.handbook.root / path, content)
    return Written(tuple(files), places(draft.handbook, files))


def _owed(draft: Draft, found: list[Found]) -> dict[str, str]:
    """What the rest of the handbook has to say of a new record, by the rule that asks for it."""
    said: dict[str, str] = {}
    for one in found:
        if one.rule.code in OWED:
            hint = translated(one.finding.hint, draft.lang)
            said[one.rule.code] = f"{said[one.rule.code]}; {hint}" if one.rule.code in said else hint
    return said


def unreadable(path: str) -> Said:
    """The refusal of a file to which nothing can be added."""
    return say("`{path}` cannot be read as it is; `kb check {path}` says why", path=path)


def leads_out(path: str) -> Said:
    """The refusal of a file that would not lie in the handbook."""
    return say("`{path}` leads out of the handbook by a link in the file system; put the folder itself here", path=path)


def is_inside(handbook: Handbook, path: str) -> bool:
    """Tell whether a file of the handbook really lies in it."""
    root = os.path.join(os.path.realpath(handbook.root), "")
    full = handbook.root / path
    return not full.is_symlink() and os.path.join(os.path.realpath(full.parent), "").startswith(root)


def places(handbook: Handbook, paths: Iterable[str]) -> int:
    """Return at how many places of some files something is still to be written or chosen."""
    subject = Subject.of(load(handbook.project, list(paths)), Settings(), date.today())
    return sum(1 for finding in RULES[UNWRITTEN].check(subject) if finding.path in paths)
