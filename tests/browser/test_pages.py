"""Every kind of page, as a reader meets it: in both languages, on a phone and a desk, light and dark, with and without script."""

import re
from contextlib import closing

import pytest
from accessibility import breaches
from kinds import EDITIONS, KINDS
from waiting import until

LONG = ("a to z", "list of fields", "glossary", "references", "list of commands")
"""Kinds of page that are long lists: to look at all of one takes ten seconds."""

OFTEN = ("home", "finder", "activity", "need", "gap map", "measure", "safeguarding")
"""Kinds of page whose letters every run makes twice as large."""


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_page_loads_clean_on_a_phone_and_asks_nobody_else(visit, base, edition, kind):
    with visit(base + edition + KINDS[kind], width=360) as (page, troubles):
        assert page.locator("h1").count() == 1
        assert page.locator("h1").inner_text().strip()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("kind", "whole"), [
    *(pytest.param(kind, kind not in LONG, id=kind) for kind in KINDS),
    *(pytest.param(kind, True, id=f"whole {kind}", marks=pytest.mark.deep) for kind in LONG),
])
def test_page_passes_the_accessibility_check(visit, server, edition, dark, kind, whole):
    with visit(server + edition + KINDS[kind], width=360 if dark else 1280, dark=dark) as (page, _):
        if not whole:  # of each list, and of the page, what stands at the beginning and at the end
            assert page.evaluate("""() => {
                const long = [...document.querySelectorAll("main *")].filter((one) => one.children.length > 24);
                for (const one of long) while (one.children.length > 24) one.children[12].remove();
                return long.length;
            }""")
        assert breaches(page) == []


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("kind", ["home", "finder", "needs", "need", "method with forms", "programme", "gap map", "references", "safeguarding", "share", "materials"])
def test_every_sheet_of_a_printed_page_foots_with_its_name_and_the_date(visit, server, edition, kind):
    with visit(server + edition + KINDS[kind], script=False) as (page, _):
        page.emulate_media(media="print")
        foot = page.locator("main .sheet-foot").last
        assert re.search(r" · (edition of )?\d{4}-\d\d-\d\d", foot.text_content())
        # The foot of a table is printed at the end of every sheet that the table takes.
        assert foot.evaluate("foot => getComputedStyle(foot).display") == "table-footer-group"
        assert foot.evaluate("foot => getComputedStyle(foot).breakInside") == "avoid"


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("kind", [*(pytest.param(kind, marks=() if kind in OFTEN else pytest.mark.deep) for kind in KINDS), "planner", "scorer"])
def test_with_letters_twice_as_large_nothing_is_cut_off_on_a_phone(large_letters, server, edition, kind):
    address = {**KINDS, "planner": "plan.html", "scorer": "measures/calm-and-cooling-checklist-score.html"}[kind]
    with closing(large_letters.new_page()) as page:
        page.goto(server + edition + address)
        assert page.locator("header .tb-care-link span").last.evaluate("link => getComputedStyle(link).fontSize") == "28px"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        ends = page.locator("header :is(.tb-care-link, .tb-lang, .tb-search-open)").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
        assert len(ends) == 3 and max(ends) <= 360


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("kind", ["home", "activity", "finder", "share"])
def test_a_browser_that_forbids_storage_shows_the_page_all_the_same(visit, server, edition, kind):
    with visit(server + edition + KINDS[kind]) as (page, troubles):
        page.add_init_script("for (const name of ['localStorage', 'sessionStorage'])"
                             "Object.defineProperty(window, name, { configurable: true, get() { throw new DOMException('no', 'SecurityError') } })")
        page.reload()
        assert page.evaluate("try { localStorage.setItem('a', 'b'); 'kept' } catch { 'refused' }") == "refused"
        dark = page.locator("header .tb-palette label:visible")
        dark.click()
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        assert not troubles


