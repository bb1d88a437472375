"""Journey 1: "Eight children, 9–12, 40 minutes, tempers flare." From the board to one guide, on a phone, in both languages, with and without script."""

import json
import re

import pytest
from accessibility import breaches
from waiting import until

EDITIONS = ("", "zh/")
BOTH = pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])


def rows(site, edition):
    lang = "zh" if edition else "en"
    return json.loads((site / f"api/v1/activities.{lang}.json").read_text("utf-8"))["activities"]


def found(page):
    """What the finder shows, once it has settled: the titles of the cards."""
    until(page, "document.querySelector('activity-finder .cards-list:not([aria-busy=true])')?.childElementCount > 0")
    return page.locator("activity-finder .card h3 a").all_text_contents()


def all_found(page):
    """The titles of all cards, those behind "more" too."""
    found(page)
    more = page.locator("#results > .acts button")
    while more.is_visible():
        more.click()
    return found(page)


def open_sheet(page):
    page.locator(".find-bar button").click()
    page.locator("#filters.open").wait_for()


@BOTH
def test_a_long_word_in_the_box_is_broken_and_moves_nothing_sideways(visit, server, edition):
    with visit(server + edition + "find.html?words=" + "W" * 60, width=360) as (page, troubles):
        page.locator("activity-finder .chip--on", has_text="WWW").wait_for()
        page.locator("activity-finder .btn", has_text="WWW").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles


