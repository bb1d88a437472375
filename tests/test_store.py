"""What is kept from one run to the next: read as it was at the start, written whole or not at all."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb_tools.store import Store, folder_of, open_store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "store.sqlite"


def keep(path, maker="one", **values):
    with open_store(path, maker) as store:
        for key, value in values.items():
            store.put("space", key, value)


def known(path, *keys, maker="one"):
    with open_store(path, maker) as store:
        return [store.get("space", key) for key in keys]


def test_a_later_run_reads_what_an_earlier_one_put(path):
    keep(path, a="first", b="第二")
    assert known(path, "a", "b", "c") == ["first", "第二", None]


def test_what_nobody_asked_for_is_let_go_unless_told_to_stay(path):
    keep(path, a="asked for", b="told to stay", c="neither")
    with open_store(path, "one") as store:
        store.get("space", "a")
        store.stay("space", "b")
    assert known(path, "a", "b", "c") == ["asked for", "told to stay", None]


def test_what_another_maker_left_is_not_read(path):
    keep(path, a="old")
    assert known(path, "a", maker="two") == [None]


def test_a_run_that_fails_changes_nothing(path):
    keep(path, a="before")
    with pytest.raises(ZeroDivisionError), open_store(path, "one") as store:
        store.put("space", "a", "half")
        raise ZeroDivisionError
    assert known(path, "a") == ["before"]


def test_two_runs_at_once_each_read_what_was_there_at_their_start(path):
    keep(path, a="before")
    with open_store(path, "one") as first:
        keep(path, a="meanwhile")
        assert first.get("space", "a") == "before"
    assert known(path, "a") == ["meanwhile"]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 1000, None], ids=["emptied", "overwritten", "cut in half"])
def test_a_damaged_file_knows_nothing_and_is_mended(path, damage):
    keep(path, **{f"k{i}": "x" * 500 for i in range(200)})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if damage is None else damage)
    known(path, "k1")
    keep(path, a="again")
    keep(path, b="and again")
    assert known(path, "b") == ["and again"]


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    keep(tmp_path / "file" / "store.sqlite", a="lost")
    assert known(tmp_path / "file" / "store.sqlite", "a") == [None]


def test_a_disk_that_is_full_loses_all_of_a_run_and_not_half(path, monkeypatch):
    keep(path, a="before", b="before")

    class Full:
        """A connection that has no room for the second text."""

        def __init__(self, real):
            self._real, self._put = real, 0

        def execute(self, statement, values=()):
            if statement.startswith("insert or replace into temp.new values"):
                self._put += 1
                if self._put == 2:
                    raise sqlite3.OperationalError("database or disk is full")
            return self._real.execute(statement, values)

        def __getattr__(self, name):
            return getattr(self._real, name)

    with monkeypatch.context() as patch:
        connect = sqlite3.connect
        patch.setattr(sqlite3, "connect", lambda *args, **options: Full(connect(*args, **options)))
        keep(path, a="after", b="after")
    assert known(path, "a", "b") == ["before", "before"]


@pytest.mark.parametrize("use", [
    lambda store: store.get("space", "a"), lambda store: store.stay("space", "a"), lambda store: store.stay_all("space"), lambda store: store.put("space", "b", "x"),
], ids=["get", "stay", "stay_all", "put"])
def test_a_use_from_another_thread_is_a_mistake_and_not_an_empty_store(path, use):
    keep(path, a="there")
    with open_store(path, "one") as store, ThreadPoolExecutor(1) as pool, pytest.raises(sqlite3.ProgrammingError, match="thread"):
        pool.submit(use, store).result()


def test_without_a_file_nothing_is_kept():
    store = Store()
    store.put("space", "a", "lost")
    assert store.get("space", "a") is None and not store.keeping


def test_each_handbook_has_a_folder_of_its_own_outside_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("KB_CACHE_DIR", str(tmp_path / "cache"))
    one, other = folder_of(tmp_path / "one"), folder_of(tmp_path / "other")
    assert one != other and one.parent == other.parent == tmp_path / "cache"
