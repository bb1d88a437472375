"""Walk the folders of a handbook and fill a Handbook; what fails is kept, not raised."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError

from kb_tools.diagnostics import Finding, Span
from kb_tools.handbook import MARK, TO_CHOOSE, TO_WRITE, Failure, Handbook, ProsePage, Record, chinese_of, english_of
from kb_tools.model import KINDS, Kind, kind_named
from kb_tools.model.guides import Prose, Translation
from kb_tools.model.removal import FILE as REMOVED
from kb_tools.model.removal import Removal
from kb_tools.model.standing import FILE as STANDINGS
from kb_tools.model.standing import Standing
from kb_tools.model.text import ID, Ref
from kb_tools.model.vocabulary import Vocabulary
from kb_tools.project import CONFIG, Project, is_outside
from kb_tools.sources import bibtex, markdown, text, yaml
from kb_tools.sources.broken import Broken
from kb_tools.store import Store
from kb_tools.words.borrowed import known_again
from kb_tools.words.messages import row, say, shortened

_ENDINGS = (".md", ".yml", ".yaml", ".bib")
_UNWRITTEN = (*TO_WRITE.values(), *TO_CHOOSE.values())
_LOOK = say("look at another record of this kind")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UNREADABLE, _ENCODING, _MARKED, _LINE_ENDS, _SCHEMA, _DUPLICATE = "SRC001", "SRC003", "SRC004", "SRC005", "SCH001", "REF002"
_BROKEN = {"encoding": _ENCODING, "syntax": "SRC006", "key": "SRC007", "plain": "SRC008", "front matter": "SRC009"}
"""The rule that a text breaks which cannot be read, by what it is about."""


def load(project: Project, only: Iterable[str] | None = None, memory: Store | None = None, given: Mapping[str, str] | None = None) -> Handbook:
    """Read a project, or only some files of it (paths relative to its root).

    `memory` holds what was found in texts that were read before, so that it is not looked for again.
    `given` are texts that stand in for those of files, as an editor holds them.
    """
    paths = sorted({*(walk(project) if only is None else with_twins(project, only)), *(given or ())})
    return _Loading(project, memory or Store(), dict(given or {})).run(paths, whole=only is None)


def with_twins(project: Project, only: Iterable[str]) -> set[str]:
    """Add to each guide its other language: one cannot be read without the other."""
    paths = set(only)
    for path in tuple(paths) if project.ours else ():
        if path.endswith(".md"):
            twin = english_of(path) if path.endswith(".zh.md") else chinese_of(path)
            paths |= {twin} if (project.root / twin).is_file() else set()
    return paths


def walk(project: Project) -> Iterator[str]:
    """Yield the files of a project, by their paths from its root."""
    tops, seen = project.tops, set()
    beside = [STANDINGS] if (project.root / STANDINGS).is_file() else []
    for top in (*tops, *beside, *(path for path in project.bibliographies if not is_outside(path))):
        for path in _below(project.root, top, project.ours):
            # A folder of bibliographies holds other things too; and a file that lies in both is read once.
            if path not in seen and (top in tops or path.endswith(".bib") or path == top):
                seen.add(path)
                yield path


def _below(root: Path, top: str, ours: bool) -> Iterator[str]:
    start = os.path.normpath(os.path.join(root, top))
    inside = len(os.path.join(root, ""))
    if os.path.isfile(start) or os.path.islink(start):
        yield top
    for folder, folders, files in os.walk(start):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not (ours and f == "assets") and f not in ("node_modules", "__pycache__"))
        within = f"{folder[inside:]}/" if len(folder) >= inside else ""
        yield from (within + f for f in folders if os.path.islink(os.path.join(folder, f)))
        yield from (within + name for name in files if name.endswith(_ENDINGS) and not name.startswith("."))


def readable(project: Project, paths: Iterable[str]) -> Iterator[bytes | str]:
    """Yield the bytes of each file as loading reads them; a text that says so where it does not: it is a link, too large, not there."""
    links: dict[str, set[str]] = {}  # by folder: one look at each is a fifth faster than one at every file
    for path in paths:
        folder, _, name = f"{project.root}/{path}".rpartition("/")
        try:
            if folder not in links:
                links[folder] = {entry.name for entry in os.scandir(folder) if entry.is_symlink()}
            yield "a link" if name in links[folder] else _bytes(f"{folder}/{name}", text.limit_of(path))
        except OSError as error:
            yield f"cannot be read: {error.errno}"


def _bytes(full: str, limit: int) -> bytes | str:
    handle = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            return f"is not read: {status.st_mode} {status.st_size}"
        data = os.read(handle, status.st_size + 1)
        while len(data) < status.st_size and (more := os.read(handle, status.st_size)):
            data += more
        return data
    finally:
        os.close(handle)


@dataclass
class _Loading:
    project: Project
    memory: Store
    given: dict[str, str]
    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {kind.name: {} for kind in KINDS})
    prose: dict[str, ProsePage] = field(default_factory=dict)
    bibliographies: dict[str, bibtex.File] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    unread: set[tuple[str, str]] = field(default_factory=set)

    standings: dict[str, Standing] = field(default_factory=dict)
    removed: dict[int, Removal] = field(default_factory=dict)
    ignoring: dict[str, str] = field(default_factory=dict)
    unwritten: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self.project.root
        self._inside = os.path.join(os.path.realpath(self.root), "")
        self._folders: dict[str, bool] = {}

    def run(self, paths: list[str], whole: bool) -> Handbook:
        for trouble in self.project.troubles:
            self._broken(CONFIG, trouble)
        for path in self.project.bibliographies if whole and (self.root / CONFIG).is_file() else ():
            if is_outside(path) or not (self.root / path).exists():
                said = (say("the bibliography `{path}` lies outside of the project, and is not read", path=path) if is_outside(path)
                        else say("the bibliography `{path}` is not there", path=path))
                self._fail(_UNREADABLE, CONFIG, self.project.places.get(path, ("plugins",)), said,
                           say("name a file or folder below the folder of `{config}`", config=CONFIG))
        texts = {path: content for path in paths if (content := self._read(path)) is not None}
        for path in texts:
            if path == STANDINGS:
                self._standings(path, texts[path])
            elif path == REMOVED and self.project.ours:
                self._removed(path, texts[path])
            elif path.endswith(".bib"):
                self.bibliographies[path] = bibtex.read(texts[path], self.memory)
            elif not self.project.ours:
                self._file(path, texts[path])
            elif path.endswith((".yml", ".yaml")):
                self._yaml(path, texts[path])
            elif path.endswith(".md") and not path.endswith(".zh.md"):
                self._guide(path, texts[path], texts.get(chinese_of(path)))
        for path in texts if self.project.ours else ():
            if path.endswith(".zh.md") and (english := english_of(path)) not in texts and not (self.root / english).is_file():
                self._fail("LNG001", path, Span(0, 0), say("there is no English guide `{path}` beside this translation", path=english),
                           say("write the English guide, or rename the file to match it"))
        return Handbook(self.root, self.records, self.prose, self.bibliographies, tuple(self.failures), frozenset(self.unread), whole,
                        self.project, self.given, self.standings, self.removed, self.ignoring, self.unwritten)

    def _fail(self, code: str, path: str, place, message: str, hint: str = "", fix: str | None = None) -> None:
        self.failures.append(Failure(code, Finding(path, place, message, hint, fix=fix)))
        kind = kind_at(path)
        if kind and (code in (_UNREADABLE, _SCHEMA) or code in _BROKEN.values()):
            self.unread.add((kind.name, record_id(path)))

    def _is_inside(self, folder: str) -> bool:
        """Tell whether a folder really lies in the project; most files share theirs."""
        if folder not in self._folders:
            self._folders[folder] = os.path.join(os.path.realpath(folder), "").startswith(self._inside)
        return self._folders[folder]

    def _read(self, path: str) -> str | None:
        full = os.path.join(self.root, path)
        if not _printable(path):
            self._fail(_UNREADABLE, ascii(path)[1:-1], Span(0, 0), say("the name of the file is not UTF-8 text in one line"),
                       say("rename it: lower case with hyphens"))
            return None
        if path in self.given:
            return self._seen(path, self.given[path])
        try:
            if os.path.islink(full) or not self._is_inside(os.path.dirname(full)):
                self._fail(_UNREADABLE, path, Span(0, 0), say("a link in the file system is not followed"), say("put the file itself here"))
                return None
            status = os.stat(full)
            if not stat.S_ISREG(status.st_mode):
                self._fail(_UNREADABLE, path, Span(0, 0), say("this is no ordinary file"), say("put a text file here"))
                return None
            if status.st_size > (limit := text.limit_of(path)):
                self._fail(_UNREADABLE, path, Span(0, 0),
                           say("the file has {size:,} bytes; more than {limit:,} are not read", size=status.st_size, limit=limit),
                           say("split it"))
                return None
            with open(full, "rb") as file:
                data = file.read()
            content = text.decode(data)
        except OSError as error:
            self._fail(_UNREADABLE, path, Span(0, 0), say("the file cannot be read: {why}", why=known_again(error.strerror or str(error))),
                       say("look at its name and at who may read it"))
            return None
        except Broken as error:
            self._broken(path, error)
            return None
        if (other := text.other_line_end(data)) >= 0:
            at = text.error_offset(data, other)
            self._fail(_LINE_ENDS, path, Span(at, at + 1), say("this line does not end with LF alone"),
                       say("`kb check --fix` mends the file; `* text=auto eol=lf` in `.gitattributes` keeps it so"))
        return self._seen(path, content)

    def _seen(self, path: str, content: str) -> str:
        if MARK in content:
            self.ignoring[path] = content
        if any(mark in content for mark in _UNWRITTEN):
            self.unwritten[path] = content
        for offset, name in text.hidden(content):
            if name == "U+FEFF" and not offset:
                self._fail(_MARKED, path, Span(0, 1), say("a byte order mark stands here"), say("save as UTF-8 without a byte order mark"), fix="")
            else:
                self._fail("SRC002", path, Span(offset, offset + 1), say("the invisible or control character {name} stands here", name=name), say("delete it"),
                           fix="")
        return content

    def _broken(self, path: str, error: Broken) -> None:
        self._fail(_BROKEN[error.about], path, Span(error.offset, error.offset + 1), error.message, error.hint)

    def _file(self, path: str, content: str) -> None:
        """A file of a project without records: a page, or YAML that only has to be readable."""
        try:
            if path.endswith((".yml", ".yaml")):
                yaml.loose(content)
                return
            self.prose[path] = ProsePage(path, path, None, markdown.read(content, self.memory, ours=False))
        except Broken as error:
            self._broken(path, error)

    def _standings(self, path: str, content: str) -> None:
        try:
            data = yaml.read(content, self.memory)
        except Broken as error:
            self._broken(path, error)
            return
        for doi, value in (data or {}).items() if isinstance(data, dict) or data is None else ():
            known = self._validate(Standing, value, path, (doi,))
            if known is not None:
                self.standings[str(doi)] = known

    def _removed(self, path: str, content: str) -> None:
        try:
            data = yaml.read(content, self.memory)
        except Broken as error:
            self._broken(path, error)
            return
        if not isinstance(data, list) and data is not None:
            self._fail(_SCHEMA, path, Span(0, 0), say("the file is no list of records that were taken out"),
                       say("begin each with `- kind:` and go on with `id`, `date` and `why`"))
            return
        for i, value in enumerate(data or ()):
            known = self._validate(Removal, value, path, (i,))
            if known is not None:
                self.removed[i] = known

    def _yaml(self, path: str, content: str) -> None:
        kind = kind_at(path)
        if kind is None and not path.startswith("knowledge/"):  # a file that somebody named: of no kind, but YAML
            self._file(path, content)
            return
        if kind is None:
            self._fail(_SCHEMA, path, Span(0, 0), say("no kind of record lives in this folder"),
                       say("records stand in {folders}", folders=row(f"`{k.folder}`" for k in KINDS if k.form != "guide")))
            return
        try:
            data = yaml.read(content, self.memory)
        except Broken as error:
            self._broken(path, error)
            return
        if not isinstance(data, dict):
            self._fail(_SCHEMA, path, Span(0, 0), say("the file holds no fields"), say("write `name:` and the other fields"))
            return
        if kind.form == "list":
            for id, value in data.items():
                facts = self._validate(kind.model, value, path, (id,))
                if facts is not None:
                    self._add(Record(kind, str(id), path, facts, within=(id,)))
            return
        facts = self._validate(kind.model, data, path)
        if facts is not None:
            self._add(Record(kind, record_id(path), path, facts))

    def _guide(self, path: str, content: str, other: str | None) -> None:
        kind = kind_at(path)
        try:
            document = markdown.read(content, self.memory)
        except Broken as error:
            self._broken(path, error)
            return
        facts = self._validate(kind.model if kind else Prose, document.data, path)
        other_path = chinese_of(path)
        translated = translation = None
        if other is not None:
            try:
                translated = markdown.read(other, self.memory)
            except Broken as error:
                self._broken(other_path, error)
            else:
                translation = self._validate(Translation, translated.data, other_path)
                if not translated.body.strip():
                    translated = None
        if facts is None:
            return
        extra = (document, translation, translated, other_path if other is not None else "")
        if kind:
            self._add(Record(kind, record_id(path), path, facts, *extra))
        else:
            name = path.removeprefix("docs/").removesuffix(".md")
            self.prose[name] = ProsePage(name, path, facts, *extra)

    def _add(self, record: Record) -> None:
        if not _ID.fullmatch(record.id):
            self._fail(_SCHEMA, record.path, record.within or Span(0, 0), say("`{id}` does not have the form of an id", id=record.id[:80]),
                       say("an id is lower case with hyphens: rename the field") if record.within else say("an id is lower case with hyphens: rename the file"))
            return
        first = self.records[record.kind.name].get(record.id)
        if first:
            self._fail(_DUPLICATE, record.path, record.within,
                       say("the {kind} `{id}` stands in `{path}` already", kind=say(record.kind.name), id=record.id, path=first.path),
                       say("rename one of the two files"))
        else:
            self.records[record.kind.name][record.id] = record

    def _validate(self, model: type[BaseModel], data, path: str, within: tuple = ()) -> BaseModel | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=True)[:20]
            for problem in problems:
                if problem["type"] == "too_short" and any(p["loc"][:-1] == problem["loc"] for p in problems):
                    continue  # it is short because an item does not fit, which is said
                place = (*within, *problem["loc"])
                self._fail(_SCHEMA, path, place, *_say(problem, model))
            return None


def _printable(path: str) -> bool:
    """Tell whether a path can be shown: names in file systems may hold anything."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return path.isprintable()


