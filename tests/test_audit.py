"""`sitegen check --pages`: what a theme makes of a site is looked at on the finished pages."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from sitegen.audit.outside import Manners, check_outside
from sitegen.audit.reading import read_page
from sitegen.audit.rules import disclosures_in, is_tagged
from sitegen.cli import main
from tests.refusing import SITE, TEA, product, stocked
from tests.world import World

BUTTON = '<a class="kaufen" href="{{ product.buy.url }}" rel="sponsored nofollow noopener">Buy</a>'
SAID = '<p>{{ t("disclosure", name=creator.name) }}</p>'


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    site = stocked(world("-- static/notes.txt --\nx\n"))
    site.put("site.yaml", SITE + "theme: mine\n")
    site.put("themes/mine/theme.yaml", "extends: base\n")
    return site


def with_page(shop: World, personal: str) -> World:
    """The shop with a theme of its own for personal pages; house pages stay as they are."""
    text = '{% extends "base/product.html" %}{% block main %}{% if creator %}' + personal
    return (
        shop.put("themes/mine/templates/product.html", text + "{% else %}{{ super() }}{% endif %}{% endblock %}")
        and shop
    )


def found(shop: World, *words: str, code: int = 1) -> str:
    told = CliRunner().invoke(main, ["check", "--pages", "--source", str(shop.folder), "--jobs", "1", *words])
    assert told.exit_code == code, told.output
    return " ".join(told.output.split())


def test_a_good_site_has_nothing_wrong_and_nothing_is_published(shop: World) -> None:
    assert "Looked at 12 finished pages: nothing wrong" in found(shop, code=0)
    assert not (shop.folder / "output").exists()


def test_a_theme_of_its_own_may_say_it_as_it_likes(shop: World) -> None:
    with_page(shop, f"<div><h2>x</h2>{BUTTON}<span>or not</span>{SAID}</div>")
    shop.put("themes/mine/i18n/en.yaml", "disclosure: '* paid: {name} gets a share'\n")
    shop.put("themes/mine/i18n/zh.yaml", "disclosure: '广告：{name} 有佣金'\n")
    assert "nothing wrong" in found(shop, code=0)


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        (BUTTON, "a tagged button has no disclosure beside it"),
        (f"{BUTTON}<p>{'far ' * 200}</p>{SAID}", "a tagged button has no disclosure beside it"),
        (f"{BUTTON}<div hidden>{SAID}</div>", "a tagged button has no disclosure beside it"),
        (f'{BUTTON}<div style="display: none">{SAID}</div>', "a tagged button has no disclosure beside it"),
        (f"{BUTTON}<noscript>{SAID}</noscript>", "a tagged button has no disclosure beside it"),
        (f"{BUTTON}<!-- {SAID} -->", "a tagged button has no disclosure beside it"),
        (f"{BUTTON}<p>Somebody earns something.</p>", "a tagged button has no disclosure beside it"),
        (BUTTON.replace("sponsored ", "") + SAID, "is not marked as paid for"),
        (BUTTON.replace("nofollow ", "") + SAID, "is not marked as paid for"),
        (BUTTON.replace(" rel=", " data-rel=") + SAID, "is not marked as paid for"),
        (BUTTON + SAID + '<img src="/favicon.svg">', "the picture `/favicon.svg` has no `alt`"),
        (BUTTON + SAID + '<a href="/nowhere/">x</a>', "`/nowhere/` leads to a page or file that is not there"),
        (BUTTON + SAID + '<a href="#gone">x</a>', "`#gone` leads to a place that is not on that page"),
        (BUTTON + SAID + '<a href="/products/tea/#gone">x</a>', "leads to a place that is not on that page"),
        (BUTTON + SAID + '<img alt="" src="x.jpg">', "`x.jpg` leads to a page or file that is not there"),
        (
            BUTTON + SAID + '<img alt="" srcset="y.jpg 1x, z.jpg 2x">',
            "`z.jpg` leads to a page or file that is not there",
        ),
        (BUTTON + SAID + '<a href="https://shop.example/no/">x</a>', "leads to a page or file that is not there"),
    ],
)
def test_what_a_theme_gets_wrong_is_found_on_the_page(shop: World, page: str, complaint: str) -> None:
    said = found(with_page(shop, page))
    assert complaint in said
    assert "error @lin/tea/index.html" in said
    assert "here and in 1 more" in said, "the Chinese page has it too"


def test_a_theme_that_does_not_disclose_in_the_language_of_the_page_is_told(shop: World) -> None:
    shop.put("site.yaml", SITE.replace("[en, zh]", "[en, sw]") + "theme: mine\n")
    said = found(shop)
    assert "the theme has no disclosure in `sw`, the language of this page" in said


def test_a_link_in_a_text_that_carries_a_tag_is_told_as_well(shop: World) -> None:
    shop.put(TEA, product("", "[Buy here](https://pay.example/TEA?tag=lin_tea)\n"))
    assert "is not marked as paid for" in found(shop)


def test_links_within_a_site_below_a_path_are_followed(shop: World) -> None:
    assert "nothing wrong" in found(shop, "--base-url", "https://shop.example/deep/er/", code=0)
    said = found(with_page(shop, BUTTON + SAID + '<a href="/up/">x</a>'), "--base-url", "https://shop.example/deep/er/")
    assert "`/up/` leads out of /deep/er/, where the site lives" in said


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif"])
def test_published_photos_that_tell_where_somebody_lives_are_named(shop: World, ending: str) -> None:
    photo = Image.new("RGB", (40, 40), "#88aa66")
    exif = photo.getexif()
    exif[0x010F] = "Camera"
    photo.save(shop.folder / f"static/camera.{ending}", exif=exif)
    exif.get_ifd(0x8825)[1] = "N"
    photo.save(shop.folder / f"static/home.{ending}", exif=exif)
    photo.save(shop.folder / f"static/clean.{ending}")
    photo.save(shop.folder / f"content/products/tea.{ending}", exif=exif)
    shop.put(TEA, product(f"photos: [{{file: tea.{ending}, alt: Tea}}]"))
    said = found(shop, code=0)
    assert f"warning static/home.{ending} this photo tells where it was taken" in said
    assert f"warning static/camera.{ending} this photo tells what camera took it" in said
    assert said.count("this photo tells") == 2
    assert "static/home" in found(shop, "--strict", code=1)


def test_machines_are_told_too(shop: World) -> None:
    with_page(shop, BUTTON)
    told = CliRunner().invoke(main, ["check", "--pages", "--json", "--source", str(shop.folder)])
    assert told.exit_code == 1
    problems = json.loads(told.stdout)
    assert [problem["place"]["file"] for problem in problems] == ["@lin/tea/index.html"]


@pytest.mark.parametrize(
    ("href", "tagged"),
    [
        ("https://pay.example/x?tag=lin_tea", True),
        ("https://pay.example/x?client_reference_id=lin_tea_moments__abc", True),
        ("https://pay.example/lin_tea", True),
        ("https://pay.example/x?a=b%3Dlin_tea", True),
        ("https://pay.example/x?utm_source=lin", False),
        ("https://pay.example/x?tag=berlin_tea", False),
        ("https://shop.example/lin_tea/", False),
        ("mailto:lin_tea@x.example", False),
        ("/lin_tea", False),
    ],
)
def test_a_tagged_link_is_known_by_its_tag(href: str, tagged: bool) -> None:
    assert is_tagged(href, {"lin"}, "https://shop.example/") is tagged


def test_pages_are_read_however_they_are_written() -> None:
    page = read_page(
        "<!doctype html><html lang=zh><p>Hello <b>there</b><p hidden>no<p>&amp; you"
        "<a href=x rel='Sponsored NoFollow'>go</a></p></div></html>"
    )
    assert (page.language, page.text) == ("zh", "Hello there & you go ")
    assert page.links[0].rel == {"sponsored", "nofollow"}


def test_disclosures_are_found_in_every_language_of_the_theme(demo_words: dict[str, dict[str, str]]) -> None:
    for language in demo_words:
        disclosures = disclosures_in(demo_words, language)
        assert disclosures is not None
        said = demo_words[language]["disclosure"].replace("{name}", "\u2068林小满\u2069 Lumi")
        assert any(pattern.search(f"x {said} x") for pattern in disclosures.beside)


@pytest.fixture
def demo_words() -> dict[str, dict[str, str]]:
    import yaml

    folder = Path(__file__).parent.parent / "themes/base/i18n"
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("*.yaml")}


# Links to elsewhere


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """`/404` answers with that status, `/to/X` leads on to X, `/nohead` knows only GET."""

    asked: list[tuple[str, str, float]]

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path, time.monotonic()))
        part = self.path.split("/")[1].partition("?")[0]
        status = int(part) if part.isdigit() else 302 if part == "to" else 200
        if part == "nohead" and self.command == "HEAD":
            status = 405
        if part == "slow":
            time.sleep(1.0)
        self.send_response(status)
        if part == "to":
            self.send_header("Location", self.path.removeprefix("/to") or "/")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the base class calls it so

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[tuple[str, str, float]]]]:
    Elsewhere.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", Elsewhere.asked
    server.shutdown()
    server.server_close()


POLITE = Manners(pause=0.05, patience=0.5, private=True)


def test_links_to_elsewhere_are_asked_politely_and_remembered(
    elsewhere: tuple[str, list[tuple[str, str, float]]], tmp_path: Path
) -> None:
    host, asked = elsewhere
    links = [
        f"{host}/{path}"
        for path in ("200", "404", "410", "500", "403", "nohead", "to/200", "to/404", "to/to/to/to/to/x")
    ]
    links += [f"{host}/200?tag=lin_{number}" for number in range(50)]
    faults = check_outside(links, {"lin"}, tmp_path / "links", POLITE)
    assert {link.removeprefix(host): fault for link, fault in faults.items()} == {
        "/404": "leads to nothing (status 404)",
        "/410": "leads to nothing (status 410)",
        "/500": "answers with an error (status 500)",
        "/to/404": "leads to nothing (status 404)",
        "/to/to/to/to/to/x": "leads on and on, 5 times",
    }
    assert sum("tag=" in path for _, path, _ in asked) == 1
    firsts = [moment for method, path, moment in asked if path in ("/200", "/404", "/410") and method == "HEAD"]
    assert min(after - before for before, after in pairwise(firsts)) >= 0.05
    asked.clear()
    assert check_outside(links, {"lin"}, tmp_path / "links", POLITE) == faults
    assert asked == []


def test_whoever_does_not_answer_is_named_and_holds_nobody_up(
    elsewhere: tuple[str, list[tuple[str, str, float]]], tmp_path: Path
) -> None:
    host, _ = elsewhere
    links = [f"{host}/slow", "http://127.0.0.1:9/", "https://no-such-host.invalid/"]
    faults = check_outside(links, set(), tmp_path / "links", POLITE)
    assert faults[links[0]] == "does not answer: it takes too long"
    assert faults[links[1]] == "does not answer: connection refused"
    assert faults[links[2]] == "does not answer: there is no such host"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/x", "http://0.0.0.0/"]
)
def test_a_link_cannot_make_us_knock_at_the_router(url: str, tmp_path: Path) -> None:
    faults = check_outside([url], set(), tmp_path / "links", Manners(patience=0.2))
    assert faults == {url: "leads into a private network, where no visitor can follow"}


def test_a_redirect_cannot_either(elsewhere: tuple[str, list[tuple[str, str, float]]], tmp_path: Path) -> None:
    host, _ = elsewhere
    assert check_outside([f"{host}/to/200"], set(), tmp_path / "links", Manners()) != {}


def test_damaged_memory_is_forgotten(elsewhere: tuple[str, list[tuple[str, str, float]]], tmp_path: Path) -> None:
    host, asked = elsewhere
    (tmp_path / "links").write_bytes(b"\xff rubbish")
    assert check_outside([f"{host}/200"], set(), tmp_path / "links", POLITE) == {}
    assert len(asked) == 1
