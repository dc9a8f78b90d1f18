"""A template as it lies in a theme."""

from __future__ import annotations

import msgspec


class TemplateFile(msgspec.Struct, frozen=True):
    """`file` is where an error in it should point."""

    file: str
    text: str
    is_built_in: bool = False
