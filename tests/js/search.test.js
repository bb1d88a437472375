"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");

const ROOT = join(__dirname, "..", "..");
require(join(ROOT, "docs/assets/core/text.js"));
require(join(ROOT, "docs/assets/core/search.js"));
const { text, search } = globalThis.Tongban;
const table = JSON.parse(readFileSync(join(ROOT, "tests/shared/search-tokens.json"), "utf8"));

/**
 * A small index, written by hand: "fight" on pages 0 and 2, "fights" on 1; "parent" on 0, "parents" on 1, "grandparent"
 * on 2; "shy" in the title of 0; 怕生 on 0, 怕 at the end of a run on 2.
 */
const TOP = {
  pages: 3, per: 16, lengths: "UUU", worths: "UUU", activities: [[0, 1]], words: "AfightFsAgrandparentAparentGsAshy", han: [42, 43], common: "a the",
};
const DRAWERS = {
  [search.drawer("fight")]: { words: "AfightFs", places: "RhB hB" },
  [search.drawer("grandparent")]: { words: "Agrandparent", places: "xB" },
  [search.drawer("parent")]: { words: "AparentGs", places: "R hB" },
  [search.drawer("shy")]: { words: "Ashy", places: "W" },
  h42: { words: "A怕", places: "xB" },
  h43: { words: "A怕生", places: "R" },
};

/** What a search of the small index finds. */
function find(query) {
  const index = search.open(TOP);
  const planned = search.plan(index, query);
  return search.rank(index, planned.terms, (name) => (planned.drawers.includes(name) ? DRAWERS[name] : undefined));
}

for (const { text: written, query, drawers } of table.cases) {
  test(`a search for “${written}” looks for ${query.join(" ") || "nothing"}`, () => {
    assert.deepEqual(text.terms(written), query);
    assert.deepEqual(query.map(search.drawer), drawers);
  });
}

test("front-coded words come back whole", () => {
  assert.deepEqual(search.decodeWords("AfightFingFsA爷奶B爷"), ["fight", "fighting", "fights", "爷奶", "爷爷"]);
  assert.deepEqual(search.decodeWords(""), []);
});

test("places come back as page and weight", () => {
  // One page on, weight 3: 16 + 3 = 19, T. A hundred on, weight 15: 1615 = 15 + 18 * 32 + 1024, v y B.
  assert.deepEqual(search.decodePlaces("TvyB"), [[0, 3], [100, 15]]);
  assert.deepEqual(search.decodePlaces(""), []);
});

test("a word stands for its other forms, for longer words and for words around it, in this order", () => {
  const words = ["carefulness", "care", "cared", "careful", "cares", "caring", "daycare", "scar"];
  assert.deepEqual(
    [...search.standIns(words, "care")].sort((one, other) => other[1] - one[1]).map(([word]) => word),
    ["care", "cared", "cares", "caring", "carefulness", "careful", "daycare"],
  );
});

test("a word with a slip of the finger finds the nearest word and its forms", () => {
  const words = ["facilitator", "facilitators", "feelings", "grandparent", "grandparents", "she"];
  assert.deepEqual([...search.standIns(words, "granparent").keys()], ["grandparent", "grandparents"]);
  assert.deepEqual([...search.standIns(words, "facilitater").keys()], ["facilitator", "facilitators"]);
  assert.deepEqual([...search.standIns(words, "feelngs").keys()], ["feelings"]);
});

test("a short word or a number is taken as written", () => {
  assert.equal(search.standIns(["she", "2020"], "shy").size, 0);
  assert.equal(search.standIns(["she", "2020"], "2021").size, 0);
});

for (const [one, other, steps] of [
  ["fight", "fight", 0], ["fight", "figth", 1], ["fight", "fights", 1], ["fight", "sight", 1], ["fight", "fit", 2], ["fight", "play", 3],
]) {
  test(`from “${one}” to “${other}” it is ${steps} steps${steps > 2 ? " or more" : ""}`, () => {
    assert.equal(search.distance(one, other, 2), steps);
  });
}

/** The same by the table of all beginnings of both words, in which each cell is the least of four ways to come there. */
function byTable(one, other) {
  const cells = [];
  for (let row = 0; row <= one.length; row++) {
    cells.push([]);
    for (let at = 0; at <= other.length; at++) {
      const ways = row && at ? [cells[row - 1][at] + 1, cells[row][at - 1] + 1, cells[row - 1][at - 1] + Number(one[row - 1] !== other[at - 1])] : [row + at];
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) ways.push(cells[row - 2][at - 2] + 1);
      cells[row].push(Math.min(...ways));
    }
  }
  return cells[one.length][other.length];
}

