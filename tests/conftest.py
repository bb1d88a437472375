"""What all tests share: the built site, the tools that were set up, and `--update` for golden files."""

import fcntl
import json
import os
import shutil
from pathlib import Path

import hypothesis
import pytest
from local_web import Web, names_of_this_machine
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-quic"]

hypothesis.settings.register_profile("untimed", deadline=None)  # a machine that others use is slow at times, and nothing is wrong with it
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="write the expectations of golden cases anew")


@pytest.fixture(scope="session")
def update(request):
    """Whether golden files are to be written anew."""
    return request.config.getoption("--update")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """What is kept from run to run is kept for these tests alone."""
    before = os.environ.get("KB_CACHE_DIR")
    os.environ["KB_CACHE_DIR"] = str(tmp_path_factory.mktemp("kept"))
    yield Path(os.environ["KB_CACHE_DIR"])
    os.environ.pop("KB_CACHE_DIR") if before is None else os.environ.update(KB_CACHE_DIR=before)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the real handbook's sources, to be changed and built."""
    folder = tmp_path_factory.mktemp("handbook")
    for name in ("activities", "knowledge", "docs", "references.bib", "mkdocs.yml", "pyproject.toml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The real handbook, both editions, built cold: once for all processes that test side by side, and for both runs of `make test`."""
    from kb_tools.cli.manual import commands
    from kb_tools.website.build import build

    own = tmp_path_factory.getbasetemp()
    folder = Path(os.environ.get("TESTED_SITE") or (own if worker_id == "master" else own.parent) / "site")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed, also by who fails
        if not folder.is_dir():
            report = build(ROOT, folder, cached=False, commands=commands())
            assert not report.errors, [str(d) for d in report.errors][:5]
    return folder


@pytest.fixture(scope="session")
def tools():
    """Where the tools of the tests are: `chromium`, `node`, `java`."""
    paths = ROOT / ".tools" / "paths.json"
    assert paths.is_file(), "run `make test`: it sets up what the tests need"
    found = json.loads(paths.read_text("utf-8"))
    assert all(os.path.exists(p) for p in found.values()), found
    return found


@pytest.fixture(scope="session")
def chromium(tools):
    """One browser for all tests: Playwright allows only one of its kind at a time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools["chromium"], args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server():
    """A server of this machine, one for all tests of a file."""
    with Web() as web:
        yield web


@pytest.fixture
def web(server):
    """The server, which knows nothing yet and was asked for nothing."""
    server.routes.clear()
    server.requests.clear()
    server.times.clear()
    return server


@pytest.fixture
def names(monkeypatch):
    """Who is where: whatever ends in `.example` is this machine."""
    return names_of_this_machine(monkeypatch)


@pytest.fixture
def soon(monkeypatch):
    """Catalogues are asked without pauses, and waited for as a person waits: who is silent is asked again, so a test of silence sets its own time in what this gives."""
    from kb_tools.lookups import works

    options_for = works.options_for
    times = {"delay": 0.0, "pause": 0.01}
    monkeypatch.setattr(works, "options_for", lambda mailto="", **changes: options_for(mailto, **{**changes, **times}))
    return times
