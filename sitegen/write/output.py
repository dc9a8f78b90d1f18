"""The values that come in and go out of publishing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from sitegen.errors import PublishError

_MOST_SHOWN = 20


class Output(msgspec.Struct, frozen=True):
    """One file of the result, and how to make it when it is needed.

    `path` is relative to the output folder, with forward slashes. `fingerprint` covers everything that `make`
    may read: while it stays equal, the bytes stay equal.
    """

    path: str
    fingerprint: str
    make: Callable[[], bytes]


class Report(msgspec.Struct, frozen=True):
    """What publishing did: `changed` and `removed` are paths, the rest counts files and bytes; `pages` are the HTML
    files among `files`.
    """

    files: int
    pages: int
    changed: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    bytes_total: int
    bytes_written: int

    @property
    def written(self) -> int:
        return len(self.changed)


class Refusal(msgspec.Struct, frozen=True, order=True):
    """A path that cannot be published, why, and what to do about it."""

    path: str
    why: str
    hint: str

    def __str__(self) -> str:
        return f"{self.path!r}: {self.why} ({self.hint})"


class RefusedError(PublishError):
    """Some paths cannot be published, so nothing was; carries all of them."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(sorted(set(refusals)))
        lines = [str(refusal) for refusal in self.refusals[:_MOST_SHOWN]]
        if len(self.refusals) > _MOST_SHOWN:
            lines.append(f"and {len(self.refusals) - _MOST_SHOWN} more")
        super().__init__("\n".join(["the output folder was left as it is:", *lines]))
