/**
 * The worker of a handbook that is served for editing: it clears away what a built one left at this address, and is gone.
 */
const here = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
here.addEventListener("install", () => here.skipWaiting());
here.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      await caches.delete(`tongban ${new URL("./", here.location.href).pathname}`);
      await here.registration.unregister();
      for (const page of await here.clients.matchAll({ type: "window" })) await page.navigate(page.url);
    })(),
  );
});
