// What do I owe? On line this only makes the offences searchable and has the page kept. Without a
// connection it works out, from the rules that were kept with the page, what core/owe.py would say.
"use strict";

const DAY = 86400000;
const at = (iso) => Date.parse(iso + "T00:00:00Z");
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);
const inWords = (day, month = "long") =>
  new Date(at(day)).toLocaleDateString("en-GB", { day: "numeric", month, year: "numeric", timeZone: "UTC" });

// ------------------------------------------------------------------ what was answered

function read(given, rules, offences) {
  const wrong = {};
  const text = (name) => (given.get(name) || "").trim();
  const oneOf = (name, known) => (known.includes(text(name)) ? text(name) : null);
  const day = (name, what, needed) => {
    const said = text(name);
    if (!said) {
      if (needed) wrong[name] = `Enter ${what}`;
      return null;
    }
    const real = /^\d{4}-\d{2}-\d{2}$/.test(said) && !isNaN(at(said)) && iso(at(said)) === said;
    if (real && said >= rules.first && said <= rules.last) return said;
    wrong[name] = `Enter ${what}: a day from ${inWords(rules.first)} to ${inWords(rules.last)}`;
    return null;
  };
  const reported = day("reported", "the day of the report", true);
  const kind = oneOf("kind", rules.kinds);
  if (!kind) wrong.kind = "Choose who the victim is";
  const decided = oneOf("decided", rules.decided);
  const decidedOn = day("decided_on", "the day of the decision", decided);
  let interval = null;
  if (text("interval")) {
    if (/^[1-9][0-9]{0,2}$/.test(text("interval")) && Number(text("interval")) <= rules.longestInterval) {
      interval = Number(text("interval"));
    } else wrong.interval = `Enter a number of days from 1 to ${rules.longestInterval}`;
  }
  const events = [];
  for (let n = 1; n <= rules.mostEvents; n++) {
    const name = oneOf("e" + n, rules.eventNames);
    const on = day("d" + n, `the day of event ${n}`, name);
    const heard = day("h" + n, `the day on which the Witness Care Unit was told of event ${n}`, false);
    if (name && on) events.push({ name, on, heard });
    else if ((on || heard) && !wrong["e" + n]) wrong["e" + n] = `Choose what happened as event ${n}`;
  }
  const answers = {
    reported, kind, decided, decidedOn, interval, events,
    offence: oneOf("offence", offences), underAge: text("age") === "under_18",
    markers: rules.markers.filter((name) => text(name) === "1"),
  };
  return { answers, wrong };
}

// ------------------------------------------------------------------------ what is owed

function owed(answers, rules) {
  const found = [];
  const report = { name: "report", on: answers.reported, order: -1 };
  const triggers = [report, ...answers.events.map((each, order) => ({ ...each, order }))];
  for (const trigger of triggers) {
    const code = codeOn(rules, trigger.on);
    for (const rule of code ? code.duties : []) {
      if (rule.triggers.includes(trigger.name) && rule.scope.includes(answers.kind)) {
        found.push(duty(rule, code, trigger, answers, rules));
      }
    }
  }
  const code = codeOn(rules, answers.reported);
  for (const rule of code ? code.duties : []) {
    if (answers.interval && rule.triggers.includes("routine") && rule.scope.includes(answers.kind)) {
      const due = iso(at(answers.reported) + answers.interval * DAY);
      const why = `Updates were agreed every ${days(answers.interval)}; this gap began on ${inWords(answers.reported)}.`;
      found.push({ rule, due, why, order: -1 });
    }
  }
  const key = (each) => [each.due || "9999", String(each.rule.right).padStart(2, "0"), each.rule.id, each.order + 1];
  return found.sort((a, b) => (key(a).join() < key(b).join() ? -1 : 1));
}

const codeOn = (rules, day) => rules.codes.find((code) => code.from <= day && (!code.to || day <= code.to));

function duty(rule, code, trigger, answers, rules) {
  const start = rule.clock === "received" && trigger.name !== "report" ? trigger.heard : trigger.on;
  const began = `${rules.events[trigger.name]} on ${inWords(trigger.on)}`;
  if (!start) {
    return { rule, due: null, order: trigger.order,
      why: `${began}: no due date without the day on which the Witness Care Unit was told.` };
  }
  const heard = rule.clock === "received" ? `, of which the Witness Care Unit was told on ${inWords(start)}` : "";
  const rights = enhancedRights(code, answers, start);
  const number = rights.enhanced ? rule.enhanced : rule.standard;
  if (!number) return { rule, order: trigger.order, due: null, why: `${began}${heard}.` };
  return { rule, order: trigger.order, due: dueDate(start, number, rules), rights: rights.words,
    why: `${began}${heard}: ${days(number, "working ")}.` };
}

function enhancedRights(code, answers, start) {
  const grounds = code.grounds.filter((ground) => holds(ground, answers)).map((g) => groundWords(g, answers));
  const stands = answers.decided && answers.decidedOn <= start;
  const eligible = stands && answers.decided !== "not_eligible";
  const refused = stands && !eligible ? ` (decided not eligible on ${inWords(answers.decidedOn)})` : "";
  if (eligible) {
    const why = [...grounds, `recorded as eligible on ${inWords(answers.decidedOn)}`];
    return { enhanced: true, words: `Enhanced Rights: ${listed(why)}` };
  }
  if (grounds.length) return { enhanced: true, words: `Enhanced Rights: ${listed(grounds)}, though not recorded${refused}` };
  return { enhanced: false, words: `standard rights${refused}` };
}

