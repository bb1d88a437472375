/**
 * The worker of a handbook that is served for editing: it clears away what a built one left at this address, and is gone.
 */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      await caches.delete(`tongban ${new URL("./", self.location.href).pathname}`);
      await self.registration.unregister();
      for (const page of await self.clients.matchAll({ type: "window" })) await page.navigate(page.url);
    })(),
  );
});
