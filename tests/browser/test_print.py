"""What comes out of the printer: cards that hold what they say, guides on two sheets, forms with room to write."""

import re

import pytest

EDITIONS = ("", "zh/")
INDEXES = {"index", "by-time", "by-phase"}
OVERFLOWING = """() => [...document.querySelectorAll('.pcard:not(.pcard--none)')].map((card) => {
  const box = card.getBoundingClientRect(), note = card.querySelector('.pnote');
  const over = [...card.querySelectorAll('*')].filter((part) => {
    const inner = part.getBoundingClientRect();
    return inner.bottom > box.bottom - 12 || inner.right > box.right - 12 || inner.left < box.left + 12;
  });
  const cut = note && note.scrollHeight > note.clientHeight + 1;
  return card.scrollHeight > card.clientHeight || over.length || cut ? card.querySelector('h3').textContent + ': ' + (over[0]?.textContent ?? 'cut') : '';
}).filter(Boolean)"""
STYLED = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }"
WIDER = {"": ".pcard{letter-spacing:.035em}", "zh/": ".pcard{letter-spacing:.01em}.pcard [lang=en]{letter-spacing:.035em}"}
"""As if letters were those of the widest fonts that readers have; Chinese characters are square in all of them."""


def _sheets(page, scale: float = 1) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True, scale=scale)))


def _names(site, edition: str, folder: str) -> list[str]:
    return sorted(path.stem for path in (site / edition / folder).glob("*.html"))


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_nothing_runs_over_the_edge_of_any_card(visit, server, site, edition):
    seen = set()
    with visit(server + edition + "index.html") as (page, troubles):
        page.emulate_media(media="print")
        for name in _names(site, edition, "cards"):
            page.goto(f"{server}{edition}cards/{name}.html")
            assert page.evaluate(OVERFLOWING) == [], name
            page.evaluate(STYLED, WIDER[edition])
            assert page.evaluate(OVERFLOWING) == [], f"{name}, in a wider font"
            seen |= set(page.locator(".pfoot").all_inner_texts())
            assert not troubles
    assert {foot.split(" · ")[0] for foot in seen} == set(_names(site, edition, "activities")) - INDEXES


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_each_back_lies_behind_its_front(visit, server, edition):
    """Turned over its long edge, a sheet shows its left column at the right."""
    with visit(f"{server}{edition}cards/programme-four-needs-group.html") as (page, _):
        page.emulate_media(media="print")
        places = page.evaluate("""() => [...document.querySelectorAll('.sheet')].map((sheet) => [...sheet.children].map((card) => {
          const a = card.getBoundingClientRect(), b = sheet.getBoundingClientRect();
          return [card.querySelector('.pfoot')?.textContent, Math.round(a.left - b.left), Math.round(b.right - a.right), Math.round(a.top - b.top)] }))""")
        assert len(places) % 2 == 0
        for fronts, backs in zip(places[::2], places[1::2]):
            behind = {name: (right, left, top) for name, left, right, top in backs if name}
            assert behind == {name: (left, right, top) for name, left, right, top in fronts if name}
        assert _sheets(page) == len(places)


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_a_guide_prints_its_card_alone_when_asked_for_it(visit, base, edition):
    with visit(f"{base}{edition}activities/half-a-picture.html", width=360) as (page, troubles):
        assert not page.locator(".pcard").first.is_visible()
        page.locator("a[href='#card']").click()
        assert page.locator(".pcard:not(.pcard--none)").count() == 2
        assert page.locator(".pcard").first.is_visible()
        assert all(not part.is_visible() for part in page.locator("article.md-content__inner > :not(#card)").all())
        assert _sheets(page) == 2
        page.emulate_media(media="print")
        assert page.evaluate(OVERFLOWING) == []
        page.emulate_media(media="null")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator("#card a", has_text=page.locator("h1").text_content()).click()
        page.wait_for_load_state()
        assert page.locator("ol.steps").is_visible()
        assert not troubles


def test_a_card_prints_without_script(visit, server):
    with visit(f"{server}activities/job-tree.html#card", script=False) as (page, _):
        assert page.locator(".pcard").first.is_visible()
        assert _sheets(page) == 2


