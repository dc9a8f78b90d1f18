"""Putting a finished file in the place of another in one step.

Where the kernel can exchange two names, the old file lives on under the other name and is thrown away
later. That is several times faster than renaming over it: file systems that guard against power loss flush
at that moment, and free the old file's space between any two pages instead of after the last.
"""

from __future__ import annotations

import os
from collections.abc import Callable

Exchange = Callable[[str, int, str], bool]

_HERE = -100
_RENAME_EXCHANGE = 2


def replace(staged: str, folder: int, name: str, exchange: Exchange) -> None:
    """Let `staged` take the place of `name` in the folder, whatever of the two ways works here."""
    if not exchange(staged, folder, name):
        os.replace(staged, name, dst_dir_fd=folder)


def exchanger() -> Exchange:
    """The kernel's exchange of two names; it answers False when nothing was exchanged."""
    import ctypes

    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return _never
    renameat2.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)

    def exchange(staged: str, folder: int, name: str) -> bool:
        failed = renameat2(_HERE, os.fsencode(staged), folder, os.fsencode(name), _RENAME_EXCHANGE)
        return not failed

    return exchange


def _never(_staged: str, _folder: int, _name: str) -> bool:
    return False
