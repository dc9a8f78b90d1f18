"""What a host is."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sitegen.hosts.facts import Facts

MB, GB = 1_000_000, 1_000_000_000
MIB = 1 << 20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a host takes. Beyond `free` one has to pay, beyond `most` nothing helps."""

    files_free: int | None = None
    files_most: int | None = None
    file_bytes: int | None = None
    total_bytes: int | None = None
    folder_files: int | None = None
    redirects: int | None = None


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """`files` are read by the host in the output folder, by path. `snippet` is for a configuration that lies
    elsewhere: it is given the facts and the folder of the server that shows at `/`.

    `terms` is what sellers should know. A site is always at the root of a host with `root_only`. One that
    `squeezes` compresses by itself, so compressed twins are of no use to it.
    """

    name: str
    title: str
    limits: Limits = Limits()
    files: Callable[[Facts], dict[str, bytes]] = lambda facts: {}
    snippet: Callable[[Facts, str], str] | None = None
    terms: str = ""
    root_only: bool = False
    squeezes: bool = False
