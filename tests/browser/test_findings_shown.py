"""The strip of findings above a served page, in a real Chromium: under the page's own policy, on a phone, light and dark, in both languages, not in print."""

import threading
from mimetypes import guess_type
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from accessibility import breaches
from kinds import EDITIONS

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.handbook import Handbook
from kb_tools.rules import Report
from kb_tools.website.strip import Strips, with_strips
from kb_tools.words.messages import say

GUIDE, HOME, BROKEN = "activities/job-tree.html", "index.html", "activities/a-new-one.html"


def _finding(path: str, line: int, severity: Severity) -> Diagnostic:
    return Diagnostic(path, line, 1, line, 2, "REF001", "rule", severity, say("no {kind} is called `{id}`", kind=say("need"), id="a-name-without-an-end-" * 4),
                      say("did you mean `{near}`?", near="calm"))


FOUND = (_finding("activities/job-tree.md", 12, Severity.ERROR), _finding("activities/job-tree.md", 4, Severity.WARNING), _finding("mkdocs.yml", 3, Severity.NOTE),
         *(_finding("activities/a-new-one.md", line, Severity.ERROR) for line in range(1, 13)))


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def served(site):
    """The address of the built site, its policy as it is published, with a strip over some of its pages."""

    def pages(environ, start_response):
        file = site / environ["PATH_INFO"].lstrip("/")
        start_response("200 OK" if file.is_file() else "404 Not Found", [("Content-Type", guess_type(file.name)[0] or "text/plain")])
        return [file.read_bytes() if file.is_file() else b""]

    strips = Strips(Report(Handbook(Path(".")), None, FOUND))
    with make_server("127.0.0.1", 0, with_strips(pages, lambda: strips), _Threads, _Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("name", [GUIDE, HOME])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_it_is_readable_on_a_phone_and_passes_the_accessibility_check(visit, served, edition, dark, name):
    with visit(served + edition + name, width=360, dark=dark) as (page, troubles):
        strip = page.locator("aside.kb-strip")
        assert strip.is_visible() and page.evaluate("document.documentElement.scrollWidth") <= 360
        box, header = strip.bounding_box(), page.locator("header.md-header").bounding_box()
        assert box["y"] >= header["y"] + header["height"] and box["y"] < 300, "it stands right below the header"
        assert strip.evaluate("e => [...e.querySelectorAll('p,summary')].every(p => p.getBoundingClientRect().right <= innerWidth)")
        assert strip.evaluate("e => parseFloat(getComputedStyle(e.querySelector('li p')).fontSize)") >= 14
        assert strip.evaluate("e => getComputedStyle(e.querySelector('details')).borderLeftWidth") != "0px", "its stylesheet is let in"
        assert breaches(page, within=".kb-strip") == []
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_it_names_the_line_and_folds_away_without_a_script(visit, served, edition):
    with visit(served + edition + GUIDE, width=360, script=False) as (page, troubles):
        strip = page.locator("aside.kb-strip")
        assert strip.locator(".kb-strip-place").all_inner_texts() == ["activities/job-tree.md:12", "activities/job-tree.md:4"]
        strip.locator("summary").click()
        assert not strip.locator("li").first.is_visible()
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_it_is_not_printed(visit, served, edition):
    with visit(served + edition + GUIDE) as (page, _):
        page.emulate_media(media="print")
        assert not page.locator("aside.kb-strip").is_visible() and page.locator("h1").is_visible()


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_a_page_that_could_not_be_made_says_why_in_its_place(visit, served, edition):
    with visit(served + edition + BROKEN, width=360) as (page, _):
        assert page.locator("aside.kb-strip li").count() == 8 and page.locator("h1").is_visible()
        assert page.locator("aside.kb-strip").evaluate("e => getComputedStyle(e.querySelector('details')).borderLeftWidth") != "0px"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_page_without_findings_has_none(visit, served):
    with visit(served + "about.html") as (page, _):
        assert page.locator("aside.kb-strip").count() == 0
