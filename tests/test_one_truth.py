"""The pages of the built site and the exports say the same: titles, minutes, ages, steps, links, citations, tiers, counts, and each cell of the gap map."""

import csv
import json
import posixpath
import re
import sqlite3
from collections import defaultdict
from pathlib import Path

import lxml.html
import pytest

from kb_tools import guide
from kb_tools.addresses import EDITIONS
from kb_tools.evidence import gap_map
from kb_tools.export import csv as as_csv
from kb_tools.export import jsonld, sqlite, tables
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.project import project_at

ROOT = Path(__file__).resolve().parent.parent
BOTH = pytest.mark.parametrize("lang", EDITIONS)
TABLES = {"need": "needs", "intervention": "interventions", "outcome": "outcomes", "measure": "measures", "study": "studies", "population": "populations",
          "term": "terms", "activity": "activities", "method": "methods", "programme": "programmes"}


@pytest.fixture(scope="module")
def handbook():
    return load(project_at(ROOT))


@pytest.fixture(scope="module")
def graph(handbook):
    return Graph(handbook)


@pytest.fixture(scope="module")
def made(handbook, graph):
    return {table.name: table for table in tables.tables(handbook, graph)}


@pytest.fixture(scope="module")
def base(handbook, graph, made):
    """The SQLite export, open."""
    database = sqlite3.connect(":memory:")
    database.deserialize(sqlite.database(list(made.values()), sqlite.texts(handbook, graph)))
    database.row_factory = sqlite3.Row
    yield database
    database.close()


@pytest.fixture(scope="module")
def linked(handbook, graph):
    """The nodes of the JSON-LD export by their ids."""
    return {node["@id"]: node for node in jsonld.everything(handbook, graph)["@graph"]}


@pytest.fixture(scope="module")
def page(site):
    """A page of an edition, parsed once."""
    seen = {}

    def parsed(lang, address):
        if (lang, address) not in seen:
            seen[lang, address] = lxml.html.fromstring((site / EDITIONS[lang] / address).read_bytes())
        return seen[lang, address]

    return parsed


def rows(base, question, *values):
    return [tuple(row) for row in base.execute(question, values)]


def said(element):
    return " ".join(element.text_content().split())


def targets(element, address, folder):
    """The names of the pages in a folder to which links in an element lead, in order, each once."""
    hrefs = (posixpath.normpath(posixpath.join(posixpath.dirname(address), a.get("href").partition("#")[0])) for a in element.iter("a") if a.get("href"))
    return list(dict.fromkeys(posixpath.basename(h).removesuffix(".html") for h in hrefs if posixpath.dirname(h) == folder))


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]


def of_page(element):
    """What a page says about itself."""
    return json.loads(element.xpath('//script[@type="application/ld+json"]')[0].text)


def api(site, url):
    return json.loads((site / "api/v1" / url).read_text("utf-8"))


def in_csv(table):
    """A table as somebody reads it from its CSV."""
    return list(csv.DictReader(as_csv.text(table).removeprefix("\ufeff").splitlines(keepends=True)))


def tagged(values, lang):
    return next((one["@value"] for one in values if one["@language"] == lang), next(one["@value"] for one in values if one["@language"] == "en"))


@BOTH
def test_every_title_is_the_same_on_the_page_and_in_every_export(site, page, base, made, linked, lang):
    as_rows = {(row["kind"], row["id"]): row for row in in_csv(made["records"])}
    asked = rows(base, "select kind, id, name_en, coalesce(name_zh, name_en), page from records where kind <> 'material'")
    assert len(asked) > 350
    for kind, id, en, zh, address in asked:
        name = en if lang == "en" else zh
        shown, data = page(lang, address), api(site, f"{'pages' if kind == 'page' else TABLES[kind].replace('terms', 'glossary')}/{id}.json")
        assert said(shown.xpath("//h1")[0]) == " ".join(name.split()), address
        assert data["name"].get(lang, data["name"]["en"]) == name
        assert as_rows[kind, id][f"name_{lang}"] or en == name
        assert of_page(shown)["name"] == name == tagged(linked[address]["name"], lang)
        assert of_page(shown)["inLanguage"] == lang and of_page(shown)["@id"] == ""


