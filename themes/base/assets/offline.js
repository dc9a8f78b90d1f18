// Has this page kept for when there is no connection: what was loaded before the worker was there goes past it once more.
(() => {
  const worker = navigator.serviceWorker, { worker: address } = document.currentScript.dataset;
  if (!worker) return;
  if (!worker.controller) worker.oncontrollerchange = () => {
    worker.oncontrollerchange = null;
    const loaded = performance.getEntriesByType("resource").map(it => it.name);
    for (const it of [location.href, ...loaded.filter(it => /\/assets\/[^/]+\.(css|js|avif|webp|jpe?g|png|svg)$/.test(it))]) {
      fetch(it).catch(() => 0);
    }
  };
  worker.register(address).catch(() => 0);
})();
