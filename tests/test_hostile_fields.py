"""Every field of every kind filled with markup: the pages that come out are built as if it were plain words."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints
from xml.etree import ElementTree

import msgspec
import pytest
from playwright.sync_api import Browser

from sitegen.kits.links import table
from sitegen.model.content import FIELDS_OF, Fields
from sitegen.render.contacts import Contact, card
from tests.conftest import serving
from tests.hostile import LISTEN
from tests.world import Site, World

HOSTILE = (
    "x\"><script>canary(1)</script> '-canary(1)-' </title></style></textarea></noscript></script> "
    "<img src=x onerror=canary(1)> "
    "<svg onload=canary(1)> {{ 7*7 }}{% raw %}{{ self }} ${canary(1)} <!-- ]]> --> &lt;script&gt;canary(1)&lt;/script&gt; "
    "javascript:canary(1) \\ \" onmouseover=\"canary(1) ' onfocus='canary(1) ` = , ; : [x](javascript:canary(1)) "
    "\nBEGIN:VALARM\nX-EVIL:1\n"
)  # fmt: skip
HARMLESS = "7 words of a harmless kind"
HOSTILE_ADDRESS = 'https://x.example/"onclick="canary(1)"\'><script>canary(1)</script>?a=1&b=x#</a>'
HARMLESS_ADDRESS = "https://x.example/"

# `@` is a text, `@@` an address on the web.
SHOP = """
-- site.yaml --
title: @
url: https://shop.example/
tagline: @
summary: @
currency: CNY
timezone: Asia/Shanghai
cover: {file: cover.jpg, alt: @}
checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
delivery: @
contact: @
referral: {house: house}
tag_names: {@: @}
extra: {a: @}
-- cover.jpg --
photo 800x600 #884422
-- content/products/tea/index.md --
---
title: @
sku: @
brand: @
price: 12
compare_at: 20
summary: @
photos: [{file: tea.jpg, alt: @}]
circles: [food]
tags: [@]
variants: [{name: @, sku: S1}, {name: b, sku: S2, price: 15}]
offers: [{label: @, price: 10, until: 2026-12-01}, {label: @, members: true, price: 9}, {label: @, shares: true, price: 8}]
delivery: @
reorder: 30 days
facts: {@: @}
reviews: [{by: @, rating: 5, text: @}]
questions: [{q: @, a: @}]
extra: {a: @}
---
Body
-- content/products/tea/tea.jpg --
photo 400x500 #88aa66
-- content/creators/lin/index.md --
---
name: @
tagline: @
labels: [@, @]
avatar: me.jpg
photos: [{file: me.jpg, alt: @}]
circles: [food]
picks: [{product: tea, note: @}]
studio: {name: @, address: @, geo: [31.2, 121.4], hours: @, phone: @, booking: @@}
links: [{title: @, url: @@}]
extra: {a: @}
---
Bio
-- content/creators/lin/me.jpg --
photo 400x400 #88aa66
-- content/posts/story.md --
---
title: @
creator: lin
summary: @
circles: [food]
date: 2026-11-01
---
[[tea]]
-- content/circles/food.md --
---
title: @
summary: @
---
-- content/shares/anna.md --
---
to: @
creator: lin
title: @
picks: [{product: tea, note: @}]
offer: @
---
-- content/events/live.md --
---
title: @
kind: live
from: 2026-12-05T20:00
creator: lin
summary: @
place: @
geo: [31.2, 121.4]
link: @@
replay: @@
products: [tea]
---
-- content/pages/about.md --
---
title: @
summary: @
order: 1
---
"""

# Fields of text that are no words: each is read as something stricter, and is refused or looked up.
NO_WORDS = {"slug", "aliases", "file", "avatar", "photo", "cover", "icon", "creator", "product", "products", "circles",
            "featured", "channel", "variant", "house", "url", "language", "languages", "currency", "timezone", "theme",
            "fonts", "coupon", "email_hash", "columns", "creators", "link", "replay", "booking",
            "links", "deploy", "avoid", "allow", "feeds", "repo", "branch", "folder", "sign_in", "bundle"}  # fmt: skip


def shop(text: str, address: str) -> str:
    quoted = {"@@": json.dumps(address), "@": json.dumps(text, ensure_ascii=False)}
    return re.sub(r"@@?", lambda match: quoted[match[0]], SHOP)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site]:
    """The same shop written by a stranger and by a friend."""
    from tests.world import make_world

    made = []
    for name, text, address in (("stranger", HOSTILE, HOSTILE_ADDRESS), ("friend", HARMLESS, HARMLESS_ADDRESS)):
        world: World = make_world(tmp_path_factory.mktemp(name) / "site", shop(text, address), site=False)
        made.append(world)
    # Shares have addresses of their own in each site; equal secrets make them equal.
    return made[0].build(secret="s" * 40), made[1].build(secret="s" * 40)


def test_every_field_of_words_is_in_the_shop() -> None:
    said = set(re.findall(r"([a-z_]+): \[?\{?@", SHOP)) | {"labels", "facts", "extra", "checkout", "theme_options"}
    missing = {f"{kind}.{name}" for kind, name in _words(FIELDS_OF.values()) if name not in said | NO_WORDS}
    assert missing == set()


def _words(structs: Any) -> Iterator[tuple[str, str]]:
    """Every field that holds free text, in whatever depth."""
    seen: list[Any] = list(structs)
    for struct in seen:
        hints = get_type_hints(struct)
        for field in msgspec.structs.fields(struct):
            kind = hints[field.name]
            inner = [kind, *get_args(kind), *(arg for outer in get_args(kind) for arg in get_args(outer))]
            seen += [part for part in inner if isinstance(part, type) and issubclass(part, Fields) and part not in seen]
            if str in inner:
                yield struct.__name__, field.encode_name


SKELETON = r"""
() => [...document.querySelectorAll("*")].map(element =>
  element.localName + "[" + [...element.attributes].map(attribute => attribute.name).join() + "]." + element.className)
