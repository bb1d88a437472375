"""What YAML means, what is refused and where: in the tables, «marks» stand around the place that is meant."""

import pytest
import yaml as pyyaml
from test_rows import marked

from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken
from kb_tools.store import open_store


def broken(read, written: str) -> Broken:
    """What is said about a text that is refused."""
    with pytest.raises(Broken) as caught:
        read(written)
    return caught.value


# Values

@pytest.mark.parametrize(("written", "value"), [
    ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"), ("", None), ("''", ""), ("nil", "nil"), ("~a", "~a"),
    ("0", 0), ("-0", 0), ("+7", 7), ("-12", -12), ("00", "00"), ("9" * 18, int("9" * 18)), ("9" * 19, "9" * 19), ("1e5", "1e5"), ("0b1", "0b1"), ("'7'", "7"), ('"7"', "7"),
    ("1.0", 1.0), ("1.", 1.0), (".5", 0.5), ("-.5", -0.5), ("+1.25e-2", 0.0125), ("1.0E3", 1000.0), (".", "."), (".inf", ".inf"), (".nan", ".nan"), ("1.2.3", "1.2.3"),
    ("true", True), ("True", True), ("TRUE", "TRUE"), ("false", False), ("False", False), ("'false'", "false"), ("truely", "truely"), ("on", "on"), ("Yes", "Yes"), ("n", "n"), ("Fun", "Fun"),
    ("<<", "<<"), ("-a", "-a"), ("+a", "+a"), ("2026-11-22", "2026-11-22"), ("12:30", "12:30"), ("|\n  7", "7"), (">-\n  true", "true"),
    ("[]", []), ("{}", {}), ("[1, '1', a]", [1, "1", "a"]), ("{b: 1}", {"b": 1}),
    ("fish & chips * 2", "fish & chips * 2"), ("'&b'", "&b"), ("'*b'", "*b"), ("oh!", "oh!"), ("now! here", "now! here"), ("'<<: b'", "<<: b"), ("a&b", "a&b"), ("a *b", "a *b"),
])
def test_a_value_is_what_it_seems_to_be(written, value):
    found = yaml.read(f"a: {written}")
    assert found == {"a": value} and type(found["a"]) is type(value)


@pytest.mark.parametrize(("written", "value"), [
    ("# nothing\n", None), ("---\n", None), ("calm", "calm"), ("- a\n-\n- - b\n", ["a", None, ["b"]]), ("'<<': a", {"<<": "a"}), ("1: a\n'1': b", {1: "a", "1": "b"}),
    ("1.5: a\ntrue: b", {1.5: "a", True: "b"}), ("'': a", {"": "a"}), ("\ufeffa: 1", {"a": 1}), ("&a b: c", {"b": "c"}), ("a:\r\n  - b\r\n", {"a": ["b"]}),
])
def test_a_text_is_a_value(written, value):
    assert yaml.read(written) == value


