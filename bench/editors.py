"""Edits a product of the demo in a real browser with both editors, as somebody would, and looks at the file afterwards.

    make editors

Sveltia CMS works on a folder that the browser is given: here a copy of the site inside the browser's own storage, read
back afterwards. Decap CMS works through decap-server. Their settings are checked against the JSON Schema that Sveltia
ships; `--record` keeps what the tests need of it in tests/sveltia.json.
"""

from __future__ import annotations

import argparse
import base64
import functools
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator
from playwright.sync_api import Browser, Page, sync_playwright

from sitegen.load.front_matter import split
from sitegen.load.nodes import Mapping, Scalar, Sequence

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / ".venv-editors/node_modules"
RECORD = ROOT / "tests/sveltia.json"
BUNDLES = {"sveltia": "@sveltia/cms", "decap": "decap-cms"}
PRODUCT = "content/products/cedar-candle/index.md"
BEFORE, AFTER = "Cedar Candle", "Cedar Candle, tall"
KINDS = ("Products", "Creators", "Posts", "Circles", "Shares", "Events", "Pages")

GIVE_FOLDER = """
window.showDirectoryPicker = async () => (await navigator.storage.getDirectory()).getDirectoryHandle('site');
FileSystemHandle.prototype.requestPermission ||= async () => 'granted';
FileSystemHandle.prototype.queryPermission ||= async () => 'granted';
"""
FILL = """async (files) => {
  const root = await navigator.storage.getDirectory();
  const site = await root.getDirectoryHandle('site', {create: true});
  await site.getDirectoryHandle('.git', {create: true});
  for (const [path, data] of files) {
    const parts = path.split('/'), name = parts.pop();
    let folder = site;
    for (const part of parts) folder = await folder.getDirectoryHandle(part, {create: true});
    const stream = await (await folder.getFileHandle(name, {create: true})).createWritable();
    await stream.write(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)));
    await stream.close();
  }
}"""
READ = """async () => {
  const texts = {};
  const walk = async (folder, at) => {
    for await (const [name, entry] of folder.entries())
      if (entry.kind === 'directory') await walk(entry, `${at}${name}/`);
      else if (name.endsWith('.md')) texts[at + name] = await (await entry.getFile()).text();
  };
  await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle('site'), '');
  return texts;
}"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", action="store_true", help="write tests/sveltia.json anew")
    parser.add_argument("--pictures", type=Path, help="a folder for screenshots")
    options = parser.parse_args()
    pictures = options.pictures or Path(tempfile.mkdtemp(prefix="editors-"))
    pictures.mkdir(parents=True, exist_ok=True)
    schema = json.loads((PACKAGES / "@sveltia/cms/schema/sveltia-cms.json").read_text())
    if options.record:
        RECORD.write_text(json.dumps(facts(schema), indent=1, sort_keys=True) + "\n")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for editor, edit in (("sveltia", edit_with_sveltia), ("decap", edit_with_decap)):
            site = site_for(editor, Path(folder) / editor)
            config = yaml.safe_load((site / "output/admin/config.yml").read_text())
            Draft7Validator(schema).validate(config)
            print(f"{editor}: its settings are valid for Sveltia's schema")
            edit(browser, site, pictures)
            compare(site)
            print(f"{editor}: {PRODUCT} says `{AFTER}` and else what it said; sitegen check is content")
        browser.close()
    print(f"Look at {pictures}")


def site_for(editor: str, folder: Path) -> Path:
    """A copy of the demo, built, with the editor's script from its npm package."""
    for name in ("content", "fonts"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / ".sitegen").mkdir()
    (folder / ".sitegen/cache").symlink_to(ROOT / ".sitegen/cache")
    shutil.copy(ROOT / "site.zh.yaml", folder)
    cms = {"editor": editor, "repo": "lumea/store", "bundle": str(PACKAGES / BUNDLES[editor])}
    (folder / "site.yaml").write_text((ROOT / "site.yaml").read_text() + yaml.safe_dump({"cms": cms}))
    subprocess.run([ROOT / ".venv/bin/sitegen", "build", "-q", "-s", folder], check=True)
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def edit_with_sveltia(browser: Browser, site: Path, pictures: Path) -> None:
    with serving(site / "output") as address:
        page = opened(browser)
        page.add_init_script(GIVE_FOLDER)
        page.goto(f"{address}favicon.svg")
        files = [path for path in (site / "content").rglob("*") if path.is_file()]
        page.evaluate(
            FILL, [(str(path.relative_to(site)), base64.b64encode(path.read_bytes()).decode()) for path in files]
        )
        page.goto(f"{address}admin/")
        page.get_by_role("button", name="Work with Local Repository").click()
        page.get_by_text(BEFORE, exact=True).first.wait_for()
        for kind in KINDS:
            assert page.get_by_text(kind, exact=True).count(), kind
        page.screenshot(path=pictures / "sveltia-list.png")
        page.get_by_text(BEFORE, exact=True).first.click()
        page.get_by_text("Save", exact=True).first.wait_for()
        page.wait_for_timeout(2000)
        boxes = page.get_by_role("textbox").all()
        title = next(box for box in boxes if box.evaluate("box => box.value") == BEFORE)
        title.fill(AFTER)
        page.screenshot(path=pictures / "sveltia-form.png")
        page.get_by_role("button", name="Save").first.click()
        page.wait_for_timeout(3000)
        for name, text in page.evaluate(READ).items():
            (site / name).write_text(text)


