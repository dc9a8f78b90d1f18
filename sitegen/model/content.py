"""The front matter of every kind: what an author may write, key by key.

These types are the one source for reading, checking and documenting content. A field without a default must
be written. Comments above fields are for whoever maintains them; `docs/writing.md` explains them to authors.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta, field

from sitegen.load.nodes import Node
from sitegen.model.money import Money

Availability = Literal["in_stock", "out_of_stock", "preorder"]
Hosting = Literal["any", "github-pages", "netlify", "cloudflare-pages", "vercel", "s3", "nginx", "caddy", "apache"]


class Rate(msgspec.Struct, frozen=True):
    """A share of a price: 0.12 for 12%."""

    value: Decimal


class Days(msgspec.Struct, frozen=True):
    count: int


class Color(msgspec.Struct, frozen=True):
    """`#rrggbb`, lower case."""

    hex: str


class Focus(msgspec.Struct, frozen=True):
    """The point of a photo that every crop keeps, as shares of width and height."""

    x: float = 0.5
    y: float = 0.5


class Gtin(msgspec.Struct, frozen=True):
    """The number below a bar code: 8, 12, 13 or 14 digits, the last of which checks the others."""

    digits: str


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What front matter turns into."""


class Photo(Fields, frozen=True, kw_only=True):
    """`alt: ""` says on purpose that the picture only decorates."""

    shorthand = "file"
    identity = "file"

    file: str
    alt: str | None = None
    focus: Focus = Focus()


class Look(Fields, frozen=True, kw_only=True):
    accent: Color | None = None
    mode: Literal["auto", "light", "dark"] | None = None
    font: Literal["sans", "serif", "rounded"] | None = None


class Commission(Fields, frozen=True, kw_only=True):
    """A creator's share, and when it holds: `from` is included, `until` is not."""

    shorthand = "rate"

    rate: Rate
    from_: datetime | None = field(default=None, name="from")
    until: datetime | None = None


class Common(Fields, frozen=True, kw_only=True):
    """What every kind of content may say about itself."""

    gone_when_expired: ClassVar[bool] = True

    slug: str | None = None
    draft: bool = False
    date: datetime | None = None
    publish: datetime | None = None
    expires: datetime | None = None
    updated: datetime | None = None
    aliases: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


class Variant(Fields, frozen=True, kw_only=True):
    identity = "sku"

    name: str
    sku: str | None = None
    gtin: Gtin | None = None
    price: Money | None = None
    compare_at: Money | None = None
    checkout: Node | None = None
    available: Availability | None = None


class Offer(Fields, frozen=True, kw_only=True):
    """`from` is included, `until` is not. `variant` names a variant's sku.

    One for `members` has a button of its own; one for `shares` is only seen on shares that name its label.
    """

    label: str = ""
    price: Money
    from_: datetime | None = field(default=None, name="from")
    until: datetime | None = None
    members: bool = False
    shares: bool = False
    variant: str | None = None
    checkout: Node | None = None


class Review(Fields, frozen=True, kw_only=True):
    by: str
    rating: Annotated[int, Meta(ge=1, le=5)]
    text: str
    date: date | None = None
    photo: str | None = None


class Question(Fields, frozen=True, kw_only=True):
    q: str
    a: str


class ProductFields(Common, frozen=True, kw_only=True):
    title: str
    sku: str | None = None
    gtin: Gtin | None = None
    brand: str = ""
    price: Money | None = None
    compare_at: Money | None = None
    summary: str = ""
    photos: tuple[Photo, ...] = ()
    circles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    checkout: Node | None = None
    variants: tuple[Variant, ...] = ()
    offers: tuple[Offer, ...] = ()
    available: Availability = "in_stock"
    delivery: str | None = None
    reorder: Days | None = None
    facts: dict[str, str] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    questions: tuple[Question, ...] = ()
    commission: tuple[Commission, ...] = ()


class Pick(Fields, frozen=True, kw_only=True):
    shorthand = "product"
    identity = "product"

    product: str
    note: str = ""
    commission: tuple[Commission, ...] = ()


class WebLink(Fields, frozen=True, kw_only=True):
    title: str
    url: str


class Studio(Fields, frozen=True, kw_only=True):
    """`geo` is latitude and longitude in degrees, WGS 84."""

    name: str
    address: str
    geo: tuple[float, ...] = ()
    hours: str = ""
    phone: str = ""
    booking: str = ""


class CreatorFields(Common, frozen=True, kw_only=True):
    name: str
    tagline: str = ""
    labels: tuple[str, ...] = ()
    avatar: str | None = None
    circles: tuple[str, ...] = ()
    look: Look = Look()
    picks: tuple[Pick, ...] = ()
    store: Literal["all", "circles", "picks"] = "all"
    studio: Studio | None = None
    photos: tuple[Photo, ...] = ()
    links: tuple[WebLink, ...] = ()
    commission: tuple[Commission, ...] = ()
    coupon: tuple[str, ...] = ()
    email_hash: str = ""


