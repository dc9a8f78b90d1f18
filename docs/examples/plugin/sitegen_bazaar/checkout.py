"""The payment page of a bazaar that does not exist."""

from __future__ import annotations

from sitegen.checkouts.urls import add_query, leave_free
from sitegen.model.checkout import Purchase, Settings, check_link


class Stall(Settings, frozen=True, kw_only=True):
    """The address of a stall's payment page, and whether it is wrapped as a gift."""

    url: str
    gift: bool = False

    def __post_init__(self) -> None:
        check_link(self.url)
        leave_free(self.url, "memo")


class Bazaar:
    name = "bazaar"
    hosts = ("pay.bazaar.example", "*.bazaar.example")
    column = "Memo"
    settings = Stall

    def read_url(self, url: str) -> Stall:
        return Stall(url=url)

    def refuses(self, tag: str) -> str | None:
        return None if len(tag) <= 80 else f"Bazaar cuts `{tag}` after 80 characters"

    def link(self, settings: Stall, purchase: Purchase, tag: str | None) -> str:
        return add_query(settings.url, ("gift", "1" if settings.gift else None), ("memo", tag))
