"""How hard English is to read: syllables, sentences and grades; and that the quick look leaves out nothing that is hard."""

from pathlib import Path

import pytest

from benchmarks.words import Writer
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules.wording import GRADE, LEAST_WORDS, plain_prose
from kb_tools.sources import reading

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(("word", "syllables"), [
    ("cat", 1), ("Table", 2), ("asked", 1), ("wanted", 2), ("guardian", 3), ("something", 2), ("everybody", 4), ("vocabulary", 5),
    ("child's", 1), ("child’s", 1), ("DON'T", 1), ("12", 1), ("7,495", 1),
    ("Tugou", 2), ("zzz", 1), ("blorked", 1), ("blorted", 2), ("norbles", 2),
])
def test_a_word_has_its_syllables(word: str, syllables: int):
    assert reading.syllables(word) == syllables


@pytest.mark.parametrize(("text", "sentences"), [
    ("", []),
    (" … \n", []),
    ("Look. Sit down!", ["Look.", "Sit down!"]),
    ("Look; sit down", ["Look;", "sit down"]),
    ("He said: \"Sit.\" She sat.", ["He said: \"Sit.\"", "She sat."]),
    ("Ask: “Who?” they say.", ["Ask: “Who?” they say."]),
    ("In 3.5 minutes, e.g. now, stop.", ["In 3.5 minutes, e.g. now, stop."]),
    ("A line that goes\non here.\nAnother.", ["A line that goes\non here.", "Another."]),
    ("- One leaf\n- Two leaves", ["- One leaf", "- Two leaves"]),
    ("Take **one.** Then two.", ["Take **one.**", "Then two."]),
])
def test_a_text_has_its_sentences(text: str, sentences: list[str]):
    assert list(reading.sentences(text)) == sentences


@pytest.mark.parametrize(("text", "counted", "grade"), [
    ("", (0, 0, 0), 0.0),
    ("The cat sat on the mat.", (6, 6, 1), 0.39 * 6 + 11.8 - 15.59),
    ("The cat sat; the guardian asked.", (6, 8, 2), 0.39 * 3 + 11.8 * 8 / 6 - 15.59),
])
def test_a_grade_is_that_of_flesch_and_kincaid(text: str, counted: tuple[int, int, int], grade: float):
    found = reading.counted(text)
    assert (found.words, found.syllables, found.sentences) == counted and found.grade == pytest.approx(grade)


def paragraphs() -> list[str]:
    """Stretches of our own pages, and of made-up ones with short sentences and with long ones."""
    writer = Writer(5)
    made_up = [writer.text(2, 6) for _ in range(3_000)]
    long = [text.replace(";", " and").replace(".\n", ", ") for text in made_up[:1_000]]
    return made_up + long + [block for _, lang, document, _ in load(project_at(ROOT)).documents() if lang == "en" for block in document.shielded.split("\n\n")]


def test_the_quick_look_leaves_out_nothing_that_is_hard():
    hard = [text for text in paragraphs() if (one := reading.counted(plain_prose(text))).words >= LEAST_WORDS and one.grade > GRADE]
    assert len(hard) > 100 and not [text for text in hard if reading.is_surely_below(text, GRADE)]


def test_the_quick_look_leaves_out_most():
    texts = paragraphs()
    assert sum(reading.is_surely_below(text, GRADE) for text in texts) > 0.6 * len(texts)
