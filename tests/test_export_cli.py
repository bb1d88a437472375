"""`kb export`: what goes where, and what it says where it cannot."""

import errno
import json
import os
import sys

import example_handbook
import pytest
from click.testing import CliRunner

from kb_tools.cli import main
from kb_tools.website.exports import FORMATS, OF_WORKS

ONE_FILE = {"bibtex": "@", "csl": "[", "jsonld": "{", "ris": "TY  - ", "sqlite": "SQLite format 3", "turtle": "@prefix"}
MANY = {"atom": 2, "epub": 2, "csv": 50, "parquet": 50}


def kb(*arguments):
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


@pytest.fixture
def root(tmp_path):
    return example_handbook.write(tmp_path / "handbook")


@pytest.mark.parametrize("form", ONE_FILE)
def test_a_format_of_one_file_goes_to_the_file_that_is_named(root, tmp_path, form):
    done = kb(form, root, "--out", tmp_path / "new/folder/it")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new/folder/it").read_bytes().decode("utf-8", "replace").startswith(ONE_FILE[form])
    assert done.output.splitlines()[0] == str(tmp_path / "new/folder/it")


@pytest.mark.parametrize("form", ONE_FILE)
def test_in_a_folder_that_is_there_it_has_its_usual_name(root, tmp_path, form):
    (tmp_path / "out").mkdir()
    assert kb(form, root, "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / FORMATS[form]).is_file()


@pytest.mark.parametrize("form", MANY)
def test_a_format_of_many_files_goes_into_a_folder(root, tmp_path, form):
    done = kb(form, root, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    written = done.output.splitlines()
    assert len(written) >= MANY[form] and sorted(written) == sorted(str(path) for path in (tmp_path / "out").iterdir())


def test_all_is_every_format_that_stands_alone(root, tmp_path):
    assert kb("all", root, "--out", tmp_path / "out").exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == FORMATS.keys() - {"changes"}


def test_changes_are_told_since_an_earlier_edition(root, tmp_path):
    from kb_tools.export import changes
    from kb_tools.load import load
    from kb_tools.project import project_at

    (tmp_path / "earlier.json").write_text(json.dumps(changes.edition(load(project_at(root)))), "utf-8")
    example_handbook.lay(root, "knowledge/needs/calm.yml", "referral:\n  en: Ask the caregiver today.\n  zh: 今天就和照料人商量。\n")
    assert kb("changes", root, "--out", tmp_path / "told.json", "--since", tmp_path / "earlier.json").exit_code == 0
    assert json.loads((tmp_path / "told.json").read_text("utf-8"))["changed"] == [{"kind": "need", "id": "calm"}]


MISUSE = [
    (("xml",), "'xml' is not one of"), (("changes",), "give `--since FILE`"), (("csl", "--out"), "requires an argument"),
]


@pytest.mark.parametrize(("arguments", "said"), MISUSE)
def test_misuse_ends_with_two_and_a_sentence(root, tmp_path, arguments, said):
    done = kb(arguments[0], root, *(arguments[1:] or ("--out", tmp_path / "out")))
    assert done.exit_code == 2 and said in done.output and "Traceback" not in done.output


def test_without_a_place_to_go_nothing_is_written(root):
    assert kb("csl", root).exit_code == 2


@pytest.mark.parametrize(("form", "library"), [("turtle", "rdflib"), ("parquet", "pyarrow")])
def test_without_the_extra_a_sentence_says_what_to_install(root, tmp_path, monkeypatch, form, library):
    for name in [name for name in sys.modules if name.partition(".")[0] == library or name == f"kb_tools.export.{form}"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    done = kb(form, root, "--out", tmp_path / "out")
    assert done.exit_code == 1 and "pip install .[export]" in done.output and library in done.output and "Traceback" not in done.output
    assert kb("all", root, "--out", tmp_path / "every").exit_code == 1 and not (tmp_path / "every").exists()
    assert kb("jsonld", root, "--out", tmp_path / "it").exit_code == 0, "the others need nothing"


def test_what_the_check_calls_an_error_is_not_exported(root, tmp_path):
    example_handbook.lay(root, "knowledge/needs/calm.yml", "outcomes: [settels]\n")
    done = kb("csv", root, "--out", tmp_path / "out")
    assert done.exit_code == 1 and "REF001" in done.output and "not exported" in done.output
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_said_so_and_the_old_file_stays(root, tmp_path):
    (tmp_path / "file").write_text("old", "utf-8")
    done = kb("csv", root, "--out", tmp_path / "file")
    assert done.exit_code == 2 and "Traceback" not in done.output and str(tmp_path / "file") in done.output
    assert (tmp_path / "file").read_text("utf-8") == "old"


def test_a_disk_that_may_not_be_written_is_told_of_the_file_that_was_wanted(root, tmp_path, monkeypatch):
    def refused(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system", f"{tmp_path}/.writing-abc")
    monkeypatch.setattr("kb_tools.writing.tempfile.mkstemp", refused)
    done = kb("csl", root, "--out", tmp_path / "refs.json")
    assert done.exit_code == 2 and f"Error: {tmp_path / 'refs.json'}: Read-only file system" in done.output


def test_a_folder_or_a_device_is_no_file_to_be_replaced(root, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder/references.json").mkdir(parents=True)
    for out, named in ((tmp_path / "pipe", "pipe"), (tmp_path / "folder", "folder/references.json")):
        done = kb("csl", root, "--out", out)
        assert done.exit_code == 2 and f"{tmp_path / named}: this is a folder or a device, no file" in done.output
    assert (tmp_path / "pipe").is_fifo() and [path.name for path in tmp_path.rglob(".*")] == []


@pytest.mark.parametrize(("form", "out"), [("bibtex", "."), ("sqlite", "references.bib"), ("csl", "activities/breathe-out.md")])
def test_what_the_handbook_is_made_from_is_not_written_over(root, form, out):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".kb" not in path.parts}
    done = kb(form, root, "--out", root / out)
    assert done.exit_code == 2 and "is a file that the handbook is made from" in done.output
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("form", [*FORMATS, "all"])
def test_of_a_project_that_is_no_handbook_its_works_can_be_had_and_the_rest_is_refused(tmp_path, form):
    example_handbook.lay(tmp_path, "mkdocs.yml", "site_name: Ours\nplugins: [{bibtex: {bib_file: refs.bib}}]\n")
    example_handbook.lay(tmp_path, "docs/index.md", "# Ours\n\nAs is known [@lin2020calm].\n")
    example_handbook.lay(tmp_path, "refs.bib", "@book{lin2020calm,\n  author = {Lin, Mei},\n  title = {Calm},\n  publisher = {Village},\n  year = {2020}\n}\n")
    done = kb(form, tmp_path, "--out", tmp_path / "out")
    assert done.exit_code == (0 if form in OF_WORKS else 2), done.output
    assert (tmp_path / "out").exists() is (form in OF_WORKS) and (form in OF_WORKS or "a project with a bibliography has bibtex, csl, ris" in done.output)
