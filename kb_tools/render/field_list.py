"""The list of fields: of every kind of file, every field, read off the models, with values that the handbook has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml
from markupsafe import Markup
from pydantic import BaseModel

from kb_tools.model import KINDS, Kind, Text
from kb_tools.model.fields import Field, Shape, fields
from kb_tools.model.guides import Prose, Translation
from kb_tools.model.knowledge import Range
from kb_tools.model.removal import FILE as REMOVED
from kb_tools.model.removal import Removal
from kb_tools.model.standing import FILE as STANDINGS
from kb_tools.model.standing import Standing
from kb_tools.model.text import Texts
from kb_tools.model.vocabulary import Vocabulary
from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading
from kb_tools.words.messages import translated

_LONGEST = 60
"""Letters of a text of the handbook that stand as an example; the rest is a sign that it goes on."""

_MADE_UP = {"whole": "1", "number": "0.5", "truth": "true", "date": "2026-11-22", "id": "two-words", "range": "{min: 6, max: 12}", "text": "{en: …, zh: …}"}
"""What could stand where nothing else is at hand."""


@dataclass(frozen=True)
class Row:
    """A field as a reader sees it: its place on the page, names, meaning, what may stand in it, an example, the fields inside of it."""

    id: str
    key: str
    label: str
    says: str
    required: bool
    what: str
    values: type[Vocabulary] | None
    example: str
    inner: tuple["Row", ...] = ()


@dataclass(frozen=True)
class File:
    """A kind of file: its place on the page, name, what it is, where it stands, its fields."""

    id: str
    name: str
    says: str
    path: str
    how: str
    rows: tuple[Row, ...]


def html(edition: Edition) -> Markup:
    """The fields of every kind of file."""
    return edition.shield(edition.template("parts/fields.html.jinja").render(files=list(files(edition))))


def values_html(edition: Edition) -> Markup:
    """Every closed list of values, each value with what it means."""
    return edition.shield(edition.template("parts/values.html.jinja").render(vocabularies=list(vocabularies(edition))))


def headings(edition: Edition) -> list[Heading]:
    """Where each kind of file begins."""
    return [Heading(3, id, name) for id, name, *_ in _kinds(edition)]


def values_headings(edition: Edition) -> list[Heading]:
    """Where each closed list begins."""
    return [Heading(3, id, name) for id, name, _ in vocabularies(edition)]


def files(edition: Edition) -> Iterator[File]:
    """Yield every kind of file with its fields."""
    for id, name, model, path, how, found in _kinds(edition):
        yield File(id, name, translated(model.__doc__, edition.lang), path, how, tuple(_rows(edition, model, id, found)))


def vocabularies(edition: Edition) -> Iterator[tuple[str, str, type[Vocabulary]]]:
    """Yield the place, the name and the values of each closed list, in the order in which fields ask for them."""
    seen: dict[type[Vocabulary], str] = {}
    for _, _, model, *_ in _kinds(edition):
        for owner, field in every_field(model):
            if field.shape.form == "vocabulary":
                seen.setdefault(field.shape.of, label(edition, owner, field.key))
    for vocabulary, name in seen.items():
        yield place_of(vocabulary), name, vocabulary


def place_of(vocabulary: type[Vocabulary]) -> str:
    """The place of a closed list on the page."""
    return f"values-{vocabulary.__name__.lower()}"


def label(edition: Edition, model: type[BaseModel], key: str) -> str:
    """What a field of a model is called."""
    own, shared = f"label-{model.__name__.lower()}-{key}".replace("_", "-"), f"label-{key}".replace("_", "-")
    return edition.words(own if own in edition.words else shared)


def _label(edition: Edition, model: type[BaseModel], key: str) -> str:
    """What a field is called, where that says more than the name that is typed."""
    called = label(edition, model, key)
    return "" if called.lower() == key.replace("_", " ") else called


def every_field(model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], Field]]:
    """Yield the fields of a model and of the records inside of it, each with its own model."""
    for field in fields(model):
        yield model, field
        if field.shape.form == "record":
            yield from every_field(field.shape.of)


def _kinds(edition: Edition) -> Iterator[tuple[str, str, type[BaseModel], str, str, list]]:
    """The place, name, model, path and form of each kind of file, and what of it the handbook has."""
    handbook, w = edition.handbook, edition.words
    for kind in KINDS:
        yield kind.name, w(kind.name), kind.model, _path(kind), w(f"file-{kind.form}"), [record.facts for record in handbook.all(kind.name)]
    yield "page", w("page"), Prose, "docs/NAME.md", w("file-guide"), [page.facts for page in handbook.pages() if page.facts]
    translations = [page.translation for page in handbook.pages() if page.translation]
    yield "translation", w("file-translation-name"), Translation, "NAME.zh.md", w("file-guide"), translations
    yield "removed", w("file-removed-name"), Removal, REMOVED, w("file-rows"), handbook.removals()
    yield "retractions", w("file-retractions-name"), Standing, STANDINGS, w("file-works"), []


def _path(kind: Kind) -> str:
    return kind.folder if kind.form == "list" else f"{kind.folder}/NAME.{'md' if kind.form == 'guide' else 'yml'}"


def _rows(edition: Edition, model: type[BaseModel], above: str, found: list[BaseModel]) -> Iterator[Row]:
    for field in fields(model):
        id, shape = f"{above}-{field.key}", field.shape
        here = [value for one in found if (value := getattr(one, field.name)) not in (None, ())]
        inside = tuple(_rows(edition, shape.of, id, list(_each(here)))) if shape.form == "record" else ()
        yield Row(id, field.key, _label(edition, model, field.key), translated(field.says, edition.lang), field.required, what(edition, field),
                  shape.of if shape.form == "vocabulary" else None, "" if inside else _example(edition, field, here), inside)


def _each(values: Iterable) -> Iterator[BaseModel]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


# What may stand in a field, in words

def what(edition: Edition, field: Field) -> str:
    """What may stand in a field, in words: code in it stands between backticks."""
    w, shape = edition.words, field.shape
    said = _of_one(edition, shape)
    if shape.many:
        said = w("shape-list-of", n=shape.fewest, what=said) if shape.fewest > 1 else w("shape-list-filled" if shape.fewest else "shape-list", what=said)
    also = [f"`{word}`" for word in (*shape.values, *(["null"] if shape.nothing and field.required else []))]
    parts = [said, *([w("shape-bare")] if shape.bare else []), *(w("shape-or", what=word) for word in also)]
    if field.default not in (None, ()):
        parts.append(w("shape-default", value=example(field.default)))
    return w("shape-and").join(parts)


def _of_one(edition: Edition, shape: Shape) -> str:
    w = edition.words
    if shape.form in ("vocabulary", "values"):
        if len(shape.of) == 1:
            return w("shape-only", value=next(iter(shape.of)))
        return w("shape-one-of", values=w("list-comma").join(f"`{value}`" for value in shape.of))
    if shape.form == "reference":
        return w("shape-reference", kind=w(shape.of))
    if shape.form == "pattern":
        return w("shape-pattern", pattern=shape.of)
    if shape.form == "table":
        return w("shape-table", what=_of_one(edition, shape.of))
    return w(f"shape-{shape.form}") + _bounds(edition, shape)


def _bounds(edition: Edition, shape: Shape) -> str:
    w = edition.words
    least, most, above = (f"{bound:g}" if bound is not None else "" for bound in (shape.least, shape.most, shape.above))
    if least and most:
        return w("shape-comma") + w("shape-between", least=least, most=most)
    return w("shape-comma") + w("shape-least", least=least) if least else w("shape-comma") + w("shape-above", above=above) if above else ""


# Examples

def _example(edition: Edition, field: Field, here: list) -> str:
    """A value that the handbook has, else one that the model names, else one made up."""
    if here or field.example is not None:
        return example(here[0] if here else field.example, edition.lang)
    return made_up(edition, field.shape)


def example(value: object, lang: str = "en") -> str:
    """A value as it is written in a file, long texts cut; of a text in two languages, one."""
    return yaml.safe_dump(_plain(value, lang), default_flow_style=True, allow_unicode=True, sort_keys=False, width=1_000_000).removesuffix("...\n").strip()


def made_up(edition: Edition, shape: Shape) -> str:
    """A value of a shape, for a field that nothing in the handbook has and whose model names no example; nothing where only a text would do."""
    if shape.form in ("reference", "key"):
        ids = edition.handbook.keys()[:1] if shape.form == "key" else [record.id for record in edition.handbook.all(shape.of)[:1]]
    else:
        ids = [str(next(iter(shape.of)))] if shape.form in ("vocabulary", "values") else [_MADE_UP[shape.form]] if shape.form in _MADE_UP else []
    one = f"{shape.least:g}" if shape.least else ids[0] if ids else ""
    return f"[{one}]" if one and shape.many else one


def _plain(value: object, lang: str) -> object:
    """A value of a model as the file has it."""
    if isinstance(value, (Text, Texts)):
        return {key: _plain(inner, lang) for key, inner in value if key == (lang if getattr(value, lang) else "en")}
    if isinstance(value, Range):
        return value.model_dump()
    if isinstance(value, tuple):
        return [_plain(inner, lang) for inner in value[:1 if value and isinstance(value[0], Text) else 4]]
    if isinstance(value, dict):
        return {key: _plain(inner, lang) for key, inner in list(value.items())[:1]}
    if isinstance(value, Vocabulary):
        return value.value
    return value[:_LONGEST].rstrip() + "…" if isinstance(value, str) and len(value) > _LONGEST else value
