/**
 * A plan: for whom it is, its sessions with their slots; moves in it, what it adds up to, where it does not fit, and its codes.
 *
 * A plan is data and never changed in place: each move returns a new one. Sessions and slots are named by a `key` that lasts
 * as long as the page; it is in no code. `tests/shared/plan-conflicts.json` says when a plan does not fit.
 *
 * As a link and on the device a plan is one line of letters that no chat app cuts or changes,
 * `plan=1&for=8,9-12,40,2,n&s=Arriving,job-tree:6,talk.14:Our_agreement&ok=1x2y3z`, with a sum of itself at the end. What a
 * slot says is written once: `.2` is the second slot of the plan again, `.2:10` with other minutes.
 */
(() => {
  "use strict";

  /**
   * @typedef {"yes" | "no" | "unknown"} Reach whether every child's parent can be reached
   * @typedef {{children: number, youngest: number, oldest: number, minutes: number, adults: number, reach: Reach}} Group
   * @typedef {{key: number, minutes: number, activity?: string, talk?: string, keep: string[]}} Slot an activity, or a talk in its own words
   * @typedef {{key: number, title: string, minutes?: number, slots: Slot[], keep: string[]}} Session `minutes`, where it has others than the group
   * @typedef {{name: string, programme: string, group: Group, sessions: Session[]}} Plan `programme`: the one it began as
   * @typedef {import("../globals").Row} Activity
   * @typedef {Activity["materials"][number]} Use
   * @typedef {(id: string | undefined) => Activity | undefined} Find
   * @typedef {{do: string, session?: number, slot?: number, to?: number, n?: number, phase?: string, activity?: string, kind?: string, keys?: number[]}} Way a way out
   * @typedef {{kind: string, session: number, slot?: number, activity?: string, values: Record<string, unknown>, ways: Way[]}} Conflict
   */

  /** Each kind of conflict, with the letter under which a plan's code says that it may stay. */
  const KINDS = {
    over: "o", opening: "a", closing: "z", lively: "l", ages: "g", small: "s", large: "b", early: "e", parent: "p", adults: "d",
    twice: "t", minutes: "m", gone: "x", replaced: "r",
  };
  const LETTERS = Object.fromEntries(Object.entries(KINDS).map(([kind, letter]) => [letter, kind]));
  const REACH = /** @type {Reach[]} */ (["yes", "no", "unknown"]);
  const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const SESSIONS = 40;
  const SLOTS = 20;
  const WORDS = 300;
  const LONGEST = 180;
  /** The session from which something that touches deep may stand: the children know each other by then. */
  const LATER = 4;
  /** So many notes about the same fact of the group are still read one by one. */
  const FEW = 3;

  let last = 0;
  const key = () => ++last;

  /** @returns {Plan} */
  function empty() {
    return tidy({ name: "", group: { children: 8, youngest: 9, oldest: 12, minutes: 40, adults: 1, reach: "unknown" }, sessions: [session()] }).plan;
  }

  /** @returns {any} */
  function session() {
    return { title: "", slots: [], keep: [] };
  }

  /**
   * A plan out of whatever was read: what can be used is kept.
   * @param {any} read
   * @returns {{plan: Plan, whole: boolean}} `whole` is false when something had to be left out or put right
   */
  function tidy(read) {
    let whole = true;
    const wrong = (/** @type {any} */ instead) => {
      whole = false;
      return instead;
    };
    const number = (/** @type {any} */ value, /** @type {number} */ least, /** @type {number} */ most, /** @type {number} */ usual) => {
      const read = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
      const n = Number.isInteger(read) ? Math.min(most, Math.max(least, read)) : usual;
      return n === read ? n : wrong(n);
    };
    const words = (/** @type {any} */ value) => (typeof value === "string" ? (value.length > WORDS ? wrong(value.slice(0, WORDS)) : value) : wrong(""));
    const isId = (/** @type {any} */ value) => typeof value === "string" && value.length <= 80 && ID.test(value);
    const list = (/** @type {any} */ value, /** @type {number} */ most) => (Array.isArray(value) ? (value.length > most ? wrong(value.slice(0, most)) : value) : wrong([]));
    const object = (/** @type {any} */ value) => (value && typeof value === "object" ? value : wrong({}));
    const keep = (/** @type {any} */ value) => {
      const kinds = [...new Set(list(value ?? [], 20))];
      const known = kinds.filter((kind) => Object.keys(KINDS).includes(kind));
      return /** @type {string[]} */ (known.length < kinds.length ? wrong(known) : known);
    };
    /** @returns {Slot} */
    const slot = (/** @type {any} */ read) => {
      const { activity, talk, minutes, keep: kept } = object(read);
      const made = { key: key(), minutes: number(minutes, 1, LONGEST, 5), keep: keep(kept) };
      if (isId(activity)) return { ...made, activity };
      return { ...made, talk: activity === undefined ? words(talk) : wrong(words(activity)) };
    };

    const { name, programme, group, sessions } = object(read);
    const { children, youngest, oldest, minutes, adults, reach } = object(group);
    const low = number(youngest, 3, 18, 9);
    const high = number(oldest, 3, 18, 12);
    const plan = {
      name: words(name ?? ""),
      programme: isId(programme) ? programme : programme ?? "" ? wrong("") : "",
      group: {
        children: number(children, 1, 60, 8), youngest: Math.min(low, high), oldest: Math.max(low, high), minutes: number(minutes, 5, LONGEST, 40),
        adults: number(adults, 1, 9, 1), reach: REACH.includes(reach) ? reach : wrong("unknown"),
      },
      sessions: list(sessions, SESSIONS).map((/** @type {any} */ one) => {
        const { title, minutes: own, slots, keep: kept } = object(one);
        const made = { key: key(), title: words(title ?? ""), slots: list(slots, SLOTS).map(slot), keep: keep(kept) };
        return own === undefined ? made : { ...made, minutes: number(own, 5, LONGEST, 40) };
      }),
    };
    return { plan, whole };
  }

  /**
   * A copy of a plan, changed.
   * @param {Plan} plan
   * @param {(copy: Plan) => void} change
   * @returns {Plan}
   */
  function changed(plan, change) {
    const copy = JSON.parse(JSON.stringify(plan));
    change(copy);
    return copy;
  }

  // Codes

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /**
   * A text in letters that survive in a link: a blank is `_`, whatever else is no plain letter stands between `~`, three letters for each unit.
   * @param {string} text
   * @returns {string}
   */
  function spell(text) {
    const unit = (/** @type {string} */ one) => [12, 6, 0].map((bits) => DIGITS[(one.charCodeAt(0) >> bits) & 63]).join("");
    return text.replace(/[^A-Za-z0-9. -]+/g, (run) => `~${run.split("").map(unit).join("")}~`).replace(/ /g, "_");
  }

  /**
   * @param {string} spelled
   * @returns {string}
   */
  function unspell(spelled) {
    return spelled.split("~").map((part, at) => (at % 2 ? part.replace(/.{1,3}/g, (/** @type {string} */ unit) => {
      const [high, middle, low] = [...unit].map((digit) => DIGITS.indexOf(digit));
      return low >= 0 ? String.fromCharCode((high << 12) | (middle << 6) | low) : "";
    }) : part.replace(/_/g, " "))).join("");
  }

  /**
   * A sum of a text by which a cut or changed one is told.
   * @param {string} text
   * @returns {string}
   */
  function sum(text) {
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
    return hash.toString(36);
  }

  /**
   * @param {Plan} plan
   * @returns {string}
   */
  function encode(plan) {
    const { children, youngest, oldest, minutes, adults, reach } = plan.group;
    const letters = (/** @type {string[]} */ kinds) => kinds.map((kind) => KINDS[/** @type {keyof KINDS} */ (kind)]).join("");
    const fields = (/** @type {(string | number | undefined)[]} */ ...all) => all.join(":").replace(/:+$/, "");
    const all = plan.sessions.flatMap((one) => one.slots);
    const slot = (/** @type {Slot} */ one) => {
      const { activity, talk, minutes, keep } = one;
      const first = all.findIndex((other) => other.activity === activity && other.talk === talk);
      if (all[first] !== one) return fields(`.${first + 1}`, minutes === all[first].minutes ? "" : minutes, letters(keep));
      return activity ? fields(activity, minutes, letters(keep)) : `talk.${minutes}:${spell(talk ?? "")}`;
    };
    const parts = [
      "plan=1", `for=${children},${youngest}-${oldest},${minutes},${adults},${reach[0]}`,
      ...(plan.name ? [`name=${spell(plan.name)}`] : []), ...(plan.programme ? [`from=${plan.programme}`] : []),
      ...plan.sessions.map((one) => `s=${[fields(spell(one.title), one.minutes, letters(one.keep)), ...one.slots.map(slot)].join(",")}`),
    ];
    const text = parts.join("&");
    return `${text}&ok=${sum(text)}`;
  }

  /**
   * The plan that a code says, as far as it can be read.
   * @param {string} code with or without `#`
   * @returns {{plan: Plan | null, whole: boolean}}
   */
  function decode(code) {
    let text = code.replace(/^#/, "").trim();
    try {
      text = decodeURIComponent(text);
    } catch {
      // a stray per cent sign: the rest may still be read
    }
    // What a chat app, or a hand, wrote after the sum is no part of the plan.
    const [, before, ok] = /^(.*?)(?:&ok=(\w*).*)?$/s.exec(text) ?? [];
    if (!before.startsWith("plan=1&")) return { plan: null, whole: false };
    /** @type {any} */
    const read = { sessions: [] };
    /** @type {any[]} the slots so far */
    const all = [];
    const kinds = (/** @type {string} */ letters) => [...letters].map((letter) => (LETTERS[letter] ?? letter));
    for (const part of before.split("&")) {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(part) ?? [];
      if (name === "for") {
        const [children, ages = "", minutes, adults, reach] = value.split(",");
        const [youngest, oldest] = ages.split("-");
        read.group = { children, youngest, oldest, minutes, adults, reach: REACH.find((one) => one[0] === reach) };
      } else if (name === "name") read.name = unspell(value);
      else if (name === "from") read.programme = value;
      else if (name === "s") {
        const [head, ...slots] = value.split(",");
        const [title, minutes, kept = ""] = head.split(":");
        read.sessions.push({
          title: unspell(title), ...(minutes && { minutes }), keep: kinds(kept),
          slots: slots.map((slot) => {
            const [what, second = "", third = ""] = slot.split(":");
            const one = what.startsWith("talk.") ? { talk: unspell(second), minutes: what.slice(5) }
              : { ...(what[0] === "." ? all[Number(what.slice(1)) - 1] : { activity: what }), ...(second && { minutes: second }), keep: kinds(third) };
            all.push(one);
            return one;
          }),
        });
      }
    }
    if (!read.group && !read.sessions.length) return { plan: null, whole: false };
    const { plan, whole } = tidy(read);
    return { plan, whole: whole && ok === sum(before) };
  }

  /**
   * The file of a plan.
   * @param {Plan} plan
   * @param {string} edition
   * @returns {string}
   */
  function toFile(plan, edition) {
    const said = (/** @type {string} */ name, /** @type {unknown} */ value) => (name === "key" ? undefined : value);
    return `${JSON.stringify({ tongban: "plan", version: 1, edition, ...plan }, said, 1)}\n`;
  }

  /**
   * @param {string} text of a file: ours, or one that holds a link
   * @returns {{plan: Plan | null, whole: boolean}}
   */
  function fromFile(text) {
    let read;
    try {
      read = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      const link = /plan=1&\S+/.exec(text);
      return link ? decode(link[0]) : { plan: null, whole: false };
    }
    if (!read || typeof read !== "object" || !Array.isArray(read.sessions)) return { plan: null, whole: false };
    const { plan, whole } = tidy(read);
    return { plan, whole: whole && read.version === 1 };
  }

  /**
   * A plan that begins as a programme: for the smallest group that it is for.
   * @param {any} programme a row of the list `programmes`
   * @returns {Plan}
   */
  function fromProgramme(programme) {
    return tidy({
      name: programme.title, programme: programme.id, sessions: programme.sessions,
      group: {
        children: programme.group.min, youngest: programme.ages.min, oldest: programme.ages.max, minutes: programme.session_minutes,
        adults: programme.adults, reach: "unknown",
      },
    }).plan;
  }

  /**
   * Whether a plan says anything that would be lost.
   * @param {Plan | null} plan
   * @returns {boolean}
   */
  function holds(plan) {
    return Boolean(plan && (plan.name || plan.sessions.some((one) => one.slots.length || one.title)));
  }

  // Activities, by the ids they have and had

  /**
   * @param {Activity[]} rows
   * @returns {Find}
   */
  function finder(rows) {
    const by = new Map(rows.flatMap((row) => (row.was ?? []).map((id) => /** @type {[string, Activity]} */ ([id, row]))));
    for (const row of rows) by.set(row.id, row);
    return (id) => by.get(id ?? "");
  }

  /**
   * A plan with the ids of today, and those that changed.
   * @param {Plan} plan
   * @param {Find} find
   * @returns {{plan: Plan, renamed: string[]}}
   */
  function renewed(plan, find) {
    /** @type {Set<string>} */
    const renamed = new Set();
    const made = changed(plan, (copy) => {
      for (const slot of copy.sessions.flatMap((one) => one.slots)) {
        const row = find(slot.activity);
        if (!row || row.id === slot.activity) continue;
        slot.activity = row.id;
        renamed.add(row.id);
      }
    });
    return { plan: made, renamed: [...renamed] };
  }

  // Moves

  /**
   * Takes back that something may stay, in a copy: it is asked again.
   * @param {Session | Slot} one
   * @param {string[]} kinds
   */
  function ask(one, ...kinds) {
    one.keep = one.keep.filter((kind) => !kinds.includes(kind));
  }

  /**
   * Where a slot stands: the numbers of its session and of the slot in it.
   * @param {Plan} plan
   * @param {number | undefined} slot
   * @returns {[number, number]}
   */
  function place(plan, slot) {
    const at = plan.sessions.findIndex((one) => one.slots.some((other) => other.key === slot));
    return [at, plan.sessions[at]?.slots.findIndex((other) => other.key === slot) ?? -1];
  }

  /**
   * Puts a slot before the slot number `at` of a session; where there is no room for it nothing changes.
   * @param {Plan} plan
   * @param {number} slot
   * @param {number} to the key of the session
   * @param {number} at counted without the slot itself
   * @returns {Plan}
   */
  function move(plan, slot, to, at) {
    const [from, index] = place(plan, slot);
    const next = plan.sessions.findIndex((one) => one.key === to);
    if (from < 0 || next < 0 || (next !== from && plan.sessions[next].slots.length >= SLOTS)) return plan;
    return changed(plan, (copy) => {
      const target = copy.sessions[next];
      const [moved] = copy.sessions[from].slots.splice(index, 1);
      target.slots.splice(Math.max(0, at), 0, moved);
      if (next === from) return;
      ask(target, "over");
      ask(moved, "early", "twice");
    });
  }

  /**
   * Moves a slot one place up or down, into the neighbouring session at an end.
   * @param {Plan} plan
   * @param {number} slot
   * @param {1 | -1} by
   * @returns {Plan}
   */
  function shift(plan, slot, by) {
    const [from, index] = place(plan, slot);
    const { key: here, slots } = plan.sessions[from];
    if (index + by >= 0 && index + by < slots.length) return move(plan, slot, here, index + by);
    const next = plan.sessions[from + by];
    return next ? move(plan, slot, next.key, by > 0 ? 0 : next.slots.length) : plan;
  }

  /**
   * Where something of a phase goes among slots: an opening to the front, a closing to the end, all else before a closing.
   * @param {Slot[]} slots
   * @param {string | undefined} phase
   * @param {Find} find
   * @returns {number}
   */
  function room(slots, phase, find) {
    if (phase === "opening") return 0;
    const end = slots.length;
    return phase !== "closing" && find(slots[end - 1]?.activity)?.phase === "closing" ? end - 1 : end;
  }

  /**
   * Adds an activity or a talk to a session.
   * @param {Plan} plan
   * @param {number} to the key of the session
   * @param {{activity?: string, talk?: string, minutes: number}} what
   * @param {Find} find
   * @returns {{plan: Plan, key: number}}
   */
  function add(plan, to, what, find) {
    const made = { key: key(), keep: [], ...what };
    const next = changed(plan, (copy) => {
      const target = copy.sessions.find((one) => one.key === to);
      if (!target || target.slots.length >= SLOTS) return;
      target.slots.splice(room(target.slots, find(what.activity)?.phase, find), 0, made);
      ask(target, "over");
    });
    return { plan: next, key: made.key };
  }

  /**
   * @param {Plan} plan
   * @param {number | undefined} slot
   * @returns {Plan}
   */
  function remove(plan, slot) {
    return changed(plan, (copy) => {
      for (const one of copy.sessions) one.slots = one.slots.filter((other) => other.key !== slot);
    });
  }

  /**
   * Changes fields of a slot; what was kept about it is asked again.
   * @param {Plan} plan
   * @param {number | undefined} slot
   * @param {Partial<Slot>} fields
   * @returns {Plan}
   */
  function change(plan, slot, fields) {
    const [at, index] = place(plan, slot);
    return changed(plan, (copy) => {
      if (at < 0) return;
      Object.assign(copy.sessions[at].slots[index], { keep: [] }, fields);
      ask(copy.sessions[at], "over");
    });
  }

  /** What is asked again when a fact about the group changes. */
  const ASKED_BY = { children: ["small", "large"], youngest: ["ages"], oldest: ["ages"], minutes: ["over"], adults: ["adults"], reach: ["parent"] };

  /**
   * Changes facts about the group; what was kept in spite of the former ones is asked again.
   * @param {Plan} plan
   * @param {Partial<Group>} fields
   * @returns {Plan}
   */
  function changeGroup(plan, fields) {
    const again = Object.keys(fields).flatMap((name) => ASKED_BY[/** @type {keyof ASKED_BY} */ (name)]);
    return changed(plan, (copy) => {
      Object.assign(copy.group, fields);
      if (copy.group.youngest > copy.group.oldest) Object.assign(copy.group, "youngest" in fields ? { oldest: copy.group.youngest } : { youngest: copy.group.oldest });
      for (const one of copy.sessions.flatMap((one) => [one, ...one.slots])) ask(one, ...again);
    });
  }

  /**
   * @param {Plan} plan
   * @param {number | undefined} which
   * @param {Partial<Session>} fields
   * @returns {Plan}
   */
  function changeSession(plan, which, fields) {
    return changed(plan, (copy) => Object.assign(copy.sessions.find((one) => one.key === which) ?? {}, fields));
  }

  /**
   * Adds an empty session at the end, or a copy of one after it.
   * @param {Plan} plan
   * @param {number} [copied] its key
   * @returns {{plan: Plan, key: number}}
   */
  function addSession(plan, copied) {
    const at = plan.sessions.findIndex((one) => one.key === copied);
    const made = { ...JSON.parse(JSON.stringify(plan.sessions[at] ?? session())), key: key() };
    for (const slot of made.slots) slot.key = key();
    const next = changed(plan, (copy) => {
      if (copy.sessions.length < SESSIONS) copy.sessions.splice(at < 0 ? copy.sessions.length : at + 1, 0, made);
    });
    return { plan: next, key: made.key };
  }

  /**
   * @param {Plan} plan
   * @param {number} which
   * @returns {Plan}
   */
  function removeSession(plan, which) {
    return changed(plan, (copy) => {
      copy.sessions = copy.sessions.filter((one) => one.key !== which);
    });
  }

  /**
   * @param {Plan} plan
   * @param {number} which
   * @param {1 | -1} by
   * @returns {Plan}
   */
  function moveSession(plan, which, by) {
    const at = plan.sessions.findIndex((one) => one.key === which);
    if (!plan.sessions[at + by]) return plan;
    return changed(plan, (copy) => {
      const [moved] = copy.sessions.splice(at, 1);
      copy.sessions.splice(at + by, 0, moved);
    });
  }

  // Sums

  /**
   * @param {Session} one
   * @returns {number}
   */
  function minutesOf(one) {
    return one.slots.reduce((all, slot) => all + slot.minutes, 0);
  }

  /**
   * How many adults an activity needs with this group.
   * @param {Activity | undefined} row
   * @param {Group} group
   * @returns {number}
   */
  function adultsFor(row, group) {
    return Math.max(row?.adults ?? 1, group.children >= (row?.second_adult_from ?? Infinity) ? 2 : 1);
  }

  /**
   * What a plan adds up to. `sessions` in the dose are those with something in them.
   * @param {Plan} plan
   * @param {Find} find
   */
  function sums(plan, find) {
    const each = plan.sessions.map((one) => {
      const rows = one.slots.map((slot) => find(slot.activity)).filter((row) => row !== undefined);
      return {
        minutes: minutesOf(one), limit: one.minutes ?? plan.group.minutes,
        prep: rows.reduce((all, row) => all + row.prep_minutes, 0), adults: Math.max(1, ...rows.map((row) => adultsFor(row, plan.group))),
      };
    });
    const used = each.filter((one) => one.minutes);
    const total = (/** @type {"minutes" | "limit" | "prep"} */ name) => each.reduce((all, one) => all + one[name], 0);
    return {
      each, minutes: total("minutes"), limit: total("limit"), prep: total("prep"), adults: Math.max(1, ...each.map((one) => one.adults)),
      sessions: used.length, shortest: Math.min(...used.map((one) => one.minutes)), longest: Math.max(...used.map((one) => one.minutes)),
    };
  }

  /**
   * How many a group needs of what an activity uses.
   * @param {Use} use
   * @param {number} children
   * @returns {number}
   */
  function amount(use, children) {
    return use.amount * (use.per === "child" ? children : use.per === "pair" ? Math.ceil(children / 2) : 1);
  }

  /**
   * @param {{used_up?: true} | undefined} thing
   * @param {number} before
   * @param {number} n
   */
  const together = (thing, before, n) => (thing?.used_up ? before + n : Math.max(before, n));

  /**
   * All that is to be brought: `most` for the session that needs most of it, `all` for all sessions. What is used up adds up; what
   * lasts is there for the next activity too, and the one that takes most of it says how many.
   * @param {Plan} plan
   * @param {Find} find
   * @param {Record<string, {used_up?: true}>} [known]
   * @returns {{item: string, most: number, all: number, uses: string[], instead: string[]}[]}
   */
  function materials(plan, find, known = {}) {
    /** @type {Map<string, {item: string, most: number, all: number, uses: Set<string>, instead: Set<string>}>} */
    const found = new Map();
    for (const one of plan.sessions) {
      /** @type {Map<string, number>} */
      const here = new Map();
      for (const row of one.slots.map((slot) => find(slot.activity))) {
        for (const use of row?.materials ?? []) {
          const thing = found.get(use.item) ?? { item: use.item, most: 0, all: 0, uses: new Set(), instead: new Set() };
          found.set(use.item, thing);
          const n = amount(use, plan.group.children);
          const sum = together(known[use.item], here.get(use.item) ?? 0, n);
          here.set(use.item, sum);
          thing.most = Math.max(thing.most, sum);
          thing.all = together(known[use.item], thing.all, n);
          thing.uses.add(/** @type {Activity} */ (row).id);
          if (use.substitute) thing.instead.add(use.substitute);
        }
      }
    }
    return [...found.values()].map((thing) => ({ ...thing, uses: [...thing.uses], instead: [...thing.instead] }));
  }

  // Conflicts

  /**
   * Where a plan does not fit, session by session; what somebody decided to keep is left out.
   * @param {Plan} plan
   * @param {Find} find
   * @returns {Conflict[]}
   */
  function conflicts(plan, find) {
    return plan.sessions.flatMap((one) => {
      const kept = (/** @type {Conflict} */ found) => (found.slot ? one.slots.find((slot) => slot.key === found.slot) : one)?.keep.includes(found.kind);
      const found = [...one.slots.flatMap((slot, index) => ofSlot(plan, one, slot, index, find)), ...ofSession(plan, one, find)];
      return found.filter((conflict) => !kept(conflict)).map((conflict) => ({
        ...conflict, ways: [...conflict.ways, { do: "keep", kind: conflict.kind, keys: [conflict.slot ?? one.key] }],
      }));
    });
  }

  /**
   * @param {Plan} plan
   * @param {Session} one
   * @param {Slot} slot one that stands in it, or could
   * @param {number} index
   * @param {Find} find
   * @returns {Conflict[]}
   */
  function ofSlot(plan, one, slot, index, find) {
    if (!slot.activity) return [];
    const { group, sessions } = plan;
    const row = find(slot.activity);
    /** @type {Conflict[]} */
    const found = [];
    const out = { do: "remove", slot: slot.key };
    const instead = { do: "instead", slot: slot.key, phase: row?.phase };
    const say = (/** @type {string} */ kind, /** @type {Record<string, unknown>} */ values, /** @type {Way[]} */ ...ways) =>
      found.push({ kind, session: one.key, slot: slot.key, activity: slot.activity, values, ways });
    if (!row) {
      say("gone", {}, out, instead);
      return found;
    }
    const now = find(row.now);
    if (now && now.id !== row.id) say("replaced", { now: now.title }, { do: "swap", slot: slot.key, activity: now.id, n: now.minutes });
    const before = one.slots.slice(0, index);
    if (before.some((other) => other.activity === slot.activity)) say("twice", {}, out, instead);
    if (row.minutes !== slot.minutes) say("minutes", { n: slot.minutes, of: row.minutes }, { do: "minutes", slot: slot.key, n: row.minutes });
    if (row.ages.min > group.youngest || row.ages.max < group.oldest) {
      say("ages", { ...row.ages, ...group }, instead, out);
    }
    if (group.children < row.group.min) say("small", { least: row.group.min, n: group.children }, instead, out);
    if (group.children > row.group.max) say("large", { most: row.group.max, n: group.children }, instead, out);
    if ((row.risk === "high" || row.disclosure_likely) && !sessions.slice(0, sessions.indexOf(one)).some((other) => other.slots.length)) {
      // Without it the children meet for the first time here, or later; where nothing else is planned, nothing comes before it.
      const start = sessions.findIndex((other) => other.slots.some((held) => held !== slot));
      const later = Math.min(start + LATER, sessions.length) - 1;
      say("early", {}, ...(start < 0 ? [] : [{ do: "move", slot: slot.key, to: later > start ? sessions[later].key : undefined }]), instead);
    }
    if (row.contacts_parent && group.reach !== "yes") say("parent", { reach: group.reach }, ...(group.reach === "unknown" ? [{ do: "reach" }] : []), instead, out);
    const of = adultsFor(row, group);
    if (of > Math.max(group.adults, ...before.map((other) => adultsFor(find(other.activity), group)))) say("adults", { n: group.adults, of }, { do: "adults", n: of }, instead, out);
    return found;
  }

  /**
   * @param {Plan} plan
   * @param {Session} one
   * @param {Find} find
   * @returns {Conflict[]}
   */
  function ofSession(plan, one, find) {
    const { slots } = one;
    if (!slots.length) return [];
    /** @type {Conflict[]} */
    const found = [];
    const say = (/** @type {string} */ kind, /** @type {Record<string, unknown>} */ values, /** @type {Way[]} */ ...ways) => found.push({ kind, session: one.key, values, ways });
    const phase = (/** @type {Slot | undefined} */ slot) => (slot?.activity ? find(slot.activity)?.phase ?? "" : slot && "talk");
    const limit = one.minutes ?? plan.group.minutes;
    const over = minutesOf(one) - limit;
    if (over > 0) {
      const enough = slots.filter((slot) => slot.minutes >= over && !["opening", "closing"].includes(phase(slot) ?? ""));
      const least = enough.sort((one, other) => one.minutes - other.minutes)[0];
      say("over", { n: over, of: limit }, ...(least && slots.length > 1 ? [{ do: "remove", slot: least.key }] : []),
        ...(limit + over <= LONGEST ? [{ do: "stretch", session: one.key, n: limit + over }] : []));
    }
    for (const [end, slot] of /** @type {[string, Slot | undefined][]} */ ([["opening", slots[0]], ["closing", slots.at(-1)]])) {
      if (["talk", "", end].includes(phase(slot) ?? "")) continue;
      const elsewhere = slots.find((other) => phase(other) === end);
      say(end, {}, elsewhere ? { do: end, slot: elsewhere.key } : { do: "add", session: one.key, phase: end });
    }
    const before = [...slots];
    while (before.length && ["talk", "closing"].includes(phase(before.at(-1)) ?? "")) before.pop();
    const [first, second] = before.slice(-2);
    if (second && [first, second].every((slot) => find(slot.activity)?.energy === "high")) {
      say("lively", { first: find(first.activity)?.title, second: find(second.activity)?.title }, { do: "instead", slot: second.key, phase: phase(second) }, { do: "remove", slot: second.key });
    }
    return found;
  }

  /**
   * Facts of the group of which one note may stand for many: which field to change, and which number of the notes fits all activities.
   * @type {Record<string, [string, string, (...all: number[]) => number] | []>}
   */
  const FITS = { small: ["children", "least", Math.max], large: ["children", "most", Math.min], adults: ["adults", "of", Math.max], ages: [], parent: [] };

  /**
   * Conflicts, with one for the whole plan in place of many about the same fact of the group: then it is the group that does not
   * fit, and nobody reads thirty notes. Its `session` is 0; its values tell how `many` there were, and what would `fit`.
   * @param {Conflict[]} found
   * @param {string[]} apart kinds that somebody wants to see one by one
   * @returns {Conflict[]}
   */
  function gathered(found, apart) {
    return Object.entries(FITS).reduce((all, [kind, [field, number, fitting]]) => {
      const same = all.filter((one) => one.kind === kind);
      if (same.length <= FEW || apart.includes(kind)) return all;
      const [{ values, ways }] = same;
      const fit = fitting?.(...same.map((one) => Number(one.values[/** @type {string} */ (number)])));
      const way = field ? { do: field, n: fit } : ways.find((one) => one.do === "reach");
      const keys = same.map((one) => one.slot ?? 0);
      return [
        { kind, session: 0, values: { ...values, many: same.length, fit }, ways: [...(way ? [way] : []), { do: "apart", kind }, { do: "keep", kind, keys }] },
        ...all.filter((one) => one.kind !== kind),
      ];
    }, found);
  }

  /**
   * A plan after a way out of a conflict was taken. `add`, `instead` and `apart` are for whoever shows the plan: they change nothing.
   * @param {Plan} plan
   * @param {Way} way
   * @param {Find} find
   * @returns {Plan}
   */
  function taken(plan, way, find) {
    const { slot = 0, session: which, n = 0 } = way;
    const [at, index] = place(plan, slot);
    switch (way.do) {
      case "remove": return remove(plan, slot);
      case "stretch": return changeSession(plan, which, { minutes: n });
      case "minutes": return change(plan, slot, { minutes: n });
      case "swap": return change(plan, slot, { activity: way.activity, minutes: n });
      case "adults":
      case "children": return changeGroup(plan, { [way.do]: n });
      case "reach": return changeGroup(plan, { reach: "yes" });
      case "opening": return move(plan, slot, plan.sessions[at].key, 0);
      case "closing": return move(plan, slot, plan.sessions[at].key, plan.sessions[at].slots.length);
      case "move": {
        const { plan: next, key: to } = way.to ? { plan, key: way.to } : addSession(plan);
        const target = next.sessions.find((one) => one.key === to);
        return move(next, slot, to, room(target?.slots ?? [], find(plan.sessions[at].slots[index].activity)?.phase, find));
      }
      case "keep": return changed(plan, (copy) => {
        for (const one of copy.sessions.flatMap((one) => [one, ...one.slots])) if (way.keys?.includes(one.key)) one.keep.push(way.kind ?? "");
      });
      default: return plan;
    }
  }

  (globalThis.Tongban ||= {}).plan = {
    KINDS, empty, tidy, encode, decode, toFile, fromFile, fromProgramme, holds, finder, renewed, place, move, shift, room, add, remove, change, changeGroup,
    changeSession, addSession, removeSession, moveSession, adultsFor, sums, amount, materials, conflicts, ofSlot, gathered, taken,
  };
})();
