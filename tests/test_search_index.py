"""The search: tokens, scripts, what people type and what they find, and the box in a real browser."""

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from local_web import served

from kb_tools.website.search import text_of
from kb_tools.website.search_index import Index, Searchable, drawer, indexed, patched, tokens, words

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "docs/assets"
TOOLS = json.loads((ROOT / ".tools/paths.json").read_text(encoding="utf-8"))
NODE = TOOLS["node"]
TABLE = json.loads((ROOT / "tests/shared/search-tokens.json").read_text(encoding="utf-8"))["cases"]

ENGLISH = [
    Searchable("activities/bean-partners.html", "Activity", "Bean partners", "In pairs, children plant beans.",
               "Plant beans in pairs and agree who waters when. A shy child may point.", ("豆苗搭档",)),
    Searchable("glossary/conflict.html", "Term", "quarrel", "Two children want different things.",
               "Children may shout or hit.", ("争执", "fight", "row")),
    Searchable("activities/three-places.html", "Activity", "Three places to stand", "A fight, seen from three sides.",
               "Act a quarrel, stop, and change places. Nobody fights in earnest.", ("站到三个位置上",)),
    Searchable("glossary/grandparent-care.html", "Term", "care by grandparents", "Grandparents bring a child up.",
               "Many left-behind children live with a grandparent.", ("隔代照料", "爷爷奶奶")),
    Searchable("interventions/role-play.html", "Intervention", "Role play", "Children act a scene.",
               "A sentence said once in a play is easier the next time.", ("角色扮演",)),
    Searchable("outcomes/settles-strong-feelings.html", "Outcome", "Settles strong feelings", "A child calms down.",
               "Feelings come and go. Breathing slowly helps.", ("能平复强烈情绪",)),
    Searchable("activities/if-i-were-you.html", "Activity", "If I were you", "Guess what the other feels.",
               "One child mimes, the others guess.", ("假如我是你",)),
    Searchable("materials.html#bean", "Material", "Bean <b>&</b> seed", "Any dry bean.", "Beans of the last harvest."),
]
CHINESE = [
    Searchable("activities/bean-partners.html", "活动", "豆苗搭档", "两人一组种豆子。",
               "商量好谁哪天浇水。怕生的孩子可以用手指。", ("Bean partners",)),
    Searchable("glossary/conflict.html", "术语", "争执", "两个孩子想要的不一样。", "有的孩子会打架。", ("quarrel", "吵架")),
    Searchable("glossary/grandparent-care.html", "术语", "隔代照料", "孩子由爷爷奶奶带大。",
               "许多留守儿童和爷爷奶奶一起生活。", ("care by grandparents",)),
    Searchable("interventions/role-play.html", "做法", "角色扮演", "孩子们演一场戏。", "说过一次，下次就不怕。", ("Role play",)),
    Searchable("outcomes/settles-strong-feelings.html", "成效", "能平复强烈情绪", "孩子能平静下来。",
               "情绪来了，也会走。", ("Settles strong feelings",)),
    Searchable("activities/session.html", "术语", "一次小组活动", "从开场到结束的一次活动。", "活动前先准备。", ("session",)),
]


def shards(pages: list[Searchable]) -> dict[str, str]:
    """The scripts of an index of these pages, by name."""
    index = Index()
    for page in sorted(pages, key=lambda page: page.address):
        index.add(indexed(page))
    return dict(index.scripts())


# Tokens


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["text"] or "nothing")
def test_tokens_of_a_text(case: dict) -> None:
    assert list(words(case["text"])) == case["index"]
    assert [drawer(token) for token in case["query"]] == case["drawers"]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["text"] or "nothing")
def test_a_text_is_found_by_itself(case: dict) -> None:
    assert all(any(held.startswith(looked_for) for held in case["index"]) for looked_for in case["query"])


def test_title_weighs_more_than_other_names_than_summary_than_text() -> None:
    page = Searchable("a.html", "Term", title="one", summary="two", text="three", also=("four",))
    assert tokens(page) == {"one": 12, "four": 8, "two": 2, "three": 1}


def test_the_fewer_words_a_name_has_the_more_each_says() -> None:
    page = Searchable("a.html", "Term", title="care by grandparents", summary="", text="", also=("隔代照料",))
    assert tokens(page) == {"care": 9, "by": 9, "grandparents": 9, "隔代": 5, "代照": 5, "照料": 5, "料": 5}


