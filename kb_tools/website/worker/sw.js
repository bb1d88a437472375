/**
 * The worker that keeps pages in the browser: what was opened once opens again without a network.
 *
 * It belongs to one build of the handbook. `BUILD`, written before this text, holds the digests of the lists of that build's files, a
 * list an edition (`offline-files.json`), and a list holds the digest of each file by its path. A file is kept under its digest and
 * only after it was digested here: what another build, or somebody on the way, sends instead is never kept. The rest follows.
 *
 * - A page that is here is given from here, and so is all that it asks for: no old page meets a new script.
 * - A page that is not here comes from the network. If it is of this build it is kept; if not, all it asks for comes from the network too.
 * - A new build brings a new worker. It fetches what changed of the files that are here and waits until the old one has no page left,
 *   or a single one that is being left for another; then what no longer belongs is let go.
 *
 * Pages ask for more by messages: see `answer`.
 *
 * @typedef {Map<string, string>} List digests of files by their paths
 */
"use strict";

const here = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const ROOT = new URL("./", here.location.href);
const CACHE = `tongban ${ROOT.pathname}`;
// No file of a site begins with a dot: these addresses name what is in the cache, and nothing on a server.
const LISTS = `${ROOT.href}.kept/list/`;
const WHOLE = `${ROOT.href}.kept/whole`;
const AT_ONCE = 6;
const MOST_TRIES = 5;
const WAITING = `<!doctype html><meta name="color-scheme" content="light dark"><title>…</title><script>
const again = () => location.reload();
navigator.serviceWorker.addEventListener("controllerchange", again);
navigator.serviceWorker.getRegistration().then((one) => one?.waiting || again());
setTimeout(again, 4000);
</script>`;
// Of the page that stands in for one that is not here: it can rely on no file. Colours are those of the handbook.
const STYLE = `
:root{color-scheme:light dark;--paper:#fafaf5;--ink:#1b2a26;--pine:#1d5747;--care:#9a2c1c}
@media (prefers-color-scheme:dark){:root{--paper:#131917;--ink:#e7ebe6;--pine:#8fcbb4;--care:#f3a793}}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:34em;margin:auto;padding:32px 16px}
h1{font-size:28px;line-height:1.3;margin:0 0 8px}
a{display:inline-block;box-sizing:border-box;min-height:46px;margin:0 6px 8px 0;padding:8px 18px;border:2px solid;border-radius:6px;color:var(--pine);font-weight:700;text-decoration:none}
a:focus-visible{outline:3px solid #c77700;outline-offset:2px}
.care{color:var(--care)}`;

/** @type {Map<string, Promise<List>>} lists that are read, or on their way, by their editions */
const lists = new Map();
let tries = 0;

here.addEventListener("install", (event) => event.waitUntil(install()));
here.addEventListener("activate", (event) => event.waitUntil(activate()));
here.addEventListener("fetch", (event) => {
  const path = pathOf(event.request.url);
  if (event.request.method !== "GET" || path === null) return;
  event.respondWith(event.request.mode === "navigate" ? page(event.request, path) : part(event, path));
});
here.addEventListener("message", (event) => {
  event.waitUntil(answer(event.data).then((said) => event.ports[0]?.postMessage(said)));
});

/** Fetches the new ones of the files that an older build left here, and of those that are to be here all. */
async function install() {
  const cache = await caches.open(CACHE);
  const holds = await held(cache);
  /** @type {Map<string, string>} paths by digest: a file that both editions hold is fetched once */
  const wanted = new Map();
  for (const edition of await wholeEditions(cache)) for (const [path, digest] of await files(edition)) wanted.set(digest, path);
  for (const [edition, url] of await listsHere(cache)) {
    const list = await files(edition);
    if (url === addressOfList(edition)) continue;
    for (const [path, before] of Object.entries((await (await cache.match(url))?.json()) ?? {})) {
      const digest = list.get(path);
      if (digest && holds.has(before)) wanted.set(digest, path);
    }
  }
  const { problem } = await bringAll([...wanted.values()]);
  if (problem) throw new Error(problem);
}

/** Lets go of what does not belong to this build. */
async function activate() {
  const cache = await caches.open(CACHE);
  const right = new Set([WHOLE]);
  for (const [edition] of await listsHere(cache)) {
    right.add(addressOfList(edition));
    for (const digest of (await files(edition)).values()) right.add(addressOf(digest));
  }
  for (const request of await cache.keys()) if (!right.has(request.url)) await cache.delete(request);
  await here.clients.claim();
}

/**
 * A page that somebody opens.
 * @param {Request} request
 * @param {string} path
 * @returns {Promise<Response>}
 */
async function page(request, path) {
  if (await handedOver()) return new Response(WAITING, { headers: { "Content-Type": "text/html" } });
  const digest = await digestFor(path);
  const kept = digest && (await find(digest));
  if (kept) return kept;
  try {
    if (!digest) return await fetch(request);
    return (await fetched(path, digest)).response;
  } catch {
    return notHere(path);
  }
}

