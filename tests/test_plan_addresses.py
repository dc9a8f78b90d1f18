"""Every address is made in one place and right under any base path."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.plan.addresses import Addresses, alias_path, file_of
from sitegen.text import SLUG

slugs = st.from_regex(SLUG, fullmatch=True).map(lambda slug: slug[:40].strip("-") or "x")
bases = st.sampled_from(
    ["https://shop.example", "https://shop.example/", "https://shop.example/sub", "http://h:8000/a/b/"]
)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("products", "products/tea/"),
        ("posts", "posts/tea/"),
        ("circles", "circles/tea/"),
        ("creators", "@tea/"),
        ("pages", "tea/"),
    ],
)
def test_each_kind_has_its_address(kind: str, address: str) -> None:
    addresses = Addresses.at("https://shop.example/", "en")
    assert addresses.entry("en", kind, "tea") == address
    assert addresses.entry("zh", kind, "tea") == f"zh/{address}"


def test_a_personal_page_lies_in_the_creators_store() -> None:
    addresses = Addresses.at("https://shop.example/", "en")
    assert addresses.personal("zh", "lin", "tea") == "zh/@lin/tea/"
    assert addresses.personal("zh", "lin", "tea").startswith(addresses.store("zh", "lin"))


@given(bases, slugs, slugs)
def test_a_link_leads_back_to_its_path_under_any_base(base: str, creator: str, product: str) -> None:
    addresses = Addresses.at(base, "en")
    path = addresses.personal("en", creator, product)
    parts = urlsplit(addresses.absolute(path))
    root = urlsplit(base).path.rstrip("/") + "/"
    assert f"{parts.scheme}://{parts.netloc}" == base[: len(parts.scheme) + 3 + len(parts.netloc)]
    assert unquote(parts.path) == root + path
    assert addresses.href(path) == parts.path


@given(slugs, slugs)
def test_two_things_never_meet_at_one_address(one: str, other: str) -> None:
    addresses = Addresses.at("https://shop.example/", "en")
    paths = [addresses.entry("en", kind, one) for kind in ("products", "posts", "circles", "creators")]
    paths.append(addresses.personal("en", one, other))
    assert len(set(paths)) == len(paths)


def test_a_path_that_ends_in_a_slash_is_answered_by_a_folders_index() -> None:
    assert file_of("") == "index.html"
    assert file_of("@lin/tea/") == "@lin/tea/index.html"
    assert file_of("404.html") == "404.html"


def test_an_alias_may_be_a_folder_or_a_file() -> None:
    assert alias_path("/old/tea/") == "old/tea/"
    assert alias_path("/old/tea") == "old/tea/"
    assert alias_path("/old/tea.html") == "old/tea.html"