def test_a_word_that_stands_often_says_more_but_less_than_a_title() -> None:
    page = Searchable("a.html", "Term", title="one", summary="", text="two " * 8 + "three three four")
    assert tokens(page) == {"one": 12, "two": 4, "three": 2, "four": 1}


def test_what_people_say_for_a_term_counts_a_little_on_the_pages_it_leads_to() -> None:
    page = Searchable("a.html", "Activity", title="one", summary="", text="two", lent=("two three", "three", "has been"))
    assert tokens(page) == {"one": 12, "two": 2, "three": 1, "been": 1}


def test_what_only_stands_aside_is_there_and_weighs_nothing() -> None:
    page = Searchable("a.html", "Activity", title="one", summary="", text="two three two\nthree four and", aside="three four and")
    assert tokens(page) == {"one": 12, "two": 2, "three": 1, "four": 0}
    assert answers([page, replace(page, address="b.html", text="four", aside="")], ["four"]) == [["b.html", "a.html"]]


def test_a_name_of_an_activity_is_found_without_its_blank() -> None:
    page = Searchable("activities/job-tree.html", "Activity", title="Job tree", summary="", text="", also=("Role play", "工作 树"))
    assert {token: weight for token, weight in tokens(page).items() if token in {"jobtree", "roleplay", "工作树"}} == {"jobtree": 4, "roleplay": 4}
    assert "jobtree" not in tokens(replace(page, address="glossary/job-tree.html"))


def test_words_that_say_little_count_in_titles_only() -> None:
    page = Searchable("a.html", "Activity", title="If I were you", summary="and you", text="if you and I can")
    assert tokens(page) == {"if": 12, "i": 12, "were": 12, "you": 12}


# What a page says


@pytest.mark.parametrize(("body", "said"), [
    ("<p>A <b>shy</b> child.</p><ul><li>One</li><li>Two</li></ul>", "A shy child.\nOne\nTwo"),
    ("<dl><div><dt>Shy</dt><dd>clip early.</dd></div></dl>", "Shy: clip early."),
    ("<dl><dt>害羞</dt><dd>先看\n一看。</dd></dl>", "害羞：先看一看。"),
    ('<div><b><a href="bell.html">Last of the bell</a></b><small class="tb-meta">Closing · a bowl</small></div>', "Last of the bell · Closing · a bowl"),
    ("<div><b>最后的铃声</b><small>结束</small></div><p><small>八个人</small></p>", "最后的铃声 · 结束\n八个人"),
    ("<h3><span>Week one</span><small>40 minutes</small></h3>", "Week one · 40 minutes"),
    ("<p>留守<b>儿童</b>，\n8 个人</p>", "留守儿童，8 个人"),
    ("<h1>Title</h1><script>let x;</script><svg><title>x</title></svg><p>So it is [@wang2019mental, p. 3].</p>", "So it is."),
    ('<dl data-no-index class="facts"><dt>Time</dt><dd>40</dd></dl><p>1 &lt; 2</p>', "1 < 2"),
])
def test_what_a_page_says_has_a_line_for_each_paragraph(body: str, said: str) -> None:
    assert text_of(body) == said


# Scripts


def read(made: dict[str, str]) -> dict[str, object]:
    """What the scripts say, by name."""
    return {name: json.loads(re.fullmatch(r'kbPart\("[^"]+",(.*)\)\n', text)[1]) for name, text in made.items()}


def test_every_script_hands_over_its_own_name() -> None:
    assert all(text.startswith(f'kbPart("{name.removesuffix(".js")}",') for name, text in shards(ENGLISH).items())


def test_a_script_of_pages_holds_what_is_shown() -> None:
    first = read(shards(ENGLISH))["d0.js"][0]
    assert first == ["activities/bean-partners.html", "Activity", "Bean partners", "In pairs, children plant beans."]


def test_an_edit_changes_only_the_scripts_of_its_words() -> None:
    before = shards(ENGLISH)
    edited = [replace(page, text=page.text.replace("hit", "push")) for page in ENGLISH]
    after = shards(edited)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {"top.js", f"{drawer('hit')}.js", f"{drawer('push')}.js", "t/glossary/conflict.js"}


