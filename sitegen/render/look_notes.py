"""Which colours were changed so that they can be read, and into what."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sitegen.model.catalog import Catalog
from sitegen.model.content import Look as LookFields
from sitegen.render.look import look_of, palette_of


class Adjusted(msgspec.Struct, frozen=True):
    """An accent as it was chosen, and as it is used for texts in light, for texts in the dark, for buttons."""

    file: str
    accent: str
    light: str
    dark: str
    button: str


def adjusted_looks(catalog: Catalog) -> tuple[Adjusted, ...]:
    """Every chosen accent that is not used as it is, the house's first."""
    return tuple(look for look in _looks(catalog) if {look.light, look.dark, look.button} != {look.accent})


def _looks(catalog: Catalog) -> Iterator[Adjusted]:
    palette, edition = palette_of(catalog), catalog.editions[0]
    chosen = [("site.yaml", edition.site.look)]
    chosen += [(creator.place.file, creator.fields.look) for creator in edition.creators.values()]
    for file, fields in chosen:
        if fields.accent:
            look = look_of(fields, LookFields(), palette)
            yield Adjusted(file, fields.accent.hex, look.light, look.dark, look.button)
