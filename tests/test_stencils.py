"""A personal page filled into a stencil has the bytes of the page rendered by itself, or there is no stencil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.build import Checked, check, page_works, slow_spots
from sitegen.checkouts import find_providers
from sitegen.engines.templates import compiled_in
from sitegen.render.rendering import PageWorks
from sitegen.render.stencils import Marks
from sitegen.settings import Settings
from tests.world import CLOCK, World, make_world

ROOT = Path(__file__).parent.parent

SITE = """
    -- content/products/tea.md --
    ---
    title: Tea & <Cake>
    sku: T1
    price: 12
    circles: [food]
    reorder: 30 days
    reviews: [{by: Mei, rating: 4, text: Good.}]
    ---
    Goes with [[bread]] and [[cup|a cup]].

    [[cup]]
    -- content/products/bread.md --
    ---
    title: Bread
    price: 5
    variants: [{name: Small, sku: B1}, {name: Large, sku: B2, price: 9}]
    offers: [{label: Autumn, price: 4, until: 2026-12-01, variant: B1}, {members: true, price: 3, variant: B2}]
    ---
    Made at night.
    -- content/products/cup.md --
    ---
    title: Cup
    sku: C1
    price: 30
    ---
    Holds tea.
    -- content/circles/food.md --
    ---
    title: Food
    ---
    -- content/creators/ann.md --
    ---
    name: "A & <b>B</b> \\"Q\\" %41 {{ x }} 林"
    tagline: First
    look: {accent: "#336699", mode: dark, font: serif}
    picks: [{product: tea, note: "Every day & <night>."}, {product: bread}]
    ---
    -- content/creators/bo.md --
    ---
    name: Bo
    store: picks
    picks: [bread, {product: cup, note: Mine.}]
    ---
    -- content/creators/cy.md --
    ---
    name: Cy
    ---
    -- content/posts/morning.md --
    ---
    title: Morning
    creator: cy
    date: 2026-11-01
    ---
    [[tea]]
"""


class Compared:
    """What came of the personal pages and stores of a site: filled in or rendered, and always the same bytes."""

    def __init__(self, checked: Checked, state: Path) -> None:
        works = page_works(checked, state)
        self.filled = self.alone = self.stores = 0
        for number, job in enumerate(checked.plan.pages):
            if job.kind not in ("personal", "store"):
                continue
            (work,) = works.between(number, number + 1)
            plain = works.plain(job)
            assert work.make() == plain.make(), job.path
            if job.kind == "store":
                assert work.fingerprint == plain.fingerprint
                self.stores += works.is_filled(job)
            else:
                self.filled += works.is_filled(job)
                self.alone += not works.is_filled(job)


def spots_of(world: World) -> list[str]:
    return slow_spots(world.check(), world.settings().state)


def compared(world: World, **choices: Any) -> Compared:
    return Compared(world.check(**choices), world.settings().state)


@pytest.mark.parametrize("key", [None, "k" * 40])
def test_every_personal_page_of_the_demo_comes_from_a_stencil(key: str | None) -> None:
    checked = check(
        Settings(source=ROOT, output=ROOT / "output", clock=CLOCK, key=key, secret="s" * 40), find_providers()
    )
    found = Compared(checked, ROOT / ".sitegen")
    assert (found.filled > 40, found.alone) == (True, 0)
    assert found.stores == 4  # the others hold nothing but picks


@pytest.mark.parametrize("key", [None, "k" * 40])
def test_pages_differ_only_where_creators_do(world: Callable[..., World], key: str | None) -> None:
    sign = (
        "-- site.yaml --\ntitle: S\nurl: https://s.example/sub/\ncurrency: CNY\nreferral: {sign: true}\n" if key else ""
    )
    sign += 'checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}\n' if key else ""
    site = world(SITE).write(sign) if key else world(SITE)
    found = compared(site, key=key)
    assert (found.filled, found.alone) == (8, 0)


class Shelf:
    """What other processes of a build have cut."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.held.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.held[key] = data


def test_a_stencil_that_another_process_cut_is_filled_in_like_ones_own(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked, shelf = world(SITE).check(), Shelf()

    def made() -> list[bytes]:
        compiled = compiled_in(None, checked.plan.theme)
        works = PageWorks(checked.plan, checked.catalog, find_providers(), compiled, shelf)
        return [work.make() for work in works.between(0, len(checked.plan.pages))]

    first = made()
    assert len(shelf.held) >= 3
    monkeypatch.setattr(Marks, "cut", lambda marks, page: pytest.fail("it was cut again"))
    assert made() == first


names = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and text.strip()
)


