"""Signed tags: a tag that only somebody with the key can have made.

The signature is HMAC-SHA-256 (RFC 2104) over a versioned text of creator and page, cut to 130 bits and written as
26 characters of lower-case base32, which every payment page keeps as they are. It stops invented tags. It cannot
stop somebody from copying a creator's real link; self-purchases are looked for elsewhere.

The key lives where the site is built and where statements are made, in the environment, never in a file of the site.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from sitegen.errors import UsageError
from sitegen.model.tags import read_tag
from sitegen.settings import KEY_VARIABLE

SHORTEST_KEY = 32
SIGNATURE_LENGTH = 26

_VERSION = "sitegen tag 1"
_HOW_TO_MAKE_A_KEY = "make one with `python -c 'import secrets; print(secrets.token_urlsafe(32))'`"


def sign(tag: str, key: str) -> str:
    """The tag with its signature: `lin_soap` becomes `lin_soap__` and 26 characters.

    A channel stays where it is. Raises ValueError when this is no tag, or one that is signed already.
    """
    parts = read_tag(tag)
    if parts is None or parts.signature or tag != tag.strip().lower():
        raise ValueError(f"`{tag}` is no tag that can be signed")
    return f"{tag}__{signature_of(parts.creator, parts.page, key)}"


def verify(tag: str, key: str) -> bool:
    """Whether the tag is signed with this key, whatever its channel."""
    parts = read_tag(tag)
    if parts is None:
        return False
    expected = signature_of(parts.creator, parts.page, key)
    return hmac.compare_digest(expected.encode(), parts.signature.encode())


def key_from(environment: Mapping[str, str]) -> str | None:
    """The key in the environment, or None without one. Raises UsageError when it is too short to be a secret."""
    key = environment.get(KEY_VARIABLE, "").strip()
    if not key:
        return None
    _check(key)
    return key


def why_unfit(key: str | None) -> tuple[str, str] | None:
    """What is wrong with the key that tags shall be signed with, and what to do; None when it will do."""
    if not key:
        return f"tags shall be signed, and there is no {KEY_VARIABLE} in the environment", _HOW_TO_MAKE_A_KEY
    if len(key.encode()) < SHORTEST_KEY:
        return f"{KEY_VARIABLE} is shorter than {SHORTEST_KEY} bytes and could be guessed", _HOW_TO_MAKE_A_KEY
    return None


def _check(key: str) -> None:
    if complaint := why_unfit(key):
        raise UsageError("; ".join(complaint))


def signature_of(creator: str, page: str, key: str) -> str:
    """26 characters that only the holder of the key can have made for this creator and page."""
    _check(key)
    message = f"{_VERSION}\n{creator}\n{page}".encode()
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:SIGNATURE_LENGTH]
