"""The example package with a plug-in of every kind: installed by pip, then used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sitegen.load.files import STILL_WARM
from sitegen.load.theme_homes import theme_homes
from sitegen.model.markdown_plugins import installed_extensions
from sitegen.plugins import PluginError
from tests.world import World

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs/examples/plugin"

STORE = """
-- site.yaml --
title: Shop
url: https://shop.example/
currency: CNY
timezone: Asia/Shanghai
theme: linen
feeds: [prices]
checkout: https://pay.bazaar.example/stall
-- content/creators/lin.md --
---
name: Lin
picks: [tea]
---
-- content/products/tea.md --
---
title: Tea
sku: T-1
price: 12
photos: [{file: tea.jpg, alt: Tea}]
---
Press ++Enter++ and <script>never++this++</script>.
-- content/products/tea.jpg --
photo 400x500 #88aa66
"""
STOCK = "Article;Title;Price\nS-1;Soap;9.50\nS-2;Sponge;cheap\n"
ORDERS = "Stall,Order,Paid on,Currency,Paid sum,Article,Title,Memo\n7,A1,2026-11-03,CNY,12.00,T-1,Tea,lin_tea\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pip has put the example, and nothing else."""
    copy = tmp_path_factory.mktemp("source") / "plugin"
    target = tmp_path_factory.mktemp("site-packages")
    subprocess.run(["cp", "-r", EXAMPLE, copy], check=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", target, copy], check=True, capture_output=True)
    return target


@pytest.fixture
def store(tmp_path: Path) -> World:
    world = World(tmp_path / "site")
    return world.write(STORE)


def sitegen(packages: Path | None, store: World, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795320000", "PYTHONPATH": str(packages or "")}
    command = [sys.executable, "-m", "sitegen", *words, "--source", str(store.folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_build_uses_checkout_theme_feed_and_markdown_of_a_package(installed: Path, store: World) -> None:
    done = sitegen(installed, store, "build")
    assert done.returncode == 0, done.stderr
    page = (store.folder / "output/@lin/tea/index.html").read_text()
    assert "https://pay.bazaar.example/stall?memo=lin_tea" in page
    assert "<kbd>Enter</kbd>" in page
    assert "<kbd>this" not in page
    assert "#cbb999" in page
    assert "T-1\t12.00 CNY\tTea" in (store.folder / "output/prices.txt").read_text()


def test_what_was_read_without_an_extension_is_read_again_with_it(installed: Path, store: World) -> None:
    store.write("-- site.yaml --\ntitle: Shop\nurl: https://shop.example/\ncheckout: https://buy.stripe.com/abc\n")
    page = store.folder / "output/products/tea/index.html"
    assert sitegen(None, store, "build").returncode == 0
    assert "++Enter++" in page.read_text()
    assert sitegen(installed, store, "build").returncode == 0
    assert "<kbd>Enter</kbd>" in page.read_text()


def test_no_build_stands_after_a_package_has_changed(installed: Path, store: World, tmp_path: Path) -> None:
    packages = Path(shutil.copytree(installed, tmp_path / "packages"))
    time.sleep(STILL_WARM / 1e9 + 0.1)  # nobody vouches for what was just installed
    assert sitegen(packages, store, "build").returncode == 0
    standing = next((store.folder / ".sitegen/published").glob("*.standing"))
    assert str(packages / "sitegen_bazaar/feed.py").encode() in standing.read_bytes()
    feed = packages / "sitegen_bazaar/feed.py"
    feed.write_text(feed.read_text().replace("{ware.title}", "{ware.title}!"))
    done = sitegen(packages, store, "build")
    assert "T-1\t12.00 CNY\tTea!" in (store.folder / "output/prices.txt").read_text()
    assert "(1 written" in done.stdout


def test_many_texts_are_read_with_extensions_by_several_processes(installed: Path, store: World) -> None:
    for number in range(120):
        store.put(f"content/pages/p{number}.md", f"---\ntitle: P{number}\n---\nPress ++{number}++.\n")
    assert sitegen(installed, store, "build", "--jobs", "2").returncode == 0
    pages = [(store.folder / f"output/p{number}/index.html").read_text() for number in range(120)]
    assert all(f"<kbd>{number}</kbd>" in page for number, page in enumerate(pages))


def test_an_importer_and_an_order_reader_of_a_package_work(installed: Path, store: World) -> None:
    stock, orders = store.put("stock.csv", STOCK), store.put("orders.csv", ORDERS)
    done = sitegen(installed, store, "import", "bazaar", str(stock))
    assert "`cheap` is no price" in done.stderr
    assert "title: Soap" in (store.folder / "content/products/soap/index.md").read_text()
    done = sitegen(installed, store, "earnings", str(orders), "--month", "2026-11", "--json")
    assert '"lin"' in done.stdout, done.stderr


def test_schemas_know_the_settings_and_themes_of_a_package(installed: Path, store: World) -> None:
    said = sitegen(installed, store, "schema", "site").stdout
    assert '"gift"' in said
    assert '"linen"' in said
    assert '"gift"' not in sitegen(None, store, "schema", "site").stdout


@pytest.mark.parametrize(
    ("group", "value", "complaint"),
    [
        ("sitegen.themes", "torn_package", "cannot be found"),
        ("sitegen.themes", "json", "there is no torn/theme.yaml"),
        ("sitegen.markdown", "torn_package:Keys", "cannot be loaded"),
        ("sitegen.markdown", "decimal:Decimal", "no Markdown extension"),
    ],
)
def test_a_broken_plugin_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: str, value: str, complaint: str
) -> None:
    info = tmp_path / "sitegen_torn-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sitegen-torn\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\ntorn = {value}\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PluginError) as found:
        _ = theme_homes(tmp_path, tmp_path), installed_extensions()
    assert complaint in str(found.value)
    assert "sitegen-torn" in str(found.value)