/**
 * What a page asks for.
 * @param {FetchEvent} event
 * @param {string} path
 * @returns {Promise<Response>}
 */
async function part(event, path) {
  const digest = await digestFor(path);
  if (!digest) return fetch(event.request);
  if (!(await isOfThisBuild(event.clientId))) return (await fetched(path)).response;
  const kept = await find(digest);
  if (kept) return kept;
  const { response, right } = await fetched(path, digest);
  // The server has another build: rather no script than one that does not fit its page.
  return right || event.request.destination !== "script" ? response : Response.error();
}

/**
 * Tell whether a page was given from here: then it is still here.
 * @param {string} id
 * @returns {Promise<boolean>}
 */
async function isOfThisBuild(id) {
  const client = id ? await here.clients.get(id) : undefined;
  const digest = client && (await digestFor(pathOf(client.url) ?? ""));
  return Boolean(digest && (await find(digest)));
}

/**
 * A page is being left for another, no other page is open, and a newer worker waits: it is told to take over. It can begin only when
 * nothing is left to be answered here, so an empty page is given that asks again when the newer worker has begun, and not sooner:
 * a browser may never answer what it asks of a worker that is just going.
 * @returns {Promise<boolean>}
 */
async function handedOver() {
  const { waiting } = here.registration;
  if (!waiting || tries === MOST_TRIES || (await here.clients.matchAll({ type: "window" })).length > 1) return false;
  tries += 1;
  waiting.postMessage({ ask: "begin" });
  return true;
}

/**
 * Does what a page asks.
 *
 * - `begin`: a newer worker is to take over
 * - `seen`: keep these pages and what they stand on (`first`: the page that was opened before there was a worker)
 * - `state`: how many of the files of an edition are here, how many there are, whether it is kept whole
 * - `missing`: the paths of those that are not
 * - `bring`: fetch these paths; tells which came, and what went wrong
 * - `keep`: an edition is to be kept whole from now on
 * - `drop`: let go of these paths
 * - `remove`: let go of an edition, but for these paths
 *
 * @param {{ask: string, edition?: string, paths?: string[], first?: string}} asked
 * @returns {Promise<unknown>}
 */
async function answer({ ask, edition = "", paths = [], first }) {
  if (ask === "begin") return here.skipWaiting();
  const cache = await caches.open(CACHE);
  if (ask === "seen") {
    const known = paths.map((address) => pathOf(address) ?? "");
    // The page that is open counts as one of this build from then on: it must be the very one, so the browser's own copy is taken.
    const opened = (first && pathOf(first)) || "";
    const digest = await digestFor(opened);
    if (digest && !(await find(digest))) await fetched(opened, digest, "force-cache").catch(() => {});
    return bringAll(known, "force-cache");
  }
  if (ask === "bring") return bringAll(paths);
  const list = await files(edition);
  if (ask === "drop" || ask === "remove") {
    const others = ask === "drop" ? [] : (await wholeEditions(cache)).filter((one) => one !== edition);
    if (ask === "remove") await cache.put(WHOLE, new Response(JSON.stringify(others)));
    const needed = new Set(await Promise.all(ask === "remove" ? paths.map((address) => digestFor(pathOf(address) ?? "")) : []));
    for (const other of others) for (const digest of (await files(other)).values()) needed.add(digest);
    for (const path of ask === "drop" ? paths : list.keys()) {
      const digest = list.get(path);
      if (digest && !needed.has(digest)) await cache.delete(addressOf(digest));
    }
  }
  const holds = await held(cache);
  const missing = [...list].filter(([, digest]) => !holds.has(digest)).map(([path]) => path);
  if (ask === "missing") return missing;
  if (ask === "keep" && !missing.length) {
    await cache.put(WHOLE, new Response(JSON.stringify([...new Set([...(await wholeEditions(cache)), edition])])));
  }
  return { here: list.size - missing.length, of: list.size, whole: (await wholeEditions(cache)).includes(edition) };
}

/**
 * Brings files here, some at a time, and ends at the first trouble.
 * @param {string[]} paths
 * @param {RequestCache} [how] how to ask first; the server is asked if that did not bring the right one
 * @returns {Promise<{brought: string[], problem: "" | "network" | "renewed" | "full"}>}
 */