_WORDS = st.lists(st.sampled_from(["bean", "beans", "quarrel", "play", "café", "小组活动", "活动", "爷爷", "龘", "a", "z9"]), max_size=6).map(" ".join)
_FIRST = st.lists(st.sampled_from(["bean", "小组活动"]), max_size=2).map(tuple)
_PAGES = st.lists(st.builds(Searchable, st.just(""), st.just("Term"), _WORDS, _WORDS, _WORDS, first=_FIRST, aside=_WORDS), min_size=1, max_size=40)


@settings(max_examples=150)
@given(st.data())
def test_an_index_that_is_changed_is_the_one_made_anew(data: st.DataObject) -> None:
    before = [replace(page, address=f"{number:03}.html") for number, page in enumerate(data.draw(_PAGES))]
    after = list(before)
    for number in data.draw(st.lists(st.integers(0, len(before) - 1), unique=True, max_size=4)):
        after[number] = replace(data.draw(_PAGES)[0], address=before[number].address)
    stands = shards(before)
    changes = [(number, indexed(was), indexed(now)) for number, (was, now) in enumerate(zip(before, after)) if was != now]
    for name, text in patched(stands.get, changes):
        stands = {**stands, name: text} if text is not None else {held: script for held, script in stands.items() if held != name}
    assert stands == shards(after)


def test_no_pages_make_an_empty_index() -> None:
    made = read(shards([]))
    assert list(made) == ["top.js"]
    assert made["top.js"]["pages"] == 0


def test_a_long_word_with_a_long_common_beginning_comes_back_whole() -> None:
    one = Searchable("a.html", "", "x" * 60 + "a", "", "")
    other = Searchable("b.html", "", "x" * 60 + "b", "", "")
    assert answers([one, other], ["x" * 60 + "a"])[0][0] == "a.html"


# What people type and what they find


FIND = """
const fs = require("fs");
const { queries, scripts, parts } = JSON.parse(fs.readFileSync(0, "utf8"));
scripts.forEach((script) => require(script));
const held = new Map();
globalThis.kbPart = (name, data) => held.set(name, data);
Object.values(parts).forEach((part) => (0, eval)(part));
const { open, plan, rank } = Tongban.search;
const index = open(held.get("top"));
console.log(JSON.stringify(queries.map((query) => {
  const { terms, drawers } = plan(index, query);
  const { hits } = rank(index, terms, (name) => held.get(name));
  const shown = [...new Set(hits.slice(0, 10).map((hit) => `d${Math.floor(hit.page / index.per)}`))];
  return {
    missing: drawers.filter((name) => !held.has(name)),
    read: ["top", ...drawers, ...shown],
    found: hits.map((hit) => held.get(`d${Math.floor(hit.page / index.per)}`)[hit.page % index.per][0]),
  };
})));
"""


def search(pages: list[Searchable], queries: list[str]) -> tuple[list[dict], dict[str, str]]:
    """For each query what node finds and which scripts it needs; and the scripts."""
    made = shards(pages)
    given = {"queries": queries, "scripts": [str(ASSETS / "core/text.js"), str(ASSETS / "core/search.js")], "parts": made}
    done = subprocess.run([NODE, "-e", FIND], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout), made


def answers(pages: list[Searchable], queries: list[str]) -> list[list[str]]:
    """For each query the addresses found, best first."""
    found, _ = search(pages, queries)
    assert not any(one["missing"] for one in found)
    return [one["found"] for one in found]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("shy", "activities/bean-partners"), ("fight", "glossary/conflict"), ("quarrels", "glossary/conflict"),
        ("grandparents", "glossary/grandparent-care"), ("granparent", "glossary/grandparent-care"),
        ("parent", "glossary/grandparent-care"), ("left-behind", "glossary/grandparent-care"),
        ("role play", "interventions/role-play"), ("Feelngs", "outcomes/settles-strong-feelings"),
        ("if i were you", "activities/if-i-were-you"), ("how can I help a shy child", "activities/bean-partners"),
        ("爷爷奶奶", "glossary/grandparent-care"), ("角色扮演", "interventions/role-play"),
        ("情绪", "outcomes/settles-strong-feelings"), ("豆", "activities/bean-partners"),
    ],
)
def test_english_edition_answers(query: str, first: str) -> None:
    assert answers(ENGLISH, [query])[0][0] == f"{first}.html"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("活动", "activities/session"), ("爷爷奶奶", "glossary/grandparent-care"), ("角色扮演", "interventions/role-play"),
        ("情绪", "outcomes/settles-strong-feelings"), ("守儿", "glossary/grandparent-care"),
        ("留首儿童", "glossary/grandparent-care"), ("隔代扶养", "glossary/grandparent-care"), ("打架", "glossary/conflict"),
        ("豆苗 搭档", "activities/bean-partners"), ("怕生", "activities/bean-partners"), ("role play", "interventions/role-play"),
    ],
)
def test_chinese_edition_answers(query: str, first: str) -> None:
    assert answers(CHINESE, [query])[0][0] == f"{first}.html"


