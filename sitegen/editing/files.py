"""What lies in a site for editors: the schemas, and the settings by which an editor finds them.

Everything is in folders that begin with a dot, so no build reads it. What somebody else wrote into a file stays there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sitegen.editing.scalar_schemas import Schema
from sitegen.editing.schemas import singular
from sitegen.load.documents import CONTENT, KINDS, read_documents
from sitegen.load.files import walk

FOLDER = ".schemas"
SETTINGS, ADVICE, REMARK = ".vscode/settings.json", ".vscode/extensions.json", ".remarkrc.json"

_YAML = {"site": "site.yaml", "site.translation": "site.*.yaml", "theme": "themes/*/theme.yaml"}
_EXTENSIONS = ["redhat.vscode-yaml", "unifiedjs.vscode-remark"]


def names_in(source: Path, themes: tuple[str, ...], feeds: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """What there is of each kind, for editors to offer."""
    documents, _ = read_documents(walk(source / CONTENT, source, []))
    names: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for document in documents:
        names[document.kind].add(document.name)
    return {kind: tuple(sorted(found)) for kind, found in names.items()} | {"themes": themes, "feeds": feeds}


def write(source: Path, schemas: Mapping[str, Schema]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that were written, and those that nobody but their owner can change, since they are no plain JSON."""
    texts = {f"{FOLDER}/{name}.json": _text(schema) for name, schema in schemas.items()}
    left = []
    for file, wanted in ((SETTINGS, _settings()), (ADVICE, {"recommendations": _EXTENSIONS}), (REMARK, _remark())):
        try:
            texts[file] = _text(_added(_read(source / file), wanted))
        except ValueError:
            left.append(file)
    for file, text in texts.items():
        path = source / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(texts), tuple(left)


def _settings() -> dict[str, Any]:
    return {"yaml.schemas": {f"{FOLDER}/{name}.json": pattern for name, pattern in _YAML.items()}}


def _remark() -> dict[str, Any]:
    """For front matter in Markdown: the settings of remark-lint-frontmatter-schema."""
    patterns = {}
    for kind in KINDS:
        folder = f"./{CONTENT}/{kind}"
        patterns[f"./{FOLDER}/{singular(kind)}.json"] = [f"{folder}/**/index.md", f"{folder}/!(*.*).md"]
        patterns[f"./{FOLDER}/{singular(kind)}.translation.json"] = [f"{folder}/**/index.*.md", f"{folder}/*.*.md"]
    return {"plugins": ["remark-frontmatter", ["remark-lint-frontmatter-schema", {"schemas": patterns}]]}


def _read(path: Path) -> dict[str, Any]:
    """Raises ValueError when it is no JSON, as where comments stand in it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    if not isinstance(found, dict):
        raise ValueError(path)
    return found


def _added(mine: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What somebody wrote with what we need; a list of theirs is made longer, but never another shape."""
    result = dict(mine)
    for key, value in wanted.items():
        there = mine.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            result[key] = there | value
        elif isinstance(there, list) and isinstance(value, list):
            result[key] = [*there, *(item for item in value if not _has(there, item))]
        else:
            result[key] = value
    return result


def _has(items: list[Any], wanted: Any) -> bool:
    """Whether a list has an item, or a plug-in of the same name with settings of its own."""
    names = [item[0] if isinstance(item, list) and item else item for item in items]
    return (wanted[0] if isinstance(wanted, list) else wanted) in names


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
