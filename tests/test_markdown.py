"""What is found in a Markdown file and where: in the tables, «marks» stand around it."""

import re

import pytest
from test_rows import marked

from kb_tools.diagnostics import Span
from kb_tools.sources import markdown
from kb_tools.sources.broken import Broken
from kb_tools.store import open_store

FRONT = "---\ntitle: Calm\n---\n"


def spans(found) -> list[tuple[int, int]]:
    return [(one.span.start, one.span.end) for one in found]


# Front matter

@pytest.mark.parametrize(("written", "data", "body"), [
    ("---\n«title: Calm\n»---\n\nBreathe.\n", {"title": "Calm"}, "\nBreathe.\n"),
    ("---\n«minutes: 10\nyes: no\n»---\nBreathe.", {"minutes": 10, "yes": "no"}, "Breathe."),
    ("---\n«title: Calm\n»--- \t\nBreathe.", {"title": "Calm"}, "Breathe."),
    ("---\n«title: Calm\n»---", {"title": "Calm"}, ""),
    ("---\n«title: Calm\n»---\n", {"title": "Calm"}, ""),
    ("---\n«title: Calm\n»---\n---\nBreathe.", {"title": "Calm"}, "---\nBreathe."),
    ("---\n«»---\nBreathe.", {}, "Breathe."),
    ("---\n«# nothing yet\n»---\nBreathe.", {}, "Breathe."),
    ("---\n«title: |\n  a\n  ---\n»---\nBreathe.", {"title": "a\n---\n"}, "Breathe."),
    ("\ufeff---\n«title: Calm\n»---\nBreathe.", {"title": "Calm"}, "Breathe."),
    ("«»title: Calm\n---\n", {}, "title: Calm\n---\n"),
    ("«»\n---\ntitle: Calm\n---\n", {}, "\n---\ntitle: Calm\n---\n"),
    ("«»--- \ntitle: Calm\n---\n", {}, "--- \ntitle: Calm\n---\n"),
    ("«»----\ntitle: Calm\n----\n", {}, "----\ntitle: Calm\n----\n"),
    ("«»", {}, ""),
])
def test_front_matter_stands_between_two_lines_of_hyphens_at_the_very_start(written, data, body):
    text, [front] = marked(written)
    document = markdown.read(text)
    assert (document.data, document.front, document.body) == (data, Span(*front), body)
    assert markdown.front_span(text) == (Span(*front) if front[0] else None)


@pytest.mark.parametrize(("written", "front"), [
    ("---\n«title: Calm\n----\n»---\n", True),
    ("---\n«title: Calm\n---rest\n --- \n»---\t\n", True),
    ("---\n«\n\n»---\n", True),
    ("---\ntitle: Calm\n", False),
    ("---\n", False),
    ("---", False),
    ("---\ntitle: Calm\n----", False),
])
def test_where_front_matter_stands_is_told_whatever_is_in_it(written, front):
    text, found = marked(written)
    assert markdown.front_span(text) == (Span(*found[0]) if front else None)


@pytest.mark.parametrize(("written", "offset", "message", "hint", "about"), [
    ("---\ntitle: Calm\n", 0, "the front matter is never closed", "end it with a line of three hyphens", "front matter"),
    ("\ufeff---\ntitle: Calm\n", 1, "the front matter is never closed", "end it with a line of three hyphens", "front matter"),
    ("---\n- Calm\n---\n", 4, "the front matter is not a list of fields", "write `title: …` and so on", "front matter"),
    ("\ufeff---\nCalm\n---\n", 5, "the front matter is not a list of fields", "write `title: …` and so on", "front matter"),
    ("---\ntitle: Calm: a word\n---\n", 15, "not readable as YAML: mapping values are not allowed in this context",
     "a colon and a space inside a text: put the whole text in single quotes", "syntax"),
    ("---\ntitle: Calm\ntitle: Rest\n---\n", 16, "the key `title` stands twice", "keep one of the two", "key"),
    ("---\ntitle: *calm\n---\n", 11, "the alias `*calm` is not used here", "write the value out", "plain"),
])
def test_front_matter_of_ours_that_cannot_be_read_says_what_where_and_what_to_do(written, offset, message, hint, about):
    with pytest.raises(Broken) as caught:
        markdown.read(written)
    assert (caught.value.offset, caught.value.message, caught.value.hint, caught.value.about) == (offset, message, hint, about)


