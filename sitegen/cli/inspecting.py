"""`check --pages`: the whole site, made where nobody sees it, and looked at page by page."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sitegen.errors import Place, Problem, as_errors, in_reading_order
from sitegen.settings import Settings

FOLDER = "checked"
MEMORY = "links.msgpack"

Progress = Callable[[str, int, int], None]


def inspected(settings: Settings, progress: Progress, *, external: bool) -> tuple[int, list[Problem]]:
    """How many pages there are, and what is wrong with them; `external` asks for links to elsewhere as well."""
    from sitegen.audit.auditing import audit
    from sitegen.build import build

    folder = settings.state / FOLDER
    built = build(msgspec.structs.replace(settings, output=folder, strict=False), progress)
    catalog = built.checked.catalog
    audited = audit(folder, catalog, lambda done, total: progress("audit", done, total))
    problems = list(audited.problems)
    if external:
        creators = {creator.slug for creator in catalog.editions[0].creators.values()}
        problems += _outside(audited.outside, creators, settings, progress)
    return audited.pages, in_reading_order(as_errors(problems) if settings.strict else problems)


def _outside(links: dict[str, str], creators: set[str], settings: Settings, progress: Progress) -> list[Problem]:
    from sitegen.audit.outside import check_outside

    faults = check_outside(
        links,
        creators,
        settings.state / MEMORY,
        progress=lambda done, total: progress("links", done, total),
    )
    hint = "mend or remove the link"
    return [Problem(Place(links[link]), f"`{link}` {fault}", hint, "warning") for link, fault in faults.items()]
