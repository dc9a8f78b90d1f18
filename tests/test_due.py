"""When to build again: the command, and the workflow that remembers its answer."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from sitegen.cli import main
from tests.world import World

WORKFLOW = Path(__file__).parent.parent / "docs/examples/publish.yml"

TEA = """
-- content/products/tea.md --
---
title: Tea
sku: T
price: 12
offers: [{price: 10, label: Sale, from: 2026-12-01T00:00, until: 2026-12-03T00:00}]
---
"""


@pytest.mark.parametrize(
    ("clock", "answer"),
    [
        ("2026-11-22T00:00+08:00", "2026-11-30T16:00:00Z"),
        ("2026-12-02T00:00+08:00", "2026-12-02T16:00:00Z"),
        ("2026-12-03T00:00+08:00", "never"),
    ],
)
def test_the_next_change_is_told_in_utc(world: Callable[..., World], clock: str, answer: str) -> None:
    done = CliRunner().invoke(main, ["due", "-s", str(world(TEA).folder), "--clock", clock], catch_exceptions=False)
    assert (done.exit_code, done.stdout) == (0, f"{answer}\n")


def workflow() -> dict[str, Any]:
    return yaml.safe_load(WORKFLOW.read_text())


def _at(hours: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("event", "due", "answer"),
    [
        ("schedule", 2, "no"),
        ("schedule", "never", "no"),
        ("schedule", -2, "yes"),
        ("schedule", None, "yes"),
        ("push", 2, "yes"),
        ("workflow_dispatch", "never", "yes"),
    ],
)
def test_the_workflow_builds_when_it_is_time(tmp_path: Path, event: str, due: int | str | None, answer: str) -> None:
    """`due` is so many hours from now, never, or not known."""
    step = next(step for step in workflow()["jobs"]["look"]["steps"] if step.get("id") == "look")
    if due:
        (tmp_path / "due.txt").write_text(f"{_at(due) if isinstance(due, int) else due}\n")
    environment = {"PATH": "/usr/bin:/bin", "EVENT": event, "GITHUB_OUTPUT": str(tmp_path / "output")}
    subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "output").read_text() == f"build={answer}\n"


def test_the_workflow_remembers_only_what_was_published() -> None:
    steps = workflow()["jobs"]["publish"]["steps"]
    commands = [step["run"].split() for step in steps if step.get("run", "").startswith("sitegen")]
    assert {words[1] for words in commands} <= set(main.list_commands(click.Context(main)))
    order = [step.get("uses", step.get("run", "")).split("@")[0] for step in steps]
    assert order.index("actions/deploy-pages") < order.index("actions/cache/save") == len(order) - 1
    looked = next(step for step in workflow()["jobs"]["look"]["steps"] if "uses" in step)
    assert steps[-1]["with"]["key"].startswith(looked["with"]["restore-keys"])
    assert steps[-1]["with"]["path"] == looked["with"]["path"]
