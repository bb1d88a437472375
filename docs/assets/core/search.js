/**
 * The search itself: reads the scripts of the index (`kb_tools/website/search_index.py` says how they are written),
 * says which of them a query needs, and puts the pages in order.
 */
(() => {
  "use strict";

  /**
   * @typedef {import("../globals").Drawer} Drawer
   * @typedef {import("../globals").Found} Found
   * @typedef {import("../globals").Hit} Hit
   * @typedef {import("../globals").Index} Index
   * @typedef {import("../globals").Term} Term
   * @typedef {import("../globals").Top} Top
   * @typedef {{coded: string, places?: [number, number][]}} Entry
   */

  const { text } = /** @type {Parts} */ (Tongban);
  const { isLatin, terms } = text;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  const EXACT = 1;
  const FORM = 0.9;
  const BEGINNING = 0.7;
  const INSIDE = 0.35;
  const NEAR = [0, 0.5, 0.3];
  const INSIDE_AT_MOST = 5;
  const DOUBLED = /([bdgmnprt])\1$/;
  const DOUBLES = /^[^aeiou]*[aeiou][bdgmnprt]$/;
  const SATURATION = 3;
  const WORTH = 20;
  const FEW = 3;
  const NEAR_AT_MOST = 10;
  const LENGTH_MATTERS = 0.6;
  const MANY = 12;
  const LOUDER = 1.5;
  const FAIR = 3;
  /** Where each character of a word stands in it, as bits: words of the index are of a to z and 0 to 9. */
  const STANDS = new Int32Array(128);

  /** @type {WeakMap<Drawer, Map<string, Entry>>} what has been read of each script */
  const read = new WeakMap();

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
      const value = DIGITS.indexOf(digit);
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
   * @param {number[]} numbers
   * @returns {number}
   */
  function mean(numbers) {
    return numbers.reduce((sum, one) => sum + one, 0) / (numbers.length || 1);
  }

  /**
   * The index, from its first script.
   * @param {Top} top
   * @returns {Index}
   */
  function open(top) {
    const lengths = [...top.lengths].map((digit) => 2 ** (DIGITS.indexOf(digit) / 4));
    return {
      pages: top.pages,
      per: top.per,
      lengths,
      activities: new Set(top.activities.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at))),
      worths: [...top.worths].map((digit) => DIGITS.indexOf(digit) / WORTH),
      usual: mean(lengths),
      words: decodeWords(top.words),
      han: new Set(top.han),
      common: new Set(top.common.split(" ")),
      first: (top.first ?? []).flatMap(([page, said]) => said.map((phrase) => ({ page, words: terms(phrase) }))),
    };
  }

  /**
   * What a query looks for, and the scripts that hold it. `loosely` takes Han characters one by one.
   * @param {Index} index
   * @param {string} query
   * @param {boolean} [loosely]
   * @returns {{terms: Term[], drawers: string[]}}
   */
  function plan(index, query, loosely = false) {
    const all = loosely ? [...new Set(terms(query).flatMap((token) => (isLatin(token) ? [token] : [...token])))] : terms(query);
    const telling = all.filter((token) => !index.common.has(token));
    const planned = (telling.length ? telling : all).map((token) => term(index, token));
    return { terms: planned, drawers: [...new Set(planned.flatMap((one) => one.drawers))] };
  }

  /**
   * A token and the scripts that hold it: for a Han character that stands alone, the two that hold all tokens that begin with it.
   * @param {Index} index
   * @param {string} token
   * @returns {Term}
   */
  function term(index, token) {
    if (isLatin(token)) {
      const weights = standIns(index.words, token);
      return { token, weights, drawers: [...new Set([...weights.keys()].map(drawer))] };
    }
    const number = Number(drawer(token).slice(1));
    const [numbers, weights] = [...token].length > 1 ? [[number], new Map([[token, EXACT]])] : [[number & ~1, number | 1], null];
    return { token, weights, drawers: numbers.filter((one) => index.han.has(one)).map((one) => `h${one}`) };
  }

  /**
   * The script that holds a token.
   * @param {string} token
   * @returns {string}
   */
  function drawer(token) {
    const [first = 0, second = 0] = [...token].map((character) => character.codePointAt(0) ?? 0);
    if (isLatin(token)) return `l${(31 * first + second) % 64}`;
    return `h${(first % 64) * 2 + second % 2}`;
  }

  /**
   * The script that holds what a page says, by its address.
   * @param {string} address
   * @returns {string}
   */
  function textOf(address) {
    return `t/${address.replace(".html", "").replace("#", "-")}`;
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
    // "no" stands for itself; "gr" is on its way to a longer word.
    const whole = token.length < 2 || (token.length < 4 && words.includes(token));
    for (const word of words) {
      if (word === token) found.set(word, EXACT);
      else if (forms.has(word)) found.set(word, FORM);
      else if (!whole && word.startsWith(token)) found.set(word, BEGINNING);
      else if (token.length > 3 && word.includes(token)) inside.push(word);
    }
    inside.sort((one, other) => one.length - other.length);
    for (const word of inside.slice(0, INSIDE_AT_MOST)) found.set(word, INSIDE);
    if (found.size || token.length < 4 || /\d/.test(token)) return found;
    let nearest = token.length < 7 ? 1 : 2;
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
   * Other forms of an English word: one and many, and the endings -ed, -ing and -ness.
   * @param {string} word
   * @returns {Set<string>}
   */
  function formsOf(word) {
    const stems = new Set([word]);
    for (const [ending, instead] of [["s", ""], ["es", ""], ["ies", "y"], ["ied", "y"], ["ed", ""], ["ed", "e"], ["ing", ""], ["ing", "e"], ["ness", ""], ["iness", "y"]]) {
      const stem = word.slice(0, -ending.length) + instead;
      if (!word.endsWith(ending) || stem.length < 3) continue;
      stems.add(stem);
      if (instead === "" && ending !== "s" && DOUBLED.test(stem)) stems.add(stem.slice(0, -1));
    }
    const forms = new Set(stems);
    for (const stem of stems) {
      for (const ending of ["s", "es", "ed", "ing", "ness"]) forms.add(stem + ending);
      if (stem.endsWith("y")) for (const ending of ["ies", "ied", "iness"]) forms.add(stem.slice(0, -1) + ending);
      if (stem.endsWith("e")) forms.add(`${stem}d`).add(`${stem.slice(0, -1)}ing`);
      if (DOUBLES.test(stem)) for (const ending of ["ed", "ing"]) forms.add(stem + stem.at(-1) + ending);
    }
    forms.delete(word);
    return forms;
  }

  /**
   * How many letters to add, drop, change or swap with a neighbour to come from one word to the other; any number
   * greater than `most` when it is more than that, or one has over 31 letters. Each letter of `one` is a bit of a number, so that a letter
   * of `other` takes one step with all of them (Hyyrö 2003, A bit-vector algorithm for computing Levenshtein and Damerau edit distances).
   * @param {string} one
   * @param {string} other
   * @param {number} most
   * @returns {number}
   */
  function distance(one, other, most) {
    let steps = one.length;
    if (steps > 31 || Math.abs(steps - other.length) > most) return most + 1;
    STANDS.fill(0);
    for (let at = 0; at < steps; at++) STANDS[one.charCodeAt(at)] |= 1 << at;
    const end = steps - 1;
    let [more, less, same, before] = [-1, 0, 0, 0];
    for (let at = 0; at < other.length; at++) {
      const here = STANDS[other.charCodeAt(at)];
      same = ((((here & more) + more) ^ more) | here | less) | (((~same & here) << 1) & before);
      const up = less | ~(same | more);
      const down = same & more;
      steps += ((up >> end) & 1) - ((down >> end) & 1);
      less = (up << 1) | 1;
      more = (down << 1) | ~(same | less);
      less &= same;
      before = here;
    }
    return Math.min(steps, most + 1);
  }

  /**
   * The pages that answer a query, best first; before them those that somebody needs who says all words of one of their phrases.
   * Of activities one chooses, so those that answer much worse than the best of them are left out, in the header as in the finder.
   * Where a wrong Han character leaves next to nothing, pages that hold its characters one by one come last.
   * @param {Index} index
   * @param {string} query
   * @param {(names: string[]) => Promise<Map<string, Drawer>>} load those of the scripts that could be loaded
   * @param {(page: number) => boolean} [among] leaves pages out beforehand
   * @returns {Promise<Found>}
   */
  async function find(index, query, load, among = () => true) {
    const said = new Set(terms(query).flatMap((token) => [token, ...formsOf(token)]));
    const first = new Set(index.first.filter(({ page, words }) => among(page) && words.every((word) => said.has(word))).map(({ page }) => page));
    const look = async (/** @type {boolean} */ loosely) => {
      const planned = plan(index, query, loosely);
      const held = await load(planned.drawers);
      if (held.size < planned.drawers.length) throw new Error("missing");
      const found = rank(index, planned.terms, (name) => held.get(name));
      const hits = found.hits.filter(({ page }) => among(page) && !first.has(page));
      let best = 0;
      return { ...found, few: hits.length < FEW, hits: hits.filter(({ page, score }) => !index.activities.has(page) || FAIR * score >= (best ||= score)) };
    };
    let found = await look(false);
    const { hits } = found;
    if (found.few && terms(query).some((token) => !isLatin(token) && [...token].length > 1)) {
      const near = await look(true);
      const more = near.hits.filter(({ page }) => !hits.some((hit) => hit.page === page)).slice(0, NEAR_AT_MOST);
      // A page found by its characters one by one says none of the pairs: beside others it has no term of the first look.
      found = { ...(hits.length ? found : near), words: new Set([...found.words, ...near.words]), hits: [...hits, ...more.map((hit) => (hits.length ? { ...hit, terms: 0 } : hit))] };
    }
    found.hits.unshift(...[...first].map((page) => ({ page, terms: 0, score: Infinity })));
    return found;
  }

  /**
   * The pages that answer a query, best first, and the words of theirs that do.
   *
   * A word that stands on fewer pages counts more (BM25), and a page without it loses the more. About half of the query
   * must be there; a wrong Han character spoils two pairs, so of an odd number of pairs the smaller half is enough.
   *
   * What very many activities say, "talk" or 孩子, tells only of those that say it louder than they do on the whole; on the
   * others it counts as if it were not there.
   * @param {Index} index
   * @param {Term[]} planned
   * @param {(name: string) => Drawer | undefined} drawerOf
   * @returns {Found}
   */
  function rank(index, planned, drawerOf) {
    /** @type {Map<number, {sum: number, count: number, rare: number, terms: number}>} */
    const scores = new Map();
    /** @type {Map<string, number>} */
    const weights = new Map();
    /** @type {Map<string, number>} */
    const meaning = new Map();
    let wanted = 0;
    planned.forEach((one, at) => {
      const { places, words } = placesOf(one, index.pages, drawerOf);
      const rare = Math.log(1 + (index.pages - places.size + 0.5) / (places.size + 0.5));
      wanted += rare;
      const said = [...places].flatMap(([page, weight]) => (index.activities.has(page) ? weight : []));
      const loud = said.length > MANY + index.activities.size / 3 ? LOUDER * mean(said) : 0;
      for (const [word, fit] of words) {
        weights.set(word, Math.max(weights.get(word) ?? 0, rare * fit));
        meaning.set(word, (meaning.get(word) ?? 0) | (1 << at));
      }
      for (const [page, weight] of places) {
        if (weight < loud && index.activities.has(page)) continue;
        const long = 1 - LENGTH_MATTERS + (LENGTH_MATTERS * index.lengths[page]) / index.usual;
        const score = scores.get(page) ?? { sum: 0, count: 0, rare: 0, terms: 0 };
        score.sum += (rare * weight * (SATURATION + 1)) / (weight + SATURATION * long);
        score.count += 1;
        score.rare += rare;
        score.terms |= 1 << at;
        scores.set(page, score);
      }
    });
    const latin = planned.filter((one) => isLatin(one.token)).length;
    const needed = Math.max(1, Math.ceil(latin / 2) + Math.floor((planned.length - latin) / 2));
    const hits = [...scores]
      .filter(([, score]) => score.count >= needed)
      .map(([page, { sum, rare, terms }]) => ({ page, terms, score: sum * (rare / wanted) ** 2 * index.worths[page] }))
      .sort((one, other) => other.score - one.score || one.page - other.page);
    return { hits, words: new Set(weights.keys()), weights, meaning };
  }

  /**
   * The pages on which a term stands, with its weight on each, and the words found with how well each stands for it.
   * A script newer than `top` may know a page more: it is left out.
   * @param {Term} one
   * @param {number} pages
   * @param {(name: string) => Drawer | undefined} drawerOf
   * @returns {{places: Map<number, number>, words: Map<string, number>}}
   */
  function placesOf(one, pages, drawerOf) {
    /** @type {Map<number, number>} */
    const places = new Map();
    /** @type {Map<string, number>} */
    const words = new Map();
    for (const name of one.drawers) {
      const held = drawerOf(name);
      if (!held) continue;
      const entries = entriesOf(held);
      for (const [word, entry] of entries) {
        const fit = one.weights ? one.weights.get(word) : Number(word.startsWith(one.token));
        if (!fit) continue;
        words.set(one.weights ? word : one.token, fit);
        entry.places ??= decodePlaces(entry.coded);
        for (const [page, weight] of entry.places) {
          if (page < pages) places.set(page, (places.get(page) ?? 0) + fit * weight);
        }
      }
    }
    return { places, words };
  }

  /**
   * The words of a script with their places, read once and not at each keystroke.
   * @param {Drawer} held
   * @returns {Map<string, Entry>}
   */
  function entriesOf(held) {
    let entries = read.get(held);
    if (!entries) {
      const coded = held.places.split(" ");
      read.set(held, (entries = new Map(decodeWords(held.words).map((word, at) => [word, { coded: coded[at] }]))));
    }
    return entries;
  }

  /**
   * Whether a text says every term that a hit was found by, so that nothing more need be shown of the page.
   * @param {Found} found
   * @param {Hit} hit
   * @param {string} shown
   * @returns {boolean}
   */
  function saysAll(found, hit, shown) {
    let said = 0;
    for (const [, , token] of text.places(shown, found.weights)) said |= found.meaning.get(token) ?? 0;
    return (hit.terms & ~said) === 0;
  }

  Tongban.search = /** @satisfies {Parts["search"]} */ ({ decodeWords, decodePlaces, open, plan, find, rank, saysAll, drawer, textOf, standIns, distance });
})();