@BOTH
def test_minutes_ages_group_and_adults_of_every_activity_agree(site, page, base, made, linked, lang):
    as_rows = {row["id"]: row for row in in_csv(made["activities"])}
    for row in base.execute("select * from activities"):
        facts = [said(dd) for dd in page(lang, row["page"]).xpath('//dl[contains(@class, "facts")]//dd')]
        data, about = api(site, f"activities/{row['id']}.json"), of_page(page(lang, row["page"]))
        assert numbers(facts[0]) == [row["minutes"], *([row["prep_minutes"]] if row["prep_minutes"] else [])], row["id"]
        assert numbers(facts[1]) == [row["ages_min"], row["ages_max"]] == [data["ages"]["min"], data["ages"]["max"]]
        assert numbers(facts[2]) == [row["group_min"], row["group_max"]] == [data["group"]["min"], data["group"]["max"]]
        second = row["second_adult_from"]
        beside = ([2, second] if lang == "en" else [second, 2]) if second else []  # Chinese names the children first
        assert (numbers(facts[3]) or [1]) == [row["adults"], *beside]
        assert data.get("second_adult_from") == second
        assert (data["minutes"], data["prep_minutes"], data["adults"]) == (row["minutes"], row["prep_minutes"], row["adults"])
        assert [as_rows[row["id"]][name] for name in ("minutes", "prep_minutes", "ages_min", "ages_max")] == [str(row[name]) for name in ("minutes", "prep_minutes", "ages_min", "ages_max")]
        for node in (about, linked[row["page"]]):
            assert (node["performTime"], node["prepTime"], node["typicalAgeRange"]) == (f"PT{row['minutes']}M", f"PT{row['prep_minutes']}M", f"{row['ages_min']}-{row['ages_max']}")


@BOTH
def test_the_steps_of_every_activity_agree_and_take_its_minutes(page, base, lang):
    for id, address, minutes in rows(base, "select id, page, minutes from activities"):
        shown = page(lang, address)
        steps = rows(base, "select position, name, minutes from activity_steps where activity = ? and language = ? order by position", id, lang)
        steps = steps or rows(base, "select position, name, minutes from activity_steps where activity = ? and language = 'en' order by position", id)
        assert [(li.get("id"), said(li.xpath("./h3")[0]), numbers(said(li.xpath('./span[@class="mins"]')[0]))) for li in shown.xpath('//ol[contains(@class, "steps")]/li[starts-with(@id, "s")]')] \
            == [(f"s{n}", guide.unmarked(name), [m]) for n, name, m in steps]
        assert [(one["@id"], one["position"], one["name"], one["timeRequired"]) for one in of_page(shown)["step"]] == [(f"#s{n}", n, guide.unmarked(name), f"PT{m}M") for n, name, m in steps]
        assert sum(m for _, _, m in steps) == minutes


@BOTH
def test_what_an_activity_and_a_programme_belong_to_agrees(page, base, lang):
    for kind, parts in (("activity", ("need", "intervention", "outcome")), ("programme", ("need", "outcome"))):
        for id, address in rows(base, f"select id, page from {TABLES[kind]}"):
            shown, about = page(lang, address), of_page(page(lang, address))
            for part in parts:
                ids = [one for one, in rows(base, f"select {part} from {kind}_{part}s where {kind} = ? order by position", id)]
                where = '//p[@class="chips"]' if part == "need" else '//section[contains(@class, "related")]'
                assert targets(shown.xpath(where)[0], address, f"{part}s") == ids, (id, part)
                if part != "intervention":
                    names = [posixpath.basename(one["@id"]).removesuffix(".html#it") for one in about.get("about" if part == "need" else "teaches", [])]
                    assert names == ids


