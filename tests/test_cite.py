"""`kb cite`, from what somebody writes to the entry, against servers of this machine that answer as the catalogues do, and in every other way."""

import asyncio
import gzip
import json
import os
import pty
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import example_handbook
import pytest
from click.testing import CliRunner
from local_web import hang, hang_up, in_turn, reset, respond, say_raw, to

from kb_tools.cli import main
from kb_tools.desk import fmt_bibtex
from kb_tools.desk.cite import plan
from kb_tools.desk.cite_write import inserted
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run
from kb_tools.settings import Misuse
from kb_tools.sources import bibtex
from kb_tools.words.messages import translated

pytestmark = pytest.mark.usefixtures("names", "soon")

CATALOGUES = Path(__file__).parent / "catalogues"
TODAY = date(2026, 11, 27)
DOI = "10.1007/s10648-016-9389-8"
AT = f"/crossref/works/{DOI}"

ALLEN = """@article{allen2018schools,
  author = {Allen, Kelly and Kern, Margaret L. and Vella-Brodrick, Dianne and Hattie, John and Waters, Lea},
  title = {What Schools Need to Know About Fostering School Belonging: a Meta-analysis},
  journal = {Educational Psychology Review},
  year = {2018},
  volume = {30},
  number = {1},
  pages = {1--34},
  doi = {10.1007/s10648-016-9389-8},
  verified = {2026-11-27, read at: crossref.example:PORT 10.1007/s10648-016-9389-8}
}
"""
LING = """@article{ling2017peer,
  author = {Ling, Hui and Fu, En and Zhang, Jian-ren},
  title = {Peer relationships of left-behind children in {China} moderate their loneliness},
  journal = {Social Behavior and Personality: An International Journal},
  year = {2017},
  volume = {45},
  number = {6},
  pages = {901--914},
  url = {http://journal.example:PORT/article},
  verified = {2026-11-27, read at: journal.example:PORT/article}
}
"""


@pytest.fixture
def root(tmp_path, web):
    """The example handbook, whose catalogues are at this machine."""
    root = example_handbook.write(tmp_path / "handbook")
    services = "".join(f'{name} = "http://{name}.example:{web.port}/{name}/"\n' for name in ("crossref", "doi", "pubmed", "arxiv", "openlibrary"))
    (root / "kb.toml").write_text(f'mailto = "desk@example.org"\n[services]\n{services}', "utf-8")
    return root


def cited(root, *sources):
    return plan(project_at(root), sources, TODAY, folder=root)


def answer(name, kind="application/json", **headers):
    return respond(200, (CATALOGUES / name).read_bytes(), Content_Type=kind, **headers)


def crossref(**changed):
    data = json.loads((CATALOGUES / "crossref.json").read_text("utf-8"))
    data["message"] |= changed
    return respond(200, json.dumps(data).encode(), Content_Type="application/json")


def added(made, web):
    """The entry that is to be added, its port written as PORT."""
    change = next(change for change in made.changes if change.held.shown == "references.bib")
    old = {entry.key for entry in bibtex.read(change.held.text).entries}
    new, = [entry for entry in bibtex.read(change.new).entries if entry.key not in old]
    return change.new[new.span.start:new.span.end].replace(f":{web.port}", ":PORT") + "\n"


def told(made):
    return [(one.outcome, str(one.message)) for one in made.told]


# --- what catalogues answer ---


