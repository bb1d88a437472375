"""A term of eight sessions, as somebody plans it: from a programme to a printed pack; and what may go wrong on the way."""

import json
import re
from contextlib import closing

import pytest
from accessibility import breaches
from waiting import until

EDITIONS = ("", "zh/")
READY = "session-planner[data-ready]"
NOTES = "document.querySelectorAll('.note').length"
SMALL = "plan=1&for=8,9-12,40,2,y&s=Arriving,job-tree:6,bean-partners:25,carried-goodbye:5&s=,seat-keeper:5"


@pytest.fixture(scope="module")
def say():
    """The sentences of the planner, by edition."""
    from kb_tools.words import Words
    return {edition: Words("zh" if edition else "en").of_tool("session-planner") for edition in EDITIONS}


def code(page, text: str) -> str:
    """A code with the sum that makes it whole."""
    return page.evaluate("text => Tongban.plan.encode(Tongban.plan.decode(text).plan)", text)


def ready(page) -> None:
    """Wait until the planner stands, and nothing of the page is still on its way: leaving then breaks nothing off."""
    page.locator(READY).wait_for()
    page.wait_for_load_state("networkidle")


def opened(page, address: str, text: str = "") -> None:
    """Open the planner with an end of its address, on a device that keeps what it kept."""
    page.goto("about:blank")
    page.goto(f"{address}{'#' if text else ''}{text}")
    ready(page)


def slots(page) -> list[list[str]]:
    """The titles of the slots on the page, session by session."""
    return page.evaluate("[...document.querySelectorAll('[data-session]')].map(s => [...s.querySelectorAll('[data-slot] b')].map(b => b.textContent))")


