"""What each rule finds and what it leaves alone, row by row: `rows/CODE.yml` holds texts in which «these marks» stand around what is found.

A file holds groups. Each has the file that its rows are `in`, a `frame` in which `…` stands for the row (without one, a row is
laid over the file as an example of a rule is, see `example_handbook.lay`), and `rows`. It may have other files to be laid
over before (`beside`; what is found there is marked too), be of a project without records (`elsewhere: true`), and of another
day (`today`); where it is `whole`, a row is the whole file. For rules about built sites the files are those of `example_site`.
A row is a text, or has `text` and `says`, in the order of the marks: for each a part of `severity: message; hint`.
An empty pair of marks is a place of no width.
"""

from datetime import date
from pathlib import Path

import example_handbook
import example_site
import pytest
import yaml

from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import RULES, run
from kb_tools.settings import Settings

ROWS = Path(__file__).parent / "rows"


def rows():
    """Each row with its code and its group."""
    for file in sorted(ROWS.glob("*.yml")):
        for number, group in enumerate(yaml.load(file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), 1):
            assert group.keys() <= {"in", "frame", "rows", "beside", "elsewhere", "today", "whole"}, file.name
            for count, row in enumerate(group["rows"], 1):
                yield pytest.param(file.stem, group, row if isinstance(row, dict) else {"text": row}, id=f"{file.stem}-{number}-{count}")


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and where they stood; marks do not stand in one another."""
    plain, spans = "", []
    for part in text.split("«"):
        inside, mark, after = part.partition("»")
        if mark:
            spans.append((len(plain), len(plain) + len(inside)))
        plain += inside + after
    return plain, spans


@pytest.mark.parametrize(("code", "group", "row"), list(rows()))
def test_a_rule_finds_what_is_marked_and_nothing_else(tmp_path, code: str, group: dict, row: dict):
    built = RULES[code].built
    about = example_site if built else example_handbook
    root = about.write(tmp_path) if built else about.write(tmp_path, elsewhere=group.get("elsewhere", False))
    for path, text in group.get("beside", {}).items():
        about.lay(root, path, text)
    text = group.get("frame", "…").replace("…", row["text"])
    about.lay(root, group["in"], text)
    if group.get("whole"):
        (root / group["in"]).write_text(text, "utf-8")
    written, expected = {}, []
    for path in sorted({group["in"], *group.get("beside", ())}):
        written[path], spans = marked((root / path).read_text("utf-8"))
        (root / path).write_text(written[path], "utf-8")
        expected += [(path, written[path][start:end], start) for start, end in spans]
    if built:
        found = [d for d in about.check(root).diagnostics if d.code == code]
    else:
        found = run(load(project_at(root)), Settings(select=(code,)), group.get("today", date(2026, 11, 26)), about.OUTCOMES).diagnostics
    assert [(d.path, written.get(d.path, "")[d.span.start:d.span.end], d.span.start) for d in found] == expected
    for d, said in zip(found, row.get("says", ())):
        assert said in f"{d.severity}: {d.message}; {d.hint}"


def test_each_file_of_rows_is_named_after_a_rule_and_has_rows_of_both_kinds():
    for file in ROWS.glob("*.yml"):
        assert file.stem in RULES
        texts = [f"{group}{row}" for group in yaml.safe_load(file.read_text("utf-8")) for row in group.pop("rows")]
        assert {"«" in text for text in texts} == {True, False}, file.name
