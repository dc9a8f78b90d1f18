"""All that decides the bytes of a page but the site itself: what two machines must have in common."""

from __future__ import annotations

import sys
import zlib
from importlib.metadata import PackageNotFoundError, entry_points, version

import sitegen
from sitegen.plugins import package_of

_LIBRARIES = ("babel", "brotli", "jinja2", "markupsafe", "msgspec", "segno", "tzdata", "zstandard")
_CHECKOUTS = "sitegen.checkouts"


def recipe() -> dict[str, str]:
    """Names of parts, and which version of each is here."""
    found = {"sitegen": sitegen.__version__}
    found["Python"] = f"{sys.version_info.major}.{sys.version_info.minor}"
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    for entry in entry_points(group=_CHECKOUTS):
        found[f"checkout {entry.name}"] = f"{package_of(entry)} {entry.dist.version if entry.dist else ''}".strip()
    return found
