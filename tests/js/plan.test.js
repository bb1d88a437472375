"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { describe, test } = require("node:test");

const ROOT = join(__dirname, "..", "..");
require(join(ROOT, "docs/assets/core/plan.js"));
const { plan: P } = globalThis.Tongban;
const table = JSON.parse(readFileSync(join(ROOT, "tests/shared/plan-conflicts.json"), "utf8"));

const row = (id, fields = {}) => ({ ...table.activity, id, page: `activities/${id}.html`, title: id, ...fields });
const find = P.finder([
  row("hello", { phase: "opening", minutes: 5 }), row("talk-long", { minutes: 30 }), row("bye", { phase: "closing", minutes: 5 }),
  row("new-name", { was: ["old-name"], minutes: 10 }), row("retired", { now: "hello", minutes: 10 }),
]);
const made = (...sessions) => P.tidy({ ...P.empty(), sessions: sessions.map((ids) => ({ title: "", keep: [], slots: ids.map((id) => ({ activity: id, minutes: 5, keep: [] })) })) }).plan;
const ids = (plan) => plan.sessions.map((one) => one.slots.map((slot) => slot.activity ?? slot.talk));
const bare = (plan) => JSON.parse(JSON.stringify(plan, (name, value) => (name === "key" ? undefined : value)));

/** A code with the sum that makes it whole. */
function signed(text) {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return `${text}&ok=${hash.toString(36)}`;
}

