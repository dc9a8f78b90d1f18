"""Installed packages are told of as Python's own `importlib.metadata` tells of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from sitegen.installed import OURS, Offer, all_offers, version_of

_ANYWHERE = metadata.DistributionFinder.Context()


class _TornPackage(metadata.Distribution):
    @property
    def version(self) -> str:
        raise FileNotFoundError("No package metadata was found.")

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: object) -> Path:
        return Path(str(path))


def told_by_python() -> list[Offer]:
    groups = [group for group in metadata.entry_points().groups if group.startswith(OURS)]
    return sorted(
        Offer(entry.group, entry.name, entry.value, entry.dist.name, entry.dist.version)
        for group in groups
        for entry in metadata.entry_points(group=group)
        if entry.dist
    )


def install(shelf: Path, folder: str, described: str, offers: str = "") -> None:
    info = shelf / folder
    info.mkdir(parents=True)
    (info / ("PKG-INFO" if folder.endswith(".egg-info") else "METADATA")).write_text(described)
    (info / "entry_points.txt").write_text(offers)


def test_everything_in_this_environment() -> None:
    names = {dist.metadata["Name"] for dist in metadata.distributions()}
    assert len(names) > 20
    assert {name: version_of(name) for name in names} == {name: metadata.version(name) for name in names}
    assert version_of("sitegen-of-nobody") is None
    assert sorted(all_offers()) == told_by_python()
    assert len(all_offers()) > 10


def test_odd_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far, near = tmp_path / "far", tmp_path / "near"
    head = "Metadata-Version: 2.1\nName: {}\nVersion: {}\nSummary: x\n\nVersion: of no meaning here\n"
    group = "[sitegen.checkouts]\n"
    install(far, "twice-1.0.dist-info", head.format("twice", "1.0"), f"{group}lost = twice:Old\n")
    install(near, "Twice-2.0.dist-info", head.format("Twice", "2.0"), f"{group}kept = twice:New\n")
    install(
        near, "old_egg.egg-info", head.format("old.egg", "3.0"), f"\n# told\n[other]\na=b\n\n{group} egg=egg : Egg.of\n"
    )
    install(near, "with_more-4.0.dist-info", head.format("with-more", "4.0"), f"{group}more = more.of:it [extra]\n")
    install(near, "silent-5.0.dist-info", head.format("silent", "5.0"))
    install(
        near, "told_twice-7.0.dist-info", "name: told-twice\nVersion: 7.0\nVersion: 8.0\nSummary: a\u2028Version: 9\n"
    )
    (near / "flat-6.5.egg-info").write_text(head.format("flat", "6.5"))
    (near / "torn-6.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(near), str(far), str(tmp_path / "nowhere"), *sys.path])
    names = ("twice", "TWICE", "old-egg", "old_egg", "with.more", "silent", "told.twice", "flat")
    assert {name: version_of(name) for name in names} == {name: metadata.version(name) for name in names}
    assert sorted(all_offers()) == told_by_python()
    assert {offer.name for offer in all_offers()} >= {"kept", "egg", "more"}
    assert version_of("torn") is None
    assert [offer.module for offer in all_offers() if offer.name == "more"] == ["more.of"]


class _Torn(metadata.DistributionFinder):
    """Finds packages as newer versions of `importlib.metadata` do: one that does not describe itself is an error."""

    def find_spec(self, *_: object) -> None:
        return None

    def find_distributions(self, context: metadata.DistributionFinder.Context = _ANYWHERE) -> Iterator[_TornPackage]:
        if context.name == "torn":
            yield _TornPackage()


def test_packages_in_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(
        tmp_path / "packed", "packed-1.5.dist-info", "Name: packed\nVersion: 1.5\n", "[sitegen.feeds]\np = json:loads\n"
    )
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "packed")
    assert version_of("packed") is None
    monkeypatch.syspath_prepend(archive)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, _Torn()])
    assert version_of("torn") is None
    assert version_of("packed") == "1.5"
    assert sorted(all_offers()) == told_by_python()
    [found] = [offer for offer in all_offers() if offer.package == "packed"]
    assert found.load()("[1]") == [1]


def test_packages_that_come_and_go_while_the_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    assert version_of("passing") is None
    install(tmp_path, "passing-1.0.dist-info", "Name: passing\nVersion: 1.0\n", "[sitegen.feeds]\np = json:loads\n")
    assert version_of("passing") == "1.0"
    assert "passing" in {offer.package for offer in all_offers()}
    shutil.rmtree(tmp_path / "passing-1.0.dist-info")
    install(tmp_path, "passing-2.0.dist-info", "Name: passing\nVersion: 2.0\n")
    assert version_of("passing") == "2.0"
    shutil.rmtree(tmp_path / "passing-2.0.dist-info")
    assert version_of("passing") is None


def test_paths_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "pathed-1.0.dist-info", "Name: pathed\nVersion: 1.0\n")
    monkeypatch.setattr(sys, "path", [tmp_path, *sys.path])
    assert version_of("pathed") == "1.0"
