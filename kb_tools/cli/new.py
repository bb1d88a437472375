"""kb new: begin a record, a guide, or the Chinese of one."""

from datetime import date
from functools import partial
from pathlib import Path

import click

from kb_tools.cli.asking import may_ask, talk
from kb_tools.cli.misuse import told
from kb_tools.cli.new_options import LANG, SLUG, answered, farewell, options, words
from kb_tools.desk.new import begin, finish
from kb_tools.desk.untranslated import begin_translation, finish_translation
from kb_tools.model import KINDS, Kind
from kb_tools.project import find_project


def _new(kind: Kind, slug: str, lang: str, **answers: object) -> None:
    draft = answered(begin(find_project(Path.cwd()), kind, slug, date.today(), lang), answers)
    farewell(draft.handbook.root, finish(talk(lang).fill(draft) if may_ask() else draft), lang)


def _translation(slug: str, lang: str, title: str | None, summary: str | None) -> None:
    begun = begin_translation(find_project(Path.cwd()), slug, lang).with_(words(lang, title=title, summary=summary))
    farewell(begun.handbook.root, finish_translation(talk(lang).title(begun) if may_ask() else begun), lang)


_TRANSLATION = click.Command(
    "translation", callback=told(_translation), short_help="The Chinese of a guide or page.",
    params=[SLUG, click.Option(["--title"], help="The title in Chinese."), click.Option(["--summary"], help="One sentence in Chinese."), LANG],
    help="Begin the Chinese of the guide or page SLUG, or go on with it: each section that is missing, with its English in a comment.",
)


class _Kinds(click.Group):
    """A command for each kind of record, its options made from the fields of its model when somebody asks for it."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [*(kind.name for kind in KINDS), _TRANSLATION.name]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        kind = next((kind for kind in KINDS if kind.name == name), None)
        says = kind and kind.model.__doc__
        made = kind and click.Command(name, params=[SLUG, *options(kind), LANG], callback=told(partial(_new, kind)), short_help=says, help=says)
        return made or (_TRANSLATION if name == _TRANSLATION.name else None)


@click.group(cls=_Kinds)
def new() -> None:
    """Begin a record, a guide or a translation: asks for what it needs, and writes a file that says what is still to be written.

    \b
    kb new activity frog-jump
    kb new translation frog-jump
    """
