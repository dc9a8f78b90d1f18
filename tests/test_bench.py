"""The bench of builds: its shop is sound and always the same, and unequal work is noticed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import build, check
from sitegen.checkouts import find_providers
from sitegen.settings import Settings
from tests.world import CLOCK

BENCH = Path(__file__).parent.parent / "bench/builds"
PAGE = "@creator-00000/product-00000/index.html"


@pytest.fixture(scope="module")
def bench() -> Any:
    sys.path.insert(0, str(BENCH))
    try:
        import dressing
        import equal
        import workload
    finally:
        sys.path.remove(str(BENCH))
    return type("Bench", (), {"dressing": dressing, "equal": equal, "workload": workload})


@pytest.fixture(scope="module")
def built(bench: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    folder = tmp_path_factory.mktemp("shop")
    size = bench.workload.Size(2, 6, 3)
    bench.workload.write(size, folder)
    build(Settings(source=folder, output=folder / "output", clock=CLOCK, jobs=1))
    return size, folder


def test_the_shop_has_no_mistakes_and_a_larger_one_holds_the_smaller(bench: Any, built: tuple[Any, Path]) -> None:
    size, folder = built
    checked = check(Settings(source=folder, output=folder / "output", clock=CLOCK, jobs=1), find_providers())
    assert not checked.warnings
    larger = {(item.kind, item.name): item for item in bench.workload.documents(bench.workload.Size(2, 9, 5))}
    for item in bench.workload.documents(size):
        if item.kind in {"products", "circles"}:
            assert larger[item.kind, item.name] == item
    texts = [item.text for item in larger.values()]
    assert len(set(texts)) == len(texts)
    assert all(200 < len(item.text.split()) < 300 for item in larger.values() if item.kind in {"products", "posts"})


def test_peers_get_styles_and_colours_of_every_kind_of_page(bench: Any, built: tuple[Any, Path]) -> None:
    size, folder = built
    shop = bench.dressing.shop(folder / "output", size)
    page = (folder / "output" / PAGE).read_text(encoding="utf-8")
    (light, dark), (first, second, third) = shop["looks"]["creator-00000"]["colours"], shop["styles"]["personal"]
    assert f"<style>\n{first}{light}{second}{dark}{third}\n</style>" in page
    assert all(shop[name] for name in ("wide", "below", "script"))


UNEQUAL: dict[str, Callable[[str], str]] = {
    "title": lambda page: page.replace("<title>", "<title>Another "),
    "links lost": lambda page: page.replace("tag=creator-00000_product-00000", "tag=creator-00001_product-00000"),
    "other styles": lambda page: page.replace("--accent:", "--accents:"),
    "of the words": lambda page: page.replace("<p>", "<p hidden><s>").replace("The ", ""),
    "bytes instead of": lambda page: page.replace("<body>", "<body>" + "<i></i>" * 600),
}


@pytest.mark.parametrize("said", UNEQUAL)
def test_unequal_work_is_noticed(said: str, bench: Any, built: tuple[Any, Path], tmp_path: Path) -> None:
    output, other = built[1] / "output", tmp_path / "other"
    shutil.copytree(output, other)
    assert bench.equal.differences(output, other) == []
    page = other / PAGE
    page.write_text(UNEQUAL[said](page.read_text(encoding="utf-8")), encoding="utf-8")
    (difference,) = [line for line in bench.equal.differences(output, other) if said in line]
    assert difference.startswith(PAGE)
    page.unlink()
    assert bench.equal.differences(output, other) == [f"missing: {PAGE}"]