def kind_at(path: str) -> Kind | None:
    """Return the kind of record whose folder holds `path`."""
    parent, _, name = path.rpartition("/")
    for kind in KINDS:
        if path == kind.folder or (parent == kind.folder and name != "index.md"):
            return kind
    return None


def record_id(path: str) -> str:
    """Return the id that a file's name stands for."""
    return path.rpartition("/")[2].removesuffix(".yml").removesuffix(".yaml").removesuffix(".md").removesuffix(".zh")


def _say(problem: dict, model: type[BaseModel]) -> tuple[str, str]:
    """Put one of pydantic's errors into a sentence and a hint for somebody who writes records."""
    kind, loc, ctx = problem["type"], problem["loc"], problem.get("ctx", {})
    name = _shown(loc[-1]) if loc else say("the record")
    if kind == "missing":
        return say("the field `{name}` is missing", name=name), _to_add(model, loc)
    if kind == "extra_forbidden":
        return say("there is no field `{name}` here", name=name), _unknown_field(name, problem, model, loc)
    if kind == "enum":
        allowed = row(str(ctx.get("expected", "")).replace(" or ", ", ").replace("'", "`").split(", "))
        return say("`{input}` is not a value of `{name}`", input=_shown(problem["input"]), name=name), say("choose one of {allowed}", allowed=allowed)
    if kind == "string_pattern_mismatch":
        return (say("`{input}` does not have the form of `{name}`", input=_shown(problem["input"]), name=name),
                say("an id is lower case with hyphens; see the description of the field") if ctx["pattern"] == ID else _describe(model, loc))
    if kind == "too_short":
        return (say("`{name}` has {number} entries; at least {least} belongs here", name=name, number=ctx["actual_length"], least=ctx["min_length"]),
                _describe(model, loc))
    if kind == "value_error":
        return known_again(str(ctx.get("error", problem["msg"]))), say("change one so that they agree")
    if kind.endswith("_type") or kind.endswith("_parsing"):
        return say("`{name}` should be {wanted}, not `{input}`", name=name, wanted=_wanted(kind), input=_shown(problem["input"])), _describe(model, loc)
    return say("`{name}`: {why}", name=name, why=known_again(problem["msg"][0].lower() + problem["msg"][1:])), _describe(model, loc)