@pytest.mark.parametrize(("written", "data", "body"), [
    ("---\ntitle: Calm\n", {}, "---\ntitle: Calm\n"),
    ("---\n\nWords between two rules\n\n---\n", {}, "---\n\nWords between two rules\n\n---\n"),
    ("---\n- Calm\n---\n", {}, "---\n- Calm\n---\n"),
    ("---\n# nothing yet\n---\nBreathe.", {}, "Breathe."),
    ("---\nminutes: 10\nslug: !!python/name:my.own\n---\nBreathe.", {"minutes": "10", "slug": {"!": "name:my.own", "value": None}}, "Breathe."),
])
def test_a_file_of_others_may_have_anything_in_front(written, data, body):
    document = markdown.read(written, ours=False)
    assert (document.data, document.body) == (data, body)
    assert document.front == (markdown.front_span(written) if body == "Breathe." else Span(0, 0))


def test_front_matter_of_others_too_names_a_key_once():
    with pytest.raises(Broken) as caught:
        markdown.read("---\ntitle: Calm\ntitle: Rest\n---\n", ours=False)
    assert (caught.value.offset, caught.value.about) == (16, "key")


# Headings

@pytest.mark.parametrize(("written", "found"), [
    ("«# Calm»", [(1, "Calm")]),
    ("«###### Calm»", [(6, "Calm")]),
    ("####### Calm", []),
    ("#Calm", []),
    ("# ", []),
    (" # Calm", []),
    ("«##\tCalm»", [(2, "Calm")]),
    ("«## Calm  »", [(2, "Calm")]),
    ("«## Calm ## »", [(2, "Calm")]),
    ("«## Calm #1»", [(2, "Calm #1")]),
    ("Breathe.\n«## Calm»\nRest.\n«### Rest»", [(2, "Calm"), (3, "Rest")]),
    ("«# Calm»\n«## Rest»\n", [(1, "Calm"), (2, "Rest")]),
    ("#Calm\n«## Rest»\n", [(2, "Rest")]),
    (FRONT + "«# Calm»\n", [(1, "Calm")]),
    ("---\n# a remark\ntitle: Calm\n---\n«# Calm»\n", [(1, "Calm")]),
    ("```\n# make all\n```\n«# Calm»\n", [(1, "Calm")]),
    ("<!--\n# Later\n-->\n«# Calm»\n", [(1, "Calm")]),
    ("\\# Calm\n\n«# Rest»", [(1, "Rest")]),
])
def test_headings_have_a_level_a_text_and_a_place(written, found):
    text, places = marked(written)
    headings = markdown.read(text).headings
    assert [(heading.level, heading.text) for heading in headings] == found
    assert spans(headings) == places


@pytest.mark.parametrize(("start", "end", "found"), [
    (0, None, ["Calm", "Rest", "Play"]),
    (0, 6, ["Calm"]),
    (0, 7, ["Calm"]),
    (0, 13, ["Calm", "Rest"]),
    (0, 12, ["Calm", "Res"]),
    (7, None, ["Rest", "Play"]),
    (7, 13, ["Rest"]),
    (13, 20, ["Play"]),
    (20, None, []),
])
def test_headings_are_found_between_two_offsets(start, end, found):
    text = "# Calm\n# Rest\n# Play"
    assert [heading[2] for heading in markdown.heading_lines(text, start, end)] == found


@pytest.mark.parametrize(("title", "slug"), [
    ("Why it helps", "why-it-helps"), ("  Calm!  ", "calm"), ("_Calm_ down", "calm_-down"), ("“Calm” – or not?", "calm-or-not"), ("步骤 1：看", "步骤-1-看"), ("Über uns", "über-uns"),
    ("一龥鿿", "一龥鿿"), ("-_-", "section"), ("", "section"),
])
def test_an_id_is_made_of_the_words_of_a_heading(title, slug):
    assert markdown.slug(title) == slug


# Sections

