"""The bases of everything that a template may see."""

from __future__ import annotations

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all views."""


class Card(View, frozen=True, kw_only=True):
    """The base of what is shown in passing, on many pages alike; frozen all through, so none of it is a dict."""
