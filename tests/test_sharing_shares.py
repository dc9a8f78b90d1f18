"""Shares: a page for one person, at an address that nobody can guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sitegen.cli import main
from sitegen.load.secret import FILE, SHORTEST, make_secret, read_secret
from sitegen.model.shares import TOKEN_LENGTH, token_of
from tests.world import Site, World

SECRET = "s" * SHORTEST
LATER = datetime(2027, 2, 1, tzinfo=UTC)

STORE = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    offers: [{label: Friends, price: 10, shares: true}, {label: Autumn, price: 11}]
    ---
    -- content/products/pot.md --
    ---
    title: Pot
    sku: P
    price: 90
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    tagline: Drinks tea
    picks: [tea]
    store: picks
    ---
    -- content/shares/bo.md --
    ---
    to: Bo
    creator: ann
    channel: group
    offer: Friends
    expires: 2027-01-01
    picks: [{product: tea, note: Your kind of bitter.}]
    ---
    You asked about the tea.
"""


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    return world(STORE)


def shared(site: Site) -> tuple[str, str]:
    """Address and HTML of the only share."""
    [address] = [address for address in site.addresses() if address.startswith("/s/")]
    return address, site.page(address)


def test_a_share_greets_by_name_with_letter_picks_and_notes(shop: World) -> None:
    _, html = shared(shop.build(secret=SECRET))
    for words in ("For Bo", "You asked about the tea.", "Your kind of bitter.", "Ann earns a commission"):
        assert words in html


def test_its_tag_names_creator_and_channel_and_never_whom_it_is_for(shop: World) -> None:
    _, html = shared(shop.build(secret=SECRET))
    tags = set(re.findall(r"tag=([\w-]+)", html))
    assert tags == {"ann_share_group"}
    assert 'href="/@ann/tea/?c=group"' in html


def test_an_offer_for_shares_is_seen_on_the_share_that_names_it_and_nowhere_else(shop: World) -> None:
    site = shop.build(secret=SECRET)
    address, html = shared(site)
    assert "CN¥10" in html
    assert "offer=friends" in html
    others = [page for page in site.addresses() if page != address]
    assert not [page for page in others if "CN¥10<" in site.page(page) or "offer=friends" in site.page(page)]
    assert "offer=autumn" in site.page("/@ann/tea/")


def test_an_offer_that_is_not_kept_for_shares_is_an_error(shop: World) -> None:
    shop.put("content/shares/bo.md", "---\nto: Bo\ncreator: ann\noffer: Autumn\npicks: [tea]\n---\n")
    assert "none of these picks has an offer `Autumn` for shares" in shop.complaints(secret=SECRET)


def test_a_share_is_in_no_list_and_tells_searches_to_stay_away(shop: World) -> None:
    site = shop.build(secret=SECRET)
    address, html = shared(site)
    assert '<meta name="robots" content="noindex">' in html
    holders = [name for name, data in site.files().items() if address.strip("/").encode() in data]
    assert holders == [f"{address.strip('/')}/index.html"]


def test_the_address_is_the_same_in_every_build_and_another_with_another_secret(shop: World) -> None:
    first, _ = shared(shop.build(secret=SECRET))
    shop.put("content/shares/bo.md", "---\nto: Robert\ncreator: ann\n---\nQuite another letter.\n")
    second, html = shared(shop.build(secret=SECRET))
    assert first == second
    assert "Robert" in html
    third, _ = shared(shop.build(secret="t" * SHORTEST))
    assert third != first


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_tokens_are_addresses_and_tell_names_apart(one: str, other: str) -> None:
    assert re.fullmatch(rf"[a-z2-7]{{{TOKEN_LENGTH}}}", token_of(one, SECRET))
    assert (token_of(one, SECRET) == token_of(other, SECRET)) == (one == other)


def test_a_share_that_has_expired_says_so_at_the_same_address_and_forgets_the_letter(shop: World) -> None:
    address, _ = shared(shop.build(secret=SECRET))
    site = shop.build(secret=SECRET, clock=LATER)
    ended, html = shared(site)
    assert ended == address
    assert "This has ended" in html
    assert 'href="/@ann/"' in html
    for gone in ("Bo", "You asked", "bitter", "tag=ann"):
        assert gone not in html
    assert site.built.checked.catalog.skipped == ()


def test_the_build_knows_when_a_share_will_end(shop: World) -> None:
    assert shop.check(secret=SECRET).catalog.next_change == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_a_share_is_in_its_own_language_alone(shop: World) -> None:
    shop.put("site.yaml", (shop.folder / "site.yaml").read_text() + "languages: [en, zh]\n")
    shop.put("content/shares/bo.md", "---\nto: 波\ncreator: ann\nlanguage: zh\npicks: [tea]\n---\n你问的茶。\n")
    _, html = shared(shop.build(secret=SECRET))
    assert '<html lang="zh"' in html
    assert "给波" in html
    assert 'href="/zh/@ann/tea/"' in html


