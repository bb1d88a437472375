"""Diagnostics as somebody wants to read them: at a terminal, in a program, on a code host."""

import json
import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb_tools.diagnostics import Diagnostic, Located, Severity, Span
from kb_tools.reporters import comment, github, junit, sarif, text
from kb_tools.reporters import json as as_json
from kb_tools.rules import RULES
from kb_tools.words.messages import say


def made(**values) -> Diagnostic:
    """A diagnostic; `values` differ from a plain one."""
    plain = dict(path="docs/a.md", line=3, column=5, end_line=3, end_column=9, code="LNK001", name="link-leads-somewhere", severity=Severity.ERROR,
                 message=say("`{target}` is not there", target="b.md"), hint="link to a file that exists", span=Span(20, 24))
    return Diagnostic(**plain | values)


# At a terminal

@pytest.mark.parametrize(("line", "column", "end_column", "shown", "carets"), [
    ("See [b](b.md).", 9, 13, "See [b](b.md).", "        ^^^^"),
    ("看 [b](b.md)。", 7, 11, "看 [b](b.md)。", "       ^^^^"),
    ("孩子们的键在这里", 5, 6, "孩子们的键在这里", "        ^^"),
    ("\tabc", 2, 5, " abc", " ^^^"),
    ("abc", 4, 4, "abc", "   ^"),
    ("a\u202eb c", 5, 6, "a<U+202E>b c", "           ^"),
    ("e\u0301x y", 4, 5, "e\u0301x y", "  ^"),
])
def test_a_caret_stands_under_the_place(line, column, end_column, shown, carets):
    said = text.render([made(column=column, end_column=end_column)], lambda path, number: line).split("\n")
    assert said[1:3] == [f"  | {shown}", f"  | {carets}"]


def test_of_a_long_line_the_part_around_the_place_is_shown():
    line = "word " * 100 + "HERE" + " word" * 100
    said = text.render([made(column=501, end_column=505)], lambda path, number: line).split("\n")
    assert all(len(each) <= text.WIDTH + 8 for each in said[1:3])
    assert said[1][said[2].index("^"):][:4] == "HERE" and said[1].startswith("  | …") and said[1].endswith("…")


def test_a_finding_over_several_lines_is_marked_to_the_end_of_its_first():
    said = text.render([made(column=5, end_line=4, end_column=2)], lambda path, number: "abc defg").split("\n")
    assert said[2] == "  |     ^^^^"


def test_related_places_and_a_count_are_said():
    said = text.render([made(related=(Located("docs/c.md", 1, 2, "it stands here"),)), made(severity=Severity.NOTE), made(severity=Severity.WARNING)])
    assert "  docs/c.md:1:2: it stands here\n" in said and said.endswith("1 error, 1 warning, 1 note")
    assert text.render([]) == "nothing to repair"


def test_chinese_is_said_where_it_is_known():
    said = text.render([made(message="nobody says this")], lang="zh")
    assert said.startswith("docs/a.md:3:5: 错误 LNK001 nobody says this") and "建议" in said


@pytest.mark.parametrize("line", ["short", "短", "0" * 25 + "\x80" * 8 + "\u0cf3", "长" * 200], ids=["letters", "wide", "unseen", "cut"])
def test_a_line_that_was_shortened_since_is_marked_at_its_end(line):
    head, shown, caret, *_ = text.render([made(column=300, end_column=302)], lambda path, number: line).splitlines()
    assert head.startswith("docs/a.md:3:300: ") and caret.strip(" |") == "^" and len(shown) <= text.WIDTH + 20
    assert text.render([made(column=len(line) + 1, end_column=len(line) + 3)], lambda path, number: line).splitlines()[1:3] == [shown, caret]


@given(st.text(max_size=60), st.text(alphabet=st.characters(), max_size=80), st.integers(1, 90))
def test_nothing_that_a_terminal_obeys_is_printed(message, line, column):
    said = text.render([made(message=message, column=column, end_column=column + 2)], lambda path, number: line.replace("\n", ""))
    assert not [c for c in said if c != "\n" and c != "\t" and unicodedata.category(c) == "Cc"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]", said)