/** Numbers from a seed, the same each time. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SCRAPS = ["Arriving", "来到这里", "a & b", "<img src=x onerror=alert(1)>", "~", "_", "%41", "🌱", "\ud800", "s=1,2:3&ok=", " ", "'\"", "．", "\n", "x".repeat(30), "…"];
function anyPlan(seed) {
  const upTo = random(seed);
  const words = () => Array.from({ length: upTo(5) }, () => SCRAPS[upTo(SCRAPS.length)]).join("");
  const some = (all) => all.filter(() => upTo(6) === 0);
  const youngest = 3 + upTo(16);
  return P.tidy({
    name: words(), programme: upTo(2) ? "four-needs-group" : "",
    group: { children: 1 + upTo(60), youngest, oldest: youngest + upTo(19 - youngest), minutes: 5 + upTo(176), adults: 1 + upTo(9), reach: ["yes", "no", "unknown"][upTo(3)] },
    sessions: Array.from({ length: upTo(12) }, () => ({
      title: words(), keep: some(Object.keys(P.KINDS)), ...(upTo(4) ? {} : { minutes: 5 + upTo(176) }),
      slots: Array.from({ length: upTo(8) }, () => ({ minutes: 1 + upTo(180), keep: [], ...(upTo(3) ? { activity: `job-tree-${upTo(9)}`, keep: some(Object.keys(P.KINDS)) } : { talk: words() }) })),
    })),
  }).plan;
}

describe("a plan as a link", () => {
  test("says the same plan again, whatever is in it", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const plan = anyPlan(seed);
      const code = P.encode(plan);
      assert.match(code, /^[A-Za-z0-9=&,:.~_-]*[A-Za-z0-9]$/, "only letters that chat apps leave alone");
      for (const sent of [code, `#${code}`, encodeURIComponent(code), code.replace(/~/g, "%7E").replace(/,/g, "%2C")]) {
        const read = P.decode(sent);
        assert.ok(read.whole, `seed ${seed}: ${sent}`);
        assert.deepEqual(bare(read.plan), bare(plan), `seed ${seed}`);
      }
      const file = P.fromFile(P.toFile(plan, "2026-01-01"));
      assert.ok(file.whole);
      assert.deepEqual(bare(file.plan), bare(plan));
    }
  });

  test("is whole whatever a chat app or a hand wrote after it", () => {
    const plan = made(["hello"], ["bye"]);
    for (const tail of ["。", "）", " 请看", "%20", "&from=singlemessage", "?from=timeline&isappinstalled=0"]) {
      const { plan: read, whole } = P.decode(P.encode(plan) + tail);
      assert.ok(whole, tail);
      assert.deepEqual(bare(read), bare(plan));
    }
  });

  test("cut anywhere, keeps the sessions before the cut and says that it is not whole", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const plan = anyPlan(seed);
      const code = P.encode(plan);
      for (let end = 0; end < code.length; end += 7) {
        const { plan: read, whole } = P.decode(code.slice(0, end));
        assert.equal(whole, false);
        if (!read) continue;
        const complete = Math.max(0, read.sessions.length - 1);
        assert.deepEqual(bare(read).sessions.slice(0, complete), bare(plan).sessions.slice(0, complete));
      }
    }
  });

  test("with a letter changed is never taken for whole, and never throws", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const upTo = random(seed);
      const code = P.encode(anyPlan(seed));
      const at = upTo(code.length);
      const letter = "A0=&,:~%<_"[upTo(10)];
      if (code[at] === letter) continue;
      assert.equal(P.decode(code.slice(0, at) + letter + code.slice(at + 1)).whole, false, `seed ${seed}`);
    }
  });

  for (const nothing of ["", "#", "plan=2&s=x", "#add=job-tree", "<script>", "%", "plan=1", "plan=1&ok=0"]) {
    test(`“${nothing}” is no plan`, () => assert.equal(P.decode(nothing).plan, null));
  }

  for (const edition of ["en", "zh"]) {
    test(`of eight sessions as long as the four needs group, with a name and talks (${edition}), stays below 2 kB`, () => {
      const talk = edition === "en" ? "What the group is for; our agreement; what we adults must pass on; who wants to join" : "小组做什么、我们的约定、哪些事大人不能保密、谁愿意参加";
      const title = edition === "en" ? "Hot and cool places" : "哪儿上火，哪儿消气";
      const slots = ["hello-my-way", "one-sentence-five-ways", "rewind-the-quarrel", "note-to-next-week"].map((activity) => ({ activity, minutes: 25, keep: ["minutes"] }));
      const sessions = Array.from({ length: 8 }, (_, at) => ({ title, keep: ["over"], slots: at % 2 ? slots : [...slots, { talk, minutes: 14 }] }));
      const { plan } = P.tidy({ ...P.empty(), name: title, programme: "four-needs-group", sessions });
      assert.ok(P.encode(plan).length <= 2000, String(P.encode(plan).length));
    });
  }

  test("says once what stands in several slots: an activity or the words of a talk, with the minutes of each and what is kept in each", () => {
    const talk = "Apart; the older ones in twos";
    const slots = [{ activity: "bean-partners", minutes: 25 }, { talk, minutes: 20 }, { talk: "", minutes: 5 }];
    const { plan } = P.tidy({ ...P.empty(), sessions: [{ slots }, { slots: [{ talk, minutes: 20 }, { talk, minutes: 5 }, { activity: "bean-partners", minutes: 25, keep: ["ages"] }, { activity: "bean-partners", minutes: 9, keep: ["minutes"] }] }] });
    const code = P.encode(plan);
    assert.ok(code.includes("&s=,.2,.2:5,.1::g,.1:9:m&ok="), code);
    assert.deepEqual(bare(P.decode(code).plan), bare(plan));
    assert.ok(P.decode(code).whole);
  });

  test("of former days, in which everything is written in full, is still read whole", () => {
    const { plan, whole } = P.decode(signed("plan=1&for=8,9-12,40,2,n&s=A,job-tree:6,talk.14:Our_rules&s=B,job-tree:6:m,talk.14:Our_rules"));
    assert.deepEqual(ids(plan), [["job-tree", "Our rules"], ["job-tree", "Our rules"]]);
    assert.deepEqual(plan.sessions[1].slots[0].keep, ["minutes"]);
    assert.ok(whole);
  });

  for (const slot of [".0", ".2", ".9:5", ".", ".x", ".length", ".1.5"]) {
    test(`that names a slot which is not there (${slot}) is not whole`, () => {
      const { plan, whole } = P.decode(signed(`plan=1&for=8,9-12,40,2,n&s=A,job-tree:6,${slot}`));
      assert.deepEqual(ids(plan), [["job-tree", ""]]);
      assert.equal(whole, false);
    });
  }

  test("is legible", () => {
    const { plan } = P.tidy({
      name: "", programme: "", group: { children: 8, youngest: 9, oldest: 12, minutes: 40, adults: 2, reach: "no" },
      sessions: [{ title: "We arrive", slots: [{ activity: "job-tree", minutes: 6 }, { talk: "Our rules", minutes: 14 }] }],
    });
    assert.match(P.encode(plan), /^plan=1&for=8,9-12,40,2,n&s=We_arrive,job-tree:6,talk\.14:Our_rules&ok=\w+$/);
  });
});

describe("a plan from a file", () => {
  test("that is none says nothing", () => {
    for (const text of ["", "[]", "null", "{}", "{", "1", '"plan"', '{"sessions": 3}', "PK\u0003\u0004"]) assert.equal(P.fromFile(text).plan, null, text);
  });

  test("keeps what can be read of a damaged one", () => {
    const { plan, whole } = P.fromFile(JSON.stringify({
      version: 1, name: 7, group: { children: "8", youngest: 12, oldest: 9, minutes: 1e9, adults: null, reach: "maybe" },
      sessions: [null, { title: "Two", slots: [{ activity: "hello", minutes: 5 }, { activity: "<b>x</b>", minutes: -3 }, 4], keep: "all" }, { slots: {} }],
    }));
    assert.equal(whole, false);
    assert.deepEqual(bare(plan.group), { children: 8, youngest: 9, oldest: 12, minutes: 180, adults: 1, reach: "unknown" });
    assert.deepEqual(ids(plan), [[], ["hello", "<b>x</b>", ""], []]);
    assert.deepEqual(plan.sessions[1].slots.map((slot) => slot.minutes), [5, 1, 5]);
  });

  const whole = JSON.parse(P.toFile(anyPlan(7), "x"));
  const html = "<img src=x onerror=alert(1)>";
  const nested = (/** @type {string} */ open, /** @type {string} */ close) => open.repeat(90_000) + close.repeat(90_000);
  const slot = (/** @type {string} */ what) => `{"version": 1, "sessions": [{"title": "One", "slots": [${what}, {"activity": "hello", "minutes": 5}]}]}`;
  const hostile = {
    "other types everywhere": JSON.stringify({ version: 1, name: {}, programme: [1], group: "all", sessions: [{ title: 7, minutes: {}, slots: [{ activity: false, talk: 3, minutes: "x", keep: { ages: 1 } }], keep: 5 }] }),
    "objects that are no text": `{"version": 1, "programme": {"toString": 1, "valueOf": 1}, "sessions": []}`,
    "an activity that is no text": slot('{"activity": {"toString": 1, "valueOf": 1}, "minutes": 5}'),
    "lists in lists": `{"version": 1, "name": ${nested("[", "]")}, "programme": ${nested("[", "]")}, "sessions": []}`,
    "an activity of lists in lists": slot(`{"activity": ${nested("[", "]")}, "minutes": ${nested("[", "]")}}`),
    "objects in objects": `{"version": 1, "group": ${nested('{"a":', "")}1${"}".repeat(90_000)}, "sessions": []}`,
    "names of what every object has": slot('{"__proto__": {"activity": "hello"}, "constructor": 1, "activity": "constructor", "keep": ["__proto__", "constructor", "toString"]}').replace("{", '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, '),
    "markup in every text": JSON.stringify(whole, (name, value) => (typeof value === "string" ? html : value)),
    "numbers beyond all": slot('{"activity": "job-tree", "minutes": -1e999}').replace('"sessions"', '"group": {"children": 1e999, "youngest": -5, "oldest": 1e308, "minutes": -0, "adults": 0.5}, "sessions"'),
    "numbers that are words": slot('{"activity": "job-tree", "minutes": "NaN"}').replace('"sessions"', '"group": {"children": "Infinity", "youngest": "1e1", "oldest": "99999999999999999999999", "minutes": "-5", "adults": " 2"}, "sessions"'),
    "names that stand twice": '{"version": 1, "version": 1, "name": 1, "name": "x", "sessions": 3, "sessions": [], "sessions": [{"slots": [], "slots": [null]}]}',
    "lists for objects": '{"version": 1, "group": [], "sessions": [[], [[]], {"slots": [[], [[]]]}]}',
    "far too much": JSON.stringify({ version: 1, name: "x".repeat(400_000), programme: "y".repeat(400_000), sessions: Array(5000).fill({ title: "z", slots: Array(30).fill({ talk: html, minutes: 5 }) }) }),
    "no programme": '{"version": 1, "programme": null, "sessions": []}',
  };
  for (const [name, text] of Object.entries(hostile)) {
    test(`with ${name} is read as far as it is a plan, and said not to be whole`, () => {
      const { plan, whole } = P.fromFile(text);
      assert.equal(whole, false);
      assert.ok(plan.sessions.length <= 40 && plan.name.length <= 300 && plan.programme.length <= 80);
      assert.match(plan.programme, /^[a-z0-9-]*$/);
      assert.notEqual(plan.programme, "null", "nothing is not called so");
      for (const one of [...plan.sessions, ...plan.sessions.flatMap((one) => one.slots)]) assert.ok(one.minutes === undefined || (one.minutes >= 1 && one.minutes <= 180));
      assert.ok(Object.values(plan.group).every((value) => typeof value === "string" || (Number.isInteger(value) && value >= 1)));
      assert.equal({}.polluted, undefined);
      assert.deepEqual(bare(P.decode(P.encode(plan)).plan), bare(plan));
      P.sums(plan, find);
      P.materials(plan, find, {});
      P.gathered(P.conflicts(plan, find), []);
    });
  }

  test("may be a message that holds a link", () => {
    const plan = anyPlan(4);
    assert.deepEqual(bare(P.fromFile(`Our plan: http://x/plan.html#${P.encode(plan)} see you`).plan), bare(plan));
  });

  test("of a later kind of plan is read, and said not to be whole", () => {
    const later = P.toFile(anyPlan(5), "x").replace('"version": 1', '"version": 2');
    assert.equal(P.fromFile(later).whole, false);
    assert.ok(P.fromFile(later).plan);
  });
});

