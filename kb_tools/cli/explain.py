"""kb explain: the page of a rule."""

from textwrap import indent

import click

from kb_tools.rules import RULES, Rule
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Example
from kb_tools.words.messages import say, translated


@click.command()
@click.argument("code")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the page.")
def explain(code: str, lang: str) -> None:
    """Say what the rule CODE promises, why, and how to keep it.

    \b
    kb explain REF001
    """
    found = RULES.get(code.upper())
    if found is None:
        raise click.UsageError(f"there is no rule {code}. {nearest(code.upper(), RULES)} All codes: {', '.join(sorted(RULES))}")
    click.echo(page(found, lang))


def page(one: Rule, lang: str) -> str:
    """The page of a rule as text; the examples are the same in every language."""
    said = one.page(lang)
    head = say("{code} {name} ({severity})", code=one.code, name=one.name, severity=say(str(one.severity)))
    note = "" if said.lang == lang else say("this rule is explained in English only")
    parts = [translated(head, lang), translated(note, lang), said.promise, said.why]
    for example in one.examples:
        parts += [translated(_above(example), lang), indent(example.text, "    ").rstrip()]
    return "\n\n".join(filter(None, parts))


def _above(example: Example) -> str:
    how = say(" as `{encoding}`", encoding=example.encoding) if example.encoding != "utf-8" else say(" in an MkDocs project") if example.elsewhere else ""
    return say("Good: `{path}`{how}", path=example.path, how=how) if example.good else say("Bad: `{path}`{how}", path=example.path, how=how)
