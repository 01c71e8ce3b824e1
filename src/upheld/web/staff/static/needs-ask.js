// Asks without a connection. What is asked when stands in tables that the engine made (plain.py):
// this looks up, and evaluates nothing. The server decides once the answers are sent.
"use strict";

const kept = JSON.parse(document.getElementById("kept").textContent);
const screens = [...document.querySelectorAll("[data-screen]")];
const screen = (id) => screens.find((each) => each.dataset.screen === id);
let draft = null;
let shownSince = 0;

// ------------------------------------------------------------------ which pages there are

const holds = (table, values) => table.rows.some((row) => row.every((text, n) => text === (values[table.reads[n]] || "")));

// Every page for these answers with what is asked on it; what is not asked counts for nothing.
function journey(answers) {
  const values = {};
  const pages = [];
  for (const page of kept.pages) {
    const asked = page.questions.filter((question) => {
      const is = question.asked_if.every((table) => holds(table, values));
      if (is) values[question.key] = answers[question.key] || "";
      return is;
    });
    if (asked.length) pages.push({ id: page.id, asked });
  }
  const done = pages.findIndex((page) => page.asked.some((q) => !(q.key in answers) || fault(q, answers[q.key])));
  return { pages, values, done: done < 0 ? pages.length : done };
}

function fault(question, text) {
  if (!text) return question.required ? kept.words.choose : "";
  const chosen = question.several ? text.split(" ") : [text];
  return chosen.length > 1 && chosen.some((name) => question.alone.includes(name)) ? kept.words.alone : "";
}

// ------------------------------------------------------------------------------ on the page

function show(id) {
  for (const each of screens) each.hidden = each.dataset.screen !== id;
  document.getElementById("wrong").hidden = true;
  document.getElementById("back").hidden = id === "done";
  shownSince = Date.now();
  window.scrollTo(0, 0);
  screen(id).querySelector("h1").focus();
}

function open(id) {
  const page = journey(draft.answers).pages.find((each) => each.id === id);
  for (const box of screen(id).querySelectorAll("[data-key]")) {
    const asked = page.asked.find((question) => question.key === box.dataset.key);
    box.hidden = !asked;
    const chosen = ((asked && draft.answers[asked.key]) || "").split(" ");
    for (const field of box.querySelectorAll("input")) field.checked = chosen.includes(field.value);
    say(box, "");
  }
  show(id);
}

function onward() {
  const found = journey(draft.answers);
  if (found.done < found.pages.length) open(found.pages[found.done].id);
  else check();
}

async function send(event, id) {
  event.preventDefault();
  const page = journey(draft.answers).pages.find((each) => each.id === id);
  const given = {};
  for (const { key } of page.asked) {
    const box = screen(id).querySelector(`[data-key="${key}"]`);
    given[key] = [...box.querySelectorAll("input:checked")].map((field) => field.value).join(" ");
  }
  const wrong = page.asked.map((question) => [question.key, fault(question, given[question.key])]).filter(([, words]) => words);
  if (wrong.length) return refuse(id, page, wrong);
  Object.assign(draft.answers, given);
  draft.seconds[id] = (draft.seconds[id] || 0) + (Date.now() - shownSince) / 1000;
  await keep();
  onward();
}

function refuse(id, page, wrong) {
  const list = document.querySelector("#wrong ul");
  list.replaceChildren();
  for (const { key } of page.asked) {
    const box = screen(id).querySelector(`[data-key="${key}"]`);
    const words = (wrong.find(([each]) => each === key) || [])[1] || "";
    const alike = wrong.filter(([, each]) => each === words).length > 1; // links that say the same name their questions
    const link = alike ? `${box.querySelector("legend").textContent.trim()} ${words}` : words;
    say(box, words);
    if (words) list.append(put("li", put("a", link, { href: "#" + box.querySelector("input").id })));
  }
  document.getElementById("wrong").hidden = false;
  window.scrollTo(0, 0);
  list.querySelector("a").focus();
}

// The message beside a question, or none.
function say(box, words) {
  const group = box.querySelector(".govuk-form-group");
  group.classList.toggle("govuk-form-group--error", Boolean(words));
  for (const old of box.querySelectorAll(".govuk-error-message")) old.remove();
  if (words) box.querySelector("fieldset").querySelector(".govuk-radios, .govuk-checkboxes").before(put("p", words, { class: "govuk-error-message" }));
}

