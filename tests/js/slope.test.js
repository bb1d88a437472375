"use strict";

const assert = require("node:assert/strict");
const { join } = require("node:path");
const { test } = require("node:test");

require(join(__dirname, "..", "..", "docs/assets/core/slope.js"));
const { slope } = globalThis.Tongban;
const RANGE = { min: 0, max: 30 };
const rows = (...pairs) => pairs.map(([before, after], at) => ({ code: `K${at + 1}`, before, after }));

for (const [name, given] of [
  ["eight children", rows([9, 12], [12, 15], [7, 11], [14, 14], [10, 13], [6, 6], [13, 12], [11, 15])],
  ["all in one place", rows(...Array(12).fill([12, 12]))],
  ["all at the floor, after at the ceiling", rows(...Array(9).fill([0, 30]))],
  ["tenths side by side", rows(...Array.from({ length: 30 }, (_, at) => [12 + at / 10, 13 - at / 10]))],
  ["long codes and Han codes", rows([1, 2], [1, 2], [1, 2]).map((row, at) => ({ ...row, code: "长代号的孩子".repeat(3) + at }))],
  ["one child", rows([4.5, 4.5])],
]) {
  test(`labels keep their distance and stay in the drawing: ${name}`, () => {
    const made = slope.layout(given, RANGE);
    for (const side of [made.left, made.right]) {
      side.forEach((label, at) => {
        assert.ok(at === 0 || label.y - side[at - 1].y >= slope.GAP - 1e-6);
        assert.ok(label.y >= 12 && label.y <= made.height - 4, `${label.y} of ${made.height}`);
      });
    }
    for (const row of given) assert.ok(made.y(row.before) >= made.top - 1e-6 && made.y(row.after) <= made.bottom + 1e-6);
  });
}

test("every child has a label on both sides, and the right one says which way it went", () => {
  const { left, right } = slope.layout(rows([9, 12], [12, 12], [7, 12], [14, 3]), RANGE);
  assert.equal(left.map((label) => label.text).join(" "), "K4 K2 K1 K3");
  assert.equal(right.map((label) => label.text).join(" | "), "K1 ↑, K2 = | K3 ↑ | K4 ↓");
});

for (const codes of [["AVERYLONGCODE-A", "AVERYLONGCODE-B"], ["SCHOOL-01-GROUP", "SCHOOL-02-GROUP", "K3"], ["西坡村小学第一组", "西坡村小学第二组"], ["长".repeat(20), "长".repeat(19)]]) {
  test(`codes that differ have labels that differ, and fit: ${codes}`, () => {
    const { left } = slope.layout(codes.map((code, at) => ({ code, before: at * 9, after: 9 })), RANGE);
    assert.equal(new Set(left.map((label) => label.text)).size, codes.length);
    for (const { text } of left) assert.ok([...text].reduce((sum, one) => sum + (one > "\u2e7f" ? 2 : 1), 0) <= 8, text);
  });
}

test("a label stands beside its dot when nothing is in the way", () => {
  for (const label of slope.layout(rows([5, 25], [15, 5]), RANGE).left) assert.equal(label.y, label.at);
});

test("the scale holds all scores, ends within the range, and has few marks", () => {
  for (const pair of [[0, 30], [11.3, 11.4], [6, 15], [29.9, 30], [3, 3], [0, 0], [30, 30]]) {
    const { ticks } = slope.layout(rows(pair), RANGE);
    assert.ok(ticks.length >= 4 && ticks.length <= 7, `${ticks.length}`);
    assert.ok(ticks[0].value <= Math.min(...pair) && ticks[0].value >= 0);
    assert.ok(ticks.at(-1).value >= Math.max(...pair) && ticks.at(-1).value <= 30);
  }
});

test("more than forty children have lines, but no labels", () => {
  const made = slope.layout(rows(...Array.from({ length: 41 }, (_, at) => [at % 30, 30 - (at % 30)])), RANGE);
  assert.deepEqual([made.left, made.right], [[], []]);
});
