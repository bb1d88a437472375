"""The reader of BibTeX, case by case: what it makes of an entry, what it says of a bad one and where, and where the characters of a value stand."""

import pytest

from kb_tools.diagnostics import Field, Span
from kb_tools.sources import bibtex
from kb_tools.store import Store
from kb_tools.words.messages import packed

HERE = "▸"
"""Stands in the texts below before each place that is told of; the reader does not see it."""

NEXT = "@misc{next, note = {Read}}\n"


def unmarked(marked):
    """A text without its marks, and where they stood."""
    pieces = marked.split(HERE)
    return "".join(pieces), [sum(map(len, pieces[:count])) for count in range(1, len(pieces))]


def braces(depth):
    return "{" * depth + "x" + "}" * depth


# What is read

@pytest.mark.parametrize(("written", "fields"), [
    ("@misc{ring}", {}),
    ("@misc{ring,}", {}),
    ("@misc{ring,,}", {}),
    ("@misc(ring, note = {x})", {"note": "x"}),
    ("@misc(ring, note = {x},)", {"note": "x"}),
    ("@misc {\n  ring ,\n  note\n  =\n  {x}\n  ,\n}", {"note": "x"}),
    ("@misc{ring,, note = {x},, year = 2000,,}", {"note": "x", "year": "2000"}),
    ("@misc{ring,note={x},year=2000}", {"note": "x", "year": "2000"}),
    ("@misc{ring, NOTE = {x}}", {"note": "x"}),
    ("@MISC{ring, note = {x} # {}}", {"note": "x"}),
    ("@misc{ring, note = {}}", {"note": ""}),
    ('@misc{ring, note = ""}', {"note": ""}),
    ("@misc{ring, note = {Calm {Rooms {In}} Town}}", {"note": "Calm {Rooms {In}} Town"}),
    ("@misc{ring, note = {a {b {c {d}}}}}", {"note": "a {b {c {d}}}"}),
    ('@misc{ring, note = {He said "no"}}', {"note": 'He said "no"'}),
    ('@misc{ring, note = "Calm"}', {"note": "Calm"}),
    ('@misc{ring, note = "Calm {"}rooms{"}"}', {"note": 'Calm {"}rooms{"}'}),
    ("@misc{ring, year = 02000}", {"year": "02000"}),
    ("@misc{ring, month = jan}", {"month": "January"}),
    ("@misc{ring, month = DEC}", {"month": "December"}),
    ("@misc{ring, month = 7 # { } # may}", {"month": "7 May"}),
    ('@misc{ring, note = {Vol. }#12# " b"}', {"note": "Vol. 12 b"}),
    ("@misc{ring, note = { Calm\n\t  rooms }}", {"note": "Calm rooms"}),
    ("@misc{ring, note = {Calm\trooms}}", {"note": "Calm rooms"}),
    ("@misc{ring, note = {Calm  rooms}}", {"note": "Calm rooms"}),
    ("@misc{ring, note = {Calm\u00a0rooms}}", {"note": "Calm rooms"}),
    ("@misc{ring, note = {安静\u3000的房间}}", {"note": "安静 的房间"}),
    ("@misc{ring, note = {安静\u3000的} # {房间}}", {"note": "安静 的房间"}),
    ("@misc{ring, note = {mail me@example.org\n@ home}}", {"note": "mail me@example.org @ home"}),
    ("@misc{ring, x-y = {1}, note:b = {2}}", {"x-y": "1", "note:b": "2"}),
    ("@misc{ring, note = {x\n  % no comment here\n}}", {"note": "x % no comment here"}),
    ("@misc{ring, note = {\n@misc{b,\n@misc{c, }}}}", {"note": "@misc{b, @misc{c, }}"}),
    ("@misc{ring, note = {x}, more = {\n@misc{b, }}\n}", {"note": "x", "more": "@misc{b, }"}),
    ("@misc(ring, note = {\n@misc{b, }})", {"note": "@misc{b, }"}),
    ("@misc(ring, note = {(x)\n@misc{b, }}, year = 2000)", {"note": "(x) @misc{b, }", "year": "2000"}),
    ("@misc{ring, note = {\n@misc{b, }" + "{}" * 147 + "}}", {"note": "@misc{b, }" + "{}" * 147}),
    ("@misc{ring, note = {" + braces(100) + "}}", {"note": braces(100)}),
    ('@misc{ring, note = "' + braces(100) + '"}', {"note": braces(100)}),
    ("@" + "m" * 100 + "{ring, note = {x}}", {"note": "x"}),
])
@pytest.mark.parametrize("before", ["", "50 works on how to sit:\n", NEXT, "@comment{" + NEXT])
@pytest.mark.parametrize("after", ["", "\n" + NEXT])
def test_an_entry_is_read(before, written, after, fields):
    text = before + written + after
    file = bibtex.read(text)
    assert file.troubles == ()
    assert [entry.key for entry in file.entries] == ["next"] * (NEXT in before) + ["ring"] + ["next"] * bool(after)
    entry = next(entry for entry in file.entries if entry.key == "ring")
    assert entry.fields == fields
    assert (entry.span, entry.key_start) == (Span(len(before), len(before + written)), text.index("ring"))
    assert entry.type == written[1:written.index("ring") - 1].strip(" {(\n").lower()


