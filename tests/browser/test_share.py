"""Somebody with a good activity and no Git: on a phone, in their language, from the first question to a file that the checker calls right."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from accessibility import breaches
from playwright.sync_api import expect
from waiting import until

from kb_tools.desk.new import OWED
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render import share_pages
from kb_tools.rules.registry import Subject, findings
from kb_tools.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = "share.html"
in_both = pytest.mark.parametrize("edition", ("", "zh/"), ids=["en", "zh"])
PARTS = ("what", "who", "steps", "after", "safe", "good", "send")
TYPED = {
    "what": {"title": ("Paper pond", "纸荷叶"), "does": ("cross a pond of paper leaves together", "一起踩着纸荷叶过池塘"), "summary": ("Children cross a pond of leaves, one call at a time.", "听一声喊，跳一步，一起过池塘。")},
    "who": {"ages.min": ("8", "8"), "ages.max": ("12", "１２"), "group.min": ("4", "4"), "group.max": ("8", "8"), "adults": ("2", "2"), "prep_minutes": ("5", "5")},
    "steps": {"before": ("Lay out twelve leaves.\nLook whether the ground is dry.", "铺好十二片叶子。\n看看地上干不干。"),
              "steps.1.name": ("Lay the pond", "铺池塘"), "steps.1.minutes": ("3", "3"), "steps.1.short": ("Lay leaves on the ground.", "把叶子铺在地上。"), "steps.1.say": ("This is water.", "这是水。"),
              "steps.2.name": ("Cross", "过池塘"), "steps.2.minutes": ("7", "7"), "steps.2.short": ("Jump when somebody calls.", "有人喊了再跳。"), "steps.2.do": ("call one another over", "一个喊一个")},
    "after": {"talk.1.question": ("Who called for you?", "谁喊了你？"), "watch": ("They look round before they jump. Some wait for a friend.", "先看看旁边。"), "fit.shy": ("Calls with a hand.", "用手喊。"),
              "fit.younger": ("Fewer leaves, and they lie close. One grown-up walks along beside the pond.", "叶子少放几片。"),
              "fit.none": ("Rings of chalk on the ground are leaves too. So are school bags, or old sacks.", "用粉笔画圈。"),
              "fit.disability": ("The leaves lie so close that a wheel or a crutch can reach the next one. Somebody may hold a hand all the way over.", "叶子放近一点。"),
              "fit.mixed": ("An old one and a young one share each leaf. They take turns to call the next two.", "大的带小的。"), "note": ("Who called, by code.", "谁喊了谁，用代号。")},
    "safe": {"do_not_run_if": ("the ground is wet", "地上湿"), "stop_signals": ("a child has fallen", "有孩子摔了"), "safe": ("Nobody pulls anybody.", "不许拉人。"), "second": ("Stands at the last leaf.", "站在最后一片叶子旁边。"),
             "home": ("We crossed a pond. Ask your child to show you.", "今天我们过了池塘。请孩子跳给您看。")},
    "good": {"why": ("Calling is easier than talking. Each child is called by somebody, and each child calls. So nobody is left on the bank, and nobody has to say much.", "喊一声比开口聊天容易。")},
}
CHOSEN = {"who": {"phase": ["warm-up"], "setting": ["yard", "classroom"], "room": ["crossing"], "energy": ["medium"], "literacy": ["none"]},
          "safe": {"risk": ["low"], "disclosure_likely": ["no"], "home_part": ["talk"], "contacts_parent": ["no"]},
          "good": {"needs": ["peer-acceptance", "communication"], "origin": ["designed-here"]}}
HOSTILE = ['<script>window.hit=1</script>', '<img src=x onerror="window.hit=1">', "\u202eevil", "a" * 10_000, "---\ntitle: x", "{: onclick=window.hit=1}"]


def at(page, path: str):
    return page.locator(f'[data-path="{path}"]')


def choose(page, name: str, value: str):
    page.locator(f'input[name="sh-{name}"][value="{value}"]').check()


def go_on(page):
    before = page.url
    page.locator(".sh-part:not([hidden]) > .acts .btn--main").click()
    page.wait_for_url(lambda url: url != before)


def answer(page, part: str, edition: str):
    """The answers of one part."""
    for name, values in CHOSEN.get(part, {}).items():
        for value in values:
            choose(page, name, value)
    if part == "who":
        page.locator("[data-add=materials]").click()
        at(page, "materials.1.item").select_option("paper")
        at(page, "materials.1.per").select_option("child")
        at(page, "materials.1.amount").fill("2")
    if part == "steps":
        page.locator("[data-add=steps]").click()
    for path, words in TYPED[part].items():
        at(page, path).fill(words[edition == "zh/"])
    if part == "good":
        for name in ("outcomes", "interventions"):
            page.locator(f"[data-path={name}] > li:not([hidden]) input").first.check()


def told(text: str) -> list[tuple[str, str]]:
    """What the rules say of the file in the real handbook, but for what other files have to hold."""
    handbook = load(project_at(ROOT), given={"activities/paper-pond.md": text})
    return [(one.rule.code, one.finding.message) for one in findings(Subject.of(handbook, Settings(), date.today()))
            if one.finding.path == "activities/paper-pond.md" and one.rule.code not in OWED]


@in_both
def test_from_the_first_question_to_a_file_that_the_checker_calls_right(visit, base, edition, tmp_path):
    with visit(base + edition + PAGE, width=360) as (page, troubles):
        for part in PARTS[:-1]:
            expect(page.locator(".sh-part:not([hidden])")).to_have_attribute("data-part", part)
            answer(page, part, edition)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            if part == "steps":
                expect(page.locator(".sh-total")).to_contain_text("10")
                page.wait_for_timeout(500)
                page.reload()
                assert at(page, "steps.2.name").input_value() == TYPED["steps"]["steps.2.name"][edition == "zh/"] and page.locator("[name=sh-phase]:checked").count() == 1
            assert page.locator(".sh-part:not([hidden]) .sh-said").all_inner_texts() == []
            go_on(page)
        assert page.locator(".sh-right").is_visible() and page.locator(".sh-part:not([hidden]) .note").count() == 0
        text = page.locator("#sh-file").input_value()
        assert told(text) == []
        assert TYPED["what"]["title"][edition == "zh/"] in text and "minutes: 10\n" in text and "ages: {min: 8, max: 12}\n" in text and "needs: [peer-acceptance, communication]" in text
        with page.expect_download() as download:
            page.locator("[data-out] .acts .btn").nth(1).click()
        download.value.save_as(tmp_path / "a.md")
        assert (tmp_path / "a.md").read_bytes().decode() == text and download.value.suggested_filename == ("new-activity.md" if edition else "paper-pond.md")
        at(page, "id").fill("paper-pond")
        expect(page.locator("label[for=sh-file]")).to_contain_text("activities/paper-pond.md")
        mail = page.locator("[data-out] a.btn").first.get_attribute("href")
        assert mail.startswith("mailto:?subject=") and page.locator("[data-out] a.btn").count() == 1
        assert not troubles


@in_both
def test_what_is_open_is_said_at_the_end_and_may_be_sent(visit, server, edition):
    with visit(server + edition + PAGE + "#part=send", width=360) as (page, troubles):
        ways = page.locator(".sh-part:not([hidden]) .note .sh-link")
        assert ways.count() == 6
        text = page.locator("#sh-file").input_value()
        assert ("_待写：_" if edition else "_To be written:_") in text and {code for code, _ in told(text)} == {"SCH001", "DOC007"}
        ways.nth(1).click()
        expect(page.locator(".sh-part:not([hidden])")).to_have_attribute("data-part", "who")
        until(page, "document.activeElement.dataset.path === 'ages.min'")
        assert page.locator(".sh-part:not([hidden]) .sh-said").count() >= 6
        at(page, "adults").fill("many")
        expect(at(page, "adults")).to_have_attribute("aria-describedby", re.compile("said-adults"))
        expect(page.locator("#said-adults")).to_contain_text("8")
        at(page, "adults").fill("2")
        expect(page.locator("#said-adults")).to_have_count(0)
        page.go_back()
        expect(page.locator(".sh-part:not([hidden])")).to_have_attribute("data-part", "send")
        assert not troubles


PROMISED = {"": ("I won't tell anyone.", "I will tell only those who can help.", "Take a photo of the pond."), "zh/": ("你放心，我谁也不告诉。", "我只跟能帮你的人说", "最后大家合影。")}


@in_both
def test_a_promise_of_secrecy_is_seen_beside_its_box_and_again_before_sending_and_keeps_nothing_back(visit, server, edition):
    promised, better, picture = PROMISED[edition]
    with visit(server + edition + PAGE + "#part=steps", width=360) as (page, troubles):
        at(page, "steps.1.short").fill(picture)
        at(page, "steps.1.say").fill(promised)
        at(page, "steps.1.say").blur()
        beside = page.locator("#said-steps-1-say")
        expect(beside).to_contain_text(better)
        expect(page.locator("#said-steps-1-short .sh-said")).to_have_count(1)
        assert at(page, "steps.1.say").get_attribute("aria-invalid") is None and "said-steps-1-say" in at(page, "steps.1.say").get_attribute("aria-describedby")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.evaluate("location.hash = '#part=send'")
        first = page.locator(".sh-part:not([hidden]) .note .sh-link").first
        expect(first).to_contain_text(better)
        assert promised in page.locator("#sh-file").input_value() and page.evaluate("document.documentElement.scrollWidth") <= 360
        first.click()
        until(page, "document.activeElement.dataset.path === 'steps.1.say'")
        at(page, "steps.1.say").fill(better)
        expect(beside).to_have_count(0)
        assert not troubles


@in_both
def test_hostile_text_in_every_box_runs_nothing_and_is_said(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        page.evaluate("document.querySelector('input[name=sh-home_part][value=call]').click(), document.querySelector('[data-add=materials]').click()")
        boxes = page.locator("share-activity :is(input:not([type]),textarea:not([readonly]))")
        for text in HOSTILE:
            page.evaluate("""(text) => { for (const box of document.querySelectorAll("share-activity :is(input:not([type]),textarea:not([readonly]))")) {
                box.value = text; box.dispatchEvent(new Event("input")); } location.hash = location.hash ? "" : "#part=send"; location.hash = "#part=send"; }""", text)
            page.wait_for_timeout(700)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            assert len(page.locator("#sh-file").input_value()) > 1_000
            if text not in HOSTILE[4:]:
                assert page.locator(".sh-says .sh-said").count() >= boxes.count() - 12
        assert not page.evaluate("window.hit")
        assert page.locator("share-activity :is(img, script:not([type]), [onclick])").count() == 0
        assert not troubles


def test_invisible_signs_can_be_taken_out(visit, server):
    with visit(server + PAGE, width=360) as (page, troubles):
        at(page, "title").fill("Pa\u200bper")
        at(page, "title").blur()
        page.locator("#said-title .btn").click()
        assert at(page, "title").input_value() == "Paper" and page.locator("#said-title").count() == 0 and not troubles


@in_both
def test_with_the_keyboard_alone(visit, base, edition):
    with visit(base + edition + PAGE, width=1280) as (page, troubles):
        page.locator(".sh-way a").first.focus()
        for _ in range(6):
            page.keyboard.press("Tab")
        for word in ("a", "b", "c"):
            page.keyboard.press("Tab")
            page.keyboard.type(word)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url.endswith("#part=who"))
        until(page, "document.activeElement.tagName === 'H2'")
        for number in ("8", "12", "4", "8", "1"):
            page.keyboard.press("Tab")
            page.keyboard.type(number)
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        assert page.locator("[name=sh-phase]:checked").get_attribute("value") == "warm-up"
        page.wait_for_timeout(600)
        kept = json.loads(page.evaluate("Object.entries(localStorage).find(([key]) => key.startsWith('tongban-activity'))[1]"))
        assert [kept[name] for name in ("title", "does", "summary", "ages", "adults", "phase")] == ["a", "b", "c", {"min": "8", "max": "12"}, "1", "warm-up"]
        assert not troubles


@in_both
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_part_passes_the_accessibility_check_empty_and_with_its_messages(visit, server, edition, dark):
    with visit(server + edition + PAGE, width=360 if dark else 1280, dark=dark) as (page, _):
        for number, part in enumerate((*PARTS, *PARTS[:-1])):
            page.evaluate("(part) => { location.hash = `#part=${part}`; }", part)
            page.wait_for_timeout(150)
            if part in ("who", "steps"):
                page.locator(f"[data-add={'materials' if part == 'who' else 'steps'}]").click()
            page.evaluate("scrollTo(0, 0)")  # what is half under the header is too small a target for the moment
            # What stands around the form is the same for every part: it is looked at once.
            assert breaches(page, within="share-activity" if number else None, practice=True) == [], part


@in_both
def test_steps_can_be_moved_and_taken_out_and_all_can_be_erased(visit, server, edition):
    with visit(server + edition + PAGE + "#part=steps", width=360) as (page, troubles):
        at(page, "steps.1.name").fill("one")
        page.locator("[data-add=steps]").click()
        assert page.evaluate("document.activeElement.dataset.path") == "steps.2.name"
        at(page, "steps.2.name").fill("two")
        page.locator('[data-f="steps.2.up"]').click()
        assert [at(page, f"steps.{n}.name").input_value() for n in (1, 2)] == ["two", "one"]
        page.locator('[data-f="steps.1.remove"]').click()
        assert at(page, "steps.1.name").input_value() == "one" and page.locator(".sh-rows.steps > li").count() == 1
        page.evaluate("location.hash = '#part=send'")
        page.locator(".sh-part:not([hidden]) .acts .btn").last.click()
        page.locator("[data-erase] .btn--main").click()
        page.wait_for_url(lambda url: url.endswith("#part=what"))
        expect(page.locator(".sh-part:not([hidden]) > .tb-meta").last).to_contain_text("已清空" if edition else "Erased")
        assert page.locator(".sh-said").count() == 0  # as for somebody who has just come
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tongban-activity'))") == []
        page.reload()
        assert at(page, "steps.1.name").input_value() == "" and not troubles


def test_what_is_written_on_one_page_is_kept_though_another_is_open_and_closed(visit, server):
    with visit(server + PAGE, width=360) as (page, troubles):
        other = page.context.new_page()
        other.goto(page.url)
        at(page, "title").fill("Paper pond")
        page.evaluate("location.hash = '#part=good'")
        choose(page, "origin", "reported")
        expect(at(other, "title")).to_have_value("Paper pond")
        assert other.locator("[name=sh-origin]:checked").get_attribute("value") == "reported"
        other.close(run_before_unload=True)
        page.reload()
        assert at(page, "title").input_value() == "Paper pond" and not troubles


def test_an_empty_page_that_is_closed_erases_nothing(visit, server):
    with visit(server + PAGE, width=360) as (page, troubles):
        page.evaluate("document.querySelector('share-activity').drawer.put('{\"title\": \"Paper pond\"}')")
        page.reload()
        assert at(page, "title").input_value() == "Paper pond" and not troubles


def test_the_way_past_the_header_stays_in_the_part(visit, server):
    with visit(server + PAGE + "#part=steps") as (page, troubles):
        page.locator(".tb-skip").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url.endswith("#content"))
        page.wait_for_timeout(200)
        assert page.locator(".sh-part:not([hidden])").get_attribute("data-part") == "steps"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#part=what" and not troubles


@pytest.mark.parametrize("damaged", ["{", "null", '{"steps": 7, "title": ["<img src=x onerror=window.hit=1>"]}', "x" * 100_000], ids=["cut", "null", "hostile", "long"])
def test_a_damaged_draft_is_an_empty_form(visit, server, damaged):
    with visit(server + PAGE, width=360) as (page, troubles):
        page.evaluate("(text) => localStorage.setItem('tongban-activity-en', text)", damaged)
        page.reload()
        assert at(page, "title").input_value() == "" and page.locator(".sh-rows.steps > li").count() == 1
        assert not page.evaluate("window.hit") and not troubles


def test_where_nothing_can_be_kept_it_is_said(visit, server):
    with visit(server + PAGE, width=360) as (page, _):
        page.evaluate("void (Storage.prototype.setItem = () => { throw new Error(); })")
        at(page, "title").fill("Paper pond")
        expect(page.locator(".sh-part:not([hidden]) > .tb-meta").last).to_contain_text("keeps nothing")


@in_both
def test_the_repository_and_the_address_that_the_handbook_names_are_offered(visit, server, edition):
    named = "for (const [key, value] of [['new', 'https://example.org/kb/new/main/activities'], ['mail', 'share@example.org']]) document.querySelector('#content').dataset[key] = value;"
    with visit(server + edition + PAGE, script=True) as (page, troubles):
        page.evaluate(f"{named} document.querySelector('share-activity').outerHTML.length")
        page.evaluate("""() => { const tool = document.querySelector("share-activity"); tool.querySelector("[data-out]").replaceChildren(); tool.end(); location.hash = "#part=send"; }""")
        until(page, "document.querySelectorAll('[data-out] a.btn').length === 2")
        mail, host = [link.get_attribute("href") for link in page.locator("[data-out] a.btn").all()]
        assert mail.startswith("mailto:share@example.org?") and host.startswith("https://example.org/kb/new/main/activities?filename=new-activity.md&value=")
        page.evaluate("location.hash = '#part=good'")
        at(page, "why").fill("叶" * 2_000)
        page.evaluate("location.hash = '#part=send'")
        until(page, "!document.querySelector('[data-out] a[target]').href.includes('value=')")
        assert not troubles


@in_both
def test_where_the_handbook_names_no_address_to_write_to_it_is_said(visit, server, edition):
    with visit(server + edition + PAGE) as (page, troubles):
        for mail in ("", "Tongban <share@example.org>"):
            page.evaluate("""(mail) => { document.querySelector("#content").dataset.mail = mail; const tool = document.querySelector("share-activity");
                tool.querySelector("[data-out]").replaceChildren(); tool.end(); location.hash = "#part=what"; location.hash = "#part=send"; }""", mail)
            until(page, "document.querySelector('[data-out] a.btn')?.href.startsWith('mailto:?')")
            assert ("没有写自己的邮箱" if edition else "names no address") in page.locator("[data-out]").inner_text()
        assert not troubles


@in_both
def test_without_script_it_is_a_list_of_questions_for_a_letter(visit, base, edition):
    with visit(base + edition + PAGE, width=360, script=False) as (page, troubles):
        assert page.locator("share-activity noscript").inner_text() and page.locator(".sh-q").count() == sum(map(len, share_pages.PARTS.values()))
        assert all(one.is_visible() for one in page.locator(".sh-part h2, .sh-q h3, .sh-q li").all()) and page.locator("share-activity :is(input, textarea, button)").count() == 0
        assert page.evaluate("1") == 1 and not troubles


@in_both
def test_it_is_found_where_a_reader_would_look(visit, server, edition):
    for address in ("contributing.html", "find.html", "index.html"):
        with visit(server + edition + address) as (page, _):
            assert page.locator(f".tb-foot a[href='{PAGE}']").is_visible()
            if address == "contributing.html":
                assert page.locator(f"#content a.btn[href='{PAGE}'], .md-content a.btn[href='{PAGE}']").is_visible()
            if address == "find.html":
                assert page.locator("activity-finder").get_attribute("data-share") == PAGE
