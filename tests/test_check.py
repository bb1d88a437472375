"""kb check on any project: what it takes, what it leaves alone, and that it says the same however it is called."""

import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import example_handbook
import pytest
from click.testing import CliRunner

from kb_tools.cli import main
from kb_tools.load import load
from kb_tools.processes import in_processes, in_turn
from kb_tools.project import project_at
from kb_tools.rules import run

CORPUS = Path(__file__).parent / "corpus_bad"

PLANTED = [
    ("missing page", "LNK001", 5, "nope.md"), ("missing image", "LNK001", 6, "img/none.png"), ("missing anchor on another page", "LNK002", 5, "#nope"),
    ("missing anchor on the same page", "LNK002", 5, "#nope-self"), ("raw link to nothing", "LNK001", 6, "nope.html"), ("raw image to nothing", "LNK001", 6, "none2.png"),
    ("absolute link to nothing", "LNK001", 6, "/nope/"), ("wrong case", "LNK007", 6, "Sub/Page.md"), ("bidi character in a path", "SRC002", 6, "U+202E"),
    ("link out of the site", "LNK001", 6, "../../etc/passwd"), ("script link", "LNK003", 6, "javascript"), ("file link", "LNK003", 6, "file"),
    ("address without a scheme", "LNK008", 6, "//example.org/x"), ("frame", "DOC004", 6, "iframe"), ("address with a space", "LNK008", 6, "space"),
    ("bad mail address", "LNK008", 6, "mailto:broken"), ("id that stands twice", "LNK009", 6, "dup"), ("undefined name of a link", "LNK004", 6, "undefinedref"),
    ("undefined footnote", "LNK005", 10, "zz"), ("undefined citation", "CIT001", 8, "nokey"), ("undefined citation beside a good one", "CIT001", 8, "nokey2"),
    ("empty link", "LNK008", 6, "nowhere"), ("image without words", "DOC002", 6, "none2.png"), ("address of a built page", "LNK006", 6, "sub/page/"),
]


def kb(*args: object, stdin: str = ""):
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


def found(*args: object, stdin: str = "") -> list[dict]:
    """The findings of a call, as JSON says them."""
    return json.loads(kb("check", *args, "--format", "json", stdin=stdin).output)


@pytest.fixture
def elsewhere(tmp_path):
    """A project without records that keeps every promise."""
    return example_handbook.write(tmp_path / "project", elsewhere=True)


# The planted defects

@pytest.fixture(scope="module")
def planted():
    return run(load(project_at(CORPUS / "site"))).diagnostics


