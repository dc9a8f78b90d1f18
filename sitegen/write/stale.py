"""What of ours lies in the output folder and is no longer wanted."""

from __future__ import annotations

import msgspec

from sitegen.write.claims import Wanted
from sitegen.write.folder import walk
from sitegen.write.ledger import Ledger
from sitegen.write.manifest import Manifest
from sitegen.write.paths import folder_key, key_of, parent_of


class Stale(msgspec.Struct, frozen=True):
    """Files to remove, and folders to remove if they are empty then."""

    files: list[str]
    folders: list[str]


def by_ledger(ledger: Ledger, kept: bytearray, wanted: Wanted) -> Stale | None:
    """Where the ledger knows all that the manifest claims, it is asked alone; None when it is damaged."""
    files = []
    for index, keep in enumerate(kept):
        if not keep and ledger.columns.keys[index] not in wanted:
            path = ledger.columns.path(index)
            if path is None:
                return None
            files.append(path)
    return Stale(files, sorted({parent_of(path) for path in files} - {""}))


def by_search(root: str, manifest: Manifest, wanted: Wanted) -> Stale:
    """After a killed build or a lost ledger the folder itself is searched for what the manifest claims."""
    files, folders = [], []
    for path, is_folder in walk(root):
        if is_folder and folder_key(path) in manifest:
            folders.append(path)
        elif not is_folder and key_of(path) in manifest and key_of(path) not in wanted:
            files.append(path)
    return Stale(files, folders)