@pytest.mark.parametrize(("written", "message", "hint", "about"), [
    ("a: «*calm»\n", "the alias `*calm` is not used here", "write the value out", "plain"),
    ("a: [b, «*calm»]", "the alias `*calm` is not used here", "write the value out", "plain"),
    ("- «*calm»", "the alias `*calm` is not used here", "write the value out", "plain"),
    ("a: &calm 1\n«*calm» : 1", "the alias `*calm` is not used here", "write the value out", "plain"),
    ("a: 1\n«<<»: {b: 1}", "merge keys (`<<`) are not used here", "write the fields out", "plain"),
    ("a:\n  «<<» : {b: 1}", "merge keys (`<<`) are not used here", "write the fields out", "plain"),
    ("a: «!calm» 1", "the tag `!calm` is not used here", "take the tag out", "plain"),
    ("a: «!» 1", "the tag `!` is not used here", "take the tag out", "plain"),
    ("a: «!!str» 1", "the tag `tag:yaml.org,2002:str` is not used here", "take the tag out", "plain"),
    ("a:\n- b\n- «!calm» [c]", "the tag `!calm` is not used here", "take the tag out", "plain"),
    (f"a: «!{'b' * 59}» 1", f"the tag `!{'b' * 59}` is not used here", "take the tag out", "plain"),
    (f"a: «!{'b' * 60}» 1", f"the tag `!{'b' * 59}` is not used here", "take the tag out", "plain"),
    ("a: 1\n«[b]»: c", "a key must be one word", "put the text after the key, or in quotes", "syntax"),
    ("«{b: c}»: d", "a key must be one word", "put the text after the key, or in quotes", "syntax"),
    ("a: {«~»: b}", "a key must be one word", "put the text after the key, or in quotes", "syntax"),
    ("a: 1\nb: 2\n«a»: 3", "the key `a` stands twice", "keep one of the two", "key"),
    ("a: 1\n«'a'»: 3", "the key `a` stands twice", "keep one of the two", "key"),
    ("- {a: 1, «a»: 1}", "the key `a` stands twice", "keep one of the two", "key"),
    ("1: a\n«1»: b", "the key `1` stands twice", "keep one of the two", "key"),
    (f"{'a' * 81}: 1\n«{'a' * 81}»: 2", f"the key `{'a' * 80}` stands twice", "keep one of the two", "key"),
    ("\ufeffa: 1\n«a»: 2", "the key `a` stands twice", "keep one of the two", "key"),
])
def test_what_is_refused_has_a_place_a_message_and_a_hint(written, message, hint, about):
    text, [(start, _)] = marked(written)
    found = broken(yaml.read, text)
    assert (found.offset, found.message, found.hint, found.about) == (start, message, hint, about)


DEEP = "nested more than 40 deep"


@pytest.mark.parametrize(("deepest", "deeper", "offset"), [
    ("[" * 40 + "]" * 40, "[" * 41 + "]" * 41, 40),
    ("{a: " * 40 + "1" + "}" * 40, "{a: " * 41 + "1" + "}" * 41, 160),
    ("- " * 40 + "a", "- " * 41 + "a", 80),
    ("\n".join("  " * n + "a:" for n in range(40)), "\n".join("  " * n + "a:" for n in range(41)), 40 * 2 + sum(2 * n + 3 for n in range(40))),
    ("\ufeff" + "- " * 40 + "a", "\ufeff" + "- " * 41 + "a", 81),
])
@pytest.mark.parametrize("read", [yaml.read, yaml.loose], ids=["ours", "loose"])
def test_forty_levels_are_read_and_one_more_is_refused(read, deepest, deeper, offset):
    read(deepest)
    found = broken(read, deeper)
    assert (found.message, found.offset, found.hint, found.about) == (DEEP, offset, "take levels out", "plain")
    assert yaml.span_of(deeper, (0, "a")) == yaml.span_of(deeper, ())


def test_many_brackets_beside_each_other_are_not_deep():
    assert broken(yaml.read, "[" + "[], " * 100 + "[" * 40).offset == 1 + 400 + 39
    assert yaml.read("[" + "[], " * 100 + "]") == [[]] * 100
    assert yaml.read("a: '" + "[" * 100 + "'") == {"a": "[" * 100}


# What the parser says

