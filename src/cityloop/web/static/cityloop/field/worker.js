// Answers for the pages of work on the spot while there is no line, or one that never ends.
// SHELL, ASSETS and CACHE stand above: the server writes them.

const PATIENCE = 6000;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

async function fill() {
  const cache = await caches.open(CACHE);
  // Not from the browser's own cache, which may hold what was there before.
  await cache.addAll([SHELL, ...ASSETS].map((url) => new Request(url, { cache: "reload" })));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(drop().then(() => self.clients.claim()));
});

async function drop() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("field-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(page(request, event));
  } else if (ASSETS.includes(new URL(request.url).pathname)) {
    event.respondWith(asset(request));
  }
});

async function page(request, event) {
  const cache = await caches.open(CACHE);
  const late = new Promise((resolve) => {
    setTimeout(async () => resolve(await cache.match(SHELL, { ignoreVary: true })), PATIENCE);
  });
  const live = fetch(request).then((answer) => {
    // In the language that is read now.
    event.waitUntil(cache.add(SHELL).catch(() => undefined));
    return answer;
  });
  try {
    return (await Promise.race([live, late])) ?? (await live);
  } catch {
    return (await cache.match(SHELL, { ignoreVary: true })) ?? Response.error();
  }
}

async function asset(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}
