"""YAML, read safely: positions, duplicates, and what is refused before it costs anything."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.load import yaml_reader
from sitegen.load.nodes import resolve
from sitegen.load.yaml_reader import DEEPEST, MOST_VALUES, YamlError, read_mapping
from tests.written import FILE, mapping, refusal


def complaints(text: str) -> list[str]:
    return [str(problem) for problem in read_mapping(text, FILE)[1]]


@pytest.fixture(params=["libyaml", "Python"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "Python":
        monkeypatch.setattr(yaml_reader, "_Loader", yaml.SafeLoader)


@pytest.mark.usefixtures("either_parser")
def test_lines_are_counted_from_where_the_text_begins_in_its_file() -> None:
    node, _ = read_mapping("title: Tea\nphotos:\n- a.jpg\n", FILE, first_line=2)
    assert node.at("photos", 0).line == 4


@pytest.mark.usefixtures("either_parser")
def test_quoted_and_plain_scalars_are_told_apart() -> None:
    assert resolve(mapping("a: null\nb: 'null'\nc: \"null\"\nd: |\n  null\n")) == {
        "a": None,
        "b": "null",
        "c": "null",
        "d": "null\n",
    }


def test_an_empty_text_and_one_of_comments_hold_nothing() -> None:
    assert mapping("").entries == mapping("# nothing yet\n").entries == ()


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "[a]", "42"])
def test_a_text_that_is_no_mapping_is_refused(text: str) -> None:
    assert refusal(text) == "a.md:1: this should be `key: value` lines (write for instance `title: Cedar Candle`)"


def test_a_key_that_is_set_twice_is_reported_with_both_lines_and_the_first_counts() -> None:
    node, problems = read_mapping("price: 1\ntitle: Tea\nprice: 2\n", FILE)
    assert resolve(node) == {"price": 1, "title": "Tea"}
    assert [str(problem) for problem in problems] == [
        "a.md:3: price: `price` is already set on line 1 (keep one of the two)"
    ]


def test_a_key_that_is_a_list_is_reported() -> None:
    assert complaints("? [a, b]\n: c\n") == ["a.md:1: a key must be a single word or text (put quotes around it)"]


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!str", "!secret", "!"])
def test_tags_are_reported_and_nothing_is_made_of_them(tag: str) -> None:
    assert complaints(f"title: {tag} Tea\n") == [f"a.md:1: `{tag}` is a tag, and tags are not read (remove it)"]


def test_merge_keys_are_reported_instead_of_being_a_key() -> None:
    node, problems = read_mapping("a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n", FILE)
    assert resolve(node) == {"a": {"x": 1}, "b": {"y": 2}}
    assert str(problems[0]) == "a.md:3: <<: merge keys (`<<`) are not read (write out what should be repeated)"


def test_a_colour_that_yaml_takes_for_a_comment_is_not_lost_in_silence() -> None:
    assert complaints("look:\n  accent: #b4563c\n  mode: dark # at night\n") == [
        'a.md:2: `#b4563c` without quotes is a comment, so nobody reads it (write `"#b4563c"`)'
    ]


def test_aliases_repeat_what_they_name() -> None:
    assert resolve(mapping("a: &a [1, 2]\nb: *a\n")) == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize("text", ["a: *b\n", "a: &a [*a]\n"], ids=["nothing", "itself"])
def test_an_alias_of_nothing_or_of_itself_is_refused(text: str) -> None:
    assert "repeats something that was not named before" in refusal(text)


def bomb(first: str) -> str:
    lines = [f"a0: &a0 {first}", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (bomb("[x, x, x, x, x, x, x, x, x, x]"), f"more than {MOST_VALUES:,} values"),
        (f"a: &a {'x' * 1_000_000}\nb: [*a, *a, *a, *a]\n", "more than 4,000,000 characters"),
        ("\n".join(f"a{n}: &a{n} [[*a{n - 1}]]" if n else "a0: &a0 []" for n in range(40)), "nested more than 20 deep"),
        ("a: " + "[" * 1_000, "nested more than 20 deep"),
        ("a: " + "[" * 1_000_000, "nested more than 20 deep"),
        ("a: " + "{a: " * 250_000, "nested more than 20 deep"),
        ("- " * 300_000, "nested more than 20 deep"),
        ("? " * 300_000, "nested more than 20 deep"),
        ("a: [" + "x, " * MOST_VALUES + "]", f"more than {MOST_VALUES:,} values"),
    ],
    ids=["bomb", "long", "towers of aliases", "brackets", "1 MB", "braces", "dashes", "question marks", "many"],
)
def test_texts_that_unfold_or_nest_too_far_are_refused_at_once(text: str, why: str) -> None:
    started = time.process_time()
    assert why in refusal(text)
    assert time.process_time() - started < 2


def test_twenty_levels_are_deep_enough_for_anybody() -> None:
    assert resolve(mapping("a: " + "[" * DEEPEST + "]" * DEEPEST)) != {}
    assert "nested more than 20 deep" in refusal("a: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe"], ids=ascii)
def test_an_invisible_character_is_named_with_its_line(character: str) -> None:
    name = f"U+{ord(character):04X}"
    assert refusal(f"a: b\nc: d{character}\n") == (
        f"a.md:2: an invisible character ({name}) stands here (type this line anew)"
    )


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"], ids=ascii)
def test_line_ends_that_only_yaml_knows_are_spaces_and_do_not_upset_the_lines(character: str) -> None:
    node = mapping(f"title: one{character}two\nprice: 1\n")
    assert resolve(node) == {"title": "one two", "price": 1}
    assert node.at("price").line == 2


def test_a_second_document_is_refused() -> None:
    assert refusal("a: b\n---\nc: d\n") == "a.md:2: a second document begins here (take out this line)"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcXYZ", min_size=1), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=50)
@given(st.dictionaries(st.text("abcXYZ", min_size=1), VALUES, max_size=4))
def test_whatever_another_tool_writes_can_be_read(values: dict[str, object]) -> None:
    node, problems = read_mapping(yaml.safe_dump(values, allow_unicode=True), FILE)
    assert problems == []
    assert set(node.keys()) == set(values)


@given(st.text("ab:-[]{}&*!|>'\"%@`#,?~ \n\t", max_size=60) | st.text(max_size=40))
@example("---")
def test_any_text_is_read_or_refused_with_a_line_it_has(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in lines_complained_of(text))


def lines_complained_of(text: str) -> list[int]:
    try:
        problems = read_mapping(text, FILE)[1]
    except YamlError as error:
        problems = [error.problem]
    return [problem.place.line or 0 for problem in problems]
