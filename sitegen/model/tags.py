"""Tags: what ties an order back to a creator, a page and a channel.

    creator_page                    baked into the buttons of a page
    creator_page_channel            the channel known while building, or added when somebody clicks
    creator_page__SIGNATURE         signed: nobody without the key can make one (see `sitegen.model.signing`)
    creator_page__SIGNATURE_channel the same with a channel added by a click

Parts are made of `a-z`, `0-9` and `-`. None holds `_` and none is empty, so `__` can only begin a signature and
every tag can be taken apart in one way. A signature speaks for creator and page. The channel is added where there
is no key, so it stands outside of what is signed: it tells where a link was posted and never who earns.
"""

from __future__ import annotations

import re

import msgspec

LONGEST_TAG = 64
STORE_PAGE = "store"
SHARE_PAGE = "share"

_PART = "[a-z0-9-]+"
_TAG = re.compile(f"({_PART})_({_PART})(?:_({_PART}))?(?:__([a-z2-7]+)(?:_({_PART}))?)?")


class Tag(msgspec.Struct, frozen=True):
    """A tag taken apart; `channel` and `signature` are empty where it has none."""

    creator: str
    page: str
    channel: str = ""
    signature: str = ""


def tag_for(creator: str, page: str, channel: str = "") -> str:
    """The tag of a creator's page; all are slugs, so the parts can always be told apart."""
    return f"{creator}_{page}_{channel}" if channel else f"{creator}_{page}"


def read_tag(text: str) -> Tag | None:
    """The tag a text is, or None. Some payment pages change its case; a click's channel wins over the page's own.

    >>> read_tag("Lin_soap__abcdefghijklmnopqrstuvwxyz_group")
    Tag(creator='lin', page='soap', channel='group', signature='abcdefghijklmnopqrstuvwxyz')
    """
    match = _TAG.fullmatch(text.strip().lower())
    if match is None:
        return None
    creator, page, built, signature, clicked = match.groups(default="")
    return Tag(creator, page, clicked or built, signature)