test("steps between two words are those of the table of all their beginnings", () => {
  let seed = 7;
  const below = (most) => (seed = (seed * 48271) % 2147483647) % most;
  const letters = (of, most) => Array.from({ length: 1 + below(most) }, () => of[below(of.length)]);
  for (let turn = 0; turn < 20_000; turn++) {
    const of = ["ab", "abcz", "0a9bcdefghij"][below(3)];
    const one = letters(of, turn % 4 ? 9 : 31);
    const other = turn % 3 ? [...one] : letters(of, 9);
    for (let slip = below(4); slip; slip--) {
      const at = below(other.length);
      if (slip % 2) [other[at], other[below(other.length)]] = [of[below(of.length)], other[at]];
      else other.splice(at, below(2), ...letters(of, 2));
    }
    for (const most of [1, 2]) {
      const [steps, asked] = [byTable(one, other), search.distance(one.join(""), other.join(""), most)];
      assert.equal(Math.min(steps, most + 1), Math.min(asked, most + 1), `${one.join("")}, ${other.join("")}, ${most}`);
    }
  }
});

test("a word longer than any is not looked for among its neighbours", () => {
  const word = "a".repeat(31);
  assert.deepEqual([...search.standIns([word], `${word.slice(1)}b`).keys()], [word]);
  assert.equal(search.standIns([`${word}a`], `${word}b`).size, 0);
});

test("the word itself comes before its plural", () => {
  assert.deepEqual(find("fight").hits.map((hit) => hit.page), [0, 2, 1]);
  assert.deepEqual(find("fights").hits.map((hit) => hit.page), [1, 0, 2]);
});

test("a word inside another comes last", () => {
  assert.deepEqual(find("parent").hits.map((hit) => hit.page), [0, 1, 2]);
});

test("words that say little are left out beside others, and looked for alone", () => {
  const index = search.open(TOP);
  assert.deepEqual(search.plan(index, "the shy").terms.map((term) => term.token), ["shy"]);
  assert.deepEqual(search.plan(index, "the").terms.map((term) => term.token), ["the"]);
});

test("one Han character finds every word it begins and every run it ends", () => {
  assert.deepEqual(find("怕").hits.map((hit) => hit.page).sort(), [0, 2]);
  assert.deepEqual([...find("怕").words], ["怕"]);
});

test("scripts that do not exist are not asked for", () => {
  assert.deepEqual(search.plan(search.open(TOP), "童话").drawers, []);
});

test("half of the words must be there", () => {
  assert.equal(find("shy zebra").hits.length, 1);
  assert.equal(find("shy zebra crocodile").hits.length, 0);
});

test("a page with more of the words comes first", () => {
  assert.deepEqual(find("shy fights").hits.map((hit) => hit.page), [0, 1, 2]);
});

test("who says all words of a phrase, in any form and order, is led to its page first", async () => {
  const index = search.open({ ...TOP, first: [[2, ["want die", "hit me"]], [0, ["怕生了"]]] });
  const pages = async (/** @type {string} */ query) => (await search.find(index, query, async (names) => new Map(names.map((name) => [name, DRAWERS[name]])))).hits.map((hit) => hit.page);
  assert.deepEqual(await pages("fights"), [1, 0, 2]);
  assert.deepEqual(await pages("shy fights, hits me"), [2, 0]);
  assert.deepEqual(await pages("me, hitting"), [2]);
  assert.deepEqual(await pages("they die"), []);
  assert.deepEqual(await pages("他不怕生了"), [0]);
});

test("pages that are not asked for leave no others out", async () => {
  const load = async (/** @type {string[]} */ names) => new Map(names.map((name) => [name, DRAWERS[name]]));
  const pages = async (/** @type {string} */ query, /** @type {number} */ only) => (await search.find(search.open({ ...TOP, first: [[2, ["fight"]]] }), query, load, (page) => page === only)).hits.map((hit) => hit.page);
  assert.deepEqual(await pages("fight", 1), [1]);
  assert.deepEqual(await pages("怕生", 2), [2], "where no page asked for holds the pair, its characters are looked for one by one");
});

test("of two pages that say the same, the one worth more to the reader comes first", () => {
  const order = (/** @type {string} */ worths) => {
    const index = search.open({ ...TOP, worths });
    return search.rank(index, search.plan(index, "parents").terms, (name) => DRAWERS[name]).hits.map((hit) => hit.page);
  };
  assert.deepEqual(order("UUU"), [1, 0]);
  assert.deepEqual(order("UGU"), [0, 1]);
});