describe("moves", () => {
  const plan = made(["a", "b", "c"], ["d"], []);
  const key = (at, index) => plan.sessions[at].slots[index].key;

  test("up and down within a session", () => {
    assert.deepEqual(ids(P.shift(plan, key(0, 0), 1)), [["b", "a", "c"], ["d"], []]);
    assert.deepEqual(ids(P.shift(plan, key(0, 2), -1)), [["a", "c", "b"], ["d"], []]);
  });

  test("over the end into the neighbour", () => {
    assert.deepEqual(ids(P.shift(plan, key(0, 2), 1)), [["a", "b"], ["c", "d"], []]);
    assert.deepEqual(ids(P.shift(plan, key(1, 0), -1)), [["a", "b", "c", "d"], [], []]);
    assert.deepEqual(ids(P.shift(plan, key(1, 0), 1)), [["a", "b", "c"], [], ["d"]]);
  });

  test("nowhere at the very ends", () => {
    assert.deepEqual(ids(P.shift(plan, key(0, 0), -1)), ids(plan));
  });

  test("to a place in a session", () => {
    assert.deepEqual(ids(P.move(plan, key(0, 0), plan.sessions[0].key, 2)), [["b", "c", "a"], ["d"], []]);
    assert.deepEqual(ids(P.move(plan, key(0, 0), plan.sessions[1].key, 0)), [["b", "c"], ["a", "d"], []]);
  });

  test("leave the plan before as it was", () => {
    P.remove(plan, key(0, 0));
    assert.deepEqual(ids(plan), [["a", "b", "c"], ["d"], []]);
  });

  test("copy a session right after it, with keys of its own", () => {
    const { plan: copied } = P.addSession(plan, plan.sessions[0].key);
    assert.deepEqual(ids(copied), [["a", "b", "c"], ["a", "b", "c"], ["d"], []]);
    const keys = copied.sessions.flatMap((one) => [one.key, ...one.slots.map((slot) => slot.key)]);
    assert.equal(new Set(keys).size, keys.length);
  });

  test("an opening is added to the front, a closing to the end, anything else before the closing", () => {
    const start = made(["hello", "bye"]);
    const to = start.sessions[0].key;
    assert.deepEqual(ids(P.add(start, to, { activity: "talk-long", minutes: 30 }, find).plan), [["hello", "talk-long", "bye"]]);
    assert.deepEqual(ids(P.add(start, to, { activity: "hello", minutes: 5 }, find).plan)[0][0], "hello");
    assert.deepEqual(ids(P.add(start, to, { activity: "bye", minutes: 5 }, find).plan), [["hello", "bye", "bye"]]);
  });

  test("of an activity that was renamed bring the plan up to date", () => {
    const { plan: now, renamed } = P.renewed(made(["old-name", "hello", "lost"]), find);
    assert.deepEqual(ids(now), [["new-name", "hello", "lost"]]);
    assert.deepEqual(renamed, ["new-name"]);
  });

  test("a fact about the group that changes brings back what was kept in spite of it", () => {
    const kept = P.tidy({ ...P.empty(), sessions: [{ title: "", keep: ["over", "closing"], slots: [{ activity: "a", minutes: 5, keep: ["large", "ages"] }] }] }).plan;
    const changed = P.changeGroup(kept, { children: 12, minutes: 30 });
    assert.deepEqual([changed.sessions[0].keep, changed.sessions[0].slots[0].keep], [["closing"], ["ages"]]);
  });

  test("the youngest is never older than the oldest", () => {
    const plan = P.changeGroup(P.empty(), { youngest: 14 });
    assert.deepEqual([plan.group.youngest, plan.group.oldest], [14, 14]);
  });
});

