"""The whole of a creator: who they are, what they do, where one finds them."""

from __future__ import annotations

import re

from sitegen.model.booking import tagged, wants_tag
from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields
from sitegen.model.content import Studio as StudioFields
from sitegen.render import views
from sitegen.render.cards import circle_links, creator_card
from sitegen.render.maps import map_links
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
        studio=_studio(stage, creator, fields.studio) if fields.studio else None,
        extra=fields.extra,
    )


def _studio(stage: Stage, creator: Entry[CreatorFields], fields: StudioFields) -> views.Studio:
    digits = re.sub(r"[^+\d]", "", fields.phone)
    return views.Studio(
        name=fields.name,
        address=fields.address,
        hours=fields.hours,
        phone=fields.phone,
        phone_url=f"tel:{digits}" if digits else "",
        booking=_booking(stage, creator, fields.booking) if fields.booking else None,
        maps=map_links(fields.name, fields.address, fields.geo),
        contact=stage.addresses.href(stage.addresses.contact(stage.language, creator.slug)),
    )


def _booking(stage: Stage, creator: Entry[CreatorFields], url: str) -> views.Buy:
    """The link as it was written, or with the store's tag where it asks for one."""
    tag = stage.tag(store_of(creator))
    if tag is None or not wants_tag(url):
        return views.Buy(url=url, tagged=False)
    return views.Buy(url=tagged(url, tag), tagged=True)
