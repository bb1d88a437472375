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
  const ALSO_FOLDED = { æ: "ae", œ: "oe", ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th" };

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
   * What to look for: each word once, each pair of Han characters once, and a Han character that stands alone.
   * @param {string} query
   * @returns {string[]}
   */
  function terms(query) {
    const found = new Set();
    for (const [piece] of fold(query).matchAll(PIECE)) {
      if (isLatin(piece)) found.add(piece.replace(/['’]/g, ""));
      else for (const pair of pairs(piece)) found.add(pair);
    }
    return [...found];
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
   * The text in parts, those that hold one of the tokens marked.
   * @param {string} text
   * @param {Set<string>} tokens
   * @returns {{text: string, hit: boolean}[]}
   */
  function marked(text, tokens) {
    const parts = [];
    const put = (/** @type {string} */ some, /** @type {boolean} */ hit) => {
      const before = parts.at(-1);
      if (before && before.hit === hit) before.text += some;
      else if (some) parts.push({ text: some, hit });
    };
    let end = 0;
    for (const match of text.matchAll(WRITTEN)) {
      put(text.slice(end, match.index), false);
      end = match.index + match[0].length;
      const folded = fold(match[0]).replace(/['’]/g, "");
      if (isLatin(folded)) {
        put(match[0], tokens.has(folded));
        continue;
      }
      const characters = [...match[0]];
      const pair = (/** @type {number} */ at) => at >= 0 && tokens.has(characters.slice(at, at + 2).join(""));
      characters.forEach((one, at) => put(one, tokens.has(one) || pair(at) || (at > 0 && pair(at - 1))));
    }
    put(text.slice(end), false);
    return parts;
  }

  (globalThis.Tongban ||= {}).text = { fold, isLatin, terms, marked };
})();
