"""From staged to live: only names change here, each in one step, and what goes away goes last."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable

from sitegen.errors import PublishError
from sitegen.write.folder import Tree, is_folder, look
from sitegen.write.manifest import Manifest
from sitegen.write.paths import folder_key, folders_above, parent_of
from sitegen.write.staging import NAME, loose_name
from sitegen.write.swap import Exchange, exchanger, replace

_STAYS = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EBUSY)


def bring_live(root: str, tree: Tree, added: Iterable[str], changed: Iterable[str]) -> None:
    """What is new first, in the order of the outputs, then what takes another's place: no link leads to a gap."""
    fresh, loose = f"{root}/{NAME}/fresh", f"{root}/{NAME}/loose"
    tree.forget()
    came: set[str] = set()
    for path in added:
        if not came.intersection(folders_above(path)):
            came |= _add(tree, fresh, loose, path)
    exchange: Exchange | None = None
    for path in changed:
        exchange = exchange or exchanger()
        _replace(tree, loose_name(loose, path), path, exchange)


def _add(tree: Tree, fresh: str, loose: str, path: str) -> set[str]:
    """Place a new file, or the outermost new folder above it whole; the answer is the folder that came so."""
    if tree.enter(parent_of(path)) is None:
        folder = tree.first_missing
        _place(tree, f"{fresh}/{folder}", folder)
        tree.forget()
        return {folder}
    waiting = [staged for staged in (loose_name(loose, path), f"{fresh}/{path}") if look(staged)]
    if waiting:
        _place(tree, waiting[0], path)
    elif tree.look(path) is None:
        raise _meddled(path)
    return set()


def remove_files(tree: Tree, paths: Iterable[str]) -> list[str]:
    """Unlink files; the answer lists those that were there."""
    gone = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        inside = tree.enter(folder)
        if inside is None:
            continue
        try:
            os.unlink(name, dir_fd=inside)
        except (FileNotFoundError, IsADirectoryError):
            continue
        gone.append(path)
    return gone


def remove_folders(tree: Tree, folders: Iterable[str], manifest: Manifest) -> list[str]:
    """Remove those of the folders that are ours and empty; the answer lists those that are gone."""
    ours = (folder for folder in sorted(folders, reverse=True) if folder_key(folder) in manifest)
    return [folder for folder in ours if _remove_folder(tree, folder)]


def remove_emptied(tree: Tree, folders: Iterable[str], manifest: Manifest) -> list[str]:
    """The same, and then for the folders above them."""
    gone: list[str] = []
    level = set(folders)
    while level:
        emptied = remove_folders(tree, level, manifest)
        gone += emptied
        level = {parent_of(folder) for folder in emptied} - {""}
    return gone


def _remove_folder(tree: Tree, folder: str) -> bool:
    """Whether the folder is gone now."""
    above, _, name = folder.rpartition("/")
    inside = tree.enter(above)
    if inside is None:
        return True
    try:
        os.rmdir(name, dir_fd=inside)
    except OSError as error:
        if error.errno not in (*_STAYS, errno.ENOENT):
            raise
        return error.errno == errno.ENOENT
    return True


def _place(tree: Tree, staged: str, path: str) -> None:
    folder, _, name = path.rpartition("/")
    inside = tree.enter(folder)
    if inside is None or look(name, inside) is not None:
        raise _meddled(path)
    os.rename(staged, name, dst_dir_fd=inside)


def _replace(tree: Tree, staged: str, path: str, exchange: Exchange) -> None:
    folder, _, name = path.rpartition("/")
    inside = tree.enter(folder)
    found = None if inside is None else look(name, inside)
    if inside is None or (found is not None and is_folder(found)):
        raise _meddled(path)
    if found is None:
        os.rename(staged, name, dst_dir_fd=inside)
    else:
        replace(staged, inside, name, exchange)


def _meddled(path: str) -> PublishError:
    return PublishError(f"{path} was changed by someone else while it was being published; build again")
