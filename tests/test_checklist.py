"""Totals of filled-in checklists: what the page works out is what the measure's rule says, in exact fractions."""

import json
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kb_tools.load import load
from kb_tools.render.score_pages import of_script, scorable

ROOT = Path(__file__).resolve().parent.parent
RUN = """
for (const name of ["stats", "checklist"]) require(`${process.argv[1]}/docs/assets/core/${name}.js`);
const { checklist } = globalThis.Tongban;
const forms = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(forms.map(([measure, answers]) => checklist.score(measure, answers))));
"""


@st.composite
def forms(draw):
    """A measure of any size and rule, and one sheet of it."""
    scales = draw(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=5, unique=True), min_size=1, max_size=3))
    n = draw(st.integers(1, 14))
    items = [{"id": f"i{k}", "name": "", "scale": f"s{draw(st.integers(0, len(scales) - 1))}"} for k in range(n)]
    measure = {
        "id": "m", "min": 0, "max": 100, "figures": None, "items": items, "total": draw(st.sampled_from(["sum", "mean", "ten-times-mean"])),
        "least": draw(st.none() | st.integers(1, n)), "reverse": [i["id"] for i in items if draw(st.booleans())],
        "scales": {f"s{k}": {str(score): "" for score in scores} for k, scores in enumerate(scales)},
    }
    answers = [draw(st.sampled_from(["N", "", *map(int, measure["scales"][i["scale"]])])) for i in items]
    return measure, answers


def total(measure: dict, answers: list) -> float | None:
    """The total by the rule, worked out in fractions and rounded as one does by hand: halves up."""
    points = []
    for item, answer in zip(measure["items"], answers):
        if answer in ("N", ""):
            continue
        anchors = [int(a) for a in measure["scales"][item["scale"]]]
        points.append(min(anchors) + max(anchors) - answer if item["id"] in measure["reverse"] else answer)
    if not points or len(points) < (measure["least"] or len(answers)):
        return None
    mean = Fraction(sum(points), len(points))
    whole, places = {"sum": (mean * len(answers), "0.1"), "mean": (mean, "0.01"), "ten-times-mean": (mean * 10, "0.1")}[measure["total"]]
    exact = Decimal(whole.numerator) / Decimal(whole.denominator) if whole.denominator in (1, 2, 4, 5, 8, 10) else Decimal(float(whole))
    return float(exact.quantize(Decimal(places), ROUND_HALF_UP))


def scored(sheets: list, tools) -> list[dict]:
    """What the page's script makes of the sheets, all in one process."""
    done = subprocess.run([tools["node"], "-e", RUN, str(ROOT)], input=json.dumps(sheets), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@settings(max_examples=12, deadline=None)
@given(sheets=st.lists(forms(), min_size=100, max_size=200))
def test_totals_follow_the_rule(sheets, tools):
    for (measure, answers), found in zip(sheets, scored(sheets, tools)):
        assert found["total"] == total(measure, answers), (measure, answers)
        assert found["scored"] == sum(a not in ("N", "") for a in answers) and found["empty"] == answers.count("")


def test_the_handbooks_own_checklists_reach_both_ends_of_their_range(tools):
    measures = [of_script(record, "en") for record in load(ROOT).handbook.all("measure") if scorable(record)]
    assert [m["id"] for m in measures] == ["calm-and-cooling-checklist", "group-interaction-checklist"]
    for measure in measures:
        assert json.loads(json.dumps(measure)) == measure
        lowest = [min(map(int, measure["scales"][i["scale"]])) for i in measure["items"]]
        highest = [max(map(int, measure["scales"][i["scale"]])) for i in measure["items"]]
        few = highest[: measure["least"] - 1] + ["N"] * (len(highest) - measure["least"] + 1)
        assert [s["total"] for s in scored([(measure, lowest), (measure, highest), (measure, few)], tools)] == [measure["min"], measure["max"], None]
