"""While a handbook is served for writing, the findings of a page stand in a strip above it; in what is built they never do."""

from pathlib import Path
from wsgiref.util import setup_testing_defaults

import example_handbook
import lxml.html
import pytest

from benchmarks.corpus import make
from kb_tools.diagnostics import Diagnostic, Severity, Span
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import Report, run
from kb_tools.website.build import build
from kb_tools.website.strip import MOST, STYLE, Strips, page_of, with_strips
from kb_tools.words.messages import say

PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body><header>above</header><main><h1>Page</h1></main></body></html>'
MISSING = PAGE.replace("Page", "No such page")


@pytest.fixture(scope="module")
def handbook(tmp_path_factory):
    return load(project_at(example_handbook.write(tmp_path_factory.mktemp("strip") / "handbook")))


def finding(path: str, at: int = 0, severity=Severity.ERROR, message=None, hint="", line=7) -> Diagnostic:
    return Diagnostic(path, line, 1, line, 2, "REF001", "rule", severity, message or say("no {kind} is called `{id}`", kind=say("need"), id="clam"), hint, span=Span(at, at + 1))


def strips(handbook, *found: Diagnostic) -> Strips:
    return Strips(Report(handbook, None, found))


def asked(strip: Strips, path: str) -> tuple[str, dict, str]:
    """What the server answers that gives two pages and a picture."""
    there = {"/activities/breathe-out.html": PAGE, "/zh/activities/breathe-out.html": PAGE.replace('"en"', '"zh"'), "/index.html": PAGE, "/404.html": MISSING,
             "/zh/404.html": MISSING}

    def site(environ, start_response):
        path = environ["PATH_INFO"] + ("index.html" if environ["PATH_INFO"].endswith("/") else "")
        if path.endswith(".svg"):
            start_response("200 OK", [("Content-Type", "image/svg+xml")])
            return [b"<svg></header></svg>"]
        start_response("200 OK" if path in there else "404 Not Found", [("Content-Type", "text/html"), ("Content-Length", "3")])
        return [there.get(path, "404").encode()]

    environ, begun = {"PATH_INFO": path}, []
    setup_testing_defaults(environ)
    body = b"".join(with_strips(site, lambda: strip)(environ, lambda status, headers: begun.extend((status, dict(headers)))))
    if "Content-Length" in begun[1]:
        assert int(begun[1]["Content-Length"]) == len(body)
    return begun[0], begun[1], body.decode()


def said(html: str) -> str:
    """The words of the strip; nothing where there is none."""
    strip = lxml.html.fromstring(html).find(".//aside[@class='kb-strip']")
    return "" if strip is None else " ".join(strip.text_content().split())


# What it says

def test_a_page_says_where_what_and_what_next_in_either_language(handbook):
    strip = strips(handbook, finding("activities/breathe-out.md", hint=say("did you mean `{near}`?", near="calm")))
    assert said(asked(strip, "/activities/breathe-out.html")[2]) == (
        "To repair on this page: 1 error activities/breathe-out.md:7 REF001 no need is called clam next step: did you mean calm? "
        "Only you see this, while kb serve runs: it is never published.")
    assert said(asked(strip, "/zh/activities/breathe-out.html")[2]) == (
        "这一页要改的地方：1处 错误 activities/breathe-out.md:7 REF001 没有叫 clam 的需要 下一步：是不是想写 calm？ 只有您在 kb serve 运行时看得到，绝不会发布。")


def test_it_stands_between_header_and_content_and_brings_a_stylesheet_and_no_script(handbook):
    html = asked(strips(handbook, finding("activities/breathe-out.md")), "/activities/breathe-out.html")[2]
    assert '</header><aside class="kb-strip" lang="en"' in html and f'<link rel="stylesheet" href="{STYLE}"></head>' in html
    strip = html[html.index("<aside"):html.index("</aside>")]
    assert "<script" not in strip and "style=" not in strip and " on" not in strip.replace(" on this page", "")
    assert 'href="../rules/REF001.html"' in strip
    status, headers, style = asked(Strips(), STYLE)
    assert status == "200 OK" and headers["Content-Type"].startswith("text/css") and "@media print{.kb-strip{display:none}}" in style


def test_what_a_file_holds_cannot_become_part_of_the_page(handbook):
    evil = '`</code><script>alert(1)</script>` <img src=x onerror=alert(1)> {{ 7 * 7 }}'
    strip = strips(handbook, finding("activities/breathe-out.md", message=say("{x}", x=evil), hint=evil))
    html = asked(strip, "/activities/breathe-out.html")[2]
    assert "<script" not in html and "<img" not in html and "49" not in html
    assert said(html).count("<script>alert(1)</script>") == 2


