"""What runs on a code host runs at home too; and the job that may write takes what another job found as data, whatever stands in it."""

import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import example_handbook
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import pull_request  # noqa: E402 - scripts are no package
import results  # noqa: E402
import tell  # noqa: E402
import weekly  # noqa: E402

FINDING = {"path": "activities/a.md", "line": 3, "code": "ACT001", "name": "steps-add-up", "severity": "error", "message": "`minutes` is 9", "hint": "write `minutes: 10`"}


def result(tmp_path, **changes) -> Path:
    """A file as a job writes it, a finding or a part of it changed."""
    data = {"parts": [{"name": "check", "state": "failed", "said": ""}], "findings": {"en": [FINDING | changes.pop("finding", {})], "zh": []}} | changes
    (tmp_path / "result.json").write_text(json.dumps(data), "utf-8")
    return tmp_path / "result.json"


# At home

@pytest.fixture
def root(tmp_path):
    return example_handbook.write(tmp_path / "handbook")


def run(root, *arguments, monkeypatch, capsys, **environment) -> tuple[int, str, Path]:
    """The status of a run, what it printed, and where it wrote."""
    out = root.parent / "out"
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, str(value))
    status = pull_request.main(["--root", str(root), "--out", str(out), *arguments])
    return status, capsys.readouterr().out, out


