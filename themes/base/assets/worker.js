// Keeps what was visited, so that it opens without a connection. `version` and `missing`, the pages that answer for those
// nobody kept, one a language, come before this text.
const root = registration.scope, mine = root + " " + version, opened = () => caches.open(mine),
  isPage = /(^|\/|\.html)$/, isFile = /^assets\/[^/]+\.(css|js|avif|webp|jpe?g|png|svg)$/, isPicture = /\.(avif|webp|jpe?g|png|svg)$/,
  isPrivate = /^(s|admin)\//, isSpare = /404\.html$/;

const keep = async (key, answer, kind, most) => {
  const cache = await opened();
  if (answer.status === 404 || answer.status === 410) return cache.delete(key);
  if (answer.status !== 200 || answer.redirected || answer.type !== "basic") return;
  await cache.put(key, answer);
  const old = (await cache.keys()).filter(one => kind.test(one.url) && !isSpare.test(one.url));
  for (const one of old.slice(0, -most)) await cache.delete(one);
};

const ask = (event, key, kind, most) => {
  const asked = fetch(event.request);
  event.waitUntil(asked.then(answer => keep(key, answer.clone(), kind, most)).catch(() => {}));
  return asked;
};

const find = async key => (await opened()).match(key, { ignoreVary: true });

const page = async (event, key, path) => {
  const asked = ask(event, key, isPage, 60), kept = await find(key);
  try {
    return await (kept ? Promise.race([asked, new Promise((_, late) => setTimeout(late, 3000))]) : asked);
  } catch (e) {
    return kept || await find(root + missing.find(one => path.startsWith(one.slice(0, -8)))) || Response.error();
  }
};

onfetch = event => {
  const { request } = event, key = request.url.split(/[?#]/)[0], path = key.slice(root.length);
  if (request.method !== "GET" || !key.startsWith(root) || request.headers.has("range") || isPrivate.test(path)) return;
  if (isFile.test(path)) event.respondWith(find(key).then(kept => kept || ask(event, key, isPicture, 300)));
  else if (isPage.test(path)) event.respondWith(page(event, key, path));
};

oninstall = event => {
  skipWaiting();
  event.waitUntil(opened().then(cache => Promise.all(missing.map(async one =>
    cache.put(root + one, new Response(await (await fetch(root + one)).blob()))))));
};

onactivate = event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(root + " ") && name !== mine) await caches.delete(name);
  await clients.claim();
})());
