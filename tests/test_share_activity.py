"""The page *Share an activity*: what it finds in a draft, the rules find in the file; a draft that it calls right makes a file that the rules call right."""

import copy
import html
import json
import re
import subprocess
from datetime import date
from pathlib import Path

import example_handbook
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb_tools import guide
from kb_tools.desk.fmt import formatted
from kb_tools.desk.new import OWED
from kb_tools.diagnostics import Span, Within
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render import share_pages
from kb_tools.render.prose import Prose
from kb_tools.rules.registry import Subject, findings
from kb_tools.settings import Settings
from kb_tools.sources import markdown

SHARED = Path(__file__).parent / "shared"
TABLE = json.loads((SHARED / "share-activity.json").read_text("utf-8"))
TODAY = date(2026, 11, 27)
PATH = "activities/paper-pond.md"
WHOLE_TEXT = ("ACT008", "WRD005")
"""What needs other guides or a dictionary: the checker tells it, the page does not."""
BODY = {"why": "why", "before": "before-you-start", "home": "before-you-start", "talk": "talk-about-it", "watch": "watch-for", "fit": "make-it-fit",
        "safe": "keep-children-safe", "second": "keep-children-safe", "parent": "keep-children-safe", "note": "note-afterwards", "evidence": "evidence"}
"""The section in which the answer to a question stands."""


@pytest.fixture(scope="module")
def handbook(tmp_path_factory):
    root = example_handbook.write(tmp_path_factory.mktemp("share") / "handbook")
    example_handbook.lay(root, "knowledge/glossary/out-breath.yml", "avoid:\n  en: blowing off steam\n  zh: 撒气\n")
    return load(project_at(root))


