"use strict";

const assert = require("node:assert/strict");
const { join } = require("node:path");
const { test } = require("node:test");

require(join(__dirname, "..", "..", "docs/assets/core/stats.js"));
const { stats } = globalThis.Tongban;

test("18.9 − 17.1 and 5.1 − 3.3 are the same change", () => {
  assert.equal(stats.change(17.1, 18.9), 1.8);
  assert.equal(stats.change(3.3, 5.1), 1.8);
  assert.ok(Object.is(stats.change(3.3, 3.3), 0));
});

test("eight children who all rose: one pattern of 256 on each side, and no fall in sight", () => {
  const changes = [1, 2, 3, 4, 5, 6, 7, 8];
  assert.deepEqual(stats.signedRank(changes), { n: 8, up: 36, down: 0, p: 2 / 256 });
  assert.equal(stats.rankBiserial(changes).r, 1);
  assert.equal(stats.rankBiserial(changes).high, 1);
  assert.ok(stats.rankBiserial(changes).low > 0);
});

test("nobody changed: p is 1, and there is no effect to speak of", () => {
  assert.deepEqual(stats.signedRank([0, 0]), { n: 0, up: 0, down: 0, p: 1 });
  assert.equal(stats.rankBiserial([0, 0]), null);
  assert.equal(stats.medianChange([0, 0]).median, 0);
});

test("no children: no median, and p is 1", () => {
  assert.throws(() => stats.medianChange([]), RangeError);
  assert.equal(stats.signedRank([]).p, 1);
});

test("a hundred children with ties are counted exactly", () => {
  const changes = Array.from({ length: 100 }, (_, at) => (at % 7) - 3);
  const { n, up, down, p } = stats.signedRank(changes);
  assert.ok(p > 0 && p <= 1 && up + down === n * (n + 1) / 2);
});

for (const [name, call] of [
  ["a score that is no number", () => stats.change(1, NaN)],
  ["a change without end", () => stats.signedRank([1, Infinity])],
  ["lists of different length", () => stats.weightedKappa([1], [1, 2], [0, 1, 2])],
  ["a score that nobody can give", () => stats.weightedKappa([1], [7], [0, 1, 2])],
  ["an alpha of 1", () => stats.reliableChange(2, { alpha: 1, sd: 3 })],
  ["a spread of 0", () => stats.reliableChange(2, { alpha: 0.8, sd: 0 })],
]) {
  test(`${name} is refused`, () => assert.throws(call, RangeError));
}

test("observers who gave one score throughout have no kappa", () => {
  assert.equal(stats.weightedKappa([2, 2], [2, 2], [0, 1, 2, 3]), null);
  assert.equal(stats.weightedKappa([], [], [0, 1, 2, 3]), null);
});
