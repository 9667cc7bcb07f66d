// Small helps for those who work by keyboard and press twice; every page works without them.

const FIELDS = "input:not([type=hidden]), select, textarea";

// After a refusal the eye and the reader go to what was wrong.
document.querySelector("[data-focus]")?.focus();

// The form of a step that was fetched is for typing into: start at its first field.
document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.target;
  if (part.closest("[aria-live]")) {
    return;
  }
  (part.querySelector("[data-focus]") ?? part.querySelector(FIELDS))?.focus();
});

// Ctrl+Enter sends the form that one is in, by its first button, as a press on it would.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) {
    return;
  }
  const form = event.target.closest?.("form");
  const button = form?.querySelector("button[type=submit]");
  if (button) {
    event.preventDefault();
    // A press, not a mere submit: only then does a fetched part send the button's own value.
    button.click();
  }
});

// A second press while the answer is on its way would do everything twice. A form whose answer is a
// file stays on the page: after a moment it may be sent again.
const ON_ITS_WAY = 5000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, ON_ITS_WAY);
});