describe("a session that is full", () => {
  const full = made(Array(20).fill("a"), ["b"]);
  const [[here], [there]] = full.sessions.map((one) => one.slots.map((slot) => slot.key));

  test("takes no slot from another: with the next reading of the plan it would be lost", () => {
    assert.equal(P.move(full, there, full.sessions[0].key, 3), full);
    assert.equal(P.shift(full, there, -1), full);
  });

  test("still lets its own be moved, and be moved away", () => {
    assert.deepEqual(P.place(P.move(full, here, full.sessions[0].key, 19), here), [0, 19]);
    assert.equal(P.move(full, here, full.sessions[1].key, 0).sessions[1].slots.length, 2);
  });
});

describe("sums", () => {
  const uses = P.finder([
    row("a", { prep_minutes: 10, adults: 2, materials: [{ item: "paper", per: "child", amount: 2, substitute: "a leaf" }, { item: "chalk", per: "group", amount: 1 }] }),
    row("b", { prep_minutes: 5, adults: 1, materials: [{ item: "paper", per: "pair", amount: 1, substitute: "a wall" }] }),
  ]);
  const plan = P.changeGroup(made(["a", "b"], ["b"], []), { children: 7 });

  test("minutes, preparation, adults and sessions add up; an empty session is none", () => {
    const { minutes, prep, adults, sessions, shortest, longest } = P.sums(plan, uses);
    assert.deepEqual({ minutes, prep, adults, sessions, shortest, longest }, { minutes: 15, prep: 20, adults: 2, sessions: 2, shortest: 5, longest: 10 });
  });

  test("materials are merged: the most in one session, and all of them; an odd child makes a pair", () => {
    assert.deepEqual(P.materials(plan, uses, { paper: { used_up: true } }), [
      { item: "paper", most: 18, all: 22, uses: ["a", "b"], instead: ["a leaf", "a wall"] },
      { item: "chalk", most: 1, all: 1, uses: ["a"], instead: [] },
    ]);
  });
});