@BOTH
def test_sessions_of_programmes_agree_slot_by_slot(page, base, lang):
    for id, address, booked in rows(base, "select id, page, session_minutes from programmes"):
        sessions = page(lang, address).xpath('//section[@class="session"]')
        held = rows(base, "select position from programme_sessions where programme = ?", id)
        assert len(sessions) == len(held) == len(of_page(page(lang, address))["syllabusSections"])
        for section, (number,), syllabus in zip(sessions, held, of_page(page(lang, address))["syllabusSections"]):
            slots = rows(base, "select activity, minutes from programme_sessions_slots where programme = ? and sessions_position = ? order by position", id, number)
            assert [numbers(said(mins)) for mins in section.xpath('.//li[@class="slot"]/span[@class="mins"]')] == [[minutes] for _, minutes in slots]
            assert targets(section, address, "activities") [:1] == [activity for activity, _ in slots if activity][:1]
            assert set(targets(section, address, "activities")) == {activity for activity, _ in slots if activity}
            assert syllabus["timeRequired"] == f"PT{sum(minutes for _, minutes in slots)}M" and sum(minutes for _, minutes in slots) <= booked


def cited_by_record(base, kind, id, lang):
    """The works that a record cites in the text of an edition and in its fields."""
    prose = {section for section, in rows(base, "select distinct section from sections where kind = ? and id = ?", kind, id)}
    translated = {language for language, in rows(base, "select distinct language from sections where kind = ? and id = ?", kind, id)}
    shown = lang if lang in translated else "en"
    found = rows(base, "select work, language, place from citations where kind = ? and id = ?", kind, id)
    return {work for work, language, place in found if place not in prose or language == shown}


@BOTH
def test_citations_of_every_guide_and_page_are_those_of_the_exports(page, base, linked, lang):
    for kind, id, address in rows(base, "select kind, id, page from records where kind in ('activity', 'method', 'page')"):
        shown = page(lang, address)
        cited = {a.get("href").rpartition("/")[2].removesuffix(".html") for a in shown.xpath('//a[@class="cite"]')}
        assert cited == cited_by_record(base, kind, id, lang), address
        for node in (of_page(shown), linked[address]):
            named = {posixpath.basename(one["@id"]).removesuffix(".html#it") for how in ("cito:cites", "cito:citesAsEvidence") for one in node.get(how, ())}
            assert named == {work for work, in rows(base, "select work from citations where kind = ? and id = ?", kind, id)}


@BOTH
def test_every_other_page_shows_what_its_record_cites(page, base, lang):
    for kind, id, address in rows(base, "select kind, id, page from records where kind not in ('activity', 'method', 'page', 'material')"):
        shown = set(targets(page(lang, address), address, "references"))
        assert cited_by_record(base, kind, id, lang) <= shown, address


@BOTH
def test_every_work_is_cited_where_its_page_says(site, page, base, lang):
    pages = dict(rows(base, "select kind || '/' || id, page from records"))
    study = dict(rows(base, "select reference, page from studies"))
    owners = defaultdict(set)
    for work, owner in rows(base, "select work, kind || '/' || id from citations"):
        owners[work].add(pages[owner])
    for work, address in rows(base, "select key, page from works"):
        assert set(api(site, f"references/{work}.json")["cited_by"]) == owners[work]
        shown = page(lang, address)
        after = shown.xpath('//h2[@id="cited-by"]/following-sibling::*[1]')[0]
        links = {posixpath.normpath(posixpath.join(posixpath.dirname(address), a.get("href").partition("#")[0])) for a in after.iter("a") if after.tag == "ul"}
        assert links == owners[work] - {study.get(work)}, work