def test_a_good_handbook_passes_and_all_files_are_written(root, monkeypatch, capsys):
    status, said, out = run(root, "--no-build", monkeypatch=monkeypatch, capsys=capsys)
    assert status == 0 and "Nothing is missing. Thank you!" in said and "什么都不缺" in said and "::" not in said
    assert (out / "report.md").read_text("utf-8") + "\n" == said and json.loads((out / "findings.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert results.read(out / "result.json").parts == tuple(results.Part(name, state) for name, state in (("check", "passed"), ("tests", "skipped"), ("build", "skipped")))


def test_what_is_missing_is_told_in_both_languages_and_nothing_is_built(root, monkeypatch, capsys):
    example_handbook.lay(root, "activities/breathe-out.md", "---\nminutes: 9\n---\n")
    status, said, out = run(root, monkeypatch=monkeypatch, capsys=capsys, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=root.parent / "summary.md")
    assert status == 1 and not (out / "site").exists()
    assert "- line 10: the steps add up to 10 minutes, not 9" in said and "- 第10行：" in said and "- Build: not asked" in said
    assert "::error file=activities/breathe-out.md,line=10," in said and "Check: something is to be repaired" in (root.parent / "summary.md").read_text("utf-8")


def test_tests_can_be_named_and_the_last_of_what_they_say_is_kept(root, monkeypatch, capsys):
    (root / "test_it.py").write_text("def test_it():\n    assert 1 == 2, 'two ```` of them'\n", "utf-8")
    status, said, out = run(root, "--no-build", "--tests", "test_it.py", monkeypatch=monkeypatch, capsys=capsys)
    assert status == 1 and "- Tests: something is to be repaired\n\n`````text\n" in said and "1 failed" in results.read(out / "result.json").parts[1].said
    (root / "test_it.py").write_text("def test_it():\n    pass\n", "utf-8")
    assert run(root, "--no-build", "--tests", "test_it.py", monkeypatch=monkeypatch, capsys=capsys)[0] == 0


def test_the_site_is_built_beside_the_report(root, monkeypatch, capsys):
    shutil.copy(ROOT / "mkdocs.yml", root)
    status, said, out = run(root, monkeypatch=monkeypatch, capsys=capsys)
    assert status == 0 and "- Build: fine" in said and (out / "site/activities/breathe-out.html").is_file() and (out / "site/zh").is_dir()


def test_the_script_runs_by_its_path(root):
    done = subprocess.run([sys.executable, ROOT / "scripts/pull_request.py", "--root", root, "--no-build", "--out", root.parent / "out"],
                          env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def weekly_result(root, monkeypatch, status: int = 0):
    """What the weekly look finds, where nobody is asked: `example.org/gone` is gone, and of withdrawn works the command says two lines."""
    monkeypatch.setattr(weekly, "look_up", lambda *_, **__: example_handbook.OUTCOMES)
    monkeypatch.setattr(weekly.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, status, "a line\n", "and why\n"))
    assert weekly.main(["--root", str(root), "--out", str(root.parent / "out")]) == 0
    return results.read(root.parent / "out/result.json")


def test_every_week_addresses_and_withdrawn_works_are_looked_at(root, monkeypatch, capsys):
    assert weekly_result(root, monkeypatch).fine
    example_handbook.lay(root, "docs/about.md", "---\ntitle: About\nsummary: It says.\n---\n\n## It\n\nSee [it](https://example.org/gone).\n")
    found = weekly_result(root, monkeypatch)
    assert {d.code for d in found.findings["en"]} == {"EXT001"} and [part.state for part in found.parts] == ["failed", "passed"]
    assert "`docs/about.md`" in capsys.readouterr().out


def test_a_work_that_was_withdrawn_is_told_and_so_is_one_that_could_not_be_asked_for(root, monkeypatch):
    assert weekly_result(root, monkeypatch, status=1).parts[1] == results.Part("retractions", "failed", "a line\nand why\n")
    case = ROOT / "tests/cases/BIB034-retracted"
    for file in (file for file in case.rglob("*") if file.is_file() and file.name != "expected.txt"):
        example_handbook.lay_bytes(root, file.relative_to(case).as_posix(), file.read_bytes())
    found = weekly_result(root, monkeypatch)
    assert {d.code for d in found.findings["en"]} == {"BIB034"} and [part.state for part in found.parts] == ["passed", "failed"]


# Data, and nothing else

@pytest.mark.parametrize("changes", [
    {"parts": 7}, {"parts": [{"name": "other", "state": "passed", "said": ""}]}, {"parts": [{"name": "check", "state": "<b>", "said": ""}]},
    {"parts": [{"name": "check", "state": "passed", "said": ["x"]}]}, {"findings": []}, {"findings": {"en": []}}, {"findings": {"en": "text", "zh": []}},
    {"finding": {"line": "3"}}, {"finding": {"line": 0}}, {"finding": {"line": 1e9}}, {"finding": {"path": None}}, {"finding": {"severity": "fatal"}}, {"finding": {"hint": {}}},
])
def test_what_no_job_writes_is_refused(tmp_path, changes):
    with pytest.raises(results.Refused):
        results.read(result(tmp_path, **changes))


def test_a_link_a_folder_a_large_file_and_no_json_are_refused(tmp_path):
    (tmp_path / "link").symlink_to(result(tmp_path))
    (tmp_path / "large").write_bytes(b" " * (results.MAX_BYTES + 1))
    (tmp_path / "deep").write_text("[" * 100_000, "utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for name in ("link", "large", "deep", "bytes", ".", "nowhere"):
        with pytest.raises(results.Refused):
            results.read(tmp_path / name)


ODD = st.text(st.sampled_from("`@#<>[]()!*_~&$:/.-ab1 \n\r\u2028"), max_size=80) | st.text(max_size=80)


@given(ODD, ODD, ODD)
def test_nothing_in_a_result_can_do_anything_in_a_comment(tmp_path_factory, message, path, said):
    file = result(tmp_path_factory.mktemp("odd"), finding={"message": message, "path": path, "hint": message}, parts=[{"name": "tests", "state": "failed", "said": said}])
    tokens = [token for block in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(results.report(results.read(file), "https://host.example/run/1")) for token in (block, *(block.children or ()))]
    assert not {"html_block", "html_inline", "image", "blockquote_open", "hr", "table_open"} & {token.type for token in tokens}
    assert [token.attrs["href"] for token in tokens if token.type == "link_open"] == ["https://host.example/run/1"] * 2
    assert not [token.content for token in tokens if token.type == "text" and ("@" in token.content or "#" in token.content)]


def test_a_report_has_room_in_a_comment_however_much_is_found(tmp_path):
    much = [FINDING | {"line": n, "message": "@x " * 300, "hint": "<b> " * 300} for n in range(1, 1_000)]
    file = result(tmp_path, findings={"en": much, "zh": much}, parts=[{"name": name, "state": "failed", "said": "x" * 50_000} for name in results.PARTS])
    assert len(results.report(results.read(file))) <= results.MAX_REPORT


# Telling

class Api(BaseHTTPRequestHandler):
    """As much of a code host's API as is asked here; `told` are the requests that change something."""

    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        where, query = urlsplit(self.path).path.removeprefix("/repos/org/handbook"), parse_qs(urlsplit(self.path).query)
        self.server.asked.append((self.command, where, self.headers["Authorization"], query))
        if self.command != "GET":
            self.server.told.append((self.command, where, body))
        answer = self.server.answers.get(where, {}) if self.command == "GET" else {}
        if isinstance(answer, list):
            answer = answer[(int(query["page"][0]) - 1) * 100:][:100]
        self.send_response(302 if answer == "moved" else 200)
        if answer == "moved":
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - http.server's names

    def log_message(self, *args):
        pass


@pytest.fixture
def host(monkeypatch):
    served = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    served.asked, served.told = [], []
    served.answers = {"/pulls": [{"number": 4, "head": {"sha": "new"}}, {"number": 5, "head": {"sha": "old"}}], "/issues/4/comments": [], "/issues": []}
    threading.Thread(target=served.serve_forever, daemon=True).start()
    for name, value in {"GITHUB_API_URL": f"http://127.0.0.1:{served.server_address[1]}", "GITHUB_REPOSITORY": "org/handbook", "GITHUB_TOKEN": "t",
                        "HEAD_OWNER": "somebody", "HEAD_BRANCH": "a&b", "HEAD_SHA": "new"}.items():
        monkeypatch.setenv(name, value)
    yield served
    served.shutdown()
    served.server_close()


def by(who: str, id: int, mark: str) -> dict:
    return {"id": id, "number": id, "user": {"login": who}, "body": f"{mark}\nbefore"}


def test_a_comment_is_made_once_on_the_pull_request_that_is_still_there(tmp_path, host):
    assert tell.main(["comment", str(result(tmp_path))]) == 0
    [(method, where, body)] = host.told
    assert (method, where) == ("POST", "/issues/4/comments") and body["body"].startswith("<!-- kb check -->\n### What is missing") and "`minutes` is 9" in body["body"]
    assert host.asked[0] == ("GET", "/pulls", "Bearer t", {"state": ["open"], "head": ["somebody:a&b"], "per_page": ["100"], "page": ["1"]})


def test_our_own_comment_is_changed_and_nobody_elses(tmp_path, host):
    host.answers["/issues/4/comments"] = [by("somebody", n, tell.MARK["comment"]) for n in range(100)] + [by(tell.AUTHOR, 100, "other"), by(tell.AUTHOR, 101, tell.MARK["comment"])]
    assert tell.main(["comment", str(result(tmp_path))]) == 0
    assert [told[:2] for told in host.told] == [("PATCH", "/issues/comments/101")]


def test_of_a_pull_request_that_went_on_nothing_is_told(tmp_path, host, monkeypatch):
    monkeypatch.setenv("HEAD_SHA", "older")
    assert tell.main(["comment", str(result(tmp_path))]) == 0 and host.told == []


@pytest.mark.parametrize(("there", "state", "told"), [
    (False, "failed", ("POST", "/issues")), (True, "failed", ("PATCH", "/issues/9")), (True, "passed", ("PATCH", "/issues/9")), (False, "passed", None),
])
def test_an_issue_is_opened_changed_and_closed(tmp_path, host, there, state, told):
    host.answers["/issues"] = [by(tell.AUTHOR, 9, tell.MARK["issue"])] if there else []
    assert tell.main(["issue", str(result(tmp_path, parts=[{"name": "links", "state": state, "said": ""}]))]) == 0
    assert [each[:2] for each in host.told] == ([told] if told else [])
    assert not there or host.told[0][2]["state"] == ("closed" if state == "passed" else "open")


def test_a_redirect_is_not_followed_with_the_token(tmp_path, host, capsys):
    host.answers["/pulls"] = "moved"
    assert tell.main(["comment", str(result(tmp_path))]) == 1
    assert len(host.asked) == 1 and "not told: GET /pulls: HTTP Error 302" in capsys.readouterr().err


def test_what_cannot_be_told_is_said(tmp_path, monkeypatch, capsys):
    assert tell.main(["comment"]) == 2 and "Usage:" in capsys.readouterr().err
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.setenv("GITHUB_REPOSITORY", "org/handbook")
    assert tell.main(["comment", str(result(tmp_path))]) == 2 and "GITHUB_TOKEN is not set" in capsys.readouterr().err
    (tmp_path / "result.json").write_text("{}", "utf-8")
    assert tell.main(["comment", str(tmp_path / "result.json")]) == 1 and "is no result of a job" in capsys.readouterr().err
