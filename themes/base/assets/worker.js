// Keeps what was visited, so that it opens without a connection: 60 pages, the newest answer first, and 300 pictures.
// `version` and `missing`, the pages that answer for those nobody kept, one a language, come before this text.
const root = registration.scope, mine = root + " " + version, open = () => caches.open(mine),
  isPage = /(\/|html)$/, isFile = /^assets\/[^/]+\.(css|js|avif|webp|jpg|png|svg)$/;

const find = async key => (await open()).match(key, { ignoreVary: true });

const keep = async (key, answer) => {
  const cache = await open(), { status } = answer, page = isPage.test(key);
  if (status === 404 || status === 410) await cache.delete(key);
  if (status !== 200 || answer.redirected) return;
  await cache.put(key, answer);
  const all = (await cache.keys()).filter(({ url }) => isPage.test(url) === page && !/(404.html|css|js)$/.test(url));
  for (const old of all.slice(0, page ? -60 : -300)) await cache.delete(old);
};

const reply = async (event, key, path, page) => {
  const kept = await find(key);
  if (kept && !page) return kept;
  const asked = fetch(event.request);
  event.waitUntil(asked.then(answer => keep(key, answer.clone())).catch(() => 0));
  try {
    return await (kept ? Promise.race([asked, new Promise((_, late) => setTimeout(late, 3e3))]) : asked);
  } catch (e) {
    return kept || page && await find(root + missing.find(one => path.startsWith(one.slice(0, -8)))) || Response.error();
  }
};

onfetch = event => {
  const { method, url, headers } = event.request, key = url.split(/[?#]/)[0], path = key.slice(root.length), page = isPage.test(key);
  if (method === "GET" && key.startsWith(root) && !headers.has("range") && (page || isFile.test(path)) && !/^(s|admin)\//.test(path))
    event.respondWith(reply(event, key, path, page));
};

oninstall = event => {
  skipWaiting();
  event.waitUntil(open().then(cache => Promise.all(missing.map(async one => {
    const answer = await fetch(root + one);
    await cache.put(root + one, new Response(await answer.blob()));
  }))));
};

onactivate = event => event.waitUntil(caches.keys().then(names => Promise.all(
  names.map(name => name.startsWith(root + " ") && name !== mine && caches.delete(name)))).then(() => clients.claim()));
