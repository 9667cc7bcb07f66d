// The pin of a form: set by a click, by a button from the keyboard, or by the device's own place.

const DIGITS = 6;

export class Pin {
  constructor(frame) {
    this.frame = frame;
    const [latitude, longitude] = frame.data.pin;
    this.latitude = document.getElementById(latitude);
    this.longitude = document.getElementById(longitude);
    this.told = frame.root.querySelector("[role=status]");
    this.remover = frame.root.querySelector("[data-pin=remove]");
    const { map } = frame;
    map.on("click", ({ latlng }) => this.set(latlng));
    frame.root
      .querySelector("[data-pin=set]")
      .addEventListener("click", () => this.set(map.getCenter()));
    this.remover.addEventListener("click", () => this.remove());
    // The button of the device's place fills the same fields.
    this.latitude.form.addEventListener("cityloop:place", () => {
      this.#show();
      map.setView(this.at(), Math.max(map.getZoom(), 15));
    });
    this.#show();
  }

  at() {
    const point = [this.latitude.value, this.longitude.value];
    return point.every((one) => one !== "") ? point.map(Number) : null;
  }

  set({ lat, lng }) {
    this.latitude.value = lat.toFixed(DIGITS);
    this.longitude.value = lng.toFixed(DIGITS);
    this.#show();
    this.#tell(this.frame.data.words.pinned);
  }

  remove() {
    this.latitude.value = "";
    this.longitude.value = "";
    this.#show();
    this.#tell(this.frame.data.words.removed);
    this.frame.root.querySelector("[data-pin=set]").focus();
  }

  #tell(words) {
    this.told.textContent = words;
    // Whoever watches the form, such as the hints of the hotline, looks again.
    this.latitude.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #show() {
    const { L, map } = this.frame;
    const point = this.at();
    this.marker?.remove();
    this.marker = null;
    this.remover.hidden = point === null;
    if (point) {
      const icon = L.divIcon({ className: "map-marker", iconSize: [28, 36], iconAnchor: [14, 36] });
      this.marker = L.marker(point, { icon, draggable: true, keyboard: false }).addTo(map);
      this.marker.on("dragend", () => this.set(this.marker.getLatLng()));
    }
  }
}
