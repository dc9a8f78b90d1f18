"""The Nu HTML checker, which is what the W3C's validator runs, on every page of a folder."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

# In a file that no host serves, nothing comes from the page's own origin.
_BESIDES = (
    "Resource violates Content Security Policy",
    "Inline script violates Content Security Policy",
    "This document appears to be written in",  # the demo has no Arabic texts of its own
    "CSS: “animation-timeline”",  # these are behind @supports, and newer than the checker
    "CSS: “animation-range”",
    "CSS: “view-timeline”",
    "CSS: “view-timeline-inset”",
)
JAR = "vnu-jar/build/dist/vnu.jar"


def faults(modules: Path, folder: Path) -> list[str]:
    """Every error and warning, with page and line."""
    command = ["java", "-jar", str(modules / JAR), "--skip-non-html", "--format", "json", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True).stderr
    messages = json.loads(said)["messages"] if said.strip() else []
    return [
        f"{one['url'].rpartition(folder.name)[2]}:{one.get('lastLine', 0)} {one['message']}"
        for one in messages
        if (one["type"] == "error" or one.get("subType") == "warning") and not one["message"].startswith(_BESIDES)
    ]


def version(modules: Path) -> str:
    command = ["java", "-jar", str(modules / JAR), "--version"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