@pytest.mark.parametrize(("written", "note"), [
    ("@string{j = {Calm}}\n@misc{ring, note = j}", "Calm"),
    ("@STRING(J = {Calm})\n@misc{ring, note = j # { rooms}}", "Calm rooms"),
    ('@string{j = "Calm"}\n@misc{ring, note = J}', "Calm"),
    ("@string{j = {Calm }}\n@misc{ring, note = j # {rooms}}", "Calm rooms"),
    ("@string{j = {Calm}} @string{k = j # { } # 2}\n@misc{ring, note = k}", "Calm 2"),
    ("@string{j = {Calm}}\n@string{j = {Quiet}}\n@misc{ring, note = j}", "Quiet"),
    ("@string{jan = {1月}}\n@misc{ring, note = jan}", "1月"),
    ("@string{j = {}}\n@misc{ring, note = j}", ""),
    ("@string{j = {x}}@misc{ring, note = j}", "x"),
    ("@string{j = {" + "x" * 5000 + "}}\n@misc{ring, note = j}", "x" * 5000),
    ("@string{j = {" + "x" * 5000 + "}}\n@misc{ring, note = j # j # j}", "x" * 15000),
    ('@preamble{"\\newcommand{\\noop}[1]{#1}"}\n@misc{ring, note = {x}}', "x"),
    ("@preamble( {x} # jan )\n@misc{ring, note = {x}}", "x"),
])
def test_strings_stand_for_their_text(written, note):
    file = bibtex.read(written)
    assert (file.troubles, [(entry.key, entry.fields) for entry in file.entries]) == ((), [("ring", {"note": note})])


# What is said

