"""Sightings made small: what the journal keeps of them, in batches that pass between processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice

import msgspec

from sitegen.earnings.orders import Fact, Sighting

BATCH = 5_000

_encode = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(Fact).decode


class Batch(msgspec.Struct, frozen=True):
    """Facts as (key, digest, payload, row), and the latest moment that any of them knows of."""

    facts: list[tuple[str, bytes, bytes, int]]
    as_of: int


def pack(source: str, sightings: Iterable[Sighting]) -> Iterator[Batch]:
    """Equal facts have equal digests, on any machine."""
    stream = iter(sightings)
    while some := list(islice(stream, BATCH)):
        facts = [_packed(source, sighting) for sighting in some]
        yield Batch(facts, max(_latest(sighting.fact) for sighting in some))


def _packed(source: str, sighting: Sighting) -> tuple[str, bytes, bytes, int]:
    payload = _encode(sighting.fact)
    return f"{source}:{sighting.order}", blake2b(payload, digest_size=8).digest(), payload, sighting.row


def _latest(fact: Fact) -> int:
    latest = int(fact.at.timestamp()) if fact.at else 0
    for reversal in fact.reversals:
        if reversal.at:
            latest = max(latest, int(reversal.at.timestamp()))
    return latest
