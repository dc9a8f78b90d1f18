"""Feeds: plug-ins that tell feed readers, shopping services and other programs what is on the site.

Each is one file, here or in anybody's package, registered under the entry point group `sitegen.feeds`. What a feed must
offer is written down in `sitegen.model.feed`.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from sitegen.model.feed import About, Feed
from sitegen.plugins import Family, PluginError

__all__ = ["GROUP", "FeedError", "find_feeds"]

GROUP = "sitegen.feeds"

_FILE = re.compile(r"[a-z0-9][a-z0-9-]*(\.[a-z0-9]+)+")
_OURS = frozenset({"index.html", "404.html", "sitemap.xml", "robots.txt", "favicon.svg"})


class FeedError(PluginError):
    """An installed feed cannot be used."""


def find_feeds() -> dict[str, Feed]:
    """Every installed feed by name. Raises FeedError naming the plug-in when one is broken."""
    return _FEEDS.find()


def _complaint(feed: Any) -> str | None:
    if not isinstance(feed.file, str) or not _FILE.fullmatch(feed.file) or feed.file in _OURS:
        return "its `file` must be a name like `atom.xml`, of a-z, 0-9 and dashes, that no other file of a site has"
    if feed.about not in get_args(About):
        return f"its `about` must be one of {', '.join(get_args(About))}"
    return None


_FEEDS = Family(
    group=GROUP, what="feed", members=("name", "file", "type", "about", "write"), check=_complaint, error=FeedError
)
