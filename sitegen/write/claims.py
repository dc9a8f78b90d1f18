"""May these files go where they want to go? Asked of all of them before anything moves."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from sitegen.write.folder import Tree, is_folder, walk
from sitegen.write.ledger import Ledger
from sitegen.write.manifest import Manifest
from sitegen.write.output import Refusal
from sitegen.write.paths import folder_key, folders_above, key_of, parent_of
from sitegen.write.rows import Rows
from sitegen.write.staging import Way

_MOVE = "move or delete it, or build into another folder"
_RENAME = "rename one of them"


class Wanted:
    """The keys of all files that the folder shall hold: those that stay as they are and the new ones."""

    def __init__(self, ledger: Ledger, kept: bytearray, news: Rows) -> None:
        self._ledger = ledger
        self._kept = kept
        self._news = array("Q", sorted(news.keys))

    def __contains__(self, key: int) -> bool:
        at = bisect_left(self._news, key)
        if at < len(self._news) and self._news[at] == key:
            return True
        index = self._ledger.find(key)
        return index >= 0 and self._kept[index] == 1

    def twice(self) -> set[int]:
        """The keys that more than one new file has."""
        return {one for one, other in zip(self._news, self._news[1:], strict=False) if one == other}


class Claims:
    """What has to happen so that the staged files can go live, and why some cannot."""

    def __init__(self, root: str, tree: Tree, manifest: Manifest, wanted: Wanted) -> None:
        self.refusals: list[Refusal] = []
        self.new_folders = array("Q")
        self.files_in_the_way: list[str] = []
        self.folders_in_the_way: list[str] = []
        self._root = root
        self._tree = tree
        self._manifest = manifest
        self._wanted = wanted
        self._cleared: set[str] = set()
        self._missing = ""
        self._last = ""

    def check(self, path: str, key: int, way: Way) -> None:
        if way is Way.FRESH:
            self._check_fresh(path)
        elif way is Way.CHANGED and key not in self._manifest:
            self._refuse_strange(path)
        elif way is Way.BLOCKED:
            self._check_blocked(path)
        elif way is Way.CLASHED:
            self._refuse_clash(next(filter(self._is_wanted, folders_above(path)), path))

    def check_cleared(self, paths: Iterable[str]) -> None:
        """Nothing may go live inside a folder that makes room for a file."""
        for path in paths if self._cleared else ():
            for folder in self._cleared.intersection(folders_above(path)):
                self._refuse_clash(folder)

    def _check_fresh(self, path: str) -> None:
        folder = parent_of(path)
        if folder == self._last or self._tree.enter(folder) is not None:
            return
        missing = self._tree.first_missing
        if missing != self._missing:
            self._missing = missing
            self._check_missing(missing)
        last, self._last = f"{self._last}/", folder
        while len(folder) >= len(missing) and not last.startswith(f"{folder}/"):
            self.new_folders.append(folder_key(folder))
            folder = parent_of(folder)

    def _check_missing(self, folder: str) -> None:
        """Whether a new folder, the outermost on its way, can come to be where there is none."""
        if self._is_wanted(folder):
            self._refuse_clash(folder)
        elif self._tree.look(folder) is None:
            return
        elif key_of(folder) in self._manifest:
            self.files_in_the_way.append(folder)
        else:
            self._refuse_strange(folder)

    def _check_blocked(self, path: str) -> None:
        found = self._tree.look(path)
        if found is not None and is_folder(found):
            self._clear_folder(path)
        elif key_of(path) not in self._manifest:
            self._refuse_strange(path)

    def _clear_folder(self, folder: str) -> None:
        """A folder makes room for a file only when all of it is ours and none of it is still wanted."""
        self._cleared.add(folder)
        for path, is_dir in [*walk(self._root, folder), (folder, True)]:
            if not is_dir and self._is_wanted(path):
                self._refuse_clash(folder)
            elif (folder_key(path) if is_dir else key_of(path)) not in self._manifest:
                self._refuse_strange(path)
            elif is_dir:
                self.folders_in_the_way.append(path)
            else:
                self.files_in_the_way.append(path)

    def _is_wanted(self, path: str) -> bool:
        return key_of(path) in self._wanted

    def _refuse_strange(self, path: str) -> None:
        self.refusals.append(Refusal(path, "something that sitegen did not make lies there", _MOVE))

    def _refuse_clash(self, path: str) -> None:
        self.refusals.append(Refusal(path, "wanted as a file and, for other outputs, as a folder", _RENAME))


def same_names(cased: Iterable[tuple[str, str]], wanted: Wanted) -> Iterator[Refusal]:
    """Paths that a disk without letter case takes for one; `cased` pairs folded forms with paths."""
    first: dict[str, str] = {}
    for plain, path in cased:
        other = plain if key_of(plain) in wanted else first.setdefault(plain, path)
        if other != path:
            yield Refusal(path, f"on some disks the same name as {other!r}", _RENAME)


def same_paths(paths: Iterable[str], wanted: Wanted) -> Iterator[Refusal]:
    if twice := wanted.twice():
        for path in paths:
            if key_of(path) in twice:
                yield twin(path)


def twin(path: str) -> Refusal:
    return Refusal(path, "two outputs have this path", "change the address of one of them")
