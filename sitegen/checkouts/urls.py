"""Adding to the links that owners paste, without disturbing what is in them."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

from sitegen.model.checkout import check_link


def add_query(url: str, *pairs: tuple[str, str | None]) -> str:
    """The address with parameters added at the end of its query; all else, the fragment too, stays as it is.

    A pair without a value is left out. Spaces become %20, since not every payment page reads + as one.

    >>> add_query("https://shop.example/cart?a=1#top", ("attributes[tag]", "lin"))
    'https://shop.example/cart?a=1&attributes%5Btag%5D=lin#top'
    """
    added = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs if value)
    if not added:
        return url
    before, mark, fragment = url.partition("#")
    joint = "?" if "?" not in before else "" if before[-1] in "?&" else "&"
    return f"{before}{joint}{added}{mark}{fragment}"


def add_path(url: str, segment: str) -> str:
    """The address with one more segment at the end of its path."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{quote(segment, safe='')}").geturl()


def parameters(url: str) -> dict[str, str]:
    """The query of an address, decoded."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def leave_free(url: str, *names: str | None) -> None:
    """Raise ValueError when the owner's link already has a parameter that would then be in it twice."""
    taken = parameters(url)
    for name in names:
        if name in taken:
            raise ValueError(f"the link already has `{name}` in it; take that out, it is filled in for you")


def shop_address(shop: str) -> str:
    """`my-shop.example` or `https://my-shop.example/` as an address without a slash at its end."""
    address = shop if "://" in shop else f"https://{shop}"
    check_link(address)
    parts = urlsplit(address)
    if parts.query or parts.fragment:
        raise ValueError(f"`{shop}` is no shop's address; write it like my-shop.example")
    return address.rstrip("/")
