"""All that a template may see.

A page is rendered from one frozen view and the theme, and from nothing else: the view's digest with the
theme's is the page's fingerprint, so an incremental build cannot differ from a clean one.
Every text in here is ready to show in the page's language; templates escape it. `Html` alone is markup,
already sanitised. Every `url` is ready for an `href`: right under any base path, tagged where it must be.
"""

from __future__ import annotations

from typing import Any, Literal

from sitegen.render.picture_views import Figure, Film, Picture, Point, Source, Video
from sitegen.render.pieces import (
    After,
    Alternate,
    Availability,
    Buy,
    Choice,
    CircleCard,
    Creator,
    CreatorCard,
    Date,
    Deal,
    EventCard,
    Fact,
    Html,
    Link,
    Look,
    NamedLink,
    Part,
    PostCard,
    Preview,
    Price,
    Product,
    ProductCard,
    Question,
    Rating,
    Reminder,
    Review,
    Sharing,
    Studio,
)
from sitegen.render.view import View

__all__ = [
    "After",
    "Alternate",
    "Availability",
    "Buy",
    "Choice",
    "CircleCard",
    "CircleView",
    "Creator",
    "CreatorCard",
    "Date",
    "Deal",
    "EventCard",
    "EventView",
    "Fact",
    "FeedLink",
    "Figure",
    "Film",
    "HomeView",
    "Html",
    "Link",
    "Look",
    "NamedLink",
    "Page",
    "PageView",
    "Part",
    "Picture",
    "Point",
    "PostCard",
    "PostView",
    "Preview",
    "Price",
    "Product",
    "ProductCard",
    "ProductView",
    "Question",
    "Rating",
    "RedirectView",
    "Reminder",
    "Review",
    "ShareView",
    "Sharing",
    "Site",
    "Source",
    "StoreView",
    "Studio",
    "TextView",
    "ThanksView",
    "Video",
    "View",
]


class FeedLink(View, frozen=True, kw_only=True):
    """A feed of a page, for readers that ask for one; `type` is its media type."""

    type: str
    title: str
    url: str


class Page(View, frozen=True, kw_only=True):
    """What is true of a page whatever it shows. `url` and `canonical` are absolute, `path` is not.

    `script` is what the language is written in, by its ISO 15924 code: Latn, Hans, Arab. `tag` is what its checkout
    links carry, for the script that adds a channel; empty where none can be added. `lang` is what its own texts are
    written in, where nobody has translated them into the page's language yet.
    `policy` is its Content-Security-Policy, ready for an attribute. `data` says to search engines what the page shows:
    JSON-LD, ready for a script element; None where there is nothing to say.
    """

    kind: str
    language: str
    direction: Literal["ltr", "rtl"]
    script: str
    title: str
    description: str
    url: str
    canonical: str
    path: str
    indexed: bool
    alternates: tuple[Alternate, ...]
    languages: tuple[Link, ...]
    crumbs: tuple[Link, ...]
    preview: Preview | None
    square: str
    og_type: Literal["website", "product", "article", "profile"]
    tag: str = ""
    draft: bool = False
    lang: str = ""
    policy: Html = Html(html="default-src 'self'")
    feeds: tuple[FeedLink, ...] = ()
    data: Html | None = None


class Site(View, frozen=True, kw_only=True):
    title: str
    tagline: str
    summary: str
    home: str
    menu: tuple[Link, ...]
    contact: str
    icon: str
    extra: dict[str, Any]
    offline: str = ""
    lang: str = ""


class HomeView(View, frozen=True, kw_only=True):
    """`/`: templates/home.html"""

    page: Page
    site: Site
    look: Look
    body: tuple[Part, ...]
    hero: Picture | None
    circles: tuple[CircleCard, ...]
    featured: tuple[ProductCard, ...]
    creators: tuple[CreatorCard, ...]
    posts: tuple[PostCard, ...]
    products: tuple[ProductCard, ...]
    events: tuple[EventCard, ...] = ()
    catalogue: Link | None = None


class ProductView(View, frozen=True, kw_only=True):
    """`/products/P/` and `/@CREATOR/P/`: templates/product.html.

    On a house page `creator` is None and `sharers` are the people who picked it; on a personal page
    `creator` is the sharer, `note` their words about it, `more` what else they picked.
    """

    page: Page
    site: Site
    look: Look
    product: Product
    creator: CreatorCard | None
    note: str
    sharers: tuple[CreatorCard, ...]
    more: tuple[ProductCard, ...]
    posts: tuple[PostCard, ...]
    share: Sharing