@pytest.fixture(scope="module")
def make(tools, handbook):
    """A function that has the page's script make the files of drafts, and say what it finds."""
    def made(drafts: list[dict], lang: str = "en") -> list[dict]:
        asked = json.dumps({"form": share_pages.form(handbook, lang), "drafts": drafts, "today": TODAY.isoformat()})
        done = subprocess.run([tools["node"], Path(__file__).parent / "js/share_activity.js"], check=False, input=asked, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return made


def changed(change: dict) -> dict:
    """The right draft, some fields of it changed."""
    draft = copy.deepcopy(TABLE["draft"])
    for path, value in change.items():
        *keys, last = path.split(".")
        held = draft
        for key in keys:
            held = held[int(key) if isinstance(held, list) else key]
        held[last] = copy.deepcopy(value)
    return draft


@pytest.fixture(scope="module")
def made(make):
    return {case["name"]: one for case, one in zip(TABLE["cases"], make([changed(case["change"]) for case in TABLE["cases"]]))}


def told(handbook, text: str) -> list[tuple[str, str]]:
    """What the rules say of a file: the code, and the field or section that it is about; not what other files have to hold."""
    other = load(handbook.project, given={PATH: text})
    return sorted((one.rule.code, place(text, one.finding.place)) for one in findings(Subject.of(other, Settings(), TODAY))
                  if one.finding.path == PATH and one.rule.code not in (*OWED, *WHOLE_TEXT))


def place(text: str, where) -> str:
    path = where.path if isinstance(where, Within) else where
    if isinstance(where, Span):
        document = markdown.read(text) if re.match(r"---\n.*?\n---\n", text, re.S) else None
        if document is None or where.start < document.body_start:
            line = text[text.rfind("\n", 0, where.start) + 1:].split(":")[0]
            return _key(text[:where.start]) if line.startswith(" ") else line
        section = next(s for s in document.sections if s.span.start <= where.start < max(s.span.end, s.span.start + 1))
        step = next((s for s in section.steps if s.span.start <= where.start < s.body.end), None)
        return f"steps.{step.number}" if step else section.id
    return str(path[1] if path[0] == "safeguarding" and len(path) > 1 else path[0])


def _key(before: str) -> str:
    """The key above an indented line."""
    return re.findall(r"^ *([a-z_]+):", before, re.M)[-1] if not re.search(r"- en: [^\n]*$", before) else re.findall(r"^ *([a-z_]+):\n", before, re.M)[-1]


def wanted(case: dict) -> list[tuple[str, str]]:
    """What the table says, at the places where the rules say it."""
    rows = []
    for code, field in case["found"]:
        name, *rest = field.split(".")
        if code == "ACT007":
            rows.append((code, "title"))
        elif name == "steps" and not rest:
            rows.append((code, "minutes"))
        elif name == "steps":
            rows.append((code, f"steps.{rest[0]}"))
        else:
            rows.append((code, BODY.get(name, name)))
    return sorted(rows)


# One table for the page and the rules

def test_the_form_of_the_table_is_that_of_the_example_handbook(handbook, update):
    path, form = SHARED / "share-form.json", share_pages.form(handbook, "en")
    text = json.dumps(form, ensure_ascii=False, indent=1) + "\n"
    if update:
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, "pytest --update writes it anew"


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_the_rules_find_in_the_file_what_the_page_finds_in_the_draft(handbook, made, case):
    said = [(one["code"], one["field"]) for one in made[case["name"]]["findings"]]
    assert sorted(said) == sorted(map(tuple, case["found"]))
    assert told(handbook, made[case["name"]]["file"]) == ([] if case.get("only_form") else wanted(case))


def test_the_table_has_a_case_for_each_promise_of_one_file():
    assert {code for case in TABLE["cases"] for code, _ in case["found"]} >= {
        "ACT001", "ACT004", "ACT005", "ACT006", "SAF001", "SAF004", "SCH001", "SRC002", "SRC010", "REF001", "CIT001", "CIT003", "CIT006", "DOC007",
        "ACT007", "WRD001", "WRD002", "WRD003", "WRD004"}


def test_the_file_is_written_as_the_formatter_leaves_it(made):
    for name in ("all is right", "nobody chose the work", "a call home with that way", "a study describes it: what it says, with its source"):
        assert formatted(PATH, made[name]["file"]) == made[name]["file"]


CHINESE = {"title": "纸荷叶", "id": "", "steps.0.say": "这是水。只有叶子能站人。", "stop_signals": "有孩子摔了", "why": "喊一声，比开口聊天容易。",
           "fit": {"younger": "叶子少放几片。", "shy": "先站在岸上，喊两个人过去；不想跳就不跳。"}}


def test_a_draft_in_chinese_makes_a_file_that_holds(handbook, make):
    [one] = make([changed(CHINESE)], "zh")
    assert one["name"] == "new-activity" and not one["findings"] and told(handbook, one["file"]) == []
    assert "  stop_signals:\n    - en: 有孩子摔了\n      zh: 有孩子摔了\n" in one["file"] and "\n> 这是水。只有叶子能站人。\n" in one["file"]
    assert "\n## Steps\n" in one["file"] and "· 3 min\n" in one["file"] and "谁都可以说“过”" in one["file"]


@pytest.mark.parametrize(("field", "text", "found"), [
    ("why", "懒孩子也愿意喊人，差生也愿意。", [("WRD001", "懒"), ("WRD001", "差生")]),
    ("title", "撒气的荷叶", [("WRD002", "撒气")]),
    ("steps.0.say", "你放心，我谁也不告诉。", [("WRD003", "我谁也不告诉")]),
    ("note", "最后大家合影，再拍一段视频。", [("WRD004", "合影"), ("WRD004", "拍一段视频")]),
    ("fit.shy", "The naughty ones wait.", [("WRD001", "naughty")]),
    ("why", "他不懒，大人才说“差生”。伸个懒腰。", []),
    ("steps.0.say", "这件事我不能替你保密。我谁也不告诉，除非你有危险。", []),
    ("note", "不拍照，也不录音。要是大家愿意，可以合影。", []),
])
def test_in_chinese_answers_both_languages_are_looked_at(make, field, text, found):
    [one] = make([changed({**CHINESE, field: text})], "zh")
    assert [(one["code"], one["values"]["found"], one["field"]) for one in one["findings"]] == [(code, words, wanted_place(field)) for code, words in found]


def wanted_place(field: str) -> str:
    """A field of the table as the page names it: rows are counted from 1."""
    return re.sub(r"\d+", lambda n: str(int(n[0]) + 1), field)


def test_where_a_text_has_both_languages_the_rules_find_in_each_what_the_page_finds(handbook, make):
    [one] = make([changed({**CHINESE, "stop_signals": "有孩子不配合"})], "zh")
    assert [(found["code"], found["field"]) for found in one["findings"]] == told(handbook, one["file"]) == [("WRD001", "stop_signals")]


# Words put together at random: what says something, what takes it back, what stands between

SAYS = ["I won't tell anyone", "we will tell nobody", "it stays between us", "our secret", "I can keep a secret", "nobody will know", "take a photo of the children", "Photograph the tree", "film the game",
        "record their voices", "lazy", "problem child", "their own fault", "blowing off steam", "what is said here stays here"]
AROUND = ["not", "Never say", "don't", "no", "unless you are in danger", "may", "if they agree", "Likely", "Say", "Watch", "who can help", "\"", "“", "”", "‘", "’", ".", ",", ";", ":", "!", "\n", "(", ")", "*", "_",
          "of", "the paper", "asks for a yes", "[a](b)", "is", "and then they go on to the next one", "é", "孩子", "3", "-"]
SAID = st.lists(st.one_of(st.sampled_from(SAYS), st.sampled_from(AROUND), st.sampled_from(AROUND)), min_size=2, max_size=12).flatmap(
    lambda words: st.sampled_from([" ", " ", ""]).map(lambda between: between.join(words)))


@given(drafts=st.lists(st.dictionaries(st.sampled_from(["title", "why", "steps.0.name", "steps.0.say", "talk.0.reply", "note", "stop_signals", "fit.shy"]), SAID, min_size=1, max_size=4), min_size=15, max_size=15))
@settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_however_words_are_put_together_the_rules_find_what_the_page_finds(handbook, make, drafts):
    for draft, one in zip(drafts, make([changed(draft) for draft in drafts])):
        said = [[found["code"], found["field"]] for found in one["findings"] if found["code"].startswith("WRD")]
        assert wanted({"found": said}) == [found for found in told(handbook, one["file"]) if found[0].startswith("WRD")], draft


# Whatever is typed

ODD = ["---", "- a", "# b", "1. c", "> d", "```", "~~~", "===", "a: b", "'", '"', "\\", "*x*", "_y_", "__z__", "[k]: v", "[l](m)", "[n][o]", "![p](q)", "`r`", "&amp;", "&lt;", "&#35;", "|s|",
       "|---|", "{t}", "5 < 6", "<3", "\t", "\n", "  ", "🐸", "👩‍👧", "مرحبا", "שלום", "é", "。", "“过”", "true", "null", "~", "!!x", "%YAML", "@ 7", "…", "?", "· 5 min", "_In short:_ ", "**Children** ",
       "### 1. x · 5 min", "## Why", "reviewed: null", "\n---\ntitle: other\n---\n", "Who called?"]
LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn")), max_size=12)
TYPED = st.lists(st.one_of(st.sampled_from(ODD), LETTERS), min_size=1, max_size=5).map(" ".join)
WORDS = TYPED.map(lambda typed: f"{typed} word")
TEXTS = ("title", "does", "summary", "before", "watch", "note", "do_not_run_if", "stop_signals", "safe", "second", "home", "parent", "why", "evidence",
         "steps.0.name", "steps.0.short", "steps.0.say", "steps.1.do", "steps.1.watch", "talk.0.question", "talk.0.reply", "fit.younger", "materials.0.substitute")
ALL = {"adults": "2", "home_part": "call", "contacts_parent": "yes"}


def shown(text: str) -> str:
    """What a reader sees of some Markdown, blanks aside."""
    made = Prose(lambda path: None).html(text, PATH, "activities/paper-pond.html")
    return blank(html.unescape(re.sub(r"<[^>]+>", " ", str(made))))


def blank(text: str) -> str:
    return "".join(text.split())


@given(drafts=st.lists(st.dictionaries(st.sampled_from(TEXTS), WORDS, min_size=1, max_size=6), min_size=12, max_size=12))
@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_draft_that_the_page_calls_right_makes_a_file_that_the_rules_call_right_and_that_says_what_was_typed(handbook, make, drafts):
    typed = [changed({**ALL, "second": "goes aside", "home": "Show it.", "parent": "writes to a friend", **draft}) for draft in drafts]
    for draft, one in zip(typed, make(typed)):
        if one["findings"]:
            continue
        assert told(handbook, one["file"]) == [], one["file"]
        says(draft, one["file"])


def says(draft: dict, text: str) -> None:
    """The file says what the draft holds."""
    document = markdown.read(text)
    data, sections = document.data, {section.id: section.text for section in document.sections}
    assert list(sections) == ["why", "before-you-start", "steps", "talk-about-it", "watch-for", "make-it-fit", "keep-children-safe", "note-afterwards", "evidence"]
    for name in ("title", "does", "summary"):
        assert data[name] == " ".join(draft[name].split("\t")).strip() or blank(data[name]) == blank(draft[name])
    for name in ("do_not_run_if", "stop_signals"):
        assert blank("".join(one["en"] for one in data["safeguarding"][name])) == blank(draft[name])
    assert blank(data["materials"][0]["substitute"]["en"]) == blank(draft["materials"][0]["substitute"])
    for name in ("why", "note"):
        assert shown(sections[BODY[name]]) == blank(draft[name])
    for name in ("before", "watch", "safe", "second", "parent", "evidence"):
        assert blank(draft[name]) in shown(sections[BODY[name]])
    before = document.section("before-you-start")
    assert shown(guide.home_words(before)) == blank(draft["home"])
    first, second = guide.steps(document.section("steps"))
    assert (shown(first.name), shown(first.card)) == (blank(draft["steps"][0]["name"]), blank(draft["steps"][0]["short"]))
    assert blank(guide.unmarked(first.card).replace("&amp;", "&")) == blank(draft["steps"][0]["short"])
    assert [(lane.kind, shown(lane.text)) for lane in (*first.lanes, *second.lanes)] == [
        ("say", blank(draft["steps"][0]["say"])), ("do", blank(draft["steps"][1]["do"])), ("watch", blank(draft["steps"][1]["watch"]))]
    [question] = guide.labelled(sections["talk-about-it"])[1]
    assert shown(question.label) == blank(draft["talk"][0]["question"]).rstrip(":：") and shown(question.text) == blank(draft["talk"][0]["reply"])
    younger, *_ = guide.labelled(sections["make-it-fit"])[1]
    assert shown(younger.text) == blank(draft["fit"]["younger"])


HOSTILE = ["<script>window.hit=1</script>", "<img src=x onerror=alert(1)>", "\u202eevil", "\u200f", "a\x00b", "\ufeff", "\ue000@key\ue001", "{: onclick=x}", "[@lin2020calm]", "javascript:alert(1)",
           "](javascript:alert(1))", "# kb: ignore-file SAF001: x", "a" * 10_000, "\n---\n---\n<script>", "_To be written:_", "<!--", "-->", "<?php", "</script>", "&lt;script&gt;", "\ud83d"]


@pytest.mark.parametrize("field", TEXTS)
def test_hostile_text_in_any_box_is_said_or_stays_text(handbook, make, field):
    typed = [changed({**ALL, "second": "goes aside", "home": "Show it.", "parent": "writes to a friend", field: hostile}) for hostile in HOSTILE]
    for draft, one in zip(typed, make(typed)):
        assert all(found["field"].split(".")[0] == field.split(".")[0] for found in one["findings"])
        if not one["findings"]:
            assert told(handbook, one["file"]) == []
        assert len(re.findall(r"^---$", one["file"], re.M)) == 2
