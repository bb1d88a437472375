"""`kb packs` prints each programme to a PDF that is the same each time and holds its own letters."""

import json
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb_tools.load import load
from kb_tools.model.vocabulary import Per
from kb_tools.project import project_at
from kb_tools.render import Edition, packs
from kb_tools.rules import run

ROOT = Path(__file__).resolve().parent.parent
AGAIN = """
import sys
from pathlib import Path
from kb_tools.render import Edition, packs
from kb_tools.website.packs import pdf
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run
report = run(load(project_at(Path(sys.argv[1]))))
programme = report.handbook.get("programme", "grandparents-group")
Path(sys.argv[2]).write_bytes(pdf(packs.html(Edition(report.handbook, report.graph, "zh"), programme)))
"""


def _python(*arguments, **environment):
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | environment)


@pytest.fixture(scope="module")
def report():
    return run(load(project_at(ROOT)))


def _print(out: Path, *arguments: str):
    done = _python("-m", "kb_tools", "packs", "--out", str(out), *arguments, PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    return SimpleNamespace(names=sorted(path.name for path in out.iterdir()), told=[line.split(" ")[0] for line in done.stderr.splitlines()])


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """One pack in Chinese."""
    out = tmp_path_factory.mktemp("packs")
    named = _print(out, "--language", "zh", "--programme", "grandparents-group")
    assert named.names == named.told == ["grandparents-group.zh.pdf"]
    return SimpleNamespace(data=(out / named.names[0]).read_bytes())


@pytest.mark.deep
def test_each_programme_has_a_pack_in_each_language_and_the_command_says_how_far_it_is(tmp_path, report):
    names = [f"{programme.id}.{lang}.pdf" for lang in ("en", "zh") for programme in report.handbook.all("programme")]
    made = _print(tmp_path / "packs")
    assert made.names == sorted(names) and made.told == names


def test_a_programme_that_is_not_there_is_told_with_those_that_are(tmp_path, report):
    done = _python("-m", "kb_tools", "packs", "--programme", "six-children", "--out", str(tmp_path / "packs"))
    assert done.returncode == 2
    assert "there is no programme six-children" in done.stderr and all(programme.id in done.stderr for programme in report.handbook.all("programme"))
    assert not (tmp_path / "packs").exists()


def test_chinese_letters_are_in_the_file(printed):
    """Each font of the file is embedded, and among their characters are those of the pack."""
    streams = list(_streams(printed.data))
    described = b"".join(text for text in streams if b"/FontDescriptor" in text)
    fonts = re.findall(rb"/Type\s*/FontDescriptor", described)
    assert fonts and len(re.findall(rb"/FontFile[23]?\b", described)) == len(fonts)
    letters = b"".join(text for text in streams if b"begincmap" in text).lower()
    assert [letter for letter in "孩子小组安全" if f"<{ord(letter):04x}>".encode() not in letters] == []


def _streams(data: bytes):
    """The streams of a PDF, inflated."""
    for found in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[found.end():])
        except zlib.error:
            continue


@pytest.mark.deep
def test_a_pack_is_the_same_each_time(printed, tmp_path):
    again = tmp_path / "again.pdf"
    done = _python("-c", AGAIN, str(ROOT), str(again), PYTHONHASHSEED="2", TZ="Asia/Shanghai", SOURCE_DATE_EPOCH="1")
    assert done.returncode == 0, done.stderr
    assert again.read_bytes() == printed.data


def test_without_weasyprint_the_command_says_what_to_install(tmp_path):
    code = "import sys; sys.modules['weasyprint'] = None; from kb_tools.cli import main; main(['packs', '--out', sys.argv[1]])"
    done = _python("-c", code, str(tmp_path / "packs"))
    assert done.returncode == 1
    assert "`weasyprint` is not installed here" in done.stderr and "make packs" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "packs").exists()


def test_building_the_site_asks_nobody_for_weasyprint():
    every = "from kb_tools.cli import COMMANDS, main; commands = [main.get_command(None, name) for name in COMMANDS]"
    done = _python("-c", f"import sys; {every}; import kb_tools.website.build, kb_tools.render; sys.exit(not all(commands) or 'weasyprint' in sys.modules)")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("case", json.loads((ROOT / "tests/shared/material-counts.json").read_text("utf-8")), ids=str)
def test_materials_are_counted_for_the_size_of_the_group(case):
    """The planner counts the same: tests/js/plan.test.js asks it the same table."""
    assert packs.count(SimpleNamespace(per=Per(case["per"]), amount=case["amount"]), case["children"]) == case["needed"]


@pytest.mark.parametrize("case", json.loads((ROOT / "tests/shared/material-sums.json").read_text("utf-8")), ids=lambda case: case["name"])
def test_what_is_used_up_adds_up_and_what_lasts_does_not(case):
    """The planner adds the same: tests/js/plan.test.js asks it the same table."""
    sessions = [[SimpleNamespace(**{**use, "per": Per(use["per"])}) for use in uses] for uses in case["sessions"]]
    sums = packs.added(sessions, case["children"], lambda item: item in case["used_up"])
    assert sums == {item: tuple(numbers) for item, numbers in case["sums"].items()}


def test_the_materials_of_all_sessions_are_in_one_list(report):
    edition = Edition(report.handbook, report.graph, "en")
    programme = report.handbook.get("programme", "four-needs-group")
    rows = {row.name: row for row in packs.needed(edition, programme)}
    uses = [(number, use) for number, session in enumerate(programme.facts.sessions, 1) for use in packs._uses(edition, session)]
    assert len(rows) == len({use.item for _, use in uses})
    envelope = rows["plain envelope"]
    assert (envelope.at_once, envelope.in_all, envelope.sessions) == (8, 8, (6,))
    assert all(row.at_once <= row.in_all for row in rows.values())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pack_holds_all_that_is_needed_and_no_loose_ends(report, lang):
    edition = Edition(report.handbook, report.graph, lang)
    for programme in report.handbook.all("programme"):
        html = packs.html(edition, programme)
        assert html.count('class="sheet-of run"') == len(programme.facts.sessions)
        activities = {slot.activity for session in programme.facts.sessions for slot in session.slots if slot.activity}
        for id in activities:
            assert html.count(f'<p class="pfoot">{id} · ') >= 2, id
        points = programme.facts.measure_points
        checklists = [id for id in {p.measure for p in points if p.measure} if report.handbook.get("measure", id).facts.items]
        assert html.count('class="form"') >= len(checklists), programme.id
        for id in {p.method for p in points if p.method}:
            assert edition.plain(report.handbook.get("method", id).name) in html, id
        assert edition.words("a-child-told-me").split("：" if lang == "zh" else ":")[0] in html
        assert "[@" not in html and 'href="' not in html
