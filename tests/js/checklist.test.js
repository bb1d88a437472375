"use strict";

const assert = require("node:assert/strict");
const { join } = require("node:path");
const { test } = require("node:test");

const ROOT = join(__dirname, "..", "..");
for (const name of ["stats", "checklist", "csv"]) require(join(ROOT, `docs/assets/core/${name}.js`));
const { checklist, csv } = globalThis.Tongban;

const SCALE = { 0: "never", 1: "seldom", 2: "often", 3: "always" };
const MEASURE = {
  id: "joining-in", min: 0, max: 30, total: "ten-times-mean", least: 3, reverse: [], figures: null, scales: { share: SCALE },
  items: ["near", "joins", "starts", "helps"].map((id) => ({ id, name: `${id} others`, scale: "share" })),
};
const WORDS = { code: "Code", time: "When", observer: "Observer", total: "Total", before: "Before", after: "After" };

/** A child with totals typed, or with scores of items. */
function child(code, before, after, ...others) {
  const made = checklist.child(MEASURE, code);
  [before, after, ...others].forEach((given, at) => {
    if (Array.isArray(given)) made.sheets[checklist.WHICH[at]].answers = given;
    else if (given !== undefined) made.sheets[checklist.WHICH[at]].total = String(given);
  });
  return made;
}

for (const [name, measure, answers, total] of [
  ["the handbook's own example: nine items, together 17", { ...MEASURE, least: 8, items: Array(10).fill(MEASURE.items[0]) }, [2, 2, 2, 2, 2, 2, 2, 2, 1, "N"], 18.9],
  ["as many as needed are scored", MEASURE, [3, "N", 0, 1], 13.3],
  ["one too few", MEASURE, [3, "N", "N", 1], null],
  ["an empty item is left out like N", MEASURE, [3, "", 0, 1], 13.3],
  ["halves go up", { ...MEASURE, items: Array(8).fill(MEASURE.items[0]) }, [1, 0, 0, 0, 0, 0, 0, 0], 1.3],
  ["nothing scored", { ...MEASURE, least: null }, ["", "", "", ""], null],
  ["an item scored the other way round", { ...MEASURE, reverse: ["near"] }, [3, 0, 0, 0], 0],
  ["a sum", { ...MEASURE, total: "sum", least: null }, [3, 2, 1, 0], 6],
  ["a sum that needs all items", { ...MEASURE, total: "sum", least: null }, [3, 2, 1, "N"], null],
  ["a sum in which three stand for four", { ...MEASURE, total: "sum" }, [3, 2, 1, "N"], 8],
  ["a mean, to two decimals", { ...MEASURE, total: "mean" }, [3, 1, 1, "N"], 1.67],
]) {
  test(`total: ${name}`, () => assert.equal(checklist.score(measure, answers).total, total));
}

for (const [text, value, wrong] of [
  ["18.9", 18.9, ""], ["18,9", 18.9, ""], ["１８．９", 18.9, ""], [" 0 ", 0, ""], ["", null, ""], ["31", null, "range"], ["-1", null, "range"], ["−1", null, "range"],
  ["abc", null, "number"], ["1e1", null, "number"], ["=1+1", null, "number"], ["1.2.3", null, "number"], ["<b>1</b>", null, "number"], ["1234567", null, "number"],
]) {
  test(`a total typed as “${text}” is ${value ?? (wrong || "none")}`, () => assert.deepEqual(checklist.read(MEASURE, text), { value, wrong }));
}

for (const [code, is] of [
  ["K1", false], ["07", false], ["k", false], ["甲", false], ["甲1", false], ["A", false], ["AB", false], ["a7b", false], ["K1a", false], ["", false],
  ["Anna", true], ["小明", true], ["李 明", true], ["Li M", true], ["王1芳", true], ["Ａｎｎａ", true], ["Émile", true], ["Ab1", false],
  ["ANNA", true], ["xiaoming", true], ["WANG LI", true], ["wang1", true], ["ABC1", false],
  ["K12", false], ["A3", false], ["b2", false], ["乙2", false], ["丙", false], ["2丁", false],
  ["Anna2", true], ["anna1", true], ["Wei2", true], ["Xiaoming3", true], ["tom7b", true], ["ANNA1", true], ["3anna", true], ["Ａｎｎａ２", true],
  ["王2", true], ["李1", true], ["李", true], ["2王", true],
  ["丽", true], ["明", true], ["芳1", true], ["小1", true], ["1明", true], ["甲明", true], ["申", true], ["辰", true],
  ["第一组", false], ["甲组3号", false], ["女2", false], ["男生一", false], ["子", false], ["十二", false], ["二〇", false],
]) {
  test(`the code “${code}” ${is ? "looks like a name" : "is fine"}`, () => assert.equal(checklist.looksLikeName(code), is));
}

