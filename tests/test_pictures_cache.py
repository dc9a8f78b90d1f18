"""Budgets and the cache: every file is made once, by content and recipe, whoever builds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from sitegen.cli import main
from sitegen.engines import pictures as engine
from sitegen.engines.picture_cache import PictureCache
from sitegen.engines.pictures import encode_missing, over_budget
from sitegen.errors import ContentError, UsageError
from sitegen.load.theme import Role
from sitegen.plan.pictures import PictureJob
from tests.pictures import encoded, jobs_of, photo_of, quarters
from tests.world import World


def quiet(done: int, total: int) -> None:
    """Nobody listens."""


def noisy(side: int = 200, strength: float = 40) -> bytes:
    return encoded(Image.effect_noise((side, side), strength).convert("RGB"), "PNG")


def lean(photo: object, budget: int, quality: tuple[int, int] = (30, 60)) -> tuple[PictureJob, ...]:
    return jobs_of(photo, Role("hero", (120, 200), 1.0, "", budget=budget, quality=quality))  # type: ignore[arg-type]


def test_a_quick_picture_is_another_file_and_gives_way_to_one_made_with_care(tmp_path: Path) -> None:
    photo = photo_of(tmp_path, noisy(), "a.png")
    jobs = lean(photo, 2_000)
    quick = encode_missing(jobs, tmp_path / "state", 1, quiet, quick=True)
    assert over_budget(quick) == []
    careful = encode_missing(jobs, tmp_path / "state", 1, quiet)
    assert not {item.path for item in quick} & {item.path for item in careful}
    assert [item.job for item in quick] == [item.job for item in careful]
    assert len(over_budget(careful)) == 1
    assert encode_missing(jobs, tmp_path / "state", 1, quiet, quick=True) == careful


def heaviest_free(tmp_path: Path, photo: object) -> int:
    ready = encode_missing(lean(photo, 0), tmp_path / "free", 1, quiet)
    return next(item.size for item in ready if item.job.is_pilot)


def test_a_photo_within_its_budget_keeps_the_best_quality(tmp_path: Path) -> None:
    photo = photo_of(tmp_path, noisy(), "a.png")
    free = heaviest_free(tmp_path, photo)
    ready = encode_missing(lean(photo, free), tmp_path / "state", 1, quiet)
    assert next(item.size for item in ready if item.job.is_pilot) == free
    assert over_budget(ready) == []


def test_a_heavy_photo_loses_quality_until_it_keeps_its_budget(tmp_path: Path) -> None:
    photo = photo_of(tmp_path, noisy(), "a.png")
    budget = heaviest_free(tmp_path, photo) * 7 // 10
    ready = encode_missing(lean(photo, budget), tmp_path / "state", 1, quiet)
    pilot = next(item for item in ready if item.job.is_pilot)
    assert budget * 0.75 < pilot.size <= budget
    assert over_budget(ready) == []


def test_a_photo_too_heavy_at_the_lowest_quality_is_reported_with_file_and_size(tmp_path: Path) -> None:
    photo = photo_of(tmp_path, noisy(), "a.png")
    ready = encode_missing(lean(photo, 2_000), tmp_path / "state", 1, quiet)
    (problem,) = over_budget(ready)
    assert problem.place.file == "a.png"
    assert "as `hero`, 200 pixels wide" in problem.what
    assert "the theme's budget is 2 KB" in problem.what
    assert problem.severity == "warning"


def test_a_budget_found_once_is_not_searched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One lost file is made anew with the quality that its crop had."""
    photo = photo_of(tmp_path, noisy(), "a.png")
    jobs = lean(photo, heaviest_free(tmp_path, photo) * 7 // 10)
    ready = encode_missing(jobs, tmp_path / "state", 1, quiet)
    lost = next(item for item in ready if not item.job.is_pilot)
    before = lost.path.read_bytes()
    lost.path.unlink()
    monkeypatch.setattr("sitegen.render.pictures.making.find_quality", None)
    encode_missing(jobs, tmp_path / "state", 1, quiet)
    assert lost.path.read_bytes() == before


def test_a_second_run_encodes_nothing_and_looks_once_at_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = jobs_of(photo_of(tmp_path, encoded(quarters(90, 90))))
    encode_missing(jobs, tmp_path / "state", 1, quiet)
    looked: list[Path] = []
    stat = PictureCache.size_of
    monkeypatch.setattr(engine, "_make", None)
    monkeypatch.setattr(PictureCache, "size_of", lambda cache, path: looked.append(path) or stat(cache, path))
    encode_missing(jobs, tmp_path / "state", 1, quiet)
    assert len(looked) == len(set(looked)) == len(jobs)


def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path) -> None:
    role = Role("card", (60, 120), 1.0, "")
    photos = [photo_of(tmp_path, noisy(strength=20 + number), f"{number}.png") for number in range(3)]
    jobs = tuple(job for photo in photos for job in jobs_of(photo, role))
    alone = encode_missing(jobs, tmp_path / "one", 1, quiet)
    together = encode_missing(jobs, tmp_path / "many", 3, quiet)
    assert [item.path.read_bytes() for item in alone] == [item.path.read_bytes() for item in together]


