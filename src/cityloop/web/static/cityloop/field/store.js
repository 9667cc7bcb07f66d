// What this device keeps: the notes that wait to be sent, and the short list of one's orders.

const NAME = "cityloop-field";
// As long as a person stays signed in: whoever finds the phone later finds no list.
const KEPT = 12 * 3600 * 1000;

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("notes", { keyPath: "key" });
      asked.result.createObjectStore("lists");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function run(store, mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const work = base.transaction(store, mode, { durability: "strict" });
      const asked = act(work.objectStore(store));
      work.oncomplete = () => resolve(asked.result);
      work.onabort = () => reject(work.error);
    });
  } finally {
    base.close();
  }
}

export async function notes() {
  const found = await run("notes", "readonly", (store) => store.getAll());
  return found.sort((one, other) => one.written_at.localeCompare(other.written_at));
}

export const note = (key) => run("notes", "readonly", (store) => store.get(key));
export const keep = (item) => run("notes", "readwrite", (store) => store.put(item));
export const drop = (key) => run("notes", "readwrite", (store) => store.delete(key));

export const keepList = (list) =>
  run("lists", "readwrite", (store) => store.put({ ...list, at: Date.now() }, "own"));
export const dropList = () => run("lists", "readwrite", (store) => store.delete("own"));

export async function list() {
  const found = await run("lists", "readonly", (store) => store.get("own"));
  return found && Date.now() - found.at < KEPT ? found : undefined;
}