"""


def test_pages_are_built_the_same_whoever_wrote_the_words(sites: tuple[Site, Site], browser: Browser) -> None:
    stranger, friend = sites
    assert stranger.addresses() == friend.addresses()
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(LISTEN)
    context.route(re.compile(r"[.](avif|webp|jpg)$"), lambda route: route.abort())  # the structure is the same without
    page = context.new_page()
    with serving(stranger.output) as hostile, serving(friend.output) as harmless:
        for address in stranger.addresses():
            page.goto(hostile + address)
            assert page.evaluate("window.fired") == [], address
            skeleton = page.evaluate(SKELETON)
            leads = page.evaluate("[...document.links].map(link => link.protocol)")
            page.goto(harmless + address)
            assert skeleton == page.evaluate(SKELETON), address
            assert set(leads) <= {"http:", "https:", "mailto:", "tel:", "sms:"}
    context.close()


def _property_names(text: str) -> list[str]:
    """The names of a calendar's or card's properties, in order; folded lines are one."""
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    return [re.split("[;:]", line)[0] for line in lines]


def test_calendars_and_cards_say_nothing_that_was_not_meant(sites: tuple[Site, Site]) -> None:
    stranger, friend = (site.published() for site in sites)
    kept = [name for name in stranger if name.endswith((".ics", ".vcf"))]
    assert len(kept) >= 3
    for name in kept:
        said = stranger[name].decode()
        assert _property_names(said) == _property_names(friend[name].decode()), name
        assert not re.search(r"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]", said), name


def test_texts_for_machines_stay_whole(sites: tuple[Site, Site]) -> None:
    for name, data in sites[0].published().items():
        if name.endswith((".xml", ".svg")):
            ElementTree.fromstring(data)


@pytest.mark.parametrize("odd", ["\r", "\r\nX-EVIL:1", "\x0b", "\x1c", "\x85", "\u2028", "\u2029", "\n"])
def test_no_line_end_of_any_kind_gets_into_a_card(odd: str) -> None:
    contact = Contact(uid=f"a{odd}b", name=f"a{odd}b", studio=f"a{odd}b", note=f"a{odd}b", phone="1", address=f"a{odd}b",
                      geo=(), url="https://x.example/")  # fmt: skip
    lines = card(contact).decode().splitlines()
    assert [line.partition(":")[0].partition(";")[0] for line in lines] == [
        "BEGIN", "VERSION", "UID", "FN", "N", "ORG", "TEL", "ADR", "NOTE", "URL", "END"
    ]  # fmt: skip


@pytest.mark.parametrize("odd", ["\\r", "\\0", "\\e", "\\x85", "\\u2028", "\\u2029", "\\x7f"])
def test_escapes_cannot_smuggle_characters_past_an_editor(odd: str, world: Callable[..., World]) -> None:
    site = world("-- content/products/tea.md --\n")
    site.put("content/products/tea.md", f'---\ntitle: "a{odd}b"\nprice: 1\n---\n')
    assert "tea.md:2: title: an invisible character" in site.complaints()


@pytest.mark.parametrize("odd", ["\\u202e", "\\u2066", "\\u2069", "\\ufeff", "\\u206a"])
def test_what_turns_the_direction_of_its_surroundings_is_taken_out(odd: str, world: Callable[..., World]) -> None:
    character = json.loads(f'"{odd}"')
    site = world("-- content/products/tea.md --\n")
    text = f'---\ntitle: "a{odd}b"\nprice: 1\nsku: S\nfacts: {{"k{odd}": "v"}}\n---\nx{character}y &#x{ord(character):x};z\n'
    site.put("content/products/tea.md", text)
    page = site.build().page("/products/tea/")
    assert "<h1>ab</h1>" in page
    assert character not in page


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x"])
def test_no_cell_of_a_kits_table_is_a_formula(cell: str) -> None:
    (_, row) = csv.reader(
        io.StringIO(table([(cell, "title", "en", "group", "https://x.example/")]).removeprefix("\ufeff"))
    )
    assert row[0] == f"'{cell}"


def test_the_shop_of_a_stranger_is_written_by_one(tmp_path: Path) -> None:
    """The control: what stands in the shop would act if it stood in a page as it is."""
    assert shop(HOSTILE, HOSTILE_ADDRESS).count("canary(1)") > 400
