"""Pictures and films in a text, as a page shows them."""

from __future__ import annotations

from sitegen.model import prose
from sitegen.plan.picture_uses import CENTRE, role_named
from sitegen.plan.pictures import spot_in_crop
from sitegen.plan.videos import TYPE, video_job
from sitegen.render import views
from sitegen.render.cards import cheapest
from sitegen.render.formats import price
from sitegen.render.stage import Speaker, Stage

ROLE = "body"
_LAST = 99  # per cent


def figure(stage: Stage, piece: prose.Figure, speaker: Speaker) -> views.Figure:
    picture = stage.picture(piece.photo, ROLE, piece.alt)
    points = [point for spot in piece.points if (point := _point(stage, piece.photo, spot, speaker))]
    return views.Figure(picture=picture, caption=piece.caption, points=tuple(points))


def video(stage: Stage, piece: prose.Video) -> views.Video:
    job = video_job(stage.catalog.videos[piece.video], stage.addresses)
    poster = stage.picture(piece.poster, ROLE, piece.alt)
    return views.Video(poster=poster, url=stage.addresses.href(job.path), type=TYPE, caption=piece.caption)


def film(stage: Stage, piece: prose.Film) -> views.Film:
    poster = stage.picture(piece.poster, ROLE, piece.title) if piece.poster else None
    return views.Film(title=piece.title, service=piece.service, url=piece.url, player=piece.player, poster=poster)


def _point(stage: Stage, photo: str, spot: prose.Point, speaker: Speaker) -> views.Point | None:
    """A point where the page's crop of the photo has it; None when that part was cut off."""
    ratio = role_named(ROLE, stage.catalog.theme.roles).ratio
    place = spot_in_crop(stage.catalog.photos[photo], ratio, CENTRE, spot.x, spot.y)
    if place is None:
        return None
    product = stage.edition.products[spot.product]
    return views.Point(
        x=min(_LAST, round(100 * place[0])),
        y=min(_LAST, round(100 * place[1])),
        title=spot.words or product.fields.title,
        price=price(cheapest(stage.edition.choices[spot.product]).price_now, stage.language).text,
        url=stage.href_of_product(spot.product, speaker.creator),
    )
