"""The share bar and channels in a real browser: with and without script, with and without the phone's own sharing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from sitegen.checkouts import find_providers
from sitegen.model.signing import SIGNATURE_LENGTH, verify
from sitegen.model.tags import LONGEST_TAG, read_tag
from tests.conftest import serving
from tests.test_demo import PHONE
from tests.world import Site, World, make_world

KEY = "k" * 32
WECHAT = (
    "Mozilla/5.0 (Linux; Android 12; PEGM00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/107.0 "
    "Mobile Safari/537.36 XWEB/5061 MMWEBSDK/20230405 MicroMessenger/8.0.35.2360(0x2800233D) WeChat/arm64"
)
PAGE = "/@lin/amino-cleanser/"
APPS = ("wa.me", "t.me", "social-plugins.line.me", "x.com", "www.facebook.com", "service.weibo.com")
RECORD = "navigator.share = (what) => { window.passed = what; return Promise.resolve() }"
NO_SHARE = "Object.defineProperty(navigator, 'share', { value: undefined })"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"

Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, demo_address: str) -> Iterator[Visit]:
    """Open a page of the demo on a phone that has or lacks something."""
    opened = []

    def visit(path: str, *phone: str, **options: object) -> Page:
        context = browser.new_context(**(PHONE | options))  # type: ignore[arg-type]
        opened.append(context)
        for script in phone:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(demo_address + path)
        return page

    yield visit
    for context in opened:
        context.close()


@pytest.mark.parametrize("path", [PAGE, "/products/steel-pan/", "/posts/pancakes-on-sunday/", "/@mei/", "/zh/@lin/"])
def test_without_script_plain_links_pass_the_page_on(path: str, visit: Visit) -> None:
    page = visit(path, java_script_enabled=False)
    bar = page.locator("details.share")
    bar.locator("summary").tap()
    links = bar.locator("a")
    hrefs = [links.nth(number).get_attribute("href") or "" for number in range(links.count())]
    assert [urlsplit(href).hostname for href in hrefs[:6]] == list(APPS)
    assert [urlsplit(href).scheme for href in hrefs[6:8]] == ["mailto", "sms"]
    assert all(f"https://lumea.example{path}" in href for href in hrefs[:8])
    assert hrefs[8] == path
    assert links.nth(0).is_visible()


def test_texts_in_other_scripts_reach_the_app_as_they_are(visit: Visit) -> None:
    page = visit("/zh/@lin/amino-cleanser/", NO_SHARE)
    href = page.locator("details.share a").nth(1).evaluate("link => link.href")
    assert href.isascii()
    assert parse_qs(urlsplit(href).query) == {
        "url": ["https://lumea.example/zh/@lin/amino-cleanser/"],
        "text": [page.locator("h1").inner_text()],
    }


def test_on_a_share_the_store_is_passed_on_and_not_the_letter(demo: Site) -> None:
    shares = [address for address in demo.addresses() if address.startswith("/s/")]
    assert len(shares) == 2
    for address in shares:
        html = demo.page(address)
        bar = html[html.index('<details class="share"') :]
        assert "/s/" not in bar
        assert "https://lumea.example/@lin/" in bar or "https://lumea.example/zh/@mei/" in bar


def test_a_phone_that_can_share_does_so_at_one_tap(visit: Visit, demo_address: str) -> None:
    page = visit(f"{PAGE}?c=moments", RECORD)
    page.locator("details.share summary").tap()
    assert page.evaluate("window.passed") == {"url": demo_address + PAGE}
    assert not page.locator("details.share a").first.is_visible()


def test_changing_ones_mind_is_no_failure_and_a_failure_shows_the_links(visit: Visit) -> None:
    for name, is_open in (("AbortError", False), ("NotAllowedError", True)):
        refuse = f"navigator.share = () => Promise.reject(new DOMException('', '{name}'))"
        page = visit(PAGE, refuse)
        page.locator("details.share summary").tap()
        page.wait_for_timeout(50)
        assert page.locator("details.share").evaluate("bar => bar.open") is is_open


def test_a_phone_that_cannot_share_shows_the_links(visit: Visit) -> None:
    page = visit(PAGE, NO_SHARE)
    page.locator("details.share summary").tap()
    assert page.locator("details.share a").first.is_visible()
    assert not page.locator("details.share > p").is_visible()


def test_copying_the_link_works_and_says_so(visit: Visit, demo_address: str) -> None:
    page = visit(PAGE, NO_SHARE, permissions=["clipboard-read", "clipboard-write"])
    page.locator("details.share summary").tap()
    page.get_by_text("Copy link").tap()
    page.get_by_text("Copy link ✓").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == demo_address + PAGE
    assert urlsplit(page.url).path == PAGE


def test_copying_works_where_there_is_no_clipboard_for_pages(visit: Visit, demo_address: str) -> None:
    heard = "document.addEventListener('copy', () => { window.copied = getSelection().toString() "
    heard += "|| document.activeElement.value })"
    page = visit(PAGE, NO_SHARE, NO_CLIPBOARD, heard)
    page.locator("details.share summary").tap()
    page.get_by_text("Copy link").tap()
    page.get_by_text("Copy link ✓").wait_for()
    assert page.evaluate("window.copied") == demo_address + PAGE
    assert page.locator("textarea").count() == 0


@pytest.mark.parametrize(("path", "words"), [(PAGE, "In WeChat"), ("/zh" + PAGE, "点右上角 ···")])
def test_inside_wechat_the_page_says_how_to_share_there(path: str, words: str, visit: Visit) -> None:
    page = visit(path, user_agent=WECHAT)
    page.locator("details.share summary").tap()
    assert words in page.locator("details.share").inner_text()
    visible = page.locator("details.share a:visible")
    assert visible.count() == 1
    assert visible.first.get_attribute("href") == path


def test_nothing_is_kept_on_the_phone(visit: Visit) -> None:
    page = visit(f"{PAGE}?c=moments", RECORD)
    page.locator("details.share summary").tap()
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


def test_the_script_is_small_and_pages_carry_no_handlers(demo: Site) -> None:
    [script] = [data for name, data in demo.files().items() if re.fullmatch(r"assets/share-\w+\.js", name)]
    assert len(script) <= 1_536  # 1.5 KB: design, budgets
    for address in (PAGE, "/zh/@mei/", "/events/dumplings/", "/@lin/thanks/"):
        html = demo.page(address)
        assert not re.search(r"<[^>]+\son\w+=", html)
        assert set(re.findall(r"<script[^>]*>(?!</script>)", html)) <= {'<script type="application/ld+json">'}  # data


# channels

SHOP = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/
    currency: EUR
    referral: {house: shop, sign: SIGN}
    checkout: {provider: template, url: "https://pay.example/{sku}/{tag}?again={sku}"}
    -- content/creators/ann.md --
    ---
    name: Ann
    picks: [ann_tea, gum, ship, lemon, woo, pal, stripe, nested]
    ---
    -- content/products/ann_tea.md --
    ---
    title: Tea
    slug: tea
    sku: ann_store-2
    price: 12
    ---
    -- content/products/stripe.md --
    ---
    {title: Stripe, price: 12, checkout: "https://buy.stripe.com/abc?utm_content=ann-store"}
    ---
    -- content/products/gum.md --
    ---
    {title: Gum, price: 12, checkout: "https://ann.gumroad.com/l/gum"}
    ---
    -- content/products/ship.md --
    ---
    {title: Ship, price: 12, checkout: {provider: shopify, shop: ann.myshopify.com, variant: "4711"}}
    ---
    -- content/products/lemon.md --
    ---
    title: Lemon
    price: 12
    checkout: https://ann.lemonsqueezy.com/checkout/buy/0b0ff1f4-5b5c-4b8e-9d7c-7a8f1c5e9a01
    ---
    -- content/products/woo.md --
    ---
    {title: Woo, price: 12, checkout: {provider: woocommerce, shop: shop.ann.example, product: "7"}}
    ---
    -- content/products/pal.md --
    ---
    {title: Pal, price: 12, checkout: {provider: paypal, business: ann@example.com}}
    ---
    -- content/products/nested.md --
    ---
    title: Nested
    price: 12
    checkout: {provider: template, url: "https://pay.example/go?to=https%3A%2F%2Fa.example%2F%3Ftag%3D{tag}"}
    ---
"""
_TAG = r"[a-z0-9-]+(?:_[a-z0-9-]+)+(?:__[a-z2-7]{26})?(?:_[a-z0-9-]+)?"
TAGGED = re.compile(rf"(?:(?<=%3D)|(?<![a-z0-9_-])){_TAG}(?![\w-])")


