"""The tools that are timed: how each gets the documents, and what is run."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import dressing
import msgspec
import workload
from measure import Command
from workload import Document, Size

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
HOME = ROOT / ".venv-peers"
SITEGEN = ROOT / ".venv-installed/bin/sitegen"

_MENTION = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]")


class Tool(msgspec.Struct, frozen=True):
    """A generator. `lay` puts documents and templates into a folder, given our finished build of the same."""

    name: str
    version: str
    lay: Callable[[Size, Path, Path], None]
    build: Callable[[Path, Path], Command]
    state: str = ""  # what it keeps beside the source; gone before a cold build


def sitegen() -> Tool:
    version = importlib.metadata.version("sitegen")
    return Tool("sitegen", version, lambda size, _, folder: workload.write(size, folder), build_sitegen, ".sitegen")


def build_sitegen(source: Path, output: Path) -> Command:
    return Command((str(SITEGEN), "build", "--quiet", "--source", str(source), "--output", str(output)), source)


def hugo() -> Tool:
    # The package's own `hugo` is a small Python program that starts this one.
    found = HOME.glob("lib/python*/site-packages/hugo/binaries/hugo*")
    program = next(path for path in found if path.is_file())
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    version = re.sub(r"^hugo v([0-9.]+).*", r"\1", said.strip().splitlines()[-1])

    def build(source: Path, output: Path) -> Command:
        line = (str(program), "--quiet", "--source", str(source), "--destination", str(output))
        return Command(line, source, {"HUGO_CACHEDIR": str(source / "cache")})

    return Tool("Hugo", version, lay_hugo, build, "cache")


def lay_hugo(size: Size, finished: Path, folder: Path) -> None:
    shutil.copytree(PEERS / "hugo", folder)
    for document in plain(size):
        _put(folder / "content" / document.kind / f"{document.name}.md", document.written())
    _put(folder / "data/shop.json", json.dumps(dressing.shop(finished, size)))
    dressing.copy_assets(finished, folder / "static")


def eleventy() -> Tool:
    manifest = json.loads((HOME / "node_modules/@11ty/eleventy/package.json").read_text())
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    program = HOME / "node_modules/@11ty/eleventy/cmd.cjs"

    def build(source: Path, output: Path) -> Command:
        return Command(("node", str(program), "--quiet", f"--output={output}"), source)

    return Tool("Eleventy", f"{manifest['version']} on Node {node}", lay_eleventy, build, ".cache")


def lay_eleventy(size: Size, finished: Path, folder: Path) -> None:
    shutil.copytree(PEERS / "eleventy", folder)
    (folder / "node_modules").symlink_to(HOME / "node_modules")
    _lay_plain(size, finished, folder)


def pelican() -> Tool:
    program = HOME / "bin/pelican"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def build(source: Path, output: Path) -> Command:
        line = (str(program), "content", "--settings", "pelicanconf.py", "--output", str(output), "--quiet")
        return Command(line, source)

    return Tool("Pelican", said, lay_pelican, build, "cache")


def lay_pelican(size: Size, finished: Path, folder: Path) -> None:
    shutil.copytree(PEERS / "pelican", folder)
    _lay_plain(size, finished, folder)


def _lay_plain(size: Size, finished: Path, folder: Path) -> None:
    for document in plain(size):
        _put(folder / "documents" / document.kind / f"{document.name}.md", document.written())
    _put(folder / "shop.json", json.dumps(dressing.shop(finished, size)))
    dressing.copy_assets(finished, folder / "static")


def plain(size: Size) -> Iterator[Document]:
    """The same documents as others read them: mentions are links, posts list them, and facts keep their order."""
    for document in workload.documents(size):
        if document.kind == "posts":
            creator = document.fields["creator"]
            mentioned = [match[1] for match in _MENTION.finditer(document.text)]
            text = _MENTION.sub(rf"[\2](/@{creator}/\1/)", document.text)
            yield Document("posts", document.name, document.fields | {"products": mentioned}, text)
        elif document.kind == "products":
            facts = [{"name": name, "value": value} for name, value in document.fields["facts"].items()]
            yield Document("products", document.name, document.fields | {"facts": facts}, document.text)
        else:
            yield document


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


MAKERS: dict[str, Callable[[], Tool]] = {
    "sitegen": sitegen,
    "hugo": hugo,
    "eleventy": eleventy,
    "pelican": pelican,
}
