"""What gets links blocked or breaks a law is found, with file and line; what is innocent is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import zip_longest

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sitegen.cli import main
from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping
from sitegen.model.compliance import wording
from sitegen.model.compliance.lists import LISTS, Kind, List
from sitegen.model.compliance.wording import phrase_pattern
from tests.refusing import SITE, TEA, product, stocked
from tests.world import World


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    return stocked(world("-- static/notes.txt --\nx\n"))


BAD = {
    "promises something for sharing": [
        "Share this page to win a candle",
        "Forward it to three friends and receive one",
        "refer & earn",
        "Invite a friend and you both get 10%",
        "转发即送小样",
        "分享有礼",
        "集30个赞",
        "邀请3位好友，立得红包",
        "轉發抽獎",
    ],
    "promises an income": [
        "A passive income from your sofa",
        "financial freedom",
        "Quit your day job",
        "Earn up to $1,000 a week",
        "guaranteed earnings",
        "躺赚",
        "月入十万",
        "日入过万",
        "稳赚不赔",
    ],
    "pays people for bringing in others": [
        "your downline",
        "Join my team and earn",
        "recruit friends",
        "second-level commission",
        "commission on sales of people you bring",
        "发展下级",
        "三级分销",
        "招代理",
        "不用交入会费",
    ],
    "claims to heal or to be medicine": [
        "cures acne",
        "It heals eczema overnight",
        "prevents hair loss",
        "Clinically proven",
        "medical-grade silicone skin care",
        "no side effects",
        "boosts your immune system",
        "burns belly fat",
        "lose 10 kg",
        "根治痘痘",
        "无副作用",
        "药妆",
        "降血压",
    ],
    "is a superlative that advertising in China may not use": ["国家级", "全网最低", "销量第一", "史上最好用", "顶级"],
}
INNOCENT = [
    "Share it with whoever you like.",
    "Send me a message and I answer.",
    "Winter is window season; a treat for the skin.",
    "The treatment of the wood takes a week, and cured ham is not for everyone.",
    "I earn a commission if you buy here.",
    "Join our community evening; bring a friend.",
    "The outline of the leaf. Deadlines. A pipeline.",
    "It will not heal you. It smells good.",
    "Level two of the shelf, third level of the car park.",
    "分享我的早餐。",
    "新品上线了，一级棒。",
    "没有特效，只有耐心。",
    "最近用了两个月。",
    "他入了三万次门。",
]


@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in BAD.items() for text in texts])
def test_what_must_not_be_said_is_found_wherever_it_stands(shop: World, what: str, text: str) -> None:
    shop.put(TEA, product(f"summary: '{text}'", f"\nFine.\n\nOh: {text}, they say.\n"))
    said = [line for line in shop.complaints().splitlines() if line.startswith(TEA)]
    assert [line.partition(": ")[0] for line in said if what in line] == [f"{TEA}:5", f"{TEA}:10"], said


def test_what_must_not_be_said_is_found_across_the_end_of_a_line_and_once(shop: World) -> None:
    shop.put(TEA, product("", "\nPlease invite a friend\nand you both get a candle.\n"))
    said = shop.complaints().splitlines()
    assert [line.partition(": ")[0] for line in said] == [f"{TEA}:8"]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_sentences_are_left_alone(shop: World, text: str) -> None:
    shop.put(TEA, product(f"summary: '{text}'", f"{text}\n"))
    assert shop.complaints() == ""


def test_every_list_is_tried_here_and_its_stems_let_nothing_through() -> None:
    texts = [text for texts in BAD.values() for text in texts]
    for each in LISTS:
        found = [text for text in texts if each.pattern.search(text)]
        assert len(found) >= 4, each.kind
        for text in found:
            assert any(stem in text.lower() for stem in each.stems), text


PIECES = [word for texts in BAD.values() for text in texts for word in text.split(" ")]
PIECES += [" ", "\n", "\r\n", "\u2028", "\u0130", "\u00df", "x" * 120, "\n\n", "\t", ". "]
OWN = [List(Kind("own", ""), "", ("",), phrase_pattern("a friend").pattern)]


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["", " "]), st.booleans())
def test_no_line_is_passed_over_that_says_something(pieces: list[str], joint: str, has_own: bool) -> None:
    """Only lines with a stem are looked at; looking at all of them with all lists finds no more."""
    document = Document(
        kind="pages",
        name="a",
        language=None,
        file="a.md",
        folder="",
        fields=Mapping(Place("a.md")),
        body=joint.join(pieces),
    )
    found = wording._wording(document, OWN if has_own else [], [])
    everything: list[Problem] = []
    lines = document.body.splitlines()
    for number, (line, after) in enumerate(zip_longest(lines, lines[1:], fillvalue=""), 1):
        more = " ".join(after[: wording.REACH].split())
        wording._check(line, more, Place("a.md", number), [*LISTS, *(OWN if has_own else [])], [], everything.append)
    assert found == everything


def test_an_owner_adds_words_and_allows_others(shop: World) -> None:
    shop.put("site.yaml", SITE + 'words: {avoid: [miracle, "anti-age*", 神奇], allow: ["detox tea"]}\n')
    body = "A miracle.\n\nMiraculous.\n\nAnti-ageing!\n\n很神奇。\n\nOur detox tea.\n\nA detox.\n"
    shop.put(TEA, product("", body))
    said = [line.partition(" (")[0] for line in shop.complaints().splitlines()]
    assert said == [
        f"{TEA}:7: `miracle` is on this site's list of words to avoid",
        f"{TEA}:11: `Anti-ageing` is on this site's list of words to avoid",
        f"{TEA}:13: `神奇` is on this site's list of words to avoid",
        f"{TEA}:17: `detox` claims to heal or to be medicine",
    ]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("cat", "concatenate", False),
        ("cat", "A CAT.", True),
        ("cat food", "cat   food", True),
        ("cat*", "cats", True),
        ("*proof", "waterproof", True),
        ("a.c", "abc", False),
        ("(", "(", True),
        ("猫", "小猫咪", True),
    ],
)
def test_phrases_are_words_and_not_patterns(phrase: str, text: str, found: bool) -> None:
    assert bool(phrase_pattern(phrase).search(text)) is found


def test_no_phrase_of_an_owner_keeps_the_check_busy(shop: World) -> None:
    phrases = ["*a*a*a*a*", "a* b* c* d* e*", "** ** **", "*" * 50, "x" * 500, "*a*a*a*a*x", "*a" * 20]
    shop.put("site.yaml", SITE + f"words: {{avoid: {phrases}, allow: {phrases}}}\n")
    shop.put(TEA, product("", "a" * 30_000 + "\n\n" + "a b " * 10_000 + "\n"))
    started = time.process_time()
    shop.complaints()
    assert time.process_time() - started < 3


def test_texts_in_other_languages_are_looked_at_too(shop: World) -> None:
    shop.put("content/products/tea.zh.md", "---\ntitle: 茶\n---\n转发即送。\n")
    assert "content/products/tea.zh.md:4: `转发即送` promises something for sharing" in shop.complaints()


def test_offers_long_over_are_told_by_check_and_never_fail_a_build(shop: World) -> None:
    shop.put(TEA, product("offers:\n  - {price: 9, until: 2026-10-01}\n  - {price: 8, until: 2026-11-20}"))
    words = ["--source", str(shop.folder), "--clock", "2026-11-22T12:00Z", "--strict"]
    told = CliRunner().invoke(main, ["check", *words])
    assert told.exit_code == 0
    assert f"{TEA}:6" in told.output
    assert "this offer ended on 2026-10-01 and no page shows it" in told.output
    assert "2026-11-20" not in told.output
    assert shop.complaints(strict=True, clock=datetime(2030, 1, 1, tzinfo=UTC)) == ""
