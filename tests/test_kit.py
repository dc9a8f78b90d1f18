"""Kits: what is in them, that codes scan, that nothing is drawn wrong, and that nothing is done twice."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from sitegen.checkouts import find_providers
from sitegen.errors import ContentError, Place, Problem, UsageError
from sitegen.kits import kit as kits
from sitegen.kits.codes import LONGEST_ADDRESS, code_values, too_fine
from sitegen.kits.folder import KitReport
from sitegen.load import fonts
from tests.world import Site, World

ROOT = Path(__file__).parent.parent

SHOP = """
    -- content/products/tea/index.md --
    ---
    title: Tea
    sku: T
    brand: Leaf
    price: 12
    compare_at: 20
    summary: Green.
    photos: [{file: leaf.jpg, alt: Leaves}, {file: cup.jpg, alt: A cup}]
    circles: [food]
    facts: {Weight: 80 g}
    ---
    -- content/products/tea/index.zh.md --
    ---
    title: 茉莉花茶
    ---
    -- content/products/tea/leaf.jpg --
    photo 400x500 #101018
    -- content/products/tea/cup.jpg --
    photo 400x300 #fafafa
    -- content/products/salt.md --
    ---
    title: Salt
    sku: S
    price: 3
    variants: [{name: Small, sku: S}, {name: Large, sku: L, price: 9}]
    offers: [{label: Autumn, price: 2, until: 2026-12-01}]
    ---
    -- content/creators/ann/index.md --
    ---
    name: Ann
    tagline: Drinks tea
    labels: [early riser]
    look: {mode: dark, font: serif}
    picks: [{product: tea, note: "Every day, see https://evil.example/x."}, salt]
    ---
    -- content/creators/ann/index.zh.md --
    ---
    name: 安
    ---
    -- content/circles/food.md --
    ---
    title: Food
    ---
