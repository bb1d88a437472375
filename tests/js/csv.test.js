"use strict";

const assert = require("node:assert/strict");
const { join } = require("node:path");
const { test } = require("node:test");

require(join(__dirname, "..", "..", "docs/assets/core/csv.js"));
const { csv } = globalThis.Tongban;
const bytes = (...parts) => new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)));
const GBK = [0xb4, 0xfa, 0xba, 0xc5, 0x2c, 0xc7, 0xb0, 0xb2, 0xe2]; // 代号,前测

for (const [name, written, rows] of [
  ["commas", "a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]],
  ["semicolons, with decimal commas", "a;b\n1,5;2,5", [["a", "b"], ["1,5", "2,5"]]],
  ["tabs", "a\tb\n1\t2", [["a", "b"], ["1", "2"]]],
  ["old line ends", "a,b\r1,2\r", [["a", "b"], ["1", "2"]]],
  ["quoted cells with separators, quotes and lines in them", 'a,"b,c"\n"x ""y""","two\nlines"', [["a", "b,c"], ['x "y"', "two\nlines"]]],
  ["a byte order mark and a line that names the separator", "\ufeffsep=;\r\na;b\r\n", [["a", "b"]]],
  ["empty cells and empty lines", "a,,\n\n,b,\n,,\n\n", [["a", "", ""], [""], ["", "b", ""]]],
  ["a quote that is never closed", 'a,b\n"open,x\ny', [["a", "b"], ["open,x\ny"]]],
  ["nothing", "", []],
  ["commas of a Chinese keyboard", "代号，前测，后测\n甲，9，12", [["代号", "前测", "后测"], ["甲", "9", "12"]]],
  ["semicolons of a Chinese keyboard, with its decimal commas", "代号；前测；后测\n甲；9，5；12", [["代号", "前测", "后测"], ["甲", "9，5", "12"]]],
  ["a Chinese semicolon inside a cell separates nothing", "代号,备注；无；无\n甲,1；2", [["代号", "备注；无；无"], ["甲", "1；2"]]],
  ["Chinese commas with a Chinese semicolon in a cell", "代号，前测；一，后测\n甲，9，12", [["代号", "前测；一", "后测"], ["甲", "9", "12"]]],
  ["a Chinese comma inside a cell separates nothing", "代号,备注，无\n甲,1，2", [["代号", "备注，无"], ["甲", "1，2"]]],
  ["a comma in quotes does not make commas the separator", '"a,b,c";d\n1;2', [["a,b,c", "d"], ["1", "2"]]],
]) {
  test(`${name} can be read`, () => assert.deepEqual(csv.parse(written), rows));
}

for (const [name, written, line] of [
  ["at the start of a cell", 'code,before,after\n"K1,10,12\nK2,3,4', 2],
  ["below cells of two lines, a mark and a separator that is named", '\ufeffsep=,\r\na,b\r\n"1\r\n2",x\r\n3,"y', 5],
  ["before a quote of a later line, which only seems to close it", 'a,b\n1,2\n"3,4\n"5",6', 3],
  ["nowhere", 'a,"b,c"\n"x ""y""","two\nlines" \n"Li" W,1', 0],
  ["nowhere: there is nothing", "", 0],
]) {
  test(`a quote is never closed ${name}`, () => assert.equal(csv.unclosed(written), line));
}

for (const [name, given, text] of [
  ["UTF-8", bytes("代号,前测"), "代号,前测"],
  ["UTF-8 with its mark", bytes([0xef, 0xbb, 0xbf], "代号"), "代号"],
  ["GBK, as a Chinese spreadsheet saves it", bytes(GBK), "代号,前测"],
  ["UTF-16, as “Unicode text”", new Uint8Array([0xff, 0xfe, 0xe3, 0x4e, 0xf7, 0x53]), "代号"],
  ["plain letters", bytes("code,before"), "code,before"],
  ["nothing", bytes(), ""],
]) {
  test(`a file in ${name} becomes text`, () => assert.equal(csv.decode(given), text));
}

test("a picture, a broken file and a very large one are no table", () => {
  assert.equal(csv.decode(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00])), null);
  assert.equal(csv.decode(new Uint8Array([0xff, 0xff, 0x80])), null);
  assert.equal(csv.decode(new Uint8Array(2_000_001).fill(65)), null);
});

const WILD = [
  "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", " =1", "\u0000x", "'=1", "''", "'", "K1", "a,b", 'a"b', "a;b", " x ", "",
  "<script>alert(1)</script>", "甲", "07",
];

test("no cell of a saved file can run as a formula", () => {
  for (const cell of csv.write([WILD]).slice(1, -2).match(/"(?:[^"]|"")*"|[^,]+/g) ?? []) {
    assert.doesNotMatch(cell.replace(/^"/, ""), /^\s*[=+\-@＝＋－＠\u0000-\u001f]/, cell);
  }
});

test("what was saved is read again as it was, by whatever separator it holds", () => {
  assert.deepEqual(csv.parse(csv.write([["a", "b", "c"], ...WILD.map((one) => [one, "x", one])])), [["a", "b", "c"], ...WILD.map((one) => [one, "x", one])]);
});

test("two megabytes in one cell that is never closed are read", () => {
  assert.equal(csv.parse(`a\n"${"x".repeat(1_990_000)}`)[1][0].length, 1_990_000);
});

test("ten thousand rows are read", () => {
  assert.equal(csv.parse(`code,before,after\n${"K1,2,3\n".repeat(10_000)}`).length, 10_001);
});

for (const { said, cell } of require(join(__dirname, "..", "shared", "csv-cells.json"))) {
  test(`${JSON.stringify(said)} is a cell that no spreadsheet runs, and is read back as it was`, () => {
    const written = csv.write([[said, "x"]]);
    assert.equal(written.startsWith(`\ufeff${/[",;\t\r\n]|^\s|\s$|^'/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell},x`), true);
    assert.deepEqual(csv.parse(written), [[said, "x"]]);
  });
}
