// A photo large over the page, with those beside it; without scripts its link shows it alone.

const words = document.querySelector("#photo-words");
const every = [...document.querySelectorAll("a[data-large]")];
// A photo may stand twice on a page, in its note and in the history; it is shown once.
const links = every.filter((link, at) => every.findIndex((one) => one.href === link.href) === at);
let shown = 0;
let pressed;
let dialog;

for (const link of every) {
  link.addEventListener("click", (event) => {
    if (!words || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    dialog ??= made();
    pressed = link;
    show(links.findIndex((one) => one.href === link.href));
    dialog.showModal();
  });
}

function made() {
  const found = words.content.cloneNode(true).querySelector("dialog");
  document.body.append(found);
  found.querySelector("[data-before]").addEventListener("click", () => show(shown - 1));
  found.querySelector("[data-next]").addEventListener("click", () => show(shown + 1));
  found.addEventListener("close", () => pressed.focus());
  found.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      show(shown + step);
    }
  });
  return found;
}

function show(place) {
  shown = (place + links.length) % links.length;
  const small = links[shown].querySelector("img");
  const large = dialog.querySelector("img");
  large.src = links[shown].href;
  large.alt = small.alt;
  dialog.setAttribute("aria-label", small.alt);
  for (const button of dialog.querySelectorAll("[data-before], [data-next]")) {
    button.hidden = links.length < 2;
  }
}
