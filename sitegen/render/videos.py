"""Videos without what the camera wrote into them: place, time, phone, and tracks of anything but picture and sound.

Nothing is encoded anew and no byte moves, so every index in the file stays right: what is private becomes free space
filled with zeros. See ISO/IEC 14496-12 and, for `udta` and timed metadata, Apple's QuickTime File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from sitegen.load.mp4 import Box, all_boxes, handler_of

# Tracks that are kept: picture, sound, subtitles.
_SHOWN = (b"vide", b"soun", b"subt", b"text", b"sbtl")
_PRIVATE = (b"udta", b"meta", b"uuid", b"free", b"skip", b"XMP_", b"prfl", b"tapt")
_DATED = (b"mvhd", b"tkhd", b"mdhd")


def without_traces(film: bytes) -> bytes:
    """The same film, as long as before. Raises ValueError when it is no whole MP4."""
    data = bytearray(film)
    for box in list(all_boxes(data)):
        if box.kind == b"trak" and handler_of(data, box) not in _SHOWN:
            _erase_samples(data, box)
            _erase(data, box)
    for box in list(all_boxes(data)):
        if box.kind in _PRIVATE:
            _erase(data, box)
        elif box.kind in _DATED:
            width = 8 if data[box.content] == 1 else 4  # the version of the box: times of 64 or of 32 bits
            data[box.content + 4 : box.content + 4 + 2 * width] = bytes(2 * width)
    return bytes(data)


def _erase(data: bytearray, box: Box) -> None:
    data[box.start + 4 : box.start + 8] = b"free"
    data[box.content : box.end] = bytes(box.end - box.content)


def _erase_samples(data: bytearray, track: Box) -> None:
    for start, length in _chunks(data, track):
        end = min(start + length, len(data))
        data[start:end] = bytes(max(0, end - start))


def _chunks(data: bytearray, track: Box) -> Iterator[tuple[int, int]]:
    """Where a track's samples lie: start and length of every chunk."""
    tables = {box.kind: box for box in all_boxes(data, track)}
    if not {b"stsc", b"stsz"} <= set(tables) or not {b"stco", b"co64"} & set(tables):
        return
    wide = b"co64" in tables
    starts = _numbers(data, tables[b"co64" if wide else b"stco"], "Q" if wide else "I", 4)
    runs = _numbers(data, tables[b"stsc"], "I", 4)
    fixed, count = struct.unpack_from(">II", data, tables[b"stsz"].content + 4)
    sizes = [fixed] * count if fixed else _numbers(data, tables[b"stsz"], "I", 8)
    firsts, per_chunk = runs[0::3], runs[1::3]
    sample = run = 0
    for number, start in enumerate(starts, start=1):
        while run + 1 < len(firsts) and firsts[run + 1] <= number:
            run += 1
        held = per_chunk[run] if per_chunk else 0
        yield start, sum(sizes[sample : sample + held])
        sample += held


def _numbers(data: bytearray, table: Box, kind: str, count_at: int) -> list[int]:
    """The entries of a table: as many as it says and as fit into it. `stsc` has three numbers an entry."""
    (count,) = struct.unpack_from(">I", data, table.content + count_at)
    first = table.content + count_at + 4
    width = struct.calcsize(kind)
    fits = (table.end - first) // width
    wanted = min(fits, count * (3 if table.kind == b"stsc" else 1))
    return list(struct.unpack_from(f">{wanted}{kind}", data, first))