@pytest.mark.parametrize(("written", "why", "hint"), [
    ("a: b«:» c", "mapping values are not allowed in this context", "a colon and a space inside a text: put the whole text in single quotes"),
    ("a: b\n c«:» d", "mapping values are not allowed in this context", "a colon and a space inside a text: put the whole text in single quotes"),
    ("a:\n«\t»b: c", "found character that cannot start any token", "indent with spaces, not with tabs"),
    ("a: b\n«\t»c: d", "found a tab character that violates indentation", "indent with spaces, not with tabs"),
    ("a: >\n«\t»b", "found a tab character where an indentation space is expected", "indent with spaces, not with tabs"),
    ("a: b\n  - c\nd«»", "could not find expected ':'", "look at the indentation of this line and the one before"),
    ("a: «@»b", "found character that cannot start any token", "put the text in quotes"),
    ("a: «`»b`", "found character that cannot start any token", "put the text in quotes"),
    ("a: «%»", "found character that cannot start any token", "put the text in quotes"),
    ("a: «@»\tb", "found character that cannot start any token", "put the text in quotes"),
    ("a: 'b«»", "found unexpected end of stream", "look at this line and the one before"),
    ("a: [b«»", "did not find expected ',' or ']'", "look at this line and the one before"),
    ("a: 'it'«s»'", "did not find expected key", "look at this line and the one before"),
    ("a: 1\n«---»\nb: 2", "but found another document", "look at this line and the one before"),
    ("a: b«\x07»c", "control characters are not allowed", "delete the character"),
    ("a: 静\U0001f600é«\x07»c", "control characters are not allowed", "delete the character"),
    ("\ufeffa: b«\x07»c", "control characters are not allowed", "delete the character"),
    ("«»a: \ud800", "'utf-8' codec can't encode character '\\ud800' in position 3: surrogates not allowed", "look for a number or a character that is out of place"),
])
def test_the_parser_is_repeated_with_a_place_and_advice(written, why, hint):
    text, [(start, _)] = marked(written)
    found = broken(yaml.read, text)
    assert (found.offset, found.message, found.hint, found.about) == (start, f"not readable as YAML: {why}", hint, "syntax")


@pytest.mark.parametrize(("written", "why", "hint"), [
    ("a: b«:» c", "mapping values are not allowed here", "a colon and a space inside a text: put the whole text in single quotes"),
    ("a:\n«\t»b: c", "found character '\\t' that cannot start any token", "indent with spaces, not with tabs"),
    ("a: «@»b", "found character '@' that cannot start any token", "put the text in quotes"),
    ("- a\n«b»: c", "expected <block end>, but found '?'", "look at the indentation of this line and the one before"),
    ("a: [b«»", "expected ',' or ']', but got '<stream end>'", "look at this line and the one before"),
    ("a: b«\x07»c", "special characters are not allowed", "delete the character"),
])
def test_the_parser_in_python_is_repeated_too(monkeypatch, written, why, hint):
    monkeypatch.setattr(yaml, "LOADER", pyyaml.SafeLoader)
    text, [(start, _)] = marked(written)
    found = broken(yaml.loose, text)
    assert (found.offset, found.message, found.hint) == (start, f"not readable as YAML: {why}", hint)


# Any YAML

@pytest.mark.parametrize(("written", "value"), [
    ("", None), ("# nothing", None), ("---\n---\n", ["", ""]), ("a: 1\n---\nb: 2", [{"a": "1"}, {"b": "2"}]), ("\ufeffa: b", {"a": "b"}),
    ("a: NO\nb: 012\nc: ~\nd:\n", {"a": "NO", "b": "012", "c": "~", "d": ""}),
    ("a: !calm 1\nb: !!str 2\nc: !calm [d]", {"a": "1", "b": "2", "c": ["d"]}),
    ("a: !!python/name:my.own\nb: !!python/object/apply:my.own {kwds: {case: lower}}\nc: !!python/tuple [d]",
     {"a": {"!": "name:my.own", "value": None}, "b": {"!": "object/apply:my.own", "value": {"kwds": {"case": "lower"}}}, "c": {"!": "tuple", "value": ["d"]}}),
    ("a: &b [c]\nd: *b\ne: [*b, *b]", {"a": ["c"], "d": ["c"], "e": [["c"], ["c"]]}),
    ("a: &b {c: 1, d: 2}\ne:\n  <<: *b\n  d: 3\n  f: 4", {"a": {"c": "1", "d": "2"}, "e": {"c": "1", "d": "3", "f": "4"}}),
    ("e:\n  d: 3\n  <<: {d: 1, c: 2}\n  f: 4", {"e": {"d": "3", "c": "2", "f": "4"}}),
    ("<<: [{a: 1, b: 1}, {a: 2, b: 2, c: 2}]\nb: 3", {"a": "1", "b": "3", "c": "2"}),
    ("<<: words\nb: 3", {"b": "3"}),
    ("<<: {a: 1}\n<<: {b: 2}", {"a": "1", "b": "2"}),
    ("? [a]\n: b\n? {c: d}\n: e", {"?": "e"}),
    ("1: a\ntrue: b", {"1": "a", "true": "b"}),
])
def test_any_yaml_is_read_as_it_is_written(written, value):
    assert yaml.loose(written) == value


