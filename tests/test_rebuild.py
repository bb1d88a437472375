"""After an edit of any kind, a rebuild in place leaves the same files as a cold build into an empty folder."""

import os
import re
import shutil
import sqlite3
from pathlib import Path

import jinja2
import pytest

from benchmarks.__main__ import differences
from benchmarks.corpus import make
from kb_tools.website.build import build


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small handbook, and its site as a first build left it, with what that build kept for the next."""
    folder = tmp_path_factory.mktemp("rebuild")
    make(folder / "handbook", activities=3, works=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_CACHE_DIR", str(folder / "cache"))
        _build(folder / "handbook", folder / "site")
    return folder


@pytest.fixture
def place(built, monkeypatch):
    """The handbook, the site and the cache, to be changed; each test finds them as the first build left them."""
    kept = built.with_name(built.name + "-kept")
    if not kept.exists():
        shutil.copytree(built, kept, symlinks=True)
    shutil.rmtree(built)
    shutil.copytree(kept, built, symlinks=True)
    monkeypatch.setenv("KB_CACHE_DIR", str(built / "cache"))
    return built


def _build(root: Path, site: Path, cached: bool = True) -> None:
    report = build(root, site, cached=cached)
    assert [str(d) for d in report.errors] == []


def _rebuild_equals_cold(place: Path) -> None:
    _build(place / "handbook", place / "site")
    _build(place / "handbook", place / "cold", cached=False)
    assert differences(place / "site", place / "cold") == []


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert re.search(old, text, re.M), f"{old} does not stand in {path}"
    path.write_text(re.sub(old, new, text, count=1, flags=re.M), "utf-8")


def _guides(root: Path) -> list[Path]:
    """The English files of the activities; the first has a full translation, the second a title only."""
    from benchmarks.words import title

    return [root / "activities" / (title(i)[0].lower().replace(" ", "-") + ".md") for i in range(3)]


def _first(root: Path, pattern: str) -> Path:
    return min(root.glob(pattern))


# What a person may do between two builds: each changes the handbook, the site or the cache


def body_edited(place):
    _replace(_guides(place / "handbook")[0], "^## Why\n\n", "## Why\n\nOne sentence more, and *another*.\n")


def link_and_citation_added(place):
    root = place / "handbook"
    key = _first(root, "knowledge/studies/*.yml").stem
    _replace(_guides(root)[2], "^## Why\n\n", f"## Why\n\nMore in [the other]({_guides(root)[1].name}#steps) [@{key}, p. 3].\n")


def title_edited(place):
    _replace(_guides(place / "handbook")[1], "^title: .*", "title: Called otherwise now")


def translated_title_edited(place):
    _replace(_guides(place / "handbook")[1].with_suffix(".zh.md"), "^title: .*", "title: 换了名字")


def facts_edited(place):
    _replace(_guides(place / "handbook")[2], "^phase: .*", "phase: opening")
    _replace(_guides(place / "handbook")[2], "^  min: .*", "  min: 5")


def linked_guide_renamed(place):
    root = place / "handbook"
    old = _guides(root)[1]
    new = old.with_name("renamed-on-the-way.md")
    for ending in (".md", ".zh.md"):
        old.with_suffix(ending).rename(new.with_suffix(ending))
    for file in root.rglob("*.md"):
        file.write_text(re.sub(rf"\b{old.stem}\b(?=\.|$)", new.stem, file.read_text("utf-8"), flags=re.M), "utf-8")
    for file in root.glob("docs/programmes/*.md"):
        file.write_text(file.read_text("utf-8").replace(f"activity: {old.stem}", f"activity: {new.stem}"), "utf-8")


def page_deleted(place):
    root = place / "handbook"
    for name in ("background.md", "background.zh.md"):
        (root / "docs" / name).unlink()


def record_deleted(place):
    _first(place / "handbook", "knowledge/glossary/*.yml").unlink()


def activity_added(place):
    made = _guides(place / "handbook")[0]
    for ending in (".md", ".zh.md"):
        shutil.copy(made.with_suffix(ending), made.with_name("one-more" + ending))


def record_renamed_in_both_languages(place):
    need = _first(place / "handbook", "knowledge/needs/*.yml")
    _replace(need, "^  en: .*", "  en: A need called otherwise")
    _replace(need, "^  zh: .*", "  zh: 换了名字的需要")


def _term(place, n=0):
    return sorted((place / "handbook/knowledge/glossary").glob("*.yml"))[n]


def id_given_up(place):
    _term(place).write_text("aliases: [an-older-word]\n" + _term(place).read_text("utf-8"), "utf-8")


def former_id_of_another(place):
    id_given_up(place)
    _build(place / "handbook", place / "site")
    _replace(_term(place), "^aliases: .*", "aliases: []")
    _term(place, 1).write_text("aliases: [an-older-word]\n" + _term(place, 1).read_text("utf-8"), "utf-8")


def record_taken_out(place):
    removed = place / "handbook/knowledge/removed.yml"
    removed.write_text("- {kind: term, id: gone, date: 2026-11-20, why: {en: Nobody says it.}}\n", "utf-8")
    _build(place / "handbook", place / "site")
    removed.write_text(f"- {{kind: term, id: gone, date: 2026-11-21, why: {{en: Nobody says it any more.}}, instead: {_term(place).stem}}}\n", "utf-8")


def finding_edited(place):
    _replace(_first(place / "handbook", "knowledge/studies/*.yml"), "^access: .*", "access: secondary")


def material_renamed(place):
    _replace(place / "handbook/knowledge/materials.yml", "^    en: paper$", "    en: sheet of newspaper")


def reference_edited(place):
    _replace(place / "handbook/references.bib", "^  title = {.*}", "  title = {Something else altogether}")


def reference_moved_in_time(place):
    _replace(place / "handbook/references.bib", "^  year = {.*}", "  year = {1901}")


def term_added(place):
    term = _first(place / "handbook", "knowledge/glossary/*.yml")
    shutil.copy(term, term.with_name("a-new-term.yml"))
    _replace(term.with_name("a-new-term.yml"), "^  en: .*", "  en: a new term")


def section_translated(place):
    _replace(_guides(place / "handbook")[0].with_suffix(".zh.md"), "^## 为什么做\n\n.*", "## 为什么做\n\n换一句话来说。")


def guide_translated(place):
    guide = _guides(place / "handbook")[1]
    body = guide.read_text("utf-8").split("\n---\n", 1)[1].replace("_In short:_", "_一句话：_")
    body = re.sub(r" · (\d+) min$", r" · \1 分钟", body.replace(".md)", ".zh.md)"), flags=re.M)
    other = guide.with_suffix(".zh.md")
    other.write_text(other.read_text("utf-8") + body, "utf-8")


def translation_taken_away(place):
    _guides(place / "handbook")[0].with_suffix(".zh.md").unlink()


def safeguarding_edited(place):
    _replace(place / "handbook/docs/safeguarding/a-child-told-me.md", "^title: .*", "title: A child said something")


def configuration_edited(place):
    _replace(place / "handbook/mkdocs.yml", "^copyright: .*", 'copyright: "CC BY 4.0, whoever you are"\nremote_name: elsewhere')
    _replace(place / "handbook/mkdocs.yml", "^  favicon: .*", "  favicon: assets/tongban.css")


def asset_added(place):
    (place / "handbook/docs/assets/core/extra.js").write_text("'use strict'\n", "utf-8")


def asset_edited(place):
    path = place / "handbook/docs/assets/core/search.js"
    path.write_text(path.read_text("utf-8") + "\n// one line more\n", "utf-8")


def page_of_the_site_tampered_with(place):
    for page in ("index.html", "a-z.html", "zh/materials.html"):
        (place / "site" / page).write_text("<p>not ours</p>", "utf-8")
    (place / "site" / _first(place / "site", "activities/*.html").name).unlink(missing_ok=True)
    _first(place / "site", "zh/activities/*.html").write_bytes(b"")


def other_files_of_the_site_tampered_with(place):
    site = place / "site"
    for file in (_first(site, "assets/search/*.js"), _first(site, "api/v1/*/*.json"), site / "api/v1/index.json", _first(site, "zh/assets/*.css")):
        file.write_text("not ours", "utf-8")
    _first(site, "references/*.html").unlink()


def strangers_in_the_site(place):
    site = place / "site"
    for name in ("stray.html", "activities/stray.html", "zh/deep/er/stray.txt", ".hidden"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("a stranger", "utf-8")
    (site / "empty").mkdir()
    (site / "link.html").symlink_to(site / "index.html")


def site_taken_away(place):
    shutil.rmtree(place / "site")


def cache_damaged(place):
    for number, file in enumerate(sorted((place / "cache").rglob("*.sqlite"))):
        file.write_bytes(b"no database at all" * 1000 if number % 2 else file.read_bytes()[: file.stat().st_size // 2])
    body_edited(place)


def cache_taken_away(place):
    shutil.rmtree(place / "cache")
    body_edited(place)


EDITS = {
    "nothing": (),
    "bodies": (body_edited, link_and_citation_added, section_translated),
    "titles": (title_edited, translated_title_edited, safeguarding_edited),
    "facts": (facts_edited, record_renamed_in_both_languages, finding_edited, material_renamed),
    "a linked file renamed": (linked_guide_renamed,),
    "files deleted": (page_deleted, record_deleted, translation_taken_away),
    "a former id": (id_given_up,),
    "a former id that another record has now": (former_id_of_another,),
    "a record taken out, and its reason": (record_taken_out,),
    "files added": (activity_added, term_added, guide_translated),
    "references": (reference_edited, reference_moved_in_time),
    "mkdocs.yml": (configuration_edited,),
    "assets": (asset_added, asset_edited),
    "the site": (page_of_the_site_tampered_with, other_files_of_the_site_tampered_with, strangers_in_the_site),
    "no site": (site_taken_away,),
    "a damaged cache": (cache_damaged,),
    "no cache": (cache_taken_away,),
}


NOW_AND_THEN = {"nothing", "a former id", "no site", "no cache"}
"""Edits that only `make deep` sees: each is part of another one that every run sees, or of a milder kind."""


@pytest.mark.parametrize("edits", [pytest.param(edits, id=name, marks=[pytest.mark.deep] * (name in NOW_AND_THEN)) for name, edits in EDITS.items()])
def test_a_rebuild_equals_a_cold_build(place, edits):
    for edit in edits:
        edit(place)
    _rebuild_equals_cold(place)


def test_edits_one_after_the_other_leave_what_a_cold_build_leaves(place):
    for edit in (title_edited, linked_guide_renamed, reference_edited):
        edit(place)
        _build(place / "handbook", place / "site")
    body_edited(place)
    _rebuild_equals_cold(place)


def test_an_edit_taken_back_leaves_what_was_there_before(place):
    before = {p: p.read_bytes() for p in (place / "site").rglob("*") if p.is_file()}
    guide = _guides(place / "handbook")[0]
    text = guide.read_text("utf-8")
    body_edited(place)
    _build(place / "handbook", place / "site")
    guide.write_text(text, "utf-8")
    _build(place / "handbook", place / "site")
    assert {p: p.read_bytes() for p in (place / "site").rglob("*") if p.is_file()} == before


def test_a_rebuild_leaves_equal_files_untouched(place):
    times = {p: p.stat().st_mtime_ns for p in (place / "site").rglob("*.html")}
    body_edited(place)
    _build(place / "handbook", place / "site")
    changed = {p.relative_to(place / "site").as_posix() for p, time in times.items() if p.stat().st_mtime_ns != time}
    guide = f"activities/{_guides(place / 'handbook')[0].stem}.html"
    assert guide in changed and len(changed) < len(times) / 10


def test_what_the_cache_has_lost_of_the_search_is_made_again(place):
    for file in (place / "cache").rglob("??.sqlite"):
        with sqlite3.connect(file) as database:
            database.execute("delete from kept where space = 'shown' and key like 'activities/%'")
    _first(place / "site", "assets/search/*.js").unlink()
    title_edited(place)
    _rebuild_equals_cold(place)


def test_a_template_is_compiled_once_whatever_is_built_and_how(place, monkeypatch):
    monkeypatch.delattr(os, "fork")  # what a child compiles is not seen here
    compiled, compile_anew = [], jinja2.Environment.compile
    monkeypatch.setattr(jinja2.Environment, "compile", lambda self, source, *names, **how: compiled.append(source) or compile_anew(self, source, *names, **how))
    make(place / "other", activities=2, works=6)
    assert not build(place / "other", place / "cold", ("en",), cached=False).errors
    body_edited(place)
    _build(place / "handbook", place / "site")
    title_edited(place)
    _build(place / "handbook", place / "site")
    assert compiled == []
    shutil.rmtree(place / "cache")
    assert not build(place / "other", place / "cold", ("en",), cached=False).errors
    assert compiled