@BOTH
def test_from_the_board_to_a_guide(visit, base, site, edition):
    with visit(base + edition + "index.html", width=360) as (page, troubles):
        page.locator("select[name=n]").select_option("8")
        page.locator("select[name=age]").select_option("9-12")
        page.locator("select[name=min]").select_option("40")
        page.locator(".board button").click()
        page.wait_for_url("**/find.html?**")
        found(page)
        open_sheet(page)
        page.locator("#filters input[value=emotional-stability]").check()
        page.locator("#filters .btn--main").click()
        fit = {r["title"]: r for r in rows(site, edition)}
        titles = found(page)
        assert titles
        for title in titles:
            row = fit[title]
            assert "emotional-stability" in row["needs"]
            assert row["minutes"] <= 40 and row["ages"]["min"] <= 9 and row["ages"]["max"] >= 12 and row["group"]["min"] <= 8 <= row["group"]["max"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator("activity-finder .card h3 a").first.click()
        page.locator("ol.steps").wait_for()
        assert page.locator("h1").inner_text() == titles[0]
        page.go_back()
        assert found(page) == titles
        assert not troubles


def test_the_finder_knows_all_that_the_board_may_ask(visit, server):
    with visit(server + "index.html") as (page, _):
        asked = page.evaluate("[...document.querySelectorAll('.board select')].flatMap(s => [...s.options].map(o => [s.name, o.value]))")
        page.goto(server + "find.html")
        found(page)
        known = page.evaluate("document.querySelector('activity-finder').facets.flatMap(f => f.values.map(v => [f.name, v]))")
        assert [one for one in asked if one not in known] == [["mat", "any"]]


@BOTH
def test_a_card_says_what_it_takes_beforehand_and_what_may_go_wrong(visit, server, site, edition):
    with visit(server + edition + "find.html?n=8&age=9-12&min=40&mat=none", width=360) as (page, _):
        found(page)
        named = {r["title"]: r for r in rows(site, edition)}
        high, low = ("风险：高", "风险：低") if edition else ("Risk: High", "Risk: Low")
        all_found(page)
        seen = set()
        for card in page.locator("activity-finder .card").all():
            row, said = named[card.locator("h3 a").inner_text()], card.inner_text()
            assert (re.search(rf"准备{row['prep_minutes']}分钟|\b{row['prep_minutes']} min to prepare", said) is not None) == (row["prep_minutes"] > 10), said
            assert (high in said) == (row["risk"] == "high") and low not in said
            assert card.locator(".mark-care", has_text=high).count() == (row["risk"] == "high")
            seen.add(row["risk"])
        assert seen == {"low", "medium", "high"}


@BOTH
def test_of_guides_that_fit_as_well_those_of_high_risk_come_last(visit, server, site, edition):
    with visit(server + edition + "find.html?n=8&age=9-12&min=40&mat=none", width=360) as (page, _):
        titles = all_found(page)
        fit = {r["title"]: r for r in rows(site, edition)}
        for minutes in {fit[title]["minutes"] for title in titles}:
            risky = [fit[title]["risk"] == "high" for title in titles if fit[title]["minutes"] == minutes]
            assert risky == sorted(risky)


@BOTH
def test_a_card_of_a_page_without_the_finder_says_it_too(visit, server, site, edition):
    row = next(r for r in rows(site, edition) if r["id"] == "question-repair-shop")
    with visit(f"{server}{edition}needs/{row['needs'][0]}.html", width=360, script=False) as (page, _):
        said = page.locator(".card", has_text=row["title"]).first
        assert said.locator(".mark-care", has_text="风险：高" if edition else "Risk: High").is_visible()
        assert str(row["prep_minutes"]) in said.inner_text()


@BOTH
def test_without_script_it_says_that_the_choice_is_not_applied(visit, base, edition):
    for script in (False, True):
        with visit(base + edition + "find.html?n=8&min=40", width=360, script=script) as (page, _):
            said = page.get_by_role("main").locator("noscript p")
            assert said.count() == (not script)
            if not script:
                assert said.is_visible() and "JavaScript" in said.inner_text()


@BOTH
def test_without_script_it_is_a_complete_table_by_need(visit, base, site, edition):
    with visit(base + edition + "find.html?n=8&min=40", width=360, script=False) as (page, troubles):
        shown = {(section, title) for section in page.locator("activity-finder section").all()
                 for title in section.locator("tbody th a").all_text_contents()}
        wanted = sum(len(row["needs"]) for row in rows(site, edition))
        assert len(shown) == wanted
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles


@pytest.mark.parametrize(("edition", "words", "page_of"), [
    ("", "quarrel", "rewind-the-quarrel"),
    ("", "quarel", "rewind-the-quarrel"),
    ("", "half picture", "half-a-picture"),
    ("zh/", "吵架", "rewind-the-quarrel"),
    ("zh/", "半幅画", "half-a-picture"),
    ("", "quarell", "rewind-the-quarrel"),
])
def test_words_find_what_they_name_and_what_the_header_finds(visit, base, edition, words, page_of):
    with visit(base + edition + "find.html") as (page, troubles):
        found(page)
        page.locator(".find-bar input").fill(words)
        page.wait_for_url("**words=**")
        links = [a.get_attribute("href") for a in page.locator("activity-finder .card h3 a").all()]
        assert f"activities/{page_of}.html" in links[:3]
        page.locator("site-search input").fill(words)
        page.locator(".tb-search-hit").first.wait_for()
        header = page.evaluate("[...document.querySelectorAll('.tb-search-hit')].map(a => a.getAttribute('href')).filter(a => /^activities\\/(?!index|by-)/.test(a))")
        assert [link for link in header if link in links] == header
        assert not troubles


TYPED = {"": ("f", "fi", "fight", "fight qqqq", "", "sh", "shy", "qqqqqq", "shyness", "fight"), "zh/": ("吵", "吵架", "吵架怎", "", "害羞", "龘龘龘", "怕", "吵架")}


@BOTH
def test_while_one_types_the_results_are_those_of_a_page_opened_at_that_address(visit, server, edition):
    settled = "(new URLSearchParams(location.search).get('words') ?? '') === document.querySelector('.find-bar input').value"
    with visit(server + edition + "find.html", width=360) as (page, troubles), visit(server + edition + "find.html", width=360) as (fresh, _):
        for words in TYPED[edition]:
            page.locator(".find-bar input").fill(words)
            until(page, settled)
            fresh.goto(server + edition + f"find.html?words={words}")
            assert found(page) == found(fresh), words
        assert not troubles


@BOTH
def test_a_result_that_stays_where_it_was_is_not_drawn_anew(visit, server, edition):
    words, more = ("fight", "fights") if not edition else ("吵架", "吵架怎")
    with visit(server + edition + f"find.html?words={words}", width=360) as (page, _):
        first = found(page)[0]
        page.evaluate("document.querySelector('activity-finder .card').kept = true")
        page.locator(".find-bar input").fill(more)
        until(page, f"decodeURI(location.search) === '?words={more}'")
        assert found(page)[0] == first and page.evaluate("document.querySelector('activity-finder .card').kept === true")
        page.locator(".find-bar input").fill("")
        until(page, "location.search === ''")
        assert not page.evaluate("document.querySelector('activity-finder .card').kept === true")


def test_a_wrong_character_still_finds_something(visit, server):
    with visit(server + "zh/find.html?words=情诸") as (page, _):
        assert found(page)


@pytest.mark.parametrize(("edition", "words"), [("", "shy"), ("zh/", "怕生")])
def test_what_stands_in_every_guide_is_no_reason_to_show_it(visit, server, site, edition, words):
    with visit(f"{server}{edition}find.html?words={words}") as (page, _):
        assert 0 < len(all_found(page)) < len(rows(site, edition)) / 3


@pytest.mark.parametrize(("edition", "words", "most"), [
    ("", "won't talk", 15), ("", "watches", 15), ("", "divorce", 15), ("", "Job tree", 3), ("", "without internet", 15), ("", "children", 15),
    ("zh/", "打", 20), ("zh/", "害", 20), ("zh/", "孩子", 15), ("zh/", "没有网络", 15),
])
@pytest.mark.deep
def test_a_weak_part_of_the_words_makes_no_fit(visit, server, edition, words, most):
    with visit(f"{server}{edition}find.html?words={words}") as (page, _):
        assert 0 < len(all_found(page)) <= most


@pytest.mark.parametrize(("edition", "words", "first", "not_first"), [
    ("zh/", "打架", "rewind-the-quarrel", "question-repair-shop"), ("", "lonely", None, None), ("", "shyness", None, None), ("", "roleplay", None, None), ("", "jobtree", "job-tree", None),
])
@pytest.mark.deep
def test_what_people_say_finds_the_guide_that_is_about_it(visit, server, edition, words, first, not_first):
    with visit(f"{server}{edition}find.html?words={words}") as (page, _):
        found(page)
        links = [a.get_attribute("href") for a in page.locator("activity-finder .card h3 a").all()]
        assert not first or f"activities/{first}.html" == links[0]
        assert f"activities/{not_first}.html" not in links[:3]


@pytest.mark.parametrize(("edition", "words"), [("", "role play"), ("zh/", "角色扮演")])
def test_a_way_of_working_finds_the_guides_that_use_it(visit, server, site, edition, words):
    with visit(server + edition + "find.html") as (page, _):
        found(page)
        page.locator(".find-bar input").fill(words)
        page.wait_for_url("**words=**")
        titles = set(all_found(page))
        assert titles >= {row["title"] for row in rows(site, edition) if "role-play" in row["interventions"]}


def test_every_activity_that_the_index_numbers_is_the_one_that_the_list_names(visit, server, site):
    """The index numbers pages; the list of activities goes by their addresses: both must mean the same."""
    for edition in EDITIONS:
        with visit(server + edition + "find.html") as (page, _):
            found(page)
            pages = page.evaluate("""async () => {
                const finder = document.querySelector("activity-finder");
                await finder.scores("a");
                const shown = [];
                for (const [number, row] of finder.rowOf) {
                    const held = await finder.index.get(`d${Math.floor(number / finder.opened.per)}`);
                    shown.push([held[number % finder.opened.per][0], finder.rows[row].page]);
                }
                return shown;
            }""")
            assert len(pages) == len(rows(site, edition))
            assert all(one == other for one, other in pages)


def test_the_state_is_in_the_address_and_goes_with_the_language(visit, server):
    with visit(server + "find.html") as (page, _):
        found(page)
        page.locator("#filters input[value=communication]").check()
        page.locator("#filters input[value='20']").check()
        page.locator(".find-bar input").fill("turn")
        page.wait_for_url("**/find.html?need=communication&min=20&words=turn")
        titles = found(page)
        page.reload()
        assert found(page) == titles
        page.locator(".tb-lang").click()
        page.wait_for_url("**/zh/find.html?need=communication&min=20&words=turn")
        assert page.locator("#filters input[value=communication]").is_checked()


@BOTH
def test_what_does_not_exist_is_an_open_seat_with_a_way_on(visit, server, edition):
    with visit(server + edition + "find.html?n=class&min=10", width=360) as (page, _):
        seat = page.locator("activity-finder .empty")
        seat.wait_for()
        assert page.locator("activity-finder [role=status]").inner_text() in ("No activity here fits all of this.", "这里还没有同时符合这些条件的活动。")
        seat.locator("button").first.click()
        assert found(page)
        assert "n=class" not in page.url


@pytest.mark.parametrize("edition, words, other", [("", "角色扮演", "zh/find.html"), ("zh/", "role play", "find.html")], ids=["en", "zh"])
def test_words_of_the_other_language_lead_to_its_edition(visit, base, edition, words, other):
    with visit(f"{base}{edition}find.html?n=8", width=360) as (page, troubles):
        box = page.locator(".find-bar input")
        box.fill(words)
        page.locator(".empty a.tb-lang").click()
        page.locator("article.card").first.wait_for()
        assert page.url.startswith(f"{base}{other}") and box.input_value() == words
        assert page.locator(".chip--on").count() == 2, "what was chosen came along"
        box.fill("鼂鼂鼂" if other.startswith("zh") else "zzzzqqq")
        page.locator(".empty").wait_for()
        assert not page.locator(".empty a.tb-lang").count(), "in its own language nothing more is to be found there"
        assert not troubles


def test_a_word_without_end_is_broken(visit, server):
    with visit(f"{server}find.html?words={'x' * 600}", width=360) as (page, _):
        page.locator(".empty").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for button in page.locator(".find button:visible").all():
            box = button.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= 360, button.inner_text()[:40]


@BOTH
def test_the_count_beside_a_long_choice_stays_on_one_line(visit, server, edition):
    with visit(server + edition + "find.html", width=1280) as (page, _):
        found(page)
        counts = page.locator("#filters label small").all()
        assert {count.bounding_box()["height"] for count in counts if len(count.inner_text()) > 1} == {counts[0].bounding_box()["height"]}


@pytest.mark.parametrize("width", [320, 360, 412])
def test_two_digits_stay_together(visit, server, width):
    with visit(server + "find.html?min=40", width=width) as (page, _):
        found(page)
        for minutes in page.locator(".card .mins").all():
            lines = minutes.evaluate("e => { const r = document.createRange(); r.selectNodeContents(e.firstChild); return r.getClientRects().length; }")
            assert lines == 1, minutes.inner_text()


def test_a_phone_on_its_side_shows_a_result_on_the_first_screen(visit, server):
    with visit(server + "find.html?n=8&age=9-12&min=40&mat=none", width=740) as (page, _):
        page.set_viewport_size({"width": 740, "height": 360})
        found(page)
        box = page.locator(".card h3").first.bounding_box()
        assert box["y"] + box["height"] <= 360


def test_what_a_stranger_writes_into_the_address_is_text(visit, server):
    with visit(server + "find.html?words=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&need=%3Cscript%3E&min=1e9") as (page, troubles):
        page.locator(".chip--on").wait_for()
        assert "<img" in page.locator(".chip--on").first.inner_text()
        assert page.locator("activity-finder img").count() == 0
        assert not troubles


@BOTH
def test_the_sheet_keeps_the_focus_and_gives_it_back(visit, server, edition):
    with visit(server + edition + "find.html", width=360) as (page, _):
        found(page)
        button = page.locator(".find-bar button")
        button.focus()
        page.keyboard.press("Enter")
        for _ in range(60):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('#filters') !== null")
        page.keyboard.press("Escape")
        assert not page.locator("#filters.open").count()
        assert page.evaluate("document.activeElement === document.querySelector('.find-bar button')")


@pytest.mark.parametrize("key", ["Enter", ""], ids=["key", "tap"])
def test_a_sheet_that_moves_takes_the_focus_at_once(chromium, server, key):
    context = chromium.new_context(viewport={"width": 360, "height": 780}, has_touch=True, reduced_motion="no-preference")
    page = context.new_page()
    page.goto(server + "find.html")
    found(page)
    button = page.locator(".find-bar button")
    button.press(key) if key else button.tap()
    page.locator("#filters.open").wait_for()
    assert page.evaluate("document.activeElement.closest('#filters') !== null")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#filters') !== null")
    page.keyboard.press("Escape")
    assert not page.locator("#filters.open").count()
    context.close()


@BOTH
def test_the_way_back_closes_the_sheet_and_keeps_what_was_chosen(visit, base, edition):
    with visit(base + edition + "find.html?min=40", width=360) as (page, troubles):
        page.goto(base + edition + "index.html")
        page.goto(base + edition + "find.html?min=40")
        found(page)
        for way in ("back", "show"):
            open_sheet(page)
            page.locator("#filters input[value=closing]").set_checked(way == "back")
            page.evaluate("history.back()") if way == "back" else page.locator("#filters .btn--main").click()
            page.locator("#filters:not(.open)").wait_for(state="attached")
            query = "?min=40&phase=closing" if way == "back" else "?min=40"
            until(page, f"location.search === {json.dumps(query)} && history.state === null")
            assert page.evaluate("document.activeElement === document.querySelector('.find-bar button')")
        page.go_back()
        page.wait_for_url("**/index.html")
        assert not troubles


@BOTH
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_open_sheet_and_open_seat_pass_the_accessibility_check(visit, server, edition, dark):
    with visit(server + edition + "find.html?n=class&min=10", width=360, dark=dark) as (page, _):
        page.locator(".empty").wait_for()
        for opened in (False, True):
            if opened:
                open_sheet(page)
            assert breaches(page) == []


def test_controls_are_large_enough_for_a_thumb(visit, server):
    with visit(server + "find.html?need=communication", width=360) as (page, _):
        found(page)
        open_sheet(page)
        for control in page.locator("#filters label, #filters button, .find-bar button, .chips button").all():
            assert control.bounding_box()["height"] >= 43.9, control.inner_text()


def test_counts_say_what_a_choice_would_leave(visit, server):
    with visit(server + "find.html?min=20") as (page, _):
        found(page)
        label = page.locator("#filters label", has=page.locator("input[value=closing]"))
        said = int(re.search(r"\d+$", label.inner_text())[0])
        label.locator("input").check()
        page.wait_for_url("**phase=closing**")
        assert page.get_by_role("status").filter(has_text=str(said)).count() == 1
