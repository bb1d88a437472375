/**
 * Table files as spreadsheets and hands write them: UTF-8 or GBK, separated by comma, semicolon or tab.
 */
(() => {
  "use strict";

  // What a spreadsheet may take for a formula, full-width signs too; and a quote before such a sign is one that we wrote.
  const RUNS = /^(\s*[=+\-@＝＋－＠]|[\u0000-\u001f\u007f])/;
  const QUOTED = /^'(?=\s*[=+\-@＝＋－＠]|[\u0000-\u001f\u007f'])/;
  const LARGEST = 2_000_000;

  /**
   * The text of a file: by its byte order mark, else UTF-8 where it is that, else GBK (GB 18030 holds all of it).
   * @param {Uint8Array} bytes
   * @returns {string | null} null where it is no text, or more than two million bytes
   */
  function decode(bytes) {
    if (bytes.length > LARGEST) return null;
    const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "";
    for (const name of mark ? [mark] : ["utf-8", "gb18030"]) {
      try {
        const text = new TextDecoder(name, { fatal: true }).decode(bytes);
        return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text;
      } catch {
        continue;
      }
    }
    return null;
  }

  /**
   * The separator: whichever of the three stands most often in the first line, outside quotes; where none does, the comma or
   * the semicolon of a Chinese keyboard.
   * @param {string} text
   * @returns {string}
   */
  function separator(text) {
    const head = text.replace(/"[^"]*"/g, "").split(/[\r\n]/, 1)[0];
    const often = (/** @type {string} */ sign) => head.split(sign).length;
    const most = (/** @type {string} */ signs) => [...signs].reduce((best, sign) => (often(sign) > often(best) ? sign : best));
    const best = most(",;\t");
    return often(best) > 1 ? best : most("，；");
  }

  /**
   * The cells of a text as they were found: what stands in quotes, the quote that closes it, what stands outside, and the end.
   * @param {string} text
   */
  function cells(text) {
    const plain = text.replace(/^\ufeff/, "").replace(/^sep=.\r?\n/i, "");
    const sign = separator(plain);
    return { sign, found: [...plain.matchAll(new RegExp(`(?:"([^"]*(?:""[^"]*)*)("|$))?([^${sign}\\r\\n]*)(${sign}|\\r\\n?|\\n|$)`, "gy"))] };
  }

  /**
   * The line on which a quote opens that is never closed: to the end of the text, or by what opens another one on a later line.
   * @param {string} text
   * @returns {number} counted from 1; 0 where there is none
   */
  function unclosed(text) {
    const { found } = cells(text);
    const open = found.find(([, quoted, close, rest]) => close === "" || (/[\r\n]/.test(quoted) && rest.trim()));
    return open ? text.slice(0, text.length - open.input.length + open.index).split(/\r\n?|\n/).length : 0;
  }

  /**
   * The cells of a text, row by row. A quote that is never closed ends with the text.
   * @param {string} text
   * @returns {string[][]} without rows at the end that hold nothing
   */
  function parse(text) {
    const { sign, found } = cells(text);
    /** @type {string[][]} */
    const rows = [[]];
    for (const [, quoted = "", , rest, end] of found) {
      rows[rows.length - 1].push((quoted.replace(/""/g, '"') + rest).replace(QUOTED, ""));
      if (end !== sign) rows.push([]);
    }
    while (rows.length && rows[rows.length - 1].every((one) => !one.trim())) rows.pop();
    return rows;
  }

  /**
   * Rows as a text that spreadsheets read in any language: a byte order mark, commas, CRLF. No cell can run as a formula:
   * a quote stands before whatever a spreadsheet might take for one.
   * @param {readonly (readonly (string | number)[])[]} rows
   * @returns {string}
   */
  function write(rows) {
    return `\ufeff${rows.map((row) => row.map(safe).join(",")).join("\r\n")}\r\n`;
  }

  /** @param {string | number} value */
  function safe(value) {
    const text = String(value);
    const still = RUNS.test(text) || QUOTED.test(text) ? `'${text}` : text;
    return /[",;\t\r\n]|^\s|\s$|^'/.test(still) ? `"${still.replace(/"/g, '""')}"` : still;
  }

  (globalThis.Tongban ||= {}).csv = { decode, separator, unclosed, parse, write };
})();
