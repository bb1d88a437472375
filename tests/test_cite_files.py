"""Exported files are read in the forms that databases and programs write, in the charsets that they write them in."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_tools.desk.cite_files import works_of
from kb_tools.model.work import Person, Work
from kb_tools.sources import tagged
from kb_tools.sources.broken import Broken
from kb_tools.sources.names import people, person

RIS = """TY  - JOUR
AU  - Ling, Hui
AU  - Fu, En
T1  - Peer relationships of left-behind children in China
      moderate their loneliness
T2  - Social Behavior and Personality: An International Journal
PY  - 2017/07/01
VL  - 45
IS  - 6
SP  - 901
EP  - 914
SN  - 0301-2212
UR  - https://sbp-journal.com/index.php/sbp/article/view/6021
ER  - 
"""

NBIB = """
PMID- 36054156
OWN - NLM
VI  - 62
IP  - 1
DP  - 2023 Mar
TI  - The efficacy of postdivorce intervention programs for children: A meta-analytical
      review.
PG  - 74-93
LID - 10.1111/famp.12807 [doi]
FAU - Herrero, Marta
AU  - Herrero M
FAU - Roca, Patricia
AU  - Roca P
LA  - eng
PT  - Journal Article
PT  - Meta-Analysis
TA  - Fam Process
JT  - Family process
"""

CNKI_ENDNOTE = """%0 Journal Article
%A 李明
%A 王芳
%+ 示例大学;
%T 一个示例村的小组工作
%J 示例学报
%D 2020
%V 47
%N 06
%K 小组工作;示例
%X 摘要中的一句
第二行
%P 118-120+123
%@ 1006-4958
%L 36-1287/S
%U https://link.cnki.net/doi/10.14051/j.cnki.example
%R 10.14051/j.cnki.example
%W CNKI
"""

OLD_CNKI = "%0 Journal Article\n%A 李明 %A 王芳\n%T 一个示例村的小组工作\n%J 示例学报\n%D 2005\n%N 05\n%P 81-89\n%W CNKI\n"

CNKI_NOTE_EXPRESS = """{Reference Type}: Thesis
{Title}: 一个示例村的小组工作
{Author}: 李明
{Tertiary Author}: 王芳
{Publisher}: 示例大学
{Type of Work}: 硕士
{Year}: 2018
{Keywords}: 小组;;示例
{Database Provider}: CNKI


{Reference Type}: Journal Article
{Title}: 示例之二
{Author}: 李明;王芳;
{Journal}: 示例学报
{Year}: 2019
{Issue}: 01
{Pages}: 7-12
{ISBN/ISSN}: 1003-1421
{Database Provider}: CNKI
"""

WANFANG = """{Reference Type}: Journal Article
{Title}: 一个示例村的小组工作
{Translated Title}: Group work in an example village
{Author}: 李明
{Author}: 王芳
{Translated Author}: LI Ming
{Journal}: 示例学报（电子版）
{Translated Journal}: Journal of Examples (Electronic Edition)
{Year}: 2020
{Volume} : 9
{Issue}: 1
{Pages}: 117-118
{URL}: http://www.wanfangdata.com.cn/details/detail.do?_type=perio&id=example
{Database Provider}: 北京万方数据股份有限公司
{Language}: chi
"""

CNKI_REFWORKS = """RT Journal Article
SR 1
A1 李明;王芳
AD 示例大学;
T1 一个示例村的小组工作
JF 示例学报
YR 2026
IS 01
vo 12
OP 1-12
SN 1000-0000
LA 中文;
DS CNKI
LK https://link.cnki.net/example

