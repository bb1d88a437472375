"""All Markdown of a handbook that holds a mark, and the way back from its letters to the file."""

import example_handbook
import pytest

from kb_tools.load import load
from kb_tools.locate import Locator
from kb_tools.project import project_at
from kb_tools.rules.passages import passages
from kb_tools.rules.registry import Subject
from kb_tools.settings import Settings


@pytest.mark.parametrize(("marks", "where"), [
    (("feather;",), [("activities/breathe-out.md", ())]),
    (("两所学校里",), [("activities/breathe-out.zh.md", ())]),
    (("nobody has found",), [("docs/about.md", ())]),
    (("Tires easily",), [("knowledge/needs/calm.yml", ("contexts", "child", "en"))]),
    (("容易累",), [("knowledge/needs/calm.yml", ("contexts", "child", "zh"))]),
    (("Nobody has tested", "Breathes fast"), [("knowledge/measures/calm-checklist.yml", ("cautions", 0, "en")), ("knowledge/needs/calm.yml", ("signs", 0, "en"))]),
    (("nothing like it",), []),
])
def test_passages_that_hold_a_mark_are_found_with_their_places(tmp_path, marks: tuple[str, ...], where: list):
    handbook = load(project_at(example_handbook.write(tmp_path)))
    found = list(passages(Subject.of(handbook, Settings()), *marks))
    assert sorted((one.path, one.within) for one in found) == where
    for one in found:
        mark = next(mark for mark in marks if mark in one.text)
        start = one.text.index(mark)
        span = Locator(handbook.root).span(one.path, one.at(start, start + len(mark)))
        assert (handbook.root / one.path).read_text("utf-8")[span.start:span.end] == mark


def test_code_in_a_passage_is_blank(tmp_path):
    root = example_handbook.write(tmp_path)
    example_handbook.lay(root, "docs/about.md", "## What it is\n\nA `feather` and a leaf.\n")
    example_handbook.lay(root, "knowledge/needs/calm.yml", "referral:\n  en: A `feather` and a leaf.\n")
    assert [" ".join(one.text.split())[-13:] for one in passages(Subject.of(load(project_at(root)), Settings()), "a leaf")] == ["A and a leaf."] * 2