TROUBLES = [
    # No entry
    ("▸@ home\n", ["`@` without an entry after it"], {}),
    ("Write to mei▸@example.org or ada▸@example.org.\n", ["`@` without an entry after it"] * 2, {}),
    ("Write to mei▸@▸@example.org.\n", ["`@` without an entry after it"] * 2, {}),
    ("▸@misc a, note = {x}}\n", ["`@` without an entry after it"], {}),
    ("▸@1misc{a, note = {x}}\n", ["`@` without an entry after it"], {}),
    ("▸@" + "m" * 101 + "{a, note = {x}}\n", ["`@` without an entry after it | write `@article{key, …}`; an address in a note reads `name at host`"], {}),
    # Comments
    ("% ▸@misc{off, note = {x}}\n", ["this entry stands behind a `%`, and is read all the same | take it out, or take the `%` away"], {"off": {"note": "x"}}),
    ("\n  %▸@string{j = {x}}\n@misc{a, note = j}\n", ["this entry stands behind a `%`, and is read all the same"], {"a": {"note": "x"}}),
    ("% off:\n@misc{a}\n50% of @misc{b}\n", [], {"a": {}, "b": {}}),
    ("% @comment{x}\n", [], {}),
    ("@comment{\n  year = {2000},\n}\n@misc{a}\n@comment{b,\n  year = {2000}\n}\n", [], {"a": {}}),
    ("@comment{@misc{a, note = {x}}}\n", [], {"a": {"note": "x"}}),
    ("@misc{a,\n  ▸% lost: {x},\n  year = {2000}\n}\n",
     ["a comment stands inside an entry | BibTeX knows no comments there: put it before the entry, or take it out"], {"a": {"year": "2000"}}),
    ("▸@misc{a, year = 2000, ▸% }", ["`a` is never closed", "a comment stands inside an entry"], {"a": {"year": "2000"}}),
    # Programs
    ("@misc{a, note = {▸\\input{/etc/passwd}}}\n", ["`\\input` reads a file or starts a program | take it out"], {"a": {"note": "\\input{/etc/passwd}"}}),
    ("@misc{a, note = {▸\\immediate\\write18{ls} or ▸\\immediate\\ \n\\write18{ls}}}\n", ["`\\immediate\\write18` reads", "`\\immediate\\ \n\\write18` reads"],
     {"a": {"note": "\\immediate\\write18{ls} or \\immediate\\ \\write18{ls}"}}),
    *((f"▸\\{command}{{x}}\n", [f"`\\{command}` reads a file or starts a program"], {})
      for command in ("write18", "include", "openin", "openout", "InputIfFileExists", "directlua", "pdfshellescape", "read")),
    ("\\includegraphics{x} \\inputs \\reader \\write1 \\immediate\\write1 input\n", [], {}),
    # Keys
    ("▸@misc{, note = {x}}\n", ["this @misc has no key | write a key and a comma after the brace: `@misc{key, …}`"], {}),
    ("▸@Misc{}\n", ["this @Misc has no key | write a key and a comma after the brace: `@Misc{key, …}`"], {}),
    ("▸@misc(, note = {x})\n", ["this @misc has no key"], {}),
    ("▸@misc{\n  note = {x}\n}\n", ["this @misc has no key"], {}),
    ("▸@misc{note\n= {x}}\n", ["this @misc has no key"], {}),
    ("▸@misc{note={x}, year={2000}}\n", ["this @misc has no key"], {}),
    ("▸@misc{note={x}}\n", ["this @misc has no key"], {}),
    ("▸@misc{note={x}, year = ▸j}\n", ["this @misc has no key", "the string `j` is not defined"], {}),
    ("▸▸@misc{\n", ["this @misc has no key", "this @misc is never closed | end it with `}`, and count the braces: each `{` needs its `}`"], {}),
    ("@misc{a ▸note = {x}}\n", ["a comma is missing after the key `a` | write `a,`"], {"a": {"note": "x"}}),
    ("@misc{a\n  ▸note = {x}\n}\n", ["a comma is missing after the key `a`"], {"a": {"note": "x"}}),
    ("@misc(a ▸note = {x})\n", ["a comma is missing after the key `a`"], {"a": {"note": "x"}}),
    ("@misc{a ▸▸{x}}\n", ["a comma is missing after the key `a`", "`{` stands where a field should"], {"a": {}}),
    ("@misc{a ▸▸b}\n", ["a comma is missing after the key `a`", "`b` is no field: it has no value"], {"a": {}}),
    ("@misc{▸lin 2000\tcalm , note = {x}}\n", ["white space stands in the key `lin 2000\tcalm` | write `lin-2000-calm`"], {"lin": {"note": "x"}}),
    ("@misc{▸lin\n  2000, note = {x}}\n", ["white space stands in the key `lin 2000`"], {"lin": {"note": "x"}}),
    ("@misc{" + "k" * 80 + " ▸note = {x}}\n", [f"a comma is missing after the key `{'k' * 80}` | write `{'k' * 80},`"], {"k" * 80: {"note": "x"}}),
    ("@misc{" + "k" * 81 + " ▸note = {x}}\n", [f"a comma is missing after the key `{'k' * 80}` | write `{'k' * 80},`"], {"k" * 81: {"note": "x"}}),
    ("@misc{▸" + "k" * 70 + " " + "l" * 10 + ", note = {x}}\n", [f"white space stands in the key `{'k' * 70} {'l' * 9}`"], {"k" * 70: {"note": "x"}}),
    # Commas
    ("@misc{a, note = {x▸} year = {2000}}\n", ["a comma is missing after the field `note` | end each field with a comma"],
     {"a": {"note": "x", "year": "2000"}}),
    ("@misc{a,\n  Note = \"x▸\"\n  year = 2000▸\n  month = jan▸\n  day = 1\n}\n",
     [f"a comma is missing after the field `{name}`" for name in ("Note", "year", "month")],
     {"a": {"note": "x", "year": "2000", "month": "January", "day": "1"}}),
    ("@misc(a, note = {x▸} year = {2000})\n", ["a comma is missing after the field `note`"], {"a": {"note": "x", "year": "2000"}}),
    ("@misc{a, " + "n" * 81 + " = {x▸} year = 2000}\n", [f"a comma is missing after the field `{'n' * 80}`"], {"a": {"n" * 81: "x", "year": "2000"}}),
    ("@misc{a, note = ▸j▸ year = 2000}\n", ["the string `j` is not defined", "a comma is missing after the field `note`"], {"a": {"note": "", "year": "2000"}}),
    ("@misc{a, note = ▸{" + braces(101) + "} year = 2000}\n", ["more than 100 braces inside each other in `note`"],
     {"a": {"note": braces(101), "year": "2000"}}),
    # Values
    ("@misc{a, note = ▸}\n", ["the field `note` has no value | write `note = {…}`"], {"a": {}}),
    ("@misc{a, note = ▸, year = 2000}\n", ["the field `note` has no value"], {"a": {"year": "2000"}}),
    ("@misc{a, note = {x} # ▸, year = 2000}\n", ["the field `note` has no value"], {"a": {"note": "x", "year": "2000"}}),
    ("▸@misc{a, note =▸\n", ["`a` is never closed", "the field `note` has no value"], {"a": {}}),
    ("▸@misc{a, note = {x} #▸\n", ["`a` is never closed", "the field `note` has no value"], {"a": {"note": "x"}}),
    ("@misc{a, " + "n" * 81 + " = ▸}\n", [f"the field `{'n' * 80}` has no value | write `{'n' * 80} = {{…}}`"], {"a": {}}),
    ("@misc{a, pages = 12▸-15, year = 2000}\n", ["`-15` is no field: it has no value"], {"a": {"pages": "12"}}),
    ("@misc{a, note = ▸{x\n", ["the braces of `note` are never closed | count them: each `{` needs its `}`"], {"a": {"note": "x"}}),
    ("@misc{a, note = ▸{x,\n  year = {2000},\n  day = 1\n\n", ["the braces of `note` are never closed"], {"a": {"note": "x,", "year": "2000", "day": "1"}}),
    ("@misc{a, note = {a} # ▸{x\n  , year = {2000}\n", ["the braces of `note` are never closed"], {"a": {"note": "ax", "year": "2000"}}),
    ("@misc{a, " + "n" * 81 + " = ▸{x\n", [f"the braces of `{'n' * 80}` are never closed"], {"a": {"n" * 81: "x"}}),
    ("@misc{a, note = ▸{x,\n  year = {2000}\n}\n", ["the braces of `note` are never closed | count them: each `{` needs its `}`"],
     {"a": {"note": "x, year = {2000}"}}),
    ("@misc{a, note = {} # ▸{x,\n  year = {2000}\n}\n", ["the braces of `note` are never closed"], {"a": {"note": "x, year = {2000}"}}),
    ("@misc{a, day = {1},\n  note = ▸{x,\n  year = {2000}\n}\n", ["the braces of `note` are never closed"], {"a": {"day": "1", "note": "x, year = {2000}"}}),
    ("@misc{a, " + "n" * 81 + " = ▸{x,\n  year = {2000}\n}\n", [f"the braces of `{'n' * 80}` are never closed"], {"a": {"n" * 81: "x, year = {2000}"}}),
    ("@misc{a, note = ▸{x,\n  year = ▸{2000\n", ["the braces of `note` are never closed", "the braces of `year` are never closed"],
     {"a": {"note": "x,", "year": "2000"}}),
    ('@misc{a, note = ▸"x\n  year = {2000}\n}\n', ["the quotes of `note` are never closed | end the value with `\"`, and pair the braces inside it"],
     {"a": {"note": "x", "year": "2000"}}),
    ('@misc{a, note = ▸"x} y", year = 2000}\n', ["the quotes of `note` are never closed"], {"a": {"note": 'x} y", year = 2000}'}}),
    ('@misc{a, note = ▸"{x",\n  year = {2000}\n}\n', ["the quotes of `note` are never closed"], {"a": {"note": '{x",', "year": "2000"}}),
    ("@misc{a, note = ▸{" + braces(101) + "}, year = 2000}\n", ["more than 100 braces inside each other in `note` | take braces out"],
     {"a": {"note": braces(101), "year": "2000"}}),
    ('@misc{a, ' + "n" * 81 + ' = ▸"' + braces(101) + '", year = 2000}\n', [f"more than 100 braces inside each other in `{'n' * 80}`"],
     {"a": {"n" * 81: braces(101), "year": "2000"}}),
    # Fields
    ("@misc{a, ▸note {x}, year = 2000}\n", ["`=` is missing after the field `note` | write `note = {…}`"], {"a": {"year": "2000"}}),
    ('@misc{a,\n  ▸note "x",\n  year = 2000\n}\n', ["`=` is missing after the field `note`"], {"a": {"year": "2000"}}),
    ("@misc{a, ▸note ▸{x\n  year = {2000}\n", ["`=` is missing after the field `note`", "the braces of `note` are never closed"], {"a": {"year": "2000"}}),
    ("@misc{a, ▸" + "n" * 81 + " {x}}\n", [f"`=` is missing after the field `{'n' * 80}` | write `{'n' * 80} = {{…}}`"], {"a": {}}),
    ("@misc{a, note = {x}, ▸lost}\n", ["`lost` is no field: it has no value | write `lost = {…}`, or take it out"], {"a": {"note": "x"}}),
    ("@misc{a, ▸lost} @misc{b, note = {y}}\n", ["`lost` is no field: it has no value"], {"a": {}, "b": {"note": "y"}}),
    ("@misc{a, ▸{} x} @misc(b, note = {y}) @misc{c, note = {z}}\n", ["`{` stands where a field should"], {"a": {}, "b": {"note": "y"}, "c": {"note": "z"}}),
    ("@misc{a, ▸{} @home {x}}\n", ["`{` stands where a field should"], {"a": {}}),
    ("@misc(a, note = {x}, ▸lost)\n", ["`lost` is no field: it has no value"], {"a": {"note": "x"}}),
    ("@misc{a,\n  ▸lost words,\n  year = {2000}\n}\n", ["`lost` is no field: it has no value"], {"a": {"year": "2000"}}),
    ("@misc{a, note = {x}, ▸" + "l" * 41 + "}\n", [f"`{'l' * 40}` is no field: it has no value | write `{'l' * 40} = {{…}}`, or take it out"],
     {"a": {"note": "x"}}),
    ("▸@misc{a, note = {x}, ▸lost\n", ["`a` is never closed", "`lost` is no field: it has no value"], {"a": {"note": "x"}}),
    ("@misc{a, note = {x} ▸{y}, year = 2000}\n", ["`{` stands where a field should | end each field with a comma, and the entry with `}`"],
     {"a": {"note": "x"}}),
    ("@misc(a, note = {x}▸}, year = 2000)\n", ["`}` stands where a field should | end each field with a comma, and the entry with `)`"], {"a": {"note": "x"}}),
    ("@misc{a, note = {x}, ▸2000,\n  day = 1\n}\n", ["`2` stands where a field should"], {"a": {"note": "x", "day": "1"}}),
    ("@misc{a,\n▸né = {x},\nyear = {2000}\n}\n", ["`n` is no field: it has no value"], {"a": {"year": "2000"}}),
    ("@misc{a, note = {x}, ▸Note = {y}, year = 2000}\n", ["the field `Note` stands twice in `a` | keep one of the two"], {"a": {"note": "x", "year": "2000"}}),
    ("@misc{" + "k" * 81 + ", " + "n" * 81 + " = 1, ▸" + "n" * 81 + " = 2}\n", [f"the field `{'n' * 80}` stands twice in `{'k' * 80}`"],
     {"k" * 81: {"n" * 81: "1"}}),
    ("@misc{a, note = {x}}\n  ▸year = {2000}\n}\n", ["this field stands outside of an entry | the entry before it is closed too early: take a `}` away"],
     {"a": {"note": "x"}}),
    ("@misc{a, note = {x}},\n,\t▸x-y:b.c+d\t=\t\"x\",\n  day = 1\n}\n", ["this field stands outside of an entry"], {"a": {"note": "x"}}),
    ("@misc{a, note = {x}}}\n▸year=2000\n}\n@misc{b}\n", ["this field stands outside of an entry"], {"a": {"note": "x"}, "b": {}}),
    ("@misc{a, note = {x}}\n▸year = {2000}\n@comment{b}\n", ["this field stands outside of an entry"], {"a": {"note": "x"}}),
    ("@misc{a, note = {x}}\n% year = {2000}\nyear: {2000}\nyear = \n(year = 2000)\n", [], {"a": {"note": "x"}}),
    ("year = {2000}\n@misc{a}\n", [], {"a": {}}),
    # Ends
    ("▸@misc{a\n", ["`a` is never closed | end it with `}`, and count the braces: each `{` needs its `}`"], {"a": {}}),
    ("▸@misc(a, note = {x},\n", ["`a` is never closed | end it with `)`, and count the braces: each `{` needs its `}`"], {"a": {"note": "x"}}),
    ("▸@misc{" + "k" * 81 + ", note = {x},\n\n", [f"`{'k' * 80}` is never closed"], {"k" * 81: {"note": "x"}}),
    ("@misc{a, note = ▸{\n@misc{b, }\n", ["the braces of `note` are never closed"], {"a": {"note": ""}, "b": {}}),
    ("@misc{a, note = ▸{\n@misc{b, }}, lost}\n", ["the braces of `note` are never closed"], {"a": {"note": ""}, "b": {}}),
    ("@misc{a, note = ▸{\n@misc{b, }" + "{}" * 148 + "}}\n", ["the braces of `note` are never closed"], {"a": {"note": ""}, "b": {}}),
    # Strings
    ("@misc{a, note = {x} # ▸j # {y}}\n@string{j = {z}}\n", ["the string `j` is not defined | define it with `@string`, or put the text in braces"],
     {"a": {"note": "xy"}}),
    ("@misc{a,note=▸j,year=2000,,day=1}\n", ["the string `j` is not defined"], {"a": {"note": "", "year": "2000", "day": "1"}}),
    ("@misc{a, note = ▸" + "j" * 81 + "}\n", [f"the string `{'j' * 80}` is not defined"], {"a": {"note": ""}}),
    ("@string{j = ▸k}\n@misc{a, note = j}\n", ["the string `k` is not defined"], {"a": {"note": ""}}),
    ("@string{▸j = {" + "x" * 5001 + "}}\n@misc{a, note = j}\n", ["the string `j` expands to more than 5000 letters | write the text out"],
     {"a": {"note": ""}}),
    ("@string{▸" + "j" * 81 + " = {" + "x" * 5000 + "} # 1}\n", [f"the string `{'j' * 80}` expands to more than 5000 letters"], {}),
    ("▸@string{}\n", ["this @string defines nothing | write `@string{name = {text}}`"], {}),
    ("▸@string{j} @misc{a}\n", ["this @string defines nothing"], {"a": {}}),
    ("▸@string(= {x})\n", ["this @string defines nothing"], {}),
    ("▸▸@string{\n", ["this @string defines nothing", "this @string is never closed"], {}),
    ("@string{j = {x}▸, k = {y}}\n@misc{a, note = j # ▸k}\n",
     ["a comma stands in a @string | define each string in a @string of its own", "the string `k` is not defined"],
     {"a": {"note": "x"}}),
    ("@string{j = {x}▸,}\n", ["a comma stands in a @string"], {}),
    ("▸@string{j = {x}▸,\n", ["this @string is never closed", "a comma stands in a @string"], {}),
    ("▸@String{j = {x} {y}}\n@misc{a, note = j}\n", ["this @String is never closed"], {"a": {"note": "x"}}),
    ("@string(j = ▸{\n@misc{a}}, k = {y})\n", ["the braces of `j` are never closed"], {"a": {}}),
    ("@string{j = ▸}\n", ["the field `j` has no value"], {}),
    ("@preamble{▸}\n", ["the field `preamble` has no value"], {}),
    ("@preamble{ {x} # ▸j }\n", ["the string `j` is not defined"], {}),
    ("@preamble{▸{x\n", ["the braces of `preamble` are never closed"], {}),
    ("@preamble{▸{x\n  year = {2000}}\n", ["the braces of `preamble` are never closed"], {}),
    ("▸@Preamble{ {x} y}\n", ["this @Preamble is never closed"], {}),
]
ABOUT = {"stands behind": "comment", "starts a program": "program", "is not defined": "string", "stands twice": "field"}


@pytest.mark.parametrize(("marked", "said", "read"), TROUBLES)
def test_what_is_wrong_is_said_where_it_is_and_what_is_right_is_read(marked, said, read):
    written, offsets = unmarked(marked)
    file = bibtex.read(written)
    assert [trouble.offset for trouble in file.troubles] == offsets
    for part, trouble in zip(said, file.troubles, strict=True):
        assert part in f"{trouble.message} | {trouble.hint}"
        assert trouble.about == next((about for words, about in ABOUT.items() if words in trouble.message), "syntax")
    assert {entry.key: entry.fields for entry in file.entries} == read


@pytest.mark.parametrize("marked", [marked for marked, _, _ in TROUBLES])
def test_what_is_wrong_does_not_reach_beyond_the_next_line_that_begins_an_entry(marked):
    written, _ = unmarked(marked)
    alone = bibtex.read(written)
    followed = bibtex.read(written.rstrip("\n") + "\n\n  " + NEXT)
    assert [trouble.message for trouble in followed.troubles] == [trouble.message for trouble in alone.troubles]
    assert [(entry.key, entry.fields, entry.span) for entry in followed.entries[:-1]] == [(entry.key, entry.fields, entry.span) for entry in alone.entries]
    assert followed.entries[-1].fields == {"note": "Read"}


def test_the_same_key_twice_is_two_entries():
    assert [entry.fields for entry in bibtex.read("@misc{a, note = {x}}\n@misc{a, note = {y}}\n").entries] == [{"note": "x"}, {"note": "y"}]


# Where it stands

@pytest.mark.parametrize(("marked", "name", "start", "end"), [
    ("@misc{«ring», note = {x}}", "", -1, -1),
    ("@misc( «ring» )", "", -1, -1),
    ("@misc{«ring», note = {x}}", "year", 0, 3),
    ("@misc{«ring»}", "note", -1, -1),
    ("@misc{«ring», note = {x} year = 2000 # }", "day", -1, -1),
    ("@misc{ring, «note» = {x}}", "note", -1, -1),
    ("@misc{ring, year = 2000, «NOTE» = {x}, }", "note", -1, -1),
    ("@misc{ring, year = 2000 # {a}, «note» = {x}}", "note", -1, -1),
    ("@misc{ring, «note» = {x}, note = {y}}", "note", -1, -1),
    ("@misc{ring, note = {x} «year» = 2000}", "year", -1, -1),
    ("@misc{ring, note = {«Calm» rooms}}", "note", 0, 4),
    ("@misc{ring, note = {Calm «rooms»}}", "note", 5, 10),
    ("@misc{ring, note = {Calm «rooms»}}", "note", 5, 99),
    ("@misc{ring, note = {Calm rooms«»}}", "note", 99, 99),
    ("@misc{ring, note = {Calm «»rooms}}", "note", 5, -1),
    ("@misc{ring, note = {Calm «»rooms}}", "note", 5, 3),
    ("@misc{ring, note = {«»}}", "note", 0, 3),
    ('@misc{ring, note = "Calm «rooms»", year = 2000}', "note", 5, 10),
    ("@misc{ring, year = 20«00»}", "year", 2, 4),
    ("@misc{ring, month = «jan»}", "month", 0, 7),
    ("@misc{ring, «note» = {Calm} # { rooms}}", "note", 5, 10),
    ("@misc{ring, «month» = 7 # may}", "month", 0, 1),
    ("@misc{ring, note = {x}, day = {1} # 2, year = {20«00»}}", "year", 2, 4),
    ("@misc{ring, note = { «Calm» rooms}}", "note", 0, 4),
    ("@misc{ring, note = {Calm «rooms» }}", "note", 5, 10),
    ("@misc{ring, note = {Calm\n    «rooms»\n  in town}}", "note", 5, 10),
    ("@misc{ring, note = {Calm\n    rooms\n  «in town»}}", "note", 11, 99),
    ("@misc{ring, note = {Calm«\n    »rooms}}", "note", 4, 5),
    ("@misc{ring, note = {Calm  ro«om»s}}", "note", 7, 9),
    ("@misc{ring, note = {Calm\t\tro«om»s}}", "note", 7, 9),
    ("@misc{ring, note = {安静\u3000\u3000的«房间»}}", "note", 4, 6),
    ("@misc{ring, note = {Calm\n  rooms«»}}", "note", 99, 99),
    ("@misc{ring, note = {Calm\n  «»rooms}}", "note", 5, 3),
    ('@misc{ring, note = {Calm {\\"«o»}}}', "note", 8, 9),
    ("@misc{ring «note» = {x}}", "note", -1, -1),
    ("@misc{ring, note = {Calm «rooms»\n", "note", 5, 10),
    ("@misc{ring, note = {«Calm»\n  year = {2000}\n", "note", 0, 4),
    ("@misc{ring, note = {\n@misc{«b», }}}", "note", 6, 7),
    ("@misc{ring, note = {\n@misc{b, }}, year = «2000»}", "year", 0, 4),
])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("\ufeff% Works\n" + NEXT, "\n" + NEXT)])
def test_a_field_and_its_characters_are_found_as_they_are_written(monkeypatch, marked, name, start, end, quick, before, after):
    if not quick:
        monkeypatch.setattr(bibtex, "_quick_place", lambda text, place: None)
    head, covered, tail = marked.replace("»", "«").split("«")
    text = before + head + covered + tail + after
    entry = next(entry for entry in bibtex.read(text).entries if entry.key == "ring")
    assert entry.at(name, start, end) == Field(len(before), name, start, end)
    assert bibtex.place_of(text, entry.at(name, start, end)) == Span(len(before + head), len(before + head + covered))


@pytest.mark.parametrize(("text", "at", "span"), [
    ("", 7, Span(0, 0)), ("@misc{a}", 1, Span(0, 0)), ("\n@string{a = {x}}", 1, Span(1, 9)), ("@misc{}", 0, Span(0, 6)),
])
def test_a_place_in_a_text_that_was_changed_meanwhile_is_somewhere_in_it(text, at, span):
    assert bibtex.place_of(text, Field(at, "title", 0, 3)) == span


@pytest.mark.parametrize(("marked", "kind", "key", "fields", "ended"), [
    ("@Misc{ring, Note = {x} # j, year = 2000}", "Misc", "ring", [("Note", [("braced", "x"), ("name", "j")]), ("year", [("number", "2000")])], True),
    ('@misc(ring, note = "x" # {})', "misc", "ring", [("note", [("quoted", "x"), ("braced", "")])], True),
    ("@misc{ring, note = {x}, note = {y}}", "misc", "ring", [("note", [("braced", "x")]), ("note", [("braced", "y")])], True),
    ("@string{j = {x} # k}", "string", "", [("j", [("braced", "x"), ("name", "k")])], True),
    ("@preamble{ {x} # j }", "preamble", "", [("preamble", [("braced", "x"), ("name", "j")])], True),
    ("@misc{ring, note = {x}", "misc", "ring", [("note", [("braced", "x")])], False),
    ("@misc{ring, note = {\n@misc{b, }}}", "misc", "ring", [("note", [("braced", "\n@misc{b, }")])], True),
])
def test_an_entry_is_taken_apart_as_it_is_written(marked, kind, key, fields, ended):
    for before, after in (("", ""), (NEXT, "\n\n" + NEXT)):
        text = before + marked + after
        raw = bibtex.raw_at(text, len(before))
        assert (raw.kind, raw.key, raw.closed, bool(raw.troubles)) == (kind, key, ended, not ended)
        assert (raw.start, raw.body, raw.end) == (len(before), len(before) + 1 + len(kind) + 1, len(before + marked))
        assert [(name, [(part.form, text[part.start:part.end]) for part in parts]) for name, _, parts in raw.fields] == fields
        assert all(text.startswith(name, at) for name, at, _ in raw.fields if kind != "preamble")
        assert text.startswith(key, raw.key_start) if key else raw.key_start == -1


# Names, and what is kept

@pytest.mark.parametrize(("fields", "people"), [
    ("", {}),
    ("author = {}", {}),
    ("author = {Lin, Mei and Okoro, Ada}", {"author": ["Lin, Mei", "Okoro, Ada"]}),
    ("author = {Mei Lin AND {Save the Children}}, editor = {von Berg, Jr., Eva}",
     {"author": ["Lin, Mei", "{Save the Children}"], "editor": ["von Berg, Jr., Eva"]}),
    ("author_zh = {林梅 and 王芳}", {"author_zh": ["林梅", "王芳"]}),
    ("author = {Lin, Mei and a, b, c, d and Okoro, Ada}", {"author": ["Lin, Mei", "Okoro, Ada"]}),
    ("author = {a, b, c, d}", {"author": []}),
    ("translator = {Lin, Mei}", {}),
])
def test_people_are_taken_apart(fields, people):
    entry = bibtex.read(f"@misc{{a, {fields}}}").entries[0]
    assert {role: [str(person) for person in found] for role, found in entry.persons.items()} == people


def test_a_field_that_is_not_there_is_empty():
    entry = bibtex.read("@misc{a, note = {x}}").entries[0]
    assert (entry.get("note"), entry.get("year"), entry.at()) == ("x", "", Field(0))


def test_entries_with_the_same_key_and_place_have_one_hash():
    assert hash(bibtex.read(NEXT).entries[0]) == hash(bibtex.read(NEXT).entries[0])


class Kept(dict):
    """A memory that holds what is put into it."""

    keeping = True

    def get(self, space, key):
        return super().get((space, key))

    def put(self, space, key, value):
        self[space, key] = value


@pytest.mark.parametrize("marked", [marked for marked, _, _ in TROUBLES])
def test_what_is_kept_is_what_reading_gives(marked):
    written, memory = unmarked(marked)[0] + NEXT, Kept()
    files = [bibtex.read(written), bibtex.read(written, Store()), bibtex.read(written, memory), bibtex.read(written, memory)]
    said = [[(packed(trouble.message), packed(trouble.hint)) for trouble in file.troubles] for file in files]
    assert all(file == files[0] for file in files) and all(sentences == said[0] for sentences in said)
    assert len(memory) == 1


def test_what_is_kept_is_not_read_again():
    memory = Kept()
    bibtex.read(NEXT, memory)
    (name, kept), = memory.items()
    memory[name] = kept.replace("Read", "Kept")
    assert bibtex.read(NEXT, memory).entries[0].fields == {"note": "Kept"}
    assert bibtex.read("\n" + NEXT, memory).entries[0].fields == {"note": "Read"}
