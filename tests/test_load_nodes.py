"""Nodes: YAML as the author wrote it, and what it means where no type is known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import Place
from sitegen.load.nodes import Mapping, Scalar, resolve
from tests.written import FILE, mapping, value

CREATOR = """
name: Lin
look:
  accent: red
picks:
  - product: tea
    note: warm
  - cup
"""


@pytest.mark.parametrize("written", ["NO", "yes", "0123", "0x1f", "1e3", "+5", "-0", "12:30", ".5", "5.", "2026-11-12"])
def test_what_older_yaml_would_change_stays_the_text_it_is(written: str) -> None:
    assert resolve(value(written)) == written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("42", 42),
        ("-7", -7),
        ("1.10", Decimal("1.10")),
        ("None", "None"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("[1, {a: b}]", [1, {"a": "b"}]),
    ],
)
def test_what_is_plainly_meant_is_understood(written: str, meant: Any) -> None:
    found = resolve(value(written))
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize("written", ["null", "true", "42", "1.10", "", "~"])
def test_quotes_make_a_text_of_anything(written: str) -> None:
    assert resolve(value(f'"{written}"')) == written
    assert resolve(value(f"'{written}'")) == written


@given(st.text(st.characters(categories=["Nd", "Lu", "Ll"], include_characters="+-.eE_:"), min_size=1))
def test_a_plain_value_loses_nothing_of_its_spelling(text: str) -> None:
    found = resolve(Scalar(Place(FILE), text))
    assert isinstance(found, bool | None) or str(found) == text


def test_only_a_plain_null_is_null() -> None:
    assert Scalar(Place(FILE), "null").is_null
    assert not Scalar(Place(FILE), "null", plain=False).is_null


def test_a_mapping_keeps_keys_in_the_authors_order() -> None:
    assert mapping("b: 1\na: 2").keys() == ("b", "a")
    assert mapping("b: 1").get("c") is None


@pytest.mark.parametrize(
    ("path", "line", "field"),
    [
        (("name",), 1, "name"),
        (("look", "accent"), 3, "look.accent"),
        (("picks", 0, "note"), 6, "picks[1].note"),
        (("picks", 1), 7, "picks[2]"),
        (("picks", 1, "note"), 7, "picks[2].note"),
        (("picks", 9), 5, "picks[10]"),
        (("studio", "name"), 1, "studio.name"),
    ],
)
def test_a_place_is_the_line_of_the_value_or_of_the_nearest_thing_around_it(
    path: tuple[str | int, ...], line: int, field: str
) -> None:
    assert mapping(CREATOR).at(*path) == Place(FILE, line, field)


def test_the_place_of_a_whole_mapping_has_no_field() -> None:
    assert Mapping(Place(FILE, 2)).at() == Place(FILE, 2)
