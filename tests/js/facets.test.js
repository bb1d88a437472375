/** What fits a choice, what each further choice would leave, in what order, and a choice as an address. */
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");

require("../../docs/assets/core/facets.js");
const { facetsOf, prepare, filter, ordered, read, write } = globalThis.Tongban.facets;

const LIST = {
  needs: [{ id: "calm", name: "Calm", page: "" }, { id: "talk", name: "Talk", page: "" }],
  materials: { paper: { name: "paper", kind: "stationery" }, ball: { name: "ball", kind: "everyday" } },
  values: {
    setting: { classroom: "Classroom", yard: "Yard" },
    phase: { opening: "Opening", "warm-up": "Warm-up", working: "Working", closing: "Closing" },
    literacy: { none: "Not needed", some: "Some words", needed: "Needed" },
    risk: { low: "Low", medium: "Medium", high: "High" },
  },
};

function row(id, more = {}) {
  return { id, ages: { min: 6, max: 12 }, group: { min: 4, max: 8 }, minutes: 10, phase: "working", materials: [], literacy: "none", setting: ["classroom"], adults: 1, risk: "low", needs: ["calm"], ...more };
}

function found(rows, choice, among) {
  const facets = facetsOf(LIST);
  return filter(prepare(rows, facets), facets, choice, among);
}

const ids = (rows, numbers) => numbers.map((number) => rows[number].id);

const FITS = [
  // facet, value, what fits, what does not
  ["need", "talk", { needs: ["calm", "talk"] }, { needs: ["calm"] }],
  ["age", "9-12", { ages: { min: 6, max: 12 } }, { ages: { min: 10, max: 15 } }],
  ["age", "6-8", { ages: { min: 6, max: 8 } }, { ages: { min: 7, max: 12 } }],
  ["age", "13-15", { ages: { min: 9, max: 15 } }, { ages: { min: 9, max: 14 } }],
  ["age", "mixed", { ages: { min: 6, max: 12 } }, { ages: { min: 9, max: 12 } }],
  ["n", "5", { group: { min: 5, max: 5 } }, { group: { min: 6, max: 8 } }],
  ["n", "12", { group: { min: 4, max: 12 } }, { group: { min: 4, max: 11 } }],
  ["n", "class", { group: { min: 4, max: 30 } }, { group: { min: 4, max: 29 } }],
  ["min", "20", { minutes: 20 }, { minutes: 21 }],
  ["phase", "closing", { phase: "closing" }, { phase: "opening" }],
  ["mat", "none", { materials: [] }, { materials: [{ item: "paper" }] }],
  ["mat", "paper", { materials: [{ item: "paper" }] }, { materials: [{ item: "paper" }, { item: "ball" }] }],
  ["mat", "paper", { materials: [] }, { materials: [{ item: "something nobody knows" }] }],
  ["read", "none", { literacy: "none" }, { literacy: "some" }],
  ["read", "some", { literacy: "none" }, { literacy: "needed" }],
  ["place", "yard", { setting: ["classroom", "yard"] }, { setting: ["classroom"] }],
  ["adults", "1", { adults: 1, group: { min: 4, max: 12 }, second_adult_from: 9 }, { adults: 2 }],
  ["adults", "1", { adults: 1 }, { adults: 1, second_adult_from: 8 }],
  ["adults", "9", { adults: 1, group: { min: 4, max: 12 } }, { adults: 1, group: { min: 4, max: 12 }, second_adult_from: 9 }],
  ["adults", "9", { adults: 1, group: { min: 4, max: 9 } }, { adults: 1, group: { min: 4, max: 8 } }],
  ["risk", "low", { risk: "low" }, { risk: "medium" }],
  ["risk", "medium", { risk: "medium" }, { risk: "high" }],
];

for (const [facet, value, yes, no] of FITS) {
  test(`${facet} ${value}: ${JSON.stringify(yes)} fits, ${JSON.stringify(no)} does not`, () => {
    const rows = [row("yes", yes), row("no", no)];
    assert.deepEqual(ids(rows, found(rows, { [facet]: [value] }).fits), ["yes"]);
  });
}

test("of a facet with many values one is enough; of two facets both are asked for", () => {
  const rows = [row("a", { phase: "opening" }), row("b", { phase: "closing" }), row("c", { phase: "working" }), row("d", { phase: "closing", minutes: 30 })];
  assert.deepEqual(ids(rows, found(rows, { phase: ["opening", "closing"] }).fits), ["a", "b", "d"]);
  assert.deepEqual(ids(rows, found(rows, { phase: ["opening", "closing"], min: ["10"] }).fits), ["a", "b"]);
});

