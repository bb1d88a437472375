"""Which activities are nearly the same: by their words, whichever way they are looked for."""

import random
from pathlib import Path

import example_handbook
import pytest
from click.testing import CliRunner

from kb_tools import likeness
from kb_tools.cli import main
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run
from kb_tools.rules.activities import NEARLY_THE_SAME
from kb_tools.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
WORDS = [f"{a}{b}" for a in ("ka", "lo", "mi", "nu", "pe", "ra") for b in ("ba", "cho", "di", "fu", "ge", "hin", "jor", "lem", "ni", "oso")]


def steps(chance: random.Random) -> list[str]:
    return [chance.choice(WORDS) for _ in range(240)]


def guide(words: list[str], day: int = 22) -> str:
    rest = " ".join(words[10:])
    return (f"---\ntitle: {words[0]}\ndoes: {' '.join(words[:10])}\nwritten: 2026-11-{day}\n---\n\n## Steps\n\n### 1. Do it · 10 min\n\n_In short:_ Go.\n\n**Children** {rest}\n")


@pytest.fixture
def handbook(tmp_path):
    """Nine guides that share nothing but the marks of steps, and a copy of the first in which so many words were changed."""
    def make(changed: float):
        root, chance = example_handbook.write(tmp_path), random.Random(3)
        for number in range(9):
            words = steps(chance)
            example_handbook.lay(root, f"activities/game-{number}.md", guide(words))
            if not number:
                copy = [chance.choice(WORDS) if chance.random() < changed else word for word in words]
                example_handbook.lay(root, "activities/copied-game.md", guide(copy, day=23))
        return root
    return make


@pytest.fixture(params=["each with each", "by some runs"])
def way(request, monkeypatch):
    """Both ways to look for pairs."""
    if request.param == "by some runs":
        monkeypatch.setattr(likeness, "_EACH", 0)


@pytest.mark.parametrize(("changed", "found"), [(0.0, True), (0.05, True), (0.2, True), (0.6, False), (1.0, False)])
def test_a_copy_is_known_until_most_of_its_words_are_others(handbook, way, changed: float, found: bool):
    told = run(load(project_at(handbook(changed))), Settings(select=("ACT008",))).diagnostics
    assert [(d.path, [other.path for other in d.related]) for d in told] == [("activities/copied-game.md", ["activities/game-0.md"])] * found


def test_the_later_one_is_told_and_each_only_once(handbook, way):
    root = handbook(0.0)
    example_handbook.lay(root, "activities/third-game.md", (root / "activities/copied-game.md").read_text("utf-8"))
    told = run(load(project_at(root)), Settings(select=("ACT008",))).diagnostics
    assert [(d.path, d.severity.name) for d in told] == [("activities/copied-game.md", "WARNING"), ("activities/third-game.md", "WARNING")]


def test_a_share_is_one_where_the_words_are_the_same(handbook, way):
    pairs = likeness.pairs(load(project_at(handbook(0.0))).all("activity"), 0.1)
    assert [(pair.one.id, pair.other.id, pair.share) for pair in pairs] == [("copied-game", "game-0", 1.0)]


def test_both_ways_find_the_same_pairs_in_a_made_up_handbook(handbook, monkeypatch):
    activities = load(project_at(handbook(0.3))).all("activity")
    near = likeness.pairs(activities, NEARLY_THE_SAME)
    monkeypatch.setattr(likeness, "_EACH", 0)
    assert likeness.pairs(activities, NEARLY_THE_SAME) == near != []


def test_an_activity_without_steps_is_like_no_other(tmp_path):
    root = example_handbook.write(tmp_path)
    (root / "activities/breathe-in.md").write_text((root / "activities/breathe-out.md").read_text("utf-8").split("## Why")[0].replace("does: blow", "does: draw"), "utf-8")
    assert likeness.pairs(load(project_at(root)).all("activity"), 0.5) == []


def test_the_nearest_pairs_are_shown_with_their_figures(handbook):
    root = handbook(0.2)
    said = CliRunner().invoke(main, ["stats", str(root), "--near", "2"]).output.splitlines()
    assert len(said) == 2 and said[0].split()[1:] == ["copied-game", "game-0"] and 30 < float(said[0].split()[0].rstrip("%")) < 60
    assert len(CliRunner().invoke(main, ["stats", str(root), "--near"]).output.splitlines()) <= 10


def test_no_two_of_our_activities_come_near_to_being_the_same():
    nearest = likeness.pairs(load(project_at(ROOT)).all("activity"))[0]
    assert nearest.share < NEARLY_THE_SAME / 3, f"{nearest.one.id} and {nearest.other.id} share {nearest.share:.0%}"
