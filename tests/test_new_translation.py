"""`kb new translation`: the Chinese of a guide, begun or gone on with, section by section; what is translated stays as it is."""

import re
import shutil
from pathlib import Path

import example_handbook
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_tools.cli import main
from kb_tools.desk.fmt import formatted
from kb_tools.desk.untranslated import Begun, translation_of
from kb_tools.graph import Graph
from kb_tools.guide import steps_of
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render.edition import Edition
from kb_tools.rules import run
from kb_tools.rules.registry import Subject, findings
from kb_tools.settings import Settings
from kb_tools.sources import markdown

ROOT = Path(__file__).resolve().parent.parent
CASES = Path(__file__).parent / "cases"
GUIDE = "activities/breathe-out.zh.md"


@pytest.fixture
def root(tmp_path, monkeypatch):
    made = example_handbook.write(tmp_path / "handbook")
    monkeypatch.chdir(made)
    return made


def kb(*arguments):
    return CliRunner().invoke(main, ["new", "translation", *arguments])


def codes(folder: Path) -> set[str]:
    return {d.code for d in run(load(project_at(folder))).diagnostics}


def without(text: str, *titles: str) -> str:
    """A Chinese guide without some of its sections, and without their lines under `translates:`."""
    document = markdown.read(text)
    tops = [heading for heading in document.headings if heading.level == 2]
    ends = [*(heading.span.start for heading in tops[1:]), len(text)]
    gone = [(heading, end, id) for heading, end, id in zip(tops, ends, document.data["translates"]) if heading.text in titles]
    for heading, end, _ in reversed(gone):
        text = text[:heading.span.start] + text[end:]
    for *_, id in gone:
        text = re.sub(rf"^  {id}: .*\n", "", text, flags=re.M)
    return text


# A whole guide

def test_a_guide_without_chinese_gets_every_section_with_its_english_beside_it(root):
    (root / GUIDE).unlink()
    done = kb("breathe-out", "--title", "呼气")
    assert done.exit_code == 0 and f"written: {GUIDE}\n" in done.output
    text = (root / GUIDE).read_text("utf-8")
    assert text.startswith("---\ntitle: 呼气\nsummary: _待写：_ A feather goes from hand to hand on a slow breath.\ntranslates:\n  why: pending\n  before-you-start: pending\n")
    assert ("## 为什么做\n\n<!--\nA long breath out settles.\n-->\n\n_待写：_ 把上面注释里的英文写成中文，再删掉注释和这一行\n\n## 开始之前\n\n<!--\n- Find a feather") in text
    assert ("## 步骤\n\n### 1. _待写：_ Show · 3 分钟\n\n_一句话：_ _待写：_ Blow the feather; breathe in through the nose.\n\n<!--\n> Watch the feather.\n-->\n") in text
    assert "[孩子对我说了一件事](../docs/safeguarding/a-child-told-me.zh.md)\n\n## 活动后记录\n" in text
    assert codes(root) == {"DOC007"} and formatted(GUIDE, text) == text


def test_a_guide_that_was_shared_in_chinese_is_put_where_chinese_belongs(root):
    example_handbook.lay(root, "activities/paper-pond.md", (CASES / "LNG006-shared-in-chinese/activities/paper-pond.md").read_text("utf-8"))
    assert "LNG006" in codes(root)
    done = kb("paper-pond")
    assert done.exit_code == 0 and "places: 0" in done.output
    text = (root / "activities/paper-pond.zh.md").read_text("utf-8")
    assert text.startswith("---\ntitle: 纸荷叶\nsummary: 听一声喊，跳一步，一起过池塘。\ntranslates:\n  why: pending\n") and "_待写：_" not in text and "<!--" not in text
    assert "## 步骤\n\n### 1. 铺池塘 · 3 分钟\n\n_一句话：_ 把叶子铺在地上。\n\n> 这是水。\n\n### 2. 过池塘 · 7 分钟\n" in text
    assert "\n\n**孩子** 一个喊一个。\n\n## 聊一聊\n" in text and "打开[孩子对我说了一件事](../docs/safeguarding/a-child-told-me.zh.md)。\n\n## 活动后记录\n" in text
    told = [d for d in run(load(project_at(root))).diagnostics if d.path.startswith("activities/paper-pond")]
    assert [(d.code, d.path) for d in told if d.code.startswith("LNG")] == [("LNG006", "activities/paper-pond.md")]
    assert formatted("activities/paper-pond.zh.md", text) == text


def test_the_list_of_the_checker_is_what_is_to_be_translated(root):
    (root / GUIDE).unlink()
    kb("breathe-out", "--title", "呼气", "--summary", "慢慢呼气。")
    told = [(d.path, d.hint) for d in run(load(project_at(root))).diagnostics]
    text = (root / GUIDE).read_text("utf-8")
    assert len(told) == text.count("_待写：_") == 9 + 2 * 3 - 1 and {path for path, _ in told} == {GUIDE}
    assert (GUIDE, "put this into Chinese: Show") in told
    assert ("activities/breathe-out.zh.md", "what belongs here: put the English of the comment above into Chinese, then delete the comment and this line") in told


