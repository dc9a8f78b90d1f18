"""Style sheets held against the oldest browsers that must show a good page, with the data of MDN.

What is newer may stand where a plain value stands before it, behind `@supports`, or where its absence shows nothing
but a little less polish: those features are listed in `stylelint.config.json`.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).with_name("stylelint.config.json")
KINDS = ("at-rules", "properties", "selectors", "types")
OTHERWISE = {"flags", "prefix", "alternative_name"}
OLDEST = {"chrome_android": 80, "safari_ios": 13.1}


def faults(modules: Path, root: Path) -> list[str]:
    """Everything in our style sheets that an old phone does not know and nothing catches."""
    config = json.loads(CONFIG.read_bytes())
    config["plugins"] = [str(modules / name / "lib/index.js") for name in config["plugins"]]
    ours = modules.parent / "stylelint.json"
    ours.write_text(json.dumps(config), encoding="utf-8")
    command = [str(modules / ".bin/stylelint"), "--config", str(ours), "--formatter", "json", "themes/*/assets/*.css"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    reports = json.loads(done.stdout.strip() or done.stderr)
    return [
        f"{Path(report['source']).relative_to(root)}:{one['line']} {one['text']}"
        for report in reports
        for one in report["warnings"]
        if not _caught(Path(report["source"]).read_text(encoding="utf-8"), one)
    ]


def version(modules: Path) -> str:
    return str(json.loads((modules / "@mdn/browser-compat-data/package.json").read_bytes())["version"])


def _caught(sheet: str, fault: dict[str, Any]) -> bool:
    """Whether a plain value stands before it in the same rule, or `@supports` around it."""
    lines = sheet.splitlines(keepends=True)
    start = sum(map(len, lines[: fault["line"] - 1])) + fault["column"] - 1
    before = sheet[:start]
    if _behind_supports(before):
        return True
    declaration = re.split(r"[{;]", before)[-1] + sheet[start : start + 60]
    name = declaration.partition(":")[0].strip()
    rule = before.rpartition("{")[2]
    return any(part.partition(":")[0].strip() == name for part in rule.split(";")[:-1])


def _behind_supports(before: str) -> bool:
    """Whether what follows these lines is inside an `@supports`."""
    heads: list[str] = []
    for head, brace in re.findall(r"([^{}]*)([{}])", before):
        if brace == "{":
            heads.append(head.strip())
        elif heads:
            heads.pop()
    return any(head.rpartition("*/")[2].strip().startswith("@supports") for head in heads)


def record(modules: Path, file: Path) -> None:
    """What the oldest browsers know, by MDN's data, for the light check among the tests."""
    data = json.loads((modules / "@mdn/browser-compat-data/data.json").read_bytes())["css"]
    known = {kind: sorted(name for name, one in data[kind].items() if _known(one)) for kind in KINDS}
    lines = [f'"{kind}": {json.dumps(names)}' for kind, names in {"version": version(modules), **known}.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _known(feature: dict[str, Any]) -> bool:
    support = feature.get("__compat", {}).get("support", {})
    return bool(support) and all(_since(support.get(name), limit) for name, limit in OLDEST.items())


def _since(statements: Any, limit: float) -> bool:
    """Whether a browser of this version has it under this very name and without a flag."""
    for one in statements if isinstance(statements, list) else [statements or {}]:
        if one.keys().isdisjoint(OTHERWISE) and _version(one.get("version_added")) <= limit < _version(
            one.get("version_removed")
        ):
            return True
    return False


def _version(said: Any) -> float:
    found = re.match(r"≤?(\d+(?:\.\d+)?)", str(said))
    return float(found[1]) if found else math.inf
