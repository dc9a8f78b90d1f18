"""Which characters a file is written in, and which mark stands between its cells."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TextIO

import msgspec

from sitegen.errors import UsageError

DELIMITERS = ",;\t|"

_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORKBOOKS = {b"PK\x03\x04": "an Excel workbook", b"\xd0\xcf\x11\xe0": "an old Excel workbook", b"%PDF": "a PDF"}


class Decoded(msgspec.Struct, frozen=True):
    """How to read a file as text, a digest of its bytes, and about how many rows it has."""

    encoding: str
    digest: str
    lines: int


def decode(path: Path, language: str = "en", encoding: str | None = None) -> Decoded:
    """Find out in one pass over the bytes. Raises UsageError for what is no text file.

    UTF-8 and UTF-16 say what they are. What is neither is from an older program: GB 18030 where the site is Chinese
    and the bytes fit, else Windows' or ISO's Latin 1, which fit always.
    """
    candidates = _candidates(path, language, encoding)
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in candidates}
    hashing, lines = blake2b(digest_size=16), 0
    for chunk, last in _chunks(path):
        hashing.update(chunk)
        lines += chunk.count(b"\n")
        for name in list(decoders):
            try:
                decoders[name].decode(chunk, last)
            except UnicodeDecodeError:
                del decoders[name]
        if not decoders:
            raise UsageError(f"this is not written in {encoding}; leave out --encoding or name another")
    return Decoded(next(iter(decoders)), hashing.hexdigest(), lines)


def _candidates(path: Path, language: str, encoding: str | None) -> list[str]:
    start = _start(path)
    for magic, what in _WORKBOOKS.items():
        if start.startswith(magic):
            raise UsageError(f"this is {what}; save it as CSV (UTF-8) and read that")
    if encoding:
        try:
            return [codecs.lookup(encoding).name]
        except LookupError:
            raise UsageError(f"there is no encoding `{encoding}`; try utf-8, gb18030 or cp1252") from None
    for mark, name in _MARKS:
        if start.startswith(mark):
            return [name]
    if b"\0" in start:
        return ["utf-16-be" if start[:1] == b"\0" else "utf-16-le"]
    chinese = ["gb18030"] if language.partition("-")[0] == "zh" else []
    return ["utf-8", *chinese, "cp1252", "latin-1"]


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        raise UsageError(f"this cannot be read: {error.strerror}") from None


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk, False
    yield b"", True


def open_text(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, newline="")


def delimiter_of(line: str) -> str:
    """The mark that stands most often between the cells of a header, not counting those in quotes."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def records(file: TextIO) -> Iterator[list[str]]:
    """The rows of a file, header first. A line `sep=;` at its head, which Excel writes, only names the delimiter."""
    line = ""
    while not line.strip():
        at = file.tell()
        line = file.readline()
        if not line:
            return
    if line.lower().startswith("sep=") and len(line.strip()) == 5:
        delimiter = line[4]
    else:
        delimiter = delimiter_of(line)
        file.seek(at)
    yield from csv.reader(file, delimiter=delimiter)
