/**
 * The statistics of before and after, for one small group measured twice.
 *
 * All functions are pure. Changes are after minus before, in points of the measure, one a child; changes that differ by less
 * than half of 0.000000001 are the same change, so that 18.9 − 17.1 and 5.1 − 3.3 tie. `tests/test_stats.py` holds each to 1e-9
 * against references of its own.
 */
(() => {
  "use strict";

  /**
   * @typedef {{low: number, high: number}} Interval
   */

  const FINE = 1e9;
  const OUTSIDE = 0.025; // on each side of a 95 % interval
  const RELIABLE = 1.96; // Jacobson and Truax take this figure

  /**
   * After minus before.
   * @param {number} before points
   * @param {number} after points
   * @returns {number} points, without the dust of binary fractions
   * @throws {RangeError} when one is no finite number
   */
  function change(before, after) {
    return fine(after - before);
  }

  /** @param {number} value */
  function fine(value) {
    if (!Number.isFinite(value)) throw new RangeError();
    return Math.round(value * FINE) / FINE || 0;
  }

  /** @param {readonly number[]} values */
  function ordered(values) {
    return values.map(fine).sort((one, other) => one - other);
  }

  /**
   * The middle value; of an even number of values, half way between the two in the middle.
   * @param {readonly number[]} values at least one
   * @returns {number} in the unit of the values
   * @throws {RangeError} when there is no value, or one is no finite number
   */
  function median(values) {
    if (!values.length) throw new RangeError(); // no value has no median
    const sorted = ordered(values);
    const half = sorted.length >> 1;
    return fine(sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
  }

  /**
   * The median change with its exact interval, made of two of the changes themselves (the sign test turned round).
   *
   * The kth change from below and the kth from above hold the median of all groups like this one between them unless at least
   * n − k + 1 of n children fall on one side, and how often that happens the binomial distribution tells for whatever shape the
   * changes have. The interval of Hodges and Lehmann is narrower, but it is one for the middle of all averages of two changes,
   * which is the median only where gains and losses are spread alike. Ties make this one too wide, never too narrow.
   * Source: Thompson 1936, Annals of Mathematical Statistics 7, 122–128.
   *
   * @param {readonly number[]} changes points, one a child, zeros too; at least one
   * @returns {{median: number, interval: (Interval & {sure: number}) | null}} `sure` is how often such an interval holds the
   *   median, 0.95 or more; with fewer than six children no such interval exists: null
   * @throws {RangeError} when there is no change, or one is no finite number
   */
  function medianChange(changes) {
    const sorted = ordered(changes);
    const n = sorted.length;
    let ways = 0.5 ** n; // the chance that exactly k children are below
    let below = 0; // the chance that fewer than k are
    let k = 0;
    while (k < n && below + ways <= OUTSIDE) {
      below += ways;
      k += 1;
      ways *= (n - k + 1) / k;
    }
    return { median: median(sorted), interval: k ? { low: sorted[k - 1], high: sorted[n - k], sure: 1 - 2 * below } : null };
  }

  /**
   * Twice the rank of each change that is not zero, by size; equal sizes share the middle of their ranks.
   * @param {readonly number[]} changes
   * @returns {{rank: number, up: boolean}[]} small ones first
   */
  function doubledRanks(changes) {
    const moved = changes.map(fine).filter((one) => one !== 0).sort((one, other) => Math.abs(one) - Math.abs(other));
    const ranked = [];
    for (let from = 0; from < moved.length; ) {
      let to = from + 1;
      while (to < moved.length && Math.abs(moved[to]) === Math.abs(moved[from])) to += 1;
      for (let at = from; at < to; at += 1) ranked.push({ rank: from + to + 1, up: moved[at] > 0 });
      from = to;
    }
    return ranked;
  }

  /**
   * How likely the ranks that are drawn add up to `limit` or less, each drawn with the same chance and apart from the others.
   * Counted by sums instead of patterns: thirty ranks have 2³⁰ patterns, but only some hundred sums.
   * @param {readonly number[]} ranks whole numbers above 0
   * @param {number} limit
   * @param {number} chance 0 to 1
   * @returns {number} 0 to 1
   */
  function atMost(ranks, limit, chance) {
    const sums = new Float64Array(limit + 1);
    sums[0] = 1;
    let reach = 0;
    for (const rank of ranks) {
      reach = Math.min(limit, reach + rank);
      for (let sum = reach; sum >= 0; sum -= 1) sums[sum] = sums[sum] * (1 - chance) + (sum < rank ? 0 : sums[sum - rank] * chance);
    }
    return Math.min(1, sums.reduce((all, one) => all + one, 0));
  }

  /**
   * Wilcoxon's signed-rank test: exact and two-sided. Zeros are dropped, equal sizes share their middle rank, and p counts all
   * 2ⁿ patterns of signs over the very ranks that there are.
   * Source: Wilcoxon 1945, Biometrics Bulletin 1, 80–83; ties as in Pratt and Gibbons 1981, Concepts of Nonparametric Theory.
   *
   * @param {readonly number[]} changes points, one a child
   * @returns {{n: number, up: number, down: number, p: number}} n: how many changed; `up` and `down`: sums of the ranks of rises
   *   and falls; p: 0 to 1, and 1 where nobody changed
   * @throws {RangeError} when a change is no finite number
   */
  function signedRank(changes) {
    const ranked = doubledRanks(changes);
    const { up, down } = sides(ranked);
    const p = Math.min(1, 2 * atMost(ranked.map((one) => one.rank), Math.min(up, down), 0.5));
    return { n: ranked.length, up: up / 2, down: down / 2, p };
  }

  /** @param {{rank: number, up: boolean}[]} ranked */
  function sides(ranked) {
    const sum = (/** @type {boolean} */ up) => ranked.reduce((all, one) => all + (one.up === up ? one.rank : 0), 0);
    return { up: sum(true), down: sum(false) };
  }

  /**
   * The matched-pairs rank-biserial correlation: ranks of rises minus ranks of falls, divided by all. 1: who changed, rose; −1: fell.
   *
   * Its 95 % interval turns the signed-rank test round: it holds every value 2q − 1 at which, were each change a rise with chance q
   * whatever its size, neither as many ranks of rises nor as few would be rarer than 2.5 %. So it leaves out 0 exactly where p ≤ 0.05,
   * it exists for each number of children, and needs no normal distribution.
   * Source: Kerby 2014, Comprehensive Psychology 3, 11.IT.3.1; the interval is that of Clopper and Pearson 1934, Biometrika 26,
   * 404–413, with ranks for counts.
   *
   * @param {readonly number[]} changes points, one a child
   * @returns {(Interval & {r: number}) | null} each −1 to 1; null where nobody changed
   * @throws {RangeError} when a change is no finite number
   */
  function rankBiserial(changes) {
    const ranked = doubledRanks(changes);
    if (!ranked.length) return null;
    const { up, down } = sides(ranked);
    const ranks = ranked.map((one) => one.rank);
    return { r: (up - down) / (up + down), low: -highest(ranks, down), high: highest(ranks, up) };
  }

  /**
   * The upper end of the interval, when the ranks on its side add up to `sum`.
   * @param {readonly number[]} ranks
   * @param {number} sum
   * @returns {number} −1 to 1
   */
  function highest(ranks, sum) {
    if (sum === ranks.reduce((all, one) => all + one, 0)) return 1;
    let low = 0;
    let high = 1;
    while (high - low > 1e-14) {
      const middle = (low + high) / 2;
      if (atMost(ranks, sum, middle) > OUTSIDE) low = middle;
      else high = middle;
    }
    return low + high - 1;
  }

  /**
   * Cohen's kappa with linear weights: how far two observers agree beyond chance; a difference of two counts twice one of one.
   * Source: Cohen 1968, Psychological Bulletin 70, 213–220.
   *
   * @param {readonly number[]} one scores of the first observer
   * @param {readonly number[]} other scores of the second, of the same things in the same order
   * @param {readonly number[]} scores all scores that can be given, in order; steps between neighbours count alike
   * @returns {number | null} at most 1; null where there is nothing, or where both gave one and the same score throughout
   * @throws {RangeError} when the lists differ in length, or a score cannot be given
   */
  function weightedKappa(one, other, scores) {
    if (one.length !== other.length) throw new RangeError(); // two observers, two lists
    const place = (/** @type {number} */ score) => {
      const at = scores.indexOf(score);
      if (at < 0) throw new RangeError();
      return at;
    };
    const first = scores.map(() => 0);
    const second = scores.map(() => 0);
    let seen = 0;
    one.forEach((score, at) => {
      const [a, b] = [place(score), place(other[at])];
      first[a] += 1;
      second[b] += 1;
      seen += Math.abs(a - b);
    });
    let expected = 0;
    first.forEach((some, a) => second.forEach((others, b) => (expected += some * others * Math.abs(a - b))));
    return expected ? 1 - (seen * one.length) / expected : null;
  }

  /**
   * Reliable change: whether a change is larger than what the measure's own unsteadiness makes of no change.
   * Source: Jacobson and Truax 1991, Journal of Consulting and Clinical Psychology 59, 12–19.
   *
   * @param {number} moved change of one child, points
   * @param {{alpha: number, sd: number}} figures reliability of the measure, 0 to below 1, and its standard deviation, points
   * @returns {{index: number, least: number, way: -1 | 0 | 1}} the index (no unit), the least change in points that counts as
   *   reliable, and which way it went: 0 where it is not reliable
   * @throws {RangeError} when alpha is not from 0 to below 1, sd not above 0, or the change no finite number
   */
  function reliableChange(moved, { alpha, sd }) {
    if (!(alpha >= 0 && alpha < 1 && sd > 0 && sd < Infinity)) throw new RangeError();
    const spread = sd * Math.sqrt(2 * (1 - alpha));
    const index = fine(moved) / spread;
    return { index, least: RELIABLE * spread, way: Math.abs(index) > RELIABLE ? (index > 0 ? 1 : -1) : 0 };
  }

  (globalThis.Tongban ||= {}).stats = { change, median, medianChange, signedRank, rankBiserial, weightedKappa, reliableChange };
})();
