"""The same content in another language: what it says differs, everything else stays."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sitegen.load.nodes import Mapping, resolve
from sitegen.model.overlay import IDENTITIES, SAME_EVERYWHERE, merge
from tests.written import mapping


def merged(base: str, overlay: str) -> Any:
    fields, problems = merge(mapping(base), mapping(overlay))
    assert problems == []
    return resolve(fields)


def complaints(base: str, overlay: str) -> list[str]:
    return [str(problem) for problem in merge(mapping(base), mapping(overlay))[1]]


def test_an_overlay_says_only_what_differs() -> None:
    assert merged("title: Tea\nsummary: Good\nlook: {mode: dark, font: serif}", "title: 茶\nlook: {mode: light}") == {
        "title": "茶",
        "summary": "Good",
        "look": {"mode": "light", "font": "serif"},
    }


def test_facts_and_extra_are_replaced_whole() -> None:
    assert merged("facts: {Skin: dry, Size: big}\nextra: {a: 1}", "facts: {肤质: 干性}\nextra: {b: 2}") == {
        "facts": {"肤质": "干性"},
        "extra": {"b": 2},
    }


def test_photos_are_matched_by_their_file_wherever_they_stand() -> None:
    base = "photos: [{file: a.jpg, alt: A, focus: 1% 2%}, {file: b.jpg, alt: B}]"
    assert merged(base, "photos: [{file: b.jpg, alt: 乙}, {file: a.jpg, alt: 甲}]") == {
        "photos": [{"file": "b.jpg", "alt": "乙"}, {"file": "a.jpg", "alt": "甲", "focus": "1% 2%"}]
    }


def test_an_item_that_names_nobody_takes_the_one_at_its_place() -> None:
    base = "variants: [{name: Small, sku: S, price: 1}, {name: Large, sku: L, price: 2}]"
    assert merged(base, "variants: [{name: 小}, {name: 大}]") == {
        "variants": [{"name": "小", "sku": "S", "price": 1}, {"name": "大", "sku": "L", "price": 2}]
    }


def test_variants_are_matched_by_their_sku() -> None:
    base = "variants: [{name: Small, sku: S, price: 1}, {name: Large, sku: L, price: 2}]"
    assert merged(base, "variants: [{name: 大, sku: L}]") == {"variants": [{"name": "大", "sku": "L", "price": 2}]}


def test_an_item_in_short_stands_for_its_mapping_on_either_side() -> None:
    assert merged("picks: [tea, cup]", "picks: [{product: cup, note: 好}]") == {
        "picks": [{"product": "cup", "note": "好"}]
    }
    assert merged("photos: [{file: a.jpg, alt: A}]", "photos: [a.jpg]") == {"photos": [{"file": "a.jpg", "alt": "A"}]}


def test_a_list_of_words_is_replaced() -> None:
    assert merged("labels: [calm, kind]", "labels: [静]") == {"labels": ["静"]}


def test_of_two_items_with_one_name_each_takes_the_one_at_its_place() -> None:
    base = "photos: [{file: a.jpg, alt: first}, {file: a.jpg, alt: second}]"
    assert merged(base, "photos: [{file: a.jpg}, {file: a.jpg}]") == resolve(mapping(base))


@pytest.mark.parametrize("key", sorted(SAME_EVERYWHERE))
def test_what_is_the_same_everywhere_may_not_be_in_an_overlay(key: str) -> None:
    (complaint,) = complaints("title: Tea", f"title: 茶\n{key}: 1")
    assert complaint == (
        f"a.md:2: {key}: `{key}` is the same in every language (set it in the base file, not in the translation)"
    )


def test_prices_inside_of_variants_and_offers_are_found_too() -> None:
    base = "variants: [{name: a, sku: A}]\noffers: [{price: 1}]"
    overlay = "variants:\n- {sku: A, price: 2}\noffers:\n- {label: x, from: 2026-01-01, price: 2}"
    assert [complaint.split(": ")[1] for complaint in complaints(base, overlay)] == [
        "variants[1].price",
        "offers[1].from",
        "offers[1].price",
    ]


@pytest.mark.parametrize("overlay", ["variants: [{name: x, sku: TYPO}]", "offers: [{label: x}, {label: y}]"])
def test_a_translation_may_not_invent_something_to_sell(overlay: str) -> None:
    (complaint,) = complaints("variants: [{name: a, sku: A}]\noffers: [{price: 1}]", overlay)
    assert complaint.endswith("the base file has nothing to translate here (add it there first)")


def test_a_value_keeps_the_place_where_it_was_written() -> None:
    fields, _ = merge(mapping("title: Tea\n\nprice: 12"), mapping("\n\n\n\ntitle: 茶"))
    assert fields.at("price").line == 3
    assert fields.at("title").line == 1  # leading blank lines are stripped from the text
    assert fields.at("summary").line == 1


def test_many_items_are_matched_in_no_time() -> None:
    text = mapping("photos:\n" + "\n".join(f"- {{file: {number}.jpg}}" for number in range(10_000)))
    started = time.process_time()
    assert merge(text, text)[0] == text
    assert time.process_time() - started < 1


TEXTS = st.text(st.characters(categories=["L"]), max_size=3)
KEYS = st.sampled_from(["title", "look", "photos", "picks", "variants", "reviews", "facts", "labels"])
NAMES = st.sampled_from([*IDENTITIES.values(), "name", "alt", "note"])
ITEMS = st.lists(TEXTS | st.dictionaries(NAMES, TEXTS, max_size=3), max_size=3)
FIELDS = st.dictionaries(KEYS, TEXTS | ITEMS | st.dictionaries(NAMES, TEXTS, max_size=3), max_size=4)
TEXT = FIELDS.map(lambda fields: mapping(yaml.safe_dump(fields, allow_unicode=True)))


@given(TEXT)
def test_an_empty_overlay_changes_nothing(base: Mapping) -> None:
    assert merge(base, mapping(""))[0] == base


@given(TEXT)
def test_an_overlay_on_nothing_is_itself(overlay: Mapping) -> None:
    assert resolve(merge(mapping(""), overlay)[0]) == resolve(overlay)


@given(TEXT)
def test_a_text_laid_over_itself_is_itself(base: Mapping) -> None:
    assert spelled(merge(base, base)[0]) == spelled(base)


@given(TEXT, TEXT)
def test_laying_an_overlay_on_twice_is_laying_it_on_once(base: Mapping, overlay: Mapping) -> None:
    once = merge(base, overlay)[0]
    assert spelled(merge(once, overlay)[0]) == spelled(once)


@given(TEXT, TEXT)
def test_whatever_an_overlay_says_about_a_text_stands(base: Mapping, overlay: Mapping) -> None:
    result = resolve(merge(base, overlay)[0])
    for key, value in resolve(overlay).items():
        if isinstance(value, str):
            assert result[key] == value
    assert set(result) == set(base.keys()) | set(overlay.keys())


def spelled(fields: Mapping) -> Any:
    """Plain values, items in short written out, so that both spellings are equal."""
    values = resolve(fields)
    for key, identity in IDENTITIES.items():
        if isinstance(values.get(key), list):
            values[key] = [{identity: item} if isinstance(item, str) else item for item in values[key]]
    return values
