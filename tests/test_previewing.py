"""The build as the dev server knows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitegen.previewing import base_path, previewing
from tests.world import World

SHOP = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    draft: true
    ---
    -- content/pages/about.md --
    ---
    title: About
    ---
"""


def test_a_preview_never_touches_what_is_published(world: Callable[..., World]) -> None:
    site = world(SHOP)
    preview = previewing(lambda: site.settings(drafts=True), keep_output=False)
    preview.rebuild()
    assert (preview.folder / "products/tea/index.html").is_file()
    assert not (site.folder / "output").exists()


def test_a_rebuild_tells_what_changed_and_what_is_only_a_draft(world: Callable[..., World]) -> None:
    site = world(SHOP)
    preview = previewing(lambda: site.settings(drafts=True), keep_output=False)
    assert "about/index.html" in preview.rebuild().paths
    assert preview.rebuild().paths == ()
    (site.folder / "content/pages/about.md").unlink()
    rebuilt = preview.rebuild()
    assert "about/index.html" in rebuilt.paths
    assert rebuilt.drafts == {"products/tea/index.html"}


@pytest.mark.parametrize(
    ("url", "path"), [("https://x.example", "/"), ("https://x.example/sub/", "/sub/"), ("[broken", "/"), ("", "/")]
)
def test_the_base_path_is_known_even_of_a_broken_site(url: str, path: str, world: Callable[..., World]) -> None:
    site = world("")
    site.put("site.yaml", f"url: '{url}'\nprice: wrong\n")
    assert base_path(site.settings()) == path
    site.put("site.yaml", "title: [unclosed")
    assert base_path(site.settings()) == "/"


def test_a_base_url_given_by_hand_wins(world: Callable[..., World]) -> None:
    assert base_path(world("").settings(base_url="https://y.example/deep/er/")) == "/deep/er/"
