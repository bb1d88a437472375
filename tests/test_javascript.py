"""The pure parts of the site's scripts, by node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kb_tools.website.lean import lean

ROOT = Path(__file__).resolve().parent.parent


TESTS = sorted((ROOT / "tests/js").glob("*.test.js"))


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A copy of the tests beside our scripts as they are sent."""
    root = tmp_path_factory.mktemp("sent")
    shutil.copytree(ROOT / "tests/js", root / "tests/js")
    shutil.copytree(ROOT / "tests/shared", root / "tests/shared")
    for path in (ROOT / "docs/assets").glob("*/*.js"):
        target = root / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(lean(path.read_text("utf-8")), "utf-8")
    return root


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_in_node(path, tools):
    _in_node(tools, path, ROOT)


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_what_is_sent_does_the_same(path, tools, sent):
    _in_node(tools, sent / path.relative_to(ROOT), sent)


def _in_node(tools, path, root):
    done = subprocess.run([tools["node"], "--test", "--test-reporter=spec", path], check=False, cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_sent_is_much_less():
    for path in (ROOT / "docs/assets").glob("*/*.js"):
        assert len(lean(path.read_text("utf-8"))) < 0.7 * path.stat().st_size, path.name


def test_types_hold():
    """Every script is checked as it stands, what it takes from the others too (`docs/assets/globals.d.ts`)."""
    done = subprocess.run([ROOT / "node_modules/.bin/tsc", "-p", ROOT], check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout

