"""Bad input, case by case: each is a finding with a place and a hint, nothing raises, and the other files are still checked."""

import resource
import threading
import time
from pathlib import Path

import example_handbook
import pytest

from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.reporters import text as as_text
from kb_tools.rules import run
from kb_tools.sources import bibtex, markdown, text, yaml
from kb_tools.sources.broken import Broken

NEED, GUIDE, BIB = "knowledge/needs/calm.yml", "activities/breathe-out.md", "references.bib"
OTHER = "knowledge/outcomes/settles.yml"
"""A file that stays as it is but for one mistake, which has to be found in every case."""


@pytest.fixture
def root(tmp_path):
    example_handbook.write(tmp_path / "handbook")
    example_handbook.lay(tmp_path / "handbook", OTHER, "wanted: much\n")
    return tmp_path / "handbook"


def source(path: str) -> str:
    return (example_handbook.EXAMPLE / path).read_text("utf-8")


def changed(path: str, old: str, new: str) -> bytes:
    assert source(path).count(old) == 1
    return source(path).replace(old, new).encode()


def found(root: Path, path: str, code: str):
    """The first diagnostic with `code` in the file, all rules about place, hint and the other file asserted."""
    report = example_handbook.check(root)
    said = example_handbook.lines(report.diagnostics)
    assert any(d.path == OTHER and d.code == "SCH001" for d in report.errors), said
    assert all(d.hint and d.line >= 1 and d.column >= 1 for d in report.diagnostics), said
    here = [d for d in report.errors if (d.path, d.code) == (path, code)]
    assert here, said
    return here[0]


def line_of(words: str) -> int:
    """The line of the good guide in which some words stand."""
    return source(GUIDE).partition(words)[0].count("\n") + 1


