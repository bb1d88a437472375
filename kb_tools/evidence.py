"""What the studies say, computed: design tiers, cells of the gap map, fit to here; and the statements of the two that the handbook starts from.

Nobody types a tier. It follows from a study's design by the decision table below.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb_tools.handbook import Handbook, Record
from kb_tools.model import Text
from kb_tools.model.vocabulary import Design, Direction, Pools
from kb_tools.sources import yaml

DESCRIBES = "describes"
UNSTATED = "S?"
TIERS = ("S0", "S1", "S2", "S3", "S4", "S5")
STRENGTH = (*reversed(TIERS), UNSTATED, DESCRIBES)
"""Tiers, the strongest design first."""

DECISION: tuple[tuple[Design, str], ...] = (
    (Design.QUALITATIVE, "S1"),
    (Design.CASE_STUDY, "S1"),
    (Design.ONE_GROUP, "S2"),
    (Design.COMPARISON, "S3"),
    (Design.RANDOMISED, "S4"),
    (Design.CLUSTER, "S4"),
)
"""The tier of a single study that tests an intervention, by its design."""

POOLED: tuple[tuple[Pools, str], ...] = (
    (Pools.RANDOMISED, "S5"),
    (Pools.COMPARISON, "S3"),
    (Pools.ONE_GROUP, "S2"),
    (Pools.MIXED, UNSTATED),
    (Pools.OBSERVATIONAL, DESCRIBES),
    (Pools.NOT_STATED, UNSTATED),
)
"""The tier of a synthesis, by the weakest design it states it pools."""

SYNTHESES = (Design.META, Design.REVIEW)
"""Designs of studies that pool others."""

SOURCE_STUDIES = {"S": "source1thesis", "D": "source2dafang"}
"""The two studies that the handbook starts from, by the letter of their rows."""

REFERENCES_ROW = "D9"
"""The row that a study's own list of references carries."""

LADDER = ("is-study", "before-after", "comparison", "by-lot", "replicated")
"""The questions of the climb from S0 to S5, in order; their words stand in `words`."""


def statement_number(row: str) -> str:
    """How readers see a row of a source study: `S11` is 1.11 and `D4` is 2.4, since S1 to S5 are tiers to them."""
    return f"{[*SOURCE_STUDIES].index(row[0]) + 1}.{row[1:]}"


def tier(study: Record) -> str:
    """Return the design tier of a study: `S1` … `S5`, `S?` where not stated, `describes` where it tests nothing."""
    facts = study.facts
    if facts.design in SYNTHESES:
        return dict(POOLED)[facts.pools or Pools.NOT_STATED] if facts.findings else DESCRIBES
    return dict(DECISION).get(facts.design, DESCRIBES) if facts.findings else DESCRIBES


@dataclass(frozen=True)
class Rung:
    """One question of the climb: passed, or where it stopped."""

    question: str
    passed: bool
    tier: str


def climb(study: Record) -> list[Rung]:
    """The questions that lead to a study's tier, up to the one where the climb stopped.

    A synthesis climbs by what it states it pools.
    """
    reached = tier(study)
    if reached in (DESCRIBES, UNSTATED):
        return []
    height = TIERS.index(reached)
    return [Rung(question, i < height, TIERS[i + 1]) for i, question in enumerate(LADDER) if i <= height]


@dataclass(frozen=True)
class Fit:
    """How near a study is to rural left-behind children here; None where what was read does not say."""

    rural: bool | None
    china: bool | None
    left_behind: bool | None
    ages: str | None


def fit(study: Record) -> Fit:
    """Compare a study's children with the handbook's: rural, China, left-behind, and its ages as stated."""
    facts = study.facts
    here = facts.population is not None or None
    rural = facts.rural if facts.rural is not None else here
    china = (facts.country == "CN") if facts.country else here
    left_behind = facts.left_behind if facts.left_behind is not None else here
    ages = f"{facts.ages.min}–{facts.ages.max}" if facts.ages else None
    return Fit(rural, china, left_behind, ages)


@dataclass(frozen=True)
class Mark:
    """One line of a gap-map cell: so many studies of one tier found one direction."""

    direction: Direction
    tier: str
    studies: tuple[Record, ...]


def gap_map(handbook: Handbook) -> dict[tuple[str, str], tuple[Mark, ...]]:
    """Return, for each (intervention id, outcome id) that a study looked at, its marks, the strongest tier first.

    A study counts once in a mark, however many findings it states there.
    """
    cells: dict[tuple[str, str], dict[tuple, dict[str, Record]]] = defaultdict(lambda: defaultdict(dict))
    for study in handbook.all("study"):
        if tier(study) == DESCRIBES:
            continue  # tests nothing: the rule EVD005 reports findings there
        for finding in study.facts.findings:
            for intervention in finding.interventions:
                cells[intervention, finding.outcome][finding.direction, tier(study)][study.id] = study
    made = {}
    for cell, found in cells.items():
        marks = [Mark(direction, level, tuple(s for _, s in sorted(by_id.items()))) for (direction, level), by_id in found.items()]
        made[cell] = tuple(sorted(marks, key=lambda m: (STRENGTH.index(m.tier), list(Direction).index(m.direction))))
    return made


def activity_tier(activity: Record, handbook: Handbook) -> str:
    """Return the tier of an activity itself: that of a study of this very activity, S0 where there is none.

    Only `origin: reported` says that the source studied this activity.
    """
    study = handbook.study_of(activity.facts.source)
    if activity.facts.origin.value == "reported" and study is not None:
        found = tier(study)
        return found if found in TIERS else "S0"
    return "S0"


def counts(handbook: Handbook) -> Counter:
    """Number of studies by tier."""
    return Counter(tier(study) for study in handbook.all("study"))


@cache
def source_rows() -> dict[str, Text]:
    """The statements of the two source studies by row, in our words."""
    said = yaml.read(files("kb_tools.words").joinpath("source_rows.yml").read_text("utf-8"))
    return {row: Text(**text) for row, text in said.items()}