def settled(page) -> None:
    page.evaluate("new Promise(done => setTimeout(done, 50))")


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_a_term_of_eight_sessions_from_programme_to_pack_on_a_phone(visit, base, edition, say, tmp_path):
    said = say[edition]
    with visit(base + edition + "programmes/four-needs-group.html", width=360) as (page, troubles):
        page.get_by_role("link", name=said["adapt"]).click()
        ready(page)
        page.locator("[data-session]").nth(7).wait_for()
        assert page.locator(".totals dd").first.inner_text() == said["sum-of"].format(n=8, of=8)
        assert "#plan=1" in page.url and len(page.url.partition("#")[2]) <= 2000

        page.locator("[data-f=children]").fill("7")
        page.locator("[data-f=minutes]").fill("55")
        page.locator("[data-f=reach]").select_option("no")
        page.locator("[data-f=reach]").press("Tab")
        note = page.locator("[data-session]").nth(0).locator(".note", has_text=said["c-over"].format(n=5))
        note.get_by_role("button", name=said["do-stretch"].format(n=60)).click()
        note.wait_for(state="detached")
        parent = page.locator(".note", has_text=said["why-parent-no"])
        assert parent.count()
        page.locator("[data-session]").nth(5).locator(".note", has_text=said["why-parent-no"]).first.get_by_role("button", name=said["do-keep"]).click()

        page.locator("[data-f^=add]").nth(1).click()
        page.locator("[data-f=words]").fill("beat" if not edition else "拍")
        page.locator(".pl-found").first.wait_for()
        before = slots(page)
        page.locator(".pl-found button").first.click()
        settled(page)
        after = slots(page)
        assert len(after[1]) == len(before[1]) + 1
        assert after[1][-1] == before[1][-1], "before the closing"

        page.reload()
        ready(page)
        assert slots(page) == after
        assert page.locator("[data-f=children]").input_value() == "7"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

        file = tmp_path / "pack.pdf"
        page.pdf(path=file, format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", file.read_bytes())) >= 8 + 1 + 2 + 1
        page.emulate_media(media="print")
        assert not page.locator("session-planner > h1").is_visible()
        feet = page.locator(".sheet-foot:visible, .pfoot:visible").all_inner_texts()
        assert len(feet) >= 8 + 1 + 20 + 1
        assert all(re.search(r"\d{4}-\d\d-\d\d", foot) and "S0" in foot for foot in feet)
        assert page.locator(".pl-sheet").count() == 8 + 1 + 1
        assert page.locator(".pl-limits").first.is_visible()
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_no_printed_card_holds_more_than_it_shows(visit, server, edition):
    with visit(server + edition + "plan.html") as (page, _):
        everything = page.evaluate("new Tongban.Shelf('assets/data/').get('activities').then(l => 'plan=1&for=8,9-12,40,2,y' +"
                                   " l.activities.map((a, i) => (i % 10 ? '' : '&s=') + (i % 10 ? ',' : ',') + a.id + ':' + a.minutes).join(''))")
        opened(page, server + edition + "plan.html", code(page, everything))
        page.locator("[data-f=print]").wait_for()
        page.evaluate("new Promise(done => setTimeout(done, 300)).then(() => dispatchEvent(new Event('beforeprint')))")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 695, "height": 1000})
        assert page.locator(".pcard").count() > 30
        over = page.evaluate("[...document.querySelectorAll('.pcard')].filter(c => c.scrollHeight > c.clientHeight + 1 || c.scrollWidth > c.clientWidth + 1).map(c => c.innerText.slice(0, 40))")
        assert not over


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_a_class_of_thirty_gets_one_note_for_the_whole_term(visit, server, edition, say):
    said = say[edition]
    with visit(server + edition + "plan.html#programme=four-needs-group", width=360) as (page, troubles):
        ready(page)
        page.locator("[data-f=reach]").select_option("yes")
        page.locator("[data-f=children]").fill("30")
        page.locator("[data-f=children]").press("Tab")
        note = page.locator(".note")
        until(page, f"{NOTES} == 1")
        assert said["why-large-many"].format(n=30, fit=8) in note.inner_text()

        note.get_by_role("button", name=said["do-apart"]).click()
        until(page, f"{NOTES} > 20")
        assert page.evaluate("document.activeElement.dataset.f").startswith("session"), "the focus goes where the notes are"
        page.reload()
        ready(page)
        note.get_by_role("button", name=said["do-keep"]).click()
        until(page, f"{NOTES} == 0")
        page.reload()
        ready(page)
        assert note.count() == 0, "what was kept stays kept"
        assert len(page.url.partition("#")[2]) <= 2000

        page.locator("[data-f=children]").fill("3")
        page.locator("[data-f=children]").press("Tab")
        note.get_by_role("button", name=said["do-children"].format(n=6)).click()
        until(page, f"{NOTES} == 0")
        assert page.locator("[data-f=children]").input_value() == "6"
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_a_plan_is_made_with_the_keyboard_alone(visit, base, edition, say):
    said = say[edition]
    with visit(base + edition + "plan.html", width=360) as (page, troubles):
        ready(page)
        keys = page.keyboard

        def go(f: str) -> None:
            """Walk to a control with the Tab key."""
            for _ in range(300):
                if page.evaluate("f => document.activeElement.dataset?.f?.startsWith(f)", f):
                    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                    return
                keys.press("Tab")
            raise AssertionError(f"no way to {f}")

        go("name")
        keys.type("Thursday")
        go("children")
        assert page.evaluate("document.activeElement.value") == "8"
        go("add")
        keys.press("Enter")
        settled(page)
        assert page.evaluate("document.activeElement.dataset.f") == "words"
        for _ in range(2):
            go("take")
            keys.press("Enter")
            settled(page)
            assert page.evaluate("document.activeElement.dataset.f").startswith("take"), "adding leaves the focus where it was"
            keys.press("Tab")
        assert page.locator("session-planner > [role=status]").inner_text()
        first, second = slots(page)[0]
        page.locator("[data-f^=session]").first.focus()
        go("slot")
        keys.press("Enter")
        settled(page)
        go("down")
        keys.press("Enter")
        settled(page)
        assert slots(page)[0] == [second, first]
        assert page.evaluate("document.activeElement.dataset.f") == "down"
        go("out")
        keys.press("Enter")
        settled(page)
        assert slots(page)[0] == [second]
        assert page.evaluate("document.activeElement.dataset.f") == "undo"
        assert said["did-remove"].format(name=first) in page.locator("session-planner > [role=status]").inner_text()
        keys.press("Enter")
        settled(page)
        assert slots(page)[0] == [second, first]
        go("name")
        assert page.evaluate("document.activeElement.value") == "Thursday"
        assert not troubles


