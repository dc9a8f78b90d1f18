"""QR codes: small enough to be scanned from a thumb-sized picture, drawn as vectors."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from sitegen.errors import Place, Problem

QUIET = 4  # modules of white around a code (ISO/IEC 18004)
LONGEST_ADDRESS = 84  # what version 5 holds at level M: finer ones are lost when a chat shrinks a poster to 300 pixels
SMALLEST_MODULE = 0.4  # millimetres in print


@lru_cache(maxsize=1024)
def code_values(address: str) -> dict[str, Any]:
    """The code of an address as templates take it: an SVG, and how many modules it is wide with its quiet zone."""
    import segno

    code = segno.make_qr(address, error="m", boost_error=False)
    target = io.BytesIO()
    code.save(target, kind="svg", border=QUIET, dark="#000000", light="#ffffff", xmldecl=False, omitsize=True)
    return {"svg": target.getvalue().decode(), "modules": code.symbol_size(border=QUIET)[0]}


def too_long(address: str, place: Place) -> Problem | None:
    """What is wrong with an address that would make a code too fine to scan."""
    length = len(address.encode())
    if length <= LONGEST_ADDRESS:
        return None
    what = f"a code of {address} ({length} characters) is too fine to scan; {LONGEST_ADDRESS} is the most"
    return Problem(place, what, "give the product, the creator or the site's `url` a shorter name: see `slug`")


def too_fine(address: str, side: float, place: Place) -> Problem | None:
    """What is wrong with a code that is printed `side` millimetres wide."""
    module = side / int(code_values(address)["modules"])
    if module >= SMALLEST_MODULE:
        return None
    what = f"a code of {address} would have modules of {module:.2f} mm; {SMALLEST_MODULE} mm is the least"
    return Problem(place, what, "shorten the address: see `slug`")
