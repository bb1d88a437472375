"""Totals of filled-in checklists: what the page works out is what the measure's rule says, in exact fractions."""

import json
import random
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render.score_pages import of_script, scorable

ROOT = Path(__file__).resolve().parent.parent
RUN = """
for (const name of ["stats", "checklist"]) require(`${process.argv[1]}/docs/assets/core/${name}.js`);
const { checklist } = globalThis.Tongban;
const forms = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(forms.map(([measure, answers]) => checklist.score(measure, answers))));
"""


def made_up(n: int) -> list[tuple[dict, list]]:
    """Return n measures of any size and rule, each with a sheet filled in."""
    dice, sheets = random.Random(20261126), []
    for _ in range(n):
        scales = [dice.sample(range(7), dice.randint(2, 5)) for _ in range(dice.randint(1, 3))]
        items = [{"id": f"i{k}", "name": "", "scale": f"s{dice.randrange(len(scales))}"} for k in range(dice.randint(1, 14))]
        measure = {
            "id": "m", "min": 0, "max": 100, "figures": None, "items": items, "total": dice.choice(("sum", "mean", "ten-times-mean")),
            "least": dice.choice((None, dice.randint(1, len(items)))), "reverse": [i["id"] for i in items if dice.random() < 0.3],
            "scales": {f"s{k}": {str(score): "" for score in scores} for k, scores in enumerate(scales)},
        }
        unscored = dice.choice(((), ("N",), ("N", "")))
        sheets.append((measure, [dice.choice([*unscored, *map(int, measure["scales"][i["scale"]])]) for i in items]))
    return sheets


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
    return float((Decimal(whole.numerator) / Decimal(whole.denominator)).quantize(Decimal(places), ROUND_HALF_UP))


def scored(sheets: list, tools) -> list[dict]:
    """What the page's script makes of the sheets, all in one process."""
    done = subprocess.run([tools["node"], "-e", RUN, str(ROOT)], input=json.dumps(sheets), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_totals_follow_the_rule(tools):
    sheets, totals = made_up(5000), 0
    for (measure, answers), found in zip(sheets, scored(sheets, tools), strict=True):
        assert found["total"] == total(measure, answers), (measure, answers)
        assert found["scored"] == sum(a not in ("N", "") for a in answers) and found["empty"] == answers.count("")
        totals += found["total"] is not None
    assert 2000 < totals < 4500


def test_the_handbooks_own_checklists_reach_both_ends_of_their_range(tools):
    measures = [of_script(record, "en") for record in load(project_at(ROOT)).all("measure") if scorable(record)]
    assert [m["id"] for m in measures] == ["asking-and-listening-checklist", "calm-and-cooling-checklist", "group-interaction-checklist"]
    for measure in measures:
        assert json.loads(json.dumps(measure)) == measure
        lowest = [min(map(int, measure["scales"][i["scale"]])) for i in measure["items"]]
        highest = [max(map(int, measure["scales"][i["scale"]])) for i in measure["items"]]
        few = highest[: measure["least"] - 1] + ["N"] * (len(highest) - measure["least"] + 1)
        assert [s["total"] for s in scored([(measure, lowest), (measure, highest), (measure, few)], tools)] == [measure["min"], measure["max"], None]
