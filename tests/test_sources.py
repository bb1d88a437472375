"""Readers of text: what they find, where it stands, and that nothing surprises them."""

import re

import pytest
import yaml as pyyaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.utils import CaseInsensitiveDict

from kb_tools.positions import Lines, Position
from kb_tools.sources import bibtex, markdown, text, url, yaml
from kb_tools.sources.broken import Broken

ANY_TEXT = st.text(max_size=300)
LIKE_YAML = st.lists(
    st.sampled_from(list("ab: -[]{}'\"#&*!|>%@`,?\n\t 0\\") + ["\n  ", "- ", "a: ", "<<: ", "---\n", "\u2028", "\x85", "你"]), max_size=60).map("".join)
LIKE_MARKDOWN = st.lists(
    st.sampled_from(["# ", "## ", "### 1. ", " · 5 min", "\n", "\n\n", "a", "你", "[", "]", "(", ")", "@key", ", p. 1", ";", "`", "```", "~~~", "<", ">",
                     "<!--", "-->", "!", "---\n", "a: b\n", "\\", ":", "\u2028", "javascript:", '"', "|", "{:", "}"]), max_size=60).map("".join)
LIKE_BIBTEX = st.lists(
    st.sampled_from(["@article{", "@string{", "@comment{", "@", "key", ",", "title", " = ", "{", "}", '"', "#", "\n", "%", "author", "and ", "(", ")",
                     "jan", "\\", "2020", "你", "\u2028"]), max_size=60).map("".join)

_VALUES = st.one_of(st.sampled_from(["jan", "12", '"a b"', "{a {B}\n c}", "{}", '"{"}x"', "{Dé}", "j", "{a\n  b = {c}}"]),
                    st.lists(st.sampled_from(["dec", "{x }", '" y"', "7"]), min_size=2, max_size=3).map(" # ".join))
_FIELDS = st.lists(st.tuples(st.sampled_from(["title", "AUTHOR", "year", "x-y", "note:a"]), _VALUES).map(" = ".join), max_size=4)
ENTRIES = st.lists(st.tuples(st.sampled_from(["@misc{k1", "@Article{a:b/c", "@book{é", "@string{j = {Jo} }%", "@preamble{{x} # jan}%", "@comment{%"]), _FIELDS,
                             st.sampled_from(["}", ",}", "\n}\n", "} text\n", ""])).map(lambda e: ",\n  ".join([e[0], *e[1]]) + e[2]), max_size=5).map("\n".join)


# Positions

@pytest.mark.parametrize(("written", "offset", "line", "column"), [
    ("", 0, 1, 1),
    ("ab", 2, 1, 3),
    ("a\nb", 2, 2, 1),
    ("a\r\nb", 3, 2, 1),
    ("a\rb", 2, 2, 1),
    ("a\r\n\r\nb", 5, 3, 1),
    ("a\u2028b", 2, 1, 3),
    ("a\u2029b\x85c\x0bd\x0ce", 8, 1, 9),
    ("a\u2028b\nc", 4, 2, 1),
    ("你好\n世界", 4, 2, 2),
    ("😀x", 1, 1, 2),
])
def test_lines_and_columns_are_those_an_editor_shows(written, offset, line, column):
    assert Lines(written).at(offset) == Position(line, column)


@given(st.text(alphabet="a\n\r\u2028\x85你", max_size=40))
def test_every_offset_has_the_position_that_counting_gives(written):
    lines = Lines(written)
    for offset in range(len(written) + 1):
        before = written[:offset]
        if before.endswith("\r") and written[offset:].startswith("\n"):
            continue  # in the middle of one line end
        plain = before.replace("\r\n", "\n").replace("\r", "\n")
        assert lines.at(offset) == Position(plain.count("\n") + 1, len(plain) - plain.rfind("\n"))
    assert lines.start(lines.at(len(written)).line) <= len(written)


# Bytes

@pytest.mark.parametrize(("data", "said"), [
    ("左边的孩子，右边的孩子".encode("gb18030"), "GB18030"),
    ("Erika Mustermännin, café".encode("latin-1"), "Latin-1"),
    ("names".encode("utf-16"), "UTF-16"),
    (b"caf\xe9", "Latin-1"),
    ("写下孩子的名字".encode() + b"\xe9", "a few bytes"),
])
def test_bytes_that_are_not_utf8_are_named(data, said):
    with pytest.raises(Broken, match=said) as caught:
        text.decode(data)
    assert caught.value.hint == "save the file as UTF-8"


