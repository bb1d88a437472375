/**
 * `<keep-offline>`: the page on offline use, with what only a script can do. It keeps the whole edition in the browser: says how large
 * it is, asks, shows how far it is, can be stopped and taken back. It says how large the file is, and copies its address.
 *
 * The page itself may fetch nothing; the worker fetches, some files at a message, so that stopping is only not to send the next one.
 */
(() => {
  "use strict";

  const { device, Shelf, worker } = /** @type {Parts} */ (Tongban);
  const { make } = device;
  const AT_A_TIME = 24;

  class KeepOffline extends HTMLElement {
    /** @type {ReturnType<DevicePart["sentences"]>} */ say;
    /** @type {string} */ edition;
    /** @type {HTMLElement} where it is said what is so in the browser */ browser;
    /** @type {import("../globals").Size} */ size;
    /** @type {Record<string, string>} */ values;
    /** @type {ServiceWorkerRegistration} */ registration;
    /** @type {HTMLProgressElement} */ bar;
    /** @type {HTMLElement} */ told;
    /** @type {HTMLElement} */ loud;
    quarter = -1;
    stopped = false;

    async connectedCallback() {
      if (this.browser) return;
      this.say = device.sentences(this);
      this.edition = this.dataset.edition ?? "en";
      this.browser = /** @type {HTMLElement} */ (this.querySelector("[data-browser]"));
      this.copying();
      if (location.protocol === "file:") this.show(this.note("check", "folder"));
      else this.wait();
      if (location.protocol === "file:" && !this.querySelector("[data-file]")) return;
      const sizes = await new Shelf(this.dataset.shelf ?? "").get("offline").catch(() => undefined);
      if (sizes) this.sized(sizes);
      if (location.protocol !== "file:") await this.look(sizes);
    }

    /** @param {Record<string, any>} sizes */
    sized(sizes) {
      const place = this.querySelector("[data-size]");
      if (place && sizes.zip) place.textContent = this.say("zip-size", { n: megabytes(sizes.zip) });
    }

    /** What is said in place of the sentence for those without scripts, until it is known what is so. */
    wait() {
      this.browser.replaceChildren();
    }

    /**
     * Finds out what is so, and offers what can be done.
     * @param {Record<string, any> | undefined} sizes
     */
    async look(sizes) {
      if (sizes && !sizes.zip) return this.show(this.note("alert", "serving"));
      if (!worker.possible || !sizes) return this.show(this.note("alert", "cannot"));
      try {
        this.size = /** @type {import("../globals").Size} */ (sizes[this.edition]);
        this.values = { packed: megabytes(this.size.packed), bytes: megabytes(this.size.bytes) };
        this.registration = await worker.get();
        this.offer(await this.ask("state"));
      } catch {
        this.show(this.note("alert", "cannot"));
      }
    }

    /**
     * @param {string} ask
     * @param {Record<string, unknown>} [more]
     * @returns {Promise<any>} what the worker answers
     */
    ask(ask, more = {}) {
      return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        this.registration.active?.postMessage({ ask, edition: this.edition, ...more }, [port2]);
      });
    }

    /**
     * @param {import("../globals").State} state
     * @param {Node} [before] what is to be said first
     */
    offer(state, before) {
      if (state.whole) {
        this.show(before ?? this.note("check", "kept"), this.buttons(["remove", () => this.askToRemove(state)]));
        return;
      }
      const begun = state.here && !before ? make("p", { class: "tb-meta" }, this.say("part", { n: state.here, of: state.of })) : undefined;
      this.show(
        before,
        make("p", {}, make("b", {}, this.say("size", this.values))),
        begun,
        this.buttons([before && state.here ? "go-on" : "keep", () => this.askToKeep(state), "main"]),
      );
    }

    /** @param {import("../globals").State} state */
    askToKeep(state) {
      this.show(
        make("p", { id: "keep-offline-asked" }, this.say("ask", this.values)),
        this.buttons(["begin", () => this.keep(), "main"], ["not-now", () => this.offer(state)]),
      );
      this.focusFirst();
    }

    /** @param {import("../globals").State} state */
    askToRemove(state) {
      this.show(
        make("p", {}, this.say("ask-remove")),
        this.buttons(["yes-remove", () => this.takeAway()], ["leave", () => this.offer(state)]),
      );
      this.focusFirst();
    }

    async takeAway() {
      const state = await this.ask("remove", { paths: [location.href, ...worker.standsOn()] });
      this.offer(state, this.note("check", "removed"));
      this.focusFirst();
    }

    /** Brings all files of the edition that are not here, until the end, a stop, or a trouble. */
    async keep() {
      this.stopped = false;
      this.running();
      // Chromium decides by itself; others may ask. What is kept stays when the phone tidies up.
      await navigator.storage?.persist?.().catch(() => false);
      /** @type {string[]} */
      const missing = await this.ask("missing");
      const { of } = await this.ask("state");
      let n = of - missing.length;
      /** @type {string[]} */
      const brought = [];
      let problem = (await this.hasRoom(missing.length / of)) ? "" : "full";
      this.tell(n, of);
      while (missing.length && !problem && !this.stopped) {
        const some = missing.splice(-AT_A_TIME);
        const said = await this.ask("bring", { paths: some });
        brought.push(...said.brought);
        n += said.brought.length;
        problem = said.problem;
        this.tell(n, of);
      }
      if (problem === "full") await this.ask("drop", { paths: brought });
      const state = await this.ask(missing.length || problem ? "state" : "keep");
      this.ended(state, problem);
    }

    /**
     * @param {import("../globals").State} state
     * @param {string} problem
     */
    ended(state, problem) {
      const values = { n: state.here, of: state.of, ...this.values };
      const key = { network: "no-network", renewed: "renewed", full: "full" }[problem] ?? "stopped";
      this.offer(state, state.whole ? undefined : this.note(key === "stopped" ? "check" : "alert", key, values));
      this.focusFirst();
    }

    /**
     * Whether the browser grants enough room for a share of the edition; if it does not say, it is tried.
     * @param {number} share
     */
    async hasRoom(share) {
      try {
        const { quota, usage } = await navigator.storage.estimate();
        return quota === undefined || usage === undefined || quota - usage > this.size.bytes * share;
      } catch {
        return true;
      }
    }

    running() {
      this.bar = /** @type {HTMLProgressElement} */ (make("progress", { max: 1, value: 0, "aria-label": this.say("progress") }));
      this.told = make("p", { class: "tb-meta num" });
      this.loud = make("p", { class: "tb-vh", role: "status" });
      this.quarter = -1;
      this.show(this.bar, this.told, this.loud, this.buttons(["stop", () => (this.stopped = true)]));
      this.focusFirst();
    }

    /**
     * @param {number} n
     * @param {number} of
     */
    tell(n, of) {
      this.bar.max = of;
      this.bar.value = n;
      this.told.textContent = this.say("running", { n, of });
      // A screen reader hears of each quarter, not of each file.
      const quarter = Math.floor((4 * n) / of);
      if (quarter !== this.quarter) this.loud.textContent = this.told.textContent;
      this.quarter = quarter;
    }

    /** A chat app that lets nothing be downloaded may still let the address be copied. */
    copying() {
      const button = /** @type {HTMLButtonElement | null} */ (this.querySelector("[data-copy]"));
      const link = /** @type {HTMLAnchorElement | null} */ (this.querySelector("[data-file] a"));
      const said = this.querySelector("[data-said]");
      if (!button || !link || !said || location.protocol === "file:") return;
      button.hidden = false;
      button.addEventListener("click", () => device.give(link.href, this.say, said));
    }

    /**
     * @param {string} icon
     * @param {string} key
     * @param {Record<string, unknown>} [values]
     */
    note(icon, key, values) {
      return make("div", { class: icon === "alert" ? "note" : "keep-note", role: "status" }, device.icon(this, icon), make("p", {}, this.say(key, values)));
    }

    /** @param {...[string, () => void, string?]} buttons */
    buttons(...buttons) {
      return make("p", { class: "acts" }, ...buttons.map(([key, act, kind]) => make("button", { class: kind ? `btn btn--${kind}` : "btn", onclick: act }, this.say(key))));
    }

    /** @param {...(Node | undefined)} parts */
    show(...parts) {
      this.browser.replaceChildren(...parts.filter((part) => part !== undefined));
    }

    focusFirst() {
      this.browser.querySelector("button")?.focus();
    }
  }

  /**
   * @param {number} bytes
   * @returns {string} in millions, rounded up to a tenth, or whole above a hundred
   */
  function megabytes(bytes) {
    const tenths = Math.ceil(bytes / 100_000);
    return tenths < 1000 ? (tenths / 10).toFixed(1) : String(Math.ceil(tenths / 10));
  }

  customElements.define("keep-offline", KeepOffline);
})();
