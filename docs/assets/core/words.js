/**
 * Sentences with gaps: `{n} of {of} minutes`.
 */
(() => {
  "use strict";

  /**
   * A sentence with its gaps filled; a gap without a value stays as it is written.
   * @param {string} pattern
   * @param {Record<string, unknown>} [values]
   * @returns {string}
   */
  function fill(pattern, values = {}) {
    return pattern.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? String(values[name]) : gap));
  }

  /**
   * A function that says a sentence by its key. With `n: 1` among the values, `KEY-one` is said where there is one.
   * @param {Record<string, string>} words the sentences of a page tool, by key
   * @returns {(key: string, values?: Record<string, unknown>) => string}
   */
  function speaker(words) {
    return (key, values = {}) => {
      const single = values.n === 1 ? words[`${key}-one`] : undefined;
      const pattern = single ?? words[key];
      if (pattern === undefined) throw new Error(`no sentence is called ${key}`);
      return fill(pattern, values);
    };
  }

  (globalThis.Tongban ||= {}).words = /** @satisfies {Parts["words"]} */ ({ fill, speaker });
})();
