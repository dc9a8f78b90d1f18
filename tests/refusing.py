"""A small shop for tests of what a build refuses."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.errors import ContentError
from tests.world import World

TEA = "content/products/tea.md"
SITE = """\
title: Shop
url: https://shop.example/
currency: CNY
languages: [en, zh]
checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
"""


def stocked(site: World) -> World:
    """The site as a shop in two languages that sells tea, with a creator who picks it."""
    site.put("site.yaml", SITE)
    site.put(TEA, "---\ntitle: Tea\nsku: TEA\nprice: 12\n---\nGood tea.\n")
    site.put("content/creators/lin.md", "---\nname: Lin\npicks: [tea]\n---\n")
    return site


def product(fields: str = "", body: str = "") -> str:
    """A product whose own words begin on line 5."""
    return f"---\ntitle: Tea\nsku: TEA\nprice: 12\n{fields}\n---\n{body}"


def refused(site: World, **changes: Any) -> list[str]:
    """What a build says about a site that it refuses; nothing of it may have been published."""
    with pytest.raises(ContentError) as caught:
        site.build(**changes)
    assert not (site.folder / "output").exists()
    return [str(problem) for problem in caught.value.problems]
