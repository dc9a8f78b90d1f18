"""Marks: they survive the way through Markdown, know their line, and nobody else can make them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.marks import Marks, Mention, unmarked, unnumbered


def test_a_mark_in_text_or_link_is_found_again_in_order() -> None:
    marks = Marks("a text")
    card, link = marks.mention("card", "tea"), marks.mention("link", "a.md")
    markup = f'<p>{marks.in_text(card)}</p><p><a href="{marks.in_href(link)}" title="t">x</a></p>'
    assert marks.pieces(markup) == [
        Mention("card", "tea"),
        "<p>",
        Mention("link", "a.md", attributes=' title="t"'),
        "x</a></p>",
    ]


def test_the_mark_of_one_text_means_nothing_in_another() -> None:
    here, there = Marks("here"), Marks("there")
    here.in_text(here.mention("card", "cup"))
    stolen = there.in_text(there.mention("card", "tea"))
    assert here.pieces(f"a{stolen}b") == ["a", "b"]
    assert here.behind(there.in_href(there.mention("link", "x"))) is None


def test_the_number_of_a_mark_nobody_made_means_nothing() -> None:
    marks = Marks("a text")
    name = marks.in_href(marks.mention("link", "x"))
    assert marks.behind(name) == Mention("link", "x")
    assert marks.behind(name[:-1] + "7") is None
    assert marks.behind(name + "9" * 5000) is None


def test_targets_are_numbered_and_everything_else_stays() -> None:
    numbered = Marks("a\n[[tea]] ![x](y.jpg)\n`code`").numbered_source()
    assert numbered != "a\n[[tea]] ![x](y.jpg)\n`code`"
    assert unnumbered(numbered) == "a\n[[tea]] ![x](y.jpg)\n`code`"


@given(st.text())
def test_numbering_a_text_changes_nothing_but_tabs_and_reserved_characters(source: str) -> None:
    numbered = unnumbered(Marks(source).numbered_source())
    kept = "".join(character for character in source if character not in "\x02\x03\ue000\ue001\ue002\ue003")
    assert numbered == kept.expandtabs(4)


def test_a_mention_has_the_line_of_its_target_and_clean_words() -> None:
    marks = Marks("one\n[[tea|my [[tea]]")
    target = marks.numbered_source().split("[[")[1].split("|")[0]
    assert marks.mention("product", target, words=marks.numbered_source()) == Mention(
        "product", "tea", words="one\n[[tea|my [[tea]]", line=1
    )


def test_a_target_without_a_number_is_looked_up() -> None:
    marks = Marks('one\ntwo\n<a href="x.md">')
    marks.refuse("x.md")
    assert marks.refused == [Mention("refused", "x.md", line=2)]


def test_marks_leave_a_space_where_they_stood() -> None:
    marks = Marks("text")
    assert unmarked(f"a{marks.in_text(marks.mention('photo', 'x'))}b") == "a b"
