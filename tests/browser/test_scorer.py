"""The before/after scorer: a group is scored on a phone, nothing leaves, nothing is lost, and nothing that is typed runs."""

import re
from contextlib import contextmanager

import pytest
from accessibility import breaches
from playwright.sync_api import expect
from waiting import until

PAGE = "measures/group-interaction-checklist-score.html"
EDITIONS = ("", "zh/")
PAIRS = [(9, 12), (12, 15), (7, 11), (14, 14), (10, 13), (6, 6), (13, 12), (11, 15)]
SAID = {
    "": "Of 8 children with both scores, 5 scored higher than before, 2 the same, 1 lower.",
    "zh/": "两次都有分数的8个孩子里，5个比前测高，2个没变，1个比前测低。",
}
HOSTILE = ['<img src=x onerror="window.hit=1">', "</script><script>window.hit=1</script>", "=cmd|' /C calc'!A0", "{code}", "\u202e\u0000K", "__proto__"]
KEPT = "Object.entries(localStorage).flatMap(([key, text]) => key.startsWith('tongban-score') ? text : []).join()"
"""What the browser keeps of the scores after the tab is closed."""
in_both = pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])


def box(page, row: int, column: int):
    """The code (0), the total before (1) or after (2) of a row."""
    return page.locator(".scorer-table tbody tr").nth(row).locator("input").nth(column)


def button(page, name: str):
    """A button by the icon or the place that does not depend on the language."""
    return page.locator(f"change-scorer .btn:has-text('{name}')").first


def type_group(page, pairs=PAIRS):
    for row, (before, after) in enumerate(pairs):
        box(page, row, 1).fill(str(before))
        box(page, row, 2).fill(str(after))
    page.wait_for_selector("svg.slope")
    page.wait_for_timeout(400)


def put_group(page):
    """The same group, from a file: much faster than typing."""
    give(page, ("code,before,after\n" + "".join(f"K{n},{b},{a}\n" for n, (b, a) in enumerate(PAIRS, 1))).encode())


def reload(page):
    """The page once more; what was still on its way (the icon of the tab) may be cut off."""
    page.wait_for_load_state("networkidle")
    page.reload()


def saved(page, path) -> bytes:
    with page.expect_download() as download:
        page.locator(".scorer-ways .btn", has_text="CSV").click()
    download.value.save_as(path)
    return path.read_bytes()


