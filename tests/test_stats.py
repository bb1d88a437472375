"""The scorer's statistics, on five hundred made-up groups, against references that share nothing with them."""

import json
import math
import random
import subprocess
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats
from sklearn.metrics import cohen_kappa_score

ROOT = Path(__file__).resolve().parent.parent
CLOSE = 1e-9
SCORES = [0, 1, 2, 3]
RUN = """
require(process.argv[1] + "/docs/assets/core/stats.js");
const { stats } = globalThis.Tongban;
const sets = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(sets.map(({ before, after, one, other, alpha, sd }) => {
  const changes = before.map((score, at) => stats.change(score, after[at]));
  return {
    changes, median: stats.medianChange(changes), test: stats.signedRank(changes), effect: stats.rankBiserial(changes),
    kappa: stats.weightedKappa(one, other, [0, 1, 2, 3]), reliable: changes.map((change) => stats.reliableChange(change, { alpha, sd })),
  };
})));
"""


def made_up() -> list[dict]:
    """Return 500 groups of 1 to 30 children: whole points with many ties, tenths, and scores that never tie."""
    dice = random.Random(20261122)
    sets = []
    for number in range(500):
        n = dice.randint(1, 14) if number % 5 else dice.randint(15, 30)
        kind, lift = number % 3, dice.choice((-2, 0, 0, 1, 3, 6))
        before, after = [], []
        for _ in range(n):
            if kind == 0:
                one = dice.randint(0, 30)
                other = min(30, max(0, one + round(dice.gauss(lift, 3))))
            elif kind == 1:
                one, other = (round(min(30, max(0, dice.gauss(m, 5))), 1) for m in (12, 12 + lift))
            else:
                one, other = (dice.gauss(m, 5) for m in (12, 12 + lift))
            before.append(one)
            after.append(other)
        items = dice.randint(1, 10 * n)
        one = [dice.choice(SCORES) for _ in range(items)]
        other = [s if dice.random() < 0.6 else min(3, max(0, s + dice.choice((-1, 1, 2)))) for s in one]
        if number % 50 == 7:
            one = other = [2] * items
        sets.append({"before": before, "after": after, "one": one, "other": other, "alpha": round(dice.uniform(0.3, 0.98), 3), "sd": round(dice.uniform(0.5, 9), 2)})
    return sets


@pytest.fixture(scope="module")
def sets():
    return made_up()


