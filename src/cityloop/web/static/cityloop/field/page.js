// Work on the spot: notes are written into this device first and sent when there is a line.
// Without scripts the pages are plain lists and forms.

import { wire } from "./form.js";
import { OUT, sendAll, TRIED } from "./queue.js";
import { dropList, list } from "./store.js";
import { count, say, show } from "./waiting.js";

const EVERY = 30_000;
const JUST_SENT = "cityloop-field-sent";

const frame = document.querySelector("[data-field]");
const { orders, note, worker, edge, most, number } = frame.dataset;
const places = { orders, note };
const isShell = "shell" in frame.dataset;
let person = frame.dataset.person;
let form;

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(worker).catch(() => undefined);
}
// Whoever signs out leaves no list of orders behind; notes that wait stay until they are sent.
for (const out of document.querySelectorAll('form[action$="/logout/"]')) {
  out.addEventListener("submit", () => dropList());
}

async function start() {
  const kept = await list();
  person ??= kept?.person;
  if (isShell) {
    showShell(kept);
  } else {
    wireForm(number);
  }
  tellSent();
  window.addEventListener("online", () => send().then(leaveShell));
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(() => busy || send(), EVERY);
  document.querySelector("[data-send]").addEventListener("click", () => send());
  await send();
}

function leaveShell() {
  if (isShell && (!form || form.isEmpty())) {
    location.reload();
  }
}

function wireForm(of) {
  const found = document.querySelector("form[data-note-form]");
  if (found && of && person) {
    const after = async () => {
      navigator.storage?.persist?.();
      await refresh();
      document.querySelector("[data-waiting] h2").focus();
      await send();
    };
    form = wire(found, { number: of, person, edge: Number(edge), most: Number(most), after });
  }
}

function refresh() {
  return show({ person, places, again: (key) => send({ again: key }) });
}

// One after the other: what is kept while the notes before it are sent goes right after them.
let turn = Promise.resolve();
let busy = 0;
function send(options) {
  busy += 1;
  turn = turn
    .then(() => sendNow(options))
    .catch(() => tellLine(say("noLine")))
    .finally(() => {
      busy -= 1;
    });
  return turn;
}

async function sendNow(options) {
  const waits = (await refresh()).length > 0;
  // Without anything to send the list is still fetched: it is read when the line is gone.
  if (!navigator.onLine || (isShell && !waits)) {
    tellLine(say("noLine"));
    return;
  }
  const done = await sendAll(places, options);
  const texts = { [OUT]: say("signIn"), [TRIED]: "" };
  tellLine(texts[done.state] ?? say("noLine"));
  await refresh();
  if (done.sent) {
    sessionStorage.setItem(JUST_SENT, done.sent);
    if (!form || form.isEmpty()) {
      location.replace(location.pathname);
    } else {
      tellSent();
    }
  }
}

function tellLine(text) {
  document.querySelector("[data-line]").textContent = text;
}

function tellSent() {
  const sent = Number(sessionStorage.getItem(JUST_SENT));
  sessionStorage.removeItem(JUST_SENT);
  const told = document.querySelector("[data-sent]");
  told.hidden = !sent;
  told.textContent = sent ? count("sent", sent) : "";
}

// The page without a line: one's list, or the form of one order out of it.
function showShell(kept) {
  const wanted = /\/([^/]+)\/$/.exec(location.pathname.slice(frame.dataset.list.length - 1))?.[1];
  const order = kept?.orders.find((one) => one.number === decodeURIComponent(wanted ?? ""));
  const part = (name) => document.querySelector(`[data-${name}]`);
  part("shell-list").hidden = Boolean(wanted);
  part("shell-order").hidden = !order;
  part("shell-unknown").hidden = !wanted || Boolean(order);
  if (order) {
    for (const name of ["number", "title", "address", "due"]) {
      part(`order-${name}`).textContent = order[name];
    }
    wireForm(order.number);
  } else if (!wanted) {
    part("shell-none").hidden = Boolean(kept?.orders.length);
    part("shell-orders").replaceChildren(...(kept?.orders ?? []).map(row));
  }
}

function row(order) {
  const made = document.querySelector("#spot-order").content.cloneNode(true);
  made.querySelector("a").href = note.replace("NUMBER", order.number);
  for (const name of ["number", "title", "address", "due"]) {
    made.querySelector(`[data-order-${name}]`).textContent = order[name];
  }
  return made;
}

start();