def _shown(value: object) -> str:
    """A value on one line, cut where it is long."""
    return shortened(" ".join(str(value).split()))


def _wanted(kind: str) -> str:
    words = {"string": say("a text"), "int": say("a whole number"), "float": say("a number"), "bool": say("true or false"), "dict": say("a list of fields"),
             "model": say("a list of fields"), "tuple": say("a list"), "date": say("a date like 2026-11-22"), "model_attributes": say("a list of fields")}
    return words.get(kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_datetime"), say("of another kind"))


def _unknown_field(name: str, problem: dict, model: type[BaseModel], loc: tuple) -> str:
    if problem["input"] is None and loc and len(loc) > 1:
        return say("an unquoted comma inside braces makes a new key: write `en:` and `zh:` on lines of their own, or quote the text")
    from difflib import get_close_matches

    owner = _model_at(model, loc[:-1])
    fields = [f.alias or n for n, f in owner.model_fields.items()] if owner else []
    near = get_close_matches(name, fields, 1, 0.6)
    if near:
        return say("did you mean `{near}`?", near=near[0])
    return say("known fields: {fields}", fields=row(f"`{f}`" for f in fields)) if fields else _LOOK


def _describe(model: type[BaseModel], loc: tuple) -> str:
    owner = _model_at(model, loc[:-1])
    if owner is None or not loc:
        return _LOOK
    for name, info in owner.model_fields.items():
        if (info.alias or name) == loc[-1] and info.description:
            return say(info.description)
    return _LOOK


def _to_add(model: type[BaseModel], loc: tuple) -> str:
    """What to write where a field is missing: its name, what can stand there, and what it is for."""
    what = _describe(model, loc)
    if what is _LOOK:
        return what
    info = next(info for key, info in _model_at(model, loc[:-1]).model_fields.items() if (info.alias or key) == loc[-1])
    for each in (*info.metadata, *_innermost(info.annotation)):
        if isinstance(each, Ref):
            return say("add `{name}:` with names from `{folder}`. {what}", name=loc[-1], folder=kind_named(each.kind).folder, what=what)
        if isinstance(each, type) and issubclass(each, Vocabulary):
            return say("add `{name}:` with one of {allowed}. {what}", name=loc[-1], allowed=row(f"`{one}`" for one in each), what=what)
    return say("add `{name}:`. {what}", name=loc[-1], what=what)


def _innermost(annotation: object) -> Iterator[object]:
    """The types and marks that an annotation is made of."""
    inner = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    for each in inner:
        yield from _innermost(each)
    if not inner:
        yield annotation


def _model_at(model: type[BaseModel], loc: tuple) -> type[BaseModel] | None:
    """Follow a path of field names to the model that stands there."""
    for segment in loc:
        if isinstance(segment, int):
            continue
        info = next((i for n, i in model.model_fields.items() if (i.alias or n) == segment), None)
        if info is None:
            continue
        inner = _models_in(info.annotation)
        if not inner:
            return None
        model = inner[0]
    return model


def _models_in(annotation) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for inner in getattr(annotation, "__args__", ()) for m in _models_in(inner)]

