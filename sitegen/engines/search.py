"""The search of the catalogue, made by Pagefind in a folder of the cache, once for all that its words are.

Pagefind reads pages, so each record becomes a small one. What it makes has names that change with its content and goes
into a folder named by everything it was made of. The one file in which it writes down languages in no order is sorted.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path

from sitegen.errors import Place, Problem, SitegenError
from sitegen.load.documents import SITE_FILE
from sitegen.model.catalog import Catalog
from sitegen.plan.catalogue import Record, SearchJob
from sitegen.write.output import Output

_ENTRY = "pagefind-entry.json"
_NEEDED = ("pagefind.js", "pagefind-worker.js", _ENTRY, "*.pf_meta", "wasm.*.pagefind", "index/*", "fragment/*")
_KEPT = 4  # indexes of earlier builds, for who undoes an edit


def search_problems(catalog: Catalog) -> list[Problem]:
    if not catalog.site.search or find_spec("pagefind"):
        return []
    what = "Pagefind is not installed, so there can be no search"
    return [Problem(Place(SITE_FILE, None, "search"), what, "pip install 'sitegen[search]'")]


def search_outputs(job: SearchJob | None, state: Path) -> Iterator[Output]:
    """The files of the search, made now if the cache has none of the same."""
    if job is None:
        return
    folder = state / "cache" / "search" / job.key
    if not folder.is_dir():
        _make(job, folder)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        path = file.relative_to(folder).as_posix()
        yield Output(f"{job.folder}{path}", f"{job.key}-{path}", file.read_bytes)


def _make(job: SearchJob, folder: Path) -> None:
    """Whole or not at all: the folder gets its name when everything is in it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as place:
        pages, found, wanted = Path(place, "pages"), Path(place, "found"), Path(place, "wanted")
        for number, record in enumerate(job.records):
            page = pages / f"{number:07}.html"
            page.parent.mkdir(exist_ok=True)
            page.write_text(_page(record), encoding="utf-8")
        _run(pages, found)
        entry = json.loads((found / _ENTRY).read_bytes())
        (found / _ENTRY).write_text(json.dumps(entry, sort_keys=True), encoding="utf-8")
        for pattern in _NEEDED:
            for file in found.glob(pattern):
                target = wanted / file.relative_to(found)
                target.parent.mkdir(parents=True, exist_ok=True)
                file.rename(target)
        if not folder.is_dir():
            wanted.rename(folder)
    _forget(folder)


def _run(pages: Path, found: Path) -> None:
    import subprocess

    command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(found), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - no word of a stranger in it
    if done.returncode or not (found / _ENTRY).is_file():
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2]
        raise SitegenError(f"Pagefind could not make the search: {said or 'it said nothing'}")


def _page(record: Record) -> str:
    return (
        f'<html lang="{escape(record.language)}"><body data-pagefind-body><h1>{escape(record.title)}</h1>'
        f'<p data-at="{escape(record.url)}" data-line="{escape(record.line)}" data-picture="{escape(record.picture)}" '
        f'data-pagefind-meta="at[data-at], line[data-line], picture[data-picture]">{escape(record.words)}</p>'
        "</body></html>"
    )


def _forget(newest: Path) -> None:
    others = [folder for folder in newest.parent.iterdir() if folder.is_dir() and folder != newest]
    finished = [folder for folder in others if not folder.name.startswith(".new-")]
    for folder in sorted(finished, key=lambda one: one.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