def test_the_offset_of_a_bad_byte_counts_characters():
    with pytest.raises(Broken) as caught:
        text.decode("你好\r\nab".encode() + b"\xff")
    assert caught.value.offset == len("你好\nab")


@pytest.mark.parametrize(("written", "names"), [
    ("plain 你好\n\ttext", []),
    ("\ufeffa", ["U+FEFF"]),
    ("a\u202eb\u202c", ["U+202E", "U+202C"]),
    ("a\u200bb", ["U+200B"]),
    ("a\x00\x1b", ["U+0000", "U+001B"]),
    ("👩\u200d👧 ok", []),
    ("\x07" * 50, ["U+0007"] * 10),
])
def test_hidden_characters_are_named(written, names):
    assert [name for _, name in text.hidden(written)] == names


# YAML

@pytest.mark.parametrize(("written", "value"), [
    ("", None),
    ("a: 1", {"a": 1}),
    ("a: NO", {"a": "NO"}),
    ("a: yes", {"a": "yes"}),
    ("a: true", {"a": True}),
    ("a: 012", {"a": "012"}),
    ("a: 0x1F", {"a": "0x1F"}),
    ("a: 1_000", {"a": "1_000"}),
    ("a: 12:30", {"a": "12:30"}),
    ("a: 2026-11-22", {"a": "2026-11-22"}),
    ("a: 2026-13-45", {"a": "2026-13-45"}),
    ("a: 1.5", {"a": 1.5}),
    ("a: 1.10.2", {"a": "1.10.2"}),
    ("a: " + "9" * 5000, {"a": "9" * 5000}),
    ("a: ~", {"a": None}),
    ("a: [b, 3, null]", {"a": ["b", 3, None]}),
    ("a: |\n  *b* & !c\n", {"a": "*b* & !c\n"}),
    ("1: a", {1: "a"}),
])
def test_yaml_means_what_it_seems_to_mean(written, value):
    assert yaml.read(written) == value


@pytest.mark.parametrize(("written", "message", "offset"), [
    ("a: 1\na: 2", "the key `a` stands twice", 5),
    ("x:\n  a: 1\n  a: 2", "the key `a` stands twice", 12),
    ("a: &x 1\nb: *x", "the alias `*x`", 11),
    ("a: {<<: {b: 1}}", "merge keys", 4),
    ("a: !!python/object/apply:os.system [ls]", "the tag", 3),
    ("a: !!bool maybe", "the tag", 3),
    ("a: !mine 1", "the tag", 3),
    ("? [a]\n: b", "a key must be one word", 2),
    ("a: b: c", "mapping values are not allowed", 4),
    ("a: [b", "not readable as YAML", 5),
    ("a:\n\tb: c", "not readable as YAML", 3),
    ("[" * 100, "nested more than 40 deep", 40),
    ("{a: " * 100, "nested more than 40 deep", 160),
    ("- " * 100, "nested more than 40 deep", 80),
    ("--- a\n--- b", "not readable as YAML", 6),
    ("\ufeffa: 1\na: 2", "the key `a` stands twice", 6),
    ("a: 𐀀你\nb: \x07", "control characters", 9),
])
def test_yaml_that_is_refused_says_why_and_where(written, message, offset):
    with pytest.raises(Broken) as caught:
        yaml.read(written)
    assert message in caught.value.message and caught.value.hint
    assert caught.value.offset == offset


@pytest.mark.parametrize(("path", "line", "column"), [
    (("a",), 1, 1),
    (("a", "b"), 2, 3),
    (("a", "b", 1), 2, 10),
    (("c", 1, "d"), 5, 5),
    (("c", 0), 4, 5),
    (("a", "missing"), 1, 1),
    (("c", 9), 3, 1),
    (("missing",), 1, 1),
    (("a", "b", "tag-of-a-union", 1), 2, 10),
    ((), 1, 1),
])
def test_a_key_path_leads_to_its_place_and_a_missing_one_to_its_parent(path, line, column):
    written = "a:\n  b: [1, 2]\nc:\n  - d: 1\n  - d: 2\n"
    assert Lines(written).at(yaml.span_of(written, path).start) == Position(line, column)


def test_a_place_after_odd_line_ends_is_still_right():
    written = "a: 'x\u2028y'\nb: '\u2029'\nc: 你\nd: 1\n"
    assert Lines(written).at(yaml.span_of(written, ("d",)).start) == Position(4, 1)


