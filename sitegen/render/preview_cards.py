"""Composed previews: from the plan's job to the sheet it is drawn from."""

from __future__ import annotations

from typing import Any

import msgspec

from sitegen.load.theme import Theme
from sitegen.load.typefaces import Typefaces
from sitegen.model.catalog import Catalog
from sitegen.model.content import Look as LookFields
from sitegen.model.schedule import Schedule
from sitegen.plan.preview_jobs import PreviewJob, Shot
from sitegen.plan.previews import HEIGHT, MOST_BYTES, WIDTH
from sitegen.render.formats import moment, price
from sitegen.render.look import look_of, palette_from
from sitegen.render.posters import Size, drawing, price_values, shortened
from sitegen.render.press import Cut, Sheet
from sitegen.render.words import Words
from sitegen.text import excerpt

TEMPLATE = "preview.typ"
PHOTO, AVATAR = Size(564, 630), Size(120, 120)
LONGEST_SUMMARY = 120
LONGEST_LINE = 70


def preview_sheet(job: PreviewJob, catalog: Catalog, typefaces: Typefaces) -> Sheet:
    """What the job's picture is drawn from."""
    cuts = {}
    if job.photo:
        cuts["photo"] = _cut(job.photo, PHOTO)
    if job.person and job.person.avatar:
        cuts["avatar"] = _cut(job.person.avatar, AVATAR)
    theme = _with_options(catalog)
    look = look_of(job.look, LookFields(), palette_from(theme.options))
    size = Size(WIDTH, HEIGHT)
    values = _values(job, catalog)
    made = drawing(TEMPLATE, job.language, look, values, cuts, theme, typefaces, size, MOST_BYTES)
    return made.sheet


def _with_options(catalog: Catalog) -> Theme:
    return msgspec.structs.replace(catalog.theme, options=catalog.theme.options | catalog.site.theme_options)


def _values(job: PreviewJob, catalog: Catalog) -> dict[str, Any]:
    words = Words(catalog.theme.words, job.language)
    name = job.person.name if job.person else ""
    offer = job.sale.offer if job.sale else ""
    if job.sale and job.sale.until:  # chats keep pictures for weeks
        until = moment(job.sale.until, catalog.zone, job.language).text
        offer = " · ".join(filter(None, (offer, words("until", date=until))))
    if job.moment:
        offer = moment(Schedule(catalog.clock, catalog.zone).moment(job.moment), catalog.zone, job.language).text
    return {
        "site": job.site,
        "title": shortened(job.title),
        "summary": excerpt(job.summary, LONGEST_SUMMARY),
        "offer": offer,
        "person": {
            "name": name,
            "line": excerpt(job.person.line, LONGEST_LINE) if job.person else "",
            "initial": job.person.initial if job.person else "",
        },
        **_price(job, words),
    }


def _price(job: PreviewJob, words: Words) -> dict[str, Any]:
    if job.sale is None:
        return {"price": [], "was": "", "from": "", "unto": ""}
    was = words("was_price", price=price(job.sale.was, job.language).text) if job.sale.was else ""
    return price_values(price(job.sale.price, job.language).text, was, job.sale.lowest, words)


def _cut(shot: Shot, size: Size) -> Cut:
    return Cut(shot.path, shot.digest, size.width, size.height, shot.focus)
