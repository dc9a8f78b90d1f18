"""What is inside an MP4 (ISO/IEC 14496-12): nested boxes, each with its size, its kind and its content."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

# Boxes that hold boxes, on the way to whatever a camera writes about a film.
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts"})
_DEEPEST = 8


class Box(msgspec.Struct, frozen=True):
    """Where a box lies in the file: `start` is its head, `content` what it holds, up to `end`."""

    kind: bytes
    start: int
    content: int
    end: int


def boxes(data: bytes | bytearray, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes of a stretch of the file. Raises ValueError when they do not fit into it."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, start + 8)[0] if start + 16 <= end else 0, 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise ValueError("it was cut off")
        yield Box(bytes(kind), start, start + head, start + size)
        start += size


def all_boxes(data: bytes | bytearray, within: Box | None = None, depth: int = 0) -> Iterator[Box]:
    """Every box down the containers, outer ones first."""
    for box in boxes(data, within.content, within.end) if within else boxes(data):
        yield box
        if box.kind in CONTAINERS and depth < _DEEPEST:
            yield from all_boxes(data, box, depth + 1)


def handler_of(data: bytes | bytearray, track: Box) -> bytes:
    """What a track is: `vide`, `soun`, `meta` …"""
    found = next((box for box in all_boxes(data, track) if box.kind == b"hdlr"), None)
    return bytes(data[found.content + 8 : found.content + 12]) if found else b""


def codecs_of(data: bytes | bytearray) -> list[bytes]:
    """How each track is encoded: `avc1` is H.264, `hvc1` and `hev1` are HEVC."""
    tables = [box for box in all_boxes(data) if box.kind == b"stsd"]
    return [bytes(data[table.content + 12 : table.content + 16]) for table in tables]
