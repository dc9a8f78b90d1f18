"""What the person who starts a build may choose; everything else is in the site's own files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

KEY_VARIABLE = "SITEGEN_KEY"
SECRET_VARIABLE = "SITEGEN_SECRET"  # noqa: S105 - the name of one


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One build's choices. `clock` is the build's "now" and always carries a timezone."""

    source: Path
    output: Path
    clock: datetime
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    preview: bool = False  # for the author's own eyes: nothing that only hosts need
    quick: bool = False  # pictures that look alike and weigh more, made in a tenth of the time
    jobs: int = 2
    scheduler: str | None = None  # of a dask cluster, whose workers make the pages
    address: str | None = None  # of a store, where everything goes instead of into `output`
    key: str | None = None  # signs tags
    secret: str | None = None  # makes the addresses of shares

    @property
    def state(self) -> Path:
        """Caches and ledgers: never published, safe to delete."""
        return self.source / ".sitegen"

    @property
    def is_afar(self) -> bool:
        """Whether other machines have a part in the build."""
        return bool(self.scheduler or self.address)