SCHEME = "document.body.dataset.mdColorScheme"


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize(("prefers", "scheme", "other"), [("light", "default", "slate"), ("dark", "slate", "default")])
def test_a_page_is_as_the_device_prefers_until_somebody_chooses(visit, server, edition, prefers, scheme, other):
    with visit(server + edition + KINDS["activity"]) as (page, troubles):
        page.emulate_media(color_scheme=prefers)
        until(page, f"{SCHEME} === '{scheme}'")  # while it is open, too
        page.add_init_script("new MutationObserver((_, it) => { if (document.querySelector('site-search')) { it.disconnect(); window.atFirst = "
                             + SCHEME + " } }).observe(document, { childList: true, subtree: true })")
        page.reload()
        assert page.evaluate("window.atFirst") == scheme, "before anything below is drawn"
        page.locator("header .tb-palette label:visible").click()
        assert page.evaluate(SCHEME) == other
        page.goto(server + edition + KINDS["finder"])
        assert page.evaluate(SCHEME) == other, "on the next page"
        for now in ("dark" if prefers == "light" else "light", prefers):
            page.emulate_media(color_scheme=now)
            until(page, f"matchMedia('(prefers-color-scheme: {now})').matches")
        assert page.evaluate(SCHEME) == other, "whatever the device prefers now"
        page.locator("header .tb-palette input:checked").focus()
        page.keyboard.press("Enter")
        assert page.evaluate(SCHEME) == scheme and page.locator("header .tb-palette input:focus").get_attribute("value") == scheme
        page.keyboard.press("ArrowRight")
        assert page.evaluate(SCHEME) == other
        page.locator("footer label").nth(int(scheme == "slate")).click()
        assert page.evaluate(SCHEME) == scheme
        assert not troubles


@pytest.mark.parametrize("kept", ["{", "7", "null", '{"index": 9}', '{"index": "map"}', '{"index": {"a": 1}}'])
def test_a_choice_that_cannot_be_read_is_none(visit, server, kept):
    with visit(server + "404.html", dark=True) as (page, troubles):
        page.evaluate("kept => localStorage.setItem(__md_scope.pathname + '.__palette', kept)", kept)
        page.reload()
        assert page.evaluate(SCHEME) == "slate" and page.locator("header .tb-palette label:visible").count() == 1
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_every_header_leads_to_the_safeguarding_page(visit, base, edition):
    with visit(base + edition + "activities/job-tree.html", width=360) as (page, _):
        link = page.locator("header .tb-care-link")
        assert link.is_visible()
        assert link.bounding_box()["height"] >= 44
        link.click()
        page.wait_for_load_state()
        assert page.url.endswith(f"{edition}safeguarding/a-child-told-me.html")


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_language_switch_keeps_the_place(visit, base, edition):
    with visit(base + edition + "studies/source1thesis.html", width=360) as (page, _):
        page.locator("header .tb-lang").click()
        page.wait_for_load_state()
        other = "zh/" if edition == "" else ""
        assert page.url == base + other + "studies/source1thesis.html"


@pytest.mark.parametrize(("edition", "query", "address"), [
    ("", "half a picture", "activities/half-a-picture.html"),
    ("", "Tubbs", "references/tubbs2012systems.html"),
    ("", "left-behind", None),
    ("zh/", "活动", None),
    ("zh/", "半幅画", "activities/half-a-picture.html"),
    ("zh/", "自信", "needs/self-confidence.html"),
])
def test_search_finds_from_a_server_and_from_disk(visit, base, edition, query, address):
    with visit(base + edition + "activities/job-tree.html") as (page, troubles):
        page.locator("site-search input").fill(query)
        hits = page.locator(".tb-search-hit a, a.tb-search-hit")
        hits.first.wait_for(timeout=8000)
        links = [h.evaluate("e => e.href") for h in hits.all()[:5]]
        assert links
        if address:
            assert base + edition + address in links
        hits.first.click()
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_without_script_the_page_is_whole(visit, base, edition):
    with visit(base + edition + "activities/three-places-to-stand.html", width=360, script=False) as (page, troubles):
        assert page.locator("ol.steps > li").count() == 5
        assert page.locator("section.care").first.is_visible()
        assert page.locator(".tb-care-link").is_visible()
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_safeguarding_page_prints_on_one_sheet_with_room_for_wider_letters(visit, base, edition):
    with visit(base + edition + "safeguarding/a-child-told-me.html") as (page, _):
        assert _sheets(page) == _sheets(page, scale=1.03) == 1


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_on_a_phone_each_thing_to_fill_in_has_a_line_of_its_own(visit, server, edition):
    with visit(server + edition + "safeguarding/a-child-told-me.html", width=360) as (page, _):
        boxes = page.locator(".fill-in").evaluate_all("all => all.map(one => [one.getBoundingClientRect().top, one.querySelector('.line').clientWidth])")
        tops = [top for top, _ in boxes]
        assert len(tops) >= 19 and tops == sorted(set(tops))
        assert min(width for _, width in boxes) >= 60


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_long_page_has_its_list_of_parts_on_a_phone_too(visit, server, edition, script):
    with visit(server + edition + "needs/self-confidence.html", width=360, script=script) as (page, troubles):
        jump = page.locator("details.jump")
        assert jump.locator("summary").bounding_box()["height"] >= 44 and not jump.locator("a").first.is_visible()
        jump.locator("summary").click()
        parts = jump.locator("a")
        assert parts.evaluate_all("all => all.map(one => one.hash)") == page.locator("main h2[id]").evaluate_all("all => all.map(one => '#' + one.id)")
        assert min(part.bounding_box()["height"] for part in parts.all()) >= 44
        page.locator("details.jump a[href='#activities']").click()
        until(page, "Math.abs(document.getElementById('activities').getBoundingClientRect().top) < 300")
        assert not troubles
    with visit(server + edition + "needs/self-confidence.html") as (page, _):
        assert not page.locator("details.jump").is_visible() and page.locator(".md-sidebar--secondary").is_visible()


