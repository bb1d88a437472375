/**
 * The search itself: reads the scripts of the index (`kb_tools/website/search_index.py` says how they are written),
 * says which of them a query needs, and puts the pages in order.
 *
 * @typedef {{pages: number, per: number, lengths: string, activities: [number, number][], words: string, han: number[], common: string}} Top
 * @typedef {{words: string, places: string}} Drawer
 * @typedef {{pages: number, per: number, lengths: number[], usual: number, words: string[], han: Set<number>, common: Set<string>, activities: number[]}} Index
 * @typedef {{token: string, weights: Map<string, number> | null, drawers: string[]}} Term a token to look for;
 *   `weights` says which words of the index stand for it and how well, or is null when all that begin like it do
 * @typedef {{page: number, score: number}} Hit
 */
(() => {
  "use strict";

  const { isLatin, terms } = globalThis.Tongban.text;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Map([...DIGITS].map((digit, value) => [digit, value]));

  const EXACT = 1;
  const FORM = 0.9;
  const BEGINNING = 0.7;
  const INSIDE = 0.35;
  const NEAR = [0, 0.5, 0.3];
  const INSIDE_AT_MOST = 5;
  const SATURATION = 1.5;
  const LENGTH_MATTERS = 0.6;

  /**
   * The words of a front-coded list.
   * @param {string} coded
   * @returns {string[]}
   */
  function decodeWords(coded) {
    const words = [];
    let before = "";
    for (const [, kept, rest] of coded.matchAll(/([A-Z])([^A-Z]*)/g)) {
      before = before.slice(0, kept.charCodeAt(0) - 65) + rest;
      words.push(before);
    }
    return words;
  }

  /**
   * Where a word stands: the number of each page, and the word's weight there.
   * @param {string} coded
   * @returns {[number, number][]}
   */
  function decodePlaces(coded) {
    /** @type {[number, number][]} */
    const places = [];
    let page = -1;
    let number = 0;
    let shift = 0;
    for (const digit of coded) {
      const value = VALUE.get(digit) ?? 0;
      number += (value & 31) * 2 ** shift;
      shift += 5;
      if (value & 32) continue;
      page += Math.floor(number / 16);
      places.push([page, number % 16]);
      number = shift = 0;
    }
    return places;
  }

  /**
   * The index, from its first script.
   * @param {Top} top
   * @returns {Index}
   */
  function open(top) {
    const lengths = [...top.lengths].map((digit) => 2 ** ((VALUE.get(digit) ?? 0) / 4));
    return {
      pages: top.pages,
      per: top.per,
      lengths,
      activities: top.activities.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at)),
      usual: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length),
      words: decodeWords(top.words),
      han: new Set(top.han),
      common: new Set(top.common.split(" ")),
    };
  }

  /**
   * What a query looks for, and the scripts that hold it.
   * @param {Index} index
   * @param {string} query
   * @returns {{terms: Term[], drawers: string[]}}
   */
  function plan(index, query) {
    const all = terms(query);
    const telling = all.filter((token) => !index.common.has(token));
    const planned = (telling.length ? telling : all).map((token) => term(index, token));
    return { terms: planned, drawers: [...new Set(planned.flatMap((one) => one.drawers))] };
  }

  /**
   * @param {Index} index
   * @param {string} token
   * @returns {Term}
   */
  function term(index, token) {
    if (isLatin(token)) {
      const weights = standIns(index.words, token);
      return { token, weights, drawers: [...new Set([...weights.keys()].map(drawer))] };
    }
    const name = drawer(token);
    const drawers = [...token].length > 1 ? [name] : neighbours(name);
    const weights = [...token].length > 1 ? new Map([[token, EXACT]]) : null;
    return { token, weights, drawers: drawers.filter((one) => index.han.has(Number(one.slice(1)))) };
  }

  /**
   * The script that holds a token.
   * @param {string} token
   * @returns {string}
   */
  function drawer(token) {
    const [first, second] = [...token].map((character) => character.codePointAt(0) ?? 0);
    if (isLatin(token)) return `l${(31 * first + (second ?? 0)) % 64}`;
    return `h${(first % 64) * 2 + (second ?? 0) % 2}`;
  }

  /**
   * The two scripts that hold all tokens with the same first Han character.
   * @param {string} name
   * @returns {string[]}
   */
  function neighbours(name) {
    const even = Number(name.slice(1)) & ~1;
    return [`h${even}`, `h${even + 1}`];
  }

  /**
   * The words of the index that may stand for a word of the query, and how well each does: the word itself, its other
   * forms, words that begin with it, words that hold it; if there are none, the nearest words that differ by a letter
   * or two, and their forms.
   * @param {string[]} words
   * @param {string} token
   * @returns {Map<string, number>}
   */
  function standIns(words, token) {
    const forms = formsOf(token);
    /** @type {Map<string, number>} */
    const found = new Map();
    const inside = [];
    for (const word of words) {
      if (word === token) found.set(word, EXACT);
      else if (forms.has(word)) found.set(word, FORM);
      else if (token.length > 1 && word.startsWith(token)) found.set(word, BEGINNING);
      else if (token.length > 3 && word.includes(token)) inside.push(word);
    }
    inside.sort((one, other) => one.length - other.length);
    for (const word of inside.slice(0, INSIDE_AT_MOST)) found.set(word, INSIDE);
    if (found.size || token.length < 4 || /\d/.test(token)) return found;
    const allowed = token.length < 8 ? 1 : 2;
    let nearest = allowed;
    for (const word of words) {
      const steps = distance(token, word, nearest);
      if (steps > nearest) continue;
      if (steps < nearest) found.clear();
      nearest = steps;
      found.set(word, NEAR[steps]);
    }
    const meant = new Set([...found.keys()].flatMap((word) => [...formsOf(word)]));
    for (const word of words) {
      if (meant.has(word) && !found.has(word)) found.set(word, NEAR[nearest] * FORM);
    }
    return found;
  }

  /**
   * Other forms of an English word: one and many, and the endings -ed and -ing.
   * @param {string} word
   * @returns {Set<string>}
   */
  function formsOf(word) {
    const stems = new Set([word]);
    for (const [ending, instead] of [["s", ""], ["es", ""], ["ies", "y"], ["ed", ""], ["ed", "e"], ["ing", ""], ["ing", "e"]]) {
      if (word.endsWith(ending) && word.length > ending.length + 2) stems.add(word.slice(0, -ending.length) + instead);
    }
    const forms = new Set(stems);
    for (const stem of stems) {
      for (const ending of ["s", "es", "ed", "ing"]) forms.add(stem + ending);
      if (stem.endsWith("y")) forms.add(`${stem.slice(0, -1)}ies`);
      if (stem.endsWith("e")) forms.add(`${stem}d`).add(`${stem.slice(0, -1)}ing`);
    }
    forms.delete(word);
    return forms;
  }

  /**
   * How many letters to add, drop, change or swap with a neighbour to come from one word to the other; any number
   * greater than `most` when it is more than that.
   * @param {string} one
   * @param {string} other
   * @param {number} most
   * @returns {number}
   */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    /** @type {number[]} */
    let older = [];
    let before = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let row = 1; row <= one.length; row++) {
      const now = [row];
      for (let at = 1; at <= other.length; at++) {
        const same = one[row - 1] === other[at - 1];
        now[at] = Math.min(before[at] + 1, now[at - 1] + 1, before[at - 1] + (same ? 0 : 1));
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) {
          now[at] = Math.min(now[at], older[at - 2] + 1);
        }
      }
      if (Math.min(...now) > most) return most + 1;
      older = before;
      before = now;
    }
    return before[other.length];
  }

  /**
   * The pages that answer a query, best first, and the words of theirs that do.
   *
   * A word that stands on fewer pages counts more (BM25). About half of the query must be there; a wrong Han character
   * spoils two pairs, so of an odd number of pairs the smaller half is enough.
   * @param {Index} index
   * @param {Term[]} planned
   * @param {(name: string) => Drawer | undefined} drawerOf
   * @returns {{hits: Hit[], words: Set<string>}}
   */
  function rank(index, planned, drawerOf) {
    /** @type {Map<number, {sum: number, terms: number}>} */
    const scores = new Map();
    const words = new Set();
    for (const one of planned) {
      const weights = placesOf(one, index.pages, drawerOf, words);
      const rare = Math.log(1 + (index.pages - weights.size + 0.5) / (weights.size + 0.5));
      for (const [page, weight] of weights) {
        const long = 1 - LENGTH_MATTERS + (LENGTH_MATTERS * index.lengths[page]) / index.usual;
        const score = scores.get(page) ?? { sum: 0, terms: 0 };
        score.sum += (rare * weight * (SATURATION + 1)) / (weight + SATURATION * long);
        score.terms += 1;
        scores.set(page, score);
      }
    }
    const latin = planned.filter((one) => isLatin(one.token)).length;
    const needed = Math.max(1, Math.ceil(latin / 2) + Math.floor((planned.length - latin) / 2));
    const hits = [...scores]
      .filter(([, score]) => score.terms >= needed)
      .map(([page, score]) => ({ page, score: score.sum * (score.terms / planned.length) ** 2 }))
      .sort((one, other) => other.score - one.score || one.page - other.page);
    return { hits, words };
  }

  /**
   * The pages on which a term stands, with its weight on each; puts the words found into `words`.
   * A script newer than `top` may know a page more: it is left out.
   * @param {Term} one
   * @param {number} pages
   * @param {(name: string) => Drawer | undefined} drawerOf
   * @param {Set<string>} words
   * @returns {Map<number, number>}
   */
  function placesOf(one, pages, drawerOf, words) {
    /** @type {Map<number, number>} */
    const weights = new Map();
    for (const name of one.drawers) {
      const held = drawerOf(name);
      if (!held) continue;
      const places = held.places.split(" ");
      decodeWords(held.words).forEach((word, at) => {
        const fit = one.weights ? one.weights.get(word) : word.startsWith(one.token) && EXACT;
        if (!fit) return;
        words.add(one.weights ? word : one.token);
        for (const [page, weight] of decodePlaces(places[at])) {
          if (page < pages) weights.set(page, (weights.get(page) ?? 0) + fit * weight);
        }
      });
    }
    return weights;
  }

  (globalThis.Tongban ||= {}).search = { decodeWords, decodePlaces, open, plan, rank, drawer, standIns, distance };
})();
