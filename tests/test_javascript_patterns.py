"""A pattern of Python finds the same in a page's script."""

import json
import re
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb_tools.render import javascript

PATTERNS = {
    "a word": re.compile(r"\bno\w*\b", re.I),
    "of several lines, with spaces for the eye": re.compile(r"""
        no [ -] one  # a comment
        | \w\s(?!3)\S
        """, re.X),
    "what stands before": re.compile(r"(?<![\w-])o(?!\w)|(?<=“)n"),
    "signs that need no backslash": re.compile(r"[\"'”\-]\s|\-\'|\ "),
    "signs that need one": re.compile(r"\(\[[^\[\]\n]*\]\)|\."),
    "the beginning and the end of lines": re.compile(r"^n.*$", re.M),
    "neither letters nor digits": re.compile(r"\W+"),
}
IN_NODE = """
const { patterns, texts } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(patterns.map(([source, flags]) => texts.map((text) => {
  const flat = text.replace(/(?![\\x00-\\x7f])[\\p{L}\\p{N}]/gu, "_");
  return [...flat.matchAll(new RegExp(source, flags))].map((one) => text.slice(one.index, one.index + one[0].length));
}))));
"""


@given(texts=st.lists(st.lists(st.sampled_from(["no", "No", "one", "no-one", "o", "é", "懒", "٣", "3", "_", "-", " ", "\n", "“", "'", '"', "(", "[", "]", ")", ".", "#"]), max_size=12).map("".join), min_size=100, max_size=100))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture])
def test_a_pattern_finds_the_same_here_and_there(tools, texts):
    asked = json.dumps({"patterns": [javascript.pattern(one) for one in PATTERNS.values()], "texts": texts})
    done = subprocess.run([tools["node"], "-e", IN_NODE], check=True, input=asked, capture_output=True, text=True, timeout=60)
    for (name, pattern), there in zip(PATTERNS.items(), json.loads(done.stdout)):
        assert [[found[0] for found in pattern.finditer(text)] for text in texts] == there, name


@pytest.mark.parametrize("pattern", [r"(?P<a>b)", r"(?i:a)", r"(?>a)", r"a*+", r"\Aa", r"a\Z", r"(?(1)a|b)", r"(?#c)"])
def test_what_javascript_cannot_say_is_no_pattern_for_a_page(pattern):
    with pytest.raises(ValueError, match="JavaScript has nothing for"):
        javascript.pattern(re.compile(pattern if "(1)" not in pattern else "(x)" + pattern))
