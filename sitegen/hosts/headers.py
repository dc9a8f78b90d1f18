"""The one place where path -> headers come together; every host writes them down in its own way."""

from __future__ import annotations

import msgspec

from sitegen.plan.addresses import ASSETS
from sitegen.plan.jobs import Plan
from sitegen.render.policy import headers

CACHE = "Cache-Control"
CSP = "Content-Security-Policy"

# Names in assets/ change with what they hold. Everything else is asked for again, which costs an answer of 304.
KEPT = "public, max-age=31536000, immutable"
ASKED = "public, max-age=0, must-revalidate"


class HeaderRule(msgspec.Struct, frozen=True):
    """What goes with every file below a folder of the site; "" is the whole site."""

    under: str
    headers: tuple[tuple[str, str], ...]


def header_rules(plan: Plan) -> tuple[HeaderRule, ...]:
    """The widest first. Where two say the same header, the nearer one counts."""
    everywhere = {**_guards(plan), CACHE: ASKED}
    return HeaderRule("", tuple(sorted(everywhere.items()))), HeaderRule(f"{ASSETS}/", ((CACHE, KEPT),))


def cache_of(path: str) -> str:
    """How long a file may be kept."""
    return KEPT if path.startswith(f"{ASSETS}/") else ASKED


def _guards(plan: Plan) -> dict[str, str]:
    """Our pages say their policy themselves. Others among them may need what it forbids, so then only that is left
    of it which a page cannot say.
    """
    said = headers(search=plan.search is not None)
    if _has_strange_pages(plan) and CSP in said:
        directives = [part.strip() for part in said[CSP].split(";")]
        said[CSP] = ";".join(part for part in directives if part.startswith("frame-ancestors"))
    return said


def _has_strange_pages(plan: Plan) -> bool:
    files = [*(copy.path for copy in plan.copies), *(text.file for text in plan.texts)]
    return any(file.endswith((".html", ".htm")) for file in files)