def test_what_the_english_still_owes_is_no_line_twice(root):
    CliRunner().invoke(main, ["new", "activity", "frog-jump"])
    assert "kb: ignore-file LNG002" in (root / "activities/frog-jump.md").read_text("utf-8")
    assert kb("frog-jump").exit_code == 0
    english = (root / "activities/frog-jump.md").read_text("utf-8")
    assert "LNG002" not in english and english.startswith("---\n# This is a draft") and codes(root) == {"DOC007"}


@pytest.fixture(scope="module")
def handbook():
    return load(project_at(ROOT))


def test_every_guide_and_page_of_the_real_handbook_can_be_begun_anew(handbook):
    owners = [*(record for record in handbook.every() if record.document), *handbook.pages()]
    made = {(begun := Begun(handbook, owner, "")).path: translation_of(begun) for owner in owners}
    again = load(handbook.project, given=made)
    told = [(one.finding.path, one.rule.code) for one in findings(Subject.of(again, Settings())) if one.finding.path in made]
    assert len(made) > 70 and {code for _, code in told} == {"DOC007"}
    for owner in owners:
        document, english = markdown.read(made[owner.path[:-3] + ".zh.md"]), owner.document
        assert [len(section.steps) for section in document.sections] == [len(section.steps) for section in english.sections]
        left = [line for line in markdown.without_comments(document.body).split("\n") if line and "待写" not in line and not re.search("[\u3400-\u9fff]", line)]
        assert not left, "all English stands in comments or beside a mark"


def test_a_form_stays_where_it_is(handbook):
    text = translation_of(Begun(handbook, handbook.get("method", "observation-checklist"), ""))
    body = markdown.read(text).body
    assert [part for part, is_comment in markdown.commented(body) if is_comment and part.startswith("<!-- form ")] == [
        "<!-- form group-interaction-checklist: made from its record in knowledge/measures -->",
        "<!-- form calm-and-cooling-checklist: made from its record in knowledge/measures -->"]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(["Words.", "-->", "<!--", "<!-- note -->", "--!>", "-", ">", "- item", "> said", "```", "    code", "`a`", "`",
                                 "### Part", "#### Deep", "a" * 9_000, "word " * 1_500, "_To be written:_ x", "### 1. Step · 5 min", "_In short:_ Go.", "", "",
                                 "| a | b |", "<b>", "\\", "[^1]: note"]), max_size=14))
def test_no_english_gets_out_of_its_comment(lines):
    handbook = load(project_at(example_handbook.EXAMPLE))
    english = markdown.read("---\ntitle: T\nsummary: S\n---\n\n## Why\n\n" + "\n".join(lines) + "\n")
    page = handbook.prose["about"]
    text = translation_of(Begun(handbook, type(page)("about", "docs/about.md", page.facts, english), ""))
    document = markdown.read(text)
    if len(english.sections) == 1:
        assert [step.number for step in document.sections[0].steps] == [step.number for step in english.sections[0].steps]
        assert len(document.sections[0].headings) == sum(heading.level == 3 for heading in english.sections[0].headings)
        assert "Words." not in document.shielded and "item" not in document.shielded and "aaaa" not in document.shielded


# Going on

def test_what_is_translated_stays_as_it_is_byte_by_byte(root):
    before = (root / GUIDE).read_text("utf-8")
    (root / GUIDE).write_text(without(before, "因人调整", "保护孩子", "事后记录", "依据"), "utf-8")
    assert kb("breathe-out").exit_code == 0
    text = (root / GUIDE).read_text("utf-8")
    kept = before[before.index("## 为什么做"):before.index("## 因人调整")]
    assert kept in text and codes(root) == {"DOC007"}
    assert re.search(r"  watch-for: 55217d73\n  make-it-fit: pending\n  keep-children-safe: pending\n  note-afterwards: pending\n  evidence: pending\n---\n", text)
    assert text.index("## 留意") < text.index("## 因人调整") < text.index("## 保护孩子") < text.index("## 活动后记录") < text.index("## 依据")


def test_with_the_usual_headings_one_in_the_middle_may_be_missing(root):
    before = (root / GUIDE).read_text("utf-8").replace("## 留意\n", "## 留意什么\n").replace("## 事后记录\n", "## 活动后记录\n")
    (root / GUIDE).write_text(without(before, "步骤", "因人调整"), "utf-8")
    assert kb("breathe-out").exit_code == 0
    text = (root / GUIDE).read_text("utf-8")
    titles = [section.title for section in markdown.read(text).sections]
    assert titles == [section.title for section in markdown.read(before).sections] and codes(root) == {"DOC007"}
    for title in ("为什么做", "聊一聊", "保护孩子", "依据"):
        part = before[before.index(f"## {title}"):].split("\n## ")[0].rstrip("\n")
        assert part in text