def test_a_slot_is_moved_between_sessions_by_buttons_and_by_pointer(visit, base):
    with visit(base + "plan.html", width=360) as (page, troubles):
        ready(page)
        opened(page, base + "plan.html", code(page, SMALL))
        assert [len(one) for one in slots(page)] == [3, 1]
        page.locator("[data-session]").nth(0).locator("[data-f^=slot]").nth(1).click()
        page.locator("[data-f^=to]").select_option(index=1)
        page.locator("[data-f=move]").click()
        settled(page)
        assert [len(one) for one in slots(page)] == [2, 2]
        moved = slots(page)[1][1]
        grip = page.locator("[data-session]").nth(1).locator(".grip").nth(1)
        grip.evaluate("e => e.scrollIntoView({block: 'center'})")
        to = page.locator("[data-session]").nth(1).locator(".grip").nth(0).bounding_box()
        start = grip.bounding_box()
        page.mouse.move(start["x"] + 5, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(to["x"] + 5, to["y"] + 2, steps=5)
        page.mouse.up()
        settled(page)
        assert slots(page)[1][0] == moved
        assert grip.evaluate("e => getComputedStyle(e).touchAction") == "none"
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize(("text", "sentence", "sessions"), [
    ("plan=1", "link-none", 1), ("plan=%E0%A4%A", "link-none", 1), ("plan=7&s=x", "link-none", 1), ("programme=nobody", "no-programme", 1), ("add=nothing", "no-activity", 1),
    (SMALL, "link-part", 2), (SMALL[:70], "link-part", 1),
    ("plan=1&s=%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D1%22%3E,<script>document.title=1</script>:5", "link-part", 1),
])
def test_a_damaged_link_says_so_and_keeps_what_can_be_read(visit, base, edition, say, text, sentence, sessions):
    with visit(base + edition + "plan.html#" + text, width=360) as (page, troubles):
        ready(page)
        said = re.escape(say[edition][sentence]).replace(r"\{n\}", ".*").replace(r"\{name\}", ".*")
        assert re.search(said, page.locator(".note").first.inner_text())
        assert page.locator("[data-session]").count() == sessions
        assert page.title() != "1"
        assert not page.locator("session-planner img, session-planner [onerror]").count()
        assert not troubles


def test_a_link_never_writes_over_a_plan_on_the_device(visit, base, say):
    said = say[""]
    with visit(base + "plan.html", width=360) as (page, troubles):
        ready(page)
        mine, other = code(page, SMALL), code(page, SMALL.replace("Arriving", "Other").replace("job-tree", "hello-my-way"))
        opened(page, base + "plan.html", mine)
        for way, title in (("two-mine", "Arriving"), ("other", "Other")):
            opened(page, base + "plan.html", other)
            assert said["two"] in page.locator(".note").first.inner_text()
            assert "Arriving" in page.locator("[data-session] h3").first.inner_text()
            assert page.evaluate("localStorage.getItem('tongban-plan')") == mine
            page.locator(f"[data-f={way}]").click()
            page.locator(".note", has_text=said["two"]).wait_for(state="detached")
            assert title in page.locator("[data-session] h3").first.inner_text()
        page.locator("[data-f=back-to]").click()
        page.locator("[data-session] h3", has_text="Arriving").wait_for()
        opened(page, base + "plan.html", "programme=six-children-group")
        assert said["two"] in page.locator(".note").first.inner_text()
        assert not troubles


def test_an_activity_from_the_finder_is_added_once_and_said(visit, base, say):
    with visit(base + "plan.html", width=360) as (page, troubles):
        ready(page)
        opened(page, base + "plan.html", code(page, SMALL))
        opened(page, base + "plan.html", "add=small-skills-fair")
        assert page.locator("session-planner > [role=status]").inner_text() == say[""]["did-add"].format(name="Small skills fair", n=2)
        page.reload()
        ready(page)
        assert slots(page)[1] == ["Seat keeper", "Small skills fair"]
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_where_nothing_is_kept_the_link_of_the_page_still_holds_the_plan(visit, base, edition, say):
    with visit(base + edition + "plan.html", width=360) as (page, troubles):
        ready(page)
        page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
        opened(page, base + edition + "plan.html", "programme=four-needs-group")
        assert page.locator(".note").first.inner_text().strip() == say[edition]["not-kept"], "and nothing else"
        was = slots(page)
        page.reload()
        ready(page)
        assert slots(page) == was
        page.locator("a.tb-lang").click()
        ready(page)
        assert [len(one) for one in slots(page)] == [len(one) for one in was]
        assert not troubles


def test_a_plan_outlives_that_an_activity_was_renamed_replaced_or_taken_out(visit, base, say):
    said = say[""]
    with visit(base + "plan.html", width=360) as (page, troubles):
        ready(page)
        page.add_init_script("""let real; Object.defineProperty(globalThis, 'kbPart', {configurable: true, set(f) { real = f }, get: () => (name, data) => {
          if (name === 'activities') for (const row of data.activities) { if (row.id === 'bean-partners') row.was = ['old-beans']; if (row.id === 'job-tree') row.now = 'hello-my-way' }
          real(name, data) }})""")
        opened(page, base + "plan.html", code(page, SMALL.replace("bean-partners", "old-beans").replace("carried-goodbye", "lost-one")))
        text = page.locator("session-planner").inner_text()
        assert said["renamed"].format(names="Bean partners") in text
        assert slots(page)[0] == ["Job tree", "Bean partners", "lost-one"]
        assert said["c-gone"].format(name="lost-one") in text
        assert said["c-replaced"].format(now="Hello, my way", name="Job tree") in text or "has taken the place of" in text
        page.get_by_role("button", name=said["do-swap"]).click()
        settled(page)
        assert slots(page)[0][0].startswith("Hello")
        assert "old-beans" not in page.url
        assert not troubles


def test_a_damaged_plan_on_the_device_is_put_aside_not_away(visit, base, say):
    with visit(base + "plan.html", width=360) as (page, troubles):
        ready(page)
        for kept, sentence in ((SMALL, "kept-part"), ("\u0000{]", "kept-none")):
            page.evaluate("kept => localStorage.setItem('tongban-plan', kept)", kept)
            opened(page, base + "plan.html")
            assert say[""][sentence].split("{")[0] in page.locator(".note").first.inner_text()
            assert page.evaluate("localStorage.getItem('tongban-plan-damaged')") == kept
            with page.expect_download() as download:
                page.locator("[data-f=save-damaged]").click()
            assert download.value.path().read_text() == kept
            page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }")
            page.locator("[data-f=copy-damaged]").click()
            assert page.evaluate("window.copied") == kept
        assert not troubles