test("of eight children five rose, two stayed, one fell", () => {
  const found = checklist.results(MEASURE, [[9, 12], [12, 15], [7, 11], [14, 14], [10, 13], [6, 6], [13, 12], [11, 15]].map(([a, b], at) => child(`K${at + 1}`, a, b)));
  assert.deepEqual([found.n, found.up, found.same, found.down], [8, 5, 2, 1]);
  assert.deepEqual([found.before, found.after, found.middle.median, found.test.p], [10.5, 12.5, 3, 0.0625]);
  assert.deepEqual([found.observers.pairs, found.observers.enough], [0, false]);
  assert.ok(found.rows.every((row) => row.seen === null && row.reliable === null));
});

test("a child without both scores stays out of the figures", () => {
  const found = checklist.results(MEASURE, [child("K1", 9, 12), child("K2", 9), child("K3", 9, "31"), child("K4", 3, [3, "N", "N", 1])]);
  assert.deepEqual(found.rows.map((row) => row.code), ["K1"]);
});

test("nobody: no figures, no error", () => {
  const found = checklist.results(MEASURE, []);
  assert.deepEqual([found.n, found.middle, found.effect, found.floor, found.ceiling], [0, null, null, 0, 0]);
});

test("a change no larger than the two observers' largest difference is not seen", () => {
  const found = checklist.results(MEASURE, [child("A", 12, 17, 13, 15), child("B", 18, 18, 18, 18), child("C", 15, 19, 15), child("D", 21, 20), child("E", 16, 21)]);
  assert.deepEqual([found.observers.largest, found.observers.pairs, found.observers.sheets, found.observers.enough], [2, 5, 10, true]);
  assert.deepEqual(found.rows.map((row) => row.seen), [1, 0, 1, 0, 1]);
});

for (const [name, group, pairs, sheets] of [
  ["one sheet of sixteen", [child("A", 9, 12, 9), ...Array.from({ length: 7 }, (_, at) => child(`K${at}`, 9, 12))], 1, 16],
  ["four sheets of four", [child("A", 9, 12, 9, 12), child("B", 9, 12, 9, 12)], 4, 4],
  ["five sheets of eleven", [...[1, 2, 3, 4, 5].map((at) => child(`K${at}`, 9, 12, 9)), child("B", 9)], 5, 11],
  ["five sheets of eleven, one of which only the second observer scored", [...[1, 2, 3, 4, 5].map((at) => child(`K${at}`, 9, 12, 9)), child("B", undefined, undefined, 9)], 5, 11],
]) {
  test(`too few were scored by two observers to tell what is larger than their difference: ${name}`, () => {
    const found = checklist.results(MEASURE, group);
    assert.deepEqual([found.observers.pairs, found.observers.sheets, found.observers.enough, found.observers.largest], [pairs, sheets, false, 0]);
    assert.ok(found.rows.every((row) => row.seen === null));
  });
}

test("observers agree on the items that both scored", () => {
  const found = checklist.results(MEASURE, [child("A", [3, 2, "N", 1], [0, 0, 0, 0], [3, 1, 2, 1])]);
  assert.deepEqual([found.observers.scored, found.observers.same], [3, 2]);
  assert.ok(found.observers.kappa > 0 && found.observers.kappa < 1);
});

test("with figures of reliability each child's change is called reliable or not", () => {
  const found = checklist.results({ ...MEASURE, figures: { alpha: 0.84, sd: 5 } }, [child("A", 5, 15), child("B", 5, 6), child("C", 15, 5)]);
  assert.deepEqual(found.rows.map((row) => row.reliable), [1, 0, -1]);
});

test("children at an end of the scale are counted", () => {
  const found = checklist.results(MEASURE, [child("A", 0, 4), child("B", 3, 5), child("C", 9, 30)]);
  assert.deepEqual([found.floor, found.ceiling], [1, 1]);
});

test("items: only those scored both times are compared", () => {
  const found = checklist.results(MEASURE, [child("A", [1, 2, "N", 3], [3, 2, 1, 0]), child("B", [1, 1, 1, ""], [2, "N", 0, 1])]);
  assert.deepEqual(found.items, [{ both: 2, up: 2, same: 0, down: 0 }, { both: 1, up: 0, same: 1, down: 0 }, { both: 1, up: 0, same: 0, down: 1 }, { both: 1, up: 0, same: 0, down: 1 }]);
});

const FULL = [child("K1", [3, "N", 0, 1], 17.5, 12, [0, 1, 2, 3]), child("=1+1", 9, "abc"), child("<b>", "", [1, 1, 1, 1])];

