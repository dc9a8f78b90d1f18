"""When something last changed, as far as its author says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from sitegen.plan.changes import last_change, latest
from tests.world import World


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("", None),
        ("date: 2026-03-01", date(2026, 3, 1)),
        ("date: 2026-03-01\nupdated: 2026-04-01", date(2026, 4, 1)),
        ("reviews: [{by: Ann, rating: 5, text: Good., date: 2026-05-01}]", date(2026, 5, 1)),
        ("offers: [{price: 1, from: 2026-06-01, until: 2026-07-01}]", date(2026, 7, 1)),
        ("offers: [{price: 1, from: 2026-06-01, until: 2027-07-01}]", date(2026, 6, 1)),
        ("updated: 2026-11-21T23:30:00-05:00", date(2026, 11, 22)),
    ],
)
def test_a_product_changed_when_its_front_matter_says_so(
    said: str, changed: date | None, world: Callable[..., World]
) -> None:
    site = world("")
    site.put("content/products/tea.md", f"---\ntitle: Tea\nsku: T\nprice: 9\n{said}\n---\n")
    catalog = site.check().catalog
    product = catalog.editions[0].products["tea"]
    assert last_change(product, datetime(2026, 11, 22, 12, tzinfo=UTC), catalog.zone) == changed


def test_nothing_is_newer_than_something() -> None:
    assert latest([None, date(2026, 1, 1), None]) == date(2026, 1, 1)
    assert latest([]) is None
