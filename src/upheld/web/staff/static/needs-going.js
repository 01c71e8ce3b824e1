// With a connection: what is answered so far is sealed on the phone, and each page before it is sent, so
// that an assessment goes on where the connection was lost. Once it is handed in, nothing is left.
"use strict";

const going = JSON.parse(document.getElementById("going").textContent);
const asking = document.getElementById("asking");
const shownSince = Date.now();

async function come() {
  await store.open();
  await store.belongsTo(going.owner);
  if (going.finished) return store.erase(going.id);
  await keep({ answers: going.answers, seconds: going.seconds, pages: [], done: false });
  asking.addEventListener("submit", send);
}

// Sealed first, then sent as without script.
async function send(event) {
  event.preventDefault();
  try {
    await keep(asking.elements.page ? answered(asking.elements.page.value) : { ...going, pages: [], done: true });
  } finally {
    asking.submit();
  }
}

function answered(page) {
  const typed = {};
  for (const { name, value, checked, type } of asking.elements) {
    if (["radio", "checkbox"].includes(type)) typed[name] = (typed[name] || []).concat(checked ? value : []);
  }
  const texts = Object.entries(typed).map(([key, values]) => [key, values.join(" ")]);
  const seconds = (going.seconds[page] || 0) + (Date.now() - shownSince) / 1000;
  return { answers: { ...going.answers, ...Object.fromEntries(texts) }, seconds: { ...going.seconds, [page]: seconds },
    pages: [{ page, seconds, typed }], done: false };
}

async function keep({ answers, seconds, pages, done }) {
  const before = (await store.all()).find(({ id }) => id === going.id);
  await store.keep({ id: going.id, since: before ? before.since : Date.now(), answers, seconds, pages, done });
}

if (canKeep()) come();
