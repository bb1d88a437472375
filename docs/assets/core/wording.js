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

  /** @typedef {{code: string, key: string, values: Record<string, string>, begin: number, end: number, term?: string}} Found */

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
        known.set(given, { ...Object.fromEntries(patterns), phrases, instead: given.instead });
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

  // What stands around a place

  /**
   * Where the last mark before a place ends; where the line begins without one.
   * @param {RegExp} mark
   * @param {string} text
   * @param {number} at
   */
  function after(mark, text, at) {
    const before = text.slice(0, at);
    const last = every(mark, before, before.lastIndexOf("\n") + 1).pop();
    return last ? last.index + last[0].length : before.lastIndexOf("\n") + 1;
  }

  /**
   * The sentence, or the line, that a stretch lies in.
   * @param {any} p
   * @param {string} text
   * @param {number} begin
   * @param {number} end
   */
  const sentence = (p, text, begin, end) => text.slice(after(p.sentence, text, begin), first(p.sentence, text, end)?.index ?? text.length);

  /**
   * The words that lead up to a place: in a quotation those before it in the line, without earlier quotations, else those in its clause.
   * @param {any} p
   * @param {string} text
   * @param {number} at
   */
  function lead(p, text, at) {
    const begin = text.slice(0, at).lastIndexOf("\n") + 1;
    const line = text.slice(begin).split("\n", 1)[0];
    const inside = every(p.quoted, line).find((one) => begin + one.index < at && at < begin + one.index + one[0].length);
    return inside ? { before: line.slice(0, inside.index).replace(p.quoted, ""), isQuoted: true } : { before: text.slice(after(p.clause, text, at), at), isQuoted: false };
  }

  /**
   * Whether the heading above a place begins with a word that denies.
   * @param {any} p
   * @param {string} text
   * @param {number} at
   */
  const deniedAbove = (p, text, at) => first(p.begins, every(p.heading, text.slice(0, at)).pop()?.[1] ?? "")?.index === 0;

  // What is looked for

  /**
   * Where phrases stand that are neither quoted nor denied.
   * @param {any} p
   * @param {string} text
   * @returns {Found[]}
   */
  function phrases(p, text) {
    const exempt = [...every(p.quoted, text), ...every(p.address, text)].map((one) => [one.index, one.index + one[0].length]);
    return p.phrases.flatMap((/** @type {any} */ { find, say, but = [], term }) => every(find, text).map((one) => ({ begin: one.index, end: one.index + one[0].length })).filter(({ begin, end }) =>
      !but.some((/** @type {string} */ longer) => text.slice(Math.max(0, end - longer.length), begin + longer.length).toLowerCase().includes(longer)) &&
      !exempt.some(([from, to]) => from <= begin && begin < to) && !first(p.denies, text.slice(0, begin), Math.max(0, begin - LEAD)),
    ).map((place) => ({ ...place, code: term ? "WRD002" : "WRD001", key: term ? "avoid" : "blame", values: { found: shown(text, place), better: say }, term })));
  }

  /**
   * Where secrecy is promised: nothing denies it, sets a limit in the same sentence, or says that a child may answer so.
   * @param {any} p
   * @param {string} text
   * @returns {Found[]}
   */
  function secrets(p, text) {
    return inLines(p.secret, text).filter(({ begin, end }) => {
      const { before, isQuoted } = lead(p, text, begin);
      const isDenied = first(p.not, before) || deniedAbove(p, text, begin);
      const isAnswer = isQuoted && first(p.others, before) && !first(p.you, before);
      return !isDenied && !isAnswer && !first(p.limit, sentence(p, text, begin, end));
    }).map((place) => ({ ...place, code: "WRD003", key: "secret", values: { found: shown(text, place), better: p.instead } }));
  }

  /**
   * Where people are to be photographed, filmed or recorded: nothing in the sentence denies it, leaves it open, or asks for a yes to a picture of a thing.
   * @param {any} p
   * @param {string} text
   * @returns {Found[]}
   */
  function pictures(p, text) {
    return inLines(p.picture, text).filter(({ begin, end }) => {
      const said = sentence(p, text, begin, end);
      const isOpen = first(p.not, said) || first(p.open, said) || deniedAbove(p, text, begin);
      return !isOpen && !(first(p.yes, said) && first(p.thing, said));
    }).map((place) => ({ ...place, code: "WRD004", key: "picture", values: { found: shown(text, place) } }));
  }

  /**
   * What a pattern finds in each line.
   * @param {RegExp} pattern
   * @param {string} text
   */
  function inLines(pattern, text) {
    let begin = 0;
    return text.split("\n").flatMap((line) => {
      const found = every(pattern, text.slice(0, begin + line.length), begin);
      begin += line.length + 1;
      return found.map((one) => ({ begin: one.index, end: one.index + one[0].length }));
    });
  }

  /**
   * What was found, as it reads.
   * @param {string} text
   * @param {{begin: number, end: number}} place
   */
  function shown(text, { begin, end }) {
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
    return p ? [...phrases(p, text), ...secrets(p, text), ...pictures(p, text)] : [];
  }

  (globalThis.Tongban ||= {}).wording = { found };
})();