@pytest.mark.parametrize(("written", "start", "end", "covered"), [
    ("k: seats in a ring", 0, 5, "seats"),
    ("k: seats in a ring", 11, 15, "ring"),
    ("k: seats in a ring", 11, 99, "ring"),
    ("k: seats in a ring", 99, 99, ""),
    ("k: seats in a ring", 9, 6, ""),
    ("k: seats\n  in a\n  ring", 6, 8, "in"),
    ("k: seats\n\n\n  ring", 5, 6, "\n"),
    ("k: seats\n\n\n  ring", 5, 7, "\n\n\n  "),
    ("k: 'it''s a ring'", 3, 4, "s"),
    ("k: 'it''s a ring'", 2, 3, "''"),
    ('k: "a \\u597d b"', 2, 3, "\\u597d"),
    ('k: "a \\u597d b"', 4, 5, "b"),
    ('k: "\\x41\\U00000042c"', 2, 3, "c"),
    ('k: "a\\tb"', 2, 3, "b"),
    ('k: "ab\\\n    cd"', 2, 4, "cd"),
    ('k: "ab\\\n    \\ cd"', 2, 3, "\\ "),
    ("k: |\n  one\n  two\n", 4, 7, "two"),
    ("k: |\n  one\n  two\n", 3, 4, "\n  "),
    ("k: >-\n  one\n  two\n", 4, 7, "two"),
    ("k: >-\n  one\n\n  two\n", 4, 7, "two"),
    ("\ufeffk: one two", 4, 7, "two"),
])
def test_characters_of_a_value_stand_behind_quotes_escapes_and_indents(written, start, end, covered):
    span = yaml.span_of(written, ("k",), start, end)
    assert written[span.start:span.end] == covered


@given(st.text(st.sampled_from("ab é中\"'\\\n\t :#-"), min_size=1, max_size=14), st.sampled_from(["", "'", '"', "|", ">"]), st.sampled_from([4, 8, 80]), st.booleans())
def test_each_character_of_a_value_is_found_however_it_is_written(value, style, width, plain):
    written = pyyaml.dump({"k": value}, default_style=style, width=width, allow_unicode=plain)
    spans = [yaml.span_of(written, ("k",), i, i + 1) for i in range(len(value))]
    assert spans == sorted(spans, key=lambda span: span.start)
    escaped = pyyaml.compose(written).value[0][1].style == '"'
    for letter, span in zip(value, spans):
        said = re.match(r"\\(?:x..|u....|U.{8}|.)|.", written[span.start:], re.S)[0] if escaped else written[span.start]
        assert letter.isspace() or (pyyaml.safe_load(f'"{said}"') if escaped else said) == letter


@given(st.one_of(ANY_TEXT, LIKE_YAML))
@example("a: ''\x85b")
@example("!!timestamp x")
@example("\ud800")
@example("\ufeff\ufeffa: 1")
def test_reading_any_text_as_yaml_gives_a_value_or_broken(written):
    try:
        yaml.read(written)
    except Broken as error:
        assert 0 <= error.offset <= len(written) + 1 and error.message
    assert 0 <= yaml.span_of(written, ("a", 0, "b")).start <= len(written) + 1


# Markdown

@pytest.mark.parametrize(("written", "found"), [
    ("As seen [@lin2020calm].", [("lin2020calm", "")]),
    ("[@lin2020calm, p. 12]", [("lin2020calm", "p. 12")]),
    ("[see @a2000b; @c2001d, ch. 3]", [("a2000b", ""), ("c2001d", "ch. 3")]),
    ("冷静下来[@lin2020calm]。", [("lin2020calm", "")]),
    ("Told so [@lin2020calm]: twice.", [("lin2020calm", "")]),
    ("`[@lin2020calm]`", []),
    ("``a ` [@lin2020calm]``", []),
    ("```\n[@lin2020calm]\n```\n", []),
    ("~~~ text\n[@lin2020calm]\n", []),
    ("<!-- [@lin2020calm] -->", []),
    (r"\[@lin2020calm]", []),
    ("Write to mei@example.org.", []),
    ("[mail mei@example.org]", []),
    ("[mei@example.org](mailto:mei@example.org)", []),
    ("[@lin2020calm](https://example.org/)", []),
    ("[@lin2020calm]: https://example.org/", []),
    ("says @lin2020calm", []),
])
def test_citations_are_found_and_code_and_mail_left_alone(written, found):
    document = markdown.read(written)
    assert [(c.key, c.locator) for c in document.citations] == found
    assert all(written[c.span.start:c.span.end] == f"@{c.key}" for c in document.citations)


