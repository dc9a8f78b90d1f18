"""What one build found out and the next in the same process need not find out again.

Only the dev server keeps a memory from build to build; any other build begins with an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Results by name, each with all that it was made from."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Any, Any]] = {}

    def recall(self, name: Hashable, given: Any, make: Callable[[], T]) -> T:
        """What `make` made when it was `given` the same; `None` stands for something that is never the same.

        One result is kept for each name.
        """
        known = self._known.get(name)
        if given is None or known is None or known[0] != given:
            known = self._known[name] = given, make()
        result: T = known[1]
        return result