test("rows go out and come back as they were", () => {
  const back = checklist.fromRows(MEASURE, csv.parse(csv.write(checklist.toRows(MEASURE, FULL, WORDS))));
  assert.deepEqual(back.children, FULL);
  assert.deepEqual([back.wrong, back.troubles], ["", []]);
});

test("what is kept in the browser comes back as it was", () => {
  assert.deepEqual(checklist.unpack(MEASURE, checklist.pack(FULL)), FULL);
});

for (const damaged of ["", "{", "null", "[]", '{"v":2,"children":[]}', '{"v":1,"children":[["K1"]]}', '{"v":1,"children":[[1,[["",1],["",1],["",1],["",1]]]]}',
  checklist.pack(FULL).replace("0,1]", "9,1]"), checklist.pack(FULL).slice(0, -3), JSON.stringify({ v: 1, children: Array(101).fill(["K", []]) })]) {
  test(`what was kept is damaged: ${damaged.slice(0, 40)}`, () => assert.equal(checklist.unpack(MEASURE, damaged), null));
}

for (const [name, rows, wrong] of [
  ["no row", [], "empty"], ["a head alone", [["code", "before", "after"]], "empty"],
  ["no code", [["name", "before", "after"], ["K1", "1", "2"]], "columns"], ["no scores", [["code", "time"], ["K1", "before"]], "columns"],
  ["one time only", [["code", "before"], ["K1", "1"]], "columns"],
  ["ten thousand children", [["code", "before", "after"], ...Array.from({ length: 10_000 }, (_, at) => [`K${at}`, "1", "2"])], "many"],
]) {
  test(`a table with ${name} is refused`, () => {
    const found = checklist.fromRows(MEASURE, rows);
    assert.deepEqual([found.wrong, found.children], [wrong, []]);
  });
}

test("a plain table of totals is taken, in either language", () => {
  for (const head of [["Code", "Before", "After"], ["代号", "前测", "后测"], ["编号", "前", "后"], ["序号", "前测总分", "后测得分"]]) {
    const { children } = checklist.fromRows(MEASURE, [head, ["K1", "9", "12,5"], ["", "", ""], ["K2", "", "x"]]);
    assert.deepEqual(children.map((one) => [one.code, one.sheets.before1.total, one.sheets.after1.total]), [["K1", "9", "12,5"], ["K2", "", "x"]]);
  }
});

test("a child who stands twice for the same time is taken once, and the second row is named", () => {
  const { children, troubles } = checklist.fromRows(MEASURE, [["code", "before", "after"], ["K1", "1", "2"], ["K1", "3", "4"]]);
  assert.deepEqual([children.length, children[0].sheets.before1.total, troubles], [1, "1", [{ row: 3, column: "code", text: "K1", twice: true }]]);
});

test("totals of a second observer stand on the second observer's sheets", () => {
  const { children, troubles } = checklist.fromRows(MEASURE, [
    ["code", "observer", "before", "after"], ["K1", "1", "10", "12"], ["K1", "2", "20", "25"], ["K2", "２", "7", "8"], ["K2", "", "5", "6"], ["K2", "3", "1", "1"], ["K1", "2", "9", "9"],
  ]);
  assert.deepEqual(children, [child("K1", 10, 12, 20, 25), child("K2", 5, 6, 7, 8)]);
  assert.deepEqual(troubles, [{ row: 6, column: "observer", text: "3" }, { row: 7, column: "code", text: "K1", twice: true }]);
});

test("columns are known by the number of the item, its short name or its name, in whatever order", () => {
  const { children, troubles } = checklist.fromRows(MEASURE, [["时间", "2 随便", "near", "STARTS others", "4", "代号", "观察者"], ["后测", "1", "2", "3", "n", "K1", "2"]]);
  assert.deepEqual(children[0].sheets.after2.answers, [2, 1, 3, "N"]);
  assert.deepEqual(troubles, []);
});

test("what is wrong in a row is named by row and column", () => {
  const { children, troubles } = checklist.fromRows(MEASURE, [
    ["code", "time", "observer", "1", "2", "3", "4"], ["K1", "before", "1", "7", "0", "0", "0"], ["K2", "noon", "1", "", "", "", ""], ["K3", "after", "3", "", "", "", ""], ["", "after", "1", "1", "", "", ""],
  ]);
  assert.deepEqual(children.map((one) => one.sheets.before1.answers), [["", 0, 0, 0]]);
  assert.deepEqual(troubles, [{ row: 2, column: "1", text: "7" }, { row: 3, column: "time", text: "noon" }, { row: 4, column: "observer", text: "3" }, { row: 5, column: "code", text: "" }]);
});
