"""Addresses of shares: nobody can guess one, and the same share has the same one in every build.

A token is HMAC-SHA-256 (RFC 2104) of the share's name under the site's secret, cut to 120 bits and written in
lower-case base32. The name is the share's file or folder, so what is written in it may change and the address stays.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable

import msgspec

from sitegen.errors import Problem
from sitegen.model.entries import Draft

SHARES = "shares"
TOKEN_LENGTH = 24

_VERSION = "sitegen share 1"


def token_of(name: str, secret: str) -> str:
    """The part of a share's address that cannot be guessed."""
    message = f"{_VERSION}\n{name}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:TOKEN_LENGTH]


def unguessable(draft: Draft, secret: str, report: Callable[[Problem], None]) -> Draft:
    """The share with its token in the place of a slug."""
    fields = draft.document.fields
    for key in ("slug", "aliases"):
        if getattr(draft.fields, key):
            what = f"a share has no `{key}`, since its address must not be guessed"
            report(Problem(fields.at(key), what, "take it out; `sitegen add share` tells the address"))
    plain = msgspec.structs.replace(draft.fields, slug=None, aliases=())
    return msgspec.structs.replace(draft, slug=token_of(draft.document.name, secret), fields=plain)