"""
SETTINGS = "languages: [en, zh]\nreferral: {house: shop}\n"


@pytest.fixture
def shopping(world: Callable[..., World], drawn: Path) -> Callable[..., World]:
    """A shop that need not draw again what another test has drawn, with site.yaml said or changed."""

    def begin(more: str = "", host: str = "shop.example") -> World:
        site = world(SHOP)
        settings = (site.folder / "site.yaml").read_text().replace("shop.example", host)
        site.put("site.yaml", settings + more)
        (site.folder / ".sitegen").mkdir()
        (site.folder / ".sitegen/cache").symlink_to(drawn)
        return site

    return begin


def make(site: World, *creators: str, marks: bool = False, **changes: object) -> list[KitReport]:
    settings = site.settings(**changes)
    checked = site.check(**changes)
    request = kits.Request(
        source=site.folder,
        state=settings.state,
        target=site.folder / "kits",
        creators=creators,
        marks=marks,
        jobs=1,
    )
    return kits.make_kits(request, checked.catalog, checked.plan.addresses, find_providers())


def complaints(site: World, *creators: str) -> tuple[Problem, ...]:
    with pytest.raises(ContentError) as error:
        make(site, *creators)
    return error.value.problems


def codes_in(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def as_sent(path: Path) -> Image.Image:
    """A poster after a chat has shrunk it."""
    with Image.open(path) as whole:
        small = whole.resize((300, round(whole.height * 300 / whole.width)), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    small.save(target, "JPEG", quality=60)
    return Image.open(target)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> World:
    from tests.world import SITE, make_world

    site = make_world(tmp_path_factory.mktemp("kit") / "site", SHOP)
    site.put("site.yaml", SITE + SETTINGS)
    make(site, "ann")
    return site


@pytest.fixture(scope="module")
def drawn(shop: World) -> Path:
    return shop.folder / ".sitegen/cache"


@pytest.fixture(scope="module")
def ann(shop: World) -> Path:
    return shop.folder / "kits" / "ann"


SIZES = {
    "poster-tea": (1080, 1440),
    "square-tea": (1080, 1080),
    "story-tea": (1080, 1920),
    "plain-tea": (1080, 1440),
    "moments-1": (1080, 1080),
    "moments-5": (1080, 1080),
}


@pytest.mark.parametrize("name", SIZES)
def test_pictures_have_the_size_of_their_channel(ann: Path, name: str) -> None:
    for folder in (ann, ann / "zh"):
        with Image.open(folder / f"{name}.jpg") as picture:
            assert picture.size == SIZES[name]
            assert not picture.getexif()


CODES = [
    *(
        (f"{folder}{shape}-{thing}.jpg", f"https://shop.example/{folder}@ann/{thing}/?c={shape}")
        for folder in ("", "zh/")
        for shape in ("poster", "square", "story")
        for thing in ("tea", "salt")
    ),
    ("moments-5.jpg", "https://shop.example/@ann/?c=moments"),
    ("zh/moments-5.jpg", "https://shop.example/zh/@ann/?c=moments"),
]


@pytest.mark.parametrize(("file", "address"), CODES)
def test_every_code_leads_to_the_creators_own_page(ann: Path, file: str, address: str) -> None:
    with Image.open(ann / file) as whole:
        assert codes_in(whole) == [address]
    assert codes_in(as_sent(ann / file)) == [address]


def test_every_code_of_the_demo_scans_as_drawn_and_as_sent(demo: Site, tmp_path: Path) -> None:
    checked = demo.built.checked
    request = kits.Request(source=ROOT, state=ROOT / ".sitegen", target=tmp_path, creators=("tao",), jobs=2)
    kits.make_kits(request, checked.catalog, checked.plan.addresses, find_providers())
    files = [file for shape in ("poster", "square", "story") for file in tmp_path.rglob(f"{shape}-*.jpg")]
    assert len(files) == 18
    for file in files:
        shape, _, product = file.stem.partition("-")
        creator = file.relative_to(tmp_path).parts[0]
        folder = "zh/" if file.parent.name == "zh" else ""
        with Image.open(file) as whole:
            seen = codes_in(whole)
        assert seen == codes_in(as_sent(file)) == [f"https://lumea.example/{folder}@{creator}/{product}/?c={shape}"]


def test_pictures_for_networks_that_punish_codes_have_none(ann: Path) -> None:
    for name in ("plain-tea", "plain-salt", "moments-1"):
        with Image.open(ann / f"{name}.jpg") as whole:
            assert codes_in(whole) == []


def test_the_longest_addresses_there_may_be_still_scan_from_a_small_picture(shopping: Callable[..., World]) -> None:
    host = "b" * 42 + ".example"
    site = shopping(host=host)
    make(site, "ann")
    for shape in ("poster", "square", "story"):
        address = f"https://{host}/@ann/salt/?c={shape}"
        assert 62 < len(address) <= LONGEST_ADDRESS
        assert code_values(address)["modules"] == 45
        assert codes_in(as_sent(site.folder / f"kits/ann/{shape}-salt.jpg")) == [address]


def test_too_long_an_address_is_told_with_what_to_shorten(shopping: Callable[..., World]) -> None:
    found = complaints(shopping(host="c" * 60 + "." + "d" * 40 + ".example"), "ann")
    assert {problem.place.file for problem in found} >= {"content/products/salt.md", "content/creators/ann/index.md"}
    assert all("slug" in (problem.hint or "") for problem in found)


def test_a_code_that_would_print_too_fine_is_told() -> None:
    place = Place("content/products/tea.md")
    assert too_fine("https://shop.example/", 32, place) is None
    problem = too_fine("https://shop.example/@ann/tea/?c=card", 10, place)
    assert problem is not None
    assert "0.4 mm" in problem.what


# print


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def pages_of(path: Path) -> list[tuple[float, float]]:
    """The pages' sizes in millimetres."""
    document = pypdfium2.PdfDocument(path)
    return [(round(page.get_width() / 72 * 25.4, 1), round(page.get_height() / 72 * 25.4, 1)) for page in document]


PRINTS = {"card-tea": (105, 148), "tent-tea": (210, 297), "wall": (210, 297)}


