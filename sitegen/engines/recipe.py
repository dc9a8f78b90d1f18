"""All that decides the bytes of a page but the site itself: what two machines must have in common."""

from __future__ import annotations

import sys
import zlib

import sitegen
from sitegen.installed import offers, version_of
from sitegen.plugins import package_of

_LIBRARIES = ("babel", "brotli", "jinja2", "markupsafe", "msgspec", "segno", "tzdata", "zstandard")
_CHECKOUTS = "sitegen.checkouts"


def recipe() -> dict[str, str]:
    """Names of parts, and which version of each is here."""
    found = {"sitegen": sitegen.__version__}
    found["Python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    for name in _LIBRARIES:
        if version := version_of(name):
            found[name] = version
    for entry in offers(_CHECKOUTS):
        found[f"checkout {entry.name}"] = f"{package_of(entry)} {entry.version}".strip()
    return found