class PostFields(Common, frozen=True, kw_only=True):
    title: str
    creator: str | None = None
    summary: str = ""
    photos: tuple[Photo, ...] = ()
    circles: tuple[str, ...] = ()


class CircleFields(Common, frozen=True, kw_only=True):
    title: str
    summary: str = ""
    photos: tuple[Photo, ...] = ()
    order: int = 0


class SharePick(Fields, frozen=True, kw_only=True):
    shorthand = "product"
    identity = "product"

    product: str
    note: str = ""


class ShareFields(Common, frozen=True, kw_only=True):
    """A page for one person or one group. `offer` is the label of offers that products keep for shares."""

    gone_when_expired: ClassVar[bool] = False

    to: str
    creator: str
    title: str = ""
    picks: tuple[SharePick, ...] = ()
    channel: str = ""
    offer: str = ""
    language: str | None = None


class EventFields(Common, frozen=True, kw_only=True):
    """`from` is included, `until` is not; without it an event lasts until the end of its day."""

    title: str
    kind: Literal["live", "sale", "workshop"]
    from_: datetime | None = field(default=None, name="from")
    until: datetime | None = None
    creator: str | None = None
    summary: str = ""
    photos: tuple[Photo, ...] = ()
    circles: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    place: str = ""
    geo: tuple[float, ...] = ()
    link: str = ""
    replay: str = ""


class PageFields(Common, frozen=True, kw_only=True):
    """A page with an `order` is in the menu, lowest first."""

    title: str
    summary: str = ""
    order: int | None = None


class Referral(Fields, frozen=True, kw_only=True):
    """`house` is the tag of the pages that belong to no creator; without it they carry none. `sign` signs all tags."""

    house: str | None = None
    sign: bool = False


class Earnings(Fields, frozen=True, kw_only=True):
    """How orders become payouts. `columns` names the columns of a CSV export by what they hold."""

    hold: Days = Days(0)
    minimum: tuple[Money, ...] = ()
    signed: bool = False
    columns: dict[str, str] = field(default_factory=dict)


class Trust(Fields, frozen=True, kw_only=True):
    """Whether creators may set what else is the house's; `links` are the only hosts they may link to, if any."""

    creators: bool = True
    links: tuple[str, ...] = ()


class Terms(Fields, frozen=True, kw_only=True):
    """What the house says of a creator, whatever they say of themselves."""

    slug: str | None = None
    aliases: tuple[str, ...] = ()
    commission: tuple[Commission, ...] = ()
    coupon: tuple[str, ...] = ()
    email_hash: str = ""


class Words(Fields, frozen=True, kw_only=True):
    """Phrases that texts are warned of besides the built-in lists, and those that are fine here. `*` ends a word."""

    avoid: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()


class Cms(Fields, frozen=True, kw_only=True):
    """An editor in the browser. `bundle` is `cdn`, or the folder of an npm package whose files are copied."""

    shorthand = "enabled"

    enabled: bool = True
    editor: Literal["sveltia", "decap"] = "sveltia"
    service: Literal["github", "gitlab", "gitea"] = "github"
    repo: str = ""
    branch: str = "main"
    folder: str = ""
    sign_in: str = ""
    bundle: str = "cdn"


class SiteFields(Fields, frozen=True, kw_only=True):
    title: str
    url: str
    tagline: str = ""
    summary: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ()
    currency: str = "USD"
    timezone: str = "UTC"
    theme: str = "base"
    theme_options: dict[str, Any] = field(default_factory=dict)
    look: Look = Look()
    cover: Photo | None = None
    icon: str | None = None
    checkout: Node | None = None
    referral: Referral = Referral()
    featured: tuple[str, ...] = ()
    delivery: str = ""
    contact: str = ""
    commission: tuple[Commission, ...] = ()
    earnings: Earnings = Earnings()
    trust: Trust = Trust()
    words: Words = Words()
    creators: dict[str, Terms] = field(default_factory=dict)
    previews: Literal["photo", "composed"] = "photo"
    fonts: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ("atom", "json")
    structured_data: Literal["none", "snippets", "merchant"] = "snippets"
    search: bool = False
    tag_names: dict[str, str] = field(default_factory=dict)
    offline: bool | None = None
    hosting: Hosting = "any"
    precompress: tuple[Literal["gzip", "br", "zstd"], ...] = ()
    deploy: str = ""
    cms: Cms | None = None
    extra: dict[str, Any] = field(default_factory=dict)


FIELDS_OF: dict[str, type[Fields]] = {
    "site": SiteFields,
    "products": ProductFields,
    "creators": CreatorFields,
    "posts": PostFields,
    "circles": CircleFields,
    "shares": ShareFields,
    "events": EventFields,
    "pages": PageFields,
}
