"""site.yaml in every language, and what must be right about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitegen.model.site import is_web_root
from tests.world import World


@pytest.fixture
def site(world: Callable[..., World]) -> Callable[..., World]:
    """`site("key: value …")`: a site whose site.yaml says title and url and, from line 3 on, this."""

    def write(fields: str = "", *, title: str = "title: Shop", url: str = "url: https://shop.example/") -> World:
        made = world("-- static/notes.txt --\nx\n")
        made.put("site.yaml", f"{title}\n{url}\n{fields}\n")
        return made

    return write


@pytest.mark.parametrize(
    "url", ["https://shop.example", "https://shop.example/", "http://localhost:8000/sub/", "https://商店.example/"]
)
def test_a_site_can_live_at_a_web_address_with_or_without_a_path(url: str) -> None:
    assert is_web_root(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "ftp://shop.example/",
        "https:///x",
        "https://shop.example/?a=b",
        "https://shop.example/#a",
        "https://[::1",
        "https://shop.example:port/",
        "https://user:word@shop.example/",
        'https://shop.example/"x',
        "https://shop.example/a b",
        "https://shop.example\\evil",
        "https://shop.example/\x1b",
    ],
)
def test_a_site_cannot_live_at_anything_else(url: str) -> None:
    assert not is_web_root(url)


def test_what_site_yaml_does_not_say_has_defaults(site: Callable[..., World]) -> None:
    catalog = site().check().catalog
    assert (catalog.site.language, catalog.site.currency, str(catalog.zone)) == ("en", "USD", "UTC")
    assert catalog.base_url == "https://shop.example/"


def test_another_base_url_can_be_asked_for(site: Callable[..., World]) -> None:
    assert site().check(base_url="https://x.example/sub").catalog.base_url == "https://x.example/sub/"
    assert site().complaints(base_url="x.example") == (
        "--base-url: `x.example` is no address of a site (write it like https://shop.example/sub/)"
    )


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ("timezone: Asia/Shangai", "timezone: there is no timezone `Asia/Shangai` (did you mean `Asia/Shanghai`?)"),
        ("timezone: Mars", "timezone: there is no timezone `Mars` (use a name like Asia/Shanghai)"),
        ("timezone: ../etc/passwd", "timezone: there is no timezone `../etc/passwd`"),
        ("timezone: Asia", "timezone: there is no timezone `Asia`"),
        ("currency: yuan", "currency: `yuan` is no currency code (use an ISO 4217 code like CNY or EUR)"),
        ("language: xx", "language: `xx` is no language we know (use codes like en, zh or pt-BR)"),
        ("language: english", "language: `english` is no language we know"),
        ("languages: [en, ../x]", "languages: `../x` is no language we know"),
        ("languages: [zh]", "languages: the site's language `en` is not among `languages` (add it there)"),
        (
            "referral: {house: Our House}",
            "referral.house: `Our House` cannot be in a tag (use a-z, 0-9 and single dashes)",
        ),
        (
            "theme_options: {papre: white}",
            "theme_options.papre: the theme has no option `papre` (did you mean `paper`?)",
        ),
        ("theme: bsae", "theme: there is no theme `bsae` (did you mean `base`?)"),
        ("checkout: {hosts: {a: b}}", "checkout.hosts: this should be a list"),
        ("featured: [tea]", "featured[1]: there is no product `tea`"),
        ("icon: icon.png", "icon: there is no photo `icon.png`"),
        ("cover: cover.jpg", "cover.file: there is no photo `cover.jpg`"),
        ("tilte: x", "tilte: unknown key `tilte` (did you mean `title`?)"),
        ("look: {mode: dim}", "look.mode: `dim` is not possible here"),
    ],
)
def test_what_is_wrong_with_a_site_is_reported_on_its_line(
    site: Callable[..., World], fields: str, complaint: str
) -> None:
    (said,) = site(fields).complaints().splitlines()
    assert said.startswith(f"site.yaml:3: {complaint}")


def test_an_address_that_is_none_is_reported_and_does_not_upset_anything_else(site: Callable[..., World]) -> None:
    assert site(url="url: https://[").complaints() == (
        "site.yaml:2: url: `https://[` is no address of a site (write it like https://shop.example/ or with a path)"
    )


def test_a_wrong_currency_is_said_once_and_not_of_every_price(site: Callable[..., World]) -> None:
    made = site("currency: YUAN\ncheckout: https://pay.example/?ref={tag}")
    made.put("content/products/tea.md", "---\ntitle: Tea\nprice: 12\n---\n")
    assert [problem.place.file for problem in made.problems()] == ["site.yaml"]


def test_everything_wrong_with_site_and_content_is_reported_in_one_go(site: Callable[..., World]) -> None:
    made = site("timezone: Mars\ntheme: gone\nlook: {mode: dim}", url="url: nowhere")
    made.put("content/products/tea.md", "---\ntitle: Tea\nprice: abc\ncircles: [food]\n---\n[[cup]]\n")
    assert [str(problem.place) for problem in made.problems()] == [
        "content/products/tea.md:3: price",
        "content/products/tea.md:4: circles[1]",
        "content/products/tea.md:6",
        "site.yaml:2: url",
        "site.yaml:3: timezone",
        "site.yaml:4: theme",
        "site.yaml:5: look.mode",
    ]


def test_a_site_in_two_languages_says_in_the_other_only_what_differs(site: Callable[..., World]) -> None:
    made = site("languages: [en, zh]\ntagline: Good things")
    made.put("site.zh.yaml", "title: 小店\n")
    english, chinese = made.check().catalog.editions
    assert (english.language, english.site.title, english.site.tagline) == ("en", "Shop", "Good things")
    assert (chinese.language, chinese.site.title, chinese.site.tagline) == ("zh", "小店", "Good things")


def test_a_language_needs_no_file_of_its_own(site: Callable[..., World]) -> None:
    assert [edition.site.title for edition in site("languages: [en, zh, fr]").check().catalog.editions] == ["Shop"] * 3


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_translation_that_nobody_reads_is_a_warning(site: Callable[..., World], language: str) -> None:
    made = site("languages: [en, zh]")
    made.put(f"site.{language}.yaml", "title: x\n")
    (problem,) = made.problems()
    assert problem.severity == "warning"
    assert str(problem) == (
        f"site.{language}.yaml: `{language}` is not another language of this site, so nobody reads this file "
        "(add it to `languages` in site.yaml, or remove the file)"
    )


def test_a_translation_may_not_move_the_site(site: Callable[..., World]) -> None:
    made = site("languages: [en, zh]")
    made.put("site.zh.yaml", "url: https://other.example/\n")
    assert made.complaints() == (
        "site.zh.yaml:1: url: `url` is the same in every language (set it in the base file, not in the translation)"
    )


def test_the_themes_own_options_can_be_set(site: Callable[..., World]) -> None:
    assert site('theme_options: {paper: "#ffffff"}').complaints() == ""
