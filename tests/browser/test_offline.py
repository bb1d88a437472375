"""Without a network: the file to take along, unpacked and opened from disk; and the worker that keeps pages in the browser."""

import functools
import http.server
import json
import re
import shutil
import threading
import time
import zipfile
from pathlib import Path

import pytest
from accessibility import breaches
from local_web import Files

from kb_tools.render.offline_pages import LESS_THAN
from kb_tools.website import offline

pytestmark = pytest.mark.deep  # a worker and a server that goes: what a browser keeps by itself is a matter of its time

BELOW = "/books/handbook/"
GUIDE, OTHER, SCRIPT = "activities/job-tree.html", "needs/self-confidence.html", "assets/core/text.js"


# The file to take along


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory):
    """The zip, unpacked where people put things."""
    folder = tmp_path_factory.mktemp("stick") / "我的 U 盘" / "小组 工作 (new)"
    with zipfile.ZipFile(site / "handbook-offline.zip") as packed:
        packed.extractall(folder)
    return folder


@pytest.mark.parametrize(("edition", "other", "query"), [("", "zh/", "feelings"), ("zh/", "", "活动")], ids=["en", "zh"])
def test_the_unpacked_file_can_be_clicked_through(visit, unpacked, edition, other, query):
    base = unpacked.as_uri() + "/"
    with visit(f"{base}{edition}index.html", width=360) as (page, troubles):
        page.locator(".needs a").first.click()
        page.wait_for_url("**/needs/*.html")
        page.locator("main .card h3 a, main table a[href*='activities/']").first.click()
        page.wait_for_url("**/activities/*.html")
        assert page.locator("ol.steps > li").count() >= 3
        page.locator("site-search input").fill(query)
        page.locator("a.tb-search-hit").first.click()
        page.wait_for_load_state()
        page.locator("header .tb-care-link").click()
        page.wait_for_load_state()
        assert page.url == f"{base}{edition}safeguarding/a-child-told-me.html"
        page.locator("header .tb-lang").click()
        page.wait_for_load_state()
        assert page.url == f"{base}{other}safeguarding/a-child-told-me.html"
        page.locator("footer a[href$='offline.html']").click()
        page.wait_for_load_state()
        assert page.locator("[data-browser] .keep-note").is_visible()
        assert page.locator("a[href$='.zip']").count() == 0
        assert page.evaluate("navigator.serviceWorker?.controller ?? null") is None
        assert not troubles


def test_the_page_on_offline_use_opens_from_the_built_folder_too(visit, site):
    with visit(f"{site.as_uri()}/zh/offline.html", width=360) as (page, troubles):
        assert page.locator("[data-browser] .keep-note").is_visible()
        assert page.locator("[data-size]").inner_text() == _megabytes((site / "handbook-offline.zip").stat().st_size)
        assert not troubles


# A server that can be stopped, that can hold answers back, and whose folder can be replaced


