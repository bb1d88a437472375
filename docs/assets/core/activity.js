/**
 * An activity that somebody shares: the draft of their answers, what is still wrong with it, and the file that it makes.
 *
 * A draft holds what was typed, as text. What the page gives (`form`, made by `kb_tools/render/share_pages.py`) has the JSON Schema,
 * the limits and the ids that are known. `tests/shared/share-activity.json` says what is found in which draft; the checker is asked
 * about the same drafts' files, so that neither says of one file what the other does not.
 */
(() => {
  "use strict";

  const { wording } = Tongban;

  const LINE = 200;
  const TEXT = 4000;
  const KEPT = 20_000;
  const ROWS = 60;
  const ADDRESS = 8000;

  /** What a draft holds: texts, lists of ids, and rows, each described by its first. */
  const SHAPE = {
    id: "", title: "", does: "", summary: "",
    ages: { min: "", max: "" }, group: { min: "", max: "" }, adults: "", phase: "", setting: [""], room: [""], energy: "", literacy: "", prep_minutes: "",
    materials: [{ item: "", amount: "", per: "", substitute: "" }],
    before: "", steps: [{ name: "", minutes: "", short: "", say: "", do: "", watch: "" }],
    talk: [{ question: "", reply: "" }], watch: "", fit: { younger: "", older: "", shy: "", restless: "", none: "", disability: "", mixed: "" }, note: "",
    risk: "", disclosure_likely: "", do_not_run_if: "", stop_signals: "", safe: "", second: "", home_part: "", home: "", contacts_parent: "", parent: "",
    needs: [""], outcomes: [""], interventions: [""], why: "", origin: "", source: "", evidence: "",
  };
  const IN_FRONT = ["title", "summary", "does", "do_not_run_if", "stop_signals", "materials"];
  const LINES = /^(?:title|does|summary|id)$|\.(?:name|short|minutes|question|substitute|amount|min|max|younger|older|shy|restless|none|disability|mixed)$/;
  const REFERENCES = ["needs", "outcomes", "interventions"];

  const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff\ufffe\uffff]/g;
  const HTML = /<(?:[/!?]?[A-Za-z!\[-]|\?)/;
  const HANDLER = /(?:^|[^\w-])(on[a-z]{3,30}\s*=)/i;
  const BRACES = /\{:|\{\s*[#.][\p{L}\p{N}_-]|\{[^{}\n]{0,300}?[\p{L}\p{N}_-]\s*=/u;
  const AT = /@[A-Za-z]/;
  const SPOKEN = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
  const HAN = /[\u3400-\u9fff]|[A-Za-z0-9]+/g;
  const CODE = /(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)|^[> ]*(?:`{3,}|~{3,})[^`]*$/g;
  const READ = /[A-Za-z0-9]+(?:['’–-][A-Za-z0-9]+)*/g;
  const NOT_READ = /\[@[^\]]*\]|\]\([^)]*\)/g;
  const CHINESE = /[\u3400-\u9fff]/g;

  // Drafts

  /**
   * What is kept, in the shape of a draft: whatever else stands there is left out.
   * @param {any} value
   * @param {any} shape
   * @returns {any}
   */
  function shaped(value, shape) {
    if (typeof shape === "string") return typeof value === "string" ? value.slice(0, KEPT) : "";
    if (Array.isArray(shape)) return Array.isArray(value) ? value.slice(0, ROWS).map((one) => shaped(one, shape[0])) : [];
    const held = typeof value === "object" && value !== null ? value : {};
    return Object.fromEntries(Object.entries(shape).map(([key, one]) => [key, shaped(held[key], one)]));
  }

  /**
   * The draft that a kept text holds; an empty one where it holds none.
   * @param {string} text
   * @returns {any}
   */
  function read(text) {
    let held = null;
    try {
      held = JSON.parse(text);
    } catch {
      held = null;
    }
    const draft = shaped(held, SHAPE);
    for (const rows of ["steps", "talk"]) if (!draft[rows].length) draft[rows].push(row(rows));
    return draft;
  }

  /**
   * An empty row of `steps`, `talk` or `materials`.
   * @param {"steps" | "talk" | "materials" | string} name
   */
  function row(name) {
    return { .../** @type {any} */ (SHAPE)[name][0] };
  }

  /** @param {any} value a draft, or a part of one */
  function holds(value) {
    return typeof value === "string" ? line(value) !== "" : Object.values(value).some(holds);
  }

  // Texts

  /**
   * A text with plain line ends and blanks, without halves of characters.
   * @param {string} text
   */
  const plain = (text) => text.replace(/\r\n?/g, "\n").replace(/\t/g, " ").replace(/[\ud800-\udfff]/gu, "");
  /** @param {string} text */
  const lines = (text) => plain(text).split("\n").map((one) => one.trim()).filter(Boolean);
  /** @param {string} text */
  const line = (text) => lines(text).join(" ");
  /** @param {string} text */
  const visible = (text) => plain(text).replace(HIDDEN, "");
  /** @param {string} text */
  const letters = (text) => [...text].length;

  /**
   * The whole number that a text is; the text where it is none; undefined where nothing is typed.
   * @param {string} text
   * @returns {number | string | undefined}
   */
  function number(text) {
    const typed = line(text).normalize("NFKC");
    if (!typed) return undefined;
    return /^\d{1,9}$/.test(typed) ? Number(typed) : typed;
  }

  /**
   * A line as Markdown that reads as it was typed, where no other stands under it.
   * @param {string} text
   */
  function alone(text) {
    return text.replace(/&(?=[#\w]{1,31};)/g, "&amp;").replace(/[\\`*_[\]|]|^[#>+-]/g, "\\$&").replace(/^(\d+)([.)])/, "$1\\$2");
  }

  /**
   * A line as Markdown that reads as it was typed.
   * @param {string} text
   */
  const marked = (text) => alone(text).replace(/^[=~]/, (sign) => `&#${sign.charCodeAt(0)};`);

  /**
   * A value of the front matter in one line, as the checker's own tools write it.
   * @param {any} value
   * @returns {string}
   */
  function spelled(value) {
    if (Array.isArray(value)) return `[${value.map(spelled).join(", ")}]`;
    if (typeof value === "object") return `{${Object.entries(value).map(([key, one]) => key + ": " + spelled(one)).join(", ")}}`;
    if (typeof value !== "string") return String(value);
    const isPlain = /^\p{L}/u.test(value) && !/: |:$| #|^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
    return isPlain ? value : `'${value.replace(/'/g, "''")}'`;
  }

  // What is asked

  /**
   * Whether a question is put to somebody who answered the others so.
   * @param {any} draft
   * @param {string} name
   * @param {any} form
   */
  function asked(draft, name, form) {
    if (name === "second") return Number(number(draft.adults)) > 1 || draft.risk === "high";
    if (name === "home") return !["", "none"].includes(draft.home_part);
    if (name === "parent") return draft.needs.includes(form.parents) || draft.contacts_parent === "yes" || draft.home_part === "call";
    return true;
  }

  /** @param {any} draft */
  const designed = (draft) => !["adapted", "reported"].includes(draft.origin);

  /**
   * The texts that are still to be written, by their fields.
   * @param {any} draft
   * @param {any} form
   * @returns {string[]}
   */
  function missing(draft, form) {
    const wanted = ["title", "does", "summary", "watch", "note", "do_not_run_if", "stop_signals", "safe", "second", "home", "parent", "why"];
    const found = wanted.filter((name) => asked(draft, name, form) && !holds(draft[name]));
    draft.steps.forEach((/** @type {any} */ step, /** @type {number} */ at) => {
      for (const name of ["name", "short"]) if (!holds(step[name])) found.push(`steps.${at + 1}.${name}`);
      if (!holds([step.say, step.do, step.watch])) found.push(`steps.${at + 1}.say`);
    });
    draft.talk.forEach((/** @type {any} */ one, /** @type {number} */ at) => {
      if (!holds(one.question) && (at === 0 ? !draft.talk.some(holds) || holds(one) : holds(one))) found.push(`talk.${at + 1}.question`);
    });
    if (!holds(draft.fit)) found.push("fit");
    if (!designed(draft) && !holds(draft.evidence)) found.push("evidence");
    return found;
  }

  // The file

  /**
   * The facts of a draft as the file holds them; what nobody answered is left out, but for texts, which have a mark there.
   * @param {any} draft
   * @param {any} form
   * @returns {Record<string, any>}
   */
  function facts(draft, form) {
    const text = (/** @type {string} */ said) => (form.lang === "zh" ? { en: said, zh: said } : { en: said });
    const mark = (/** @type {string} */ name) => `${form.mark} ${form.asks[name]}`;
    const words = (/** @type {string} */ name) => line(draft[name]) || mark(name);
    const texts = (/** @type {string} */ name) => (holds(draft[name]) ? lines(draft[name]) : [mark(name)]).map(text);
    const range = (/** @type {{min: string, max: string}} */ { min, max }) => (holds([min, max]) ? present({ min: number(min), max: number(max) }) : undefined);
    const some = (/** @type {string[]} */ list) => (list.length ? list : undefined);
    const yes = (/** @type {string} */ said) => (said ? said === "yes" : undefined);
    const used = draft.materials.filter(holds).map((/** @type {any} */ one) => present({
      item: one.item || undefined, per: one.per || "group", amount: number(one.amount) ?? 1, substitute: line(one.substitute) ? text(line(one.substitute)) : undefined,
    }));
    return present({
      title: words("title"), summary: words("summary"), does: words("does"),
      needs: some(draft.needs), interventions: some(draft.interventions), outcomes: some(draft.outcomes),
      ages: range(draft.ages), group: range(draft.group), minutes: together(draft) || undefined, prep_minutes: number(draft.prep_minutes),
      phase: draft.phase || undefined, setting: some(draft.setting), room: some(draft.room), materials: some(used), adults: number(draft.adults),
      home_part: draft.home_part || undefined, contacts_parent: yes(draft.contacts_parent), energy: draft.energy || undefined, literacy: draft.literacy || undefined,
      safeguarding: present({
        risk: draft.risk || undefined, disclosure_likely: yes(draft.disclosure_likely), do_not_run_if: texts("do_not_run_if"), stop_signals: texts("stop_signals"),
      }),
      origin: draft.origin || undefined, source: draft.source || form.usual || undefined,
    });
  }

  /** @param {Record<string, any>} values */
  const present = (values) => Object.fromEntries(Object.entries(values).filter(([, one]) => one !== undefined));

  /**
   * The minutes of a step, or nothing.
   * @param {{minutes: string}} step
   */
  function minutes(step) {
    const found = number(step.minutes);
    return typeof found === "number" && found > 0 ? found : undefined;
  }

  /**
   * The minutes of all steps together.
   * @param {any} draft
   * @returns {number}
   */
  function together(draft) {
    return draft.steps.reduce((/** @type {number} */ sum, /** @type {any} */ step) => sum + (minutes(step) ?? 0), 0);
  }

  /**
   * The lines of a field; tables and lists of tables over several.
   * @param {string} key
   * @param {any} value
   * @param {string} pad
   * @returns {string}
   */
  function field(key, value, pad = "") {
    const isTable = (/** @type {any} */ one) => typeof one === "object" && !Array.isArray(one) && !Object.values(one).every(Number.isInteger);
    const fields = (/** @type {any} */ one, /** @type {string} */ inside) => Object.entries(one).map(([name, inner]) => field(name, inner, inside)).join("");
    if (isTable(value)) return `${pad}${key}:\n${fields(value, pad + "  ")}`;
    if (!Array.isArray(value) || !value.some(isTable)) return `${pad}${key}: ${spelled(value)}\n`;
    const items = value.map((one) => pad + "  - " + fields(one, pad + "    ").slice(pad.length + 4));
    return `${pad}${key}:\n${items.join("")}`;
  }

  /**
   * The text of each section, in their order.
   * @param {any} draft
   * @param {any} form
   * @param {(field: string, text: string) => string} named what becomes of the text of a field
   * @returns {string[]}
   */
  function bodies(draft, form, named) {
    const said = form.lines;
    const open = (/** @type {string} */ what) => `${form.mark} ${what}`;
    const text = (/** @type {string} */ typed, /** @type {string} */ what) => lines(typed).map(marked).join("\n") || open(what);
    const under = (/** @type {string} */ typed, /** @type {string} */ what, before = "- ") => text(typed, what).replace(/^/gm, before);
    const asks = form.asks;

    const home = asked(draft, "home", form) ? `\n\n### ${form.headings.home}\n\n${named("home", under(draft.home, asks.home, "> "))}` : "";
    const before = [`- ${said.consent}`, named("before", lines(draft.before).map((one) => `- ${marked(one)}`).join("\n"))].filter(Boolean).join("\n") + home;
    const steps = draft.steps.map((/** @type {any} */ step, /** @type {number} */ at) => {
      const labels = form.rows.steps;
      const of = (/** @type {string} */ name, /** @type {string} */ text) => named(`steps.${at + 1}.${name}`, text);
      const typed = line(step.minutes);
      const time = minutes(step) ?? alone(typed);
      return [
        `### ${at + 1}. ${of("name", alone(line(step.name)).replace(/ · /g, "·") || open(labels.name))}${time && " · " + time + " min"}`,
        `${form.short} ${of("short", alone(line(step.short)) || open(labels.short))}`,
        holds(step.say) || !holds([step.do, step.watch]) ? of("say", under(step.say, labels.say, "> ")) : "",
        holds(step.do) ? `**Children** ${of("do", text(step.do, ""))}` : "",
        holds(step.watch) ? `**Watch** ${of("watch", text(step.watch, ""))}` : "",
      ].filter(Boolean).join("\n\n");
    }).join("\n\n");
    const talk = draft.talk.map((/** @type {any} */ one, /** @type {number} */ at) => {
      const question = alone(line(one.question)).replace(/\\\*/g, "&#42;") || open(form.rows.talk.question);
      return holds(one) && `- **${named(`talk.${at + 1}.question`, question)}**` + named(`talk.${at + 1}.reply`, lines(one.reply).map((reply) => "\n  " + marked(reply)).join(""));
    }).filter(Boolean).join("\n");
    const fit = Object.entries(form.rows.fit).filter(([key]) => holds(draft.fit[key])).map(([key, label]) => `- **${label}:** ${named(`fit.${key}`, alone(line(draft.fit[key])))}`).join("\n");
    const link = `[${said.help}](${form.help})`;
    const safe = [
      said.pass, named("safe", text(draft.safe, asks.safe)), said.photos, asked(draft, "second", form) && named("second", text(draft.second, asks.second)), said.tells, said.follow.replace("{link}", () => link),
    ].filter(Boolean).join("\n") + (asked(draft, "parent", form) ? `\n\n### ${form.headings.parent}\n\n${named("parent", text(draft.parent, asks.parent))}` : "");
    const known = named("evidence", lines(draft.evidence).map(marked).join("\n"));
    const source = draft.source || form.usual;
    const evidence = designed(draft) ? [said.designed, known].filter(Boolean).join("\n") : (known || open(asks.evidence)) + (source && ` [@${source}].`);
    const why = named("why", text(draft.why, asks.why));
    return [why, before, steps, talk || `- **${open(form.rows.talk.question)}**`, named("watch", under(draft.watch, asks.watch)), fit || `- ${open(asks.fit)}`, safe, named("note", text(draft.note, asks.note)), evidence];
  }

  /**
   * The sections under their headings.
   * @param {any} draft
   * @param {any} form
   * @param {(field: string, text: string) => string} [named] what becomes of the text of a field
   */
  function guide(draft, form, named = (_, text) => text) {
    return bodies(draft, form, (field, text) => text && named(field, text)).map((text, at) => `\n## ${form.sections[at]}\n\n${text}\n`).join("");
  }

  /**
   * The file of a draft: the guide in its English form, in whichever language it was written.
   * @param {any} draft
   * @param {any} form
   * @param {string} today `2026-11-27`
   * @returns {string}
   */
  function file(draft, form, today) {
    const comments = [form.lines.sent, form.lang === "zh" && form.lines.chinese.replace(/\{name\}/g, nameOf(draft)), !draft.source && form.lines.source].filter(Boolean).map((one) => `# ${one}\n`).join("");
    const front = Object.entries(facts(draft, form)).map(([key, value]) => field(key, value)).join("");
    return `---\n${comments}${front}written: ${today}\nreviewed: null\n---\n${guide(draft, form)}`;
  }

  // What is wrong

  /**
   * What a value has against a JSON Schema: the places, and what is wrong there.
   * @param {any} schema
   * @param {any} value
   * @param {any} root
   * @param {(string | number)[]} place
   * @returns {{place: (string | number)[], key: string, values: Record<string, unknown>}[]}
   */
  function against(schema, value, root, place = []) {
    if (schema.$ref) return against(root.$defs[schema.$ref.split("/").pop()], value, root, place);
    if (schema.anyOf) return against(schema.anyOf[0], value, root, place);
    const wrong = (/** @type {string} */ key, values = {}) => [{ place, key, values }];
    if (schema.type === "integer") {
      if (!Number.isInteger(value)) return wrong("number");
      if (value < (schema.minimum ?? value)) return wrong("least", { least: schema.minimum });
      return value > (schema.maximum ?? value) ? wrong("most", { most: schema.maximum }) : [];
    }
    if (schema.type === "array") return value.flatMap((/** @type {any} */ one, /** @type {number} */ at) => against(schema.items, one, root, [...place, at]));
    if (schema.type === "object") {
      const absent = (schema.required ?? []).filter((/** @type {string} */ key) => value[key] === undefined);
      return [
        ...absent.map((/** @type {string} */ key) => ({ place: [...place, key], key: "missing", values: {} })),
        ...Object.entries(value).flatMap(([key, one]) => (schema.properties[key] ? against(schema.properties[key], one, root, [...place, key]) : wrong("unknown", { id: key }))),
      ];
    }
    if (schema.enum && !schema.enum.includes(value)) return wrong("unknown", { id: value });
    return schema.pattern && !new RegExp(schema.pattern, "u").test(value) ? wrong("unknown", { id: value }) : [];
  }

  /**
   * All texts of a draft by their fields, in the order of the draft.
   * @param {any} value
   * @param {string} name
   * @returns {[string, string][]}
   */
  function texts(value, name = "") {
    if (typeof value === "string") return [[name, value]];
    const counted = Array.isArray(value) ? value.map((one, at) => [String(at + 1), one]) : Object.entries(value);
    return counted.flatMap(([key, one]) => texts(one, name ? `${name}.${key}` : key));
  }

  /**
   * What in one text cannot stand in the file.
   * @param {string} name its field
   * @param {string} text
   * @param {any} form
   * @returns {[string, string, Record<string, unknown>][]} code, key of the sentence, its values
   */
  function inText(name, text, form) {
    /** @type {[string, string, Record<string, unknown>][]} */
    const found = [];
    const inFront = IN_FRONT.includes(name.split(".")[0]);
    const hidden = plain(text).match(HIDDEN);
    const shown = (/** @type {number} */ at, many = 30) => [...text.slice(at, at + 2 * many)].slice(0, many).join("").split("\n")[0];
    const html = HTML.exec(text);
    const handler = inFront ? HANDLER.exec(text) : null;
    const mark = form.marks.find((/** @type {string} */ one) => text.includes(one));
    const most = LINES.test(name) ? LINE : TEXT;
    const long = letters(plain(text).trim());
    if (hidden) found.push(["SRC002", "hidden", { name: `U+${hidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}` }]);
    if (html) found.push(["SAF001", "html", { found: shown(html.index) }]);
    else if (handler) found.push(["SAF001", "handler", { found: handler[1] }]);
    if (!inFront && BRACES.test(text)) found.push(["SAF001", "braces", {}]);
    if (AT.test(text)) found.push(["CIT003", "at", {}]);
    if (text.includes(form.ignore)) found.push(["SRC010", "ignore", {}]);
    if (mark) found.push(["DOC007", "mark", { found: mark }]);
    if (long > most) found.push(["LONG", "long", { n: long, most }]);
    return found;
  }

  /**
   * What studies are said to have found, without a source beside it.
   * @param {string} text
   * @param {any} form
   * @returns {string}
   */
  function claim(text, form) {
    const [said, asked] = form.claims.map((/** @type {[string, string]} */ [source, flags]) => new RegExp(source, flags));
    for (const one of text.matchAll(said)) if (text.slice(0, one.index).search(asked) < 0) return one[0].replace(/\s+/g, " ");
    return "";
  }

  /**
   * The guide of a draft without invisible signs, and from where to where the text of each field stands in it.
   * @param {any} draft
   * @param {any} form
   */
  function spotted(draft, form) {
    const written = guide(draft, form, (field, said) => `\ue000${field}\ue001${said}\ue002`);  // signs that no text holds: they are invisible
    /** @type {{field: string, begin: number, end: number}[]} */
    const spots = [];
    let [text, at] = ["", 0];
    for (const sign of written.matchAll(/\ue000([^\ue001]*)\ue001|\ue002/g)) {
      text += written.slice(at, sign.index);
      at = sign.index + sign[0].length;
      if (sign[1]) spots.push({ field: sign[1], begin: text.length, end: text.length });
      else spots[spots.length - 1].end = text.length;
    }
    return { text: text + written.slice(at), spots };
  }

  /**
   * What the words of a draft are not to say, in the languages that the page looks for: in Chinese answers in both.
   * @param {any} draft
   * @param {{text: string, spots: {field: string, begin: number, end: number}[]}} body
   * @param {any} form
   * @returns {{field: string, code: string, key: string, values: Record<string, string>}[]}
   */
  function saidOtherwise(draft, { text, spots }, form) {
    const prose = (/** @type {string} */ said) => said.replace(CODE, (code) => " ".repeat(code.length));
    /** @type {[string, string][]} */
    const inFront = [
      ...["title", "does", "summary"].map((name) => /** @type {[string, string]} */ ([name, line(draft[name])])),
      ...["do_not_run_if", "stop_signals"].flatMap((name) => lines(draft[name]).map((said) => /** @type {[string, string]} */ ([name, said]))),
      ...draft.materials.map((/** @type {any} */ one, /** @type {number} */ at) => [`materials.${at + 1}.substitute`, line(one.substitute)]),
    ];
    const fieldOf = (/** @type {[number, number]} */ [from, to]) => spots.find(({ begin, end }) => from < end && begin < to)?.field ?? "";
    return Object.values(form.wording).flatMap((given) => [
      ...inFront.flatMap(([field, said]) => wording.found(prose(said), given).map((/** @type {any} */ one) => ({ ...one, field }))),
      ...wording.found(text, given).map((/** @type {any} */ one) => ({ ...one, field: fieldOf(one.place) })),
    ]).filter(({ field, term }) => field && (!term || term !== nameOf(draft)));
  }

  /**
   * What a whole guide in English has too few or too many of: words that are read by whoever leads it. One that is still Chinese is not counted.
   * @param {any} draft
   * @param {string} text
   * @param {any} form
   * @returns {{key: string, values: Record<string, number>}[]}
   */
  function lengthOf(draft, text, form) {
    const count = (/** @type {string} */ one) => (one.match(READ) ?? []).length;
    const read = text.replace(new RegExp(`^### ${form.headings.home}\n\n(?:>.*\n)+`, "m"), "");
    const n = count(read) - (read.match(NOT_READ) ?? []).reduce((sum, one) => sum + count(one), 0);
    const [least, most] = form.limits.words[draft.phase] ?? [0, Infinity];
    if ((text.match(CHINESE) ?? []).length > n) return [];
    if (n < least) return [{ key: "few", values: { n, least, most } }];
    return n > most ? [{ key: "many", values: { n, least, most, over: n - most } }] : [];
  }

  /**
   * What is wrong with a draft, or still open: the code of the rule that would say so, the field, the key of the sentence, its values.
   * @param {any} draft
   * @param {any} form
   * @returns {{code: string, field: string, key: string, values: Record<string, unknown>}[]}
   */
  function findings(draft, form) {
    /** @type {{code: string, field: string, key: string, values: Record<string, unknown>}[]} */
    const found = [];
    const add = (/** @type {string} */ field, /** @type {string} */ code, /** @type {string} */ key, values = {}) => found.push({ code, field, key, values });
    const { limits } = form;
    const made = facts(draft, form);

    for (const name of missing(draft, form)) add(name, "DOC007", "missing");
    for (const [name, text] of texts(draft)) {
      const question = name.split(".")[0];
      if (!holds(text) || !asked(draft, question, form)) continue;
      for (const [code, key, values] of inText(name, text, form)) add(name, code, key, values);
      const said = IN_FRONT.includes(question) || name === "evidence" && !designed(draft) ? "" : claim(lines(text).map(marked).join("\n"), form);
      if (said) add(name, "CIT006", "claim", { found: said });
    }
    for (const { place, key, values } of against(form.schema, made, form.schema)) {
      const names = place.filter((one) => one !== "safeguarding").map((one) => (typeof one === "number" ? one + 1 : one));
      if (names[0] === "minutes" && key === "missing") continue;
      add(names[0] === "minutes" ? "steps" : names.join("."), "SCH001", key === "missing" ? "choose" : key, values);
    }
    for (const name of ["ages", "group"]) {
      const { min, max } = made[name] ?? {};
      const [least, most] = limits[name];
      if (!Number.isInteger(min) || !Number.isInteger(max)) continue;
      if (min > max) add(name, "SCH001", "order");
      else if (min < least || max > most) add(name, "ACT005", "range", { least, most });
    }
    if (made.minutes > limits.minutes && made.minutes <= form.schema.properties.minutes.maximum) add("steps", "ACT005", "hours", { n: made.minutes, most: limits.minutes });
    draft.steps.forEach((/** @type {any} */ step, /** @type {number} */ at) => {
      if (!minutes(step)) add(`steps.${at + 1}.minutes`, "ACT001", "no-minutes");
      const n = letters(line(step.short));
      if (n > limits.card) add(`steps.${at + 1}.short`, "ACT004", "card", { n, most: limits.card });
    });
    if (asked(draft, "home", form) && holds(draft.home)) {
      const aloud = lines(draft.home).map(marked).join("\n");
      const spoken = (aloud.match(SPOKEN) ?? []).length;
      if (!spoken) add("home", "ACT006", "missing");
      else if (spoken >= limits.spoken.en || form.lang === "zh" && (aloud.match(HAN) ?? []).length >= limits.spoken.zh) add("home", "ACT006", "aloud");
    }
    const clean = JSON.parse(JSON.stringify(draft), (_, one) => (typeof one === "string" ? visible(one) : one));
    const body = spotted(clean, form);
    for (const { field, code, key, values } of saidOtherwise(clean, body, form)) add(field, code, key, values);
    if (!found.some((one) => one.code === "DOC007")) for (const { key, values } of lengthOf(draft, body.text, form)) add("steps", "ACT007", key, values);
    if (draft.risk === "high" && made.adults < 2) add("adults", "SAF004", "two");
    for (const name of REFERENCES) for (const id of draft[name]) if (!form.known[name].includes(id)) add(name, "REF001", "unknown", { id });
    draft.materials.forEach((/** @type {any} */ one, /** @type {number} */ at) => {
      if (one.item && !Object.keys(form.known.materials).includes(one.item)) add(`materials.${at + 1}.item`, "REF001", "unknown", { id: one.item });
    });
    if (draft.source && !form.known.source.includes(draft.source)) add("source", "CIT001", "unknown", { id: draft.source });
    const id = line(draft.id);
    if (id && (slug(id) !== id || letters(id) > 80)) add("id", "ID", "id", { made: slug(id) || "frog-jump" });
    else if (form.taken.includes(nameOf(draft))) add("id", "ID", "taken", { id: nameOf(draft) });
    return found;
  }

  // What it is called, and where it goes

  /**
   * A name for a file: small Latin letters and digits, with hyphens.
   * @param {string} text
   * @returns {string}
   */
  function slug(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-+|-+$/g, "");
  }

  /**
   * The name of a draft's file: what was chosen, else what the title makes, else one that says only what it is.
   * @param {any} draft
   * @returns {string}
   */
  function nameOf(draft) {
    return slug(line(draft.id)) || slug(line(draft.title)) || "new-activity";
  }

  /**
   * The address of the page at the repository's host where a file is begun, with the text in it where an address can be so long.
   * @param {string} folder the page's address for the folder
   * @param {string} name of the file
   * @param {string} text
   * @returns {{href: string, whole: boolean}}
   */
  function newFile(folder, name, text) {
    const bare = `${folder}?filename=${encodeURIComponent(name)}`;
    const full = `${bare}&value=${encodeURIComponent(text)}`;
    return full.length <= ADDRESS ? { href: full, whole: true } : { href: bare, whole: false };
  }

  /**
   * Whether a text is an address to which a mail can go.
   * @param {string} to
   */
  const isAddress = (to) => /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(to);

  /**
   * The address of a mail that is begun; to nobody where no address is known.
   * @param {string} to
   * @param {string} subject
   * @param {string} body
   */
  function mail(to, subject, body) {
    return `mailto:${isAddress(to) ? to : ""}?subject=${encodeURIComponent(plain(subject))}&body=${encodeURIComponent(plain(body))}`;
  }

  Tongban.activity = { read, row, holds, visible, asked, together, file, findings, nameOf, newFile, isAddress, mail, ROWS };
})();
