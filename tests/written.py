"""Nodes and fields from a few lines of YAML, for tests of single functions."""

from __future__ import annotations

import textwrap
from typing import TypeVar

import msgspec

from sitegen.errors import Problem
from sitegen.load.nodes import Mapping, Node
from sitegen.load.yaml_reader import YamlError, read_mapping
from sitegen.model.reading import FieldReader
from sitegen.model.scalars import scalar_readers

S = TypeVar("S", bound=msgspec.Struct)

FILE = "a.md"


def mapping(text: str) -> Mapping:
    """The mapping of a text that nobody complains of."""
    node, problems = read_mapping(textwrap.dedent(text).lstrip("\n"), FILE)
    assert problems == []
    return node


def value(text: str) -> Node:
    """The node that a YAML text of one value stands for."""
    node = mapping(f"it: {text}").get("it")
    assert node is not None
    return node


def refusal(text: str) -> str:
    """Why a text is no YAML we accept."""
    try:
        read_mapping(text, FILE)
    except YamlError as error:
        return str(error.problem)
    raise AssertionError("the text was accepted")


def read(text: str, kind: type[S], currency: str = "CNY") -> tuple[S | None, list[str]]:
    """The struct that a YAML text stands for, and what is wrong with it."""
    problems: list[Problem] = []
    found = FieldReader(scalar_readers(currency), problems.append).struct(mapping(text), kind)
    return found, [str(problem) for problem in problems]
