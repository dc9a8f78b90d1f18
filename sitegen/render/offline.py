"""The text of the service worker, and of the one that takes it away again."""

from __future__ import annotations

import json

from sitegen.model.catalog import Catalog
from sitegen.plan.addresses import Addresses
from sitegen.plan.offline import ASSET, is_offline, spare_pages, version_of
from sitegen.render.templates import compact

# Takes away what was kept, and itself.
_FAREWELL = """\
oninstall = () => skipWaiting();
onactivate = event => event.waitUntil((async () => {
  const root = registration.scope;
  for (const name of await caches.keys()) if (name.startsWith(root + " ")) await caches.delete(name);
  await registration.unregister();
})());
"""


def worker(catalog: Catalog, addresses: Addresses) -> bytes:
    """What lies at `/sw.js`."""
    if not is_offline(catalog):
        return compact(ASSET, _FAREWELL).encode()
    spares = spare_pages(catalog, addresses)
    said = {"version": version_of(catalog, spares), "missing": spares}
    head = ",".join(f"{name}={json.dumps(value, separators=(',', ':'))}" for name, value in said.items())
    return compact(ASSET, f"const {head};\n{catalog.theme.assets[ASSET].decode()}").encode()