@BOTH
def test_tiers_agree(site, page, base, lang):
    for table, where in (("activities", '//p[@class="origin"]/a[@class="tier"]'), ("studies", '//p[contains(@class, "provenance")]/a[@class="tier"]')):
        for id, address, tier in rows(base, f"select id, page, tier from {table}"):
            badge = page(lang, address).xpath(where)[0]
            assert badge.get("data-tier") == (tier[1:] if tier.startswith("S") else "d"), id
            assert api(site, f"{table}/{id}.json")["tier"] == tier


@BOTH
def test_which_way_it_went_beside_the_claims_of_a_guide(page, base, lang):
    """Beside a claim of a guide stands, for each of the guide's outcomes that the cited study looked at, which way it went."""
    seen = 0
    for id, address in rows(base, "select id, page from activities"):
        for claim in page(lang, address).xpath('//ul[contains(@class, "claims")]/li'):
            works = targets(claim, address, "references")
            found = defaultdict(set)
            for study, name, direction in rows(base, f"""
                select f.study, o.name_{lang}, v.{lang} from activity_outcomes a join outcomes o on o.id = a.outcome join study_findings f on f.outcome = a.outcome
                join studies s on s.id = f.study join vocabularies v on v.vocabulary = 'direction' and v.value = f.direction
                where a.activity = ? and s.reference in (select value from json_each(?))""", id, json.dumps(works)):
                found[study, name].add(direction)
            shown = set()
            for went in claim.xpath('.//*[@class="went"]'):
                ways = frozenset(said(way).lstrip("▲=±▼ ") for way in went.xpath('./*[contains(@class, "dir")]'))
                shown |= {(name, ways) for name in re.split("、|, ", said(went.xpath('./*[@class="tb-meta"]')[0]))}
            assert shown == {(name, frozenset(ways)) for (_, name), ways in found.items()}, (id, works)
            seen += len(shown)
    assert seen > 50


@BOTH
def test_counts_agree(site, page, base, lang):
    for kind, table in TABLES.items():
        count, = base.execute(f"select count(*) from {table}").fetchone()
        name = table.replace("terms", "glossary")
        held = api(site, f"{name}.json")
        assert held["count"] == len(held["items"]) == count == len([p for p in (site / f"api/v1/{name}").glob("*.json")]), kind
        shown = set(targets(page(lang, f"{name}/index.html"), f"{name}/index.html", name))
        ids = {one for one, in rows(base, f"select id from {table}")}
        assert ids <= shown and not {one for one in shown - ids if (site / f"api/v1/{name}/{one}.json").exists()}, kind
    tiers = dict(rows(base, "select tier, count(*) from studies group by tier"))
    by_tier, by_direction = page(lang, "evidence/index.html").xpath('//h2[@id="counts"]/following::table')[:2]
    counted = {row.xpath('.//a[@class="tier"]')[0].get("data-tier"): numbers(said(row.xpath('./td[@class="n"]')[0])) for row in by_tier.xpath("./tbody/tr")}
    assert counted == {(tier[1:] if tier != "describes" else "d"): [count] for tier, count in tiers.items()}
    found = dict(rows(base, f"select v.{lang}, count(f.study) from vocabularies v left join study_findings f on f.direction = v.value where v.vocabulary = 'direction' group by v.value"))
    assert {label: count for row in by_direction.xpath("./tbody/tr") for label, count in found.items() if label in said(row.xpath("./th")[0]) and numbers(said(row.xpath("./td")[0])) == [count]} == found


def _ids(value):
    """Every name in linked data but those of words."""
    if isinstance(value, dict):
        return {value["@id"]} if value.keys() == {"@id"} else set().union(*(_ids(one) for key, one in value.items() if key != "@context"), {value["@id"]} if "@id" in value else set())
    return set().union(*map(_ids, value)) if isinstance(value, list) else set()


