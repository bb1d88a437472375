"""A guide run step by step, and a session slot by slot: on a phone, in both languages, from a server and from disk."""

import json
import re
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from accessibility import breaches
from waiting import until

from kb_tools.website.search import text_of

EDITIONS = ("", "zh/")
GUIDE = "activities/half-a-picture.html"
SAID = {
    "": {"ready": "Before you begin", "left": "5 min left", "last": "Last minute", "up": "Time is up", "over": "2 min over", "paused": "Paused",
         "resume": "Go on where you were?", "damaged": "This link is damaged", "talk": "Talk", "session": "The session is done", "end": "The activity is done"},
    "zh/": {"ready": "开始前看一眼", "left": "还剩5分钟", "last": "最后1分钟", "up": "时间到了", "over": "超了2分钟", "paused": "已暂停",
            "resume": "接着刚才的继续吗？", "damaged": "这个链接不完整", "talk": "说一说", "session": "这一次做完了", "end": "这个活动做完了"},
}
editions = pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])


def heading(page) -> str:
    return page.locator("dialog.run h2").inner_text()


def time(page, row: int = 0) -> str:
    return page.locator("dialog.run .run-time b").nth(row).inner_text()


def start(page) -> None:
    page.locator("activity-runner button").first.click()
    page.keyboard.press("ArrowRight")


def steps_of(page) -> list[str]:
    return page.locator("ol.steps > li > h3").all_inner_texts()


def next_button(page):
    return page.locator("dialog.run [data-act=next]")


@editions
def test_a_whole_guide_runs_by_keyboard(visit, base, edition):
    with visit(base + edition + GUIDE, width=360) as (page, troubles):
        page.locator("activity-runner button").first.focus()
        page.keyboard.press("Enter")
        assert heading(page) == SAID[edition]["ready"]
        ready = page.locator("dialog.run .run-body").inner_text()
        for line in page.locator("#safe [data-run] li, ul.materials a").all_text_contents():
            assert line in ready
        for name in steps_of(page):
            page.keyboard.press("ArrowRight")
            assert heading(page) == name
        for section in ("talk-about-it", "note-afterwards"):
            page.keyboard.press("ArrowRight")
            assert heading(page) == page.locator(f"#{section}").text_content()
        page.keyboard.press("ArrowRight")
        assert heading(page) == SAID[edition]["end"]
        page.keyboard.press("ArrowRight")
        assert page.locator("dialog.run").is_visible()
        page.keyboard.press("Escape")
        assert page.locator("dialog.run").is_hidden()
        assert page.evaluate("document.activeElement === document.querySelector('activity-runner button')")
        assert not troubles


@editions
def test_a_whole_guide_runs_by_tapping(visit, base, edition):
    with visit(base + edition + GUIDE, width=360) as (page, troubles):
        page.locator("activity-runner button").first.click()
        seen = []
        while page.locator("dialog.run").is_visible():
            seen.append(heading(page))
            next_button(page).click()
        assert seen[1:7] == steps_of(page)
        assert seen[-1] == SAID[edition]["end"]
        page.locator("activity-runner button").first.click()
        assert heading(page) == SAID[edition]["ready"], "a run that is at its end is not offered again"
        assert not troubles


@pytest.mark.deep
def test_every_guide_shows_its_lanes_word_for_word(visit, server, site):
    for path in sorted((site / "activities").glob("*-*.html")):
        if path.name.startswith("by-"):
            continue
        with visit(f"{server}activities/{path.name}", width=360) as (page, troubles):
            start(page)
            for step in page.locator("ol.steps > li").all():
                assert page.locator("dialog.run .lane").all_text_contents() == step.locator(".lane").all_text_contents(), path.name
                page.keyboard.press("ArrowRight")
            assert not troubles


