"use strict";

const assert = require("node:assert/strict");
const { join } = require("node:path");
const { test } = require("node:test");

require(join(__dirname, "..", "..", "docs/assets/core/run.js"));
const { run } = globalThis.Tongban;
const MINUTE = 60_000;

const READ = [
  ["#run", { ids: [], at: 0 }],
  ["run", { ids: [], at: 0 }],
  ["#run=job-tree", { ids: ["job-tree"], at: 0 }],
  ["#run=job-tree,talk:14,bean-partners&at=2", { ids: ["job-tree", "talk:14", "bean-partners"], at: 2 }],
  ["#run=talk:5:Our%20agreement%2C%20again%3A%20yes,job-tree", { ids: ["talk:5:Our agreement, again: yes", "job-tree"], at: 0 }],
  ["#run=talk:5:%E7%BA%A6%E5%AE%9A,job-tree", { ids: ["talk:5:约定", "job-tree"], at: 0 }],
  ["#run=talk:5:<img%20src=x%20onerror=alert(1)>,job-tree", { ids: ["talk:5:<img src=x onerror=alert(1)>", "job-tree"], at: 0 }],
  ["#run=job-tree&from=chat&at=0", { ids: ["job-tree"], at: 0 }],
  ["#run=job-tree,bean-partners&at=1。", { ids: ["job-tree", "bean-partners"], at: 1 }],
  ["#run=seat-keeper:5,bean-partners:10,carried-goodbye&at=1", { ids: ["seat-keeper:5", "bean-partners:10", "carried-goodbye"], at: 1 }],
  ["#run=job-tree:6,bean-partners:25&at=1。请看", { ids: ["job-tree:6", "bean-partners:25"], at: 1 }],
  ["#run=programme:four-needs-group:1", { ids: [], at: 0, programme: "four-needs-group", session: 1 }],
  ["#run=programme:four-needs-group:8&at=3", { ids: [], at: 3, programme: "four-needs-group", session: 8 }],
];
for (const [hash, plan] of READ) test(`${hash} is read`, () => assert.deepEqual(run.parse(hash), plan));

for (const hash of ["", "#", "#steps", "#s3", "#runner", "#at=1", "#run-3", "#safe&run=job-tree"]) {
  test(`${hash || "nothing"} asks for no run`, () => assert.equal(run.parse(hash), null));
}

const DAMAGED = [
  "#run=", "#run=,", "#run=job-tree,", "#run=Job Tree", "#run=../../secret", "#run=javascript:alert(1)", "#run=%E0%A4%A", "#run=job-tree&at=1",
  "#run=job-tree&at=-1", "#run=job-tree&at=x", "#run=job-tree&at=", "#run=talk:0", "#run=talk:999", "#run=talk:x", "#run=talk:",
  "#run=job-tree:0", "#run=job-tree:999", "#run=job-tree:", "#run=job-tree:x", "#run=job-tree:6:7", "#run=job-tree:-5",
  "#run=programme:", "#run=programme:a", "#run=programme:a:x", "#run=programme:A:1", "#run=programme:a:1&at=99", "#run=programme:a:1,job-tree",
  `#run=${Array(41).fill("a").join(",")}`, `#run=talk:5:${"x".repeat(301)}`, `#run=${"a-".repeat(5000)}a`,
];
for (const hash of DAMAGED) test(`${hash.slice(0, 60)} is damaged`, () => assert.equal(run.parse(hash), "damaged"));

test("an activity may be called talk: without minutes it is one", () => assert.deepEqual(run.parse("#run=talk"), { ids: ["talk"], at: 0 }));

test("what is written is what was read", () => {
  for (const [, plan] of READ) assert.deepEqual(run.parse(run.format(plan)), plan);
});

test("an address is short, and a talk in it is no other field", () => {
  assert.equal(run.format({ ids: ["job-tree", "talk:14"], at: 1 }), "#run=job-tree,talk:14&at=1");
  assert.equal(run.format({ ids: ["talk:5:a,b&at=9#:="], at: 0 }), "#run=talk:5:a%2Cb%26at%3D9%23:%3D&at=0");
  assert.equal(run.format({ ids: [], at: 2, programme: "calm-days", session: 3 }), "#run=programme:calm-days:3&at=2");
});

test("a slot is written as it is read, a long talk cut short", () => {
  for (const id of ["job-tree", "job-tree:6", "talk:14", "talk:14:Our agreement"]) assert.equal(run.idOf(run.slot(id)), id);
  assert.deepEqual(run.slot("job-tree:6"), { activity: "job-tree", minutes: 6 });
  assert.deepEqual(run.slot("talk:14:Our agreement"), { talk: "Our agreement", minutes: 14 });
  assert.ok(run.slot(run.idOf({ talk: "x".repeat(5000), minutes: 3 })));
});

test("a programme's session is looked up, by an older name too", () => {
  const programmes = [{ id: "calm-days", was: ["quiet-days"], sessions: [{ slots: [{ activity: "job-tree", minutes: 6 }, { talk: "Us", minutes: 4 }] }] }];
  const plan = (programme, session, at = 0) => ({ ids: [], at, programme, session });
  assert.equal(run.slots(plan("calm-days", 1), programmes), programmes[0].sessions[0].slots);
  assert.equal(run.slots(plan("quiet-days", 1), programmes), programmes[0].sessions[0].slots);
  assert.equal(run.slots(plan("calm-days", 2), programmes), null);
  assert.equal(run.slots(plan("calm-days", 0), programmes), null);
  assert.equal(run.slots(plan("calm-days", 1, 2), programmes), null);
  assert.equal(run.slots(plan("other", 1), programmes), null);
  assert.deepEqual(run.slots({ ids: ["job-tree", "talk:4"], at: 0 }, []), [{ activity: "job-tree" }, { talk: "", minutes: 4 }]);
});