function check() {
  const found = journey(draft.answers);
  const rows = found.pages.flatMap((page) => page.asked.map((question) => row(page.id, question, draft.answers[question.key])));
  document.getElementById("answers").replaceChildren(...rows);
  warn(found.values);
  show("check");
}

function row(id, { key }, text) {
  const box = screen(id).querySelector(`[data-key="${key}"]`);
  const words = box.querySelector("legend").textContent.trim();
  const said = [...box.querySelectorAll("input")].filter((field) => text.split(" ").includes(field.value))
    .map((field) => box.querySelector(`label[for="${field.id}"]`).textContent.trim());
  const change = put("button", ["Change", put("span", " " + words.toLowerCase(), { class: "govuk-visually-hidden" })], { type: "button", class: "govuk-link upheld-change" });
  change.addEventListener("click", () => open(id));
  return put("div", [put("dt", words, { class: "govuk-summary-list__key" }), put("dd", said.join(", ") || "Left blank", { class: "govuk-summary-list__value" }),
    put("dd", change, { class: "govuk-summary-list__actions" })], { class: "govuk-summary-list__row" });
}

function warn(values) {
  for (const each of document.querySelectorAll("[data-urgent]")) each.hidden = !holds(kept.urgent, values);
}

async function handIn() {
  draft.done = true;
  await keep();
  warn(journey(draft.answers).values);
  show("done");
}

// As the server takes it: the pages of the path, each with what is ticked.
async function keep() {
  const { pages, values } = journey(draft.answers);
  draft.pages = pages.filter((page) => page.asked.every(({ key }) => key in draft.answers)).map((page) => ({
    page: page.id, seconds: draft.seconds[page.id] || 0,
    typed: Object.fromEntries(page.asked.map(({ key }) => [key, values[key] ? values[key].split(" ") : []])),
  }));
  await store.keep(draft);
}

async function begin() {
  const drafts = await store.all();
  const items = await Promise.all(drafts.map(async (each) => {
    const found = await store.read(each);
    const words = `Begun at ${clock(found.since)}${found.done ? ", waiting for a connection" : ""} `;
    const which = () => put("span", ` the one begun at ${clock(found.since)}`, { class: "govuk-visually-hidden" });
    const carry = put("button", ["Carry on", which()], { type: "button", class: "govuk-button govuk-button--secondary" });
    const away = put("button", ["Erase", which()], { type: "button", class: "govuk-button govuk-button--warning" });
    carry.addEventListener("click", () => ((draft = found), (draft.done = false), onward()));
    away.addEventListener("click", () => store.erase(found.id).then(begin));
    return put("li", [put("p", words, { class: "govuk-body" }), carry, " ", away]);
  }));
  document.getElementById("drafts").replaceChildren(...items);
  show("begin");
}

function back(event) {
  const now = screens.find((each) => !each.hidden).dataset.screen;
  if (now === "begin") return;
  event.preventDefault();
  const { pages } = journey(draft.answers);
  const number = now === "check" ? pages.length : pages.findIndex((page) => page.id === now);
  if (number > 0) open(pages[number - 1].id);
  else begin();
}

function put(tag, inside, attributes = {}) {
  const made = document.createElement(tag);
  made.append(...[].concat(inside));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function start() {
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
  draft = { id, since: Date.now(), answers: {}, seconds: {}, pages: [], done: false };
  onward();
}

for (const { id } of kept.pages) screen(id).querySelector("form").addEventListener("submit", (event) => send(event, id));
document.getElementById("start").addEventListener("click", start);
document.getElementById("hand-in").addEventListener("click", handIn);
document.getElementById("back").addEventListener("click", back);
if (canKeep()) {
  store.open().then(begin).catch(() => (document.getElementById("failed").textContent = "This browser keeps nothing, so it cannot be used without a connection."));
} else {
  document.getElementById("start").hidden = true;
  document.getElementById("failed").textContent = "This browser cannot seal what you answer, so it cannot be used without a connection.";
}
