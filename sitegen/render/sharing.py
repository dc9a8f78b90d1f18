"""The share bar: plain links that pass a page on, without a script of anybody's."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from sitegen.render.stage import Stage
from sitegen.render.views import NamedLink, Sharing

# `{url}` and `{text}` are filled in. What each app takes: see docs/sharing.md.
APPS = {
    "whatsapp": "https://wa.me/?text={text}%20{url}",
    "telegram": "https://t.me/share/url?url={url}&text={text}",
    "line": "https://social-plugins.line.me/lineit/share?url={url}",
    "x": "https://x.com/intent/post?url={url}&text={text}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "weibo": "https://service.weibo.com/share/share.php?url={url}&title={text}",
    "email": "mailto:?subject={text}&body={url}",
    "sms": "sms:?&body={text}%20{url}",
}


# What a query may hold as it is, and an address of ours can hold (RFC 3986).
_SAFE = ":/@"


def sharing(stage: Stage, path: str, text: str) -> Sharing:
    """How the page at `path` is passed on: as its sharer shows it, so that whoever passes it on keeps their tag."""
    url = quote(stage.addresses.absolute(path), safe=_SAFE)
    said = _encoded(text)
    links = tuple(NamedLink(name=app, url=link.format(url=url, text=said)) for app, link in APPS.items())
    return Sharing(url=stage.addresses.href(path), links=links)


def _encoded(text: str) -> str:
    """For a query. Letters of other scripts stay, since browsers encode them and the page already holds them."""
    return "".join(map(_encoded_letter, text))


@lru_cache(maxsize=4096)
def _encoded_letter(letter: str) -> str:
    return letter if letter.isalpha() else quote(letter, safe="")
