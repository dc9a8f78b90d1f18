"""What a macro made of a card is kept where the macro can only say the same again, and nowhere else."""

from __future__ import annotations

import jinja2
import pytest

from sitegen.render.remembering import MOST, Remembered, Template, quick_context
from sitegen.render.views import CreatorCard

MACROS = """
{% macro tile(person, size="s") %}{{ ask(person.name) }} {{ size }}{% endmacro %}
{% macro around(person) %}<{{ caller() }}{{ ask(person.name) }}>{% endmacro %}
"""


def card(name: str) -> CreatorCard:
    return CreatorCard(name=name, tagline="", url="/", avatar=None, initial="", accent="")


class Shop:
    """An environment that counts what its macros ask."""

    def __init__(self, **templates: str) -> None:
        self.asked: list[str] = []
        loader = jinja2.DictLoader({"_m.html": MACROS, **templates})
        self.environment = jinja2.Environment(loader=loader, autoescape=True)
        self.environment.template_class = Template
        self.environment.context_class = quick_context(Remembered())
        self.environment.globals["ask"] = self._ask

    def _ask(self, name: str) -> str:
        self.asked.append(name)
        return name

    def says(self, text: str, **values: object) -> str:
        return self.environment.from_string(text).render(values)


def test_a_card_is_made_once_for_all_pages_that_show_it() -> None:
    shop, lin = Shop(), card("<Lin>")
    text = '{% from "_m.html" import tile %}{{ page }}: {{ tile(lin) }}'
    assert [shop.says(text, lin=lin, page=page) for page in "ab"] == ["a: &lt;Lin&gt; s", "b: &lt;Lin&gt; s"]
    assert shop.asked == ["<Lin>"]


def test_another_card_that_says_the_same_is_made_by_itself() -> None:
    shop = Shop()
    text = '{% from "_m.html" import tile %}{{ tile(one) }}{{ tile(other) }}'
    assert shop.says(text, one=card("Lin"), other=card("Lin")) == "Lin sLin s"
    assert shop.asked == ["Lin", "Lin"]


@pytest.mark.parametrize(
    ("one", "other"), [('"s"', '"m"'), ('"1"', "1"), ("1", "true"), ('"<"', '"<" | safe'), ("none", "0")]
)
def test_other_arguments_are_another_answer(one: str, other: str) -> None:
    shop, plain = Shop(), jinja2.Environment(loader=jinja2.DictLoader({"_m.html": MACROS}), autoescape=True)
    plain.globals["ask"] = str
    for way in ("lin, {}", "lin, size={}"):
        text = '{% from "_m.html" import tile %}' + "".join(
            f"{{{{ tile({way.format(value)}) }}}};" for value in (one, other, one)
        )
        lin = card("Lin")
        assert shop.says(text, lin=lin) == plain.from_string(text).render(lin=lin)


def test_macros_of_one_page_and_those_that_call_back_are_never_kept() -> None:
    shop, lin = Shop(), card("Lin")
    local = "{% macro m(person) %}{{ page }}{{ person.name }}{% endmacro %}{{ m(lin) }}"
    assert [shop.says(local, lin=lin, page=page) for page in "ab"] == ["aLin", "bLin"]
    calling = '{% from "_m.html" import around %}{% call around(lin) %}{{ page }}{% endcall %}'
    assert [shop.says(calling, lin=lin, page=page) for page in "ab"] == ["<aLin>", "<bLin>"]


def test_with_the_context_of_a_page_nothing_is_kept() -> None:
    shop, lin = Shop(**{"_c.html": "{% macro m(person) %}{{ page }}{{ person.name }}{% endmacro %}"}), card("Lin")
    text = '{% from "_c.html" import m with context %}{{ m(lin) }}'
    assert [shop.says(text, lin=lin, page=page) for page in "ab"] == ["aLin", "bLin"]


def test_memory_stays_flat() -> None:
    shop = Shop()
    text = shop.environment.from_string('{% from "_m.html" import tile %}{{ tile(person) }}')
    for number in range(3 * MOST):
        assert text.render(person=card(str(number))) == f"{number} s"
    kept = [cell.cell_contents for cell in shop.environment.context_class.call.__closure__ or ()]
    (remembered,) = (one for one in kept if isinstance(one, Remembered))
    assert len(remembered) <= MOST
