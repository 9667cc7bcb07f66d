// One map: boundaries, shades, places and a pin. Colours come from the style sheet by class.

import { Pin } from "./pin.js";

// Square pixels that the average area of a level must have before its name is written.
const ROOM_OF_NAME = 12_000;
const CLOSE = 15;

export class Frame {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.box = root.querySelector(".map-frame");
    this.L = globalThis.L;
    this.map = this.L.map(this.box, {
      attributionControl: Boolean(data.tiles),
      zoomControl: false,
      maxZoom: data.deepest,
      zoomSnap: 0.25,
      scrollWheelZoom: false,
      fadeAnimation: false,
      zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    this.map.attributionControl?.setPrefix(false);
    this.L.control
      .zoom({ zoomInTitle: data.words.closer, zoomOutTitle: data.words.farther })
      .addTo(this.map);
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.#tiles();
    this.levels = [];
    this.counts = [];
    this.places = this.L.featureGroup().addTo(this.map);
    // Before any view is set the library refuses to place anything.
    this.map.setView([0, 0], 0);
    this.map.on("zoomend", () => this.#name());
    if (data.pin?.every((ident) => document.getElementById(ident))) {
      this.pin = new Pin(this);
    }
  }

  // The places of the last answer; the view follows only when one of them is out of it.
  update(data) {
    this.data = { ...this.data, places: data.places };
    this.#places();
    if (data.places.length && !this.map.getBounds().contains(this.places.getBounds())) {
      this.#look();
    }
  }

  async boundaries() {
    const read = await Promise.all(this.data.levels.map(({ url }) => json(url)));
    this.counts = read.map(({ features }) => Math.max(1, features.length));
    if (read.length) {
      this.L.geoJSON(read[0], { interactive: false, style: { className: "map-land" } }).addTo(this.map);
    }
    // The finest first: a border of a district lies over the borders of its parts.
    for (let depth = read.length - 1; depth >= 0; depth -= 1) {
      this.#level(read[depth], depth);
    }
    if (this.data.cells) {
      this.#cells(await json(this.data.cells));
    }
    this.#places();
    this.#look();
    this.#name();
  }

  #tiles() {
    if (this.data.tiles) {
      const { url, attribution } = this.data.tiles;
      const words = document.createElement("span");
      words.textContent = attribution;
      this.L.tileLayer(url, { attribution: words.outerHTML }).addTo(this.map);
      this.box.classList.add("tiled");
    }
  }

  #level(collection, depth) {
    const { level } = this.data.levels[depth];
    const shading = this.data.shading?.level === level ? this.data.shading : null;
    const layer = this.L.geoJSON(collection, {
      interactive: Boolean(shading),
      style: ({ properties }) => ({ className: classes(properties.code, depth, shading) }),
      onEachFeature: ({ properties }, shape) => {
        const name = named(properties.names);
        if (shading) {
          shape.bindTooltip(text(`${name}: ${shading.words[properties.code] ?? "–"}`), {
            sticky: true,
          });
        }
        this.#label(shape, name, depth);
      },
    }).addTo(this.map);
    this.levels.push(layer);
  }

  // A name in the middle of an area; without a base map it is what one finds one's place by.
  #label(shape, name, depth) {
    const icon = this.L.divIcon({
      className: `map-name depth-${depth}`,
      html: text(name),
      iconSize: null,
    });
    const marker = this.L.marker(shape.getBounds().getCenter(), {
      icon,
      interactive: false,
      keyboard: false,
    });
    marker.addTo(this.map);
  }

  #cells(collection) {
    this.L.geoJSON(collection, {
      style: ({ properties }) => ({ className: `map-cell shade-${properties.class}` }),
      onEachFeature: ({ properties }, shape) => shape.bindTooltip(text(properties.words)),
    }).addTo(this.map);
  }

  #places() {
    this.places.clearLayers();
    for (const place of this.data.places) {
      const dot = this.L.circleMarker(place.at, {
        radius: place.here ? 9 : 7,
        className: place.here ? "map-place here" : "map-place",
      }).bindTooltip(text(place.label));
      if (place.url) {
        dot.on("click", () => location.assign(place.url));
      }
      dot.addTo(this.places);
    }
  }

  #look() {
    const { view, places } = this.data;
    const pinned = this.pin?.at();
    if (pinned) {
      this.map.setView(pinned, CLOSE, { animate: false });
    } else if (places.length) {
      this.map.fitBounds(this.places.getBounds().pad(0.3), { maxZoom: CLOSE, animate: false });
    } else if (view) {
      this.map.setView([view.latitude, view.longitude], view.zoom ?? CLOSE, { animate: false });
    } else {
      const whole = this.L.featureGroup(this.levels).getBounds();
      if (whole.isValid()) {
        this.map.fitBounds(whole, { padding: [8, 8], animate: false });
      }
    }
    this.map.setMinZoom(Math.min(this.#wide(), this.map.getZoom()));
  }

  #wide() {
    const whole = this.L.featureGroup(this.levels).getBounds();
    return whole.isValid() ? this.map.getBoundsZoom(whole) - 0.5 : 0;
  }

  // Names of the finest level whose areas have room for one on the screen.
  #name() {
    const whole = this.L.featureGroup(this.levels).getBounds();
    if (!whole.isValid()) {
      return;
    }
    const west = this.map.latLngToLayerPoint(whole.getNorthWest());
    const east = this.map.latLngToLayerPoint(whole.getSouthEast());
    const room = (east.x - west.x) * (east.y - west.y);
    const depths = this.counts.map((count) => room / count >= ROOM_OF_NAME);
    this.box.dataset.names = Math.max(0, depths.lastIndexOf(true));
  }
}

async function json(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) {
    throw new Error(`${url}: ${answer.status}`);
  }
  return answer.json();
}

function classes(code, depth, shading) {
  if (!shading) {
    return `map-area depth-${depth}`;
  }
  const shade = shading.classes[code];
  return `map-area depth-${depth} shade-${shade ?? "none"}`;
}

function named(names) {
  const language = document.documentElement.lang.toLowerCase();
  return names[language] ?? names[language.split("-")[0]] ?? Object.values(names)[0];
}

// Words of the city and of people go in as text, never as markup.
function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span;
}
