"""What peers' templates take from a finished build of ours, so that their pages have the same styles and colours."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from workload import PAY_URL, SITE, Size, creator_name, product_name

_STYLE = re.compile(r"<style>\n(.*?)\n</style>", re.DOTALL)
_COLOURS = re.compile(r"^:root ?\{ ?--paper.*\}$", re.MULTILINE)
_TINT = re.compile(r'class="avatar"[^>]* style="([^"]*)"')


def pages_by_kind(size: Size) -> dict[str, str]:
    """One page of each kind."""
    creator, product = creator_name(0), product_name(0)
    pages = {
        "home": "index.html",
        "missing": "404.html",
        "circle": "circles/home/index.html",
        "product": f"products/{product}/index.html",
        "store": f"@{creator}/index.html",
        "thanks": f"@{creator}/thanks/index.html",
        "personal": f"@{creator}/{product}/index.html",
    }
    return pages | ({"post": "posts/post-00000/index.html"} if size.posts else {})


def shop(finished: Path, size: Size) -> dict[str, Any]:
    """The names of everything, the house's words, styles by kind of page and colours by creator."""
    creators = [creator_name(number) for number in range(size.creators)]
    personal = (finished / pages_by_kind(size)["personal"]).read_text(encoding="utf-8")
    return {
        "creators": creators,
        "products": [product_name(number) for number in range(size.products)],
        "title": SITE["title"],
        "tagline": SITE["tagline"],
        "url": SITE["url"],
        "contact": SITE["contact"],
        "delivery": SITE["delivery"],
        "pay": PAY_URL,
        "styles": {kind: _style(finished / page) for kind, page in pages_by_kind(size).items()},
        "looks": {"house": _look(finished / "index.html")}
        | {name: _look(finished / f"@{name}/index.html") for name in creators},
        "wide": _found(r'<link rel="stylesheet" href="([^"]*)" media', personal),
        "below": _found(r'<link rel="stylesheet" href="([^"]*)" fetchpriority', personal),
        "script": _found(r'<script src="([^"]*)"', personal),
    }


def copy_assets(finished: Path, folder: Path) -> None:
    """Files that no tool makes: styles, the script, the icon, robots.txt."""
    shutil.copytree(finished / "assets", folder / "assets")
    for name in ("favicon.svg", "robots.txt"):
        shutil.copy(finished / name, folder / name)


def _style(page: Path) -> list[str]:
    """Cut where the colours belong: three texts around two gaps."""
    style = _found(_STYLE, page.read_text(encoding="utf-8"))
    pieces = _COLOURS.split(style)
    return [*pieces, *[""] * (3 - len(pieces))]


def _look(page: Path) -> dict[str, Any]:
    text = page.read_text(encoding="utf-8")
    tint = _TINT.search(text)
    colours = _COLOURS.findall(_found(_STYLE, text))
    return {"colours": [*colours, *[""] * (2 - len(colours))], "tint": tint[1] if tint else ""}


def _found(pattern: str | re.Pattern[str], text: str) -> str:
    match = re.search(pattern, text)
    return match[1] if match else ""
