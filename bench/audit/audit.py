"""Hold the demo store against what the web asks of a page, and write docs/audit.md.

make audit
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import axes
import baseline
import lighthouse
import markup
import report
import sizes
from playwright.sync_api import Browser, sync_playwright
from serving import serving

from sitegen.build import build
from sitegen.settings import Settings

ROOT = Path(__file__).parents[2]
MODULES = ROOT / ".venv-pages/node_modules"
PAGES = {"product": "/@lin/repair-emulsion/", "store": "/@lin/", "post": "/posts/three-days-one-pouch/", "home": "/"}
KINDS = (
    "/", "/@mei/", "/@lin/repair-emulsion/", "/products/velvet-lipstick/", "/posts/three-days-one-pouch/",
    "/circles/beauty/", "/events/dumplings/", "/@lin/thanks/", "/about/", "/404.html",
)  # fmt: skip
ONE_LANGUAGE = ("/emulsion/",)


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--times", type=int, default=3, help="looks of Lighthouse at each page")
    times = asked.parse_args().times
    with tempfile.TemporaryDirectory(dir=MODULES.parent) as folder:
        site = _built(Path(folder))
        with serving(site) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=lighthouse.CHROMIUM, args=["--no-sandbox"])
            found = [*_faults(browser, site, url)]
            weights = [sizes.weigh(browser, url, address) for address in PAGES.values()]
            browser.close()
            load = os.getloadavg()[0]
            seen = [lighthouse.look(MODULES, url, address, times) for address in PAGES.values()]
        heaviest = sizes.heaviest(site)
    baseline.record(MODULES, ROOT / "tests/baseline.json")
    report.write(PAGES, seen, weights, heaviest, found, _versions(), times, load)
    good = not any(faults for _, faults in found) and all(one.good for one in seen) and weights[0].good
    return 0 if good else 1


def _faults(browser: Browser, site: Path, url: str) -> Iterator[tuple[str, list[str]]]:
    pages = sum(1 for _ in site.rglob("*.html"))
    yield f"Nu HTML checker, {pages} pages", markup.faults(MODULES, site)
    shares = [f"/s/{share.name}/" for share in sorted((site / "s").iterdir())]
    everywhere = [*KINDS, *(f"/ar{address}" for address in KINDS), *shares, *ONE_LANGUAGE]
    for scheme in ("light", "dark"):
        wrong = axes.violations(browser, url, everywhere, scheme)
        yield f"axe, {len(everywhere)} pages in {'the dark' if scheme == 'dark' else 'light'}", wrong
    sheets = len(list(ROOT.glob("themes/*/assets/*.css")))
    yield f"Chromium 80 and iOS 13, {sheets} style sheets", baseline.faults(MODULES, ROOT)


def _built(folder: Path) -> Path:
    """The demo, in Arabic too: its words are the theme's, and its texts stay in the language they are in."""
    source = folder / "site"
    source.mkdir()
    for name in ("content", "fonts", "themes"):
        shutil.copytree(ROOT / name, source / name)
    for file in ROOT.glob("site*.yaml"):
        text = file.read_text(encoding="utf-8")
        changed = re.sub(r"^languages: \[en, zh\]$", "languages: [en, zh, ar]", text, flags=re.MULTILINE)
        # Drawn previews would need a font with Arabic letters, and no page shows them.
        (source / file.name).write_text(changed.replace("previews: composed\n", ""), encoding="utf-8")
    if (ROOT / ".sitegen/cache").exists():
        shutil.copytree(ROOT / ".sitegen/cache", source / ".sitegen/cache", copy_function=os.link)
    build(Settings(source=source, output=folder / "output", clock=datetime.now(UTC)))
    return folder / "output"


def _versions() -> dict[str, str]:
    return {
        "Lighthouse": lighthouse.version(MODULES),
        "Nu HTML checker": markup.version(MODULES),
        "axe-core": axes.version(),
        "MDN browser-compat-data": baseline.version(MODULES),
        "Chromium": report.said([lighthouse.CHROMIUM, "--version"]),
    }


if __name__ == "__main__":
    sys.exit(main())
