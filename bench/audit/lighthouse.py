"""Lighthouse on a phone with a slow network, as it simulates one; the median of several looks at a page."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LCP, CLS = 1000, 0.0  # what a page may take: milliseconds, and how much of it may move


class Seen(msgspec.Struct, frozen=True):
    """What Lighthouse says of a page: scores of 100, milliseconds, and audits that were not passed in every look."""

    address: str
    scores: dict[str, int]
    paint: int
    shift: float
    blocking: int
    speed: int
    failed: tuple[str, ...]

    @property
    def good(self) -> bool:
        return all(score == 100 for score in self.scores.values()) and self.paint <= LCP and self.shift == CLS


def look(modules: Path, url: str, address: str, times: int) -> Seen:
    """The medians of several looks."""
    looks = [_look(modules, url + address) for _ in range(times)]
    return Seen(
        address=address,
        scores={name: round(100 * median(one["categories"][name]["score"] for one in looks)) for name in CATEGORIES},
        paint=round(median(_value(one, "largest-contentful-paint") for one in looks)),
        shift=median(_value(one, "cumulative-layout-shift") for one in looks),
        blocking=round(median(_value(one, "total-blocking-time") for one in looks)),
        speed=round(median(one["environment"]["benchmarkIndex"] for one in looks)),
        failed=tuple(sorted(set.intersection(*(_failed(one) for one in looks)))),
    )


def version(modules: Path) -> str:
    return str(json.loads((modules / "lighthouse/package.json").read_bytes())["version"])


def _look(modules: Path, url: str) -> dict[str, Any]:
    command = [
        str(modules / ".bin/lighthouse"), url, "--output=json", "--quiet",
        f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    done = subprocess.run(command, env=os.environ | {"CHROME_PATH": CHROMIUM}, capture_output=True, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _value(report: dict[str, Any], audit: str) -> float:
    return float(report["audits"][audit]["numericValue"])


def _failed(report: dict[str, Any]) -> set[str]:
    return {name for name, one in report["audits"].items() if one["score"] == 0 and one["scoreDisplayMode"] == "binary"}
