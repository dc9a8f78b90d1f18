"""What one build found out and the next need not find out again.

The dev server keeps one memory from build to build; `sitegen.engines.recollection` keeps it for other processes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Results by name, each with all that it was made from."""

    def __init__(self, known: Mapping[Hashable, tuple[Any, Any]] | None = None) -> None:
        self._known: dict[Hashable, tuple[Any, Any]] = dict(known or {})
        self._asked: set[Hashable] = set()
        self._made: set[Hashable] = set()

    def recall(self, name: Hashable, given: Any, make: Callable[[], T]) -> T:
        """What `make` made when it was `given` the same; `None` stands for something that is never the same.

        One result is kept for each name.
        """
        self._asked.add(name)
        known = self._known.get(name)
        if given is None or known is None or known[0] != given:
            known = self._known[name] = given, make()
            self._made.add(name)
        result: T = known[1]
        return result

    def keep(self) -> None:
        """For the next build. In the same process there is nothing to do."""

    def worth_keeping(self) -> Iterator[tuple[Hashable, tuple[Any, Any], bool]]:
        """Names that were asked for, what each was made from and the result, and whether that was now.

        What is never the same is not worth it.
        """
        for name, known in self._known.items():
            if name in self._asked and known[0] is not None:
                yield name, known, name in self._made
