"""Compiled templates: the built-in themes' beside compiled modules, a site's own with the site, none needed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.engines import templates
from tests.world import World

OWN = """
-- content/products/tea.md --
---
title: Tea
sku: T
price: 3
---
Good.
-- site.yaml --
title: Shop
url: https://shop.example/
currency: EUR
checkout: {provider: template, url: "https://pay.example/{sku}{?tag}"}
theme: mine
-- themes/mine/theme.yaml --
title: Mine
extends: base
-- themes/mine/templates/_facts.html --
<p>Own</p>
"""


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where compiled modules lie."""
    folder = tmp_path / "modules"
    folder.mkdir()
    monkeypatch.setattr(templates, "compiled_modules", lambda: folder)
    return folder


def compiled_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_built_in_templates_are_kept_for_all_sites_and_own_ones_with_theirs(
    world: Callable[..., World], modules: Path
) -> None:
    site = world(OWN)
    page = site.build().page("/products/tea/")
    assert len(compiled_below(modules)) > 20
    own = compiled_below(site.folder / ".sitegen/cache/templates")
    assert own and len(own) < 4  # noqa: PT018 - the one template, as it is and guarded
    assert "<p>Own</p>" in page


def test_spoilt_and_missing_ones_are_compiled_anew(world: Callable[..., World], modules: Path) -> None:
    before = world(OWN).build().files()
    for number, path in enumerate(compiled_below(modules)):
        path.write_bytes(path.read_bytes()[: number % 40]) if number % 3 else path.unlink()
    again = world(OWN)
    assert again.build(output=again.folder / "second").files() == before


def test_without_a_place_for_compiled_modules_they_lie_with_the_site(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert templates.compiled_modules() is None
    site = world(OWN)
    site.build()
    assert len(compiled_below(site.folder / ".sitegen/cache/templates")) > 20
