"""Builds by the workers of a real dask cluster, processes on loopback, into folders and to a real S3 server: the bytes,
the report and what is removed are those of a build by this machine, also when workers die on the way."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sitegen
from sitegen.cli import main
from sitegen.engines import cluster as engine
from sitegen.errors import ContentError, PublishError, SitegenError
from sitegen.hosts.headers import ASKED
from sitegen.write.output import Output, Report
from sitegen.write.workbench import shared_bench
from tests.servers import free_port
from tests.world import Site, World

Worlds = Callable[..., World]

PRODUCT = "-- content/products/tea{0}.md --\n---\ntitle: Tea {0}\nsku: TEA-{0}\nprice: {0}\n---\nGood tea.\n"
CREATOR = "-- content/creators/ann{0}.md --\n---\nname: Ann {0}\n---\nHello.\n"
SHOP = "".join([*(PRODUCT.format(number) for number in range(1, 7)), *(CREATOR.format(number) for number in range(3))])


@pytest.fixture(scope="session")
def dask(s3_environment: dict[str, str]) -> Iterator[Any]:
    """Two workers that start anew when they die, and know of the store."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", env=s3_environment
    ) as started:
        yield started


@pytest.fixture
def shop(world: Worlds) -> World:
    return world(SHOP + "-- static/hello.txt --\nHello\n")


def edit(shop: World) -> None:
    """One product other, one gone, one new; a creator gone, whose pages go too."""
    shop.write(PRODUCT.format(3).replace("Good", "Better") + PRODUCT.format(77))
    (shop.folder / "content/products/tea5.md").unlink()
    (shop.folder / "content/creators/ann2.md").unlink()


def told(report: Report) -> tuple[object, ...]:
    """All that a report says; shares of a site are made in an order of their own at a store."""
    return (*(sorted(part) if isinstance(part, tuple) else part for part in _values(report)),)


def _values(report: Report) -> list[Any]:
    return [getattr(report, name) for name in report.__struct_fields__]


def killing(dask: Any) -> Callable[[str, int, int], None]:
    """A progress that kills a worker as soon as a first share of pages is there."""
    pids = [dask.workers[0].process.pid]

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "pages" and pids:
            os.kill(pids.pop(), signal.SIGKILL)

    return progress


# into folders


def test_a_folder_gets_the_same_bytes_and_report_whoever_makes_them(dask: Any, shop: World, tmp_path: Path) -> None:
    address = dask.scheduler_address
    with (shop.folder / "site.yaml").open("a") as file:
        file.write("precompress: [gzip]\n")
    first = shop.build(output=tmp_path / "far", scheduler=address)
    local = shop.build(output=tmp_path / "near")
    assert (first.files(), told(first.built.report)) == (local.files(), told(local.built.report))
    assert first.built.report.changed == local.built.report.changed
    edit(shop)
    second = shop.build(output=tmp_path / "far", scheduler=address)
    assert told(second.built.report) == told(shop.build(output=tmp_path / "near").built.report)
    assert second.files() == shop.build(output=tmp_path / "clean").files()
    assert len(second.built.report.removed) > 20 < second.built.report.unchanged
    third = shop.build(output=tmp_path / "far", scheduler=address)
    assert (third.built.report.changed, third.built.report.removed) == ((), ())
    assert not (tmp_path / "far/.sitegen-staging").exists()


def test_a_killed_worker_costs_a_retry(dask: Any, shop: World, tmp_path: Path) -> None:
    before = dask.workers[0].process.pid
    far = Site(_build(shop, killing(dask), output=tmp_path / "far", scheduler=dask.scheduler_address), tmp_path / "far")
    assert far.files() == shop.build(output=tmp_path / "near").files()
    assert told(far.built.report) == told(shop.build(output=tmp_path / "again").built.report)
    assert dask.workers[0].process.pid != before


def _build(shop: World, progress: Callable[[str, int, int], None], **changes: Any) -> Any:
    from sitegen.build import build

    return build(shop.settings(**changes), progress)


def test_a_broken_template_is_told_as_ever_and_nothing_is_written(dask: Any, shop: World, tmp_path: Path) -> None:
    shop.write("-- themes/mine/theme.yaml --\ntitle: Mine\nextends: base\n")
    shop.put("themes/mine/templates/product.html", "{{ nothing.here }}")
    with (shop.folder / "site.yaml").open("a") as file:
        file.write("theme: mine\n")
    problems = []
    for changes in ({}, {"jobs": 2}, {"scheduler": dask.scheduler_address}):
        with pytest.raises(ContentError) as raised:
            shop.build(output=tmp_path / "output", **changes)
        problems.append(raised.value.problems)
    assert problems[0] == problems[1] == problems[2]
    assert not (tmp_path / "output").exists()


def test_a_scheduler_that_goes_away_is_told_and_nothing_is_written(shop: World, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, processes=False, protocol="tcp://", dashboard_address=":0") as brief:

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "pages":
                brief.close()

        with pytest.raises(SitegenError, match="the dask scheduler went away in mid-build"):
            _build(shop, progress, output=tmp_path / "output", scheduler=brief.scheduler_address)
    assert not (tmp_path / "output").exists()


# to a store


@pytest.mark.parametrize("who", ["workers", "this machine"])
def test_a_store_gets_the_same_bytes_and_report(dask: Any, bucket: Any, shop: World, tmp_path: Path, who: str) -> None:
    bucket.put_object(Key="live/theirs.txt", Body=b"theirs")
    far = {"address": f"s3://{bucket.name}/live", "scheduler": dask.scheduler_address if who == "workers" else None}
    for change in (lambda shop: None, edit):
        change(shop)
        report, local = shop.build(**far).built.report, shop.build(output=tmp_path / "near")
        assert told(report) == told(local.built.report)
        assert held(bucket) == sums(local) | {"theirs.txt": md5(b"theirs").hexdigest()}
    assert shop.build(**far).built.report.changed == ()
    said = bucket.Object("live/products/tea3/index.html").get()
    assert said["Body"].read() == local.files()["products/tea3/index.html"]
    assert (said["ContentType"], said["CacheControl"]) == ("text/html; charset=utf-8", ASKED)
    assert not (shop.folder / "output").exists()


