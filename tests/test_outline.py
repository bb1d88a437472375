"""Anchors, HTML and references of a Markdown page, found without making it; Python-Markdown says what is right."""

import html
import re
from pathlib import Path

import markdown as python_markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rows import marked

from kb_tools.sources import markdown, outline

ROOT = Path(__file__).parent.parent
EXTENSIONS = ["toc", "attr_list", "footnotes", "tables", "fenced_code", "admonition", "md_in_html", "def_list"]


def theirs(body: str) -> list[str]:
    """The ids that Python-Markdown gives to headings."""
    made = python_markdown.Markdown(extensions=EXTENSIONS).convert(body)
    return [html.unescape(found) for found in re.findall(r"<h[1-6][^>]*?\bid=\"([^\"]*)\"", made)]


def ours(text: str) -> set[str]:
    return outline.anchors(markdown.read(text, ours=False), outline.plain_slug, "-", attributes=True)


@pytest.mark.parametrize(("written", "ids"), [
    ("# Home", ["home"]),
    ("#Home", ["home"]),
    ("# Home #", ["home"]),
    ("Home\n====\n\nUnder\n-----", ["home", "under"]),
    ("## Twice\n\n## Twice", ["twice", "twice_1"]),
    ("## Use `kb check` now", ["use-kb-check-now"]),
    ("## Ends in `code`", ["ends-in-code"]),
    ("## A [link](b.md) and *stress* and _more_ and snake_case_name", ["a-link-and-stress-and-more-and-snake_case_name"]),
    ("## Given {#my-id}", ["my-id"]),
    ("## Given {: #my-id .wide }", ["my-id"]),
    ("## Fish & chips &amp; more", ["fish-chips-more"]),
    ("## Élan vital", ["elan-vital"]),
    ("## 你好", ["_1"]),
    ("## Ask[^1]\n\n[^1]: Why.", ["ask"]),
    ("## \\*Not stressed\\*", ["not-stressed"]),
    ("```\n# no heading\n```\n\n# Yes", ["yes"]),
    ("    # code\n\n# Yes", ["yes"]),
    ("- item\n\n    # In a list\n\n        # code in it\n", ["in-a-list"]),
    ("> # Quoted", ["quoted"]),
    ("!!! note\n\n    ## In a box\n", ["in-a-box"]),
    ("<!--\n# hidden\n-->\n\n# Yes", ["yes"]),
    ("a | b\n--|--\n1 | 2\n", []),
])
def test_a_heading_has_the_id_that_python_markdown_gives_it(written, ids):
    assert theirs(written) == ids
    assert [i for i in ids if i not in ours(written)] == []
    assert len(outline.titles(markdown.read(written, ours=False), attributes=True)) == len(ids)


@pytest.mark.parametrize("path", sorted(p.relative_to(ROOT).as_posix() for p in (*ROOT.glob("docs/**/*.md"), *ROOT.glob("activities/*.md"))))
def test_every_heading_of_the_handbook_is_found(path):
    text = (ROOT / path).read_text("utf-8")
    assert set(theirs(markdown.read(text).body)) <= ours(text)


LINES = st.lists(st.sampled_from(["# a", "## b *c*", "### `d`", "text", "- item", "    indented", "        deeper", "```", "> quote", "e\n---", "", "## f {#g}", "1. one", "![x](y)",
                                  "[a][b]", "<a id='z'></a>", "a_b_c"]), max_size=14).map("\n\n".join)


@settings(max_examples=150)
@given(LINES)
def test_no_heading_of_python_markdown_is_missed(written):
    if written.count("```") % 2 == 0:
        assert set(theirs(written)) <= ours(written)


@pytest.mark.parametrize(("written", "function"), [
    (None, "héllo-wörld"), ({"!": "name:markdown.extensions.toc.slugify_unicode", "value": None}, "héllo-wörld"),
    ({"!": "object/apply:pymdownx.slugs.slugify", "value": {"kwds": {"case": "lower"}}}, "héllo-wörld"),
    ({"!": "name:my.own", "value": None}, None),
])
def test_the_function_that_makes_ids_is_known_by_its_name(written, function):
    slugify = outline.slugifier(written)
    assert (slugify("Héllo Wörld", "-") if slugify else None) == (function if written else "hello-world")


def test_html_is_found_with_its_attributes_and_their_places():
    text = "See <a HREF='b.md' id=x>b</a> and `<i>` <!-- <u> --> <img src=\"c &amp; d.png\" alt>"
    tags = list(outline.tags(markdown.read(text, ours=False)))
    assert [(t.name, t.attributes) for t in tags] == [("a", {"href": "b.md", "id": "x"}), ("/a", {}), ("img", {"src": "c & d.png", "alt": ""})]
    place = tags[0].places["href"]
    assert text[place.start:place.end] == "b.md"


