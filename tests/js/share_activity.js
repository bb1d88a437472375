"use strict";

/** Reads drafts from its input, one JSON with the form they are held against; writes of each its name, its file and what is found. */
const { join } = require("node:path");

for (const name of ["wording", "activity"]) require(join(__dirname, "..", "..", `docs/assets/core/${name}.js`));
const { activity } = globalThis.Tongban;

const { form, drafts, today } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(drafts.map((draft) => {
  const kept = activity.read(JSON.stringify(draft));
  return { name: activity.nameOf(kept), file: activity.file(kept, form, today), findings: activity.findings(kept, form) };
})));