class StoreView(View, frozen=True, kw_only=True):
    """`/@CREATOR/`: templates/store.html. `picks` carry notes; `products` is everything else in the store, and where
    that is very much, `pages` lead to the rest of it.

    `manifest` and `touch_icon` are for who puts the store on a home screen.
    """

    page: Page
    site: Site
    look: Look
    creator: Creator
    picks: tuple[ProductCard, ...]
    products: tuple[ProductCard, ...]
    posts: tuple[PostCard, ...]
    events: tuple[EventCard, ...]
    share: Sharing
    manifest: str = ""
    touch_icon: str = ""
    pages: tuple[Link, ...] = ()


class PostView(View, frozen=True, kw_only=True):
    """`/posts/S/`: templates/post.html. `tagged` says that links in it earn the author a commission."""

    page: Page
    site: Site
    look: Look
    title: str
    summary: str
    date: Date | None
    cover: Picture | None
    author: CreatorCard | None
    body: tuple[Part, ...]
    circles: tuple[Link, ...]
    products: tuple[ProductCard, ...]
    more: tuple[PostCard, ...]
    tagged: bool
    share: Sharing
    extra: dict[str, Any]


class CatalogueView(View, frozen=True, kw_only=True):
    """`/products/`, where there are more than 24 products, `/tags/T/`, and where large circles and stores go on:
    templates/catalogue.html.

    `chips` lead to all products and to each circle, `tags` to those of each tag, `pages` to further pages. `search` is
    the folder of what the search box loads when it is touched, or "", and `root` what the addresses it finds begin
    with. `creator` is whose store goes on.
    """

    page: Page
    site: Site
    look: Look
    title: str
    chips: tuple[Link, ...]
    products: tuple[ProductCard, ...]
    pages: tuple[Link, ...]
    search: str
    root: str
    tags: tuple[Link, ...] = ()
    creator: CreatorCard | None = None


class CircleView(View, frozen=True, kw_only=True):
    """`/circles/C/`: templates/circle.html"""

    page: Page
    site: Site
    look: Look
    title: str
    summary: str
    cover: Picture | None
    body: tuple[Part, ...]
    products: tuple[ProductCard, ...]
    creators: tuple[CreatorCard, ...]
    posts: tuple[PostCard, ...]
    events: tuple[EventCard, ...]
    extra: dict[str, Any]
    chips: tuple[Link, ...] = ()
    tags: tuple[Link, ...] = ()
    pages: tuple[Link, ...] = ()


class ShareView(View, frozen=True, kw_only=True):
    """`/s/TOKEN/`: templates/share.html. `to` is whom it is for, `title` what is said instead of a greeting.

    When it has `ended`, nothing is left but the creator: whoever holds the old link finds no letter.
    """

    page: Page
    site: Site
    look: Look
    ended: bool
    creator: CreatorCard
    to: str
    title: str
    body: tuple[Part, ...]
    picks: tuple[ProductCard, ...]
    until: Date | None
    share: Sharing


class EventView(View, frozen=True, kw_only=True):
    """`/events/E/`: templates/event.html. `tagged` says that links in it earn the host a commission.

    `calendar` is a file for the visitor's calendar, empty when it is over; `link` is where it takes place on the web.
    """

    page: Page
    site: Site
    look: Look
    event: EventCard
    cover: Picture | None
    host: CreatorCard | None
    body: tuple[Part, ...]
    maps: tuple[NamedLink, ...]
    link: str
    replay: str
    calendar: str
    circles: tuple[Link, ...]
    products: tuple[ProductCard, ...]
    tagged: bool
    share: Sharing
    extra: dict[str, Any]


class ThanksView(View, frozen=True, kw_only=True):
    """`/@CREATOR/thanks/`: templates/thanks.html. Where a buyer comes back to from the payment page."""

    page: Page
    site: Site
    look: Look
    creator: CreatorCard
    reminders: tuple[Reminder, ...]
    share: Sharing


class TextView(View, frozen=True, kw_only=True):
    """`/PAGE/`: templates/page.html; `/404.html`: templates/404.html"""

    page: Page
    site: Site
    look: Look
    title: str
    summary: str
    body: tuple[Part, ...]
    extra: dict[str, Any]


class RedirectView(View, frozen=True, kw_only=True):
    """An old address: templates/redirect.html. `target` is where it leads."""

    page: Page
    site: Site
    look: Look
    target: str


PageView = (
    HomeView
    | ProductView
    | StoreView
    | PostView
    | CatalogueView
    | CircleView
    | ShareView
    | EventView
    | ThanksView
    | TextView
    | RedirectView
)
