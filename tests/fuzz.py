"""Hostile texts by the ten thousand, through Markdown into a real browser: `python -m tests.fuzz --minutes 5`.

Whatever it finds belongs into `test_hostile.py`, under FOUND.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from playwright.sync_api import Browser, sync_playwright

from sitegen.model.markdown import ALLOWED_TAGS, parse
from tests.conftest import CHROMIUM
from tests.hostile import LISTEN, LOOK, broken_laws, corpus, left_behind, markup_of, page_of, random_text

ADDRESS = "https://shop.example/"
BATCH = 500
SLOW = 3.0  # seconds for one text of a few hundred characters


def faults_of(text: str) -> list[str]:
    """Everything wrong with what one text becomes, as far as one can tell without a browser."""
    started = time.perf_counter()
    parsed = parse(text)
    seconds = time.perf_counter() - started
    markup = markup_of(text)
    slow = [f"took {seconds:.1f} s"] if seconds > SLOW else []
    stumbled = [parsed.trouble] if parsed.trouble and "cannot be read" in parsed.trouble else []
    odd = left_behind(markup)
    return [*slow, *stumbled, *broken_laws(markup), *([f"left {odd!r}"] if odd else [])]


def seen_in_browser(browser: Browser, texts: list[str]) -> list[str]:
    """What a browser finds on one page of all these, with no policy to protect it; narrowed down to the text."""
    found = _looked_at(browser, texts)
    if not found or len(texts) == 1:
        return [f"{fault} of {texts[0]!r}" for fault in found]
    half = len(texts) // 2
    return [*seen_in_browser(browser, texts[:half]), *seen_in_browser(browser, texts[half:])] or [
        f"{fault} of {len(texts)} texts together" for fault in found
    ]


def _looked_at(browser: Browser, texts: list[str]) -> list[str]:
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(LISTEN)
    body = page_of([markup_of(text) for text in texts])
    context.route("**/*", lambda route: route.abort())
    context.route(ADDRESS, lambda route: route.fulfill(body=body, content_type="text/html"))
    page = context.new_page()
    page.goto(ADDRESS)
    found: list[str] = page.evaluate(LOOK, sorted(ALLOWED_TAGS))
    sections = page.locator("section.hostile").count()
    context.close()
    return [*found, *([f"{sections} sections of {len(texts)}"] if sections != len(texts) else [])]


def batches(texts: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    rest = iter(texts)
    while batch := list(islice(rest, size)):
        yield batch


def random_texts(seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    while True:
        yield random_text(chance)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    options.add_argument("--chromium", default=CHROMIUM)
    chosen = options.parse_args()
    until = time.monotonic() + 60 * chosen.minutes
    tried, faults = 0, 0
    print(f"seed {chosen.seed}", flush=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.chromium, args=["--no-sandbox"])
        for name, texts in (("corpus", corpus()), ("random", random_texts(chosen.seed))):
            for batch in batches(texts):
                found = [f"{fault}: {text!r}" for text in batch for fault in faults_of(text)]
                found += seen_in_browser(browser, batch)
                tried, faults = tried + len(batch), faults + len(found)
                for fault in found:
                    print(fault, flush=True)
                if time.monotonic() > until:
                    break
            print(f"{name}: {tried:,} texts tried so far, {faults} faults", flush=True)
        browser.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