def test_the_weightiest_are_shown_first_and_the_rest_is_counted(handbook):
    found = [finding("activities/breathe-out.md", severity=Severity.WARNING, line=line) for line in range(1, MOST + 4)]
    told = said(asked(strips(handbook, *found, finding("activities/breathe-out.md", line=99)), "/activities/breathe-out.html")[2])
    assert told.startswith(f"To repair on this page: {MOST + 4} error activities/breathe-out.md:99 ")
    assert "And 4 more: kb check tells them all." in told


# On which page

@pytest.mark.parametrize(("path", "address"), [
    ("activities/breathe-out.md", "activities/breathe-out.html"),
    ("activities/breathe-out.zh.md", "activities/breathe-out.html"),
    ("activities/not-made-yet.md", "activities/not-made-yet.html"),
    ("knowledge/needs/calm.yml", "needs/calm.html"),
    ("knowledge/glossary/calm.yaml", "glossary/calm.html"),
    ("knowledge/materials.yml", "materials.html"),
    ("docs/about.md", "about.html"),
    ("docs/about.zh.md", "about.html"),
    ("docs/safeguarding/a-child-told-me.md", "safeguarding/a-child-told-me.html"),
    ("docs/programmes/calm-days.md", "programmes/calm-days.html"),
    ("mkdocs.yml", "index.html"),
    ("knowledge/removed.yml", "index.html"),
    ("lost.bib", "references/index.html"),
])
def test_a_finding_belongs_to_the_page_that_its_file_makes(handbook, path, address):
    assert page_of(finding(path), handbook) == address


def test_a_finding_in_the_bibliography_belongs_to_the_page_of_its_work(handbook):
    entries = handbook.bibliographies["references.bib"].entries
    assert len(entries) > 1
    for entry in entries:
        for at in (entry.span.start, entry.span.end - 1):
            assert page_of(finding("references.bib", at), handbook) == f"references/{entry.key}.html"
    assert page_of(finding("references.bib", entries[-1].span.end + 1), handbook) == "references/index.html"


def test_what_only_the_translation_says_stands_on_the_chinese_page_alone(handbook):
    strip = strips(handbook, finding("activities/breathe-out.zh.md"))
    assert not said(asked(strip, "/activities/breathe-out.html")[2])
    assert "activities/breathe-out.zh.md:7" in said(asked(strip, "/zh/activities/breathe-out.html")[2])


def test_a_page_without_findings_is_as_it_was_built(handbook):
    assert asked(strips(handbook, finding("knowledge/needs/calm.yml")), "/activities/breathe-out.html")[2] == PAGE
    assert asked(Strips(), "/")[2] == PAGE
    assert asked(strips(handbook, finding("mkdocs.yml")), "/picture.svg")[2] == "<svg></header></svg>"
    assert "mkdocs.yml:7" in said(asked(strips(handbook, finding("mkdocs.yml")), "/")[2])


def test_where_a_mistake_keeps_a_page_from_being_made_its_address_says_so(handbook):
    strip = strips(handbook, finding("activities/broken.md"))
    status, _, html = asked(strip, "/activities/broken.html")
    assert status.startswith("404") and "No such page" in html and "activities/broken.md:7" in said(html)
    assert "activities/broken.md:7" in said(asked(strip, "/zh/activities/broken.html")[2])
    assert asked(strip, "/nothing.html")[::2] == ("404 Not Found", MISSING)


# Never published

@pytest.mark.parametrize("how", [{"cached": False}, {"cached": True}, {"serving": True}], ids=["cold", "cached", "serving"])
def test_no_page_that_is_built_holds_a_strip(tmp_path, how):
    root = tmp_path / "handbook"
    make(root, activities=3, works=8)
    guide = min(root.glob("activities/*.md"))
    guide.write_text(guide.read_text("utf-8").replace("## Why\n\n", "## Why\n\nStudies show that it works. ", 1), "utf-8")
    report = build(root, tmp_path / "site", ("en",), **how)
    assert Strips(report).over(PAGE, "en", f"activities/{guide.stem}.html") != PAGE, "there is something to show"
    assert (tmp_path / f"site/activities/{guide.stem}.html").is_file()
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert [path for path in files if "kb-strip" in path.name or b"kb-strip" in path.read_bytes() or b"kb-serve" in path.read_bytes()] == []


def test_what_builds_and_exports_does_not_know_the_strip():
    package = Path(__file__).resolve().parent.parent / "kb_tools"
    knows = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.suffix in (".py", ".jinja", ".html", ".css", ".js")
             and "strip" in path.read_text("utf-8") and any(word in path.read_text("utf-8") for word in ("website.strip", "kb-strip", "kb-serve"))}
    assert knows == {"website/serve.py", "website/strip.py", "website/strip.css", "website/strip.html.jinja"}


def test_the_strip_of_a_real_check_is_that_of_its_pages(tmp_path):
    root = example_handbook.write(tmp_path)
    example_handbook.lay(root, "knowledge/needs/calm.yml", "outcomes: [settels]\n")
    strip = Strips(run(load(project_at(root))))
    assert "knowledge/needs/calm.yml:27" in said(strip.over(PAGE, "en", "needs/calm.html"))
