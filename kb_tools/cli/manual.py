"""The commands as data for the page that lists them: what `--help` prints of each, read off the same objects."""

from collections.abc import Iterator
from inspect import cleandoc

import click

from kb_tools.render.command_list import Command, Parameter

_STATUS = "Exit status: "
_AS_IT_IS = "\b\n"
"""How click marks a paragraph whose lines stay as they are: here those are examples."""
_SHAPES = {"text": "TEXT", "whole": "NUMBER", "number": "NUMBER", "date": "DATE", "path": "PATH", "file": "FILE", "folder": "FOLDER"}


def commands() -> tuple[Command, ...]:
    """Every command, those of a group after it."""
    from kb_tools.cli import main  # it takes in the commands that build the site, and they take in this

    return tuple(_below(main, click.Context(main, info_name="kb"), ""))


def _below(command: click.Command, context: click.Context, status: str) -> Iterator[Command]:
    made = _command(command, context, status)
    yield made
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        one = command.get_command(context, name)
        yield from _below(one, click.Context(one, info_name=name, parent=context), made.status)


def _command(command: click.Command, context: click.Context, status: str) -> Command:
    """A command; how it ends is said by its own help, or by that of the group it belongs to."""
    paragraphs = cleandoc(command.help or "").split("\n\n")
    sentences = [" ".join(one.split()) for one in paragraphs if not one.startswith(_AS_IT_IS)]
    parameters = [parameter(one, context) for one in command.params]
    return Command(
        name=context.command_path,
        synopsis=" ".join((context.command_path, *command.collect_usage_pieces(context))),
        says=tuple(said for one in sentences if (said := one.partition(_STATUS)[0].strip())),
        status=next((_STATUS + one.partition(_STATUS)[2] for one in sentences if _STATUS in one), status),
        examples=tuple(line.strip() for one in paragraphs if one.startswith(_AS_IT_IS) for line in one.removeprefix(_AS_IT_IS).splitlines()),
        arguments=tuple(made for one, made in zip(command.params, parameters) if isinstance(one, click.Argument)),
        options=tuple(made for one, made in zip(command.params, parameters) if isinstance(one, click.Option)),
    )


def parameter(one: click.Parameter, context: click.Context) -> Parameter:
    """An argument or an option as data."""
    option = isinstance(one, click.Option)
    flag = option and one.is_flag
    takes = "" if flag else _takes(one.type)
    return Parameter(
        names=(*one.opts, *one.secondary_opts) if option else (one.human_readable_name,),
        shape=(one.metavar or _SHAPES.get(takes, "")) if option else "",
        says=(one.help or "") if option else "",
        takes=takes,
        choices=tuple(one.type.choices) if isinstance(one.type, click.Choice) else (),
        least=getattr(one.type, "min", None), most=getattr(one.type, "max", None),
        default="" if one.required else _default(one, one.get_default(context)),
        required=one.required, many=one.multiple if option else one.nargs != 1,
    )


def _default(one: click.Parameter, value: object) -> str:
    """What holds without a parameter, as it would be typed."""
    if isinstance(value, bool):
        return (one.opts if value else one.secondary_opts)[0] if one.secondary_opts else ""
    return f"{value:g}" if isinstance(value, float) else str(value) if isinstance(value, (str, int)) else ""


def _takes(kind: click.ParamType) -> str:
    """The word for what a parameter takes."""
    if isinstance(kind, click.Path):
        return "folder" if not kind.file_okay else "file" if not kind.dir_okay else "path"
    words = {click.Choice: "choice", click.IntRange: "whole", click.FloatRange: "number", click.DateTime: "date"}
    return next((word for type_, word in words.items() if isinstance(kind, type_)), {"integer": "whole", "float": "number"}.get(kind.name, "text"))