async function bringAll(paths, how) {
  const left = [...paths];
  /** @type {string[]} */
  const brought = [];
  /** @type {"" | "network" | "renewed" | "full"} */
  let problem = "";
  const work = async () => {
    while (left.length && !problem) {
      const path = /** @type {string} */ (left.pop());
      try {
        const digest = await digestFor(path);
        if (!digest || (await find(digest))) continue;
        let { right, full } = await fetched(path, digest, how);
        if (!right && how) ({ right, full } = await fetched(path, digest));
        if (full) problem = "full";
        else if (!right) problem = "renewed";
        else brought.push(path);
      } catch {
        problem = "network";
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { brought, problem };
}

/**
 * A file from the network. It is kept if it is the one that belongs to this build, and there is room.
 * @param {string} path
 * @param {string} [digest]
 * @param {RequestCache} [how] "force-cache" takes what the browser has, where it has it
 * @returns {Promise<{response: Response, right: boolean, full: boolean}>}
 */
async function fetched(path, digest, how = "no-cache") {
  const answered = await fetch(ROOT.href + encodeURI(path), { cache: how, credentials: "same-origin" });
  const data = await answered.arrayBuffer();
  const headers = new Headers(answered.headers);
  // The browser has unpacked the text already.
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  // Else a browser takes what the page before had, of whatever build, without asking here.
  headers.set("Cache-Control", "no-cache");
  const response = new Response(data, { status: answered.status, statusText: answered.statusText, headers });
  const right = answered.ok && (await digestOf(data)) === digest;
  let full = false;
  if (right) {
    try {
      await (await caches.open(CACHE)).put(addressOf(digest), response.clone());
    } catch {
      full = true;
    }
  }
  return { response, right, full };
}

/**
 * The list of an edition, read or fetched once.
 * @param {string} edition
 * @returns {Promise<List>}
 */
function files(edition) {
  const known = lists.get(edition);
  if (known) return known;
  const reading = readList(edition);
  lists.set(edition, reading);
  reading.catch(() => lists.delete(edition));
  return reading;
}

/**
 * @param {string} edition
 * @returns {Promise<List>}
 */
async function readList(edition) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(addressOfList(edition));
  if (kept) return new Map(Object.entries(await kept.json()));
  const data = await (await fetch(`${ROOT.href}${folderOf(edition)}offline-files.json`, { cache: "no-cache" })).arrayBuffer();
  if ((await digestOf(data)) !== BUILD.lists[edition]) throw new Error("the list of files is another build's");
  await cache.put(addressOfList(edition), new Response(data));
  return new Map(Object.entries(JSON.parse(new TextDecoder().decode(data))));
}

/**
 * The digest that a file has in this build; nothing if it is none of the handbook's, or that cannot be known now.
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
async function digestFor(path) {
  return (await files(editionOf(path)).catch(() => undefined))?.get(path);
}

/**
 * The editions of which any build left its list here, and where.
 * @param {Cache} cache
 * @returns {Promise<[string, string][]>}
 */
async function listsHere(cache) {
  const addresses = (await cache.keys()).map(({ url }) => url).filter((url) => url.startsWith(LISTS));
  return addresses.map((url) => /** @type {[string, string]} */ ([url.slice(LISTS.length).split("/")[0], url])).filter(([edition]) => edition in BUILD.lists);
}

/**
 * @param {string} edition
 * @returns {string}
 */
function addressOfList(edition) {
  return `${LISTS}${edition}/${BUILD.lists[edition]}`;
}

/**
 * The digests of the files that are here.
 * @param {Cache} cache
 * @returns {Promise<Set<string>>}
 */
async function held(cache) {
  return new Set((await cache.keys()).map(({ url }) => url.slice(addressOf("").length)));
}

/**
 * @param {Cache} cache
 * @returns {Promise<string[]>} the editions that are to be here whole
 */
async function wholeEditions(cache) {
  return (await cache.match(WHOLE))?.json() ?? [];
}

/**
 * @param {string | undefined} digest
 * @returns {Promise<Response | undefined>}
 */
async function find(digest) {
  return (await caches.open(CACHE)).match(addressOf(digest));
}

/**
 * @param {string | undefined} digest
 * @returns {string}
 */
function addressOf(digest) {
  return `${ROOT.href}.kept/${digest}`;
}

/**
 * The path of an address from the root of the site; null if it is elsewhere.
 * @param {string} address
 * @returns {string | null}
 */
function pathOf(address) {
  const url = new URL(address);
  if (url.origin !== ROOT.origin || !url.pathname.startsWith(ROOT.pathname)) return null;
  const path = url.pathname.slice(ROOT.pathname.length);
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

/**
 * @param {string} path
 * @returns {"en" | "zh"}
 */
function editionOf(path) {
  return path.startsWith("zh/") ? "zh" : "en";
}

/**
 * @param {string} edition
 * @returns {string}
 */
function folderOf(edition) {
  return edition === "zh" ? "zh/" : "";
}

/**
 * As the list has it: the first six bytes of SHA-256, in letters.
 * @param {ArrayBuffer} data
 * @returns {Promise<string>}
 */
async function digestOf(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data)).subarray(0, 6);
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

/**
 * What is shown in place of a page that is not here while there is no network.
 * @param {string} path
 * @returns {Response}
 */
function notHere(path) {
  const edition = editionOf(path);
  const words = BUILD.words[edition];
  const root = ROOT.pathname + folderOf(edition);
  const text = `<!doctype html><html lang="${edition}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${words.title}</title><style>${STYLE}</style></head><body><main><h1>${words.title}</h1><p>${words.why}</p>
<p><a href="">${words.again}</a> <a href="${root}index.html">${words.home}</a></p>
<p><a class="care" href="${root}safeguarding/a-child-told-me.html">${words.safety}</a></p></main></body></html>`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy } });
}
