"""What the person who starts a build may choose."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.settings import Settings

SETTINGS = Settings(source=Path("shop"), output=Path("out"), clock=datetime(2026, 11, 22, tzinfo=UTC))


def test_what_a_build_remembers_lies_in_the_site_and_not_in_the_output() -> None:
    assert SETTINGS.state == Path("shop/.sitegen")


def test_drafts_and_what_lies_ahead_are_only_shown_on_request() -> None:
    assert not any((SETTINGS.drafts, SETTINGS.future, SETTINGS.strict))


def test_choices_do_not_change_during_a_build() -> None:
    with pytest.raises(AttributeError):
        SETTINGS.drafts = True  # type: ignore[misc]