@pytest.mark.parametrize(
    ("front", "complaint"),
    [
        ("to: Bo\ncreator: anne", "there is no creator `anne`"),
        ("to: Bo\ncreator: ann\npicks: [tee]", "there is no product `tee`"),
        ("to: Bo", "`creator` is missing"),
        ("creator: ann", "`to` is missing"),
        ("to: Bo\ncreator: ann\nchannel: My Group", "`My Group` cannot be in a tag"),
        (f"to: Bo\ncreator: ann\nchannel: {'a' * 58}", "64 are possible"),
        ("to: Bo\ncreator: ann\nlanguage: fr", "`fr` is no language of this site"),
        ("to: Bo\ncreator: ann\nslug: bo", "a share has no `slug`"),
        ("to: Bo\ncreator: ann\naliases: [/bo/]", "a share has no `aliases`"),
    ],
)
def test_what_is_wrong_with_a_share_is_said(shop: World, front: str, complaint: str) -> None:
    shop.put("content/shares/bo.md", f"---\n{front}\n---\n")
    assert complaint in shop.complaints(secret=SECRET)


def test_the_share_of_a_creator_who_is_not_shown_is_not_shown(shop: World) -> None:
    shop.put("content/creators/ann.md", "---\nname: Ann\ndraft: true\n---\n")
    assert not [address for address in shop.build(secret=SECRET).addresses() if address.startswith("/s/")]


def test_no_product_may_be_called_share(shop: World) -> None:
    shop.put("content/products/share.md", "---\ntitle: Share\nsku: S\nprice: 1\n---\n")
    assert "`share` in a tag means a share" in shop.complaints(secret=SECRET)


# the secret


def test_the_first_build_makes_a_secret_says_so_and_keeps_it(shop: World) -> None:
    [warning] = shop.problems()
    assert "just made" in warning.what
    assert "SITEGEN_SECRET" in (warning.hint or "")
    assert (shop.folder / FILE).stat().st_mode & 0o077 == 0
    assert shop.problems() == []
    assert shared(shop.build())[0] == f"/s/{token_of('bo', read_secret(shop.folder) or '')}/"


def test_the_secret_outlives_the_folder_that_is_safe_to_delete(shop: World) -> None:
    import shutil

    before, _ = shared(shop.build())
    shutil.rmtree(shop.folder / ".sitegen")
    assert shared(shop.build())[0] == before


def test_a_site_without_shares_makes_no_secret(world: Callable[..., World]) -> None:
    site = world("-- content/pages/about.md --\n---\ntitle: About\n---\n")
    assert site.problems() == []
    assert not (site.folder / FILE).exists()


def test_a_short_secret_is_refused(shop: World) -> None:
    assert "could be guessed" in shop.complaints(secret="short")
    shop.put(FILE, "short\n")
    assert "could be guessed" in shop.complaints()


def test_of_two_who_make_a_secret_at_once_the_first_counts(tmp_path: Path) -> None:
    assert make_secret(tmp_path) == make_secret(tmp_path) == read_secret(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


# sitegen add share


def add(shop: World, *words: str, **environment: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["add", "share", "-s", str(shop.folder), *words], env=environment)
    return done.exit_code, done.output


def test_add_share_prints_the_address_that_the_build_makes_and_a_code(shop: World) -> None:
    (shop.folder / "content/shares/bo.md").unlink()
    code, said = add(shop, "--creator", "ann", "--to", "安娜: mother", "--picks", "tea, pot")
    assert code == 0
    [printed] = re.findall(r"https://shop\.example(/s/\S+/)", said)
    address, html = shared(shop.build())
    assert printed == address
    assert "安娜: mother" in html
    assert said.count("▀") > 100
    assert FILE in said
    again = add(shop, "--creator", "ann", "--to", "安娜: mother")[1]
    assert "an-na-mother-2" in again
    assert FILE not in again


def test_the_printed_code_is_scanned_back(shop: World) -> None:
    from PIL import Image

    zxingcpp = pytest.importorskip("zxingcpp")
    code, said = add(shop, "--creator", "ann", "--to", "Bea", SITEGEN_SECRET=SECRET)
    assert code == 0
    address = f"https://shop.example/s/{token_of('bea', SECRET)}/"
    drawn = [line for line in said.splitlines() if set(line) <= set("█▀▄ ") and len(line) > 20]
    picture = Image.new("L", (len(drawn[0]), 2 * len(drawn)))
    for row, line in enumerate(drawn):
        for column, block in enumerate(line):
            picture.putpixel((column, 2 * row), 255 if block in "█▀" else 0)
            picture.putpixel((column, 2 * row + 1), 255 if block in "█▄" else 0)
    large = picture.resize((picture.width * 8, picture.height * 8), Image.Resampling.NEAREST)
    assert zxingcpp.read_barcodes(large)[0].text == address


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--creator", "anm", "--to", "Bo"), "did you mean `ann`"),
        (("--creator", "ann", "--to", "Bo", "--picks", "teapot"), "there is no product `teapot`"),
        (("--creator", "ann"), "say who writes to whom"),
    ],
)
def test_add_share_refuses_what_is_not_there_and_writes_nothing(
    shop: World, words: tuple[str, ...], complaint: str
) -> None:
    before = sorted(shop.folder.rglob("*"))
    code, said = add(shop, *words)
    assert code == 2
    assert complaint in said
    assert sorted(shop.folder.rglob("*")) == before
