// Keeps a few pages for use without a connection, and no answer. The server writes four lines in front
// (keep.py): NAME, VERSION, KEPT (addresses) and INSTEAD (which of them stands in for a page that cannot
// be fetched, or sent). The copies that are kept say nothing of who asked for them.
"use strict";
const CACHE = NAME + VERSION;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(orKept(request, INSTEAD[request.method]));
  else if (request.method === "GET" && KEPT.includes(address.pathname)) event.respondWith(orKept(request, address.pathname));
});

async function keep() {
  const cache = await caches.open(CACHE);
  for (const address of KEPT) {
    const answer = await fetch(address, { cache: "no-cache" });
    // Signed out, the server sends elsewhere: then nothing is kept.
    if (!answer.ok || answer.redirected) throw new Error("not kept");
    await cache.put(address, answer);
  }
  await self.skipWaiting();
}

async function forgetOlder() {
  for (const name of await caches.keys()) {
    if (name.startsWith(NAME) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

// The server's own answer wherever there is one.
async function orKept(request, address) {
  try {
    return await fetch(request);
  } catch (noConnection) {
    const cache = await caches.open(CACHE);
    return (await cache.match(address)) || Response.error();
  }
}
