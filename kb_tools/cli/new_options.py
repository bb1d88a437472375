"""The options of kb new, made from the fields of a kind, and what it says at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kb_tools.desk import reading
from kb_tools.desk.choices import Unfit
from kb_tools.desk.draft import Draft
from kb_tools.desk.fields import Field, Form, fields_of, names_in
from kb_tools.desk.new import Written
from kb_tools.model import Kind
from kb_tools.model.vocabulary import Vocabulary
from kb_tools.settings import Misuse
from kb_tools.words.messages import say, translated

SLUG = click.Argument(["slug"])
LANG = click.Option(["--lang"], type=click.Choice(["en", "zh"]), default="en", help="The language of questions, and of the comments in the file.")

_SHAPES = {Form.NUMBER: "NUMBER", Form.RANGE: "6-12", Form.TRUTH: "yes|no", Form.SESSIONS: "NUMBER or A+B,C"}


def options(kind: Kind) -> list[click.Option]:
    """An option for each field of a kind, with what the field means."""
    return [_option(one) for one in fields_of(kind)]


def _option(one: Field) -> click.Option:
    made = click.Option([f"--{one.name}", _parameter(one)], multiple=_is_repeated(one), metavar=_shape(one))
    made.help = _help(one)  # given to click, it would come back as a text that nobody can say in Chinese
    return made


def _parameter(one: Field) -> str:
    return "answer_" + one.name.replace("-", "_")


def _is_repeated(one: Field) -> bool:
    return one.many and one.form is Form.TEXT


def _shape(one: Field) -> str:
    if one.form is Form.USES:
        return ":".join(names_in(one.of)).upper() + ",…"
    if one.form is Form.CHOICE:
        return "NAME,…" if one.many else "NAME"
    return _SHAPES.get(one.form, "TEXT")


def _help(one: Field) -> str:
    if isinstance(one.of, type) and issubclass(one.of, Vocabulary):
        return say("{says}  [{choices}]", says=say(one.says), choices=" | ".join(one.of))
    return say("{says} Once for each.", says=say(one.says)) if _is_repeated(one) else one.says


def answered(draft: Draft, answers: dict[str, object]) -> Draft:
    """The draft with the answers that were given as options. Raises Misuse for one that cannot be taken."""
    for one in draft.fields:
        typed = answers[_parameter(one)]
        if typed is not None and typed != ():
            with _refusing(one.name, draft.lang):
                draft = draft.with_(one, reading.read(one, typed, draft.handbook))
    return draft


def words(lang: str, **given: str | None) -> dict[str, str]:
    """Texts that were given as options, by their names. Raises Misuse for one that cannot be taken."""
    made = {}
    for name, typed in given.items():
        if typed is not None:
            with _refusing(name, lang):
                made[name] = reading.words(typed)
    return made


@contextmanager
def _refusing(name: str, lang: str) -> Iterator[None]:
    """Make of an answer that cannot be taken a Misuse that names its option."""
    try:
        yield
    except Unfit as unfit:
        fitting = f" ({', '.join(choice.id for choice in unfit.found[:8])})" if unfit.found else ""
        raise Misuse(f"--{name}: {translated(unfit.said, lang)}{fitting}") from None


def farewell(root: Path, written: Written, lang: str) -> None:
    """Say what was written and what comes next."""
    paths = [os.path.relpath(root / path) for path in written.paths]
    lines = [say("written: {path}", path=path) for path in paths]
    lines += [say("kb check {path}    lists what is still to be written or chosen; places: {places}", path=paths[0], places=written.places),
              say("kb serve    shows it in the handbook while you write")]
    guide = f"docs/first-activity{'.zh' if lang == 'zh' else ''}.md"
    if (root / guide).is_file():
        lines.append(say("{path} says how to send it", path=os.path.relpath(root / guide)))
    for line in lines:
        click.echo(translated(line, lang))
