"""A pytest plugin that writes down which lines of the checker each test runs; `mutants.py` asks only these tests about a line.

Usage: LINES_RUN=FILE python -m pytest -p lines_run …
FILE becomes JSON: `tests`, a list of their ids, `seconds` that each took, and `files`, for each path below the working folder its lines, each with numbers of tests.
Lines that run in other processes are not seen.
"""

import json
import os
import time
from pathlib import Path

import coverage
import pytest

_WATCHED = ("kb_tools/rules", "kb_tools/sources")
_run = coverage.Coverage(data_file=None, source=[os.path.abspath(folder) for folder in _WATCHED])


_tests: list[str] = []
_seconds: dict[str, float] = {}


def pytest_configure():
    _run.start()


def pytest_collection_finish(session):
    _tests.extend(item.nodeid for item in session.items)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    _run.switch_context(item.nodeid)
    start = time.monotonic()
    yield
    _seconds[item.nodeid] = time.monotonic() - start
    _run.switch_context("")


def pytest_unconfigure():
    _run.stop()
    data, files = _run.get_data(), {}
    number = {test: i for i, test in enumerate(_tests)}
    for path in data.measured_files():
        lines = files[os.path.relpath(path)] = {}
        for line, tests in data.contexts_by_lineno(path).items():
            lines[line] = [number[test] for test in tests if test]
    Path(os.environ["LINES_RUN"]).write_text(json.dumps({"tests": _tests, "seconds": [_seconds.get(test, 0.0) for test in _tests], "files": files}), "utf-8")
