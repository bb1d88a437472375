"""What a link points to, case by case, however it is spelled."""

import pytest

from kb_tools.sources import url


@pytest.mark.parametrize(("target", "scheme"), [
    ("", ""),
    ("a.md", ""),
    ("#s1", ""),
    ("//example.org:80/", ""),
    ("a/b:c", ""),
    ("?a:b", ""),
    ("#a:b", ""),
    (":a", ""),
    ("https://example.org/a:b", "https"),
    ("HTTPS://example.org/", "https"),
    ("mailto:mei@example.org", "mailto"),
    ("git+ssh://example.org/", "git+ssh"),
    ("C:\\guides\\ring.md", "c"),
    ("javascript:alert(1)", "javascript"),
    ("ſcript:x", "script"),
    ("java\\script:x", "javascript"),
    ("javascript&colon;x", "javascript"),
    ("javascript%3Ax", "javascript"),
    ("&#106;avascript&#x3a;x", "javascript"),
    ("a%2Fb:c", ""),
    ("a&#47;b:c", ""),
    ("javascript%253Ax", "javascript"),
    ("javascript%2525253Ax", "javascript"),
    ("javascript%252525253Ax", ""),
    ("javascript&amp;amp;amp;colon;x", "javascript"),
    ("javascript%26amp;colon;x", "javascript"),
])
def test_a_link_has_the_scheme_that_a_browser_would_read(target, scheme):
    assert url.scheme(target) == scheme


@pytest.mark.parametrize("code", [
    0x00, 0x09, 0x0A, 0x0D, 0x20, 0x7F, 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180E, 0x200B, 0x200F, 0x2028, 0x202F,
    0x2060, 0x206F, 0xFE00, 0xFE0F, 0xFEFF,
])
def test_letters_that_nobody_sees_do_not_count(code):
    assert url.scheme(f"{chr(code)}java{chr(code)}script{chr(code)}:x") == "javascript"


@pytest.mark.parametrize("code", [0x21, 0x7E, 0xA1, 0xAC, 0xAE, 0x1161, 0x180A, 0x2010, 0x2027, 0x2030, 0x2070, 0x3000, 0xFE10])
def test_letters_that_are_seen_do(code):
    assert url.scheme(f"java{chr(code)}script:x") == f"java{chr(code)}script"


@pytest.mark.parametrize(("target", "safe"), [
    ("", True), ("a.md", True), ("http://example.org/", True), ("https://example.org/", True), ("mailto:mei@example.org", True), ("TEL:12345", True),
    ("ftp://example.org/", False), ("javascript:x", False), ("data:text/html,x", False), ("vbscript:x", False), ("file:///etc/passwd", False),
    ("about:blank", False),
])
def test_only_links_of_known_kinds_are_safe(target, safe):
    assert url.is_safe(target) == safe
    assert not safe or url.scheme(target) not in url.DANGEROUS
