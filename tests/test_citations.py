"""Author–date and full references in both styles, on entries of every awkward kind."""

import re
from pathlib import Path

import pytest

from kb_tools.citations import Bibliography
from kb_tools.citations.bibliography import is_locator
from kb_tools.citations.names import names, plain
from kb_tools.handbook import Handbook
from kb_tools.sources import bibtex

BIB = r"""
@article{one, author = {Asher, Steven R.}, title = {Loneliness in {China}}, journal = {Child Development}, year = {1984}, volume = {55}, number = {4}, pages = {1456--1464}, doi = {10.2307/1129015}}
@article{two, author = {Gratz, Kim L. and Roemer, Lizabeth}, title = {Two}, journal = {J}, year = {2004}}
@article{three, author = {A, B. and C, D. and E, F.}, title = {Three?}, journal = {J}, year = {2001}, volume = {2}}
@article{others, author = {Tate, Robyn L. and others}, title = {Others}, journal = {J}, year = {2016}}
@book{reprint, author = {Berne, Eric}, title = {Games}, publisher = {Martino}, year = {2015}, origyear = {1961}}
@book{edition, author = {Tubbs, Stewart L.}, title = {Systems}, publisher = {McGraw-Hill}, year = {2012}, edition = {11th}}
@misc{noyear, author = {{Author not shown}}, author_zh = {{作者未注明}}, title = {[Abstract]}, url = {https://example.org/a_b}}
@manual{corporate, author = {{World Health Organization} and {UNICEF}}, title = {Guide}, year = {2023}}
@misc{lawzh, author = {{State Council}}, author_zh = {{国务院}}, title = {Opinions}, title_zh = {关于某事的意见}, year = {2016}, howpublished = {Issued in May}, howpublished_zh = {5月印发}}
@manual{corporatezh, author = {{World Health Organization} and {UNICEF}}, author_zh = {{世界卫生组织} and {联合国儿童基金会}}, title = {Guide on it}, year = {2022}}
@misc{noauthor, title = {A page that nobody signed and that goes on for long}, year = {2020}, url = {https://example.org}}
@article{chinese, author = {李, 明 and 张小红 and {欧阳, 修} and 王, 五}, title = {留守儿童小组工作}, journal = {社会工作}, year = {2019}, number = {2}, pages = {3-9}}
@article{chinesegiven, author = {明 李}, title = {标题}, journal = {刊}, year = {2018}}
@mastersthesis{thesis, author = {Jia, N. P.}, title = {A Thesis}, school = {Northwest University}, year = {2019}}
@incollection{chapter, author = {Dean, Ann}, title = {A Chapter}, editor = {Lee, Bo and Wu, Ci}, booktitle = {A Book}, publisher = {Pub}, year = {2011}, pages = {1--20}}
@article{accent, author = {S{\"o}nmez, {\c C}a{\u g}la}, title = {Caf\'e \& more}, journal = {J}, year = {2010}}
@article{samea, author = {Wang, A.}, title = {Alpha}, journal = {J}, year = {2020}}
@article{sameb, author = {Wang, B.}, title = {Beta}, journal = {J}, year = {2020}}
@misc{noyearb, author = {{Nobody}}, title = {B}}
@misc{noyeara, author = {{Nobody}}, title = {A}}
"""


@pytest.fixture(scope="module")
def styles():
    handbook = Handbook(Path("."), bibliographies={"references.bib": bibtex.read(BIB)})
    return {lang: Bibliography(handbook, lang) for lang in ("en", "zh")}


@pytest.mark.parametrize(("key", "english", "chinese"), [
    ("one", "Asher, 1984", "Asher，1984"),
    ("two", "Gratz & Roemer, 2004", "Gratz & Roemer，2004"),
    ("three", "A et al., 2001", "A et al.，2001"),
    ("others", "Tate et al., 2016", "Tate et al.，2016"),
    ("reprint", "Berne, 1961/2015", "Berne，1961/2015"),
    ("noyear", "Author not shown, n.d.", "作者未注明，无日期"),
    ("noyeara", "Nobody, n.d.-a", "Nobody，无日期a"),
    ("noyearb", "Nobody, n.d.-b", "Nobody，无日期b"),
    ("corporate", "World Health Organization & UNICEF, 2023", "World Health Organization & UNICEF，2023"),
    ("corporatezh", "World Health Organization & UNICEF, 2022", "世界卫生组织和联合国儿童基金会，2022"),
    ("noauthor", "“A page that nobody signed and that goes…”, 2020", "A page that nobody signed and ，2020"),
    ("chinese", "李明 et al., 2019", "李明 等，2019"),
    ("chinesegiven", "李明, 2018", "李明，2018"),
    ("accent", "Sönmez, 2010", "Sönmez，2010"),
    ("samea", "Wang, 2020a", "Wang，2020a"),
    ("sameb", "Wang, 2020b", "Wang，2020b"),
])
def test_author_and_date(styles, key, english, chinese):
    assert styles["en"][key].label == english
    assert styles["zh"][key].label.strip() == chinese.strip()


