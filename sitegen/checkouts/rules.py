"""What several providers have in common beside their addresses: tags, visits, quantities."""

from __future__ import annotations

import re

from sitegen.model.checkout import Purchase

VISIT = ("utm_source", "utm_medium", "utm_campaign")
_COMMON_TAG = re.compile(r"[a-z0-9_-]{1,128}")


def visit(tag: str | None) -> list[tuple[str, str]]:
    """A tag as the source of a visit, for shops that remember where their buyers came from."""
    return list(zip(VISIT, (tag, "affiliate", "store"), strict=True)) if tag else []


def refuse_uncommon(tag: str, provider: str) -> str | None:
    """For providers that do not say which tags they keep: only what every system keeps passes."""
    if _COMMON_TAG.fullmatch(tag):
        return None
    return f"{provider} does not promise to keep `{tag}`; use a-z, 0-9, `-` and `_`, at most 128 of them"


def several(purchase: Purchase) -> str | None:
    """The quantity, unless it is the one that needs no mention."""
    return None if purchase.quantity == 1 else str(purchase.quantity)


def expect_one(purchase: Purchase, provider: str) -> None:
    """For links that cannot say how many are bought."""
    if purchase.quantity != 1:
        raise ValueError(f"this {provider} link cannot ask for {purchase.quantity} at once; make one that does")
