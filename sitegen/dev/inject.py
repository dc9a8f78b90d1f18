"""The copy of a page that goes to the browser: it reloads itself, under its own security policy."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import msgspec

SOCKET_PATH = "/livereload"  # fixed in livereload.js
OWN_FOLDER = "/__dev/"
SCRIPT_PATH = f"{OWN_FOLDER}livereload.js"

_PATIENCE = "mindelay=200&maxdelay=2000"  # milliseconds until it looks for a server that went away

_POLICY_TAG = re.compile(rb"<meta\b[^<>]*\bhttp-equiv\s*=\s*[\"']?content-security-policy\b[^<>]*>", re.IGNORECASE)
_POLICY_TEXT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)

_LOOKED_UP_IN = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "style-src": ("style-src-elem", "style-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
}


class Visit(msgspec.Struct, frozen=True):
    """One request for a page: the `host:port` it was asked from, what is shown now, and how."""

    host: str
    version: str
    draft: bool = False
    framed: bool = False


def dressed(page: bytes, visit: Visit) -> bytes:
    """A page with the reload script, and a badge when it is a draft."""
    styles = [name for name, wanted in (("draft", visit.draft), ("frame", visit.framed)) if wanted]
    extra = "".join(f'<link rel="stylesheet" href="{OWN_FOLDER}{name}.css">' for name in styles)
    if visit.draft:
        extra += '<p class="sitegen-draft" role="note">Draft</p>'
    extra += f'<script src="{html.escape(_script(visit))}" async></script>'
    permitted = _POLICY_TAG.sub(lambda tag: _permit_in_tag(tag[0], visit.host), page)
    ends = list(_BODY_END.finditer(permitted))
    at = ends[-1].start() if ends else len(permitted)
    return permitted[:at] + extra.encode() + permitted[at:]


def permit(policy: str, host: str) -> str:
    """The same policy, that also lets the page load our script and styles and open our socket.

    >>> permit("default-src 'none'; img-src 'self'", "localhost:8000").split("; ")[2]
    'script-src http://localhost:8000/__dev/livereload.js'
    """
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            directives.setdefault(name.lower(), sources)
    directives.pop("upgrade-insecure-requests", None)  # there is no https here
    ours = {
        "script-src": f"http://{host}{SCRIPT_PATH}",
        "style-src": f"http://{host}{OWN_FOLDER}",
        "connect-src": f"ws://{host}{SOCKET_PATH}",
    }
    for kind, source in ours.items():
        _add(directives, kind, source)
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def _add(directives: dict[str, list[str]], kind: str, source: str) -> None:
    ruling = next((name for name in _LOOKED_UP_IN[kind] if name in directives), None)
    if ruling is None:
        return
    others = [known for known in directives[ruling] if known.lower() != "'none'"]
    directives[kind if ruling == "default-src" else ruling] = [*others, source]


def _permit_in_tag(tag: bytes, host: str) -> bytes:
    text = tag.decode("utf-8", "replace")
    found = _POLICY_TEXT.search(text)
    if found is None:
        return tag
    policy = permit(html.unescape(found[1] if found[1] is not None else found[2]), host)
    return f'{text[: found.start()]}content="{html.escape(policy, quote=True)}"{text[found.end() :]}'.encode()


def _script(visit: Visit) -> str:
    """The script's address, from which it takes whom to connect to and which version to say it has."""
    name, _, port = visit.host.rpartition(":") if re.search(r":\d+$", visit.host) else (visit.host, "", "80")
    whom = f"host={quote(name, safe='[]:')}&port={port}&snipver={quote(visit.version)}"
    return f"{SCRIPT_PATH}?{whom}&{_PATIENCE}"
