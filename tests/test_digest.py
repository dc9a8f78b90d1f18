"""Digests: the same for equal values, on any machine, and for nothing else."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sitegen.digest import digest, digest_of


class Photo(msgspec.Struct, frozen=True):
    file: str
    width: int = 0


def test_a_digest_is_32_hex_characters_that_never_change() -> None:
    assert digest(b"tea") == "833ede412aad05219a1b924c1fe8a5cd"


def test_values_are_told_apart_and_their_order_counts() -> None:
    values = [("a", "b"), ("b", "a"), ("ab",), ("a", "b", None), (["a", "b"],), (1,), (Decimal("1.0"),), (Decimal(1),)]
    assert len({digest_of(*value) for value in values}) == len(values)


def test_the_order_of_keys_does_not_count() -> None:
    assert digest_of({"a": 1, "b": {"c": 2, "d": 3}}) == digest_of({"b": {"d": 3, "c": 2}, "a": 1})


@given(st.sets(st.text()))
def test_sets_have_one_digest(words: set[str]) -> None:
    assert digest_of(frozenset(words)) == digest_of(frozenset(sorted(words, reverse=True)))


@given(st.text(), st.integers(0, 9))
def test_equal_structs_have_equal_digests(file: str, width: int) -> None:
    assert digest_of(Photo(file, width)) == digest_of(Photo(file, width))
    assert digest_of(Photo(file, width)) != digest_of(Photo(file, width + 1))


def test_another_process_with_other_hash_seeds_agrees() -> None:
    program = "from sitegen.digest import digest_of; print(digest_of({'b', 'a', 'c'}, {'x': 1, 'y': (2, None)}))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {digest_of({"a", "b", "c"}, {"y": (2, None), "x": 1}) + "\n"}