class _Server:
    """A web server below a path of its own; what it was asked for stands in `asked`, held answers wait for `release`."""

    def __init__(self, folder: Path):
        self.folder, self.asked, self.instead, self._port, self._running = folder, [], {}, 0, None
        self.gate = threading.Event()
        self.gate.set()
        self.free = 0  # answers to give while the gate is shut
        self.fresh = "max-age=600"  # how long a browser may use an answer without asking
        self.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}{BELOW}"

    def start(self) -> None:
        outer = self

        class Handler(Files):
            def do_GET(self):
                if not outer._running:  # a browser opens connections ahead: one that was open when the server stopped is answered no more
                    self.close_connection = True
                    return self.connection.close()
                path = self.path.partition("?")[0]
                if not path.startswith(BELOW):
                    return self.send_error(404)
                name = path.removeprefix(BELOW)
                outer.asked.append(name)
                if not outer.gate.is_set():
                    if outer.free > 0:
                        outer.free -= 1
                    else:
                        outer.gate.wait(30)
                if name in outer.instead:
                    self.send_response(200)
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    self.end_headers()
                    return self.wfile.write(outer.instead[name])
                self.path = "/" + name
                return super().do_GET()

            def end_headers(self):
                self.send_header("Cache-Control", outer.fresh)
                super().end_headers()

            def translate_path(self, path):
                self.directory = str(outer.folder)
                return super().translate_path(path)

        class Running(http.server.ThreadingHTTPServer):
            allow_reuse_address = True

        self._running = Running(("127.0.0.1", self._port), functools.partial(Handler, directory=str(self.folder)))
        self._port = self._running.server_address[1]
        threading.Thread(target=self._running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self.gate.set()
        if self._running:
            self._running.shutdown()
            self._running.server_close()
            self._running = None


@pytest.fixture
def server(site):
    running = _Server(site)
    yield running
    running.stop()


@pytest.fixture
def phone(chromium):
    """A browser that remembers from page to page."""
    context = chromium.new_context(viewport={"width": 360, "height": 780}, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def next_build(site, tmp_path):
    """The same handbook one edit later: a guide and a need say something new, and every page's script bears a mark."""
    return _changed(site, tmp_path / "next", {
        GUIDE: lambda html: html.replace("<h1>", "<h1>Renewed: ", 1), OTHER: lambda html: html.replace("<h1>", "<h1>Renewed: ", 1),
        SCRIPT: lambda script: script + "\nglobalThis.mark = 'new';\n",
    })


def _changed(site: Path, folder: Path, edits: dict) -> Path:
    shutil.copytree(site, folder)
    for name, edit in edits.items():
        (folder / name).write_text(edit((folder / name).read_text("utf-8")), "utf-8")
    written = folder.with_name(folder.name + "-written")
    offline.draft([(folder, "")], set(), written, folder, None)
    shutil.copytree(written, folder, dirs_exist_ok=True)
    return folder


def _list(folder: Path) -> dict[str, str]:
    return {name: digest for prefix in ("", "zh/") for name, digest in json.loads((folder / prefix / offline.LIST).read_text("utf-8")).items()}


def _held(page) -> set[str]:
    """The digests of the files that the browser holds."""
    return set(page.evaluate("async name => (await (await caches.open(name)).keys()).map(one => one.url.split('/.kept/')[1])", f"tongban {BELOW}"))


def _until(look, what="waited in vain", seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(what)


def _open(phone, address):
    page = phone.new_page()
    page.goto(address, wait_until="load")
    return page


def _opened(phone, server, name):
    """Open a page and wait until the browser has kept it and what it stands on."""
    page = _open(phone, server.base + name)
    listed = _list(server.folder)
    edition = "zh/" if name.startswith("zh/") else ""
    wanted = {listed[one] for one in (name, edition + SCRIPT, edition + "assets/parts/at-hand.js", edition + "index.html", edition + "safeguarding/a-child-told-me.html")}
    _until(lambda: wanted <= _held(page), f"{name} was not kept")
    return page


def _megabytes(count: int) -> str:
    tenths = -(-count // 100_000)
    return f"{tenths / 10:.1f} MB" if tenths < 1000 else f"{-(-tenths // 10)} MB"


# Pages that were opened


@pytest.mark.parametrize("edition", ["", "zh/"], ids=["en", "zh"])
def test_a_page_once_opened_opens_without_a_network(phone, server, edition):
    page = _opened(phone, server, edition + GUIDE)
    title = page.locator("h1").inner_text()
    page.close()
    server.stop()
    page = phone.new_page()
    troubles = []
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.goto(server.base + edition + GUIDE)
    assert page.locator("h1").inner_text() == title
    assert page.evaluate("typeof Tongban.search.rank") == "function"
    assert page.evaluate("getComputedStyle(document.querySelector('.md-footer')).borderTopStyle") == "solid"
    assert not troubles
    page.locator("header .tb-care-link").click()
    page.wait_for_url("**/safeguarding/a-child-told-me.html")
    assert page.locator("ol.steps > li, h2").count() > 3
    page.locator("header a.md-logo").click()
    page.wait_for_url("**/index.html")
    assert page.locator(".board").is_visible()


@pytest.mark.parametrize("edition", ["", "zh/"], ids=["en", "zh"])
def test_a_page_never_opened_says_so_and_opens_when_the_network_is_back(phone, server, edition):
    page = _opened(phone, server, edition + GUIDE)
    server.stop()
    page.goto(server.base + edition + OTHER)
    assert page.locator("html").get_attribute("lang") == ("zh" if edition else "en")
    assert page.locator("h1").inner_text() in ("This page is not on this phone yet", "这一页还没有存在手机里")
    assert all(link.bounding_box()["height"] >= 44 for link in page.locator("a").all())
    page.locator("a.care").click()
    page.wait_for_url("**/safeguarding/a-child-told-me.html")
    page.go_back()
    server.start()
    page.locator("a").first.click()
    page.locator(".md-footer").wait_for()
    assert page.url == server.base + edition + OTHER


def test_what_somebody_on_the_way_put_into_a_page_is_not_kept(phone, server):
    page = _opened(phone, server, GUIDE)
    right = (server.folder / OTHER).read_bytes()
    server.instead[OTHER] = right.replace(b"<h1>", b"<h1>Buy now! ", 1)
    page.goto(server.base + OTHER)
    assert "Buy now!" in page.locator("h1").inner_text()
    page.wait_for_timeout(1500)
    assert _list(server.folder)[OTHER] not in _held(page)
    server.stop()
    page.goto(server.base + OTHER)
    assert page.locator("h1").inner_text() == "This page is not on this phone yet"


def test_what_is_no_page_of_the_handbook_passes_by_and_no_other_cache_is_touched(phone, server):
    page = _open(phone, server.base + "index.html")
    page.evaluate("caches.open('tongban /elsewhere/').then(cache => cache.put('/x', new Response('x')))")
    _opened(phone, server, GUIDE)
    with page.expect_download() as coming:
        page.evaluate("name => { const link = document.createElement('a'); link.href = name; link.download = ''; link.click() }", "handbook-offline.zip")
    assert Path(coming.value.path()).read_bytes() == (server.folder / "handbook-offline.zip").read_bytes()
    assert set(page.evaluate("caches.keys()")) == {"tongban /elsewhere/", f"tongban {BELOW}"}
    assert not any(name.endswith(".zip") for name in _held(page))


# A newer build


def _mark(page):
    """Of which build are the page and its script. A page is to be seen before its script has run, and bears no mark until then."""
    page.wait_for_load_state()
    return tuple(page.evaluate("[document.querySelector('h1').textContent.startsWith('Renewed') ? 'new' : 'old', globalThis.Tongban?.text ? globalThis.mark ?? 'old' : 'no script']"))


def test_a_newer_build_replaces_the_old_one_and_never_meets_it(phone, server, next_build):
    page = _opened(phone, server, GUIDE)
    assert _mark(page) == ("old", "old")
    server.folder = next_build
    seen = []

    def visited():
        for name in (GUIDE, OTHER):
            page.goto(server.base + name)
            page.locator(".md-footer").wait_for()
            seen.append(_mark(page))
        page.wait_for_timeout(4000)  # a browser looks for a newer worker when nothing is going on
        return seen[-2:] == [("new", "new")] * 2

    _until(visited, "the newer build did not come", 90)
    assert set(seen) <= {("old", "old"), ("new", "new")}
    listed = _list(next_build)
    _until(lambda: listed[OTHER] in _held(page), "the need was not kept")
    right = {*listed.values(), f"list/en/{json.loads((next_build / 'sw.js').read_text('utf-8').partition('= ')[2].partition(';')[0])['lists']['en']}", "whole"}
    assert _held(page) <= right
    server.stop()
    for name in (GUIDE, OTHER):
        page.goto(server.base + name)
        assert _mark(page) == ("new", "new")


def test_while_two_pages_are_open_both_stay_with_the_old_build(phone, server, next_build):
    first, second = _opened(phone, server, GUIDE), _opened(phone, server, "a-z.html")
    server.folder = next_build
    second.goto(server.base + "about.html")
    _until(lambda: second.evaluate("navigator.serviceWorker.getRegistration().then(one => Boolean(one.waiting))"), "no newer worker waits")
    second.goto(server.base + GUIDE)
    assert _mark(second) == ("old", "old")
    first.close()
    second.goto(server.base + GUIDE)
    _until(lambda: second.locator(".md-footer").count() and _mark(second) == ("new", "new"), "the newer build did not come")


def test_a_build_whose_list_does_not_arrive_changes_nothing(phone, server, next_build):
    page = _opened(phone, server, GUIDE)
    server.folder = next_build
    server.instead[offline.LIST] = b"{}"
    page.goto(server.base + GUIDE)
    _until(lambda: offline.LIST in server.asked[-5:] or server.asked.count(offline.LIST) > 1, "the list was not asked for")
    server.stop()
    page.goto(server.base + GUIDE)
    assert _mark(page) == ("old", "old")


# The whole handbook


def _element(page):
    return page.locator("keep-offline [data-browser]")


def _begin(page):
    _element(page).get_by_role("button").first.click()
    assert _element(page).get_by_role("button").count() == 2
    _element(page).get_by_role("button").first.click()


@pytest.mark.parametrize(("edition", "query", "found"), [("", "quarrel", "activities/"), ("zh/", "吵架", "zh/activities/")], ids=["en", "zh"])
def test_the_whole_handbook_is_kept_after_its_size_was_said(phone, server, edition, query, found):
    page = _open(phone, f"{server.base}{edition}offline.html")
    keep = _element(page)
    keep.get_by_role("button").wait_for()
    sizes = json.loads((server.folder / edition / "assets/data/offline.js").read_text("utf-8").removeprefix('kbPart("offline",').removesuffix(");\n"))
    lang = "zh" if edition else "en"
    for size in ("packed", "bytes"):
        assert _megabytes(sizes[lang][size]).removesuffix(" MB") in keep.inner_text()
    before = len(server.asked)
    keep.get_by_role("button").first.click()
    assert keep.get_by_role("button").count() == 2 and len(server.asked) == before
    keep.get_by_role("button").nth(1).click()  # not now
    _begin(page)
    keep.locator(".keep-note").wait_for(timeout=60_000)
    assert keep.get_by_role("button").count() == 1
    assert "connect-src 'none'" in page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    server.stop()
    page.goto(server.base + edition + GUIDE)
    page.locator("site-search input").fill(query)
    hits = page.locator("a.tb-search-hit")
    hits.first.wait_for()
    _until(lambda: page.evaluate("at => [...document.querySelectorAll('a.tb-search-hit')].some(hit => hit.href.startsWith(at))", server.base + found), "no guide was found")
    hits.first.click()
    page.locator(".md-footer").wait_for()
    page.goto(f"{server.base}{edition}offline.html")
    _element(page).locator(".keep-note").wait_for()


@pytest.mark.parametrize("edition", ["", "zh/"], ids=["en", "zh"])
def test_where_only_home_was_kept_the_search_says_that_it_is_not(phone, server, edition):
    page = _open(phone, f"{server.base}{edition}index.html")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.wait_for_timeout(1500)  # what the page itself stands on has come
    server.stop()
    page.reload()
    page.locator("site-search label").click()
    page.locator("site-search input").fill("害羞" if edition else "shy")
    said = page.locator("site-search .tb-search-panel p")
    said.get_by_role("link").wait_for()
    assert ("还没有" if edition else "not on this phone yet") in said.inner_text()
    assert said.get_by_role("link").get_attribute("href") == "offline.html"


def test_progress_is_shown_and_stopping_keeps_what_came(phone, server):
    page = _open(phone, server.base + "offline.html")
    keep = _element(page)
    keep.get_by_role("button").wait_for()
    page.wait_for_timeout(1500)  # what the page itself stands on has come
    server.gate.clear()
    server.free = 60
    _begin(page)
    _until(lambda: page.evaluate("document.querySelector('keep-offline progress')?.value ?? 0") > 30, "no progress was shown")
    assert keep.locator("[role=status]").inner_text()
    keep.get_by_role("button").click()
    server.free = 24
    server.gate.set()
    keep.locator(".keep-note").wait_for()
    n, of = _numbers(keep.inner_text())[:2]
    assert 30 < n < of
    asked = len(server.asked)
    _begin(page)
    _until(lambda: keep.locator("progress").count() == 0 and keep.get_by_role("button").count() == 1, "it did not go on", 60)
    assert len(server.asked) - asked <= of - n + 2
    listed = _list(server.folder)
    assert {digest for name, digest in listed.items() if not name.startswith("zh/")} <= _held(page)


def _numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+(?= (?:of|files))", text)]


def test_when_the_network_goes_away_it_says_so_and_can_go_on(phone, server):
    page = _open(phone, server.base + "offline.html")
    keep = _element(page)
    keep.get_by_role("button").wait_for()
    server.gate.clear()
    server.free = 100
    _begin(page)
    _until(lambda: page.evaluate("document.querySelector('keep-offline progress')?.value ?? 0") > 50, "no progress was shown")
    server.stop()
    keep.locator(".note").wait_for()
    assert "network" in keep.inner_text()
    server.gate.set()
    server.start()
    _begin(page)
    keep.get_by_text("The whole English edition is on this phone").wait_for(timeout=60_000)


@pytest.mark.parametrize("foreseen", [True, False], ids=["the browser says so before", "it shows on the way"])
def test_a_full_phone_is_said_in_plain_words_and_what_was_there_stays(phone, server, foreseen):
    if not foreseen:
        phone.add_init_script("navigator.storage.estimate = async () => ({quota: 1e12, usage: 0})")
    page = _opened(phone, server, GUIDE)
    before = _held(page)
    page.goto(server.base + "offline.html")
    keep = _element(page)
    keep.get_by_role("button").wait_for()
    _until(lambda: _list(server.folder)["offline.html"] in _held(page))
    devtools = phone.new_cdp_session(page)
    used = page.evaluate("navigator.storage.estimate().then(one => one.usage)")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": server.base.removesuffix(BELOW), "quotaSize": (used or 2_000_000) + 2_000_000})
    _begin(page)
    keep.locator(".note").wait_for(timeout=60_000)
    assert "not enough room" in keep.inner_text()
    assert before <= _held(page) and len(_held(page)) < len(before) + 20
    server.stop()
    page.goto(server.base + GUIDE)
    assert page.locator("ol.steps > li").count() >= 3


def test_it_can_be_removed_again_and_the_other_edition_stays(phone, server):
    server.fresh = "no-store"  # what the browser has besides is its own affair
    for name in ("offline.html", "zh/offline.html"):
        page = _open(phone, server.base + name)
        _element(page).get_by_role("button").wait_for()
        _begin(page)
        _element(page).locator(".keep-note").wait_for(timeout=60_000)
        page.close()
    page = _open(phone, server.base + "offline.html")
    _element(page).get_by_role("button").click()
    assert _element(page).get_by_role("button").count() == 2
    _element(page).get_by_role("button").first.click()
    _element(page).get_by_text("Removed").wait_for()
    listed = _list(server.folder)
    chinese = {digest for name, digest in listed.items() if name.startswith("zh/")}
    held = _held(page)
    assert chinese <= held
    assert len(held - chinese) < 40 and listed["safeguarding/a-child-told-me.html"] in held
    server.stop()
    page.goto(server.base + "zh/" + OTHER)
    assert page.locator("h1").count() == 1 and page.locator(".md-footer").count() == 1
    page.goto(server.base + OTHER)
    assert page.locator("h1").inner_text() == "This page is not on this phone yet"


def test_a_kept_handbook_renews_itself_by_fetching_only_what_changed(phone, server, next_build):
    page = _open(phone, server.base + "offline.html")
    _element(page).get_by_role("button").wait_for()
    _begin(page)
    _element(page).locator(".keep-note").wait_for(timeout=60_000)
    server.folder = next_build
    asked = len(server.asked)

    def new():
        page.goto(server.base + GUIDE)
        page.locator(".md-footer").wait_for()
        page.wait_for_timeout(4000)
        return _mark(page) == ("new", "new")

    _until(new, "the newer build did not come", 90)
    again = {name for name in server.asked[asked:] if name not in ("sw.js", offline.LIST)}
    assert again <= {GUIDE, OTHER, SCRIPT, "assets/data/offline.js", "zh/assets/data/offline.js"}
    assert len(again) == 4
    server.stop()
    page.goto(server.base + OTHER)
    assert _mark(page) == ("new", "new")
    page.goto(server.base + "offline.html")
    _element(page).locator(".keep-note").wait_for()


# Where there is none


def test_while_serving_for_editing_there_is_no_worker_and_an_earlier_one_goes(phone, server, site, tmp_path):
    _opened(phone, server, GUIDE).close()
    edited = tmp_path / "edited"
    shutil.copytree(site, edited)
    offline.draft_serving(("en", "zh"), edited, edited)
    for name in (GUIDE, "offline.html"):
        text = (edited / name).read_text("utf-8")
        (edited / name).write_text(text.replace("data-worker", "data-none").replace("<h1>", "<h1>Edited: ", 1), "utf-8")
    server.folder = edited
    page = _open(phone, server.base + GUIDE)
    _until(lambda: page.locator("h1").inner_text().startswith("Edited"), "an old page is shown")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert page.evaluate("caches.keys()") == []
    page.goto(server.base + "offline.html")
    _element(page).locator(".note").wait_for()
    assert page.locator("[data-size]").inner_text() == f"less than {LESS_THAN} MB"


def test_a_browser_without_workers_is_told_what_else_it_can_do(phone, server):
    phone.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: () => undefined})")
    page = _open(phone, server.base + "zh/offline.html")
    _element(page).locator(".note").wait_for()
    assert "自带的浏览器" in _element(page).inner_text()


def test_without_script_the_page_says_all(visit, server):
    with visit(server.base + "offline.html", width=360, script=False) as (page, troubles):
        assert page.locator("a[href='handbook-offline.zip']").is_visible()
        assert f"less than {LESS_THAN} MB" in page.locator("main").inner_text()
        assert "take the file below" in page.locator("main").inner_text()
        assert not troubles


@pytest.mark.parametrize("edition", ["", "zh/"], ids=["en", "zh"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_is_accessible_in_each_state_and_can_be_walked_with_the_keyboard(visit, server, edition, dark):
    with visit(f"{server.base}{edition}offline.html", width=360, dark=dark) as (page, troubles):
        keep = _element(page)
        keep.get_by_role("button").wait_for()
        assert breaches(page) == []
        page.keyboard.press("Tab")
        for _ in range(40):
            if page.evaluate("document.activeElement.closest('[data-browser]') !== null"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == keep.get_by_role("button").first.inner_text()
        assert breaches(page) == []
        server.gate.clear()
        server.free = 5
        page.keyboard.press("Enter")
        keep.locator("progress").wait_for()
        assert breaches(page) == []
        page.keyboard.press("Enter")
        server.gate.set()
        keep.locator(".keep-note").wait_for()
        assert breaches(page) == []
        assert all(one.bounding_box()["height"] >= 44 for one in page.locator("keep-offline .btn").all() if one.is_visible())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles
