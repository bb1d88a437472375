"""Canonical form: what it looks like, that it changes no meaning, and that a file is never half written."""

import os
import random
import re
import signal
import string
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from test_sources import ANY_TEXT, ENTRIES, LIKE_BIBTEX, LIKE_MARKDOWN, LIKE_YAML, by_pybtex

from kb_tools.cli import main
from kb_tools.desk import fmt_bibtex, fmt_yaml
from kb_tools.desk.fmt import canonical, diff, files_of, formatted, look
from kb_tools.project import project_at
from kb_tools.sources import bibtex, markdown, yaml
from kb_tools.sources.broken import Broken

ROOT = Path(__file__).resolve().parent.parent


def bib(text: str) -> str:
    return formatted("a.bib", text)


# BibTeX

@pytest.mark.parametrize(("written", "value"), [
    ("title = {Calm}", "title = {Calm}"),
    ('title = "Calm"', "title = {Calm}"),
    ('title = "{Calm} and quiet"', "title = {{Calm} and quiet}"),
    ('title = "a {"} b"', 'title = {a {"} b}'),
    ("TITLE={Calm}", "title = {Calm}"),
    ("title = { Calm \t and\n    quiet }", "title = {Calm and quiet}"),
    ("title = {Calm\u00a0and\u3000quiet}", "title = {Calm\u00a0and\u3000quiet}"),
    ("title = {Calm\\ }", "title = {Calm\\ }"),
    ("title = {}", "title = {}"),
    ("year = 2020", "year = {2020}"),
    ('year = "2020"', "year = {2020}"),
    ("pages = {12-34}", "pages = {12--34}"),
    ("pages = {12 - 34}", "pages = {12--34}"),
    ("pages = {12–34}", "pages = {12--34}"),
    ("pages = {12—34}", "pages = {12--34}"),
    ("pages = {12−34}", "pages = {12--34}"),
    ("pages = {12 -- 34}", "pages = {12--34}"),
    ("pages = {131–-144}", "pages = {131--144}"),
    ("pages = {1234-41}", "pages = {1234--41}"),
    ("pages = {1-3, 7-9,12}", "pages = {1--3, 7--9,12}"),
    ("pages = {S5-S9}", "pages = {S5--S9}"),
    ("pages = {ix-xii}", "pages = {ix--xii}"),
    ("pages = {12--34}", "pages = {12--34}"),
    ("pages = {73+}", "pages = {73+}"),
    ("pages = {e0212575}", "pages = {e0212575}"),
    ("pages = {A-1}", "pages = {A-1}"),
    ("pages = {C-D}", "pages = {C-D}"),
    ("pages = {2-1}", "pages = {2-1}"),
    ("pages = {3-12--3-18}", "pages = {3-12--3-18}"),
    (f"pages = {{{'9' * 5000}-{'9' * 5000}}}", f"pages = {{{'9' * 5000}-{'9' * 5000}}}"),
    ("pages = {pp. 12-34}", "pages = {pp. 12-34}"),
    ("doi = {https://doi.org/10.1037/0022-006X.57}", "doi = {10.1037/0022-006X.57}"),
    ("doi = {http://dx.doi.org/10.1/a}", "doi = {http://dx.doi.org/10.1/a}"),
    ("doi = {http://dx.doi.org/10.1234/A_b}", "doi = {10.1234/A_b}"),
    ("doi = {DOI: 10.1234/a}", "doi = {10.1234/a}"),
    ("doi = {doi:10.1234/a}", "doi = {10.1234/a}"),
    ("doi = {10.1234/Ab}", "doi = {10.1234/Ab}"),
    ("doi = {https://doi.org/10.1234/a%28b%29}", "doi = {https://doi.org/10.1234/a%28b%29}"),
    ("doi = {https://doi.org/10.1234/a?x=1}", "doi = {https://doi.org/10.1234/a?x=1}"),
    ("doi = {https://example.org/10.1234/a}", "doi = {https://example.org/10.1234/a}"),
    ("url = {https://doi.org/10.1234/a}", "url = {https://doi.org/10.1234/a}"),
    ("month = {January}", "month = jan"),
    ('month = "Sept."', "month = sep"),
    ("month = {5}", "month = may"),
    ("month = 12", "month = dec"),
    ("month = {06}", "month = jun"),
    ("month = JUL", "month = jul"),
    ("month = {13}", "month = {13}"),
    ("month = {May 10}", "month = {May 10}"),
    ("month = {Mai}", "month = {Mai}"),
    ("month = {3月}", "month = {3月}"),
    ("month = may # {~10}", "month = may # {~10}"),
    ('month = "10~" # jan', 'month = "10~" # jan'),
    ("note = {a}#{b }\n#\tjan", "note = {a} # {b } # jan"),
    ("note = {One.\n\n  Two.}", "note = {One.\n\n  Two.}"),
    ("abstract = {One line\nand one more}", "abstract = {One line\nand one more}"),
    ("file = {:a  b.pdf:PDF}", "file = {:a  b.pdf:PDF}"),
])
def test_each_value_is_written_in_one_way(written, value):
    assert bib(f"@misc{{a, {written}}}") == f"@misc{{a,\n  {value}\n}}\n"


@pytest.mark.parametrize(("written", "made"), [
    ("", ""),
    ("\n\n", ""),
    ("only words", "only words\n"),
    ("@MISC{a}", "@misc{a}\n"),
    ("@misc{a,}", "@misc{a}\n"),
    ("@Misc(a, title = {x})", "@misc{a,\n  title = {x}\n}\n"),
    ("@ misc { A:b/c , title={x},}", "@misc{A:b/c,\n  title = {x}\n}\n"),
    ("@misc{a,,title=1,}", "@misc{a,\n  title = {1}\n}\n"),
    ("@misc{a} @misc{b}", "@misc{a}\n\n@misc{b}\n"),
    ("@misc{a}\n@misc{b}\n\n\n\n@misc{c}\n\n\n", "@misc{a}\n\n@misc{b}\n\n@misc{c}\n"),
    ("\n\n% head\n@misc{a}", "% head\n@misc{a}\n"),
    ("% head  \n\n\n\n@misc{a}", "% head\n\n@misc{a}\n"),
    ("@misc{a} % one\n@misc{b}", "@misc{a} % one\n@misc{b}\n"),
    ("@misc{a}\n% of b\n@misc{b}", "@misc{a}\n% of b\n@misc{b}\n"),
    ("@comment{jabref-meta: a;}\n@misc{a}", "@comment{jabref-meta: a;}\n@misc{a}\n"),
    ("@comment{@MISC{a}}", "@comment{@MISC{a}}\n"),
    ("@PREAMBLE{ {x} }\n\n@misc{a}", "@PREAMBLE{ {x} }\n\n@misc{a}\n"),
    ('@STRING(Jo = "J  of")\n@string{ k = Jo # {s} }\n@misc{a, journal=Jo}', "@string{Jo = {J  of}}\n@string{k = Jo # {s}}\n\n@misc{a,\n  journal = Jo\n}\n"),
    ("@string{jan = {Jänner}}\n\n@misc{a, month = {January}, note = JAN}", "@string{jan = {Jänner}}\n\n@misc{a,\n  month = {January},\n  note = JAN\n}\n"),
    ("\ufeff@misc{a,\r\n  title = {x}\r\n}\r\n", "@misc{a,\n  title = {x}\n}\n"),
    ("@misc{a, editor={E}, title={T}}", "@misc{a,\n  editor = {E},\n  title = {T}\n}\n"),
    ("@misc{a, verified={v}, x={1}, corrected={c}, B={2}, doi={d}, unverified={u}, url={l}, pages={1}, number={3}, volume={4}, year={5}, publisher={p},"
     " editor={e}, journal={j}, subtitle={s}, title={t}, author={a}}",
     "@misc{a,\n  author = {a},\n  title = {t},\n  subtitle = {s},\n  journal = {j},\n  editor = {e},\n  publisher = {p},\n  year = {5},\n  volume = {4},\n"
     "  number = {3},\n  pages = {1},\n  doi = {d},\n  url = {l},\n  x = {1},\n  b = {2},\n  unverified = {u},\n  verified = {v},\n  corrected = {c}\n}\n"),
])
def test_a_bibliography_is_written_in_one_way(written, made):
    assert bib(written) == made
    assert bib(made) == made


GOOD = "@misc{good,\n  title = {x}\n}\n"


@pytest.mark.parametrize("broken", [
    "@misc{a,  TITLE={x} year={2020}}",
    "@misc{a,  TITLE={x}, title={y}}",
    "@misc{a,  TITLE=unknown}",
    "@misc{a b,  TITLE={x}}",
    "@misc{  TITLE={x}}",
    "@misc{a,  TITLE={x},\n % no\n year=1}",
    "%  @MISC{a,  TITLE={x}}",
    "@misc{a,  TITLE={\\input{/etc/passwd}}}",
    "@misc{a,  TITLE={x}}\n  year = {2020}\n}",
    "@misc{a,  TITLE={x},\n  note={never closed}\n",
    "@string{  A={x}, B={y}}",
    "@MISC(a}b,  TITLE={x})",
])
def test_an_entry_with_a_trouble_stays_as_it_is_and_the_others_do_not(broken):
    written = f"@MISC{{good, TITLE={{x}}}}\n\n{broken}\n\n@MISC{{good2, TITLE={{x}}}}\n"
    made, left = canonical("a.bib", written)
    assert made == f"{GOOD}\n{broken}\n\n{GOOD.replace('good', 'good2')}"
    start = written.index(broken)
    assert len(left) == 1 and left[0].why and not left[0].whole
    assert written[:start].count("\n") < left[0].line <= written[:start + len(broken)].count("\n") + 1


def test_an_address_between_entries_keeps_no_entry_from_its_form():
    made = bib("@MISC{good, TITLE={x}}\n\nmei@example.org wrote this\n\n@MISC{good, TITLE={x}}\n")
    assert made == f"{GOOD}\nmei@example.org wrote this\n\n{GOOD}"


@pytest.mark.parametrize(("written", "keys"), [
    ("@misc{b}@misc{C}@misc{a}", "a b C"),
    ("@misc{b}\n\n% --- older ---\n\n@misc{d}@misc{c}", "b c d"),
    ("@misc{b}\n% of a\n@misc{a}", "a b"),
    ("@misc{c}@string{j = {J}}@misc{b, note=j}@misc{a}", "c a b"),
    ("@misc{c}\n@misc{b b, title={x}}\n@misc{a}", "c b a"),
    ("@book{a}@misc{b, crossref={A}}@misc{c}", "b c a"),
    ("% head\n@misc{b}@misc{a}", "a b"),
])
def test_entries_are_sorted_by_key_on_request(written, keys):
    made, _ = canonical("a.bib", written, sort=True)
    assert [e.key for e in bibtex.read(made).entries] == keys.split()
    assert canonical("a.bib", made, sort=True)[0] == made
    assert canonical("a.bib", written)[0] != made or keys == " ".join(e.key for e in bibtex.read(written).entries)


def test_sorting_takes_along_what_belongs_to_an_entry():
    made, _ = canonical("a.bib", "% head\n\n@misc{b} % behind b\n\n% above a\n@misc{a} % behind a\n% tail\n", sort=True)
    assert made == "% head\n\n% above a\n@misc{a} % behind a\n\n@misc{b} % behind b\n% tail\n"


_MORE = st.sampled_from(["pages = {1-2}", "PAGES = {x 3 – 4, 5}", "month = {May}", "month = 7", 'month = "3~" # jan', "doi = {https://doi.org/10.1234/Ab}",
                         "doi = {doi:10.1234/a{b}}", "note = {a\n\n b}", "file = { a  b }", "crossref = {k1}", "editor = {E and\n F}", "unverified = {x\\ }"])
_OTHER = st.sampled_from(["% note", "mei@x.org", "@comment{ @misc{in,a={b}} }", "@string{may = {Mai}}", "@STRING(j = \"Jo\" # jan)", "@misc(k9,a={)})", " "])
_RICH = st.lists(st.one_of(ENTRIES, st.lists(_MORE, max_size=5).map(lambda fields: "@inbook{k2,\n" + ",\n".join(fields) + "}"), _OTHER),
                 max_size=5).map("\n".join)


def as_pybtex_says(text: str):
    """What pybtex reads, pages, DOI and month in the form that `fmt` gives them, and how many errors it finds."""
    found, errors = by_pybtex(text)
    return [(key, kind, sorted((name, fmt_bibtex.normal(name, value)) for name, value in fields.items())) for key, kind, fields in found], len(errors)


def as_we_say(text: str):
    file = bibtex.read(text)
    return ([(e.key, e.type, sorted((name, fmt_bibtex.normal(name, value)) for name, value in e.fields.items())) for e in file.entries],
            [(t.message, t.hint) for t in file.troubles])


@settings(max_examples=500)
@given(st.one_of(_RICH, LIKE_BIBTEX, ENTRIES, ANY_TEXT))
@example("@misc{a,title={x}}\n@misc{b,title=\"{y}\"}\n  year = {3}")
@example("@misc{a, note={\n@misc{b,\n@misc{c, }}}}")
@example("@misc(a{b,title={x})")
@example("@comment{ {\n@MISC{a} } }\n@MISC{b}")
def test_canonical_bibtex_reads_as_before_by_two_readers_and_stays(written):
    made = bib(written)
    assert as_we_say(made) == as_we_say(written)
    assert as_pybtex_says(made) == as_pybtex_says(written)
    assert bib(made) == made


@settings(max_examples=200)
@given(st.one_of(_RICH, ENTRIES))
def test_sorted_bibtex_holds_the_same_entries_and_stays(written):
    made, _ = canonical("a.bib", written, sort=True)
    assert sorted(map(repr, as_we_say(made)[0])) == sorted(map(repr, as_we_say(written)[0]))
    if not as_pybtex_says(written)[1]:  # else what pybtex finds depends on what stands after the trouble
        assert sorted(map(repr, as_pybtex_says(made)[0])) == sorted(map(repr, as_pybtex_says(written)[0]))
    assert canonical("a.bib", made, sort=True)[0] == made


def test_ten_thousand_entries_on_one_line_take_time_in_proportion():
    start = time.monotonic()
    assert bib("".join(f"@misc{{k{i},title={{x}}}}" for i in range(10_000))).count("\n  title = {x}\n") == 10_000
    assert time.monotonic() - start < 20


# YAML

@pytest.mark.parametrize(("written", "made"), [
    ("", ""),
    ("\n\n", ""),
    ("a:   1", "a: 1\n"),
    ("a : 1\n", "a: 1\n"),
    ("a:\t1  \n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
    ("a:\n- b\n-   c\n", "a:\n  - b\n  - c\n"),
    ("a:\n    b:\n        - c: 1\n          d: 2\n", "a:\n  b:\n    - c: 1\n      d: 2\n"),
    ("-   a: 1\n    b: 2\n-\n    c: 3\n", "- a: 1\n  b: 2\n-\n  c: 3\n"),
    ("- - a\n  - b\n-   - c\n", "- - a\n  - b\n- - c\n"),
    ("  a: 1\n  b: 2\n", "a: 1\nb: 2\n"),
    ("a: [b,c ,  d]\n", "a: [b, c, d]\n"),
    ("a: { b: 1,c : 2 }\n", "a: {b: 1, c: 2}\n"),
    ("a: {\"b\":1}\n", "a: {\"b\": 1}\n"),
    ("a: [ ]\n", "a: []\n"),
    ("a: [\n    b,\n    c\n]\n", "a: [\n    b,\n    c\n]\n"),
    ("x:\n    a: [b,\n        c]\n", "x:\n  a: [b,\n      c]\n"),
    ("a: null\nb: ~\nc:\nd: NO\ne: 1_0\nf: 2020-13-45\n", "a: null\nb: ~\nc:\nd: NO\ne: 1_0\nf: 2020-13-45\n"),
    ("a: 'b'\nc: \"d\\u00e9\"\n", "a: 'b'\nc: \"d\\u00e9\"\n"),
    ("a: " + "long " * 60 + "line\n", "a: " + "long " * 60 + "line\n"),
    ("a:\n    b\n      c\n\n    d\n", "a:\n  b\n    c\n\n  d\n"),
    ("a: 'b  \n   c'\n", "a: 'b\n   c'\n"),
    ("a: \"b\\\n  c\\ \n  d\"\n", "a: \"b\\\n  c\\ \n  d\"\n"),
    ("a:\n    b: |\n        x\n          y  \n\n        z\n    c: 1\n", "a:\n  b: |\n    x\n      y  \n\n    z\n  c: 1\n"),
    ("a: >-\n      x\n\n      y\n\n\n\nb: 1\n", "a: >-\n  x\n\n  y\n\nb: 1\n"),
    ("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"),
    ("a:\n    b: |2\n         x\n       y\n", "a:\n  b: |2\n       x\n     y\n"),
    ("a: |  # why\n     # no comment\n", "a: |  # why\n  # no comment\n"),
    ("# one\n\n\n# two\na: 1   # three\n# end\n", "# one\n\n# two\na: 1   # three\n# end\n"),
    ("a:\n      # of b\n      - b\n      # last\n# of c\nc: 1\n", "a:\n  # of b\n  - b\n  # last\n# of c\nc: 1\n"),
    ("a:\n# of b\n- b\n", "a:\n  # of b\n  - b\n"),
    ("a:\n    b: 1\n    # tail\n", "a:\n  b: 1\n  # tail\n"),
    ("a: &x\n- 1\nb: *x\n? *x\n: c\n", "a: &x\n  - 1\nb: *x\n? *x\n: c\n"),
    ("*a : 1", None),
    ("a: !!set\n    ? b\n    ? c\n", "a: !!set\n  ? b\n  ? c\n"),
    ("%YAML 1.1\n---\na: !t  b\n...\n", "%YAML 1.1\n---\na: !t b\n...\n"),
    ("---\n- a\n---   b\n", "---\n- a\n--- b\n"),
    ("\ufeffa: 1\r\nb:\r\n- 2\r\n", "a: 1\nb:\n  - 2\n"),
    ("a: [b\n", None),
    ("a: 1\na: 2\n", None),
    ("a:\n\t- b\n", None),
    ("a: |\n  no line end", None),
    ("a: 'x\u2028y'\n", None),
    ("a: 'x\x85 y'\n", None),
])
def test_yaml_is_laid_out_in_one_way_and_left_alone_where_it_cannot_be(written, made):
    found, left = canonical("a.yml", written)
    assert found == (written if made is None else made)
    assert bool(left) == (made is None) and all(one.whole and one.why for one in left)
    assert formatted("a.yml", found) == found


_WORDS = st.sampled_from(["a", "b c", "12", "null", "yes", "你好", "it's", "x: y", "# no", "- z", "", " lead", "two\nlines", "p\n\n  q\n", "end \n", "'", '"',
                          "[x"])
_KEYS = st.sampled_from(["k", "long key", "值", "9"])
_DATA = st.recursive(_WORDS, lambda inner: st.one_of(st.lists(inner, min_size=1, max_size=3), st.dictionaries(_KEYS, inner, min_size=1, max_size=3)),
                     max_leaves=8)


class Writer:
    """Writes data as YAML in one of many layouts, as people do."""

    def __init__(self, random_: random.Random, step: int, inner: int, noise: bool = True):
        self.random, self.step, self.inner, self.noise = random_, step, inner, noise

    def text(self, data) -> str:
        return "\n".join(self.block(data, 0)) + "\n" if isinstance(data, (dict, list)) else self.scalar(data, 0, True) + "\n"

    def block(self, data, indent: int) -> list[str]:
        lines = []
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            lines += self.comment(indent)
            lead = " " * indent + (self.scalar(key, 0, True) + ":" if isinstance(data, dict) else "-")
            choice = self.random.random()
            if not isinstance(value, (dict, list)):
                lines.append(lead + self.gap() + self.scalar(value, indent + self.step, isinstance(value, str) and "\n" not in value) + self.behind(value))
            elif choice < 0.3:
                lines.append(lead + self.gap() + self.flow(value))
            elif isinstance(data, list) and choice < 0.7:
                gap = " " * (self.step - 1)
                first, *others = Writer(self.random, self.step, self.inner, noise=False).block(value, indent + self.step)
                lines += [lead + gap + first.lstrip(" "), *others]
            else:
                lines += [lead, *self.block(value, indent + (self.inner if isinstance(value, list) and isinstance(data, dict) else self.step))]
        return lines + self.comment(indent)

    def comment(self, indent: int) -> list[str]:
        choice = self.random.random() if self.noise else 1
        return [] if choice > 0.3 else [""] * int(choice * 20) if choice > 0.2 else [" " * (0 if choice < 0.05 else indent) + "# said"]

    def gap(self) -> str:
        return " " * (self.random.choice([1, 1, 2, 4]) if self.noise else 1)

    def behind(self, value: str) -> str:
        return self.random.choice(["", "", "", "  ", "  # behind"]) if self.noise and "\n" not in value else ""

    def scalar(self, value: str, indent: int, single: bool) -> str:
        if not single and value.strip() and not value.startswith((" ", "\n")) and self.random.random() < 0.7:
            mark = "|" + ("" if value.endswith("\n") and not value.endswith("\n\n") else "-" if not value.endswith("\n") else "+")
            return mark + "\n" + "\n".join(" " * indent + line if line else "" for line in value.removesuffix("\n").split("\n"))
        if re.fullmatch(r"[a-z\d你好值]+(?: [a-z\d]+)*", value) and self.random.random() < 0.7:
            return value
        if "\n" in value or self.random.random() < 0.5:
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        return "'" + value.replace("'", "''") + "'"

    def flow(self, data) -> str:
        blank = self.random.choice(["", " "])
        if isinstance(data, dict):
            pairs = [f"{self.scalar(key, 0, True)}: {self.flow(value)}" for key, value in data.items()]
            return "{" + blank + ("," + self.random.choice([" ", "  "])).join(pairs) + blank + "}"
        if isinstance(data, list):
            return "[" + blank + ("," + self.random.choice(["", " "])).join(map(self.flow, data)) + blank + "]"
        return '"' + data.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def by_ruamel(text: str):
    """What another reader makes of a text, by YAML 1.2."""
    return repr(YAML(typ="safe", pure=True).load(text))


@settings(max_examples=400)
@given(_DATA, st.integers(0, 10**6), st.sampled_from([2, 3, 4, 7]), st.sampled_from([0, 2, 4]))
def test_yaml_in_any_layout_reads_as_before_by_two_readers_and_stays(data, seed, step, inner):
    written = Writer(random.Random(seed), step, inner).text(data)
    assert yaml.loose(written) == data
    made, left = canonical("a.yml", written)
    assert not left, (left, written)
    assert yaml.loose(made) == data and by_ruamel(made) == by_ruamel(written)
    assert re.findall("# (?:said|behind)\n", made) == re.findall("# (?:said|behind)\n", written)
    assert formatted("a.yml", made) == made


@settings(max_examples=200)
@given(_DATA, st.integers(0, 10**6), st.sampled_from([2, 3, 4, 7]), st.sampled_from([0, 2, 4]))
def test_texts_that_differ_in_indentation_come_out_the_same(data, seed, step, inner):
    one, other = (Writer(random.Random(seed), s, i, noise=False).text(data) for s, i in ((step, inner), (2, 2)))
    assert formatted("a.yml", one) == formatted("a.yml", other)


@settings(max_examples=400)
@given(st.one_of(ANY_TEXT, LIKE_YAML, st.text(alphabet="ab:-?|>[]{},&*!#'\"\\ \n\t%0", max_size=80)))
@example("a: |\n  x\n   \n y: 1")
@example("? |\n")
@example("- |1\n  a\n -b")
@example("\ud800")
def test_any_text_as_yaml_says_the_same_afterwards_and_only_white_space_changed(written):
    made, left = canonical("a.yml", written)
    assert formatted("a.yml", made) == made
    if left:
        assert made == written
    else:
        plain = written.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        assert yaml.loose(made) == yaml.loose(plain)
        assert "".join(made.split()) == "".join(plain.split())
        assert not made or made.endswith("\n")
        assert _read(made) == _read(plain)


def _read(text: str):
    try:
        return yaml.read(text)
    except Broken as broken:
        return broken.message


def test_without_the_library_in_c_the_layout_is_the_same(monkeypatch):
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "knowledge/needs").glob("*.yml"))]
    texts += ["a:\n- b: |+\n     x\n\n\n- c: >\n     y\n     z\n\n# c\nd: [1,\n 2]\n"]
    expected = [fmt_yaml.canonical(text) for text in texts]
    monkeypatch.setattr(fmt_yaml.source, "LOADER", fmt_yaml.yaml.SafeLoader)
    assert [fmt_yaml.canonical(text) for text in texts] == expected


# Front matter

@pytest.mark.parametrize(("written", "made"), [
    ("---\ntitle:  A\nneeds:\n- b\n---   \n\nText  \n\n\n\nmore", "---\ntitle: A\nneeds:\n  - b\n---\n\nText  \n\n\n\nmore"),
    ("\ufeff---\r\ntitle: A\r\n---\r\nText\r\n", "---\ntitle: A\n---\nText\n"),
    ("Text  \n- a\n", "Text  \n- a\n"),
    ("---\nwords  between\n---\n", "---\nwords  between\n---\n"),
    ("---\n---\nText", "---\n---\nText"),
    ("---\ntitle:   A\n", "---\ntitle:   A\n"),
    ("---\ntitle:  [A\n---\n", None),
    ("---\ntitle:  A\ntitle: B\n---\n", None),
])
def test_front_matter_is_laid_out_and_the_text_after_it_stays(written, made):
    found, left = canonical("a.md", written)
    assert found == (written if made is None else made) and bool(left) == (made is None)
    assert formatted("a.md", found) == found


@given(st.one_of(LIKE_MARKDOWN, st.tuples(LIKE_YAML, LIKE_MARKDOWN).map("\n---\n".join).map("---\n".__add__)))
def test_any_text_as_markdown_keeps_its_words(written):
    made = formatted("a.md", written)
    assert formatted("a.md", made) == made
    assert made.endswith(written[-20:].replace("\r", "\n")) or markdown.front_span(written)


def test_a_place_in_front_matter_is_told_as_its_file_counts():
    _, left = canonical("a.md", "---\ntitle: A\na: b: c\n---\n")
    assert (left[0].line, left[0].column) == (3, 5)


@pytest.mark.parametrize("path", ["a.txt", "Makefile", "a.bib.orig"])
def test_other_files_have_no_canonical_form(path):
    assert formatted(path, "a:   1  \r\n") == "a:   1  \r\n"


# Files

def test_the_handbook_is_canonical():
    files = files_of(project_at(ROOT))
    assert ROOT / "references.bib" in files and ROOT / "knowledge/materials.yml" in files and ROOT / "docs/about.md" in files
    for path in files:
        looked = look(path)
        assert not looked.left and not looked.changes, diff(looked, path.name)[:2_000]


@pytest.mark.parametrize("path", sorted((ROOT / "tests/corpus_bad").rglob("*.*")), ids=lambda p: p.name)
def test_no_broken_file_raises_and_each_stays_canonical(path):
    looked = look(path)
    assert formatted(path.name, looked.new) == looked.new
    assert all(one.line >= 1 and one.column >= 1 and one.why for one in looked.left)


def kb(*arguments, catch=True):
    return CliRunner().invoke(main, ["fmt", *map(str, arguments)], catch_exceptions=not catch)


MESSY = {"references.bib": "@MISC{a, TITLE={x}}\n", "knowledge/needs/calm.yml": "name:   x\n", "knowledge/deeper/er/b.yml": "- a\n-   b\n",
         "activities/a.md": "---\nn:   1\n---\n\ntext  \n", "docs/b.md": "---\nn:   1\n---\n", "docs/sub/c.zh.md": "---\nn:   1\n---\n"}
OTHERS = {"docs/d.yml": "a:   1\n", "other.yml": "a:   1\n", "docs/.hidden/e.md": "---\nn:   1\n---\n", "activities/f.bib": "@MISC{a}",
          "notes.md": "---\nn:   1\n---\n"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name, text in {**MESSY, **OTHERS}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path / "docs")
    return tmp_path


def contents(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*") if path.is_file()}


def test_without_paths_the_project_around_is_formatted(project):
    done = kb()
    assert done.exit_code == 0 and done.output.count("written in canonical form") == len(MESSY)
    assert "sub/c.zh.md: written in canonical form" in done.output
    assert contents(project) == {**{name: formatted(name, text) for name, text in MESSY.items()}, **OTHERS}
    assert kb().output == "nothing to change\n"


def test_check_names_what_would_change_and_changes_nothing(project):
    done = kb("--check")
    assert done.exit_code == 1 and done.output.count(": would change") == len(MESSY)
    assert contents(project) == {**MESSY, **OTHERS}
    kb()
    assert kb("--check").exit_code == 0


def test_diff_shows_what_would_change_and_changes_nothing(project):
    done = kb("--diff", project / "knowledge/needs/calm.yml")
    assert done.exit_code == 0 and done.output.splitlines()[2:] == ["@@ -1 +1 @@", "-name:   x", "+name: x"]
    assert contents(project) == {**MESSY, **OTHERS}
    assert kb("--diff", "--check").exit_code == 1


def test_a_diff_can_be_applied(project):
    Path(project / "references.bib").write_bytes(b"@misc{a,\r\n title={x\x0by \xe2\x80\xa8 z}}\r\n@misc{b}")
    expected = look(project / "references.bib").new
    patch = diff(look(project / "references.bib"), "references.bib")
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=project, input=patch.encode(), check=True,
                   env={**os.environ, "GIT_CEILING_DIRECTORIES": str(project.parent)})
    assert (project / "references.bib").read_bytes().decode() == expected


def test_files_and_folders_that_are_named_are_formatted_alone(project):
    done = kb(project / "docs/sub", project / "other.yml")
    assert done.exit_code == 0
    changed = {name for name, text in contents(project).items() if text != {**MESSY, **OTHERS}[name]}
    assert changed == {"docs/sub/c.zh.md", "other.yml"}


