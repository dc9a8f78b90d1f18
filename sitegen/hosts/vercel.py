"""Vercel: `vercel.json` in the output folder (vercel.com/docs/project-configuration/vercel-json)."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from sitegen.hosts.facts import Facts, Moved
from sitegen.hosts.host import MB, Host, Limits

_SPECIAL = re.compile(r"([(){}\[\]:*+?!.\\])")  # what path-to-regexp reads as more than itself


def _files(facts: Facts) -> dict[str, bytes]:
    said: dict[str, Any] = {
        "$schema": "https://openapi.vercel.sh/vercel.json",
        "trailingSlash": True,
        "headers": [
            {
                "source": f"{_plain(facts.base + rule.under)}(.*)",
                "headers": [{"key": name, "value": value} for name, value in rule.headers],
            }
            for rule in facts.rules
        ],
    }
    if facts.moved:
        said["redirects"] = [
            {"source": _plain(_asked_for(moved, facts.base)), "destination": moved.new, "permanent": True}
            for moved in facts.moved
        ]
    return {"vercel.json": f"{json.dumps(said, indent=2, ensure_ascii=False)}\n".encode()}


def _asked_for(moved: Moved, base: str) -> str:
    """As in a request. A missing slash is added before redirects are looked at."""
    return quote(base + moved.old, safe="/@!$&'()*+,;=-._~") + "/" * moved.is_folder


def _plain(path: str) -> str:
    return _SPECIAL.sub(r"\\\1", path)


VERCEL = Host(
    name="vercel",
    title="Vercel",
    limits=Limits(total_bytes=100 * MB, redirects=1_024),
    files=_files,
    terms="Vercel's free plan is not for selling",
    root_only=True,
    squeezes=True,
)