test("a count says how many would fit with that value, as if nothing else of its facet were chosen", () => {
  const rows = [row("a", { phase: "opening" }), row("b", { phase: "closing" }), row("c", { phase: "closing", minutes: 30 })];
  const { counts, without } = found(rows, { phase: ["opening"], min: ["10"] });
  assert.deepEqual(counts.phase, { opening: 1, "warm-up": 0, working: 0, closing: 1 });
  assert.deepEqual(counts.min, { 10: 1, 20: 1, 40: 1, 60: 1 });
  assert.equal(without.phase, 1);
  assert.equal(without.min, 0);
});

test("counts are what choosing would give, on random choices", () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const one = (values) => values[random(values.length)];
  const rows = Array.from({ length: 60 }, (_, at) =>
    row(`r${at}`, { phase: one(["opening", "warm-up", "working", "closing"]), minutes: one([5, 10, 15, 30, 50]), needs: one([["calm"], ["talk"], ["talk", "calm"]]), literacy: one(["none", "some", "needed"]), adults: one([1, 2]), risk: one(["low", "medium", "high"]) }));
  const facets = facetsOf(LIST);
  for (let turn = 0; turn < 100; turn++) {
    const choice = {};
    for (const facet of facets) if (random(3) === 0) choice[facet.name] = [one(facet.values)];
    const { counts, without, fits } = found(rows, choice);
    for (const facet of facets) {
      const { [facet.name]: _, ...rest } = choice;
      for (const value of facet.values) assert.equal(counts[facet.name][value], found(rows, { ...rest, [facet.name]: [value] }).fits.length);
      assert.equal(fits.length + without[facet.name], found(rows, rest).fits.length);
    }
  }
});

test("rows left out beforehand count nowhere", () => {
  const rows = [row("a"), row("b")];
  const { fits, counts } = found(rows, {}, (number) => number === 1);
  assert.deepEqual(ids(rows, fits), ["b"]);
  assert.equal(counts.need.calm, 1);
});

const ORDERS = [
  ["nothing chosen: the order of a meeting, the short ones first", {}, null, ["open", "long-warm", "short", "long", "close"]],
  ["a need: those first whose main need it is", { need: ["talk"] }, null, ["long", "open", "long-warm", "short", "close"]],
  ["minutes: those first that use the time", { min: ["40"] }, null, ["long", "long-warm", "short", "open", "close"]],
  ["words: as well as they are found", {}, new Map([[0, 1], [1, 5], [2, 2], [3, 0.5], [4, 3]]), ["long", "close", "short", "open", "long-warm"]],
];

test("of activities that fit as well, those of high risk come last", () => {
  const rows = [row("risky", { risk: "high", phase: "opening" }), row("medium", { risk: "medium" }), row("low"), row("long", { risk: "high", minutes: 30 })];
  const order = (choice) => ids(rows, ordered(rows, [0, 1, 2, 3], choice, Object.keys(LIST.values.phase)));
  assert.deepEqual(order({ min: ["40"] }), ["long", "low", "medium", "risky"]);
  assert.deepEqual(order({}), ["low", "medium", "risky", "long"]);
});

for (const [name, choice, scores, expected] of ORDERS) {
  test(name, () => {
    const rows = [row("open", { phase: "opening", minutes: 5 }), row("long", { minutes: 40, needs: ["talk"] }), row("short", { minutes: 9 }), row("long-warm", { phase: "warm-up", minutes: 12 }), row("close", { phase: "closing", minutes: 5 })];
    assert.deepEqual(ids(rows, ordered(rows, [0, 1, 2, 3, 4], choice, Object.keys(LIST.values.phase), scores)), expected);
  });
}

const QUERIES = [
  ["", {}, ""],
  ["?need=calm,talk&min=40&words=not%20shy", { need: ["calm", "talk"], min: ["40"] }, "not shy"],
  ["?need=calm&need=talk", { need: ["calm", "talk"] }, ""],
  ["?n=8&age=9-12&min=40&mat=any", { n: ["8"], age: ["9-12"], min: ["40"] }, ""], // as the board asks
  ["?min=40,10", { min: ["40"] }, ""],
  ["?need=<script>&min=-1&phase=&colour=red&need=constructor", {}, ""],
  [`?words=${"x".repeat(5000)}`, {}, "x".repeat(200)],
];

for (const [query, choice, words] of QUERIES) {
  test(`the address ${query.slice(0, 60)} chooses ${JSON.stringify(choice)}`, () => {
    const facets = facetsOf(LIST);
    const asked = read(query, facets);
    assert.deepEqual(asked, { choice, words });
    assert.deepEqual(read(write(asked.choice, asked.words, facets), facets), asked);
  });
}
