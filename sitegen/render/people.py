"""The whole of a creator: who they are, what they do, where one finds them."""

from __future__ import annotations

import re
from urllib.parse import quote

from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields
from sitegen.model.content import Studio as StudioFields
from sitegen.render import views
from sitegen.render.cards import circle_links, creator_card
from sitegen.render.parts import parts_of
from sitegen.render.stage import Stage, store_of


def creator_view(stage: Stage, creator: Entry[CreatorFields]) -> views.Creator:
    fields = creator.fields
    return views.Creator(
        card=creator_card(stage, creator),
        name=fields.name,
        tagline=fields.tagline,
        labels=fields.labels,
        body=parts_of(stage, creator.text, store_of(creator)),
        circles=circle_links(stage, fields.circles),
        photos=tuple(stage.picture(photo.file, "wall", photo.alt or "", photo.focus) for photo in fields.photos),
        links=tuple(views.Link(title=link.title, url=link.url) for link in fields.links),
        studio=_studio(fields.studio) if fields.studio else None,
        extra=fields.extra,
    )


def _studio(fields: StudioFields) -> views.Studio:
    digits = re.sub(r"[^+\d]", "", fields.phone)
    return views.Studio(
        name=fields.name,
        address=fields.address,
        hours=fields.hours,
        phone=fields.phone,
        phone_url=f"tel:{digits}" if digits else "",
        booking_url=fields.booking,
        map_url=_map_url(fields),
    )


def _map_url(fields: StudioFields) -> str:
    """A map that opens in any browser; by the place where it is known, else by the address."""
    if len(fields.geo) == 2:
        latitude, longitude = fields.geo
        return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
    return f"https://www.openstreetmap.org/search?query={quote(fields.address)}"
