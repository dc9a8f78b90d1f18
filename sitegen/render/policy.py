"""What a page may load and run: its Content-Security-Policy (W3C, CSP level 3).

Every page says its own in a `<meta>`, so it holds on any host. Hosts that take headers get one for the whole site, and
what only a header can say. Scripts are files of ours and nothing else. Styles may stand in the page: they hold a
creator's colour, so no two stores share a hash; strangers' styles stay out because no text of theirs can reach one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from sitegen.model.embeds import ORIGINS
from sitegen.render.views import Html, PageView, Part

_EVERYWHERE = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
)

# WebAssembly of our own, and still no script that is not a file of ours.
_COMPILED = "script-src 'self' 'wasm-unsafe-eval'"

# Payment pages and WhatsApp are told our origin, never the page or a share's secret address.
REFERRER = "strict-origin-when-cross-origin"


def policy(frames: Iterable[str] = (), search: bool = False) -> str:
    """The policy of a page that may show films of these origins in frames, and run the compiled search.

    >>> policy(["https://player.example"]).rpartition(";")[2]
    'frame-src https://player.example'
    """
    origins = sorted(set(frames))
    said = [*_EVERYWHERE, *([_COMPILED] if search else [])]
    return ";".join([*said, *([f"frame-src {' '.join(origins)}"] if origins else [])])


def headers(search: bool = False) -> dict[str, str]:
    """What a host that takes headers should send with every file of the site."""
    return {
        "Content-Security-Policy": f"{policy(ORIGINS, search)};frame-ancestors 'self'",
        "Referrer-Policy": REFERRER,
        "X-Content-Type-Options": "nosniff",
    }


def guarded(view: PageView) -> PageView:
    """A view whose page says its policy: films elsewhere only where a text shows one."""
    frames = {_origin(part.film.player) for part in _parts(view) if part.film}
    page = msgspec.structs.replace(view.page, policy=Html(html=policy(frames, bool(getattr(view, "search", "")))))
    return msgspec.structs.replace(view, page=page)


def _parts(view: Any) -> Iterator[Part]:
    """The pieces of every text on the page."""
    for holder in (view, getattr(view, "product", None), getattr(view, "creator", None)):
        yield from getattr(holder, "body", ())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
