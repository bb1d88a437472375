"""What is exported and built of one state is the same, byte by byte, in another folder, another time zone, with other hash seeds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import differences
from benchmarks.corpus import make

ROOT = Path(__file__).resolve().parent.parent
PLACES = {"here": {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C"}, "far/away": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8"}}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A handbook, and the same in another folder whose files are of another day, with a former id and a record that was taken out."""
    folder = tmp_path_factory.mktemp("same")
    for name in PLACES:
        make(folder / name / "handbook", activities=3, works=8)
        term = min((folder / name / "handbook/knowledge/glossary").glob("*.yml"))
        term.write_text("aliases: [what-it-was, an-older-name]\n" + term.read_text("utf-8"), "utf-8")
        (folder / name / "handbook/knowledge/removed.yml").write_text("- {kind: term, id: gone, date: 2026-11-20, why: {en: Nobody says it., zh: 没有人这样说。}}\n", "utf-8")
    for path in (folder / "far/away").rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return folder


def kb(folder, name, *arguments):
    env = {**os.environ, **PLACES[name], "PYTHONPATH": str(ROOT), "KB_CACHE_DIR": str(folder / name / "cache")}
    done = subprocess.run([sys.executable, "-m", "kb_tools", *arguments], cwd=folder / name / "handbook", env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [("export", "all", "--out"), ("build", "--cold", "--site")], ids=["exports", "site"])
def test_one_state_makes_the_same_bytes(places, command):
    for name in PLACES:
        kb(places, name, *command, str(places / name / "made"))
    here, there = (places / name / "made" for name in PLACES)
    assert len([path for path in here.rglob("*") if path.is_file()]) > 200
    assert differences(here, there) == []
    for name in PLACES:
        shutil.rmtree(places / name / "made")


def test_an_export_over_an_earlier_one_is_as_a_first_one(places):
    for _ in range(2):
        kb(places, "here", "export", "sqlite", "--out", str(places / "twice/handbook.sqlite"))
    kb(places, "here", "export", "sqlite", "--out", str(places / "once/handbook.sqlite"))
    assert differences(places / "twice", places / "once") == []
