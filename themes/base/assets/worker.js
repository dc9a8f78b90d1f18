// Keeps what was visited, so that it opens without a connection: 60 pages, the newest answer first, and 300 pictures.
// `version` and `missing`, the pages that answer for those nobody kept, one a language, come before this text.
const root = registration.scope, mine = root + " " + version, isPage = /(\/|html)$/,

  keep = async (box, key, got) => {
    const page = isPage.test(key);
    if (/404|410/.test(got.status)) return box.delete(key);
    if (got.status != 200 || got.redirected) return;
    await box.put(key, got);
    const all = (await box.keys()).filter(it => isPage.test(it.url) == page && !/(404.html|s)$/.test(it.url));
    for (const it of all.slice(0, page ? -60 : -300)) box.delete(it);
  },

  reply = async (e, key, page) => {
    const box = await caches.open(mine), find = it => box.match(it, { ignoreVary: true }), kept = await find(key);
    if (kept && !page) return kept;
    const asked = fetch(e.request), late = new Promise((_, no) => kept && setTimeout(no, 3e3));
    e.waitUntil(asked.then(it => keep(box, key, it.clone())).catch(_ => 0));
    return Promise.race([asked, late]).catch(async _ => kept ||
      page && await find(root + missing.find(it => key.startsWith(root + it.slice(0, -8)))) || Response.error());
  };

onfetch = e => {
  const it = e.request, [key] = it.url.split(/[?#]/), path = key.slice(root.length), page = isPage.test(key);
  if (it.method == "GET" && key.startsWith(root) && !it.headers.has("range") &&
    (page ? !/^(s|admin)\//.test(path) : /^assets\/[^/]+\.(css|js|svg|avif|webp|jpg|png)$/.test(path)))
    e.respondWith(reply(e, key, page));
};

oninstall = e => e.waitUntil(caches.open(mine).then(box => Promise.all(missing.map(async it =>
  box.put(root + it, new Response(await (await fetch(root + it)).blob()))))));

onactivate = e => e.waitUntil(caches.keys().then(all => Promise.all(
  all.map(it => it.startsWith(root + " ") && it != mine && caches.delete(it)))).then(_ => clients.claim()));
skipWaiting();
