"""What importing promises, whatever the export: nothing twice, nothing of anybody's lost, every row told of."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.errors import UsageError
from sitegen.importers import front
from sitegen.importers.merging import UNKNOWN, merge, traced
from sitegen.importers.outcomes import Outcome
from sitegen.importers.records import FILE
from sitegen.importers.request import Request, run
from tests.importing_world import SHOPIFY, Shop, soap, table

SOAP = "products/soap/index.md"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_product_is_written_as_a_person_would_and_the_site_is_right(shop: Shop) -> None:
    assert shop.shopify(soap(), soap(Handle="tea", Title='Tea: "Green"', Variant_SKU="00123")) == {"new": 2}
    assert shop.text(SOAP) == (
        "---\ntitle: Olive Soap\nsku: S-1\nbrand: Acme\nprice: 12.50\n---\nSmells of **nothing**.\n"
    )
    assert 'title: "Tea: \\"Green\\""\nsku: "00123"\n' in shop.text("products/tea/index.md")
    assert shop.world.complaints() == ""


def test_a_second_import_changes_nothing(shop: Shop) -> None:
    shop.shopify(soap())
    before = shop.files(), (shop.site / FILE).read_bytes()
    times = {path: path.stat().st_mtime_ns for path in shop.site.rglob("*.md")}
    assert shop.shopify(soap()) == {"same": 1}
    assert (shop.files(), (shop.site / FILE).read_bytes()) == before
    assert {path: path.stat().st_mtime_ns for path in shop.site.rglob("*.md")} == times


def test_what_nobody_touched_follows_the_export(shop: Shop) -> None:
    shop.shopify(soap(Variant_Compare_At_Price="15.00"))
    assert "compare_at: 15.00" in shop.text(SOAP)
    assert shop.shopify(soap(Variant_Price="13.00", Title="Soap", SEO_Description="Mild.")) == {"changed": 1}
    text = shop.text(SOAP)
    assert "title: Soap\nsku: S-1\nbrand: Acme\nprice: 13.00\nsummary: Mild.\n---\n" in text
    assert "compare_at" not in text


def test_what_was_edited_added_or_taken_out_by_hand_stays(shop: Shop) -> None:
    shop.shopify(soap())
    shop.edit(SOAP, "title: Olive Soap", "# a better name\ntitle: My Soap   # mine")
    shop.edit(SOAP, "brand: Acme\n", "")
    shop.edit(SOAP, "---\nSmells", "commission: 12%\n---\nI like it. Smells")
    shop.shopify(soap(Title="Soap!", Vendor="Acme Inc.", Variant_Price="13.00"))
    text = shop.text(SOAP)
    assert "# a better name\ntitle: My Soap   # mine\nsku: S-1\nprice: 13.00\ncommission: 12%\n---\nI like it." in text
    outcome = shop.outcomes[0]
    assert outcome.changed == ("price",)
    assert set(outcome.disputed) == {"title", "brand"}
    assert set(outcome.kept) == {"title", "brand", "body"}


def test_force_writes_over_edits_but_not_over_lines_of_ones_own(shop: Shop) -> None:
    shop.shopify(soap())
    shop.edit(SOAP, "title: Olive Soap", "title: My Soap\ncommission: 12%")
    shop.shopify(soap(), force=True)
    assert "title: Olive Soap\ncommission: 12%\n" in shop.text(SOAP)


def test_a_product_taken_out_stays_out_until_somebody_insists(shop: Shop) -> None:
    shop.shopify(soap())
    (shop.site / "content" / SOAP).unlink()
    assert shop.shopify(soap(Variant_Price="1.00")) == {"left": 1}
    assert not (shop.site / "content" / SOAP).exists()
    assert shop.shopify(soap(), force=True) == {"new": 1}


@pytest.mark.parametrize("lost", [FILE, ".sitegen"])
def test_losing_the_record_or_the_state_never_costs_an_edit(shop: Shop, lost: str) -> None:
    shop.shopify(soap(), soap(Handle="tea", Title="Tea", Variant_SKU="T"))
    shop.edit(SOAP, "price: 12.50", "price: 99.00")
    before = shop.files()
    target = shop.site / lost
    target.unlink() if target.is_file() else target.rename(shop.folder / "gone")
    shop.shopify(soap(), soap(Handle="tea", Title="Tea", Variant_SKU="T"))
    assert shop.files() == before
    shop.shopify(soap(Variant_Price="13.00"), soap(Handle="tea", Title="Tea", Variant_SKU="T", Variant_Price="5.00"))
    assert "price: 99.00" in shop.text(SOAP)
    assert "price: 5.00" in shop.text("products/tea/index.md")  # as the export had it, so it is the importer's


def test_a_product_written_by_hand_is_not_taken_over(shop: Shop) -> None:
    shop.world.put("content/products/soap/index.md", "---\ntitle: Mine\nprice: 1\nsku: M\n---\nMy words.\n")
    before = shop.files()
    shop.shopify(soap())
    assert shop.files() == before
    assert "title" in shop.outcomes[0].kept


def test_a_variant_renamed_by_hand_still_gets_its_price(shop: Shop) -> None:
    small = soap(Option1_Name="Size", Option1_Value="S", Variant_SKU="S-S")
    large = {"Handle": "soap", "Option1 Value": "L", "Variant SKU": "S-L", "Variant Price": "20.00"}
    shop.shopify(small, large)
    assert "- {name: L, sku: S-L, price: 20.00}" in shop.text(SOAP)
    shop.edit(SOAP, "name: L,", "name: Large bar,")
    shop.shopify(small, large | {"Variant Price": "22.00"})
    assert "- {name: Large bar, sku: S-L, price: 22.00}" in shop.text(SOAP)


def test_a_dry_run_writes_nothing(shop: Shop) -> None:
    before = shop.files()
    assert shop.shopify(soap(Tags="x"), dry_run=True, circles={"x": "clean"}) == {"new": 1}
    assert shop.files() == before
    assert not (shop.site / FILE).exists()
    assert not (shop.site / ".sitegen" / "imports").exists()


def test_rows_in_any_order_make_the_same_files(tmp_path: Path) -> None:
    rows = [
        soap(Handle=f"p-{n}", Title=f"P {n}", Variant_SKU=f"P{n}-A", Option1_Name="Size", Option1_Value="A")
        for n in range(8)
    ]
    rows += [
        {"Handle": f"p-{n}", "Option1 Value": "B", "Variant SKU": f"P{n}-B", "Variant Price": "12.50"} for n in range(8)
    ]
    sets = []
    for seed in range(3):
        shop = Shop(tmp_path / str(seed))
        random.Random(seed).shuffle(rows)
        shop.shopify(*rows)
        sets.append({name: sorted(data.split(b"\n")) for name, data in shop.files().items() if name.endswith(".md")})
        assert shop.world.complaints() == ""
    lines = [{name: {line for line in text if b"- {" in line} for name, text in files.items()} for files in sets]
    assert lines[0] == lines[1] == lines[2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter_make_the_same_product(shop: Shop, encoding: str, delimiter: str) -> None:
    from tests.importing_world import SHOPIFY, table

    body = '<p>Für "kühle" Tage;\r\nund, ja, Käse</p>\n\n<ul>\n<li>eins\n</li></ul>'
    data = table(SHOPIFY, [soap(Title="Crème", **{"Body (HTML)": body})], delimiter).encode(encoding)
    shop.take("shopify", data)
    text = shop.text(SOAP)
    assert "title: Crème\n" in text
    assert text.endswith('---\nFür "kühle" Tage;\nund, ja, Käse\n\n- eins\n')


def test_skus_are_always_there_and_differ(shop: Shop) -> None:
    shop.world.put("content/products/hand/index.md", "---\ntitle: Hand\nprice: 1\nsku: S-1\n---\n")
    shop.shopify(soap(), soap(Handle="b", Title="B"), soap(Handle="c", Title="C", Variant_SKU=""))
    assert "sku: S-1-2" in shop.text(SOAP)
    assert "sku: S-1-3" in shop.text("products/b/index.md")
    assert "sku: C\n" in shop.text("products/c/index.md")
    assert shop.world.complaints() == ""


def test_names_leave_room_for_a_creator_and_never_clash(shop: Shop) -> None:
    shop.world.put("content/posts/tea.md", "---\ntitle: Tea\n---\n")
    shop.world.put("content/creators/somebody-with-a-name/index.md", "---\nname: S\n---\n")
    long = "an-extremely-long-handle-that-somebody-wrote-for-search-engines"
    rows = [
        soap(Handle=h, Title=h, Variant_SKU=str(n))
        for n, h in enumerate(["tea", "Tea", "store", long, f"{long}-2", "皂"])
    ]
    assert shop.shopify(*rows) == {"new": 6}
    assert shop.world.complaints() == ""


def test_tags_find_their_circles(shop: Shop) -> None:
    shop.world.put("content/circles/home/index.md", "---\ntitle: At home\n---\n")
    shop.shopify(soap(Tags="At Home, Skin care, vegan"), circles={"Skin care": "beauty"})
    assert "circles: [home, beauty]" in shop.text(SOAP)
    assert "tags: [vegan]" in shop.text(SOAP)
    assert shop.text("circles/beauty/index.md") == "---\ntitle: Skin care\n---\n"
    assert shop.world.complaints() == ""


def test_prices_in_another_currency_say_so(shop: Shop) -> None:
    shop.shopify(soap(Variant_Price="1.234,50"), currency="eur")
    assert "price: 1234.50 EUR" in shop.text(SOAP)


def test_what_cannot_be_read_is_told_with_its_row_and_the_rest_imported(shop: Shop) -> None:
    states = shop.shopify(soap(), soap(Handle="b", Title="B", Variant_Price="cheap"), soap(Handle="c", Title=""))
    assert states == {"new": 1}
    assert "export.csv:3: Variant Price: `cheap` is no amount" in shop.problems
    assert "export.csv:4: Title: no row of `c` has a title" in shop.problems


def test_every_row_is_told_of_in_a_file(shop: Shop) -> None:
    shop.shopify(soap(Image_Src="https://cdn.example/a.jpg"))
    assert shop.last is not None
    assert shop.last.report is not None
    told = shop.last.report.read_text()
    assert "new     row 2: Olive Soap  (content/products/soap/index.md)" in told
    assert "picture https://cdn.example/a.jpg" in told


def test_another_file_is_refused_with_how_to_get_the_right_one(shop: Shop) -> None:
    with pytest.raises(UsageError, match="is no product export of Shopify: it has no column `Handle` or `URL handle`"):
        shop.take("shopify", "a,b\n1,2\n")


def test_two_shops_of_one_kind_are_kept_apart(shop: Shop) -> None:
    shop.shopify(soap())
    assert shop.shopify(soap(Title="Other", Variant_SKU="O"), account="eu") == {"new": 1}
    assert "title: Other" in shop.text("products/soap-2/index.md")


# The parts, by their laws

TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\x85\u2028\u2029\ufeff"), min_size=1
).map(str.strip).filter(bool)  # fmt: skip
FIELDS = st.fixed_dictionaries(
    {"title": TEXTS},
    optional={
        "sku": TEXTS,
        "brand": TEXTS,
        "price": st.sampled_from(["1.00", "12.50 EUR"]),
        "circles": st.lists(TEXTS, min_size=1, max_size=3),
        "variants": st.lists(st.fixed_dictionaries({"name": TEXTS, "sku": TEXTS}), min_size=1, max_size=3),
        "facts": st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3),
    },
)


@given(FIELDS)
@settings(max_examples=150)
def test_front_matter_reads_back_as_it_was_meant(fields: dict[str, object]) -> None:
    assert front.parsed(front.composed("products", fields, "Text."), "x.md") == (fields, "Text.")


@given(FIELDS, FIELDS)
@settings(max_examples=100)
def test_setting_some_keys_leaves_all_others(before: dict[str, object], after: dict[str, object]) -> None:
    text = front.patched("products", front.composed("products", before, "Text."), after, None)
    assert front.parsed(text, "x.md") == (before | after, "Text.")


@given(FIELDS, FIELDS, FIELDS)
@settings(max_examples=150)
def test_merging_three_versions(last: dict[str, object], now: dict[str, object], new: dict[str, object]) -> None:
    known = traced(last)
    assert merge(last, known, new).fields == new or merge(last, known, new).fields.keys() == new.keys()
    assert merge(now, UNKNOWN, new).fields == now
    assert merge(now, known, last).fields == now
    mine = merge(now, known, new).fields
    for key, value in now.items():
        if not isinstance(value, dict | list) and value != last.get(key):
            assert mine[key] == value


def test_a_currency_that_nobody_said_is_told_of(shop: Shop) -> None:
    shop.shopify(soap())
    assert shop.last is not None
    assert shop.last.summary.notes == {
        "the export names no currency, so the price is in CNY; --currency says otherwise": 1
    }
    shop.shopify(soap(), currency="usd")
    assert shop.last.summary.notes == {}
    assert "price: 12.50 USD" in shop.text(SOAP)


def test_a_large_export_needs_hardly_more_memory_than_a_small_one(shop: Shop) -> None:
    """Some hundred bytes a product, for names that must differ; all else that is known of it waits on the disk."""

    def held_at_the_end(products: int) -> int:
        rows = (soap(Handle=f"soap-{number}", Variant_SKU=f"S-{number}") for number in range(products))
        export = shop.put(f"{products}.csv", table(SHOPIFY, rows))
        state = shop.site / ".sitegen"
        request = Request(site=shop.site, state=state, format="shopify", source=export, account=str(products))
        held = [0]

        def at_the_last(outcome: Outcome) -> None:
            if outcome.row == products + 1:
                ours = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*/sitegen/*")])
                held[0] = sum(trace.size for trace in ours.traces)

        tracemalloc.start()
        try:
            run(request, at_the_last)
        finally:
            tracemalloc.stop()
        return held[0]

    held_at_the_end(5)  # loads what every import needs
    few, many = held_at_the_end(100), held_at_the_end(400)
    assert 0 < few < many < few + 300 * 700