test("what very many activities say tells of those alone that say it louder, in the header as in the finder", async () => {
  // "talk" on all of 30 activities and on a term, loud on activity 3; "shy" on activity 5 and weakly on 6.
  const digit = (/** @type {number} */ weight) => "QRSTUVWXYZabcdef"[weight];
  const talk = Array.from({ length: 31 }, (_, page) => digit(page === 3 ? 9 : 1)).join("");
  const held = { [search.drawer("talk")]: { words: "Atalk", places: talk }, [search.drawer("shy")]: { words: "Ashy", places: "pDR" } };
  const index = search.open({ ...TOP, pages: 31, lengths: "U".repeat(31), worths: "U".repeat(31), activities: [[0, 29]], words: "AshyAtalk" });
  const load = async (/** @type {string[]} */ names) => new Map(names.map((name) => [name, held[name]]));
  const pages = async (/** @type {string} */ query, /** @type {boolean} */ finder) => (await search.find(index, query, load, (page) => !finder || page < 30)).hits.map((hit) => hit.page);
  assert.deepEqual((await pages("talk", false)).sort(), [3, 30]);
  assert.deepEqual(await pages("talk", true), [3]);
  assert.deepEqual((await pages("shy talk", true)).includes(3), (await pages("shy talk", false)).includes(3));
  assert.equal((await pages("shy talk", true))[0], 5);
});

test("activities that answer much worse than the best of them are left out, other pages are not", async () => {
  const index = (/** @type {[number, number][]} */ activities) => search.open({ ...TOP, pages: 3, activities });
  const held = { [search.drawer("shy")]: { words: "Ashy", places: "fRR" } };
  const pages = async (/** @type {[number, number][]} */ activities) => (await search.find(index(activities), "shy", async (names) => new Map(names.map((name) => [name, held[name]])))).hits.map((hit) => hit.page);
  assert.deepEqual(await pages([[0, 1]]), [0, 2]);
  assert.deepEqual(await pages([]), [0, 1, 2]);
});

test("a quality is found by the word for it", () => {
  assert.equal(search.standIns(["shy"], "shyness").get("shy"), 0.9);
  assert.equal(search.standIns(["loneliness"], "lonely").get("loneliness"), 0.9);
});

test("a wrong Han character finds what the others say, and where a script is missing it says so", async () => {
  const index = search.open(TOP);
  const load = async (/** @type {string[]} */ names) => new Map(names.filter((name) => DRAWERS[name]).map((name) => [name, DRAWERS[name]]));
  assert.deepEqual((await search.find(index, "怕声", load)).hits.map((hit) => hit.page).sort(), [0, 2]);
  await assert.rejects(search.find(index, "fight", async () => new Map()));
});

test("what is shown of a page is enough when it says all the words that the page was found by", () => {
  const found = find("shy fights");
  const [first] = found.hits;
  assert.equal(search.saysAll(found, first, "A shy child in a fight"), true);
  assert.equal(search.saysAll(found, first, "A shy child"), false);
});

test("what a page says is in a script of its name", () => {
  assert.equal(search.textOf("glossary/conflict.html"), "t/glossary/conflict");
});

test("of a very long text only the beginning is looked for", () => {
  assert.equal(text.terms(Array.from({ length: 500 }, (_, at) => `w${at}`).join(" ")).length, 30);
});

const WEIGHTS = new Map([["shy", 3], ["child", 1], ["害羞", 3], ["孩子", 1]]);
for (const [what, page, expected] of [
  ["the sentence with the rarer word", "A child comes. She is shy. A child goes.", "She is shy."],
  ["the sentence with more of the words", "She is shy. A shy child may point. Children come.", "A shy child may point."],
  ["a sentence rather than a heading of one word", "Shy\nWhoever is shy may watch first.", "Whoever is shy may watch first."],
  ["a Chinese sentence", "孩子来了。害羞的孩子可以先看。再一起做。", "害羞的孩子可以先看。"],
  ["nothing where no word stands", "Nobody here.", ""],
  ["a long sentence from a pause before the word", `${"We go on and on, ".repeat(12)}and a shy one waits.`, "… and a shy one waits."],
  ["a number with a point in one piece", "It took 2.5 hours for a shy one.", "It took 2.5 hours for a shy one."],
]) {
  test(`a result shows ${what}`, () => {
    assert.equal(text.sentence(page, WEIGHTS), expected);
  });
}

test("a page that the index does not know yet is left out", () => {
  const index = search.open({ ...TOP, pages: 2 });
  const { terms } = search.plan(index, "fight");
  assert.deepEqual(search.rank(index, terms, (name) => DRAWERS[name]).hits.map((hit) => hit.page), [0, 1]);
});

for (const [written, tokens, expected] of [
  ["No fight today", ["fight"], "No [fight] today"],
  ["Fights – FIGHT", ["fight", "fights"], "[Fights] – [FIGHT]"],
  ["the Child’s café", ["childs", "cafe"], "the [Child’s] [café]"],
  ["留守儿童小组", ["守儿", "儿童"], "留[守儿童]小组"],
  ["怕生，害怕", ["怕"], "[怕]生，害[怕]"],
  ["看WeChat消息", ["wechat"], "看[WeChat]消息"],
  ["<b>shy</b>", ["shy"], "<b>[shy]</b>"],
  ["", ["shy"], ""],
]) {
  test(`${tokens.join(", ")} marked: ${expected}`, () => {
    const parts = text.marked(written, new Set(tokens));
    assert.equal(parts.map((part) => (part.hit ? `[${part.text}]` : part.text)).join(""), expected);
  });
}
