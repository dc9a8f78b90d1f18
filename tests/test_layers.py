"""Imports only point down the floors, types included."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sitegen"

FLOORS = (
    {
        "__init__",
        "errors",
        "text",
        "languages",
        "digest",
        "settings",
        "package",
        "installed",
        "plugins",
        "memory",
        "collecting",
    },
    {"load"},
    {"model"},
    {"tables", "editing"},
    {"plan"},
    {"render"},
    {"write"},
    {"engines", "checkouts", "earnings", "importers", "feeds", "hosts"},
    {"kits", "audit", "deploy"},
    {"afar", "standing"},
    {"build", "starting", "adding", "sharing"},
    {"dev"},
    {"previewing"},
    {"cli"},
    {"__main__"},
)
FLOOR_OF = {name: number for number, names in enumerate(FLOORS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400


def test_every_part_of_the_package_has_a_floor() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    assert parts == set(FLOOR_OF)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_point_down(path: Path) -> None:
    mine = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    upward = [name for name in _imported(path) if FLOOR_OF[name] > FLOOR_OF[mine]]
    sideways = [name for name in _imported(path) if FLOOR_OF[name] == FLOOR_OF[mine] > 0 and name != mine]
    assert upward == []
    assert sideways == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_fit_in_one_head(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


def test_only_the_command_line_prints() -> None:
    printing = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def _imported(path: Path) -> list[str]:
    """Parts of the package that a module imports, wherever in it and whatever for."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sitegen":
            below = node.module.split(".")[1:]
            names += below[:1] or [alias.name for alias in node.names if alias.name in FLOOR_OF]
        elif isinstance(node, ast.Import):
            names += [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("sitegen.")]
    return names
