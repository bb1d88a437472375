/**
 * Running a session: which slots, as the end of an address; how much time is left; what was run when the page went away.
 *
 * The address of a guide that is to be run ends in one of
 *
 * - `#run` — this guide alone;
 * - `#run=job-tree:6,talk:14,bean-partners&at=0` — these slots in order, beginning with the one numbered `at` (from 0). A slot is
 *   the id of an activity, with the minutes it is given where that was planned, or a talk of so many minutes; what to talk about
 *   may follow: `talk:14:Our%20agreement`;
 * - `#run=programme:four-needs-group:1&at=0` — the slots of that session (from 1) of a programme, looked up when it is opened.
 *
 * The page is that of the slot's activity; a talk has none and is shown on the page of a neighbour. Fields that nobody knows are
 * passed over: what chat apps add to an address does no harm.
 */
(() => {
  "use strict";

  /**
   * @typedef {{ids: string[], at: number, programme?: string, session?: number}} Plan
   *   `ids` are slots as they stand in the address (`job-tree`, `job-tree:6`, `talk:14`, `talk:14:Our agreement`): none for a guide alone, and
   *   none yet where a programme's session is named
   * @typedef {{activity?: string, talk?: string, minutes?: number}} Slot as the list of programmes writes it; a talk always has `minutes`
   * @typedef {{id: string, was?: string[], sessions: {slots: Slot[]}[]}} Programme
   * @typedef {{spent: number[], at: number, since: number | null}} Clock milliseconds spent on each pane; the pane that is shown;
   *   since when it runs, null while it stands still
   * @typedef {{how: "left" | "last" | "up" | "over", n: number}} Left `n` minutes left or over; the last minute; just over
   * @typedef {{id: string, plan: string, clock: Clock, saved: number, open: boolean}} Kept a run as it is remembered:
   *   on which guide, with which plan (its address), whether it was on the screen
   */

  const MINUTE = 60_000;
  const KEPT_FOR = 6 * 60 * MINUTE;
  const MOST_SLOTS = 40;
  const MOST_MINUTES = 240;
  const MOST_TALK = 300;
  const ID = /^[a-z0-9]{1,40}(?:-[a-z0-9]{1,40}){0,12}$/;
  const NUMBER = /^\d{1,3}$/;

  /**
   * What the end of an address asks to be run: null when it is about something else, "damaged" when it cannot be read.
   * @param {string} hash
   * @returns {Plan | "damaged" | null}
   */
  function parse(hash) {
    const [first, ...more] = hash.replace(/^#/, "").split("&");
    const [name, ...values] = first.split("=");
    if (name !== "run") return null;
    if (!values.length) return { ids: [], at: 0 };
    // What a chat app, or a hand, wrote after the number is no part of it.
    const written = more.find((field) => field.startsWith("at="))?.replace(/^at=(\d+).*/s, "$1") ?? "0";
    const ids = values.join("=").split(",").map(decoded);
    if (!NUMBER.test(written)) return "damaged";
    const at = Number(written);
    const [kind, programme, session] = ids[0].split(":");
    if (kind === "programme" && ids.length === 1) {
      const known = ID.test(programme ?? "") && NUMBER.test(session ?? "") && at < MOST_SLOTS;
      return known ? { ids: [], at, programme, session: Number(session) } : "damaged";
    }
    return ids.length <= MOST_SLOTS && at < ids.length && ids.every((id) => slot(id)) ? { ids, at } : "damaged";
  }

  /**
   * @param {string} text
   * @returns {string} nothing where it is no text
   */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return "";
    }
  }

  /**
   * The end of an address that runs a plan.
   * @param {Plan} plan
   * @returns {string}
   */
  function format(plan) {
    const { ids, at, programme, session } = plan;
    if (programme) return `#run=programme:${programme}:${session}&at=${at}`;
    if (!ids.length) return "#run";
    return `#run=${ids.map((id) => encodeURIComponent(id).replace(/%3A/g, ":")).join(",")}&at=${at}`;
  }

  /**
   * A slot from the way it stands in an address; nothing where it is none.
   * @param {string} id
   * @returns {Slot | null}
   */
  function slot(id) {
    const [, activity = "", given, talk = ""] = /^([^:]+)(?::(\d{1,3})(?::([\s\S]*))?)?$/.exec(id) ?? [];
    const minutes = Number(given);
    if (given && (minutes < 1 || minutes > MOST_MINUTES || talk.length > MOST_TALK)) return null;
    if (given && activity === "talk") return { talk, minutes };
    return !talk && ID.test(activity) ? { activity, ...(given && { minutes }) } : null;
  }

  /**
   * A slot as it stands in an address, a long talk cut short.
   * @param {Slot} one
   * @returns {string}
   */
  function idOf({ activity = "talk", minutes, talk = "" }) {
    return [activity, minutes, talk.slice(0, MOST_TALK)].filter(Boolean).join(":");
  }

  /**
   * What is called so in a list, today or else in former days.
   * @template {{id: string, was?: string[]}} T
   * @param {T[]} list
   * @param {string} id
   * @returns {T | undefined}
   */
  function named(list, id) {
    return list.find((one) => one.id === id) ?? list.find((one) => one.was?.includes(id));
  }

  /**
   * The slots that a plan names, a programme's session looked up; null where there is no such session or slot.
   * @param {Plan} plan
   * @param {Programme[]} programmes
   * @returns {Slot[] | null}
   */
  function slots(plan, programmes) {
    if (!plan.programme) return plan.ids.map((id) => /** @type {Slot} */ (slot(id)));
    const held = named(programmes, plan.programme)?.sessions[(plan.session ?? 0) - 1]?.slots;
    return held && plan.at < held.length ? held : null;
  }

  /**
   * A clock for so many panes, standing still before the first.
   * @param {number} panes
   * @returns {Clock}
   */
  function clock(panes) {
    return { spent: Array(panes).fill(0), at: 0, since: null };
  }

  /**
   * The clock with all that has run by now added up; it runs on from now, or stands still.
   * @param {Clock} before
   * @param {number} now
   * @param {boolean} running
   * @param {number} [at] the pane that is shown from now on
   * @returns {Clock}
   */
  function set(before, now, running, at = before.at) {
    const spent = [...before.spent];
    spent[before.at] = onPane(before, now);
    return { spent, at, since: running ? now : null };
  }

  /**
   * Milliseconds spent on the pane that is shown. A device's clock that was put back takes nothing away.
   * @param {Clock} one
   * @param {number} now
   * @returns {number}
   */
  function onPane(one, now) {
    return one.spent[one.at] + (one.since === null ? 0 : Math.max(0, now - one.since));
  }

  /**
   * Milliseconds spent on all panes.
   * @param {Clock} one
   * @param {number} now
   * @returns {number}
   */
  function inAll(one, now) {
    return one.spent.reduce((sum, spent) => sum + spent, 0) - one.spent[one.at] + onPane(one, now);
  }

  /**
   * What is left of so many minutes.
   * @param {number} minutes
   * @param {number} spent in milliseconds
   * @returns {Left}
   */
  function left(minutes, spent) {
    const rest = minutes * MINUTE - spent;
    if (rest > MINUTE) return { how: "left", n: Math.ceil(rest / MINUTE) };
    if (rest > 0) return { how: "last", n: 1 };
    if (rest > -MINUTE) return { how: "up", n: 0 };
    return { how: "over", n: Math.floor(-rest / MINUTE) };
  }

  /**
   * Minutes of panes, so that they add up to those that a plan gives them: each pane has its share.
   * @param {number[]} minutes
   * @param {number} given
   * @returns {number[]}
   */
  function shares(minutes, given) {
    const all = minutes.reduce((sum, one) => sum + one, 0) || 1;
    return minutes.map((one) => (one * given) / all);
  }

  /**
   * When a session will be over, if all that is still to come takes the minutes planned for it.
   * @param {number[]} minutes planned for each pane
   * @param {number} later minutes of the slots that follow
   * @param {Clock} one
   * @param {number} now
   * @returns {number} milliseconds since 1970
   */
  function ends(minutes, later, one, now) {
    const here = Math.max(0, minutes[one.at] * MINUTE - onPane(one, now));
    return now + here + minutes.slice(one.at + 1).reduce((sum, more) => sum + more, later) * MINUTE;
  }

  /**
   * A remembered run, if it can be read and is some hours old at most.
   * @param {string | null} text
   * @param {number} now
   * @returns {Kept | null}
   */
  function recall(text, now) {
    try {
      const kept = JSON.parse(text ?? "null");
      const { spent, at, since } = kept.clock;
      const whole = typeof kept.id === "string" && typeof kept.plan === "string" && typeof kept.open === "boolean"
        && Array.isArray(spent) && spent.every((one) => Number.isFinite(one) && one >= 0)
        && Number.isInteger(at) && at in spent && (since === null || Number.isFinite(since));
      return whole && Math.abs(now - kept.saved) < KEPT_FOR ? kept : null;
    } catch {
      return null;
    }
  }

  (globalThis.Tongban ||= {}).run = { parse, format, slot, idOf, named, slots, clock, set, onPane, inAll, left, shares, ends, recall, MINUTE };
})();