@pytest.mark.parametrize(("written", "found"), [
    ("## Why\n«\nBecause.\n\n»## How\n«So.»", [("Why", "why"), ("How", "how")]),
    ("## Why\n«»## How\n«»", [("Why", "why"), ("How", "how")]),
    ("## Why«»", [("Why", "why")]),
    ("Before.\n\n# Calm\n\n### 1. Look\n\n## Why\n«Because.\n# Once more\nSo.»", [("Why", "why")]),
    ("## Why\n«a\n»## Why?\n«b\n»## why!\n«c\n»## Why 2\n«d»", [("Why", "why"), ("Why?", "why-2"), ("why!", "why-3"), ("Why 2", "why-2")]),
    (FRONT + "## Why\n«Because.\n»", [("Why", "why")]),
    ("No section.\n\n### Why\n", []),
])
def test_a_section_reaches_to_the_next_and_its_id_is_its_own(written, found):
    text, places = marked(written)
    sections = markdown.read(text).sections
    assert [(section.title, section.id) for section in sections] == found
    assert spans(sections) == places
    assert [section.text for section in sections] == [text[start:end] for start, end in places]


def test_a_section_is_found_by_its_id_and_knows_the_headings_in_it():
    document = markdown.read("# Calm\n\n## Why\n\n### One\n\n#### Two\n\n## How\n\n### Three\n\n# Four\n")
    assert [heading.text for heading in document.section("why").headings] == ["One", "Two"]
    assert [heading.text for heading in document.section("how").headings] == ["Three", "Four"]
    assert document.section("calm") is None and document.section("when") is None


@pytest.mark.parametrize(("other", "same"), [
    ("Sit.\n\n  Rest.", True), ("\n\nSit.  \n\t\n  Rest.\t\n\n", True), ("Sit.\n\nRest.", False), ("Sit.\n  Rest.", False), ("Sit!\n\n  Rest.", False),
])
def test_the_digest_of_a_section_changes_with_its_text_but_not_with_white_space_at_line_ends(other, same):
    sections = markdown.read(f"## Why\nSit.\n\n  Rest.\n## How\n{other}").sections
    assert (sections[0].digest == sections[1].digest) is same
    assert all(re.fullmatch("[0-9a-f]{8}", section.digest) for section in sections)


# Steps

@pytest.mark.parametrize(("heading", "step"), [
    ("1. Show it · 3 min", (1, "Show it", 3, "3 min")),
    ("2. 看一看 · 15 分钟", (2, "看一看", 15, "15 分钟")),
    ("12. Show it", (12, "Show it", None, "")),
    ("1. Show it · 3 minutes", (1, "Show it", None, "3 minutes")),
    ("1. Show it · about 3 min", (1, "Show it", None, "about 3 min")),
    ("1. Show it · 3min", (1, "Show it", None, "3min")),
    ("1. Show it - 3 min", (1, "Show it - 3 min", None, "")),
    ("1. Show it· 3 min", (1, "Show it· 3 min", None, "")),
    ("Show it · 3 min", None),
    ("1) Show it · 3 min", None),
    ("1.Show it · 3 min", None),
    ("One. Show it · 3 min", None),
    ("Step 1. Show it · 3 min", None),
])
def test_a_step_has_a_number_a_name_and_minutes(heading, step):
    steps = markdown.read(f"## Steps\n\n### {heading}\n\nLook.\n").sections[0].steps
    assert [(one.number, one.name, one.minutes, one.when) for one in steps] == ([step] if step else [])


@pytest.mark.parametrize(("written", "texts"), [
    ("## Steps\n\nFirst.\n\n«### 1. Look · 1 min»«\n\nHere.\n\n»«### 2. Go · 2 min»«\n\nThere.\n»", ["Here.", "There."]),
    ("## Steps\n«### 1. Look · 1 min»«\n\n    code\n\n#### 2. Not a step · 1 min\n\n»### Then\n\nEnd.\n", ["    code\n\n#### 2. Not a step · 1 min"]),
    ("## Steps\n«### 1. Look · 1 min»«»", [""]),
    ("## Steps\n«### 1. Look · 1 min»«\nHere.\n»## After\n\n### Else\n", ["Here."]),
    (FRONT + "## Steps\n«### 1. Look · 1 min»«\nHere.»", ["Here."]),
])
def test_a_step_reaches_to_the_next_heading_of_its_level_or_the_end_of_its_section(written, texts):
    text, places = marked(written)
    steps = markdown.read(text).sections[0].steps
    assert [place for step in steps for place in spans([step]) + [(step.body.start, step.body.end)]] == places
    assert [step.text for step in steps] == texts


