"""What a phone needs to keep a store on its home screen: the web app manifest (W3C) and its icons."""

from __future__ import annotations

import json

import msgspec

from sitegen.model.catalog import Catalog, Entry
from sitegen.model.content import CreatorFields
from sitegen.plan.addresses import Addresses
from sitegen.plan.picture_uses import CENTRE, ground_of, role_named
from sitegen.plan.pictures import TYPES, PictureJob, icons
from sitegen.render.formats import direction_of
from sitegen.render.look import look_of, palette_of
from sitegen.render.machine_texts import icon


class Icon(msgspec.Struct, frozen=True):
    src: str
    sizes: str
    type: str
    purpose: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that a store's manifest says."""

    name: str
    short_name: str
    lang: str
    dir: str
    id: str
    start_url: str
    scope: str
    display: str
    background_color: str
    theme_color: str
    icons: tuple[Icon, ...]


class Initial(msgspec.Struct, frozen=True):
    """The icon of who shows no face."""

    data: bytes


def manifest(catalog: Catalog, addresses: Addresses, creator: Entry[CreatorFields], language: str) -> Manifest:
    store = addresses.href(addresses.store(language, creator.slug))
    ground = ground_of(catalog)
    return Manifest(
        name=f"{creator.fields.name} · {catalog.site.title}",
        short_name=creator.fields.name,
        lang=language,
        dir=direction_of(language),
        id=store,
        start_url=store,
        scope=store,
        display="minimal-ui",
        background_color=ground,
        theme_color=ground,
        icons=_icons(catalog, addresses, creator, language),
    )


def written(value: Manifest) -> bytes:
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":")).encode()


def initial(catalog: Catalog, creator: Entry[CreatorFields]) -> Initial:
    look = look_of(creator.fields.look, catalog.site.look, palette_of(catalog))
    return Initial(icon(creator.fields.name, look))


def faces(catalog: Catalog, addresses: Addresses, creator: Entry[CreatorFields]) -> tuple[PictureJob, ...]:
    """A creator's face as icons, the smallest first; none when they show none."""
    if not creator.fields.avatar:
        return ()
    role = role_named("icon", catalog.theme.roles)
    return icons(catalog.photos[creator.fields.avatar], role, CENTRE, ground_of(catalog), addresses)


def _icons(catalog: Catalog, addresses: Addresses, creator: Entry[CreatorFields], language: str) -> tuple[Icon, ...]:
    """A face is cut round without harm, so one picture serves both purposes."""
    made = faces(catalog, addresses, creator)
    if not made:
        drawn = addresses.href(addresses.initial(language, creator.slug))
        return (Icon(drawn, "any", "image/svg+xml", "any"),)
    sized = [(addresses.href(job.path), f"{job.width}x{job.height}", TYPES[job.format]) for job in made]
    return tuple(Icon(*one, purpose=purpose) for one in sized for purpose in ("any", "maskable"))
