"""The small values that views are made of: links, prices, pictures, cards.

Every text in here is ready to show in the page's language; `lang` names the one that it is in where nobody has
translated it yet. `Html` alone is markup, already sanitised. Every `url` is
ready for an `href`.
"""

from __future__ import annotations

from typing import Any, Literal

from markupsafe import Markup

from sitegen.render.picture_views import Figure, Film, Picture, Video
from sitegen.render.view import Card, View

Availability = Literal["in_stock", "out_of_stock", "preorder"]


class Link(View, frozen=True, kw_only=True):
    title: str
    url: str
    language: str | None = None
    current: bool = False


class Date(View, frozen=True, kw_only=True):
    """`iso` for `datetime=`, `text` for people."""

    iso: str
    text: str


class Price(View, frozen=True, kw_only=True):
    """`text` is written as the page's language does; `amount` and `currency` are for machines."""

    text: str
    amount: str
    currency: str


class Buy(View, frozen=True, kw_only=True):
    """A button that leads to the payment page. `tagged` buttons stand beside a disclosure."""

    url: str
    tagged: bool


class After(View, frozen=True, kw_only=True):
    """What holds once the offer on show has ended: the price, whether others cost more, and where one then buys.

    `ends` is that moment in milliseconds since 1970, for a script; `url` is empty when the way to buy stays the same.
    """

    until: Date
    ends: int
    price: Price
    from_price: bool
    url: str


class Deal(View, frozen=True, kw_only=True):
    """A price in a window of time, or for members; `ends` is `until` in milliseconds since 1970."""

    label: str
    price: Price
    until: Date | None
    buy: Buy | None
    ends: int | None = None


class Choice(View, frozen=True, kw_only=True):
    """A variant one can buy. `compare_at` and `saving` are None when there is nothing to compare."""

    name: str
    price: Price
    compare_at: Price | None
    saving: Price | None
    offer: Deal | None
    members: Deal | None
    availability: Availability
    buy: Buy | None
    after: After | None = None


class Html(View, frozen=True, kw_only=True):
    """A run of sanitised markup."""

    html: str

    @property
    def markup(self) -> Markup:
        return Markup(self.html)  # noqa: S704 - sanitised when the Markdown was read


class ProductCard(Card, frozen=True, kw_only=True):
    """A product as others mention it. `url` leads to the page of whoever shares it; `note` are their words.

    `choices` says that there is more than one to choose from, `from_price` that they differ in price.
    """

    title: str
    summary: str
    url: str
    picture: Picture | None
    price: Price
    compare_at: Price | None
    from_price: bool
    choices: bool
    offer: str
    note: str
    availability: Availability
    buy: Buy | None
    after: After | None = None
    lang: str = ""
    note_lang: str = ""


class Part(View, frozen=True, kw_only=True):
    """One piece of a text; exactly one of these is there."""

    html: Html | None = None
    card: ProductCard | None = None
    figure: Figure | None = None
    video: Video | None = None
    film: Film | None = None


class CreatorCard(Card, frozen=True, kw_only=True):
    """A person as a page shows them in passing. `initial` stands in for a missing avatar."""

    name: str
    tagline: str
    url: str
    avatar: Picture | None
    initial: str
    accent: str
    lang: str = ""


class PostCard(Card, frozen=True, kw_only=True):
    title: str
    summary: str
    url: str
    picture: Picture | None
    date: Date | None
    author: CreatorCard | None
    lang: str = ""


class CircleCard(Card, frozen=True, kw_only=True):
    title: str
    summary: str
    url: str
    picture: Picture | None
    lang: str = ""


class Fact(View, frozen=True, kw_only=True):
    name: str
    value: str


class Review(View, frozen=True, kw_only=True):
    by: str
    rating: int
    text: str
    date: Date | None
    picture: Picture | None


class Rating(View, frozen=True, kw_only=True):
    """`average` is written in the page's language, `value` from 1 to 5 for drawing."""

    average: str
    value: float
    count: int


class Question(View, frozen=True, kw_only=True):
    question: str
    answer: str


class Product(View, frozen=True, kw_only=True):
    """A product on its page. `reminder` is the address of a calendar file, empty where there is none."""

    title: str
    brand: str
    summary: str
    sku: str
    pictures: tuple[Picture, ...]
    body: tuple[Part, ...]
    price: Price
    compare_at: Price | None
    saving: Price | None
    offer: Deal | None
    members: Deal | None
    buy: Buy | None
    choices: tuple[Choice, ...]
    availability: Availability
    facts: tuple[Fact, ...]
    rating: Rating | None
    reviews: tuple[Review, ...]
    questions: tuple[Question, ...]
    circles: tuple[Link, ...]
    delivery: str
    reorder_days: int | None
    reminder: str
    extra: dict[str, Any]
    after: After | None = None
    from_price: bool = False
    tags: tuple[Link, ...] = ()


class NamedLink(View, frozen=True, kw_only=True):
    """A link whose words the theme has: `name` is part of their key."""

    name: str
    url: str


class Sharing(View, frozen=True, kw_only=True):
    """How a visitor passes a page on: `url` is the address to pass on, `links` lead to apps that will."""

    url: str
    links: tuple[NamedLink, ...]


class EventCard(Card, frozen=True, kw_only=True):
    """An event in passing. `kind` is live, sale or workshop; `state` is ahead, on, or over and to be seen again."""

    title: str
    summary: str
    url: str
    picture: Picture | None
    kind: str
    state: Literal["ahead", "on", "over"]
    when: Date
    place: str
    host: str
    lang: str = ""


class Reminder(View, frozen=True, kw_only=True):
    """A product that runs out: `url` is its page, `calendar` the file that reminds of it."""

    title: str
    url: str
    days: int
    calendar: str


class Studio(View, frozen=True, kw_only=True):
    """A creator's real place. `maps` open the visitor's maps, `contact` is a card for their address book; empty texts
    are not shown.
    """

    name: str
    address: str
    hours: str
    phone: str
    phone_url: str
    booking: Buy | None
    maps: tuple[NamedLink, ...]
    contact: str


class Creator(View, frozen=True, kw_only=True):
    """The person a store belongs to."""

    card: CreatorCard
    name: str
    tagline: str
    labels: tuple[str, ...]
    body: tuple[Part, ...]
    circles: tuple[Link, ...]
    photos: tuple[Picture, ...]
    links: tuple[Link, ...]
    studio: Studio | None
    extra: dict[str, Any]


class Look(View, frozen=True, kw_only=True):
    """Colours with contrast kept at WCAG AA: `button` under `on_button`, `light` as text on the light
    background, `dark` as text on the dark one."""

    button: str
    on_button: str
    light: str
    dark: str
    mode: Literal["auto", "light", "dark"]
    font: Literal["sans", "serif", "rounded"]


class Alternate(View, frozen=True, kw_only=True):
    hreflang: str
    url: str


class Preview(View, frozen=True, kw_only=True):
    """What a chat shows of the page; `url` is absolute."""

    url: str
    width: int
    height: int
    alt: str
    type: str