# Links and images

@pytest.mark.parametrize(("written", "said"), [
    ("See [the ring](«ring.md»).", [("the ring", False)]),
    ("![A ring](«ring.png»)", [("A ring", True)]),
    ("[![A ring](«ring.png»)](«ring.md»)", [("A ring", True), ("![A ring](ring.png)", False)]),
    ("![A [wide] ring](«ring.png»)", [("A [wide] ring", True)]),
    ("[](«ring.md»)", [("", False)]),
    ("[a](«»)", [("a", False)]),
    ("[a]( «ring.md» )", [("a", False)]),
    ("[a](\n«ring.md»\n)", [("a", False)]),
    ("[a\nb](«ring.md»)", [("a\nb", False)]),
    ("[a](«ring.md» \"The ring\")", [("a", False)]),
    ("[a](«ring.md»\n'The ring' )", [("a", False)]),
    ("[a](<«the ring.md»>)", [("a", False)]),
    ("[a](<«the ring.md»> \"The ring\")", [("a", False)]),
    ("[a](<« ring.md »>)", [("a", False)]),
    ("[a](<«ring.md»)", [("a", False)]),
    (r"[a](«ring\).md»)", [("a", False)]),
    ("[a](«ring_(game_(old)).md»)", [("a", False)]),
    (r"[a\] b](«ring.md»)", [(r"a\] b", False)]),
    ("[a] [b](«ring.md»)", [("b", False)]),
    ("[a][b](«ring.md»)", [("b", False)]),
    ("[a [b](«ring.md»)", [("b", False)]),
    ("[a](«ring.md») and [b](«rest.md»)", [("a", False), ("b", False)]),
    ("[a](«ring.md»)\n\nBreathe.\n\n[b](«rest.md»)", [("a", False), ("b", False)]),
    ("[a](ring.md", []),
    ("[a](ring.md [b](«rest.md»)", [("b", False)]),
    ("a](ring.md)", []),
    (r"\[a](ring.md)", []),
    (r"\![a](«ring.md»)", [("a", False)]),
    (r"[a\](ring.md)", []),
    ("[a\n\nb](ring.md)", []),
    ("[a\n \t\nb](ring.md)", []),
    ("[a\n\n[b](«ring.md»)", [("b", False)]),
    ("[a\n \n[b](«ring.md»)](rest.md)", [("b", False)]),
    ("`[a](ring.md)` [b](«rest.md»)", [("b", False)]),
    (FRONT + "[a](«ring.md»)", [("a", False)]),
    ("[ring]: «ring.md»", [("ring", False)]),
    ("   [ring]: «ring.md» 'The ring'\n[rest]:\n    «rest.md»\n", [("ring", False), ("rest", False)]),
    ("Breathe.\n    [ring]: ring.md", []),
    ("Breathe [ring]: ring.md", []),
    ("[ring]:\n\nring.md", []),
    ("[ring] : ring.md", []),
    ("[^1]: See the ring.", []),
    ("[^1]: «https://example.org/ring»", [("^1", False)]),
    (FRONT + "[ring]: «ring.md»", [("ring", False)]),
    ("See <«https://example.org/ring»> or <«HTTP://example.org»>.", [("https://example.org/ring", False), ("HTTP://example.org", False)]),
    ("<«mailto:mei@example.org»> <«data:text/html,x»> <«vbscript:x»>", [("mailto:mei@example.org", False), ("data:text/html,x", False), ("vbscript:x", False)]),
    ("<ftp://example.org> <https://example.org/a b> <https> <datalist>", []),
    (FRONT + "<«https://example.org/ring»>", [("https://example.org/ring", False)]),
])
def test_a_link_has_a_target_a_text_and_a_place(written, said):
    text, places = marked(written)
    found = markdown.read(text).links
    assert [(link.text, link.image) for link in found] == said
    assert spans(found) == places
    assert [link.target for link in found] == [text[start:end] for start, end in places]


