"""Links to films elsewhere that can be played in the page: where the player is, once somebody taps.

How each site embeds its films: YouTube, "Embed a video" (privacy-enhanced mode); Bilibili, "外链播放器"; Douyin Open
Platform, "iframe player".
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import msgspec

_YOUTUBE = re.compile(r"[\w-]{11}")
_BILIBILI = re.compile(r"BV[0-9A-Za-z]{10}")
_DOUYIN = re.compile(r"[0-9]{15,22}")
_YOUTUBE_PATH = re.compile(r"/(?:shorts|embed|live)/([^/]+)/?")
_BILIBILI_PATH = re.compile(r"/video/([^/]+)/?")
_DOUYIN_PATH = re.compile(r"/(?:video|share/video)/([^/]+)/?")


_AT_YOUTUBE = "https://www.youtube-nocookie.com"
_AT_BILIBILI = "https://player.bilibili.com"
_AT_DOUYIN = "https://open.douyin.com"
ORIGINS = (_AT_YOUTUBE, _AT_BILIBILI, _AT_DOUYIN)


class Player(msgspec.Struct, frozen=True):
    """`service` is its name as people know it; `url` plays the film; `origin` is who is asked then."""

    service: str
    url: str
    origin: str


def player_of(link: str) -> Player | None:
    """The player of a link to a film; None when it leads anywhere else."""
    if link[:4].lower() != "http":
        return None
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if host in ("youtube.com", "youtube-nocookie.com"):
        path = _YOUTUBE_PATH.fullmatch(parts.path)
        return _youtube(path[1] if path else (parse_qs(parts.query).get("v") or [""])[0])
    if host == "youtu.be":
        return _youtube(parts.path.strip("/"))
    if host == "bilibili.com" and (path := _BILIBILI_PATH.fullmatch(parts.path)):
        return _bilibili(path[1])
    if host in ("douyin.com", "iesdouyin.com") and (path := _DOUYIN_PATH.fullmatch(parts.path)):
        return _douyin(path[1])
    return None


def _youtube(film: str) -> Player | None:
    if not _YOUTUBE.fullmatch(film):
        return None
    return Player("YouTube", f"{_AT_YOUTUBE}/embed/{film}?autoplay=1", _AT_YOUTUBE)


def _bilibili(film: str) -> Player | None:
    if not _BILIBILI.fullmatch(film):
        return None
    return Player("Bilibili", f"{_AT_BILIBILI}/player.html?bvid={film}&autoplay=1&danmaku=0", _AT_BILIBILI)


def _douyin(film: str) -> Player | None:
    if not _DOUYIN.fullmatch(film):
        return None
    return Player("Douyin", f"{_AT_DOUYIN}/player/video?vid={film}&autoplay=1", _AT_DOUYIN)