@pytest.mark.parametrize("name", PRINTS)
def test_prints_are_one_page_of_real_text(ann: Path, name: str) -> None:
    for folder, words in ((ann, "Ann earns a commission"), (ann / "zh", "安")):
        path = folder / "print" / f"{name}.pdf"
        assert pages_of(path) == [PRINTS[name]]
        assert words in re.sub(r"\s+", " ", pdf_text(path))


@pytest.mark.parametrize("name", PRINTS)
def test_printed_codes_scan_and_are_drawn_as_vectors(ann: Path, name: str) -> None:
    document = pypdfium2.PdfDocument(ann / "print" / f"{name}.pdf")
    rendered = document[0].render(scale=2).to_pil()
    found = set(codes_in(rendered))
    expected = "@ann/?c=wall" if name == "wall" else f"@ann/tea/?c={name.split('-')[0]}"
    assert found == {f"https://shop.example/{expected}"}
    pictures = [item for item in document[0].get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert len(pictures) <= 4  # photos; a code is none of them


def test_crop_marks_make_room_for_the_knife(shopping: Callable[..., World]) -> None:
    site = shopping()
    make(site, "ann", marks=True)
    path = site.folder / "kits/ann/print/card-tea.pdf"
    assert pages_of(path) == [(127.0, 170.0)]
    assert len(pypdfium2.PdfDocument(path)) == 1


# words


def caption(ann: Path, name: str) -> str:
    return (ann / "captions" / f"{name}.txt").read_text(encoding="utf-8")


def test_captions_keep_the_manners_of_their_channel(ann: Path) -> None:
    red = caption(ann, "xiaohongshu-tea")
    assert "http" not in red
    assert "shop.example" not in red
    assert "#Food #Leaf #earlyriser" in red
    assert "https://shop.example/@ann/tea/?c=whatsapp" in caption(ann, "whatsapp-tea")
    assert "https://shop.example/@ann/tea/?c=group" in caption(ann, "group-tea")
    assert "shop.example" not in caption(ann, "moments-tea")
    assert len(caption(ann, "moments-tea")) < 300
    assert "From CN¥2" in caption(ann, "group-salt")


def test_every_caption_discloses_in_its_language(ann: Path) -> None:
    texts = list((ann / "captions").iterdir())
    assert len(texts) == 10
    assert all("Ann earns a commission" in text.read_text() for text in texts)
    for text in (ann / "zh/captions").iterdir():
        assert "广告" in text.read_text()
        assert "佣金" in text.read_text()


def test_the_table_holds_every_address_with_every_channel(ann: Path) -> None:
    table = list(csv.DictReader(io.StringIO((ann / "links.csv").read_text(encoding="utf-8-sig"))))
    assert {row["what"] for row in table} == {"store", "tea", "salt"}
    assert {row["language"] for row in table} == {"en", "zh"}
    by_channel = {row["address"] for row in table if row["what"] == "tea" and row["channel"] == "moments"}
    assert by_channel == {"https://shop.example/@ann/tea/?c=moments", "https://shop.example/zh/@ann/tea/?c=moments"}
    assert all(re.fullmatch(r"https://shop\.example/[a-z@/-]*\?c=[a-z0-9-]+", row["address"]) for row in table)


def test_the_page_shows_every_picture_and_the_zip_holds_every_file(ann: Path) -> None:
    page = (ann / "index.html").read_text(encoding="utf-8")
    shown = set(re.findall(r'(?:src|href)="([^":]+)"', page))
    assert all((ann / file).is_file() for file in shown)
    pictures = {path.relative_to(ann).as_posix() for path in ann.rglob("*.jpg")}
    assert pictures <= shown
    assert 'name="robots" content="noindex"' in page
    with zipfile.ZipFile(ann / "ann.zip") as archive:
        packed = {name.removeprefix("ann/") for name in archive.namelist()}
        assert archive.testzip() is None
    assert packed | {"ann.zip"} == {path.relative_to(ann).as_posix() for path in ann.rglob("*") if path.is_file()}


# again and again


def stamps(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_second_kit_of_an_unchanged_site_touches_nothing(shop: World, ann: Path) -> None:
    before = stamps(ann)
    (report,) = make(shop, "ann")
    assert report.written == 0
    assert stamps(ann) == before


def test_the_same_kit_has_the_same_bytes_elsewhere(shop: World, ann: Path, world: Callable[..., World]) -> None:
    other = world(SHOP)
    other.put("site.yaml", (shop.folder / "site.yaml").read_text())
    other.put(".sitegen/cache/fonts.msgpack", (shop.folder / ".sitegen/cache/fonts.msgpack").read_bytes())
    make(other)
    theirs = other.folder / "kits/ann"
    for path in ann.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (theirs / path.relative_to(ann)).read_bytes(), path.name


def test_an_edit_changes_what_it_must_and_stale_files_go_but_no_others(shopping: Callable[..., World]) -> None:
    site = shopping()
    make(site, "ann")
    kit = site.folder / "kits/ann"
    before = {path.name: path.read_bytes() for path in kit.glob("*.jpg")}
    (kit / "mine.txt").write_text("kept")
    (kit / "captions/group-salt.txt").write_text("changed by hand")
    product = site.folder / "content/products/tea/index.md"
    product.write_text(product.read_text().replace("price: 12", "price: 11"))
    creator = site.folder / "content/creators/ann/index.md"
    creator.write_text(creator.read_text().replace(", salt]", "]"))
    (report,) = make(site, "ann")
    after = {path.name: path.read_bytes() for path in kit.glob("*.jpg")}
    assert "poster-salt.jpg" not in after
    assert before["poster-tea.jpg"] != after["poster-tea.jpg"]
    assert before["plain-tea.jpg"] == after["plain-tea.jpg"]  # it says no price
    assert before["moments-1.jpg"] == after["moments-1.jpg"]
    assert report.removed > 5
    assert (kit / "mine.txt").read_text() == "kept"
    assert (kit / "captions/group-salt.txt").read_text() == "changed by hand"


# what can be wrong


def test_an_unknown_creator_is_told_with_who_is_meant(world: Callable[..., World]) -> None:
    with pytest.raises(UsageError, match="did you mean `ann`"):
        make(world(SHOP), "anne")


def test_missing_packages_are_named_with_how_to_install_them(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = world(SHOP)
    monkeypatch.setattr(fonts, "PACKAGES", ("no-such-package",))
    with pytest.raises(UsageError, match=r"no-such-package.*pip install 'sitegen\[kit\]'"):
        make(site, "ann")


def test_characters_that_no_font_has_are_named_all_at_once(shopping: Callable[..., World]) -> None:
    site = shopping()
    for file in ("content/products/salt.md", "content/products/tea/index.md"):
        path = site.folder / file
        path.write_text(path.read_text().replace("title: ", "title: \U00012000"))
    found = complaints(site, "ann")
    files = {problem.place.file for problem in found}
    assert files == {"content/products/salt.md", "content/products/tea/index.md", "content/creators/ann/index.md"}
    assert all("U+12000" in problem.what and "fonts-noto-cjk" in (problem.hint or "") for problem in found)


def test_a_broken_poster_of_a_theme_is_told_with_its_line(shopping: Callable[..., World]) -> None:
    site = shopping("theme: mine\n")
    site.put("themes/mine/theme.yaml", "extends: base\n")
    site.put("themes/mine/posters/poster.typ", '#import "_kit.typ": *\n#show: screen\n#nobody\n')
    found = complaints(site, "ann")
    assert [(problem.place.file, problem.place.line) for problem in found] == [("themes/mine/posters/poster.typ", 3)]
    assert "nobody" in found[0].what


def test_a_theme_restyles_one_poster_and_keeps_the_rest(shopping: Callable[..., World]) -> None:
    site = shopping("theme: mine\n")
    site.put("themes/mine/theme.yaml", "extends: base\n")
    site.put("themes/mine/posters/poster.typ", '#import "base/_kit.typ": *\n#show: screen\n#place(code(300pt))\n')
    make(site, "ann")
    with Image.open(site.folder / "kits/ann/poster-salt.jpg") as whole:
        assert whole.size == (1080, 1440)
        assert codes_in(whole) == ["https://shop.example/@ann/salt/?c=poster"]
    assert (site.folder / "kits/ann/story-salt.jpg").exists()
