"""Problems: where, what and what to do, in the order in which somebody reads the files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import ContentError, Place, Problem, as_errors, errors_in, in_reading_order

TEA = Place("tea.md", 3, "price")


def test_a_problem_reads_as_one_line_with_file_line_field_and_hint() -> None:
    assert str(Problem(TEA, "no price", "add one")) == "tea.md:3: price: no price (add one)"


def test_a_problem_without_line_field_or_hint_leaves_them_out() -> None:
    assert str(Problem(Place("tea.md"), "it is empty")) == "tea.md: it is empty"


def test_errors_come_before_warnings_then_file_by_file_from_top_to_bottom() -> None:
    warning = Problem(Place("a.md", 1), "odd", severity="warning")
    top, bottom, other = Problem(Place("b.md", 2), "x"), Problem(Place("b.md", 10), "y"), Problem(Place("c.md"), "z")
    assert in_reading_order([warning, other, bottom, top]) == [top, bottom, other, warning]


def test_on_one_line_the_second_item_comes_before_the_tenth() -> None:
    tenth, second = (Problem(Place("a.md", 1, f"picks[{n}].product"), "unknown") for n in (10, 2))
    assert in_reading_order([tenth, second]) == [second, tenth]


def test_the_same_complaint_is_made_once() -> None:
    assert in_reading_order([Problem(TEA, "no price"), Problem(TEA, "no price")]) == [Problem(TEA, "no price")]


def test_a_content_error_says_everything_that_is_wrong() -> None:
    error = ContentError([Problem(Place("b.md"), "second"), Problem(Place("a.md"), "first")])
    assert str(error) == "a.md: first\nb.md: second"
    assert [problem.what for problem in error.problems] == ["first", "second"]


def test_strict_makes_errors_of_warnings() -> None:
    warning = Problem(TEA, "odd", severity="warning")
    assert errors_in([warning]) == []
    assert errors_in(as_errors([warning])) == [Problem(TEA, "odd")]


@pytest.mark.parametrize("character", ["\x1b", "\n", "\r", "\x9b", "\u202e", "\u2028"], ids=ascii)
def test_an_author_cannot_steer_the_terminal_of_whoever_builds(character: str) -> None:
    problem = Problem(Place("a.md", 1, f"x{character}"), f"`{character}` is no price", f"not {character}")
    assert character not in str(problem)
    assert "is no price" in problem.what


def test_words_in_any_script_stay_as_they_are() -> None:
    assert Problem(TEA, "`护手霜 🧼 é` is unknown").what == "`护手霜 🧼 é` is unknown"


def test_an_endless_quotation_is_cut() -> None:
    assert len(str(Problem(Place("a.md", 1, "y" * 10_000), "x" * 1_000_000, "z" * 1_000_000))) < 1_500


PLACES = st.builds(Place, st.text("ab", max_size=3), st.none() | st.integers(1, 9), st.none() | st.text(max_size=9))


@given(st.lists(st.builds(Problem, PLACES, st.text(max_size=9)), max_size=9))
def test_any_problems_can_be_put_in_order_and_none_is_lost(problems: list[Problem]) -> None:
    assert set(in_reading_order(problems)) == set(problems)
