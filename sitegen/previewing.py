"""The build as the dev server knows it: a folder and a way to bring it up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from sitegen.build import Built, build
from sitegen.dev.events import Rebuilt
from sitegen.settings import Settings


class Preview(msgspec.Struct, frozen=True):
    folder: Path
    rebuild: Callable[[], Rebuilt]


def previewing(settings: Settings, *, keep_output: bool) -> Preview:
    """Previews go into the state folder, so that what is published never holds drafts or local addresses."""
    folder = settings.output if keep_output else settings.state / "preview"
    here = msgspec.structs.replace(settings, output=folder)
    return Preview(folder, lambda: _rebuilt(build(here)))


def _rebuilt(built: Built) -> Rebuilt:
    checked = built.checked
    drafts = frozenset(
        page.file
        for page in checked.plan.pages
        for edition in checked.catalog.editions
        if page.kind in ("product", "post")
        and edition.language == page.language
        and getattr(edition, f"{page.kind}s")[page.name].fields.draft
    )
    return Rebuilt(paths=built.report.changed, warnings=checked.warnings, drafts=drafts)