@pytest.mark.parametrize(("written", "targets"), [
    ("[a](b.md)", ["b.md"]),
    ("[a](<b c.md>)", ["b c.md"]),
    ("[a](b.md 'title')", ["b.md"]),
    ('[a](b.md "(x)")', ["b.md"]),
    ("[a](b(c).md)", ["b(c).md"]),
    ("![a](b.png)", ["b.png"]),
    ("[![a](b.png)](c.md)", ["b.png", "c.md"]),
    ("[a [b] c](d.md)", ["d.md"]),
    ("[a][1]\n\n[1]: b.md", ["b.md"]),
    ("[1]:\n  <b.md>", ["b.md"]),
    ("<https://example.org/>", ["https://example.org/"]),
    ("<javascript:alert(1)>", ["javascript:alert(1)"]),
    ("[a](java\tscript:alert(1))", ["java\tscript:alert(1)"]),
    ("`[a](b.md)`", []),
    ("[a] (b.md)", []),
    ("[^1]: A note.", []),
])
def test_links_are_found_in_every_shape(written, targets):
    document = markdown.read(written)
    assert [link.target for link in document.links] == targets
    assert all(written[link.span.start:link.span.end].strip("<>") == link.target for link in document.links)


@pytest.mark.parametrize(("written", "count"), [
    ("plain < text, 3 <4", 0),
    ("<b>", 1),
    ("</b>", 1),
    ("`<b>`", 0),
    ("```\n<b>\n```", 0),
    ("```html\n<b>\n```", 0),
    ("```\n<b>\n", 1),
    (r"\`<b>\`", 1),
    ("`\n<b>\n`", 1),
    ("<!-- <b> -->", 0),
    ("<!--> <b> -->", 2),
    ("<!-- a --!> <b> -->", 2),
    ("<https://example.org/>", 0),
    ("<mei@example.org>", 0),
    ("<svg/onload=alert(1)>", 1),
    ("<?php", 1),
])
def test_html_is_seen_wherever_a_reader_of_markdown_might_see_it(written, count):
    assert len(markdown.read(written).raw_html) == count


def test_a_guide_is_taken_apart_into_sections_and_steps():
    written = ("---\ntitle: A\n---\n\n## Why\n\nBecause.\n\n## Steps\n\n### 1. Show it · 3 min\n\n_In short:_ Look.\n\n"
               "### 2. Do it\n\n### Not a step\n\n### 3. 做 · 12 分钟\n\nLast.\n\n## Steps\n\nAgain.\n")
    document = markdown.read(written)
    assert document.data == {"title": "A"}
    assert [(s.title, s.id) for s in document.sections] == [("Why", "why"), ("Steps", "steps"), ("Steps", "steps-2")]
    steps = document.section("steps").steps
    assert [(s.number, s.name, s.minutes) for s in steps] == [(1, "Show it", 3), (2, "Do it", None), (3, "做", 12)]
    assert steps[0].text == "_In short:_ Look."
    assert all(written[s.span.start:].startswith(f"### {s.number}.") for s in steps)


@pytest.mark.parametrize(("title", "slug"), [("Talk about it", "talk-about-it"), ("聊一聊", "聊一聊"), ("A/B · c", "a-b-c"), ("!", "section")])
def test_a_heading_becomes_an_id(title, slug):
    assert markdown.slug(title) == slug


@pytest.mark.parametrize(("written", "message"), [
    ("---\ntitle: A\n", "never closed"),
    ("\ufeff---\ntitle: A\n", "never closed"),
    ("---\na: [b\n---\n", "not readable as YAML"),
    ("---\n- a\n---\n", "not a list of fields"),
])
def test_front_matter_that_cannot_be_read_says_why(written, message):
    with pytest.raises(Broken, match=message):
        markdown.read(written)


@given(st.one_of(ANY_TEXT, LIKE_MARKDOWN))
def test_reading_any_text_as_markdown_gives_a_document_or_broken(written):
    try:
        document = markdown.read(written)
    except Broken as error:
        assert 0 <= error.offset <= len(written) + 1 and error.message
        return
    assert len(document.shielded) == len(document.bare) == len(document.body)
    assert document.shielded.count("\n") == document.bare.count("\n") == document.body.count("\n")
    spans = [x.span for x in (*document.headings, *document.sections, *document.links, *document.citations)] + list(document.raw_html)
    spans += [s.span for section in document.sections for s in section.steps]
    assert all(0 <= span.start <= span.end <= len(written) for span in spans)
    assert all(written[c.span.start:c.span.end] == f"@{c.key}" for c in document.citations)
    assert all(written[link.span.start:link.span.end].strip("<>") == link.target.strip("<>") for link in document.links)


