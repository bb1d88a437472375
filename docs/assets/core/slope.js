/**
 * A slope chart laid out: where each line, dot and label goes so that no label covers another. Lengths are units of the drawing.
 */
(() => {
  "use strict";

  /**
   * @typedef {{code: string, before: number, after: number}} Row
   * @typedef {{y: number, at: number, text: string}} Label `at`: the height of its dot; `y`: its own
   */

  const TOP = 34;
  const GAP = 17;
  const PLOT = 220;
  const ROOM = { left: 10, right: 13, code: 8 }; // in letters; a Han character takes two
  const LABELS = 40;

  /** @param {string} text */
  function wide(text) {
    return [...text].reduce((sum, one) => sum + (one > "\u2e7f" ? 2 : 1), 0);
  }

  /**
   * Codes as labels, a long one without its middle; where that makes two alike, each is its number in the table.
   * @param {string[]} codes
   */
  function short(codes) {
    const cut = codes.map((code) => (wide(code) > ROOM.code ? code.replace(wide(code) > [...code].length ? /^(..).*(.)$/su : /^(.{4}).*(.{3})$/su, "$1…$2") : code));
    return cut.map((text, at) => (text === codes[at] || cut.indexOf(text) === cut.lastIndexOf(text) ? text : `#${at + 1}`));
  }

  /**
   * Labels of one side: those of the same height share a line as long as there is room, all others keep their distance.
   * They stand as near to their dots as that allows (isotonic regression by pooling neighbours).
   * @param {{at: number, text: string}[]} dots
   * @param {number} room letters in a line
   * @returns {Label[]} from top to bottom
   */
  function spread(dots, room) {
    /** @type {{at: number, text: string}[]} */
    const lines = [];
    for (const dot of [...dots].sort((one, other) => one.at - other.at)) {
      const last = lines[lines.length - 1];
      if (last && last.at === dot.at && wide(`${last.text}, ${dot.text}`) <= room) last.text += `, ${dot.text}`;
      else lines.push({ ...dot });
    }
    /** @type {{sum: number, many: number}[]} */
    const pools = [];
    lines.forEach((line, place) => {
      pools.push({ sum: line.at - place * GAP, many: 1 });
      while (pools.length > 1 && mean(pools[pools.length - 2]) > mean(pools[pools.length - 1])) {
        const last = pools.splice(-1)[0];
        pools[pools.length - 1].sum += last.sum;
        pools[pools.length - 1].many += last.many;
      }
    });
    const heights = pools.flatMap((pool) => Array(pool.many).fill(mean(pool)));
    return lines.map((line, place) => ({ ...line, y: heights[place] + place * GAP }));
  }

  /** @param {{sum: number, many: number}} pool */
  function mean(pool) {
    return pool.sum / pool.many;
  }

  /**
   * @param {readonly Row[]} rows at least one
   * @param {{min: number, max: number}} measure ends of its range
   * @returns {{top: number, bottom: number, height: number, ticks: {y: number, value: number}[], y: (value: number) => number, left: Label[], right: Label[]}}
   *   labels on the right carry ↑, = or ↓; with more than forty children there are no labels
   */
  function layout(rows, measure) {
    const all = rows.flatMap((row) => [row.before, row.after]);
    const [least, most] = [Math.min(...all), Math.max(...all)];
    // At least four steps are shown: a scale that ends at the scores would make a small change look large.
    const step = [1, 2, 3, 5, 10, 20, 50, 100, 1000].find((one) => (most - least) / one <= 4) ?? most - least;
    let low = Math.max(measure.min, Math.floor(least / step) * step);
    let high = Math.min(measure.max, Math.ceil(most / step) * step);
    while ((high - low) / step < 4 && (low > measure.min || high < measure.max)) {
      if (high < measure.max) high = Math.min(measure.max, high + step);
      if ((high - low) / step < 4 && low > measure.min) low = Math.max(measure.min, low - step);
    }
    const labelled = rows.length <= LABELS ? rows : [];
    const plot = Math.max(PLOT, labelled.length > 8 ? labelled.length * GAP : 0);
    const y = (/** @type {number} */ value) => Math.round((TOP + (plot * (high - value)) / (high - low)) * 10) / 10;
    const ticks = [];
    for (let value = low; value <= high; value += step) ticks.push({ y: y(value), value });
    const codes = short(labelled.map((row) => row.code));
    const left = spread(labelled.map((row, at) => ({ at: y(row.before), text: codes[at] })), ROOM.left);
    const right = spread(labelled.map((row, at) => ({ at: y(row.after), text: `${codes[at]} ${row.after > row.before ? "↑" : row.after < row.before ? "↓" : "="}` })), ROOM.right);
    const ends = [...left, ...right].map((label) => label.y);
    const above = Math.max(0, TOP - 4 - Math.min(TOP, ...ends));
    for (const tick of ticks) tick.y += above;
    for (const label of [...left, ...right]) {
      label.at += above;
      label.y += above;
    }
    return { top: TOP + above, bottom: TOP + above + plot, height: Math.max(TOP + plot, ...ends) + above + 14, y: (value) => y(value) + above, ticks, left, right };
  }

  (globalThis.Tongban ||= {}).slope = { layout, spread, GAP };
})();
