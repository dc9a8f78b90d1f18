"""Whether a buyer is a creator: addresses are compared by their hashes, and then forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256

Owner = Callable[[str], str | None]


def email_hash(address: str) -> str:
    """What `email_hash:` of a creator holds, so that the address itself need not stand in a file that others read."""
    return sha256(f"sitegen e-mail 1\n{address.strip().lower()}".encode()).hexdigest()


def owner_among(hashes: Mapping[str, str]) -> Owner:
    """Asks whose address it is, by the hashes that creators left; not even that when none did."""
    return (lambda address: hashes.get(email_hash(address))) if hashes else lambda address: None