def test_references_and_footnotes_are_paired_by_name():
    text = "[a][B  c] [d][] [e] ![f][g] [^1] [^n]\n\n[b c]: x.md\n[^1]: one\n[e]: y.md\n"
    document = markdown.read(text, ours=False)
    used, defined = outline.references(document)
    assert [one.name for one in used] == ["b c", "d", "g"] and [one.name for one in defined] == ["b c", "e"]
    referred, written = outline.notes(document)
    assert [one.name for one in referred] == ["1", "n"] and [one.name for one in written] == ["1"]


FRONT = "---\ntitle: Calm\n---\n"


def read(written: str) -> tuple[str, markdown.Document, list[tuple[int, int]]]:
    """A text without its marks, taken apart, and where the marks stood."""
    text, places = marked(written)
    return text, markdown.read(text, ours=False), places


def spans(found) -> list[tuple[int, int]]:
    return [(one.span.start, one.span.end) for one in found]


@pytest.mark.parametrize(("written", "found"), [
    ("«# Calm down»", [(1, "Calm down")]),
    ("«#Calm»\n«######Rest ##  »", [(1, "Calm"), (6, "Rest")]),
    ("####### Calm", []),
    ("Rest.\n  «## Calm»\nRest.", [(2, "Calm")]),
    ("> > «## Calm»\n>«### Rest»", [(2, "Calm"), (3, "Rest")]),
    ("«## Calm \\# 1»", [(2, "Calm # 1")]),
    ("«## Run `make`»", [(2, "Run make")]),
    ("«Calm»\n====", [(1, "Calm")]),
    ("«Calm»\n=\n\n«Rest»\n-  \nEnd.", [(1, "Calm"), (2, "Rest")]),
    ("> «Calm»\n> ---", [(2, "Calm")]),
    ("Rest.\n\n  «Calm  »\n  ---", [(2, "Calm")]),
    ("Rest.\nCalm\n---", []),
    ("Rest.\n \t\n«Calm»\n---", [(2, "Calm")]),
    ("Calm\n\n---", []),
    ("Calm\n--- and\n\nRest\n-=", []),
    ("| a |\n---", []),
    ("«C»\n---", [(2, "C")]),
    ("«Calm»\n---\n\n«# Rest»\n\n«Play»\n===\n", [(2, "Calm"), (1, "Rest"), (1, "Play")]),
    (FRONT + "«# Calm»\n\n«Rest»\n---", [(1, "Calm"), (2, "Rest")]),
    ("`a\n# Calm`", []),
])
def test_titles_have_a_level_words_and_a_place(written, found):
    _, document, places = read(written)
    titles = outline.titles(document, attributes=True)
    assert [(title.level, title.words) for title in titles] == found
    assert spans(titles) == places


@pytest.mark.parametrize(("written", "given", "left"), [
    ("## Calm {#rest}", "rest", "Calm"),
    ("## Calm {: #rest }", "rest", "Calm"),
    ("## Calm { .wide #rest .high }", "rest", "Calm"),
    ("## Calm {: #rest.wide }", "rest", "Calm"),
    ("## Calm {: id=rest }", "rest", "Calm"),
    ("## Calm {: .wide id=\"rest\" }", "rest", "Calm"),
    ("## Calm{: #rest}", "rest", "Calm"),
    ("## Calm {: #rest} ##", "rest", "Calm"),
    ("Calm {: #rest}\n---", "rest", "Calm"),
    ("## Calm {.wide}", "", "Calm"),
    ("## Calm {}", "", "Calm"),
    ("## Calm{#rest}", "", "Calm{#rest}"),
    ("## Calm {#rest} down", "", "Calm {#rest} down"),
])
def test_an_attribute_list_gives_a_title_its_id_where_such_lists_are_read(written, given, left):
    document = markdown.read(written, ours=False)
    assert [(title.id, title.words) for title in outline.titles(document, attributes=True)] == [(given, left)]
    [title] = outline.titles(document, attributes=False)
    assert title.id == "" and title.words.startswith("Calm") and title.words.endswith(("}", "down"))


