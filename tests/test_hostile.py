"""Names that would like to be more than text stay text: on every page, in every answer of the API and in every export."""

import csv
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ElementTree
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet
import pytest
import rdflib
from pybtex.database import parse_string

from benchmarks.corpus import make
from kb_tools.citations.names import plain
from kb_tools.export import atom, bibtex, csl, jsonld, ris, tables, turtle
from kb_tools.export import csv as as_csv
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.website import exports
from kb_tools.website.build import build

NAMES = [
    "</script><script>alert(1)</script>", '"); DROP TABLE records; --', "' or 1=1 --", "=cmd|' /C calc'!A0", "@SUM(1+1)", "＝1", "\u202eright to left\u202c", "two\nlines",
    "one\u2028two\u2029three", "]]>&amp;<!-- --><x:y z='1'/>", "{{7*7}} {% raw %}", "ring \u0007 the bell", "[x](javascript:alert(1)) and [@nobody]", 'end of "quoted" \\',
    "ER  - \r\nTY  - BOOK", "\\input{/etc/passwd} } @book{x,", "never \ufffe in XML",
]
_NEVER_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A handbook in which a term, and the title of a work, has each of these names, and an activity the first."""
    folder = tmp_path_factory.mktemp("hostile") / "handbook"
    make(folder, activities=3, works=len(NAMES))
    for i, name in enumerate(NAMES):
        said = {"en": name, "zh": name}
        (folder / f"knowledge/glossary/hostile-{i}.yml").write_text(json.dumps({"name": said, "definition": said}), "utf-8")
    guide = min(path for path in (folder / "activities").glob("*.md") if not path.name.endswith(".zh.md"))
    guide.write_text(re.sub("^title: .*", lambda m: f"title: {json.dumps(NAMES[0])}", guide.read_text("utf-8"), count=1, flags=re.M), "utf-8")
    titles = iter(name for name in NAMES if name.count("{") == name.count("}"))
    bib = folder / "references.bib"
    bib.write_text(re.sub(r"^  title = {.*},$", lambda m: f"  title = {{{next(titles, 'A plain title')}}},", bib.read_text("utf-8"), flags=re.M), "utf-8")
    return folder


@pytest.fixture(scope="module")
def handbook(root):
    held = load(project_at(root))
    assert {record.name.en for record in held.all("term")} >= {name.strip() for name in NAMES}
    return held


@pytest.fixture(scope="module")
def built(root):
    """The site, built as while serving: there, what the check calls an error is shown all the same."""
    build(root, root.parent / "site", cached=False, serving=True)
    return root.parent / "site"


def names(handbook):
    """Each of the names by the id of its term."""
    return {f"hostile-{i}": handbook.get("term", f"hostile-{i}").name.en for i in range(len(NAMES))}


class _Scripts(HTMLParser):
    """The scripts of a page, and all its tags."""

    def __init__(self):
        super().__init__()
        self.scripts, self.tags, self.inside = [], set(), False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.inside = tag == "script"
        if self.inside:
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data):
        if self.inside:
            attrs, text = self.scripts.pop()
            self.scripts.append((attrs, text + data))

    def handle_endtag(self, tag):
        self.inside = False


def test_no_page_runs_a_name_and_each_says_it_as_data(built, handbook):
    for page in sorted(built.rglob("*.html")):
        read = _Scripts()
        read.feed(page.read_text("utf-8"))
        data = [json.loads(text) for attrs, text in read.scripts if attrs.get("type") == "application/ld+json"]
        assert not [text for attrs, text in read.scripts if attrs.get("type") is None and "alert(1)" in text and "src" not in attrs], page
        assert "x:y" not in read.tags
        if page.parent.name == "glossary" and page.stem in names(handbook):
            assert data[0]["name"] == names(handbook)[page.stem] == data[0]["mainEntity"]["name"]


def test_every_answer_of_the_api_holds_the_name_itself(built, handbook):
    for id, name in names(handbook).items():
        held = json.loads((built / f"api/v1/glossary/{id}.json").read_text("utf-8"))
        assert held["name"] == {"en": name, "zh": name}
    listed = {one["id"]: one["name"]["en"] for one in json.loads((built / "api/v1/glossary.json").read_text("utf-8"))["items"]}
    assert {id: listed[id] for id in names(handbook)} == names(handbook)


def test_json_in_a_script_cannot_close_it():
    for name in NAMES:
        said = jsonld.script({"name": name})
        assert not re.search("[<\u2028\u2029]", said) and json.loads(said) == {"name": name}


@pytest.mark.parametrize("row", json.loads((Path(__file__).parent / "shared/csv-cells.json").read_text("utf-8")), ids=lambda row: repr(row["said"]))
def test_a_cell_is_written_as_the_scorer_writes_it(row):
    assert as_csv.safe(row["said"]) == row["cell"]


def test_no_cell_of_any_table_can_run(handbook):
    for table in tables.tables(handbook, Graph(handbook)):
        read = list(csv.reader(io.StringIO(as_csv.text(table).removeprefix("\ufeff"), newline="")))
        assert len(read) == len(table.rows) + 1 and all(len(row) == len(table.columns) for row in read)
        for written, row in zip(read[1:], table.rows):
            for cell, value in zip(written, row):
                if isinstance(value, str):
                    assert not re.match("\\s*[=+\\-@＝＋－＠]|[\x00-\x1f\x7f]", cell)
                    assert cell in (value, f"'{value}")


def test_sql_takes_a_name_for_a_name(handbook, tmp_path):
    exports.write(handbook, "sqlite", tmp_path / "handbook.sqlite")
    base = sqlite3.connect(tmp_path / "handbook.sqlite")
    assert base.execute("pragma integrity_check").fetchone() == ("ok",) and base.execute("pragma foreign_key_check").fetchall() == []
    assert {id: name for id, name in base.execute("select id, name_en from terms where id like 'hostile-%'")} == names(handbook)
    assert base.execute("select count(*) from records").fetchone()[0] > len(NAMES)
    find = json.loads((tmp_path / "metadata.json").read_text("utf-8"))["databases"]["handbook"]["queries"]["find"]["sql"]
    assert base.execute(find, {"words": '"); DROP TABLE'}).fetchall()
    base.close()


def test_parquet_holds_the_name_itself(handbook, tmp_path):
    exports.write(handbook, "parquet", tmp_path)
    held = pyarrow.parquet.read_table(tmp_path / "terms.parquet").to_pylist()
    assert {row["id"]: row["name_en"] for row in held if row["id"] in names(handbook)} == names(handbook)


def test_linked_data_hold_the_name_itself(handbook):
    said = jsonld.everything(handbook, Graph(handbook))
    for read in (rdflib.Graph().parse(data=turtle.text(said), format="turtle", publicID="https://a.example/"),
                 rdflib.Graph().parse(data=json.dumps(said), format="json-ld", publicID="https://a.example/")):
        for id, name in names(handbook).items():
            thing = rdflib.URIRef(f"https://a.example/glossary/{id}.html#it")
            assert {str(one) for one in read.objects(thing, rdflib.URIRef("https://schema.org/name"))} == {name}, id


def test_books_and_feeds_are_xml_that_reads_as_the_name(handbook, tmp_path):
    exports.write(handbook, "epub", tmp_path)
    for lang in ("en", "zh"):
        with zipfile.ZipFile(tmp_path / f"tongban.{lang}.epub") as book:
            pages = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith((".xhtml", ".opf", ".xml"))}
        assert not [name for name, root in pages.items() if any(e.tag.rpartition("}")[2] in ("script", "y") for e in root.iter())]
        glossary = "".join(pages["book/glossary/index.xhtml"].itertext())
        for name in names(handbook).values():
            assert " ".join(_NEVER_IN_XML.sub("", name).split()) in " ".join(glossary.split()), name
    first = ElementTree.fromstring(atom.feed(handbook, "en"))
    assert NAMES[0] in {entry.text for entry in first.iter("{http://www.w3.org/2005/Atom}title")}
    assert "".join(pages["book/contents.xhtml"].itertext()).count("alert(1)") <= 1


def test_works_keep_their_titles_in_every_form(handbook):
    read = parse_string(bibtex.text(handbook), "bibtex")
    items = {one["id"]: one for one in csl.items(handbook)}
    lines = ris.text(handbook).split("\r\n")
    assert set(read.entries) == set(items) == set(handbook.entries)
    assert [line for line in lines if not re.match("[A-Z][A-Z0-9]  - ", line)] == [""]
    assert sum(line == "ER  - " for line in lines) == sum(line.startswith("TY  - ") for line in lines) == len(items)
    for key, entry in handbook.entries.items():
        assert items[key]["title"] == plain(entry.get("title")) == plain(read.entries[key].fields["title"])
