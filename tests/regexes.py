"""Every regular expression of the package, and texts made to keep each of them busy."""

from __future__ import annotations

import ast
import importlib
import re
import re._parser as sre  # the only way to ask a pattern what it is made of
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from sitegen.model.compliance.lists import LISTS

PACKAGE = Path(__file__).parent.parent / "sitegen"
LONG = 30_000
SHORT = 1_500  # where an expression is slow for as many signs already, it is asked again with many
MANY = 200_000  # what is quadratic takes long for these on any machine

_ASKING = ("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
_ENDS = ("\0", "\n", "x!", " x")
_NOISE = ("a", " ", "\n", "-", "<", "[", "a ", "a-", "0", "0.", "/", "&", "护", "<a ")
_UNITS = 5
_SUSPECT = 0.1  # thousandths of a second; a quadratic expression takes ten times that and more on a quick machine
_WAYS = 8


class Expression(msgspec.Struct, frozen=True):
    """`asked` are the methods that the package calls on it."""

    place: str
    pattern: re.Pattern[Any]
    asked: frozenset[str]


class TooSlow(Exception):
    pass


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stops a match that takes longer; the time of this process counts, so a busy machine changes nothing."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def expressions() -> tuple[list[Expression], list[str]]:
    """All expressions of the package, and the places of those that only a run can tell."""
    found: list[Expression] = []
    unknown: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name == "__main__.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for call in ast.walk(tree):
            if _asks_re(call):
                place = f"{path.relative_to(PACKAGE.parent)}:{call.lineno}"
                pattern = _pattern(call, vars(importlib.import_module(module)))
                if pattern is None:
                    unknown.append(place)
                else:
                    found.append(Expression(place, pattern, _methods(call, tree)))
    found += [
        Expression(f"sitegen/model/compliance/lists.py#{number}", each.pattern, frozenset({"search"}))
        for number, each in enumerate(LISTS)
    ]
    return found, unknown


def slowest(expression: Expression, seconds: float, long: int = LONG) -> tuple[float, str]:
    """How long the slowest long text takes, and how it begins."""
    worst = (0.0, "")
    for beginning, unit, end in attacks(expression.pattern):
        short, full = (beginning + unit * (length // len(unit)) + end for length in (SHORT, long))
        for method in sorted(expression.asked):
            if _spent(expression.pattern, method, short, seconds) < _SUSPECT / 1000:
                continue
            spent = _spent(expression.pattern, method, full, seconds)
            worst = max(worst, (spent, f"{method} {beginning!r} {unit!r}… {end!r}"))
            if spent >= seconds:
                return worst
    return worst


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Texts that almost match: beginning, what to pump, and end, from all parts of the pattern."""
    seen = set()
    for parts in _ways(list(sre.parse(pattern.pattern, pattern.flags & ~re.DEBUG))):
        beginnings = [""]
        for part in parts:
            beginnings.append(beginnings[-1] + _sample(part, 0))
        units = {unit for part in parts for unit in _units(part)}
        for unit in dict.fromkeys([*sorted({*units, *beginnings[1:]} - {""}), *_NOISE]):
            for beginning in dict.fromkeys(("", *beginnings[-_UNITS:])):
                for end in _ENDS:
                    if (attack := (beginning, unit, end)) not in seen:
                        seen.add(attack)
                        yield attack


def _ways(parts: list[Any]) -> Iterator[list[Any]]:
    """The parts of a pattern, one way through its outermost alternatives at a time."""
    ways: list[list[Any]] = [[]]
    for part in parts:
        if str(part[0]) == "BRANCH" and len(ways) * len(part[1][1]) <= _WAYS:
            ways = [[*way, *branch] for way in ways for branch in part[1][1]]
        else:
            ways = [[*way, part] for way in ways]
    yield from ways


def _spent(pattern: re.Pattern[Any], method: str, written: str, seconds: float) -> float:
    text = written.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else written
    started = time.process_time()
    try:
        with at_most(seconds):
            found = getattr(pattern, method)(text)
            if method == "finditer":
                for _ in found:
                    pass
    except TooSlow:
        return seconds
    return time.process_time() - started


def _asks_re(node: ast.AST) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    is_re = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"
    return is_re and isinstance(function, ast.Attribute) and function.attr in _ASKING


def _pattern(call: ast.Call, names: dict[str, Any]) -> re.Pattern[Any] | None:
    flags = [word.value for word in call.keywords if word.arg == "flags"]
    if call.func.attr == "compile" and len(call.args) > 1:
        flags.append(call.args[1])
    try:
        values = [eval(compile(ast.Expression(part), "", "eval"), names) for part in (call.args[0], *flags)]
    except NameError:
        return None
    return re.compile(values[0], values[1] if flags else 0)


def _methods(call: ast.Call, tree: ast.Module) -> frozenset[str]:
    """What is called on the pattern: by the call itself, or on the name it is given."""
    if call.func.attr != "compile":
        return frozenset({_plainly(call.func.attr)})
    names = [
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and node.value is call
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    used = {
        _plainly(node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
    }
    asked = used & {"match", "fullmatch", "search", "finditer"}
    return frozenset(asked or {"finditer", "fullmatch"})


def _plainly(method: str) -> str:
    """Replacing, splitting and finding all search from everywhere."""
    return "finditer" if method in ("sub", "subn", "split", "findall") else method


def _units(part: Any) -> Iterator[str]:
    """What the repeats in a part of a pattern repeat."""
    name, value = str(part[0]), part[1]
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        _, most, body = value
        if most > _UNITS:
            yield from {"".join(_sample(item, choice) for item in body) for choice in range(3)}
        yield from (unit for item in body for unit in _units(item))
    elif name == "SUBPATTERN":
        yield from (unit for item in value[-1] for unit in _units(item))
    elif name == "BRANCH":
        yield from (unit for branch in value[1] for item in branch for unit in _units(item))


def _sample(part: Any, choice: int) -> str:
    """Something short that matches a part of a pattern, one of several."""
    name, value = str(part[0]), part[1]
    match name:
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL" | "ANY":
            return "ax "[choice % 3]
        case "IN":
            return _member(value, choice)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, body = value
            return "".join(_sample(item, choice) for item in body) * max(least, 1)
        case "SUBPATTERN":
            return "".join(_sample(item, choice) for item in value[-1])
        case "BRANCH":
            return "".join(_sample(item, choice) for item in value[1][choice % len(value[1])])
        case "ATOMIC_GROUP":
            return "".join(_sample(item, choice) for item in value)
        case _:
            return ""


def _member(items: Any, choice: int) -> str:
    if str(items[0][0]) == "NEGATE":
        shut = re.compile(
            "[" + "".join(re.escape(chr(value)) for name, value in items if str(name) == "LITERAL") + "\0]"
        )
        return next(sign for sign in ("a -\n<0"[choice:] + "b{") if not shut.match(sign))
    name, value = items[choice % len(items)]
    match str(name):
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(value[0])
        case _:
            return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "0", "CATEGORY_NOT_SPACE": "a"}.get(str(value), "a")