@pytest.mark.parametrize("arguments", [["no-such-file.bib"], ["../docs/picture.png"], ["--frobnicate"], ["--check", "plain.txt"]])
def test_misuse_ends_with_two(project, arguments):
    (project / "docs/picture.png").write_bytes(b"x")
    (project / "docs/plain.txt").write_bytes(b"x")
    assert kb(*arguments).exit_code == 2


def test_what_cannot_be_read_is_told_with_its_place_and_the_rest_formatted(project):
    (project / "docs/g.md").write_text("---\na: 1\nb: [c\n---\n", "utf-8")
    (project / "docs/h.md").write_bytes("孩子自己静下来，静得下来".encode("gb18030"))
    (project / "references.bib").write_text("@MISC{a}\n\n@misc{b,  title={x} year=1}\n", "utf-8")
    done = kb()
    assert done.exit_code == 1
    assert "g.md:4:1: stays as it is: not readable as YAML" in done.output and "h.md:1:1: stays as it is: not UTF-8" in done.output
    assert "references.bib:3:19: stays as it is: a comma is missing" in done.output
    assert (project / "references.bib").read_text("utf-8") == "@misc{a}\n\n@misc{b,  title={x} year=1}\n"
    assert (project / "docs/sub/c.zh.md").read_text("utf-8") == "---\nn: 1\n---\n"


def test_a_link_is_followed_where_it_is_named_and_passed_by_in_a_folder(project):
    (project / "docs/link.yml").symlink_to(project / "other.yml")
    kb(project / "docs/sub/..")
    assert (project / "other.yml").read_text("utf-8") == OTHERS["other.yml"]
    kb(project / "docs/link.yml")
    assert (project / "docs/link.yml").is_symlink() and (project / "other.yml").read_text("utf-8") == "a: 1\n"


def test_sort_puts_entries_in_order(project):
    (project / "references.bib").write_text("@misc{b}\n\n@misc{a}\n", "utf-8")
    kb("--sort", project / "references.bib")
    assert (project / "references.bib").read_text("utf-8") == "@misc{a}\n\n@misc{b}\n"


# Atomic writes

def _many(folder: Path) -> dict[str, tuple[bytes, bytes]]:
    """Files by name, as they are and as they are to be."""
    made = {}
    for i in range(30):
        entries = "".join(f"@BOOK{{{letter}{i}, TITLE = {{{letter * 300}}}, YEAR = 2020}}\n" for letter in string.ascii_letters)
        made[f"{i:02}.bib"] = (entries.encode(), bib(entries).encode())
        record = "".join(f"{letter}{i}:\n- {letter * 200}\n" for letter in string.ascii_letters)
        made[f"{i:02}.yml"] = (record.encode(), formatted("a.yml", record).encode())
    folder.mkdir()
    return made


_RUNS = """
import os, sys
from kb_tools.cli import main
for folder in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        main(["fmt", folder.strip()])
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""Runs `kb fmt` for each folder it is told, in a process of its own, without the second that a start takes."""


def _kill_and_look(folder: Path, times: int) -> int:
    """Kill `kb fmt` so many times at random moments of its writing; return how often it was between its first and last file."""
    files = _many(folder)
    chance, between = random.Random(7), 0
    first, as_it_was = folder / "00.bib", len(files["00.bib"][0])
    with subprocess.Popen([sys.executable, "-c", _RUNS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=ROOT) as runs:
        for _ in range(times):
            for name, (old, _) in files.items():
                (folder / name).write_bytes(old)
            runs.stdin.write(f"{folder}\n")
            child, limit = int(runs.stdout.readline()), time.monotonic() + 30
            while first.stat().st_size == as_it_was and time.monotonic() < limit:
                time.sleep(0.001)
            time.sleep(chance.random() * 0.04)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            assert runs.stdout.readline() == "ended\n"
            new = 0
            for name, (old, made) in files.items():
                found = (folder / name).read_bytes()
                assert found in (old, made), f"{name} is half written"
                new += found == made
            assert all(path.name in files or path.name.startswith(".writing-") for path in folder.iterdir())
            between += 0 < new < len(files)
        runs.stdin.close()
    return between


def test_a_command_that_is_killed_leaves_each_file_old_or_new(tmp_path):
    _kill_and_look(tmp_path / "many", 15)


@pytest.mark.deep
def test_a_command_that_is_killed_two_hundred_times_leaves_each_file_old_or_new(tmp_path):
    assert _kill_and_look(tmp_path / "many", 200) >= 20
