// What a phone keeps of assessments that are not sent: each sealed under a key of its own, which no
// script can read out (AES-GCM, not extractable). To erase one is to delete its key and its text.
// Whoever can unlock the phone can open the page; that is said there.
"use strict";

const HOUR = 3600000;
const LONGEST = 12 * HOUR; // as draft.py
const BLOCK = 4096; // so that the length says little

const store = {
  // Everything begins here: what is too old goes before anything is shown.
  async open() {
    this.base = await new Promise((done, failed) => {
      const asked = indexedDB.open("needs", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("drafts", { keyPath: "id" });
        asked.result.createObjectStore("about", { keyPath: "id" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    for (const { id, since } of await this.all()) {
      const age = Date.now() - since;
      if (age >= LONGEST || age < -HOUR) await this.erase(id); // or a clock that was set back
    }
    const [, person] = document.cookie.match(/(?:^|; )(?:__Host-)?person=([0-9a-f]+)/) || [];
    if (person) await this.belongsTo(person); // who signed in last, on whatever page
  },

  run(name, mode, what) {
    return new Promise((done, failed) => {
      const work = this.base.transaction(name, mode);
      const asked = what(work.objectStore(name));
      work.oncomplete = () => done(asked.result);
      work.onerror = work.onabort = () => failed(work.error);
    });
  },

  // Oldest first.
  async all() {
    const found = await this.run("drafts", "readonly", (drafts) => drafts.getAll());
    return found.sort((a, b) => a.since - b.since);
  },

  erase(id) {
    return this.run("drafts", "readwrite", (drafts) => drafts.delete(id));
  },

  // Another person's are erased, not shown.
  async belongsTo(owner) {
    const known = await this.run("about", "readonly", (about) => about.get("owner"));
    if (known && known.owner !== owner) await this.run("drafts", "readwrite", (drafts) => drafts.clear());
    await this.run("about", "readwrite", (about) => about.put({ id: "owner", owner }));
  },

  async keep(draft) {
    const before = await this.run("drafts", "readonly", (drafts) => drafts.get(draft.id));
    const key = before ? before.key : await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(draft));
    const padded = new Uint8Array(Math.ceil((text.length + 1) / BLOCK) * BLOCK).fill(32);
    padded.set(text);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(draft.id) }, key, padded);
    const { id, since } = draft;
    await this.run("drafts", "readwrite", (drafts) => drafts.put({ id, since, key, iv, sealed }));
  },

  async read({ id, key, iv, sealed }) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(id) }, key, sealed);
    return JSON.parse(new TextDecoder().decode(text));
  },
};

const bound = (id) => new TextEncoder().encode(id);
const clock = (since) => new Date(since).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const canKeep = () => "serviceWorker" in navigator && "indexedDB" in window && window.isSecureContext;
