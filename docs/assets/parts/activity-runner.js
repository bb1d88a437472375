/**
 * Run it: a guide one step at a time, over the whole screen, in type to be read from a phone that lies on a desk.
 *
 * Everything it shows of a guide it reads from the guide's own page, so it needs no data; only a session of several slots loads
 * the lists of activities and programmes, for the names of what comes next. What is being run is remembered on the device for
 * some hours. The page itself says which it is: `data-id`, the root of its edition `data-root`, `data-told` where to go when a
 * child told something.
 */
(() => {
  "use strict";

  const { device, run, Shelf } = /** @type {Parts} */ (Tongban);
  const { make } = device;

  /**
   * Its other types are those of `core/run.js`.
   * @typedef {{ids: string[], at: number, programme?: string, session?: number}} Plan
   * @typedef {{activity?: string, talk?: string, minutes?: number}} Slot
   * @typedef {{how: "left" | "last" | "up" | "over", n: number}} Left
   * @typedef {{id?: string, title: string, minutes: number, page?: string, talk?: string}} Part a slot, with its name
   * @typedef {{kind: string, title: string, nodes: () => (Node | null | undefined)[], minutes?: number, timed?: boolean, number?: number, lang?: string}} Pane
   *   a step, or what comes before and after them; only what is `timed` counts time
   */

  /**
   * Copies of what stands in an element, without the anchors: on a page each stands once.
   * @param {Element | null | undefined} from
   * @returns {Node[]}
   */
  function copies(from) {
    if (!from) return [];
    const copy = /** @type {Element} */ (from.cloneNode(true));
    for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
    return [...copy.childNodes];
  }

  const section = (/** @type {string} */ id) => document.getElementById(id)?.parentElement;

  /** What is run, and the dialog that shows it. */
  class Runner {
    /**
     * @param {HTMLElement} host
     * @param {HTMLElement} opener
     */
    constructor(host, opener) {
      this.host = host;
      this.opener = opener;
      this.id = host.dataset.id ?? "";
      this.name = document.querySelector("h1")?.textContent ?? "";
      this.say = device.sentences(host);
      this.drawer = new device.Drawer("run");
      this.shelf = new Shelf(`${host.dataset.root}assets/data/`);
      this.guide = this.read();
      this.panes = this.guide;
      /** @type {Plan} */
      this.plan = { ids: [], at: 0 };
      /** @type {Part[]} */
      this.parts = [];
      /** @type {string[]} */
      this.leftOut = [];
      this.clock = run.clock(this.panes.length);
      /** Whether it asks to go on with what was remembered. */
      this.asking = false;
      this.written = "";
      this.told = "";
      this.timer = 0;
      this.tapped = 0;
      /** Whether it was closed, and the history has yet to go back to where it was opened. */
      this.leaving = false;
      /** @type {WakeLockSentinel | null} */
      this.lock = null;
      this.notice = /** @type {HTMLElement} */ (host.querySelector("[role=status]"));
      const button = (/** @type {string} */ name, /** @type {() => void} */ act, kind = "") =>
        make("button", { class: `btn ${kind}`, "data-act": name, onclick: (/** @type {PointerEvent} */ event) => this.tap(event, act) });
      this.heading = make("h2", { tabindex: "-1", id: "run-h" });
      this.content = make("div");
      this.body = make("div", { class: "run-body", role: "region", tabindex: "0", "aria-labelledby": "run-h" }, this.heading, this.content);
      this.where = make("p", { class: "run-where" });
      this.paused = make("p", { class: "run-paused", hidden: true }, this.say("paused"));
      this.strip = make("div", { class: "run-strip", "aria-hidden": "true" });
      this.times = make("div", { class: "run-times" });
      this.status = make("p", { class: "tb-vh", role: "status" });
      this.backward = button("back", () => this.step(-1));
      this.pauses = button("pause", () => this.pause());
      this.forward = button("next", () => this.step(1), "btn--main");
      this.dialog = /** @type {HTMLDialogElement} */ (make("dialog", { class: "run", "aria-label": this.name },
        make("header", {},
          make("a", { class: "run-told", href: host.dataset.told }, device.icon(host, "life"), make("span", {}, this.say("told"))),
          make("button", { class: "run-close", "aria-label": this.say("close"), onclick: () => this.dialog.close() }, device.icon(host, "close"))),
        make("div", { class: "run-top" }, make("div", { class: "run-line" }, this.where, this.paused), this.strip, this.times),
        this.body,
        make("footer", {}, this.backward, this.pauses, this.forward),
        this.status));
      this.dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
      this.dialog.addEventListener("close", () => this.closed());
      host.append(this.dialog);
      opener.addEventListener("click", () => this.begin());
    }

    // The guide, read from its page

    /** @returns {Pane[]} */
    read() {
      const steps = [...document.querySelectorAll("ol.steps > li")];
      const lang = section("steps")?.lang;
      /** @type {Pane[]} */
      const panes = [{ kind: "ready", title: this.say("ready"), nodes: () => this.ready() }];
      steps.forEach((step, at) => {
        const title = step.querySelector("h3")?.textContent ?? "";
        const minutes = Number.parseInt(step.querySelector(".mins")?.textContent ?? "", 10) || 0;
        const nodes = () => [...step.querySelectorAll(".lane")].map((lane) => make("div", { class: lane.className }, ...copies(lane)));
        panes.push({ kind: "step", title, minutes, timed: true, number: at + 1, nodes, lang });
      });
      for (const [kind, id] of [["talk", "talk-about-it"], ["note", "note-afterwards"]]) {
        const from = section(id);
        const title = from?.querySelector("h2")?.textContent ?? "";
        const nodes = () => copies(from).filter((node) => !(node instanceof HTMLHeadingElement && node.tagName === "H2"));
        if (from) panes.push({ kind, title, timed: kind === "talk", nodes, lang: from.lang });
      }
      panes.push({ kind: "end", title: "", nodes: () => this.end() });
      return panes;
    }

    /** What to have ready and when to leave it. */
    ready() {
      const { prep } = this.host.dataset;
      const materials = document.querySelector("ul.materials");
      const before = section("before-you-start");
      // Under a heading of its own stands what is told those at home, days before.
      const asked = [...document.querySelectorAll("#before-you-start ~ :not(h3, h3 ~ *)")].map((one) => one.cloneNode(true));
      const lines = [...document.querySelectorAll("#safe [data-run]")].flatMap((line) => [
        make("h3", {}, line.querySelector("dt")?.textContent), ...copies(line.querySelector("dd")),
      ]);
      return [
        make("h3", {}, this.say("have-ready")),
        materials ? make("ul", {}, ...copies(materials)) : make("p", {}, this.say("no-materials")),
        prep ? make("p", { class: "tb-meta" }, this.say("prepare", { n: prep })) : null,
        before && make("div", { lang: before.lang }, make("h3", {}, before.firstElementChild?.textContent), ...asked),
        ...lines,
        make("p", { class: "tb-meta keys" }, this.say("keys")),
      ];
    }

    /** What it took, and what comes next. */
    end() {
      const taken = Math.round(run.inAll(this.clock, Date.now()) / run.MINUTE);
      const next = this.parts[this.plan.at + 1];
      return [
        make("p", {}, this.say("taken", { planned: this.planned, taken })),
        next && make("p", { class: "next" }, make("small", {}, this.say("comes-next")), make("b", {}, next.title), make("span", {}, this.say("minutes", { n: next.minutes })), next.talk && make("span", {}, next.talk)),
      ];
    }

    /**
     * @param {Part} part
     * @returns {Pane[]}
     */
    talkOf(part) {
      return [
        { kind: "slot", title: this.say("talk"), minutes: part.minutes, timed: true, nodes: () => (part.talk ? [make("p", { class: "say" }, part.talk)] : []) },
        { kind: "end", title: "", nodes: () => this.end() },
      ];
    }

    /** The minutes that the guide's steps take. */
    get guided() {
      return this.panes.reduce((sum, pane) => sum + (pane.minutes ?? 0), 0);
    }

    /** The minutes that the plan gives, or the guide where there is none. */
    get planned() {
      return this.parts[this.plan.at]?.minutes ?? this.guided;
    }

    get pane() {
      return this.panes[this.clock.at];
    }

    // Opening: from the button, from an address, after a reload

    /** Does what the address and the history ask for: begins, closes, or asks whether to go on with what was interrupted. */
    follow() {
      const plan = run.parse(location.hash);
      const kept = this.kept();
      if (plan === "damaged") this.notify("damaged");
      else if (plan) this.begin(plan);
      else if (this.dialog.open) {
        if (this.leaving) this.enter();
        else this.dialog.close();
      } else if (!this.leaving && kept && (kept.open || this.entered)) this.begin();
      this.leaving = false;
    }

    /** What is remembered of this guide. */
    kept() {
      const kept = run.recall(this.drawer.get(), Date.now());
      return kept?.id === this.id ? kept : null;
    }

    /**
     * Opens with a plan; the remembered run is offered where it is of the same plan, or where no plan is asked for.
     * @param {Plan} [asked]
     */
    async begin(asked) {
      const kept = this.kept();
      const before = kept && run.parse(kept.plan);
      const goesOn = before && before !== "damaged" && (!asked || run.format(asked) === kept.plan);
      const plan = asked ?? (goesOn ? before : { ids: [], at: 0 });
      if (!(await this.take(plan))) return;
      const fits = goesOn && kept.clock.spent.length === this.panes.length;
      this.clock = fits ? kept.clock : run.clock(this.panes.length);
      this.asking = Boolean(fits);
      if (!fits && this.pane.timed) this.clock = run.set(this.clock, Date.now(), true);
      this.show();
    }

    /**
     * Makes a plan the one that is run; otherwise says on the page why not.
     * @param {Plan} plan
     * @returns {Promise<boolean>}
     */
    async take(plan) {
      this.notify();
      /** @type {Part[]} */
      let parts = [];
      let { at } = plan;
      this.leftOut = [];
      if (plan.programme || plan.ids.length) {
        const lists = await this.shelf.all(["activities", ...(plan.programme ? ["programmes"] : [])]);
        if (!lists.has("activities") || (plan.programme && !lists.has("programmes"))) return this.notify("no-list");
        const slots = /** @type {Slot[] | null} */ (run.slots(plan, lists.get("programmes")?.programmes ?? []));
        if (!slots) return this.notify("damaged");
        const named = slots.map((slot) => this.partOf(slot, lists.get("activities").activities));
        this.leftOut = slots.filter((_, number) => !named[number]).map((slot) => slot.activity ?? "");
        at -= named.slice(0, at).filter((part) => !part).length;
        // Without those that were left out the slots have other numbers: from here on they are named one by one.
        if (this.leftOut.length) plan = { ids: slots.filter((_, number) => named[number]).map(run.idOf), at };
        parts = /** @type {Part[]} */ (named.filter(Boolean));
        const part = parts[at];
        if (!part) return this.notify("damaged");
        if (part.id && part.id !== this.id) return this.notify("elsewhere", make("a", { href: this.address(part, plan) }, part.title));
      }
      this.plan = plan;
      this.parts = parts;
      this.panes = parts[at] && !parts[at].id ? this.talkOf(parts[at]) : this.guide;
      return true;
    }

    /**
     * A slot with its name; null for an activity that this handbook does not have, under an old name neither.
     * @param {Slot} slot
     * @param {{id: string, title: string, minutes: number, page: string, was?: string[]}[]} activities
     * @returns {Part | null}
     */
    partOf(slot, activities) {
      if (!slot.activity) return { title: this.say("talk"), minutes: slot.minutes ?? 0, talk: slot.talk };
      const row = run.named(activities, slot.activity);
      return row ? { id: row.id, title: row.title, minutes: slot.minutes ?? row.minutes, page: row.page } : null;
    }

    /**
     * @param {Part} part
     * @param {Plan} plan
     */
    address(part, plan) {
      return `${this.host.dataset.root}${part.page}${run.format(plan)}`;
    }

    /**
     * Says on the page why nothing was started; without a key takes that back.
     * @param {string} [key]
     * @param {Node} [link]
     * @returns {false}
     */
    notify(key, link) {
      this.notice.replaceChildren(...(key ? [make("p", {}, this.say(key), link ? " " : null, link)] : []));
      this.notice.classList.toggle("note", Boolean(key));
      if (key) this.notice.scrollIntoView({ block: "center" });
      return false;
    }

    /** Whether the page stands where the history was told that it runs. */
    get entered() {
      return history.state === "run";
    }

    // On the screen

    show() {
      if (!this.dialog.open) {
        this.dialog.showModal();
        document.documentElement.classList.add("run-open");
        this.timer = setInterval(() => this.tick(), 1000);
        this.stayAwake();
      }
      this.enter();
      this.draw();
    }

    /**
     * Writes into the address what is run. The guide itself stays in the history before it, so that Back closes and leaves the
     * reader there; where the browser forbids that the address stays.
     */
    enter() {
      const { entered } = this;
      const here = location.pathname + location.search;
      try {
        if (!entered) history.replaceState(null, "", here);
        history[entered ? "replaceState" : "pushState"]("run", "", here + (this.parts.length ? run.format(this.plan) : ""));
      } catch {
        // Only a reload would miss it, and what is remembered makes up for that.
      }
    }

    draw() {
      const { pane } = this;
      const last = this.plan.at + 1 >= this.parts.length;
      const resuming = this.asking;
      const ended = this.panes === this.guide ? "end" : "end-talk";
      const title = pane.kind === "end" ? this.say(this.parts.length && last ? "end-session" : ended) : pane.title;
      this.heading.textContent = resuming ? this.say("resume") : title;
      const nodes = resuming
        ? [make("p", {}, this.say("you-were", { name: title })), make("p", {}, this.say(this.clock.since ? "ran-on" : "stood-still"))]
        : pane.nodes();
      if (pane.kind === "ready" && this.planned !== this.guided) nodes.unshift(make("p", { class: "note" }, this.say("other-minutes", { n: this.planned, of: this.guided })));
      if (this.leftOut.length && this.clock.at === 0) nodes.unshift(make("p", { class: "note" }, this.say("left-out", { names: this.leftOut.join(", ") })));
      this.content.replaceChildren(.../** @type {Node[]} */ (nodes.filter(Boolean)));
      this.content.className = `run-lanes run--${resuming ? "resume" : pane.kind}`;
      for (const part of [this.heading, this.content]) part.lang = (!resuming && pane.lang) || document.documentElement.lang;
      this.drawTop();
      const forward = resuming ? "go-on" : pane.kind === "ready" ? "start" : pane.kind === "end" && last ? "close" : "next";
      this.label(this.backward, resuming ? "again" : "back", resuming ? "again" : "left");
      this.label(this.forward, forward, { "go-on": "play", start: "play", close: "check", next: "right" }[forward]);
      this.backward.toggleAttribute("disabled", !resuming && this.clock.at + this.plan.at === 0);
      this.pauses.toggleAttribute("disabled", resuming || !pane.timed);
      this.tick();
      this.heading.focus();
      // With letters twice as large all of it scrolls.
      this.dialog.scrollTop = this.body.scrollTop = 0;
      this.keep(true);
    }

    drawTop() {
      const { pane } = this;
      const steps = this.panes.filter((one) => one.kind === "step");
      // What is most needed comes first: a narrow screen cuts the end off.
      const words = [];
      if (pane.number) words.push(this.say("step-of", { n: pane.number, of: steps.length }));
      if (this.parts.length) words.push(this.say("part-of", { n: this.plan.at + 1, of: this.parts.length }));
      if (this.panes === this.guide) words.push(this.name);
      this.where.textContent = words.join(" · ");
      const bar = make("ol", { class: "bare strip" }, ...steps.map((one) => make("li", { class: `w-${one.minutes}${one === pane ? " on" : ""}` }, `${one.minutes}′`)));
      this.strip.replaceChildren(...(pane.number ? [bar] : []));
    }

    /**
     * @param {HTMLElement} button
     * @param {string} word
     * @param {string} icon
     */
    label(button, word, icon) {
      button.replaceChildren(device.icon(this.host, icon), make("span", {}, this.say(word)));
    }

    /** Writes the times, where they have changed. */
    tick() {
      const pane = /** @type {Partial<Pane>} */ (this.asking ? {} : this.pane);
      const now = Date.now();
      const paused = Boolean(pane.timed) && this.clock.since === null;
      /** @type {[string, Left][]} */
      const lines = [];
      if (pane.minutes) lines.push([pane.kind === "slot" ? "this-talk" : "this-step", run.left(pane.minutes, run.onPane(this.clock, now))]);
      if (pane.timed && pane.kind !== "slot") lines.push(["whole", run.left(this.planned, run.inAll(this.clock, now))]);
      const said = lines.map(([word, left]) => [this.say(word, { n: this.planned }), this.say(left.how, left), left.how]);
      if (this.parts.length > 1 && pane.timed) {
        const later = this.parts.slice(this.plan.at + 1).reduce((sum, part) => sum + part.minutes, 0);
        const ends = new Date(run.ends(run.shares(this.panes.map((one) => one.minutes ?? 0), this.planned), later, this.clock, now));
        said.push([this.say("session"), this.say("ends", { time: ends.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" }) }), "left"]);
      }
      const written = JSON.stringify([said, paused]);
      if (written === this.written) return;
      this.written = written;
      this.label(this.pauses, paused ? "go-on" : "pause", paused ? "play" : "pause");
      this.paused.hidden = !paused;
      this.times.replaceChildren(...said.map(([word, time, how]) => make("p", { class: `run-time run-time--${how}` }, make("small", {}, word), " ", make("b", {}, time))));
      const [first] = said;
      const telling = /last|up/.test(first?.[2]) ? `${first[0]}: ${first[1]}` : "";
      if (telling && this.told !== telling) this.status.textContent = telling;
      this.told = telling;
    }

    // Going through it

    /**
     * One pane on or back; from the last one to the next slot, or out; from the first one to the slot before.
     * @param {1 | -1} way
     * @param {boolean} [closing] whether the step after the last closes
     */
    step(way, closing = true) {
      if (this.asking) {
        this.asking = false;
        if (way < 0) {
          this.drawer.empty();
          this.clock = run.set(run.clock(this.panes.length), Date.now(), Boolean(this.panes[0].timed));
        }
        this.draw();
        return;
      }
      const at = this.clock.at + way;
      if (this.panes[at]) {
        const stood = this.pane.timed && this.clock.since === null;
        this.clock = run.set(this.clock, Date.now(), Boolean(this.panes[at].timed) && !stood, at);
        this.draw();
      } else if (this.parts[this.plan.at + way]) this.leadTo(this.plan.at + way);
      else if (closing && way > 0) this.dialog.close();
    }

    /**
     * Leads to another slot: a talk is shown here, an activity on its own page.
     * @param {number} at
     */
    async leadTo(at) {
      const plan = { ...this.plan, at };
      const part = this.parts[plan.at];
      this.drawer.empty();
      // In place of this one: Back does not open what is over.
      if (part.id && part.id !== this.id) location.replace(this.address(part, plan));
      else await this.begin(plan);
    }

    /**
     * The second of two taps does nothing: it would skip a step unseen. A mouse counts its clicks, a finger is timed, and what a
     * key clicks is counted as none.
     * @param {PointerEvent} event
     * @param {() => void} act
     */
    tap({ detail, pointerType, timeStamp }, act) {
      if (detail < 2 && (!detail || pointerType === "mouse" || timeStamp - this.tapped > 500)) act();
      this.tapped = timeStamp;
    }

    pause() {
      const { pane } = this;
      if (!pane.timed || this.asking) return;
      const running = this.clock.since === null;
      this.clock = run.set(this.clock, Date.now(), running);
      this.status.textContent = this.say(running ? "going-on" : "paused");
      this.tick();
      this.keep(true);
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      // A key that is held would skip steps unseen.
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const onControl = /** @type {Element} */ (event.target).closest("a, button");
      if (event.key === "ArrowRight") this.step(1, false);
      else if (event.key === "ArrowLeft" && !this.asking) this.step(-1);
      else if (event.key === " " && !onControl) this.pause();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    closed() {
      clearInterval(this.timer);
      document.documentElement.classList.remove("run-open");
      this.lock?.release().catch(() => {});
      this.lock = null;
      this.keep(false);
      this.leaving = this.entered;
      if (this.leaving) history.back();
      this.opener.focus();
    }

    /**
     * Remembers a run that has begun, until it is at its end.
     * @param {boolean} open
     */
    keep(open) {
      if (this.clock.at === 0 && !this.pane.timed && !this.asking) return;
      if (this.pane.kind === "end" && !this.parts[this.plan.at + 1]) this.drawer.empty();
      else this.drawer.put(JSON.stringify({ id: this.id, plan: run.format(this.plan), clock: this.clock, saved: Date.now(), open }));
    }

    // The screen stays on where the browser lets it

    async stayAwake() {
      try {
        const lock = await navigator.wakeLock.request("screen");
        if (this.dialog.open) this.lock = lock;
        else await lock.release();
      } catch {
        // An old browser, or a battery that is low: the phone does as it always does.
      }
    }

    /** A browser takes the lock away from a page that is hidden. */
    seen() {
      if (document.visibilityState !== "visible" || !this.dialog.open) return;
      this.tick();
      this.stayAwake();
    }
  }

  class ActivityRunner extends HTMLElement {
    connectedCallback() {
      // Without the dialog element the guide itself serves.
      const button = this.querySelector("button");
      if (!button || !globalThis.HTMLDialogElement?.prototype.showModal) return;
      button.parentElement?.removeAttribute("hidden");
      const runner = new Runner(this, button);
      addEventListener("popstate", () => runner.follow());
      document.addEventListener("visibilitychange", () => runner.seen());
      runner.follow();
    }
  }

  customElements.define("activity-runner", ActivityRunner);
})();