@pytest.mark.parametrize(("key", "english", "chinese"), [
    ("one", 'Asher, S. R. (1984). Loneliness in China. <i>Child Development</i>, <i>55</i>(4), 1456–1464. <a href="https://doi.org/10.2307/1129015" rel="noreferrer">https://doi.org/10.2307/1129015</a>',
     'ASHER S R, 1984. Loneliness in China[J]. Child Development, 55(4): 1456-1464. DOI: <a href="https://doi.org/10.2307/1129015" rel="noreferrer">10.2307/1129015</a>.'),
    ("three", "A, B., C, D., &amp; E, F. (2001). Three? <i>J</i>, <i>2</i>.", "A B, C D, E F, 2001. Three?[J]. J, 2."),
    ("others", "Tate, R. L., et al. (2016). Others. <i>J</i>.", "TATE R L, et al, 2016. Others[J]. J."),
    ("reprint", "Berne, E. (2015). <i>Games</i>. Martino. (Original work published 1961)", "BERNE E, 2015. Games[M]. Martino. 初版：1961."),
    ("edition", "Tubbs, S. L. (2012). <i>Systems</i> (11th ed.). McGraw-Hill.", "TUBBS S L, 2012. Systems[M]. 11版. McGraw-Hill."),
    ("corporate", "World Health Organization, &amp; UNICEF. (2023). <i>Guide</i>.", "World Health Organization, UNICEF, 2023. Guide[R]."),
    ("corporatezh", "World Health Organization, &amp; UNICEF. (2022). <i>Guide on it</i>.", "世界卫生组织, 联合国儿童基金会, 2022. Guide on it[R]."),
    ("lawzh", "State Council. (2016). <i>Opinions</i>. Issued in May.", "国务院, 2016. 关于某事的意见[Z]. 5月印发."),
    ("chinese", "李明, 张小红, 欧阳修, &amp; 王五. (2019). 留守儿童小组工作. <i>社会工作</i>, (2), 3–9.", "李明, 张小红, 欧阳修, 等, 2019. 留守儿童小组工作[J]. 社会工作, (2): 3-9."),
    ("thesis", "Jia, N. P. (2019). <i>A Thesis</i> [Master’s thesis, Northwest University].", "JIA N P, 2019. A Thesis[D]. Northwest University."),
    ("chapter", "Dean, A. (2011). A Chapter. In B. Lee &amp; C. Wu (Eds.), <i>A Book</i> (pp. 1–20). Pub.", "DEAN A, 2011. A Chapter[M]//LEE B, WU C. A Book. Pub: 1-20."),
])
def test_full_reference(styles, key, english, chinese):
    assert styles["en"][key].reference == english
    assert styles["zh"][key].reference == chinese


@pytest.mark.parametrize(("written", "english", "chinese"), [
    ("p. 12", "p. 12", "第12页"), ("pp. 3-4", "pp. 3–4", "第3～4页"), ("abstract", "abstract", "摘要"), ("", "", ""),
])
def test_locator_in_each_language(styles, written, english, chinese):
    assert styles["en"].locator("one", written) == english
    assert styles["zh"].locator("one", written) == chinese


def test_citation_in_the_text_links_to_the_work(styles):
    parts = [("see", "one", "p. 3"), ("", "two", "")]
    href = "references/{}.html".format
    assert styles["en"].inline(parts, href) == (
        '(see <a class="cite" href="references/one.html">Asher, 1984, p. 3</a>; <a class="cite" href="references/two.html">Gratz &amp; Roemer, 2004</a>)')
    assert styles["zh"].inline(parts[1:], href) == '（<a class="cite" href="references/two.html">Gratz &amp; Roemer，2004</a>）'


def test_no_chinese_text_has_a_blank_before_its_citation():
    root = Path(__file__).parents[1]
    files = [*root.glob("knowledge/**/*.yml"), *root.glob("docs/**/*.zh.md"), *root.glob("activities/*.zh.md")]
    said = [f"{file.relative_to(root)}:{n}" for file in files for n, line in enumerate(file.read_text("utf-8").splitlines(), 1)
            if re.search(r"[\u2018-\u201d\u3000-\u9fff\uff00-\uffef] +\[@", line)]
    assert files and not said


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "a\" onclick=\"x", "\\href{javascript:x}{y}", "{{{", "\\", "<img src=x onerror=y>"])
def test_a_hostile_field_is_text(hostile):
    source = "@misc{x, author = {%s}, title = {%s}, year = {2020}, url = {javascript:alert(1)}}" % (hostile.replace("{", "").replace("}", ""), hostile.replace("{", "").replace("}", ""))
    handbook = Handbook(Path("."), bibliographies={"b": bibtex.read(source)})
    for lang in ("en", "zh"):
        made = Bibliography(handbook, lang)
        if "x" in made:
            shown = made["x"].reference + made.inline([("", "x", "")], lambda key: "r.html")
            assert "<script" not in shown and "<img" not in shown and 'href="javascript' not in shown and ' onclick="' not in shown


def test_names_of_people_and_bodies():
    entry = bibtex.read(BIB).entries[7]
    people, more = names(entry)
    assert [p.corporate for p in people] == [True, True] and not more


@pytest.mark.parametrize(("latex", "text"), [("Caf\\'e", "Café"), ("a--b", "a–b"), ("{DNA} and {RNA}", "DNA and RNA"), ("50\\%", "50%"), ("\\$5 or \\$6", "$5 or $6")])
def test_latex_becomes_text(latex, text):
    assert plain(latex) == text


@pytest.mark.parametrize(("text", "is_one"), [("p. 12", True), ("pp. 3–4", True), ("abstract", True), ("ch. 3", True), ("somewhere", False), ("12", False)])
def test_forms_of_a_locator(text, is_one):
    assert is_locator(text) is is_one
