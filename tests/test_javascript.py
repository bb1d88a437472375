"""The pure parts of the site's scripts, by node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("path", sorted((ROOT / "tests/js").glob("*.test.js")), ids=lambda path: path.name)
def test_in_node(path: Path) -> None:
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=spec", path], check=False, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