@pytest.mark.parametrize(("written", "target"), [("[ring]: «<ring.md>»", "ring.md"), ("[ring]:\n«<https://example.org/>»", "https://example.org/")])
def test_the_definition_of_a_link_in_angle_brackets_is_named_without_them(written, target):
    text, places = marked(written)
    [link, *_] = markdown.read(text).links
    assert link.target == target and spans([link]) == places


@pytest.mark.parametrize(("written", "stretches"), [
    ("a](b", ["a](b"]),
    ("a\n\nb](c\nd](e\n\nf\n\n](g", ["\n\nb](c\nd](e", "\n\n](g"]),
    ("](\n\n](", ["](", "\n\n]("]),
    ("a\n\nb", []),
    ("a ]\n\n( b", []),
])
def test_only_paragraphs_with_a_mark_are_looked_at(written, stretches):
    assert [written[start:end] for start, end in markdown.paragraphs_with(written, "](")] == stretches


# Citations

@pytest.mark.parametrize(("written", "locators"), [
    ("It helps [«@lin2020calm»].", [""]),
    ("@mei says it helps [«@lin2020calm»].", [""]),
    ("[«@lin2020calm», p. 12]", ["p. 12"]),
    ("[«@lin2020calm»,p. 12 ]", ["p. 12"]),
    ("[«@lin2020calm» p. 12]", [""]),
    ("[see «@lin2020calm», pp. 3-4, fig. 1; also «@wu2019»; «@he:2021-b», ch. 2]", ["pp. 3-4, fig. 1", "", "ch. 2"]),
    ("[-«@wu2019»]", [""]),
    ("[«@lin2020calm»., p. 12]", ["p. 12"]),
    ("[«@lin2020calm»:; «@wu2019»-]", ["", ""]),
    ("[«@lin2020calm» and «@wu2019», p. 2]", ["", "p. 2"]),
    ("[«@lin2020calm»] and [«@wu2019», p. 2]", ["", "p. 2"]),
    ("Breathe.\nIt helps [«@lin2020calm»].\nRest.\n[«@wu2019»]\n[«@he2021», p. 4]", ["", "", "p. 4"]),
    ("It helps [see\n@lin2020calm].", []),
    ("[mei@example.org]", []),
    ("[.@lin2020calm]", []),
    (r"[\@lin2020calm]", []),
    ("[@2020calm]", []),
    ("[@]", []),
    ("![@lin2020calm]", []),
    ("[calm][@lin2020calm]", []),
    ("[@lin2020calm][calm]", []),
    ("[@lin2020calm](calm.md)", []),
    ("[@lin2020calm]: calm.md", []),
    ("Rest.\n  [@lin2020calm]: calm.md", []),
    ("So [«@lin2020calm»]: rest.", [""]),
    ("[@lin2020calm]: calm.md [«@wu2019»]", [""]),
    (f"[{'a' * 399} «@lin2020calm»]", [""]),
    (f"[{'a' * 400} @lin2020calm]", []),
    (FRONT + "It helps [«@lin2020calm»].", [""]),
])
def test_a_citation_has_a_key_a_locator_and_a_place(written, locators):
    text, places = marked(written)
    found = markdown.read(text).citations
    assert [cited.locator for cited in found] == locators
    assert spans(found) == places
    assert ["@" + cited.key for cited in found] == [text[start:end] for start, end in places]


@pytest.mark.parametrize(("written", "defines"), [
    ("«[ring]»: ring.md", True), ("Rest.\n  «[ring]»: ring.md", True), ("a «[ring]»: ring.md", False), ("«[ring]» : ring.md", False), ("«[ring]»", False),
    ("Rest.\n\n«[ring]»:", True), ("«[ring]»[a]: ring.md", False),
])
def test_a_bracket_defines_a_link_where_it_begins_a_line_and_a_colon_follows(written, defines):
    text, [(start, end)] = marked(written)
    assert markdown.is_definition(text, start, end) is defines


# What is code or a comment, and so neither a link nor anything else

def blanked(written: str) -> tuple[str, str]:
    """A text without its marks, and with blanks for what stood in them."""
    text, places = marked(written)
    kept = text
    for start, end in places:
        kept = kept[:start] + re.sub(r"[^\n]", " ", kept[start:end]) + kept[end:]
    return text, kept


