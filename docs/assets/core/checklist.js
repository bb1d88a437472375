/**
 * A checklist filled in before and after: scores by the measure's own rule, what changed, rows for a table file and back.
 */
(() => {
  "use strict";

  /**
   * @typedef {import("../globals").Measure} Measure
   * @typedef {import("../globals").Answer} Answer
   * @typedef {import("../globals").Sheet} Sheet
   * @typedef {import("../globals").Which} Which
   * @typedef {import("../globals").Child} Child
   * @typedef {import("../globals").Reading} Reading
   */

  const { stats } = Tongban;
  /** @type {Which[]} */
  const WHICH = ["before1", "after1", "before2", "after2"];
  const MOST = 100;
  const LONGEST = 40;
  const PAIRS = 5; // sheets scored by two observers from which their difference says something, where they are half of all
  const EDGE = 0.15; // share of children at an end of the scale from which it is too short for them
  // Han characters that codes are made of; 申 and 辰 are too, but people are called so.
  const HAN = /[甲乙丙丁戊己庚辛壬癸子丑寅卯巳午未酉戌亥〇一二三四五六七八九十号组班男女孩生第]/g;
  // Any other one; letters that are too many for a code, or written as a name is.
  const NAME = /\p{Script=Han}|\p{L}\p{Ll}{2}|\p{L}{4}|(?<![\p{L}\p{N}])(\p{Lu}\p{Ll}|\p{L}{3})(?![\p{L}\p{N}])/u;

  /**
   * The scores that an item can be given, in order.
   * @param {Measure} measure
   * @param {number} at
   * @returns {number[]}
   */
  function scoresOf(measure, at) {
    return Object.keys(measure.scales[measure.items[at].scale]).map(Number).sort((one, other) => one - other);
  }

  /**
   * The total of a sheet by the measure's rule. Items that were not scored are left out; where `least` says that fewer items are
   * enough, a sum stands for all items as the mean of the scored ones would. Halves are rounded up: to one decimal, a mean to two.
   * @param {Measure} measure
   * @param {readonly Answer[]} answers one an item
   * @returns {{total: number | null, scored: number, empty: number, least: number}} no total where fewer than `least` are scored
   */
  function score(measure, answers) {
    let sum = 0;
    let scored = 0;
    answers.forEach((answer, at) => {
      if (typeof answer !== "number") return;
      const scores = scoresOf(measure, at);
      sum += measure.reverse.includes(measure.items[at].id) ? scores[0] + scores[scores.length - 1] - answer : answer;
      scored += 1;
    });
    const least = measure.least ?? measure.items.length;
    const [times, finest] = { sum: [measure.items.length, 10], mean: [1, 100], "ten-times-mean": [10, 10] }[measure.total];
    const total = scored && scored >= least ? Math.floor((2 * times * finest * sum + scored) / (2 * scored)) / finest : null;
    return { total, scored, empty: answers.filter((answer) => answer === "").length, least };
  }

  /**
   * A total as typed: full-width figures and a comma before the decimals are read too.
   * @param {Measure} measure
   * @param {string} text
   * @returns {Reading}
   */
  function read(measure, text) {
    const plain = text.normalize("NFKC").trim().replace(",", ".");
    if (!plain) return { value: null, wrong: "" };
    if (!/^[-−+]?\d{1,6}(\.\d{1,6})?$/.test(plain)) return { value: null, wrong: "number" };
    const value = Number(plain.replace("−", "-"));
    return value < measure.min || value > measure.max ? { value: null, wrong: "range" } : { value, wrong: "" };
  }

  /**
   * The score of an item as typed; `undefined` where it is none.
   * @param {Measure} measure
   * @param {number} at
   * @param {string} text
   * @returns {Answer | undefined}
   */
  function answer(measure, at, text) {
    const plain = text.normalize("NFKC").trim().toUpperCase();
    if (plain === "" || plain === "N") return plain;
    const value = Number(plain.replace(",", "."));
    return scoresOf(measure, at).includes(value) ? value : undefined;
  }

  /**
   * The total of a sheet: made of its items where one has an answer, else as typed.
   * @param {Measure} measure
   * @param {Sheet} sheet
   * @returns {Reading}
   */
  function totalOf(measure, sheet) {
    return itemised(sheet) ? { value: score(measure, sheet.answers).total, wrong: "" } : read(measure, sheet.total);
  }

  /** @param {Sheet} sheet */
  function itemised(sheet) {
    return sheet.answers.some((one) => one !== "");
  }

  /**
   * Whether a code could be somebody's name: a Han character that codes are not made of, a word of letters with a capital in
   * front, or one of three letters: a phone's keyboard makes capitals of all of them, a hurried hand none. A figure beside it hides no name;
   * only where the word is as short as a code's (Ab1, ABC1) it makes one of it.
   * @param {string} code
   * @returns {boolean}
   */
  function looksLikeName(code) {
    return NAME.test(code.normalize("NFKC").replace(HAN, ""));
  }

  /**
   * A child of whom nothing is known yet.
   * @param {Measure} measure
   * @param {string} code
   * @returns {Child}
   */
  function child(measure, code) {
    const sheet = () => ({ answers: measure.items.map(() => /** @type {Answer} */ ("")), total: "" });
    return { code, sheets: { before1: sheet(), after1: sheet(), before2: sheet(), after2: sheet() } };
  }

  /** @param {Child} one */
  function isBlank(one) {
    return WHICH.every((which) => !itemised(one.sheets[which]) && !one.sheets[which].total.trim());
  }

  /**
   * What changed, of the children who have both totals by the first observer.
   * @param {Measure} measure
   * @param {readonly Child[]} children
   */
  function results(measure, children) {
    const { figures } = measure;
    const observers = compare(measure, children);
    const rows = children.flatMap((one) => {
      const [before, after] = [totalOf(measure, one.sheets.before1).value, totalOf(measure, one.sheets.after1).value];
      if (before === null || after === null) return [];
      const change = stats.change(before, after);
      const seen = observers.enough ? (Math.abs(change) > observers.largest ? Math.sign(change) : 0) : null;
      return { code: one.code, before, after, change, seen, reliable: figures && stats.reliableChange(change, figures).way };
    });
    const changes = rows.map((row) => row.change);
    const n = rows.length;
    const at = (/** @type {number} */ end) => {
      const many = rows.filter((row) => row.before === end || row.after === end).length;
      return many >= EDGE * n ? many : 0;
    };
    return {
      rows, n, observers,
      up: changes.filter((one) => one > 0).length,
      same: changes.filter((one) => one === 0).length,
      down: changes.filter((one) => one < 0).length,
      before: n ? stats.median(rows.map((row) => row.before)) : null,
      after: n ? stats.median(rows.map((row) => row.after)) : null,
      middle: n ? stats.medianChange(changes) : null,
      test: stats.signedRank(changes),
      effect: stats.rankBiserial(changes),
      least: figures ? stats.reliableChange(0, figures).least : null,
      floor: at(measure.min),
      ceiling: at(measure.max),
      items: measure.items.map((_, item) => itemChange(children, item)),
    };
  }

  /**
   * How far two observers agree on what both scored, each child and time together: a sheet.
   * @param {Measure} measure
   * @param {readonly Child[]} children
   * @returns {{scored: number, same: number, kappa: number | null, largest: number, pairs: number, sheets: number, enough: boolean}}
   *   items that both scored and that got the same score; of all `sheets` with a total, `pairs` have two: the `largest` difference
   *   of two, and whether they are `enough` to measure changes by it
   */
  function compare(measure, children) {
    const scores = [...new Set(measure.items.flatMap((_, at) => scoresOf(measure, at)))].sort((one, other) => one - other);
    /** @type {number[][]} */
    const [first, second, apart] = [[], [], []];
    let many = 0;
    for (const { sheets } of children) {
      for (const [one, other] of [[sheets.before1, sheets.before2], [sheets.after1, sheets.after2]]) {
        one.answers.forEach((score, at) => {
          const beside = other.answers[at];
          if (typeof score !== "number" || typeof beside !== "number") return;
          first.push(score);
          second.push(beside);
        });
        const [mine, theirs] = [totalOf(measure, one).value, totalOf(measure, other).value];
        if (mine !== null || theirs !== null) many += 1;
        if (mine !== null && theirs !== null) apart.push(Math.abs(stats.change(mine, theirs)));
      }
    }
    return {
      scored: first.length,
      same: first.filter((score, at) => score === second[at]).length,
      kappa: stats.weightedKappa(first, second, scores),
      largest: Math.max(0, ...apart),
      pairs: apart.length,
      sheets: many,
      enough: apart.length >= Math.max(PAIRS, many / 2),
    };
  }

  /**
   * One item, of the children for whom it was scored both times.
   * @param {readonly Child[]} children
   * @param {number} item
   */
  function itemChange(children, item) {
    const counts = { both: 0, up: 0, same: 0, down: 0 };
    for (const { sheets } of children) {
      const [before, after] = [sheets.before1.answers[item], sheets.after1.answers[item]];
      if (typeof before !== "number" || typeof after !== "number") continue;
      counts.both += 1;
      counts[after > before ? "up" : after < before ? "down" : "same"] += 1;
    }
    return counts;
  }

  /**
   * Rows of a table file: a head, then one row a sheet.
   * @param {Measure} measure
   * @param {readonly Child[]} children
   * @param {{code: string, time: string, observer: string, total: string, before: string, after: string}} words
   * @returns {(string | number)[][]}
   */
  function toRows(measure, children, words) {
    /** @type {(string | number)[][]} */
    const rows = [[words.code, words.time, words.observer, ...measure.items.map((item, at) => `${at + 1} ${item.name}`), words.total]];
    for (const one of children) {
      for (const which of WHICH) {
        const sheet = one.sheets[which];
        if (!itemised(sheet) && !sheet.total.trim()) continue;
        const total = itemised(sheet) ? score(measure, sheet.answers).total ?? "" : sheet.total;
        rows.push([one.code, which.startsWith("before") ? words.before : words.after, Number(which.at(-1)), ...sheet.answers, total]);
      }
    }
    return rows;
  }

  const HEADS = {
    code: /^(code|child|child'?s code|id|代号|编号|序号|孩子代号|孩子)$/,
    time: /^(time|when|时间|前后|次)$/,
    observer: /^(observer|观察者|观察员)$/,
    total: /^(total|score|总分|得分|分数)$/,
    before: /^(before|pre|前测?)(总分|分数|得分)?$/,
    after: /^(after|post|后测?)(总分|分数|得分)?$/,
  };

  /**
   * Children from the rows of a table file: those of `toRows`, or of a table with a code, a total before and a total after, and
   * the observer where there are two.
   * What is written wrongly in a row is named and left out, or, where it is a total, kept to be mended.
   * @param {Measure} measure
   * @param {readonly (readonly string[])[]} rows
   * @returns {{children: Child[], wrong: string, troubles: {row: number, column: string, text: string, twice?: boolean}[], heads: string[]}}
   *   `wrong` is why nothing could be taken: "empty", "columns", "many"; `row` counts from 1, the head included; `twice` where
   *   a row above is of the same child, time and observer
   */
  function fromRows(measure, rows) {
    const heads = (rows[0] ?? []).map((head) => head.trim());
    const refuse = (/** @type {string} */ wrong) => ({ children: [], wrong, troubles: [], heads });
    if (rows.length < 2) return refuse("empty");
    const plain = heads.map((head) => head.normalize("NFKC").toLowerCase().replace("’", "'"));
    const column = (/** @type {RegExp} */ name) => plain.findIndex((head) => name.test(head));
    const at = Object.fromEntries(Object.entries(HEADS).map(([name, head]) => [name, column(head)]));
    const items = measure.items.map(({ id, name }, number) =>
      plain.findIndex((head) => head === id || head === name.toLowerCase() || new RegExp(`^${number + 1}(?!\\d)`).test(head)));
    const simple = at.before >= 0 && at.after >= 0;
    if (at.code < 0 || (!simple && (at.time < 0 || (at.total < 0 && items.every((place) => place < 0))))) return refuse("columns");

    /** @type {Map<string, Child>} */
    const children = new Map();
    const seen = new Set();
    /** @type {{row: number, column: string, text: string, twice?: boolean}[]} */
    const troubles = [];
    for (let number = 1; number < rows.length; number += 1) {
      const row = rows[number];
      const cell = (/** @type {number} */ place) => (place < 0 ? "" : (row[place] ?? "").trim().slice(0, LONGEST));
      if (row.every((one) => !one.trim())) continue;
      const code = cell(at.code);
      const trouble = (/** @type {number} */ place, why = {}) => troubles.push({ row: number + 1, column: heads[place], text: cell(place), ...why });
      if (!code) {
        trouble(at.code);
        continue;
      }
      const time = simple ? "before" : timeOf(cell(at.time));
      const observer = cell(at.observer).normalize("NFKC") || "1";
      const which = WHICH.find((one) => time && one === time + observer); // without a time, an observer “after1” is none either
      if (!which) {
        trouble(time ? at.observer : at.time);
        continue;
      }
      if (seen.has(which + code)) {
        trouble(at.code, { twice: true }); // the first row counts
        continue;
      }
      seen.add(which + code);
      const found = children.get(code) ?? child(measure, code);
      children.set(code, found);
      if (children.size > MOST) return refuse("many");
      if (simple) {
        for (const one of ["before", "after"]) found.sheets[/** @type {Which} */ (one + observer)].total = cell(at[one]);
        continue;
      }
      const sheet = found.sheets[which];
      sheet.answers = items.map((place, item) => {
        const given = answer(measure, item, cell(place));
        if (given === undefined) trouble(place);
        return given ?? "";
      });
      sheet.total = itemised(sheet) ? "" : cell(at.total);
    }
    return { children: [...children.values()], wrong: children.size ? "" : "empty", troubles, heads };
  }

  /** @param {string} text */
  function timeOf(text) {
    const plain = text.normalize("NFKC").toLowerCase();
    return HEADS.before.test(plain) || plain === "1" ? "before" : HEADS.after.test(plain) || plain === "2" ? "after" : "";
  }

  /**
   * Children as a text for the browser's storage.
   * @param {readonly Child[]} children
   * @returns {string}
   */
  function pack(children) {
    return JSON.stringify({ v: 1, children: children.map(({ code, sheets }) => [code, WHICH.map((which) => [sheets[which].total, ...sheets[which].answers])]) });
  }

  /**
   * The children of such a text; null where it is damaged in any place, so that nothing is lost by half.
   * @param {Measure} measure
   * @param {string} text
   * @returns {Child[] | null}
   */
  function unpack(measure, text) {
    try {
      const { v, children } = JSON.parse(text);
      if (v !== 1 || children.length > MOST) return null;
      return children.map((/** @type {[string, (string | number)[][]]} */ [code, sheets]) => {
        const made = child(measure, string(code));
        WHICH.forEach((which, place) => {
          const [total, ...answers] = sheets[place];
          const given = answers.map((one, at) => answer(measure, at, String(one)));
          if (given.length !== measure.items.length || given.includes(undefined)) throw new RangeError(); // of another form
          made.sheets[which] = { total: string(total), answers: /** @type {Answer[]} */ (given) };
        });
        return made;
      });
    } catch {
      return null;
    }
  }

  /** @param {unknown} value */
  function string(value) {
    if (typeof value === "string" && value.length <= LONGEST) return value;
    throw new RangeError();
  }

  Tongban.checklist = {
    WHICH, MOST, LONGEST, scoresOf, score, read, answer, totalOf, itemised, looksLikeName, child, isBlank, results, toRows, fromRows, pack, unpack,
  };
})();
