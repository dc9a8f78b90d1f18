"""Who may set what: creators who are not trusted, and what they would try."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest

from sitegen.checkouts import find_providers
from sitegen.earnings.rates import read_rates
from sitegen.earnings.roster import read_roster, whole_catalog
from sitegen.model.content import FIELDS_OF, Fields, Pick, Studio
from sitegen.model.lookalikes import mixed_word, skeleton, spelled
from sitegen.model.rights import MAY_SET, owner_of
from tests.world import World

SITE = """
-- site.yaml --
title: LUMÉA
url: https://shop.example/
currency: CNY
timezone: Asia/Shanghai
languages: [en, zh]
checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}", hosts: [pay.example, book.example]}
trust: {creators: false}
creators:
  lin: {slug: lumi, commission: 15%, coupon: LUMI10}
-- content/products/tea.md --
---
title: Tea
sku: T
price: 12
offers: [{label: Friends, price: 10, shares: true}]
---
-- content/creators/lin/index.md --
---
name: Lin
avatar: me.jpg
labels: [teacher]
look: {accent: "#b4563c"}
picks: [{product: tea, note: Good}]
links: [{title: Photos, url: https://photos.example/lin}]
studio: {name: Studio, address: 1 Road, booking: "https://book.example/lin{?tag}"}
---
Hello [[tea]], see [me](https://lin.example/).
-- content/creators/lin/me.jpg --
photo 300x300 #88aa66
-- content/creators/mei/index.md --
---
name: Mei
---
-- content/creators/mei/me.jpg --
photo 300x300 #88aa66
-- content/posts/lin/morning/index.md --
---
creator: lin
title: Morning
---
Tea first.
-- content/shares/lin/anna.md --
---
to: Anna
creator: lin
picks: [tea]
offer: Friends
---
For you.
-- content/shares/mei/secret.md --
---
to: Somebody
creator: mei
---
-- content/events/lin/tasting.md --
---
title: Tasting
kind: live
creator: lin
from: 2026-12-05T20:00
link: https://live.example/lin
---
"""


@pytest.fixture
def team(world: Callable[..., World]) -> World:
    return world(SITE, site=False)


def test_what_a_creator_may_say_is_published(team: World) -> None:
    assert [problem for problem in team.problems() if problem.severity == "error"] == []
    site = team.build()
    assert "tag=lumi_tea" in site.page("/@lumi/tea/")


def keys_of(kind: type[Fields]) -> Iterator[str]:
    return (field.encode_name for field in msgspec.structs.fields(kind))


VALUES = {"draft": "true", "date": "2026-01-01", "publish": "2026-01-01", "expires": "2027-01-01",
          "updated": "2026-01-01", "aliases": "[/products/tea/]", "extra": "{a: 1}", "slug": "mei",
          "commission": "90%", "coupon": "MEI10", "email_hash": "abc"}  # fmt: skip
FORBIDDEN = [(kind, key) for kind, may in MAY_SET.items() for key in keys_of(FIELDS_OF[kind])
             if not any(known.split(".")[0] == key for known in may)]  # fmt: skip


@pytest.mark.parametrize(("kind", "key"), FORBIDDEN)
def test_no_other_key_is_a_creators_to_set(kind: str, key: str, team: World) -> None:
    file = {"creators": "creators/lin/index", "posts": "posts/lin/morning/index", "shares": "shares/lin/anna",
            "events": "events/lin/tasting"}[kind]  # fmt: skip
    for name in (f"content/{file}.md", f"content/{file}.zh.md"):
        path = team.folder / name
        before = path.read_text() if path.exists() else "---\n---\n"
        path.write_text(before.replace("---\n", f"---\n{key}: {VALUES[key]}\n", 1))
        assert f"{name}:2: {key}: `{key}` is not a creator's to set" in team.complaints()
        path.write_text(before)


def test_the_table_knows_no_key_that_is_not_there() -> None:
    nested = {"picks": set(keys_of(Pick)), "studio": set(keys_of(Studio))}
    for kind, may in MAY_SET.items():
        for key in may:
            outer, _, inner = key.partition(".")
            assert outer in set(keys_of(FIELDS_OF[kind])), key
            assert not inner or inner in nested[outer], key


ATTACKS = {
    "a higher share of one pick": (
        "content/creators/lin/index.md", "---\nname: Lin\npicks: [{product: tea, commission: 90%}]\n---\n",
        "`picks.commission` is not a creator's to set"),
    "speaking as Mei": (
        "content/posts/lin/fake.md", "---\ntitle: x\ncreator: mei\n---\n", "nobody else speaks"),
    "speaking as the house": (
        "content/posts/lin/fake.md", "---\ntitle: x\n---\n", "nobody else speaks"),
    "an event of the house, from behind a creator who hides": (
        "content/events/lin/fake.md", "---\ntitle: x\nkind: sale\nfrom: 2026-12-01\n---\n", "nobody else speaks"),
    "turning a story over to Mei in its translation": (
        "content/posts/lin/morning/index.zh.md", "---\ncreator: mei\n---\n", "nobody else speaks"),
    "a letter in Mei's name": (
        "content/shares/lin/fake.md", "---\nto: x\ncreator: mei\n---\n", "nobody else speaks"),
    "one more creator of one's own": (
        "content/creators/lin/mei2.md", "---\nname: Mei\n---\n", "here stands a creator `mei2` in the folder of `lin`"),
    "Mei's face": (
        "content/creators/lin/index.md", "---\nname: Lin\navatar: ../mei/me.jpg\n---\n", "is not `lin`'s to show"),
    "Mei's photo in a text": (
        "content/posts/lin/fake.md", "---\ntitle: x\ncreator: lin\n---\n![x](../../creators/mei/me.jpg)\n",
        "is not `lin`'s to show"),
    "the secret address of a letter": (
        "content/posts/lin/fake.md", "---\ntitle: x\ncreator: lin\n---\n[x](../../shares/mei/secret.md)\n",
        "its address is a secret"),
    "a payment link of one's own": (
        "content/creators/lin/index.md", "---\nname: Lin\n---\n[Cheaper here](https://buy.stripe.com/evil)\n",
        "cannot lead to a payment page"),
    "the same at the house's own provider": (
        "content/creators/lin/index.md", "---\nname: Lin\nlinks: [{title: Pay, url: https://www.pay.example/x}]\n---\n",
        "cannot lead to a payment page"),
    "the same in letters that are encoded": (
        "content/creators/lin/index.md", "---\nname: Lin\n---\n<a href='https://&#112;aypal.me/lin'>x</a>\n",
        "cannot lead to a payment page"),
    "the same with an event": (
        "content/events/lin/tasting.md",
        "---\ntitle: x\nkind: live\ncreator: lin\nfrom: 2026-12-05T20:00\nlink: https://shop.gumroad.com/l/x\n---\n",
        "cannot lead to a payment page"),
    "a booking that pays elsewhere": (
        "content/creators/lin/index.md",
        "---\nname: Lin\nstudio: {name: S, address: A, booking: https://evil.example/pay}\n---\n",
        "nobody may be sent to `evil.example` to book"),
    "a name like Mei's": (
        "content/creators/lin/index.md", "---\nname: Меi\n---\n", "mixes letters of scripts that look alike"),
    "a name that ends invisibly": (
        "content/creators/lin/index.md", '---\nname: "Mei\\u200b"\n---\n', "looks like the name of another creator"),
    "the house's name": (
        "content/creators/lin/index.md", "---\nname: Luméa\n---\n", "looks like the house itself"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stops_the_build(attack: str, team: World) -> None:
    file, text, complaint = ATTACKS[attack]
    team.put(file, text)
    errors = [str(problem) for problem in team.problems() if problem.severity == "error"]
    assert any(complaint in error and file.rpartition("/")[0] in error for error in errors), errors


def test_a_hidden_creator_leaves_no_event_behind(team: World) -> None:
    path = team.folder / "content/creators/lin/index.md"
    path.write_text(path.read_text().replace("name: Lin", "name: Lin\ndraft: true"))
    assert "/events/tasting/" not in team.build().addresses()


def test_links_can_be_limited_to_hosts(team: World) -> None:
    path = team.folder / "site.yaml"
    path.write_text(
        path.read_text().replace("creators: false", 'creators: false, links: [lin.example, "*.live.example"]')
    )
    said = team.complaints()
    assert "links[1].url: a creator's link cannot lead to `photos.example`" in said
    assert "a creator's link cannot lead to `live.example`" in said
    assert "`lin.example`" not in said


def test_what_the_house_says_of_a_creator_counts_whatever_they_say(team: World) -> None:
    for trusted in ("false", "true"):
        path = team.folder / "site.yaml"
        path.write_text(path.read_text().replace("creators: false", f"creators: {trusted}"))
        if trusted == "true":
            lin = team.folder / "content/creators/lin/index.md"
            lin.write_text(lin.read_text().replace("name: Lin", "name: Lin\ncommission: 90%\nslug: other"))
        catalog = whole_catalog(team.settings(), find_providers())
        roster = read_roster(catalog)
        assert roster.coupons == {"lumi10": "lin"}
        assert roster.slugs["lumi"] == "lin"
        applied = read_rates(catalog).rate("lin", "tea", catalog.clock)
        assert (str(applied.rate), applied.level) == ("0.15", "creator")


def test_a_wrong_word_about_a_creator_is_reported_once_where_it_stands(team: World) -> None:
    path = team.folder / "site.yaml"
    path.write_text(
        path.read_text().replace("commission: 15%", "commission: 150%").replace("creators:\n  lin", "creators:\n  lim")
    )
    assert team.complaints().count("150%") == 1
    path.write_text(path.read_text().replace("commission: 150%", "commission: 15%"))
    assert "site.yaml:9: creators.lim: there is no creator `lim` (did you mean `lin`?)" in team.complaints()


def test_a_creator_who_cannot_be_trusted_does_not_get_paid_at_their_own_rate(team: World) -> None:
    path = team.folder / "content/creators/lin/index.md"
    path.write_text(path.read_text().replace("name: Lin", "name: Lin\ncommission: 90%"))
    from sitegen.errors import ContentError

    with pytest.raises(ContentError, match="not a creator's to set"):
        whole_catalog(team.settings(), find_providers())


@pytest.mark.parametrize(
    ("file", "owner"),
    [
        ("content/creators/lin.md", "lin"),
        ("content/creators/lin.zh.md", "lin"),
        ("content/creators/lin/index.md", "lin"),
        ("content/creators/lin/deep/other/index.md", "lin"),
        ("content/posts/lin/a.md", "lin"),
        ("content/posts/lin/a/index.zh.md", "lin"),
        ("content/posts/a.md", None),
        ("content/posts/lin.md", None),
        ("content/posts/somebody/a.md", None),
        ("content/products/lin/index.md", None),
        ("content/pages/lin/index.md", None),
        ("site.yaml", None),
    ],
)
def test_a_folder_has_an_owner(file: str, owner: str | None) -> None:
    assert owner_of(file, {"lin"}) == owner


def test_names_that_look_alike_have_one_skeleton() -> None:
    for twin in ("Lіn", "ＬＩＮ", "L\u200bin", "Lín", "𝐋𝐢𝐧", "ʟin".replace("ʟ", "l")):
        assert skeleton(twin) == skeleton("Lin"), twin
    assert skeleton("林小满") != skeleton("林小满意")
    assert mixed_word("Аpple") == "Аpple"
    assert mixed_word("林小满 Lumi Иван Τάο") is None


@pytest.mark.parametrize(
    ("host", "reading"),
    [("pay.example", None), ("xn--pple-43d.example", "аpple.example"), ("bücher.example", "bücher.example")],
)  # fmt: skip
def test_a_host_that_browsers_may_show_otherwise_is_spelled_out(host: str, reading: str | None) -> None:
    assert spelled(host) == reading


def test_a_payment_host_in_other_letters_is_warned_of_until_it_is_listed(world: Callable[..., World]) -> None:
    site = world("""
        -- content/products/tea.md --
        ---
        title: Tea
        price: 12
        checkout: https://аpple.example/tea
        ---
    """)
    (said,) = [line for line in site.complaints().splitlines() if "reads" in line]
    assert "the payment page's host `аpple.example` reads `аpple.example`" in said
    site.put("site.yaml", "title: S\nurl: https://s.example/\ncheckout: {hosts: [аpple.example]}\n")
    assert "reads" not in site.complaints()
