// Helps for a bad line and for a device that knows where it is. Every page works without them.

const PREFIX = "cityloop-draft-";

// Words and address stay on this device until the server has them; never a name, phone or mail.
for (const field of document.querySelectorAll("[data-keep]")) {
  const name = PREFIX + field.dataset.keep;
  if (!field.value) {
    field.value = localStorage.getItem(name) ?? "";
  }
  field.addEventListener("input", () => localStorage.setItem(name, field.value));
}

if (document.querySelector("[data-sent]")) {
  forget();
}
for (const form of document.querySelectorAll("form.discard")) {
  form.addEventListener("submit", forget);
}

function forget() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) {
      localStorage.removeItem(name);
    }
  }
}

// Without a line a form waits and goes by itself when the line is back. Its key makes sure that
// what arrived already is not taken twice.
for (const form of document.querySelectorAll("form[data-offline]")) {
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    show(form);
    window.addEventListener("online", () => form.requestSubmit(button), { once: true });
  });
}

function show(form) {
  const words = document.querySelector("#kept-here");
  if (words && !form.querySelector(".kept-here")) {
    form.append(words.content.cloneNode(true));
  }
}

const locate = document.querySelector("[data-locate]");
if (locate && navigator.geolocation) {
  const told = locate.querySelector("[role=status]");
  locate.hidden = false;
  locate.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const form = locate.closest("form");
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.longitude.value = coords.longitude.toFixed(6);
        form.dispatchEvent(new Event("cityloop:place"));
        told.textContent = told.dataset.found;
      },
      () => {
        told.textContent = told.dataset.missing;
      },
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
}
