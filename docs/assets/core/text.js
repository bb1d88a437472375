/**
 * Words in a text, for the search: what to look for, and where to mark what was found.
 *
 * Latin words are in lower case and without accents; Han text is taken in pairs of neighbouring characters.
 * `kb_tools/website/search_index.py` cuts the pages the same way, and `tests/shared/search-tokens.json` holds both to it.
 */
(() => {
  "use strict";

  const HAN = "\\u3005\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{323af}";
  const PIECE = new RegExp(`[a-z0-9]+(?:['’][a-z0-9]+)*|[${HAN}]+`, "gu");
  const WRITTEN = new RegExp(`[${HAN}]+|(?:(?![${HAN}])[\\p{L}\\p{M}\\p{N}])+(?:['’](?:(?![${HAN}])[\\p{L}\\p{M}\\p{N}])+)*`, "gu");
  /** @type {Record<string, string>} */
  const ALSO_FOLDED = { æ: "ae", œ: "oe", ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };

  const SENTENCE = /[^\n。！？]*?(?:[.!?](?=["”’)]*\s)["”’)]*|[。！？]+[”’」）]*|\n|$)/gu;
  const TERMS = 30;
  const TOO_SHORT = 16;
  const TOO_LONG = 150;

  /**
   * The text in lower case, without accents, full-width forms made plain.
   * @param {string} text
   * @returns {string}
   */
  function fold(text) {
    return text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]+/g, "")
      .toLowerCase()
      .replace(/[æœßøđðłıþ]/g, (letter) => ALSO_FOLDED[letter]);
  }

  /**
   * Whether a token is Latin; otherwise it is Han.
   * @param {string} token
   * @returns {boolean}
   */
  function isLatin(token) {
    return token[0] <= "z";
  }

  /**
   * What to look for: each word once, each pair of Han characters once, and a Han character that stands alone; of a
   * long text what stands first.
   * @param {string} query
   * @returns {string[]}
   */
  function terms(query) {
    /** @type {Set<string>} */
    const found = new Set();
    for (const [piece] of fold(query).matchAll(PIECE)) {
      if (isLatin(piece)) found.add(piece.replace(/['’]/g, ""));
      else for (const pair of pairs(piece)) found.add(pair);
    }
    return [...found].slice(0, TERMS);
  }

  /**
   * The neighbouring characters of a run, two by two; a single character is itself.
   * @param {string} run
   * @returns {string[]}
   */
  function pairs(run) {
    const characters = [...run];
    if (characters.length === 1) return characters;
    return characters.slice(1).map((second, index) => characters[index] + second);
  }

  /**
   * Where tokens stand in a text: begin, end and token of each.
   * @param {string} text
   * @param {{has: (token: string) => boolean}} tokens
   * @returns {[number, number, string][]}
   */
  function places(text, tokens) {
    /** @type {[number, number, string][]} */
    const found = [];
    const put = (/** @type {number} */ start, /** @type {number} */ end, /** @type {string} */ token) => {
      if (tokens.has(token)) found.push([start, end, token]);
    };
    for (const match of text.matchAll(WRITTEN)) {
      const folded = fold(match[0]).replace(/['’]/g, "");
      if (isLatin(folded)) {
        put(match.index, match.index + match[0].length, folded);
        continue;
      }
      let start = match.index;
      let before = "";
      for (const one of match[0]) {
        put(start, start + one.length, one);
        if (before) put(start - before.length, start + one.length, before + one);
        start += one.length;
        before = one;
      }
    }
    return found;
  }

  /**
   * The text in parts, those that hold one of the tokens marked.
   * @param {string} text
   * @param {{has: (token: string) => boolean}} tokens
   * @returns {{text: string, hit: boolean}[]}
   */
  function marked(text, tokens) {
    /** @type {{text: string, hit: boolean}[]} */
    const parts = [];
    let end = 0;
    const put = (/** @type {number} */ until, /** @type {boolean} */ hit) => {
      const before = parts.at(-1);
      if (before?.hit === hit) before.text += text.slice(end, until);
      else if (until > end) parts.push({ text: text.slice(end, until), hit });
      end = Math.max(end, until);
    };
    for (const [from, to] of places(text, tokens).sort((one, other) => one[0] - other[0])) {
      if (from > end) put(from, false);
      if (to > end) put(to, true);
    }
    put(text.length, false);
    return parts;
  }

  /**
   * The sentence of a page that says most of what was looked for: of sentences that say the same, the first one long
   * enough to make sense alone. One that is too long is cut around what was found. Nothing where no word stands.
   * @param {string} page what the page says, a line for each paragraph
   * @param {Map<string, number>} weights how much each token says
   * @returns {string}
   */
  function sentence(page, weights) {
    let best = "";
    let most = 0;
    for (const [one] of page.matchAll(SENTENCE)) {
      const held = new Set(places(one, weights).map((place) => place[2]));
      let worth = 0;
      for (const token of held) worth += weights.get(token) ?? 0;
      if (worth && breadth(one) < TOO_SHORT) worth *= 0.8;
      if (worth > most) [best, most] = [one.trim(), worth];
    }
    return cut(best, weights);
  }

  /**
   * How wide a text is in print: a Han character takes the room of two letters.
   * @param {string} text
   */
  function breadth(text) {
    let sum = 0;
    for (const one of text) sum += one > "\u2e80" ? 2 : 1;
    return sum;
  }

  /**
   * A long sentence from shortly before its first word that was looked for.
   * @param {string} one
   * @param {Map<string, number>} weights
   */
  function cut(one, weights) {
    const first = places(one, weights)[0]?.[0] ?? 0;
    if (breadth(one) <= TOO_LONG || breadth(one.slice(0, first)) < TOO_LONG / 2) return one;
    const before = one.slice(0, first);
    const pause = Math.max(...[..."，、；：,;:—"].map((mark) => before.lastIndexOf(mark)));
    if (pause >= 0 && breadth(before.slice(pause)) < TOO_LONG / 2) return `… ${one.slice(pause + 1).trim()}`;
    const near = Math.max(0, first - TOO_LONG / 4);
    const blank = one.indexOf(" ", near);
    return `… ${one.slice(blank >= 0 && blank < first ? blank + 1 : near).trim()}`;
  }

  (globalThis.Tongban ||= {}).text = /** @satisfies {Parts["text"]} */ ({ fold, isLatin, terms, places, marked, sentence });
})();
