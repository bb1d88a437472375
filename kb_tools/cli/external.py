"""The part of kb check that asks other hosts."""

import sys
from importlib.util import find_spec

import click

from kb_tools.load import load
from kb_tools.project import Project
from kb_tools.rules.external import addresses
from kb_tools.rules.registry import Subject
from kb_tools.settings import Misuse, Settings


def look_up(project: Project, only: list[str] | None, settings: Settings, budget: float, allow_private: bool) -> dict:
    """Look up every address of another host in a project, or in some files of it; a bar on standard error shows how far it is."""
    if find_spec("httpx") is None:
        raise Misuse("--external needs httpx, which is not installed here: install `tongban[net]`")
    from kb_tools.lookups.links import Options, memory_of
    from kb_tools.lookups.links import look_up as ask

    asked = dict.fromkeys(address for address, *_ in addresses(Subject.of(load(project, only), settings)))
    with click.progressbar(length=len(asked), label=f"{len(asked)} addresses", file=sys.stderr) as bar:
        return ask(asked, Options(budget=budget, allow_private=allow_private), memory_of(project.root), lambda outcome, done, total: bar.update(1))
