"""The text of a new record: every field with what it means above it, and marks where something is still to be written or chosen."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from kb_tools.desk import spelling
from kb_tools.desk.bodies import body
from kb_tools.desk.choices import offered
from kb_tools.desk.draft import Draft, minutes_of
from kb_tools.desk.fields import KEPT, Field, Form
from kb_tools.diagnostics import KeyPath
from kb_tools.handbook import MARK, TO_CHOOSE, TO_WRITE, chinese_of
from kb_tools.model import kind_named
from kb_tools.model.fields import fields
from kb_tools.model.text import Ref
from kb_tools.words.messages import Said, say, translated

_FEW = 8
"""Names that a comment lists; of more it says where they are."""


def files_of(draft: Draft, before: str = "", owed: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the texts of a new record by their paths from the root, the English first.

    `before` is the text of a file that holds many records, to which this one is added. `owed` says by the code of a rule
    what other files have to hold yet; each becomes a line that keeps the rule silent and is itself still to be done.
    """
    front = "".join(_fields(draft, draft.kind.model, (), 2 if draft.kind.form == "list" else 0))
    if draft.kind.form == "list":
        lines = "".join(f"# {MARK} {code}: {TO_WRITE[draft.lang]} {what}\n" for code, what in (owed or {}).items())
        return {draft.path: f"{before}{'' if before.endswith(chr(10)) or not before else chr(10)}{lines}{draft.id}:\n{front}"}
    lines = "".join(f"# {MARK}-file {code}: {TO_WRITE[draft.lang]} {what}\n" for code, what in (owed or {}).items())
    head = _comment(say("This is a draft: `kb check {path}` lists what is still to be written.", path=draft.path), draft) + \
        _comment(say("Lines that begin with `#` are for you; take out what you have read."), draft)
    if draft.kind.form == "yaml":
        return {draft.path: head + lines + front + _more(draft)}
    made = {draft.path: f"---\n{head}{lines}{front}{_more(draft)}---\n{body(draft)}"}
    title, summary = (draft.given.get((key, "zh")) for key in ("title", "summary"))
    if title or summary:
        said = {"title": title or _mark("zh", say("The title in this language.")), "summary": summary or _mark("zh", say("One sentence in this language."))}
        made[chinese_of(draft.path)] = f"---\n{''.join(spelling.field(key, value) for key, value in said.items())}---\n"
    return made


def _mark(lang: str, what: str) -> str:
    return f"{TO_WRITE[lang]} {translated(what, lang)}"


def _comment(said: str, draft: Draft, indent: int = 0, mark: str = "") -> str:
    return f"{' ' * indent}# {mark}{translated(said, draft.lang)}\n"


def _fields(draft: Draft, model: type[BaseModel], above: KeyPath, indent: int) -> Iterator[str]:
    for held in fields(model):
        key, path = held.key, (*above, held.key)
        if held.inside:
            yield _comment(say(held.says), draft, indent) + f"{' ' * indent}{key}:\n"
            yield from _fields(draft, held.inside, path, indent + 2)
        elif key == "written":
            yield _comment(say(held.says), draft, indent) + f"{key}: {draft.today.isoformat()}\n"
        elif key == "reviewed":
            yield _comment(say(held.says), draft, indent) + f"{key}: null\n"
        elif (one := draft.field_at(path)) and (one.required or draft.has(one) or (*path, "zh") in draft.given):
            yield _field(draft, one, indent)


def _field(draft: Draft, one: Field, indent: int) -> str:
    """A field with its comments: what it means, and what else can stand there."""
    value, key = draft.get(*one.path), str(one.path[-1])
    if one.form in (Form.WORDS, Form.TEXT) and value is None:
        return spelling.field(key, _to_write(draft, one), indent)
    if one.form is Form.TEXT:
        value = [{**each, **_in_chinese(draft, one, each["en"])} for each in value] if one.many else {**value, **_in_chinese(draft, one, value["en"])}
    elif one.form is Form.SESSIONS:
        value = [_session(draft, ids) for ids in value]
    elif one.form is Form.USES:
        value = [_use(draft, one, given) for given in value]
    is_chosen = draft.has(one) or one.path in (("title",), ("name",))
    comments = _comment(say(one.says), draft, indent, "" if is_chosen else f"{TO_CHOOSE[draft.lang]} ")
    if others := _others(draft, one):
        comments += _comment(others, draft, indent)
    return comments + spelling.field(key, value, indent)


