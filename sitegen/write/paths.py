"""Which paths an output may have, and the numbers that stand for them.

A path is known by a 64-bit key: small enough that a million of them fit in memory, and one-way, so that a
list of keys can lie in the published folder without giving away the addresses of shares. Files have even
keys; the folder of the same name has the odd key next to it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

RESERVED = ".sitegen"

_LONGEST_NAME = 255
_LONGEST_PATH = 1024
_PLAIN = re.compile(r"(?!\.\.?(?:/|\Z))[^/\\\x00-\x1f\x7f]+(?:/(?!\.\.?(?:/|\Z))[^/\\\x00-\x1f\x7f]+)*")


@lru_cache(maxsize=1024)
def key_of(path: str) -> int:
    """The key of a file's path; always even."""
    data = path.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little") & ~1


def folder_key(folder: str) -> int:
    """The key of a folder's path; always odd."""
    return key_of(folder) | 1


def fault_of(path: str) -> str | None:
    """What is wrong with a path inside the output folder, or None."""
    if not _PLAIN.fullmatch(path):
        return "not a plain relative path: names joined by `/`, without `..`, `\\` or control characters"
    if path.startswith(RESERVED):
        return f"names beginning with `{RESERVED}` are reserved"
    if len(path) * 4 > _LONGEST_NAME:
        return _fault_of_length(path)
    return None if path.isascii() else _fault_of_encoding(path)


def _fault_of_length(path: str) -> str | None:
    if fault := _fault_of_encoding(path):
        return fault
    if any(len(name.encode()) > _LONGEST_NAME for name in path.split("/")):
        return f"a name in it is longer than {_LONGEST_NAME} bytes"
    return f"longer than {_LONGEST_PATH} bytes" if len(path.encode()) > _LONGEST_PATH else None


def _fault_of_encoding(path: str) -> str | None:
    try:
        path.encode()
    except UnicodeEncodeError:
        return "not writable as UTF-8"
    return None


def folded(path: str) -> str:
    """The form in which two paths are equal on a disk that ignores case and Unicode composition."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def parent_of(path: str) -> str:
    """The folder a path lies in; "" for the output folder itself."""
    return path.rpartition("/")[0]


def folders_above(path: str) -> list[str]:
    """Every folder a path lies in, innermost first.

    >>> folders_above("a/b/c.html")
    ['a/b', 'a']
    """
    folders = []
    while path := parent_of(path):
        folders.append(path)
    return folders
