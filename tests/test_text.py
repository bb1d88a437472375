"""The reader of bytes, case by case: what is text, what else it looks like, and which of its characters nobody sees."""

import pytest

from kb_tools.sources import text
from kb_tools.sources.broken import Broken


@pytest.mark.parametrize(("data", "written"), [
    (b"", ""),
    (b"a\nb\n", "a\nb\n"),
    (b"a\r\nb\r\n", "a\nb\n"),
    (b"a\rb\r", "a\nb\n"),
    (b"a\r\n\r\rb\n\r", "a\n\n\nb\n\n"),
    ("左边\r\n右边 😀".encode(), "左边\n右边 😀"),
    (b"\xef\xbb\xbfa", "\ufeffa"),
])
def test_bytes_are_text_with_single_line_ends(data, written):
    assert text.decode(data) == written


@pytest.mark.parametrize(("data", "looks", "offset"), [
    (b"\xff\xfea\x00", "it looks like UTF-16", 0),
    (b"\xfe\xff\x00a", "it looks like UTF-16", 0),
    (b"a\xff\xfe", "it looks like Latin-1", 1),
    ("Calm café".encode("latin-1"), "it looks like Latin-1", 8),
    ("Mustermännin, Erika".encode("latin-1"), "it looks like Latin-1", 7),
    ("孩子".encode("gb18030"), "it looks like GB18030", 0),
    ("Ring：孩子".encode("gb18030"), "it looks like GB18030", 4),
    ("！。".encode("gb18030"), "it looks like GB18030", 0),
    ("朱镕基".encode("gb18030"), "it looks like GB18030", 0),
    ("La pièce créée".encode("latin-1"), "it looks like Latin-1", 5),
    ("On l'a créée à".encode("latin-1"), "it looks like Latin-1", 9),
    ("créée".encode("latin-1"), "it looks like GB18030", 2),
    ("“Müller”".encode("cp1252"), "it looks like Latin-1", 0),
    ("左右".encode() + b"\xff", "a few bytes in a text that otherwise is", 2),
    ("左".encode() + b"\xff", "it looks like Latin-1", 1),
    ("ring\r\n左边右边\r\n".encode() + b"\xff\xff", "a few bytes in a text that otherwise is", 10),
    (b"a\r\n\r\rb\r\xff", "it looks like Latin-1", 6),
])
def test_other_bytes_are_named_by_what_they_look_like(data, looks, offset):
    with pytest.raises(Broken) as caught:
        text.decode(data)
    error = caught.value
    assert (error.message, error.offset, error.hint, error.about) == (f"not UTF-8: {looks}", offset, "save the file as UTF-8", "encoding")


@pytest.mark.parametrize(("data", "written"), [
    ("孩子\r\n".encode("gb18030"), "孩子\n"), ("孩子".encode("utf-16"), "孩子"), ("\ufeff孩子".encode(), "孩子"), ("créée à".encode("cp1252"), "créée à"), (b"", ""),
])
def test_what_other_programs_wrote_is_read(data, written):
    assert text.decode_foreign(data) == written


@pytest.mark.parametrize("data", ["左右".encode() + b"\xff", b"\x81\x8d", "孩".encode("utf-16") + b"\0"])
def test_what_is_no_text_of_any_program_is_named(data):
    with pytest.raises(Broken, match="not UTF-8"):
        text.decode_foreign(data)


@pytest.mark.parametrize(("data", "at"), [(b"", -1), (b"a\nb\n", -1), (b"\r\n", 0), (b"a\nb\r\n", 3), (b"a\nb\r", 3), ("左边\r\n".encode(), 6)])
def test_the_first_line_end_that_is_not_lf_is_found(data, at):
    assert text.other_line_end(data) == at


@pytest.mark.parametrize(("data", "start", "offset"), [
    (b"abc", 0, 0), (b"abc", 2, 2), ("左边\r\n".encode(), 6, 2), ("左边\r\n右".encode(), 8, 3), (b"\xff\xffa", 2, 2), (b"a\rb", 3, 3),
])
def test_bytes_before_a_place_are_counted_in_characters(data, start, offset):
    assert text.error_offset(data, start) == offset


@pytest.mark.parametrize("code", [
    0x00, 0x08, 0x0B, 0x0C, 0x0E, 0x1F, 0x7F, 0x9F, 0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0x2028, 0x202E, 0x2060, 0x2069, 0xFEFF,
])
def test_what_nobody_sees_is_named_with_its_place(code):
    assert list(text.hidden(f"孩{chr(code)}子{chr(code)}")) == [(1, f"U+{code:04X}"), (3, f"U+{code:04X}")]


@pytest.mark.parametrize("code", [
    0x09, 0x0A, 0x0D, 0x20, 0x7E, 0xA0, 0xAC, 0xAE, 0x200A, 0x200C, 0x200D, 0x2010, 0x2027, 0x202F, 0x205F, 0x206A, 0x3000, 0xFEFE,
])
def test_what_is_seen_or_needed_is_left_alone(code):
    assert list(text.hidden(f"孩{chr(code)}子")) == []


@pytest.mark.parametrize(("count", "found"), [(9, 9), (10, 10), (11, 10)])
def test_ten_are_named_at_most(count, found):
    assert list(text.hidden("a\u200b" * count)) == [(2 * n + 1, "U+200B") for n in range(found)]


@pytest.mark.parametrize(("path", "limit"), [
    ("references.bib", 33_554_432), ("docs/more.bib", 33_554_432), ("knowledge/calm.yml", 4_194_304), ("bib", 4_194_304), ("a.bib.md", 4_194_304),
])
def test_a_bibliography_may_be_larger_than_anything_else(path, limit):
    assert text.limit_of(path) == limit
