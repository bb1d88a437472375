"""What the planner says of a plan, the rules say of a programme, where both look at the same thing: one table for both."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb_tools.model.knowledge import Range
from kb_tools.rules.activities import programme_fits_its_activities, programme_minutes_add_up

TABLE = json.loads((Path(__file__).parent / "shared" / "plan-conflicts.json").read_text("utf-8"))
RULES = {"ACT010": programme_minutes_add_up, "ACT011": programme_fits_its_activities}
SHARED = [case for case in TABLE["cases"] if "rules" in case]


def as_programme(case: dict) -> SimpleNamespace:
    """A subject of rules that holds the plan of a case as a programme."""
    group = {**TABLE["group"], **case.get("group", {})}
    activities = {
        id: SimpleNamespace(id=id, facts=SimpleNamespace(minutes=row["minutes"], ages=Range(**row["ages"]), group=Range(**row["group"])))
        for id, fields in {**TABLE["activities"], **case.get("activities", {})}.items() for row in [{**TABLE["activity"], **fields}]
    }
    sessions = [SimpleNamespace(slots=[SimpleNamespace(activity=s.get("activity"), minutes=s["minutes"]) for s in one["slots"]],
                                minutes=sum(s["minutes"] for s in one["slots"])) for one in case["sessions"]]
    facts = SimpleNamespace(
        session_minutes=group["minutes"], sessions=sessions,
        ages=Range(min=group["youngest"], max=group["oldest"]), group=Range(min=group["children"], max=group["children"]),
    )
    programme = SimpleNamespace(path="docs/programmes/plan.md", facts=facts)
    handbook = SimpleNamespace(all=lambda kind: [programme], get=lambda kind, id: activities.get(id))
    return SimpleNamespace(handbook=handbook)


def test_enough_cases_are_shared():
    assert {code for case in SHARED for code in case["rules"]} == set(RULES)
    assert sum(not case["rules"] for case in SHARED) >= 3


@pytest.mark.parametrize("case", SHARED, ids=lambda case: case["name"])
def test_the_rules_of_the_checker_say_the_same(case):
    subject = as_programme(case)
    assert [code for code, rule in RULES.items() if list(rule(subject))] == case["rules"]
