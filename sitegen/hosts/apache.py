"""Apache httpd 2.4: `.htaccess` in the output folder; the server must allow it (`AllowOverride All`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.hosts.facts import Facts, Moved
from sitegen.hosts.host import Host

_ENCODINGS = {"br": ("br", "br"), "zstd": ("zst", "zstd"), "gzip": ("gz", "gzip")}
_TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "xml": "application/xml",
    "txt": "text/plain",
    "json": "application/json",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "webmanifest": "application/manifest+json",
}

_HEAD = """\
# Made by sitegen from site.yaml and content/. The server must say `AllowOverride All` for this folder.
Options -Indexes
DirectoryIndex index.html
DirectorySlash On
AddDefaultCharset utf-8
AddType image/avif .avif
AddType image/webp .webp
AddType text/calendar .ics
AddType text/vcard .vcf
AddType application/manifest+json .webmanifest
AddCharset utf-8 .css .js .json .xml .svg .ics .vcf
"""


def _files(facts: Facts) -> dict[str, bytes]:
    lines = [_HEAD, *_missing(facts), *_headers(facts), *_moved_all(facts), *_twins(facts)]
    return {".htaccess": "".join(lines).encode()}


def _missing(facts: Facts) -> Iterator[str]:
    yield f"ErrorDocument 404 {facts.missing_page('')}\n"
    for folder in facts.languages:
        yield f'<If "%{{REQUEST_URI}} =~ m#^{re.escape(facts.base + folder)}#">\n'
        yield f"    ErrorDocument 404 {facts.missing_page(folder)}\n</If>\n"


def _headers(facts: Facts) -> Iterator[str]:
    """`always` also goes with errors; how long to keep something is said of what is there only."""
    yield "<IfModule mod_headers.c>\n"
    for rule in sorted(facts.rules, key=lambda rule: len(rule.under)):
        where = f' "expr=%{{REQUEST_URI}} =~ m#^{re.escape(facts.base + rule.under)}#"' if rule.under else ""
        for name, value in rule.headers:
            table = "" if name == "Cache-Control" else "always "
            yield f"    Header {table}set {name} {_quoted(value)}{where}\n"
    yield "</IfModule>\n"


def _moved_all(facts: Facts) -> Iterator[str]:
    yield '<IfModule mod_alias.c>\n    RedirectMatch 404 "/\\.(?!well-known/)"\n'
    for moved in facts.moved:
        yield f"    RedirectMatch 301 {_quoted(_pattern(moved, facts))} {_quoted(moved.new)}\n"
    yield "</IfModule>\n"


def _pattern(moved: Moved, facts: Facts) -> str:
    return f"^{re.escape(facts.base + moved.old)}{'/?' if moved.is_folder else ''}$"


def _twins(facts: Facts) -> Iterator[str]:
    if not facts.twins:
        return
    yield "<IfModule mod_rewrite.c>\n    RewriteEngine On\n"
    for twin in (name for name in _ENCODINGS if name in facts.twins):
        suffix, coding = _ENCODINGS[twin]
        yield f"    RewriteCond %{{HTTP:Accept-Encoding}} \\b{coding}\\b\n"
        yield f"    RewriteCond %{{REQUEST_FILENAME}}.{suffix} -f\n"
        yield f"    RewriteRule ^(.+)$ $1.{suffix} [L]\n"
    yield "</IfModule>\n"
    for twin in (name for name in _ENCODINGS if name in facts.twins):
        suffix, coding = _ENCODINGS[twin]
        yield f'<FilesMatch "\\.{suffix}$">\n    RemoveType .gz\n    RemoveEncoding .gz .br .zst\n'
        yield f"    Header set Content-Encoding {coding}\n    Header append Vary Accept-Encoding\n"
        yield "    <IfModule mod_env.c>\n        SetEnv no-gzip 1\n        SetEnv no-brotli 1\n"
        yield "    </IfModule>\n</FilesMatch>\n"
        for ending, kind in _TYPES.items():
            yield f'<FilesMatch "\\.{ending}\\.{suffix}$">\n    ForceType "{kind}; charset=utf-8"\n</FilesMatch>\n'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


APACHE = Host(name="apache", title="Apache", files=_files)
