"""Every drawing of a kit as a sheet, and everything that would keep one from being drawn or scanned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sitegen.errors import Place, Problem
from sitegen.kits import shapes
from sitegen.kits.codes import code_values, too_fine, too_long
from sitegen.kits.links import with_channel
from sitegen.kits.pitches import Pitch, Teller
from sitegen.kits.shapes import Shape
from sitegen.load.fonts import tofu
from sitegen.load.typefaces import Typefaces
from sitegen.model.content import Photo
from sitegen.render.posters import Size, drawing, shortened
from sitegen.render.press import Cut, Sheet


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a kit and the sheet it is drawn from; `problems` say why it cannot be."""

    file: str
    sheet: Sheet
    problems: tuple[Problem, ...]


class Studio(msgspec.Struct, frozen=True):
    """What drawings are made with. `marks` asks for crop marks on everything printed."""

    typefaces: Typefaces
    marks: bool


def of_pick(pitch: Pitch, studio: Studio) -> Iterator[Drawn]:
    for shape in shapes.OF_A_PICK:
        cuts = _avatar(pitch.teller)
        if pitch.photos:
            cuts["photo"] = _cut(pitch.teller, pitch.photos[0], shape.photo)
        file = f"{shape.folder}{shape.name}-{pitch.slug}.{shape.format}"
        yield _drawn(pitch.teller, shape, file, pitch.address, pitch.values(), cuts, studio, pitch.place)


def of_store(teller: Teller, picks: tuple[Pitch, ...], studio: Studio) -> Iterator[Drawn]:
    """The store itself: the middle of nine pictures, and a poster for the studio's wall."""
    shown = picks[: shapes.MOST_ON_A_WALL]
    values = {
        "title": teller.creator.fields.name,
        "person": teller.person(),
        "ad": teller.words("ad_label"),
        "picks": [{"title": shortened(pitch.card.title), "price": pitch.card.price.text} for pitch in shown],
    }
    for shape in shapes.OF_A_STORE:
        cuts = _avatar(teller)
        if photos := [*teller.creator.fields.photos, *(photo for pitch in picks for photo in pitch.photos)]:
            cuts["photo"] = _cut(teller, photos[0], shape.photo)
        cuts |= {
            f"pick{number}": _cut(teller, pitch.photos[0], shapes.THUMB)
            for number, pitch in enumerate(shown)
            if pitch.photos
        }
        file = f"{shape.folder}{shape.name}.{shape.format}"
        yield _drawn(teller, shape, file, teller.store_address, values, cuts, studio, teller.creator.place)


def grid_photos(teller: Teller, picks: tuple[Pitch, ...]) -> list[Cut]:
    """Squares for a post of nine pictures, the middle one left out: what is picked and what is lived, in turns."""
    leading = [pitch.photos[0] for pitch in picks if pitch.photos]
    lived = list(teller.creator.fields.photos)
    closer = [photo for pitch in picks for photo in pitch.photos[1:]]
    files = {photo.file: photo for photo in [*leading[:5], *lived[:3], *closer, *leading[5:], *lived[3:]]}
    side = Size(shapes.GRID_SIDE, shapes.GRID_SIDE)
    return [_cut(teller, photo, side) for photo in list(files.values())[: shapes.GRID - 1]]


def _drawn(
    teller: Teller,
    shape: Shape,
    file: str,
    address: str,
    values: dict[str, Any],
    cuts: dict[str, Cut],
    studio: Studio,
    place: Place,
) -> Drawn:
    words = teller.words
    name = teller.creator.fields.name
    problems: list[Problem] = []
    if shape.channel:
        target = with_channel(address, shape.channel)
        problems += filter(None, [too_long(target, place)])
        if not problems:
            problems += filter(None, [too_fine(target, shape.code, place) if shape.code else None])
            values = values | {"qr": code_values(target)}
    values = values | {
        "scan": words("poster_scan" if shape.size.width else "poster_scan_print"),
        "fold": words("poster_fold"),
        "disclosure": words("poster_disclosure" if shape.channel else "poster_disclosure_plain", name=name),
        "marks": studio.marks,
    }
    theme = teller.stage.catalog.theme
    made = drawing(shape.template, teller.language, teller.look, values, cuts, theme, studio.typefaces, shape.size)
    return Drawn(file=file, sheet=made.sheet, problems=(*problems, *tofu(made.lacking, place)))


def _avatar(teller: Teller) -> dict[str, Cut]:
    file = teller.creator.fields.avatar
    return {"avatar": _cut(teller, Photo(file=file), shapes.AVATAR)} if file else {}


def _cut(teller: Teller, photo: Photo, size: Size) -> Cut:
    known = teller.photo(photo.file)
    return Cut(known.path, known.digest, size.width, size.height, photo.focus)
