// Sends the notes that wait, each once: its key makes sure of that, whatever is lost on the way.

import { drop, dropList, keep, keepList, notes } from "./store.js";

// A line that hangs counts as none.
const PATIENCE = 20_000;
const PATIENCE_WITH_PHOTOS = 180_000;
// How it went: the person must sign in again, nothing came through, or it was tried.
export const OUT = "out";
export const NO_LINE = "no-line";
export const TRIED = "tried";

// One page at a time; what two send at the same moment the server keeps once.
export function sendAll(places, { again } = {}) {
  const work = () => sendEach(places, again);
  return navigator.locks ? navigator.locks.request("cityloop-field", work) : work();
}

async function sendEach(places, again) {
  const desk = await ask(places);
  if (typeof desk === "string") {
    return { state: desk, sent: 0 };
  }
  let sent = 0;
  for (const item of await notes()) {
    const waits = item.person === desk.person && (!item.refused || item.key === again);
    if (waits && (await send(item, desk, places))) {
      sent += 1;
    }
  }
  return { state: TRIED, sent, desk };
}

// The list is fetched anew, and with it what shows that the person is still signed in.
async function ask(places) {
  try {
    const answer = await fetch(places.orders, {
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      await dropList();
      return OUT;
    }
    if (!answer.ok) {
      return NO_LINE;
    }
    const desk = await answer.json();
    await keepList({ person: desk.person, orders: desk.orders });
    return desk;
  } catch {
    return NO_LINE;
  }
}

async function send(item, desk, places) {
  let answer;
  try {
    answer = await fetch(places.note.replace("NUMBER", encodeURIComponent(item.number)), {
      method: "POST",
      body: sheet(item, desk.token),
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_WITH_PHOTOS),
    });
  } catch {
    return false;
  }
  if (answer.ok && (await told(answer)).kept) {
    await drop(item.key);
    return true;
  }
  if (answer.status >= 400 && answer.status < 500) {
    await keep({ ...item, refused: (await told(answer)).refused || String(answer.status) });
  }
  return false;
}

async function told(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

function sheet(item, token) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token);
  for (const name of ["key", "text", "finding", "written_at"]) {
    body.set(name, item[name]);
  }
  for (const [name, value] of Object.entries(item.place ?? {})) {
    body.set(name, value);
  }
  for (const photo of item.photos) {
    body.append(photo.moment, photo.blob, photo.name);
  }
  return body;
}