def clicked(page: Page) -> list[str]:
    """Where every buy button leads, after a click that goes nowhere."""
    hrefs: list[str] = page.evaluate("""
        addEventListener("click", (event) => event.preventDefault());
        [...document.querySelectorAll("main a[rel~=sponsored]")].map((link) => (link.click(), link.href))
    """)
    return hrefs


def tags_in(text: str, creator: str = "ann") -> list[str]:
    """What looks like a creator's tag; the article number `ann_store-2` does, on purpose."""
    return [tag for tag in TAGGED.findall(text) if tag.startswith(f"{creator}_") and tag != "ann_store-2"]


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "signed"])
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[tuple[str, bool, Page]]:
    """A store's address, whether its tags are signed, and a page of the browser to open it in."""
    site = make_world(tmp_path_factory.mktemp("shop") / "site", SHOP.replace("SIGN", str(request.param).lower()))
    page = browser.new_page()
    with serving(site.build(key=KEY).output) as address:
        yield f"{address}/@ann/", request.param, page
    page.close()


Shop = tuple[str, bool, Page]


def test_a_channel_is_added_to_the_tag_at_every_provider_and_only_there(shop: Shop) -> None:
    address, is_signed, page = shop
    page.goto(address)
    plain = clicked(page)
    page.goto(f"{address}?c=moments")
    channelled = clicked(page)
    assert len(plain) == 8
    assert len({urlsplit(href).hostname for href in plain}) == 7
    providers = find_providers().values()
    for before, after in zip(plain, channelled, strict=True):
        [tag] = tags_in(after)
        expected = read_tag(tag)
        assert expected is not None, after
        assert (expected.creator, expected.page, expected.channel) == ("ann", "store", "moments")
        assert bool(expected.signature) == is_signed
        assert not is_signed or verify(tag, KEY)
        assert not any(provider.refuses(tag) for provider in providers)
        assert after.replace(tag, tag.removesuffix("_moments")) == before


