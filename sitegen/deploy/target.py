"""What a target can do, and which one an address means.

/var/www/shop                      a folder
s3://bucket/folder, sftp://…       anything fsspec knows
me@host:/var/www/shop, rsync://…   rsync
git, git:BRANCH                    a branch at `origin` of the site's own repository; gh-pages unless named
git+https://host/repo.git#BRANCH   a branch anywhere
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from sitegen.deploy.items import Item
from sitegen.errors import SitegenError, UsageError

PASSWORD = "SITEGEN_PASSWORD"  # noqa: S105 - the name of a variable

_SCP = re.compile(r"(?:[\w.-]+@)?[\w.-]+:(?!//).*")


class DeployError(SitegenError):
    """The site cannot be brought to where visitors find it."""


class Target(Protocol):
    """Where files go. Paths are relative to the site's root; nobody meets half a file."""

    batch: int

    def read(self, path: str) -> bytes | None:
        """A small file, or None when there is none."""

    def write(self, path: str, data: bytes) -> None: ...

    def put(self, folder: Path, items: Sequence[Item]) -> None:
        """Upload these files of a folder, in any order."""

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files, and folders that became empty; what is not there is no error."""

    def existing(self, paths: Sequence[str]) -> list[str]:
        """Which of these are there."""

    def paths(self) -> Iterable[str]:
        """Everything that is there."""

    def close(self) -> None: ...


def check_address(address: str, output: Path) -> None:
    """Raises UsageError for what must not or cannot be an address."""
    if not address.strip():
        raise UsageError("say where to deploy to: sitegen deploy TARGET, or `deploy: TARGET` in site.yaml")
    if "://" in address and urlsplit(address).password:
        raise UsageError(f"no passwords in addresses: take it out and set {PASSWORD}, or use a key")
    if is_folder(address) and Path(address).resolve() == output.resolve():
        raise UsageError(f"{address} is where the site is built; deploy it to another folder")


def is_folder(address: str) -> bool:
    return bool(address) and "://" not in address and not is_git(address) and not is_rsync(address)


def is_git(address: str) -> bool:
    return address == "git" or address.startswith(("git:", "git+"))


def is_rsync(address: str) -> bool:
    if is_git(address) or "://" in address:
        return address.startswith("rsync://")
    return _SCP.fullmatch(address) is not None


def open_target(address: str) -> Target:
    """The target that an address means, but for git."""
    if is_rsync(address):
        from sitegen.deploy.rsync import Rsync

        return Rsync(address)
    if is_folder(address):
        from sitegen.deploy.folder import Folder

        return Folder(address)
    from sitegen.deploy.store import open_store

    return open_store(address)


def folders_above(paths: Iterable[str]) -> list[str]:
    """The folders that these files lie in, inmost first."""
    found = {"/".join(path.split("/")[:depth]) for path in paths for depth in range(1, path.count("/") + 1)}
    return sorted(found, key=lambda folder: (-folder.count("/"), folder))


def in_batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