test("a clock counts what runs, not what stands still", () => {
  let clock = run.clock(3);
  assert.equal(run.inAll(clock, 5 * MINUTE), 0);
  clock = run.set(clock, 0, true, 1);
  assert.equal(run.onPane(clock, 2 * MINUTE), 2 * MINUTE);
  clock = run.set(clock, 2 * MINUTE, false);
  assert.equal(run.onPane(clock, 30 * MINUTE), 2 * MINUTE);
  clock = run.set(clock, 30 * MINUTE, true);
  clock = run.set(clock, 31 * MINUTE, true, 2);
  assert.equal(run.onPane(clock, 32 * MINUTE), MINUTE);
  assert.equal(run.inAll(clock, 32 * MINUTE), 4 * MINUTE);
});

test("who goes back to a step finds what it has taken", () => {
  let clock = run.set(run.clock(3), 0, true, 1);
  clock = run.set(clock, 3 * MINUTE, true, 2);
  clock = run.set(clock, 4 * MINUTE, true, 1);
  assert.equal(run.onPane(clock, 5 * MINUTE), 4 * MINUTE);
  assert.equal(run.inAll(clock, 5 * MINUTE), 5 * MINUTE);
});

test("a device's clock that is put back takes nothing away", () => {
  const clock = run.set(run.clock(2), 60 * MINUTE, true, 1);
  assert.equal(run.onPane(clock, 10 * MINUTE), 0);
  assert.equal(run.inAll(run.set(clock, 10 * MINUTE, true), 11 * MINUTE), MINUTE);
});

const LEFT = [
  [5, 0, "left", 5], [5, 1, "left", 5], [5, MINUTE, "left", 4], [5, 4 * MINUTE - 1, "left", 2], [5, 4 * MINUTE, "last", 1],
  [5, 5 * MINUTE - 1, "last", 1], [5, 5 * MINUTE, "up", 0], [5, 6 * MINUTE - 1, "up", 0], [5, 6 * MINUTE, "over", 1], [5, 8.5 * MINUTE, "over", 3],
  [1, 0, "last", 1],
];
for (const [minutes, spent, how, n] of LEFT) {
  test(`of ${minutes} minutes, after ${spent} ms: ${how} ${n}`, () => assert.deepEqual(run.left(minutes, spent), { how, n }));
}

test("a session ends when the rest of this pane, the panes after it and the later slots have had their minutes", () => {
  let clock = run.set(run.clock(3), 100 * MINUTE, true, 1);
  assert.equal(run.ends([0, 5, 7], 20, clock, 102 * MINUTE), 132 * MINUTE);
  assert.equal(run.ends([0, 5, 7], 20, clock, 110 * MINUTE), 137 * MINUTE, "what is overrun moves the end");
  clock = run.set(clock, 102 * MINUTE, true, 2);
  assert.equal(run.ends([0, 5, 7], 0, clock, 102 * MINUTE), 109 * MINUTE, "what was quicker brings it nearer");
});

test("where a plan gives a guide other minutes, each of its panes gets its share of them", () => {
  const clock = run.set(run.clock(4), 100 * MINUTE, true, 1);
  assert.deepEqual(run.shares([0, 5, 15, 5], 10), [0, 2, 6, 2]);
  assert.deepEqual(run.shares([0, 5, 15, 5], 25), [0, 5, 15, 5]);
  assert.deepEqual(run.shares([0, 0], 10), [0, 0], "a guide whose steps say no minutes");
  assert.equal(run.ends(run.shares([0, 5, 15, 5], 10), 5, clock, 100 * MINUTE), 115 * MINUTE);
});

const KEPT = { id: "job-tree", plan: "#run", clock: { spent: [0, 5], at: 1, since: 9 }, saved: 1000, open: true };
test("a run is remembered for six hours", () => {
  const text = JSON.stringify(KEPT);
  assert.deepEqual(run.recall(text, 1000 + 359 * MINUTE), KEPT);
  assert.equal(run.recall(text, 1000 + 360 * MINUTE), null);
});

const SPOILED = [
  null, "", "{", "[]", "3", '"x"', "null", "{}", ...[
    { id: 3 }, { plan: null }, { open: "yes" }, { saved: "now" }, { saved: undefined }, { clock: null }, { clock: { spent: "x", at: 0, since: null } },
    { clock: { spent: [0], at: 1, since: null } }, { clock: { spent: [0], at: 0.5, since: null } }, { clock: { spent: [-1], at: 0, since: null } },
    { clock: { spent: [null], at: 0, since: null } }, { clock: { spent: [0], at: 0, since: "x" } }, { clock: { spent: [], at: "length", since: null } },
  ].map((change) => JSON.stringify({ ...KEPT, ...change })),
];
for (const text of SPOILED) test(`a spoiled memory is none: ${text}`, () => assert.equal(run.recall(text, 2000), null));