@pytest.mark.parametrize("piece", ["[a](", "](", "[", "`", "<!--", "```\n", "~~~ x\n", "<a", "[@@@@", "{: ", "## x\n", "<!--a--!>", "[a](("])
def test_reading_hostile_markdown_takes_time_in_proportion(piece):
    document = markdown.read(piece * (200_000 // len(piece)))
    assert document.links is not None and document.citations is not None and document.raw_html is not None


# Links

@pytest.mark.parametrize("written", [
    "https://example.org/", "http://example.org/", "HTTPS://example.org/", "mailto:mei@example.org", "tel:12345", "../a.md", "a.md#b:c",
    "#s1", "?a:b", "a/b:c", "",
])
def test_plain_links_are_safe(written):
    assert url.is_safe(written)


@pytest.mark.parametrize("written", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)", "java&#x73;cript:alert(1)", "javascript&colon;alert(1)", "java\tscript:alert(1)",
    "java\nscript:alert(1)", "\x01javascript:alert(1)", "  javascript:alert(1)", "javascript%3Aalert(1)", "%6aavascript:alert(1)", "java&Tab;script:alert(1)",
    "&amp;#106;avascript:alert(1)", "java\\script:alert(1)", "java\u200bscript:alert(1)", "java\u00adscript:alert(1)", "data:text/html,x", "DATA:image/svg+xml;base64,x",
    "vbscript:x", "file:///etc/passwd", "blob:x", "view-source:x", "jar:x",
])
def test_links_that_run_something_are_seen_however_they_are_spelled(written):
    assert not url.is_safe(written)


# BibTeX

GOOD = "@article{a2000b,\n  author = {Lin, Mei and Okoro, Ada},\n  title = {{Calm} and quiet},\n  year = 2000\n}\n"


def test_an_entry_has_its_fields_and_its_place():
    entry = bibtex.read("% note\n\n" + GOOD).entries[0]
    assert (entry.key, entry.type) == ("a2000b", "article")
    assert entry.fields == {"author": "Lin, Mei and Okoro, Ada", "title": "{Calm} and quiet", "year": "2000"}
    assert [str(p) for p in entry.persons["author"]] == ["Lin, Mei", "Okoro, Ada"]
    written = "% note\n\n" + GOOD
    assert Lines(written).at(entry.key_start) == Position(3, 10)
    assert Lines(written).at(bibtex.place_of(written, entry.at("title")).start) == Position(5, 3)
    assert Lines(written).at(bibtex.place_of(written, entry.at("doi")).start) == Position(3, 10)