CASES = {
    "a DOI": (DOI, AT, ("crossref.json", "application/json"), ALLEN),
    "a DOI of DataCite": ("https://doi.org/10.21241/ssoar.83031", "/doi/10.21241/ssoar.83031", ("datacite.json", "application/vnd.citationstyles.csl+json"),
    """@incollection{jaakkola2022child,
  author = {Jaakkola, Maarit},
  title = {Child-centered qualitative interview},
  booktitle = {Methods in practice: Studying children and youth online},
  editor = {Kotilainen, S.},
  publisher = {Social Science Open Access Repository ({SSOAR})},
  year = {2022},
  doi = {10.21241/SSOAR.83031},
  verified = {2026-11-27, read at: doi.example:PORT 10.21241/SSOAR.83031}
}
""".replace("({SSOAR})", "(SSOAR)")),
    "a PMID": ("PMID 36054156", "/pubmed/efetch.fcgi", ("pubmed.xml", "text/xml; charset=UTF-8"), """@article{herrero2023efficacy,
  author = {Herrero, Marta and Roca, Patricia and Cormenzana, Susana and Mart{\\'i}nez-Pampliega, Ana},
  title = {The efficacy of postdivorce intervention programs for children: A meta-analytical review},
  journal = {Family Process},
  year = {2023},
  volume = {62},
  number = {1},
  pages = {74--93},
  doi = {10.1111/famp.12807},
  verified = {2026-11-27, read at: pubmed.example:PORT PMID 36054156}
}
"""),
    "an arXiv number": ("arXiv:hep-ex/0307015", "/arxiv/query", ("arxiv.xml", "application/atom+xml; charset=UTF-8"), """@misc{h1collaboration2003multi,
  author = {{H1 Collaboration}},
  title = {Multi-Electron Production at High Transverse Momenta in ep Collisions at {HERA}},
  year = {2003},
  eprint = {hep-ex/0307015},
  eprinttype = {arxiv},
  url = {https://arxiv.org/abs/hep-ex/0307015},
  verified = {2026-11-27, read at: arxiv.example:PORT arXiv:hep-ex/0307015}
}
"""),
    "an ISBN": ("ISBN 0-19-516701-5", "/openlibrary/api/books", ("openlibrary.json", "application/json"), """@book{peterson2004character,
  author = {Peterson, Christopher and Seligman, Martin E. P.},
  title = {Character strengths and virtues: a handbook and classification},
  publisher = {Oxford University Press},
  address = {New York},
  year = {2004},
  isbn = {9780195167016},
  verified = {2026-11-27, read at: openlibrary.example:PORT ISBN 9780195167016}
}
"""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_number_becomes_the_entry_of_its_work(web, root, case):
    source, path, (name, kind), entry = CASES[case]
    web.routes[path] = answer(name, kind)
    made = cited(root, source)
    assert told(made) == [("new", f"is new, as `{re.search('{(.*?),', entry)[1]}`")]
    assert added(made, web) == entry


@pytest.mark.parametrize("name", ["highwire", "json-ld", "coins", "dublin-core"])
def test_a_page_tells_of_its_work(web, root, name):
    web.routes["/article"] = answer(f"{name}.html", "text/html; charset=utf-8")
    assert added(cited(root, web("/article", "journal.example")), web) == LING


def test_a_page_in_an_old_chinese_charset_is_read(web, root):
    page = ('<html><head><meta charset="gb2312"><meta name="citation_title" content="一个示例村的小组工作"><meta name="citation_author" content="李明">'
            '<meta name="citation_journal_title" content="示例学报"></head>')
    web.routes["/article"] = respond(200, page.encode("gb2312"))
    assert "title = {一个示例村的小组工作}" in added(cited(root, web("/article", "journal.example")), web)


def test_who_asks_says_who_it_is(web, root):
    web.routes |= {AT: answer("crossref.json"), "/pubmed/efetch.fcgi": answer("pubmed.xml", "text/xml")}
    cited(root, DOI, "PMID 36054156")
    agents = {headers["User-Agent"] for _, _, headers in web.requests}
    assert len(agents) == 1 and re.fullmatch(r"tongban-kb/[\d.]+ \(mailto:desk@example\.org\)", agents.pop())
    assert any("tool=tongban-kb" in path and "email=desk%40example.org" in path for _, path, _ in web.requests)


def test_what_was_looked_up_is_not_asked_again(web, root):
    web.routes[AT] = answer("crossref.json")
    first, second = (added(cited(root, DOI), web) for _ in range(2))
    assert first == second == ALLEN and web.asked(AT) == ["GET"]


def test_what_was_looked_up_is_not_asked_again_in_a_notebook_either(web, root):
    async def both():  # a notebook runs what is typed inside of a loop
        return [added(cited(root, DOI), web) for _ in range(2)]

    web.routes[AT] = answer("crossref.json")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, both()).result() == [ALLEN, ALLEN] and web.asked(AT) == ["GET"]


def test_a_server_that_takes_its_time_is_asked_once(web, root):
    def late(request):
        time.sleep(1.2)
        answer("crossref.json")(request)

    web.routes[AT] = late
    assert added(cited(root, DOI), web) == ALLEN and web.asked(AT) == ["GET"]


def test_what_could_not_be_read_is_asked_again(web, root):
    web.routes[AT] = in_turn(respond(200, b"{", Content_Type="application/json"), answer("crossref.json"))
    assert [told(cited(root, DOI))[0][0] for _ in range(2)] == ["failed", "new"]


# --- the many ways to fail ---


FAILURES = {
    "a page instead of data": (respond(200, b"<!DOCTYPE html><html>Sign in</html>"), "answers with a page instead of data", "kb cite FILE"),
    "another work": (crossref(DOI="10.1111/famp.12807"), "was asked for `10.1007/s10648-016-9389-8` and tells of `10.1111/famp.12807`", "sign by sign"),
    "no DOI in it": (crossref(DOI=None), "and tells of `?`", "sign by sign"),
    "cut off": (respond(200, (CATALOGUES / "crossref.json").read_bytes()[:900], Content_Type="application/json"),
    "cannot be read: it is cut off, or something else", "kb cite FILE"),
    "shorter than announced": (say_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}"), "not HTTP, or not at all", "later"),
    "nothing": (respond(200, b""), "answers with nothing", "kb cite FILE"),
    "blanks": (respond(200, b" \n "), "answers with nothing", "kb cite FILE"),
    "a list": (respond(200, b"[]"), "cannot be read", "kb cite FILE"), "a number": (respond(200, b"5"), "cannot be read", "kb cite FILE"),
    "deep": (respond(200, b"[" * 100_000), "cannot be read", "kb cite FILE"),
    "another charset": (respond(200, '{"title": "Müller"}'.encode("latin-1")), "cannot be read", "kb cite FILE"),
    "too long": (respond(200, b'{"a": "' + b"x" * 10_000_000), "answers with more than 5000000 bytes", "later"),
    "too long when unpacked": (respond(200, gzip.compress(b" " * 20_000_000), Content_Encoding="gzip"), "answers with more than 5000000 bytes", "later"),
    "packed in another way": (respond(200, b"x", Content_Encoding="br"), "packs its answer", "later"),
    "silence": (hang, "does not answer in time", "export a citation file"), "hangs up": (hang_up, "not HTTP, or not at all", "later"),
    "reset": (reset, "breaks the connection off", "later"),
    "no HTTP": (say_raw(b"HELLO\r\n\r\n"), "not HTTP", "later"), "its own error": (respond(500), "has a trouble of its own: it answers 500", "later"),
    "enough for now": (respond(429, Retry_After="3600"), "asks to be left alone for a while", "later"),
    "no access": (respond(403), "does not show the page to a program", "browser"),
    "round in a circle": (to(AT), "sent on more than 5 times", "browser"), "into the house": (to("http://10.0.0.1/"), "is on a private network", "reach"),
    "nowhere": (to("javascript:x"), "is not a web address", "browser"),
    "nobody knows it": (respond(404, b"Resource not found."), "no catalogue that was asked knows", "sign by sign"),
    "no title": (crossref(title=[]), "no title is told", "by hand"),
    "a title of 10,000 letters": (crossref(title=["a" * 10_000]), "the title has 10000 letters", "by hand"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_an_answer_that_is_no_answer_is_a_sentence_and_nothing_is_written(web, root, soon, failure):
    handler, said, hint = FAILURES[failure]
    soon |= {"answer_within": 1.0} if handler is hang else {}
    web.routes |= {AT: handler, f"/doi/{DOI}": respond(404 if failure == "nobody knows it" else 500)}
    made = cited(root, DOI)
    assert [one.outcome for one in made.told] == ["failed"] and not made.changes
    assert said in made.told[0].message and hint in made.told[0].hint, made.told
    assert re.search("[\u3400-\u9fff]", translated(made.told[0].message, "zh")) and re.search("[\u3400-\u9fff]", translated(made.told[0].hint, "zh"))


@pytest.mark.parametrize(("source", "path", "body", "said"), [
    ("PMID 36054156", "/pubmed/efetch.fcgi", b"<PubmedArticleSet></PubmedArticleSet>", "no catalogue that was asked knows"),
    ("PMID 36054157", "/pubmed/efetch.fcgi", (CATALOGUES / "pubmed.xml").read_bytes(), "was asked for `36054157` and tells of `36054156`"),
    ("PMID 36054156", "/pubmed/efetch.fcgi", (CATALOGUES / "pubmed.xml").read_bytes()[:700], "cannot be read"),
    ("PMID 36054156", "/pubmed/efetch.fcgi", b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>', "cannot be read"),
    ("PMID 36054156", "/pubmed/efetch.fcgi", b"<eFetchResult><ERROR>x</ERROR></eFetchResult>", "cannot be read"),
    ("arXiv:2001.01234", "/arxiv/query", b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "no catalogue that was asked knows"),
    ("arXiv:2001.01234", "/arxiv/query", (CATALOGUES / "arxiv.xml").read_bytes(), "was asked for `2001.01234` and tells of `hep-ex/0307015`"),
    ("9780195167016", "/openlibrary/api/books", b"{}", "no catalogue that was asked knows"),
    ("9780195167016", "/openlibrary/api/books", (CATALOGUES / "openlibrary.json").read_bytes().replace(b"0195167015", b"030640615X"),
    "tells of `9780306406157`"),
    ("9780195167016", "/openlibrary/api/books", b"[1]", "cannot be read"),
])
def test_another_catalogue_that_fails_is_a_sentence_too(web, root, source, path, body, said):
    web.routes[path] = respond(200, body, Content_Type="text/plain")
    made = cited(root, source)
    assert [one.outcome for one in made.told] == ["failed"] and said in made.told[0].message and not made.changes


PAGES = {
    "no data": (respond(200, b"<html><body>Hello</body></html>"), "/a", "does not tell of a work", "kb cite FILE"),
    "no data, a DOI in its address": (respond(200, b"<html></html>"), "/doi/full/10.1111/famp.12807", "does not tell of a work",
    "`kb cite 10.1111/famp.12807`"),
    "a wall": (respond(403), "/doi/10.1111/famp.12807", "does not show the page", "`kb cite 10.1111/famp.12807`"),
    "gone": (respond(404), "/a", "there is no page", "open the page in a browser"),
    "a PDF": (respond(200, b"%PDF-1.4", Content_Type="application/pdf"), "/a", "is no web page but `application/pdf`", "the page that leads to it"),
    "another work": (respond(200, b'<meta name="citation_title" content="x"><meta name="citation_doi" content="10.1234/a">'), "/10.1111/famp.12807",
    "tells of `10.1234/a`", "sign by sign"),
    "a broken script": (respond(200, b'<script type="application/ld+json">{"@type": "ScholarlyArticle"</script>'), "/a", "does not tell of a work",
    "kb cite FILE"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_tells_of_no_work_is_a_sentence(web, root, page):
    handler, path, said, hint = PAGES[page]
    web.routes[path] = handler
    made = cited(root, web(path, "journal.example"))
    assert [one.outcome for one in made.told] == ["failed"] and said in made.told[0].message and hint in made.told[0].hint, made.told


def test_a_page_is_read_as_far_as_its_head(web, root):
    web.routes["/article"] = respond(200, (CATALOGUES / "highwire.html").read_bytes() + b"<p>" * 3_000_000)
    assert added(cited(root, web("/article", "journal.example")), web) == LING


def test_where_one_catalogue_knows_nothing_or_fails_the_next_is_asked(web, root):
    web.routes |= {AT: respond(500), f"/doi/{DOI}": to(web("/csl", "agency.example")),
        "/csl": respond(200, json.dumps(json.loads((CATALOGUES / "crossref.json").read_text())["message"]).encode())}
    assert added(cited(root, DOI), web) == ALLEN.replace("crossref.example", "agency.example")
    assert next(headers["Accept"] for _, path, headers in web.requests if path == "/csl") == "application/vnd.citationstyles.csl+json"


def test_a_passing_trouble_passes(web, root):
    web.routes[AT] = in_turn(respond(503, Retry_After="0"), reset, answer("crossref.json"))
    assert added(cited(root, DOI), web) == ALLEN and web.asked(AT) == ["GET"] * 3


def test_waiting_as_long_as_a_server_asks(web, root):
    web.routes[AT] = in_turn(respond(429, Retry_After="1"), answer("crossref.json"))
    web.times.clear()
    assert added(cited(root, DOI), web) == ALLEN
    assert web.times[1] - web.times[0] >= 0.9


def test_a_catalogue_that_keeps_failing_is_left_alone(web, root):
    web.routes["/pubmed/efetch.fcgi"] = respond(500)
    made = cited(root, *(f"PMID {number}" for number in range(36054100, 36054120)))
    assert made.count("failed") == 20 and len(web.requests) < 20


def test_without_a_network_it_is_said_what_to_do_instead(web, root, names):
    for name in ("crossref", "doi", "pubmed"):
        names[f"{name}.example"] = OSError("no network")
    made = cited(root, DOI, "PMID 1234567")
    assert all(one.outcome == "failed" and "export a citation file" in one.hint for one in made.told)


def test_the_failure_of_one_source_does_not_stop_the_others(web, root):
    web.routes |= {AT: answer("crossref.json"), "/pubmed/efetch.fcgi": respond(500)}
    made = cited(root, "PMID 36054156", "nonsense", DOI, "978-0-19-516701-7", "no.ris", "docs")
    assert [one.outcome for one in made.told] == ["failed", "failed", "new", "failed", "failed", "failed"]
    assert made.told[5].message == "this is a folder or a device, no file"
    assert added(made, web) == ALLEN and made.told[3].message == "this is no ISBN: its digits do not add up" and made.told[4].message == "there is no such file"


# --- files ---


RIS = "TY  - JOUR\nAU  - Allen, Kelly\nTI  - What schools need to know about fostering school belonging: A meta-analysis\n" \
      "JO  - Educ Psychol Rev\nPY  - 2018\nDO  - 10.1007/s10648-016-9389-8\nER  - \n"
CNKI = "%0 Journal Article\n%A 李明\n%A 王芳\n%T 一个示例村的小组工作\n%J 示例学报\n%D 2020\n%N 05\n%P 12-18\n%W CNKI\n"


def test_a_file_is_unverified_unless_its_doi_was_looked_up(web, root):
    (root / "a.ris").write_text(RIS, "utf-8")
    web.routes[AT] = answer("crossref.json")
    assert added(cited(root, "a.ris"), web) == ALLEN


def test_a_file_whose_doi_cannot_be_looked_up_is_taken_and_says_so(web, root):
    (root / "a.ris").write_text(RIS, "utf-8")
    made = cited(root, "a.ris")
    assert "unverified = {2026-11-27, exported file a.ris, the DOI not looked up}" in added(made, web) and "could not be looked up" in made.told[0].notes[0]


def test_a_file_with_the_doi_of_another_work_is_refused(web, root):
    (root / "a.ris").write_text(RIS.replace("What schools need to know about fostering school belonging: A meta-analysis", "Loneliness in Children"), "utf-8")
    web.routes[AT] = answer("crossref.json")
    made = cited(root, "a.ris")
    assert told(made) == [("failed",
        f"the DOI `{DOI}` in a.ris is that of another work: `What Schools Need to Know About Fostering School Belonging: a Meta-analysis`")]


def test_a_chinese_export_becomes_an_entry(root, web):
    (root / "知网.enw").write_bytes(CNKI.encode("gbk"))
    assert added(cited(root, "知网.enw"), web) == """@article{li2020yige,
  author = {{李明} and {王芳}},
  title = {一个示例村的小组工作},
  journal = {示例学报},
  year = {2020},
  number = {5},
  pages = {12--18},
  langid = {chinese},
  unverified = {2026-11-27, exported file 知网.enw}
}
"""
    assert not web.requests


def test_each_work_of_a_file_is_told_of(root):
    (root / "a.ris").write_text("TY  - JOUR\nTI  - Calm\nAU  - Lin, Mei\nJO  - J\nPY  - 2021\nER  - \n" * 2 + "TY  - JOUR\nTI  - \nER  - \n", "utf-8")
    assert [(one.source, one.outcome) for one in cited(root, "a.ris").told] == [("a.ris:1", "new"), ("a.ris:2", "known"), ("a.ris:3", "failed")]


def test_files_need_no_network_library(root, monkeypatch):
    (root / "a.ris").write_text(RIS, "utf-8")
    monkeypatch.setattr("kb_tools.desk.cite.find_spec", lambda name: None)
    monkeypatch.setattr("kb_tools.desk.cite_services.find_spec", lambda name: None)
    assert told(cited(root, "a.ris"))[0][0] == "new"
    with pytest.raises(Misuse, match="needs httpx"):
        cited(root, DOI)


def test_without_pinyin_a_chinese_work_is_a_sentence(root, monkeypatch):
    (root / "a.enw").write_text(CNKI, "utf-8")
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    assert "pypinyin is not installed here" in cited(root, "a.enw").told[0].message


# --- what is there already ---


def test_a_work_that_stands_there_is_named_and_not_asked_for(root, web):
    made = cited(root, "https://doi.org/10.1234/CALM.2020")
    assert told(made) == [("known", "stands in the bibliography already, as `lin2020calm`, by its DOI")] and not web.requests and not made.changes


def test_a_work_is_known_by_title_year_and_first_author(root):
    (root / "a.ris").write_text("TY  - JOUR\nTI  - Breathing and Calm.\nAU  - Mei Lin\nJO  - X\nPY  - 2020\nER  - \n", "utf-8")
    assert told(cited(root, "a.ris")) == [("known", "stands in the bibliography already, as `lin2020calm`, by its title, year and first author")]


def test_one_that_resembles_another_is_added_and_said_so(root):
    (root / "a.ris").write_text("TY  - JOUR\nTI  - Breathing and calm\nAU  - Lin, Mei\nJO  - X\nPY  - 2020\nSP  - 90\nEP  - 99\nER  - \n", "utf-8")
    made = cited(root, "a.ris")
    assert told(made) == [("new", "is new, as `lin2020breathing`")] and "`lin2020calm` has the same title" in made.told[0].notes[0]


def test_the_same_doi_is_the_same_work_whatever_the_pages_are(root, web):
    web.routes |= {f"/crossref/works/{DOI}": answer("crossref.json")}
    bibliography = root / "references.bib"
    other = f"@article{{x, author = {{A, B}}, title = {{Other}}, journal = {{J}}, pages = {{7}}, doi = {{https://doi.org/{DOI.upper()}}}}}\n"
    bibliography.write_text(bibliography.read_text("utf-8") + "\n" + other, "utf-8")
    assert told(cited(root, DOI))[0][0] == "known"
    (root / "a.nbib").write_text("PMID- 1\nTI  - Calm\nJT  - J\nFAU - Allen, K\nDP  - 2018\nLID - 10.1007/s10648-016-9389-8 [doi]\n", "utf-8")
    assert told(cited(root, "a.nbib"))[0][0] == "known"


def test_a_part_that_carries_the_doi_of_its_book_is_another_work(root):
    book = "@book{stone2020whole, author = {Stone, Rose}, title = {Whole}, publisher = {Example Press}, doi = {10.1234/whole}}\n"
    (root / "references.bib").write_text((root / "references.bib").read_text("utf-8") + "\n" + book, "utf-8")
    (root / "a.ris").write_text("TY  - CHAP\nTI  - A part\nAU  - Lin, Mei\nT2  - Whole\nPY  - 2020\nDO  - 10.1234/whole\nER  - \n", "utf-8")
    assert told(cited(root, "a.ris")) == [("new", "is new, as `lin2020part`")]


def test_a_source_that_is_named_twice_is_taken_once(root, web):
    web.routes |= {AT: answer("crossref.json"),
        "/pubmed/efetch.fcgi": respond(200, (CATALOGUES / "pubmed.xml").read_bytes().replace(b"10.1111/famp.12807", DOI.encode()))}
    made = cited(root, DOI, f"doi:{DOI}", DOI, "PMID 36054156")
    assert [one.outcome for one in made.told] == ["new", "known", "known"] and added(made, web) == ALLEN


# --- the rules ---


def whole_check(root):
    return [(d.code, str(d.message)) for d in run(load(project_at(root)), today=TODAY).diagnostics if d.code.startswith("BIB")]


@pytest.mark.parametrize("case", CASES)
def test_the_new_entry_passes_every_rule_of_bibliographies(web, root, case):
    source, path, (name, kind), _ = CASES[case]
    web.routes[path] = answer(name, kind)
    before = whole_check(root)
    cited(root, source).apply()
    assert whole_check(root) == before == []
    text = (root / "references.bib").read_text("utf-8")
    assert fmt_bibtex.canonical(text, sort=True) == (text, ())


@pytest.mark.parametrize(("changed", "left"), [
    ({"page": "1-34, in print"}, "pages"), ({"page": "34-12"}, "pages"),
    ({"issued": {"date-parts": [[2990]]}, "published-print": None, "published-online": None, "published": {"date-parts": [[2099]]}}, "year"),
    ({"language": "x" * 3}, ""),
])
def test_a_field_that_breaks_a_rule_is_left_out_and_named(web, root, changed, left):
    web.routes[AT] = crossref(**changed)
    made = cited(root, DOI)
    assert told(made)[0][0] == "new" and [f"left out: {left} " in note for note in made.told[0].notes] == ([True] if left else [])
    made.apply()
    assert whole_check(root) == []


def test_what_a_rule_knows_how_to_mend_is_mended(web, root):
    web.routes[AT] = crossref(title=["Les ÉTUDES Sont Belles Partout"])
    assert "title = {Les {\\'E}{TUDES} Sont Belles Partout}" in added(cited(root, DOI), web)


HOSTILE = ["<script>alert(1)</script>", '"); DROP TABLE works;--', "=cmd|' /C calc'!A0", "Calm\u202emlac", "Calm\0calm", "\\input{/etc/passwd} calm",
    "Calm} @book{evil, title = {x", "{{{{ calm", "}}}} calm", "Calm % comment", "Calm @misc{x,",
           "$(rm -rf calm)", "calm\n@article{b, title={c}}", "<img src=x onerror=alert(1)>", "[calm](javascript:alert(1))", "{{ calm }}", "{% calm %}",
           "calm onclick=x", "\\write18{calm}", "calm &lt;svg onload=x&gt;", "#calm", "'calm", "-calm"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_text_or_refused(web, root, text):
    web.routes[AT] = crossref(title=[text], author=[{"family": text, "given": "A."}], **{"container-title": [text], "publisher": text})
    made = cited(root, DOI)
    if made.told[0].outcome == "failed":
        assert made.told[0].message and not made.changes
        return
    entries = {entry.key for entry in bibtex.read((root / "references.bib").read_text("utf-8")).entries}
    made.apply()
    file = bibtex.read((root / "references.bib").read_text("utf-8"))
    assert not file.troubles and len(file.entries) == len(entries) + 1
    assert not [d for d in run(load(project_at(root)), today=TODAY).diagnostics if d.code.startswith(("BIB", "SAF", "SRC"))]


def test_a_retracted_work_is_said_to_be_one(web, root):
    web.routes[AT] = crossref(**{"updated-by": [{"DOI": "10.1007/notice", "type": "retraction", "label": "Retraction", "source": "publisher"}]})
    assert "it was retracted: 10.1007/notice" in cited(root, DOI).told[0].notes[0]


# --- writing ---


def test_the_standing_of_a_new_doi_is_never_looked_up(web, root):
    web.routes[AT] = answer("crossref.json")
    cited(root, DOI).apply()
    assert (root / "retractions.yml").read_text("utf-8") == f"{DOI}: {{checked: never}}\n10.1234/calm.2020: {{checked: never}}\n"


def test_everything_else_in_the_file_stays(web, root):
    web.routes[AT] = answer("crossref.json")
    bibliography = root / "references.bib"
    before = "%% Words.\n\n" + bibliography.read_text("utf-8").partition("\n\n")[2].replace("@book{stone",
        "% kb: ignore BIB022: as it is\n@book{stone") + "\n@comment{jabref}\n"
    bibliography.write_bytes(before.replace("\n", "\r\n").encode())
    made = cited(root, DOI)
    made.apply()
    after = bibliography.read_bytes().decode()
    assert after.count("\r\n") == after.count("\n")
    entry = added(made, web).replace(":PORT", f":{web.port}")
    assert after.replace("\r\n", "\n") == before.replace("%% Words.\n\n", f"%% Words.\n\n{entry}\n")


@pytest.mark.parametrize("before", [
    "@book{adams, title = {A}} @book{zorn,\n  title = {Z}}\n", "@book{adams, title = {A}} @book{zorn, title = {Z}}", "@book{adams,\n  title = {A}} % end\n@book{zorn, title = {Z}}\n",
])
def test_an_entry_is_put_between_two_even_where_these_share_a_line(before):
    made = bibtex.read(inserted(before, "@book{miller,\n  title = {M}\n}\n", "miller"))
    assert [(entry.key, entry.get("title")) for entry in made.entries] == [("adams", "A"), ("miller", "M"), ("zorn", "Z")] and not made.troubles


@pytest.mark.parametrize("name", ["references.bib", "retractions.yml"])
def test_whoever_is_interrupted_in_the_middle_finds_the_old_file_whole(web, root, monkeypatch, name):
    web.routes[AT] = answer("crossref.json")
    before, replace = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}, os.replace

    def fail(source, target):
        if Path(target).name == name:
            raise KeyboardInterrupt
        replace(source, target)

    made = cited(root, DOI)
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        made.apply()
    monkeypatch.undo()
    after = {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}
    assert after[name] == before[name] and after["references.bib"] == before["references.bib"] and after.keys() == before.keys()


def test_it_can_be_run_again_after_an_interruption(web, root):
    web.routes[AT] = answer("crossref.json")
    cited(root, DOI).changes[0].apply()
    made = cited(root, DOI)
    made.apply()
    assert whole_check(root) == []


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(web, root):
    web.routes[AT] = answer("crossref.json")
    made = cited(root, DOI)
    (root / "references.bib").write_text("% other\n", "utf-8")
    with pytest.raises(Misuse, match="has changed since it was read"):
        made.apply()
    assert (root / "references.bib").read_text("utf-8") == "% other\n"


@pytest.mark.parametrize(("text", "said"), [("@book{a, title = {x}\n", "cannot be read whole"), ("\xff", "not UTF-8")])
def test_a_bibliography_that_cannot_be_read_is_not_added_to(root, text, said):
    (root / "references.bib").write_bytes(text.encode("latin-1"))
    with pytest.raises(Misuse, match=said):
        cited(root, DOI)


def test_another_bibliography_that_cannot_be_read_is_passed_over(root):
    (root / "docs/old.bib").write_bytes("@book{müller2001, title = {x}}\n".encode("latin-1"))
    (root / "a.ris").write_text("TY  - BOOK\nAU  - Miller, Ann\nTI  - Working with groups\nPB  - Sage\nPY  - 2010\nER  - \n", "utf-8")
    assert cited(root, "a.ris").count("new") == 1


def test_a_file_of_standings_that_cannot_be_read_is_not_added_to(web, root):
    web.routes[AT] = answer("crossref.json")
    (root / "retractions.yml").write_text("10.1234/a: {checked: sometimes}\n", "utf-8")
    with pytest.raises(Misuse, match="retractions.yml"):
        cited(root, DOI)


def test_any_bibliography_can_be_named(web, tmp_path):
    (tmp_path / "kb.toml").write_text(f'[services]\ncrossref = "http://crossref.example:{web.port}/crossref"\n', "utf-8")
    web.routes[AT] = answer("crossref.json")
    for name in ("one.bib", "two.bib"):
        (tmp_path / name).write_text("", "utf-8")
    with pytest.raises(Misuse, match="name one with `--to"):
        cited(tmp_path, DOI)
    plan(project_at(tmp_path), [DOI], TODAY, tmp_path / "two.bib").apply()
    assert (tmp_path / "two.bib").read_text("utf-8") == ALLEN.replace("PORT", str(web.port)) and not (tmp_path / "retractions.yml").exists()
    with pytest.raises(Misuse, match=r"is no `\.bib` file of this project"):
        plan(project_at(tmp_path), [DOI], TODAY, tmp_path.parent / "x.bib")


# --- the command ---


def kb(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def test_without_a_terminal_it_shows_and_writes_only_when_told_to(web, root, monkeypatch):
    web.routes[AT] = answer("crossref.json")
    monkeypatch.chdir(root)
    before = (root / "references.bib").read_bytes()
    shown = kb("cite", DOI)
    assert shown.exit_code == 0 and "+@article{allen2018schools," in shown.output and f"+{DOI}: {{checked: never}}" in shown.output
    assert "nothing is written; `--yes` writes it" in shown.output and "1 new, 0 there already, 0 not taken" in shown.output
    assert kb("cite", "--yes", "--dry-run", DOI).exit_code == 0 and (root / "references.bib").read_bytes() == before
    assert kb("cite", "--yes", DOI).exit_code == 0 and b"allen2018schools" in (root / "references.bib").read_bytes()
    again = kb("cite", "--yes", DOI)
    assert again.exit_code == 0 and "stands in the bibliography already" in again.output and "@@" not in again.output


def test_a_failure_ends_with_one_and_misuse_with_two(web, root, monkeypatch):
    monkeypatch.chdir(root)
    web.routes[AT] = respond(404)
    assert kb("cite", "--yes", DOI).exit_code == 1
    assert kb("cite").exit_code == 2
    (root / "references.bib").write_text("@book{", "utf-8")
    assert kb("cite", DOI).exit_code == 2


def test_it_speaks_chinese(web, root, monkeypatch):
    monkeypatch.chdir(root)
    assert "这不是 DOI" in kb("cite", "--lang", "zh", "nonsense").output


@pytest.mark.parametrize(("typed", "written"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_on_a_terminal_it_asks(tmp_path, typed, written):
    root = example_handbook.write(tmp_path)
    (root / "a.enw").write_text(CNKI, "utf-8")
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "kb_tools", "cite", "a.enw"], cwd=root, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)})
    os.close(theirs)
    said = b""
    while b"[y/N]" not in said:
        said += os.read(ours, 4096)
    os.write(ours, typed)
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        try:
            os.read(ours, 4096)
        except OSError:
            break
    assert process.wait(20) == 0
    os.close(ours)
    assert ("li2020yige" in (root / "references.bib").read_text("utf-8")) is written