def test_two_builds_at_once_make_each_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = jobs_of(photo_of(tmp_path, encoded(quarters(300, 300))), Role("card", (100, 200), 1.0, ""))
    kept: list[Path] = []
    keep = PictureCache.keep
    monkeypatch.setattr(PictureCache, "keep", lambda cache, path, data: kept.append(path) or keep(cache, path, data))
    builds = [threading.Thread(target=encode_missing, args=(jobs, tmp_path / "state", 1, quiet)) for _ in range(3)]
    for build in builds:
        build.start()
    for build in builds:
        build.join()
    assert len(kept) == len(set(kept)) == len(jobs)


BUILD = "import sys; from sitegen.cli import main; main(['build', '-s', sys.argv[1], '--jobs', '2'])"


@pytest.mark.parametrize(("whom", "after"), [("everyone", 0), ("everyone", 0.3), ("the build alone", 0.3)])
def test_ctrl_c_ends_a_build_at_once_and_without_a_word(world: Callable[..., World], whom: str, after: float) -> None:
    """A terminal sends it to the processes too; whenever it comes, none of them lives on or prints a traceback."""
    site = world("""
        -- content/products/tea/index.md --
        ---
        title: Tea
        sku: T
        price: 12
        photos: [a.jpg, b.jpg]
        ---
    """)
    for strength, name in ((60, "a.jpg"), (90, "b.jpg")):
        noise = Image.effect_noise((1200, 1500), strength)
        site.put(f"content/products/tea/{name}", encoded(noise, "JPEG"))
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(site.folder)], stderr=subprocess.PIPE, start_new_session=True
    )
    while not (children := children_of(build.pid)) and build.poll() is None:
        time.sleep(0.01)
    time.sleep(after)
    (os.killpg if whom == "everyone" else os.kill)(build.pid, signal.SIGINT)
    started = time.monotonic()
    _, said = build.communicate(timeout=20)
    assert build.returncode != 0
    assert time.monotonic() - started < 4
    assert children
    assert "Traceback" not in said.decode(), said.decode()
    while children_of(build.pid) and time.monotonic() - started < 4:
        time.sleep(0.01)  # the one that counts semaphores notices last
    assert not children_of(build.pid)


def children_of(leader: int) -> list[Path]:
    """The other processes of its group that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, group, *_ = entry.read_text().rpartition(")")[2].split()
            if int(group) == leader and entry.parent.name != str(leader) and state != "Z":
                found.append(entry.parent)
    return found


def test_another_recipe_or_photo_is_another_file(tmp_path: Path) -> None:
    photo, other = (photo_of(tmp_path, noisy(64, strength), f"{strength}.png") for strength in (10, 50))
    role = Role("card", (40,), 1.0, "")
    sets = [
        jobs_of(photo, role),
        jobs_of(other, role),
        jobs_of(photo, Role("card", (40,), 1.0, "", quality=(40, 50))),
        jobs_of(photo, Role("card", (40,), 0.8, "")),
    ]
    fingerprints = [job.fingerprint for jobs in sets for job in jobs]
    paths = [job.path for jobs in sets for job in jobs]
    assert len(set(fingerprints)) == len(fingerprints)
    assert len(set(paths)) == len(paths)


def aged(cache: Path, days: list[int]) -> list[Path]:
    files = []
    for number, day in enumerate(days):
        path = cache / "ab" / f"ab{number}.avif"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1_000_000))
        moment = time.time() - 86_400 * day
        os.utime(path, (moment, moment))
        files.append(path)
    return files


def test_cleaning_removes_what_was_longest_not_used(tmp_path: Path) -> None:
    files = aged(tmp_path / ".sitegen/cache/pictures", [5, 1, 9, 3])
    done = CliRunner().invoke(main, ["clean", "--cache", "--keep", "2", "-s", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "Cleaned 2 pictures, 2.0 MB; 2.0 MB are left" in done.output
    assert [path.exists() for path in files] == [False, True, False, True]


def test_what_a_build_asks_for_counts_as_used(tmp_path: Path) -> None:
    (path,) = aged(tmp_path, [30])
    PictureCache(tmp_path).size_of(path)
    assert time.time() - path.stat().st_mtime < 60


def test_nothing_is_cleaned_away_under_a_build(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    with cache.in_use(), pytest.raises(UsageError, match="a build is using the cache"):
        cache.clean(0)


def test_a_build_says_what_is_too_heavy_and_a_strict_one_stops(world: Callable[..., World]) -> None:
    site = world("""
        -- site.yaml --
        title: Shop
        url: https://shop.example/
        theme: lean
        checkout: https://pay.example/
        -- themes/lean/theme.yaml --
        extends: base
        pictures:
          hero: {widths: [200], ratio: "1:1", budget: 1}
        -- content/products/tea/index.md --
        ---
        title: Tea
        price: 12 USD
        photos: [{file: a.png, alt: Tea}]
        ---
    """)
    site.put("content/products/tea/a.png", noisy())
    warned = [str(problem) for problem in site.build().built.checked.warnings]
    assert any("content/products/tea/a.png: as `hero`, 200 pixels wide" in line for line in warned)
    with pytest.raises(ContentError, match="as `hero`"):
        site.build(strict=True)
