"""The pure parts of the site's scripts, by node's own test runner."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("path", sorted((ROOT / "tests/js").glob("*.test.js")), ids=lambda path: path.name)
def test_in_node(path, tools):
    done = subprocess.run([tools["node"], "--test", "--test-reporter=spec", path], check=False, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr



def test_types_hold():
    """Every script is checked as it stands, what it takes from the others too (`docs/assets/globals.d.ts`)."""
    done = subprocess.run([ROOT / "node_modules/.bin/tsc", "-p", ROOT], check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
