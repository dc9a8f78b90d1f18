"""The editor at /admin/: settings that both editors take, a policy of its own, and nothing changed elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen.editing.cms import CDN, config
from sitegen.errors import ContentError
from sitegen.hosts.headers import header_rules
from tests.world import SITE, World

KNOWN: dict[str, Any] = json.loads((Path(__file__).parent / "sveltia.json").read_text())

# What Decap 3.16 has; its schema wants a name and a label of each field.
DECAP = {"boolean", "color", "datetime", "image", "list", "markdown", "number", "object", "select", "string", "text"}

SHOP = """
-- content/creators/lin/index.md --
---
name: Lin
picks: [tea]
commission: 12%
---
-- content/products/tea/index.md --
---
title: Tea
sku: T
price: 12
commission: 12%
photos: [{file: tea.jpg, alt: Tea}]
---
Good.
-- content/products/tea/tea.jpg --
photo 40x50 #88aa66
-- content/circles/home/index.md --
---
title: Home
---
"""


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    return world(SHOP)


def with_cms(shop: World, cms: str = "true", more: str = "") -> World:
    shop.put("site.yaml", f"{SITE}cms: {cms}\n{more}")
    return shop


def settings_of(shop: World) -> dict[str, Any]:
    return config(shop.check().catalog)


def fields_in(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from fields_in([*field.get("fields", ()), *([field["field"]] if "field" in field else [])])


def fields_of(collection: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in collection["fields"]}


def collection(shop: World, name: str) -> dict[str, Any]:
    return next(found for found in settings_of(shop)["collections"] if found["name"] == name)


@pytest.mark.parametrize("editor", ["sveltia", "decap"])
def test_every_key_is_one_that_the_editors_know(shop: World, editor: str) -> None:
    shop.put("site.zh.yaml", "tagline: 茶\n")
    found = settings_of(with_cms(shop, f"{{editor: {editor}, repo: lin/shop}}", "languages: [en, zh]\n"))
    assert set(found) <= set(KNOWN["config"])
    assert set(found["backend"]) <= set(KNOWN["backend"])
    assert set(found.get("i18n", ())) <= set(KNOWN["i18n"])
    assert set(found["output"]) <= set(KNOWN["output"])
    assert [each["name"] for each in found["collections"]] == [
        "products",
        "creators",
        "posts",
        "circles",
        "shares",
        "events",
        "pages",
    ]
    for each in found["collections"]:
        assert set(each) <= set(KNOWN["collection"])
        for field in fields_in(each["fields"]):
            assert set(field) <= set(KNOWN["widgets"][field["widget"]]), field
            assert field["label"]
            assert editor == "sveltia" or field["widget"] in DECAP
        assert each["identifier_field"] in fields_of(each)


def test_a_translation_has_only_what_differs_and_a_file_beside_the_text(shop: World) -> None:
    with_cms(shop, more="languages: [en, zh]\n")
    found = settings_of(shop)
    assert found["i18n"]["omit_default_locale_from_file_path"] is True
    assert found["i18n"]["locales"] == ["en", "zh"]
    product = collection(shop, "products")
    fields = fields_of(product)
    assert product["path"] == "{{slug}}/index"
    assert product["media_folder"] == ""
    assert fields["title"]["i18n"] is True
    assert fields["body"]["i18n"] is True
    assert not {"price", "draft", "slug", "commission"} & {key for key, field in fields.items() if "i18n" in field}
    variants = {field["name"]: field.get("i18n") for field in fields["variants"]["fields"]}
    assert (variants["name"], variants["sku"], variants["price"]) == (True, "duplicate", None)


def test_in_one_language_nothing_is_translated(shop: World) -> None:
    assert "i18n" not in str(settings_of(with_cms(shop)))


def test_a_key_has_the_form_in_which_it_is_written(shop: World) -> None:
    fields = fields_of(collection(with_cms(shop), "creators"))
    assert fields["picks"]["widget"] == "select"
    assert fields["picks"]["options"] == [{"label": "Tea", "value": "tea"}]
    assert fields["commission"]["widget"] == "string"
    shop.write("-- content/creators/lin/index.md --\n---\nname: Lin\npicks: [{product: tea, note: Good}]\n---\n")
    assert fields_of(collection(shop, "creators"))["picks"]["widget"] == "list"


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("photos", "[{file: tea.jpg, alt: Tea}, tea.jpg]"),
        ("checkout", '{provider: template, url: "https://pay.example/{?tag}"}'),
    ],
)
def test_what_no_form_can_show_is_left_to_the_text(shop: World, key: str, written: str) -> None:
    assert key in fields_of(collection(with_cms(shop), "products"))
    shop.put("content/products/tea/index.md", f"---\ntitle: Tea\nsku: T\nprice: 12\n{key}: {written}\n---\n")
    assert key not in fields_of(collection(shop, "products"))


def test_single_files_have_a_list_of_their_own(shop: World) -> None:
    shop.put("content/circles/food.md", "---\ntitle: Food\n---\n")
    named = {found["name"]: found for found in settings_of(with_cms(shop))["collections"]}
    assert "path" in named["circles"]
    assert "path" not in named["circles-files"]


def test_the_folder_in_the_repository_goes_before_every_path(shop: World) -> None:
    found = settings_of(with_cms(shop, "{repo: lin/all, folder: shop, branch: next}"))
    assert found["backend"] == {"name": "github", "repo": "lin/all", "branch": "next"}
    assert found["media_folder"] == "shop/static/uploads"
    assert {each["folder"].partition("/")[0] for each in found["collections"]} == {"shop"}


def test_the_page_has_a_policy_of_its_own_and_all_others_keep_theirs(shop: World) -> None:
    before = shop.build().page("/@lin/tea/")
    site = with_cms(shop, "{repo: lin/shop}").build()
    page = (site.output / "admin/index.html").read_text()
    assert CDN["sveltia"].url in page
    assert CDN["sveltia"].integrity in page
    assert "https://api.github.com" in page
    assert not re.search(r"<script>|onload=", page)
    assert yaml.safe_load((site.output / "admin/config.yml").read_text()) == settings_of(shop)
    assert site.page("/@lin/tea/") == before
    assert "admin" not in (site.output / "sitemap.xml").read_text()
    said = dict(header_rules(shop.check().plan)[0].headers)["Content-Security-Policy"]
    assert said == "frame-ancestors 'self'"


def test_decap_is_started_with_the_local_backend(shop: World) -> None:
    site = with_cms(shop, "{editor: decap}").build()
    start = (site.output / "admin/start.js").read_text()
    told = json.loads(start.removeprefix("CMS.init(").removesuffix(");\n"))["config"]
    assert told.pop("local_backend") is True
    assert told.pop("load_config_file") is False
    assert told == settings_of(shop)
    page = (site.output / "admin/index.html").read_text()
    assert page.index("manual.js") < page.index("decap-cms") < page.index("start.js")


def test_a_package_of_ones_own_is_copied(shop: World) -> None:
    shop.put("vendor/cms/dist/sveltia-cms.js", "editor")
    shop.put("vendor/cms/dist/sveltia-cms.js.map", "map")
    site = with_cms(shop, "{bundle: vendor/cms}").build()
    assert (site.output / "admin/sveltia-cms.js").read_text() == "editor"
    assert {path.name for path in (site.output / "admin").iterdir()} == {"index.html", "config.yml", "sveltia-cms.js"}
    assert "unpkg" not in (site.output / "admin/index.html").read_text()


def test_a_package_that_is_not_there_is_said_with_its_line(shop: World) -> None:
    told = with_cms(shop, "{bundle: node_modules/@sveltia/cms}").complaints()
    assert "site.yaml" in told
    assert "npm install @sveltia/cms" in told


@pytest.mark.parametrize("cms", ["false", "{enabled: false}", "{enabled: false, bundle: nowhere}"])
def test_without_it_there_is_nothing(shop: World, cms: str) -> None:
    assert not (with_cms(shop, cms).build().output / "admin").exists()


def test_a_page_of_the_same_address_is_refused(shop: World) -> None:
    shop.put("content/pages/admin.md", "---\ntitle: Admin\n---\n")
    with pytest.raises(ContentError):
        with_cms(shop).build()


def test_what_is_wrong_with_its_settings_is_said(shop: World) -> None:
    assert "nobody can sign in at /admin/" in with_cms(shop).complaints()
    assert with_cms(shop, "{repo: lin/shop}").complaints() == ""
    assert "`netlify` is not possible here" in with_cms(shop, "{editor: netlify}").complaints()
    told = with_cms(shop, "{repo: shop, sign_in: nowhere}").complaints()
    assert "`shop` is no repository" in told
    assert "`nowhere` is no web address" in told


def test_the_editor_is_the_same_in_every_language(shop: World) -> None:
    shop.put("site.zh.yaml", "cms: true\n")
    assert "is the same in every language" in with_cms(shop, more="languages: [en, zh]\n").complaints()
