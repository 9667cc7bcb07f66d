// Shows what waits on this device: what it is about, why it was refused, and what can be done.

import { drop, notes } from "./store.js";

const words = document.querySelector("#field-words")?.dataset ?? {};

export const say = (name, values = {}) =>
  Object.entries(values).reduce(
    (text, [key, value]) => text.replace(`{${key}}`, value),
    words[name] ?? "",
  );

export const count = (name, number) =>
  say(number === 1 ? `${name}One` : `${name}Many`, { count: number });

// `person`: who is signed in, or was when there was a line last; undefined when nobody knows.
export async function show({ person, places, again }) {
  const section = document.querySelector("[data-waiting]");
  const all = await notes();
  const own = all.filter((item) => !person || item.person === person);
  section.hidden = all.length === 0;
  section.querySelector("h2").textContent = count("waiting", own.length);
  const foreign = section.querySelector("[data-foreign]");
  foreign.hidden = own.length === all.length;
  section.querySelector("[data-send]").hidden = own.every((item) => item.refused);
  section
    .querySelector("ul")
    .replaceChildren(...own.map((item) => line(item, { person, places, again })));
  return own;
}

function line(item, context) {
  const row = document.querySelector("#waiting-note").content.cloneNode(true);
  const part = (name) => row.querySelector(`[data-${name}]`);
  part("about").textContent = about(item);
  part("written").textContent = moment(new Date(item.written_at));
  part("refused").hidden = !item.refused;
  part("refused").textContent = item.refused ? say("refused", { reason: item.refused }) : "";
  part("again").hidden = !item.refused;
  part("again").addEventListener("click", () => context.again(item.key));
  part("change").href = `${context.places.note.replace("NUMBER", item.number)}?change=${item.key}`;
  part("discard").addEventListener("click", async () => {
    if (window.confirm(say("discard"))) {
      await drop(item.key);
      await show(context);
    }
  });
  return row;
}

// As all pages write it, by the clock of the device.
function moment(at) {
  const local = new Date(at - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace("T", " ");
}

function about(item) {
  const photos = item.photos.length ? count("photos", item.photos.length) : "";
  return [item.number, item.text.slice(0, 60), photos].filter(Boolean).join(" · ");
}
