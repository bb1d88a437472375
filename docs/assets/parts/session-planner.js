/**
 * `<session-planner>`: a term of sessions, planned on this device.
 *
 * Without this script the page says how to plan by hand. `data-lists` is the folder of the API's lists, `data-root` the way to the
 * edition's root, `data-edition` the date that printed sheets foot with. The plan stands in the page's address, on the device, and
 * in files (see `core/plan.js`); the address may also ask for a programme to begin with (`#programme=ID`) or for an activity to
 * add (`#add=ID`).
 */
(() => {
  "use strict";

  const { plan: P, run, device, text, Shelf } = Tongban;
  const { make } = device;
  const SHOWN = 8;
  const LINK = 2000;
  const FILE = 500_000;
  const UNDO = 50;
  /** So near to the edge of the screen a finger moves the page. */
  const EDGE = 60;
  /** So many doses of related studies stand beside that of the plan. */
  const NEAR = 3;

  class SessionPlanner extends HTMLElement {
    /** @type {any} */
    plan = P.empty();
    find = P.finder([]);
    /** @type {{plan: any, said: string}[]} plans before this one, and what was done to each: for undoing */
    past = [];
    /** @type {Map<string, Node[]>} what is said once, with its buttons */
    notices = new Map();
    /** @type {any} what is looked for where an activity is being chosen */
    picker = null;
    /** The name of the panel that is open. */
    open = "";
    /** @type {string[]} kinds of conflicts that are shown one by one, however many they are */
    apart = [];
    /** @type {any} another plan, while there are two to choose from */
    other = undefined;
    stored = new device.Drawer("plan");
    former = new device.Drawer("plan-before");
    status = make("p", { class: "tb-vh", role: "status" });
    bar = make("div", { class: "pl-bar no-print", hidden: true });
    pack = make("div", { class: "print-only" });
    said = make("div");
    rest = make("div");
    body = make("div", { class: "no-print" });
    /** @type {any} */
    form = undefined;
    /** @type {any} */
    say = undefined;

    connectedCallback() {
      if (!this.say) this.begin();
    }

    async begin() {
      this.say = device.sentences(this);
      this.form = this.facts();
      this.body.append(make("p", { class: "tb-meta" }, this.say("loading")));
      this.hand = this.querySelector("[data-by-hand]");
      this.hand?.replaceWith(this.status, this.body, this.bar, this.pack, this.hand);
      this.hand?.classList.add("print-only");

      const shelf = new Shelf(this.dataset.lists ?? "");
      const lists = await shelf.all(["activities", "programmes"]);
      this.lists = lists.get("activities");
      if (!this.lists) this.notice("no-lists");
      this.find = P.finder(this.lists?.activities ?? []);
      this.programmes = lists.get("programmes")?.programmes ?? [];
      this.doses = lists.get("programmes")?.doses ?? [];
      shelf.get("cards").then((/** @type {any} */ cards) => (this.cards = cards.cards), () => {});
      this.restore();
      this.arrive();
      addEventListener("hashchange", () => this.arrive());
      addEventListener("beforeprint", () => this.drawPack());
      addEventListener("storage", (event) => this.elsewhere(event));
      this.addEventListener("pointerdown", (event) => this.drag(event));
      this.draw();
      this.toggleAttribute("data-ready", true);
    }

    // Where plans come from

    /** The plan on the device; a damaged one is put aside before anything is written over it. */
    restore() {
      const kept = this.stored.get();
      if (!kept) return;
      const { plan, whole } = P.decode(kept);
      if (plan) this.plan = this.today(plan);
      if (whole) return;
      const damaged = new device.Drawer("plan-damaged");
      damaged.put(kept);
      this.notice(plan ? "kept-part" : "kept-none", { n: this.count(this.plan) },
        this.button("save-damaged", "save", () => device.save("plan-damaged.txt", kept, "text/plain")),
        this.button("copy-damaged", "copy", () => this.copy(kept), { said: this.say("copy") }));
    }

    /** What the address asks for. */
    arrive() {
      const hash = location.hash.slice(1);
      const [, what, id] = /^(programme|add)=([\w-]*)/.exec(hash) ?? [];
      if (hash.startsWith("plan")) {
        const { plan, whole } = P.decode(hash);
        if (!plan) this.notice("link-none");
        else if (P.encode(plan) !== P.encode(this.plan)) {
          if (!whole) this.notice("link-part", { n: this.count(plan) });
          this.offer(this.today(plan));
        } else if (P.holds(plan)) this.keep();
      } else if (what === "programme") {
        const programme = run.named(this.programmes, id);
        if (!programme) this.notice("no-programme", { name: id });
        else this.offer(P.fromProgramme(programme));
      } else if (what === "add") this.addFromLink(id);
      else if (P.holds(this.plan)) this.keep();
      this.later();
    }

    /** @param {string} id */
    addFromLink(id) {
      const row = this.find(id);
      if (!row) {
        this.notice("no-activity", { name: id });
        return;
      }
      if (!this.plan.sessions.length) this.plan = P.addSession(this.plan).plan;
      const last = [...this.plan.sessions].reverse().find((/** @type {any} */ one) => one.slots.length) ?? this.plan.sessions[0];
      this.put(last.key, row, undefined, true);
    }

    /**
     * Another window wrote a plan: nothing is written over it before somebody chose.
     * @param {StorageEvent} event
     */
    elsewhere(event) {
      if (event.key !== this.stored.name || !event.newValue || event.newValue === P.encode(this.plan)) return;
      const { plan } = P.decode(event.newValue);
      if (!plan) return;
      this.former.put(event.newValue);
      this.offer(this.today(plan));
      this.later();
    }

    /**
     * A plan that came from somewhere: opened at once where nothing is lost by it, else there are two to choose from.
     * @param {any} plan
     */
    offer(plan) {
      if (P.holds(this.plan) && P.encode(plan) !== P.encode(this.plan)) this.other = plan;
      else this.take(plan);
    }

    /** @param {any} plan opened; the one before is kept */
    take(plan) {
      if (P.holds(this.plan)) this.former.put(P.encode(this.plan));
      this.other = undefined;
      this.set(plan, this.say("did-open", { name: this.nameOf(plan) }), "group");
    }

    /**
     * A plan with the activities' names of today; which ones changed is said.
     * @param {any} plan
     */
    today(plan) {
      const { plan: made, renamed } = P.renewed(plan, this.find);
      if (renamed.length) this.notice("renamed", { names: renamed.map((/** @type {string} */ id) => this.find(id)?.title).join(this.say("list")) });
      return made;
    }

    /** @param {File | undefined} file */
    async read(file) {
      this.notices.clear();
      const { plan, whole } = file && file.size < FILE ? P.fromFile(await file.text()) : { plan: null, whole: false };
      if (!plan) this.notice("file-none");
      else {
        if (!whole) this.notice("file-part", { n: this.count(plan) });
        this.offer(this.today(plan));
      }
      this.later("other");
    }

    // Changes

    /**
     * @param {any} plan the next one
     * @param {string} said what was done
     * @param {string} [focus] what is to have the focus then
     */
    set(plan, said, focus) {
      this.past = [...this.past.slice(-UNDO), { plan: this.plan, said }];
      this.plan = plan;
      this.tell(said, true);
      this.keep();
      this.later(focus);
    }

    /** Takes the last change back; the bar then says what was done before it, and can be undone too. */
    undo() {
      const { plan } = /** @type {{plan: any}} */ (this.past.pop());
      this.plan = plan;
      this.tell(this.past.at(-1)?.said ?? "", true);
      this.status.textContent = this.say("undone");
      this.keep();
      this.later("undo");
    }

    /** Puts the plan on the device and into the address, but for the address while there are two plans. */
    keep() {
      const code = P.encode(this.plan);
      this.stored.put(code);
      const switched = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.tb-lang"));
      if (switched) switched.hash = this.stored.keeps ? "" : code;
      if (this.other) return;
      try {
        history.replaceState(history.state, "", `#${code}`);
      } catch {
        // a browser that counts such changes: the next one will do
      }
    }

    /**
     * @param {string} said shown, and told to screen readers
     * @param {boolean} [change] whether it can be undone
     */
    tell(said, change) {
      this.status.textContent = said;
      this.bar.hidden = !said;
      this.bar.replaceChildren(make("span", {}, said), ...(change ? [this.button("undo", "undo", () => this.undo())] : []));
    }

    /**
     * @param {string} name
     * @param {Record<string, unknown>} [values]
     * @param {...Node} more
     */
    notice(name, values, ...more) {
      this.notices.set(this.say(name, values), more);
    }

    /** @param {any} plan */
    nameOf(plan) {
      return plan.name || this.say("unnamed");
    }

    /** @param {any} plan */
    count(plan) {
      return this.say("sessions-n", { n: plan.sessions.length });
    }

    /**
     * What a session is called in a list: its number, and its title where it has one.
     * @param {any} session
     * @param {number} at
     */
    sessionName({ title }, at) {
      return this.say("session", { n: at + 1 }) + (title && ` · ${title}`);
    }

    /** @param {any} slot */
    titleOf(slot) {
      return slot.activity ? (this.find(slot.activity)?.title ?? slot.activity) : slot.talk || this.say("talk");
    }

    /** @param {number} key of a session or of a slot: the number of the session */
    numberOf(key) {
      return this.plan.sessions.findIndex((/** @type {any} */ one) => one.key === key || one.slots.some((/** @type {any} */ slot) => slot.key === key)) + 1;
    }

    /**
     * Puts an activity into a session, or in the place of a slot.
     * @param {number} session
     * @param {any} row
     * @param {number} [instead]
     * @param {boolean} [there] whether the focus goes there
     */
    put(session, row, instead, there = Boolean(instead)) {
      const what = { activity: row.id, minutes: row.minutes };
      const { plan, key } = instead ? { plan: P.change(this.plan, instead, { ...what, talk: undefined }), key: instead } : P.add(this.plan, session, what, this.find);
      if (P.place(plan, key)[0] < 0) this.tell(this.say("full"));
      else this.set(plan, this.say("did-add", { name: row.title, n: this.numberOf(instead ?? session) }), there ? `slot${key}` : undefined);
    }

    /** @param {number} [copied] the key of the session to copy; without it an empty one is added */
    addSession(copied) {
      const { plan, key } = P.addSession(this.plan, copied);
      const n = plan.sessions.length;
      if (n === this.plan.sessions.length) this.tell(this.say("full"));
      else if (copied) this.set(plan, this.say("did-copy", { n: this.numberOf(copied) }));
      else this.set(plan, this.say("did-session-add", { n }), `session${key}`);
    }

    /**
     * @param {any} plan in which a field was filled in
     * @param {string} name of what is in it
     */
    change(plan, name) {
      this.set(plan, this.say("did-set", { name }));
    }

    /**
     * @param {any} plan in which a slot has moved
     * @param {any} slot
     */
    moved(plan, slot) {
      if (plan === this.plan) {
        this.tell(this.say("full"));
        return;
      }
      const [at, index] = P.place(plan, slot.key);
      this.set(plan, this.say("did-move", { name: this.titleOf(slot), n: at + 1, at: index + 1 }));
    }

    /** @param {any} slot */
    takeOut(slot) {
      this.set(P.remove(this.plan, slot.key), this.say("did-remove", { name: this.titleOf(slot) }), "undo");
    }

    /**
     * @param {any} conflict
     * @param {any} way
     */
    solve(conflict, way) {
      const next = `session${conflict.session || this.plan.sessions[0].key}`;
      if (way.do === "add" || way.do === "instead") this.pick(conflict.session, way.phase, way.slot);
      else if (way.do === "apart") {
        this.apart.push(way.kind);
        this.later(next);
      } else {
        const said = { keep: "did-keep", remove: "did-remove" }[/** @type {string} */ (way.do)] ?? "did-change";
        this.set(P.taken(this.plan, way, this.find), this.say(said, { name: this.wayName(way) }), next);
      }
    }

    /** @param {any} way */
    wayName(way) {
      const [at, index] = P.place(this.plan, way.slot);
      return at < 0 ? "" : this.titleOf(this.plan.sessions[at].slots[index]);
    }

    /**
     * @param {number} session
     * @param {string} [phase]
     * @param {number} [slot] the one to take the place of
     */
    pick(session, phase = "", slot) {
      this.open = `pick${session}`;
      this.picker = { slot, words: "", phase, minutes: "", need: "", shown: SHOWN };
      this.later("words");
    }

    /** @param {string} name of the panel to open, or to close when it is */
    toggle(name) {
      this.open = this.open === name ? "" : name;
      this.later();
    }

    // Drawing

    /**
     * Draws when the browser is done with what it is doing, so that the focus is where it is going to be.
     * @param {string} [focus]
     */
    later(focus) {
      this.focusNext = focus ?? this.focusNext;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.draw(), 0);
    }

    draw() {
      const active = /** @type {HTMLElement | null} */ (document.activeElement);
      const focus = this.focusNext ?? (this.body.contains(active) && active?.dataset.f);
      this.focusNext = undefined;
      this.conflicts = this.lists ? P.gathered(P.conflicts(this.plan, this.find), this.apart) : [];
      this.sums = P.sums(this.plan, this.find);
      this.things = P.materials(this.plan, this.find, this.lists?.materials);
      if (!this.form.isConnected) this.body.replaceChildren(this.said, this.form, this.rest);
      for (const [name, value] of Object.entries({ ...this.plan.group, name: this.plan.name })) {
        const box = /** @type {HTMLInputElement} */ (this.form.querySelector(`[data-f=${name}]`));
        if ((box !== document.activeElement || !box.value) && box.value !== String(value)) box.value = String(value);
      }
      this.said.replaceChildren(...this.messages());
      this.rest.replaceChildren(...this.notesOf(0), ...(P.holds(this.plan) ? [this.totals()] : []), this.actions(),
        make("h2", {}, this.say("sessions")), ...this.plan.sessions.map((/** @type {any} */ one, /** @type {number} */ at) => this.session(one, at)),
        make("p", { class: "acts" }, this.button("add-session", "plus", () => this.addSession())),
        make("h2", {}, this.say("bring")), this.bring());
      const box = /** @type {HTMLInputElement | null} */ (focus && this.querySelector(`[data-f="${CSS.escape(focus)}"]`));
      if (!box || box === document.activeElement) return;
      box.focus();
      box.select?.();
    }

    /**
     * @param {string} name of its words; it is what the focus is kept by, unless `f` says more
     * @param {string} icon
     * @param {() => void} onclick
     * @param {{f?: string, said?: string, main?: boolean, label?: string, open?: string}} [more] `said` instead of the words, `label` for screen readers
     */
    button(name, icon, onclick, { f = name, said = this.say(name), main = false, label, open } = {}) {
      return make("button", { class: main ? "btn btn--main" : "btn", "data-f": f, "aria-label": label, "aria-expanded": open, onclick },
        icon && device.icon(this, icon), said);
    }

    /**
     * What opens and closes a panel.
     * @param {string} f its name
     * @param {string} label
     * @param {string} [kind]
     */
    pencil(f, label, kind) {
      return make("button", { class: kind, "data-f": f, "aria-label": label, "aria-expanded": String(this.open === f), onclick: () => this.toggle(f) }, device.icon(this, "pencil"));
    }

    /**
     * @param {string} label
     * @param {HTMLElement} box
     * @param {string} [hint]
     */
    field(label, box, hint) {
      box.classList.add("field");
      return make("label", { class: "pl-field" }, make("span", {}, label), box, hint && make("small", { class: "tb-meta" }, hint));
    }

    /**
     * @param {string} f
     * @param {string} label
     * @param {number} value
     * @param {number} least
     * @param {number} most
     * @param {(n: number) => void} changed
     */
    number(f, label, value, least, most, changed) {
      return this.field(label, make("input", {
        type: "number", inputmode: "numeric", min: least, max: most, value, "data-f": f, onchange: (/** @type {any} */ event) => {
          const n = Math.min(most, Math.max(least, Math.round(event.target.valueAsNumber)));
          event.target.value = n || "";
          if (n) changed(n);
          else this.later();
        },
      }));
    }

    /**
     * @param {string} f
     * @param {string} label
     * @param {string} value
     * @param {(text: string) => void} changed
     * @param {string} [hint]
     */
    line(f, label, value, changed, hint) {
      return this.field(label, make("input", { type: "text", maxlength: 200, value, "data-f": f, autocomplete: "off", onchange: (/** @type {any} */ event) => changed(event.target.value.trim()) }), hint);
    }

    /**
     * @param {string} f
     * @param {string} label
     * @param {string} value
     * @param {string[][]} options value and words of each
     * @param {(value: string) => void} changed
     */
    choice(f, label, value, options, changed) {
      return this.field(label, make("select", { "data-f": f, onchange: (/** @type {any} */ event) => changed(event.target.value) },
        ...options.map(([one, said]) => make("option", { value: one, selected: one === value }, said))));
    }

    /**
     * @param {string} icon
     * @param {string} so what is so
     * @param {string} why
     * @param {...Node} ways
     */
    note(icon, so, why, ...ways) {
      return make("div", { class: "note" }, device.icon(this, icon), make("div", {}, make("p", {}, make("b", {}, so), why && " ", why), ways.length > 0 && make("p", { class: "acts" }, ...ways)));
    }

    messages() {
      const { other } = this;
      const made = [...this.notices].map(([said, more]) => this.note("alert", said, "", ...more, this.button("close", "close", () => {
        this.notices.delete(said);
        this.later("name");
      })));
      if (other) {
        made.unshift(this.note("alert", this.say("two"), this.say("two-said", { other: this.nameOf(other), n: this.count(other), name: this.nameOf(this.plan), m: this.count(this.plan) }),
          this.button("other", "", () => this.take(other), { said: this.say("two-other", { name: this.nameOf(other) }) }),
          this.button("two-mine", "", () => {
            this.former.put(P.encode(other));
            this.other = undefined;
            this.keep();
            this.later("name");
          })));
      }
      if (this.shown) {
        made.push(this.field(this.say("copy-by-hand"), make("textarea", { readonly: true, rows: 6, "data-f": "shown" }, this.shown)));
      }
      if (!this.stored.keeps) made.push(this.note("alert", this.say("not-kept"), ""));
      return made;
    }

    /** The form about the group: it stays, so that whoever types in it is not disturbed. */
    facts() {
      const { group, name } = this.plan;
      const set = (/** @type {string} */ field) => (/** @type {any} */ value) => this.change(P.changeGroup(this.plan, { [field]: value }), this.say(field));
      const number = (/** @type {string} */ field, /** @type {number} */ least, /** @type {number} */ most) => this.number(field, this.say(field), group[field], least, most, set(field));
      return make("fieldset", { class: "pl-group", "data-f": "group", tabindex: -1 }, make("legend", {}, this.say("group")),
        this.line("name", this.say("name"), name, (value) => this.change({ ...this.plan, name: value }, this.say("name")), this.say("name-hint")),
        number("children", 1, 60), number("youngest", 3, 18), number("oldest", 3, 18), number("minutes", 5, 180), number("adults", 1, 9),
        this.choice("reach", this.say("reach"), group.reach, ["unknown", "yes", "no"].map((one) => [one, this.say(`reach-${one}`)]), set("reach")));
    }

    /** @param {any} studied */
    dose({ sessions, shortest, longest }) {
      return sessions ? this.say(shortest < longest ? "dose-range" : "dose", { n: sessions, shortest, longest }) : "—";
    }

    totals() {
      const { sums, plan, say } = this;
      const studied = run.named(this.programmes, plan.programme)?.studied;
      const row = (/** @type {string} */ name, /** @type {any} */ value, /** @type {any} */ small = "") =>
        make("div", {}, make("dt", {}, say(name)), make("dd", {}, value, small && make("small", { class: "tb-meta" }, small)));
      return make("dl", { class: "bare facts totals" },
        row("sum-sessions", say("sum-of", { n: sums.sessions, of: plan.sessions.length })),
        row("sum-minutes", sums.minutes, say("sum-planned", { n: sums.limit, prep: sums.prep })),
        row("sum-adults", sums.adults),
        row("sum-bring", say("things", { n: this.things.length })),
        row("sum-dose", this.dose(sums), make("span", {}, studied ? this.studied("dose-studied", studied) : say("dose-own"),
          ...this.near().flatMap((one) => [make("br"), this.studied("dose-near", one)]))));
    }

    /** @returns {any[]} doses of studies that speak for what the plan does, the most specific first */
    near() {
      const done = this.used().flatMap((row) => row.interventions);
      return this.doses.filter((/** @type {any} */ one) => done.some((id) => one.interventions.includes(id))).slice(0, NEAR);
    }

    /**
     * @param {string} said how it is told
     * @param {any} studied a dose with its citation
     */
    studied(said, { citation, page, dose }) {
      const parts = ["sessions", "minutes", "weeks"].filter((name) => dose[name]).map((name) => this.say(`dose-${name}`, { n: dose[name] }));
      const [before, after] = this.say(said, { dose: parts.join(this.say("list")) || this.say("dose-none") }).split("{citation}");
      return make("span", {}, before, make("a", { href: this.dataset.root + page }, citation), after);
    }

    actions() {
      const file = /** @type {HTMLInputElement} */ (make("input", { type: "file", accept: ".json,.txt", hidden: true, onchange: () => this.read(file.files?.[0]) }));
      const code = P.encode(this.plan);
      const before = P.decode(this.former.get() ?? "").plan;
      return make("div", {}, make("div", { class: "acts" }, ...(P.holds(this.plan) ? [
        this.button("print", "print", () => this.print(), { main: true }), this.button("copy-text", "copy", () => this.copy(this.asText())),
        this.button("save", "save", () => device.save(`${(this.plan.name || "plan").replace(/[^\p{L}\p{N}]+/gu, "-")}.json`, P.toFile(this.plan, this.dataset.edition), "application/json")),
        this.button("copy-link", "link", () => {
          if (code.length > LINK) this.notice("long", { n: code.length });
          this.copy(`${location.href.split("#")[0]}#${code}`);
        })] : []),
        this.button("open", "", () => file.click()), file,
        before && P.encode(before) !== code && this.button("back-to", "", () => this.take(before), { said: this.say("back-to", { name: this.nameOf(before) }) }),
        P.holds(this.plan) && this.button("new", "", () => {
          this.former.put(code);
          this.notices.clear();
          this.set(P.empty(), this.say("did-new"), "name");
        })), make("p", { class: "tb-meta" }, this.say("chat-apps")));
    }

    /** @param {string} what */
    async copy(what) {
      this.shown = (await device.copy(what)) ? "" : what;
      this.tell(this.shown ? "" : this.say("copied"));
      this.later(this.shown ? "shown" : undefined);
    }

    /**
     * @param {any} one
     * @param {number} at
     */
    session(one, at) {
      const { say } = this;
      const { key, slots } = one;
      const n = at + 1;
      const f = `session${key}`;
      const picking = this.open === `pick${key}`;
      const address = this.runOf(slots);
      return make("section", { class: "session", "data-session": key },
        make("h3", {}, make("span", {}, this.sessionName(one, at)), make("small", { class: "tb-meta" }, slots.length > 0 && this.sumOf(at)),
          this.pencil(f, say("change-session", { n }), "icon-btn")),
        this.open === f && this.sessionPanel(one, at),
        slots.length > 0 && this.strip(one, n),
        slots.length ? make("ol", { class: "bare" }, ...slots.map((/** @type {any} */ slot) => this.slotRow(slot))) : this.empty(one, at),
        ...this.notesOf(key),
        make("div", { class: "acts" }, this.button("add", "plus", () => (picking ? this.toggle(this.open) : this.pick(key)), { f: `add${key}`, open: String(picking) }),
          this.button("add-talk", "say", () => {
            const { plan, key: made } = P.add(this.plan, key, { talk: "", minutes: 5 }, this.find);
            this.open = `slot${made}`;
            this.set(plan, say("did-add", { name: say("talk"), n }), `words${made}`);
          }, { f: `talk${key}` }),
          address && make("a", { class: "btn", href: address }, say("run"))),
        picking && this.pickerPanel(one, n));
    }

    /** @param {number} at a session: its minutes, adults and preparation */
    sumOf(at) {
      const sums = this.sums.each[at];
      return [this.say("session-sum", sums), this.say("n-adults", { n: sums.adults }), sums.prep && this.say("prep", { n: sums.prep })].filter(Boolean).join(" · ");
    }

    /**
     * Where a session is run: in the guide of its first activity that the handbook has.
     * @param {any[]} slots
     */
    runOf(slots) {
      const first = this.find(slots.find((slot) => this.find(slot.activity))?.activity);
      return first && `${this.dataset.root}${first.page}${run.format({ ids: slots.map(run.idOf), at: 0 })}`;
    }

    /**
     * @param {any} one
     * @param {number} at
     */
    empty(one, at) {
      const { say } = this;
      const before = this.plan.sessions[at - 1];
      const fresh = !P.holds(this.plan);
      return make("div", { class: "empty" }, make("span", { class: "tb-seats" }, device.icon(this, "seats")), make("div", {}, make("p", {}, make("b", {}, say("empty"))),
        fresh && make("p", {}, say("begin")),
        make("div", { class: "acts" }, ...(fresh ? this.programmes.map((/** @type {any} */ programme) =>
          this.button("use", "", () => this.take(P.fromProgramme(programme)), { f: `use${programme.id}`, said: say("use", { name: programme.title }) })) : []),
        before?.slots.length > 0 && this.button("copy-before", "copy", () => {
          const { plan } = P.addSession(this.plan, before.key);
          this.set(P.removeSession(plan, one.key), say("did-copy", { n: at }));
        }, { f: `before${one.key}`, said: say("copy-before", { n: at }) }))));
    }

    /**
     * @param {any} one
     * @param {number} at
     */
    sessionPanel({ key, title, minutes }, at) {
      const { say } = this;
      const move = (/** @type {1 | -1} */ by) => () => {
        const plan = P.moveSession(this.plan, key, by);
        if (plan !== this.plan) this.set(plan, say("did-session", { n: at + 1 + by }));
      };
      return make("div", { class: "panel pl-panel" },
        this.line(`title${key}`, say("session-title"), title, (value) => this.change(P.changeSession(this.plan, key, { title: value }), say("session-title"))),
        this.number(`limit${key}`, say("session-minutes"), minutes ?? this.plan.group.minutes, 5, 180, (n) => this.change(P.changeSession(this.plan, key, { minutes: n }), say("session-minutes"))),
        make("div", { class: "acts" }, this.button("earlier", "up", move(-1)), this.button("later", "down", move(1)),
          this.button("copy", "copy", () => this.addSession(key)),
          this.button("delete", "close", () => this.set(P.removeSession(this.plan, key), say("did-delete", { n: at + 1 }), "undo"))));
    }

    /**
     * Minutes to scale, with a mark at the time there is.
     * @param {any} one
     * @param {number} n
     */
    strip({ slots }, n) {
      const { minutes: all, limit } = this.sums.each[n - 1];
      const part = (/** @type {number} */ minutes, /** @type {string} */ kind, /** @type {any[]} */ ...said) => {
        const made = make("li", { class: kind }, ...said);
        made.style.flex = `${minutes} 1 0`;
        return made;
      };
      const mark = make("span", { class: limit > 0.6 * all ? "limit limit--end" : "limit" }, this.say("limit", { n: limit }));
      mark.style.left = `${(100 * limit) / all}%`;
      return make("div", { class: all > limit ? "track track--over" : "track" }, make("ol", { class: "bare strip", "aria-label": this.say("strip", { n }) },
        ...slots.map((/** @type {any} */ slot) => part(slot.minutes, this.find(slot.activity)?.phase === "working" ? "on" : "", `${slot.minutes}′`)),
        all < limit && part(limit - all, "free", make("span", { class: "tb-vh" }, this.say("free", { n: limit - all })), make("span", { "aria-hidden": "true" }, `${limit - all}′`))), all > limit && mark);
    }

    /**
     * What is said of an activity in one line.
     * @param {any} row
     */
    about(row) {
      const { say } = this;
      const brought = row.materials.map((/** @type {any} */ use) => this.thing(use)).join(say("list"));
      const n = P.adultsFor(row, this.plan.group);
      return make("small", { class: "tb-meta" }, [this.lists.values.phase[row.phase], brought || say("nothing-to-bring"), n > 1 && say("n-adults", { n })].filter(Boolean).join(" · "),
        row.disclosure_likely && " · ", row.disclosure_likely && make("span", { class: "mark-care" }, say("may-tell")));
    }

    /** @param {any} slot */
    slotRow(slot) {
      const { say } = this;
      const f = `slot${slot.key}`;
      const name = this.titleOf(slot);
      const row = this.find(slot.activity);
      return make("li", { class: "slot slot--edit", "data-slot": slot.key },
        make("span", { class: "mins grip", title: say("drag", { name }) }, slot.minutes),
        make("span", {}, make("b", {}, name), row ? this.about(row) : !slot.activity && make("small", { class: "tb-meta" }, say("talk"))),
        this.pencil(f, say("change", { name })),
        this.open === f && this.slotPanel(slot, row));
    }

    /**
     * @param {any} slot
     * @param {any} row
     */
    slotPanel(slot, row) {
      const { say, plan } = this;
      const [at] = P.place(plan, slot.key);
      const { key, minutes, talk } = slot;
      const change = (/** @type {any} */ fields) => this.change(P.change(plan, key, fields), this.titleOf(slot));
      const to = this.choice(`to${key}`, say("to"), String(plan.sessions[at].key),
        plan.sessions.map((/** @type {any} */ one, /** @type {number} */ n) => [String(one.key), this.sessionName(one, n)]), () => {});
      const shift = (/** @type {1 | -1} */ by) => () => this.moved(P.shift(this.plan, key, by), slot);
      return make("div", { class: "panel pl-panel" },
        !row && this.line(`words${key}`, say("talk-words"), talk ?? slot.activity, (value) => change({ talk: value, activity: undefined })),
        this.number(`minutes${key}`, say("slot-minutes"), minutes, 1, 180, (n) => change({ minutes: n })),
        make("div", { class: "acts" }, this.button("up", "up", shift(-1)), this.button("down", "down", shift(1)),
          to, this.button("move", "", () => {
            const target = plan.sessions.find((/** @type {any} */ one) => String(one.key) === to.querySelector("select")?.value);
            if (target.key !== plan.sessions[at].key) this.moved(P.move(plan, key, target.key, P.room(target.slots, row?.phase, this.find)), slot);
          })),
        make("div", { class: "acts" }, this.button("out", "close", () => this.takeOut(slot)), this.button("another", "", () => this.pick(plan.sessions[at].key, row?.phase, key)),
          row && make("a", { class: "btn", href: this.dataset.root + row.page }, say("guide"))));
    }

    /** @param {number} session its key; 0 for what is about the whole plan */
    notesOf(session) {
      return this.conflicts.filter((/** @type {any} */ found) => found.session === session).map((/** @type {any} */ found) => this.conflict(found));
    }

    /**
     * @param {any} found a conflict
     * @returns {[string, string]} what does not fit, and why it matters
     */
    worded(found) {
      const { kind } = found;
      const values = { name: this.wayName(found), ...found.values };
      const words = values.many ? `${kind}-many` : kind;
      const key = kind === "parent" ? `why-parent-${values.reach}` : `why-${words}`;
      return [this.say(`c-${words}`, values), this.say(key, { ...values, n: String(values.n) })];
    }

    /**
     * What still does not fit in a session, each in a line: it goes along onto paper, and into what is copied.
     * @param {any} one
     * @returns {string[]}
     */
    left(one) {
      return P.conflicts(this.plan, this.find).filter((/** @type {any} */ found) => found.session === one.key).map((/** @type {any} */ found) => `! ${this.worded(found).join(" ")}`);
    }

    /** @param {any} found */
    conflict(found) {
      const { say } = this;
      const { kind, ways } = found;
      return this.note(kind === "over" ? "clock" : "alert", ...this.worded(found),
        ...ways.map((/** @type {any} */ way, /** @type {number} */ at) => {
          const n = way.do === "move" ? (way.to ? this.numberOf(way.to) : this.plan.sessions.length + 1) : way.n;
          const words = `do-${way.do}${way.do === "add" ? `-${way.phase}` : ""}`;
          return this.button("", "", () => this.solve(found, way), { f: [kind, found.session, found.slot, at].join("-"), said: say(words, { n, name: this.wayName(way) }) });
        }));
    }

    // Choosing an activity

    /**
     * @param {any} one
     * @param {number} n
     */
    pickerPanel(one, n) {
      const { say, picker } = this;
      const list = make("ol", { class: "bare" });
      const count = make("p", { class: "tb-meta", role: "status" });
      const look = () => {
        const { found, fit } = this.matching(one);
        count.textContent = say(!found.length ? "found-none" : fit ? "found" : "found-misfit", { n: found.length });
        if (picker.words) count.append(" ", make("a", { href: `${this.dataset.root}find.html?words=${encodeURIComponent(picker.words)}` }, say("finder")));
        const more = found.length - picker.shown;
        list.replaceChildren(...found.slice(0, picker.shown).map((row) => this.found(one, row)), ...(more > 0 ? [make("li", { class: "acts" }, this.button("more", "", () => {
          const next = found[picker.shown];
          picker.shown += SHOWN;
          look();
          /** @type {HTMLElement | null} */ (this.querySelector(`[data-f="take${next.id}"]`))?.focus();
        }, { said: say("more", { n: more }) }))] : []));
      };
      const set = (/** @type {string} */ name) => (/** @type {string} */ value) => {
        Object.assign(picker, { [name]: value, shown: SHOWN });
        look();
      };
      const any = ["", say("any")];
      const box = make("input", { type: "search", value: picker.words, "data-f": "words", autocomplete: "off", oninput: (/** @type {any} */ event) => set("words")(event.target.value) });
      look();
      return make("div", { class: "panel pl-panel" }, make("h4", {}, say("choose", { n })), this.field(say("words"), box),
        this.choice("phase", say("phase"), picker.phase, [any, ...Object.entries(this.lists?.values.phase ?? {})], set("phase")),
        this.choice("at-most", say("at-most"), picker.minutes, [any, ...["5", "10", "20", "40"].map((one) => [one, one])], set("minutes")),
        this.choice("need", say("need"), picker.need, [any, ...(this.lists?.needs ?? []).map((/** @type {any} */ need) => [need.id, need.name])], set("need")),
        count, list, make("p", { class: "acts" }, this.button("close", "close", () => {
          this.open = "";
          this.later(`add${one.key}`);
        })));
    }

    /**
     * Rows of activities, those first that would bring no conflict.
     * @param {any} one the session
     * @returns {{found: any[], fit: number}}
     */
    matching(one) {
      const { slot, words, phase, minutes, need } = this.picker;
      const terms = text.terms(words);
      const fits = (/** @type {any} */ row) => !P.ofSlot(this.plan, one, { activity: row.id, minutes: row.minutes }, 0, this.find).length
        && !(slot && one.slots.some((/** @type {any} */ other) => other.activity === row.id));
      const found = (this.lists?.activities ?? []).filter((/** @type {any} */ row) => !row.now && (!phase || row.phase === phase) && (!minutes || row.minutes <= minutes)
        && (!need || row.needs.includes(need)) && holdsAll(row, terms));
      const fit = found.filter(fits);
      return { found: [...new Set([...fit, ...found])], fit: fit.length };
    }

    /**
     * @param {any} session
     * @param {any} row
     */
    found(session, row) {
      const { say } = this;
      const about = this.about(row);
      about.append(` · ${say("ages", row.ages)} · ${say("group-size", row.group)}`);
      return make("li", { class: "slot slot--edit pl-found" }, make("span", { class: "mins" }, row.minutes), make("span", {}, make("b", {}, row.title), make("span", { class: "pl-summary" }, row.summary), about),
        this.button("take", "plus", () => {
          if (this.picker.slot) this.open = "";
          this.put(session.key, row, this.picker.slot);
        }, { f: `take${row.id}`, label: say("take-name", { name: row.title }) }));
    }

    // By pointer: whatever can be dragged has buttons too

    /** @param {PointerEvent} start */
    drag(start) {
      const grip = /** @type {HTMLElement} */ (start.target);
      const row = grip.parentElement;
      if (!row || !grip.classList.contains("grip") || start.button) return;
      start.preventDefault();
      grip.setPointerCapture(start.pointerId);
      const key = Number(row.dataset.slot);
      const stop = new AbortController();
      const until = { signal: stop.signal };
      /** @type {{to: number, at: number} | null} */
      let drop = null;
      let { x, y } = start;
      const unmark = () => this.querySelector(".drop")?.classList.remove("drop");
      const look = () => {
        const session = /** @type {HTMLElement | null | undefined} */ (document.elementFromPoint(x, y)?.closest("[data-session]"));
        unmark();
        drop = null;
        if (!session) return;
        const others = /** @type {HTMLElement[]} */ ([...session.querySelectorAll("[data-slot]")]).filter((one) => one !== row);
        const before = others.findIndex((one) => y < one.getBoundingClientRect().top + one.offsetHeight / 2);
        drop = { to: Number(session.dataset.session), at: before < 0 ? others.length : before };
        (others[before] ?? session).classList.add("drop");
      };
      // A finger that rests at the edge of the screen tells nothing more: the page moves on by itself, once the finger has moved.
      const scroll = () => {
        if (stop.signal.aborted) return;
        const by = y < EDGE ? -10 : y > innerHeight - EDGE ? 10 : 0;
        if (by && y !== start.y) {
          scrollBy(0, by);
          look();
        }
        requestAnimationFrame(scroll);
      };
      const end = (/** @type {Event} */ event) => {
        stop.abort();
        row.classList.remove("dragged");
        unmark();
        const [at, index] = P.place(this.plan, key);
        if (event.type !== "pointerup" || !drop || at < 0 || (this.plan.sessions[at].key === drop.to && index === drop.at)) return;
        this.moved(P.move(this.plan, key, drop.to, drop.at), this.plan.sessions[at].slots[index]);
      };
      scroll();
      grip.addEventListener("pointermove", (event) => {
        ({ x, y } = event);
        row.classList.add("dragged");
        look();
      }, until);
      grip.addEventListener("pointerup", end, until);
      grip.addEventListener("pointercancel", end, until);
      addEventListener("keydown", (event) => event.key === "Escape" && end(event), until);
    }

    // What is to be brought, and what goes on paper

    bring() {
      const { say, things } = this;
      if (!things.length) return make("p", {}, say("bring-none"));
      return make("div", {}, make("p", { class: "tb-meta" }, say("bring-note", { n: this.plan.group.children })), make("table", { class: "t stack stack--plain" },
        make("thead", {}, make("tr", {}, ...["most", "thing", "all", "for", "if-none"].map((name) => make("th", { scope: "col", class: name === "most" && "n" }, say(name))))),
        make("tbody", {}, ...things.map((/** @type {any} */ thing) => make("tr", {}, make("td", { class: "n" }, thing.most), make("th", { scope: "row" }, this.thing(thing)),
          make("td", { "data-h": say("all") }, thing.all), make("td", { "data-h": say("for") }, thing.uses.map((/** @type {string} */ id) => this.find(id)?.title).join(say("list"))),
          make("td", { "data-h": say("if-none") }, thing.instead.join(" / ") || "—"))))));
    }

    /** @param {{item: string}} thing */
    thing({ item }) {
      return this.lists.materials[item]?.name ?? item;
    }

    /** @param {any[]} sessions */
    brought(sessions) {
      return P.materials({ ...this.plan, sessions }, this.find, this.lists?.materials).map((/** @type {any} */ thing) => `${this.thing(thing)} × ${thing.all}`).join(this.say("list")) || this.say("nothing-to-bring");
    }

    whom() {
      const { children, youngest, oldest, adults } = this.plan.group;
      return this.say("for-whom", { n: children, youngest, oldest, adults: this.say("n-adults", { n: adults }) });
    }

    asText() {
      const { say, plan } = this;
      const sessions = plan.sessions.map((/** @type {any} */ one, /** @type {number} */ at) => {
        const slots = one.slots.map((/** @type {any} */ slot) => `${slot.minutes}′ ${this.titleOf(slot)}`);
        return ["", `${this.sessionName(one, at)} (${this.sumOf(at)})`, ...slots, ...this.left(one)];
      });
      return [this.nameOf(plan), this.whom(), ...sessions.flat(), "", `${say("bring")}: ${this.brought(plan.sessions)}`].join("\n");
    }

    print() {
      this.drawPack();
      print();
    }

    drawPack() {
      const { say, plan } = this;
      const holds = this.sums.sessions > 0;
      this.hand?.classList.toggle("print-only", !holds);
      this.hand?.classList.toggle("pl-gone", holds);
      this.toggleAttribute("data-pack", holds);
      if (!holds) {
        this.pack.replaceChildren();
        return;
      }
      const sheets = plan.sessions.map((/** @type {any} */ one, /** @type {number} */ at) => one.slots.length && this.sheet(this.sessionName(one, at),
        make("p", { class: "tb-meta" }, `${this.nameOf(plan)} · ${this.whom()} · ${this.sumOf(at)}`),
        ...this.left(one).map((said) => make("p", { class: "pl-limits" }, make("b", {}, said))),
        this.strip(one, at + 1), make("p", {}, make("b", {}, say("bring")), ` ${this.brought([one])}`), make("ol", { class: "bare" }, ...one.slots.map((/** @type {any} */ slot) => this.printed(slot))), make("p", { class: "stop" }, say("always")))).filter(Boolean);
      const used = this.used();
      const cards = [];
      for (let at = 0; at < used.length && this.cards; at += 4) cards.push(make("div", { class: "sheet" }, ...used.slice(at, at + 4).map((row) => this.card(row))));
      this.pack.replaceChildren(...sheets, this.sheet(say("bring"), this.bring()), ...cards, this.sheet(say("record"), make("p", {}, say("record-hint")),
        ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => make("div", { class: `pl-write pl-write--${n}` }, say(`record-${n}`)))));
    }

    /** @returns {any[]} the activities of the plan, each once */
    used() {
      return [...new Set(this.plan.sessions.flatMap((/** @type {any} */ one) => one.slots).map((/** @type {any} */ slot) => this.find(slot.activity)).filter(Boolean))];
    }

    /**
     * A printed sheet with its foot.
     * @param {string} title
     * @param {...Node} parts
     */
    sheet(title, ...parts) {
      const tiers = [...new Set(this.used().map((row) => row.tier))].sort();
      return make("section", { class: "pl-sheet" }, make("div", { class: "pl-sheet-body" }, make("h2", {}, title), ...parts),
        make("div", { class: "pl-sheet-foot" }, this.footed("", tiers.join(" ") || "S0")));
    }

    /**
     * @param {string} name
     * @param {string} tier
     * @param {string} [kind]
     */
    footed(name, tier, kind = "sheet-foot") {
      return make("p", { class: kind }, [name, this.nameOf(this.plan), this.say("edition", { date: this.dataset.edition }), tier].filter(Boolean).join(" · "));
    }

    /** @param {any} slot */
    printed(slot) {
      const card = this.cards?.[this.find(slot.activity)?.id ?? ""];
      return make("li", { class: "slot" }, make("span", { class: "mins" }, `${slot.minutes}′`), make("div", {}, make("b", {}, this.titleOf(slot)),
        card && make("ul", { class: "bare", lang: card.lang }, ...card.steps.map((/** @type {any} */ step) => make("li", {}, `${step.minutes}′ ${step.line}`))), ...this.limits(card)));
    }

    /** @param {any} card */
    limits(card) {
      return [["leave-out", card?.leave_out], ["stop-if", card?.stop]].filter(([, all]) => all?.length).map(([name, all]) => make("p", { class: "pl-limits" }, make("b", {}, this.say(name)), ` ${all.join("; ")}`));
    }

    /** @param {any} row */
    card(row) {
      const { say } = this;
      const { steps, lang, stop } = this.cards[row.id] ?? { steps: [], stop: [] };
      return make("article", { class: "pcard" }, make("h3", {}, row.title, " ", row.other_title && make("span", { lang: document.documentElement.lang === "en" ? "zh" : "en" }, row.other_title)),
        make("p", { class: "pfacts tb-meta" }, [say("ages", row.ages), say("group-size", row.group), say("n-adults", { n: P.adultsFor(row, this.plan.group) }), this.brought([{ slots: [{ activity: row.id }] }])].join(" · ")),
        make("ol", { class: "bare strip" }, ...steps.map((/** @type {any} */ step) => make("li", { class: `w-${step.minutes}` }, `${step.minutes}′`))),
        make("ol", { class: "bare psteps", lang }, ...steps.map((/** @type {any} */ step) => make("li", {}, make("b", {}, `${step.minutes}′`), make("span", {}, step.line)))),
        make("p", { class: "stop" }, make("b", {}, say("stop-if")), ` ${stop.join("; ")}`),
        make("div", { class: "pnote" }, make("p", { class: "tb-meta" }, say("noted")), make("div", { class: "blank" }), make("div", { class: "blank" })), this.footed(row.id, row.tier, "pfoot tb-meta"));
    }
  }

  /**
   * Whether the names or the summary of an activity hold all the words.
   * @param {any} row
   * @param {string[]} terms
   */
  function holdsAll(row, terms) {
    row.folded ??= text.fold([row.title, row.other_title, row.summary].join(" "));
    return terms.every((term) => row.folded.includes(term));
  }

  customElements.define("session-planner", SessionPlanner);
})();
