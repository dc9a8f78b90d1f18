"""Hostile content: every vector through every field and construct, into a browser that nothing else protects."""

from __future__ import annotations

import random
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from playwright.sync_api import Browser

from sitegen.model.markdown import ALLOWED_TAGS
from tests.fuzz import faults_of, random_texts, seen_in_browser
from tests.hostile import ADDRESSES, CANARY, ELEMENTS, LISTEN, LOOK, broken_laws, corpus, page_of

SAMPLE = 600

# What `make fuzz` stumbled over. These two only looked as if a link of our own scheme had come through.
FOUND = (
    '<a href="sitegen:00000000000000000000000000000000n0<div>a\nscript:canary(1)${canary(1)}',
    '<table><tr><td><a href="sitegen:<isindex action=javascript:canary(1)></table>https://x.example/" onclick="x',
)


def test_the_laws_notice_what_they_forbid(browser: Browser) -> None:
    """The control: the same vectors, not sanitised, break the laws and fire the canary."""
    raw = [element.replace("!", CANARY) for element in ELEMENTS if element.startswith("<")]
    noticed = [element for element in raw if broken_laws(element)]
    assert len(noticed) > 0.85 * len(raw)
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    for vector in ("<img src=x: onerror=canary(1)>", "<svg onload=canary(1)>", "<a href='java\tscript:x'>x</a>"):
        page.goto("data:text/html;charset=utf-8," + page_of([vector]))
        page.wait_for_timeout(50)
        assert page.evaluate(LOOK, sorted(ALLOWED_TAGS)), vector
    context.close()


def test_no_vector_in_any_context_and_encoding_comes_through(browser: Browser) -> None:
    texts = random.Random(7).sample(list(corpus()), SAMPLE)
    assert [(text, faults) for text in texts if (faults := faults_of(text))] == []
    assert seen_in_browser(browser, texts) == []


def test_no_random_text_comes_through(browser: Browser) -> None:
    texts = list(islice(random_texts(7), SAMPLE))
    assert [(text, faults) for text in texts if (faults := faults_of(text))] == []
    assert seen_in_browser(browser, texts) == []


@pytest.mark.parametrize("text", FOUND)
def test_what_was_found_stays_mended(text: str, browser: Browser) -> None:
    assert faults_of(text) == []
    assert seen_in_browser(browser, [text]) == []


@effort(max_examples=100)
@given(st.lists(st.one_of(st.sampled_from([*ELEMENTS, *ADDRESSES]), st.text(max_size=12)), max_size=6).map("".join))
def test_whatever_is_written_keeps_the_laws(text: str) -> None:
    assert faults_of(text) == []