@pytest.mark.parametrize(("edition", "words"), [("", "shy"), ("zh/", "害羞")], ids=["en", "zh"])
def test_who_came_to_an_address_without_a_page_can_search_there(visit, base, edition, words):
    with visit(base + edition + "404.html", width=360) as (page, troubles):
        page.get_by_role("main").get_by_role("searchbox").fill(words)
        page.get_by_role("main").get_by_role("button").click()
        page.wait_for_url("**/a-z.html?q=*")
        page.locator(".tb-search ol a").first.wait_for()
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_who_came_to_an_address_without_a_page_finds_home_from_any_folder(visit, server, site, edition):
    missing = site / edition / "404.html"
    folders = {path.parent.name for path in (site / edition).glob("*/*.html") if edition or path.parent.name != "zh"}
    assert {"activities", "cards", "caregivers", "safeguarding"} <= folders
    with visit(server + edition + "404.html", width=320) as (page, _):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.route("**/gone.html", lambda route: route.fulfill(path=missing, status=404))
        for folder in folders:
            page.goto(f"{server}{edition}{folder}/gone.html")
            assert page.locator("main .acts a").first.evaluate("a => a.href") == f"{server}{edition}index.html", folder


@pytest.mark.parametrize("name", ["half-a-picture", "small-skills-fair", "three-places-to-stand"])
@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_a_guide_prints_without_what_is_only_for_the_screen(visit, server, edition, name):
    with visit(server + edition + f"activities/{name}.html") as (page, _):
        assert _sheets(page) <= 4
        page.emulate_media(media="print")
        for part in ("header.md-header", "footer.md-footer", ".md-sidebar", ".btn"):
            assert all(not e.is_visible() for e in page.locator(part).all()), part


def _sheets(page, scale: float = 1) -> int:
    data = page.pdf(format="A4", prefer_css_page_size=True, scale=scale)
    return len(re.findall(rb"/Type\s*/Page\b", data))


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_page_can_be_walked_with_the_keyboard(visit, server, edition):
    with visit(server + edition + "index.html") as (page, _):
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            place = page.evaluate("(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                                  " return [e.tagName, e.className, e.href || e.name || '', s.outlineStyle !== 'none'] })()")
            seen.add((place[0], str(place[1]).split(" ")[0], place[2]))
            assert place[0] in ("BODY", "INPUT") or place[3], place
        assert any("tb-care-link" in c for _, c, _ in seen)
        assert any(t == "SELECT" or t == "BUTTON" for t, _, _ in seen)


@pytest.mark.parametrize(("address", "links"), [("activities/half-a-picture.html", ".materials a"), ("activities/half-a-picture.html", ".related .rows a"),
                                                ("a-z.html", ".rows a"), ("index.html", ".panel .rows a")])
@pytest.mark.deep
def test_a_link_that_stands_alone_is_as_high_as_a_finger(visit, server, address, links):
    with visit(f"{server}{address}", width=360) as (page, _):
        assert min(link.bounding_box()["height"] for link in page.locator(links).all()[:20]) >= 44


def test_the_minutes_of_a_guide_are_touched_above_and_below_their_bar(visit, server):
    with visit(f"{server}activities/half-a-picture.html", width=360) as (page, _):
        bar = page.locator(".strip--go").bounding_box()
        page.evaluate("y => scrollTo(0, y)", bar["y"] - 300)
        box = page.locator(".strip--go a").nth(2).bounding_box()
        for y in (box["y"] - 10, box["y"] + box["height"] + 10):
            assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).getAttribute('href')", [box["x"] + box["width"] / 2, y]) == "#s3"