def _to_write(draft: Draft, one: Field) -> object:
    marked = _mark(draft.lang, say(one.says))
    if one.form is Form.WORDS:
        return marked
    text = {"en": marked, **_in_chinese(draft, one)}
    return [text] if one.many else text


def _in_chinese(draft: Draft, one: Field, english: str = "") -> dict[str, str]:
    """The Chinese of a text: what was given, else a mark with the English, where there is any."""
    return {"zh": draft.given.get((*one.path, "zh")) or (f"{TO_WRITE['zh']} {english}" if english else _mark("zh", say(one.says)))}


def _both(draft: Draft, what: str) -> dict[str, str]:
    """Marks for a text that is still to be written in both languages."""
    return {"en": _mark(draft.lang, say(what)), "zh": _mark("zh", say(what))}


def is_shown_first(draft: Draft, one: Field) -> bool:
    """Tell whether a field is the name or the sentence that lists and search show."""
    return one.path in (("title",), ("name",), ("summary",)) or (draft.kind.name == "term" and one.path == ("definition",))


def _others(draft: Draft, one: Field) -> Said | None:
    """What can stand in a field: its values, or the first names, and where the others are; of small records, their fields."""
    row = _row(draft, one)
    return say("Can be: {row}", row=translated(row, draft.lang)) if one.form in (Form.CHOICE, Form.TRUTH) else row


def _row(draft: Draft, one: Field) -> Said | str | None:
    if one.form is Form.TRUTH:
        return " · ".join(["true", "false", "null"][:3 if one.nothing else 2])
    if one.form is Form.USES:
        return say("Each with {keys}", keys=", ".join(held.key for held in fields(one.of)))
    if one.form is Form.SESSIONS:
        return say("Each with title, aim, and slots of an `activity` or a `talk` with `minutes`")
    if one.form is not Form.CHOICE:
        return None
    ids = [choice.id for choice in offered(one, draft.handbook)]
    if len(ids) <= _FEW or isinstance(one.of, (type, tuple)):
        return " · ".join(ids)
    folder = kind_named(one.of.kind).folder if isinstance(one.of, Ref) else draft.handbook.project.bibliographies[0]
    return say("{row} · and {more} more in {folder}", row=" · ".join(ids[:_FEW]), more=len(ids) - _FEW, folder=folder)


def _more(draft: Draft) -> str:
    """Comments about the fields that nobody has filled in and nobody must."""
    left = [held for held in fields(draft.kind.model)
            if not held.required and held.key not in KEPT and not {(held.key,), (held.key, "zh")} & draft.given.keys()]
    lines = "".join(_comment(f"{held.key}: {translated(say(held.says), draft.lang)}", draft) + _values(draft, held.key) for held in left)
    return _comment(say("May stand here too:"), draft) + lines if lines else ""


def _values(draft: Draft, key: str) -> str:
    row = (one := draft.field_at((key,))) and _row(draft, one)
    return _comment(f"  {translated(row, draft.lang)}", draft) if row else ""


def _session(draft: Draft, ids: list[str]) -> dict[str, object]:
    """A meeting: the activities that were given, each with its own minutes, or a talk that takes all the time there is."""
    to_write = {key: _both(draft, what) for key, what in (("title", "Its title."), ("aim", "What it is for."))}
    slots = [{"activity": id, "minutes": minutes_of(draft, [id])} for id in ids]
    talk = {"talk": _both(draft, "What is talked about, where it is no activity."), "minutes": draft.get("session_minutes")}
    return {**to_write, "slots": slots or [talk]}


def _use(draft: Draft, one: Field, given: dict[str, object]) -> dict[str, object]:
    """A small record with the names that were given, and marks for the texts that it needs."""
    held = list(fields(one.of))
    texts = {each.key: _both(draft, each.says) for each in held if each.required and each.shape.form == "text" and not each.shape.many}
    return {each.key: given.get(each.key, texts.get(each.key)) for each in held if each.key in given or each.key in texts}
