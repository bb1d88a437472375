"""Design tiers follow from designs; cells of the gap map count studies; nothing is typed."""

from pathlib import Path

import pytest

from kb_tools import evidence
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, Record
from kb_tools.load import load
from kb_tools.model import kind_named
from kb_tools.model.knowledge import Study
from kb_tools.model.vocabulary import Design, Pools
from kb_tools.project import project_at

ROOT = Path(__file__).resolve().parent.parent
TEXT = {"en": "t", "zh": "字"}


def study(design: str, id: str = "a2020b", *, finds=(("calm", "improved"),), **more) -> Record:
    findings = [{"interventions": ["play"], "outcome": o, "direction": d, "statement": TEXT} for o, d in finds]
    facts = Study.model_validate({"name": TEXT, "summary": TEXT, "reference": id, "access": "abstract", "design": design, "findings": findings, **more})
    return Record(kind_named("study"), id, f"knowledge/studies/{id}.yml", facts)


@pytest.mark.parametrize(("design", "more", "tier"), [
    ("qualitative", {}, "S1"), ("case-study", {}, "S1"), ("one-group-before-after", {}, "S2"), ("comparison", {}, "S3"),
    ("randomised", {}, "S4"), ("cluster-randomised", {}, "S4"),
    ("meta-analysis", {"pools": "randomised"}, "S5"), ("systematic-review", {"pools": "randomised"}, "S5"),
    ("meta-analysis", {"pools": "comparison"}, "S3"), ("systematic-review", {"pools": "one-group"}, "S2"),
    ("meta-analysis", {"pools": "not-stated"}, "S?"), ("meta-analysis", {"pools": "mixed"}, "S?"), ("meta-analysis", {}, "S?"),
    ("meta-analysis", {"pools": "observational"}, "describes"),
    ("survey", {}, "describes"), ("longitudinal", {}, "describes"), ("correlational", {}, "describes"), ("validation", {}, "describes"),
    ("theory", {}, "describes"), ("guidance", {}, "describes"), ("practice-book", {}, "describes"),
])
def test_tier_follows_from_the_design(design, more, tier):
    assert evidence.tier(study(design, **more)) == tier


@pytest.mark.parametrize("design", ["randomised", "case-study", "meta-analysis"])
def test_a_study_without_findings_about_an_intervention_describes(design):
    assert evidence.tier(study(design, finds=(), pools="randomised" if design == "meta-analysis" else None)) == "describes"


def test_every_design_and_every_pool_has_a_place_in_the_tables():
    assert {p for p, _ in evidence.POOLED} == set(Pools)
    assert all(evidence.tier(study(d.value)) in (*evidence.TIERS, "S?", "describes") for d in Design)


@pytest.mark.parametrize(("design", "more", "passed", "shown"), [
    ("case-study", {}, 1, 2), ("one-group-before-after", {}, 2, 3), ("comparison", {}, 3, 4), ("randomised", {}, 4, 5),
    ("meta-analysis", {"pools": "randomised"}, 5, 5), ("survey", {}, 0, 0),
])
def test_the_climb_stops_where_the_tier_says(design, more, passed, shown):
    rungs = evidence.climb(study(design, **more))
    assert sum(r.passed for r in rungs) == passed and len(rungs) == shown
    assert [r.passed for r in rungs] == sorted((r.passed for r in rungs), reverse=True)


def test_a_study_counts_once_in_a_mark_however_many_findings_it_states():
    studies = [study("randomised", "one2020a", finds=(("calm", "improved"), ("calm", "improved"), ("calm", "no-change"))), study("randomised", "two2021b")]
    handbook = Handbook(Path("."), {"study": {s.id: s for s in studies}})
    marks = evidence.gap_map(handbook)["play", "calm"]
    assert [(m.direction.value, m.tier, [s.id for s in m.studies]) for m in marks] == [
        ("improved", "S4", ["one2020a", "two2021b"]), ("no-change", "S4", ["one2020a"])]


@pytest.mark.parametrize(("more", "fit"), [
    ({}, (None, None, None)),
    ({"country": "US"}, (None, False, None)),
    ({"country": "CN", "rural": False}, (False, True, None)),
    ({"left_behind": True}, (None, None, True)),
    ({"population": "rural-left-behind-children"}, (True, True, True)),
])
def test_fit_says_unknown_where_what_was_read_does_not_say(more, fit):
    found = evidence.fit(study("randomised", **more))
    assert (found.rural, found.china, found.left_behind) == fit


class TestTheHandbookItself:
    handbook = load(project_at(ROOT))
    graph = Graph(handbook)

    def test_every_row_of_the_source_studies_is_carried(self):
        rows = [f"S{i}" for i in range(1, 20)] + [f"D{i}" for i in range(1, 9)]
        assert not [row for row in rows if not self.graph.carriers(row)]
        assert len(self.handbook.get("study", "source2dafang").facts.cites) == 10  # D9

    def test_the_ten_references_are_there_with_their_corrections(self):
        for key in self.handbook.get("study", "source2dafang").facts.cites:
            assert self.handbook.entries[key].get("corrected"), key

    def test_an_activity_that_was_designed_here_is_an_idea(self):
        assert {evidence.activity_tier(a, self.handbook) for a in self.handbook.all("activity") if a.facts.origin.value == "designed-here"} == {"S0"}

    def test_the_first_wave_is_complete(self):
        wanted = {"need": 7, "intervention": 9, "outcome": 10, "measure": 7, "study": 25, "population": 2, "term": 40, "method": 8, "programme": 2, "activity": 30}
        assert not {kind: len(self.handbook.all(kind)) for kind, n in wanted.items() if len(self.handbook.all(kind)) < n}
        assert sum(1 for m in self.handbook.all("measure") if m.facts.items) >= 2
        programme = self.handbook.get("programme", "four-needs-group").facts
        assert all(self.handbook.get("activity", s.activity) for session in programme.sessions for s in session.slots if s.activity)
        for need in self.handbook.all("need"):
            assert len(self.graph.back(need, "activity", "needs")) >= 2, need.id

    def test_null_mixed_and_harmful_findings_are_there(self):
        directions = {f.direction.value for s in self.handbook.all("study") for f in s.facts.findings}
        assert {"improved", "no-change", "mixed"} <= directions


@pytest.mark.parametrize(("row", "number"), [("S1", "1.1"), ("S19", "1.19"), ("D9", "2.9")])
def test_statements_of_the_sources_are_numbered_apart_from_tiers(row, number):
    assert evidence.statement_number(row) == number