SPANS = [
    "Use «`kb check`» now.",
    "«`kb`»",
    "«``a ` b``» and «`c`»",
    "«`a``b`»",
    "``a` b",
    "`a",
    r"\`a\` b",
    r"\`a «`b`»",
    "`a\n\nb`",
    "`a\n \t\nb`",
    "«`a`»\n\n`b\n\n«`c`»",
]
COMMENTS = [
    "Rest. «<!-- later -->» Play.",
    "«<!---->»«<!-- a -->»",
    "«<!--\nlater\n\n-->»\nRest.",
    "<!-- never closed",
    "«<!-- begun twice <!-- closed -->».",
    "<!--> shown -->",
    "<!---> shown -->",
    "<!--> «<!-- hidden -->» -->",
    "<!-- a --!> shown -->",
    "<!-- a --!> «<!-- hidden -->»",
    "--> <!-- shown",
    "«<!-- a -->» -->",
    f"«<!--{'a' * 4997}-->»",
    f"<!--{'a' * 4998}-->",
    "«`<!--`» a -->",
    "«<!-- a ~~~ b -->»",
]
PLAIN_FENCES = [
    "«```\na\n\nb\n```»\nc",
    "c\n«```python\na\n```»",
    "«~~~ text\n```\n~~~ \t»",
    "«````\n```\na\n```\n````»\nb",
    "«```\na\n~~~\n``` b\n```»\nc",
    "«```\na\n```»\nb\n«~~~\nc\n~~~»\nd",
    "«```\n<!-- a\n```»\n-->",
    "«```c++\na\n```»\nb",
]


@pytest.mark.parametrize("written", SPANS + COMMENTS + PLAIN_FENCES + [
    "«`a\nb`» c",
    "«```\na\n»",
    "«```»",
    "Rest.\n«```\na\n````»\nb",
    "«```yaml hl_lines=\"1\"\na\n```»\nb",
    "«```{.yaml}\na\n```»\nb",
    "``` a`b\n\nc",
    "«> ```\n> a\n> ```»\nb",
    "- a\n\n«    ```\n    b\n    ```»\nc",
    "- a\n\n«\t```\n\tb\n\t```»\nc",
    "Rest.\n«            ```\na\n            ```»",
    "«~~~\n`a\n~~~»\n`b",
    "«~~~\na\n~~~»\n<!-- b",
    "«~~~\na\n~~~»\n«`b`»",
    "``\n\n«```\na\n```»",
    # indented by four more than what it stands in
    "«    make all»\nRest.",
    "«\tmake all»",
    "Rest.\n\n«    make all»\n\nPlay.",
    "Rest.\n\n«\tmake all»\n«\tmake clean»",
    "Rest.\n    goes on",
    "Rest.\n\n   goes on\n\n«    make all»\nPlay\n    goes on",
    "Rest.\n\n«    make all»\n\n«    make clean»\n",
    "Rest.\n \t\n«    make all»\n«      twice»\nPlay.",
    "- a\n\n    goes on\n\n«        make all»\n\n    goes on",
    "* a\n    goes on",
    "+ a\n\n  goes on\n\n«    make all»",
    "- a\n\n  goes on",
    "1. a\n\n    - b\n\n        goes on\n\n«            make all»\n\n    goes on\n\n«        make all»",
    "1) a\n- b\n\n    goes on\n\n«        make all»",
    "- a\n    - b\n- c\n\n    goes on\n\n«        make all»",
    "123456789. a\n\n    goes on",
    "1234567890. a\n\n«    make all»",
    "-a\n\n«    make all»",
    "[^1]: a\n\n    goes on\n\n«        make all»",
    "!!! note\n\n    goes on",
    "??? note\n\n    goes on",
    "=== \"A tab\"\n\n    goes on",
    "A word\n: what it means\n\n    goes on",
    "/// note\n\n    goes on",
    "- a\n\nRest.\n\n«    make all»",
    "- a\nRest.\n\n    goes on",
    "«```\na\n\n    ```»\nb",
    "«```\n- a\n```»\n\n«    make all»",
    "«````\n```\n- a\n````»\n\n«    make all»",
    "«~~~\n~~~ a\n- a\n~~~»\n\n«    make all»",
    "«```\na\n```»\n    goes on",
    "«    a\x0c»\n\n«    b»",
    "a\n\n\u2028    goes on",
])
def test_code_and_comments_are_blanked_out_and_nothing_moves(written):
    text, kept = blanked(written)
    assert markdown.shield(text) == kept
    document = markdown.read(FRONT + text)
    assert document.shielded == kept and document.body == text


