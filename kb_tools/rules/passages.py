"""All texts of a handbook that a reader sees, each with the way back to its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from kb_tools.diagnostics import KeyPath, Place, Span, Within
from kb_tools.handbook import Handbook
from kb_tools.model import LANGUAGES
from kb_tools.rules.registry import Subject
from kb_tools.sources import markdown
from kb_tools.wording.phrases import Mark, marks


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
    lang: str = "en"

    def at(self, start: int, end: int) -> Place:
        """The place in the file of the characters from `start` to `end`."""
        return Within(self.within, start, end) if self.within else Span(self.start + start, self.start + end)


def passages(subject: Subject, *marks: str) -> Iterator[Passage]:
    """Yield all Markdown of a handbook that holds one of `marks`: bodies of guides and pages, bilingual texts of records."""
    for path, lang, document, owner in subject.handbook.documents():
        if _holds(document.text, marks):
            yield Passage(path, document.shielded, owner, start=document.body_start, lang=lang)
    for record, place, text in subject.graph.texts:
        for lang in LANGUAGES:
            said = getattr(text, lang)
            if said and _holds(said, marks):
                yield Passage(record.path, markdown.shield(said), record, within=(*place, lang), lang=lang)


_IN_FRONT = ("title", "summary", "does")


def told(subject: Subject, looked_for: Mapping[str, frozenset[Mark]], telling: Mapping[str, frozenset[Mark]],
         wanted: Mapping[str, Callable[[str, str, set[Mark]], object]]) -> dict[str, list[tuple[Passage, set[Mark]]]]:
    """Return what the handbook says in its own words: bodies, titles, sentences, texts of records; by each name of `wanted` those that it wants for their words and marks, and the marks.

    A text without one of the marks that are `telling` is wanted by nobody.
    What a term says to avoid is left out, and so is what people type when they look for it: these are words of others.
    All rules about words share one walk, for to take a text apart into its words costs more than to look for some of them.
    """
    found: dict[str, list[tuple[Passage, set[Mark]]]] = {name: [] for name in wanted}
    for said, lang, passage in _said(subject):
        there = marks(said, lang, looked_for[lang])
        if not there.isdisjoint(telling[lang]) and (names := [name for name, wants in wanted.items() if wants(said, lang, there)]):
            made = passage(), there
            for name in names:
                found[name].append(made)
    return found


def _said(subject: Subject) -> Iterator[tuple[str, str, Callable[[], Passage]]]:
    """Yield each text, its language, and how to make its passage: few are made."""
    for path, lang, document, owner in subject.handbook.documents():
        yield document.body, lang, lambda: Passage(path, document.shielded, owner, start=document.body_start, lang=lang)
    for owner in (*subject.handbook.every(), *subject.handbook.prose.values()):
        for path, lang, facts in ((owner.path, "en", owner.facts), (owner.translation_path, "zh", owner.translation)):
            for name in _IN_FRONT if hasattr(facts, "title") else ():
                if said := getattr(facts, name, ""):
                    yield said, lang, lambda: Passage(path, markdown.shield(said), owner, within=(name,), lang=lang)
    for record, place, text in subject.graph.texts:
        for lang in LANGUAGES if place[-1] != "avoid" else ():
            if said := getattr(text, lang):
                yield said, lang, lambda: Passage(record.path, markdown.shield(said), record, within=(*place, lang), lang=lang)


def strings(handbook: Handbook, *marks: str) -> Iterator[tuple[str, KeyPath, str]]:
    """Yield (path, key path, text) for every text that holds one of `marks` in the data of records and pages, front matter included."""
    for owner in [*handbook.every(), *handbook.prose.values()]:
        for path, data, within in ((owner.path, owner.facts, getattr(owner, "within", ())), (owner.translation_path, owner.translation, ())):
            if data is not None and _holds(data.model_dump_json(), marks):  # a mark that JSON writes otherwise would be missed
                for place, text in _strings(data, within):
                    if _holds(text, marks):
                        yield path, place, text


def _holds(text: str, marks: tuple[str, ...]) -> bool:
    return any(mark in text for mark in marks)


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
