// The form of a note: everything goes into the queue first, so that nothing is lost on the way.

import { smaller } from "./photos.js";
import { keep, note } from "./store.js";
import { say } from "./waiting.js";

const PLACE = ["latitude", "longitude", "accuracy"];

// `number`: of the order; `person`: whose note it is; `after`: what follows once it is kept.
export function wire(form, { number, person, edge, most, after }) {
  const state = { before: undefined, photos: [] };
  const send = async () => {
    const item = await sheet(form, { number, person, edge, state });
    const wrong = refusal(item, most);
    tell(form, wrong);
    if (wrong) {
      return false;
    }
    try {
      await keep(item);
    } catch {
      // No store on this device: the form goes as it would without scripts.
      form.submit();
      return false;
    }
    reset(form, state);
    return true;
  };
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Photos take seconds to be made smaller: a second press meanwhile would keep the note twice.
    if (busy) {
      return;
    }
    busy = true;
    const kept = await send().finally(() => {
      busy = false;
    });
    if (kept) {
      await after();
    }
  });
  wireLocation(form);
  const change = new URLSearchParams(location.search).get("change");
  if (change) {
    note(change).then((item) => item?.number === number && fill(form, item, state));
  }
  return { isEmpty: () => isEmpty(form, state) };
}

async function sheet(form, { number, person, edge, state }) {
  const data = new FormData(form);
  const place = Object.fromEntries(
    PLACE.filter((name) => data.get(name)).map((name) => [name, data.get(name)]),
  );
  return {
    key: state.before?.key ?? newKey(),
    number,
    person,
    text: data.get("text").trim(),
    finding: data.get("finding") ?? "",
    place,
    written_at: state.before?.written_at ?? new Date().toISOString(),
    photos: [...state.photos, ...(await chosen(form, edge))],
  };
}

async function chosen(form, edge) {
  const found = [];
  for (const moment of ["before", "after"]) {
    for (const file of form.elements[moment].files) {
      found.push({ moment, name: file.name, blob: await smaller(file, edge) });
    }
  }
  return found;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function refusal(item, most) {
  if (!item.text && !item.finding && !item.photos.length) {
    return say("empty");
  }
  return item.photos.length > most ? say("tooMany") : "";
}

function tell(form, wrong) {
  const told = form.querySelector("[data-wrong]");
  told.hidden = !wrong;
  told.textContent = wrong;
  if (wrong) {
    told.focus();
  }
}

function isEmpty(form, state) {
  const data = new FormData(form);
  const files = ["before", "after"].some((name) => form.elements[name].files.length);
  return !(data.get("text") || data.get("finding") || files || state.before);
}

function reset(form, state) {
  form.reset();
  Object.assign(state, { before: undefined, photos: [] });
  forgetPlace(form);
  showKept(form, state);
  history.replaceState(null, "", location.pathname);
}

// A note that was refused comes back into the form as it was.
function fill(form, item, state) {
  Object.assign(state, { before: item, photos: item.photos });
  form.elements.text.value = item.text;
  form.elements.finding.value = item.finding;
  for (const [name, value] of Object.entries(item.place ?? {})) {
    form.elements[name].value = value;
  }
  showKept(form, state);
  form.elements.text.focus();
}

function showKept(form, state) {
  const list = form.querySelector("[data-kept]");
  list.hidden = state.photos.length === 0;
  list.replaceChildren(
    ...state.photos.map((photo) => {
      const row = document.querySelector("#kept-photo").content.cloneNode(true);
      row.querySelector("span").textContent = photo.name;
      row.querySelector("button").addEventListener("click", () => {
        state.photos = state.photos.filter((one) => one !== photo);
        showKept(form, state);
      });
      return row;
    }),
  );
}

function wireLocation(form) {
  const part = form.querySelector("[data-locate]");
  if (!navigator.geolocation || !isSecureContext) {
    return;
  }
  part.hidden = false;
  const told = part.querySelector("[role=status]");
  part.querySelector("[data-add]").addEventListener("click", () => {
    told.textContent = told.dataset.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.longitude.value = coords.longitude.toFixed(6);
        form.elements.accuracy.value = Math.round(coords.accuracy);
        told.textContent = told.dataset.found.replace("{metres}", Math.round(coords.accuracy));
        part.querySelector("[data-forget]").hidden = false;
      },
      () => {
        told.textContent = told.dataset.missing;
      },
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
  part.querySelector("[data-forget]").addEventListener("click", () => forgetPlace(form));
}

function forgetPlace(form) {
  for (const name of PLACE) {
    form.elements[name].value = "";
  }
  form.querySelector("[data-locate] [role=status]").textContent = "";
  form.querySelector("[data-forget]").hidden = true;
}