def test_what_is_no_channel_changes_nothing(shop: Shop) -> None:
    address, _, page = shop
    page.goto(address)
    plain = clicked(page)
    for channel in ("Moments", "a_b", "a--b", "-a", "a%20b", "<b>", "a" * 56, ""):
        page.goto(f"{address}?c={channel}")
        assert clicked(page) == plain, channel


def test_the_longest_channel_makes_the_longest_tag(shop: Shop) -> None:
    address, _, page = shop
    page.goto(f"{address}?c={'a' * 54}")
    for href in clicked(page):
        [tag] = tags_in(href)
        assert len(re.sub("__[a-z2-7]{26}", "", tag)) == LONGEST_TAG


def test_a_second_click_adds_nothing(shop: Shop) -> None:
    address, _, page = shop
    page.goto(f"{address}?c=moments")
    assert clicked(page) == clicked(page)


def test_the_channel_goes_along_to_other_pages_of_the_site(visit: Visit) -> None:
    page = visit("/@lin/?c=moments")
    page.locator("a[href='/@lin/repair-emulsion/']").first.tap()
    page.wait_for_url("**/@lin/repair-emulsion/?c=moments")
    asked: list[str] = []
    page.route("https://buy.stripe.com/**", lambda route: note(route, asked))
    page.locator("a[rel~=sponsored]").first.tap()
    page.wait_for_timeout(100)
    assert parse_qs(urlsplit(asked[0]).query)["client_reference_id"] == ["lin_repair-emulsion_moments"]


def note(route: Route, asked: list[str]) -> None:
    asked.append(route.request.url)
    route.abort()


# signed tags


def test_signed_tags_are_in_every_button_and_hold(world: Callable[..., World]) -> None:
    site = world(SHOP.replace("SIGN", "true")).build(key=KEY)
    for address, creator in (("/@ann/", "ann"), ("/@ann/tea/", "ann"), ("/products/tea/", "shop")):
        tags = {tag for tag in tags_in(site.page(address), creator) if "__" in tag}
        assert tags
        assert all(verify(tag, KEY) and not verify(tag, KEY[1:] + "x") for tag in tags)


@pytest.mark.parametrize("key", [None, "short"])
def test_signing_without_a_good_key_is_an_error_that_says_how_to_make_one(
    key: str | None, world: Callable[..., World]
) -> None:
    [problem] = world(SHOP.replace("SIGN", "true")).problems(key=key)
    assert str(problem.place) == "site.yaml:4: referral.sign"
    assert "SITEGEN_KEY" in problem.what
    assert "secrets.token_urlsafe" in (problem.hint or "")


def test_a_key_alone_signs_nothing(world: Callable[..., World]) -> None:
    assert "__" not in "".join(tags_in(world(SHOP.replace("SIGN", "false")).build(key=KEY).page("/@ann/")))


@given(st.from_regex(r"\A[a-z0-9]{1,20}(-[a-z0-9]{1,9})?\Z"))
def test_no_provider_refuses_a_signed_tag_with_a_channel(channel: str) -> None:
    tag = f"{'c' * 10}_{'p' * 10}__{'a' * SIGNATURE_LENGTH}_{channel}"
    assert read_tag(tag) is not None
    assert not any(provider.refuses(tag) for provider in find_providers().values())


# words


@pytest.mark.parametrize(
    "words",
    ["Share and earn 10%", "转发有奖", "分享给好友，邀请好友得红包", "集 30 个赞", "Refer a friend and get a coupon"],
)
def test_words_that_reward_sharing_are_warned_of(words: str, world: Callable[..., World]) -> None:
    [problem] = world(f"-- content/pages/about.md --\n---\ntitle: About\n---\nHello.\n\n{words}!\n").problems()
    assert str(problem.place) == "content/pages/about.md:6"
    assert "promises something for sharing" in problem.what
    assert problem.severity == "warning"


def test_the_demo_promises_nothing_for_sharing(demo: Site) -> None:
    assert not [problem for problem in demo.built.checked.warnings if "sharing" in problem.what]