RT Journal Article
A1 王芳
T1 示例之二
JF 示例学报
YR 2026
"""

CSL = [{"id": "ling", "type": "article-journal", "title": "Peer relationships of left-behind children in China moderate their loneliness",
        "container-title": "Social Behavior and Personality: An International Journal", "volume": "45", "issue": 6, "page": "901-914",
        "DOI": "10.2224/sbp.6021",
        "author": [{"family": "Ling", "given": "Hui"}, {"literal": "World Health Organization"}, {"family": "李", "given": "明"}],
        "issued": {"date-parts": [["2017", 7]]}}]

ZOTERO = """
@article{ling_peer_2017,
	title = {Peer relationships of left-behind children in {China} moderate their loneliness: an example},
	volume = {45},
	doi = {10.2224/sbp.6021},
	number = {6},
	journal = {Social Behavior and Personality: an international journal},
	author = {Ling, Hui and {World Health Organization} and Jos{\\'e} Luis de la Cruz},
	month = jul,
	year = {2017},
	pages = {901--914},
	file = {Full text:C\\:\\\\Users\\\\me\\\\x.pdf:application/pdf},
}

@thesis{li_group_2018,
	title = {Group work},
	author = {Li, Ming},
	institution = {Example University},
	type = {Master's thesis},
	date = {2018-06-01},
}
"""

CNKI_BIB = "@article{示例,\n  title={一个示例村的小组工作},\n  author={李明 and 王芳},\n  journal={示例学报},\n  year={2020},\n  number={05},\n  pages={1-9}\n}\n"
WANFANG_BIB = "@article{example2020,\n  author={李明, 王芳},\n  title={一个示例村的小组工作},\n  journal={示例学报},\n  year={2020},\n}\n"

LI, WANG = Person("李明", whole=True), Person("王芳", whole=True)


def only(text):
    work, = works_of(text.encode("utf-8") if isinstance(text, str) else text)
    return work


@pytest.mark.parametrize(("text", "told"), [
    (RIS, {"kind": "article", "title": "Peer relationships of left-behind children in China moderate their loneliness",
    "authors": (Person("Ling", "Hui"), Person("Fu", "En")),
           "host": "Social Behavior and Personality: An International Journal", "year": "2017", "volume": "45", "number": "6", "pages": "901-914", "isbn": ""}),
    (NBIB, {"kind": "article", "authors": (Person("Herrero", "Marta"), Person("Roca", "Patricia")), "host": "Family process", "year": "2023", "pages": "74-93",
            "title": "The efficacy of postdivorce intervention programs for children: A meta-analytical review.", "doi": "10.1111/famp.12807",
            "language": "eng"}),
    (CNKI_ENDNOTE, {"kind": "article", "title": "一个示例村的小组工作", "authors": (LI, WANG), "host": "示例学报", "year": "2020", "volume": "47", "number": "06",
    "pages": "118-120+123",
                    "doi": "10.14051/j.cnki.example", "isbn": ""}),
    (OLD_CNKI, {"authors": (LI, WANG), "number": "05", "pages": "81-89"}),
    (WANFANG, {"title": "一个示例村的小组工作", "authors": (LI, WANG), "host": "示例学报（电子版）", "volume": "9", "language": "chi",
    "other_titles": ("Group work in an example village",)}),
    (json.dumps(CSL), {"kind": "article", "authors": (Person("Ling", "Hui"), Person("World Health Organization", whole=True), LI), "year": "2017",
    "number": "6", "doi": "10.2224/sbp.6021"}),
    (CNKI_BIB, {"kind": "article", "authors": (LI, WANG), "host": "示例学报", "number": "05"}),
    (WANFANG_BIB, {"authors": (LI, WANG)}),
    ("TY  - THES\nTI  - Group work\nAU  - Li, Ming\nPB  - Example University\nM3  - Ph.D. thesis\nPY  - 2018\nER  -\n",
    {"kind": "phdthesis", "school": "Example University", "publisher": ""}),
    ("TY  - CHAP\nTI  - A part\nAU  - Li, Ming\nT2  - The whole\nA2  - Stone, Rose\nPB  - Example Press\nSN  - 978-0-19-516701-6\nER  -",
     {"kind": "incollection", "host": "The whole", "editors": (Person("Stone", "Rose"),), "publisher": "Example Press", "isbn": "978-0-19-516701-6"}),
    ("%0 Thesis\n%A 李明\n%T 示例\n%J 示例大学\n%9 博士\n%D 2008\n", {"kind": "phdthesis", "school": "示例大学", "host": ""}),
    ("{Reference Type}: Newspaper Article\n{Title}: 示例\n{Secondary Title}: 示例日报\n{Date}: 2019-01-09\n{Pages}: A01\n",
    {"kind": "article", "year": "2019", "pages": "A01"}),
    ("Provider: X\nContent: text/plain; charset=\"UTF-8\"\n\nTY  - JOUR\nTI  - Calm\nER  - \n", {"title": "Calm"}),
    ("TY  - JOUR\nTI  - Calm", {"title": "Calm"}),
    ("\ufeffTY  - JOUR\r\nTI  - Calm\r\nER  - \r\n", {"title": "Calm"}),
], ids=lambda value: value[:20] if isinstance(value, str) else None)
def test_a_file_of_one_work_tells_of_it(text, told):
    work = only(text)
    assert {name: getattr(work, name) for name in told} == told


def test_names_that_medline_shortens_come_apart():
    work = only("PMID- 1\nTI  - Calm\nAU  - van Hooren SA\nAU  - King ML Jr\nCN  - Calm Group\n")
    assert work.authors == (Person("van Hooren", "S. A."), Person("King", "M. L.", "Jr"), Person("Calm Group", whole=True))


def test_several_works_stand_in_one_file():
    thesis, article = works_of(CNKI_NOTE_EXPRESS.encode())
    assert (thesis.kind, thesis.title, thesis.school, thesis.authors) == ("mastersthesis", "一个示例村的小组工作", "示例大学", (LI,))
    assert (article.kind, article.authors, article.pages) == ("article", (LI, WANG), "7-12")
    first, second = works_of(CNKI_REFWORKS.encode())
    assert (first.authors, first.host, first.volume, first.pages) == ((LI, WANG), "示例学报", "12", "1-12")
    assert (first.url, second.title) == ("https://link.cnki.net/example", "示例之二")
    zotero, master = works_of(ZOTERO.encode())
    assert zotero.authors == (Person("Ling", "Hui"), Person("World Health Organization", whole=True), Person("de la Cruz", "José Luis"))
    assert (zotero.title, zotero.pages) == ("Peer relationships of left-behind children in China moderate their loneliness: an example", "901–914")
    assert (master.kind, master.school, master.year) == ("mastersthesis", "Example University", "2018")


@pytest.mark.parametrize("text", [CNKI_ENDNOTE, OLD_CNKI, CNKI_NOTE_EXPRESS, WANFANG, CNKI_REFWORKS, CNKI_BIB],
    ids=["enw", "old enw", "net", "wanfang", "refworks", "bib"])
@pytest.mark.parametrize("charset", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_charset_of_a_chinese_export_makes_no_difference(text, charset):
    assert works_of(text.encode(charset)) == works_of(text.encode())


def test_a_western_export_in_an_old_charset_keeps_its_accents():
    assert only("TY  - JOUR\nAU  - Kjøbli, José\nTI  - Café calm\nER  - \n".encode("cp1252")).authors == (Person("Kjøbli", "José"),)


@pytest.mark.parametrize(("data", "said"), [
    (b"", "the file is empty"), (b" \n", "the file is empty"), (b"hello", "no form of citations"), (b"<html></html>", "a page or XML"),
    (b"%PDF-1.4\n\0\1", "no text"),
    (b"{", "this is no JSON"), (b"[" * 100_000, "this is no JSON"), (b"[1]", "tells of no work"), (b'{"a": 1}', "tells of no work"),
    (b"[]", "no work stands in it"),
    (b"@article{", "no key"), (b"\x81\xff\x00TY", "no text"), ("孩".encode() + b"\xff\xff\x81", "not UTF-8"),
    (b"x" * (4 * 1024 * 1024 + 1), "more than 4194304 bytes"),
    (b"TY  - JOUR\nTI  - x\nER  - \n" * 501, "more than 500 works"),
])
def test_what_is_no_exported_file_is_named(data, said):
    with pytest.raises(Broken) as refused:
        works_of(data)
    assert said in refused.value.message


def test_what_is_no_work_among_others_is_named_and_the_others_are_taken():
    first, number, table, last = works_of(json.dumps([{"title": "Calm"}, 3, {"a": 1}, {"title": "Whole"}]).encode())
    assert (first.title, last.title) == ("Calm", "Whole") and number.message == table.message == "this JSON tells of no work"


@pytest.mark.parametrize("name", ["author", "title"])
def test_a_field_that_is_too_long_to_be_one_is_named_and_the_others_are_taken(name):
    hostile, whole = works_of(f"@book{{a, {name} = {{{'{}' * 1_000_000}}}}}\n@book{{b, title = {{Whole}}, abstract = {{{'x' * 200_000}}}}}".encode())
    assert hostile.message == f"the field `{name}` has 2000000 letters" and whole.title == "Whole"


# What is written is read back

WORDS = st.builds("{}{}".format, st.sampled_from(["Calm", "é", "a b"]), st.text(st.sampled_from("abc Äéß李明%&{}@-:;,.'\"~$#0123"), max_size=30))
WORDS = WORDS.map(lambda text: " ".join(text.split()))
FAMILIES, GIVEN = ["Ling", "van Hooren", "Alpert-Gillis", "O'Neil", "Kjøbli"], ["Hui", "J. L.", "Anna-Eva", "M."]
NAMES = st.builds(Person, st.sampled_from(FAMILIES), st.sampled_from(GIVEN)) | st.sampled_from([LI, WANG])
WORKS = st.builds(
    Work, kind=st.just("article"), title=WORDS, authors=st.lists(NAMES, max_size=4).map(tuple), host=WORDS, year=st.integers(1800, 2030).map(str),
    volume=st.integers(1, 400).map(str), number=st.sampled_from(["1", "12", "S2", ""]), pages=st.sampled_from(["1-9", "e123", "901-914", ""]),
    doi=st.sampled_from(["", "10.1234/calm.2020", "10.1016/S0140-6736(18)32558-3"]))

FIELDS = ("type", "author", "title", "host", "year", "volume", "number", "pages", "doi")
TAGS = {
    "RIS": dict(zip(FIELDS, "TY AU TI T2 PY VL IS SP DO".split(), strict=True)),
    "ENW": dict(zip(FIELDS, "0 A T J D V N P R".split(), strict=True)),
    "NoteExpress": dict(zip(FIELDS, "Reference Type|Author|Title|Journal|Year|Volume|Issue|Pages|DOI".split("|"), strict=True)),
    "NBIB": dict(zip(FIELDS, "PT FAU TI JT DP VI IP PG LID".split(), strict=True)),
}
LINES = {"RIS": "{}  - {}\n", "ENW": "%{} {}\n", "NoteExpress": "{{{}}}: {}\n", "NBIB": "{:4}- {}\n"}


def _name(one):
    return one.family if one.whole else f"{one.family}, {one.given}"


def _tagged(form, work):
    """A work in a form with tags, as its documentation says to write it."""
    said = [("type", "JOUR" if form == "RIS" else "Journal Article"), *(("author", _name(one)) for one in work.authors)]
    said += [(name, getattr(work, name)) for name in FIELDS[2:] if getattr(work, name)]
    lines = "".join(LINES[form].format(TAGS[form][name], f"{value} [doi]" if form == "NBIB" and name == "doi" else value) for name, value in said)
    return "PMID- 1\n" + lines if form == "NBIB" else lines + "ER  - \n" if form == "RIS" else lines


def _csl(work):
    authors = [{"literal": one.family} if one.whole else {"family": one.family, "given": one.given} for one in work.authors]
    return json.dumps({"type": "article-journal", "title": work.title, "author": authors, "container-title": work.host, "volume": work.volume,
                       "issued": {"date-parts": [[int(work.year)]]}, "issue": work.number, "page": work.pages, "DOI": work.doi})


def in_form(form, work):
    return _csl(work) if form == "CSL" else _tagged(form, work)


@pytest.mark.parametrize("form", [*TAGS, "CSL"])
@given(WORKS)
def test_what_is_written_is_read_back(form, work):
    read = only(in_form(form, work))
    assert read == work


@given(st.lists(WORKS, min_size=2, max_size=5))
def test_many_records_in_a_row_do_not_mix(works):
    assert works_of("\n".join(in_form("RIS", work) for work in works).encode()) == tuple(works)


@pytest.mark.parametrize(("written", "families"), [
    ("李明 and 王芳 and others", ["李明", "王芳", "others"]), ("李明 and John Smith and Wang, Xiao", ["李明", "Smith", "Wang"]),
    ("李明, 王芳", ["李明", "王芳"]),
])
def test_chinese_names_in_bibtex_come_apart(written, families):
    assert [one.family for one in only(f"@article{{a, author = {{{written}}}, title = {{示例}}}}").authors] == families


@pytest.mark.parametrize(("entry", "said"), [
    ("@article{a, title = {Calm}, year = 2020\n", "`a` is never closed"),
    ("@article{a, title = {Calm}, year = {2020\n", "the braces of `year` are never closed"),
    ("@article{a, title = {Calm}, journal = exj}\n", "the string `exj` is not defined"),
    ("@article{a b, title = {Calm}}\n", ""), ("@article{a title = {Calm}}\n", ""),
])
def test_an_entry_of_which_a_part_may_be_lost_is_named_and_the_others_are_taken(entry, said):
    whole = "@book{whole, title = {Whole}}\n"
    first, last = works_of((whole + entry).encode())
    assert first.title == "Whole" and (last.message == said if said else last.title == "Calm")


BEGINNINGS = st.sampled_from(["", "TY  - JOUR\n", "%0 Book\n%T ", "{Reference Type}: Book\n", "PMID- 1\n", "RT Book\n", "[{", "@book{"])


@given(st.binary(max_size=300) | st.builds(lambda start, rest: (start + rest).encode("utf-8", "replace"), BEGINNINGS, st.text(max_size=200)))
def test_whatever_the_bytes_are_they_are_read_or_named(data):
    try:
        assert works_of(data)
    except Broken as broken:
        assert broken.message


@pytest.mark.parametrize("rest", ["x\n" * 500_000, *(f"AU  - {name}{sign * 200_000}x\n" for name, sign in [("a;", " "), ("a", ","), ("a", "*"), ("明", " ")])],
                         ids=["lines", "blanks", "commas", "footnotes", "Han"])
def test_a_hostile_file_takes_no_longer_than_another(rest):
    start = time.monotonic()
    works_of(f"TY  - JOUR\nTI  - Calm\n{rest}".encode())
    assert time.monotonic() - start < 5


# Names

@pytest.mark.parametrize(("written", "made"), [
    ("Ling, Hui", Person("Ling", "Hui")), ("Hui Ling", Person("Ling", "Hui")), ("Susan van Hooren", Person("van Hooren", "Susan")), ("李明", LI), ("李 明", LI),
    ("李, 明", LI),
    ("King, Martin Luther, Jr", Person("King", "Martin Luther", "Jr")), ("Plato", Person("Plato")),
    ("World Health Organization", Person("World Health Organization", whole=True)),
    ("Centers for Disease Control and Prevention", Person("Centers for Disease Control and Prevention", whole=True)), ("et al.", Person("others")),
    ("others", Person("others")), ("等", Person("others")),
    ("Press, William H.", Person("Press", "William H.")), ("Smith, J*", Person("Smith", "J")), ("联合国儿童基金会", Person("联合国儿童基金会", whole=True)),
])
def test_a_name_is_taken_apart(written, made):
    assert person(written) == made


@pytest.mark.parametrize(("written", "families"), [
    ("李明;王芳;", ["李明", "王芳"]), ("李明,王芳", ["李明", "王芳"]), ("李明、王芳", ["李明", "王芳"]), ("李明[1,2];王芳[1]", ["李明", "王芳"]), ("Smith, John;Doe, Jane;", ["Smith", "Doe"]),
    ("", []),
    ("李明, 王芳, 等", ["李明", "王芳", "others"]), ("李明等", ["李明", "others"]), ("李明 and 王芳", ["李明", "王芳"]),
    ("李明 and 王芳 and others", ["李明", "王芳", "others"]),
    ("Smith, J.; Doe, A.; et al.", ["Smith", "Doe", "others"]), ("Smith, J. et al", ["Smith", "others"]),
])
def test_several_names_in_one_field_come_apart(written, families):
    assert [one.family for one in people([written])] == families


@pytest.mark.parametrize(("said", "kind"), [("JOUR", "article"), ("Book Section", "incollection"), ("期刊", "article"), ("", "misc"), ("nonsense", "misc")])
def test_a_kind_is_known_by_its_name(said, kind):
    assert tagged.kind_of(said) == kind
