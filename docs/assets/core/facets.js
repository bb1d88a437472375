/**
 * The finder's arithmetic: which activities fit what is chosen, how many each further choice would leave, in what order they stand,
 * and a choice as the query of an address.
 */
(() => {
  "use strict";

  /**
   * @typedef {import("../globals").Row} Row
   * @typedef {import("../globals").List} List
   * @typedef {import("../globals").Facet} Facet
   * @typedef {import("../globals").Choice} Choice
   * @typedef {import("../globals").Fitting} Fitting
   * @typedef {{min: number, max: number}} Span
   */

  const CLASS = 30;
  /** @type {Record<string, number[]>} */
  const BANDS = { "6-8": [6, 8], "9-12": [9, 12], "13-15": [13, 15] };

  /**
   * The facets of a list of activities; needs and the values of vocabularies stand in the order of the list.
   * @param {List} list
   * @returns {Facet[]}
   */
  function facetsOf(list) {
    const inOrder = (/** @type {string} */ name) => Object.keys(list.values[name]);
    /** @type {(name: "literacy" | "risk") => (row: Row, value: string) => boolean} */
    const atMost = (name) => (row, value) => inOrder(name).indexOf(row[name]) <= inOrder(name).indexOf(value);
    return [
      { name: "need", many: true, values: list.needs.map((need) => need.id), fits: (row, value) => row.needs.includes(value) },
      { name: "age", many: false, values: [...Object.keys(BANDS), "mixed"], fits: fitsAge },
      { name: "n", many: false, values: ["5", "8", "12", "class"], fits: (row, value) => inside(row.group, value === "class" ? CLASS : Number(value)) },
      { name: "min", many: false, values: ["10", "20", "40", "60"], fits: (row, value) => row.minutes <= Number(value) },
      { name: "phase", many: true, values: inOrder("phase"), fits: (row, value) => row.phase === value },
      { name: "mat", many: false, values: ["none", "paper"], fits: (row, value) => row.materials.every(({ item }) => value === "paper" && list.materials[item]?.kind === "stationery") },
      { name: "read", many: false, values: inOrder("literacy").slice(0, -1), fits: atMost("literacy") },
      { name: "place", many: true, values: inOrder("setting"), fits: (row, value) => row.setting.includes(value) },
      { name: "adults", many: false, values: ["1", "9"], fits: (row, value) => row.adults === 1 && (value === "9" ? row.group.max > 8 && !row.second_adult_from : (row.second_adult_from ?? 9) > 8) },
      { name: "risk", many: false, values: inOrder("risk").slice(0, -1), fits: atMost("risk") },
    ];
  }

  /**
   * A band fits where the activity is for all ages in it; mixed ages, where it is for children of two bands.
   * @param {Row} row
   * @param {string} value
   * @returns {boolean}
   */
  function fitsAge(row, value) {
    const covers = (/** @type {number[]} */ [youngest, oldest]) => row.ages.min <= youngest && oldest <= row.ages.max;
    if (value === "mixed") return Object.values(BANDS).filter(covers).length > 1;
    return covers(BANDS[value]);
  }

  /**
   * @param {Span} range
   * @param {number} value
   * @returns {boolean}
   */
  function inside(range, value) {
    return range.min <= value && value <= range.max;
  }

  /**
   * For each row and facet the values that fit, by their place: looked up at each keystroke instead of asked again.
   * @param {Row[]} rows
   * @param {Facet[]} facets
   * @returns {number[][][]} by row, by facet
   */
  function prepare(rows, facets) {
    return rows.map((row) => facets.map(({ values, fits }) => [...values.keys()].filter((at) => fits(row, values[at]))));
  }

  /**
   * Which rows fit a choice, and what each other choice would leave. A row that fails one facet alone counts for the values of that facet.
   * @param {number[][][]} prepared
   * @param {Facet[]} facets
   * @param {Choice} choice
   * @param {(row: number) => boolean} [among] leaves rows out beforehand
   * @returns {Fitting}
   */
  function filter(prepared, facets, choice, among = () => true) {
    const chosen = facets.map((facet) => (choice[facet.name] ?? []).map((value) => facet.values.indexOf(value)).filter((at) => at >= 0));
    const counts = facets.map((facet) => facet.values.map(() => 0));
    const without = facets.map(() => 0);
    const asked = [...facets.keys()].filter((at) => chosen[at].length);
    /** @type {number[]} */
    const fits = [];
    for (let number = 0; number < prepared.length; number++) {
      if (!among(number)) continue;
      const row = prepared[number];
      const failed = asked.filter((at) => !chosen[at].some((value) => row[at].includes(value)));
      if (failed.length > 1) continue;
      if (failed.length) without[failed[0]] += 1;
      else fits.push(number);
      for (const at of failed.length ? failed : counts.keys()) for (const value of row[at]) counts[at][value] += 1;
    }
    const named = (/** @type {number[]} */ numbers, /** @type {string[]} */ names) => Object.fromEntries(numbers.map((n, at) => [names[at], n]));
    return {
      fits,
      counts: Object.fromEntries(facets.map((facet, at) => [facet.name, named(counts[at], facet.values)])),
      without: named(without, facets.map((facet) => facet.name)),
    };
  }

  /**
   * Rows in the order in which they are shown. With words: as well as these were found. Else those first whose main need was chosen; then,
   * where the minutes are limited, those that use the time best; then those of high risk last; then in the order of a meeting, the
   * short ones first.
   * @param {Row[]} rows
   * @param {number[]} fits
   * @param {Choice} choice
   * @param {string[]} phases in the order of a meeting
   * @param {Map<number, number> | null} [scores] by row, how well the words were found
   * @returns {number[]}
   */
  function ordered(rows, fits, choice, phases, scores = null) {
    const needs = choice.need ?? [];
    const longest = choice.min?.length ? -1 : 0;
    const place = new Map(phases.map((phase, at) => [phase, at]));
    const keyed = fits.map((number) => {
      const { id, minutes, needs: own, phase, risk } = rows[number];
      return { number, id, minutes, score: scores?.get(number) ?? 0, other: Number(needs.length > 0 && !needs.includes(own[0])), risky: Number(risk === "high"), phase: place.get(phase) ?? -1 };
    });
    keyed.sort((a, b) => b.score - a.score || a.other - b.other || longest * (a.minutes - b.minutes) || a.risky - b.risky || a.phase - b.phase || a.minutes - b.minutes || (a.id < b.id ? -1 : 1));
    return keyed.map(({ number }) => number);
  }

  /**
   * What the query of an address chooses: values that no facet has are passed over.
   * @param {string} query `?need=communication&min=40&words=shy`
   * @param {Facet[]} facets
   * @returns {{choice: Choice, words: string}}
   */
  function read(query, facets) {
    const asked = new URLSearchParams(query);
    /** @type {Choice} */
    const choice = {};
    for (const facet of facets) {
      const values = [...new Set(asked.getAll(facet.name).flatMap((value) => value.split(",")))].filter((value) => facet.values.includes(value));
      if (values.length) choice[facet.name] = facet.many ? values : values.slice(0, 1);
    }
    return { choice, words: (asked.get("words") ?? "").slice(0, 200) };
  }

  /**
   * The query of an address for a choice; nothing where nothing is chosen.
   * @param {Choice} choice
   * @param {string} words
   * @param {Facet[]} facets
   * @returns {string}
   */
  function write(choice, words, facets) {
    const parts = facets.filter((facet) => choice[facet.name]?.length).map((facet) => `${facet.name}=${choice[facet.name].join(",")}`);
    if (words.trim()) parts.push(`words=${encodeURIComponent(words.trim())}`);
    return parts.length ? `?${parts.join("&")}` : "";
  }

  (globalThis.Tongban ||= {}).facets = { facetsOf, prepare, filter, ordered, read, write };
})();
