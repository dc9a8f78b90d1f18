"""`sitegen new`: a small store to start from, cut out of the demo's own content."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sitegen.errors import UsageError
from sitegen.package import starter

# A closed set: none of these mentions anything outside it.
STARTER = (
    "circles/home",
    "creators/tao",
    "pages/about",
    "posts/the-hour-after-homework",
    "products/cedar-candle",
    "products/jasmine-tea",
    "products/steel-pan",
)

_TRANSLATION = re.compile(r"\.[a-z]{2,3}(-[A-Za-z0-9]+)*\.md$")

SITE = """\
# Everything about your site as a whole. docs/settings.md explains each line.
title: My Store
tagline: Things I use and stand behind
url: https://store.example/
language: en
currency: CNY
timezone: Asia/Shanghai

look:
  accent: "#a8482e"   # your colour; its contrast is taken care of
  mode: auto          # auto, light or dark
  font: sans          # sans, serif or rounded

# Where products without a checkout of their own are paid. Replace it with your payment page;
# {sku} and {tag} are filled in for every button.
checkout:
  provider: template
  url: "https://pay.store.example/buy/{sku}{?offer,tag}"

featured: [cedar-candle, jasmine-tea, steel-pan]
delivery: Sent within two working days.
contact: hello@store.example
"""

IGNORED = """\
/output/
/kits/
/.sitegen/
/.sitegen-secret
"""


def start(folder: Path) -> tuple[str, ...]:
    """Write a new site into `folder` and return what was written. Raises UsageError when something is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty; name a new folder")
    written = []
    for bundle in STARTER:
        for source in sorted((starter() / "content" / bundle).iterdir()):
            if source.is_file() and not _TRANSLATION.search(source.name):
                target = folder / "content" / bundle / source.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
                written.append(target.relative_to(folder).as_posix())
    for name, text in (("site.yaml", SITE), (".gitignore", IGNORED)):
        (folder / name).write_text(text, encoding="utf-8")
        written.append(name)
    return tuple(written)
