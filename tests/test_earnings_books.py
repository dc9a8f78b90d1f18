"""The journal, insight, explanations, strangers' readers and the command."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from sitegen.earnings import crew
from sitegen.earnings.emails import email_hash
from sitegen.earnings.journal import JournalError, open_journal
from sitegen.earnings.readers import GROUP, ReaderError, find_readers
from sitegen.earnings.readers.plain import MEANINGS
from sitegen.errors import UsageError
from tests.earnings_world import Shop, make_shop
from tests.exports import demo, maker

D = Decimal
DAY = "2026-11-05 10:00:00"
CLOCK = "--clock=2026-12-20"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return make_shop(tmp_path)


def order(number: str, tag: str, **more: str) -> str:
    return maker.plain(maker.plain_row(number, DAY, "100.00", tag, product="Quiet Lotion", **more))


def run(shop: Shop, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["earnings", "-s", str(shop.world.folder), CLOCK, *map(str, arguments)])


def test_insight_tells_what_brought_what(shop: Shop) -> None:
    files = (
        order("A1", "lin_lotion_moments"),
        order("A2", "lin_evening_moments"),
        order("A3", "mei_lotion"),
        order("A4", ""),
    )
    told = {
        by: [(found.name, found.orders) for found in shop.by(by, *files).sums]  # type: ignore[arg-type]
        for by in ("channel", "page", "kind", "product", "circle", "creator", "month", "provider")
    }
    assert told["channel"] == [("(no channel)", 2), ("moments", 2)]
    assert told["page"] == [("product lotion", 2), ("(no tag)", 1), ("post evening", 1)]
    assert told["kind"] == [("product", 2), ("(no tag)", 1), ("post", 1)]
    assert told["product"] == [("Quiet Lotion", 4)]
    assert told["circle"] == [("Beauty", 4)]
    assert told["creator"] == [("Lin", 2), ("(nobody)", 1), ("Mei", 1)]
    assert told["month"] == [("2026-11", 4)]
    assert told["provider"] == [("csv", 4)]


def test_insight_can_be_of_a_period(shop: Shop) -> None:
    assert shop.by("month", order("A1", "lin_lotion"), month="2026-10").sums == ()


def test_an_explanation_goes_from_the_row_to_the_payout(shop: Shop) -> None:
    path = shop.export(order("A1", "lin_lotion_group", coupon="MEI10", refunded="40.00"), "orders.csv")
    (explained,) = shop.explain("A1", path)
    text = "\n".join(f"{step.subject}: {step.text}" for step in explained.steps)
    for words in (
        "read: orders.csv row 2",
        "tag: creator `lin`, page `lotion` (the product lotion), channel `group`, not signed",
        "goes to: lin: the tag `lin_lotion_group` is lin's",
        "look: the tag says lin, the coupon mei; the tag counts",
        "rate: lotion: 20% of 100.00 CNY, written at the creator's pick",
        "books: 2026-11-05 sale: base 100.00 CNY, commission 20.00 CNY",
        "books: 2026-11-05 refund: base -40.00 CNY, commission -8.00 CNY",
    ):
        assert words in text


def test_an_order_is_found_by_the_end_of_a_long_number(shop: Shop) -> None:
    payment = maker.stripe(maker.stripe_row("pi_3PxLongNumber9Qz", DAY, "100.00", "lin_lotion"))
    assert shop.explain("umber9Qz", payment)[0].order == "stripe:pi_3PxLongNumber9Qz"


def test_an_order_nobody_told_of_is_said_so_with_the_nearest(shop: Shop) -> None:
    with pytest.raises(UsageError, match="no export told of an order `S-10001`; did you mean `S-1001`"):
        shop.explain("S-10001", order("S-1001", "lin_lotion"))


def test_the_journal_knows_every_place_an_order_stood(shop: Shop) -> None:
    both = shop.export(order("A1", "lin_lotion"), "one.csv"), shop.export(order("A1", "lin_lotion") + "\n", "two.csv")
    assert "one.csv row 2, two.csv row 2" in shop.explain("A1", *both)[0].steps[0].text


def test_a_file_read_by_mistake_can_be_taken_back(shop: Shop) -> None:
    wrong = shop.export(order("A1", "lin_lotion"), "wrong.csv")
    shop.earn(wrong, order("A2", "lin_lotion"))
    assert "Forgot wrong.csv: 1 facts" in run(shop, "--forget", "wrong.csv").output
    assert shop.earn().account("lin").orders == 1
    assert "no file `wrong.csv` was read" in run(shop, "--forget", "wrong.csv").output


def test_two_runs_do_not_mix(shop: Shop) -> None:
    with (
        open_journal(shop.world.folder),
        pytest.raises(JournalError, match="another run is at work"),
        open_journal(shop.world.folder),
    ):
        pass


def test_a_run_that_fails_leaves_the_journal_as_it_was(shop: Shop) -> None:
    shop.earn(order("A1", "lin_lotion"))
    before = shop.journal()

    def break_down() -> None:
        with open_journal(shop.world.folder) as journal:
            journal.database.execute("DELETE FROM facts")
            raise RuntimeError("lights out")

    with pytest.raises(RuntimeError, match="lights out"):
        break_down()
    assert shop.journal() == before


def test_a_damaged_or_foreign_journal_is_not_touched(shop: Shop) -> None:
    shop.earn(order("A1", "lin_lotion"))
    path = shop.world.folder / "earnings" / "journal.sqlite"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    assert "is of another version of sitegen" in run(shop).output
    path.write_bytes(b"this is no database at all, but long enough to look at" * 40)
    assert "is damaged" in run(shop).output


READER = """
from decimal import Decimal
from sitegen.earnings.orders import Fact, Line, Sighting

