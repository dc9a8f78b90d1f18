"""Builds that are killed, starved and meddled with, while somebody reads: `make crash` does it hundreds of times.

A site has two editions. Again and again it becomes the other one; the build is killed at a random moment (with all
its processes), the ledger is damaged, pages are changed by hand, sources change meanwhile. Then one build may finish.
The output must equal a clean one, strangers' files must be there, and a reader who never rests must never have met a
page that is in neither edition, or none at all.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from tests.world import SITE, World, make_world  # imports the whole build, so that a fork need not

CLOCK = "2026-11-22T12:00+08:00"
STRANGERS = {"mine.txt": "mine", "products/notes.txt": "also mine", "@ann/photo.raw": "mine too"}

_fork = multiprocessing.get_context("fork")


class Size(msgspec.Struct, frozen=True):
    creators: int = 6
    products: int = 16
    photos: int = 1


class Outcome(msgspec.Struct):
    """What happened in all rounds."""

    rounds: int = 0
    killed: int = 0
    reads: int = 0
    wrong: list[str] = msgspec.field(default_factory=list)
    done: Counter[str] = msgspec.field(default_factory=Counter)


def write_edition(folder: Path, edition: int, size: Size) -> World:
    """The site in one of its two editions; a third of it is in only one of them."""
    world = make_world(folder, "")
    shutil.rmtree(folder / "content", ignore_errors=True)
    shutil.rmtree(folder / "static", ignore_errors=True)
    world.put("site.yaml", SITE.replace("title: Shop", f"title: Shop {edition}"))
    for number in range(size.products):
        if number % 3 != 2 or number % 2 == edition:
            words = f"Edition {edition}. " * (200 + 50 * number)
            photo = "photos: [{file: p.jpg, alt: A photo}]\n" if number < size.photos else ""
            text = (
                f"---\ntitle: Product {number}\nsku: P{number}\nprice: {number + 1}.{edition}0\n{photo}---\n{words}\n"
            )
            world.put(f"content/products/p{number}/index.md", text)
            if photo:
                world.put(f"content/products/p{number}/p.jpg", f"photo 300x300 #{edition}{edition}aa66")
    for number in range(size.creators):
        name = ("ann", "bo", "cy", "di", "ed", "flo", "gus", "hal")[number % 8] + "x" * (number // 8)
        world.put(f"content/creators/{name}.md", f"---\nname: {name.title()} {edition}\n---\nHello.\n")
    world.put("static/big.bin", bytes([edition]) * (300_000 + edition))
    world.put(f"static/was-{edition}/file.txt", "x")
    world.put("static/swap" if edition else "static/swap/inside.txt", "a file here, a folder there")
    return world


def files_in(output: Path) -> dict[str, bytes]:
    """Everything in an output folder, our own list too."""
    paths = (path for path in sorted(output.rglob("*")) if path.is_file() or path.is_symlink())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}


class Build:
    """`sitegen build` in processes of its own, all of which can be killed at once."""

    def __init__(self, source: Path, output: Path, *words: str, before: Callable[[], object] = lambda: None) -> None:
        self.said = Path(tempfile.mkstemp(prefix="said-", dir=source.parent)[1])
        self.child = os.fork()
        if not self.child:
            os.setsid()
            with contextlib.suppress(BaseException), self.said.open("w") as said:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                sys.stdout = sys.stderr = said
                before()
                self._build(["build", "-q", "--clock", CLOCK, "-s", str(source), "-o", str(output), *words])
            os._exit(99)

    def _build(self, words: list[str]) -> None:
        from sitegen.cli import main

        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = 99
        try:
            main(words, standalone_mode=True)
        except SystemExit as error:
            code = int(error.code or 0)
        except BaseException:
            import traceback

            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    def kill(self) -> bool:
        """End it and all its processes; whether it was still at work."""
        ended, _ = os.waitpid(self.child, os.WNOHANG)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child, signal.SIGKILL)
        if not ended:
            os.waitpid(self.child, 0)
        self.said.unlink()
        return not ended

    def finish(self) -> tuple[int, str]:
        """Its exit code and what it said."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        said = self.said.read_text()
        self.said.unlink()
        return code, said


