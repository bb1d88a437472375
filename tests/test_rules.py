"""Every rule keeps its word: its Bad example is found, its Good one is not, and golden cases say what a reader sees."""

import itertools
import re
from pathlib import Path

import example_handbook
import example_site
import pytest

from kb_tools.diagnostics import Severity
from kb_tools.guide import words_read
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import FAMILIES, RULES, run
from kb_tools.rules.registry import Example
from kb_tools.settings import Settings

CASES = sorted(p for p in (Path(__file__).parent / "cases").iterdir() if p.is_dir())
PREFIXES = {"sources": "SRC", "schema": "SCH", "references": "REF", "bibliography": "BIB", "citations": "CIT", "links": "LNK", "evidence": "EVD",
            "activities": "ACT", "safety": "SAF", "wording": "WRD", "languages": "LNG", "prose": "DOC", "site": "SIT", "external": "EXT"}

EXAMPLES = [(code, example) for code, one in RULES.items() for example in one.examples]


@pytest.fixture
def root(tmp_path):
    return example_handbook.write(tmp_path)


def test_the_example_handbook_keeps_every_promise(root):
    assert example_handbook.lines(example_handbook.check(root).diagnostics) == ""


def test_the_example_project_without_records_keeps_every_promise(tmp_path):
    root = example_handbook.write(tmp_path, elsewhere=True)
    assert example_handbook.lines(example_handbook.check(root).diagnostics) == ""


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[f"{code}-{'good' if e.good else 'bad'}-{i}" for i, (code, e) in enumerate(EXAMPLES)])
def test_each_example_shows_what_its_rule_says(root, code: str, example: Example):
    root = example_handbook.write(root / "elsewhere", elsewhere=True) if example.elsewhere else root
    about = example_site if RULES[code].built else example_handbook
    if about is example_site:
        root = example_site.write(root / "site")
    about.apply(root, example)
    found = about.check(root).diagnostics
    said = example_handbook.lines(found)
    assert (code in {d.code for d in found}) is not example.good, f"{example.path}:\n{example.text}\n{said}"
    for d in found:
        assert d.line >= 1 and d.column >= 1 and d.message and d.hint, said


@pytest.mark.parametrize(("words", "fits"), [(499, False), (500, True), (900, True), (901, False)])
def test_a_guide_may_be_as_short_and_as_long_as_is_said(root, words, fits):
    guide = root / "activities/breathe-out.md"
    text = guide.read_text("utf-8").replace("phase: closing", "phase: working")
    more = "slowly " * (words - words_read(text.split("---\n", 2)[2]))
    guide.write_text(text.replace("## Evidence\n\n", f"## Evidence\n\n{more}"), "utf-8")
    assert ("ACT007" not in {d.code for d in example_handbook.check(root).diagnostics}) is fits


@pytest.mark.parametrize("code", RULES)
def test_each_rule_is_a_promise_with_a_reason_and_examples(code: str):
    one = RULES[code]
    assert re.fullmatch(r"[A-Z].*\.", one.promise), one.promise
    assert {e.good for e in one.examples} == {True, False}
    assert one.name == one.name.lower() and "_" not in one.name
    assert one.severity in Severity


@pytest.mark.parametrize("code", RULES)
def test_each_code_belongs_to_the_family_it_stands_in(code: str):
    family = RULES[code].check.__module__.rpartition(".")[2]
    assert re.fullmatch(rf"{PREFIXES[family]}\d{{3}}", code)


