"""From nodes to typed fields: everything that is wrong at once, each with its line."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta, field

from sitegen.errors import Problem
from sitegen.load.nodes import Node, Scalar
from sitegen.load.yaml_reader import read_mapping
from sitegen.model.content import FIELDS_OF, Fields, ProductFields
from sitegen.model.money import Money
from sitegen.model.reading import FieldReader
from sitegen.model.scalars import scalar_readers
from tests.written import mapping, read


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    shorthand = "file"

    file: str
    alt: str | None = None


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    price: Money | None = None
    mode: Literal["light", "dark"] | None = None
    stars: Annotated[int, Meta(ge=1, le=5)] = 5
    photos: tuple[Photo, ...] = ()
    tags: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    from_: int = field(default=0, name="from")
    checkout: Node | None = None


def right(text: str) -> Shelf:
    shelf, problems = read(text, Shelf)
    assert problems == []
    assert shelf is not None
    return shelf


def wrong(text: str) -> list[str]:
    problems = read(text, Shelf)[1]
    assert problems
    return problems


def test_every_kind_of_field_is_read() -> None:
    shelf = right("""
        title: NO
        price: 12
        mode: dark
        stars: 3
        photos: [{file: a.jpg, alt: A}, b.jpg]
        facts: {Scent: none, Size: 007}
        extra: {deep: [1, {a: null}]}
        from: 4
    """)
    assert shelf == Shelf(
        title="NO",
        price=Money(Decimal("12.00"), "CNY"),
        mode="dark",
        stars=3,
        photos=(Photo(file="a.jpg", alt="A"), Photo(file="b.jpg")),
        facts={"Scent": "none", "Size": "007"},
        extra={"deep": [1, {"a": None}]},
        from_=4,
    )


def test_what_is_not_said_has_its_default() -> None:
    assert right("title: x") == Shelf(title="x")
    assert right("title: x\nmode:\nphotos: null\nfacts: ~\nstars: ") == Shelf(title="x")


def test_one_value_does_for_a_list() -> None:
    assert right("title: x\ntags: new").tags == ("new",)
    assert right("title: x\nphotos: a.jpg").photos == (Photo(file="a.jpg"),)


def test_a_field_may_be_kept_as_it_was_written() -> None:
    checkout = right("title: x\ncheckout: https://pay.example").checkout
    assert isinstance(checkout, Scalar)
    assert (checkout.text, checkout.place.line) == ("https://pay.example", 2)


CUT_OFF = "unknown key `big as me` (put quotes around a text that holds a comma)"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("price: 1", "a.md:1: title: `title` is missing (add `title: …`)"),
        ("title: null", "a.md:1: title: `title` is missing (add `title: …`)"),
        ("title: x\ntitel: y", "a.md:2: titel: unknown key `titel` (did you mean `title`?)"),
        ("title: x\nwxyz: y", "a.md:2: wxyz: unknown key `wxyz` (known are checkout, extra, facts, from, mode, "),
        ("title: [x]", "a.md:1: title: this should be a text, not a list"),
        ("title: {x: y}", "a.md:1: title: this should be a text, not `key: value` lines"),
        ("title: x\nprice: free", "a.md:2: price: `free` is no amount"),
        ("title: x\nmode: drak", "a.md:2: mode: `drak` is not possible here (did you mean `dark`?)"),
        ("title: x\nmode: blue", "a.md:2: mode: `blue` is not possible here (use one of light, dark)"),
        ("title: x\nstars: 9", "a.md:2: stars: `9` should be a whole number <= 5"),
        ("title: x\ntags: {a: b}", "a.md:2: tags: this should be a list (write `[one, two]` or lines with `- `)"),
        ("title: x\ntags:\n- a\n-\n", "a.md:4: tags[2]: nothing stands here (take out this item, or the comma"),
        ("title: x\nphotos: [{alt: A}]", "a.md:2: photos[1].file: `file` is missing (add `file: …`)"),
        ("title: x\nphotos: [[a]]", "a.md:2: photos[1]: this should be `key: value` lines"),
        ("title: x\nphotos: [{file: a, atl: b}]", "a.md:2: photos[1].atl: unknown key `atl` (did you mean `alt`?)"),
        ("title: x\nphotos: [{file: a, alt: red, big as me}]", f"a.md:2: photos[1].big as me: {CUT_OFF}"),
        ("title: x\nfacts: none", "a.md:2: facts: this should be `name: value` lines"),
        ("title: x\nfacts: {a: [b]}", "a.md:2: facts.a: this should be a text, not a list"),
        ("title: x\nextra: 3", "a.md:2: extra: this should be `name: value` lines"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(text: str, complaint: str) -> None:
    (said,) = wrong(text)
    assert said.startswith(complaint)


@pytest.mark.parametrize(
    "text", ["tags: [a, ~]", "facts: {a: [b]}", "mode: blue", "stars: 9", "stars: x", "price: x", "photos: [{}]"]
)
def test_nothing_is_made_of_what_is_wrong(text: str) -> None:
    assert read(f"title: x\n{text}", Shelf)[0] is None


def test_all_wrong_fields_are_reported_at_once() -> None:
    problems = wrong("""
        price: x
        mode: y
        stars: z
        photos: [{alt: 1}, {file: a, b: c}]
        facts: {a: [1], b: [2]}
        zebra: 1
    """)
    assert [problem.split(": ")[1] for problem in problems] == [
        "zebra",
        "title",
        "price",
        "mode",
        "stars",
        "photos[1].file",
        "photos[2].b",
        "facts.a",
        "facts.b",
    ]


def test_what_is_wrong_can_be_left_out_to_look_at_the_rest() -> None:
    problems: list[Problem] = []
    node = mapping("price: x\nmode: dark\ntags: [a, [b]]\nzebra: 1")
    shelf, missed = FieldReader(scalar_readers("CNY"), problems.append).salvage(node, Shelf)
    assert shelf == Shelf(title="", mode="dark")
    assert missed == {"title", "price", "tags"}
    assert len(problems) == 4


def test_ten_thousand_unknown_keys_are_all_reported_quickly() -> None:
    text = "title: x\n" + "\n".join(f"titel{number}: 1" for number in range(10_000))
    started = time.process_time()
    assert len(wrong(text)) == 10_000
    assert time.process_time() - started < 2


def keys_of(kind: type[Fields]) -> list[str]:
    return [found.encode_name for found in msgspec.structs.fields(kind)]


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["12", "2026-11-12", "a.jpg"])
)
NESTED = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(keys_of(ProductFields)) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=30)
@pytest.mark.parametrize("name", FIELDS_OF)
@given(data=st.data())
def test_any_front_matter_gives_a_struct_or_problems_and_never_a_crash(name: str, data: st.DataObject) -> None:
    kind = FIELDS_OF[name]
    values = data.draw(st.dictionaries(st.sampled_from(keys_of(kind)), NESTED, max_size=6))
    node, problems = read_mapping(yaml.safe_dump(values, allow_unicode=True), "a.md")
    found = FieldReader(scalar_readers("CNY"), problems.append).struct(node, kind)
    assert (found is None) <= bool(problems)
    assert all(problem.place.file == "a.md" and problem.place.line for problem in problems)
