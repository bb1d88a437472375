"""kb explain: the page of a rule."""

import click

from kb_tools.rules import RULES
from kb_tools.rules.near import nearest


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what the rule CODE promises, why, and how to keep it."""
    found = RULES.get(code.upper())
    if found is None:
        raise click.UsageError(f"there is no rule {code}. {nearest(code.upper(), RULES)} All codes: {', '.join(sorted(RULES))}")
    click.echo(f"{found.code} {found.name} ({found.severity})\n\n{found.doc}")
