"""Tags taken apart, signed and verified."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import UsageError
from sitegen.model.signing import SIGNATURE_LENGTH, key_from, sign, verify
from sitegen.model.tags import Tag, read_tag
from sitegen.settings import KEY_VARIABLE

KEY = "a key that nobody guesses, 32 bytes at least"
OTHER_KEY = "another key that nobody guesses, 32 bytes"

parts = st.lists(st.text("abz27019", min_size=1, max_size=6), min_size=1, max_size=3).map("-".join)
channels = st.one_of(st.just(""), parts)


def spelled(creator: str, page: str, channel: str = "") -> str:
    return "_".join(part for part in (creator, page, channel) if part)


@given(parts, parts, channels)
def test_a_tag_is_taken_apart_as_it_was_put_together(creator: str, page: str, channel: str) -> None:
    assert read_tag(spelled(creator, page, channel)) == Tag(creator, page, channel)


@given(parts, parts, channels, channels)
def test_a_signed_tag_is_verified_wherever_its_channel_stands(
    creator: str, page: str, built: str, clicked: str
) -> None:
    signed = sign(spelled(creator, page, built), KEY)
    sent = f"{signed}_{clicked}" if clicked else signed
    read = read_tag(sent)
    assert read is not None
    assert (read.creator, read.page, read.channel) == (creator, page, clicked or built)
    assert verify(sent, KEY)
    assert verify(sent.capitalize(), KEY)  # some shops write the first letter large
    assert not verify(sent, OTHER_KEY)


@given(parts, parts, parts)
def test_a_signature_is_of_one_creator_and_one_page(creator: str, page: str, other: str) -> None:
    signature = sign(spelled(creator, page), KEY).rpartition("__")[2]
    assert verify(f"{other}_{page}__{signature}", KEY) == (other == creator)
    assert verify(f"{creator}_{other}__{signature}", KEY) == (other == page)


def test_a_signature_is_what_every_payment_page_keeps() -> None:
    signature = sign("lin_soap", KEY).rpartition("__")[2]
    assert len(signature) == SIGNATURE_LENGTH
    assert set(signature) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_signatures_stay_the_same_for_ever() -> None:
    """Printed posters carry them."""
    assert sign("lin_soap", KEY) == "lin_soap__3tiba6k5tqrlynxpa3pcfvcw7z"


def test_a_cut_or_missing_signature_is_no_signature() -> None:
    assert not verify(sign("lin_soap", KEY)[:-1], KEY)
    assert not verify("lin_soap", KEY)
    assert not verify("not a tag at all", KEY)


@pytest.mark.parametrize("tag", ["", "lin", "_soap", "lin_", "Lin_soap", "lin_soap_group_more", "lin soap", "lin_søap"])
def test_what_is_no_tag_is_not_signed(tag: str) -> None:
    with pytest.raises(ValueError, match="is no tag that can be signed"):
        sign(tag, KEY)


def test_a_tag_is_signed_once() -> None:
    with pytest.raises(ValueError, match="is no tag that can be signed"):
        sign(sign("lin_soap", KEY), KEY)


def test_the_key_comes_from_the_environment_and_is_long() -> None:
    assert key_from({}) is None
    assert key_from({KEY_VARIABLE: KEY}) == KEY
    with pytest.raises(UsageError, match=r"shorter than 32 bytes .*token_urlsafe"):
        key_from({KEY_VARIABLE: "hunter2"})


def test_nothing_is_signed_with_a_short_key() -> None:
    with pytest.raises(UsageError, match="32 bytes"):
        sign("lin_soap", "hunter2")