def test_one_character_finds_it_wherever_it_stands() -> None:
    assert sorted(answers(CHINESE, ["怕"])[0]) == ["activities/bean-partners.html", "interventions/role-play.html"]


def test_nothing_is_found_where_nothing_is() -> None:
    assert answers(ENGLISH, ["", "zzz", "恐龙", "!!"]) == [[], [], [], []]


# The handbook itself


def said(value: object, lang: str) -> Iterator[str]:
    """All that a record says in a language."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key not in {"en", "zh"} - {lang}:
                yield from said(held, lang)
    elif isinstance(value, list):
        for held in value:
            yield from said(held, lang)
    elif isinstance(value, str):
        yield value


def handbook(lang: str) -> list[Searchable]:
    """Our own records and activities, roughly as the site shows them."""
    pages = []
    for path in sorted((ROOT / "knowledge").glob("*/*.yml")):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        names, summaries = record.get("name"), record.get("summary")
        names = names if isinstance(names, dict) else {"en": path.stem, "zh": path.stem}
        summary = summaries.get(lang, "") if isinstance(summaries, dict) else ""
        address = f"{path.parent.name}/{path.stem}.html"
        pages.append(Searchable(address, path.parent.name, names[lang], summary, "\n".join(said(record, lang)), tuple(names.values())))
    for path in sorted((ROOT / "activities").glob("*.md")):
        if path.name.endswith(".zh.md") != (lang == "zh"):
            continue
        front, body = re.fullmatch(r"---\n(.*?)\n---\n(.*)", path.read_text(encoding="utf-8"), re.DOTALL).groups()
        record = yaml.safe_load(front)
        name = path.name.partition(".")[0]
        pages.append(Searchable(f"activities/{name}.html", "Activity", record["title"], record["summary"], body))
    return pages


@pytest.mark.parametrize(
    ("lang", "query", "among_first"),
    [
        ("en", "grandparents", "glossary/grandparent-care.html"), ("en", "granparent", "glossary/caregiver.html"),
        ("en", "role play", "interventions/role-play.html"), ("en", "bean partners", "activities/bean-partners.html"),
        ("zh", "爷爷奶奶", "glossary/grandparent-care.html"), ("zh", "角色扮演", "interventions/role-play.html"),
        ("zh", "留首儿童", "glossary/left-behind-child.html"), ("zh", "情绪", "glossary/emotion-regulation.html"),
    ],
)
def test_the_handbook_is_found(lang: str, query: str, among_first: str) -> None:
    assert among_first in answers(handbook(lang), [query])[0][:5]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_search_reads_little(lang: str) -> None:
    queries = ["shy child", "grandparents", "role play", "parent", "留守儿童", "爷爷奶奶", "怕", "情绪"]
    found, made = search(handbook(lang), queries)
    packed = {name: len(gzip.compress(text.encode(), 9)) for name, text in made.items()}
    assert max(sum(packed[f"{name}.js"] for name in one["read"]) for one in found) < 60_000


# In a browser


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'none'; base-uri 'none'; form-action 'self'"
)
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>A page</title>
<link rel="icon" href="data:,"></head><body>
<site-search class="tb-search" data-root="../" data-index="../assets/search/" data-none="No page has all of these words."
 data-count="{{n}} results" data-one="1 result" data-loading="Looking"><form role="search" action="../a-z.html" method="get">
<label class="tb-vh" for="q">Search</label><input id="q" name="q" type="search" autocomplete="off"></form>
<span hidden>Search is not here yet. <a href="../offline.html">Keep it</a></span></site-search>
<p><a id="next" href="#">After the box</a></p>
<script src="../assets/core/text.js"></script><script src="../assets/core/search.js"></script>
<script src="../assets/parts/shelf.js"></script><script src="../assets/parts/site-search.js"></script></body></html>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site: one page in a folder, the A–Z page, the scripts, and the index of many pages."""
    root = tmp_path_factory.mktemp("site")
    for name in ("core/text.js", "core/search.js", "parts/shelf.js", "parts/site-search.js"):
        target = root / "assets" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ASSETS / name, target)
    many = [replace(ENGLISH[0], address=f"many/{number:02}.html", title=f"Many {number}", also=()) for number in range(45)]
    (root / "assets/search").mkdir()
    for name, text in shards(ENGLISH + many).items():
        path = root / "assets/search" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "activities").mkdir()
    (root / "activities/page.html").write_text(PAGE, encoding="utf-8")
    (root / "a-z.html").write_text(PAGE.replace("../", "./"), encoding="utf-8")
    return root


