"""Which fonts a text can be set in, decided before anything is drawn, so that no character becomes an empty box."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Literal

import msgspec

from sitegen.digest import digest_of

Style = Literal["sans", "serif"]

# Neither drawn nor missed: line ends, joiners, direction marks, variation selectors.
_UNDRAWN = frozenset("\n\r\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {chr(c) for c in range(0xFE00, 0xFE10)}


class Family(msgspec.Struct, frozen=True):
    """All weights of one design. `covers` are the first and last characters of every run that it can draw."""

    name: str
    serif: bool
    files: tuple[str, ...]
    covers: tuple[tuple[int, int], ...]
    digest: str

    def lacks(self, characters: Iterable[str]) -> frozenset[str]:
        return frozenset(character for character in characters if not self._draws(ord(character)))

    def _draws(self, code: int) -> bool:
        at = bisect_right(self.covers, (code, 0x110000)) - 1
        return at >= 0 and code <= self.covers[at][1]


class Setting(msgspec.Struct, frozen=True):
    """The families that together draw a text, the main one first; `lacking` is what none of them has."""

    families: tuple[Family, ...]
    lacking: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(family.name for family in self.families)

    @property
    def digest(self) -> str:
        return digest_of([family.digest for family in self.families])


class Typefaces(msgspec.Struct, frozen=True):
    """`own` are the fonts a site brings along, `system` the machine's, both best first.

    What the own fonts can draw never depends on the machine. `engine` is the version of what draws.
    """

    own: tuple[Family, ...]
    system: tuple[Family, ...]
    engine: str

    def setting(self, style: Style, texts: Iterable[str]) -> Setting:
        """The main families of the wanted style, and of the others those that have what is still lacking."""
        lacking = frozenset(character for text in texts for character in text) - _UNDRAWN
        chosen: list[Family] = []
        for families in (_ranked(self.own, style), _ranked(self.system, style)):
            for family in families:
                still = family.lacks(lacking)
                if still != lacking:
                    chosen.append(family)
                    lacking = still
        return Setting(tuple(chosen), "".join(sorted(lacking)))

    @property
    def families(self) -> tuple[Family, ...]:
        """All of them; a system's family of a name that the site brings along too stays away."""
        names = {family.name for family in self.own}
        return (*self.own, *(family for family in self.system if family.name not in names))


def _ranked(families: tuple[Family, ...], style: Style) -> list[Family]:
    return sorted(families, key=lambda family: family.serif != (style == "serif"))
