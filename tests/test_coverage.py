"""What a handbook covers beside what its makers want: counts, the settings they come from, and that ours holds what it has."""

from pathlib import Path

import example_handbook
import pytest
from click.testing import CliRunner

from kb_tools.cli import main
from kb_tools.coverage import coverage
from kb_tools.load import load
from kb_tools.project import project_at

ROOT = Path(__file__).resolve().parent.parent

def held(root: Path) -> dict[str, tuple[int, int | None]]:
    project = project_at(root)
    return {count.what: (count.held, count.wanted) for count in coverage(load(project), project.settings.wanted)}


@pytest.fixture
def root(tmp_path):
    return example_handbook.write(tmp_path)


def test_without_wanted_numbers_there_are_counts_alone(root):
    found = held(root)
    assert {wanted for _, wanted in found.values()} == {None} and not any("ages" in what or "minutes" in what or "first of all" in what for what in found)
    assert {what: number for what, (number, _) in found.items() if number} == {
        "activities": 1, "activities for the need calm": 1, "activities of the phase closing": 1, "programmes": 1, "methods": 1, "measures": 1, "studies": 3, "terms": 1,
        "sections with Chinese that is current": 9}


@pytest.mark.parametrize(("settings", "what", "count"), [
    ("activities = 3", "activities", (1, 3)),
    ("each-need = 1", "activities for the need calm", (1, 1)),
    ("each-phase = 1", "activities of the phase warm-up", (0, 1)),
    ("ages = { 9-12 = 2 }", "activities for all of the ages 9-12", (1, 2)),
    ("ages = { 9-13 = 2 }", "activities for all of the ages 9-13", (0, 2)),
    ("no-materials = 1", "activities without materials", (0, 1)),
    ("at-most-minutes = { 10 = 1 }", "activities of at most 10 minutes", (1, 1)),
    ("at-most-minutes = { 9 = 1 }", "activities of at most 9 minutes", (0, 1)),
    ("home-part = 1", "activities with a part at home", (0, 1)),
    ("first-intervention = { slow-breath = 1, hope-group = 1 }", "activities that are first of all slow-breath", (1, 1)),
    ("first-intervention = { slow-breath = 1, hope-group = 1 }", "activities that are first of all hope-group", (0, 1)),
    ("own-checklists = 1", "checklists of ours", (0, 1)),
    ("guides-to-the-work = 2", "guides to the work", (0, 2)),
    ("all-chinese-current = true", "sections with Chinese that is current", (9, 13)),
    ("all-chinese-current = false", "sections with Chinese that is current", (9, None)),
])
def test_wanted_numbers_stand_beside_the_counts(root, settings: str, what: str, count: tuple[int, int | None]):
    (root / "kb.toml").write_text(f"[stats]\n{settings}\n", "utf-8")
    assert held(root)[what] == count


@pytest.mark.parametrize(("settings", "said"), [
    ("activites = 3", "`stats` in kb.toml does not count `activites`; did you mean `activities`?"),
    ("happiness = 3", "does not count `happiness`; known: `activities`"),
    ("activities = 'many'", "`activities` of `stats` in kb.toml wants a number"),
    ("activities = -1", "`activities` of `stats` in kb.toml wants a number"),
    ("activities = { a = 1 }", "`activities` of `stats` in kb.toml wants a number"),
    ("ages = 3", "`ages` of `stats` in kb.toml wants a table like `{ \"6-8\" = 15 }`"),
    ("ages = { young = 3 }", "`ages` of `stats` in kb.toml wants a table like"),
    ("golden-searches = { '../golden.yml' = 3 }", "`golden-searches` of `stats` in kb.toml wants a table of numbers"),
    ("golden-searches = { '/golden.yml' = 3 }", "`golden-searches` of `stats` in kb.toml wants a table of numbers"),
    ("first-intervention = 3", "`first-intervention` of `stats` in kb.toml wants a table of numbers"),
])
def test_a_number_that_nobody_can_count_is_misuse_with_a_next_step(root, settings: str, said: str):
    (root / "kb.toml").write_text(f"[stats]\n{settings}\n", "utf-8")
    done = CliRunner().invoke(main, ["stats", str(root)])
    assert done.exit_code == 2 and said in " ".join(done.output.split()) and "Traceback" not in done.output


def test_each_count_is_printed_with_what_is_missing(root):
    (root / "kb.toml").write_text("[stats]\nactivities = 3\nprogrammes = 1\n", "utf-8")
    lines = [line.split() for line in CliRunner().invoke(main, ["stats", str(root)]).output.splitlines()]
    assert ["activities", "1", "3", "2", "missing"] in lines and ["programmes", "1", "1", "held"] in lines and ["terms", "1"] in lines


@pytest.mark.parametrize(("text", "number"), [
    ("en: {shy: [calm], breath: [calm]}\nzh: {害羞: [calm]}\n", 3),
    ("en: {}\n", 0),
    ("- shy\n", 0),
    ("en: shy\n", 0),
    ("en: {shy\n", 0),
    ("", 0),
    (None, 0),
])
def test_searches_are_counted_in_their_file(root, text: str | None, number: int):
    (root / "kb.toml").write_text('[stats]\ngolden-searches = { "asked/golden.yml" = 2 }\n', "utf-8")
    if text is not None:
        (root / "asked").mkdir()
        (root / "asked/golden.yml").write_text(text, "utf-8")
    assert held(root)["searches in asked/golden.yml"] == (number, 2)


def test_our_handbook_holds_what_it_promises():
    project = project_at(ROOT)
    counts = list(coverage(load(project), project.settings.wanted))
    assert {count.what: count.missing for count in counts if count.missing} == {}
    assert sum(count.wanted is not None for count in counts) >= 30