def test_a_plan_goes_into_a_file_and_comes_back(visit, base, say, tmp_path):
    with visit(base + "plan.html", width=360) as (page, troubles):
        ready(page)
        opened(page, base + "plan.html", code(page, SMALL))
        with page.expect_download() as download:
            page.locator("[data-f=save]").click()
        file = tmp_path / "plan.json"
        file.write_bytes(download.value.path().read_bytes())
        assert json.loads(file.read_text())["version"] == 1
        page.locator("[data-f=new]").click()
        settled(page)
        assert slots(page) == [[]]
        page.locator("session-planner input[type=file]").set_input_files(file)
        page.locator("[data-slot]").nth(3).wait_for()
        assert [len(one) for one in slots(page)] == [3, 1]
        bad = tmp_path / "bad.json"
        bad.write_bytes(b"\x00\xff<script>")
        page.locator("session-planner input[type=file]").set_input_files(bad)
        page.locator(".note", has_text=say[""]["file-none"]).wait_for()
        assert [len(one) for one in slots(page)] == [3, 1]
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_link_and_the_text_can_be_copied_even_where_copying_is_refused(visit, server, edition, say):
    with visit(server + edition + "plan.html", width=360) as (page, troubles):
        ready(page)
        opened(page, server + edition + "plan.html", code(page, SMALL))
        page.evaluate("document.execCommand = () => false; Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject()}})")
        page.locator("[data-f=copy-link]").click()
        box = page.locator("[data-f=shown]")
        box.wait_for()
        assert box.input_value() == page.url
        page.locator("[data-f=copy-text]").click()
        until(page, "document.querySelector('[data-f=shown]')?.value.includes('25′')")
        assert box.input_value().count("\n") > 8
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_planner_passes_the_accessibility_check_and_fits_a_finger(visit, server, edition, dark):
    with visit(server + edition + "plan.html", width=360, dark=dark) as (page, _):
        page.locator(READY).wait_for()
        assert breaches(page, practice=True) == []
        opened(page, server + edition + "plan.html", code(page, SMALL.replace(":25", ":90").replace(",40,2,y", ",40,1,n")))
        page.locator("[data-f^=slot]").nth(1).click()
        assert breaches(page, practice=True) == []
        page.locator("[data-f^=session]").nth(1).click()
        assert breaches(page, practice=True) == []
        page.locator("[data-f^=add]").nth(0).click()
        assert breaches(page, practice=True) == []
        small = page.evaluate("[...document.querySelectorAll('session-planner :is(button, a.btn, input, select)')].filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.outerHTML.slice(0, 80))")
        assert not small
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_every_printed_sheet_has_its_foot_where_a_sheet_spills_over_too(visit, server, edition):
    with visit(server + edition + "plan.html") as (page, _):
        for programme in ("four-needs-group", "one-school-term"):
            opened(page, server + edition + "plan.html", f"programme={programme}")
            page.locator("[data-session]").first.wait_for()
            page.evaluate("new Promise(done => setTimeout(done, 300)).then(() => dispatchEvent(new Event('beforeprint')))")
            # Where a link stands can be read in a file without reading its letters: each foot becomes one, the only ones there are.
            page.evaluate("""() => {
              document.querySelector('session-planner').drawPack = () => {};
              for (const one of document.querySelectorAll('.sheet, a')) one.remove();
              for (const foot of document.querySelectorAll('.pl-sheet-foot p')) {
                const link = Object.assign(document.createElement('a'), {href: 'https://foot.example/'});
                link.append(...foot.childNodes);
                foot.append(link);
              }
            }""")
            data = page.pdf(format="A4", prefer_css_page_size=True)
            pages = [one for one in data.split(b"endobj") if re.search(rb"/Type\s*/Page\b", one)]
            assert len(pages) >= page.locator(".pl-sheet").count() + (not edition) > 9, "in English one spills over"
            assert [at for at, found in enumerate(pages, 1) if b"/Annots" not in found] == [], programme


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_link_of_every_programme_copied_to_eight_sessions_stays_below_2_kb(visit, server, edition):
    with visit(server + edition + "plan.html") as (page, _):
        ready(page)
        lengths = page.evaluate("""() => new Tongban.Shelf('assets/data/').get('programmes').then(({programmes}) => programmes.map((one) => {
          const P = Tongban.plan;
          let plan = P.fromProgramme(one);
          for (let at = 0; plan.sessions.length < 8; at += 2) ({plan} = P.addSession(plan, plan.sessions[at].key));
          return [one.id, P.encode(plan).length];
        }))""")
        assert len(lengths) > 3
        assert [one for one in lengths if one[1] > 2000] == []


