/**
 * What page tools need of the device they run on: their sentences and icons from the page, elements, copying, saving, remembering.
 */
(() => {
  "use strict";

  /**
   * What says the sentences of a tool by key: they stand as JSON in a script element inside it. `{n}` in one is the value `n`; with
   * `n: 1` among the values, `KEY-one` is said where there is one. A gap without a value stays as it is written.
   * @param {Element} tool
   * @returns {(key: string, values?: Record<string, unknown>) => string}
   */
  function sentences(tool) {
    /** @type {Record<string, string>} */
    const words = JSON.parse(tool.querySelector("script[data-words]")?.textContent ?? "{}");
    return (key, values = {}) => {
      const said = (values.n === 1 ? words[`${key}-one`] : undefined) ?? words[key];
      if (said === undefined) throw new Error(`no sentence is called ${key}`);
      return said.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
    };
  }

  /**
   * A copy of an icon that stands in the tool's template of icons.
   * @param {Element} tool
   * @param {string} name
   * @returns {Node | string} an empty text where there is none
   */
  function icon(tool, name) {
    const kept = /** @type {HTMLTemplateElement | null} */ (tool.querySelector("template[data-icons]"));
    return kept?.content.querySelector(`[data-icon="${name}"]`)?.firstElementChild?.cloneNode(true) ?? "";
  }

  /**
   * An element with attributes, and children after it; texts are never read as HTML. A listener is given as `onclick`; a
   * button sends no form.
   * @param {string} tag
   * @param {Record<string, unknown>} [attributes] false, null and undefined leave an attribute out, true writes it without a value
   * @param {...(Node | string | number | null | undefined | false)} children
   * @returns {HTMLElement}
   */
  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    if (tag === "button") made.setAttribute("type", tag);
    for (const [name, value] of Object.entries(attributes)) {
      if ((value ?? false) === false) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
      else made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(.../** @type {(Node | string)[]} */ (children.filter((child) => (child ?? false) !== false)));
    return made;
  }

  /**
   * Puts a text on the clipboard. Chat apps often refuse: then it says so, and the text can be shown to be copied by hand.
   * @param {string} text
   * @returns {Promise<boolean>} whether it is there
   */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = /** @type {HTMLTextAreaElement} */ (make("textarea", { class: "tb-vh", readonly: true, "aria-hidden": "true" }));
      box.value = text;
      document.body.append(box);
      const before = /** @type {HTMLElement | null} */ (document.activeElement);
      box.select();
      let done = false;
      try {
        done = document.execCommand("copy");
      } catch {
        // it is not there
      }
      box.remove();
      before?.focus();
      return done;
    }
  }

  /**
   * Puts a text on the clipboard and says so; where that is refused it shows the text, to be copied by hand.
   * @param {string} text
   * @param {(key: string) => string} say knows `copied`, `not-copied` and `to-copy`
   * @param {Element | null} place where it is said
   */
  async function give(text, say, place) {
    const done = await copy(text);
    place?.replaceChildren(say(done ? "copied" : "not-copied"));
    if (done) return;
    const box = /** @type {HTMLTextAreaElement} */ (make("textarea", { class: "field", rows: 8, readonly: true, "aria-label": say("to-copy") }));
    box.value = text;
    place?.append(box);
    box.select();
  }

  /**
   * Offers a text as a file.
   * @param {string} name
   * @param {string} text
   * @param {string} type its media type, `text/csv`
   */
  function save(name, text, type) {
    const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const link = /** @type {HTMLAnchorElement} */ (make("a", { href: address, download: name, hidden: true }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  /**
   * A drawer of this device for one text. Private windows, full or forbidden storage: what is put in lasts as long as the page,
   * and `keeps` is false.
   */
  class Drawer {
    /**
     * @param {string} name
     * @param {"localStorage" | "sessionStorage"} [place] the second lasts until the tab is closed
     */
    constructor(name, place = "localStorage") {
      this.name = `tongban-${name}`;
      this.place = place;
      this.keeps = true;
      /** @type {string | null} */
      this.held = null;
    }

    /** @returns {string | null} */
    get() {
      try {
        return globalThis[this.place].getItem(this.name) ?? this.held;
      } catch {
        this.keeps = false;
        return this.held;
      }
    }

    /**
     * @param {string} text
     * @returns {boolean} whether it will be there after the page is closed
     */
    put(text) {
      this.held = text;
      try {
        globalThis[this.place].setItem(this.name, text);
        this.keeps = true;
      } catch {
        this.keeps = false;
      }
      return this.keeps;
    }

    empty() {
      this.held = null;
      try {
        globalThis[this.place].removeItem(this.name);
      } catch {
        this.keeps = false;
      }
    }
  }

  (globalThis.Tongban ||= {}).device = { sentences, icon, make, copy, give, save, Drawer };
})();
