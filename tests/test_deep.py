"""What takes too long for every run: long fuzzing of the readers and of prose."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_tools.render.prose import Prose
from kb_tools.sources import bibtex, markdown, text, yaml
from kb_tools.sources.broken import Broken

pytestmark = pytest.mark.deep

_SCRAPS = st.sampled_from([
    "---\n", "a: b\n", "{", "}", "[", "]", "&a ", "*a ", "<<: ", "- ", "? ", "! ", "!!python/object ", "|\n", ">\n", "'", '"', "\t", "  ", "\n", "#",
    "@article{", "@string{", "@comment{", "key,", "title = {", "},\n", "\\", "$", "%", "and ", "~", "[@k]", "`", "```\n", "## ", "### 1. x · 5 min\n",
    "<", ">", "|", "|--|\n", "](", "![", "\u2028", "\ufeff", "留守", "\u202e", "\x00", "\r",
])
_TEXTS = st.lists(st.one_of(_SCRAPS, st.text(max_size=6)), max_size=60).map("".join)


@settings(max_examples=20_000)
@given(_TEXTS)
@pytest.mark.parametrize("read", [yaml.read, markdown.read, bibtex.read], ids=["yaml", "markdown", "bibtex"])
def test_a_reader_refuses_or_reads_and_nothing_else(read, written):
    try:
        read(written)
    except Broken as broken:
        assert 0 <= broken.offset <= len(written)


@settings(max_examples=20_000)
@given(st.binary(max_size=200))
def test_bytes_are_decoded_or_refused(data):
    try:
        text.decode(data)
    except Broken:
        pass


@settings(max_examples=5_000)
@given(_TEXTS)
def test_prose_never_becomes_a_tag_of_its_own(written):
    made = str(Prose({}.get).html(written, "docs/a.md", "a.html"))
    assert not re.search(r"<(script|iframe|svg|style|object|embed|form|input)\b", made, re.I)