def test_a_session_is_run_with_the_minutes_of_the_plan(visit, server, say):
    with visit(server + "plan.html", width=360) as (page, _):
        ready(page)
        opened(page, server + "plan.html", code(page, "plan=1&for=8,9-12,40,2,y&s=,seat-keeper:5,talk.3:Us,bean-partners:10"))
        run = page.get_by_role("link", name=say[""]["run"])
        assert run.get_attribute("href").endswith("activities/seat-keeper.html#run=seat-keeper:5,talk:3:Us,bean-partners:10&at=0")


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_what_does_not_fit_goes_along_onto_paper_and_into_the_copied_text(visit, server, edition, say):
    said = say[edition]
    with visit(server + edition + "plan.html", width=360) as (page, _):
        opened(page, server + edition + "plan.html", code(page, SMALL.replace("40,2,y", "40,1,y")))
        needs = said["c-adults"].format(name=page.locator("[data-slot] b").nth(1).inner_text(), of=2)
        assert page.locator("[data-session]").first.locator(".note", has_text=needs).count() == 1
        page.evaluate("navigator.clipboard.writeText = text => { globalThis.copied = text; return Promise.resolve() }")
        page.locator("[data-f=copy-text]").click()
        copied = page.evaluate("globalThis.copied").split("\n")
        first = next(line for line in copied if said["n-adults"].format(n=2) in line)
        assert any(line.startswith("!") and needs in line for line in copied[copied.index(first):])
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        sheet = page.locator(".pl-sheet").first
        assert sheet.locator(".pl-limits", has_text=needs).is_visible()
        assert said["n-adults"].format(n=2) in sheet.locator("p").first.inner_text()


@pytest.mark.deep
def test_what_the_whole_term_takes_is_copied_in_all(visit, server, say):
    with visit(server + "plan.html", width=360) as (page, _):
        opened(page, server + "plan.html", code(page, "plan=1&for=8,9-12,40,2,y&s=,bean-partners:25&s=,bean-partners:25"))
        page.evaluate("navigator.clipboard.writeText = text => { globalThis.copied = text; return Promise.resolve() }")
        rows = page.evaluate("[...document.querySelectorAll('table.stack tbody tr')].map(row => [row.cells[1].textContent, row.cells[0].textContent, row.cells[2].textContent])")
        assert any(most != whole for _, most, whole in rows)
        page.locator("[data-f=copy-text]").click()
        assert all(f"{thing} × {whole}" in page.evaluate("globalThis.copied") for thing, _, whole in rows)