@pytest.mark.parametrize(("edition", "words"), [("", "Do not run it if"), ("zh/", "遇到这些情况不要做")])
def test_the_cards_can_be_copied_as_text(visit, server, edition, words):
    with visit(f"{server}{edition}cards/programme-four-needs-group.html", width=360) as (page, _):
        page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }")
        page.locator("card-sheet button").nth(1).click()
        assert words in page.evaluate("window.copied")
        assert page.locator("card-sheet [role=status]").inner_text()


def test_where_a_browser_refuses_to_copy_the_text_stands_there_to_be_marked(visit, server):
    with visit(f"{server}activities/job-tree.html#card", width=360) as (page, _):
        page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false")
        page.locator("card-sheet button").nth(1).click()
        assert "Two by two to the tree" in page.locator("card-sheet textarea").input_value()


TOGETHER = """(pages) => {
  const here = document.querySelector('.guide'), place = here.parentElement;
  const guides = pages.map((html) => document.adoptNode(new DOMParser().parseFromString(html, 'text/html').querySelector('.guide')));
  place.replaceChildren(...guides);
  for (const guide of guides.slice(1)) guide.style.breakBefore = 'page';
}"""
"""Puts the guides of many pages into one, each on sheets of its own: one PDF is printed in a fraction of the time of forty."""


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_every_guide_prints_on_two_sheets_with_its_safety_and_its_foot(visit, server, site, edition):
    names = [name for name in _names(site, edition, "activities") if name not in INDEXES]
    texts = [(site / edition / "activities" / f"{name}.html").read_text("utf-8") for name in names]
    with visit(f"{server}{edition}activities/{names[0]}.html") as (page, _):
        page.evaluate(TOGETHER, texts)
        assert _sheets(page) == 2 * len(names), "to see which: pytest -m deep tests/browser/test_print.py"
        page.emulate_media(media="print")
        assert page.locator(".guide > section.care#safe:visible").count() == len(names)
        assert page.locator(".guide #keep-children-safe:visible").count() == len(names)
        assert page.locator("section.related:visible").count() == 0
        assert [foot.split(" · ")[0] for foot in page.locator(".sheet-foot").all_inner_texts()] == names


@pytest.mark.deep
@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_each_guide_by_itself_prints_on_two_sheets(visit, server, site, edition):
    with visit(f"{server}{edition}index.html", script=False) as (page, _):
        many = {}
        for name in sorted(set(_names(site, edition, "activities")) - INDEXES):
            page.goto(f"{server}{edition}activities/{name}.html")
            if (sheets := _sheets(page)) > 2:
                many[name] = sheets
        assert not many


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_longest_guide_still_takes_two_sheets_in_wider_letters(visit, server, edition):
    with visit(f"{server}{edition}activities/half-a-picture.html") as (page, _):
        assert _sheets(page, scale=1.03) == 2


@pytest.mark.parametrize("address", ["activities/rain-dial.html", "zh/activities/question-repair-shop.html"])
@pytest.mark.deep
def test_a_section_of_a_short_guide_stands_in_one_column(visit, server, address):
    with visit(f"{server}{address}", width=695) as (page, _):
        page.emulate_media(media="print")
        assert {section.evaluate("e => e.getClientRects().length") for section in page.locator(".cols > section").all()} == {1}