def give(page, data: bytes, name: str = "scores.csv"):
    page.locator("#scorer-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})
    page.wait_for_selector(".scorer-entry [role=status] .note")


def statistics(page):
    """Opens what is for those who know statistics."""
    page.locator(".scorer-result details > summary").click()


def last(page):
    """Erase all: the last of the ways out."""
    return page.locator(".scorer-ways > .acts .btn").last


def confirm(page):
    last(page).click()
    page.locator(".scorer-ways .note .btn--main").click()


@in_both
def test_eight_children_typed_on_a_phone_become_a_chart_a_sentence_and_a_table(visit, base, edition):
    with visit(base + edition + PAGE, width=360) as (page, troubles):
        type_group(page)
        chart = page.locator("svg.slope[role=img]")
        assert chart.locator("title").count() == 1 and re.findall(r"\d+", chart.locator("desc").inner_html()) == ["5", "2", "1"]
        assert [page.locator(f"svg.slope .l{kind}").count() for kind in (":not(.same):not(.down)", ".same", ".down")] == [5, 2, 1]
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]
        table = page.locator(".scorer-result table").first.locator("tbody tr")
        assert [row.locator("th,td").all_inner_texts() for row in table.all()][0] == ["K1", "9", "12", "+3 ↑"]
        assert table.count() == 9 and table.last.locator("td").all_inner_texts()[:3] == ["10.5", "12.5", "+3"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for one in page.locator("change-scorer .btn:visible, change-scorer input[inputmode]:visible").all():
            assert one.bounding_box()["height"] >= 44, one.inner_text()
        assert not troubles


@in_both
def test_the_result_says_change_and_never_cause(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        put_group(page)
        statistics(page)
        said = page.locator(".scorer-result").inner_text().lower()
        assert "0.063" in said
        for word in ("caused", "because of", "the group worked", "effective", "有效", "导致", "起作用"):
            assert word not in said


@in_both
def test_labels_of_the_chart_do_not_cover_one_another(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        for _ in range(4):
            page.locator(".scorer-entry > .acts .btn").first.click()
        type_group(page, [(12 + n % 3, 13 + n % 4) for n in range(12)])
        boxes = [e.bounding_box() for e in page.locator("svg.slope text").all()]
        for at, one in enumerate(boxes):
            for other in boxes[:at]:
                apart = (one["x"] + one["width"] <= other["x"] + 0.5 or other["x"] + other["width"] <= one["x"] + 0.5
                         or one["y"] + one["height"] <= other["y"] + 3.5 or other["y"] + other["height"] <= one["y"] + 3.5)
                assert apart, (one, other)
        svg = page.locator("svg.slope").bounding_box()
        assert all(b["x"] >= svg["x"] - 1 and b["x"] + b["width"] <= svg["x"] + svg["width"] + 1 for b in boxes)


@in_both
def test_nothing_leaves_while_scoring_saving_and_printing(visit, base, edition, tmp_path):
    with visit(base + edition + PAGE, width=360) as (page, troubles):
        policy = page.locator('meta[http-equiv="Content-Security-Policy"]').first.get_attribute("content")
        assert "connect-src 'none'" in policy and "default-src 'none'" in policy and "form-action 'self'" in policy
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url) if not r.url.startswith("blob:") else None)
        put_group(page)
        page.locator("#scorer-keep").check()
        saved(page, tmp_path / "a.csv")
        page.evaluate("window.print = () => { window.printed = true }")
        page.locator(".scorer-ways .btn--main").click()
        assert page.evaluate("window.printed")
        refused = page.evaluate("fetch(location.href).then(() => 'went', () => 'refused')")
        assert refused == "refused" and not asked
        assert not [t for t in troubles if "Content Security Policy" not in t and "fetch" not in t.lower()]


@in_both
def test_a_name_is_warned_about_and_a_code_is_not(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        for text, warned in (("Anna", True), ("小明", True), ("K12", False), ("07", False), ("甲", False), ("anna1", True), ("王2", True), ("A3", False), ("丽", True), ("芳1", True), ("第一组", False)):
            box(page, 0, 0).fill(text)
            expect(page.locator(".scorer-notes li")).to_have_count(1 if warned else 0)
            assert (box(page, 0, 0).get_attribute("aria-invalid") == "true") is warned, text
        assert page.locator(".scorer-notes").get_attribute("aria-live") == "polite"


@in_both
def test_items_make_the_total_and_two_observers_are_compared(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        def score(answers, time, observer):
            page.locator(f"input[name=scorer-time][value={time}]").check(force=True)
            page.locator(f"input[name=scorer-observer][value='{observer}']").check(force=True)
            for item, answer in enumerate(answers):
                page.locator(f"input[name=item-{item}][value='{answer}']").check(force=True)

        page.locator(".scorer-table tbody tr").first.locator("button").click()
        assert page.evaluate("document.activeElement.tagName") == "H3"
        key = page.locator(".scorer-sheet details")
        key.locator("summary").click()
        assert key.locator("tbody").inner_text() == page.locator(".scorer-paper .form-anchors tbody").inner_text() and page.evaluate("document.documentElement.scrollWidth") <= 360
        score("222222221N", "before", 1)
        assert "18.9" in page.locator(".scorer-sheet > p[role=status]").inner_text()
        score("233332221N", "after", 1)
        score("222222211N", "before", 2)
        page.wait_for_timeout(400)
        assert (box(page, 0, 1).input_value(), box(page, 0, 2).input_value()) == ("18.9", "23.3")
        assert box(page, 0, 1).get_attribute("readonly") is not None
        statistics(page)
        figures = page.locator(".scorer-result details .rec").inner_text()
        assert re.search(r"8\D+9|9\D+8", figures) and "1.1" in figures
        assert page.locator(".scorer-result table").count() == 2
        assert not troubles


@in_both
def test_a_table_goes_out_and_comes_back_the_same(visit, base, edition, tmp_path):
    with visit(base + edition + PAGE, width=360) as (page, troubles):
        put_group(page)
        box(page, 1, 0).fill("=1+1")
        box(page, 2, 0).fill("@x")
        page.wait_for_timeout(400)
        data = saved(page, tmp_path / "a.csv")
        assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
        assert not re.search(rb'(^|,|\n)"?[=+\-@]', data)
        confirm(page)
        assert page.locator("svg.slope").count() == 0 and box(page, 0, 1).input_value() == ""
        give(page, data)
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]
        assert box(page, 1, 0).input_value() == "=1+1" and box(page, 2, 0).input_value() == "@x"
        page.wait_for_timeout(400)
        assert saved(page, tmp_path / "b.csv") == data
        assert not troubles


@pytest.mark.parametrize("written", [
    ("代号,前测,后测", "甲,9,12", "乙,12,15"), ("代号;前测;后测", "甲;9,0;12", "乙;12;15,0"), ("代号\t前测\t后测", "甲\t９\t12", "乙\t12\t15"),
    ("代号，前测，后测", "甲，9，12", "乙，12，15"), ("代号；前测；后测", "甲；9；12", "乙；12；15"),
], ids=["commas", "semicolons", "tabs", "Chinese commas", "Chinese semicolons"])
def test_a_file_from_any_spreadsheet_is_read(visit, server, written):
    with visit(server + "zh/" + PAGE, width=360) as (page, _):
        for encoding in ("gbk", "utf-8", "utf-8-sig", "utf-16"):
            confirm(page)
            give(page, "\r\n".join(written).encode(encoding))
            assert [box(page, row, 0).input_value() for row in (0, 1)] == ["甲", "乙"], encoding
            assert not page.locator(".scorer-entry [role=status] ul").count(), "no list of what was left out where nothing was"
            assert page.locator(".scorer-table .scorer-change").all_inner_texts() == ["+3 ↑", "+3 ↑"]


@in_both
def test_a_row_that_stands_there_twice_is_named_with_why_it_was_left_out(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        give(page, b"code,before,after\nK1,9,12\nK2,3,4\nK1,1,1")
        said = {"": "Row 4 was left out: there is such a row of “K1” above, and that one counts.", "zh/": "第4行没有放进来：上面已经有一行“K1”，以那一行为准。"}[edition]
        expect(page.locator(".scorer-entry [role=status] li")).to_have_text([said])
        assert [box(page, 0, column).input_value() for column in (0, 1, 2)] == ["K1", "9", "12"]


@in_both
def test_totals_of_a_second_observer_are_compared_with_those_of_the_first(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        give(page, b"code,observer,before,after\nK1,1,10,12\nK1,2,20,25\nK2,1,5,6\nK2,2,7,8")
        assert not page.locator(".scorer-entry [role=status] li").count()
        assert page.locator(".scorer-table .scorer-change").all_inner_texts() == ["+2 ↑", "+1 ↑"]
        statistics(page)
        expect(page.locator(".scorer-result details .rec")).to_contain_text({"": "between their totals: 13 points", "zh/": "总分最多相差13分"}[edition])


BAD_FILES = {
    "wrong columns": (b"name,mark\nAnna,3", "columns"), "empty": (b"", "no row"), "head only": (b"code,before,after\n", "no row"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "no table"), "broken": (b"\xff\xff\x80", "no table"), "large": (b"A" * 2_100_000, "too large"),
    "10,000 rows": (b"code,before,after\n" + b"".join(b"K%d,1,2\n" % n for n in range(10_000)), "100 children"),
}


def test_a_file_that_cannot_be_taken_says_so_and_nothing_is_lost(visit, server):
    with visit(server + PAGE, width=360) as (page, troubles):
        put_group(page)
        for name, (data, said) in BAD_FILES.items():
            give(page, data)
            expect(page.locator(".scorer-entry [role=status]"), name).to_contain_text(said)
            assert page.locator(".scorer-result .lead b").inner_text() == SAID[""]
        assert not troubles


@in_both
def test_what_stood_there_comes_back_after_a_file(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        put_group(page)
        give(page, "code,before,after\nK1,99,x\nK2,3,4".encode())
        assert page.locator(".scorer-notes li").count() == 2 and box(page, 0, 1).input_value() == "99"
        page.locator(".scorer-entry [role=status] .btn").click()
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]


@in_both
def test_scores_last_until_the_tab_closes_and_longer_only_when_asked(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        put_group(page)
        assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('tongban-score')).length") == 0
        reload(page)
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]
        page.locator("#scorer-keep").check()
        assert page.evaluate("[localStorage.length, Object.keys(sessionStorage).filter((k) => k.startsWith('tongban-score')).length]")[1] == 0
        page.evaluate("sessionStorage.clear()")
        reload(page)
        assert page.locator("#scorer-keep").is_checked()
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]
        page.locator("#scorer-keep").uncheck()
        assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('tongban-score')).length") == 0


def test_two_windows_do_not_write_over_each_other(visit, server):
    with visit(server + PAGE, width=360) as (page, _):
        put_group(page)
        page.locator("#scorer-keep").check()
        other = page.context.new_page()
        other.goto(server + PAGE)
        first, theirs = (one.locator(".scorer-table tbody input").first for one in (page, other))
        theirs.fill("Z9")
        note = page.locator(".scorer-entry [role=status] .note", has_text="Another window")  # not the one that children were taken over
        note.wait_for()
        first.fill("A1")
        page.wait_for_timeout(600)
        assert "Z9" in page.evaluate("Object.values(localStorage).join()")
        note.locator(".btn").nth(1).click()
        until(page, "Object.values(localStorage).join().includes('A1')")
        other.locator(".scorer-entry [role=status] .note .btn").first.click()
        assert theirs.input_value() == "A1"
        other.close()


@contextmanager
def asked(page, server):
    """The page asks which scores count: they were kept here, and another window wrote Z9 since. That window, and the question."""
    put_group(page)
    page.locator("#scorer-keep").check()
    other = page.context.new_page()
    other.goto(server + PAGE)
    box(other, 0, 0).fill("Z9")
    question = page.locator(".scorer-entry .note", has_text="Another window has changed")
    question.wait_for()
    yield other, question
    other.close()


def open_a_table(page):
    give(page, b"code,before,after\nM1,1,2\nM2,3,4")
    expect(page.locator(".scorer-entry [role=status]")).to_contain_text("2 children were taken over")


def take_a_child_out(page):
    page.locator(".scorer-table tbody tr").first.locator("button").click()
    page.locator(".scorer-sheet .btn").last.click()


def ask_for_one_child_too_many(page):
    page.evaluate("for (let n = 0; n < 101; n += 1) document.querySelector('.scorer-entry > .acts .btn').click()")
    expect(page.locator(".scorer-entry [role=status]")).to_contain_text("holds 100 children")


@pytest.mark.parametrize("act", [open_a_table, take_a_child_out, ask_for_one_child_too_many])
def test_a_question_of_which_scores_count_stands_until_it_is_answered(visit, server, act):
    with visit(server + PAGE, width=360) as (page, troubles), asked(page, server) as (_, question):
        act(page)
        page.wait_for_timeout(400)
        assert "Z9" in page.evaluate(KEPT)
        question.locator(".btn").nth(1).click()
        expect(question).to_have_count(0)
        until(page, f"!{KEPT}.includes('Z9')")
        box(page, 0, 0).fill("A1")
        until(page, f"{KEPT}.includes('A1')")
        assert not troubles


def test_a_table_that_was_opened_beside_a_question_can_still_be_put_back(visit, server):
    with visit(server + PAGE, width=360) as (page, _), asked(page, server) as (_, question):
        open_a_table(page)
        question.locator(".btn").nth(1).click()
        until(page, f"{KEPT}.includes('M2')")
        page.locator(".scorer-entry [role=status] .btn").click()
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[""]


def test_erasing_ends_a_question_of_which_scores_count(visit, server):
    with visit(server + PAGE, width=360) as (page, _), asked(page, server) as (_, question):
        confirm(page)
        expect(question).to_have_count(0)
        assert page.evaluate(KEPT) == ""
        page.locator("#scorer-keep").check()
        box(page, 0, 0).fill("A1")
        until(page, f"{KEPT}.includes('A1')")


def test_a_question_is_gone_when_both_windows_say_the_same_again(visit, server):
    with visit(server + PAGE, width=360) as (page, _), asked(page, server) as (other, question):
        box(other, 0, 0).fill("K1")
        expect(question).to_have_count(0)
        box(page, 0, 0).fill("A1")
        until(page, f"{KEPT}.includes('A1')")


def test_scores_that_are_shown_from_another_window_are_kept_as_they_are_there(visit, server):
    with visit(server + PAGE, width=360) as (page, _):
        other = page.context.new_page()
        other.goto(server + PAGE)
        put_group(page)
        page.locator("#scorer-keep").check()
        other.locator(".scorer-entry .note .btn").first.click()
        assert other.locator("#scorer-keep").is_checked()
        box(other, 0, 0).fill("A1")
        until(other, f"{KEPT}.includes('A1')")


@in_both
def test_what_was_erased_in_another_window_is_not_written_back_unasked(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        put_group(page)
        page.locator("#scorer-keep").check()
        other = page.context.new_page()
        other.goto(server + edition + PAGE)
        question = other.locator(".scorer-entry .note", has_text={"": "Another window has erased these scores", "zh/": "另一个窗口清除了这些分数"}[edition])

        confirm(page)
        question.wait_for()
        box(other, 0, 0).fill("A1")
        other.wait_for_timeout(400)
        assert other.evaluate(KEPT) == ""
        question.locator(".btn").nth(1).click()
        until(other, f"{KEPT}.includes('A1')")

        confirm(page)
        question.locator(".btn").first.click()
        expect(question).to_have_count(0)
        assert box(other, 0, 1).input_value() == "" and not other.locator("#scorer-keep").is_checked()
        box(other, 0, 0).fill("A2")
        other.wait_for_timeout(400)
        assert other.evaluate(KEPT) == ""
        assert not troubles


@in_both
def test_erasing_asks_once_and_then_nothing_is_left(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        put_group(page)
        page.locator("#scorer-keep").check()
        last(page).click()
        page.locator(".scorer-ways .note .btn").last.click()
        assert page.locator("svg.slope").count() == 1
        confirm(page)
        assert page.locator("svg.slope").count() == 0
        kept = "[localStorage, sessionStorage].flatMap((s) => Object.keys(s)).filter((k) => k.startsWith('tongban-score'))"
        assert page.evaluate(kept) == []
        reload(page)
        assert box(page, 0, 1).input_value() == "" and not page.locator("#scorer-keep").is_checked()


@pytest.mark.parametrize(("edition", "damaged"), [
    ("", "{"), ("zh/", '{"v":1,"children":[["<img src=x onerror=window.hit=1>",[]]]}'), ("", "null"), ("zh/", "x" * 100_000)], ids=["cut", "hostile", "null", "long"])
def test_damaged_storage_is_put_aside_and_said(visit, server, edition, damaged):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        page.evaluate("(text) => localStorage.setItem('tongban-score-group-interaction-checklist', text)", damaged)
        reload(page)
        assert page.locator(".scorer-entry [role=status] .note").is_visible()
        put_group(page)
        reload(page)
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]
        assert page.evaluate("localStorage.getItem('tongban-score-group-interaction-checklist-damaged')") == damaged
        page.locator(".scorer-entry [role=status] .btn").last.click()
        reload(page)
        assert page.locator(".scorer-entry [role=status] .note").count() == 0
        assert not page.evaluate("window.hit") and not troubles


@in_both
def test_hostile_texts_are_texts(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        for row, text in enumerate(HOSTILE):
            box(page, row, 0).fill(text)
            box(page, row, 1).fill(text)
        box(page, 6, 1).fill("3")
        box(page, 6, 2).fill("4")
        for text in HOSTILE:
            box(page, 6, 0).fill(text)
            page.wait_for_timeout(320)
            assert page.locator("svg.slope").count() == 1
        page.locator(".scorer-entry > .acts [aria-expanded]").click()
        page.locator(".scorer-entry textarea").fill("code,before,after\n" + "\n".join(f'"{t.replace(chr(34), chr(34) * 2)}",1,2' for t in HOSTILE))
        page.locator(".scorer-entry textarea ~ .acts .btn").click()
        assert page.locator(".scorer-table tbody tr").count() == len(HOSTILE)
        assert not page.evaluate("window.hit")
        assert page.locator("change-scorer img, change-scorer script:not([type])").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles


def test_a_browser_that_keeps_nothing_says_so_and_works(visit, server):
    with visit(server + PAGE, width=360) as (page, troubles):
        page.add_init_script("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { configurable: true, get() { throw new DOMException('no', 'SecurityError') } })")
        reload(page)
        put_group(page)
        expect(page.locator(".scorer-entry [role=status]")).to_contain_text("8 children were taken over")
        expect(page.locator(".scorer-entry [role=status]")).to_contain_text("print, copy or save")
        page.locator("#scorer-keep").check()
        assert "keeps nothing" in page.locator(".scorer-entry [role=status]").inner_text()
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[""]
        assert not troubles


@in_both
def test_the_way_from_empty_to_erased_by_keyboard_alone(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        box(page, 0, 1).focus()
        for before, _ in PAIRS:
            page.keyboard.type(str(before))
            page.keyboard.press("Enter")
        assert page.locator(".scorer-table tbody tr").count() == 9
        box(page, 0, 2).focus()
        for _, after in PAIRS:
            page.keyboard.type(str(after))
            page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]
        # From the last row's button on: the sheet, its first answer, and out again.
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "H3"
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.value") == "after"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY", "what the scores stand for"
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert page.evaluate("[document.activeElement.name, document.activeElement.checked]") == ["item-0", True]
        assert page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle") != "none"
        seen = []
        for _ in range(80):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.textContent.trim()"))
            if page.evaluate("document.activeElement === [...document.querySelectorAll('.scorer-ways > .acts .btn')].pop()"):
                break
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.locator("svg.slope")).to_have_count(0)
        assert page.evaluate("document.activeElement.tagName") == "INPUT"
        assert not troubles


@in_both
def test_one_sheet_by_a_second_observer_is_no_yardstick(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        rows = "".join(f"K{n},1,{n},{n + 3}\n" for n in range(8))
        give(page, ("code,observer,before,after\n" + rows + "K0,2,0,\n").encode())
        lead, notes = page.locator(".scorer-result .lead b"), page.locator(".scorer-result > .note")
        unsure = {"": "Only one of 16 sheets was scored by two observers: too few to tell how far two people differ.", "zh/": "16张表里只有1张由两位观察者打了分：太少，看不出两个人会差多少。"}[edition]
        one = {"": "One observer: nobody knows", "zh/": "只有一位观察者"}[edition]
        expect(lead).not_to_contain_text({"": "observers", "zh/": "观察者"}[edition])
        expect(notes.filter(has_text=unsure)).to_have_count(1)
        expect(notes.filter(has_text=one)).to_have_count(1)
        assert page.locator(".scorer-result table").first.locator("thead th").count() == 4

        give(page, ("code,observer,before,after\n" + rows + "".join(f"K{n},2,{n},{n + 4}\n" for n in range(4))).encode())
        expect(lead).to_contain_text({"": "than the two observers differed (1 point).", "zh/": "比两位观察者的差别（1分）还大的变化：升8个，降0个。"}[edition])
        expect(notes.filter(has_text=one)).to_have_count(0)
        statistics(page)
        expect(page.locator(".scorer-result details")).to_contain_text({"": "between their totals: 1 point.", "zh/": "总分最多相差1分"}[edition])
        assert not troubles


@in_both
def test_a_quote_that_is_never_closed_is_named_by_its_line_and_nothing_is_taken_over(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        put_group(page)
        give(page, b'code,before,after\n"K1,10,12\nK2,3,4')
        expect(page.locator(".scorer-entry [role=status]")).to_contain_text({"": "line 2", "zh/": "第2行"}[edition])
        assert page.locator(".scorer-result .lead b").inner_text() == SAID[edition]


@in_both
@pytest.mark.deep
def test_a_total_that_was_typed_is_not_replaced_without_a_word(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        box(page, 0, 1).fill("12")
        page.locator(".scorer-table tbody tr").first.locator("button").click()
        for item in range(8):
            page.locator(f"input[name=item-{item}][value='1']").check(force=True)
        said = {"": "The total now comes from the items (8 of 10 scored). The typed 12 comes back", "zh/": "总分现在由条目来算（10条中有8条得分）。原来填的12"}[edition]
        expect(page.locator(".scorer-sheet > p[role=status]")).to_contain_text(said)
        expect(page.locator(".scorer-notes li")).to_have_count(0)
        page.locator(".scorer-sheet .acts .btn").nth(1).click()
        expect(page.locator(".scorer-notes li")).to_contain_text([said])
        assert box(page, 0, 1).input_value() == "10" and box(page, 0, 1).get_attribute("aria-invalid") != "true"
        assert page.locator(f"#{box(page, 0, 1).get_attribute('aria-describedby')}").count() == 1
        page.locator(".scorer-table tbody tr").first.locator("button").click()
        page.locator(".scorer-sheet .acts .btn").nth(2).click()
        expect(box(page, 0, 1)).to_have_value("12")


@in_both
@pytest.mark.deep
def test_a_table_without_a_whole_pair_leaves_nothing_said_of_the_one_before(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        put_group(page)
        expect(page.locator("change-scorer > [role=status]")).to_have_text(SAID[edition])
        give(page, b"code,before,after\nA1,1,\nA2,,2")
        expect(page.locator("change-scorer > [role=status]")).to_have_text("")


@in_both
def test_words_of_statistics_wait_until_they_are_asked_for_and_stand_on_paper(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, _):
        put_group(page)
        words = page.locator(".scorer-result", has_text="0.063").locator("details")
        expect(words.locator("summary")).to_have_text({"": "For those who know statistics", "zh/": "给懂统计的人"}[edition])
        row, change = page.locator(".scorer-result dt").first, {
            "": "+3 of 30 points: the middle of the changes, which need not be the difference of the two middles.", "zh/": "+3分（满分30）：把各人的变化排好取正中，不一定等于两个中位数之差。"}[edition]
        assert row.is_visible() and page.locator(".scorer-result dd").first.inner_text() == change
        assert not words.locator("dl").is_visible()
        words.locator("summary").click()
        assert words.locator("dl").is_visible()
        box(page, 0, 1).fill("8")
        expect(page.locator(".scorer-result table").first.locator("td").first).to_have_text("8")
        assert words.locator("dl").is_visible(), "what was opened stays open while scores are typed"
        words.locator("summary").click()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert words.locator("dl").is_visible()


@in_both
@pytest.mark.parametrize("measure", ["group-interaction-checklist", "calm-and-cooling-checklist", "asking-and-listening-checklist"])
@pytest.mark.deep
def test_the_form_and_its_key_are_seen_whole_on_a_phone(visit, server, edition, measure):
    with visit(f"{server}{edition}measures/{measure}-score.html", width=360) as (page, _):
        for scroll in page.locator(".scorer-paper .scroll").all():
            assert scroll.evaluate("(one) => one.scrollWidth <= one.clientWidth && [...one.querySelectorAll('th, td')].every((cell) => cell.scrollWidth <= cell.clientWidth + 1 || cell.querySelector('.tb-vh'))")


@in_both
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_scorer_passes_the_accessibility_check_empty_full_and_with_everything_open(visit, server, edition, dark):
    with visit(server + edition + PAGE, width=360 if dark else 1280, dark=dark) as (page, _):
        assert breaches(page) == []
        put_group(page)
        box(page, 0, 0).fill("Anna")
        box(page, 1, 1).fill("x")
        page.locator(".scorer-table tbody tr").nth(2).locator("button").click()
        page.locator("input[name=item-0][value='1']").check(force=True)
        page.locator(".scorer-entry > .acts [aria-expanded]").click()
        statistics(page)
        last(page).click()
        page.wait_for_timeout(400)
        assert breaches(page) == []


def _sheets(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


@in_both
def test_a_result_prints_on_one_sheet_with_its_foot(visit, server, edition):
    with visit(server + edition + PAGE) as (page, _):
        put_group(page)
        assert _sheets(page) == 1
        page.emulate_media(media="print")
        foot = page.locator(".sheet-foot")
        assert foot.is_visible() and re.match(r"group-interaction-checklist · .*\d{4}-\d\d-\d\d.* · \S", foot.inner_text())
        assert page.locator("svg.slope").is_visible() and page.locator(".scorer-result table").first.is_visible()
        for part in (".scorer-entry", ".scorer-ways", ".scorer-paper", ".btn"):
            assert all(not e.is_visible() for e in page.locator(part).all()), part


@in_both
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("measure", ["group-interaction-checklist", "calm-and-cooling-checklist", "asking-and-listening-checklist"])
def test_without_scores_the_page_prints_a_form_to_fill_in(visit, server, edition, script, measure):
    with visit(f"{server}{edition}measures/{measure}-score.html", width=360, script=script) as (page, troubles):
        assert page.locator(".scorer-grid").count() == 2
        assert page.locator(".scorer-grid").first.locator("tbody tr").count() == 12
        assert page.locator(".scorer-grid").first.locator("thead th").count() == 9
        assert page.locator(".form-anchors tbody tr").count() == 4
        assert page.locator("change-scorer noscript").count() == 1
        page.emulate_media(media="print")
        assert page.locator(".scorer-paper").is_visible() and page.locator(".sheet-foot").is_visible()
        assert page.locator("change-scorer h2:visible").count() == 0
        assert _sheets(page) == 2
        assert not troubles


def test_the_empty_form_can_be_printed_when_there_are_scores(visit, server):
    with visit(server + PAGE) as (page, _):
        put_group(page)
        page.evaluate("window.print = () => { window.printed = true }")
        page.locator(".scorer-paper .btn").first.click()
        page.emulate_media(media="print")
        assert page.evaluate("window.printed") and page.locator(".scorer-paper").is_visible() and not page.locator("svg.slope").is_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("svg.slope").is_visible() and not page.locator(".scorer-paper").is_visible()


@in_both
def test_the_empty_form_can_be_copied_whole_where_printing_does_nothing(visit, server, edition):
    with visit(server + edition + PAGE, width=360) as (page, troubles):
        form = page.locator(".scorer-paper")
        page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }")
        form.locator(".btn").last.click()
        expect(form.locator("[role=status]")).to_have_text({"": "Copied.", "zh/": "已复制。"}[edition])
        lines = page.evaluate("window.copied").split("\n")
        assert lines[0] == form.locator("h2").inner_text() and lines.count("") == 0
        cells = [cell for row in lines for cell in row.split("\t")]
        for cell in form.locator("th, td, p:not(.no-print, .form-head), li").all():
            assert " ".join(cell.text_content().split()) in cells
        assert sum(row.count("____") for row in lines) == form.locator(".line").count() >= 4
        assert form.locator(".btn + .btn").bounding_box()["height"] >= 44
        page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false")
        form.locator(".btn").last.click()
        expect(form.locator("textarea")).to_have_value("\n".join(lines))
        assert not troubles


@in_both
def test_the_measure_the_list_and_the_methods_lead_to_the_scorer_and_it_leads_back(visit, server, edition):
    for name in ("measures/group-interaction-checklist.html", "measures/index.html", "methods/observation-checklist.html", "methods/one-group-before-and-after.html", "a-z.html"):
        with visit(server + edition + name, width=360) as (page, _):
            link = page.locator("main a[href$='group-interaction-checklist-score.html']").first
            link.click()
            page.wait_for_selector(".scorer-table")
            assert page.url.endswith(edition + PAGE)
            assert page.locator(".scorer-about a[href='group-interaction-checklist.html']").is_visible()
