"""A branch of a git repository. Its tree is written from the output folder directly, so no working tree is touched.

Files in the branch that we did not put there stay. A push is one step: visitors see the old site or the new one.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from sitegen.deploy.book import NAME, Book
from sitegen.deploy.items import Item
from sitegen.deploy.sending import Deployed, changes_to, deployed, refuse_strangers
from sitegen.deploy.target import DeployError
from sitegen.digest import digest
from sitegen.write.paths import key_of

BRANCH = "gh-pages"
_SOMEBODY = {"NAME": "sitegen", "EMAIL": "sitegen@localhost"}


class Place(msgspec.Struct, frozen=True):
    """`home` is the repository that git works in, `remote` where it pushes to."""

    home: Path
    remote: str
    branch: str
    is_ours: bool


def send_to_branch(
    folder: Path,
    items: Sequence[Item],
    address: str,
    *,
    source: Path,
    state: Path,
    dry_run: bool = False,
    overwrite: bool = False,
) -> Deployed:
    """Bring the branch up to date. Raises DeployError, having changed nothing."""
    place = _place(address, source, state)
    with tempfile.TemporaryDirectory() as scratch:
        git = _Git(place.home, {"GIT_INDEX_FILE": f"{scratch}/index"})
        tip = _tip(git, place)
        there = git.names(tip) if tip else []
        book = Book.read(git.blob(tip, NAME) if NAME in there else None) or Book({})
        changes = changes_to(book, items)
        if not overwrite:
            new = {item.path for item in changes.items if item.key not in book}
            refuse_strangers([path for path in there if path in new])
        gone = set(changes.gone)
        stale = [path for path in there if key_of(path) in gone]
        if not dry_run and (changes.items or gone):
            book.record(changes.items)
            book.release(gone)
            tree = _tree(git, tip, folder, changes.items, stale, book)
            _push(git, place, tip, tree, len(items))
    return deployed(changes, stale, items)


def _place(address: str, source: Path, state: Path) -> Place:
    """`git` and `git:BRANCH` work in the site's own repository, whose credentials count; others in a place of ours."""
    if address.startswith("git+"):
        remote, _, branch = address.removeprefix("git+").partition("#")
        home = state / "deployed" / f"{digest(remote.encode())}.git"
        if not home.exists():
            home.parent.mkdir(parents=True, exist_ok=True)
            _Git(home.parent, {}).run("init", "--quiet", "--bare", str(home))
        return Place(home, remote, branch or BRANCH, True)
    home = source
    branch = address.partition(":")[2] or BRANCH
    here = _Git(home, {})
    here.run("remote", "get-url", "origin")
    if branch == here.run("branch", "--show-current").decode().strip():
        raise DeployError(f"`{branch}` is the branch that you are working on; deploy to another: git:{BRANCH}")
    return Place(home, "origin", branch, False)


def _tip(git: _Git, place: Place) -> str:
    """The last commit of the branch, fetched; "" when there is no such branch yet."""
    name = f"refs/heads/{place.branch}"
    found = git.run("ls-remote", place.remote, name).decode().split()
    if not found:
        return ""
    # A repository of somebody's is never made shallow.
    depth = ["--depth=1"] if place.is_ours else []
    git.run("fetch", "--quiet", "--no-tags", *depth, place.remote, f"+{name}:refs/sitegen/{place.branch}")
    return found[0]


def _tree(git: _Git, tip: str, folder: Path, items: Sequence[Item], stale: Iterable[str], book: Book) -> str:
    """The branch as it shall be. Bytes go in as they are: no line ends converted, nothing ignored."""
    git.run("read-tree", tip) if tip else git.run("read-tree", "--empty")
    names = "".join(f"{folder / item.path}\n" for item in items).encode()
    blobs = git.run("hash-object", "-w", "--no-filters", "--stdin-paths", given=names).decode().split() if items else []
    own = git.run("hash-object", "-w", "--stdin", given=book.dump()).decode().strip()
    rows = [f"0 {'0' * 40}\t{path}\0" for path in stale]
    rows += [f"100644 {blob}\t{item.path}\0" for blob, item in zip(blobs, items, strict=True)]
    rows.append(f"100644 {own}\t{NAME}\0")
    git.run("update-index", "-z", "--index-info", given="".join(rows).encode())
    return git.run("write-tree").decode().strip()


def _push(git: _Git, place: Place, tip: str, tree: str, count: int) -> None:
    parent = ["-p", tip] if tip else []
    commit = git.run("commit-tree", tree, *parent, "-m", f"Publish {count:,} files").decode().strip()
    git.run("push", "--quiet", place.remote, f"{commit}:refs/heads/{place.branch}")


class _Git:
    """git in one repository."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self._home = home
        self._environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **environment}

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        if arguments[0] == "commit-tree":
            self._name_somebody()
        done = self._done(*arguments, given=given)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().replace("\n", "; ")
            raise DeployError(f"git {arguments[0]}: {said}")
        return done.stdout

    def names(self, tip: str) -> list[str]:
        return [name.decode() for name in self.run("ls-tree", "-r", "-z", "--name-only", tip).split(b"\0") if name]

    def blob(self, tip: str, name: str) -> bytes:
        return self.run("cat-file", "blob", f"{tip}:{name}")

    def _name_somebody(self) -> None:
        """A fresh machine does not know who commits."""
        if self._done("config", "user.email").returncode:
            for role in ("AUTHOR", "COMMITTER"):
                for what, value in _SOMEBODY.items():
                    self._environment.setdefault(f"GIT_{role}_{what}", value)

    def _done(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-C", str(self._home), *arguments]
        try:
            return subprocess.run(command, input=given, capture_output=True, check=False, env=self._environment)  # noqa: S603
        except FileNotFoundError:
            raise DeployError("git is not installed") from None
