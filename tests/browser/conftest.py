"""A real Chromium, and the built site both from a server and from disk."""

from contextlib import contextmanager
from zlib import crc32

import pytest
from local_web import served


@pytest.fixture(scope="session")
def server(site):
    """The address of the built site on a loopback port."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session", params=["http", "file"])
def base(request, server, site):
    """The root of the site as a reader reaches it: from a server, or opened from disk."""
    return server if request.param == "http" else site.as_uri() + "/"


@pytest.fixture(scope="module")
def large_letters(chromium, tools):
    """A phone on which somebody set the letters of all pages twice as large."""
    browser = chromium.browser_type.launch(executable_path=tools["chromium"], args=["--no-sandbox", "--disable-gpu", "--blink-settings=defaultFontSize=32"])
    yield browser.new_context(viewport={"width": 360, "height": 740})
    browser.close()


@pytest.fixture
def visit(chromium):
    """A function that opens a page and watches it: `visit(url, width=…, dark=…, script=…)` yields page and its troubles."""

    @contextmanager
    def open_page(url: str, width: int = 1280, dark: bool = False, script: bool = True):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light",
                                       java_script_enabled=script, reduced_motion="reduce")
        page = context.new_page()
        troubles: list[str] = []
        origin = url.split("/", 3)[:3]
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.on("request", lambda r: troubles.append(f"request to {r.url}")
                if not r.url.startswith("data:") and r.url.split("/", 3)[:3] != origin else None)
        # What the browser itself drops when the reader goes on to the next page is no failure.
        page.on("requestfailed", lambda r: troubles.append(f"failed: {r.url}") if r.failure != "net::ERR_ABORTED" else None)
        page.goto(url, wait_until="load")
        yield page, troubles
        context.close()

    return open_page


_LONG = ("test_finder.py", "test_planner.py", "test_scorer.py", "test_runner.py")
"""Files of which every run sees the journeys, and half of the rest."""

_JOURNEY = ("term", "eight_children", "whole_guide", "hostile", "damaged", "accessibility")


def pytest_collection_modifyitems(items):
    """What every run sees of a test that stands for many pages, ways and colours; `make deep` sees all of it.

    English goes with a server and light, Chinese with the disk and dark: what depends on one of them shows. Of what is asked
    of every kind of page, or only of both languages, half is seen, always the same half.
    """
    for item in items:
        if item.path.name in _LONG and not any(word in item.name for word in _JOURNEY) and crc32(item.originalname.encode()) % 2:
            item.add_marker(pytest.mark.deep)
            continue
        params = item.callspec.params if hasattr(item, "callspec") else {}
        if "edition" not in params or "browser" not in item.path.parts:
            continue
        chinese = params["edition"] != ""
        paired = params["base"] == "file" if "base" in params else params.get("dark")
        half = crc32(f"{item.originalname} {params.get('kind', '')}".encode()) % 2 == 1
        if chinese != paired if paired is not None else chinese != half:
            item.add_marker(pytest.mark.deep)
        elif paired is not None and "kind" in params and chinese != half:
            item.add_marker(pytest.mark.deep)