def held(bucket: Any) -> dict[str, str]:
    """The MD5 of all that a store holds, but for our book there."""
    found = {thing.key.removeprefix("live/"): thing.e_tag.strip('"') for thing in bucket.objects.all()}
    assert found.pop(".sitegen-deployed")
    return found


def sums(site: Site) -> dict[str, str]:
    return {name: md5(data).hexdigest() for name, data in site.published().items()}


def test_at_a_store_too_a_killed_worker_costs_a_retry(dask: Any, bucket: Any, shop: World, tmp_path: Path) -> None:
    built = _build(shop, killing(dask), address=f"s3://{bucket.name}/live", scheduler=dask.scheduler_address)
    local = shop.build(output=tmp_path / "near")
    assert (held(bucket), told(built.report)) == (sums(local), told(local.built.report))


def test_what_was_built_to_a_store_need_not_be_deployed_there(bucket: Any, shop: World, tmp_path: Path) -> None:
    address = f"s3://{bucket.name}"
    shop.build(address=address)
    said = CliRunner().invoke(main, ["deploy", address, "-s", str(shop.folder), "--clock", "2026-11-22T04:00:00+00:00"])
    assert said.exit_code == 0, said.output
    assert ": 0 uploaded (0.0 MB), 0 removed" in said.output


# a cluster that cannot be used


def test_workers_with_another_version_are_refused(
    dask: Any, shop: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitegen, "__version__", "99.0")
    with pytest.raises(SitegenError, match=r"(?s)install the same packages.*tcp://\S+: sitegen \S+ instead of 99\.0"):
        shop.build(output=tmp_path / "output", scheduler=dask.scheduler_address)
    assert not (tmp_path / "output").exists()


def test_a_worker_that_comes_later_with_another_version_is_not_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = engine._Site("sitegen-x", b"", engine.recipe())
    monkeypatch.setattr(sitegen, "__version__", "99.0")

    class Worker:
        address = "tcp://10.0.0.7:4000"

    with pytest.raises(SitegenError, match=r"10\.0\.0\.7:4000: sitegen 99\.0 instead of"):
        plugin.setup(Worker())


def test_no_scheduler_and_no_workers_are_told_with_what_to_do(
    shop: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(engine, "PATIENCE", 0.3)
    with pytest.raises(SitegenError, match=r"no dask scheduler answers at tcp://127\.0\.0\.1:\d+; start one with"):
        shop.build(output=tmp_path / "output", scheduler=f"tcp://127.0.0.1:{free_port()}")
    missing = "has no workers; start some with `dask worker tcp://"
    with LocalCluster(n_workers=0, dashboard_address=":0") as empty, pytest.raises(SitegenError, match=missing):
        shop.build(output=tmp_path / "output", scheduler=empty.scheduler_address)
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--engine", "dask"), "--engine dask and --scheduler go together"),
        (("--scheduler", "tcp://127.0.0.1:1"), "--engine dask and --scheduler go together"),
        (
            ("--engine", "dask", "--scheduler", "10.0.0.5"),
            "10.0.0.5 is no address of a scheduler; write --scheduler tcp",
        ),
        (("--output", "sftp://host/shop"), "sftp://host/shop is no object store; build into a folder"),
    ],
)
def test_options_that_make_no_sense_are_told(shop: World, options: tuple[str, ...], said: str) -> None:
    answer = CliRunner().invoke(main, ["build", "-s", str(shop.folder), *options])
    assert (answer.exit_code, said in answer.output) == (2, True), answer.output


def test_only_build_knows_stores(shop: World) -> None:
    answer = CliRunner().invoke(main, ["check", "-s", str(shop.folder), "-o", "s3://bucket"])
    assert (answer.exit_code, "only `sitegen build` puts a site straight to s3://bucket" in answer.output) == (2, True)


# benches on a shared folder


def outputs(*names: str) -> list[Output]:
    return [Output(name, name, name.encode) for name in names]


def test_a_machine_that_has_another_folder_there_is_found_out(tmp_path: Path) -> None:
    with shared_bench(str(tmp_path), tmp_path / "no-ledger") as bench:
        shutil.rmtree(tmp_path / ".sitegen-staging")
        with pytest.raises(PublishError, match="every machine needs it at this path"):
            bench()


def test_two_may_stage_the_same_files_and_each_is_whole_at_any_moment(tmp_path: Path) -> None:
    with shared_bench(str(tmp_path), tmp_path / "no-ledger") as bench:
        one, two = bench(), bench()
        for _ in range(3):
            first, second = one.rows(outputs("a/b.html", "a/c.html"), b""), two.rows(outputs("a/b.html"), b"")
        assert [staged.size for _, _, staged in (*first, *second) if staged] == [8, 8, 8]
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert sorted(path.name for path in files) == ["b.html", "c.html"]


def test_who_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    with shared_bench(str(tmp_path), tmp_path / "no-ledger") as bench:
        late = bench()
        late.rows(outputs("a/b.html"), b"")
    (waiting,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    waiting.write_bytes(b"another build's")
    with pytest.raises(PublishError, match=r"a/b\.html cannot be written"):
        late.rows(outputs("a/b.html"), b"")
    assert waiting.read_bytes() == b"another build's"
