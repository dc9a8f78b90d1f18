"""Whether a peer's build is equal work: the same addresses, and on each page the same words, links and weight."""

from __future__ import annotations

import html
import os
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

OWN = {".sitegen-files"}
# What we make beyond the pages that are compared: the others are not asked for it.
BEYOND = re.compile(r"(.*/)?(manifest\.webmanifest|icon\.svg)|products/(page-\d+/)?(index\.html)?|circles/[^/]+/")
WORDS = 0.97  # of the words we show must be there
WEIGHT = 0.15  # how far the bytes may be apart
SHOWN = 8

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r'href="([^"]*)"')
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def differences(ours: Path, theirs: Path) -> list[str]:
    """What is not equal, in words; empty when all is well."""
    own, other = ({name for name in _files(folder) if not BEYOND.fullmatch(name)} for folder in (ours, theirs))
    said = [f"missing: {name}" for name in sorted(own - other)] + [f"extra: {name}" for name in sorted(other - own)]
    for name in sorted(own & other):
        if name.endswith(".html"):
            a, b = ((folder / name).read_text(encoding="utf-8") for folder in (ours, theirs))
            if name == "index.html" and 'href="/products/"' in a:
                continue  # a large catalogue's home shows a dozen of ours and everything of theirs
            said += [f"{name}: {what}" for what in _page(a, b)]
    return said


def shown(said: list[str]) -> str:
    more = f"\n... and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    return "\n".join(said[:SHOWN]) + more


def _page(ours: str, theirs: str) -> list[str]:
    said = []
    titles = [html.unescape(_first(_TITLE, page)) for page in (ours, theirs)]
    if titles[0] != titles[1]:
        said.append(f"title {titles[1]!r} instead of {titles[0]!r}")
    words, found = _words(ours), _words(theirs)
    share = (words & found).total() / max(words.total(), found.total(), 1)
    if share < WORDS:
        lost = " ".join(list(words - found)[:12])
        extra = " ".join(list(found - words)[:12])
        said.append(f"{share:.1%} of the words; lost: {lost}; extra: {extra}")
    lost_links = _links(ours) - _links(theirs)
    if lost_links:
        said.append(f"links lost: {' '.join(sorted(lost_links)[:3])}")
    if _first(_STYLE, ours).split() != _first(_STYLE, theirs).split():
        said.append("other styles")
    weights = [len(page.encode()) for page in (ours, theirs)]
    if abs(weights[1] / weights[0] - 1) > WEIGHT:
        said.append(f"{weights[1]} bytes instead of {weights[0]}")
    if ours.count("application/ld+json") > theirs.count("application/ld+json"):
        said.append("no JSON-LD")
    return said


def _words(page: str) -> Counter[str]:
    return Counter(html.unescape(_TAG.sub(" ", _UNSEEN.sub(" ", page))).split())


def _links(page: str) -> set[str]:
    """Where one can go from a page, with tags; spelled alike."""
    links = (unquote(html.unescape(link)) for link in _LINK.findall(page))
    return {link for link in links if not BEYOND.fullmatch(link.lstrip("/"))}


def _first(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    return found[1] if found else ""


def _files(folder: Path) -> set[str]:
    return {
        os.path.relpath(os.path.join(parent, name), folder)
        for parent, _, names in os.walk(folder)
        for name in names
        if name not in OWN
    }
