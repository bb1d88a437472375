/**
 * `<share-activity>`: the questions of the page become a form, one part at a time; what is written is kept on this device, held
 * against the promises of one file (see `core/activity.js`), and given back as a file to save, copy, mail or put into a repository.
 *
 * Without this script the page is the list of questions, to be answered in a letter. Where the page's frame names them, `data-new`
 * is the address at which the repository's host begins a file, and `data-mail` the address to which the handbook wants mails.
 */
(() => {
  "use strict";

  const { activity: A, device } = Tongban;
  const { make } = device;
  const OPEN = ["missing", "choose", "no-minutes"];
  const ADVICE = ["secret", "blame", "avoid", "picture", "few", "many"];

  /**
   * The address of a part; it names no element, so that the browser does not move the page by itself.
   * @param {HTMLElement} part
   */
  const there = (part) => `#part=${part.dataset.part}`;

  class ShareActivity extends HTMLElement {
    /** @type {any} */ say;
    /** @type {any} */ form;
    /** @type {any} */ draft;
    /** @type {any} */ drawer;
    /** @type {HTMLElement[]} */ parts = [];
    /** Parts that somebody has been through: what is open there is said. */
    been = new Set();
    /** @type {any[]} */ found = [];
    /** @type {HTMLElement | undefined} */ now;
    /** @type {ReturnType<typeof setTimeout> | undefined} */ waiting;
    /** @type {HTMLElement[]} */ told = [];
    /** @type {Record<string, any>} what stands in the last part */ out = {};
    status = make("p", { class: "tb-vh", role: "status" });
    way = make("ol", { class: "bare sh-way" });
    kept = make("p", { class: "tb-meta" });

    connectedCallback() {
      if (this.say) return;
      this.say = device.sentences(this);
      this.form = JSON.parse(this.querySelector("script[data-form]")?.textContent ?? "");
      this.drawer = new device.Drawer(`activity-${this.form.lang}`);
      this.draft = A.read(this.drawer.get() ?? "");
      this.parts = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".sh-part")]);
      for (const one of this.parts) this.begun(one);
      for (const one of this.questions()) this.question(one);
      this.end();
      this.fill();
      this.prepend(this.status, make("nav", { "aria-label": this.say("way") }, this.way));
      this.keeping(A.holds(this.draft) ? "from-before" : "kept");
      addEventListener("hashchange", () => this.arrive(true));
      addEventListener("pagehide", () => this.waiting && this.keep());  // a page on which nothing was written may not undo what another one kept
      addEventListener("storage", (event) => this.elsewhere(event));
      this.arrive(false);
      this.toggleAttribute("data-ready", true);
    }

    /** @returns {HTMLElement[]} */
    questions() {
      return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".sh-q")]);
    }

    // Parts

    /** @param {HTMLElement} part */
    begun(part) {
      const at = this.parts.indexOf(part);
      const head = /** @type {HTMLElement} */ (part.querySelector("h2"));
      head.tabIndex = -1;
      this.way.append(make("li", {}, make("a", { href: there(part), "aria-label": head.textContent }, String(at + 1))));
      const to = (/** @type {string} */ key, /** @type {HTMLElement | undefined} */ other, main = "") => other && make("a", { class: `btn${main}`, href: there(other) }, this.say(key));
      part.append(make("div", { class: "acts" }, to("back", this.parts[at - 1]), to("next", this.parts[at + 1], " btn--main")));
    }

    /**
     * Shows the part that the address names, or the first. Another place of the page, as the skip link names it, is no part.
     * @param {boolean} moved whether somebody came there from another one
     */
    arrive(moved) {
      const named = this.parts.find((one) => there(one) === location.hash);
      if (moved && !named && location.hash) return;
      const part = named ?? this.parts[0];
      if (this.now) this.been.add(this.now);
      if (part === this.parts[this.parts.length - 1]) for (const one of this.parts) this.been.add(one);
      this.now = part;
      for (const one of this.parts) one.hidden = one !== part;
      part.append(this.kept);
      this.look();
      this.status.textContent = this.say("part", { n: this.parts.indexOf(part) + 1, of: this.parts.length });
      if (moved || there(part) === location.hash) this.scrollIntoView();
      if (moved) /** @type {HTMLElement} */ (part.querySelector("h2")).focus({ preventScroll: true });
    }

    // Questions

    /** @param {HTMLElement} one */
    question(one) {
      const { name = "", kind = "" } = one.dataset;
      const list = one.querySelector("ul");
      if (kind === "rows") {
        const rows = make("div", { "data-path": name, role: "group", "aria-labelledby": `q-${name}` });
        list?.replaceWith(rows);
      } else if (list) this.choices(name, kind, list);
      else if (kind === "range") {
        one.append(make("div", { class: "sh-range", "data-path": name, role: "group", "aria-labelledby": `q-${name}` },
          this.labelled(`${name}.min`, "number", this.say("from")), this.labelled(`${name}.max`, "number", this.say("to"))));
      } else one.append(this.box(name, kind, { "aria-labelledby": `q-${name}`, "aria-describedby": this.querySelector(`#h-${name}`) && `h-${name}` }));
    }

    /**
     * A choice of one or some: the list's own words, each with a mark before it.
     * @param {string} name
     * @param {string} kind
     * @param {HTMLElement} list
     */
    choices(name, kind, list) {
      for (const [key, value] of [["data-path", name], ["role", kind === "one" ? "radiogroup" : "group"], ["aria-labelledby", `q-${name}`]]) list.setAttribute(key, value);
      for (const item of /** @type {HTMLElement[]} */ ([...list.children])) {
        const box = /** @type {HTMLInputElement} */ (make("input", {
          type: kind === "one" ? "radio" : "checkbox", name: `sh-${name}`, value: item.dataset.id, onchange: (/** @type {Event} */ event) => this.chose(name, kind, /** @type {any} */ (event.target)),
        }));
        item.replaceChildren(make("label", {}, box, make("span", {}, ...item.childNodes)));
        item.setAttribute("role", "presentation");
      }
      if (list.querySelector("[data-needs]")) list.after(make("button", { class: "btn", "data-all": name, onclick: () => this.narrow(name, true) }, this.say("all", { n: list.children.length })));
    }

    /**
     * @param {string} name
     * @param {string} kind
     * @param {HTMLInputElement} box
     */
    chose(name, kind, box) {
      if (kind === "one") this.draft[name] = box.value;
      else this.draft[name] = box.checked ? [...this.draft[name], box.value] : this.draft[name].filter((/** @type {string} */ id) => id !== box.value);
      this.later();
      this.look();
    }

    /**
     * Of a long list only what goes with the needs that were chosen, and what is chosen itself.
     * @param {string} name
     * @param {boolean} [all]
     */
    narrow(name, all = false) {
      const button = /** @type {HTMLElement} */ (this.querySelector(`[data-all="${name}"]`));
      const list = /** @type {HTMLElement} */ (this.querySelector(`ul[data-path="${name}"]`));
      if (all) list.dataset.whole = "";
      const { needs } = this.draft;
      for (const item of /** @type {HTMLElement[]} */ ([...list.children])) {
        const fits = (item.dataset.needs ?? "").split(" ").some((need) => needs.includes(need));
        item.hidden = !("whole" in list.dataset || !needs.length || fits || item.querySelector("input")?.checked);
      }
      button.hidden = ![...list.children].some((item) => /** @type {HTMLElement} */ (item).hidden);
      if (all) list.querySelector("input")?.focus();
    }

    /**
     * @param {string} path
     * @param {string} kind
     * @param {Record<string, unknown>} [more]
     */
    box(path, kind, more = {}) {
      const made = /** @type {HTMLInputElement} */ (make(kind === "text" ? "textarea" : "input", {
        class: kind === "number" ? "field sh-number" : "field", id: `sh-${path.replace(/\./g, "-")}`, "data-path": path, rows: kind === "text" && 3, inputmode: kind === "number" && "numeric",
        autocomplete: "off", oninput: () => this.typed(path, made.value), onchange: () => this.soon(), ...more,
      }));
      made.value = this.value(path);
      return made;
    }

    /**
     * @param {string} path
     * @param {string} kind
     * @param {string} label
     */
    labelled(path, kind, label) {
      const made = this.box(path, kind);
      return make("div", { class: `sh-field sh-${kind}-field` }, make("label", { for: made.id }, label), made);
    }

    /**
     * @param {string} path
     * @param {string} label
     * @param {[string, string][]} choices
     */
    select(path, label, choices) {
      const made = /** @type {HTMLSelectElement} */ (make("select", { class: "field", id: `sh-${path.replace(/\./g, "-")}`, "data-path": path, onchange: () => {
        this.put(path, made.value);
        this.later();
        this.look();
      } }, make("option", { value: "" }, this.say("choose")), ...choices.map(([value, text]) => make("option", { value }, text))));
      made.value = this.value(path);
      return make("div", { class: "sh-field" }, make("label", { for: made.id }, label), made);
    }

    /**
     * What holds an answer, and the key of it there; rows are counted from 1.
     * @param {string} path
     * @returns {[any, string]}
     */
    held(path) {
      const keys = path.split(".");
      const last = /** @type {string} */ (keys.pop());
      return [keys.reduce((held, key) => held[/^\d+$/.test(key) ? Number(key) - 1 : key], this.draft), last];
    }

    /** @param {string} path */
    value(path) {
      const [held, key] = this.held(path);
      return held[key];
    }

    /**
     * @param {string} path
     * @param {string} value
     */
    put(path, value) {
      const [held, key] = this.held(path);
      held[key] = value;
    }

    /**
     * @param {string} path
     * @param {string} value
     */
    typed(path, value) {
      this.put(path, value);
      this.later();
      if (path.startsWith("steps.")) this.sum();
    }

    // Answers of many rows

    /**
     * @param {string} name
     * @param {string} [focus] the path of the box to go to
     */
    rows(name, focus = "") {
      const place = /** @type {HTMLElement} */ (this.querySelector(`[data-path="${name}"]`));
      const labels = this.form.rows[name];
      if (name === "fit") {
        place.replaceChildren(...Object.entries(labels).map(([key, label]) => this.labelled(`fit.${key}`, "line", label)));
        return;
      }
      const rows = this.draft[name];
      const list = make("ol", { class: name === "steps" ? "bare steps sh-rows" : "bare sh-rows" }, ...rows.map((/** @type {any} */ _, /** @type {number} */ at) => this.row(name, at, labels)));
      const add = rows.length < A.ROWS && make("button", { class: "btn", "data-add": name, onclick: () => {
        rows.push(A.row(name));
        this.changed(name, `${name}.${rows.length}.${Object.keys(labels)[0]}`);
      } }, device.icon(this, "plus"), this.say(`add-${name}`));
      place.replaceChildren(list, ...(name === "steps" ? [make("p", { class: "sh-total", role: "status" })] : []), add || "");
      if (name === "steps") this.sum();
      if (focus) /** @type {HTMLElement | null} */ (place.querySelector(`[data-path="${focus}"],[data-f="${focus}"]`) ?? place.querySelector(`[data-add]`))?.focus();
    }

    /**
     * @param {string} name
     * @param {string} [focus]
     */
    changed(name, focus = "") {
      this.rows(name, focus);
      this.later();
      this.look();
    }

    /**
     * @param {string} name
     * @param {number} at
     * @param {Record<string, string>} labels
     */
    row(name, at, labels) {
      const path = `${name}.${at + 1}`;
      const { known, per } = this.form;
      const kinds = /** @type {Record<string, string>} */ ({ minutes: "number", amount: "number", name: "line", short: "line", question: "line", substitute: "line" });
      const what = this.say(name === "steps" ? "step" : "row", { n: at + 1 });
      const fields = Object.entries(labels).map(([key, label]) => {
        if (key === "item") return this.select(`${path}.item`, label, Object.entries(known.materials));
        if (key === "per") return this.select(`${path}.per`, label, Object.entries(per));
        const made = this.labelled(`${path}.${key}`, kinds[key] ?? "text", label);
        if (key === "short") made.append(make("p", { class: "tb-meta", "data-letters": at + 1 }));
        return made;
      });
      return make("li", {}, name === "steps" && make("span", { class: "mins", "aria-hidden": "true", "data-mins": at + 1 }),
        make("div", { class: "sh-row", role: "group", "aria-label": what }, make("div", { class: "sh-head" }, make("b", {}, what), make("span", { class: "sh-moves" }, ...this.moves(name, at, what))), ...fields));
    }

    /**
     * @param {string} name
     * @param {number} at
     * @param {string} what
     */
    moves(name, at, what) {
      const rows = this.draft[name];
      const button = (/** @type {string} */ key, /** @type {string} */ icon, /** @type {() => string} */ act) =>
        make("button", { class: "icon-btn", "aria-label": this.say(key, { what }), "data-f": `${name}.${at + 1}.${key}`, onclick: () => this.changed(name, act()) }, device.icon(this, icon));
      const swap = (/** @type {number} */ to) => () => {
        [rows[at], rows[to]] = [rows[to], rows[at]];
        return `${name}.${to + 1}.${to < at ? "up" : "down"}`;
      };
      return [
        name !== "materials" && at > 0 && button("up", "up", swap(at - 1)), name !== "materials" && at < rows.length - 1 && button("down", "down", swap(at + 1)),
        (rows.length > 1 || name === "materials") && button("remove", "close", () => {
          rows.splice(at, 1);
          return "add";
        }),
      ];
    }

    /** The minutes of the steps, and the letters of their lines for the card. */
    sum() {
      const total = this.querySelector(".sh-total");
      if (total) total.textContent = this.say("total", { n: A.together(this.draft) });
      for (const one of /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-mins]")])) {
        const typed = this.draft.steps[Number(one.dataset.mins) - 1].minutes.trim();
        one.textContent = /^\d{1,3}$/.test(typed) ? `${typed}′` : "–";
      }
      for (const one of /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-letters]")])) {
        one.textContent = this.say("letters", { n: [...this.draft.steps[Number(one.dataset.letters) - 1].short.trim()].length, most: this.form.limits.card });
      }
    }

    // What is kept

    later() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => {
        this.keep();
        if (this.told.length || this.now === this.parts[this.parts.length - 1]) this.look();
      }, 400);
    }

    keep() {
      clearTimeout(this.waiting);
      this.waiting = undefined;
      if (!A.holds(this.draft)) this.drawer.empty();
      else this.keeping(this.drawer.put(JSON.stringify(this.draft)) ? "kept" : "not-kept");
    }

    /**
     * What another page kept is shown here too, unless somebody writes here this moment.
     * @param {StorageEvent} event
     */
    elsewhere({ key, newValue }) {
      if (key !== this.drawer.name || this.waiting) return;
      this.draft = A.read(newValue ?? "");
      this.fill();
      this.look();
    }

    /** Puts the draft into the boxes. */
    fill() {
      for (const name of Object.keys(this.form.rows)) this.rows(name);
      for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll("input,textarea[data-path]"))) {
        if (box.matches("[type]")) box.checked = [this.draft[box.name.slice("sh-".length)]].flat().includes(box.value);
        else box.value = this.value(box.dataset.path ?? "");
      }
    }

    /** @param {string} key */
    keeping(key) {
      if (this.kept.textContent !== this.say(key)) this.kept.textContent = this.say(key);
    }

    // What is said

    /** A moment later: what is said moves what stands under it, and a finger may be on its way there. */
    soon() {
      setTimeout(() => this.look(), 200);
    }

    /** Asks what is wrong, and says it beside the boxes. */
    look() {
      for (const one of this.questions()) one.hidden = !A.asked(this.draft, one.dataset.name, this.form);
      for (const name of ["outcomes", "interventions"]) this.narrow(name);
      this.found = A.findings(this.draft, this.form);
      this.hush();
      /** @type {Map<Element, any[]>} */
      const beside = new Map();
      for (const one of this.found) {
        const box = this.boxOf(one.field);
        const part = /** @type {HTMLElement} */ (box?.closest(".sh-part"));
        if (box && (!OPEN.includes(one.key) || this.been.has(part) || this.isTyped(one.field))) beside.set(box, [...(beside.get(box) ?? []), one]);
      }
      for (const [box, findings] of beside) this.tell(box, findings);
      this.mark();
      if (this.now === this.parts[this.parts.length - 1]) this.finish();
    }

    /**
     * Whether something was typed where minutes are missing.
     * @param {string} field
     */
    isTyped(field) {
      return /\.minutes$/.test(field) && this.value(field).trim() !== "";
    }

    /**
     * The box of a field, or of what it is a part of.
     * @param {string} field
     * @returns {Element | null}
     */
    boxOf(field) {
      for (let path = field; path; path = path.slice(0, Math.max(0, path.lastIndexOf(".")))) {
        const found = this.querySelector(`[data-path="${path}"]`);
        if (found) return found;
      }
      return null;
    }

    /** @param {any} one a finding */
    sentence({ key, values, field }) {
      const clean = key === "hidden" && make("button", { class: "btn", onclick: () => {
        const box = /** @type {HTMLInputElement} */ (this.boxOf(field));
        box.value = A.visible(this.value(field));
        this.put(field, box.value);
        this.later();
        this.look();
        box.focus();
      } }, this.say("clean"));
      return make("p", { class: "sh-said" }, device.icon(this, "alert"), make("span", {}, this.say(`said-${key}`, values)), clean);
    }

    /**
     * @param {Element} box
     * @param {any[]} findings what is told there: what is advice makes no answer a wrong one
     */
    tell(box, findings) {
      const id = `said-${/** @type {HTMLElement} */ (box).dataset.path?.replace(/\./g, "-")}`;
      const place = make("div", { id, class: "sh-says" }, ...findings.map((one) => this.sentence(one)));
      if (box.matches("input,textarea,select")) {
        if (!findings.every((one) => ADVICE.includes(one.key))) box.setAttribute("aria-invalid", "true");
        box.after(place);
      } else box.before(place);
      box.setAttribute("data-before", box.getAttribute("aria-describedby") ?? "");
      box.setAttribute("aria-describedby", [box.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
      this.told.push(place);
    }

    hush() {
      for (const one of this.told) one.remove();
      this.told = [];
      for (const box of this.querySelectorAll("[data-before]")) {
        const before = box.getAttribute("data-before");
        if (before) box.setAttribute("aria-describedby", before);
        else box.removeAttribute("aria-describedby");
        box.removeAttribute("data-before");
        box.removeAttribute("aria-invalid");
      }
    }

    /** Marks in the row of parts where one is, and which are done. */
    mark() {
      [...this.way.children].forEach((item, at) => {
        const link = /** @type {HTMLElement} */ (item.firstElementChild);
        const part = this.parts[at];
        const isDone = this.been.has(part) && part !== this.parts[this.parts.length - 1] && !this.found.some((one) => this.boxOf(one.field)?.closest(".sh-part") === part);
        if (part === this.now) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
        link.replaceChildren(isDone ? device.icon(this, "check") : String(at + 1));
      });
    }

    // The end

    end() {
      const { say } = this;
      const place = /** @type {HTMLElement} */ (this.querySelector("[data-out]"));
      const hint = make("p", { class: "tb-meta", id: "h-id" }, say("name-hint"));
      const name = this.labelled("id", "line", say("name"));
      name.append(hint);
      name.querySelector("input")?.setAttribute("aria-describedby", "h-id");
      const text = /** @type {HTMLTextAreaElement} */ (make("textarea", { class: "field sh-file", rows: 12, readonly: true, id: "sh-file", spellcheck: "false" }));
      const button = (/** @type {string} */ key, /** @type {string} */ icon, /** @type {() => void} */ onclick, main = "") =>
        make("button", { class: `btn${main}`, onclick }, device.icon(this, icon), say(key));
      const at = /** @type {HTMLElement | null} */ (this.closest("[data-mail]"))?.dataset ?? {};
      const link = (/** @type {string} */ key, /** @type {string} */ icon) => make("a", { class: "btn", rel: "noreferrer", target: key === "host" && "_blank" }, device.icon(this, icon), say(key));
      this.out = {
        open: make("div"), label: make("label", { for: "sh-file" }), text, said: make("div", { role: "status" }),
        host: at.new && link("host", "link"), hostSays: at.new && make("p", { class: "tb-meta" }), mail: link("mail", "pencil"), folder: at.new, to: A.isAddress(at.mail ?? "") ? at.mail : "",
      };
      const { out } = this;
      place.append(out.open, name, make("div", { class: "sh-field" }, out.label, text),
        make("div", { class: "acts" }, button("copy", "copy", () => this.copy(), " btn--main"), button("save", "tray-down", () => this.save()), out.mail, out.host),
        make("p", { class: "tb-meta" }, say("in-chat")), make("p", { class: "tb-meta" }, out.to ? say("mail-to", { to: out.to }) : say("mail-any")), ...(out.hostSays ? [out.hostSays] : []), out.said);
      const erase = make("div", { class: "acts" }, button("erase", "bin", () => this.askToErase()));
      this.parts[this.parts.length - 1].append(erase, make("div", { role: "status", "data-erase": true }));
    }

    /** The last part as the draft is now. */
    finish() {
      const { say, out, draft } = this;
      const name = `${A.nameOf(draft)}.md`;
      const now = new Date();
      const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
      const text = A.file(draft, this.form, today);
      if (out.text.value !== text) out.text.value = text;
      out.label.textContent = say("file", { name: `activities/${name}` });
      out.mail.href = A.mail(out.to, say("subject", { title: draft.title.trim().slice(0, 100) }), say("body"));
      if (out.host) {
        const { href, whole } = A.newFile(out.folder, name, text);
        out.host.href = href;
        out.hostSays.textContent = say(whole ? "host-whole" : "host-paste");
      }
      const wrong = this.found.filter((one) => one.field !== "id" && !OPEN.includes(one.key)).sort((one, other) => Number(other.key === "secret") - Number(one.key === "secret"));
      const order = this.questions().map((one) => one.dataset.name);
      const inOrder = (/** @type {any} */ one) => order.indexOf(one.field.split(".")[0]);
      const open = this.parts.map((part) => this.found.filter((one) => OPEN.includes(one.key) && this.boxOf(one.field)?.closest(".sh-part") === part)
        .sort((one, other) => inOrder(one) - inOrder(other))).filter((some) => some.length);
      const ways = [
        ...wrong.map((one) => this.wayTo(one, [this.nameOf(one.field), say("said-" + one.key, one.values)].join(" "))),
        ...open.map((some) => this.wayTo(some[0], say("open-in", { part: this.boxOf(some[0].field)?.closest(".sh-part")?.querySelector("h2")?.textContent, n: some.length }))),
      ];
      out.open.replaceChildren(ways.length
        ? make("div", { class: "note" }, device.icon(this, "alert"), make("div", {}, make("p", {}, make("b", {}, say("open"))), make("ul", {}, ...ways.map((way) => make("li", {}, way))), make("p", {}, say("may-go"))))
        : make("p", { class: "sh-right" }, device.icon(this, "check"), make("b", {}, say("right")), " ", say("look")));
    }

    /**
     * What a field is called among others.
     * @param {string} field
     */
    nameOf(field) {
      const [name, at] = field.split(".");
      return name === "steps" && at ? `${this.say("step", { n: at })}:` : this.form.asks[name];
    }

    /**
     * A button that leads to the box of a finding.
     * @param {any} one
     * @param {string} words
     */
    wayTo(one, words) {
      const box = this.boxOf(one.field);
      return make("button", { class: "sh-link", onclick: () => {
        addEventListener("hashchange", () => {
          const target = /** @type {HTMLElement | null} */ (box?.matches("input,textarea,select") ? box : box?.querySelector("input,textarea,select"));
          target?.focus({ preventScroll: true });
          (box?.closest(".sh-q") ?? target)?.scrollIntoView();
        }, { once: true });
        location.hash = there(/** @type {HTMLElement} */ (box?.closest(".sh-part")));
      } }, words);
    }

    async copy() {
      const done = await device.copy(this.out.text.value);
      this.out.said.textContent = this.say(done ? "copied" : "not-copied");
      if (done) return;
      this.out.text.focus();
      this.out.text.select();
    }

    save() {
      const name = `${A.nameOf(this.draft)}.md`;
      device.save(name, this.out.text.value, "text/markdown");
      this.out.said.textContent = this.say("saved", { name });
    }

    askToErase() {
      const place = /** @type {HTMLElement} */ (this.querySelector("[data-erase]"));
      const no = make("button", { class: "btn", onclick: () => place.replaceChildren() }, this.say("erase-no"));
      const yes = make("button", { class: "btn btn--main", onclick: () => this.erase() }, device.icon(this, "bin"), this.say("erase-yes"));
      place.replaceChildren(make("div", { class: "note" }, device.icon(this, "alert"), make("div", {}, make("p", {}, this.say("erase-ask")), make("div", { class: "acts" }, yes, no))));
      no.focus();
    }

    erase() {
      this.draft = A.read("");
      this.keep();
      this.been.clear();
      this.fill();
      this.querySelector("[data-erase]")?.replaceChildren();
      this.now = undefined;  // nobody has been anywhere
      location.hash = there(this.parts[0]);
      this.keeping("erased");
    }
  }

  customElements.define("share-activity", ShareActivity);
})();