@pytest.mark.parametrize("size", [(360, 640), (320, 568), (640, 360)], ids=lambda size: f"{size[0]}x{size[1]}")
@editions
def test_the_words_are_large_and_the_buttons_need_no_scrolling(visit, server, edition, size):
    width, height = size
    with visit(server + edition + GUIDE, width=width) as (page, _):
        page.set_viewport_size({"width": width, "height": height})
        page.locator("activity-runner button").first.click()
        for _ in range(9):
            for button in page.locator("dialog.run button, dialog.run .run-told").all():
                box = button.bounding_box()
                assert box["height"] >= 44 and box["width"] >= 44
                assert box["x"] >= 0 and box["x"] + box["width"] <= width
                assert box["y"] >= 0 and box["y"] + box["height"] <= height
            for said in page.locator("dialog.run .lane--say p").all():
                assert float(said.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")) >= 24
            assert page.evaluate("document.querySelector('dialog.run').scrollWidth") <= width
            page.keyboard.press("ArrowRight")
        lowest = page.locator("dialog.run footer").bounding_box()
        assert lowest["y"] + lowest["height"] == pytest.approx(height, abs=1)


WITHIN = """() => [...document.querySelectorAll("dialog.run :is(h2, h3, p, li, b, small, a, button)")].filter((one) => {
    const { left, right, width } = one.getBoundingClientRect();
    return width > 1 && (left < 0 || right > innerWidth);
}).map((one) => one.outerHTML)"""
"""What of the open runner is cut off at a side."""


@pytest.mark.parametrize("size", [(360, 740), (740, 360)], ids=["standing", "lying"])
@editions
def test_with_letters_twice_as_large_a_whole_guide_can_be_read_and_run(large_letters, server, edition, size):
    width, height = size
    with closing(large_letters.new_page()) as page:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(server + edition + "activities/hot-and-cool-map.html")
        page.locator("activity-runner button").first.click()
        while not page.locator("dialog.run .run--end").count():
            title, buttons = page.locator("dialog.run h2").bounding_box(), page.locator("dialog.run footer").bounding_box()
            assert 0 <= title["y"] < title["y"] + 48 <= buttons["y"], "what a step is called is read at once"
            assert page.evaluate(WITHIN) == []
            for button in page.locator("dialog.run footer button").all():
                box = button.bounding_box()
                assert 44 <= box["height"] <= 96 and box["width"] >= 44
                assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
                assert page.get_by_role("button", name=button.text_content(), exact=True).count(), "an icon alone still has its name"
            page.locator("dialog.run .run-lanes > :visible").last.evaluate("last => last.scrollIntoView({block: 'end'})")
            page.locator("dialog.run").evaluate("dialog => dialog.scrollTo(0, dialog.scrollHeight)")
            lowest = page.locator("dialog.run .run-lanes > :visible").last.bounding_box()
            assert lowest["y"] + lowest["height"] <= buttons["y"], "the end of a step can be scrolled to"
            for control in page.locator("dialog.run header :is(a, button)").all():
                control.scroll_into_view_if_needed()
                box = control.bounding_box()
                assert box["y"] >= 0 and box["width"] >= 44 and box["height"] >= 44
            next_button(page).click()


def test_a_second_tap_in_half_a_second_skips_no_step_unseen(visit, chromium, server):
    with visit(server + GUIDE, width=360) as (page, _):
        start(page)
        next_button(page).dblclick()
        assert heading(page) == steps_of(page)[1]
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert heading(page) == steps_of(page)[3], "keys go as quickly as they are pressed"
        page.locator("dialog.run [data-act=back]").dblclick()
        assert heading(page) == steps_of(page)[2]
    with closing(chromium.new_context(viewport={"width": 360, "height": 800}, has_touch=True)) as phone:
        page = phone.new_page()
        page.goto(server + GUIDE)
        start(page)
        # A phone gives each tap as the first one: only the time between them tells.
        tap = """button => { for (let n = 0; n < 2; n += 1) button.dispatchEvent(new PointerEvent("click", {detail: 1, pointerType: "touch", bubbles: true})) }"""
        next_button(page).evaluate(tap)
        assert heading(page) == steps_of(page)[1]
        page.wait_for_timeout(600)
        next_button(page).tap()
        assert heading(page) == steps_of(page)[2]


@pytest.mark.parametrize(("guide", "prepares"), [("when-the-ox-sits-down", 10), ("half-a-picture", 160)])
@editions
def test_before_a_whole_guide_begins_all_that_must_be_ready_stands_in_one_place(visit, server, edition, guide, prepares):
    with visit(f"{server}{edition}activities/{guide}.html", width=360) as (page, _):
        asked = page.locator("#before-you-start ~ ul > li").all_text_contents()
        page.locator("activity-runner button").first.click()
        shown = page.locator("dialog.run .run--ready")
        assert asked and all(line in shown.text_content() for line in asked)
        assert shown.locator("h3").all_text_contents()[1:] == [
            page.locator("#before-you-start").text_content(), *page.locator("#safe [data-run] dt").all_text_contents(),
        ], "after the materials, before what is safe"
        assert (f"准备要{prepares}分钟" if edition else f"Preparing takes {prepares} min") in shown.text_content()
        assert shown.locator("blockquote").count() == 0, "what is read to those at home was read days before"


def test_a_guide_that_needs_no_preparation_speaks_of_none(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        page.locator("activity-runner").evaluate("guide => guide.removeAttribute('data-prep')")
        page.locator("activity-runner button").first.click()
        assert "Preparing" not in page.locator("dialog.run .run--ready").text_content()


@editions
def test_a_session_says_of_each_figure_what_it_counts(visit, server, edition):
    with visit(server + edition + "activities/job-tree.html#run=job-tree,talk:3,carry-the-river&at=0", width=360) as (page, _):
        page.locator("dialog.run[open]").wait_for()
        steps = page.locator("ol.steps > li").count()
        planned = sum(int(text.rstrip("′")) for text in page.locator("ol.steps .mins").all_text_contents())
        for _ in range(steps + 1):
            page.keyboard.press("ArrowRight")
            rows = page.locator("dialog.run .run-time").all_inner_texts()
            whole, session = [re.sub(r"\s+", " ", row) for row in rows[-2:]]
            # Whoever is quicker has the minutes left, and ends the sooner: the one is told as a part, the other as a condition.
            if edition:
                assert whole == f"全程计划{planned}分钟 还剩{planned}分钟" and re.fullmatch(r"往后照计划，这一次 大约\d+:\d\d结束", session)
            else:
                assert whole == f"Of {planned} min planned {planned} min left"
                assert re.fullmatch(r"If the rest goes as planned, this session ends about \d+:\d\d", session)


@editions
def test_the_clock_counts_down_and_on_in_plain_words(visit, server, edition):
    with visit(server + edition + GUIDE, width=360) as (page, _):
        page.clock.install()
        start(page)
        said = SAID[edition]
        assert (time(page), "45" in time(page, 1)) == (said["left"], True)
        page.clock.run_for(4 * 60_000 + 1000)
        assert time(page) == said["last"]
        assert said["last"] in page.locator("dialog.run [role=status]").inner_text()
        page.clock.run_for(60_000)
        assert time(page) == said["up"]
        assert said["up"] in page.locator("dialog.run [role=status]").inner_text()
        page.clock.run_for(2 * 60_000)
        assert time(page) == said["over"]
        assert "38" in time(page, 1)
        care = page.locator("dialog.run .run-told").evaluate("e => getComputedStyle(e).color")
        assert page.locator("dialog.run .run-time b").first.evaluate("e => getComputedStyle(e).color") != care


def test_pause_stops_the_clock_until_one_goes_on(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        page.clock.install()
        start(page)
        page.clock.run_for(61_000)
        page.keyboard.press(" ")
        assert page.locator("dialog.run .run-paused").is_visible()
        assert page.locator("dialog.run [role=status]").inner_text() == "Paused"
        page.clock.run_for(10 * 60_000)
        assert time(page) == "4 min left"
        page.locator("dialog.run [data-act=pause]").click()
        assert page.locator("dialog.run .run-paused").is_hidden()
        page.clock.run_for(60_000)
        assert time(page) == "3 min left"


@editions
def test_a_reload_goes_on_where_it_was(visit, base, edition):
    with visit(base + edition + GUIDE, width=360) as (page, troubles):
        start(page)
        page.keyboard.press("ArrowRight")
        page.keyboard.press(" ")
        second = heading(page)
        page.reload()
        assert heading(page) == SAID[edition]["resume"]
        assert second in page.locator("dialog.run .run-body").inner_text()
        next_button(page).click()
        assert heading(page) == second
        assert page.locator("dialog.run .run-paused").inner_text() == SAID[edition]["paused"]
        assert not troubles


def test_the_clock_runs_on_while_a_phone_is_locked(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        page.clock.install()
        start(page)
        page.clock.run_for(1000)
        page.reload()
        page.clock.fast_forward(3 * 60_000)
        next_button(page).click()
        assert time(page) == "2 min left"


def test_what_is_remembered_can_be_dropped_and_is_after_some_hours(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        start(page)
        page.keyboard.press("Escape")
        until(page, "history.state !== 'run'")  # the way back is taken a moment later
        page.reload()
        assert page.locator("dialog.run").is_hidden(), "what was closed on purpose stays closed"
        page.locator("activity-runner button").first.click()
        assert heading(page) == SAID[""]["resume"]
        page.locator("dialog.run [data-act=back]").click()
        assert heading(page) == SAID[""]["ready"]
        page.keyboard.press("ArrowRight")
        page.evaluate("""() => { const kept = JSON.parse(localStorage.getItem('tongban-run'));
            localStorage.setItem('tongban-run', JSON.stringify({...kept, saved: kept.saved - 7 * 3600e3})) }""")
        page.reload()
        assert page.locator("dialog.run").is_hidden()


@pytest.mark.parametrize("spoiled", ["{", "[]", '{"id":"half-a-picture","open":true}', "<img src=x onerror=alert(1)>"])
def test_a_spoiled_memory_does_no_harm(visit, server, spoiled):
    with visit(server + GUIDE, width=360) as (page, troubles):
        page.evaluate("text => localStorage.setItem('tongban-run', text)", spoiled)
        page.reload()
        start(page)
        assert heading(page) == steps_of(page)[0]
        assert not troubles


def test_it_runs_where_nothing_can_be_stored(visit, server):
    with visit(server + GUIDE, width=360) as (page, troubles):
        page.add_init_script("""Object.defineProperty(Storage.prototype, 'setItem', {value() { throw new DOMException('full', 'QuotaExceededError') }})""")
        page.reload()
        start(page)
        assert heading(page) == steps_of(page)[0]
        assert not troubles


# Back and Forward

CLOSED = "!history.state && !location.hash && !document.querySelector('dialog.run').open"


@editions
def test_back_closes_a_whole_guide_and_stays_on_it(visit, base, edition):
    with visit(base + edition + "find.html", width=360) as (page, troubles):
        page.goto(base + edition + GUIDE)
        for way in ("Back", "Escape", "button"):
            start(page)
            page.keyboard.press("ArrowRight")
            if way == "Back":
                page.go_back()
            elif way == "Escape":
                page.keyboard.press(way)
            else:
                page.locator("dialog.run .run-close").click()
            until(page, CLOSED)
            assert page.url == base + edition + GUIDE
            page.locator("activity-runner button").first.click()
            assert heading(page) == SAID[edition]["resume"], "what was closed is remembered"
            page.keyboard.press("Escape")
            # Whoever opens it again at once is not shut out by the step back.
            page.locator("activity-runner button").first.click()
            page.wait_for_timeout(200)
            assert page.locator("dialog.run").is_visible()
            page.go_back()
            until(page, CLOSED)
        page.go_back()
        assert page.url == base + edition + "find.html", "one step further back leaves it"
        assert not troubles


def test_forward_opens_again_what_back_closed(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        start(page)
        page.go_back()
        until(page, CLOSED)
        page.go_forward()
        page.locator("dialog.run .run--resume").wait_for()
        page.keyboard.press("Escape")
        until(page, CLOSED)


def test_what_was_begun_anew_and_closed_stays_closed(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        start(page)
        page.reload()
        page.locator("dialog.run [data-act=back]").click()
        assert heading(page) == SAID[""]["ready"]
        page.keyboard.press("Escape")
        until(page, CLOSED)
        page.wait_for_timeout(200)
        assert page.locator("dialog.run").is_hidden()
        page.reload()
        assert page.locator("dialog.run").is_hidden()


def test_back_after_a_reload_closes_it_too(visit, base):
    with visit(base + GUIDE, width=360) as (page, troubles):
        start(page)
        page.reload()
        page.locator("dialog.run .run--resume").wait_for()
        page.go_back()
        until(page, CLOSED)
        page.reload()
        assert page.locator("dialog.run").is_hidden()
        assert not troubles


def test_back_in_a_session_closes_the_guide_it_has_come_to_and_leads_out(visit, base):
    with visit(base + "programmes/four-needs-group.html", width=360) as (page, troubles):
        page.goto(base + "activities/job-tree.html#run=job-tree,carry-the-river,bean-partners&at=0")
        for name in ("carry-the-river", "bean-partners"):
            page.locator("dialog.run[open]").wait_for()
            while not page.locator("dialog.run .run--end").count():
                page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            page.wait_for_url(f"**/{name}.html#*")
            page.locator("dialog.run[open]").wait_for()
        page.go_back()
        until(page, CLOSED)
        assert page.url == base + "activities/bean-partners.html"
        for address in ("activities/carry-the-river.html", "activities/job-tree.html", "programmes/four-needs-group.html"):
            page.go_back()
            page.wait_for_url(base + address)
            assert page.locator("dialog.run[open]").count() == 0, "what is over is not opened again"
        assert not troubles


def test_where_the_history_is_forbidden_it_runs_all_the_same(visit, server):
    with visit(server + GUIDE, width=360) as (page, troubles):
        page.add_init_script("for (const name of ['pushState', 'replaceState']) History.prototype[name] = () => { throw new DOMException('no', 'SecurityError') }")
        page.reload()
        start(page)
        assert heading(page) == steps_of(page)[0]
        page.reload()
        assert heading(page) == SAID[""]["resume"]
        page.keyboard.press("Escape")
        assert page.locator("dialog.run").is_hidden()
        page.wait_for_timeout(200)
        assert page.url == server + GUIDE, "it does not lead out"
        page.goto(server + "activities/job-tree.html#run=job-tree,talk:3&at=0")
        page.locator("dialog.run[open]").wait_for()
        page.keyboard.press("Escape")
        assert page.locator("dialog.run").is_hidden()
        assert not troubles


# A session

@editions
def test_a_programme_session_runs_its_slots_in_order(visit, base, site, edition):
    text = (site / edition / "assets/data/programmes.js").read_text("utf-8")
    programme = next(p for p in json.loads(text[text.index("{"):].rstrip(");\n"))["programmes"] if p["id"] == "four-needs-group")
    slots = programme["sessions"][0]["slots"]
    with visit(f"{base}{edition}programmes/four-needs-group.html", width=360) as (page, troubles):
        page.locator("run-session a").first.click()
        for slot in slots:
            page.locator("dialog.run[open]").wait_for()
            if slot.get("activity"):
                page.wait_for_url(f"**/{slot['activity']}.html#*")
                assert heading(page) == SAID[edition]["ready"]
            else:
                assert heading(page) == SAID[edition]["talk"]
                assert slot["talk"] in page.locator("dialog.run .run-body").inner_text()
                assert str(slot["minutes"]) in time(page)
            while not page.locator("dialog.run .run--end").count():
                next_button(page).click()
            if slot is not slots[-1]:
                with page.expect_event("framenavigated"):
                    next_button(page).click()
        assert heading(page) == SAID[edition]["session"]
        next_button(page).click()
        assert page.locator("dialog.run").is_hidden()
        until(page, "!location.hash")
        assert not troubles


def test_back_leads_to_the_slot_before(visit, base):
    with visit(base + "activities/carry-the-river.html#run=programme:four-needs-group:1&at=1", width=360) as (page, troubles):
        back = page.locator("dialog.run [data-act=back]")
        assert heading(page) == SAID[""]["ready"]
        back.click()
        page.wait_for_url("**/activities/job-tree.html#*")
        page.locator("dialog.run").wait_for()
        assert heading(page) == SAID[""]["ready"]
        assert back.is_disabled(), "there is none before the first"
        page.keyboard.press("ArrowLeft")
        assert page.locator("dialog.run").is_visible()
        assert not troubles


def test_a_key_that_is_held_skips_nothing_unseen(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        start(page)
        first = heading(page)
        assert first == steps_of(page)[0]
        for _ in range(4):
            page.keyboard.down("ArrowRight")
        page.keyboard.up("ArrowRight")
        assert heading(page) == steps_of(page)[1]


def test_a_reload_in_a_session_stays_in_it(visit, base):
    with visit(base + "activities/job-tree.html#run=job-tree,talk:3:Who%20carries%20what,carry-the-river&at=0", width=360) as (page, troubles):
        page.keyboard.press("ArrowRight")
        first = heading(page)
        page.reload()
        assert heading(page) == SAID[""]["resume"]
        page.keyboard.press("ArrowRight")
        assert heading(page) == first
        assert "Part 1 of 3" in page.locator("dialog.run .run-where").inner_text()
        while not page.locator("dialog.run .run--end").count():
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.locator("dialog.run .run--slot").wait_for()
        assert page.locator("dialog.run p.say").inner_text() == "Who carries what"
        page.reload()
        assert heading(page) == SAID[""]["resume"]
        page.keyboard.press("ArrowRight")
        assert page.locator("dialog.run p.say").inner_text() == "Who carries what"
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**/carry-the-river.html#*")
        assert not troubles


@editions
def test_in_a_session_the_hour_of_its_end_is_told(visit, server, edition):
    with visit(server + edition + "activities/job-tree.html#run=job-tree,talk:3,carry-the-river&at=0", width=360) as (page, troubles):
        page.locator("dialog.run[open]").wait_for()
        page.keyboard.press("ArrowRight")
        told = page.locator("dialog.run .run-time").nth(2)
        told.wait_for()
        minutes = sum(json.loads((page.request.get(f"{server}api/v1/activities/{name}.json")).text())["minutes"] for name in ("job-tree", "carry-the-river"))
        hour, minute = map(int, re.search(r"(\d+):(\d\d)", told.inner_text()).groups())
        late = (datetime.now() + timedelta(minutes=minutes + 3) - datetime.now().replace(hour=hour, minute=minute, second=0)) % timedelta(days=1)
        assert late < timedelta(minutes=2)
        assert page.locator("dialog.run .run-times").evaluate("e => e.scrollWidth <= e.clientWidth")
        assert not troubles


@editions
def test_in_a_plan_the_minutes_of_the_plan_count(visit, server, edition):
    with visit(server + edition + "activities/bean-partners.html#run=seat-keeper:5,bean-partners:10,carried-goodbye:5&at=1", width=360) as (page, troubles):
        page.locator("dialog.run[open]").wait_for()
        took = json.loads(page.request.get(f"{server}api/v1/activities/bean-partners.json").text())["minutes"]
        note = page.locator("dialog.run .note")
        assert took != 10 and {str(took), "10"} <= set(re.findall(r"\d+", note.inner_text())), "both are said before it begins"
        page.keyboard.press("ArrowRight")
        assert "10" in time(page, 1), "what is left of the plan's minutes"
        page.locator("dialog.run .run-time").nth(2).wait_for()
        hour, minute = map(int, re.search(r"(\d+):(\d\d)", page.locator("dialog.run .run-time").nth(2).inner_text()).groups())
        late = (datetime.now() + timedelta(minutes=15) - datetime.now().replace(hour=hour, minute=minute, second=0)) % timedelta(days=1)
        assert late < timedelta(minutes=2)
        while not page.locator("dialog.run .run--end").count():
            page.keyboard.press("ArrowRight")
        assert "10" in page.locator("dialog.run .run--end p").first.inner_text()
        assert "5" in page.locator("dialog.run .next").inner_text()
        assert not troubles


def test_where_the_plan_gives_what_the_guide_says_nothing_is_said_of_it(visit, server):
    with visit(server + "activities/job-tree.html#run=job-tree:6,carried-goodbye:5&at=0", width=360) as (page, _):
        page.locator("dialog.run[open]").wait_for()
        assert not page.locator("dialog.run .note").count()


DAMAGED = ["#run=", "#run=job-tree&at=9", "#run=../x", "#run=programme:four-needs-group:99", "#run=programme:nobody:1",
           "#run=<img src=x onerror=alert(1)>", "#run=%E0%A4%A", "#run=nobody-knows-this"]


@pytest.mark.parametrize("damaged", DAMAGED)
@editions
def test_a_damaged_address_shows_the_guide_with_a_clear_sentence(visit, server, edition, damaged):
    with visit(f"{server}{edition}activities/job-tree.html{damaged}", width=360) as (page, troubles):
        notice = page.locator("activity-runner [role=status].note")
        notice.wait_for()
        assert SAID[edition]["damaged"] in notice.inner_text()
        box = notice.bounding_box()
        assert 0 < box["y"] and box["y"] + box["height"] < 800, "on a phone it stands below the facts: it is brought into view"
        assert page.locator("dialog.run").is_hidden()
        assert page.locator("ol.steps > li").first.is_visible()
        start(page)
        assert heading(page) == steps_of(page)[0]
        assert not troubles


def test_an_address_of_another_guide_leads_there(visit, base):
    with visit(base + "activities/half-a-picture.html#run=job-tree,half-a-picture&at=0", width=360) as (page, troubles):
        page.locator("activity-runner .note a").click()
        page.locator("dialog.run[open]").wait_for()
        assert page.url.endswith("job-tree.html#run=job-tree,half-a-picture&at=0")
        assert not troubles


def test_an_activity_that_the_handbook_lost_is_left_out_and_named(visit, server):
    with visit(server + "activities/job-tree.html#run=lost-game,job-tree,half-a-picture&at=1", width=360) as (page, _):
        page.locator("dialog.run[open]").wait_for()
        assert "lost-game" in page.locator("dialog.run .note").inner_text()
        assert "Part 1 of 2" in page.locator("dialog.run .run-where").inner_text()
        assert page.url.endswith("#run=job-tree,half-a-picture&at=0")
        page.goto(server + "activities/job-tree.html#run=job-tree:9,lost-game:5,talk:3:Us&at=0")
        page.locator("dialog.run .run-where", has_text="Part 1 of 2").wait_for()
        assert page.url.endswith("#run=job-tree:9,talk:3:Us&at=0"), "the minutes stay"


def test_text_from_an_address_is_never_markup(visit, server):
    with visit(server + "activities/job-tree.html#run=talk:5:%3Cimg%20src=x%20onerror=alert(1)%3E,job-tree&at=0", width=360) as (page, troubles):
        page.locator("dialog.run[open]").wait_for()
        assert page.locator("dialog.run p.say").inner_text() == "<img src=x onerror=alert(1)>"
        assert not troubles


# Around it

@editions
def test_a_child_told_me_something_is_one_tap_away_in_every_pane(visit, base, edition):
    with visit(base + edition + GUIDE, width=360) as (page, _):
        page.locator("activity-runner button").first.click()
        for _ in range(9):
            assert page.locator("dialog.run .run-told").is_visible()
            page.keyboard.press("ArrowRight")
        page.locator("dialog.run .run-told").click()
        page.wait_for_url("**/safeguarding/a-child-told-me.html")


def test_focus_stays_inside_while_it_is_open(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        start(page)
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog.run')")


WATCHED_LOCK = """
    window.locks = [];
    Object.defineProperty(navigator, 'wakeLock', {value: {request: async (kind) => {
        const lock = {kind, released: false, release: async () => { lock.released = true }};
        window.locks.push(lock);
        return lock;
    }}});
"""


def test_the_screen_stays_on_while_it_is_open(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        page.add_init_script(WATCHED_LOCK)
        page.reload()
        start(page)
        assert page.evaluate("locks.map((lock) => [lock.kind, lock.released])") == [["screen", False]]
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        until(page, "locks.length === 2")
        page.keyboard.press("Escape")
        until(page, "locks[1].released")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert page.evaluate("locks.length") == 2


def test_it_says_nothing_where_the_screen_cannot_be_kept_on(visit, server):
    with visit(server + GUIDE, width=360) as (page, troubles):
        page.add_init_script("Object.defineProperty(navigator, 'wakeLock', {value: {request: async () => { throw new DOMException('low battery', 'NotAllowedError') }}})")
        page.reload()
        start(page)
        assert heading(page) == steps_of(page)[0]
        assert not troubles


@editions
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_passes_the_accessibility_check_while_it_is_open(visit, server, edition, dark):
    with visit(server + edition + GUIDE, width=360, dark=dark) as (page, _):
        page.locator("activity-runner button").first.click()
        for number in range(10):
            if number == 3:
                page.keyboard.press(" ")
            assert breaches(page, practice=True) == []
            page.keyboard.press("ArrowRight")


@editions
def test_without_script_the_guide_is_whole_and_offers_nothing_that_does_not_work(visit, base, edition):
    with visit(base + edition + GUIDE, width=360, script=False) as (page, _):
        assert page.locator("activity-runner button").is_hidden()
        assert page.locator("ol.steps > li").count() == 6
    with visit(base + edition + "programmes/four-needs-group.html", width=360, script=False) as (page, _):
        assert page.locator("run-session a").first.is_hidden()


def test_a_browser_without_dialogs_keeps_the_guide(visit, server):
    with visit(server + GUIDE, width=360) as (page, troubles):
        page.add_init_script("delete HTMLDialogElement.prototype.showModal")
        page.reload()
        assert page.locator("activity-runner button").is_hidden()
        assert not troubles


def test_nothing_of_it_is_printed(visit, server):
    with visit(server + GUIDE, width=360) as (page, _):
        start(page)
        page.emulate_media(media="print")
        assert page.locator("dialog.run").is_hidden()
        assert page.locator("activity-runner button").first.is_hidden()
        assert page.locator("ol.steps > li").first.is_visible()


@editions
def test_the_search_does_not_read_its_words(site, edition):
    for name in (GUIDE, "programmes/four-needs-group.html"):
        html = (site / edition / name).read_text("utf-8")
        said = text_of(html[html.index("<h1"):html.index("<footer")])
        assert html.count("data-words") + html.count("<run-session") >= 1
        for word in ("Run it", "Run this session", "Restart", "开始带", "从头开始"):
            assert word not in said, name