@pytest.mark.parametrize(("written", "message", "hint", "about"), [
    ("a: 1\n«a»: 2", "the key `a` stands twice", "keep one of the two", "key"),
    (f"{'a' * 81}: 1\n«{'a' * 81}»: 2", f"the key `{'a' * 80}` stands twice", "keep one of the two", "key"),
    ("\ufeffa: 1\n«a»: 2", "the key `a` stands twice", "keep one of the two", "key"),
    ("b: 1\na: «&a» {c: *a}", "an alias stands inside of what it names", "write the value out", "plain"),
    ("a: «&a»\n- [*a]", "an alias stands inside of what it names", "write the value out", "plain"),
    ("a: «&a» !!python/tuple [*a]", "an alias stands inside of what it names", "write the value out", "plain"),
    ("<<: «&a» {<<: *a}", "an alias stands inside of what it names", "write the value out", "plain"),
    ("a: [b«»", "not readable as YAML: did not find expected ',' or ']'", "look at this line and the one before", "syntax"),
    ("a: «*b»", "not readable as YAML: found undefined alias", "look at this line and the one before", "syntax"),
])
def test_little_is_refused_of_any_yaml(written, message, hint, about):
    text, [(start, _)] = marked(written)
    found = broken(yaml.loose, text)
    assert (found.offset, found.message, found.hint, found.about) == (start, message, hint, about)


def test_keys_that_stand_twice_are_collected_and_the_last_counts():
    text, places = marked("a: 1\nb:\n  c: 1\n  «c»: 2\n«a»: 3\n«a»: 4\n? [d]\n: 1\n? [d]\n: 2\ne: !!python/tuple\n- {f: 1, «f»: 2}\n<<: {g: 1, «g»: 2}\n")
    repeated: list[Broken] = []
    assert yaml.loose(text, repeated) == {"a": "4", "b": {"c": "2"}, "?": "2", "e": {"!": "tuple", "value": [{"f": "2"}]}, "g": "2"}
    assert sorted(one.offset for one in repeated) == [start for start, _ in places] and {one.about for one in repeated} == {"key"}
    with_mark: list[Broken] = []
    assert yaml.loose("\ufeffa: 1\na: 2", with_mark) == {"a": "2"} and [one.message for one in with_mark] == ["the key `a` stands twice"]


def test_as_many_values_are_made_of_aliases_as_is_allowed_and_not_one_more():
    thousand = "&a [" + "b, " * 999 + "]"  # with the list itself
    text = f"[{thousand}, " + "*a, " * 198 + "b, " * 999
    assert len(yaml.loose(text + "]")) == 199 + 999
    found = broken(yaml.loose, text + "c]")
    assert (found.message, found.hint, found.about) == ("the aliases here make more than 200000 values", "write the values out", "plain")
    assert found.offset == len(text)


# Places

