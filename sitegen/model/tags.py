"""Tags: what ties an order back to a creator, a page and a channel (`creator_page[_channel]`)."""

from __future__ import annotations

LONGEST_TAG = 64
STORE_PAGE = "store"


def tag_for(creator: str, page: str) -> str:
    """The tag of a creator's page; both are slugs, so the three parts can always be told apart."""
    return f"{creator}_{page}"
