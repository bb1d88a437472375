"""Anchors, HTML and references of a Markdown page, found without making it; Python-Markdown says what is right."""

import html
import re
from pathlib import Path

import markdown as python_markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(deadline=None, max_examples=150)
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


@pytest.mark.parametrize("piece", ["[a][", "<a ", "<a b=\"", "[^", "# ", "    x\n\n", "- a\n\n    ", "_a", "*a ", "> ", "{: #", "a\n---\n", "<!-- ", "`", "```\n\t"])
def test_hostile_text_takes_time_in_proportion(piece):
    document = markdown.read(piece * (200_000 // len(piece)), ours=False)
    assert outline.anchors(document, outline.plain_slug, "-", attributes=True) is not None
    assert outline.references(document) and outline.notes(document) and list(outline.tags(document)) is not None
