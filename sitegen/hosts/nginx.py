"""nginx: a snippet for inside `server { … }`. `add_header` in a location forgets all from above, so each says all."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.hosts.facts import Facts, Moved
from sitegen.hosts.host import Host

_TWINS = {"gzip": "gzip_static on;\ngzip_vary on;", "br": "brotli_static on;  # needs libnginx-mod-http-brotli-static"}

_HEAD = """\
# nginx: save this as a file and `include` it inside `server { … }`. Made by `sitegen hosting`.
# Make it again when `url`, `languages` or an alias changes. The site lies in ROOT_BASE
root ROOT;
index index.html;
charset utf-8;
charset_types text/plain text/css text/xml text/calendar text/vcard application/javascript application/json;
absolute_redirect off;
include mime.types;
types {
    image/avif avif;
    text/calendar ics;
    text/vcard vcf;
    application/feed+json jsonfeed;
    application/manifest+json webmanifest;
}
"""


def _snippet(facts: Facts, root: str) -> str:
    parts = [_HEAD.replace("ROOT_BASE", root + facts.base).replace("ROOT", _quoted(root))]
    parts += [f"{_TWINS[twin]}\n" for twin in facts.twins if twin in _TWINS]
    parts += ["location ~ /\\.(?!well-known/) { return 404; }\n"]
    parts += [_area(area, facts) for area in facts.areas]
    parts += [line for moved in facts.moved for line in _moved(moved, facts)]
    if facts.base != "/":
        parts += [f"error_page 404 {_quoted(facts.missing_page(''))};\n"]
    return "".join(parts)


def _area(area: str, facts: Facts) -> str:
    headers = "".join(
        f"    add_header {name} {_quoted(value)} always;\n" for name, value in facts.headers_in(area).items()
    )
    missing = f"    error_page 404 {_quoted(facts.missing_page(area))};\n"
    return f"location {_quoted(facts.base + area)} {{\n{missing}{headers}}}\n"


def _moved(moved: Moved, facts: Facts) -> Iterator[str]:
    for end in ("", "/") if moved.is_folder else ("",):
        yield f"location = {_quoted(facts.base + moved.old + end)} {{ return 301 {moved.new}$is_args$args; }}\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


NGINX = Host(name="nginx", title="nginx", snippet=_snippet)
