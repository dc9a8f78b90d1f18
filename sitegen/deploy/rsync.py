"""rsync, over ssh or to a daemon. It compares blocks, so a changed page costs a few bytes."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from sitegen.deploy.items import Item
from sitegen.deploy.target import DeployError, folders_above

TRIES = 3
FIRST_WAIT = 1.0

_NOT_THERE = 23  # some sources could not be read
_PASSING = frozenset({10, 12, 30, 35, 255})  # sockets, broken streams, time is up, ssh
_LISTED = re.compile(r"-\S+\s+[\d,.]+\s+\S+\s+\S+\s(.+)")


class Rsync:
    """A folder that rsync reaches."""

    batch = 1_000_000

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/") + "/"

    def read(self, path: str) -> bytes | None:
        with tempfile.TemporaryDirectory() as folder:
            done = self._run([self._address + path, f"{folder}/"], missing_is_fine=True)
            file = Path(folder) / path
            return file.read_bytes() if done.returncode == 0 and file.exists() else None

    def write(self, path: str, data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / path).write_bytes(data)
            self._send(Path(folder), [path])

    def put(self, folder: Path, items: Sequence[Item]) -> None:
        """All of them come to be at the end, together."""
        if items:
            self._send(folder, [item.path for item in items])

    def remove(self, paths: Sequence[str]) -> None:
        """rsync removes what it is told to send and cannot find; folders only when they are empty, inmost first."""
        if paths:
            self._remove(paths)
        for _, folders in groupby(folders_above(paths), key=lambda folder: folder.count("/")):
            self._remove(list(folders))

    def existing(self, paths: Sequence[str]) -> list[str]:
        found = set(self.paths())
        return [path for path in paths if path in found]

    def paths(self) -> Iterable[str]:
        done = self._run(["-r", "--list-only", "-8", self._address], missing_is_fine=True)
        lines = done.stdout.decode(errors="surrogateescape").splitlines()
        return [match[1] for line in lines if (match := _LISTED.fullmatch(line))]

    def close(self) -> None:
        return

    def _send(self, folder: Path, paths: Sequence[str]) -> None:
        options = ["--mkpath", "--times", "--ignore-times", "--chmod=D755,F644", "--delay-updates"]
        self._run([*options, "--files-from=-", "--from0", f"{folder}/", self._address], _listed(paths))

    def _remove(self, paths: Sequence[str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for path in paths:
                (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            options = ["--delete-missing-args", "--dirs", "--files-from=-", "--from0"]
            self._run([*options, f"{folder}/", self._address], _listed(paths))

    def _run(
        self, arguments: list[str], given: bytes = b"", missing_is_fine: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        for tried in range(1, TRIES + 1):
            done = self._tried(arguments, given)
            if done.returncode == 0 or (missing_is_fine and done.returncode == _NOT_THERE):
                return done
            if done.returncode not in _PASSING or tried == TRIES:
                break
            time.sleep(FIRST_WAIT * tried)
        said = done.stderr.decode(errors="replace").strip().replace("\n", "; ")
        raise DeployError(f"{self._address}: {said or f'rsync ended with {done.returncode}'}")

    def _tried(self, arguments: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(["rsync", *arguments], input=given, capture_output=True, check=False)  # noqa: S603, S607
        except FileNotFoundError:
            raise DeployError("rsync is not installed; install it, or use sftp://… instead") from None


def _listed(paths: Iterable[str]) -> bytes:
    return b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)