@pytest.mark.parametrize(("code", "line", "words"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_each_planted_defect_is_found_in_its_line(planted, code, line, words):
    assert [d for d in planted if (d.path, d.code, d.line) == ("docs/index.md", code, line) and words in d.message], [d for d in planted if d.code == code]


@pytest.mark.parametrize(("path", "code", "line"), [
    ("docs/sub/page.md", "DOC003", 3), ("docs/sub/page.md", "LNK001", 4), ("docs/orphan.md", "LNK010", 1), ("mkdocs.yml", "LNK011", 7),
])
def test_what_is_planted_in_other_files_is_found(planted, path, code, line):
    assert (path, code, line) in {(d.path, d.code, d.line) for d in planted}


def test_what_is_right_in_the_planted_site_is_left_alone(planted):
    columns = {d.column for d in planted if d.path == "docs/index.md" and d.line == 5 and d.code.startswith("LNK")}
    line = (CORPUS / "site/docs/index.md").read_text("utf-8").split("\n")[4]
    assert line.index("sub/page.md") + 1 not in columns
    assert not [d for d in planted if "page%2Emd" in d.message or "ok1" in d.message]


# What is asked

def test_rules_can_be_chosen_by_code_and_by_family(elsewhere):
    example_handbook.lay(elsewhere, "docs/index.md", "# Home\n\n[tag](games/tagg.md) ![](circle.svg) [@lin2020clam]\n")
    assert {d["code"] for d in found(elsewhere, "--select", "LNK,DOC")} == {"LNK001", "DOC002"}
    assert {d["code"] for d in found(elsewhere, "--select", "lnk001")} == {"LNK001"}
    assert {d["code"] for d in found(elsewhere, "--ignore", "LNK", "--ignore", "CIT")} == {"DOC002"}
    done = kb("check", elsewhere, "--select", "LNX001")
    assert done.exit_code == 2 and "did you mean `LNK001`?" in done.output


def test_statistics_count_instead_of_printing(elsewhere):
    example_handbook.lay(elsewhere, "docs/index.md", "# Home\n\n[a](a.md) [b](b.md) [tag](games/tag.md) [@lin2020calm]\n")
    done = kb("check", elsewhere, "--statistics")
    assert done.exit_code == 1 and done.output == "     2 error    LNK001 link-leads-somewhere\n"


def test_a_baseline_keeps_back_what_was_there_before(elsewhere, tmp_path):
    page = "# Home\n\n[a](a.md) [tag](games/tag.md) [@lin2020calm]\n"
    example_handbook.lay(elsewhere, "docs/index.md", page)
    (tmp_path / "known.json").write_text(kb("check", elsewhere, "--format", "json").output, "utf-8")
    assert found(elsewhere, "--baseline", tmp_path / "known.json") == []
    example_handbook.lay(elsewhere, "docs/index.md", page.replace("# Home\n", "# Home\n\nMore.\n") + "[a](a.md) [b](b.md)\n")
    new = found(elsewhere, "--baseline", tmp_path / "known.json")
    assert [(d["code"], d["line"]) for d in new] == [("LNK001", 6), ("LNK001", 6)]
    (tmp_path / "known.json").write_text("{}", "utf-8")
    assert kb("check", elsewhere, "--baseline", tmp_path / "known.json").exit_code == 2
    (tmp_path / "known.json").write_text("no JSON", "utf-8")
    assert kb("check", elsewhere, "--baseline", tmp_path / "known.json").exit_code == 2


def test_an_editor_gives_the_text_it_holds(elsewhere):
    good = (elsewhere / "docs/index.md").read_text("utf-8")
    there = found("--stdin-filename", elsewhere / "docs/index.md", stdin=good.replace("lin2020calm", "lin2020clam"))
    assert [(d["path"], d["code"], d["hint"]) for d in there] == [("docs/index.md", "CIT001", "did you mean `lin2020calm`?")]
    assert found("--stdin-filename", elsewhere / "docs/index.md", stdin=good) == []
    new = found("--stdin-filename", elsewhere / "docs/games/new.md", stdin="# New\n\n[home](../index.md) [x](x.md) [new](new.md)\n")
    assert {(d["code"], d["line"]) for d in new} == {("LNK001", 3), ("LNK010", 1)}


def test_with_files_only_these_are_told_of_and_with_whole_also_what_breaks_elsewhere(elsewhere):
    example_handbook.lay(elsewhere, "docs/games/tag.md", "# Tag\n\n[home](../index.md)\n\n## Ruled\n\n![](x.svg)\n")
    index = elsewhere / "docs/index.md"
    assert {d["path"] for d in found(index)} <= {"docs/index.md"}
    told = found(index, "--whole")
    assert {(d["path"], d["code"]) for d in told} == {("docs/index.md", "LNK002"), ("docs/games/tag.md", "LNK001")}  # no warning of the other file


def test_the_day_is_given_and_the_clock_makes_no_error(elsewhere):
    example_handbook.lay(elsewhere, "refs.bib", "@misc{lin2020calm,\n  title = {Calm},\n  year = {2031}\n}\n")
    assert [(d["code"], d["severity"]) for d in found(elsewhere, "--today", "2026-01-01", "--select", "BIB027")] == [("BIB027", "warning")]
    assert found(elsewhere, "--today", "2031-01-01", "--select", "BIB027") == []


# Settings and ignores

@pytest.mark.parametrize(("name", "head"), [("kb.toml", ""), ("pyproject.toml", "[project]\nname = 'x'\n[tool.kb]\n")])
def test_settings_stand_in_the_project(elsewhere, name, head):
    example_handbook.lay(elsewhere, "docs/index.md", "# Home\n\n[a](a.md) ![](circle.svg) [tag](games/tag.md) [@lin2020calm]\n")
    table = "[[except]]" if not head else "[[tool.kb.except]]"
    (elsewhere / name).write_text(f'{head}ignore = ["DOC"]\nrules-url = "https://example.org/{{code}}.html"\n{table}\nfiles = ["docs/games/*"]\nrules = ["LNK"]\nreason = "old"\n', "utf-8")
    example_handbook.lay(elsewhere, "docs/games/tag.md", "# Tag\n\n[b](b.md)\n\n## Rules\n")
    assert [(d["path"], d["code"], d["url"]) for d in found(elsewhere)] == [("docs/index.md", "LNK001", "https://example.org/lnk001.html")]


@pytest.mark.parametrize(("settings", "said"), [
    ("selekt = []", "did you mean `select`?"), ("select = 'LNK'", "wants a list of texts"), ("verified-days = 'x'", "wants a number of days"),
    ("[[except]]\nfiles = ['a']\nrules = ['LNK']", "`files`, `rules` and `reason`"), ("a = [", "cannot be read"),
    ("ignore = ['LNX001']", "did you mean `LNK001`?"), ("mailto = 'x'", "wants a mail address"), ("mailto = \"a@b.c\\nX: y\"", "wants a mail address"),
    ("services = 5", "wants a table of names and addresses"), ("[services]\ncrossref = 'ftp://x'", "wants a table of names and addresses"),
    ("[services]\ncrosref = 'https://x/'", "names `crosref`, which is not asked"),
])
def test_settings_that_cannot_be_followed_are_misuse(elsewhere, settings, said):
    (elsewhere / "kb.toml").write_text(settings, "utf-8")
    done = kb("check", elsewhere)
    assert done.exit_code == 2 and said in done.output, done.output


@pytest.mark.parametrize(("path", "text", "codes"), [
    ("docs/index.md", "# Home\n\n<!-- kb: ignore LNK001: soon -->\n[a](a.md)\n[b](b.md) [tag](games/tag.md)\n\n[c](c.md) [@lin2020calm]\n", ["LNK001"]),
    ("docs/index.md", "# Home\n\n[a](a.md) [tag](games/tag.md) [@lin2020calm] <!-- kb: ignore LNK: soon -->\n", []),
    ("docs/index.md", "<!-- kb: ignore-file LNK001, DOC002: an example of mistakes -->\n\n# Home\n\n[a](a.md) ![](circle.svg) [tag](games/tag.md) [@lin2020calm]\n", []),
    ("docs/index.md", "# Home\n\n<!-- kb: ignore LNK001 -->\n[a](a.md) [tag](games/tag.md) [@lin2020calm]\n", ["LNK001", "SRC010"]),
    ("refs.bib", "% kb: ignore BIB010: as the cover says\n@misc{lin2020calm,\n  title = {Calm},\n  year = {20x0}\n}\n\n@misc{wei,\n  title = {Snow},\n  year = {20y0}\n}\n", ["BIB010"]),
    ("mkdocs.yml", "site_name: X\nnav:\n  # kb: ignore LNK011: it is made by a script\n  - made.md\n  - index.md\n  - games/tag.md\nplugins:\n  - bibtex: {bib_file: refs.bib}\n", []),
])
def test_a_file_says_what_it_is_not_to_be_told(elsewhere, path, text, codes):
    (elsewhere / path).write_text(text, "utf-8")
    assert sorted(d["code"] for d in found(elsewhere, "--ignore", "CIT002")) == codes


# Mending

def test_what_can_be_mended_is_mended_and_shown_before(elsewhere):
    index = elsewhere / "docs/index.md"
    bad = "\ufeff# Home\r\n\r\n[tag](games/tag/#rules) and [tag](Games/tag.md) [@lin2020calm]\r\n"
    index.write_bytes(bad.encode())
    (elsewhere / "refs.bib").write_text("@article{lin2020calm,\n  author = {Lin, Mei and et al.},\n  title = {Calm and the WHO},\n  journal = {J \\& K},\n  pages = {12-34}\n}\n", "utf-8")
    shown = kb("check", elsewhere, "--diff")
    assert "+  pages = {12--34}" in shown.output and index.read_bytes() == bad.encode()
    done = kb("check", elsewhere, "--fix")
    assert done.exit_code == 0, done.output
    assert index.read_bytes() == b"# Home\n\n[tag](games/tag.md#rules) and [tag](games/tag.md) [@lin2020calm]\n"
    assert (elsewhere / "refs.bib").read_text("utf-8") == (
        "@article{lin2020calm,\n  author = {Lin, Mei and others},\n  title = {Calm and the {WHO}},\n  journal = {J \\& K},\n  pages = {12--34}\n}\n")
    assert found(elsewhere) == []


def test_mending_leaves_whole_files_where_nothing_can_be_written(elsewhere, monkeypatch):
    (elsewhere / "refs.bib").write_text("@article{lin2020calm,\n  author = {Lin, Mei},\n  title = {Calm},\n  journal = {J},\n  pages = {12-34}\n}\n", "utf-8")
    before = (elsewhere / "refs.bib").read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    done = kb("check", elsewhere, "--fix")
    assert done.exit_code == 2 and "No space left" in done.output
    assert (elsewhere / "refs.bib").read_bytes() == before and not list(elsewhere.glob(".writing-*"))


# Other hosts, and built sites

@pytest.fixture
def server():
    """A host with one good page, one that moved for good and one that is gone; `asked` says what it was asked for."""
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 - http.server's name
            asked.append(self.path)
            self.send_response({"/fine": 200, "/moved": 301}.get(self.path, 404))
            self.send_header("Content-Length", "0")
            if self.path == "/moved":
                self.send_header("Location", f"http://{host}/fine")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *args):
            pass

    asked: list[str] = []
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    host = f"127.0.0.1:{served.server_address[1]}"
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield SimpleNamespace(host=host, asked=asked)
    served.shutdown()
    served.server_close()


def test_other_hosts_are_asked_when_that_is_wanted(elsewhere, server):
    example_handbook.lay(elsewhere, "docs/index.md",
                         f"# Home\n\n[a](http://{server.host}/fine) [b](http://{server.host}/gone) [c](http://{server.host}/moved) [tag](games/tag.md) [@lin2020calm]\n")
    assert found(elsewhere, "--select", "EXT") == [] and server.asked == []
    told = json.loads(CliRunner().invoke(main, ["check", str(elsewhere), "--external", "--select", "EXT", "--format", "json"]).stdout)
    assert {d["code"] for d in told} == {"EXT005"} and server.asked == []  # an address of one's own network
    done = CliRunner().invoke(main, ["check", str(elsewhere), "--external", "--allow-private", "--format", "json"])
    assert [(d["code"], d["line"], d["severity"]) for d in json.loads(done.stdout)] == [("EXT001", 3, "error"), ("EXT002", 3, "warning")]
    assert {"/fine", "/gone", "/moved"} <= set(server.asked) and "addresses" in done.stderr
    kb("check", elsewhere, "--external", "--allow-private", "--fix")
    assert f"[c](http://{server.host}/fine)" in (elsewhere / "docs/index.md").read_text("utf-8")


def test_a_built_site_is_checked_in_place_of_its_sources(elsewhere):
    built = elsewhere / "site" / "games" / "tag"
    built.mkdir(parents=True)
    (elsewhere / "site/index.html").write_text("<!doctype html><title>Home</title><a href='games/tagg/'>tag</a>", "utf-8")
    (built / "index.html").write_text("<!doctype html><title>Tag</title><a href='../../'>home</a>", "utf-8")
    assert [(d["path"], d["code"]) for d in found(elsewhere, "--site", elsewhere / "site", "--select", "SIT001")] == [("site/index.html", "SIT001")]


# The same, however it is called

def test_the_output_is_the_same_under_any_seed_locale_zone_and_folder(tmp_path):
    shutil.copytree(CORPUS / "site", tmp_path / "site")
    outputs = set()
    for seed, locale, zone, folder, jobs in (("0", "C", "UTC", tmp_path, "1"), ("1", "C.UTF-8", "Asia/Shanghai", tmp_path / "site", "2"),
                                             ("12345", "POSIX", "America/New_York", Path("/"), "5")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        done = subprocess.run([sys.executable, "-m", "kb_tools", "check", str(tmp_path / "site"), "--today", "2026-11-26", "--jobs", jobs, "--no-cache"], cwd=folder, env=env, capture_output=True, check=False)
        outputs.add((done.returncode, done.stdout))
    assert len(outputs) == 1 and outputs.pop()[0] == 1


def test_what_a_process_raises_is_raised_here():
    def fail():
        raise ValueError("no")

    assert in_processes([lambda: 1, lambda: "2", lambda: [3]]) == [1, "2", [3]]
    with pytest.raises(ValueError, match="no"):
        in_processes([lambda: 1, fail])
    with in_turn(9) as turns:
        parts = in_processes([lambda: list(turns())] * 3)
    assert sorted(sum(parts, [])) == list(range(9))


AUDIT = """
import json, sys
root, seen = sys.argv[1], []
def watch(event, args):
    if event in ("socket.connect", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        seen.append((event, str(args)[:200]))
    elif event == "open" and args[0] is not None and not isinstance(args[0], int) and armed:
        seen.append(("open", str(args[0])))
armed = False
sys.addaudithook(watch)
from kb_tools.cli import check, main
import kb_tools.words.messages; kb_tools.words.messages.patterns()
armed = True
try:
    main(["check", root, "--format", "json"], standalone_mode=False)
except SystemExit:
    pass
armed = False
print("SEEN" + json.dumps(seen))
"""


def test_nothing_outside_the_project_is_read_and_nothing_connects_or_starts(tmp_path):
    shutil.copytree(CORPUS / "site", tmp_path / "site")
    (tmp_path / "secret.bib").write_text("@misc{secret, title = {x}}", "utf-8")
    (tmp_path / "site/docs/linked.md").symlink_to(tmp_path / "secret.bib")
    config = (tmp_path / "site/mkdocs.yml").read_text("utf-8").replace("bib_file: refs.bib", "bib_file: ../secret.bib")
    (tmp_path / "site/mkdocs.yml").write_text(config + "hooks: [evil.py]\nx: !!python/object/apply:os.system ['touch evil']\n", "utf-8")
    (tmp_path / "site/evil.py").write_text("raise SystemExit('run')\n", "utf-8")
    done = subprocess.run([sys.executable, "-c", AUDIT, str(tmp_path / "site")], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "SEEN" in done.stdout, done.stderr
    said, _, seen = done.stdout.partition("SEEN")
    opened = json.loads(seen)
    assert not [each for each in opened if each[0] != "open"]
    outside = [name for _, name in opened if not os.path.realpath(name).startswith((str(tmp_path / "site"), sys.prefix, sys.base_prefix, str(Path(__file__).parent.parent)))]
    assert outside == [] and not any("secret" in name or "evil" in name for _, name in opened)
    assert "lies outside of the project" in said and "is not followed" in said