class Stand:
    name = "stand"
    source = "stand"
    title = "Market stand"
    marks = ("Receipt", "Stand")
    needs = ("Receipt", "When", "Sum")
    tag = "Who sent you"
    group = None
    dates = ("When",)
    amounts = ("Sum",)
    howto = "ask the stand"

    def read(self, rows):
        row = rows[0]
        lines = (Line(row.money("Sum", "CNY")),)
        fact = Fact(at=row.moment("When"), currency="CNY", lines=lines, paid=True, tag=row.text(self.tag))
        yield Sighting(row.needed("Receipt"), row.number, fact)
"""


def install(folder: Path, entry: str, source: str) -> None:
    info = folder / "sitegen_stand-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sitegen-stand\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{entry}\n")
    (folder / "sitegen_stand.py").write_text(source)
    sys.modules.pop("sitegen_stand", None)


def test_a_strangers_reader_is_found_and_reads(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path / "packages")
    install(tmp_path / "packages", "stand = sitegen_stand:Stand", READER)
    assert shop.earn("Receipt,When,Stand,Sum,Who sent you\n1,2026-11-05,B,100.00,lin_lotion\n").net("lin") == D("20.00")


@pytest.mark.parametrize(
    ("entry", "source", "complaint"),
    [
        (
            "stand = sitegen_stand:Stand",
            "raise OSError('no')",
            r"sitegen_stand:Stand, from sitegen-stand\) cannot be loaded: OSError: no",
        ),
        (
            "stand = sitegen_stand:Stand",
            "class Stand:\n    name = 'stand'\n",
            "is no order reader: it has no `source`, `title`",
        ),
        ("other = sitegen_stand:Stand", READER, "calls itself `stand`"),
        ("csv = sitegen_stand:Stand", READER, "two order readers are called `csv`"),
    ],
    ids=["raises", "lacks members", "another name", "a name of ours"],
)
def test_a_broken_reader_is_blamed_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, source: str, complaint: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path / "packages")
    install(tmp_path / "packages", entry, source)
    with pytest.raises(ReaderError, match=complaint):
        find_readers()


def test_the_command_tells_all_of_it(shop: Shop) -> None:
    paths = [
        shop.export(order("A1", "lin_lotion"), "one.csv"),
        shop.export(order("A2", "lim_lotion"), "two.csv"),
        shop.export(order("A3", ""), "three.csv"),
    ]
    result = run(shop, *paths, "--month", "2026-11")
    assert result.exit_code == 0
    for words in (
        "Read one.csv (CSV with plain column names): 1 order or refund",
        "2026-11, CNY",
        "20.00",
        "Nobody's: 2 orders, 200.00 CNY",
        "no tag and no coupon",
        "unknown tag `lim_lotion` order A2: no creator has the slug `lim` -> lin_lotion?",
        "Statements",
    ):
        assert words in result.output
    again = run(shop, *paths)
    assert "read before, nothing new" in again.output
    assert "Nothing changed since the last run." in again.output


def test_the_command_answers_machines_in_json(shop: Shop) -> None:
    path = shop.export(order("A1", "lin_lotion_group"))
    assert json.loads(run(shop, path, "--json").stdout)["statements"][0]["creator"] == "lin"
    assert json.loads(run(shop, "--by", "channel", "--json").stdout)["sums"][0]["name"] == "group"
    assert json.loads(run(shop, "--explain", "A1", "--json").stdout)[0]["order"] == "csv:A1"


def test_the_command_says_what_changed_since_the_last_run(shop: Shop) -> None:
    run(shop, shop.export(order("A1", "lin_lotion")))
    output = run(shop, shop.export(order("A2", "lin_lotion"))).output
    assert "2026-11 lin: earned 20.00 -> 40.00 CNY, +1 order" in output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--month", "2026-13"], "`2026-13` is no month; write 2026-11"),
        (["--month", "2026-11", "--from", "2026-11-01"], "give either --month or --from and --to"),
        (["--to", "2026-11-01"], "--to needs --from"),
        (["--from", "2026-11-05", "--to", "2026-11-01"], "the period ends on 2026-11-01, before it begins"),
        (["--column", "order"], "should be like --column order='Order No'"),
        (["--column", "ordre=No"], "a column cannot hold `ordre`; did you mean `order`?"),
        (["--by", "weather"], "'weather' is not one of"),
        (["--explain", "1"], "no export told of an order `1`"),
    ],
)
def test_wrong_usage_is_told_with_exit_code_2(shop: Shop, arguments: list[str], complaint: str) -> None:
    result = run(shop, *arguments)
    assert result.exit_code == 2
    assert complaint in " ".join(result.output.split())


def test_a_wrong_export_is_told_with_exit_code_1(shop: Shop) -> None:
    result = run(shop, shop.export("order,date,amount\n1,soon,5\n", "bad.csv"))
    assert result.exit_code == 1
    assert "bad.csv:2" in result.output
    assert "`soon` is no date we can read" in result.output


def test_strict_makes_warnings_errors(shop: Shop) -> None:
    export = shop.export("order,date,amount\n1,2026-11-05,5\n")
    assert run(shop, export).exit_code == 0
    assert run(shop, export, "--strict", "--format", "csv", "--account", "x").exit_code == 1


def test_the_hash_of_an_address_is_made_for_the_creators_file(shop: Shop) -> None:
    assert (
        run(shop, "--hash-email", "Mei@home.example").output.strip() == f"email_hash: {email_hash('mei@home.example')}"
    )


def test_the_last_month_with_sales_is_told_when_none_is_named(shop: Shop) -> None:
    assert "2026-11, CNY" in run(shop, shop.export(order("A1", "lin_lotion"))).output


def test_the_demos_exports_are_those_that_the_maker_makes() -> None:
    for name, text in demo.files().items():
        assert (demo.FOLDER / name).read_bytes() == text.encode(), f"{name}: python -m tests.exports.demo"


def test_a_large_export_is_read_in_good_time_and_little_memory(shop: Shop) -> None:
    """Not a benchmark: only that nothing grows with the square of anything."""
    rows = [maker.plain_row(f"A{number}", DAY, "100.00", "lin_lotion") for number in range(5_000)]
    result = shop.earn(maker.plain(*rows))
    assert result.account("lin").orders == 5_000
    assert result.earned.read.seconds < 20


def documented(title: str) -> str:
    """What docs/earnings.md says below a heading."""
    text = (Path(__file__).parent.parent / "docs" / "earnings.md").read_text(encoding="utf-8")
    return text.partition(f" {title}\n")[2].partition("\n## ")[0]


def test_every_format_and_every_meaning_of_a_column_is_documented() -> None:
    formats = re.findall(r"^\| `([\w-]+)` \|.*\| `([^`]+)` \|$", documented("Exports"), re.MULTILINE)
    assert dict(formats) == {name: reader.tag for name, reader in find_readers().items()}
    columns = documented("Your own columns")
    assert [meaning for meaning in MEANINGS if f"`{meaning}`" not in columns] == []


def test_the_reader_in_the_documentation_works(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = documented("Write your own reader")
    source = text.partition("```python\n")[2].partition("```")[0].replace("sitegen_bazaar_orders", "sitegen_stand")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    install(tmp_path / "packages", "bazaar = sitegen_stand:BazaarOrders", source)
    header = "Receipt,Sold at,Price,Currency,Thing,Memo,Stall,Haggled,Given back,E-mail\n"
    result = shop.earn(header + "1,2026-11-05,100.00,CNY,Lotion,lin_lotion,B,yes,25.00,a@b.example\n")
    assert result.net("lin") == D("15.00")


def test_several_processes_read_a_large_export_and_tell_the_same(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        maker.shopify_rows(f"#{number}", f"{DAY} +0800", ("LM-LO", "100.00"), ("LM-TE", "60.00"), tag="lin_store_group")
        for number in range(700)
    ]
    export = shop.export(maker.shopify(*rows))
    alone = shop.earn(export).account("lin")
    monkeypatch.setattr(crew, "LARGE", 0)
    result = make_shop(shop.world.folder.parent / "together").earn(export, jobs=2)
    assert result.account("lin") == alone
    assert [reading.count for reading in result.earned.read.readings] == [700]


def test_what_is_wrong_is_told_whichever_process_meets_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [maker.plain_row(f"A{number}", DAY, "100.00") for number in range(600)]
    rows[10]["amount"], rows[400]["amount"] = "few", "many"
    monkeypatch.setattr(crew, "LARGE", 0)
    complaint = shop.complaints(shop.export(maker.plain(*rows), "large.csv"), jobs=2)
    assert "large.csv:12: amount: `few` is no amount" in complaint
    assert "large.csv:402: amount: `many` is no amount" in complaint
