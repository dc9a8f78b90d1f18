"""One rebuild, as whoever carries it out sees the server."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.dev.events import Rebuilt

Rebuild = Callable[["Turn"], Rebuilt]


class Superseded(Exception):
    """Somebody saved again, and wants to see that before the rest of what was saved before."""


class Turn:
    """`opened` are the pages in browsers, by their files: make these first, `show` them, and then make the rest.

    While that is done, `go_on` is to be asked again and again: it raises Superseded once a newer save is waiting, and
    then all but what was shown should stay as it was.
    """

    def __init__(
        self, opened: frozenset[str], show: Callable[[Rebuilt], None], is_superseded: Callable[[], bool]
    ) -> None:
        self.opened = opened
        self._show = show
        self._is_superseded = is_superseded
        self._has_shown = False

    def show(self, rebuilt: Rebuilt) -> None:
        self._has_shown = True
        self._show(rebuilt)

    def go_on(self) -> None:
        if self._has_shown and self._is_superseded():
            raise Superseded