@pytest.fixture(scope="module")
def said(sets, tools):
    """What the scorer says of each group, all in one process."""
    done = subprocess.run([tools["node"], "-e", RUN, str(ROOT)], input=json.dumps(sets), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def exact(one: dict) -> list[Fraction]:
    """The changes of a group in exact billionths."""
    return [Fraction(round((Fraction(a) - Fraction(b)) * 10**9), 10**9) for b, a in zip(one["before"], one["after"])]


def moved(one: dict) -> list[Fraction]:
    return [change for change in exact(one) if change]


def ranks(changes: list[Fraction]) -> np.ndarray:
    order = {size: place for place, size in enumerate(sorted({abs(c) for c in changes}))}
    return stats.rankdata([order[abs(c)] for c in changes])


@lru_cache
def patterns(n: int) -> np.ndarray:
    """All 2ⁿ patterns of rises."""
    return (np.arange(2**n)[:, None] >> np.arange(n)) & 1


def rises(changes: list[Fraction]) -> float:
    return float(sum(rank for rank, change in zip(ranks(changes), changes) if change > 0))


def patterns_with(changes: list[Fraction], wanted) -> list[int]:
    """For each number of rises, how many patterns of signs have a sum of ranks that is `wanted`."""
    n, ranked = len(changes), ranks(changes)
    if n <= 14:
        rising, sums, many = patterns(n).sum(axis=1), patterns(n) @ ranked, np.ones(2**n)
    else:
        rising, sums, many = counted(tuple(ranked))
    held = wanted(sums)
    return np.bincount(rising[held], many[held], n + 1).astype(int).tolist()  # they are 2³⁰ at most, and whole as floats too


@lru_cache(maxsize=None)
def counted(ranked: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where patterns are too many to be written down: numbers of rises, sums of their ranks, and how many patterns have both."""
    found = Counter({(0, 0): 1})
    for rank in ranked:
        grown = Counter(found)
        for (k, twice), many in found.items():
            grown[k + 1, twice + round(2 * rank)] += many
        found = grown
    rising, twice = np.array([*found]).T
    return rising, twice / 2, np.array([*found.values()], dtype=float)


def test_the_groups_hold_what_is_hard(sets):
    ties = [len({abs(c) for c in moved(s)}) < len(moved(s)) for s in sets]
    assert len(sets) == 500 and sum(ties) > 150 and ties.count(False) > 150
    assert any(not moved(s) for s in sets) and any(len(exact(s)) - len(moved(s)) > 2 for s in sets)
    assert max(len(s["before"]) for s in sets) == 30


def test_changes_carry_no_dust(sets, said):
    for one, found in zip(sets, said):
        assert found["changes"] == [float(c) for c in exact(one)]


def test_signed_rank_counts_all_patterns_of_signs(sets, said):
    for one, found in zip(sets, said):
        changes = moved(one)
        n, w = len(changes), rises(changes)
        far = abs(w - n * (n + 1) / 4)
        expected = sum(patterns_with(changes, lambda sums: abs(sums - n * (n + 1) / 4) >= far - 1e-9)) / 2**n
        assert found["test"]["n"] == n and found["test"]["up"] == w and found["test"]["down"] == n * (n + 1) / 2 - w
        assert math.isclose(found["test"]["p"], expected, rel_tol=CLOSE, abs_tol=CLOSE * 1e-3), one


def test_signed_rank_is_scipys_where_nothing_ties(sets, said):
    held = 0
    for one, found in zip(sets, said):
        changes = moved(one)
        if changes and len({abs(c) for c in changes}) == len(changes):
            expected = stats.wilcoxon([float(c) for c in changes], method="exact").pvalue
            assert math.isclose(found["test"]["p"], expected, abs_tol=CLOSE), one
            held += 1
    assert held > 150


def test_rank_biserial_and_its_interval(sets, said):
    for one, found in zip(sets, said):
        changes = moved(one)
        if not changes:
            assert found["effect"] is None
            continue
        n, w = len(changes), rises(changes)
        assert abs(found["effect"]["r"] - (2 * w / (n * (n + 1) / 2) - 1)) < CLOSE
        low = _solve(patterns_with(changes, lambda sums: sums >= w - 1e-9), n, -1)
        high = _solve(patterns_with(changes, lambda sums: sums <= w + 1e-9), n, 1)
        assert abs(found["effect"]["low"] - low) < CLOSE and abs(found["effect"]["high"] - high) < CLOSE, one
        assert low <= found["effect"]["r"] + CLOSE and found["effect"]["r"] <= high + CLOSE


def _solve(hits: list[int], n: int, end: int) -> float:
    """The chance of a rise, as 2q − 1, at which patterns of `hits` have 2.5 % between them; the end where they always have more."""
    def chance(q: float) -> float:
        return math.fsum(many * q**k * (1 - q) ** (n - k) for k, many in enumerate(hits)) - 0.025

    always = chance(1.0 if end > 0 else 0.0) > 0
    return float(end) if always else 2 * optimize.brentq(chance, 0.0, 1.0, xtol=1e-15, rtol=1e-14, maxiter=500) - 1


def test_the_interval_of_the_effect_leaves_zero_out_exactly_where_p_is_small(said):
    for found in said:
        if found["effect"]:
            assert (found["test"]["p"] <= 0.05) == (found["effect"]["low"] > 0 or found["effect"]["high"] < 0)


def test_median_change_and_its_interval(sets, said):
    for one, found in zip(sets, said):
        changes = [float(c) for c in exact(one)]
        assert abs(found["median"]["median"] - float(np.median(changes))) < CLOSE
        expected = stats.quantile_test(changes, q=0, p=0.5).confidence_interval(confidence_level=0.95)
        n, interval = len(changes), found["median"]["interval"]
        if n < 6:
            assert interval is None and math.isnan(expected.low)
            continue
        assert abs(interval["low"] - expected.low) < CLOSE and abs(interval["high"] - expected.high) < CLOSE, one


def test_the_interval_of_the_median_is_as_sure_as_it_says_by_counting_all_patterns(sets, said):
    for one, found in zip(sets, said):
        n = len(one["before"])
        if 6 <= n <= 14 and len(set(found["changes"])) == n:
            low, high = (sorted(found["changes"]).index(found["median"]["interval"][end]) for end in ("low", "high"))
            below = patterns(n).sum(axis=1)  # how many of n changes lie below the median, all patterns alike
            holds = (below > low) & (below <= high)
            assert abs(found["median"]["interval"]["sure"] - holds.mean()) < CLOSE and holds.mean() >= 0.95
            narrower = (below > low + 1) & (below <= high - 1)
            assert narrower.mean() < 0.95


def test_kappa_is_scikit_learns(sets, said):
    nothing = 0
    for one, found in zip(sets, said):
        if len(set(one["one"]) | set(one["other"])) == 1:
            assert found["kappa"] is None
            nothing += 1
            continue
        assert abs(found["kappa"] - cohen_kappa_score(one["one"], one["other"], labels=SCORES, weights="linear")) < CLOSE
    assert nothing >= 10


def test_reliable_change_after_jacobson_and_truax(sets, said):
    ways = Counter()
    for one, found in zip(sets, said):
        error = one["sd"] * (1 - one["alpha"]) ** 0.5  # of one measurement
        difference = (error**2 + error**2) ** 0.5  # of the difference of two
        for change, reliable in zip(exact(one), found["reliable"]):
            assert math.isclose(reliable["index"], float(change) / difference, rel_tol=CLOSE, abs_tol=CLOSE)
            assert math.isclose(reliable["least"], 1.96 * difference, rel_tol=CLOSE)
            assert reliable["way"] == (0 if abs(reliable["index"]) <= 1.96 else math.copysign(1, change))
            ways[reliable["way"]] += 1
    assert min(ways[-1], ways[0], ways[1]) > 100
