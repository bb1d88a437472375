"""What practitioners type, and what they must find: asked of the really built index, in node."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = yaml.safe_load((ROOT / "tests/shared/search-golden.yml").read_text("utf-8"))
FOLDERS = {"en": "", "zh": "zh"}
MOST_BYTES = 60_000
"""Of the index, for the first ten results and the sentences of the first five, at about 550 pages; the scripts are extra, the first result alone needs half."""


@pytest.fixture(scope="session")
def answers(site, tools):
    """What the search of each edition answers to each query of the list."""
    made = {}
    for lang, folder in FOLDERS.items():
        done = subprocess.run([tools["node"], ROOT / "scripts/ask_search.js", "--json", site / folder], input=json.dumps(list(GOLDEN[lang])),
                              capture_output=True, text=True, check=True, timeout=120)
        made[lang] = {one["query"]: one for one in json.loads(done.stdout)}
    return made


SAFETY = "safeguarding/a-child-told-me.html"
URGENT = yaml.safe_load((ROOT / "tests/shared/search-urgent.yml").read_text("utf-8"))
"""Words of a child who may be in danger, and words that only look like them, by language."""


@pytest.fixture(scope="session")
def first_pages(site, tools):
    """The addresses of the first three pages for each of the urgent words and of those that only look like them."""
    made = {}
    for lang, folder in FOLDERS.items():
        done = subprocess.run([tools["node"], ROOT / "scripts/ask_search.js", "--json", site / folder], input=json.dumps([*URGENT[lang]["urgent"], *URGENT[lang]["everyday"]]),
                              capture_output=True, text=True, check=True, timeout=120)
        made |= {(lang, one["query"]): [page["address"] for page in one["shown"][:3]] for one in json.loads(done.stdout)}
    return made


@pytest.mark.parametrize(("lang", "query"), [(lang, query) for lang in FOLDERS for query in URGENT[lang]["urgent"]])
def test_words_of_a_child_in_danger_lead_to_what_to_do_now(first_pages, lang, query):
    assert first_pages[lang, query][0] == SAFETY


@pytest.mark.parametrize(("lang", "query"), [(lang, query) for lang in FOLDERS for query in URGENT[lang]["everyday"]])
def test_everyday_words_do_not(first_pages, lang, query):
    assert SAFETY not in first_pages[lang, query]


@pytest.mark.parametrize(("lang", "query"), [(lang, query) for lang in FOLDERS for query in GOLDEN[lang]])
def test_the_page_that_helps_is_among_the_first_three(answers, lang, query):
    first = [page["address"].removesuffix(".html") for page in answers[lang][query]["shown"][:3]]
    assert set(first) & set(GOLDEN[lang][query]), f"{query} leads to {first}"


def test_what_stands_beside_a_name_is_not_read_as_part_of_it(site):
    beside = re.compile("[a-z](?:Opening|Warm-up|Working|Closing|By time|By part of the meeting|By what is in your bag)")
    folder = site / "assets/search/t"
    texts = {str(path.relative_to(folder)): path.read_text("utf-8").replace(r"\n", "\n") for path in folder.rglob("*.js")}
    assert "Closing · " in texts["programmes/one-school-term.js"] and "Opening" in texts["activities/by-phase.js"]
    assert {name: found[0] for name, text in texts.items() if (found := beside.search(text))} == {}


def test_the_list_is_long_enough_in_both_languages():
    assert all(len(GOLDEN[lang]) >= 40 for lang in FOLDERS)


def test_every_page_of_the_list_is_there(site):
    named = {(lang, page) for lang in FOLDERS for pages in GOLDEN[lang].values() for page in pages}
    assert [one for one in sorted(named) if not (site / FOLDERS[one[0]] / f"{one[1]}.html").is_file()] == []


@pytest.mark.parametrize("lang", FOLDERS)
def test_every_search_asks_for_little(answers, lang):
    most = max(answers[lang].values(), key=lambda one: one["bytes"])
    assert most["bytes"] <= MOST_BYTES, most["query"]


@pytest.mark.parametrize(("lang", "query", "address", "excerpt"), [
    ("en", "shy", "glossary/watches-first.html", "People also say: [shy], quiet"),
    ("zh", "害羞", "glossary/watches-first.html", "[害羞]"),
])
def test_a_result_shows_the_sentence_it_was_found_by(answers, lang, query, address, excerpt):
    shown = {page["address"]: page["excerpt"] for page in answers[lang][query]["shown"]}
    assert excerpt in shown[address]


@pytest.mark.parametrize(("lang", "query"), [("en", "shy"), ("zh", "怕生"), ("en", "restless"), ("zh", "坐不住")])
def test_what_every_guide_can_be_made_to_fit_is_no_word_of_it(site, answers, lang, query):
    labels = [path for path in (site / FOLDERS[lang] / "activities").glob("*.html") if query in path.read_text("utf-8").lower()]
    assert len(labels) > 60 > 2 * answers[lang][query]["found"]


@pytest.mark.parametrize(("lang", "query"), [("en", "introvert"), ("zh", "内向")])
def test_a_term_lends_its_everyday_words_to_the_pages_it_leads_to(site, tools, lang, query):
    done = subprocess.run([tools["node"], ROOT / "scripts/ask_search.js", "--json", site / FOLDERS[lang]], input=json.dumps([query]),
                          capture_output=True, text=True, check=True, timeout=120)
    found = [page["address"] for page in json.loads(done.stdout)[0]["shown"]]
    assert found[0].startswith("glossary/")
    said = [(site / FOLDERS[lang] / "assets/search/t" / page.replace(".html", ".js")).read_text("utf-8") for page in found[1:]]
    assert said and any(query not in text for text in said)
