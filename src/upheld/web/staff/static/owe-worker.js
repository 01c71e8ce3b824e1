// Keeps "What do I owe?" for use without a connection, and nothing else. The server writes VERSION,
// KEPT and PAGE in front of this. The copy that is kept says nothing of who asked for it.
"use strict";
const CACHE = "owe-" + VERSION;
const SHELL = KEPT[0];

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const asked = address.pathname;
  if (event.request.mode === "navigate" && asked === PAGE) event.respondWith(orKept(event.request, SHELL));
  else if (KEPT.includes(asked)) event.respondWith(orKept(event.request, asked));
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
    if (name.startsWith("owe-") && name !== CACHE) await caches.delete(name);
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
