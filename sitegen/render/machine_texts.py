"""Files for machines: the sitemap (sitemaps.org 0.9 with xhtml:link alternates), robots.txt (RFC 9309), the icon."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sitegen.plan.jobs import Listed
from sitegen.render.views import Look

_SITEMAP_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def sitemap(listed: Iterable[Listed]) -> bytes:
    entries = "".join(_entry(item) for item in listed)
    return f"{_SITEMAP_HEAD}{entries}</urlset>\n".encode()


def robots(sitemap_url: str) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_url}\n".encode()


def icon(title: str, look: Look) -> bytes:
    """The site's initial on its colour, for sites that bring no icon."""
    initial = escape(title.strip()[:1].upper(), quote=False)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="18" fill="{look.button}"/>'
        f'<text x="32" y="44" font-family="Georgia,serif" font-size="36" text-anchor="middle" fill="{look.on_button}">'
        f"{initial}</text></svg>\n"
    ).encode()


def _entry(item: Listed) -> str:
    changed = f"<lastmod>{item.changed}</lastmod>" if item.changed else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(url)}"/>'
        for language, url in item.alternates
    )
    return f"<url><loc>{escape(item.url, quote=False)}</loc>{changed}{others}</url>\n"
