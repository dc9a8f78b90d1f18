"""The page of a kit: everything in it at a glance, on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import jinja2
import msgspec

from sitegen.kits.captions import CHANNELS
from sitegen.kits.pitches import Pitch, Teller
from sitegen.render.formats import direction_of, name_of


class Shown(msgspec.Struct, frozen=True):
    """A language of a kit: its files, the texts among them, and what is picked."""

    teller: Teller
    folder: str
    files: tuple[str, ...]
    texts: Mapping[str, str]
    picks: tuple[Pitch, ...]


def kit_page(shown: Sequence[Shown]) -> str:
    """One page for all languages, in the words of the first."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sitegen.kits", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    first = shown[0].teller
    return environment.get_template("index.html").render(
        t=first.words,
        language=first.language,
        direction=direction_of(first.language),
        name=first.creator.fields.name,
        slug=first.creator.name,
        parts=[_part(part) for part in shown],
    )


def _part(part: Shown) -> dict[str, Any]:
    files = [PurePosixPath(file) for file in part.files]
    return {
        "language": part.teller.language,
        "title": name_of(part.teller.language),
        "store": part.teller.store_address,
        "grid": sorted(str(file) for file in files if file.name.startswith("moments-")),
        "wall": [str(file) for file in files if file.name == "wall.pdf"],
        "picks": [_pick(part, pitch, files) for pitch in part.picks],
    }


def _pick(part: Shown, pitch: Pitch, files: Sequence[PurePosixPath]) -> dict[str, Any]:
    mine = [str(file) for file in files if file.stem.partition("-")[2] == pitch.slug]
    captions = [(channel, part.texts[f"{part.folder}captions/{channel}-{pitch.slug}.txt"]) for channel in CHANNELS]
    return {
        "title": pitch.card.title,
        "address": pitch.address,
        "pictures": [file for file in mine if file.endswith(".jpg")],
        "prints": [file for file in mine if file.endswith(".pdf")],
        "captions": captions,
    }
