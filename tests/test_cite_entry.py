"""What somebody writes to name a work, and what becomes of what is told of it: an entry as the house writes them."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb_tools.citations.names import names, plain
from kb_tools.desk import fmt_bibtex
from kb_tools.desk.cite_entry import pages, typed, written
from kb_tools.desk.cite_keys import base_of, key_of
from kb_tools.desk.cite_refused import Refused
from kb_tools.desk.cite_sources import source_of, thirteen
from kb_tools.desk.cite_text import cleaned, tex, title
from kb_tools.model.work import Person, Work
from kb_tools.sources import bibtex
from kb_tools.sources.doi import doi_in, doi_of
from kb_tools.sources.names import person

ROOT = Path(__file__).resolve().parent.parent
DOI = "10.1007/s10648-016-9389-8"


# --- what a source is ---


@pytest.mark.parametrize(("written", "kind", "value"), [
    (DOI, "doi", DOI), (f"doi:{DOI}", "doi", DOI), (f"DOI: {DOI}", "doi", DOI), (f"https://doi.org/{DOI}", "doi", DOI),
    (f"http://dx.doi.org/{DOI}", "doi", DOI),
    (f"doi.org/{DOI}", "doi", DOI), (f"info:doi/{DOI}", "doi", DOI), (f"https://doi.org/{DOI.replace('/', '%2F')}", "doi", DOI), (f" {DOI}. ", "doi", DOI),
    (f"<https://doi.org/{DOI}>", "doi", DOI),
    ("１０．1007/s10648-016-9389-8", "doi", DOI), ("10.1016/S0140-6736(18)32558-3", "doi", "10.1016/S0140-6736(18)32558-3"), (f"({DOI})", None, ""),
    (f"{DOI})", "doi", DOI),
    ("10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", "doi",
    "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"),
    (f"https://doi.org/{DOI}?utm_source=x", "doi", DOI), ("10.48550/arXiv.2001.01234", "doi", "10.48550/arXiv.2001.01234"), ("10.1/x", None, ""),
    ("978-0-19-516701-6", "isbn", "9780195167016"), ("ISBN 0-19-516701-5", "isbn", "9780195167016"), ("ISBN-13: 9780195167016", "isbn", "9780195167016"),
    ("978-0-19-516701-7", None, ""),
    ("PMID: 36054156", "pmid", "36054156"), ("pmid36054156", "pmid", "36054156"), ("36054156", "pmid", "36054156"),
    ("https://pubmed.ncbi.nlm.nih.gov/36054156/", "pmid", "36054156"),
    ("https://pubmed.gov/36054156", "pmid", "36054156"), ("12", None, ""),
    ("arXiv:2001.01234v2", "arxiv", "2001.01234v2"), ("2001.01234", "arxiv", "2001.01234"), ("hep-ex/0307015", "arxiv", "hep-ex/0307015"),
    ("https://arxiv.org/pdf/2001.01234v1.pdf", "arxiv", "2001.01234v1"),
    ("https://arxiv.org/abs/math.GT/0309136", "arxiv", "math.GT/0309136"), ("https://sbp-journal.com/a?b=c", "page", "https://sbp-journal.com/a?b=c"),
    ("ftp://x.org/", None, ""), ("javascript:alert(1)", None, ""),
    ("https://two words", None, ""), ("", None, ""), ("nonsense", None, ""), ("x" * 10_000, None, ""), ("a\0b", None, ""), ("no/such/file.ris", None, ""),
])
def test_a_source_is_known_by_its_form(tmp_path, written, kind, value):
    source = source_of(written, tmp_path)
    assert (source and source.kind, source.value if source else "") == (kind, value)


def test_what_is_a_file_is_a_file(tmp_path):
    (tmp_path / "12345678").write_text("", "utf-8")
    assert source_of("12345678", tmp_path).kind == "file"


@pytest.mark.parametrize(("ten", "thirteen_"), [("0195167015", "9780195167016"), ("030640615X", "9780306406157"), ("9780306406157", "9780306406157")])
def test_an_isbn_of_ten_digits_has_one_of_thirteen(ten, thirteen_):
    assert thirteen(ten) == thirteen_


@pytest.mark.parametrize(("address", "doi"), [
    (f"https://link.springer.com/article/{DOI}", DOI), ("https://onlinelibrary.wiley.com/doi/full/10.1111/famp.12807", "10.1111/famp.12807"),
    ("https://www.frontiersin.org/articles/10.3389/fpsyg.2019.00774/full", "10.3389/fpsyg.2019.00774"),
    ("https://example.org/10.1234%2Fcalm", "10.1234/calm"), ("https://example.org/a", ""),
])
def test_a_doi_is_found_in_the_address_of_a_page(address, doi):
    assert doi_in(address) == doi


@pytest.mark.parametrize(("text", "doi"), [("10.1234/a(b).", "10.1234/a(b)"), ("10.1234/a(b)).", "10.1234/a(b)"), ("10.1234/a];", "10.1234/a"),
    ("DOI: 10.1007/978-3-319\\_10, p. 4", "10.1007/978-3-319_10"), ("{10.1234/a}", "10.1234/a"), ("no DOI", "")])
def test_what_stands_around_a_doi_is_no_part_of_it(text, doi):
    assert doi_of(text) == doi


# --- texts ---


@pytest.mark.parametrize(("raw", "text"), [
    ("<i>Calm</i> &amp; quiet", "Calm & quiet"), ("a &amp;amp; b", "a & b"), ("H<sub>2</sub>O", "H2O"), ("<jats:p>Calm</jats:p>", "Calm"),
    ("&lt;b&gt;Calm&lt;/b&gt;", "Calm"),
    ("<mml:math><mml:mi>x</mml:mi><mml:annotation>y</mml:annotation></mml:math>", "x"), ("p &lt; .05", "p < .05"), ("a<b and c>d", "a< b and c>d"),
    ("<script>alert(1)</script>", "< script>alert(1)< /script>"), ("<img src=x onerror=alert(1)>", "< img src=x onerror=alert(1)>"),
    ("a\u202eb\u200bc\0d\x1be", "abcde"), ("a\n b\t c", "a b c"), ("e\u0301", "é"), ("child’s", "child's"), ("{a} \\b", "(a) /b"), ("a--b", "a–b"),
    ("‘a’ ‐ b", "'a' - b"),
])
def test_a_text_is_cleaned(raw, text):
    assert cleaned(raw) == text


TEXTS = st.text(st.sampled_from("aB éøßŠ李–—“”&%#$_~^'\"<>=(){}\\|-`.:,?!\u202e\0\u200b") | st.characters(), max_size=60)


@given(TEXTS)
@example(",,à")
@example("à?`")
def test_what_is_written_as_bibtex_is_read_as_the_same_text(raw):
    text = cleaned(raw)
    assert cleaned(text) == text and plain(tex(text)) == text and plain(title(text)) == text
    entry, = bibtex.read(f"@misc{{a, title = {{{title(text)}}}, note = {{x}}}}").entries
    assert plain(entry.get("title")) == text


@pytest.mark.parametrize(("text", "protected"), [
    ("Self-concept of left-behind children in China: a systematic review", "Self-concept of left-behind children in {China}: a systematic review"),
    ("The Emotion Regulation Questionnaire for Children and Adolescents (ERQ-CA): A psychometric evaluation", None),
    ("GRADE: an emerging consensus", "{GRADE}: an emerging consensus"),
    ("The Impact of Enhancing Students' Social and Emotional Learning", "The Impact of Enhancing Students' Social and Emotional Learning"),
    ("Comparison of the Rosenberg Self-Esteem Scale with others of its kind", "Comparison of the {Rosenberg Self-Esteem Scale} with others of its kind"),
    ("LONELINESS IN CHILDREN", "LONELINESS IN CHILDREN"), ("Calm and the WHO. A review", "Calm and the {WHO}. A review"),
    ("农村儿童与 WHO", "农村儿童与 {WHO}"), ("LUCC驱动力模型", "{LUCC}驱动力模型"),
    ("基于Python的SPSS-AU分析", "基于{Python}的{SPSS-AU}分析"),
])
def test_capitals_that_must_stay_are_in_braces(text, protected):
    assert title(text) == protected if protected else "{ERQ-CA}" in title(text)


# --- fields ---


def field(name, **told):
    return typed(Work(**{"kind": "article", "title": "Calm", "authors": (Person("Lin", "Mei"),), "host": "Journal of Examples", "publisher": "Example Press",
        **told}))[1].get(name, "")


@pytest.mark.parametrize(("written", "made"), [
    ("1-34", "1--34"), ("405-32", "405--432"), ("1456–1464", "1456--1464"), ("S12-S20", "S12--S20"), ("118-120+123", "118--120+123"), ("1-5, 9", "1--5, 9"),
    ("e123", "e123"), ("pp. 3-4", "3--4"),
    ("第3-4页", "3--4"), ("7-7", "7"), ("", ""), ("A01", "A01"),
])
def test_pages_have_two_hyphens_and_their_last_one_whole(written, made):
    assert pages(written) == made


EDITIONS = {
    "2": "2nd", "2nd ed.": "2nd", "2. ed": "2nd", "2ed": "2nd", "3.": "3rd", "11": "11th", "21 edition": "21st", "2014": "2014", "²": "²", "第2版": "第2版",
    "Revised ed.": "Revised", "Revised": "Revised",
}


@pytest.mark.parametrize(("name", "told", "made"), [
    ("doi", {"doi": "https://doi.org/10.1234/Calm_2020"}, "10.1234/Calm_2020"), ("number", {"number": "05"}, "5"), ("number", {"number": "S2"}, "S2"),
    ("volume", {"volume": "007"}, "7"),
    ("langid", {"language": "zh-CN"}, "chinese"), ("langid", {"language": "eng"}, ""), ("langid", {"language": "中文;"}, "chinese"),
    ("langid", {"title": "示例"}, "chinese"), ("note", {"language": "chi"}, "In Chinese"),
    ("note", {"language": "chi", "title": "示例"}, ""), ("journal", {"host": "Group &amp; Organization Studies"}, "Group \\& Organization Studies"),
    ("title", {"title": "Calm. "}, "Calm"),
    *(("edition", {"kind": "book", "edition": told}, made) for told, made in EDITIONS.items()),
    ("url", {"url": "https://example.org/a b{c}"}, "https://example.org/a%20b%7Bc%7D"), ("url", {"url": "https://example.org/", "doi": "10.1234/a"}, ""),
    ("url", {"url": "javascript:alert(1)"}, ""),
    ("author", {"authors": (Person("LINDGREN", "MEI"), Person("van Hooren", "Susan"))}, "Lindgren, Mei and van Hooren, Susan"),
    ("author", {"authors": (Person("LI", "M."),)}, "LI, M."),
    ("author", {"authors": (person("李 明"), person("王芳"))}, "{李明} and {王芳}"),
    ("author", {"authors": (person("World Health Organization"), person("others"))}, "{World Health Organization} and others"),
    ("author", {"authors": (Person("Kjøbli", "John"), Person("Wang", "X. and Y."))}, "Kj{\\o}bli, John and Wang, {X. and Y.}"),
    ("author", {"authors": (Person("King", "M. L.", "Jr"),)}, "King, Jr, M. L."),
    ("author", {"authors": (Person("Lin, PhD", "Mei; RN"),)}, "Lin PhD, Mei RN"), ("author", {"authors": (Person("Kern", "Margaret L"),)}, "Kern, Margaret L."),
    ("author", {"authors": (Person("Lin", "Mei"), Person("Okoro et al.", whole=True))}, "Lin, Mei and {Okoro} and others"),
    ("author", {"authors": (Person("others"), Person("Lin", "Mei"))}, "Lin, Mei and others"), ("author", {"authors": (Person("et al."),)}, ""),
    ("author", {"authors": (Person("Sun", "Y-H"), Person("Kern", "M. L."))}, "Sun, Y.-H. and Kern, M. L."),
])
def test_a_field_is_written_as_the_house_writes_it(name, told, made):
    assert field(name, **told) == made


@pytest.mark.parametrize(("told", "kind"), [
    ({}, "article"), ({"host": ""}, "misc"), ({"kind": "book", "publisher": "Example Press"}, "book"), ({"kind": "book", "publisher": ""}, "misc"),
    ({"kind": "thesis", "school": "Example University"}, "misc"),
    ({"kind": "mastersthesis", "school": "Example University"}, "mastersthesis"), ({"kind": "techreport", "publisher": "UNICEF"}, "techreport"),
    ({"kind": "incollection"}, "incollection"), ({"kind": "no such"}, "misc"),
    ({"authors": ()}, "misc"),
])
def test_a_work_that_lacks_what_its_type_needs_is_misc(told, kind):
    assert typed(Work(**{"kind": "article", "title": "Calm", "authors": (Person("Lin", "Mei"),), "host": "Journal of Examples", **told}))[0] == kind


@pytest.mark.parametrize(("told", "said"),
    [({"title": ""}, "no title"), ({"title": "…"}, "no title"), ({"title": "<b></b>"}, "no title"), ({"title": "a" * 10_000}, "10000 letters"),
    ({"authors": (Person("x" * 500, "y"),)}, "501 letters")])
def test_what_can_be_no_work_is_refused(told, said):
    with pytest.raises(Refused, match=said):
        typed(Work(**{"title": "Calm", **told}))


@given(st.builds(Work, st.sampled_from(["article", "book", "misc", "incollection"]), TEXTS.filter(lambda text: any(c.isalnum() for c in cleaned(text))),
                 st.lists(st.builds(Person, TEXTS, TEXTS, whole=st.booleans()), max_size=3).map(tuple), host=TEXTS, publisher=TEXTS, pages=TEXTS, doi=TEXTS,
                     url=TEXTS, language=TEXTS, edition=TEXTS))
def test_whatever_is_told_the_entry_is_one_entry_in_canonical_form(work):
    kind, fields = typed(work)
    text = written(kind, "key", fields)
    file = bibtex.read(text)
    assert len(file.entries) == 1 and not file.troubles
    assert fmt_bibtex.canonical(text) == (text, ())
    assert plain(file.entries[0].get("title")) == cleaned(work.title).removesuffix(".").rstrip() or cleaned(work.title).endswith("..")


# --- keys ---


@pytest.mark.parametrize(("work", "key"), [
    (Work(title="The Impact of Enhancing", authors=(Person("Durlak", "J."),), year="2011"), "durlak2011impact"),
    (Work(title="Self-esteem mediated relations", authors=(Person("Chen", "Chen"),), year="2022"), "chen2022self"),
    (Work(title="40 years of storming", authors=(Person("Bonebright", "D."),), year="2010"), "bonebright201040"),
    (Work(title="Effective", authors=(Person("de Mooij", "B."),), year="2020"), "demooij2020effective"),
    (Work(title="École", authors=(Person("Kjøbli", "J."),), year="2020"), "kjobli2020ecole"),
    (Work(title="Early skills", authors=(person("World Health Organization"),), year="2023"), "who2023early"),
    (Work(title="Number", authors=(Person("Xinhua"),), year="2018"), "xinhua2018number"),
    (Work(title="农村留守儿童", authors=(person("李明"),), year="2020"), "li2020nongcun"), (Work(title="女孩", authors=(person("曾小红"),), year="2020"), "zeng2020nvhai"),
    (Work(title="Calm", authors=(person("欧阳修"),), year="2020"), "ouyang2020calm"), (Work(title="Calm", editors=(Person("Lin", "Mei"),)), "lincalm"),
    (Work(title="Calm", year="2020"), "2020calm"),
    (Work(title="Привет", authors=(Person("Иванов", "И."),), year="2020"), "2020"), (Work(title="Привет"), "work"),
])
def test_a_key_is_family_name_year_and_the_first_telling_word(work, key):
    assert base_of(work) == key


def test_a_key_that_is_taken_gets_a_letter():
    work = Work(title="Calm", authors=(Person("Lin", "Mei"),), year="2020")
    assert key_of(work, []) == "lin2020calm" and key_of(work, ["Lin2020Calm"]) == "lin2020calmb" and key_of(work,
        ["lin2020calm", "lin2020calmb"]) == "lin2020calmc"
    taken = ["lin2020calm", *(f"lin2020calm{chr(letter)}" for letter in range(98, 123))]
    assert key_of(work, taken) not in taken


def test_the_pattern_is_that_of_the_present_keys():
    entries = bibtex.read((ROOT / "references.bib").read_text("utf-8")).entries

    def work(entry):
        authors = tuple(Person(name.family, name.given, whole=name.corporate) for name in names(entry)[0])
        return Work(title=plain(entry.get("title")), authors=authors, year=plain(entry.get("year")))

    other = [entry.key for entry in entries if base_of(work(entry)) != entry.key]
    assert len(other) < len(entries) / 8, other