@pytest.mark.deep
def test_no_sheet_is_spent_on_links_nor_a_dashed_line_drawn_for_no_card(visit, server):
    with visit(f"{server}zh/measures/calm-and-cooling-checklist.html") as (page, _):
        assert _sheets(page) == 2
    with visit(f"{server}zh/cards/need-communication.html") as (page, _):
        page.emulate_media(media="print")
        drawn = page.evaluate("""() => [...document.querySelectorAll('.pcard--none')].map((card) => getComputedStyle(card))
          .filter((css) => css.borderLeftWidth !== '0px' && css.borderLeftColor !== 'rgba(0, 0, 0, 0)').length""")
        assert page.locator(".pcard--none").count() == 6 and drawn == 0


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_no_step_is_split_between_two_sheets(visit, server, edition):
    with visit(f"{server}{edition}activities/half-a-picture.html") as (page, _):
        page.emulate_media(media="print")
        assert {step.evaluate("e => getComputedStyle(e).breakInside") for step in page.locator("ol.steps > li").all()} == {"avoid"}


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_each_form_of_a_checklist_has_a_sheet_to_itself_and_room_to_write(visit, server, edition):
    with visit(f"{server}{edition}methods/observation-checklist.html", width=695) as (page, _):
        page.emulate_media(media="print")
        forms = page.locator(".form")
        assert forms.count() == 2
        for form in forms.all():
            assert form.bounding_box()["height"] < 1010, "277 mm less the foot and a heading"
            assert min(row.bounding_box()["height"] for row in form.locator(".form-items tbody tr").all()) >= 28
            assert all(field.bounding_box()["height"] >= 15 for field in form.locator(".line").all())


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_what_goes_home_is_one_sheet_in_large_type_read_aloud_in_under_a_minute(visit, server, site, edition):
    names = _names(site, edition, "caregivers")
    assert names
    for name in names:
        guide = re.sub(r"<[^>]*>|\s", "", (site / edition / "activities" / f"{name}.html").read_text("utf-8"))
        with visit(f"{server}{edition}caregivers/{name}.html", width=695) as (page, troubles):
            assert _sheets(page) == 1, name
            page.emulate_media(media="print")
            aloud = page.locator(".aloud")
            small = page.evaluate("""() => [...document.querySelectorAll('.aloud > p:not(.to-fill), .aloud .quote p')]
              .filter((p) => parseFloat(getComputedStyle(p).fontSize) < 20).map((p) => p.textContent)""")
            assert small == [], name
            said = aloud.inner_text()
            minutes = len(re.findall(r"[\u4e00-\u9fff]", said)) / 240 + len(re.findall(r"[A-Za-z']+", said)) / 150
            assert 0 < minutes < 1, (name, minutes)
            for quote in aloud.locator(".quote p").all():
                assert re.sub(r"<[^>]*>|\s", "", quote.inner_html()).replace("____", "___") in guide, name
            assert page.locator(".aloud ~ .care").is_visible(), "the path of a child whose parent cannot be reached"
            cut = page.locator(".aloud + .cut")
            assert cut.evaluate("e => getComputedStyle(e).borderTopStyle") == "dashed", "the sheet stays with a family: what is for the worker is cut off"
            assert not page.locator(".aloud .care, .aloud .tb-meta").count()
            below = page.locator(".cut ~ p:not(.sheet-foot):visible")
            assert below.count() == 1, "how to read it stands on paper too"
            assert aloud.bounding_box()["y"] < cut.bounding_box()["y"] < below.bounding_box()["y"] < page.locator(".aloud ~ .care").bounding_box()["y"]
            assert not troubles


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_what_a_child_told_is_one_sheet_and_each_blank_stands_below_its_heading(visit, server, edition):
    with visit(f"{server}{edition}safeguarding/a-child-told-me.html", width=695) as (page, _):
        assert _sheets(page) == 1
        assert _sheets(page, scale=1.03) == 1
        page.emulate_media(media="print")
        parts = page.locator(".fill").all()
        assert len(parts) == 2
        for part in parts:
            heading = part.locator("h2").bounding_box()
            assert all(blank.bounding_box()["y"] >= heading["y"] + heading["height"] for blank in part.locator(".fill-in").all())
        why = parts[0].locator("h2 + p")
        assert len(why.inner_text()) > 30, "why the lines are empty, and who would know"
        assert not re.search(r"\d{3}", " ".join(page.locator(".told > section:not(:last-of-type)").all_inner_texts())), "no number that nobody here has tried"


@pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])
def test_the_gap_map_lies_across_the_sheet_and_can_be_read(visit, server, edition):
    with visit(f"{server}{edition}evidence/gap-map.html") as (page, _):
        data = page.pdf(format="A4", prefer_css_page_size=True)
        boxes = [tuple(float(side) for side in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^]]+)\]", data)]
        assert 1 <= len(boxes) <= 4 and all(wide > high for _, _, wide, high in boxes)
        page.emulate_media(media="print")
        assert page.locator("table.gap td a").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 8 / .75
