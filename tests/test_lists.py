"""The lists of the API say what the records' own files say, and the scripts of the page tools are the same text."""

import json
import re

import pytest

from kb_tools.handbook import NEEDS
from kb_tools.model.vocabulary import Phase, Risk

LANGUAGES = {"en": "", "zh": "zh/"}
LISTS = ("activities", "programmes", "cards")
BOTH = pytest.mark.parametrize("lang", LANGUAGES)


def read(site, name, lang):
    return json.loads((site / f"api/v1/{name}.{lang}.json").read_text("utf-8"))


def record(site, kind, id):
    return json.loads((site / f"api/v1/{kind}/{id}.json").read_text("utf-8"))


def ids(site, kind):
    return sorted(path.stem for path in (site / f"api/v1/{kind}").glob("*.json"))


@BOTH
@pytest.mark.parametrize("name", LISTS)
def test_the_script_is_the_list(site, name, lang):
    script = (site / f"{LANGUAGES[lang]}assets/data/{name}.js").read_text("utf-8")
    found = re.fullmatch(r'kbPart\("(\w+)",(.*)\);\n', script, re.S)
    assert found[1] == name
    assert json.loads(found[2]) == read(site, name, lang)


@BOTH
def test_every_activity_has_a_row_that_says_what_its_record_says(site, lang):
    rows = read(site, "activities", lang)["activities"]
    assert [row["id"] for row in rows] == ids(site, "activities")
    for row in rows:
        held = record(site, "activities", row["id"])
        for field in ("page", "tier", "ages", "group", "minutes", "prep_minutes", "adults", "phase", "energy", "literacy", "home_part", "contacts_parent",
                      "setting", "needs", "interventions", "outcomes"):
            assert row[field] == held[field], (row["id"], field)
        assert row["title"] == (held["name"].get(lang) or held["name"]["en"])
        assert row["summary"] == (held["summary"].get(lang) or held["summary"]["en"])
        assert (row["risk"], row["disclosure_likely"]) == (held["safeguarding"]["risk"], held["safeguarding"]["disclosure_likely"])
        assert [(use["item"], use["per"], use["amount"]) for use in row["materials"]] == [(use["item"], use["per"], use["amount"]) for use in held.get("materials", [])]


@BOTH
def test_whatever_a_row_points_to_has_a_name(site, lang):
    held = read(site, "activities", lang)
    needs = {need["id"] for need in held["needs"]}
    for row in held["activities"]:
        assert needs >= set(row["needs"])
        assert held["interventions"].keys() >= set(row["interventions"])
        assert held["materials"].keys() >= {use["item"] for use in row["materials"]}
        for field in ("phase", "energy", "literacy", "risk", "home_part"):
            assert held["values"][field][row[field]]
        assert all(held["values"]["setting"][place] for place in row["setting"])


@BOTH
def test_vocabularies_and_needs_stand_in_the_order_of_a_meeting_and_of_every_page(site, lang):
    held = read(site, "activities", lang)
    assert list(held["values"]["phase"]) == [str(phase) for phase in Phase]
    assert list(held["values"]["risk"]) == [str(risk) for risk in Risk]
    assert [need["id"] for need in held["needs"]][:len(NEEDS)] == list(NEEDS)


@BOTH
def test_the_steps_of_a_card_take_the_minutes_of_the_activity(site, lang):
    minutes = {row["id"]: row["minutes"] for row in read(site, "activities", lang)["activities"]}
    cards = read(site, "cards", lang)["cards"]
    assert cards.keys() == minutes.keys()
    for id, card in cards.items():
        assert sum(step["minutes"] for step in card["steps"]) == minutes[id], id
        assert all(step["line"] and len(step["line"]) <= 90 for step in card["steps"]), id
        assert card["stop"] and card["leave_out"]


@BOTH
def test_a_programme_is_told_with_its_slots_and_the_dose_of_its_study(site, lang):
    minutes = {row["id"]: row["minutes"] for row in read(site, "activities", lang)["activities"]}
    programmes = read(site, "programmes", lang)["programmes"]
    assert [one["id"] for one in programmes] == ids(site, "programmes")
    for one in programmes:
        held = record(site, "programmes", one["id"])
        assert [len(session["slots"]) for session in one["sessions"]] == [len(session["slots"]) for session in held["sessions"]]
        for slot in (slot for session in one["sessions"] for slot in session["slots"]):
            assert slot["minutes"] == minutes[slot["activity"]] if "activity" in slot else slot["talk"]
        study = next(path for path in (site / "api/v1/studies").glob("*.json") if json.loads(path.read_text("utf-8"))["reference"] == held["source"])
        assert one["studied"]["dose"] == {key: value for key, value in (json.loads(study.read_text("utf-8")).get("dose") or {}).items() if value is not None}
        assert one["studied"]["citation"]


@BOTH
def test_the_doses_of_all_studies_that_state_one_are_told_with_what_they_speak_for(site, lang):
    held = read(site, "programmes", lang)["doses"]
    stated = {study["reference"]: study["dose"] for path in (site / "api/v1/studies").glob("*.json") if (study := json.loads(path.read_text("utf-8"))).get("dose")}
    told = {one["page"].removeprefix("references/").removesuffix(".html"): one for one in held}
    assert {key: one["dose"] for key, one in told.items()} == {key: {name: n for name, n in dose.items() if n is not None} for key, dose in stated.items()}
    assert told["who2023ease"]["interventions"] == ["calming-practice"]
    assert {"group-work", "calming-practice", "caregiver-meetings"} <= set(told["zhou2019group"]["interventions"]), "what belongs to group work is spoken for too"
    sizes = [len(one["interventions"]) for one in held]
    assert sizes == sorted(sizes)
