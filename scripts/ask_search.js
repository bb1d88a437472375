#!/usr/bin/env node
/**
 * Asks the search of a built edition, with the scripts that its pages use.
 *
 *     node scripts/ask_search.js site/zh 害羞 打架
 *     echo '["shy", "fight"]' | node scripts/ask_search.js --json site
 *
 * With `--json` the queries come from standard input, and for each query it says the pages found, best first, the
 * scripts that the index was asked for, and how many bytes they are when compressed.
 */
"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { gzipSync } = require("node:zlib");

const AT_ONCE = 10;
const IN_VIEW = 5;

/** The scripts of an index, read when asked for. */
class Folder {
  /** @param {string} edition */
  constructor(edition) {
    this.folder = join(edition, "assets/search");
    /** @type {Map<string, any>} */
    this.held = new Map();
    /** @type {Map<string, number>} */
    this.bytes = new Map();
  }

  /** @param {string} name */
  get(name) {
    if (!this.held.has(name)) {
      const path = join(this.folder, `${name}.js`);
      if (!existsSync(path)) throw new Error(`${path} is asked for and is not there`);
      const script = readFileSync(path);
      this.bytes.set(name, gzipSync(script, { level: 9 }).length);
      const globals = /** @type {any} */ (globalThis);
      globals.kbPart = (/** @type {string} */ called, /** @type {any} */ data) => this.held.set(called, data);
      (0, eval)(script.toString("utf8"));
    }
    return this.held.get(name);
  }
}

/**
 * @param {string} edition the folder of a built edition
 * @param {string[]} queries
 */
async function ask(edition, queries) {
  for (const name of ["text", "search"]) require(join(__dirname, "../docs/assets/core", `${name}.js`));
  const { search, text } = globalThis.Tongban;
  const folder = new Folder(edition);
  const index = search.open(folder.get("top"));
  const answers = [];
  for (const query of queries) {
    const asked = new Set(["top"]);
    const get = (/** @type {string} */ name) => {
      asked.add(name);
      return folder.get(name);
    };
    const found = await search.find(index, query, async (names) => new Map(names.map((name) => [name, get(name)])));
    const shown = found.hits.slice(0, AT_ONCE).map((hit, at) => {
      const [address, , title, summary] = get(`d${Math.floor(hit.page / index.per)}`)[hit.page % index.per];
      const said = at < IN_VIEW && !search.saysAll(found, hit, `${title}\n${summary}`) && text.sentence(get(search.textOf(address)), found.weights);
      const excerpt = text.marked(said || summary, found.words).map((part) => (part.hit ? `[${part.text}]` : part.text)).join("");
      return { address, title, excerpt, score: hit.score };
    });
    answers.push({ query, found: found.hits.length, shown, asked: [...asked], bytes: [...asked].reduce((sum, name) => sum + (folder.bytes.get(name) ?? 0), 0) });
  }
  return answers;
}

(async () => {
  const [, , ...given] = process.argv;
  if (given[0] === "--json") {
    console.log(JSON.stringify(await ask(given[1], JSON.parse(readFileSync(0, "utf8")))));
    return;
  }
  for (const { query, found, shown, bytes } of await ask(given[0], given.slice(1))) {
    console.log(`${query}: ${found} pages, ${bytes} bytes`);
    for (const { address, title, excerpt, score } of shown) console.log(`  ${score.toFixed(1)} ${address} ${title}\n      ${excerpt}`);
  }
})();