WORD = "A child finds a way back to rest."
TITLE = "{Breathing and calm}"
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
MERGES = "a0: &a0 {k: v}\n" + "".join(f"a{i}: &a{i}\n  <<: [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
DOUBLES = "@string{s0 = {xxxxxxxxxx}}\n" + "".join(f"@string{{s{i + 1} = s{i} # s{i}}}\n" for i in range(60))

CASES = [
    ("GB18030", NEED, changed(NEED, WORD, "孩子自己静下来，静得下来，静得住。").decode().encode("gb18030"), "SRC003", 3, 8, "GB18030"),
    ("Latin-1", NEED, source(NEED).replace("Calm", "Calmé").encode("latin-1", "replace"), "SRC003", 2, 11, "Latin-1"),
    ("invalid UTF-8 far down", NEED, changed(NEED, WORD, "A child \ue000").replace("\ue000".encode(), b"\xff\xfe"), "SRC003", 8, 15, "not UTF-8"),
    ("invalid UTF-8 in a guide", GUIDE, changed(GUIDE, "Who passed.", "Who ").replace(b"Who \n", b"Who \xc3\x28\n"), "SRC003", line_of("Who passed."), 5, "not UTF-8"),
    ("invalid UTF-8 in the bibliography", BIB, changed(BIB, TITLE, "{Caf\ue000}").replace("\ue000".encode(), b"\xe9"), "SRC003", 5, 15, "a few bytes"),
    ("byte order mark in YAML", NEED, b"\xef\xbb\xbf" + source(NEED).encode(), "SRC004", 1, 1, "byte order mark"),
    ("byte order mark in a guide", GUIDE, b"\xef\xbb\xbf" + source(GUIDE).encode(), "SRC004", 1, 1, "byte order mark"),
    ("byte order mark in the bibliography", BIB, b"\xef\xbb\xbf" + source(BIB).encode(), "SRC004", 1, 1, "byte order mark"),
    ("alias bomb", NEED, LAUGHS.encode(), "SRC008", 2, 10, "alias"),
    ("merge bomb", NEED, MERGES.encode(), "SRC008", 3, 8, "alias"),
    ("merge key without an alias", NEED, b"<<: {name: x}\n", "SRC008", 1, 1, "merge keys"),
    ("nested without end", NEED, b"[" * 100_000, "SRC008", 1, 41, "nested"),
    ("tag that would run Python", NEED, b"name: !!python/object/apply:os.system ['true']\n", "SRC008", 1, 7, "tag"),
    ("strings that double", BIB, DOUBLES.encode() + source(BIB).replace(TITLE, "s60").encode(), "BIB001", 10, 9, "expands"),
    ("key that stands twice", NEED, changed(NEED, "related: []", "related: []\nrelated: [calm]"), "SRC007", 27, 1, "stands twice"),
    ("key that stands twice in front matter", GUIDE, changed(GUIDE, "minutes: 10\nprep", "minutes: 10\nminutes: 12\nprep"), "SRC007", 11, 1, "stands twice"),
    ("unquoted comma in braces", NEED, changed(NEED, "  en: Calm\n  zh: 平静\n", "  {en: Calm, quiet, zh: 平静}\n"), "SCH001", 2, 14, "no field `quiet`"),
    ("unclosed front matter", GUIDE, changed(GUIDE, "reviewed: null\n---\n", "reviewed: null\n"), "SRC009", 1, 1, "never closed"),
    ("front matter that is a list", GUIDE, b"---\n- a\n---\n", "SRC009", 2, 1, "list of fields"),
    ("entry cut in half", BIB, changed(BIB, "title = {Breathing and calm},\n  journal = {Journal of Examples},\n  year = {2020},\n  pages = {10--19},\n  doi = {10.1234/calm.2020},\n"
                                       "  verified = {2026-11-22, the journal}\n}\n", "title = {Breathing\n"), "BIB001", 5, 11, "never closed"),
    ("file of lists where fields are wanted", NEED, b"- a\n- b\n", "SCH001", 1, 1, "no fields"),
    ("empty file", NEED, b"", "SCH001", 1, 1, "no fields"),
    ("number where a text is wanted", NEED, changed(NEED, "outcomes: [settles]", "outcomes: [{a: 1}]"), "SCH001", 27, 12, "text"),
    ("name that is no id", "knowledge/needs/Very Calm.yml", source(NEED).encode(), "SCH001", 1, 1, "form of an id"),
]


@pytest.mark.parametrize(("path", "data", "code", "line", "column", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_bad_file_is_a_finding(root, path, data, code, line, column, words):
    (root / path).write_bytes(data)
    began = time.monotonic()
    d = found(root, path, code)
    assert (d.line, d.column) == (line, column) and words in d.message, d
    assert time.monotonic() - began < 5


# Active content, by every door

GUIDE_DOORS = [
    ("script element", "<script>alert(1)</script>", "SAF001", 1),
    ("image with a handler", "Look: <img src=x onerror=alert(1)>", "SAF001", 7),
    ("element without an end", "Look: <svg/onload=alert(1)", "SAF001", 7),
    ("frame", "<iframe srcdoc='x'></iframe>", "SAF001", 1),
    ("comment that ends early", "<!--> <b onclick=alert(1)> -->", "SAF001", 1),
    ("code that is none", "\\`<b onclick=alert(1)>\\`", "SAF001", 3),
    ("fence that is never closed", "```\n<b onclick=alert(1)>", "SAF001", None),
    ("attribute list", "Look\n{: onmouseover=\"alert(1)\" }", "SAF001", None),
    ("attribute list after an element", "[a](b.md){: onclick=alert(1)}", "SAF001", 10),
    ("attribute list without a colon", "*Look*{ onclick=alert(1) }", "SAF001", 7),
    ("script link", "[a](javascript:alert(1))", "LNK003", 5),
    ("script link in capitals", "[a](JaVaScRiPt:alert(1))", "LNK003", 5),
    ("script link with an entity", "[a](java&#115;cript:alert(1))", "LNK003", 5),
    ("script link with a tab", "[a](java\tscript:alert(1))", "LNK003", 5),
    ("script link with a line end", "[a](java\nscript:alert(1))", "LNK003", 5),
    ("script link in angle brackets", "[a](<javascript:alert(1)>)", "LNK003", 6),
    ("script link with a percent sign", "[a](javascript%3Aalert(1))", "LNK003", 5),
    ("script link with a title", "[a](vbscript:x 'y')", "LNK003", 5),
    ("data link", "[a](data:text/html;base64,PHNjcmlwdD4=)", "LNK003", 5),
    ("data image", "![a](data:image/svg+xml;base64,PHN2Zz4=)", "LNK003", 6),
    ("link by reference", "[a][x]\n\n[x]: javascript:alert(1)", "LNK003", None),
    ("link by reference on the next line", "[x]\n\n[x]:\n  javascript:alert(1)", "LNK003", None),
    ("link in angle brackets alone", "<javascript:alert(1)>", "LNK003", 2),
    ("link around an image", "[![a](../docs/assets/circle.svg)](javascript:alert(1))", "LNK003", 35),
]


@pytest.mark.parametrize(("written", "code", "column"), [c[1:] for c in GUIDE_DOORS], ids=[c[0] for c in GUIDE_DOORS])
def test_active_content_in_a_guide_is_a_finding(root, written, code, column):
    (root / GUIDE).write_bytes(changed(GUIDE, "Who passed.", written))
    d = found(root, GUIDE, code)
    if column is not None:
        assert (d.line, d.column) == (line_of("Who passed."), column)
    assert 0 <= d.line - line_of("Who passed.") <= written.count("\n")


DATA_DOORS = [
    ("YAML text", NEED, WORD, "A <script>alert(1)</script> child.", "SAF001", 8, 3),
    ("YAML name", NEED, "  en: Calm\n", "  en: Calm <img src=x onerror=alert(1)>\n", "SAF001", 2, 3),
    ("handler alone in a YAML text", NEED, WORD, '"onmouseover=alert(1) x="', "SAF001", 8, 3),
    ("link in a YAML text", NEED, WORD, '"[a](javascript:alert(1))"', "LNK003", 8, 12),
    ("title in front matter", GUIDE, "title: Breathe out", "title: Breathe <b>out</b>", "SAF001", 2, 1),
    ("stop signal in front matter", GUIDE, "a child is dizzy", "a child <i onclick=x>", "SAF001", 28, 7),
    ("BibTeX title", BIB, TITLE, "{Breathing <script>alert(1)</script>}", "SAF001", 5, 3),
    ("BibTeX note", BIB, "  year = {2020},\n", "  note = {<a href='x'>y</a>},\n", "SAF001", 7, 3),
    ("BibTeX url", BIB, "  year = {2020},\n", "  url = {javascript:alert(1)},\n", "LNK003", 7, 3),
    ("BibTeX url in capitals and entities", BIB, "  year = {2020},\n", "  url = {JAVA&#83;CRIPT:alert(1)},\n", "LNK003", 7, 3),
    ("BibTeX data url", BIB, "  year = {2020},\n", "  url = {data:text/html,x},\n", "LNK003", 7, 3),
    ("link in howpublished", BIB, "  year = {2020},\n", "  howpublished = {\\url{javascript:alert(1)}},\n", "LNK003", 7, 3),
]


@pytest.mark.parametrize(("path", "old", "new", "code", "line", "column"), [c[1:] for c in DATA_DOORS], ids=[c[0] for c in DATA_DOORS])
def test_active_content_in_data_is_a_finding(root, path, old, new, code, line, column):
    (root / path).write_bytes(changed(path, old, new))
    d = found(root, path, code)
    assert (d.line, d.column) == (line, column), d


# Files that are no plain files

def test_a_file_of_fifty_megabytes_is_not_read(root):
    with (root / NEED).open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    d = found(root, NEED, "SRC001")
    assert (d.line, d.column) == (1, 1) and "52,428,800 bytes" in d.message
    assert time.monotonic() - began < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.yml", "calm.yml", "nowhere", "/dev/zero"])
def test_a_link_to_a_file_is_not_followed(root, target):
    (root.parent / "outside.yml").write_text("name: {en: x}\n", "utf-8")
    (root / "knowledge/needs/linked.yml").symlink_to(target)
    d = found(root, "knowledge/needs/linked.yml", "SRC001")
    assert (d.line, d.column) == (1, 1) and "not followed" in d.message


def test_a_link_to_a_folder_is_not_followed(root):
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.yml").write_text("name: {en: secret}\n", "utf-8")
    (root / "knowledge/needs/more").symlink_to(outside)
    (root / "docs/loop").symlink_to(root)
    d = found(root, "knowledge/needs/more", "SRC001")
    assert (d.line, d.column) == (1, 1) and "not followed" in d.message
    assert found(root, "docs/loop", "SRC001")
    assert not any("secret" in str(x) for x in example_handbook.check(root).diagnostics)


def test_a_file_that_never_ends_is_not_opened(root):
    import os

    os.mkfifo(root / "knowledge/needs/pipe.yml")
    made = []
    waiting = threading.Thread(target=lambda: made.append(found(root, "knowledge/needs/pipe.yml", "SRC001")), daemon=True)
    waiting.start()
    waiting.join(10)
    assert made and "no ordinary file" in made[0].message


def test_a_name_that_cannot_be_shown_is_a_finding(root):
    (root / "knowledge/needs/a\nb.yml").write_text("name: x\n", "utf-8")
    assert found(root, "knowledge/needs/a\\nb.yml", "SRC001")


def test_a_folder_called_like_a_file_is_no_record(root):
    (root / "knowledge/needs/folder.yml").mkdir()
    assert {(d.path, d.code) for d in example_handbook.check(root).diagnostics} == {(OTHER, "SCH001")}


# Line ends

@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_other_line_ends_are_taken_and_positions_are_right(root, end):
    for path in (NEED, GUIDE, BIB):
        (root / path).write_bytes((root / path).read_bytes().replace(b"\n", end))
    report = example_handbook.check(root)
    assert {(d.path, d.code) for d in report.diagnostics} == {(OTHER, "SCH001"), *((path, "SRC005") for path in (NEED, GUIDE, BIB))}
    (root / NEED).write_bytes(changed(NEED, "[settles]", "[settels]").replace(b"\n", end))
    (root / GUIDE).write_bytes(changed(GUIDE, "In two schools", "In <b> two").replace(b"\n", end))
    (root / BIB).write_bytes(changed(BIB, "10.1234", "11.1234").replace(b"\n", end))
    assert [(d.line, d.column) for d in (found(root, NEED, "REF001"), found(root, GUIDE, "SAF001"), found(root, BIB, "BIB004"))] == [(27, 12), (line_of("In two schools"), 4), (9, 3)]


def test_odd_line_ends_do_not_move_what_comes_after_them(root):
    (root / NEED).write_bytes(changed(NEED, WORD, "'a\u2028b\u2029c'").replace(b"[settles]", b"[settels]"))
    assert (found(root, NEED, "REF001").line, found(root, NEED, "REF001").column) == (27, 12)


# What was collected

CORPUS = sorted(p for p in (Path(__file__).parent / "corpus_bad").rglob("*") if p.is_file())


def test_all_bad_files_together_take_seconds_and_raise_nothing(tmp_path):
    began = time.monotonic()
    for i, file in enumerate(CORPUS):
        root = example_handbook.write(tmp_path / str(i))
        target = root / ("references.bib" if file.suffix == ".bib" else f"knowledge/needs/case-{i}.yml")
        target.write_bytes(file.read_bytes())
        report = run(load(project_at(root)))
        assert all(d.line >= 1 and d.column >= 1 and d.hint for d in report.diagnostics), file.name
        if file.suffix != ".bib":
            assert any(d.path.endswith(target.name) for d in report.errors), file.name
    assert len(CORPUS) > 60 and time.monotonic() - began < 10


@pytest.mark.parametrize("file", CORPUS, ids=lambda p: p.name)
def test_each_reader_takes_each_bad_file_or_says_why(file):
    try:
        content = text.decode(file.read_bytes())
    except Broken as error:
        assert error.hint
        return
    bibtex.read(content)
    for read in (yaml.read, markdown.read):
        try:
            read(content)
        except Broken as error:
            assert error.message and 0 <= error.offset <= len(content) + 1


def test_a_handbook_without_anything_is_checked(tmp_path):
    assert run(load(project_at(tmp_path))).diagnostics == ()


def test_a_file_that_is_not_there_is_a_finding(root):
    report = run(load(project_at(root), ["knowledge/needs/nobody.yml"]))
    assert [(d.path, d.line, d.column, d.code) for d in report.errors] == [("knowledge/needs/nobody.yml", 1, 1, "SRC001")]


# Hostile bibliographies, through the reader and all rules

@pytest.mark.parametrize("written", [
    "@" * 200_000, "{" * 200_000, "@misc{a,\n" * 25_000, "@misc{a, title = {x\n" * 25_000, "@misc{a, title = {" + "x " * 150_000 + "}}", "@misc{a, author = {" + "and " * 50_000 + "}}",
    "@misc{a, title = \"" + "{\"" * 100_000, "@misc{a,\n" + "% x\n" * 50_000 + "}", "@string{a = " + " # ".join(['"x"'] * 50_000) + "}", "@misc{a, title = {" + "\\x" * 100_000 + "}}",
    "@misc{a, title = {x}}\n" + "x = {\n" * 50_000, "@misc{a, author = {" + "a, " * 60_000 + "}}", "@misc{a, title = {" + "aB " * 60_000 + "}}",
    "@misc{a, " + ", ".join(f"f{n} = {{{{{{}}{{}}}}}}" for n in range(8_000)) + "}",
    pytest.param("@misc{a,\n" * 50_000, marks=pytest.mark.deep), pytest.param("@misc{a, title = {x\n" * 50_000, marks=pytest.mark.deep),
], ids=["at signs", "braces", "heads", "open heads", "one line", "ands", "quotes", "comments", "strings", "commands", "fields outside", "commas", "capitals", "fields in a line", "twice the heads", "twice the open heads"])
def test_a_hostile_bibliography_is_checked_in_time_in_proportion(tmp_path, written):
    (tmp_path / "refs.bib").write_text(written, "utf-8")
    lines = written.splitlines()
    began = time.monotonic()
    found = run(load(project_at(tmp_path))).diagnostics
    assert found or "x x x" in written or "{{{" in written
    assert as_text.render(found[-2_000:], lambda _, line: lines[line - 1])
    assert time.monotonic() - began < 20  # a square of the length takes hours
