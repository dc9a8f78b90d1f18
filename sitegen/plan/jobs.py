"""What there is to do: each job makes one file and says everything needed to make it."""

from __future__ import annotations

from typing import Literal

import msgspec

from sitegen.load.sources import StaticFile
from sitegen.load.theme import Theme
from sitegen.model.feed import About
from sitegen.plan.addresses import Addresses
from sitegen.plan.catalogue import SearchJob
from sitegen.plan.pages import Pages
from sitegen.plan.pictures import PictureJob
from sitegen.plan.preview_jobs import PreviewJob
from sitegen.plan.videos import VideoJob


class TextJob(msgspec.Struct, frozen=True):
    """A small file for machines: of the whole site, or of the thing `name` or of `creator` in a language."""

    file: str
    kind: Literal["sitemap", "robots", "icon", "editor", "event", "reorder", "contact", "manifest", "initial", "worker"]
    language: str = ""
    name: str = ""
    creator: str = ""


class FeedJob(msgspec.Struct, frozen=True):
    """A feed: by whom it is written and what about, and the page it belongs to: the home page, a store or a circle."""

    file: str
    feed: str
    type: str
    about: About
    language: str
    path: str
    creator: str = ""
    circle: str = ""


class AssetJob(msgspec.Struct, frozen=True):
    """One or more of a theme's assets, under a name that changes with their bytes."""

    file: str
    asset: str
    data: bytes


class Listed(msgspec.Struct, frozen=True):
    """A line of the sitemap: absolute addresses; `changed` is an ISO date or None when nobody said."""

    url: str
    changed: str | None
    alternates: tuple[tuple[str, str], ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a build makes."""

    addresses: Addresses
    pages: Pages
    pictures: tuple[PictureJob, ...]
    texts: tuple[TextJob, ...]
    assets: tuple[AssetJob, ...]
    videos: tuple[VideoJob, ...]
    copies: tuple[StaticFile, ...]
    sitemap: tuple[Listed, ...]
    theme: Theme
    previews: tuple[PreviewJob, ...] = ()
    feeds: tuple[FeedJob, ...] = ()
    search: SearchJob | None = None
