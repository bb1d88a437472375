"""The list of commands: what `--help` prints of each, as a page. Rendering sees them as data that the edition was given."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from markupsafe import Markup

from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading
from kb_tools.words.messages import translated


@dataclass(frozen=True)
class Parameter:
    """An argument or an option: how it is written, what it is for, which values it takes.

    `takes` is `text`, `whole`, `number`, `date`, `path`, `file`, `folder`, `choice`, or nothing for an option that takes no value.
    """

    names: tuple[str, ...]
    shape: str
    says: str
    takes: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    default: str = ""
    required: bool = False
    many: bool = False


@dataclass(frozen=True)
class Command:
    """A command: its whole name, how it is written, what it does paragraph by paragraph, how it ends, examples, its arguments and options."""

    name: str
    synopsis: str
    says: tuple[str, ...]
    status: str
    examples: tuple[str, ...]
    arguments: tuple[Parameter, ...]
    options: tuple[Parameter, ...]

    @property
    def id(self) -> str:
        """Its place on the page."""
        return self.name.replace(" ", "-")


def html(edition: Edition) -> Markup:
    """Every command that the edition was given; nothing where it was given none."""
    if not edition.commands:
        return Markup("")
    return edition.shield(edition.template("parts/commands.html.jinja").render(commands=[_shown(edition, one) for one in edition.commands]))


def headings(edition: Edition) -> list[Heading]:
    """Where each command begins."""
    return [Heading(3, one.id, one.name) for one in edition.commands]


def _shown(edition: Edition, one: Command) -> SimpleNamespace:
    """A command in the language of the edition."""
    return SimpleNamespace(
        id=one.id, name=one.name, synopsis=one.synopsis, examples=one.examples,
        says=[translated(said, edition.lang) for said in one.says], status=translated(one.status, edition.lang),
        parameters=[SimpleNamespace(written=written(p), says=translated(p.says, edition.lang), notes=list(notes_of(edition, p)), required=p.required)
                    for p in (*one.arguments, *one.options)])


def written(one: Parameter) -> str:
    """How a parameter is typed."""
    return " ".join(filter(None, (", ".join(one.names), one.shape)))


def notes_of(edition: Edition, one: Parameter) -> Iterator[str]:
    """What a parameter takes, and what holds without it."""
    w = edition.words
    if one.takes == "choice":
        yield w("shape-one-of", values=w("list-comma").join(f"`{choice}`" for choice in one.choices))
    elif one.takes not in ("", "text"):
        yield w(f"takes-{one.takes}")
    if one.least is not None:
        yield w("shape-between", least=f"{one.least:g}", most=f"{one.most:g}") if one.most is not None else w("shape-least", least=f"{one.least:g}")
    if one.many:
        yield w("takes-many")
    if one.default:
        yield w("takes-default", value=one.default)
