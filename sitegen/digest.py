"""Short names for bytes and values: equal input, equal digest, on any machine."""

from __future__ import annotations

from hashlib import blake2b, file_digest
from typing import Any, BinaryIO

import msgspec

_DIGEST_BYTES = 16
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


def digest(data: bytes) -> str:
    """32 hex characters of BLAKE2b."""
    return blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def digest_of_rest(file: BinaryIO) -> str:
    """The digest of what a file holds from where it stands, without holding it."""
    return file_digest(file, lambda: blake2b(digest_size=_DIGEST_BYTES)).hexdigest()  # type: ignore[arg-type]


def digest_of(*values: Any) -> str:
    """The digest of plain values or frozen structs, by their canonical MessagePack form."""
    return digest(_encode(values))


def packed(*values: Any) -> bytes:
    """The canonical MessagePack form of plain values or frozen structs, to be digested with more of them."""
    return _encode(values)
