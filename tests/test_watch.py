"""`kb watch` tells what each save mends and what it breaks, however an editor saves, and ends when it is asked to."""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import example_handbook
import pytest

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.handbook import Handbook
from kb_tools.reporters import changes
from kb_tools.rules import Report
from kb_tools.rules.changes import Look
from kb_tools.saves import Saves, files_below
from kb_tools.words.messages import say

ROOT = Path(__file__).resolve().parent.parent
GUIDE, NEED = "activities/breathe-out.md", "knowledge/needs/calm.yml"
BROKEN, WHOLE = "needs: [calm, clam]", "needs: [calm]"
FOUND = rf"{GUIDE}:5:15: error REF001 no need is called `clam`"
LONG = 60
"""Seconds after which nothing is waited for any more; what is promised is measured by `benchmarks.watching`."""


class Watching:
    """`kb watch` as a process of its own: `until` gives what it printed since the last time, once a pattern is in it."""

    def __init__(self, root: Path, *options: str, without: tuple[str, ...] = (), end=subprocess.PIPE):
        begin = f"import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); sys.modules.update(dict.fromkeys({without!r}))"
        self._process = subprocess.Popen([sys.executable, "-c", f"{begin}; from kb_tools.cli import main; main()", "watch", str(root), *options],
                                         stdout=end, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"})
        self._new, self.said = "", ""

    def until(self, pattern: str) -> str:
        found, end = None, time.monotonic() + LONG
        while not (found := re.search(pattern, self._new, re.M)):
            assert time.monotonic() < end, f"never said: {pattern}\n{self.said}"
            if select.select([self._process.stdout], [], [], 0.2)[0]:
                more = os.read(self._process.stdout.fileno(), 65_536).decode("utf-8", "replace")
                assert more, f"ended without {pattern}:\n{self.said}"
                self._new, self.said = self._new + more, self.said + more
        told, self._new = self._new[:found.end()], self._new[found.end():]
        return told

    def interrupt(self) -> int:
        self._process.send_signal(signal.SIGINT)
        self.said += self._process.communicate(timeout=LONG)[0].decode()
        return self._process.returncode

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def watching():
    """A function that starts to watch a folder."""
    begun = []

    def watch(root: Path, *options: str, **named) -> Watching:
        begun.append(Watching(root, *options, **named))
        return begun[-1]

    yield watch
    for one in begun:
        one.close()


@pytest.fixture
def root(tmp_path):
    return example_handbook.write(tmp_path / "handbook")


def replaced(path: Path, old: str, new: str) -> str:
    text = path.read_text("utf-8")
    assert old in text
    return text.replace(old, new)


# How it is told

COUNT = r"^\d\d:\d\d:\d\d {}$"


def test_what_stands_there_is_told_first_as_the_check_tells_it(root, watching):
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    told = watching(root).until(COUNT.format("1 error"))
    assert f"watching {root}; stop with Ctrl-C\n{FOUND}\n  | needs: [calm, clam]\n  |               ^^^^\n  hint: did you mean `calm`?\n" in told


def test_a_save_that_breaks_and_one_that_mends_are_told_with_what_is_left(root, watching):
    watched = watching(root)
    watched.until(COUNT.format("nothing to repair"))
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    assert f"new: {FOUND}\n  | needs: [calm, clam]\n" in watched.until(COUNT.format("1 error"))
    (root / NEED).write_text(replaced(root / NEED, "outcomes: [", "outcomes: [settels, "), "utf-8")
    told = watched.until(COUNT.format("2 errors"))
    assert f"new: {NEED}:" in told and GUIDE not in told, "what stands as it stood is not told again"
    (root / GUIDE).write_text(replaced(root / GUIDE, BROKEN, WHOLE), "utf-8")
    assert watched.until(COUNT.format("1 error")).strip().startswith(f"mended: {FOUND}\n")


def test_it_is_told_in_chinese(root, watching):
    watched = watching(root, "--lang", "zh")
    watched.until(COUNT.format("没有需要修改的地方"))
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    assert "新出现：activities/breathe-out.md:5:15: 错误 REF001 没有叫 `clam` 的需要" in watched.until(COUNT.format("1个错误"))
    (root / GUIDE).write_text(replaced(root / GUIDE, BROKEN, WHOLE), "utf-8")
    watched.until("已改好：activities/breathe-out.md:5:15")


def test_a_save_that_changes_no_finding_is_no_line_where_no_terminal_is(root, watching):
    watched = watching(root)
    watched.until("nothing to repair\n")
    (root / GUIDE).write_text(replaced(root / GUIDE, "\n\n## Steps\n\n", "\n\n## Steps\n\n\n"), "utf-8")
    os.utime(root / NEED)
    time.sleep(1)
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    assert watched.until("1 error\n").startswith("new: ")
    assert "\x1b" not in watched.said and "\r" not in watched.said


def test_at_a_terminal_the_last_line_counts_and_is_written_over(root, watching):
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    watched = watching(root, end=theirs)
    os.close(theirs)
    watched._process.stdout = os.fdopen(ours, "rb", buffering=0)
    watched.until(r"\r\x1b\[2K\d\d:\d\d:\d\d nothing to repair$")
    os.utime(root / NEED)
    assert watched.until(r"\d nothing to repair").startswith("\r\x1b[2K"), "a save that changes no finding moves the clock alone"
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    assert watched.until("1 error$").startswith("\r\x1b[2Knew: activities/breathe-out.md:5:15")


def test_ctrl_c_ends_it_with_one_word(root, watching):
    watched = watching(root)
    watched.until("nothing to repair\n")
    assert watched.interrupt() == 0 and watched.said.endswith("nothing to repair\nstopped\n")


def test_ctrl_c_ends_it_while_it_checks(root, watching):
    watched = watching(root)
    watched.until("Ctrl-C\n")
    assert watched.interrupt() == 0 and watched.said.endswith("stopped\n") and "Traceback" not in watched.said


@pytest.mark.skipif(os.name != "posix", reason="pipes end otherwise elsewhere")
def test_it_ends_quietly_when_nobody_reads_any_more(root, watching):
    watched = watching(root)
    watched.until("nothing to repair\n")
    watched._process.stdout.close()
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    assert watched._process.wait(LONG) == 1


# However an editor saves

def in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def by_renaming(path: Path, text: str) -> None:
    """As most editors: another file, renamed over the first."""
    other = path.with_name(f".{path.name}.swp")
    other.write_text(text, "utf-8")
    os.replace(other, path)


def with_a_backup(path: Path, text: str) -> None:
    """The first file becomes the backup, and for a moment there is none."""
    path.rename(f"{path}~")
    time.sleep(0.1)
    path.write_text(text, "utf-8")


def from_elsewhere(path: Path, text: str) -> None:
    other = path.parents[2] / "elsewhere"
    other.write_text(text, "utf-8")
    os.replace(other, path)


def in_halves(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for part in (text[:60], text[60:]):
            file.write(part)
            file.flush()
            time.sleep(0.6)


def gone_and_written(path: Path, text: str) -> None:
    path.unlink()
    time.sleep(0.6)
    path.write_text(text, "utf-8")


def as_old_as_before(path: Path, text: str) -> None:
    """As a tool that puts the time of a file back."""
    status = path.stat()
    path.write_text(text, "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.fixture(scope="module")
def one_watched(tmp_path_factory):
    root = example_handbook.write(tmp_path_factory.mktemp("watched") / "handbook")
    watched = Watching(root)
    watched.until("nothing to repair\n")
    yield root, watched
    watched.close()


@pytest.mark.parametrize("save", [in_place, by_renaming, with_a_backup, from_elsewhere, in_halves, gone_and_written, as_old_as_before])
def test_however_a_file_is_saved_it_is_seen(one_watched, save):
    root, watched = one_watched
    save(root / GUIDE, replaced(root / GUIDE, WHOLE, BROKEN))
    watched.until(f"^new: {re.escape(FOUND)}(\n .*)*\n.* 1 error\n")
    save(root / GUIDE, replaced(root / GUIDE, BROKEN, WHOLE))
    watched.until(r"^mended: .*(\n.*)*? nothing to repair\n")
    assert "Traceback" not in watched.said and "Warning" not in watched.said


@pytest.mark.parametrize("save", [by_renaming, with_a_backup])
def test_a_file_that_is_away_for_a_moment_is_not_missed(one_watched, save):
    root, watched = one_watched
    save(root / NEED, (root / NEED).read_text("utf-8") + "\n")
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    assert watched.until("1 error\n").count("new: ") == 1
    (root / GUIDE).write_text(replaced(root / GUIDE, BROKEN, WHOLE), "utf-8")
    watched.until("nothing to repair\n")


def test_a_file_that_is_half_written_is_told_of_as_it_stands(root, watching):
    watched = watching(root)
    watched.until("nothing to repair\n")
    text = (root / NEED).read_text("utf-8")
    with (root / NEED).open("w", encoding="utf-8") as file:
        file.write(text[:len(text) // 2])
        file.flush()
        watched.until(rf"^new: {NEED}:")
        file.write(text[len(text) // 2:])
    watched.until("nothing to repair\n")


# Folders

def test_a_folder_that_goes_and_comes_is_told_of_and_still_watched(root, watching):
    watched = watching(root)
    watched.until("nothing to repair\n")
    (root / "knowledge/outcomes").rename(root.parent / "away")
    watched.until(r"^new: (.*\n)*?\d\d:\d\d:\d\d \d+ errors")
    (root.parent / "away").rename(root / "knowledge/outcomes")
    watched.until("nothing to repair\n")
    shutil.copytree(root / "activities", root.parent / "copied")
    shutil.rmtree(root / "activities")
    watched.until(r"^new: (.*\n)*?\d\d:\d\d:\d\d \d+ errors?")
    shutil.copytree(root.parent / "copied", root / "activities")
    watched.until("nothing to repair\n")
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    watched.until(re.escape(FOUND))


def test_where_the_whole_handbook_went_it_says_so_and_goes_on_when_it_is_back(root, watching):
    watched = watching(root)
    watched.until("nothing to repair\n")
    root.rename(root.parent / "away")
    watched.until(re.escape(f"not checked: the folder `{root}` is not there\n"))
    (root.parent / "away").rename(root)
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    watched.until(re.escape(FOUND))


def test_settings_that_cannot_be_followed_are_told_and_the_findings_stay(root, watching):
    watched = watching(root)
    watched.until("nothing to repair\n")
    (root / "kb.toml").write_text('ignore = ["REF01"]\n', "utf-8")
    watched.until("^.* not checked: there is no rule or family `REF01`")
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    (root / "kb.toml").write_text('ignore = ["REF002"]\n', "utf-8")
    watched.until(re.escape(f"new: {FOUND}"))


def test_another_project_is_watched_in_its_own_folders(tmp_path, watching):
    root = example_handbook.write(tmp_path / "project", elsewhere=True)
    watched = watching(root)
    watched.until(COUNT.format(".*"))
    (root / "docs/games/deep").mkdir()
    (root / "docs/games/deep/ring.md").write_text("# Ring\n\n[x](lost.md)\n", "utf-8")
    watched.until("^new: docs/games/deep/ring.md:3:")
    (root / "docs/games/deep/lost.md").write_text("# Lost\n", "utf-8")
    watched.until("^mended: docs/games/deep/ring.md:3:")
    bibliography = (root / "refs.bib").read_text("utf-8")
    (root / "refs.bib").write_text(bibliography + "\n@book{half,\n", "utf-8")
    watched.until("^new: refs.bib:")
    (root / "refs.bib").write_text(bibliography, "utf-8")
    watched.until("^mended: refs.bib:")


def test_two_thousand_files_are_watched(tmp_path, watching):
    root = example_handbook.write(tmp_path / "project", elsewhere=True)
    for number in range(2_000):
        page = root / f"docs/many/{number % 60}/page-{number}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"# Page {number}\n\nOne sentence.\n", "utf-8")
    watched = watching(root)
    watched.until(COUNT.format(".*"))
    page = root / "docs/many/19/page-1999.md"
    page.write_text("# Page\n\n[x](lost.md)\n", "utf-8")
    watched.until("^new: docs/many/19/page-1999.md:3:")
    page.write_text("# Page\n\nOne sentence.\n", "utf-8")
    watched.until("^mended: docs/many/19/page-1999.md:3:")


# Where the system does not wake us

def test_without_watchdog_it_looks_by_itself(root, watching):
    watched = watching(root, without=("watchdog",))
    watched.until("nothing to repair\n")
    (root / GUIDE).write_text(replaced(root / GUIDE, WHOLE, BROKEN), "utf-8")
    watched.until(re.escape(FOUND))
    assert watched.interrupt() == 0


@pytest.mark.parametrize("refused", ["start", "schedule"])
def test_where_no_more_folders_may_be_watched_it_looks_by_itself(tmp_path, monkeypatch, refused):
    observers = pytest.importorskip("watchdog.observers")

    def no_room(*_, **__):
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(observers.Observer, refused, no_room)
    saves = Saves(lambda: files_below(str(tmp_path)), lambda: [(tmp_path, True)])
    threading.Timer(0.2, (tmp_path / "new.md").write_text, ("x",)).start()
    assert saves.wait() == {str(tmp_path / "new.md")}
    if refused == "schedule":
        saves.close()


def test_a_folder_that_is_made_anew_at_once_still_wakes_us(tmp_path, monkeypatch):
    monkeypatch.setattr("kb_tools.saves._NOW_AND_THEN", LONG)
    folder = tmp_path / "activities"
    folder.mkdir()
    saves = Saves(lambda: files_below(str(folder)), lambda: [(tmp_path, False), (folder, True)])
    for number in range(3):
        threading.Timer(0.3, (folder / f"{number}.md").write_text, ("x",)).start()
        start = time.monotonic()
        assert saves.wait() == {str(folder / f"{number}.md")} and time.monotonic() - start < LONG / 2
        kept = [(path, path.read_text()) for path in folder.iterdir()]
        shutil.rmtree(folder)
        folder.mkdir()
        for path, text in kept:
            path.write_text(text)
        saves.wait()
    saves.close()


def test_what_was_saved_before_the_first_wait_is_not_missed(tmp_path):
    saves = Saves(lambda: files_below(str(tmp_path)), lambda: [(tmp_path, True)])
    (tmp_path / "new.md").write_text("x")
    assert saves.wait() == {str(tmp_path / "new.md")}
    saves.close()


def test_hidden_files_and_those_of_packages_are_no_saves(tmp_path):
    for name in (".git/index", "node_modules/x/readme.md", "a/.b.md.swp", "a/b.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(files_below(str(tmp_path))) == [str(tmp_path / "a/b.md")]


# What is told apart

def found(*rows: tuple[int, str, str]) -> Report:
    """A report of one file: the line of each finding, what it says, and the text of that line."""
    made = tuple(Diagnostic("a.md", line, 1, line, 2, "REF001", "rule", Severity.ERROR, said) for line, said, _ in rows)

    class Known(Report):
        def line(self, path, number):
            return next(text for line, _, text in rows if line == number)

    return Known(Handbook(Path(".")), None, made)


@pytest.mark.parametrize(("before", "after", "new", "mended"), [
    pytest.param([], [(1, "x", "a")], [1], [], id="new"),
    pytest.param([(1, "x", "a")], [], [], [1], id="mended"),
    pytest.param([(1, "x", "a")], [(1, "x", "a")], [], [], id="as it was"),
    pytest.param([(1, "x", "a")], [(9, "x", "a")], [], [], id="in another line"),
    pytest.param([(1, "x", "a")], [(9, "x", "a b")], [], [], id="in another line that was edited"),
    pytest.param([(5, "x", "a"), (9, "x", "b")], [(3, "x", "new"), (6, "x", "a"), (10, "x", "b")], [3], [], id="another of its kind above it"),
    pytest.param([(5, "x", "a"), (6, "x", "b")], [(5, "x", "b")], [], [5], id="the line above is taken out"),
    pytest.param([(1, "lin", "a")], [(1, "linn", "a")], [1], [], id="it says something else now: not mended, and told anew"),
    pytest.param([(1, "x", "a")], [(2, "y", "b")], [2], [1], id="one mended and one new"),
])
def test_what_is_new_and_what_is_mended_are_told_apart(before, after, new, mended):
    look = Look.of(found(*after), Look.of(found(*before)))
    assert ([d.line for d in look.new], [d.line for d in look.mended]) == (new, mended)


def test_the_weightiest_come_first_and_before_them_what_is_in_the_saved_file():
    made = [Diagnostic(path, 1, 1, 1, 1, "REF001", "rule", severity, "x") for path, severity in
            (("a.md", Severity.NOTE), ("b.md", Severity.ERROR), ("c.md", Severity.WARNING), ("d.md", Severity.ERROR))]
    report = Report(Handbook(Path(".")), None, tuple(made))
    assert [d.path for d in Look.of(report).new] == ["b.md", "d.md", "c.md", "a.md"]
    assert [d.path for d in Look.of(report, Look.of(report.where(lambda d: False)), ["c.md"]).new] == ["c.md", "b.md", "d.md", "a.md"]


def test_of_very_much_the_beginning_is_told():
    many, none = found(*((n, f"x{n}", "") for n in range(1, 51))), found()
    said = changes.render(Look.of(many))
    assert len(said) == changes.MOST + 1 and said[-1] == "And 30 more: `kb check` tells them all."
    said = changes.render(Look.of(none, Look.of(many)))
    assert len(said) == changes.MOST + 1 and said[-1] == "And 30 more are mended."


def test_a_name_that_plays_with_the_terminal_is_made_visible():
    report = Report(Handbook(Path(".")), None, (Diagnostic("a\x1b[2J.md", 1, 1, 1, 1, "REF001", "rule", Severity.ERROR, say("{x} is lost", x="\x1b[31m")),))
    assert "\x1b" not in "".join(changes.render(Look.of(report)) + changes.render(Look.of(found(), Look.of(report))))