def _read_for_ever(output: Path, editions: list[dict[str, bytes]], line: Connection) -> None:
    """Reads pages that are in every edition, and looks at whatever else lies there, until told to stop."""
    known: dict[str, set[bytes]] = {}
    for files in editions:
        for path, data in files.items():
            known.setdefault(path, set()).add(data)
    always = [path for path in editions[0] if all(path in files for files in editions) and path != ".sitegen-files"]
    reads, wrong = 0, []
    while not line.poll(0.001):
        for path in always:
            reads += 1
            try:
                data = (output / path).read_bytes()
            except OSError as error:
                wrong.append(f"{path}: {error.strerror}")
                continue
            if data not in known[path]:
                wrong.append(f"{path}: {len(data)} bytes that are in no edition")
        for path, data in _whatever_lies_there(output):
            reads += 1
            if path not in STRANGERS and path in known and data not in known[path]:
                wrong.append(f"{path}: {len(data)} bytes that are in no edition")
    line.send((reads, wrong[:20]))


def _whatever_lies_there(output: Path) -> Iterator[tuple[str, bytes]]:
    for folder, folders, names in os.walk(output):
        folders[:] = [name for name in folders if not name.startswith(".sitegen")]
        for name in names:
            if not name.startswith(".sitegen"):
                with contextlib.suppress(OSError):
                    path = Path(folder, name)
                    yield path.relative_to(output).as_posix(), path.read_bytes()


@contextlib.contextmanager
def reading(output: Path, editions: list[dict[str, bytes]], outcome: Outcome) -> Iterator[None]:
    """Somebody reads the output all the time, in a process of their own."""
    ours, theirs = _fork.Pipe()
    reader = _fork.Process(target=_read_for_ever, args=(output, editions, theirs), daemon=True)
    reader.start()
    try:
        yield
    finally:
        ours.send("stop")
        reads, wrong = ours.recv()
        outcome.reads += reads
        outcome.wrong += wrong
        reader.join()


# What may happen between two builds


def lose_state(site: Path, output: Path, chance: random.Random) -> None:
    shutil.rmtree(site / ".sitegen" / "published", ignore_errors=True)


def damage_ledger(site: Path, output: Path, chance: random.Random) -> None:
    for book in (site / ".sitegen" / "published").glob("*.ledger"):
        damage(book, chance)


def damage_manifest(site: Path, output: Path, chance: random.Random) -> None:
    if (manifest := output / ".sitegen-files").exists():
        damage(manifest, chance)


def damage(file: Path, chance: random.Random) -> None:
    """Bits flipped, the end cut off, another version, rubbish, nothing."""
    data = bytearray(file.read_bytes())
    match chance.randrange(6):
        case 0:
            data = bytearray()
        case 1:
            data = bytearray(chance.randbytes(len(data)))
        case 2:
            del data[chance.randrange(len(data) + 1) :]
        case 3:
            data = data.replace(b'"format":1', b'"format":2').replace(b"sitegen 1", b"sitegen 9")
        case 4:
            data += chance.randbytes(8)
        case _:
            for _ in range(chance.randint(1, 30)):
                if data:
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


def leave_litter(site: Path, output: Path, chance: random.Random) -> None:
    """What another build that was killed might leave."""
    folder = output / ".sitegen-staging" / "fresh" / "products"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(chance.randbytes(1000))


MISHAPS: tuple[Callable[[Path, Path, random.Random], None], ...] = (
    lose_state,
    damage_ledger,
    damage_manifest,
    leave_litter,
)


def change_by_hand(output: Path, chance: random.Random) -> None:
    """Somebody edits, cuts, empties, replaces or removes pages of ours."""
    pages = [path for path in output.rglob("index.html") if path.is_file()]
    for page in chance.sample(pages, min(len(pages), 4)):
        match chance.randrange(5):
            case 0:
                page.unlink()
            case 1:
                page.write_bytes(page.read_bytes() + b"<!-- by hand -->")
            case 2:
                page.write_bytes(page.read_bytes()[: chance.randrange(2_000)])
            case 3:
                page.unlink()
                page.symlink_to("/etc/hostname")
            case _:
                page.chmod(0)