@pytest.mark.parametrize(("written", "words"), [
    ("Use `kb check` or `` a ` b ``", "Use kb check or a ` b"),
    ("`<b>` `_a_` `&amp;` `a**`", "<b> _a_ &amp; a**"),
    ("![A ring](ring.png) Calm ![it][ring]", "Calm"),
    ("[Calm](calm.md) and [rest][rest] and [play [it]](play_(2).md)", "Calm and rest and play [it]"),
    ("Calm[^1] down [@lin2020calm, p. 2]", "Calm down"),
    ("Calm [down]", "Calm [down]"),
    ("<b class='a'>Calm</b> <br/>", "Calm"),
    ("See <https://example.org/> or <mailto:mei@example.org>", "See https://example.org/ or mailto:mei@example.org"),
    ("a < b", "a < b"),
    ("_Calm_ __down__ snake_case_name a_b_", "Calm down snake_case_name a_b_"),
    ("*Calm* **down** 2 * 3 * 4", "Calm down 2 * 3 * 4"),
    (r"\*Calm\* \_down\_ \# \q", r"*Calm* _down_ # \q"),
    ("Rest &amp; play &lt;3", "Rest & play <3"),
    ("  Calm  ", "Calm"),
])
def test_words_are_what_is_left_without_what_marks_them_up(written, words):
    assert outline.words(written) == words


@pytest.mark.parametrize(("written", "found"), [
    ("# Calm\n\n## Calm\n\n## Calm", {"calm", "calm_1", "calm_2"}),
    ("# Calm {#rest}\n\n## Rest", {"rest", "rest_1"}),
    ("<a id='rest'></a> <a name=\"play\"></a> <b id=''> <i>\n\n## Rest", {"rest", "play", "rest_1"}),
    ("Breathe.\n{: #rest .wide }\n\n- a\n{#play}", {"rest", "play"}),
    ("Breathe {.wide} {} `{#rest}`", set()),
    ("Calm[^1] down[^2]\n\n[^1]: Why.\n[^3]: How.", {"fnref:1", "fnref:2", "fn:1", "fn:3"}),
])
def test_anchors_are_all_ids_of_a_page(written, found):
    assert ours(written) == found


def test_anchors_that_are_made_or_in_attribute_lists_count_only_where_a_site_has_them():
    document = markdown.read("# Calm\n\n## Rest {#rest-1}\n\nBreathe.\n{: #play }\n\n<a id='end'></a>", ours=False)
    assert outline.anchors(document, None, "-", attributes=True) == {"rest-1", "play", "end"}
    assert outline.anchors(document, None, "-", attributes=False) == {"end"}
    assert outline.anchors(document, outline.plain_slug, "_", attributes=False) == {"calm", "rest_rest-1", "end"}


@pytest.mark.parametrize(("written", "made"), [
    ("", "cafe-calm-2-b"),
    ({"!": "name:markdown.extensions.toc.slugify", "value": None}, "cafe-calm-2-b"),
    ({"!": "name:markdown.extensions.toc.slugify_unicode", "value": None}, "café-calm-2-b"),
    ({"!": "name:pymdownx.slugs.uslugify", "value": None}, "café-calm-2-b"),
    ({"!": "object/apply:pymdownx.slugs.gfm", "value": {"kwds": {"case": "none"}}}, "café-calm-2-b"),
    ({"!": "object/apply:pymdownx.slugs.slugify", "value": None}, "Café-Calm-2-b"),
    ({"!": "object/apply:pymdownx.slugs.slugify", "value": {"kwds": None}}, "Café-Calm-2-b"),
    ({"!": "object/apply:pymdownx.slugs.slugify", "value": {"kwds": {"case": "lower-ascii"}}}, "café-calm-2-b"),
    ({"!": "object/apply:pymdownx.slugs.slugify", "value": {"kwds": {"case": "fold"}}}, "café-calm-2-b"),
    ({"!": "object/apply:pymdownx.slugs.slugify", "value": {"kwds": {"case": "upper"}}}, "Café-Calm-2-b"),
    ({"!": "object/apply:markdown.extensions.toc", "value": {}}, None),
    ({"of": "pymdownx.slugs.slugify"}, None),
    ("pymdownx.slugs.slugify", None),
])
def test_each_function_that_makes_ids_makes_them_its_own_way(written, made):
    slugify = outline.slugifier(written)
    assert (slugify("Café: Calm 2-b!", "-") if slugify else None) == made


def test_letters_are_folded_only_where_that_is_asked_for():
    made = {case: outline.slugifier({"!": "object/apply:pymdownx.slugs.slugify", "value": {"kwds": {"case": case}}})("Große Pause", "_") for case in ("none", "lower", "fold")}
    assert made == {"none": "Große_Pause", "lower": "große_pause", "fold": "grosse_pause"}