def edit_with_decap(browser: Browser, site: Path, pictures: Path) -> None:
    server = subprocess.Popen(
        ["node", PACKAGES / "decap-server/dist/index.js"],
        cwd=site,
        env=os.environ | {"BIND_HOST": "127.0.0.1", "PORT": "8081"},
        stdout=subprocess.DEVNULL,
    )
    try:
        with serving(site / "output") as address:
            page = opened(browser)
            page.goto(f"{address}admin/")
            page.get_by_role("button", name="Login").click()
            page.get_by_text(BEFORE, exact=True).first.wait_for()
            for kind in KINDS:
                assert page.get_by_text(kind, exact=True).count(), kind
            page.screenshot(path=pictures / "decap-list.png")
            page.get_by_text(BEFORE, exact=True).first.click()
            title = page.get_by_label("Title").first
            title.fill(AFTER)
            page.screenshot(path=pictures / "decap-form.png")
            page.get_by_role("button", name="Publish").first.click()
            page.get_by_text("Publish now").first.click()
            page.wait_for_timeout(3000)
    finally:
        server.terminate()
        server.wait()


def opened(browser: Browser) -> Page:
    """A page that complains of everything its policy blocks, but for what the web has to say of versions and status."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.on("console", lambda said: print("  ", said.text[:160]) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: print("  ", str(error)[:160]))
    return page


def compare(site: Path) -> None:
    """The edited product and its translation say what they said; what an editor adds is what we take for granted."""
    for name in (PRODUCT, PRODUCT.replace(".md", ".zh.md")):
        before, after = said(ROOT / name), said(site / name)
        if name == PRODUCT:
            assert after.pop("title") == AFTER, after
            before.pop("title")
        assert after == before, [(key, before.get(key), after.get(key)) for key in before | after]
    subprocess.run([ROOT / ".venv/bin/sitegen", "check", "-q", "--strict", "-s", site], check=True)


def said(path: Path) -> dict[str, Any]:
    written, _ = split(path.read_text(), path.name)
    fields: dict[str, Any] = meant(written.fields)
    return fields | {"body": written.body.strip()}


def meant(node: Any) -> Any:
    """Values as we read them: 128 and 128.00 are one price, and false is what nobody said."""
    if isinstance(node, Mapping):
        return {name.text: value for name, node in node.entries if (value := meant(node)) not in ("false", "")}
    if isinstance(node, Sequence):
        return [meant(item) for item in node.items]
    assert isinstance(node, Scalar)
    try:
        return float(node.text)
    except ValueError:
        return " ".join(node.text.split())


def facts(schema: dict[str, Any]) -> dict[str, Any]:
    """Which keys Sveltia knows where, without its words."""
    definitions = schema["definitions"]
    widgets: dict[str, list[str]] = {}
    for name, definition in definitions.items():
        widget = definition.get("properties", {}).get("widget", {}).get("const")
        if name.endswith(("Field", "SubField", "SubFields")) and widget:
            widgets[widget] = sorted({*widgets.get(widget, ()), *definition["properties"]})
    names = {
        "config": "CmsConfig",
        "collection": "EntryCollection",
        "backend": "GitHubBackend",
        "i18n": "I18nOptions",
        "output": "OutputOptions",
    }
    return {"widgets": widgets} | {key: sorted(definitions[name]["properties"]) for key, name in names.items()}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


if __name__ == "__main__":
    main()
