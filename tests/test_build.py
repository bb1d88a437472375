"""The two ways to build refuse what the check calls an error, and never leave a half-made site."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import example_handbook
import pytest
from compiled_once import COMPILED

from benchmarks.corpus import make
from kb_tools import addresses, rules
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render import Edition, pages
from kb_tools.site_check import check_site
from kb_tools.website import frame
from kb_tools.website.build import BuildFailed, build
from kb_tools.website.content_policy import with_policy

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def broken(copy):
    """The copy with an unknown citation key in one activity; mended afterwards."""
    path = copy / "activities" / "job-tree.md"
    text = path.read_text("utf-8")
    path.write_text(text + "\nMore on this [see @nobody1999nothing, p. 3].\n", "utf-8")
    line = len((text + "\nMore").splitlines())
    yield copy, line
    path.write_text(text, "utf-8")


def run(*command, cwd):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", *command], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_mkdocs_strict_fails_on_an_error_and_names_file_and_line(broken, quiet):
    folder, line = broken
    done = run("mkdocs", "build", "--strict", *quiet, "-d", str(folder / "out"), cwd=folder)
    assert done.returncode != 0
    assert f"activities/job-tree.md:{line}:" in done.stderr and "nobody1999nothing" in done.stderr
    assert "Traceback" not in done.stderr


def test_kb_build_refuses_and_leaves_no_file(broken):
    folder, line = broken
    done = run("kb_tools", "build", "--site", "fresh", cwd=folder)
    assert done.returncode == 1
    assert f"activities/job-tree.md:{line}:" in done.stderr and "Traceback" not in done.stderr
    assert not (folder / "fresh").exists()
    assert not list(folder.glob(".building-*"))


def test_an_edition_that_fails_is_named_with_the_reason(tmp_path, monkeypatch):
    def made(report, lang, *_):
        if lang == "zh":
            raise ValueError("out of ink")
        return set()

    monkeypatch.setitem(build.__globals__, "build_edition", made)
    with pytest.raises(BuildFailed, match="^the zh edition: ValueError: out of ink$"):
        build(example_handbook.write(tmp_path / "handbook"), tmp_path / "site", cached=False)
    assert not (tmp_path / "site").exists()


def test_plain_mkdocs_makes_the_same_english_pages(copy, site):
    done = run("mkdocs", "build", "-q", "--strict", "-d", str(copy / "plain"), cwd=copy)
    assert done.returncode == 0, done.stderr
    for page in sorted((copy / "plain").rglob("*.html")):
        assert page.read_bytes() == (site / page.relative_to(copy / "plain")).read_bytes(), page.name


def test_every_record_and_reference_has_a_page_in_both_editions(site):
    handbook = load(project_at(ROOT))
    wanted = [addresses.of_record(r).split("#")[0] for r in handbook.every()] + [addresses.of_reference(k) for k in handbook.entries]
    wanted += [addresses.of_prose(name) for name in handbook.prose] + list(addresses.GENERATED.values())
    for edition in addresses.EDITIONS.values():
        missing = [a for a in wanted if not (site / edition / a).is_file()]
        assert not missing


def test_every_page_has_a_policy_one_h1_and_a_title_in_its_language(site):
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert text.count('http-equiv="Content-Security-Policy"') == 1, page
        assert "unsafe-inline" not in text.split("<body", 1)[0], page
        assert len(re.findall(r"<h1[ >]", text)) == 1, page
        lang = "zh" if "zh" in page.relative_to(site).parts else "en"
        assert f'<html lang="{lang}"' in text, page
        assert not re.search(r"<(?!a |meta |link |path )[^>]*\sstyle=", text), page


def test_every_page_says_what_each_of_its_sheets_foots_with(site):
    dated = re.compile(r'<p class="(?:sheet-foot[^"]*|pfoot)"[^>]*>[^<]+ · (?:edition of [0-9-]{10}|[0-9-]{10}版)')
    without = {page.relative_to(site).as_posix() for page in site.rglob("*.html") if not dated.search(page.read_text("utf-8"))}
    assert without == {"404.html", "zh/404.html"}


@pytest.mark.parametrize("edition", addresses.EDITIONS.values(), ids=addresses.EDITIONS)
def test_a_checklist_leads_to_its_form_on_paper(site, edition):
    score = "calm-and-cooling-checklist-score.html"
    assert f'href="{score}#by-hand"' in (site / edition / "measures/calm-and-cooling-checklist.html").read_text("utf-8")
    assert 'id="by-hand"' in (site / edition / "measures" / score).read_text("utf-8")


def test_every_link_of_the_site_leads_to_a_file_and_an_anchor(site):
    report = check_site(site, project_at(ROOT))
    assert [(d.path, d.line, d.code, str(d.message)) for d in report.diagnostics] == []


def test_the_language_switch_keeps_the_place(site):
    for name in ("index.html", "activities/job-tree.html", "references/source1thesis.html", "evidence/gap-map.html"):
        english = re.search(r'class="md-header__button tb-lang"[^>]*href="([^"]+)"', (site / name).read_text("utf-8"))[1]
        chinese = re.search(r'class="md-header__button tb-lang"[^>]*href="([^"]+)"', (site / "zh" / name).read_text("utf-8"))[1]
        assert ((site / name).parent / english).resolve() == (site / "zh" / name).resolve()
        assert ((site / "zh" / name).parent / chinese).resolve() == (site / name).resolve()


def test_no_page_asks_for_anything_from_elsewhere(site):
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        for tag in re.findall(r"<(?:script|img|link|iframe|source|video|audio|object|embed)\b[^>]*>", text):
            assert not re.search(r'(?:src|href)="(?:https?:)?//', tag) or 'rel="canonical"' in tag, (page, tag)


def test_no_citation_is_left_as_it_was_written(site):
    for page in site.rglob("*.html"):
        body = re.sub(r"<(code|pre)\b.*?</\1>", "", page.read_text("utf-8").split("<body", 1)[1], flags=re.S)
        assert not re.search(r"\[[^\[\]<>]{0,80}@[a-z]+\d{4}", body), page


def test_the_api_has_an_index_and_a_file_for_every_record(site):
    index = json.loads((site / "api/v1/index.json").read_text("utf-8"))
    handbook = load(project_at(ROOT))
    for kind, records in handbook.records.items():
        listed = next(v for k, v in index["kinds"].items() if {r["id"] for r in v} == set(records) or not records)
        for one in listed:
            data = json.loads((site / "api/v1" / one["data"]).read_text("utf-8"))
            assert data["id"] == one["id"]
        assert len(listed) == len(records), kind
    activity = json.loads((site / "api/v1/activities/half-a-picture.json").read_text("utf-8"))
    assert activity["minutes"] == 45 == sum(step["minutes"] for step in activity["steps"])
    assert activity["tier"] == "S0"
    assert json.loads((site / "api/v1/studies/source2dafang.json").read_text("utf-8"))["tier"] == "S1"


def test_the_checker_needs_no_mkdocs(copy):
    code = ("import sys\nfor name in ('mkdocs', 'material', 'mkdocs_bibtex'): sys.modules[name] = None\n"
            "from kb_tools.cli import main\nmain(['check'])")
    done = subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_policy_holds_the_hash_of_each_inline_script():
    page = '<head><meta charset="utf-8"></head><script>a()</script><script src="x.js"></script><script type="application/json">{}</script><script type="application/ld+json">{}</script>'
    made = with_policy(page)
    assert made.count("sha256-") == 1 and "connect-src 'none'" in made
    assert "'unsafe-inline'" in with_policy(page, serving=True)


@pytest.mark.parametrize(("whole", "least"), [(False, 200), pytest.param(True, 700, marks=pytest.mark.deep)], ids=["a small handbook", "this one"])
def test_a_frame_shared_by_the_pages_of_a_folder_is_the_one_each_would_get_alone(copy, whole, least, tmp_path, monkeypatch):
    if not whole:
        make(tmp_path / "handbook", activities=3, works=8)
    sources = copy if whole else tmp_path / "handbook"
    monkeypatch.setenv("SITE_URL", "https://example.org/kb/")
    monkeypatch.setenv("REPO_URL", "https://example.org/repository")
    build(sources, tmp_path / "shared", cached=False)
    monkeypatch.setattr(frame, "_alone", lambda page, nav: True)
    build(sources, tmp_path / "alone", cached=False)
    shared, alone = ({p.relative_to(tmp_path / top).as_posix(): p.read_text("utf-8") for p in (tmp_path / top).rglob("*.html")} for top in ("shared", "alone"))
    assert len(shared) > least and shared.keys() == alone.keys()
    assert [name for name, html in shared.items() if html != alone[name]] == []
    assert "\ue000" not in "".join(shared.values())
    for edition in ("", "zh/"):
        assert 'data-new="https://example.org/repository/new/main/activities" data-mail=""' in shared[f"{edition}share.html"]


def shown(root: Path) -> int:
    """Make every page of the handbook in `root`, whatever a check says; return their number."""
    report = rules.run(load(project_at(root)))
    every = tuple(rules.RULES.values())
    return sum(1 for lang in ("en", "zh") for _ in pages(Edition(report.handbook, report.graph, lang, every, compiled=COMPILED[lang])))


EXAMPLE = Graph(load(project_at(example_handbook.EXAMPLE)))


@pytest.mark.parametrize("edge", {(edge.source.kind.name, edge.field): edge for edge in EXAMPLE.edges}.values(), ids=lambda edge: f"{edge.source.kind.name} {edge.field}")
def test_a_reference_that_leads_nowhere_keeps_no_page_from_being_shown(tmp_path, edge):
    root = example_handbook.write(tmp_path)
    file = root / edge.source.path
    file.write_text(file.read_text("utf-8").replace(edge.id, "nowhere"), "utf-8")
    assert shown(root)


@pytest.mark.parametrize("path", [p.relative_to(example_handbook.EXAMPLE).as_posix() for p in sorted(example_handbook.EXAMPLE.rglob("*")) if p.suffix in (".md", ".yml", ".bib") and p.name != "mkdocs.yml"])
def test_a_file_that_is_not_there_keeps_no_other_page_from_being_shown(tmp_path, path):
    root = example_handbook.write(tmp_path)
    (root / path).unlink()
    assert shown(root)