def test_what_looks_like_a_tag_in_a_title_has_no_part_in_its_id():
    slugify = outline.slugifier({"!": "name:pymdownx.slugs.slugify", "value": None})
    assert slugify(outline.words("Cafe\u0301 `<br>` `</b>` 1 < 2"), "-") == "Café---1--2"


@pytest.mark.parametrize(("written", "found"), [
    ("See <a href='«b.md»' «hidden» id=«x»>b</a>", [("a", {"href": "b.md", "hidden": "", "id": "x"}), ("/a", {})]),
    ("<IMG SRC = \"«a b.png»\"\n  alt=\"«»\"/>", [("img", {"src": "a b.png", "alt": ""})]),
    ("<a href='«?a&amp;b»' title='«x»' href='c.md'>", [("a", {"href": "?a&b", "title": "x"})]),
    ("<my-box data-x=«1»><svg:rect/>", [("my-box", {"data-x": "1"}), ("svg:rect", {})]),
    ("`<b>` <!-- <i> --> <3 <a href='b.md' <u>", [("u", {})]),
    (FRONT + "<a href=«b.md»>", [("a", {"href": "b.md"})]),
    ("<hr>", [("hr", {})]),
    ("1 > 0", []),
])
def test_a_tag_has_a_name_and_attributes_each_with_the_place_of_its_value(written, found):
    _, document, places = read(written)
    tags = list(outline.tags(document))
    assert [(tag.name, tag.attributes) for tag in tags] == found
    assert [(span.start, span.end) for tag in tags for span in tag.places.values()] == places


@pytest.mark.parametrize("written", ["a «<b>»c«</b>»\n«<img\nsrc=a.png />»", FRONT + "«<hr/>»"])
def test_a_tag_stands_from_bracket_to_bracket(written):
    _, document, places = read(written)
    assert spans(outline.tags(document)) == places


@pytest.mark.parametrize(("written", "names"), [
    ("[the ring][«Ring  2»]", ["ring 2"]),
    ("[«The ring»][]", ["the ring"]),
    ("[a] [«ring»] and [«b»] []", ["ring", "b"]),
    ("![a][«ring»]", ["ring"]),
    ("[a]", []),
    ("[a] [b](ring.md)", []),
    ("[a][b]: ring.md", []),
    ("`[a][b]`", []),
    ("[@lin2020calm][b] [^1][c]", []),
    (FRONT + "[a][«ring»]\n[«b»][]", ["ring", "b"]),
])
def test_a_reference_names_a_definition(written, names):
    _, document, places = read(written)
    used, _ = outline.references(document)
    assert [one.name for one in used] == names and spans(used) == places


@pytest.mark.parametrize(("written", "names"), [
    ("[«The  Ring»]: ring.md", ["the ring"]),
    ("   [«a»]:\n  ring.md\n[«b»]: <rest.md>", ["a", "b"]),
    ("Rest.\n    [a]: ring.md", []),
    ("See [a]: ring.md", []),
    ("[a]:\n\nring.md", []),
    ("[^1]: Why.", []),
    ("```\n[a]: ring.md\n```", []),
    (FRONT + "[«a»]: ring.md", ["a"]),
])
def test_a_definition_begins_a_line(written, names):
    _, document, places = read(written)
    _, defined = outline.references(document)
    assert [one.name for one in defined] == names and spans(defined) == places


@pytest.mark.parametrize(("written", "used", "defined"), [
    ("Calm«[^1]» down«[^a b]».", ["1", "a b"], []),
    ("«[^1]»: Why.\n«[^2]»:", [], ["1", "2"]),
    ("Rest.\n    [^1]: Why.\nSee [^2]: how.", [], []),
    (r"\[^1] `[^2]` [^]", [], []),
    (FRONT + "Calm«[^1]»\n\n«[^1]»: Why.", ["1"], ["1"]),
    ("A note.", [], []),
])
def test_a_footnote_is_referred_to_or_written(written, used, defined):
    _, document, places = read(written)
    referred, noted = outline.notes(document)
    assert [one.name for one in referred] == used and [one.name for one in noted] == defined
    assert spans((*referred, *noted)) == places


@pytest.mark.parametrize("piece", ["[a][", "<a ", "<a b=\"", "[^", "# ", "    x\n\n", "- a\n\n    ", "_a", "*a ", "> ", "{: #", "a\n---\n", "<!-- ", "`", "```\n\t"])
def test_hostile_text_takes_time_in_proportion(piece):
    document = markdown.read(piece * (200_000 // len(piece)), ours=False)
    assert outline.anchors(document, outline.plain_slug, "-", attributes=True) is not None
    assert outline.references(document) and outline.notes(document) and list(outline.tags(document)) is not None