# For a program

def test_json_has_just_the_promised_fields():
    found = json.loads(as_json.render([made()]))
    assert found == [{"path": "docs/a.md", "line": 3, "column": 5, "end_line": 3, "end_column": 9, "code": "LNK001", "name": "link-leads-somewhere",
                      "severity": "error", "message": "`b.md` is not there", "hint": "link to a file that exists", "url": ""}]


def test_sarif_has_rules_places_fixes_and_related_places():
    log = json.loads(sarif.render([made(fix="c.md", url="https://example.org/lnk001", related=(Located("docs/c d.md", 1, 2, "here"),)), made(code="BIB022", severity=Severity.NOTE)],
                                  RULES, "1.2.3"))
    run = log["runs"][0]
    assert log["version"] == "2.1.0" and run["columnKind"] == "unicodeCodePoints"
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["BIB022", "LNK001"]
    assert run["tool"]["driver"]["rules"][1]["help"]["markdown"] == RULES["LNK001"].doc and run["tool"]["driver"]["rules"][1]["helpUri"] == "https://example.org/lnk001"
    first = run["results"][0]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("LNK001", 1, "error") and run["results"][1]["level"] == "note"
    region = {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert first["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "docs/a.md", "uriBaseId": "ROOT"}, "region": region}
    assert first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "docs/c%20d.md"
    assert first["fixes"][0]["artifactChanges"][0]["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "c.md"}}]
    assert len({result["partialFingerprints"]["finding/v1"] for result in run["results"]}) == 2


def test_a_finding_keeps_its_fingerprint_when_lines_move():
    one, other = (json.loads(sarif.render([made(line=n, end_line=n)], RULES, "1"))["runs"][0]["results"][0]["partialFingerprints"] for n in (3, 30))
    assert one == other


@pytest.mark.parametrize(("message", "path", "said"), [
    ("100% sure: a, b", "a.md", "::error file=a.md,line=3,endLine=3,col=5,endColumn=9,title=LNK001 link-leads-somewhere::100%25 sure: a, b%0Ado it"),
    ("a\r\nb", "a:b,c%.md", "::error file=a%3Ab%2Cc%25.md,line=3,endLine=3,col=5,endColumn=9,title=LNK001 link-leads-somewhere::a%0D%0Ab%0Ado it"),
    ("::warning::x", "a.md", "::error file=a.md,line=3,endLine=3,col=5,endColumn=9,title=LNK001 link-leads-somewhere::::warning::x%0Ado it"),
])
def test_what_github_would_take_for_its_own_is_escaped(message, path, said):
    assert github.render([made(message=message, path=path, hint="do it")]) == said


def test_github_gets_no_columns_of_a_finding_over_several_lines():
    assert github.render([made(end_line=4, hint="")]) == "::error file=docs/a.md,line=3,endLine=4,title=LNK001 link-leads-somewhere::`b.md` is not there"


def test_junit_has_a_case_a_file_and_a_failure_an_error():
    root = ElementTree.fromstring(junit.render([made(), made(line=9, message="<&\x00>"), made(path="docs/b.md", severity=Severity.WARNING)]))
    suite = root.find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == ["docs/a.md", "docs/b.md"]
    assert [f.get("message") for f in cases[0].findall("failure")] == ["3:5 `b.md` is not there", "9:5 <&<U+0000>>"]
    assert cases[1].find("failure") is None and "warning LNK001" in cases[1].find("system-out").text
    assert ElementTree.fromstring(junit.render([])).find("testsuite/testcase") is not None


def test_statistics_count_by_rule():
    said = text.statistics([made(), made(line=4), made(code="BIB022", name="capitals", severity=Severity.NOTE)])
    assert said == "     2 error    LNK001 link-leads-somewhere\n     1 note     BIB022 capitals"


# In plain words, on a code host

def test_a_comment_tells_by_file_what_is_missing_in_which_line_and_what_to_do_next():
    found = [made(path="docs/b.md", line=9, severity=Severity.WARNING, hint=""), made(line=7), made(), made(path="docs/b.md", severity=Severity.NOTE)]
    assert comment.render(found) == """To repair before it can be published: 2. Worth a look: 2.

**`docs/a.md`**

- line 3: `b.md` is not there
  - next step: link to a file that exists
- line 7: `b.md` is not there
  - next step: link to a file that exists

**`docs/b.md`**

- line 3, worth a look: `b.md` is not there
  - next step: link to a file that exists
- line 9, worth a look: `b.md` is not there"""


def test_a_comment_speaks_chinese_and_says_when_nothing_is_missing():
    assert comment.render([made(severity=Severity.NOTE, hint="")], "zh").startswith("没有什么妨碍发布。可以再看看的地方：1处。\n\n**`docs/a.md`**\n\n- 第3行，可以再看看：")
    assert comment.render([], "zh") == "什么都不缺，谢谢您！" and comment.render([]) == "Nothing is missing. Thank you!"


def test_a_comment_tells_the_weightiest_first_and_counts_the_rest():
    found = [made(line=n, severity=Severity.NOTE, message=f"note {n}") for n in range(1, 40)] + [made(line=90, message="the error")]
    said = comment.render(found, most=5)
    assert said.count("- line") == 5 and "line 90: the error" in said and said.endswith("And 35 more: `kb check` tells them all.")


@pytest.mark.parametrize(("sentence", "said"), [
    ("`minutes` is missing", "`minutes` is missing"),
    ("写 `minutes: 9`，或者改一步的时间", "写 `minutes: 9`，或者改一步的时间"),
    ("ask @someone or @org/team now", "ask `@someone` or `@org/team` now"),
    ("see https://example.org and www.example.org", "see `https://example.org` and `www.example.org`"),
    ("[x](y) ![x](y) <b>", "`[x](y)` `![x](y)` `<b>`"),
    ("as in #12, GH-12 and 1234567", "as in `#12,` `GH-12` and `1234567`"),
    ("deadbee and a1``b2", "`deadbee` and `a1` `b2`"),
    ("a`b``c`d", "a`b` `c`d"),
    ("**bold** _it_ :smile: &amp; \\(x\\) $x$", "`**bold**` `_it_` `:smile:` `&amp;` `\\(x\\)` `$x$`"),
    ("turned \u202eround", "turned `<U+202E>round`"),
    ("an odd `tick", "an odd `tick`"),
    ("one\n# two\r\n- three", "one `#` two - three"),
    ("it's 5 min (or 10%): \u201cyes\u201d — no…", "it's 5 min (or 10%): \u201cyes\u201d — no…"),
])
def test_what_a_code_host_would_make_something_of_stands_as_code(sentence, said):
    assert comment.plain(sentence) == said


ODD = st.text(st.sampled_from("`@#<>[]()!*_~&\\$:/.-|ab17f 孩\n\r\t\u200b\u202e\u2028"), max_size=60) | st.text(max_size=60)


@given(ODD, ODD, ODD)
def test_nothing_but_words_code_and_lists_can_be_made_of_a_comment(message, hint, path):
    said = comment.render([made(message=message, hint=hint, path=path or "a.md")])
    tokens = [token for block in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(said) for token in (block, *(block.children or ()))]
    assert {token.type for token in tokens} <= {"paragraph_open", "paragraph_close", "inline", "text", "code_inline", "softbreak", "strong_open", "strong_close",
                                                "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
    words = "\n".join(token.content for token in tokens if token.type == "text")
    assert not re.search(r"[@#<>\[\]*_`&$\\|]|://|www\.|[a-z]\.[a-z]|:[a-z]|-[0-9]|[0-9a-f]{7}", words), words
    assert not re.search("[\u200b\u202e\u2028]", said) and len(said.split("\n")) <= 6
