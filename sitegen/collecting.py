"""How often Python looks for cycles of values that nobody needs any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New values between two looks, and looks at the young between two at the older ones.
_SELDOM = (50_000, 20, 20)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """A build makes many values and few cycles; looking after every 700 takes a third of reading a site, and a little
    of importing what reads it.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_no_more() -> None:
    """Before a program ends: Python would look at all there is twice, an eighth of a small build or more, to give it
    back to a system that takes it anyway.
    """
    gc.freeze()


@contextmanager
def set_apart() -> Iterator[None]:
    """What is there now is not looked at: forked processes share it, and a look would copy all of it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
