/**
 * `<site-search>`: results below the search box of the header while one types.
 *
 * Without this script the form leads to the A–Z page. With it the index is loaded when the box gets the focus, by
 * <script> tags, which works from a folder as well as from a server. The sentences are attributes of the element:
 *
 * - `data-root`, `data-index`: relative paths to the edition's root and to the folder of its index
 * - `data-count`, and `data-one` for a single result: "{n} results"
 * - `data-results`: the name of the list, for screen readers
 * - `data-none`: what to say when no page answers
 * - `data-loading`: what to say while the answer is on its way
 *
 * A hidden element inside it says what to do where the index cannot be loaded, which without a network is often so.
 *
 * Keys: down and up move between the box and the results, Home and End to the first and last, Enter in the box opens
 * the first result, Escape closes.
 */
(() => {
  "use strict";

  /**
   * @typedef {import("../globals").Found} Found
   * @typedef {import("../globals").Hit} Hit
   * @typedef {import("../globals").Index} Index
   * @typedef {[address: string, kind: string, title: string, summary: string]} Shown
   */

  const { text, search, Shelf } = /** @type {Parts} */ (Tongban);
  const WAIT = 120;
  const AT_ONCE = 10;

  // `device.make` knows more, and stands on fewer pages than the search.
  /** @type {<K extends keyof HTMLElementTagNameMap>(tag: K, has?: {className?: string, textContent?: string, href?: string}) => HTMLElementTagNameMap[K]} */
  const make = (tag, has) => Object.assign(document.createElement(tag), has);

  class SiteSearch extends HTMLElement {
    /** @type {HTMLInputElement} */
    box;
    /** @type {Shelf} */
    shelf;
    /** @type {Index | undefined} */
    index;
    panel = make("div", { className: "tb-search-panel" });
    said = make("p", { className: "tb-meta" });
    list = make("ol");
    /** A screen reader tells what changes in a place it can see all the time; the panel comes and goes. */
    status = make("p", { className: "tb-vh" });
    /** @type {Found} */
    found;
    /** @type {string | undefined} the query whose results are drawn */
    drawn;
    /** How many results are drawn, or about to be. */
    next = 0;
    /** Goes up with each look, and whenever an answer on its way is no longer wanted. */
    turn = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    timer;
    /** @type {Map<Element, string>} addresses of results that do not yet show what they were found by */
    wanting = new Map();
    end = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) this.more();
    });
    /** What a page says is loaded only for results that come into view. */
    seen = new IntersectionObserver((seen) => {
      for (const one of seen) if (one.isIntersecting) this.quote(one.target);
    });

    connectedCallback() {
      const box = this.querySelector("input");
      const form = this.querySelector("form");
      if (!box || !form || this.box) return;
      this.box = box;
      this.away = /** @type {HTMLElement | null} */ (this.querySelector("[hidden]"));
      this.shelf = new Shelf(this.dataset.index ?? "");
      this.makePanel();

      box.addEventListener("focus", () => this.open().catch(() => {}));
      box.addEventListener("input", (event) => {
        if (!(/** @type {InputEvent} */ (event).isComposing)) this.later();
      });
      box.addEventListener("compositionend", () => this.later());
      form.addEventListener("submit", (event) => this.submit(event));
      this.addEventListener("keydown", (event) => this.key(event));
      this.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !this.contains(/** @type {Node} */ (event.relatedTarget))) this.close();
      });
      document.addEventListener("pointerdown", (event) => {
        if (!this.contains(/** @type {Node} */ (event.target))) this.close();
      });

      const asked = new URLSearchParams(location.search).get(box.name);
      if (asked && !box.value) box.value = asked;
      if (box.value.trim()) this.look();
      else if (document.activeElement === box) this.open().catch(() => {});
    }

    makePanel() {
      this.panel.hidden = true;
      if (this.dataset.results) this.list.setAttribute("aria-label", this.dataset.results);
      this.panel.append(this.said, this.list);
      this.status.setAttribute("role", "status");
      this.append(this.panel, this.status);
    }

    /**
     * The index, loaded at the first call.
     * @returns {Promise<Index>}
     */
    async open() {
      const top = await this.shelf.get("top");
      return (this.index ??= search.open(top));
    }

    /** Searches when the hand rests. */
    later() {
      clearTimeout(this.timer);
      this.turn += 1;
      this.timer = setTimeout(() => this.look(), WAIT);
    }

    /**
     * Searches for what is in the box. Only the latest call draws: an answer that comes too late is dropped.
     * @returns {Promise<boolean>} whether the search could be done
     */
    async look() {
      clearTimeout(this.timer);
      const turn = ++this.turn;
      const query = this.box.value.trim();
      if (!query) {
        this.close();
        return true;
      }
      this.show(this.dataset.loading ?? "");
      try {
        const index = await this.open();
        const found = await search.find(index, query, (names) => this.shelf.all(names));
        const first = await this.pages(found.hits.slice(0, AT_ONCE));
        if (found.hits.length && !first.length) throw new Error("not loaded");
        if (turn !== this.turn) return true;
        this.found = found;
        this.drawn = query;
        this.next = AT_ONCE;
        this.forget();
        this.tell(this.sentence(found.hits.length));
        this.draw(first);
        return true;
      } catch {
        if (turn !== this.turn) return false;
        this.close();
        if (this.away) {
          this.away.hidden = false;
          this.tell(this.away);
        }
        return false;
      }
    }

    /**
     * Some hits with what is shown of them: address, kind, title and summary of each page.
     * @param {Hit[]} hits
     * @returns {Promise<{hit: Hit, page: Shown}[]>}
     */
    async pages(hits) {
      const { per } = await this.open();
      const nameOf = (/** @type {Hit} */ hit) => `d${Math.floor(hit.page / per)}`;
      const held = await this.shelf.all([...new Set(hits.map(nameOf))]);
      return hits.map((hit) => ({ hit, page: held.get(nameOf(hit))?.[hit.page % per] })).filter((one) => one.page);
    }

    /** Draws the next hits, when the last one drawn comes into view. */
    async more() {
      this.end.disconnect();
      const turn = this.turn;
      const next = await this.pages(this.found.hits.slice(this.next, this.next + AT_ONCE));
      if (turn !== this.turn) return;
      this.next += AT_ONCE;
      this.draw(next);
    }

    /** @param {{hit: Hit, page: Shown}[]} pages */
    draw(pages) {
      for (const { hit, page: [address, kind, title, summary] } of pages) {
        const link = make("a", { className: "tb-search-hit", href: (this.dataset.root ?? "") + address });
        link.append(make("span", { className: "tb-meta", textContent: kind }), " ", this.marked("strong", title), " ", this.marked("span", summary));
        const item = make("li");
        item.append(link);
        this.list.append(item);
        if (search.saysAll(this.found, hit, `${title}\n${summary}`)) continue;
        this.wanting.set(item, address);
        this.seen.observe(item);
      }
      const last = this.list.lastElementChild;
      if (last && this.next < this.found.hits.length) this.end.observe(last);
    }

    /**
     * Shows the sentence of a page in which the words stand, in place of its summary; the summary stays where no sentence has them.
     * @param {Element} item
     */
    async quote(item) {
      const address = this.wanting.get(item);
      this.seen.unobserve(item);
      this.wanting.delete(item);
      if (address === undefined) return;
      const turn = this.turn;
      const page = await this.shelf.get(search.textOf(address)).catch(() => "");
      const said = turn === this.turn && text.sentence(page, this.found.weights);
      if (said) item.querySelector("strong + span")?.replaceWith(this.marked("span", said));
    }

    /** Lets go of the results that are drawn. */
    forget() {
      this.end.disconnect();
      this.seen.disconnect();
      this.wanting.clear();
      this.list.replaceChildren();
    }

    /**
     * @param {"span" | "strong"} tag
     * @param {string} words
     * @returns {HTMLElement}
     */
    marked(tag, words) {
      const made = make(tag);
      for (const part of text.marked(words, this.found.words)) made.append(part.hit ? make("mark", { textContent: part.text }) : part.text);
      return made;
    }

    /**
     * @param {number} count
     * @returns {string}
     */
    sentence(count) {
      const { none = "", one, count: many = "" } = this.dataset;
      return count ? ((count === 1 && one) || many).replace("{n}", String(count)) : none;
    }

    /** @param {string | Node} sentence */
    show(sentence) {
      this.said.replaceChildren(sentence);
      this.panel.hidden = false;
    }

    /** @param {string | Node} sentence shown, and said by a screen reader */
    tell(sentence) {
      this.show(sentence);
      this.status.textContent = this.said.textContent;
    }

    close() {
      clearTimeout(this.timer);
      this.turn += 1;
      this.panel.hidden = true;
      this.status.textContent = "";
      this.drawn = undefined;
      this.forget();
    }

    /**
     * Enter in the box opens the first result. When the index cannot be loaded, the form leads to the A–Z page.
     * @param {SubmitEvent} event
     */
    async submit(event) {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.target);
      const query = this.box.value.trim();
      if (!query) return;
      if (this.drawn !== query && !(await this.look())) form.submit();
      else if (this.drawn === query) this.links()[0]?.click();
    }

    /** @returns {HTMLAnchorElement[]} */
    links() {
      return [...this.list.querySelectorAll("a")];
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape" && !this.panel.hidden) {
        event.preventDefault();
        this.box.focus();
        this.close();
        return;
      }
      const links = this.links();
      const at = links.indexOf(/** @type {any} */ (document.activeElement));
      if (event.key === "ArrowDown" && at < 0 && this.panel.hidden) {
        this.look();
        event.preventDefault();
        return;
      }
      /** @type {Record<string, HTMLElement | undefined>} where a key leads: in the box (`at` is -1) most keys write */
      const ways = { ArrowDown: links[at + 1], ...(at >= 0 && { ArrowUp: links[at - 1] ?? this.box, Home: links[0], End: links.at(-1) }) };
      const target = ways[event.key];
      if (!target) return;
      event.preventDefault();
      target.focus();
    }
  }

  customElements.define("site-search", SiteSearch);
})();
