"""Netlify and Cloudflare Pages: `_headers` and `_redirects` in the output folder, one format with two dialects.

docs.netlify.com/manage/routing and developers.cloudflare.com/pages/configuration
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from sitegen.hosts.facts import Facts, Moved
from sitegen.hosts.headers import ASKED, CACHE
from sitegen.hosts.host import MIB, Host, Limits

_HEAD = "# Made by sitegen from site.yaml and content/.\n"
_SAFE = "/@!$&'()+,;=-._~"


def _headers(facts: Facts) -> bytes:
    """Both hosts ask for pages anew anyway and join what two rules say of one header, so that is not said."""
    blocks = []
    for rule in facts.rules:
        lines = [f"  {name}: {value}\n" for name, value in rule.headers if (name, value) != (CACHE, ASKED)]
        blocks.append(f"{facts.base}{rule.under}*\n{''.join(lines)}")
    return (_HEAD + "".join(blocks)).encode()


def _redirects(facts: Facts, code: str) -> str:
    lines = [f"{old} {moved.new} {code}\n" for moved in facts.moved for old in _asked_for(moved, facts.base)]
    return _HEAD + "".join(lines)


def _asked_for(moved: Moved, base: str) -> Iterator[str]:
    """Each spelling of an old address, encoded as in a request."""
    old = quote(base + moved.old, safe=_SAFE)
    yield old
    if moved.is_folder:
        yield f"{old}/"


def _netlify(facts: Facts) -> dict[str, bytes]:
    """The page that stands at an old address would win over its rule, were it not for the mark of exclamation."""
    missing = "".join(f"{facts.base}{folder}* {facts.base}{folder}404.html 404\n" for folder in facts.languages)
    return {"_headers": _headers(facts), "_redirects": (_redirects(facts, "301!") + missing).encode()}


def _cloudflare(facts: Facts) -> dict[str, bytes]:
    """Pages shows the nearest 404.html upwards by itself."""
    return {"_headers": _headers(facts), "_redirects": _redirects(facts, "301").encode()}


NETLIFY = Host(
    name="netlify",
    title="Netlify",
    limits=Limits(folder_files=54_000),
    files=_netlify,
    root_only=True,
    squeezes=True,
)

CLOUDFLARE_PAGES = Host(
    name="cloudflare-pages",
    title="Cloudflare Pages",
    limits=Limits(files_free=20_000, files_most=100_000, file_bytes=25 * MIB, redirects=2_000),
    files=_cloudflare,
    root_only=True,
    squeezes=True,
)
