"""No id ever dies: at its address a former one leads on, and that of a record which was taken out says when, why and what to read instead."""

import json
import re
from pathlib import Path

import example_handbook
import pytest

from benchmarks.corpus import make
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.site_check import check_site
from kb_tools.website.build import build

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A handbook and its site, in which a need, an activity and a material have former ids, and a term and a material were taken out."""
    folder = tmp_path_factory.mktemp("former")
    root = folder / "handbook"
    make(root, activities=3, works=8)
    need = min((root / "knowledge/needs").glob("*.yml"))
    need.write_text("aliases: [older, oldest]\n" + need.read_text("utf-8"), "utf-8")
    guide = min(path for path in (root / "activities").glob("*.md") if not path.name.endswith(".zh.md"))
    guide.write_text(guide.read_text("utf-8").replace("---\n", "---\naliases: [first-name]\n", 1), "utf-8")
    materials = root / "knowledge/materials.yml"
    term = min((root / "knowledge/glossary").glob("*.yml")).stem
    (root / "knowledge/removed.yml").write_text(
        f"- {{kind: term, id: gone, date: 2026-11-20, why: {{en: Nobody says <it>., zh: 没有人这样说。}}, instead: {term}}}\n"
        "- {kind: activity, id: unsafe, date: 2026-11-21, why: {en: A child was hurt.}}\n- {kind: material, id: needle, date: 2026-11-21, why: {en: Too sharp.}}\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", "https://handbook.example/kb/")
        report = build(root, folder / "site", cached=False)
    assert [str(d) for d in report.errors] == [] and materials.is_file()
    return folder, need.stem, guide.stem, term


def text(place, lang, name):
    return (place[0] / "site" / ("zh/" if lang == "zh" else "") / name).read_text("utf-8")


@BOTH
def test_a_former_id_leads_on_by_itself_and_by_a_link(place, lang):
    for old, new in (("needs/older.html", f"{place[1]}.html"), ("needs/oldest.html", f"{place[1]}.html"), ("activities/first-name.html", f"{place[2]}.html")):
        html = text(place, lang, old)
        assert f'<meta http-equiv="refresh" content="0; url={new}">' in html.partition("<body")[0]
        assert re.search(rf'<p class="lead">[^<]*<a href="{new}">', html)
        assert (place[0] / "site" / ("zh/" if lang == "zh" else "") / old).with_name(new).is_file()


@BOTH
def test_what_was_taken_out_says_when_why_and_what_instead(place, lang):
    html = text(place, lang, "glossary/gone.html")
    assert "2026-11-20" in html and f'href="{place[3]}.html"' in html
    assert ("没有人这样说。" if lang == "zh" else "Nobody says &lt;it&gt;.") in html
    assert '<meta name="robots" content="noindex">' in html and "refresh" not in html
    assert "A child was hurt." in text(place, lang, "activities/unsafe.html")


def test_neither_is_listed_anywhere(place):
    site = place[0] / "site"
    listed = (site / "sitemap.xml").read_text("utf-8") + "".join(path.read_text("utf-8") for path in site.rglob("assets/search/*.js")) + text(place, "en", "a-z.html")
    for name in ("needs/older", "activities/first-name", "glossary/gone", "activities/unsafe"):
        assert f"{name}.html" not in listed
    assert f"needs/{place[1]}.html" in listed


def test_the_site_holds_together(place):
    found = check_site(place[0] / "site", project_at(place[0] / "handbook")).diagnostics
    assert [str(d) for d in found if re.search(r"older|oldest|first-name|gone|unsafe|needle", f"{d.path} {d.message}")] == []


def test_the_api_answers_for_every_id_that_ever_was(place):
    api = place[0] / "site/api/v1"
    for path, answer in (
        ("needs/older.json", {"kind": "need", "id": "older", "moved_to": place[1]}), ("needs/oldest.json", {"kind": "need", "id": "oldest", "moved_to": place[1]}),
        ("activities/first-name.json", {"kind": "activity", "id": "first-name", "moved_to": place[2]}),
        ("glossary/gone.json", {"kind": "term", "id": "gone", "removed": "2026-11-20"}), ("materials/needle.json", {"kind": "material", "id": "needle", "removed": "2026-11-21"}),
    ):
        held = json.loads((api / path).read_text("utf-8"))
        assert {key: value["id"] if key == "moved_to" else value["date"] if key == "removed" else value for key, value in held.items()} == answer
    assert json.loads((api / "glossary/gone.json").read_text("utf-8"))["removed"]["instead"]["url"] == f"glossary/{place[3]}.json"
    held = json.loads((api / "changes.json").read_text("utf-8"))
    assert [(one["kind"], one["id"], one["to"]) for one in held["moved"]] == [("activity", "first-name", place[2]), ("need", "older", place[1]), ("need", "oldest", place[1])]
    assert [one["id"] for one in held["removed"]] == ["unsafe", "needle", "gone"]


BROKEN = [
    ("a text", "nothing here", "SCH001", "no list of records"), ("no list", "kind: need\n", "SCH001", "no list of records"), ("an unknown kind", "- {kind: neeed, id: a, date: 2026-11-20, why: {en: x}}\n", "SCH001", "kind"),
    ("no reason", "- {kind: need, id: a, date: 2026-11-20}\n", "SCH001", "`why` is missing"), ("an odd date", "- {kind: need, id: a, date: soon, why: {en: x}}\n", "SCH001", "date"),
    ("an odd id", "- {kind: need, id: ../up, date: 2026-11-20, why: {en: x}}\n", "SCH001", "form of `id`"), ("a field too many", "- {kind: need, id: a, date: 2026-11-20, why: {en: x}, because: y}\n", "SCH001", "`because`"),
    ("no YAML", "- {kind: need\n", "SRC006", "YAML"), ("numbers", "- 1\n- 2\n", "SCH001", ""),
]


@pytest.mark.parametrize(("content", "code", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_list_that_cannot_be_read_is_a_finding(tmp_path, content, code, said):
    root = example_handbook.write(tmp_path)
    (root / "knowledge/removed.yml").write_text(content, "utf-8")
    found = [d for d in example_handbook.check(root).diagnostics if d.path == "knowledge/removed.yml"]
    assert found and {d.code for d in found} == {code} and said in str(found[0].message) and all(d.hint for d in found)
    assert load(project_at(root)).removals() == []


@pytest.mark.parametrize("content", ["", "# nothing was taken out yet\n", "[]\n"])
def test_a_list_of_nothing_is_fine(tmp_path, content):
    root = example_handbook.write(tmp_path)
    (root / "knowledge/removed.yml").write_text(content, "utf-8")
    assert [d for d in example_handbook.check(root).diagnostics] == []


def test_the_list_of_this_handbook_can_be_read():
    assert not [f for f in load(project_at(Path(__file__).resolve().parent.parent)).failures if f.finding.path == "knowledge/removed.yml"]