@pytest.fixture(scope="module", params=["http", "file"])
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    if request.param == "file":
        yield site.as_uri()
        return
    with served(site) as server:
        yield server.removesuffix("/")


@pytest.fixture
def visit(chromium: object, address: str) -> Iterator[Callable]:
    """Open a page of the site; at the end nothing may have gone wrong in its console."""
    page = chromium.new_page()
    page.set_default_timeout(10_000)
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def go(path: str = "activities/page.html") -> object:
        page.goto(f"{address}/{path}")
        return page

    yield go
    page.close()
    assert wrong == []


def titles(page: object) -> list[str]:
    return page.locator(".tb-search-hit strong").all_inner_texts()


def type_in(page: object, query: str) -> None:
    """Type and wait for the answer."""
    page.locator("#q").fill(query)
    page.locator("[role=status]:not(:empty)").wait_for(state="attached")


def test_results_come_while_typing(visit: Callable) -> None:
    page = visit()
    page.locator("#q").press_sequentially("grandp", delay=20)
    page.locator(".tb-search-hit").first.wait_for()
    assert titles(page) == ["care by grandparents"]
    hit = page.locator(".tb-search-hit")
    assert hit.get_attribute("href") == "../glossary/grandparent-care.html"
    assert hit.locator(".tb-meta").inner_text() == "Term"
    assert hit.locator("mark").all_inner_texts() == ["grandparents", "Grandparents"]
    assert page.locator("[role=status]").inner_text() == "1 result"


def test_a_result_shows_the_sentence_in_which_the_words_stand(visit: Callable) -> None:
    page = visit()
    type_in(page, "waters")
    said = page.locator(".tb-search-hit strong + span")
    page.locator(".tb-search-hit strong + span mark").first.wait_for()
    assert said.first.inner_text() == "Plant beans in pairs and agree who waters when."
    assert page.locator(".tb-search-hit strong + span mark").first.inner_text() == "waters"


def test_where_the_summary_has_the_words_nothing_more_is_loaded(visit: Callable) -> None:
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    type_in(page, "sides")
    page.locator(".tb-search-hit mark").first.wait_for()
    page.wait_for_timeout(200)
    assert not [url for url in asked if "/search/t/" in url]


def test_nothing_is_loaded_before_the_box_has_the_focus(visit: Callable) -> None:
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.wait_for_timeout(100)
    assert asked == []
    with page.expect_request("**/top.js"):
        page.locator("#q").focus()
    assert asked == ["top.js"]


def test_the_keyboard_is_enough(visit: Callable) -> None:
    page = visit()
    focused = "document.activeElement.querySelector('strong')?.textContent ?? document.activeElement.id"
    type_in(page, "quarrel")
    assert titles(page) == ["quarrel", "Three places to stand"]
    for key, expected in [
        ("ArrowDown", "quarrel"), ("ArrowDown", "Three places to stand"), ("ArrowDown", "Three places to stand"),
        ("Home", "quarrel"), ("End", "Three places to stand"), ("ArrowUp", "quarrel"), ("ArrowUp", "q"),
        ("Tab", "quarrel"), ("Shift+Tab", "q"), ("ArrowDown", "quarrel"), ("Escape", "q"),
    ]:
        page.keyboard.press(key)
        assert page.evaluate(focused) == expected, key
    assert not page.locator(".tb-search-panel").is_visible()
    assert page.locator("#q").input_value() == "quarrel"
    page.keyboard.press("ArrowDown")
    page.locator(".tb-search-hit").first.wait_for()
    page.locator("#next").focus()
    assert not page.locator(".tb-search-panel").is_visible()


def test_enter_opens_a_result(visit: Callable, site: Path) -> None:
    (site / "glossary").mkdir(exist_ok=True)
    (site / "glossary/conflict.html").write_text(PAGE, encoding="utf-8")
    page = visit()
    type_in(page, "quarrel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/conflict.html")


