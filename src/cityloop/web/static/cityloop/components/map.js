// Maps. The library is loaded when a map comes into sight; without scripts the map stays hidden
// and the list, table or fields beside it say the same.

import { Frame } from "../map/frame.js";

const frames = new WeakMap();

function start(root) {
  const kept = frames.get(root);
  if (kept) {
    kept.then((frame) => frame?.update(read(root)));
    return;
  }
  root.hidden = false;
  const watch = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) {
      watch.disconnect();
      frames.set(root, draw(root));
    }
  });
  watch.observe(root);
}

function read(root) {
  return JSON.parse(document.getElementById(`${root.id}-data`).textContent);
}

async function draw(root) {
  const data = read(root);
  try {
    await Promise.all([import(data.leaflet.script), sheet(data.leaflet.style)]);
    const frame = new Frame(root, data);
    await frame.boundaries();
    return frame;
  } catch (error) {
    root.querySelector("[role=status]").textContent = data.words.missing;
    console.warn("Map:", error.message);
    return null;
  }
}

function sheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  });
}

function startAll() {
  document.querySelectorAll("[data-map]").forEach(start);
}

startAll();
document.addEventListener("htmx:afterSettle", startAll);
