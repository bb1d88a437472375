"""The forty phrases: each is found in running text in every form, and what to say instead blames nobody."""

import itertools
import re
from importlib.resources import files

import example_handbook
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb_tools.guide import words_read
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run
from kb_tools.settings import Settings

ROWS = yaml.safe_load(files("kb_tools.wording").joinpath("phrases.yml").read_text("utf-8"))
PAGES = {"en": ("docs/about.md", "## What it is\n\n{}\n", "There is {} here."), "zh": ("activities/breathe-out.zh.md", "## 为什么做\n\n{}\n", "这里有{}。")}


def found(root, lang: str, texts: list[str]) -> list[str]:
    """What is told of texts, each on a line of its own."""
    path, frame, _ = PAGES[lang]
    example_handbook.lay(root, path, frame.format("\n".join(texts)))
    written = (root / path).read_text("utf-8")
    return [written[d.span.start:d.span.end] for d in run(load(project_at(root)), Settings(select=("WRD001",))).diagnostics]


def phrases(lang: str) -> list[str]:
    return [words for row in ROWS for words in row[lang]["avoid"]]


def test_there_are_forty_rows_in_both_languages():
    assert len(ROWS) == 40
    for row in ROWS:
        assert row.keys() == {"en", "zh"}
        for side in row.values():
            assert {"avoid", "say"} <= side.keys() <= {"avoid", "say", "but"} and side["avoid"] and side["say"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_form_stands_twice(lang: str):
    assert len(phrases(lang)) == len(set(phrases(lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_form_is_found(tmp_path, lang: str):
    told = found(example_handbook.write(tmp_path), lang, [PAGES[lang][2].format(words) for words in phrases(lang)])
    assert set(phrases(lang)) <= set(told)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_to_say_instead_is_not_found_nor_are_longer_words(tmp_path, lang: str):
    better = [row[lang]["say"] for row in ROWS]
    longer = list(itertools.chain.from_iterable(row[lang].get("but", ()) for row in ROWS))
    assert longer and found(example_handbook.write(tmp_path), lang, [PAGES[lang][2].format(words) for words in better + longer]) == []


# The length of a guide

@pytest.mark.parametrize(("text", "words"), [
    ("", 0),
    ("Blow the feather. Now you!", 5),
    ("Don't go, it’s late; a well-known 6–8 group, 0.37 and 3.5", 13),
    ("## Two words\n\n### 1. Three · 5 min", 6),
    ("Slow [@lin2020calm, p. 12] breath [see @lin2020calm].", 4),
    ("Open [A child told me](../docs/safeguarding/a-child-told-me.md) now.", 6),
    ("Now (here) it stands.", 4),
    ("### Words for home\n\n> We blew a feather.\n\nMore.", 1),
    ("### Words for home\n\n> We blew a feather.\n> Ask your child.\n\nMore.", 1),
    ("> Say it.\n\n**Children** blow.", 4),
])
def test_words_of_a_guide_are_those_that_its_leader_reads(text: str, words: int):
    assert words_read(text + "\n") == words


@given(st.text("aZ9'’–- \né—.", max_size=20))
def test_words_are_runs_of_letters_that_apostrophes_and_hyphens_join(text: str):
    assert words_read(text) == len(re.findall(r"[A-Za-z0-9]+(?:['’–-][A-Za-z0-9]+)*", text))


@pytest.mark.parametrize(("phase", "words", "told"), [
    ("opening", 199, True), ("opening", 200, False), ("closing", 450, False), ("warm-up", 451, True),
    ("working", 499, True), ("working", 500, False), ("working", 900, False), ("working", 901, True),
])
def test_a_guide_has_at_least_and_at_most_so_many_words(tmp_path, phase: str, words: int, told: bool):
    root = example_handbook.write(tmp_path)
    example_handbook.lay(root, "activities/breathe-out.md", "## Why\n\nX\n\n## Evidence\n\nNone.\n")
    own = words_read((root / "activities/breathe-out.md").read_text("utf-8").split("---\n", 2)[2]) - 1
    example_handbook.lay(root, "activities/breathe-out.md", f"---\nphase: {phase}\n---\n\n## Why\n\n{'word ' * (words - own)}\n")
    assert bool(run(load(project_at(root)), Settings(select=("ACT007",))).diagnostics) == told