@pytest.mark.parametrize("front", ["", "translates: {}\n", "translates: {why: e9560921}\n",
                                   "translates:  # as it was\n  why: e9560921\n", "translates:\n  why: e9560921  # looked at\n"])
def test_whatever_stands_in_front_of_it_is_kept(root, front):
    sections = (root / GUIDE).read_text("utf-8").split("---\n", 2)[2]
    first = sections[sections.index("## 为什么做"):sections.index("## 开始之前")]
    (root / GUIDE).write_text(f"---\ntitle: 呼气  # so\nsummary: 慢。\n{front}---\n\nBefore all.\n\n{first}", "utf-8")
    assert kb("breathe-out").exit_code == 0
    text = (root / GUIDE).read_text("utf-8")
    data = markdown.read(text).data["translates"]
    assert "title: 呼气  # so\n" in text and "\n\nBefore all.\n\n## 为什么做\n\n慢慢呼气，心里会静一点。\n\n## 开始之前\n" in text
    assert data["steps"] == "pending" and (str(data.get("why")) == "e9560921") is ("why" in front)


def test_title_and_sentence_alone_are_gone_on_with(root):
    (root / GUIDE).write_text("---\ntitle: 呼气\nsummary: 慢。\n---\n", "utf-8")
    assert kb("breathe-out").exit_code == 0 and codes(root) == {"DOC007"}
    text = (root / GUIDE).read_text("utf-8")
    assert text.startswith("---\ntitle: 呼气\nsummary: 慢。\ntranslates:\n  why: pending\n") and "\n---\n\n## 为什么做\n" in text


@pytest.mark.parametrize(("arguments", "said"), [
    (["breathe-out"], "all 9 sections of `activities/breathe-out.zh.md` are there already"),
    (["breath-out"], "no guide or page is called `breath-out`; did you mean `breathe-out`?"),
    (["calm"], "the Chinese of the need `calm` stands beside its English, in `knowledge/needs/calm.yml`: write it after `zh:`"),
    (["xyz"], "no guide or page is called `xyz`; give the name of its file without `.md`"),
    (["calm-days"], "`docs/programmes/calm-days.zh.md` cannot be read as it is; `kb check docs/programmes/calm-days.zh.md` says why"),
    (["breathe-in"], "`activities/breathe-in.md` cannot be read as it is; `kb check activities/breathe-in.md` says why"),
    (["sit-and-watch"], "`docs/methods/sit-and-watch.zh.md` has more sections than the English; `kb check` says which"),
    (["about"], "several pages are called `about`; give the whole name"),
    (["help", "--title", "<b>"], "--title: `<b>` could be taken for HTML"),
    (["help", "--summary", "a\u202eb"], "--summary: the invisible or control character U+202E"),
])
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(root, arguments, said):
    (root / "activities/breathe-in.md").write_text("---\ntitle: Breathe in\n---\n", "utf-8")
    (root / "docs/programmes/calm-days.zh.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (root / "docs/methods/sit-and-watch.zh.md").write_text("---\ntitle: 看\nsummary: 数。\n---\n\n## 一\n\n甲。\n\n## 二\n\n乙。\n", "utf-8")
    for folder in ("a", "b"):
        (root / "docs" / folder).mkdir()
        shutil.copy(root / "docs/about.md", root / "docs" / folder / "about.md")
    (root / "docs/about.md").rename(root / "docs/help.md")
    (root / "docs/about.zh.md").unlink()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    done = kb(*arguments)
    assert done.exit_code == 2 and said in done.output and "Traceback" not in done.output, done.output
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_line_ends_that_are_no_lf_are_mended_first(root):
    data = (root / GUIDE).read_bytes().replace(b"\n", b"\r\n")
    (root / GUIDE).write_bytes(data[:data.index("## 依据".encode())])
    done = kb("breathe-out")
    assert done.exit_code == 2 and "`kb check activities/breathe-out.zh.md` says why" in done.output


# On the page

def test_a_comment_that_was_left_is_seen_by_nobody(root):
    (root / GUIDE).unlink()
    kb("breathe-out", "--title", "呼气", "--summary", "慢慢呼气。")
    text = (root / GUIDE).read_text("utf-8")
    (root / GUIDE).write_text(re.sub(r"_待写：_.*", "好了。", text), "utf-8")
    handbook = load(project_at(root))
    record = handbook.get("activity", "breathe-out")
    lanes = [lane.text for step in steps_of(record, "zh") for lane in step.lanes]
    assert lanes == ["好了。", "好了。"]
    edition = Edition(handbook, Graph(handbook), "zh")
    shown = [str(edition.md(section.section.text, section.path)) for section in edition.sections(record)]
    assert not re.search(r"feather|&lt;!--|--&gt;", "".join(shown))