def test_each_family_has_rules_and_each_name_stands_once():
    assert {one.check.__module__.rpartition(".")[2] for one in RULES.values()} == set(FAMILIES) == set(PREFIXES)
    names = [one.name for one in RULES.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_golden_case_says_what_is_expected(root, case: Path, update: bool):
    root = example_handbook.write(root / "elsewhere", elsewhere=True) if "-elsewhere-" in case.name else root
    about = example_site if RULES[case.name[:6]].built else example_handbook
    if about is example_site:
        root = example_site.write(root / "site")
    for file in sorted(p for p in case.rglob("*") if p.is_file() and p.name != "expected.txt"):
        about.lay_bytes(root, file.relative_to(case).as_posix(), file.read_bytes())
    said = example_handbook.lines(about.check(root).diagnostics)
    expected = case / "expected.txt"
    if update:
        expected.write_text(said, "utf-8")
    assert expected.is_file(), f"{case.name} has no expected.txt yet: `--update` writes it from what is said now:\n{said}"
    assert said == expected.read_text("utf-8")
    assert case.name.split("-")[0] in said


def test_each_rule_has_a_golden_case():
    assert {case.name.split("-")[0] for case in CASES} == set(RULES)


def test_diagnostics_come_in_the_order_of_their_places(root):
    example_handbook.lay(root, "knowledge/needs/calm.yml", "outcomes: [settels]\nsources: [lin2020clam]\n")
    example_handbook.lay(root, "activities/breathe-out.md", "---\nneeds: [clam]\n---\n")
    found = example_handbook.check(root).diagnostics
    assert [(d.path, d.line, d.column) for d in found] == sorted((d.path, d.line, d.column) for d in found)
    assert found[0].path == "activities/breathe-out.md"


def test_single_files_are_checked_without_words_about_what_is_missing(root):
    report = run(load(project_at(root), ["knowledge/needs/calm.yml", "activities/breathe-out.md", "references.bib"]))
    assert example_handbook.lines(report.diagnostics) == ""


@pytest.mark.parametrize("path", sorted(p.relative_to(example_handbook.EXAMPLE).as_posix() for p in example_handbook.EXAMPLE.rglob("*.*") if p.suffix in (".md", ".yml")))
def test_a_file_of_a_good_handbook_is_good_alone(root, path: str):
    assert example_handbook.lines(run(load(project_at(root), [path])).diagnostics) == ""


def test_the_two_source_studies_alone_are_not_asked_for_all_rows(root):
    assert example_handbook.lines(run(load(project_at(root), [f"knowledge/studies/{name}.yml" for name in ("source1thesis", "source2dafang")])).diagnostics) == ""


@pytest.mark.parametrize(("path", "text"), [
    ("knowledge/needs/calm.yml", "replaced_by: stillness\n"),
    ("knowledge/outcomes/settles.yml", "measures: []\n"),
    ("knowledge/needs/calm.yml", "related: [quiet]\n"),
])
def test_what_another_file_may_mend_is_not_said_of_one_alone(root, path: str, text: str):
    example_handbook.lay(root, "knowledge/needs/quiet.yml", "related: []\n")
    example_handbook.lay(root, path, text)
    assert run(load(project_at(root), [path, "knowledge/needs/quiet.yml"]), Settings(select=("REF",))).diagnostics == ()


def test_rules_about_records_are_silent_where_there_are_none():
    assert {one.code[:3] for one in RULES.values() if one.ours} == {"REF", "SCH", "EVD", "ACT", "SAF", "WRD", "LNG", "BIB", "CIT", "DOC"}
    assert {one.code[:3] for one in RULES.values() if not one.ours} == {"SRC", "BIB", "CIT", "LNK", "DOC", "SIT", "EXT"}


def test_rules_about_one_file_need_not_be_asked_again_when_another_changes():
    about_files = {code for code in RULES if code.startswith(("SRC", "SCH", "ACT", "SAF", "WRD", "LNG", "DOC"))}
    assert {code for code in about_files if not RULES[code].alone} == {"SRC001", "ACT008", "ACT010", "ACT011", "ACT012"}


def test_rules_that_share_a_walk_are_neighbours():
    walks = [walk for walk, _ in itertools.groupby(one.walk for one in RULES.values()) if walk]
    assert walks and len(walks) == len(set(walks))


def test_a_guide_alone_is_checked_with_its_translation(root):
    example_handbook.lay(root, "activities/breathe-out.zh.md", "## 多\n\n多。\n")
    for path in ("activities/breathe-out.md", "activities/breathe-out.zh.md"):
        assert "LNG004" in {d.code for d in run(load(project_at(root), [path])).diagnostics}


def test_a_broken_file_brings_no_findings_about_what_it_would_have_held(root):
    (root / "activities/breathe-out.md").write_text("---\nneeds: [calm\n---\n", "utf-8")
    codes = {d.code for d in example_handbook.check(root).diagnostics}
    assert "SRC006" in codes and not codes & {"REF001", "REF011", "REF013", "REF014", "REF015", "CIT002", "LNK001"}


def test_only_some_rules_can_be_run(root):
    example_handbook.lay(root, "knowledge/needs/calm.yml", "outcomes: [settels]\nsources: [lin2020clam]\n")
    assert {d.code for d in run(load(project_at(root)), Settings(select=("CIT001",))).diagnostics} == {"CIT001"}


@pytest.mark.parametrize(("code", "one", "other", "words"), [
    ("BIB002", "@misc{lin2020, title = {Calm}}", "@misc{lin2020, title = {Rest}}", "stands further up"),
    ("BIB026", "@misc{lin2020, title = {Calm}, year = {2020}}", "@misc{lin2021, title = {Calm}, year = {2020}}", "are one work"),
    ("BIB029", "@misc{lin2020, title = {Calm}}", "@misc{lín2020, title = {Rest}}", "looks like"),
], ids=["BIB002", "BIB026", "BIB029"])
def test_bibliographies_of_a_site_are_one_and_loose_ones_stand_each_for_itself(tmp_path, code: str, one: str, other: str, words: str):
    (tmp_path / "refs").mkdir()
    (tmp_path / "refs/a.bib").write_text(one, "utf-8")
    (tmp_path / "refs/b.bib").write_text(other, "utf-8")

    def told() -> list[str]:
        return [d.path for d in run(load(project_at(tmp_path)), Settings(select=(code,))).diagnostics if words in d.message]

    assert told() == []
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - bibtex: {bib_dir: refs}\n", "utf-8")
    assert told() == ["refs/b.bib"]
