/**
 * Data for the page's scripts, loaded by <script> tags when it is asked for: that works from a folder as well as from a server.
 *
 * Each such script calls `kbPart(name, data)`. The index of the search is one folder of them (`assets/search`), the lists of
 * the API another (`assets/data`).
 */
(() => {
  "use strict";

  /** Data of the scripts that have run, until their `load` event hands it over. */
  const arrived = new Map();
  globalThis.kbPart = (/** @type {string} */ name, /** @type {unknown} */ data) => arrived.set(name, data);

  /** A folder of scripts, each loaded once, when first asked for. */
  class Shelf {
    /** @param {string} folder */
    constructor(folder) {
      this.folder = folder;
      /** @type {Map<string, Promise<any>>} */
      this.asked = new Map();
    }

    /**
     * @param {string} name
     * @returns {Promise<any>}
     */
    get(name) {
      const known = this.asked.get(name);
      if (known) return known;
      const coming = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${this.folder}${name}.js`;
        script.onload = () => {
          script.remove();
          resolve(arrived.get(name));
        };
        script.onerror = () => {
          script.remove();
          this.asked.delete(name);
          reject(name);
        };
        document.head.append(script);
      });
      this.asked.set(name, coming);
      return coming;
    }

    /**
     * Those of the scripts that could be loaded, by name.
     * @param {string[]} names
     * @returns {Promise<Map<string, any>>}
     */
    async all(names) {
      const held = new Map();
      await Promise.all(names.map((name) => this.get(name).then((data) => held.set(name, data), () => {})));
      return held;
    }
  }

  (globalThis.Tongban ||= {}).Shelf = Shelf;
})();