@pytest.mark.deep
def test_the_dose_of_studies_on_related_work_stands_beside_the_plan(visit, server, say):
    said = say[""]
    with visit(server + "plan.html", width=360) as (page, _):
        opened(page, server + "plan.html", code(page, SMALL))
        dose = page.locator(".totals > div").last
        assert said["dose-own"] in dose.inner_text()
        lists = page.evaluate("new Tongban.Shelf('assets/data/').all(['activities', 'programmes']).then(l => [l.get('activities').activities, l.get('programmes').doses])")
        done = {id for row in lists[0] if row["id"] in ("job-tree", "bean-partners", "carried-goodbye", "seat-keeper") for id in row["interventions"]}
        near = [one for one in lists[1] if done & set(one["interventions"])][:3]
        assert near
        assert dose.locator("a").evaluate_all("links => links.map(link => [link.textContent, link.getAttribute('href')])") == [[one["citation"], one["page"]] for one in near]
        sessions = next(one["dose"]["sessions"] for one in near if "sessions" in one["dose"])
        assert said["dose-sessions"].format(n=sessions) in dose.inner_text()


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_an_empty_plan_offers_what_begins_one_and_nothing_that_needs_one(visit, server, edition, say):
    with visit(server + edition + "plan.html", width=360) as (page, _):
        ready(page)
        assert page.locator(".totals, [data-f=print], [data-f=copy-text], [data-f=save], [data-f=copy-link]").count() == 0
        assert page.locator("[data-f=open]").is_visible()
        page.locator("[data-f^=use]").first.click()
        page.locator("[data-f=print]").wait_for()
        assert page.evaluate("document.activeElement.dataset.f") == "group", "what a programme is for is looked at first"
        assert page.locator(".totals").is_visible()


def test_the_planner_stands_where_its_lists_do_not_come(chromium, server, say):
    with closing(chromium.new_context(viewport={"width": 360, "height": 740}, service_workers="block")) as context:  # a worker would ask past the route
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route("**/assets/data/*", lambda route: route.abort())
        page.goto(server + "plan.html")
        page.locator(READY).wait_for()
        page.locator(".note", has_text=say[""]["no-lists"]).wait_for()
        assert page.locator("[data-f=children]").is_visible()
        assert not wrong


@pytest.mark.deep
def test_what_the_planner_has_no_title_for_is_looked_for_in_the_finder(visit, server, say):
    with visit(server + "plan.html", width=360) as (page, _):
        ready(page)
        page.locator("[data-f^=add]").first.click()
        page.locator("[data-f=words]").fill("role play")
        assert say[""]["found-none"] in page.locator(".pl-panel [role=status]").inner_text()
        page.get_by_role("link", name=say[""]["finder"]).click()
        page.locator("activity-finder article.card").first.wait_for()


@pytest.mark.deep
def test_a_number_that_was_emptied_shows_again_what_the_plan_has(visit, server):
    with visit(server + "plan.html", width=360) as (page, _):
        opened(page, server + "plan.html", "programme=four-needs-group")
        page.locator("[data-f=children]").fill("")
        page.locator("[data-f=children]").press("Enter")
        settled(page)
        assert page.locator("[data-f=children]").input_value() == "6"
        assert "for=6," in page.url