def test_enter_opens_the_result_that_was_chosen(visit: Callable, site: Path) -> None:
    (site / "activities/three-places.html").write_text(PAGE, encoding="utf-8")
    page = visit()
    type_in(page, "quarrel")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/activities/three-places.html")


def test_enter_does_not_wait_for_the_hand_to_rest(visit: Callable, site: Path) -> None:
    (site / "interventions").mkdir(exist_ok=True)
    (site / "interventions/role-play.html").write_text(PAGE, encoding="utf-8")
    page = visit()
    page.locator("#q").fill("role play")
    page.keyboard.press("Enter")
    page.wait_for_url("**/interventions/role-play.html")


def test_where_nothing_is_found_enter_stays(visit: Callable) -> None:
    page = visit()
    type_in(page, "zzz")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.locator(".tb-search-panel").inner_text() == "No page has all of these words."
    assert page.url.endswith("/activities/page.html")


def test_without_an_index_the_box_says_what_to_do(chromium: object, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/activities/page.html")
    page.evaluate("document.querySelector('site-search').shelf.folder = '../nowhere/'")
    type_in(page, "shy")
    for _ in range(2):
        assert page.locator(".tb-search-panel").inner_text() == "Search is not here yet. Keep it"
        assert page.locator("[role=status]").inner_text() == "Search is not here yet. Keep it"
        page.locator("#q").fill("")
        page.locator(".tb-search-panel").wait_for(state="hidden")
        type_in(page, "shy")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Keep it"
    page.close()


def test_half_typed_chinese_is_not_searched(visit: Callable) -> None:
    page = visit()
    keyboard = page.context.new_cdp_session(page)
    page.locator("#q").focus()
    keyboard.send("Input.imeSetComposition", {"text": "play", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(300)
    assert not page.locator(".tb-search-panel").is_visible()
    keyboard.send("Input.insertText", {"text": "爷爷奶奶"})
    page.locator(".tb-search-hit").first.wait_for()
    assert page.locator("#q").input_value() == "爷爷奶奶"
    assert titles(page) == ["care by grandparents"]


def test_the_latest_query_wins(visit: Callable) -> None:
    page = visit()
    page.evaluate("""() => {
      const element = document.querySelector("site-search"), box = document.querySelector("#q");
      for (const query of ["quarrel", "beans", "role play"]) { box.value = query; element.look(); }
    }""")
    page.locator("[role=status]:not(:empty)").wait_for(state="attached")
    page.wait_for_timeout(100)
    assert titles(page)[0] == "Role play"


def test_no_result_is_said(visit: Callable) -> None:
    page = visit()
    type_in(page, "zzz")
    assert page.locator(".tb-search-panel").inner_text() == "No page has all of these words."
    page.locator("#q").fill("")
    page.locator(".tb-search-panel").wait_for(state="hidden")


def test_titles_are_text(visit: Callable) -> None:
    page = visit()
    type_in(page, "harvest")
    assert titles(page) == ["Bean <b>&</b> seed"]
    assert page.locator(".tb-search-hit").get_attribute("href") == "../materials.html#bean"


def test_more_results_come_when_the_last_is_seen(visit: Callable) -> None:
    page = visit()
    page.set_viewport_size({"width": 400, "height": 200})
    type_in(page, "shy")
    assert page.locator("[role=status]").inner_text() == "46 results"
    assert page.locator(".tb-search-hit").count() == 10
    for count in (20, 30, 40, 46):
        page.locator(".tb-search-hit").last.scroll_into_view_if_needed()
        page.locator(".tb-search-hit").nth(count - 1).wait_for()
    assert len(set(titles(page))) == 46


def test_a_query_in_the_address_is_answered(visit: Callable) -> None:
    page = visit("a-z.html?q=%E8%A7%92%E8%89%B2%E6%89%AE%E6%BC%94")
    page.locator(".tb-search-hit").first.wait_for()
    assert page.locator("#q").input_value() == "角色扮演"
    assert titles(page)[0] == "Role play"


def test_without_an_index_the_form_leads_to_the_a_to_z_page(chromium: object, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/activities/page.html")
    page.evaluate("document.querySelector('site-search').shelf.folder = '../nowhere/'")
    page.locator("#q").fill("shy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/a-z.html?q=shy")
    page.close()