describe("conflicts", () => {
  for (const { name, group, sessions, activities, conflicts } of table.cases) {
    const find = P.finder(Object.entries({ ...table.activities, ...activities }).map(([id, fields]) => row(id, fields)));
    const { plan } = P.tidy({ ...P.empty(), group: { ...table.group, ...group }, sessions: sessions.map((one) => ({ title: "", keep: [], ...one, slots: one.slots.map((slot) => ({ keep: [], ...slot })) })) });
    const found = () => P.conflicts(plan, find);
    const said = (plan, found) => found.map((one) => {
      const at = plan.sessions.findIndex((session) => session.key === one.session) + 1;
      return [at, one.kind, ...(one.slot ? [plan.sessions[at - 1].slots.findIndex((slot) => slot.key === one.slot) + 1] : [])].join(" ");
    });

    test(name, () => assert.deepEqual(said(plan, found()), conflicts));

    test(`${name}: each has a way out, and can be kept`, () => {
      for (const one of found()) {
        assert.equal(one.ways.at(-1).do, "keep");
        assert.ok(one.ways.length > 1);
        for (const way of one.ways.filter((way) => !["add", "instead"].includes(way.do))) {
          const after = P.taken(plan, way, find);
          const still = P.conflicts(after, find).some((other) => other.kind === one.kind && other.slot === one.slot && other.session === one.session);
          assert.equal(still, false, `${one.kind} after ${way.do}`);
          assert.equal(P.decode(P.encode(after)).whole, true);
        }
      }
    });
  }
});