@pytest.mark.deep
def test_what_was_said_of_a_file_is_gone_when_another_is_opened(visit, server, say):
    with visit(server + "plan.html", width=360) as (page, _):
        ready(page)
        for text in ("no plan", "no plan"):
            page.locator("input[type=file]").set_input_files({"name": "plan.json", "mimeType": "application/json", "buffer": text.encode()})
            page.locator(".note", has_text=say[""]["file-none"]).wait_for()
            assert page.locator(".note", has_text=say[""]["file-none"]).count() == 1
        page.locator("input[type=file]").set_input_files({"name": "plan.json", "mimeType": "text/plain", "buffer": code(page, SMALL).encode()})
        page.locator("[data-slot]").first.wait_for()
        assert page.locator(".note", has_text=say[""]["file-none"]).count() == 0


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.deep
def test_the_planner_fits_half_a_small_phone(visit, server, edition):
    with visit(server + edition + "plan.html", width=180) as (page, _):
        opened(page, server + edition + "plan.html", "programme=four-needs-group")
        assert page.evaluate("document.documentElement.scrollWidth") <= 180
        assert page.locator(".pl-bar > span").bounding_box()["width"] >= 90


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_another_activity_does_not_lead_back_into_the_same_conflict(visit, server, edition, say):
    said = say[edition]
    with visit(server + edition + "plan.html", width=360) as (page, troubles):
        ready(page)
        risky = {row["id"] for row in page.evaluate("new Tongban.Shelf('assets/data/').get('activities').then(l => l.activities.filter(a => a.risk === 'high' || a.disclosure_likely))")}
        opened(page, server + edition + "plan.html", code(page, "plan=1&for=8,9-12,60,3,y&s=,hello-my-way:6,half-a-picture:45,half-a-picture:45,carried-goodbye:5"))
        first = "document.querySelector('.pl-found button').dataset.f.slice(4)"
        page.locator(".note", has_text=said["why-early"]).first.get_by_role("button", name=said["do-instead"]).click()
        page.locator(".pl-found").first.wait_for()
        assert page.evaluate(first) not in risky
        page.locator("[data-f=close]").click()
        page.locator(".note", has_text=said["why-twice"]).first.get_by_role("button", name=said["do-instead"]).click()
        page.locator(".pl-found").first.wait_for()
        assert page.evaluate(first) != "half-a-picture"
        count = page.locator(".pl-panel [role=status]")
        assert re.fullmatch(re.escape(said["found"]).replace(r"\{n\}", r"\d+"), count.inner_text())
        for field, value in (("children", "1"), ("children", "60"), ("youngest", "3")):
            page.locator(f"[data-f={field}]").fill(value)
            if field == "youngest":
                page.locator("[data-f=children]").fill("8")
                page.locator("[data-f=oldest]").fill("18")
            page.locator(f"[data-f={field}]").press("Tab")
            until(page, f"document.querySelector('.pl-panel [role=status]')?.textContent.includes({said['found-misfit'].rpartition('}')[2]!r})")
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
@pytest.mark.parametrize("text", ["add=" + "w" * 60, "add=" + "w" * 300, "plan=1&for=8,9-12,40,2,y&name={W}&s={W},job-tree:6,talk.5:{W},{w}:5"], ids=["60", "300", "plan"])
def test_a_long_word_is_broken_and_moves_nothing_sideways(visit, server, edition, text):
    with visit(server + edition + "plan.html", width=360) as (page, troubles):
        ready(page)
        text = text.format(W="W" * 200, w="w" * 78)
        opened(page, server + edition + "plan.html", code(page, text) if text.startswith("plan") else text)
        wide = "document.documentElement.scrollWidth"
        assert page.evaluate(wide) <= 360
        for box in page.locator("[data-f^=session], [data-f^=slot]").all():
            box.click()
            settled(page)
            assert page.evaluate(wide) <= 360
        if text.startswith("plan"):
            page.locator("[data-f=new]").click()
            settled(page)
            assert page.evaluate(wide) <= 360, "with the bar, and the way back"
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_bar_with_the_way_back_stays_low_however_long_its_words_are(visit, server, edition, say):
    with visit(server + edition + "plan.html", width=360) as (page, _):
        page.set_viewport_size({"width": 360, "height": 640})
        opened(page, server + edition + "plan.html", "programme=grandparents-group")
        page.locator("[data-slot]", has=page.locator(".grip", has_text="20")).first.locator("[data-f^=slot]").click()
        page.locator("[data-f=down]").click()
        settled(page)
        status = page.locator("session-planner > [role=status]").inner_text()
        assert len(status) > 60
        assert page.locator(".pl-bar").evaluate("e => e.offsetHeight") <= 80
        assert page.locator(".pl-bar > span").evaluate("e => e.scrollHeight > e.clientHeight"), "an ellipsis stands for the rest"
        assert page.locator("[data-f=undo]").bounding_box()["height"] >= 44


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_what_changed_nothing_is_not_undone_and_what_did_can_be_step_by_step(visit, server, edition, say):
    said = say[edition]
    with visit(server + edition + "plan.html", width=360) as (page, troubles):
        ready(page)
        opened(page, server + edition + "plan.html", code(page, SMALL))
        bar, undo = page.locator(".pl-bar"), page.locator(".pl-bar button")
        page.locator("[data-f^=session]").first.click()
        page.locator("[data-f=delete]").click()
        settled(page)
        assert bar.locator("> span").inner_text() == said["did-delete"].format(n=1)
        page.locator("[data-f=children]").fill("5")
        page.locator("[data-f=children]").press("Tab")
        settled(page)
        assert bar.locator("> span").inner_text() == said["did-set"].format(name=said["children"])
        page.evaluate("navigator.clipboard.writeText = () => Promise.resolve()")
        page.locator("[data-f=copy-link]").click()
        until(page, f"document.querySelector('.pl-bar > span').textContent === {said['copied']!r}")
        assert undo.count() == 0
        assert page.locator("[data-f=children]").input_value() == "5"

        page.locator("[data-f=adults]").fill("3")
        page.locator("[data-f=adults]").press("Tab")
        settled(page)
        for name, children in ((said["did-set"].format(name=said["children"]), "5"), (said["did-delete"].format(n=1), "8")):
            undo.click()
            settled(page)
            assert bar.locator("> span").inner_text() == name, "the bar tells what it would undo next"
            assert page.locator("session-planner > [role=status]").inner_text() == said["undone"]
            assert page.locator("[data-f=children]").input_value() == children
        undo.click()
        settled(page)
        assert [len(one) for one in slots(page)] == [3, 1]
        assert not troubles


