"""Events, reminders and contacts, read back by the packages that phones' makers would use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.contacts import Contact, card
from sitegen.render.gcj02 import to_gcj02
from sitegen.render.maps import map_links
from tests.world import Site, World

STORE = """
    -- content/products/tea.md --
    ---
    title: Tea; black, strong
    sku: T
    price: 12
    reorder: 45 days
    ---
    -- content/products/pot.md --
    ---
    title: Pot
    sku: P
    price: 90
    ---
    -- content/circles/home.md --
    ---
    title: Home
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    tagline: "Drinks tea, mostly; black"
    picks: [tea, pot]
    studio:
      name: The Room
      address: 1 Long Lane, Hangzhou
      geo: [30.3194, 120.1415]
      phone: "+86 571 5550 0142"
      booking: "https://book.example/ann{?tag}"
    ---
    -- content/events/tasting.md --
    ---
    title: Tasting, with cake
    kind: workshop
    from: 2026-12-05T20:00
    until: 2026-12-05T21:30
    creator: ann
    circles: [home]
    place: 1 Long Lane, Hangzhou
    geo: [30.3194, 120.1415]
    link: https://ann.example/tasting
    ---
    Bring a cup.
"""


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    return world(STORE)


def at(day: int, hour: int = 0) -> datetime:
    """A moment of December in Shanghai."""
    return datetime(2026, 12, day, hour, tzinfo=UTC) - timedelta(hours=8)


def calendar(site: Site, file: str) -> icalendar.Event:
    parsed = icalendar.Calendar.from_ical((site.output / file).read_bytes())
    [event] = parsed.walk("VEVENT")
    return event


SHOWN_ON = ("/", "/@ann/", "/circles/home/")


@pytest.mark.parametrize(
    ("clock", "flag"),
    [(at(1), "Workshop"), (at(5, 20), "On now"), (at(5, 21), "On now")],
)
def test_an_event_is_shown_while_it_is_ahead_or_on(shop: World, clock: datetime, flag: str) -> None:
    site = shop.build(clock=clock)
    for page in SHOWN_ON:
        assert "Tasting, with cake" in site.page(page)
        assert flag in site.page(page)


def test_an_event_that_is_over_is_gone_but_its_page_says_so(shop: World) -> None:
    site = shop.build(clock=at(5, 22))
    for page in SHOWN_ON:
        assert "Tasting" not in site.page(page)
    html = site.page("/events/tasting/")
    assert "This is over." in html
    assert ".ics" not in html
    assert 'href="/@ann/"' in html


def test_an_event_with_a_replay_stays_as_one(shop: World) -> None:
    event = shop.folder / "content/events/tasting.md"
    event.write_text(event.read_text().replace("---\nBring", "replay: https://ann.example/again\n---\nBring"))
    site = shop.build(clock=at(6))
    assert "Replay" in site.page("/@ann/")
    assert "https://ann.example/again" in site.page("/events/tasting/")


def test_the_build_knows_when_an_event_begins_and_ends(shop: World) -> None:
    assert shop.check(clock=at(1)).catalog.next_change == at(5, 20)
    assert shop.check(clock=at(5, 20)).catalog.next_change == at(5, 21) + timedelta(minutes=30)


def test_without_an_end_an_event_lasts_until_its_day_does(shop: World) -> None:
    event = shop.folder / "content/events/tasting.md"
    event.write_text(event.read_text().replace("until: 2026-12-05T21:30\n", ""))
    assert "On now" in shop.build(clock=at(5, 23)).page("/@ann/")
    assert "Tasting" not in shop.build(clock=at(6)).page("/@ann/")


def test_events_are_in_the_order_of_time(shop: World) -> None:
    shop.put("content/events/aaa.md", "---\ntitle: Later\nkind: sale\nfrom: 2026-12-24\n---\n")
    home = shop.build(clock=at(1)).page("/")
    assert home.index("Tasting, with cake") < home.index("Later")


def test_the_calendar_file_says_what_the_page_says(shop: World) -> None:
    event = calendar(shop.build(clock=at(1)), "events/tasting/tasting.ics")
    assert event["summary"] == "Tasting, with cake"
    assert event.decoded("dtstart") == at(5, 20)
    assert event.decoded("dtend") == at(5, 21) + timedelta(minutes=30)
    assert event["location"] == "1 Long Lane, Hangzhou"
    assert event["url"] == "https://shop.example/events/tasting/"
    assert event["uid"] == "event-tasting@shop.example"


@pytest.mark.parametrize(
    ("front", "complaint"),
    [
        ("title: A\nkind: live", "`from` is missing"),
        ("title: A\nkind: party\nfrom: 2026-12-05", "`party` is not possible here"),
        ("title: A\nkind: live\nfrom: 2026-12-05\nuntil: 2026-12-04", "ends before it begins"),
        ("title: A\nkind: live\nfrom: 2026-12-05\nlink: javascript:x", "no address one can open"),
        ("title: A\nkind: live\nfrom: 2026-12-05\ngeo: [200, 1]", "latitude and longitude"),
        ("title: A\nkind: live\nfrom: 2026-12-05\ncreator: bob", "there is no creator `bob`"),
        ("title: A\nkind: live\nfrom: 2026-12-05\nslug: tea", "share the slug `tea`"),
        ("title: A\nkind: workshop\nfrom: 2026-12-05", "nobody can find this workshop"),
    ],
)
def test_what_is_wrong_with_an_event_is_said(shop: World, front: str, complaint: str) -> None:
    shop.put("content/events/odd.md", f"---\n{front}\n---\n")
    assert complaint in shop.complaints()


# reminders


def test_a_pick_that_runs_out_has_a_reminder_that_leads_back_to_the_creators_page(shop: World) -> None:
    site = shop.build(clock=at(2, 12))  # a Wednesday
    event = calendar(site, "@ann/tea/reorder.ics")
    assert event["url"] == "https://shop.example/@ann/tea/?c=reorder"
    assert event.decoded("dtstart") == date(2026, 11, 30) + timedelta(days=45)
    assert event["rrule"]["interval"] == [45]
    assert not (site.output / "@ann/pot/reorder.ics").exists()
    assert 'href="/@ann/tea/reorder.ics"' in site.page("/@ann/tea/")
    assert 'href="/@ann/tea/reorder.ics"' in site.page("/@ann/thanks/")
    assert "reorder.ics" not in site.page("/products/tea/")


def test_a_reminder_stays_the_same_file_for_a_week(shop: World) -> None:
    files = [shop.build(clock=at(day, 12)).files()["@ann/tea/reorder.ics"] for day in (1, 6, 7)]
    assert files[0] == files[1] != files[2]


def test_thanks_says_thanks_and_lets_pass_on_and_ask(shop: World) -> None:
    shop.put("site.yaml", (shop.folder / "site.yaml").read_text() + "contact: hello@shop.example\n")
    html = shop.build().page("/@ann/thanks/")
    for words in ("Thank you", "Tea; black, strong", "Pass it on", "hello@shop.example", "noindex"):
        assert words in html
    assert "https://wa.me/?text=Ann%20https://shop.example/@ann/" in html


def test_no_product_may_be_called_thanks(shop: World) -> None:
    shop.put("content/products/thanks.md", "---\ntitle: Thanks\nsku: X\nprice: 1\n---\n")
    assert "buyers come back" in shop.complaints()


# places and people


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [  # github.com/googollee/eviltransform, its test points
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
        ((52.52, 13.405), (52.52, 13.405)),
        ((-33.86, 151.2), (-33.86, 151.2)),
    ],
)
def test_chinese_coordinates_are_where_all_maps_have_them(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert to_gcj02(*wgs) == pytest.approx(gcj, abs=1e-9)


@given(st.floats(18, 53), st.floats(75, 134))
def test_the_shift_is_never_more_than_a_kilometre(latitude: float, longitude: float) -> None:
    north, east = to_gcj02(latitude, longitude)
    assert abs(north - latitude) < 0.01
    assert abs(east - longitude) < 0.015


def test_map_links_open_the_spot_and_amap_gets_its_own_coordinates(shop: World) -> None:
    html = shop.build().page("/@ann/")
    assert "https://maps.apple.com/?ll=30.3194,120.1415&amp;q=The%20Room" in html
    assert "https://www.google.com/maps/search/?api=1&amp;query=30.3194,120.1415" in html
    latitude, longitude = to_gcj02(30.3194, 120.1415)
    assert f"https://uri.amap.com/marker?position={longitude:.6f},{latitude:.6f}&amp;name=The%20Room" in html
    assert "coordinate=gaode" in html


def test_without_a_spot_maps_look_for_the_address() -> None:
    urls = [link.url for link in map_links("The Room", "1 Long Lane & more", ())]
    assert all("1%20Long%20Lane%20%26%20more" in url for url in urls)


def test_a_studio_is_a_contact_to_keep(shop: World) -> None:
    site = shop.build()
    contact = vobject.readOne((site.output / "@ann/ann.vcf").read_text())
    assert contact.version.value == "3.0"
    assert contact.fn.value == "Ann"
    assert contact.org.value == ["The Room"]
    assert contact.tel.value == "+8657155500142"
    assert contact.adr.value.street == "1 Long Lane, Hangzhou"
    assert contact.url.value == "https://shop.example/@ann/"
    assert 'href="/@ann/ann.vcf"' in site.page("/@ann/")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=120))
def test_any_name_comes_through_a_contact_and_no_line_is_too_long(name: str) -> None:
    made = card(
        Contact(uid="u", name=name, studio=name, note=name, phone="", address=name, geo=(), url="https://a.example/")
    )
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    assert vobject.readOne(made.decode()).fn.value == name


def test_booking_carries_the_tag_where_the_link_asks_for_it(shop: World) -> None:
    html = shop.build().page("/@ann/")
    assert 'href="https://book.example/ann?tag=ann_store" rel="sponsored nofollow noopener"' in html
    assert "Ann earns from bookings made here." in html


def test_booking_without_a_place_for_a_tag_is_a_plain_link(shop: World) -> None:
    creator = shop.folder / "content/creators/ann.md"
    creator.write_text(creator.read_text().replace("{?tag}", ""))
    html = shop.build().page("/@ann/")
    assert 'href="https://book.example/ann" rel="nofollow noopener"' in html
    assert "earns from bookings" not in html


def test_a_booking_link_holds_no_other_braces(shop: World) -> None:
    creator = shop.folder / "content/creators/ann.md"
    creator.write_text(creator.read_text().replace("{?tag}", "{name}"))
    assert "braces hold only the tag" in shop.complaints()
