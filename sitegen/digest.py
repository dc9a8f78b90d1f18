"""Short names for bytes and values: equal input, equal digest, on any machine."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import msgspec

_DIGEST_BYTES = 16
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


def digest(data: bytes) -> str:
    """32 hex characters of BLAKE2b."""
    return blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def digest_of(*values: Any) -> str:
    """The digest of plain values or frozen structs, by their canonical MessagePack form."""
    return digest(_encode(values))


def packed(*values: Any) -> bytes:
    """The canonical MessagePack form of plain values or frozen structs, to be digested with more of them."""
    return _encode(values)
