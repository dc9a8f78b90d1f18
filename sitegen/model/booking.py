"""Links to book a visit: like a buy button's, they may say where the creator's tag goes, as `{tag}` or `{?tag}`."""

from __future__ import annotations

import re

_PLACE = re.compile(r"\{[?&]?tag\}")


def untagged(url: str) -> str:
    """The link as it is without a tag."""
    return _PLACE.sub("", url)


def wants_tag(url: str) -> bool:
    return _PLACE.search(url) is not None


def tagged(url: str, tag: str) -> str:
    """The link with the tag where it belongs (RFC 6570)."""
    from uritemplate import expand

    return str(expand(url, tag=tag))
