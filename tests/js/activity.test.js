"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");

const ROOT = join(__dirname, "..", "..");
for (const name of ["wording", "activity"]) require(join(ROOT, `docs/assets/core/${name}.js`));
const { activity } = globalThis.Tongban;
const shared = (name) => JSON.parse(readFileSync(join(ROOT, "tests/shared", name), "utf8"));
const TABLE = shared("share-activity.json");
const FORM = shared("share-form.json");

/** The draft of a case: the right one, some fields of it changed. */
function draft(change = {}) {
  const made = structuredClone(TABLE.draft);
  for (const [path, value] of Object.entries(change)) {
    const keys = path.split(".");
    const last = keys.pop();
    keys.reduce((held, key) => held[key], made)[last] = value;
  }
  return made;
}

const found = (made) => activity.findings(made, FORM).map(({ code, field }) => [code, field]);
const sorted = (rows) => rows.map(String).sort();

for (const one of TABLE.cases) test(one.name, () => assert.deepEqual(sorted(found(draft(one.change))), sorted(one.found)));

for (const [field, most] of [["title", 200], ["steps.0.name", 200], ["why", 4000], ["watch", 4000], ["safe", 4000], ["stop_signals", 4000]]) {
  test(`ten thousand letters in ${field} are too many`, () => {
    const [only, ...more] = activity.findings(draft({ [field]: "a".repeat(10_000) }), FORM);
    assert.deepEqual([only.code, only.values, more.length], ["LONG", { n: 10_000, most }, 0]);
  });
}

test("a browser too old for the patterns leaves the words to the checker", () => {
  const wording = { en: { ...FORM.wording.en, patterns: { ...FORM.wording.en.patterns, secret: ["(?<", "gu"] } } };
  const made = draft({ title: "The lazy pond", adults: "0" });
  assert.deepEqual(activity.findings(made, FORM).map(({ code }) => code), ["SCH001", "WRD001"]);
  assert.deepEqual(activity.findings(made, { ...FORM, wording }).map(({ code }) => code), ["SCH001"]);
});

test("what is found is shown as it reads, and no more of it than is needed", () => {
  const [one, other] = activity.findings(draft({ why: "A problem\n  child.", note: `Take a photo of the ${"long".repeat(20)}.` }), FORM);
  assert.equal(one.values.found, "problem child");
  assert.equal(other.values.found, "Take a photo of the longlonglonglonglonglonglonglonglonglon…");
});

test("what is kept comes back as it was", () => assert.deepEqual(activity.read(JSON.stringify(TABLE.draft)), TABLE.draft));

for (const kept of ["", "nonsense", "null", "[]", "7", '"text"', '{"steps": 3, "talk": {"length": 2}, "title": ["x"], "__proto__": {"id": "x"}}', '{"steps": [null, 7, {"name": {}}]}']) {
  test(`a damaged draft is an empty one: ${kept}`, () => {
    const made = activity.read(kept);
    assert.deepEqual(Object.keys(made), Object.keys(TABLE.draft));
    assert.equal(activity.holds(made), false);
    assert.ok(made.steps.length && made.talk.length);
    assert.ok(activity.file(made, FORM, "2026-11-27").startsWith("---\n"));
  });
}

test("no more rows and no longer texts are kept than a page can show", () => {
  const made = activity.read(JSON.stringify({ title: "a".repeat(50_000), steps: Array(500).fill({ name: "x" }) }));
  assert.deepEqual([made.title.length, made.steps.length], [20_000, activity.ROWS]);
});

for (const [title, name] of [["Paper pond!", "paper-pond"], ["Grandma's  Café", "grandmas-cafe"], ["纸荷叶", "new-activity"], ["青蛙 frog", "frog"], ["../../etc", "etc"], ["-- ", "new-activity"]]) {
  test(`the file of “${title}” is called ${name}`, () => assert.equal(activity.nameOf(draft({ id: "", title })), name));
}

test("a short text goes into the address, a long one does not", () => {
  const folder = "https://example.org/handbook/new/main/activities";
  assert.deepEqual(activity.newFile(folder, "a.md", "a b&c\n"), { href: `${folder}?filename=a.md&value=a%20b%26c%0A`, whole: true });
  assert.deepEqual(activity.newFile(folder, "a.md", "叶".repeat(900)), { href: `${folder}?filename=a.md`, whole: false });
});

test("a mail goes to the address that the handbook names, and to no other", () => {
  assert.equal(activity.mail("share@example.org", "A & b", "c\nd"), "mailto:share@example.org?subject=A%20%26%20b&body=c%0Ad");
  for (const to of ["", "not an address", "a@b.org?bcc=c@d.org", "a@b.org,c@d.org"]) assert.ok(activity.mail(to, "a", "b").startsWith("mailto:?"));
});

test("halves of characters are left out, so that the file can be written", () => assert.ok(!activity.file(draft({ why: "a\ud83d b" }), FORM, "2026-11-27").includes("\ud83d")));
