"""A page notes what it asks of the handbook; while the answers are the same, so is the page."""

import copy
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from compiled_once import COMPILED

from benchmarks.corpus import make
from kb_tools.answers import Answers
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.questions import Once, asked, noting, question, unnoted
from kb_tools.render import Edition, plan
from kb_tools.rules import RULES
from kb_tools.website.page_cache import body_key


class Thing:
    asked_as = "thing"

    @asked
    def answer(self, of):
        return self.part() + of

    @asked
    def part(self):
        return "an answer to "


def test_a_question_is_noted_once_and_what_it_asks_itself_is_not():
    with noting() as noted:
        assert Thing().answer("what") == "an answer to what"
        Thing().answer("what")
    assert list(noted) == [question("thing", "answer", "what")]


def test_nothing_is_noted_outside_or_where_it_is_not_wanted():
    Thing().answer("what")
    with noting() as noted, unnoted():
        Thing().answer("what")
    assert not noted


def test_who_takes_what_was_made_once_has_asked_what_was_asked_to_make_it():
    once, made = Once(), []

    def make_it():
        made.append(1)
        return Thing().answer("all")

    for _ in range(2):
        with noting() as noted:
            assert once.get("key", make_it) == "an answer to all"
        assert list(noted) == [question("thing", "answer", "all")]
    assert len(made) == 1


# Pages: every field of every kind of record is changed in turn


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions") / "handbook"
    make(folder, activities=4, works=8)
    shutil.copy(Path(__file__).resolve().parent.parent / "docs/fields.md", folder / "docs")  # shows values of every field of every kind
    return folder


@pytest.fixture(scope="module", params=[pytest.param("en", marks=pytest.mark.deep), "zh"])
def before(request, root):
    """The language, and each page by address: what it was given, its questions, the key for their answers, the key of its body."""
    edition, answers = _edition(root, request.param)
    pages = {}
    for planned in plan(edition):
        with noting() as noted:
            body = body_key(planned.make(), edition, "")
        pages[planned.address] = planned.given, tuple(noted), answers.key(noted), body
    return request.param, pages


def _edition(root: Path, lang: str) -> tuple[Edition, Answers]:
    handbook = load(project_at(root))
    edition = Edition(handbook, Graph(handbook), lang, tuple(RULES.values()), compiled=COMPILED[lang])
    return edition, Answers(handbook, edition.graph, edition, edition.bibliography)


def _changes(root: Path) -> list[tuple[str, tuple, object]]:
    """A file, the key path of a value in it, and another value: all of them for two records of each kind."""
    files = [file for folder in sorted({file.parent for file in root.rglob("knowledge/**/*.yml")}) for file in sorted(folder.glob("*.yml"))[:2]]
    files += [file for folder in ("activities", "docs/methods", "docs/programmes", "docs") for file in sorted((root / folder).glob("*.md"))[:3]]
    return [(file.relative_to(root).as_posix(), place, value) for file in files for place, value in _others(_data(file), ())]


def _data(file: Path) -> object:
    text = file.read_text("utf-8")
    return yaml.safe_load(text.split("---\n")[1] if file.suffix == ".md" else text)


def _others(value: object, place: tuple) -> Iterator[tuple[tuple, object]]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _others(held, (*place, key))
    elif isinstance(value, list):
        if len(value) > 1:
            yield place, value[:-1]
        for number, held in enumerate(value[:2]):
            yield from _others(held, (*place, number))
    elif isinstance(value, bool):
        yield place, not value
    elif isinstance(value, int):
        yield place, value + 1
    elif isinstance(value, str):
        yield place, f"{value} changed"


def _changed(file: Path, place: tuple, value: object) -> str:
    """The text of a file with another value at a key path."""
    text, data = file.read_text("utf-8"), copy.deepcopy(_data(file))
    within = data
    for step in place[:-1]:
        within = within[step]
    within[place[-1]] = value
    made = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return f"---\n{made}---\n" + text.split("---\n", 2)[2] if file.suffix == ".md" else made


def _stale_after(root: Path, before, change, folder: Path) -> list[str]:
    """The pages that would be kept after a change though they come out otherwise."""
    path, place, value = change
    shutil.copytree(root, folder)
    (folder / path).write_text(_changed(folder / path, place, value), "utf-8")
    lang, pages = before
    edition, answers = _edition(folder, lang)
    stale = []
    for planned in plan(edition):
        given, questions, key, body = pages.get(planned.address, ((), (), "", ""))
        if planned.given == given and answers.key(questions) == key and body_key(planned.make(), edition, "") != body:
            stale.append(f"{planned.address} after {place} of {path}")
    shutil.rmtree(folder)
    return stale


def _sample(root: Path, most: int) -> list:
    every = _changes(root)
    return random.Random(1).sample(every, min(most, len(every)))


def test_a_page_with_the_same_answers_is_the_same(root, before, tmp_path):
    assert [stale for change in _sample(root, 30) for stale in _stale_after(root, before, change, tmp_path / "changed")] == []


@pytest.mark.deep
def test_a_page_with_the_same_answers_is_the_same_whatever_changed(root, before, tmp_path):
    assert [stale for change in _sample(root, 100_000) for stale in _stale_after(root, before, change, tmp_path / "changed")] == []


def test_without_a_change_every_answer_is_the_same(root, before):
    lang, pages = before
    _, answers = _edition(root, lang)
    assert [address for address, (_, questions, key, _) in pages.items() if answers.key(questions) != key] == []
    asking_nothing = {address for address, (_, questions, *_) in pages.items() if not questions}
    assert {address for address in asking_nothing if not address.startswith("rules/")} == {"offline.html"}  # no record stands on it


def test_every_page_is_planned_once(root):
    addresses = [planned.address for planned in plan(_edition(root, "en")[0])]
    assert len(addresses) == len(set(addresses))
