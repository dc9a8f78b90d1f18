"""What the package brings along: themes and the starter, found in a wheel as in a checkout.

A wheel carries them in `sitegen/data/`; a checkout has them at its top, where they are edited.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def built_in_themes() -> Path:
    return _data("themes")


def starter() -> Path:
    """The folder that holds `content/` to start from."""
    packed = _HERE / "data" / "starter"
    return packed if packed.is_dir() else _HERE.parent


def _data(name: str) -> Path:
    packed = _HERE / "data" / name
    return packed if packed.is_dir() else _HERE.parent / name