describe("many conflicts about the same fact of the group", () => {
  const find = P.finder([
    row("a", { group: { min: 4, max: 8 } }), row("b", { group: { min: 6, max: 12 }, adults: 2 }), row("c", { group: { min: 4, max: 10 }, contacts_parent: true }),
    row("d", { group: { min: 5, max: 10 }, ages: { min: 12, max: 15 }, adults: 3 }),
  ]);
  const planned = (group, ids = "abcd") => P.changeGroup(made([...ids.slice(0, 2)], [...ids.slice(2)]), { adults: 3, reach: "yes", youngest: 12, oldest: 12, ...group });
  const said = (plan, apart = []) => P.gathered(P.conflicts(plan, find), apart).filter((one) => !["minutes", "opening", "closing"].includes(one.kind));

  for (const [name, group, kind, values, ways] of [
    ["too many children for all", { children: 30 }, "large", { many: 4, fit: 8, n: 30 }, ["children", "apart", "keep"]],
    ["too few", { children: 1 }, "small", { many: 4, fit: 6, n: 1 }, ["children", "apart", "keep"]],
    ["other ages", { youngest: 3, oldest: 5 }, "ages", { many: 4, youngest: 3, oldest: 5 }, ["apart", "keep"]],
  ]) {
    test(`${name}: one note says it, with a way out for all`, () => {
      const plan = planned(group);
      const [note, ...others] = said(plan);
      assert.deepEqual([note.kind, note.session, note.ways.map((way) => way.do), others], [kind, 0, ways, []]);
      for (const [name, value] of Object.entries(values)) assert.equal(note.values[name], value);
      assert.equal(said(plan, [kind]).length, 4, "one by one, when asked");
      for (const way of note.ways.filter((way) => way.do !== "apart")) {
        const after = P.taken(plan, way, find);
        assert.deepEqual(said(after), []);
        assert.ok(P.decode(P.encode(after)).whole);
      }
      assert.equal(P.taken(plan, note.ways.find((way) => way.do === "apart"), find), plan);
    });
  }

  test("adults, and parents that can be reached, are asked once for all", () => {
    const plan = P.changeGroup(made(["b"], ["d"], ["b"], ["d"], ["c"], ["c"], ["c"], ["c"]), { youngest: 12, oldest: 12, adults: 1, reach: "unknown" });
    const notes = said(plan);
    assert.deepEqual(notes.map((one) => [one.kind, one.values.many, one.ways[0]]), [["parent", 4, { do: "reach" }], ["adults", 4, { do: "adults", n: 3 }]]);
    assert.deepEqual(said(notes.reduce((plan, one) => P.taken(plan, one.ways[0], find), plan)), []);
    assert.deepEqual(said(P.changeGroup(plan, { reach: "no" }))[0].ways.map((way) => way.do), ["apart", "keep"]);
  });

  test("a few are still read one by one, each with its own ways", () => {
    const notes = said(planned({ children: 11 }, "acdb"));
    assert.deepEqual(notes.map((one) => [one.kind, one.session > 0]), [["large", true], ["large", true], ["large", true]]);
    assert.deepEqual(notes[0].ways.map((way) => way.do), ["instead", "remove", "keep"]);
  });
});

describe("materials are counted for the size of the group as `kb packs` counts them", () => {
  for (const { per, amount, children, needed } of JSON.parse(readFileSync(join(ROOT, "tests/shared/material-counts.json"), "utf8"))) {
    test(`${amount} ${per}, ${children} children`, () => assert.equal(P.amount({ item: "paper", per, amount }, children), needed));
  }
  for (const { name, children, used_up, sessions, sums } of JSON.parse(readFileSync(join(ROOT, "tests/shared/material-sums.json"), "utf8"))) {
    test(name, () => {
      const ids = sessions.map((uses, at) => uses.map((_, n) => `a-${at}-${n}`));
      const find = P.finder(sessions.flatMap((uses, at) => uses.map((use, n) => row(ids[at][n], { materials: [use] }))));
      const found = P.materials(P.changeGroup(made(...ids), { children }), find, Object.fromEntries(used_up.map((item) => [item, { used_up: true }])));
      assert.deepEqual(Object.fromEntries(found.map(({ item, most, all }) => [item, [most, all]])), sums);
    });
  }
});
