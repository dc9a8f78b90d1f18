"""What is remembered from build to build."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.load.files import stamp_of
from sitegen.memory import Memory


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([None, 1, 2]))))
def test_only_what_was_last_made_from_something_else_is_made_again(asked: list[tuple[str, int | None]]) -> None:
    memory, last = Memory(), dict[str, int | None]()
    for name, given_ in asked:
        made: list[int] = []
        memory.recall(name, given_, partial(made.append, 1))
        is_known = name in last and given_ is not None and last[name] == given_
        assert bool(made) is not is_known
        last[name] = given_


def test_a_file_is_believed_to_be_what_it_was_once_its_last_change_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.load.files.STILL_WARM", 100_000_000)
    file = tmp_path / "tea.md"
    assert stamp_of(file) is None
    stamps = []
    for text in ("Tea", "Pie"):
        file.write_text(text)
        os.utime(file, ns=(0, 0))  # a program that hides its change
        assert stamp_of(file) is None
        time.sleep(0.12)
        stamps.append(stamp_of(file))
        assert stamps[-1] is not None
        assert stamp_of(file) == stamps[-1]
    assert stamps[0] != stamps[1]
