"""What others changed when they ran an activity: shown under its guide in both languages, the newest first, and known to nobody by a name."""

import re

import example_handbook
import pytest

from kb_tools.export import records
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render.activity_pages import activity
from kb_tools.render.edition import Edition
from kb_tools.rules.persons import persons

GUIDE = "activities/breathe-out.md"
OLDER = """---
reports:
  - {month: 2026-11, place: village-school, group: 7, ages: {min: 8, max: 11}, changed: {en: leaves, zh: 树叶}, why: {en: wind, zh: 有风}, happened: {en: one child watched, zh: 有个孩子在旁边看}}
  - {month: 2026-12, place: town-school, group: 12, ages: {min: 9, max: 9}, changed: {en: in two rows}, why: {en: 'a < b & c'}, happened: {en: quiet}}
---
"""


def page(root, lang: str):
    """The page of the example's guide in a language."""
    handbook = load(project_at(root))
    edition = Edition(handbook, Graph(handbook), lang)
    return activity(edition, handbook.get("activity", "breathe-out"))


@pytest.fixture
def root(tmp_path):
    return example_handbook.write(tmp_path)


@pytest.mark.parametrize(("lang", "said"), [
    ("en", ["What others changed", "11/2026 · Village school", "7 children, ages 8–11", "leaves instead of feathers", "it was windy in the yard", "after a rest they watched"]),
    ("zh", ["别人改了什么", "2026年11月 · 村小、教学点", "7个孩子，8～11岁", "用树叶代替羽毛", "院子里有风", "歇了一会儿"]),
])
def test_a_report_is_told_under_its_guide(root, lang, said):
    made = page(root, lang)
    told = re.search(r'<section class="told-by.*?</section>', made.body, re.S)[0]
    assert [words for words in said if words not in told] == []
    assert ("reports", said[0]) in [(heading.id, heading.title) for heading in made.outline]


def test_the_newest_comes_first_and_text_is_text(root):
    example_handbook.lay(root, GUIDE, OLDER)
    told = page(root, "zh").body
    assert told.index("2026年12月") < told.index("2026年11月")
    assert "a &lt; b &amp; c" in told and 'lang="en"' in told[told.index("2026年12月"):told.index("2026年11月")]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_guide_without_reports_has_no_empty_box_but_a_way_to_tell(root, lang):
    example_handbook.lay(root, GUIDE, "---\nreports: []\n---\n")
    made = page(root, lang)
    assert 'id="reports"' not in made.body and "reports" not in [heading.id for heading in made.outline]
    assert re.search(r'no-print" data-no-index><a href="\.\./contributing\.html">', made.body)


def test_the_data_have_the_reports_too(root):
    handbook = load(project_at(root))
    data = records.of_record(handbook, Graph(handbook), handbook.get("activity", "breathe-out"))
    assert data["reports"][0] | {"changed": 0, "why": 0, "happened": 0} == {
        "month": "2026-11", "place": "village-school", "group": 7, "ages": {"min": 8, "max": 11}, "changed": 0, "why": 0, "happened": 0}


@pytest.mark.parametrize(("field", "value", "hint"), [
    ("month", "2026-11-22", "a day could be looked up"), ("month", "2026-13", "a day could be looked up"), ("month", "november", "a day could be looked up"),
    ("place", "Dafang", "village-school"), ("group", "1", "a group and not about one child"), ("name", "Ming", "known fields"), ("date", "2026-11-22", ""),
])
def test_a_day_a_place_a_single_child_and_a_name_are_refused_with_the_reason(root, field, value, hint):
    text = (root / GUIDE).read_text("utf-8")
    changed = re.sub(rf"^(    |  - ){field}: .*$", rf"\g<1>{field}: {value}", text, flags=re.M)
    (root / GUIDE).write_text(changed if changed != text else text.replace("    group: 7\n", f"    group: 7\n    {field}: {value}\n"), "utf-8")
    found = [d for d in example_handbook.check(root).errors if d.code == "SCH001"]
    assert len(found) == 1 and hint in found[0].hint, found


def test_a_month_alone_is_no_number(root):
    assert load(project_at(root)).get("activity", "breathe-out").facts.reports[0].month == "2026-11"


def test_of_two_names_in_one_place_one_is_told():
    assert [(one.start, one.end, one.sure) for one in persons("and Teacher Wang came")] == [(4, 16, True)]
