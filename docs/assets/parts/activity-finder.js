/**
 * `<activity-finder>`: the activities that fit what is chosen and the words typed, best first, while one chooses and types.
 *
 * Without this script its content, a table for each need, is the whole page. The words are looked for in the index of the site's
 * search, so that both find the same. What is chosen stands in the query of the address (`?need=communication&min=40&words=shy`);
 * the board on the first page leads here with one.
 *
 * Attributes: `data-root`, `data-index`, `data-data` are relative paths to the edition's root, its index and its lists;
 * `data-tiers` to the page on tiers, `data-share` to the page on which an activity is shared, `data-plan` to the planner.
 */
(() => {
  "use strict";

  /**
   * @typedef {import("../globals").Row} Row
   * @typedef {import("../globals").List} List
   * @typedef {import("../globals").Facet} Facet
   * @typedef {import("../globals").Choice} Choice
   * @typedef {import("../globals").Fitting} Fitting
   * @typedef {import("../globals").Index} Index
   */

  const { device, facets, search, text, Shelf } = /** @type {Parts} */ (Tongban);
  const { make } = device;
  const AT_FIRST = 2;
  const AT_ONCE = 12;
  const LITTLE = 10;
  const SHEET = "sheet";
  const PHONE = "(max-width: 44.99em)";

  const button = (/** @type {string} */ label, /** @type {() => void} */ onclick, look = "btn") => make("button", { class: look, onclick }, label);

  class ActivityFinder extends HTMLElement {
    built = false;
    /** @type {import("../globals").Say} */
    say;
    /** @type {Shelf} */
    index;
    /** @type {Index | undefined} */
    opened;
    /** @type {List} */
    list;
    /** @type {Row[]} */
    rows;
    /** @type {Facet[]} */
    facets;
    /** @type {number[][][]} */
    prepared;
    /** @type {Choice} */
    choice = {};
    /** @type {number[]} the rows that fit, in the order in which they are shown */
    order = [];
    /** How many of them are drawn. */
    drawn = 0;
    /** @type {Map<number, number> | undefined} */
    rowOf;
    /** Goes up with each look. */
    turn = 0;
    /** @type {HTMLElement} */
    form;
    /** @type {HTMLElement} */
    close;
    /** @type {HTMLElement} */
    show;
    /** @type {HTMLInputElement} */
    box;
    /** @type {HTMLElement} */
    unfold;
    /** @type {HTMLElement} */
    chips;
    /** @type {HTMLElement} */
    status;
    /** @type {HTMLElement} */
    cards;
    /** @type {HTMLElement} */
    more;
    /** @type {HTMLElement} */
    results;
    /** @param {Event} event */
    outside = (event) => {
      if (!this.form.contains(/** @type {Node} */ (event.target))) this.fold();
    };

    connectedCallback() {
      if (this.built) return;
      this.built = true;
      this.say = device.sentences(this);
      this.index = new Shelf(this.dataset.index ?? "");
      new Shelf(this.dataset.data ?? "")
        .get("activities")
        .then((list) => this.begin(list), () => {}); // without it the tables stay
    }

    /** @param {List} list */
    begin(list) {
      this.list = list;
      this.rows = list.activities.filter((row) => !row.now);
      this.facets = facets.facetsOf(list);
      this.prepared = facets.prepare(this.rows, this.facets);
      const { choice, words } = facets.read(location.search, this.facets);
      this.choice = choice;
      this.makeForm();
      this.makeResults(words);
      for (const table of this.querySelectorAll(":scope > section")) table.remove();
      this.append(make("div", { class: "find" }, this.form, this.results));
      addEventListener("popstate", () => {
        this.fold();
        this.remember(this.box.value.trim());
      });
      this.look();
    }

    // What is drawn once

    makeForm() {
      const { say } = this;
      const sets = this.facets.map((facet) =>
        make("fieldset", {}, make("legend", {}, say(`legend-${facet.name}`)),
          ...(facet.many || facet.values.length === 1 ? facet.values : [...facet.values, ""]).map((value) => this.option(facet, value))));
      this.close = make("button", { class: "icon-btn", "aria-label": say("close-filters"), onclick: () => this.fold() }, device.icon(this, "close"));
      this.show = button("", () => this.fold(), "btn btn--main");
      this.form = make("form", { id: "filters", class: "facets", "aria-label": say("filters"), onchange: () => this.chosen(), onkeydown: (/** @type {KeyboardEvent} */ e) => this.key(e), onsubmit: (/** @type {Event} */ e) => e.preventDefault() },
        make("div", { class: "sheet-head only-phone" }, make("b", {}, say("filters")), this.close), ...sets,
        make("div", { class: "acts sheet-foot only-phone" }, button(say("clear"), () => this.clear()), this.show));
    }

    /**
     * @param {Facet} facet
     * @param {string} value
     */
    option(facet, value) {
      const single = facet.many || facet.values.length === 1;
      const box = make("input", { type: single ? "checkbox" : "radio", name: facet.name, value });
      const count = make("small", {});
      return make("label", {}, box, this.label(facet.name, value), count);
    }

    /**
     * What a value is called.
     * @param {string} name
     * @param {string} value
     * @returns {string}
     */
    label(name, value) {
      const { values, needs } = this.list;
      if (!value) return this.say(`any-${name}`);
      if (name === "need") return needs.find((need) => need.id === value)?.name ?? value;
      if (name === "phase") return values.phase[value];
      if (name === "place") return values.setting[value];
      return this.say(`${name}-${value}`);
    }

    /** @param {string} words */
    makeResults(words) {
      const { say } = this;
      this.box = /** @type {HTMLInputElement} */ (make("input", { class: "field", type: "search", autocomplete: "off", "aria-label": say("words"), placeholder: say("words-example"), maxlength: 200 }));
      this.box.value = words;
      this.box.addEventListener("input", (event) => {
        if (!(/** @type {InputEvent} */ (event).isComposing)) this.look();
      });
      this.box.addEventListener("compositionend", () => this.look());
      this.unfold = make("button", { class: "btn only-phone", "aria-haspopup": "dialog", onclick: () => this.open() });
      this.chips = make("p", { class: "chips" });
      this.status = make("p", { class: "tb-meta", role: "status" });
      this.cards = make("div", { class: "cards-list" });
      this.more = button("", () => this.drawMore(true));
      this.results = make("section", { id: "results", "aria-labelledby": "found" }, make("h2", { id: "found", class: "tb-vh" }, say("results")), make("div", { class: "find-bar" }, this.box, this.unfold), this.chips, this.status, this.cards, make("p", { class: "acts" }, this.more));
    }

    // What is chosen

    chosen() {
      /** @type {Choice} */
      const choice = {};
      for (const box of this.boxes()) {
        if (box.checked && box.value) (choice[box.name] ??= []).push(box.value);
      }
      this.choice = choice;
      this.look();
    }

    clear() {
      this.choice = {};
      this.look();
    }

    /**
     * @param {string} name
     * @param {string} [value] without it, the whole facet
     */
    without(name, value) {
      const { [name]: values = [], ...rest } = this.choice;
      const left = value === undefined ? [] : values.filter((one) => one !== value);
      this.choice = left.length ? { ...rest, [name]: left } : rest;
      this.box.focus({ preventScroll: true });
      this.look();
    }

    /** @returns {HTMLInputElement[]} */
    boxes() {
      return [...this.form.querySelectorAll("input")];
    }

    // What fits

    /** Only the latest call draws: an answer that comes too late is dropped. */
    async look() {
      const turn = ++this.turn;
      const words = this.box.value.trim();
      const scores = words ? await this.scores(words) : null;
      if (turn !== this.turn) return;
      const found = facets.filter(this.prepared, this.facets, this.choice, (row) => !scores || scores.has(row));
      const before = this.order;
      this.order = facets.ordered(this.rows, found.fits, this.choice, Object.keys(this.list.values.phase), scores);
      this.drawChips(words);
      // A card that stands where it stood stays.
      let same = 0;
      while (same < this.drawn && this.order[same] === before[same]) same += 1;
      while (this.cards.children[same]) this.cards.lastChild?.remove();
      this.drawn = same;
      this.cards.ariaBusy = String(this.order.length > AT_FIRST);
      // When the page comes up, one more: what stands below the results must not come into sight, for it moves.
      this.drawMore(false, AT_FIRST + Number(turn < 2) - this.drawn);
      if (!this.order.length) this.drawNothing(found, words);
      this.status.textContent = this.say(!this.order.length ? "nothing-fits" : Object.keys(this.choice).length || words ? "fit" : "all", { n: this.order.length });
      // What a phone shows at first is there; all else when that is drawn, unless another key was struck meanwhile.
      setTimeout(() => {
        if (turn !== this.turn) return;
        this.drawForm(found);
        this.drawMore(false, AT_ONCE - this.drawn);
        this.cards.ariaBusy = "false";
        this.remember(words);
      });
    }

    /**
     * How well each row answers the words, by its number.
     * @param {string} words
     * @returns {Promise<Map<number, number>>}
     */
    async scores(words) {
      try {
        const index = (this.opened ??= search.open(await this.index.get("top")));
        const rowOf = this.numbered(index);
        const { hits } = await search.find(index, words, (names) => this.index.all(names), (page) => rowOf.has(page));
        // The hits are in order; what is found loosely comes last, whatever its score.
        return new Map(hits.map(({ page }, at) => [rowOf.get(page) ?? -1, hits.length - at]));
      } catch {
        return this.plainly(words);
      }
    }

    /**
     * The number of the row of each activity's page. The index numbers the pages in the order of their addresses.
     * @param {Index} index
     * @returns {Map<number, number>}
     */
    numbered(index) {
      if (!this.rowOf) {
        const pages = this.list.activities.map((row) => row.page).sort();
        const number = new Map([...index.activities].map((number, at) => [pages[at], number]));
        this.rowOf = new Map(this.rows.map((row, at) => [number.get(row.page) ?? -1, at]));
      }
      return this.rowOf;
    }

    /**
     * Where the index cannot be loaded: all words in the title or the summary.
     * @param {string} words
     * @returns {Map<number, number>}
     */
    plainly(words) {
      const terms = text.terms(words);
      const found = new Map();
      this.rows.forEach((row, at) => {
        const says = text.fold([row.title, row.other_title, row.summary].join(" "));
        if (terms.every((term) => says.includes(term))) found.set(at, 1);
      });
      return found;
    }

    // What changes

    /** @param {Fitting} found */
    drawForm(found) {
      for (const box of this.boxes()) {
        const count = box.value ? found.counts[box.name][box.value] : found.fits.length + found.without[box.name];
        box.checked = box.value ? (this.choice[box.name] ?? []).includes(box.value) : !this.choice[box.name];
        const label = /** @type {HTMLElement} */ (box.parentElement);
        /** @type {HTMLElement} */ (label.querySelector("small")).textContent = String(count);
        label.classList.toggle("none", !count && !box.checked);
      }
      const chosen = Object.values(this.choice).flat().length;
      this.unfold.replaceChildren(device.icon(this, "tune"), chosen ? this.say("filters-chosen", { n: chosen }) : this.say("filters"));
      this.show.textContent = this.say("show", { n: this.order.length });
    }

    /** @param {string} words */
    drawChips(words) {
      const chip = (/** @type {string} */ label, /** @type {() => void} */ away) =>
        make("button", { class: "chip chip--on", "aria-label": this.say("remove", { what: label }), onclick: away }, label, device.icon(this, "close"));
      const chips = Object.entries(this.choice).flatMap(([name, values]) => values.map((value) => chip(this.short(name, value), () => this.without(name, value))));
      if (words) chips.push(chip(`“${words}”`, () => this.noWords()));
      if (chips.length > 1) chips.push(button(this.say("clear"), () => { this.box.value = ""; this.clear(); }, "chip"));
      this.chips.replaceChildren(...chips);
    }

    noWords() {
      this.box.value = "";
      this.box.focus({ preventScroll: true });
      this.look();
    }

    /**
     * @param {string} name
     * @param {string} value
     */
    short(name, value) {
      return ["need", "phase", "place"].includes(name) || value === "class" ? this.label(name, value) : this.say(`chip-${name}`, { value: this.label(name, value) });
    }

    /**
     * @param {boolean} asked whether a person asked for more, and reads on at the first of them
     * @param {number} [most]
     */
    drawMore(asked, most = AT_ONCE) {
      const next = this.order.slice(this.drawn, this.drawn + most).map((row) => this.card(this.rows[row]));
      this.drawn += next.length;
      this.cards.append(...next);
      this.more.hidden = this.drawn >= this.order.length;
      this.more.textContent = this.say("more", { n: this.order.length - this.drawn });
      if (asked) next[0]?.querySelector("a")?.focus();
    }

    /** @param {Row} row */
    card(row) {
      const { say, list } = this;
      const item = (/** @type {string} */ icon, /** @type {string} */ words, care = false) => make("span", { class: care && "mark-care" }, device.icon(this, icon), words);
      const things = row.materials.map((use) => list.materials[use.item]?.name ?? use.item);
      const root = this.dataset.root ?? "";
      const other = row.other_title && make("span", { lang: say("other-lang") }, row.other_title);
      return make("article", { class: "card" },
        make("div", { class: "mins num" }, row.minutes, make("i", {}, say("min"))),
        make("h3", {}, make("a", { href: root + row.page }, row.title), " ", other),
        make("p", {}, row.summary),
        make("div", { class: "row" },
          item("cake", say("ages", row.ages)), item("group", say("children", row.group)), item("bag", things.length ? things.join(say("comma")) : say("nothing")), item("calendar", list.values.phase[row.phase]),
          row.prep_minutes > LITTLE && item("clock", say("prep", { n: row.prep_minutes })),
          row.risk !== "low" && item("alert", say("risk", { risk: list.values.risk[row.risk] }), row.risk === "high"),
          row.adults > 1 ? item("shield", say("adults-needed", { n: row.adults }), true) : row.second_adult_from && item("shield", say("adults-from", { n: row.second_adult_from }))),
        make("div", { class: "row why" },
          make("span", {}, make("a", { class: "tier", "data-tier": row.tier.slice(1), href: `${this.dataset.tiers}#${row.tier.toLowerCase()}` }, row.tier), " ", say(row.tier === "S0" ? "not-studied" : "studied")),
          this.dataset.plan && make("a", { class: "add", href: `${this.dataset.plan}#add=${row.id}` }, say("add"))));
    }

    /**
     * Nothing fits, which the status says: one way on for each filter whose absence would help, and one invitation.
     * @param {Fitting} found
     * @param {string} words
     */
    drawNothing(found, words) {
      const ways = Object.keys(this.choice)
        .filter((name) => found.without[name])
        .sort((one, other) => found.without[other] - found.without[one])
        .map((name) => button(this.say("leave-out", { what: this.say(`legend-${name}`), n: found.without[name] }), () => this.without(name)));
      if (words) ways.push(button(this.say("leave-words", { what: words }), () => this.noWords()));
      else if (!ways.length) ways.push(button(this.say("clear"), () => this.clear()));
      // Each edition knows its own words: what was typed in the other language is looked for there. `remember` says where.
      if (words && /\p{Script=Han}/u.test(words) === (this.say("other-lang") === "zh")) ways.push(make("a", { class: "btn tb-lang", href: "" }, this.say("other-edition")));
      const share = make("a", { href: this.dataset.share }, this.say("share"));
      this.cards.append(make("div", { class: "empty" }, make("span", { class: "tb-seats" }, device.icon(this, "seats")),
        make("div", {}, make("p", { class: "acts" }, ...ways), make("p", { class: "tb-meta" }, this.say("open-seat"), " ", share))));
    }

    /**
     * Puts the choice into the address, and into the links to the other language.
     * @param {string} words
     */
    remember(words) {
      const query = facets.write(this.choice, words, this.facets);
      try {
        history.replaceState(history.state, "", `${location.pathname}${query}`);
      } catch {
        // an old browser that opened the page from disk: the address stays
      }
      const others = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.tb-lang"));
      for (const one of others) one.href = others[0].href.replace(/[?#].*$/, "") + query;
    }

    // The sheet on a phone

    open() {
      if (!matchMedia(PHONE).matches) return;
      this.form.classList.add("open");
      this.form.role = "dialog";
      this.form.ariaModal = "true";
      this.close.focus();
      // A phone's Back closes the sheet: it has a place of its own in the history.
      if (history.state !== SHEET) history.pushState(SHEET, "");
      setTimeout(() => document.addEventListener("pointerdown", this.outside));
    }

    fold() {
      if (!this.form.classList.contains("open")) return;
      this.form.classList.remove("open");
      this.form.role = this.form.ariaModal = null;
      document.removeEventListener("pointerdown", this.outside);
      this.unfold.focus();
      if (history.state === SHEET) history.back();
    }

    /** @param {KeyboardEvent} event Escape closes the sheet, and the focus stays inside */
    key(event) {
      if (!this.form.classList.contains("open")) return;
      if (event.key === "Escape") {
        event.preventDefault();
        this.fold();
      }
      if (event.key !== "Tab") return;
      const stops = /** @type {HTMLElement[]} */ ([...this.form.querySelectorAll("button, input")]);
      const ends = [stops[0], stops[stops.length - 1]];
      if (event.shiftKey) ends.reverse();
      if (document.activeElement === ends[1]) {
        event.preventDefault();
        ends[0].focus();
      }
    }
  }

  customElements.define("activity-finder", ActivityFinder);
})();
