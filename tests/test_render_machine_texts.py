"""Files for machines."""

from __future__ import annotations

from xml.etree import ElementTree

from sitegen.model.content import Color, Look
from sitegen.plan.jobs import Listed
from sitegen.render.look import look_of
from sitegen.render.machine_texts import icon, robots, sitemap


def test_a_sitemap_survives_hostile_addresses() -> None:
    url = "https://shop.example/?a=1&b=<2>"
    tree = ElementTree.fromstring(sitemap([Listed(url, "2026-11-22", (("en", url), ("zh", 'https://x.example/"')))]))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert tree.findtext(f"{space}url/{space}loc") == url
    links = tree.findall(f"{space}url/{{http://www.w3.org/1999/xhtml}}link")
    assert [link.get("href") for link in links] == [url, 'https://x.example/"']


def test_robots_are_welcome_and_shown_the_sitemap() -> None:
    assert robots("https://shop.example/sitemap.xml").decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://shop.example/sitemap.xml",
    ]


def test_an_icon_shows_the_sites_initial_on_its_colour() -> None:
    tree = ElementTree.fromstring(icon("<Tea & Co", look_of(Look(accent=Color("#8a2b12")), Look())))
    space = "{http://www.w3.org/2000/svg}"
    assert tree.findtext(f"{space}text") == "<"
    rectangle = tree.find(f"{space}rect")
    assert rectangle is not None
    assert rectangle.get("fill") == "#8a2b12"