class Bench:
    """One site, its two editions built clean beside it, and the output that everything happens to."""

    def __init__(self, folder: Path, size: Size, *words: str) -> None:
        self.folder, self.size, self.words = folder, size, words
        self.site, self.output = folder / "site", folder / "site" / "output"
        self.clean = [self._clean(edition) for edition in (0, 1)]
        write_edition(self.site, 0, size)
        self.seconds = self._time()
        for name, text in STRANGERS.items():
            (self.output / name).write_text(text)

    def _clean(self, edition: int) -> dict[str, bytes]:
        source = self.folder / f"clean-{edition}"
        write_edition(source, edition, self.size)
        assert Build(source, source / "output", *self.words).finish() == (0, "")
        return files_in(source / "output")

    def _time(self) -> float:
        """How long it takes to become the other edition, with all pictures made."""
        for edition in (0, 1, 0):
            write_edition(self.site, edition, self.size)
            started = time.monotonic()
            assert Build(self.site, self.output, *self.words).finish() == (0, "")
        return time.monotonic() - started

    def round(self, edition: int, chance: random.Random, outcome: Outcome) -> None:
        """The site becomes another edition, with whatever comes between."""
        write_edition(self.site, edition, self.size)
        for _ in range(chance.choice((1, 1, 2, 3))):
            build = Build(self.site, self.output, *self.words)
            time.sleep(chance.uniform(0, self.seconds * 1.1))
            outcome.killed += build.kill()
        if chance.random() < 0.5:
            mishap = chance.choice(MISHAPS)
            mishap(self.site, self.output, chance)
            outcome.done[mishap.__name__] += 1
        outcome.rounds += 1
        self.check(edition, outcome)

    def _make_room(self, outcome: Outcome) -> None:
        """Without the list of what is ours a build may refuse, by name, what it cannot know for its own."""
        _, said = Build(self.site, self.output, *self.words).finish()
        for name in re.findall(r"^'(.+)': something that sitegen did not make lies there", said, re.MULTILINE):
            place = self.output / name
            outcome.done["asked to make room"] += 1
            if name in STRANGERS:
                outcome.wrong.append(f"{name} is in the way of nothing")
            shutil.rmtree(place) if place.is_dir() else place.unlink()

    def check(self, edition: int, outcome: Outcome) -> None:
        """The next build must end where a clean one does."""
        if "damage_manifest" in outcome.done:
            self._make_room(outcome)
        code, said = Build(self.site, self.output, *self.words).finish()
        found = files_in(self.output)
        if "damage_manifest" in outcome.done:  # folders without a witness are left alone from then on
            found[".sitegen-files"] = self.clean[edition][".sitegen-files"]
        strangers = {name: found.pop(name, b"").decode() for name in STRANGERS}
        if code or said:
            outcome.wrong.append(f"exit code {code}: {said[-2000:]}")
        if strangers != STRANGERS:
            outcome.wrong.append(f"strangers: {strangers}")
        if different := sorted(
            path
            for path in found.keys() | self.clean[edition].keys()
            if found.get(path) != self.clean[edition].get(path)
        ):
            outcome.wrong.append(f"not as a clean build: {different[:10]}")


def crash(folder: Path, rounds: int, size: Size, seed: int, *words: str) -> Outcome:
    """Kill builds in so many rounds, with a reader all the while; then meddle with the output, without one."""
    chance = random.Random(seed)
    bench, outcome = Bench(folder, size, *words), Outcome()
    with reading(bench.output, bench.clean, outcome):
        for number in range(rounds):
            bench.round((number + 1) % 2, chance, outcome)
    for number in range(rounds // 5):
        change_by_hand(bench.output, chance)
        write_edition(bench.site, edition := number % 2, size)
        bench.check(edition, outcome)
        outcome.done["change_by_hand"] += 1
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill builds at random moments.")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--jobs", default="2")
    chosen = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = crash(Path(folder), chosen.rounds, Size(), chosen.seed, "--jobs", chosen.jobs)
    seconds = time.monotonic() - started
    print(f"seed {chosen.seed}, {seconds:.0f} s: {outcome.rounds} rounds, {outcome.killed} builds killed")
    print(f"{outcome.reads:,} reads meanwhile; {dict(outcome.done)}")
    for line in outcome.wrong[:40]:
        print("WRONG", line)
    sys.exit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
