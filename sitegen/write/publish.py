"""Publishing: the output folder becomes exactly the outputs, and no reader meets half a file meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sitegen.write.output import Output, Report
from sitegen.write.publication import publication


def publish(
    outputs: Iterable[Output],
    *,
    folder: Path,
    state: Path,
    progress: Callable[[int], None] | None = None,
    prune: bool = True,
) -> Report:
    """Make what is new or changed, let it go live, remove our own stale files, and say what was done.

    `progress` hears how many outputs were looked at. With `prune=False` the outputs are a part of the site
    and the rest of it stays. Raises `PublishError`, or whatever a `make` raises; the folder is then as it
    was.
    """
    with publication(folder, state, prune=prune) as edition:
        for done, output in enumerate(outputs, start=1):
            if edition.needs(output.path, output.fingerprint):
                edition.stage(output.path, output.fingerprint, output.make())
            if progress is not None:
                progress(done)
        return edition.commit()
