// Keeps the pages by which needs are assessed without a connection, and no answer. The server writes
// VERSION and KEPT in front of this. The copy that is kept says nothing of who asked for it.
"use strict";
const CACHE = "needs-" + VERSION;
const [ASKING, NOT_SENT] = KEPT;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const instead = request.method === "GET" ? ASKING : NOT_SENT;
    event.respondWith(orKept(request, instead));
  } else if (request.method === "GET" && KEPT.includes(address.pathname)) {
    event.respondWith(orKept(request, address.pathname));
  }
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
    if (name.startsWith("needs-") && name !== CACHE) await caches.delete(name);
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