function holds(ground, answers) {
  if (ground.underAge) return answers.underAge && answers.kind !== "business";
  if (ground.marker) return answers.markers.includes(ground.marker);
  if (ground.kind) return answers.kind === ground.kind;
  return ground.offences.includes(answers.offence);
}

function groundWords(ground, answers) {
  if (ground.underAge) return `under ${ground.underAge} at the offence`;
  if (ground.marker) return `marked as ${ground.marker.replaceAll("_", " ")}`;
  if (ground.kind) return ground.kind.replaceAll("_", " ");
  return `offence ${answers.offence} on the serious list`;
}

function dueDate(start, number, rules) {
  let day = at(start);
  for (let left = number; left > 0; ) {
    day += DAY;
    const weekday = new Date(day).getUTCDay();
    if (weekday > 0 && weekday < 6 && !rules.holidays.includes(iso(day))) left -= 1;
  }
  return iso(day);
}

const days = (number, kind = "") => `${number} ${kind}day${number === 1 ? "" : "s"}`;
const listed = (parts) => (parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);

// ------------------------------------------------------------------------------ on the page

function show(rules) {
  const given = new URLSearchParams(location.search);
  const form = document.getElementById("owe");
  for (const [name, value] of given) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else field.value = value;
    }
  }
  if (![...given].length) return;
  const offences = [...form.elements.offence.options].map((option) => option.value).filter(Boolean);
  const { answers, wrong } = read(given, rules, offences);
  if (Object.keys(wrong).length) {
    const list = document.querySelector("#wrong ul");
    list.append(...Object.entries(wrong).map(([name, text]) => put("li", put("a", text, { href: "#" + name }))));
    document.getElementById("wrong").hidden = false;
    document.title = `Error: ${document.title}`;
    return;
  }
  const short = (day) => new Date(at(day)).toLocaleDateString("en-GB", { weekday: "short", timeZone: "UTC" });
  const found = owed(answers, rules);
  const allRights = new Set(found.map(({ rights }) => rights).filter(Boolean));
  const rows = new Map();
  for (const { rule, due, why, rights } of found) {
    const when = due ? `${short(due)} ${inWords(due, "short").replace("Sept", "Sep")}` : rule.standard ? rules.words.noStart : rules.words.noDays;
    if (!rows.has(when)) rows.set(when, put("li", put("h3", when, { class: "govuk-heading-s" })));
    const own = rights && allRights.size > 1 ? ` ${rights[0].toUpperCase()}${rights.slice(1)}.` : "";
    rows.get(when).append(put("p", [put("strong", rule.title + "."), ` ${why}${own}`], { class: "govuk-body" }));
  }
  if (allRights.size === 1) {
    document.getElementById("rights").textContent = `Counted with ${[...allRights][0]}.`;
    document.getElementById("rights").hidden = false;
  }
  document.querySelector("#answer ol").append(...rows.values());
  document.getElementById("answer").hidden = false;
  document.querySelector("#answer dl").append(...said(form));
  if (!rows.size) document.getElementById("nothing").hidden = false;
}

// What was answered, so that a print tells it too.
function said(form) {
  const given = [...form.elements].filter((each) => each.name && each.value
    && (each.checked || !["radio", "checkbox"].includes(each.type)));
  return given.flatMap((each) => {
    const label = each.labels[0].textContent.trim();
    const legend = each.closest("fieldset")?.querySelector("legend").textContent.trim();
    if (each.checked) return [put("dt", legend), put("dd", label)];
    const day = each.type === "date" && inWords(each.value);
    const text = day || each.selectedOptions?.[0].textContent || each.value;
    return [put("dt", legend ? `${legend}: ${label}` : label), put("dd", text)];
  });
}

function put(tag, inside, attributes = {}) {
  const made = document.createElement(tag);
  made.append(...[].concat(inside));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// A field that narrows the list of offences; it is no answer and is never sent.
function searchable(select) {
  const all = [...select.children].map((child) => child.cloneNode(true));
  const field = put("input", [], { id: "find-offence", type: "search", class: "govuk-input", autocomplete: "off", spellcheck: "false" });
  const label = put("label", "Find an offence in the list below", { class: "govuk-label", for: "find-offence" });
  select.before(label, field);
  field.addEventListener("input", () => {
    const chosen = select.value;
    const wanted = field.value.trim().toLowerCase();
    const left = all.map((each) => each.cloneNode(true));
    for (const option of left.flatMap((each) => [...each.querySelectorAll("option")])) {
      const kept = option.value === chosen || option.textContent.toLowerCase().includes(wanted);
      if (!kept) option.remove();
    }
    select.replaceChildren(...left.filter((each) => each.tagName === "OPTION" || each.children.length));
    select.value = chosen;
  });
}

searchable(document.getElementById("offence"));
const kept = document.getElementById("owe-rules");
if (kept) show(JSON.parse(kept.textContent));
else if ("serviceWorker" in navigator) navigator.serviceWorker.register("/owe/worker.js", { scope: "/owe/" }).catch(() => {});
