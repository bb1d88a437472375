/**
 * `<change-scorer>`: scores before and after, typed or from a table file, and what they say, on this device alone.
 *
 * It finds inside itself its sentences, its icons, and the measure as JSON. Without this script the form on paper below is complete.
 */
(() => {
  "use strict";

  /**
   * @typedef {import("../globals").Child} Child
   * @typedef {import("../globals").Measure} Measure
   * @typedef {import("../globals").Which} Which
   */

  const { checklist, csv, slope, stats, device } = /** @type {Parts} */ (Tongban);
  const { make } = device;
  const WAIT = 250;
  const FIRST = 8;
  const LISTED = 5; // cells of a file that are named when they could not be taken
  const MINUS = "−";

  /** @param {number} value */
  const plain = (value) => String(Math.round(value * 100) / 100).replace("-", MINUS);
  /** @param {number} value */
  const signed = (value) => (value > 0 ? "+" : "") + plain(value);
  /** @param {number} value */
  const mark = (value) => (value > 0 ? "↑" : value < 0 ? "↓" : "=");

  /**
   * A form on paper as text: a line for each of its lines, cells apart by tabs, and where something is to be written a line to write on.
   * @param {Element} form
   * @returns {string}
   */
  function asText(form) {
    const copy = /** @type {Element} */ (form.cloneNode(true));
    for (const gone of copy.querySelectorAll(".no-print, .acts, caption > .tb-vh")) gone.remove();
    for (const line of copy.querySelectorAll(".line")) line.textContent = "____";
    const trimmed = (/** @type {Element} */ one) => (one.textContent ?? "").replace(/\s+/g, " ").trim();
    return [...copy.querySelectorAll("h2, p, li, caption, tr")].map((one) => [...(/** @type {HTMLTableRowElement} */ (one).cells ?? [one])].map(trimmed).join("\t")).join("\n");
  }

  class ChangeScorer extends HTMLElement {
    /** @type {Measure} */
    measure;
    /** @type {import("../globals").Say} */
    say;
    /** @type {Kept} */
    kept;
    /** @type {Kept} */
    tab;
    /** @type {Kept[]} */
    aside = [];
    /** @type {Child[]} */
    group = [];
    /** @type {string} */
    noted;
    /** @type {string} */
    shown;

    /** Whether another window's scores wait for a choice. */
    waits = false;

    connectedCallback() {
      const data = this.querySelector("script[data-measure]");
      if (!data || this.table) return;
      this.measure = JSON.parse(data.textContent ?? "");
      this.say = device.sentences(this);
      this.gap = this.dataset.gap;
      const name = `score-${this.measure.id}`;
      this.kept = new device.Drawer(name);
      this.tab = new device.Drawer(name, "sessionStorage");
      // What cannot be read is put aside where it lay: what was to last until the tab closes shall not last longer.
      this.aside = [new device.Drawer(`${name}-damaged`), new device.Drawer(`${name}-damaged`, "sessionStorage")];
      this.group = this.fresh();
      this.build();
      this.restore();
      this.rows();
      this.look();
      addEventListener("storage", (event) => this.elsewhere(event));
    }

    /** @returns {Child[]} */
    fresh() {
      return Array.from({ length: FIRST }, (_, at) => checklist.child(this.measure, `K${at + 1}`));
    }

    /**
     * @param {string} key
     * @param {string} icon
     * @param {() => void} act
     * @param {string} [look]
     */
    button(key, icon, act, look = "") {
      return make("button", { class: `btn ${look}`, onclick: act }, icon && device.icon(this, icon), this.say(key));
    }

    build() {
      const { say } = this;
      this.table = make("tbody");
      this.notes = make("ul", { class: "bare scorer-notes", "aria-live": "polite" });
      this.sheet = make("section", { class: "panel scorer-sheet", hidden: true });
      this.asked = make("div"); // whose scores count: it stands until it is answered, whatever is told meanwhile
      this.unkept = make("p", { hidden: true }, make("b", {}, say("cannot-keep"))); // it stands as long as it is true
      this.told = make("div");
      this.file = make("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", class: "tb-vh", id: "scorer-file", onchange: () => this.open() });
      this.keep = make("input", { type: "checkbox", id: "scorer-keep", onchange: () => this.store() });
      this.box = make("textarea", { class: "field", rows: 5, "aria-label": say("paste-here"), spellcheck: "false" });
      this.paste = make("div", { hidden: true }, make("p", { class: "tb-meta" }, say("paste-here")), this.box, make("div", { class: "acts" }, this.button("take", "check", () => this.take(/** @type {HTMLTextAreaElement} */ (this.box).value))));
      const unfold = this.button("paste", "tray-up", () => {
        const open = this.paste?.toggleAttribute("hidden") === false;
        unfold.setAttribute("aria-expanded", String(open));
        if (open) this.box?.focus();
      });
      unfold.setAttribute("aria-expanded", "false");
      this.entry = make("section", { class: "scorer-entry" },
        make("h2", { id: "scores" }, say("scores")),
        make("p", { class: "tb-meta" }, say("scores-help", { min: this.measure.min, max: this.measure.max })),
        make("table", { class: "t scorer-table" },
          make("caption", { class: "tb-vh" }, say("scores")),
          make("thead", {}, make("tr", {}, ...["code", "before", "after", "change", "items"].map((key) => make("th", { scope: "col" }, say(key))))), this.table),
        this.notes, this.sheet,
        make("div", { class: "acts" }, this.button("add", "plus", () => this.add()), this.file, make("label", { class: "btn", for: "scorer-file" }, device.icon(this, "tray-up"), say("open")), unfold),
        this.paste,
        make("p", { class: "scorer-keep" }, make("label", { for: "scorer-keep" }, this.keep, say("keep")), make("span", { class: "tb-meta" }, say("keep-note"))),
        make("div", { role: "status" }, this.asked, this.unkept, this.told));
      this.result = make("section", { class: "scorer-result", "aria-labelledby": "results" });
      this.status = make("p", { class: "tb-vh", role: "status" });
      this.append(this.entry, this.result, this.status);
      const paper = document.querySelector(".scorer-paper");
      const told = make("div", { role: "status", class: "no-print" });
      paper?.querySelector(".form-head")?.before(
        make("div", { class: "acts" }, this.button("print-empty", "print", () => this.print(true)), this.button("copy-empty", "copy", () => this.copy(asText(paper), told))),
        make("p", { class: "tb-meta no-print" }, say("own-browser")), told);
      addEventListener("beforeprint", () => this.result?.querySelector("details")?.setAttribute("open", ""));
      addEventListener("afterprint", () => document.documentElement.classList.remove("scorer-empty"));
    }

    // What is kept

    restore() {
      const kept = this.kept.get();
      const text = kept ?? this.tab.get();
      const found = text === null ? this.group : checklist.unpack(this.measure, text);
      /** @type {HTMLInputElement} */ (this.keep).checked = found && kept !== null;
      if (found) this.group = found;
      else {
        this.aside[kept === null ? 1 : 0].put(text ?? "");
        this.kept.empty();
        this.tab.empty();
      }
      const damaged = this.aside[0].get() ?? this.aside[1].get();
      if (damaged === null) return;
      this.tell("damaged", {}, this.button("copy-damaged", "copy", () => this.copy(damaged)), this.button("drop-damaged", "bin", () => {
        for (const drawer of this.aside) drawer.empty();
        this.hush();
      }));
    }

    store() {
      if (this.waits) return;
      const keep = /** @type {HTMLInputElement} */ (this.keep).checked;
      (keep ? this.tab : this.kept).empty();
      this.unkept?.toggleAttribute("hidden", (keep ? this.kept : this.tab).put(checklist.pack(this.group)));
    }

    /**
     * Another window wrote other scores, or erased them: nothing is written over that before somebody chose.
     * @param {StorageEvent} event
     */
    elsewhere({ key, newValue }) {
      if (key !== null && key !== this.kept.name) return; // without a key everything was erased
      const found = newValue === null ? this.fresh() : checklist.unpack(this.measure, newValue);
      if (!found) return;
      this.settle();
      if (checklist.pack(found) === checklist.pack(this.group)) return;
      this.waits = true;
      const keep = this.button("keep-here", "close", () => {
        this.settle();
        this.look();
      });
      this.asked?.replaceChildren(newValue === null
        ? this.note("erased-elsewhere", {}, this.button("erase-here", "bin", () => this.erase()), keep)
        : this.note("elsewhere", {}, this.button("take-elsewhere", "check", () => {
          this.settle();
          /** @type {HTMLInputElement} */ (this.keep).checked = true; // as they are kept: without the tick they would be erased there
          this.put(found);
        }), keep));
    }

    /** Ends the question whose scores count. */
    settle() {
      this.waits = false;
      this.asked?.replaceChildren();
    }

    // What is said to the person

    /**
     * @param {string} key
     * @param {Record<string, unknown>} [values]
     * @param {...Element} buttons
     */
    note(key, values = {}, ...buttons) {
      return make("div", { class: "note" }, device.icon(this, "alert"),
        make("div", {}, make("p", {}, this.say(key, values)), buttons.length > 0 && make("div", { class: "acts" }, ...buttons)));
    }

    /**
     * @param {string} key
     * @param {Record<string, unknown>} [values]
     * @param {...Element} buttons
     */
    tell(key, values, ...buttons) {
      this.told?.replaceChildren(this.note(key, values, ...buttons));
    }

    hush() {
      this.told?.replaceChildren();
    }

    // The table

    /** @param {Child[]} group to stand in place of the one that stands here */
    put(group) {
      this.group = group;
      this.hush();
      this.rows();
      this.look();
    }

    rows() {
      this.table?.replaceChildren(...this.group.map((child, at) => this.row(child, at)));
      this.close();
    }

    /**
     * @param {Child} child
     * @param {number} at
     */
    row(child, at) {
      const code = make("input", { class: "field", value: child.code, maxlength: checklist.LONGEST, "aria-label": this.say("code-of", { row: at + 1 }), autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
      code.addEventListener("input", () => {
        child.code = /** @type {HTMLInputElement} */ (code).value.trim();
        this.name(row, child);
        this.later();
      });
      const totals = /** @type {Which[]} */ (["before1", "after1"]).map((which) => {
        const box = make("input", { class: "field", inputmode: "decimal", maxlength: checklist.LONGEST, autocomplete: "off", "data-which": which });
        box.addEventListener("input", () => {
          child.sheets[which].total = /** @type {HTMLInputElement} */ (box).value;
          this.later();
        });
        return make("td", {}, box);
      });
      const row = make("tr", {}, make("th", { scope: "row" }, code), ...totals, make("td", { class: "n num scorer-change" }),
        make("td", {}, make("button", { class: "btn", onclick: () => this.show(at) }, this.say("items"))));
      row.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.isComposing && /** @type {Element} */ (event.target).matches("input")) this.below(event, at);
      });
      this.name(row, child);
      return row;
    }

    /**
     * Enter goes to the same box of the next row.
     * @param {KeyboardEvent} event
     * @param {number} at
     */
    below(event, at) {
      event.preventDefault();
      const box = /** @type {HTMLInputElement} */ (event.target);
      if (at === this.group.length - 1) this.add();
      const next = this.table?.children[at + 1]?.querySelectorAll("input")[box.dataset.which === "before1" ? 1 : box.dataset.which ? 2 : 0];
      next?.focus();
      next?.select();
    }

    /**
     * The names of what stands in a row, by the child's code.
     * @param {Element} row
     * @param {Child} child
     */
    name(row, child) {
      const { say } = this;
      const [, before, after] = row.querySelectorAll("input");
      before.setAttribute("aria-label", say("total-of", { code: child.code, time: say("before") }));
      after.setAttribute("aria-label", say("total-of", { code: child.code, time: say("after") }));
      row.querySelector("button")?.setAttribute("aria-label", say("items-of", { code: child.code }));
    }

    add() {
      if (this.group.length >= checklist.MOST) {
        this.tell("full", { n: checklist.MOST });
        return;
      }
      const taken = new Set(this.group.map((child) => child.code));
      let number = this.group.length + 1;
      while (taken.has(`K${number}`)) number += 1;
      const child = checklist.child(this.measure, `K${number}`);
      this.group.push(child);
      const row = this.row(child, this.group.length - 1);
      this.table?.append(row);
      row.querySelectorAll("input")[1].focus();
      this.later();
    }

    // One sheet, item by item

    /**
     * @param {number} at
     * @param {string} [time]
     * @param {string} [observer]
     */
    show(at, time = "before", observer = "1") {
      const { say, measure } = this;
      const child = this.group[at];
      const which = /** @type {Which} */ (time + observer);
      const sheet = child.sheets[which];
      // What is said above the sheet must not push it away under the hand: it says itself how many items are still needed.
      this.shownSheet = sheet;
      this.look();
      const total = make("p", { role: "status" });
      const count = () => {
        const { total: made, scored, empty, least } = checklist.score(measure, sheet.answers);
        const numbers = { scored, of: measure.items.length, least, total: made === null ? "" : plain(made), code: child.code, time: say(time), text: sheet.total };
        const words = [say(made === null ? "sheet-no-total" : "sheet-total", numbers), scored && empty ? say("sheet-empty", { n: empty }) : "", checklist.itemised(sheet) && sheet.total.trim() && say("from-items", numbers)].filter(Boolean).join(" · ");
        if (total.textContent !== words) total.textContent = words;
      };
      const choice = (/** @type {string} */ name, /** @type {string} */ legend, /** @type {[string, string, string?][]} */ options, /** @type {string} */ chosen, /** @type {(value: string) => void} */ act) =>
        make("fieldset", { class: "scorer-choice" }, make("legend", {}, legend),
          ...options.map(([value, text, means = text]) => make("label", {},
            make("input", { type: "radio", name, value, checked: value === chosen, "aria-label": means, onchange: () => act(value) }), make("span", { "aria-hidden": "true" }, text))));
      const items = measure.items.map((/** @type {any} */ item, /** @type {number} */ number) => {
        const anchors = measure.scales[item.scale];
        const meaning = make("p", { class: "tb-meta", "aria-hidden": "true" });
        const mean = () => (meaning.textContent = sheet.answers[number] === "" ? "" : sheet.answers[number] === "N" ? say("none") : `${sheet.answers[number]}: ${anchors[sheet.answers[number]]}`);
        mean();
        const options = /** @type {[string, string, string][]} */ ([...checklist.scoresOf(measure, number).map((/** @type {number} */ score) => [String(score), String(score), `${score}: ${anchors[score]}`]), ["N", "N", say("none")]]);
        return make("li", {}, choice(`item-${number}`, `${number + 1} ${item.name}`, options, String(sheet.answers[number]), (value) => {
          sheet.answers[number] = value === "N" ? "N" : Number(value);
          mean();
          count();
          this.later();
        }), meaning);
      });
      const head = make("h3", { tabindex: "-1" }, say("sheet-of", { code: child.code }));
      const key = document.querySelector(".form-anchors");
      const last = at === this.group.length - 1;
      const turn = (/** @type {string} */ newTime, /** @type {string} */ newObserver, /** @type {string} */ focus) => {
        this.show(at, newTime, newObserver);
        /** @type {HTMLElement | null | undefined} */ (this.sheet?.querySelector(`input[name=${focus}]:checked`))?.focus();
      };
      this.sheet?.replaceChildren(head,
        choice("scorer-time", say("when"), [["before", say("before")], ["after", say("after")]], time, (value) => turn(value, observer, "scorer-time")),
        choice("scorer-observer", say("who"), [["1", say("observer-1")], ["2", say("observer-2")]], observer, (value) => turn(time, value, "scorer-observer")),
        key ? make("details", {}, make("summary", {}, key.querySelector("caption")?.textContent), key.cloneNode(true)) : "",
        make("ol", { class: "bare" }, ...items), total,
        make("div", { class: "acts" },
          !last && this.button("next-child", "right", () => this.show(at + 1, time, observer), "btn--main"),
          this.button("done", "check", () => this.close(at), last ? "btn--main" : ""),
          this.button("clear-sheet", "close", () => {
            sheet.answers.fill("");
            this.later();
            this.show(at, time, observer);
          }),
          this.button("remove", "bin", () => this.takeOut(at))));
      count();
      this.sheet?.removeAttribute("hidden");
      head.focus();
    }

    /** @param {number} [at] the row to go back to */
    close(at) {
      if (this.shownSheet) this.later();
      this.shownSheet = undefined;
      this.sheet?.setAttribute("hidden", "");
      this.sheet?.replaceChildren();
      if (at !== undefined) this.table?.children[at]?.querySelector("button")?.focus();
    }

    /** @param {number} at */
    takeOut(at) {
      const before = this.group;
      this.put(before.filter((_, place) => place !== at));
      this.told?.append(make("div", { class: "acts" }, this.back(before)));
      /** @type {HTMLElement | null | undefined} */ (this.told?.querySelector("button"))?.focus();
    }

    /**
     * A button that brings back what stood here.
     * @param {Child[]} before
     */
    back(before) {
      return this.button("take-back", "right", () => {
        this.put(before);
        this.table?.querySelector("input")?.focus();
      });
    }

    // What changed

    /** Looks again when the hand rests. */
    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), WAIT);
    }

    look() {
      clearTimeout(this.timer);
      this.check();
      const found = checklist.results(this.measure, this.group);
      this.draw(found);
      if (this.group.some((child) => !checklist.isBlank(child)) || this.tab.get() !== null || this.kept.get() !== null || /** @type {HTMLInputElement} */ (this.keep).checked) this.store();
    }

    /** Marks what is wrong in the table, and shows totals made of items. */
    check() {
      const { say, measure } = this;
      const { min, max } = measure;
      /** @type {[HTMLElement, string, boolean?][]} what is said of a box, and whether nothing is wrong there */
      const notes = [];
      const codes = new Set();
      this.group.forEach((child, at) => {
        const [code, ...boxes] = /** @type {NodeListOf<HTMLInputElement>} */ (this.table?.children[at].querySelectorAll("input"));
        const blank = checklist.isBlank(child);
        if (checklist.looksLikeName(child.code)) notes.push([code, say("is-name", { code: child.code })]);
        if (!child.code && !blank) notes.push([code, say("no-code", { row: at + 1 })]);
        if (codes.has(child.code) && child.code) notes.push([code, say("twice", { code: child.code })]);
        codes.add(child.code);
        const values = boxes.map((box) => {
          const sheet = child.sheets[/** @type {Which} */ (box.dataset.which)];
          const { value, wrong } = checklist.totalOf(measure, sheet);
          const itemised = checklist.itemised(sheet);
          const named = { code: child.code, time: say(box.dataset.which === "before1" ? "before" : "after"), text: sheet.total, min, max, of: measure.items.length };
          const text = itemised ? (value === null ? "" : plain(value)) : sheet.total;
          box.readOnly = itemised;
          if (box.value !== text) box.value = text;
          if (wrong) notes.push([box, say(`wrong-${wrong}`, named)]);
          if (itemised && sheet !== this.shownSheet) {
            Object.assign(named, checklist.score(measure, sheet.answers));
            if (sheet.total.trim()) notes.push([box, say("from-items", named), true]);
            if (value === null) notes.push([box, say("too-few", named)]);
          }
          return value;
        });
        const cell = this.table?.children[at].querySelector(".scorer-change");
        const change = values[0] === null || values[1] === null ? "" : `${signed(stats.change(values[0], values[1]))} ${mark(values[1] - values[0])}`;
        if (cell && cell.textContent !== change) cell.textContent = change;
      });
      for (const box of this.table?.querySelectorAll("input[aria-invalid]") ?? []) {
        box.removeAttribute("aria-invalid");
        box.removeAttribute("aria-describedby");
      }
      const texts = notes.map(([, text]) => text).join("\n");
      notes.forEach(([box, , fine], at) => {
        box.setAttribute("aria-invalid", String(!fine));
        box.setAttribute("aria-describedby", `scorer-note-${at}`);
      });
      if (this.noted === texts) return;
      this.noted = texts;
      this.notes?.replaceChildren(...notes.map(([, text], at) => make("li", { id: `scorer-note-${at}` }, device.icon(this, "alert"), make("span", {}, text))));
    }

    /** @param {ReturnType<typeof checklist.results>} found */
    draw(found) {
      const { say } = this;
      this.found = found;
      document.documentElement.classList.toggle("scorer-has", found.n > 0);
      const shown = JSON.stringify([found, this.group.map((child) => child.code), this.group.map(checklist.isBlank)]);
      if (shown === this.shown) return;
      this.shown = shown;
      const head = make("h2", { id: "results" }, say("results"));
      const sentence = found.n ? this.sentence(found) : "";
      if (this.status) this.status.textContent = sentence;
      if (!found.n) {
        this.result?.replaceChildren(head, make("div", { class: "empty" }, make("span", { class: "tb-seats" }, device.icon(this, "seats")), make("p", {}, make("b", {}, say("waiting")))), this.ways(false));
        return;
      }
      const figures = this.figures(found);
      const [open, closed] = [figures.splice(0, 1), figures].map((some) => make("dl", { class: "bare rec" }, ...some.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])));
      this.result?.replaceChildren(head,
        make("p", { class: "print-only" }, ...["group-code", "date-before", "date-after"].map((key) => make("span", { class: "form-field" }, `${say(key)} `, make("span", { class: "line" })))),
        make("div", { class: "two" },
          make("div", {}, this.chart(found), make("p", { class: "tb-meta" }, say("chart-key", { before: plain(found.before ?? 0), after: plain(found.after ?? 0) }), found.n > 40 && this.gap + say("no-labels"))),
          make("div", {}, make("h3", {}, say("say")), make("p", { class: "lead" }, make("b", {}, sentence), this.gap + say("not-effect")),
            open, make("details", { open: this.result.querySelector("details")?.open }, make("summary", {}, say("statistics")), closed))),
        ...this.warnings(found).map((text) => make("div", { class: "note" }, device.icon(this, "alert"), make("p", {}, text))),
        ...this.tables(found), this.ways(true));
    }

    /** @param {ReturnType<typeof checklist.results>} found */
    sentence(found) {
      const row = found.rows[0];
      const { enough, largest } = found.observers;
      const seen = (/** @type {number} */ way) => found.rows.filter((/** @type {any} */ one) => one.seen === way).length;
      return this.say("sentence", { ...found, before: plain(row.before), after: plain(row.after) })
        + (enough ? this.gap + this.say("seen", { up: seen(1), down: seen(-1), n: +plain(largest) }) : "");
    }

    /**
     * Name and text of each figure.
     * @param {ReturnType<typeof checklist.results>} found
     * @returns {[string, string][]}
     */
    figures(found) {
      const { say } = this;
      const { middle, effect, test, observers } = found;
      const join = (/** @type {string[]} */ ...texts) => texts.filter(Boolean).join(this.gap);
      const interval = middle?.interval && say("interval", { low: signed(middle.interval.low), high: signed(middle.interval.high), sure: Math.floor(middle.interval.sure * 100) });
      const least = 2 ** (1 - test.n);
      const often = test.p < 0.01 ? say("fewer") : say("about-n", { n: Math.round(test.p * 100) });
      const p = test.p < 0.001 ? "< 0.001" : `= ${Number(test.p.toPrecision(2))}`;
      const agree = observers.scored ? say("agree", { same: observers.same, n: observers.scored, kappa: observers.kappa === null ? say("no-kappa") : observers.kappa.toFixed(2).replace("-", MINUS) }) : "";
      const apart = observers.pairs ? say("apart", { n: +plain(observers.largest) }) : "";
      const reliable = (/** @type {number} */ way) => found.rows.filter((/** @type {any} */ row) => row.reliable === way).length;
      return /** @type {[string, string][]} */ ([
        [say("middle"), say("points", { change: signed(middle?.median ?? 0), max: this.measure.max })],
        [say("sure"), interval || say("no-interval")],
        [say("of-changed"), effect ? say("effect", { r: signed(effect.r), low: signed(effect.low), high: signed(effect.high) }) : say("nobody")],
        [say("chance"), effect && join(say("p", { often, p }), least > 0.05 ? say("cannot", { n: test.n, p: plain(least) }) : "")],
        [say("second"), join(agree, apart) || say("not-entered")],
        [say("reliable"), found.least === null ? say("no-figures") : say("reliable-least", { n: plain(found.least), up: reliable(1), down: reliable(-1) })],
      ]).filter(([, text]) => text);
    }

    /**
     * @param {ReturnType<typeof checklist.results>} found
     * @returns {string[]}
     */
    warnings(found) {
      const out = this.group.filter((child) => !checklist.isBlank(child)).length - found.n;
      const { floor, ceiling, observers: { pairs, sheets, enough } } = found;
      const all = { few: found.n < 8, "one-observer": !enough, "few-pairs": !enough && pairs, floor, ceiling, "left-out": out };
      return Object.entries(all).flatMap(([key, n]) => (n ? [this.say(key, { n, of: sheets })] : []));
    }

    /** @param {ReturnType<typeof checklist.results>} found */
    chart(found) {
      const { say } = this;
      const made = slope.layout(found.rows, this.measure);
      const [x1, x2, width] = [118, 244, 360];
      const draw = (/** @type {string} */ tag, /** @type {Record<string, unknown>} */ attributes, /** @type {(Node | string)[]} */ ...inside) => {
        const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
        for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, String(value));
        one.append(...inside);
        return one;
      };
      const lead = (/** @type {{at: number, y: number}} */ label, /** @type {number} */ from, /** @type {number} */ to) =>
        Math.abs(label.at - label.y) > 3 ? [draw("path", { class: "gr", d: `M${from} ${label.at}L${to} ${label.y}` })] : [];
      return draw("svg", { class: "slope", viewBox: `0 0 ${width} ${made.height}`, role: "img", "aria-labelledby": "slope-t", "aria-describedby": "slope-d" },
        draw("title", { id: "slope-t" }, say("chart-title")), draw("desc", { id: "slope-d" }, say("chart-text", found)),
        ...made.ticks.flatMap((/** @type {{y: number, value: number}} */ { y, value }) => [draw("path", { class: "gr", d: `M${x1} ${y}H${x2}` }), draw("text", { x: 0, y: y + 5 }, plain(value))]),
        draw("path", { class: "ax", d: `M${x1} ${made.top}V${made.bottom}M${x2} ${made.top}V${made.bottom}` }),
        draw("text", { x: x1, y: 14, "text-anchor": "middle", "font-weight": 700 }, say("before")), draw("text", { x: x2, y: 14, "text-anchor": "middle", "font-weight": 700 }, say("after")),
        draw("path", { class: "med", d: `M${x1} ${made.y(found.before ?? 0)}L${x2} ${made.y(found.after ?? 0)}` }),
        ...found.rows.map((/** @type {any} */ row) => draw("path", { class: `l ${row.change > 0 ? "" : row.change < 0 ? "down" : "same"}`, d: `M${x1} ${made.y(row.before)}L${x2} ${made.y(row.after)}` })),
        ...found.rows.flatMap((/** @type {any} */ row) => [draw("circle", { class: "o", cx: x1, cy: made.y(row.before), r: 5 }), draw("circle", { cx: x2, cy: made.y(row.after), r: 5 })]),
        ...made.left.flatMap((/** @type {any} */ label) => [...lead(label, x1 - 6, x1 - 13), draw("text", { x: x1 - 14, y: label.y + 5, "text-anchor": "end" }, label.text)]),
        ...made.right.flatMap((/** @type {any} */ label) => [...lead(label, x2 + 6, x2 + 13), draw("text", { x: x2 + 14, y: label.y + 5 }, label.text)]));
    }

    /** @param {ReturnType<typeof checklist.results>} found */
    tables(found) {
      const { say } = this;
      const table = (/** @type {string} */ name, /** @type {string[]} */ heads, /** @type {(string | number)[][]} */ rows) =>
        make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": name }, make("table", { class: "t" }, make("caption", {}, name),
          make("thead", {}, make("tr", {}, ...heads.map((head, at) => make("th", { scope: "col", class: at > 0 && "n" }, head)))),
          make("tbody", {}, ...rows.map((row) => make("tr", { class: row[0] === say("median-row") && "sum" }, ...row.map((cell, at) => make(at ? "td" : "th", at ? { class: "n" } : { scope: "row" }, cell)))))));
      const list = this.listed(found);
      const scored = found.items.some((/** @type {any} */ item) => item.both);
      return [
        table(say("table"), list[0], list.slice(1)),
        scored && table(say("item-table"), [say("item"), say("both"), say("higher"), say("level"), say("lower")],
          found.items.map((/** @type {any} */ item, /** @type {number} */ at) => [`${at + 1} ${this.measure.items[at].name}`, item.both, item.up, item.same, item.down])),
        scored && make("p", { class: "tb-meta" }, say("item-note")),
      ].filter(Boolean);
    }

    /**
     * The table of children, its head first.
     * @param {ReturnType<typeof checklist.results>} found
     * @returns {string[][]}
     */
    listed(found) {
      const { say } = this;
      const shown = [true, true, true, true, found.observers.enough, found.least !== null];
      const yes = (/** @type {number | null} */ way) => (way ? `${say("yes")} ${mark(way)}` : say("no"));
      return [
        ["code", "before", "after", "change", "larger", "reliable"].map((key) => say(key)),
        ...found.rows.map((/** @type {any} */ row) => [row.code, plain(row.before), plain(row.after), `${signed(row.change)} ${mark(row.change)}`, yes(row.seen), yes(row.reliable)]),
        [say("median-row"), plain(found.before ?? 0), plain(found.after ?? 0), signed(found.middle?.median ?? 0), "", ""],
      ].map((/** @type {string[]} */ cells) => cells.filter((_, at) => shown[at]));
    }

    // Out, in, and away

    /** @param {boolean} full whether there is a result to take along */
    ways(full) {
      return make("div", { class: "scorer-ways" },
        make("div", { class: "acts" },
          full && this.button("print", "print", () => this.print(false), "btn--main"), full && this.button("copy", "copy", () => this.copy(this.report())),
          this.button("save", "tray-down", () => this.save()), this.button("copy-table", "copy", () => this.copy(this.csv())),
          this.button("erase", "bin", () => this.ask())),
        make("p", { class: "tb-meta no-print" }, this.say("own-browser")), make("div", { role: "status", class: "no-print" }));
    }

    /** @param {boolean} empty */
    print(empty) {
      document.documentElement.classList.toggle("scorer-empty", empty);
      this.look();
      print();
    }

    csv() {
      const { say } = this;
      const words = { code: say("code"), time: say("when"), observer: say("who"), total: say("total"), before: say("before"), after: say("after") };
      return csv.write(checklist.toRows(this.measure, this.group, words));
    }

    save() {
      const name = `${this.measure.id}.csv`;
      device.save(name, this.csv(), "text/csv");
      this.answer(this.say("saved", { name }));
    }

    report() {
      this.look();
      const found = /** @type {ReturnType<typeof checklist.results>} */ (this.found);
      return [
        document.querySelector("h1")?.textContent ?? "", this.sentence(found) + this.gap + this.say("not-effect"), "",
        ...this.figures(found).map(([name, text]) => `${name}: ${text}`), ...this.warnings(found), "", ...this.listed(found).map((row) => row.join("\t")), "",
        document.querySelector(".sheet-foot")?.textContent ?? "",
      ].join("\n");
    }

    /**
     * @param {string} text
     * @param {Element} [told] where it is said; else below the ways out
     */
    copy(text, told) {
      this.look();
      device.give(text.replace(/^\ufeff/, ""), this.say, told ?? this.querySelector(".scorer-ways [role=status]"));
    }

    /** @param {...(Node | string)} parts */
    answer(...parts) {
      this.querySelector(".scorer-ways [role=status]")?.replaceChildren(...parts);
    }

    ask() {
      const no = this.button("erase-no", "", () => {
        this.answer();
        /** @type {HTMLElement | null} */ (this.querySelector(".scorer-ways .acts .btn:last-child"))?.focus();
      });
      this.answer(this.note("erase-ask", {}, this.button("erase-yes", "bin", () => this.erase(), "btn--main"), no));
      no.focus();
    }

    erase() {
      for (const drawer of [this.kept, this.tab, ...this.aside]) drawer.empty();
      /** @type {HTMLInputElement} */ (this.keep).checked = false;
      /** @type {HTMLTextAreaElement} */ (this.box).value = "";
      this.settle();
      this.put(this.fresh());
      this.answer(this.say("erased"));
      this.table?.querySelector("input")?.focus();
    }

    async open() {
      const input = /** @type {HTMLInputElement} */ (this.file);
      const file = input.files?.[0];
      if (!file) return;
      const text = csv.decode(new Uint8Array(await file.slice(0, 2_000_001).arrayBuffer()));
      input.value = "";
      if (text === null) this.tell("not-text");
      else this.take(text);
    }

    /** @param {string} text a table */
    take(text) {
      const line = csv.unclosed(text);
      const { children, wrong, troubles, heads } = checklist.fromRows(this.measure, csv.parse(text));
      const why = line ? "quote" : wrong;
      if (why) {
        this.tell(`table-${why}`, { line, n: checklist.MOST, heads: heads.join(" · ").slice(0, 200) });
        return;
      }
      const before = this.group;
      this.put(children);
      const some = troubles.slice(0, LISTED).map((/** @type {any} */ trouble) => this.say(trouble.twice ? "cell-twice" : "cell", trouble));
      if (troubles.length > LISTED) some.push(this.say("cells-more", { n: troubles.length - LISTED }));
      this.tell("taken", { n: children.length }, this.back(before));
      if (some.length) this.told?.querySelector("p")?.after(make("ul", {}, ...some.map((/** @type {string} */ one) => make("li", {}, one))));
    }
  }

  customElements.define("change-scorer", ChangeScorer);
})();