def test_every_page_says_what_it_is_in_which_language_of_what_and_under_which_licence(site):
    pages = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    assert len(pages) > 1_300
    for path in pages:
        about = of_page(lxml.html.fromstring(path.read_bytes()))
        address = path.relative_to(site).as_posix()
        assert about["inLanguage"] == ("zh" if address.startswith("zh/") else "en") and about["name"] and about["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
        assert about["@type"] == "WebSite" or (path.parent / about["isPartOf"]["@id"]).resolve() == (site / address[:3 * address.startswith("zh/")] / "index.html").resolve()
        for name in _ids(about):
            assert name.startswith(("https://creativecommons.org/", "https://doi.org/10.")) or not name.partition("#")[0] or (path.parent / name.partition("#")[0]).is_file(), (address, name)


# The gap map: counted here from the bare findings, by the decision table written out once more

RECOUNT = """
with tiered as (
  select s.id, case
    when not exists (select 1 from study_findings f where f.study = s.id) then 'describes'
    when s.design in ('qualitative', 'case-study') then 'S1'
    when s.design = 'one-group-before-after' then 'S2'
    when s.design = 'comparison' then 'S3'
    when s.design in ('randomised', 'cluster-randomised') then 'S4'
    when s.design in ('meta-analysis', 'systematic-review') then case coalesce(s.pools, 'not-stated')
      when 'randomised' then 'S5' when 'comparison' then 'S3' when 'one-group' then 'S2' when 'observational' then 'describes' else 'S?' end
    else 'describes' end as tier
  from studies s)
select i.intervention, f.outcome, f.direction, t.tier, count(distinct f.study)
from study_findings f
join study_findings_interventions i on i.study = f.study and i.findings_position = f.position
join tiered t on t.id = f.study
where t.tier <> 'describes'
group by 1, 2, 3, 4
"""


def recounted(base):
    cells = defaultdict(set)
    for intervention, outcome, direction, tier, count in rows(base, RECOUNT):
        cells[intervention, outcome].add((direction, tier, count))
    return dict(cells)


def test_the_gap_map_is_what_an_independent_query_counts(handbook, base):
    computed = {cell: {(str(mark.direction), mark.tier, len(mark.studies)) for mark in marks} for cell, marks in gap_map(handbook).items()}
    assert computed == recounted(base)
    assert {(i, o, d, t, n) for (i, o), marks in recounted(base).items() for d, t, n in marks} == set(rows(base, "select intervention, outcome, direction, tier, studies from gap_map"))
    assert len(computed) > 40


@BOTH
def test_the_gap_map_on_the_page_is_the_same_cell_by_cell(page, base, lang):
    address = "evidence/gap-map.html"
    directions = {label: value for value, label in rows(base, f"select value, {lang} from vocabularies where vocabulary = 'direction'")}
    shown, empty = {}, set()
    for table in page(lang, address).xpath('//table[contains(@class, "gap")]'):
        outcomes = targets(table.xpath("./thead")[0], address, "outcomes")
        for row in table.xpath("./tbody/tr"):
            intervention, = targets(row.xpath("./th")[0], address, "interventions")
            cells = row.xpath("./td")
            assert len(cells) == len(outcomes)
            for outcome, cell in zip(outcomes, cells):
                marks = {_mark(a, directions) for a in cell.xpath("./a")}
                if marks:
                    shown[intervention, outcome] = marks
                else:
                    empty.add((intervention, outcome))
                    assert cell.get("class") == "none"
    assert shown == recounted(base)
    every = {(i, o) for i, in rows(base, "select id from interventions") for o, in rows(base, "select id from outcomes")}
    assert shown.keys() | empty == every and not shown.keys() & empty


def _mark(a, directions):
    """A mark of a cell as its reader hears it: direction, tier, number of studies."""
    text = said(a)
    tier, count = re.search(r"(S[0-5?]) × (\d+)", text).groups()
    spoken = said(a.xpath('./span[@class="tb-vh"]')[0])
    return next(value for label, value in sorted(directions.items(), key=lambda one: -len(one[0])) if label in spoken), tier, int(count)
