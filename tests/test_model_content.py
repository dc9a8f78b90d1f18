"""The front matter of every kind, as types."""

from __future__ import annotations

from typing import Literal, get_origin, get_type_hints

import msgspec
import pytest

from sitegen.load.documents import KINDS
from sitegen.model.content import FIELDS_OF, Common, CreatorFields, Fields, Look, Photo, ProductFields, SiteFields
from tests.written import read


def test_every_kind_of_content_has_its_fields() -> None:
    assert set(FIELDS_OF) == {*KINDS, "site"}
    assert all(issubclass(fields, Common) for kind, fields in FIELDS_OF.items() if kind != "site")


@pytest.mark.parametrize("fields", FIELDS_OF.values(), ids=FIELDS_OF)
def test_what_must_be_written_is_a_text_or_one_of_some_words(fields: type[Fields]) -> None:
    hints = get_type_hints(fields)
    required = [hints[field.name] for field in msgspec.structs.fields(fields) if field.required]
    assert all(hint is str or get_origin(hint) is Literal for hint in required)


@pytest.mark.parametrize("fields", FIELDS_OF.values(), ids=FIELDS_OF)
def test_fields_are_frozen_and_can_be_shared(fields: type[Fields]) -> None:
    made = fields(**{field.name: "x" for field in msgspec.structs.fields(fields) if field.required})
    with pytest.raises(AttributeError):
        made.extra = {}  # type: ignore[attr-defined]


def test_a_whole_product_is_read() -> None:
    product, problems = read(
        """
        title: Probiotic Repair Emulsion
        sku: LM-EM-200
        price: 168.00
        compare_at: 239.00
        photos: [{file: hero.jpg, alt: White bottle, focus: 40% 30%}, side.jpg]
        circles: [beauty]
        checkout: https://buy.stripe.com/abc123
        variants: [{name: 200 ml, sku: LM-EM-200}, {name: 500 ml, sku: LM-EM-500, price: 328}]
        offers: [{label: Double 11, price: 148, from: 2026-11-10T00:00, until: 2026-11-12T00:00}]
        reorder: 45 days
        facts: {Skin: sensitive, Scent: none}
        reviews: [{by: Mei, rating: 5, text: Good, date: 2026-10-02}]
        questions: [{q: Is it safe?, a: Yes}]
        commission: 12%
        extra: {batch: 0123}
        """,
        ProductFields,
    )
    assert problems == []
    assert product is not None
    assert product.photos[1] == Photo(file="side.jpg")
    assert product.reorder is not None
    assert product.reorder.count == 45
    assert product.facts == {"Skin": "sensitive", "Scent": "none"}
    assert product.extra == {"batch": "0123"}


def test_a_whole_creator_is_read() -> None:
    creator, problems = read(
        """
        name: 林小满 Lumi
        labels: [sensitive skin, ingredient nerd]
        look: {accent: "#B4563C", mode: auto, font: serif}
        picks: [{product: repair-emulsion, note: Three winters.}, cedar-candle]
        store: circles
        studio: {name: S, address: A, geo: [31.2, 121.4], hours: 9-5}
        links: [{title: Blog, url: https://lin.example}]
        """,
        CreatorFields,
    )
    assert problems == []
    assert creator is not None
    assert [pick.product for pick in creator.picks] == ["repair-emulsion", "cedar-candle"]
    assert creator.look.accent is not None
    assert creator.look.accent.hex == "#b4563c"
    assert creator.studio is not None
    assert creator.studio.geo == (31.2, 121.4)


def test_a_site_needs_a_title_and_an_address_and_nothing_else() -> None:
    site, problems = read("title: Shop\nurl: https://shop.example/", SiteFields)
    assert problems == []
    assert site is not None
    assert site.look == Look()