def test_there_is_room_for_forty_sessions_and_what_is_too_many_is_said(visit, server, say):
    with visit(server + "plan.html", width=360) as (page, _):
        ready(page)
        opened(page, server + "plan.html", code(page, "plan=1&for=8,9-12,40,2,y&s=A,job-tree:6" + "&s=" * 38))
        for said, n in (("did-session-add", 40), ("full", 40)):
            page.locator("[data-f=add-session]").click()
            settled(page)
            assert page.locator("session-planner > [role=status]").inner_text() == say[""][said].format(n=40)
            assert page.locator("[data-session]").count() == n


def test_a_finger_that_rests_at_the_edge_of_the_screen_moves_the_page(visit, server):
    with visit(server + "plan.html", width=360) as (page, troubles):
        page.set_viewport_size({"width": 360, "height": 640})
        opened(page, server + "plan.html", "programme=four-needs-group")
        grip = page.locator(".grip").first
        grip.evaluate("e => e.scrollIntoView({block: 'center'})")
        box = grip.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 5, box["y"] + 40, steps=3)
        settled(page)
        y = page.evaluate("scrollY")
        page.mouse.move(box["x"] + 5, 620)
        until(page, f"scrollY > {y} + 300")
        page.mouse.move(box["x"] + 5, 320)
        settled(page)
        y = page.evaluate("scrollY")
        settled(page)
        assert page.evaluate("scrollY") == y, "away from the edge it stands still"
        page.mouse.move(box["x"] + 5, 30)
        until(page, f"scrollY < {y} - 60")
        page.keyboard.press("Escape")
        settled(page)
        y = page.evaluate("scrollY")
        settled(page)
        assert page.evaluate("scrollY") == y
        page.mouse.up()
        assert slots(page)[0][0] == "Job tree"
        assert not troubles


def test_a_hostile_file_is_read_as_far_as_it_is_a_plan(visit, server, say, tmp_path):
    html = "<img src=x onerror=document.title=1>"
    with visit(server + "plan.html", width=360) as (page, troubles):
        ready(page)
        file = tmp_path / "plan.json"
        for text, sentence in (
            ('{"version": 1, "programme": {"toString": 1}, "sessions": [{"slots": [{"activity": {"toString": 1}, "minutes": 5}]}]}', "file-part"),
            ('{"version": 1, "name": ' + "[" * 90_000 + "]" * 90_000 + ', "sessions": []}', "file-part"),
            (json.dumps({"version": 1, "name": html, "programme": html, "sessions": [{"title": html, "slots": [{"talk": html, "minutes": 5}, {"activity": html, "minutes": 5}]}]}), "file-part"),
            ('{"version": 1, "sessions": [{"__proto__": {"slots": 1}, "slots": [{"activity": "constructor", "minutes": -1e999, "keep": ["__proto__"]}]}]}', "file-part"),
            ("[" * 400_000, "file-none"), (json.dumps({"version": 1, "sessions": [], "name": "x" * 1_000_000}), "file-none"),
        ):
            page.goto("about:blank")
            page.goto(server + "plan.html")
            page.evaluate("localStorage.clear()")
            page.goto("about:blank")
            page.goto(server + "plan.html")
            ready(page)
            file.write_text(text)
            page.locator("session-planner input[type=file]").set_input_files(file)
            page.locator(".note", has_text=say[""][sentence].split("{")[0]).wait_for()
            assert page.title() != "1"
            assert not page.locator("session-planner img").count()
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_without_script_the_page_says_how_to_plan_by_hand_and_prints_a_table(visit, base, edition, say, site):
    programmes = json.loads((site / "api/v1/programmes.en.json").read_text("utf-8"))["programmes"]
    with visit(base + edition + "plan.html", width=360, script=False) as (page, troubles):
        text = page.locator("session-planner").inner_text()
        assert all(say[edition][f"hand-{n}"] in text for n in range(1, 6))
        assert all(say[edition][f"ask-{n}"] in text for n in range(1, 10))
        assert page.locator("table tbody tr").count() == 8
        assert page.locator("session-planner a[href*='programmes/']").count() == len(programmes) > 1
        assert not troubles


def test_programmes_lead_to_the_planner(visit, server):
    with visit(server + "programmes/index.html") as (page, _):
        assert page.locator("a[href$='plan.html#programme=four-needs-group']").count() == 1
        assert page.locator("a[href$='plan.html']").count() >= 1
