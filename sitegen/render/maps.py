"""Links that open a place in the visitor's own map."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from sitegen.render.gcj02 import to_gcj02
from sitegen.render.views import NamedLink

_DIGITS = 6  # of a degree: a tenth of a metre


def map_links(name: str, address: str, geo: tuple[float, ...]) -> tuple[NamedLink, ...]:
    """By the spot where it is known, else by the address."""
    if len(geo) == 2:
        return _by_spot(name or address, *geo)
    return _by_words(", ".join(filter(None, (name, address))))


def _by_spot(name: str, latitude: float, longitude: float) -> tuple[NamedLink, ...]:
    spot = f"{latitude},{longitude}"
    chinese = [f"{degrees:.{_DIGITS}f}" for degrees in reversed(to_gcj02(latitude, longitude))]
    marker: dict[str, str | int] = {"position": ",".join(chinese), "name": name, "coordinate": "gaode", "callnative": 1}
    return (
        _link("apple", "https://maps.apple.com/", {"ll": spot, "q": name}),
        _link("google", "https://www.google.com/maps/search/", {"api": 1, "query": spot}),
        _link("amap", "https://uri.amap.com/marker", marker),
    )


def _by_words(words: str) -> tuple[NamedLink, ...]:
    return (
        _link("apple", "https://maps.apple.com/", {"q": words}),
        _link("google", "https://www.google.com/maps/search/", {"api": 1, "query": words}),
        _link("amap", "https://uri.amap.com/search", {"keyword": words, "callnative": 1}),
    )


def _link(name: str, url: str, query: dict[str, str | int]) -> NamedLink:
    return NamedLink(name=name, url=f"{url}?{urlencode(query, safe=',', quote_via=quote)}")
