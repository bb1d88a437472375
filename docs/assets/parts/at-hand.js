/**
 * Starts the worker that keeps opened pages in the browser (`kb_tools/website/worker/sw.js`), when the page is at rest, and tells it
 * what this page stands on. The link to the page on offline use says where the worker is; while the handbook is served for editing
 * it says nothing, and a page opened from a folder needs no worker.
 */
(() => {
  "use strict";

  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-worker]"))?.dataset.worker;
  const { serviceWorker } = navigator;
  const possible = Boolean(place && serviceWorker && location.protocol.startsWith("http"));

  /**
   * @returns {Promise<ServiceWorkerRegistration>} what a worker runs under
   */
  async function worker() {
    if (!place || !possible) throw new Error();
    await serviceWorker.register(place);
    return serviceWorker.ready;
  }

  /**
   * The addresses of all that this page stands on, and of the two pages that are always to be at hand: home, and what to do when a
   * child tells something.
   * @returns {string[]}
   */
  function standsOn() {
    const links = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.tb-care-link, a.md-logo"))];
    return [...performance.getEntriesByType("resource").map((one) => one.name), ...links.map((link) => link.href)];
  }

  async function begin() {
    const { connection } = /** @type {any} */ (navigator);
    if (connection?.saveData && !serviceWorker.controller) return;
    const registration = await worker();
    const tell = (/** @type {ServiceWorker | null} */ one) => one?.postMessage({ ask: "seen", first: location.href, paths: standsOn() });
    tell(registration.active);
    tell(registration.waiting);
    // This page may be of a build newer than the worker: then the worker of that build is on its way, and is to keep it.
    tell(registration.installing);
    registration.addEventListener("updatefound", () => tell(registration.installing));
  }

  if (possible) {
    const rest = globalThis.requestIdleCallback ?? setTimeout;
    addEventListener("load", () => rest(() => begin().catch(() => {})));
  }
  (globalThis.Tongban ||= {}).worker = { possible, get: worker, standsOn };
})();
