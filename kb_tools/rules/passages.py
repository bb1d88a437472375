"""All texts of a handbook that a reader sees, each with the way back to its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from kb_tools.diagnostics import KeyPath, Place, Span
from kb_tools.handbook import Handbook
from kb_tools.model import LANGUAGES
from kb_tools.rules.registry import Subject
from kb_tools.sources import markdown


@dataclass(frozen=True)
class Passage:
    """A stretch of Markdown with its code blanked out: the body of a guide, or a text of a record.

    `start` is where it begins in its file; a text in YAML has a key path instead.
    """

    path: str
    text: str
    owner: object
    start: int = 0
    within: KeyPath = ()

    def at(self, start: int, end: int) -> Place:
        """The place in the file of the characters from `start` to `end`."""
        return self.within or Span(self.start + start, self.start + end)


def passages(subject: Subject) -> Iterator[Passage]:
    """Yield all Markdown of a handbook: bodies of guides and pages, and the bilingual texts of records."""
    for path, _, document, owner in subject.handbook.documents():
        yield Passage(path, document.shielded, owner, start=document.body_start)
    for record, place, text in subject.graph.texts:
        for lang in LANGUAGES:
            if text.has(lang):
                yield Passage(record.path, markdown.shield(getattr(text, lang)), record, within=(*place, lang))


def strings(handbook: Handbook) -> Iterator[tuple[str, KeyPath, str]]:
    """Yield (path, key path, text) for every text in the data of every record and page, front matter included."""
    for owner in [*handbook.every(), *handbook.prose.values()]:
        for place, text in _strings(owner.facts, getattr(owner, "within", ())):
            yield owner.path, place, text
        if owner.translation is not None:
            for place, text in _strings(owner.translation, ()):
                yield owner.translation_path, place, text


def _strings(value: object, place: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from _strings(getattr(value, name), (*place, info.alias or name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*place, key))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _strings(item, (*place, i))
