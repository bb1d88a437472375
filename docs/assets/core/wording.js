/**
 * Words that no guide should hold: blame, words that the glossary avoids, promises of secrecy, calls for a picture of a child.
 *
 * The phrases and patterns are those of `kb_tools/wording/`, and the page gives them (`kb_tools/render/share_pages.py`); what takes one
 * back – a quotation, a word that denies it, a limit in its sentence – is looked for here as it is there.
 */
(() => {
  "use strict";

  const LEAD = 40;
  const SHOWN = 60;

  /** @typedef {[number, number]} Place from where to where */
  /** @typedef {{place: Place, code: string, key: string, values: Record<string, string>, term?: string}} Found */

  /** @type {WeakMap<object, any>} what was made of a page's patterns */
  const known = new WeakMap();

  /**
   * The patterns that a page gives for a language, ready to look with; nothing where a browser is too old for them: the checker looks too.
   * @param {any} given
   */
  function ready(given) {
    if (!known.has(given)) {
      try {
        const patterns = Object.entries(given.patterns).map(([name, [source, flags]]) => [name, new RegExp(source, flags)]);
        const phrases = given.phrases.map((/** @type {any} */ one) => ({ ...one, find: new RegExp(one.find[0], one.find[1]) }));
        known.set(given, { ...given, ...Object.fromEntries(patterns), phrases });
      } catch {
        known.set(given, null);
      }
    }
    return known.get(given);
  }

  /**
   * @param {RegExp} pattern
   * @param {string} text
   * @param {number} [from]
   */
  function first(pattern, text, from = 0) {
    pattern.lastIndex = from;
    return pattern.exec(text);
  }

  /**
   * @param {RegExp} pattern
   * @param {string} text
   * @param {number} [from]
   */
  function every(pattern, text, from = 0) {
    pattern.lastIndex = from;
    return [...text.matchAll(pattern)];
  }

  /**
   * A text to look in: `text` as it is; `flat`, where letters that are not Latin are `_`, for `\w` and `\b` take none of them for a letter;
   * `read`, which of the two has the words of the language; and the headings.
   * @typedef {{text: string, flat: string, read: string, headings: RegExpExecArray[]}} Looked
   */

  /**
   * @param {string} text
   * @param {any} p
   * @returns {Looked}
   */
  function looked(text, p) {
    const flat = text.replace(/(?![\x00-\x7f])[\p{L}\p{N}]/gu, (letter) => "_".repeat(letter.length));
    return { text, flat, read: p.isLatin ? flat : text, headings: every(p.heading, text) };
  }

  // What stands around a place

  /**
   * Where the last mark before a place ends; where the line begins without one.
   * @param {RegExp} mark
   * @param {string} text
   * @param {number} at
   */
  function after(mark, text, at) {
    const begin = text.lastIndexOf("\n", at - 1) + 1;
    const last = every(mark, text.slice(begin, at)).pop();
    return last ? begin + last.index + last[0].length : begin;
  }

  /**
   * The sentence, or the line, that a stretch lies in.
   * @param {any} p
   * @param {Looked} where
   * @param {number} begin
   * @param {number} end
   */
  const sentence = (p, { read }, begin, end) => read.slice(after(p.sentence, read, begin), first(p.sentence, read, end)?.index ?? read.length);

  /**
   * The words that lead up to a place: in a quotation those before it in the line, without earlier quotations, else those in its clause.
   * @param {any} p
   * @param {Looked} where
   * @param {number} at
   */
  function lead(p, { read, flat }, at) {
    const begin = read.lastIndexOf("\n", at - 1) + 1;
    const quoted = every(p.quoted, flat.slice(begin).split("\n", 1)[0]).map((one) => [begin + one.index, begin + one.index + one[0].length]);
    const inside = quoted.findIndex(([from, to]) => from < at && at < to);
    if (inside < 0) return { before: read.slice(after(p.clause, read, at), at), isQuoted: false };
    const starts = [begin, ...quoted.slice(0, inside).map(([, to]) => to)];
    return { before: starts.map((from, n) => read.slice(from, quoted[n][0])).join(""), isQuoted: true };
  }

  /**
   * Whether the heading above a place begins with a word that denies.
   * @param {any} p
   * @param {Looked} where
   * @param {number} at
   */
  function deniedAbove(p, { read, headings }, at) {
    const above = headings.filter((one) => one.index < at).pop();
    const begin = above ? above.index + above[0].length - above[1].length : at;
    return first(p.begins, read.slice(begin, Math.min(at, begin + (above?.[1].length ?? 0))))?.index === 0;
  }

  // What is looked for

  /**
   * Where phrases stand that are neither quoted nor denied.
   * @param {any} p
   * @param {Looked} where
   * @returns {Found[]}
   */
  function phrases(p, { text, read, flat }) {
    const exempt = [...every(p.quoted, flat), ...every(p.address, flat)].map((one) => [one.index, one.index + one[0].length]);
    const isFree = (/** @type {Place} */ [begin, end], /** @type {string[]} */ but) => !but.some((longer) => read.slice(Math.max(0, end - longer.length), begin + longer.length).toLowerCase().includes(longer)) &&
      !exempt.some(([from, to]) => from <= begin && begin < to) && !first(p.denies, read.slice(0, begin), Math.max(0, begin - LEAD));
    return p.phrases.flatMap((/** @type {any} */ { find, say, but = [], term }) => places(find, read).filter((place) => isFree(place, but)).map((place) => (
      { place, code: term ? "WRD002" : "WRD001", key: term ? "avoid" : "blame", values: { found: shown(text, place), better: say }, term })));
  }

  /**
   * Where secrecy is promised: nothing denies it, sets a limit in the same sentence, or says that a child may answer so.
   * @param {any} p
   * @param {Looked} where
   * @returns {Found[]}
   */
  function secrets(p, where) {
    return inLines(p.secret, where.read).filter(([begin, end]) => {
      const { before, isQuoted } = lead(p, where, begin);
      const isDenied = first(p.not, before) || deniedAbove(p, where, begin);
      const isAnswer = isQuoted && first(p.others, before) && !first(p.you, before);
      return !isDenied && !isAnswer && !first(p.limit, sentence(p, where, begin, end));
    }).map((place) => ({ place, code: "WRD003", key: "secret", values: { found: shown(where.text, place), better: p.instead } }));
  }

  /**
   * Where people are to be photographed, filmed or recorded: nothing in the sentence denies it, leaves it open, or asks for a yes to a picture of a thing.
   * @param {any} p
   * @param {Looked} where
   * @returns {Found[]}
   */
  function pictures(p, where) {
    return inLines(p.picture, where.read).filter(([begin, end]) => {
      const said = sentence(p, where, begin, end);
      const isOpen = first(p.not, said) || first(p.open, said) || deniedAbove(p, where, begin);
      return !isOpen && !(first(p.yes, said) && first(p.thing, said));
    }).map((place) => ({ place, code: "WRD004", key: "picture", values: { found: shown(where.text, place) } }));
  }

  /**
   * From where to where a pattern is found.
   * @param {RegExp} pattern
   * @param {string} text
   * @param {number} [begin] what is added
   * @returns {Place[]}
   */
  const places = (pattern, text, begin = 0) => every(pattern, text).map((one) => [begin + one.index, begin + one.index + one[0].length]);

  /**
   * The same, line by line: nothing is found over the end of one.
   * @param {RegExp} pattern
   * @param {string} text
   */
  function inLines(pattern, text) {
    let begin = 0;
    return text.split("\n").flatMap((line) => {
      const found = places(pattern, line, begin);
      begin += line.length + 1;
      return found;
    });
  }

  /**
   * What was found, as it reads.
   * @param {string} text
   * @param {Place} place
   */
  function shown(text, [begin, end]) {
    const found = text.slice(begin, end).replace(/\*\*|[\\_]/g, "").replace(/\s+/g, " ").trim();
    return found.length > SHOWN ? `${found.slice(0, SHOWN - 1)}…` : found;
  }

  /**
   * What a text should not hold, by the phrases and patterns of a language.
   * @param {string} text Markdown
   * @param {any} given
   * @returns {Found[]}
   */
  function found(text, given) {
    const p = ready(given);
    if (!p || !text) return [];
    const where = looked(text, p);
    return [...phrases(p, where), ...secrets(p, where), ...pictures(p, where)];
  }

  (globalThis.Tongban ||= {}).wording = { found };
})();
