"""Composed previews: what chats show of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from sitegen.errors import Place
from sitegen.load import fonts
from sitegen.load.fonts import read_typefaces
from tests.world import CLOCK, Site, World

SHOP = """
    -- content/products/tea/index.md --
    ---
    title: Tea
    sku: T
    price: 12
    photos: [{file: leaf.jpg, alt: Leaves}]
    offers: [{label: Autumn, price: 10, until: 2026-12-01}]
    ---
    -- content/products/tea/index.zh.md --
    ---
    title: 茉莉花茶
    ---
    -- content/products/tea/leaf.jpg --
    photo 400x500 #101018
    -- content/creators/ann/index.md --
    ---
    name: Ann
    picks: [tea]
    ---
    -- content/posts/breakfast.md --
    ---
    title: Breakfast
    creator: ann
    date: 2026-11-01
    ---
    [[tea]]
    -- content/pages/about.md --
    ---
    title: About
    ---
"""
COMPOSED = "languages: [en, zh]\npreviews: composed\n"
PAGES = ("/products/tea/", "/@ann/tea/", "/@ann/", "/posts/breakfast/", "/zh/@ann/tea/")


def preview_of(site: Site, address: str) -> dict[str, str]:
    head = site.page(address).partition("</head>")[0]
    return dict(re.findall(r'<meta property="og:image:?(\w*)" content="([^"]*)">', head))


def file_of(site: Site, address: str) -> Path:
    return site.output / preview_of(site, address)[""].removeprefix("https://shop.example/")


@pytest.fixture
def shop(world: Callable[..., World], tmp_path_factory: pytest.TempPathFactory) -> World:
    site = world(SHOP)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + COMPOSED)
    memory = tmp_path_factory.getbasetemp() / "fonts.msgpack"
    if not memory.exists():
        site.check()
        memory.write_bytes((site.folder / ".sitegen/cache/fonts.msgpack").read_bytes())
    site.put(".sitegen/cache/fonts.msgpack", memory.read_bytes())
    return site


def test_previews_are_jpegs_of_the_size_and_weight_that_chats_take(shop: World) -> None:
    site = shop.build()
    assert len({preview_of(site, address)[""] for address in PAGES}) == len(PAGES)
    for address in PAGES:
        said = preview_of(site, address)
        assert (said["width"], said["height"], said["type"]) == ("1200", "630", "image/jpeg")
        assert said["alt"]
        file = file_of(site, address)
        assert file.stat().st_size <= 300_000
        assert re.search(r"-[0-9a-f]{10}\.jpg$", file.name)
        with Image.open(file) as picture:
            assert picture.format == "JPEG"
            assert picture.size == (1200, 630)
            assert not picture.getexif()


def test_demo_previews_are_light_and_of_every_kind(demo: Site) -> None:
    files = list((demo.output / "assets").glob("*-preview-*.jpg"))
    assert len(files) > 50
    assert max(file.stat().st_size for file in files) <= 300_000
    kinds = {job.place.file.split("/")[1] for job in demo.built.checked.plan.previews}
    assert {"products", "creators", "posts"} <= kinds


def test_every_page_of_the_demo_has_a_preview_that_is_there(demo: Site) -> None:
    for address in demo.addresses():
        said = preview_of(demo, address)
        if said:
            file = demo.output / said[""].removeprefix("https://lumea.example/")
            with Image.open(file) as picture:
                assert (str(picture.width), str(picture.height)) == (said["width"], said["height"])


def test_a_price_change_makes_a_new_picture_under_a_new_name(shop: World) -> None:
    first = shop.build()
    before = file_of(first, "/@ann/tea/").name
    store = file_of(first, "/@ann/").name
    product = shop.folder / "content/products/tea/index.md"
    product.write_text(product.read_text().replace("price: 10", "price: 9"))
    second = shop.build()
    assert file_of(second, "/@ann/tea/").name != before
    assert file_of(second, "/@ann/").name == store
    assert not (second.output / "assets" / before).exists()


def test_the_end_of_an_offer_makes_a_new_picture(shop: World) -> None:
    before = file_of(shop.build(), "/@ann/tea/").name
    assert file_of(shop.build(clock=CLOCK + timedelta(days=30)), "/@ann/tea/").name != before


def test_previews_are_drawn_once(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.build()

    def refuse(*anything: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr("sitegen.render.press.Press.draw", refuse)
    assert shop.build(output=shop.folder / "elsewhere").files()
    assert shop.build().built.report.written == 0


def test_pages_without_a_subject_and_sites_that_want_photos_show_photos(shop: World) -> None:
    assert "preview" not in preview_of(shop.build(), "/about/").get("", "")
    settings = shop.folder / "site.yaml"
    settings.write_text(settings.read_text().replace("previews: composed\n", ""))
    site = shop.build()
    assert "-preview-" not in preview_of(site, "/@ann/tea/")[""]
    assert preview_of(site, "/@ann/tea/")["width"] == "400"


def test_composed_previews_ask_for_what_they_need(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PACKAGES", ("typst", "no-such-package"))
    said = shop.complaints()
    assert "site.yaml:7: previews: composed previews need no-such-package" in said
    assert "pip install 'sitegen[kit]'" in said


def test_characters_that_no_font_has_are_errors_before_anything_is_written(shop: World) -> None:
    shop.put("content/products/salt.md", "---\ntitle: Salt \U00012000\nsku: S\nprice: 1\n---\n")
    said = shop.complaints()
    assert "content/products/salt.md" in said
    assert "U+12000" in said
    assert not (shop.folder / "output").exists()


def test_a_square_for_chats_stands_early_in_the_body_and_is_not_loaded(shop: World) -> None:
    site = shop.build()
    for address in ("/@ann/tea/", "/products/tea/"):
        body = site.page(address).partition("<body>")[2]
        first = re.search(r"<img[^>]*>", body)
        assert first
        assert " hidden " in first[0]
        assert 'loading="lazy"' in first[0]
        file = re.search(r'src="/([^"]*)"', first[0])
        assert file
        with Image.open(site.output / file[1]) as picture:
            assert picture.size == (300, 300)


# fonts


def test_a_sites_own_fonts_come_first_and_the_systems_fill_in(tmp_path: Path, demo: Site) -> None:
    root = Path(__file__).parent.parent
    made, problems = read_typefaces(root, ["fonts"], "en", tmp_path, Place("site.yaml"))
    assert problems == []
    assert made.setting("sans", ["Tea 茶 ¥12"]).names == ("Noto Sans SC",)
    assert made.setting("serif", ["Tea 茶 ¥12"]).names == ("Noto Serif SC",)
    assert made.setting("sans", ["\U00012000"]).lacking == "\U00012000"


def test_the_demo_is_drawn_with_its_own_fonts_alone(demo: Site) -> None:
    typefaces = demo.built.checked.catalog.typefaces
    assert typefaces
    own = {family.name for family in typefaces.own}
    for job in demo.built.checked.plan.previews:
        assert set(typefaces.setting("sans", [job.title, job.summary, job.site]).names) <= own, job.title


def test_without_any_font_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    made, problems = read_typefaces(tmp_path, [], "en", tmp_path, Place("site.yaml", 3, "fonts"))
    assert made.families == ()
    assert "apt install fonts-noto-cjk" in str(problems[0])


def test_a_folder_that_is_not_there_and_a_broken_font_are_told(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/broken.ttf").write_text("no font")
    place = Place("site.yaml", 3, "fonts")
    _, problems = read_typefaces(tmp_path, ["mine", "yours"], "en", tmp_path / ".sitegen", place)
    said = "\n".join(map(str, problems))
    assert "broken.ttf: this is no font that can be read" in said
    assert "site.yaml:3: fonts: the site has no folder `yours`" in said
