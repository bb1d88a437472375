"""`kb serve` shows edits after a reload, and a mistake stops nothing."""

import _thread
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from benchmarks.corpus import make
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run
from kb_tools.website import serve

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A small handbook that is served: its folder, its address, and what was printed so far."""
    folder = tmp_path_factory.mktemp("served")
    make(folder, activities=4, works=8)
    (folder / "pyproject.toml").write_text('[project]\nname = "a-handbook"\n', "utf-8")
    log = folder / "log.txt"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with log.open("w") as out:
        server = subprocess.Popen([sys.executable, "-m", "kb_tools", "serve", "--port", "8431"], cwd=folder, env=env, stdout=out, stderr=out,
                                  preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # in the background it may be ignored
    try:
        address = wait_for(lambda: re.search(r"http://127\.0\.0\.1:\d+/", log.read_text("utf-8")), server)[0]
        yield folder, address, log, server
    finally:
        server.terminate()
        server.wait(20)


def wait_for(look, server, seconds=180):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        assert server.poll() is None, "the server stopped"
        time.sleep(0.2)
    raise AssertionError("waited in vain")


def page(address, name):
    try:
        with urllib.request.urlopen(address + name, timeout=10) as answer:
            return answer.read().decode("utf-8")
    except OSError:
        return ""


@pytest.mark.parametrize(("file", "old", "new", "name"), [
    ("activities/brave-basket.md", "title: Brave basket", "title: Basket of courage", "activities/brave-basket.html"),
    ("knowledge/needs/belonging.yml", "en: Belonging", "en: A place of one's own", "needs/belonging.html"),
    ("references.bib", "Straight scarf and loud paper", "A scarf and loud papers", "references/gulo1990n0.html"),
])
def test_an_edit_shows_after_a_reload(served, file, old, new, name):
    folder, address, _, server = served
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    wait_for(lambda: new.split(": ")[-1] in page(address, name), server)


def test_what_is_saved_while_the_first_build_runs_is_built_too(tmp_path, monkeypatch):
    guide, read = tmp_path / "activities/a.md", []
    guide.parent.mkdir()
    guide.write_text("before", "utf-8")

    def build(root, site, **_):
        read.append(guide.read_text("utf-8"))
        if len(read) == 2:
            raise KeyboardInterrupt
        guide.write_text("and after", "utf-8")
        return run(load(project_at(root)))

    monkeypatch.setattr(serve, "build", build)
    patience = threading.Timer(20, _thread.interrupt_main)
    patience.start()
    try:
        serve.serve(tmp_path, 8473, lambda line: None, lambda look: "")
    finally:
        patience.cancel()
    assert read == ["before", "and after"]


def test_both_editions_are_served_with_live_reload(served):
    _, address, _, _ = served
    assert "livereload" in page(address, "index.html") and '<html lang="zh"' in page(address, "zh/index.html")


def test_a_mistake_is_shown_and_the_server_goes_on(served):
    folder, address, log, server = served
    path = folder / "activities/quiet-pebble.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("phase: closing", "phase: closed"), "utf-8")
    wait_for(lambda: "activities/quiet-pebble.md:" in log.read_text("utf-8"), server)
    assert "is not a value of `phase`" in log.read_text("utf-8")
    path.write_text(text.replace("title: Quiet", "title: Quieter"), "utf-8")
    wait_for(lambda: "Quieter" in page(address, "activities/quiet-pebble.html"), server)
    assert "Traceback" not in log.read_text("utf-8")


def test_settings_that_cannot_be_followed_are_said_and_the_server_goes_on(served):
    folder, address, log, server = served
    path = folder / "pyproject.toml"
    text = path.read_text("utf-8")
    path.write_text(text + "\n[tool.kb]\nignroe = []\n", "utf-8")
    wait_for(lambda: "not built: `[tool.kb]` of pyproject.toml has no setting `ignroe`" in log.read_text("utf-8"), server)
    path.write_text(text, "utf-8")
    wait_for(lambda: "built in" in log.read_text("utf-8").rpartition("`ignroe`")[2], server)
    assert "Traceback" not in log.read_text("utf-8") and page(address, "index.html")


def test_a_page_shows_its_own_findings_until_they_are_mended(served):
    folder, address, _, server = served
    path, name = folder / "activities/round-lantern.md", "activities/round-lantern.html"
    text = path.read_text("utf-8")
    line = text[:text.index("needs:\n")].count("\n") + 2
    path.write_text(text.replace("needs:\n", "needs:\n- clam\n", 1), "utf-8")
    wait_for(lambda: f"activities/round-lantern.md:{line}</code>" in page(address, name), server)
    assert 'class="kb-strip" lang="zh"' in page(address, "zh/" + name) and "kb-strip" not in page(address, "activities/brave-basket.html")
    assert page(address, "kb-serve/strip.css").startswith("/* The strip")
    path.write_text(text, "utf-8")
    wait_for(lambda: "kb-strip" not in page(address, name), server)


def test_a_page_that_a_mistake_keeps_from_being_made_shows_why(served):
    folder, address, _, server = served
    path, name = folder / "activities/slow-rope.md", "activities/slow-rope.html"
    text = path.read_text("utf-8")
    path.write_text(text.replace("energy: ", "energy: very-", 1), "utf-8")
    shown = wait_for(lambda: "is not a value of" in missing(address, name) and missing(address, name), server)
    assert "activities/slow-rope.md:" in shown and "livereload" in shown
    path.write_text(text, "utf-8")
    wait_for(lambda: "kb-strip" not in page(address, name) and page(address, name), server)


def missing(address, name):
    """What is shown where there is no page."""
    try:
        urllib.request.urlopen(address + name, timeout=10).close()
    except urllib.error.HTTPError as refused:
        return refused.read().decode("utf-8")
    except OSError:
        pass
    return ""


def test_ctrl_c_ends_it(served):  # the last one here: nothing is served any more
    _, _, log, server = served
    server.send_signal(signal.SIGINT)
    assert server.wait(30) == 0 and log.read_text("utf-8").endswith("stopped\n")