@pytest.mark.parametrize(("written", "path"), [
    ("«a»: 1\nb: 2\n", ("a",)),
    ("a: 1\n«b»: 2", ("b",)),
    ("a: 1\n«'the b'»: 2", ("the b",)),
    ("a:\n  «b»:\n    c: 1\n", ("a", "b")),
    ("a: [«one», two]\n", ("a", 0)),
    ("a: [one, «two»]\n", ("a", 1)),
    ("«a»: [one, two]\n", ("a", 2)),
    ("«a»: [one, two]\n", ("a", "one")),
    ("a:\n- «b: 1»\n  c: 2\n", ("a", 0)),
    ("a:\n- b: 1\n- «c: 2»", ("a", 1)),
    ("a:\n- «{b: 1}»  # why\n", ("a", 0)),
    ("a:\n- «one two»\n  three\n", ("a", 0)),
    ("a:\n- «|»\n  one\n- b\n", ("a", 0)),
    ("a:\n- b: 1\n  «c»: 2\n", ("a", 0, "c")),
    ("«1»: a\n", (1,)),
    ("«1»: a\n", ("1",)),
    ("a:\n  «b»: 1\n", ("a", "union", "b")),
    ("«a»: 1\n", ("a", "b", 0)),
    ("a: {«b»: 1}\n", ("a", 0, "b")),
    ("«»a: 1", ("c",)),
    ("«»a: 1", ()),
    ("«»", ("a",)),
    ("«»a: [b", ("a",)),
    ("«»a: *b", ("a",)),
    ("- «a»\n", (0,)),
    ("- a\n-«\n»- b\n", (1,)),
    ("- a\n-«»", (1,)),
    ("[«a»]", (0,)),
    ("\ufeffa:\n  «b»: 1\n", ("a", "b")),
    ("«a»: 1\na: 2\n", ("a",)),
])
def test_a_key_or_an_item_stands_up_to_the_end_of_its_first_line(written, path):
    text, [(start, end)] = marked(written)
    span = yaml.span_of(text, path)
    assert (span.start, span.end) == (start, end)


@pytest.mark.parametrize(("written", "path", "start", "end"), [
    ("a: «one» two", ("a",), 0, 3),
    ("- one\n- t«wo»\n", (1,), 1, 3),
    ("«a»: [one]", ("a",), 0, 3),
    ("a:\n  b: «o»ne", ("a", "b"), 0, 1),
    ("a: '«''»s'", ("a",), 0, 1),
    ("a: '«»'", ("a",), 0, 1),
    ('a: "«\\"»s"', ("a",), 0, 1),
    ('a: "o\\\n   «ne»"', ("a",), 1, 3),
    ('a: "o«\\n»e"', ("a",), 1, 2),
    ('a: "\\x41\\u0042\\U00000043«d»"', ("a",), 3, 4),
    ('a: "one\n\n  «two»"', ("a",), 4, 7),
    ("a: one\n  «two» three", ("a",), 4, 7),
    ("a: |\n  one\n\n  «two»\n", ("a",), 5, 8),
    ("a: |\n«\n  »one\n", ("a",), 0, 1),
    ("a: one«\n  »two", ("a",), 3, 4),
    ('a: "one\n   «\\x41»b"', ("a",), 4, 5),
    ('a: "one\n   \\x41«b»"', ("a",), 5, 6),
    ("a: >\n  one\n  «two»\n", ("a",), 4, 7),
    ("a: >\n  one\n\n\n  «two»\n", ("a",), 5, 8),
    ("\ufeffa: o«ne»", ("a",), 1, 3),
])
def test_letters_of_a_value_have_places(written, path, start, end):
    text, [place] = marked(written)
    span = yaml.span_of(text, path, start, end)
    assert (span.start, span.end) == place


# What is remembered

def test_what_is_remembered_of_a_text_is_what_was_read(tmp_path, monkeypatch):
    text = "a: [1, 1.5, true, null, '静']\nb: {c: ''}\n"
    with open_store(tmp_path / "kept.db", "maker") as store:
        first = yaml.read(text, store)
    monkeypatch.setattr(yaml, "_read", None)
    with open_store(tmp_path / "kept.db", "maker") as store:
        assert yaml.read(text, store) == first == {"a": [1, 1.5, True, None, "静"], "b": {"c": ""}}


@pytest.mark.parametrize("text", ["1: a", "true: a", "a: {2: b}"])
def test_what_would_come_back_as_something_else_is_not_remembered(tmp_path, text):
    for _ in range(2):
        with open_store(tmp_path / "kept.db", "maker") as store:
            assert yaml.read(text, store) == yaml.read(text)
