// With a connection: has the pages kept for when there is none, and sends what was answered without.
"use strict";

const phone = document.getElementById("phone");
const units = [...phone.querySelectorAll("[data-unit]")];
const failed = document.getElementById("failed");

async function come() {
  await store.open();
  await store.belongsTo(phone.dataset.owner);
  const drafts = await waiting();
  await navigator.serviceWorker.register(phone.dataset.worker, { scope: phone.dataset.scope });
  navigator.serviceWorker.ready.then(() => (document.getElementById("works").hidden = false));
  const items = drafts.map(({ since }) => Object.assign(document.createElement("li"), { textContent: `Begun at ${clock(since)}` }));
  document.getElementById("drafts").replaceChildren(...items);
  phone.hidden = !drafts.length;
  for (const each of units) each.addEventListener("click", () => sendAll(each.dataset.unit));
  if (drafts.length && units.length === 1) await sendAll(units[0].dataset.unit);
}

// What the server has in full was kept only to go on with: it is erased.
async function waiting() {
  const found = [];
  for (const each of await store.all()) {
    const draft = await store.read(each);
    if (draft.pages.length || draft.done) found.push(draft);
    else await store.erase(each.id);
  }
  return found;
}

// One tab at a time. Each is erased once the server has said that it has it, and not before.
async function sendAll(unit) {
  failed.textContent = "";
  await navigator.locks.request("needs", async () => {
    const places = [];
    for (const each of await waiting()) {
      const place = await send(each, unit);
      if (!place) return;
      await store.erase(each.id);
      places.push(place);
    }
    location.assign(places.length === 1 ? places[0] : location.pathname);
  });
}

async function send({ id, since, pages, done }, unit) {
  const form = new FormData();
  form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  form.set("unit", unit);
  form.set("draft", JSON.stringify({ id, since, pages, done }));
  try {
    const answer = await fetch(phone.dataset.send, { method: "POST", body: form });
    if (answer.ok && !answer.redirected) return (await answer.json()).address;
    failed.textContent = `It could not be sent (${answer.redirected ? "sign in again" : answer.status}). It stays on this phone.`;
  } catch (noConnection) {
    failed.textContent = "It could not be sent: no connection. It stays on this phone.";
  }
  return "";
}

if (canKeep()) come();
