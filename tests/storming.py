"""The dev server under a thousand random edits and two hundred readers at once: `make storm`.

Somebody edits, breaks, mends, adds and removes texts as fast as a script can save, while readers never stop asking.
Every answer must be a whole page or say honestly that there is none; at the end, the server shows the last edit.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import msgspec

from tests.crashing import Size, write_edition
from tests.world import World


class Storm(msgspec.Struct):
    """What came of it: answers by status, seconds of each, and what was wrong."""

    statuses: Counter[int] = msgspec.field(default_factory=Counter)
    seconds: list[float] = msgspec.field(default_factory=list)
    wrong: list[str] = msgspec.field(default_factory=list)
    edits: int = 0
    memory_mb: int = 0


class Server:
    """`sitegen serve` in a process of its own."""

    def __init__(self, site: Path) -> None:
        command = [sys.executable, "-m", "sitegen", "serve", "-s", str(site), "--jobs", "1"]
        quiet = {**os.environ, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
        self.log = (site.parent / "serve.log").open("w+")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT, env=quiet)
        self.port = int(self._wait(rb"http://127\.0\.0\.1:(\d+)/"))
        self._wait(rb"(Rebuilt)")

    def _wait(self, pattern: bytes) -> bytes:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if found := re.search(pattern, Path(self.log.name).read_bytes()):
                return found[1]
            time.sleep(0.02)
        raise AssertionError(Path(self.log.name).read_text())

    def get(self, path: str) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def memory_mb(self) -> int:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        return int(found[1]) // 1024 if found else 0

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.log.close()


def read_on(server: Server, paths: list[str], storm: Storm, over: threading.Event, seed: int) -> None:
    chance = random.Random(seed)
    while not over.is_set():
        path = chance.choice(paths)
        started = time.monotonic()
        try:
            status, body = server.get(path)
        except (OSError, http.client.HTTPException) as error:
            storm.wrong.append(f"{path}: {type(error).__name__} {error}")
            continue
        storm.seconds.append(time.monotonic() - started)
        storm.statuses[status] += 1
        if (
            status not in (200, 404, 500, 503)
            or b"Traceback" in body
            or not body.rstrip().endswith((b"</html>", b"</script>"))
        ):
            storm.wrong.append(f"{path}: {status} {body[-60:]!r}")


def edit(world: World, number: int, chance: random.Random) -> None:
    """One save, good or bad; the last word of a good one is its number."""
    name = chance.randrange(12)
    file = f"content/products/p{name}/index.md"
    text = f"---\ntitle: Product {name}\nsku: P{name}\nprice: {number + 1}\n---\nEdit {number}.\n"
    match chance.randrange(8):
        case 0:
            world.put(file, text.replace("price", "prise"))
        case 1:
            world.put(file, "")
        case 2:
            (world.folder / file).unlink(missing_ok=True)
        case 3:
            beside = world.put(f"{file}.tmp", text)
            beside.replace(world.folder / file)
        case 4:
            world.put(f"content/pages/page-{number % 20}.md", f"---\ntitle: Page {number}\n---\nNew.\n")
        case 5:
            world.put(
                "site.yaml", (world.folder / "site.yaml").read_text().split("tagline")[0] + f"tagline: {number}\n"
            )
        case _:
            world.put(file, text)


def storm_over(folder: Path, edits: int, readers: int, seed: int, pause: float = 0.01) -> Storm:
    chance, storm = random.Random(seed), Storm()
    world = write_edition(folder / "site", 0, Size(creators=4, products=12, photos=0))
    server = Server(world.folder)
    paths = ["/", "/@ann/", *(f"/products/p{n}/" for n in range(12)), *(f"/@bo/p{n}/" for n in range(12))]
    over = threading.Event()
    crowd = [
        threading.Thread(target=read_on, args=(server, paths, storm, over, n), daemon=True) for n in range(readers)
    ]
    try:
        for reader in crowd:
            reader.start()
        for number in range(edits):
            edit(world, number, chance)
            storm.edits += 1
            time.sleep(chance.uniform(0, 2 * pause))
        for name in range(12):
            text = f"---\ntitle: Product {name}\nsku: P{name}\nprice: 1\n---\nThe last word.\n"
            world.put(f"content/products/p{name}/index.md", text)
        _await_last_word(server, storm)
        storm.memory_mb = server.memory_mb()
    finally:
        over.set()
        for reader in crowd:
            reader.join(60)
        server.stop()
    return storm


def _await_last_word(server: Server, storm: Storm) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if all(b"The last word." in server.get(f"/products/p{name}/")[1] for name in range(12)):
            return
        time.sleep(0.1)
    storm.wrong.append("the last edit never showed")


def main() -> None:
    parser = argparse.ArgumentParser(description="Edit and read a served site without rest.")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        storm = storm_over(Path(folder), chosen.edits, chosen.readers, chosen.seed)
    times = sorted(storm.seconds) or [0.0]
    median, slowest = times[len(times) // 2] * 1000, times[-1] * 1000
    print(f"seed {chosen.seed}: {storm.edits} edits, {chosen.readers} readers, {len(times):,} answers")
    print(f"{dict(storm.statuses)}; median {median:.0f} ms, slowest {slowest:.0f} ms, {storm.memory_mb} MB at the end")
    for line in storm.wrong[:20]:
        print("WRONG", line)
    sys.exit(bool(storm.wrong))


if __name__ == "__main__":
    main()
