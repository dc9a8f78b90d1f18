"""The build as the dev server knows it: a folder and a way to bring it up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from sitegen.build import Checked, First, build
from sitegen.dev.events import Rebuilt
from sitegen.dev.turns import Rebuild, Turn
from sitegen.load.nodes import Scalar
from sitegen.load.sources import read_site_texts
from sitegen.memory import Memory
from sitegen.model.site import is_web_root
from sitegen.plan.addresses import ASSETS
from sitegen.settings import Settings
from sitegen.write.output import Report


class Preview(msgspec.Struct, frozen=True):
    """`base_path` is where below the server's root the site lives."""

    folder: Path
    base_path: str
    rebuild: Rebuild


def previewing(settings: Callable[[], Settings], *, keep_output: bool) -> Preview:
    """Previews go into the state folder, so that what is published never holds drafts.

    `settings` is asked before every build, since "now" moves on while somebody writes.
    """
    first = settings()
    folder = first.output if keep_output else first.state / "preview"
    memory = Memory()

    def rebuild(turn: Turn) -> Rebuilt:
        def show(checked: Checked, report: Report) -> None:
            turn.show(_rebuilt(checked, report))

        wanted = msgspec.structs.replace(settings(), output=folder, preview=True, quick=not keep_output)
        built = build(wanted, lambda stage, done, total: turn.go_on(), memory, First(turn.opened, show))
        return _rebuilt(built.checked, built.report)

    return Preview(folder, base_path(first), rebuild)


def base_path(settings: Settings) -> str:
    """The path the site will live under, read without understanding the site, which may be broken at present."""
    url = settings.base_url
    if url is None:
        texts, _ = read_site_texts(settings.source)
        named = next((text.fields.get("url") for text in texts if text.language is None), None)
        url = named.text if isinstance(named, Scalar) else ""
    return urlsplit(url).path or "/" if is_web_root(url) else "/"


def _rebuilt(checked: Checked, report: Report) -> Rebuilt:
    """Most of what a page loads is named by its content, and so is new only where the page is."""
    copies = {copy.path for copy in checked.plan.copies}
    changed = (path for path in report.changed if path.endswith(".html") or path in copies)
    removed = (path for path in report.removed if not path.startswith(f"{ASSETS}/"))
    return Rebuilt(paths=(*changed, *removed), warnings=checked.warnings, drafts=_draft_pages(checked))


def _draft_pages(checked: Checked) -> frozenset[str]:
    """Files of pages that only `--drafts` shows."""
    drafts = {
        (edition.language, entry.name)
        for edition in checked.catalog.editions
        for entry in edition.entries()
        if entry.fields.draft
    }
    pages = checked.plan.pages if drafts else ()
    return frozenset(page.file for page in pages if (page.language, page.name) in drafts)
