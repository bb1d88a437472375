"""Contributed Markdown becomes HTML that can run nothing, with its citations left for the registry."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_tools.render.prose import Prose, inline
from kb_tools.sources.url import is_safe

FILES = {"docs/safeguarding/help.md": "safeguarding/help.html", "activities/other.md": "activities/other.html"}


def html(text: str) -> str:
    return str(Prose(FILES.get).html(text, "activities/one.md", "activities/one.html"))


@pytest.mark.parametrize(("written", "shown"), [
    ("Seen [@key2019, p. 3].", "<p>Seen [@key2019, p. 3].</p>"),
    ("[see @a, p. 1; @b]", "<p>[see @a, p. 1; @b]</p>"),
    ("`[@key]`", "<p><code>&#91;@key&#93;</code></p>"),
    ("\\[@key]", "<p>&#91;@key&#93;</p>"),
    ("an [ordinary] bracket", "<p>an &#91;ordinary&#93; bracket</p>"),
    ("write to a@b.org", "<p>write to a@b.org</p>"),
    ("[help](../docs/safeguarding/help.md#now)", '<p><a href="../safeguarding/help.html#now">help</a></p>'),
    ("[other](other.md)", '<p><a href="other.html">other</a></p>'),
    ("一行字\n接着写", "<p>一行字接着写</p>"),
    ("one line\nand more", "<p>one line\nand more</p>"),
    ("<b onclick=x>b</b>", "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
    ("<!-- a note -->", ""),
    ("Call ____, or ____ at once.", "<p>Call ____, or ____ at once.</p>"),
    ("**Who ____** comes, ___ and ___?", "<p><strong>Who ____</strong> comes, ___ and ___?</p>"),
    ("__strong__ and _soft_", "<p><strong>strong</strong> and <em>soft</em></p>"),
])
def test_markdown_is_shown_as(written, shown):
    assert html(written) == shown


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)", "&#x6a;avascript:alert(1)", "java%73cript:alert(1)",
    "java\tscript:alert(1)", " javascript:alert(1)", "\u200bjavascript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd",
])
def test_a_link_that_could_run_loses_its_target(url):
    assert not is_safe(url)
    for text in (f"[x]({url})", f"[x](<{url}>)", f"![x]({url})", f"[x][r]\n\n[r]: {url}", f"<{url}>"):
        assert not re.search(r"(?:href|src)=", html(text)), text


@pytest.mark.parametrize("url", ["https://example.org/a:b", "http://example.org", "mailto:a@example.org", "tel:+861", "a/b.md", "#steps", "../x.md?y=1:2"])
def test_an_ordinary_link_is_safe(url):
    assert is_safe(url)


_DOORS = st.sampled_from([
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{: onmouseover=alert(1)}", "[a](javascript:x)", "<svg/onload=x>", "`", "```\n",
    "| a | b |\n|--|--|\n", "[r]: javascript:x\n", "![", "](", "[@k]", "&lt;script&gt;", "<!--", "-->", "\n\n", "> ", "* ", "<javascript:x>", "\x00", "\u202e",
])


@settings(max_examples=150)
@given(st.lists(st.one_of(_DOORS, st.text(max_size=12)), max_size=12).map("".join))
def test_nothing_written_becomes_active(text):
    made = html(text)
    for tag in re.findall(r"<([a-zA-Z][^>]*)>", made):
        name, _, attributes = tag.partition(" ")
        assert name.rstrip("/") in {"p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
                                    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "img"}
        assert not re.search(r"\bon\w+=|style=|javascript:", re.sub(r'"[^"]*"', '""', attributes), re.I)
        for target in re.findall(r'(?:href|src)="([^"]*)"', attributes):
            assert is_safe(target)


def test_a_text_of_a_record_is_escaped_and_keeps_its_citations():
    assert inline('a <b> [x] & "q" [@key2019]') == 'a &lt;b&gt; &#91;x&#93; &amp; "q" [@key2019]'
