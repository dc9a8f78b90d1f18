"""The editor in the browser as an npm package in the site's folder: which of its files are published."""

from __future__ import annotations

from pathlib import Path

from sitegen.errors import Place, Problem
from sitegen.load.nodes import Mapping, Scalar

FOLDER = "admin"
BUNDLES = {"sveltia": "sveltia-cms.js", "decap": "decap-cms.js"}
_PACKAGES = {"sveltia": "@sveltia/cms", "decap": "decap-cms"}
_MORE = {"decap": "*.decap-cms.js"}  # what Decap loads later


def bundle_files(site: Mapping, source: Path) -> tuple[list[tuple[str, Path]], list[Problem]]:
    """Where each file goes and where it lies; nothing when the editor comes from a CDN."""
    cms = site.get("cms")
    folder = _said(cms, "bundle", "cdn") if isinstance(cms, Mapping) else "cdn"
    if not isinstance(cms, Mapping) or folder == "cdn" or _said(cms, "enabled", "true").lower() == "false":
        return [], []
    editor = _said(cms, "editor", "sveltia")
    if editor not in BUNDLES:
        return [], []  # the reader of settings says so
    for base in (source / folder / "dist", source / folder):
        if (base / BUNDLES[editor]).is_file():
            files = [base / BUNDLES[editor], *(sorted(base.glob(_MORE[editor])) if editor in _MORE else ())]
            return [(f"{FOLDER}/{file.name}", file) for file in files], []
    place = site.at("cms", "bundle")
    what = f"there is no {BUNDLES[editor]} in {folder}"
    hint = f"`npm install {_PACKAGES[editor]}` and write `bundle: node_modules/{_PACKAGES[editor]}`, or `bundle: cdn`"
    return [], [Problem(Place(place.file, place.line, place.field), what, hint)]


def _said(cms: Mapping, key: str, otherwise: str) -> str:
    node = cms.get(key)
    return node.text if isinstance(node, Scalar) and not node.is_null else otherwise