@pytest.mark.parametrize(("written", "keys", "messages"), [
    ("", [], []),
    ("only words", [], []),
    (GOOD, ["a2000b"], []),
    ("@string{j = {J}}\n@misc{a, title = j # { of}}\n", ["a"], []),
    ("@misc{a, month = jan}\n", ["a"], []),
    ("@MISC{a, TITLE = {x}}\n", ["a"], []),
    ("@misc(a, title = {x})\n", ["a"], []),
    ("% @misc{off, title = {x}}\n" + GOOD, ["off", "a2000b"], ["this entry stands behind a `%`"]),
    ("@comment{x}\n" + GOOD, ["a2000b"], []),
    ("@misc{a, title = {x}}\n@misc{a, title = {y}}\n", ["a", "a"], []),
    ("@misc{a, title = {mail me@x.org\n@ home}}\n", ["a"], []),
    ("@misc{a, note = {\n@misc{b,\n@misc{c, }}}}\n" + GOOD, ["a", "a2000b"], []),
    ("@misc{a, title = {x}, title = {y}}\n", ["a"], ["the field `title` stands twice in `a`"]),
    ("@misc{a, title = j}\n" + GOOD, ["a", "a2000b"], ["the string `j` is not defined"]),
    ("@misc{a, title = {x\n\n" + GOOD, ["a", "a2000b"], ["the braces of `title` are never closed"]),
    ("@misc{a, title = {x},\n\n" + GOOD, ["a", "a2000b"], ["`a` is never closed"]),
    ("@misc{a, title = {x\n  year = {2000},\n note = {y}\n}\n" + GOOD, ["a", "a2000b"], ["the braces of `title` are never closed"]),
    ("@misc{a, title = {x}}\n  year = {2000}\n}\n" + GOOD, ["a", "a2000b"], ["this field stands outside of an entry"]),
    ("@misc{a, title = \"x{\" }\n" + GOOD, ["a", "a2000b"], ["the quotes of `title` are never closed"]),
    ("@misc{a, title {x}}\n" + GOOD, ["a", "a2000b"], ["`=` is missing after the field `title`"]),
    ("@misc{a, title = {x} year = {2000}}\n" + GOOD, ["a", "a2000b"], ["a comma is missing after the field `title`"]),
    ("@misc{a, title = }\n" + GOOD, ["a", "a2000b"], ["the field `title` has no value"]),
    ("@misc{a title = {x}}\n" + GOOD, ["a", "a2000b"], ["a comma is missing after the key `a`"]),
    ("@misc{a b, title = {x}}\n" + GOOD, ["a", "a2000b"], ["white space stands in the key `a b`"]),
    ("@misc{a, title = {x},\n  % a comment\n  year = {2000}\n}\n" + GOOD, ["a", "a2000b"], ["a comment stands inside an entry"]),
    ("@misc{a, title = {x}, lost}\n" + GOOD, ["a", "a2000b"], ["`lost` is no field"]),
    ("@misc{a, title = " + "{" * 102 + "}" * 102 + "}\n" + GOOD, ["a", "a2000b"], ["more than 100 braces"]),
    ("@misc{, title = {x}}\n" + GOOD, ["a2000b"], ["this @misc has no key"]),
    ("@misc{title = {x}}\n" + GOOD, ["a2000b"], ["this @misc has no key"]),
    ("write to me@example.org\n" + GOOD, ["a2000b"], ["`@` without an entry after it"]),
])
def test_bad_entries_are_reported_and_the_good_ones_after_them_read(written, keys, messages):
    file = bibtex.read(written)
    assert [e.key for e in file.entries] == keys
    assert len(file.troubles) == len(messages) and all(m in t.message and t.hint for m, t in zip(messages, file.troubles))


def by_pybtex(written: str):
    """The entries that pybtex reads, and its errors."""
    errors, found = [], []
    for kind, body in LowLevelParser(written, macros=CaseInsensitiveDict(month_names), handle_error=errors.append):
        if kind.lower() not in ("string", "preamble") and body[0]:
            fields: dict[str, str] = {}
            for name, parts in body[1]:
                fields.setdefault(name.lower(), " ".join("".join(parts).split()))
            found.append((body[0], kind.lower(), fields))
    return found, errors


@settings(max_examples=400)
@given(st.one_of(LIKE_BIBTEX, ENTRIES))
@example("@string{j = {a }} @misc{a, title = j # {b}}")
@example("@misc{a,,title=1,}")
@example("@misc{a,title={@misc{b,}}}")
def test_what_pybtex_reads_is_read_alike_and_what_it_refuses_is_reported(written):
    found, errors = by_pybtex(written)
    file = bibtex.read(written)
    troubles = [t for t in file.troubles if t.about in ("syntax", "string") and "outside" not in t.message]
    assert bool(errors) == bool(troubles), (errors, troubles)
    if not errors:
        assert [(e.key, e.type, e.fields) for e in file.entries] == found


def test_strings_that_double_are_stopped():
    chain = "@string{s0 = {xxxxxxxxxx}}\n" + "".join(f"@string{{s{i + 1} = s{i} # s{i}}}\n" for i in range(60))
    file = bibtex.read(chain + "@misc{a, title = s60}\n" + GOOD)
    assert [e.key for e in file.entries][-1] == "a2000b"
    assert any("expands to more than" in t.message for t in file.troubles)
    assert all(len(value) <= bibtex.MAX_STRING for e in file.entries for value in e.fields.values())


@given(st.one_of(ANY_TEXT, LIKE_BIBTEX))
@example("@a{b, author = {, , , ,}}")
@example("@a{b, author = {and and}}")
def test_reading_any_text_as_bibtex_raises_nothing(written):
    file = bibtex.read(written)
    for entry in file.entries:
        assert entry.persons is not None
        assert 0 <= entry.span.start <= entry.key_start <= len(written) and entry.span.start <= entry.span.end <= len(written)
        assert 0 <= bibtex.place_of(written, entry.at("title")).start <= len(written)
    assert all(0 <= t.offset <= len(written) and t.message for t in file.troubles)
