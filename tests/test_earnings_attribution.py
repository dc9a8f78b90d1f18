"""Who brought an order: by tag, then by coupon, else nobody, and what a person is asked to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.earnings.emails import email_hash
from sitegen.errors import ContentError, UsageError
from sitegen.model.signing import sign
from sitegen.settings import KEY_VARIABLE
from tests.earnings_world import Shop, creator, make_shop
from tests.exports import maker

KEY = "a key that nobody guesses, 32 bytes at least"
DAY = "2026-11-05 10:00:00"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    return make_shop(tmp_path)


def order(tag: str = "", number: str = "A1", **more: str) -> str:
    return maker.plain(maker.plain_row(number, DAY, "100.00", tag, **more))


def test_a_tag_names_the_creator_the_page_and_the_channel(shop: Shop) -> None:
    (line,) = shop.earn(order("lin_evening_moments")).lines("lin")
    assert (line["page"], line["page_kind"], line["channel"], line["found_by"]) == ("evening", "post", "moments", "tag")


def test_without_a_tag_the_coupon_counts_in_any_case(shop: Shop) -> None:
    (line,) = shop.earn(order(coupon="lin10")).lines("lin")
    assert line["found_by"] == "coupon"


def test_without_either_an_order_is_nobodys_and_never_guessed(shop: Shop) -> None:
    result = shop.earn(order(product="Quiet Lotion"))
    assert result.nobody == {"no tag and no coupon": 1}
    assert result.earned.summary.statements == ()
    assert "A1,100.00" in result.file("_unattributed.csv")


def test_the_tag_wins_over_somebody_elses_coupon_and_both_are_shown(shop: Shop) -> None:
    result = shop.earn(order("lin_lotion", coupon="MEI10"))
    assert result.net("lin") > 0
    assert result.net("mei") == 0
    assert [trouble for trouble, _, _ in result.notes] == ["conflict"]


def test_coupons_of_two_creators_count_for_neither(shop: Shop) -> None:
    rows = maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "100.00"), Discount_Code="LIN10, MEI10")
    result = shop.earn(maker.shopify(rows))
    assert result.earned.summary.statements == ()
    assert list(result.nobody) == ["coupons of lin and mei in one order; none of them counts"]


def test_two_creators_cannot_claim_one_coupon(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, creator("mei", "coupon: [X, lin10]"))
    with pytest.raises(ContentError, match=r"this `coupon` is already that of content/creators/lin.md"):
        shop.earn(order())


def test_an_unknown_creator_is_shown_with_the_nearest_known(shop: Shop) -> None:
    result = shop.earn(order("lim_lotion_group"))
    assert result.notes == [("unknown", "lim_lotion_group", ("lin_lotion",))]
    assert list(result.nobody) == ["`lim_lotion_group`: no creator has the slug `lim`"]


def test_a_mistyped_page_earns_all_the_same_and_is_shown(shop: Shop) -> None:
    result = shop.earn(order("lin_lotoin"))
    assert result.net("lin") > 0
    assert result.notes == [("page", "lin_lotoin", ("lin_lotion",))]


def test_a_tag_without_its_line_is_shown_with_what_it_may_have_been(shop: Shop) -> None:
    assert shop.earn(order("lin-lotion")).notes == [("unknown", "lin-lotion", ("lin_store",))]


def test_tags_of_other_programs_are_nobodys_and_nobodys_business(shop: Shop) -> None:
    result = shop.earn(order("newsletter"))
    assert result.notes == [("foreign", "newsletter", ())]


def test_what_could_be_anything_is_not_kept(shop: Shop) -> None:
    """A column for tags may hold a name or an address when a shop uses it for something else."""
    result = shop.earn(order("ottilie.quast@buyer.example"), order("Ottilie Quast", "A2"))
    assert result.notes == [("foreign", "", ())]
    assert b"ottilie" not in shop.journal().lower()


def test_the_house_earns_nothing_and_is_told_apart(shop: Shop) -> None:
    result = shop.earn(order("lumea_lotion"))
    assert [(found.orders, found.base) for found in result.earned.summary.house] == [(1, 10000)]
    assert result.nobody == {}


def test_an_old_slug_goes_on_earning_through_its_alias(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, creator("mei", "aliases: [/@aunt/]"))
    assert shop.earn(order("aunt_store")).net("mei") > 0


@pytest.mark.parametrize("hidden", ["draft: true", "expires: 2026-01-01", "publish: 2030-01-01"])
def test_creators_who_are_not_shown_have_earned_all_the_same(tmp_path: Path, hidden: str) -> None:
    shop = make_shop(tmp_path, creator("mei", hidden))
    assert shop.earn(order("mei_store")).net("mei") > 0


def test_signed_tags_are_verified_with_the_channel_of_a_click(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    result = shop.earn(order(f"{sign('lin_lotion', KEY)}_group"))
    assert [part.name for part in result.account("lin").channels] == ["group"]


def test_forged_tags_earn_nothing_and_are_shown(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    forged = sign("lin_lotion", "another key that nobody guesses, 32 bytes")
    cut = sign("lin_lotion", KEY)[:-3]
    result = shop.earn(order(forged), order(cut, "A2"))
    assert result.net("lin") == 0
    assert {(trouble, near) for trouble, _, near in result.notes} == {("forged", ("lin_lotion",))}
    assert any("cut off" in reason for reason in result.nobody)


def test_a_forged_tag_leaves_the_coupon_its_say(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    forged = sign("lin_lotion", "another key that nobody guesses, 32 bytes")
    assert shop.earn(order(forged, coupon="MEI10")).net("mei") > 0


def test_signed_tags_without_the_key_stop_the_run(shop: Shop) -> None:
    with pytest.raises(UsageError, match=f"orders carry signed tags; set {KEY_VARIABLE}"):
        shop.earn(order(sign("lin_lotion", KEY)))


def test_a_site_can_count_signed_tags_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop(tmp_path)
    site = shop.world.folder / "site.yaml"
    site.write_text(site.read_text() + "earnings: {signed: true}\n")
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with pytest.raises(UsageError, match="counts signed tags only"):
        shop.earn(order())
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    result = shop.earn(order("lin_lotion"), order(sign("mei_store", KEY), "A2"))
    assert (result.net("lin") == 0, result.net("mei") > 0) == (True, True)
    assert [trouble for trouble, _, _ in result.notes] == ["unsigned"]


def test_a_self_purchase_is_flagged_by_the_hash_of_the_address(tmp_path: Path) -> None:
    hashed = email_hash(" Ottilie.Quast@buyer.example ")
    shop = make_shop(tmp_path, creator("mei", f"email_hash: {hashed}"))
    result = shop.earn(order("mei_store"), order("lin_store", "A2"))
    assert [(trouble, subject) for trouble, subject, _ in result.notes] == [("self", "A1")]
    assert result.net("mei") > 0


def test_a_hash_that_comes_later_finds_old_self_purchases_when_they_are_read_again(shop: Shop) -> None:
    export = shop.export(order("mei_store"))
    assert shop.earn(export).notes == []
    shop.world.write(creator("mei", f"email_hash: {email_hash(maker.BUYER_EMAIL)}"))
    assert [trouble for trouble, _, _ in shop.earn(export).notes] == ["self"]


def test_products_are_known_by_sku_title_or_the_page_that_sold_them(shop: Shop) -> None:
    by_title = order("mei_store", product="Jasmine Tea - 80 g")
    by_page = order("mei_lotion", "A2", product="Something else")
    by_sku = maker.shopify(maker.shopify_rows("#3", f"{DAY} +0800", ("lm-te", "60.00"), tag="mei_store"))
    titles = {line["order"]: line["title"] for line in shop.earn(by_title, by_page, by_sku).lines("mei")}
    assert titles == {"A1": "Jasmine Tea", "A2": "Quiet Lotion", "#3": "Jasmine Tea"}


def test_two_exports_that_disagree_on_a_tag_are_shown(shop: Shop) -> None:
    payments = maker.stripe(maker.stripe_row("pi_1", DAY, "100.00", "lin_lotion"))
    sessions = maker.sessions(maker.session_row("cs_1", DAY, "100.00", "mei_lotion"))
    result = shop.earn(payments, sessions)
    assert [trouble for trouble, _, _ in result.notes] == ["conflict"]
    assert {found for found in ("lin", "mei") if result.net(found)} == {"mei"}