@settings(max_examples=8)
@given(data=st.data())
def test_random_creators_fill_stencils_as_their_pages_would_be(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    import json

    site = make_world(tmp_path_factory.mktemp("site"), SITE)
    for number in range(data.draw(st.integers(1, 4))):
        picks = data.draw(st.lists(st.sampled_from(["tea", "bread", "cup"]), unique=True))
        notes = [data.draw(st.one_of(st.just(""), names)) for _ in picks]
        look = {"mode": data.draw(st.sampled_from(["auto", "light", "dark"])), "accent": "#884422"}
        front = {
            "name": data.draw(names),
            "tagline": data.draw(st.one_of(st.just(""), names)),
            "store": data.draw(st.sampled_from(["all", "picks", "circles"])),
            "circles": data.draw(st.sampled_from([[], ["food"]])),
            "look": look,
            "picks": [{"product": product, "note": note} for product, note in zip(picks, notes, strict=True)],
        }
        site.put(f"content/creators/x{number}.md", f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n")
    compared(site)


# Ways in which a theme may look at what a stencil leaves open. Each stands in a part of the page that is left to it.
LOOKS = """
{% if creator.name == "Bo" %}yes{% endif %}
{{ creator.name | upper }}
{{ creator.name | e | e }}
{{ creator.name | safe }}
{{ creator.name | tojson }}
{{ creator.name | trim }}
{{ creator.name | truncate(4) }}
{{ creator.name | length }}
{{ creator.name[:1] }}
{{ creator.name * 2 }}
{{ creator.name ~ "!" }}
{{ (creator.name ~ "!") | length }}
{{ creator.name in ["Bo"] }}
{{ creator.name is string }}
{{ creator.name is eq("Bo") }}
{{ creator.name.upper() }}
{{ "%s" | format(creator.name) }}
{{ "{}".format(creator.name) }}
{{ "-".join([creator.name, "x"]) }}
{{ [creator.name, "x"] | join("-") }}
{{ [creator.name, "x"] | map("upper") | join("-") }}
{{ [creator.name, "Bo"] | unique | list | length }}
{{ [creator.name] | select("eq", "Bo") | list | length }}
{{ {"Bo": 1}.get(creator.name) }}
{{ {"Bo": 1}[creator.name] | default("none") }}
{% for letter in creator.name %}{{ letter }},{% endfor %}
{% for item in [1, 2] %}{{ loop.changed(creator.name) }}{% endfor %}
{% set name %}{{ creator.name }}{% endset %}{% if name == "Bo" %}yes{% endif %}
{% set name %}{{ creator.name }}{% endset %}{{ name | length }}
{% set name %}{{ creator.name }}{% endset %}{{ t("more_from", name=name) }}
{% set name | upper %}{{ creator.name }}{% endset %}{{ name }}
{% filter upper %}{{ creator.name }}{% endfilter %}
{% autoescape false %}{{ creator.name }}{% endautoescape %}
{% macro m(x) %}{{ x }}{% endmacro %}{{ m(creator.name) | upper }}
{% macro m(x) %}{{ x | upper }}{% endmacro %}{{ m(creator.name) }}
{% macro m() %}{{ caller() | length }}{% endmacro %}{% call m() %}{{ creator.name }}{% endcall %}
{{ t("more_from", name=creator.name) | length }}
{{ t("more_from", name=creator.name | upper) }}
{{ page.title | length }}
{{ page.title | replace("e", "3") }}
{{ page.url | urlencode }}
{{ page.path.split("/") | length }}
{{ [page] | map(attribute="title") | map("length") | first }}
{{ [page] | selectattr("title", "eq", "Cup · Bo") | list | length }}
{{ [page] | sort(attribute="title") | map(attribute="kind") | first }}
{{ [page] | groupby("path") | length }}
{{ page == page }}
{{ creator in sharers }}
{% if note %}{{ note }}{% endif %}
{{ note or "nothing" }}
{{ more | length }}
{% for card in more %}{{ card.title }}{% endfor %}
{{ posts | map(attribute="title") | join }}
{{ creator.tagline }}{{ creator.initial }}
{% if creator.avatar %}yes{% else %}no{% endif %}
{{ look.button }}
{% if look.mode == "dark" %}dark{% endif %}
{{ share.links | map(attribute="url") | map("length") | sum }}
{{ share.url | wordcount }}
{{ creator }}
{{ creator | string | length }}
{{ page.tag[-3:] }}
{{ product | string | length }}
{{ page.crumbs | map(attribute="title") | join(" > ") }}
""".strip().splitlines()

# Ways that leave it open.
WRITES = """
{{ creator.name }}
{% if creator %}{{ creator.name }}{% endif %}
{{ creator.name if creator else site.title }}
{{ t("more_from", name=creator.name) }}
{% set name = creator.name %}{{ name }}
{% set name %}<b>{{ creator.name }}</b>{% endset %}{{ name }}
{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(creator.name) }}
{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ creator.name }}{% endcall %}
{% for link in page.crumbs %}{{ loop.index }} {{ link.title }}{% endfor %}
{% for name in [creator.name, "x"] %}{{ name }}{% endfor %}
{% if page.tag %}{{ page.tag }}{% endif %}
{{ page.crumbs | length }}{{ page.crumbs | map(attribute="current") | list }}
{{ creator.url }}{{ page.url }}
{% include "_note.html" %}{% include "_more.html" %}
""".strip().splitlines()


def themed(world: Callable[..., World], template: str, text: str) -> World:
    theme = "-- site.yaml --\ntitle: Shop\nurl: https://shop.example/\ncurrency: CNY\ntheme: mine\n"
    theme += 'checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}\n'
    theme += "-- themes/mine/theme.yaml --\ntitle: Mine\nextends: base\n"
    return world(SITE).write(f"{theme}-- themes/mine/templates/{template} --\n{text}\n")


@pytest.mark.parametrize("text", LOOKS)
def test_a_template_that_looks_at_what_is_open_still_gives_the_right_pages(
    world: Callable[..., World], text: str
) -> None:
    found = compared(themed(world, "_facts.html", text))
    assert found.filled == 0, "a look was not noticed, or there was none"


@pytest.mark.parametrize("text", WRITES)
def test_a_template_that_only_writes_what_is_open_has_stencils(world: Callable[..., World], text: str) -> None:
    assert compared(themed(world, "_facts.html", text)).filled == 8


def test_whoever_asks_is_told_which_line_looks(world: Callable[..., World]) -> None:
    site = themed(world, "_facts.html", "fine\n{{ creator.name | upper }}")
    (spot,) = spots_of(site)
    assert spot.startswith("themes/mine/templates/_facts.html:2: ")
    assert spots_of(world(SITE)) == []


BEYOND = ["{{ product.title }}", "{{ over | default(1) }}", "{{ page.title }}", "{% if share is defined %}x{% endif %}"]


@pytest.mark.parametrize("text", BEYOND)
def test_a_part_that_looks_beyond_its_creator_still_gives_the_right_pages(
    world: Callable[..., World], text: str
) -> None:
    assert compared(themed(world, "_sharer.html", text)).filled == 0


CARD_LOOKS = """
{{ card.url | upper }}
{{ card.url | length }}
{{ card.url[:2] }}
{% if card.url == "/@bo/tea/" %}tea{% endif %}
{% if "@bo" in card.url %}Bo's{% endif %}
{% set at %}{{ card.url }}{% endset %}{{ at | length }}
{{ card | string | length }}
{{ [card] | map(attribute="url") | map("length") | first }}
{{ card.url.split("/") | length }}
""".strip().splitlines()
CARD_WRITES = """
<a href="{{ card.url }}">{{ card.title }}</a>
{% if card.url %}{{ card.url }}#choices{% endif %}
{{ t("more_from", name=card.url) }}
{% set at %}<b>{{ card.url }}</b>{% endset %}{{ at }}
""".strip().splitlines()


def carded(world: Callable[..., World], text: str) -> World:
    card = '{% import "base/_card.html" as base %}{% set pick = base.pick %}{% set mention = base.mention %}\n'
    card += '{% macro card(card, level="h3") %}\n'
    return themed(world, "_card.html", f"{card}{text}\n{{% endmacro %}}")


@pytest.mark.parametrize("text", CARD_LOOKS)
def test_cards_that_look_where_they_lead_to_still_give_the_right_stores(world: Callable[..., World], text: str) -> None:
    assert compared(carded(world, text)).stores == 0


@pytest.mark.parametrize("text", CARD_WRITES)
def test_cards_that_only_lead_there_are_made_once(world: Callable[..., World], text: str) -> None:
    assert compared(carded(world, text)).stores == 2  # Bo's store shows nothing but picks


def test_whoever_asks_is_told_which_line_of_a_card_looks(world: Callable[..., World]) -> None:
    spots = spots_of(carded(world, "{{ card.url | upper }}"))
    assert all(spot.startswith("themes/mine/templates/_card.html:3: ") for spot in spots)
    assert spots