@pytest.mark.parametrize("written", ["Rest. <!-- later -->", "«`a`» <!-- b -->", "«~~~\na\n~~~»\n<!-- b -->", "a\n\n«    b»\n<!-- c -->"])
def test_comments_may_be_left(written):
    text, kept = blanked(written)
    assert markdown.shield(text, comments=False) == kept


@pytest.mark.parametrize("written", SPANS + COMMENTS + PLAIN_FENCES + [
    "`a\nb` c",
    "`a\n«`b`» c",
    "```\na\n",
    "```\na\n````\nb",
    "«````\n```\na\n````»\n```\nb\n",
    "```\na\n\n«~~~\nb\n~~~»",
    "```yaml hl_lines=\"1\"\na\n\nb",
    "> ```\n> a\n> ```",
    "Rest.\n\n    make all",
    "- a\n\n    ```\n    b\n    ```",
    " ```\na\n ```",
])
def test_less_is_blanked_out_where_readers_of_markdown_differ(written):
    text, kept = blanked(written)
    assert markdown.read(FRONT + text).bare == kept


@pytest.mark.parametrize(("written", "bare"), [
    ("[a](«ring.md»)", True),
    ("`[a](ring.md)`", False),
    ("`a\n[b](«ring.md»)`", True),
    ("~~~ a b\n[b](«ring.md»)", True),
    ("```\n[b](«ring.md»)", True),
    ("~~~\n[b](ring.md)\n~~~", False),
    ("    [b](«ring.md»)", True),
    (FRONT + "`a\n[b](«ring.md»)`", True),
])
def test_links_are_found_in_what_only_some_readers_take_for_code(written, bare):
    text, places = marked(written)
    found = markdown.read(text).bare_links
    assert bool(found) is bare and spans(found) == places


# Raw HTML

@pytest.mark.parametrize("written", [
    "Rest «<b»>now«</b»>.",
    "«<img\nsrc=a.png»> a",
    "«<!DOCTYPE» html> «<?»php «<![CDATA»[a]]>",
    "«<!doctype» html>",
    "a < b, 3 <4, <3",
    "<mei@example.org> «<mei @example.org»> «<b»>",
    "<https://example.org/> <mailto:mei@example.org> «<b»>",
    "«<https://example.org/ a»> «<datalist»>",
    "«<!--» never closed",
    "<!-- <i> --> «<b»>",
    "`<i>` «<b»>",
    "    «<b»>",
    FRONT + "«<b»>",
    "---\ntitle: <i>\n---\na",
])
def test_raw_html_has_places(written):
    text, places = marked(written)
    assert [(span.start, span.end) for span in markdown.read(text).raw_html] == places


# What is remembered

def test_what_is_remembered_of_a_file_is_what_was_found_in_it(tmp_path, monkeypatch):
    text = "---\ntitle: Calm\n---\n# Calm\n\n## Steps\n\n### 1. Look · 2 min\n\n![a](b.png) [c](d.md) [@lin2020calm, p. 3]\n"
    with open_store(tmp_path / "kept.db", "maker") as store:
        first = markdown.read(text, store)
    monkeypatch.setattr(markdown, "_read", None)
    with open_store(tmp_path / "kept.db", "maker") as store:
        second = markdown.read(text, store)
    assert first == second and first.links == second.links and first.citations == second.citations and first.sections == second.sections
    assert [link.target for link in second.links] == ["b.png", "d.md"] and second.citations[0].locator == "p. 3" and second.front == Span(4, 16)


@pytest.mark.parametrize(("text", "ours"), [("---\n1: a\n---\n", True), ("---\nminutes: 10\n---\n", False)])
def test_what_is_remembered_is_not_mistaken_for_something_else(tmp_path, text, ours):
    for _ in range(2):
        with open_store(tmp_path / "kept.db", "maker") as store:
            assert markdown.read(text, store, ours=True) == markdown.read(text, ours=True)
            assert markdown.read(text, store, ours=ours) == markdown.read(text, ours=ours)
