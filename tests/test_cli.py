"""The `kb` command: what it prints and how it ends."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import example_handbook
import pytest
from click.testing import CliRunner

from kb_tools.cli import COMMANDS, main
from kb_tools.cli.site_extra import holds_other_things
from kb_tools.rules import RULES

ROOT = Path(__file__).resolve().parent.parent


def kb(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def with_a_mistake(copy):
    """An unknown record in one need, undone afterwards."""
    path = copy / "knowledge/needs/self-confidence.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("related: [communication,", "related: [comunication,"), "utf-8")
    yield path
    path.write_text(text, "utf-8")


def test_a_clean_handbook_ends_with_nothing(copy):
    done = kb("check", copy)
    assert done.exit_code == 0, done.output


def test_a_mistake_is_said_with_its_place_and_the_nearest_name(copy, with_a_mistake):
    done = kb("check", copy)
    line = with_a_mistake.read_text("utf-8")[: with_a_mistake.read_text("utf-8").index("comunication")].count("\n") + 1
    assert done.exit_code == 1
    assert f"knowledge/needs/self-confidence.yml:{line}:11: error REF001 no need is called `comunication`\n  | related: [comunication, peer-acceptance]\n  |           ^^^^^^^^^^^^\n  hint: did you mean `communication`?" in done.output


def test_json_is_a_list_of_objects_with_these_fields(copy, with_a_mistake):
    done = kb("check", copy, "--format", "json")
    found = [d for d in json.loads(done.output) if d["severity"] == "error"]
    assert done.exit_code == 1 and len(found) == 1
    assert list(found[0]) == ["path", "line", "column", "end_line", "end_column", "code", "name", "severity", "message", "hint", "url"]
    assert (found[0]["path"], found[0]["code"], found[0]["column"]) == ("knowledge/needs/self-confidence.yml", "REF001", 11)


def test_single_files_are_checked_without_the_rest(copy):
    done = kb("check", copy / "references.bib", copy / "activities/job-tree.md")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("arguments", [["check", "no-such-folder"], ["check", "--format", "xml"], ["explain", "NONE999"], ["explain"], ["frobnicate"]])
def test_misuse_ends_with_two(arguments):
    assert kb(*arguments).exit_code == 2


def test_a_folder_and_files_together_are_misuse(copy):
    assert kb("check", copy, copy / "references.bib").exit_code == 2


@pytest.mark.parametrize("code", sorted(RULES))
def test_explain_says_the_promise_and_shows_examples(code):
    done = kb("explain", code.lower())
    assert done.exit_code == 0
    assert done.output.startswith(f"{code} {RULES[code].name}") and RULES[code].promise in done.output
    assert "Bad:" in done.output and "Good:" in done.output


@pytest.mark.parametrize(("arguments", "said"), [([], 1), (["--lang", "zh"], 1), (["--select", "REF"], 0), (["--ignore", "WRD"], 0), (["--format", "json"], 1)])
def test_what_was_not_looked_at_without_a_dictionary_is_said_once(tmp_path, monkeypatch, arguments, said):
    monkeypatch.setattr("kb_tools.sources.reading.find_spec", lambda name: None)
    root = example_handbook.write(tmp_path)
    example_handbook.lay(root, "docs/about.md", "## What it is\n\n" + "Notwithstanding considerable institutional responsibilities, " * 20 + "we go.\n")
    done = kb("check", root, *arguments)
    assert done.exit_code == 0 and done.stderr.count("tongban[reading]") == said and "WRD005" not in done.stdout


def test_a_project_without_records_is_not_told_of_a_dictionary(tmp_path, monkeypatch):
    monkeypatch.setattr("kb_tools.sources.reading.find_spec", lambda name: None)
    assert kb("check", example_handbook.write(tmp_path, elsewhere=True)).stderr == ""


def test_stats_counts_what_is_there(copy):
    done = kb("stats", copy)
    activities = len([p for p in (copy / "activities").glob("*.md") if not p.name.endswith(".zh.md")])
    assert done.exit_code == 0 and f"{'activity':14} {activities:5}" in done.output


def test_output_is_the_same_twice(copy, with_a_mistake):
    assert kb("check", copy).output == kb("check", copy).output


@pytest.mark.parametrize("module", ["mkdocs", "rjsmin"])
@pytest.mark.parametrize("command", ["build", "serve"])
def test_without_the_site_generator_a_sentence_says_what_to_install(copy, monkeypatch, command, module):
    for name in [name for name in sys.modules if name.startswith(("kb_tools.website", "mkdocs"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    done = kb(command, copy)
    assert done.exit_code == 1 and "pip install .[site]" in done.output and "Traceback" not in done.output


@pytest.mark.parametrize("command", ["build", "serve", "packs"])
def test_what_makes_the_site_of_a_handbook_refuses_another_project_and_writes_nothing(tmp_path, command):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Ours\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\n", "utf-8")
    done = kb(command, tmp_path)
    assert done.exit_code == 2 and "this folder is no handbook" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "mkdocs.yml"]


@pytest.mark.parametrize("command", ["check", "build", "serve", "packs", "stats", "watch"])
def test_settings_that_cannot_be_read_are_a_sentence(tmp_path, command):
    example_handbook.write(tmp_path / "handbook")
    (tmp_path / "handbook/kb.toml").write_text("ignore =\n", "utf-8")
    done = kb(command, tmp_path / "handbook")
    assert done.exit_code == 2 and "kb.toml cannot be read" in done.output and "Traceback" not in done.output


def test_a_build_goes_into_no_folder_with_things_of_others(copy, tmp_path):
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    done = kb("build", copy, "--site", tmp_path)
    assert done.exit_code == 2 and "name an empty folder" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("holds, others", [
    ({}, False), ({"sw.js": "const BUILD = {};"}, False), ({"sw.js": "const CACHE = 1;"}, True), ({"index.html": ""}, True),
])
def test_a_folder_is_known_as_built_by_its_worker(tmp_path, holds, others):
    for name, text in holds.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert holds_other_things(tmp_path) is others and not holds_other_things(tmp_path / "new")


@pytest.mark.parametrize("arguments", [
    ("check", "--baseline"), ("export", "changes", "--out", "new.json", "--since"), ("retractions", "--file"), ("translated",),
], ids=lambda arguments: arguments[0])
def test_a_pipe_is_no_file_to_be_read_without_end(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(example_handbook.write(tmp_path / "handbook"))
    os.mkfifo(tmp_path / "pipe.zh.md")
    done = CliRunner().invoke(main, [*arguments, str(tmp_path / "pipe.zh.md")])
    assert done.exit_code == 2 and "pipe.zh.md is a device, no file" in done.output


def test_each_file_that_holds_a_command_of_its_name_is_one_and_no_other():
    names = sorted(file.stem for file in (ROOT / "kb_tools/cli").glob("*.py") if file.stem != "__init__")
    assert [name for name in names if isinstance(getattr(import_module(f"kb_tools.cli.{name}"), name, None), click.Command)] == list(COMMANDS)


@pytest.mark.parametrize(("arguments", "unread"), [
    (["--version"], ["kb_tools.handbook", "kb_tools.rules", "yaml"]),
    (["check", "--help"], ["kb_tools.render", "kb_tools.website", "watchdog", "jinja2"]),
    (["fmt", "--help"], ["kb_tools.rules", "kb_tools.render", "kb_tools.lookups"]),
], ids=["version", "check", "fmt"])
def test_a_command_reads_no_code_of_others(arguments, unread):
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); from kb_tools.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert not set(unread) & set(done.stdout.split()) and "kb_tools.cli" in done.stdout.split()
