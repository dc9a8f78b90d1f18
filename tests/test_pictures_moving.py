"""Films and products on photos: what Markdown asks for, what a page shows, and what leaves when."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sitegen.load import videos
from sitegen.model.embeds import player_of
from sitegen.render.videos import without_traces
from tests.conftest import serving
from tests.world import World

SHOP = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    store: picks
    ---
    -- content/posts/day/index.md --
    ---
    title: A day
    creator: ann
    ---
    TEXT
    -- content/posts/day/table.jpg --
    photo 300x200 #ccaa88
    -- content/posts/day/clip.jpg --
    photo 320x180 #336699
"""
POINTS = "![My table](table.jpg)\n\n    - 30% 40% [[tea]]\n    - 72.4% 60% [[tea|this one]]"


def shop(text: str) -> str:
    return SHOP.replace("TEXT", text)


# products on a photo


def test_points_are_links_to_the_authors_own_pages_with_name_and_price(world: Callable[..., World]) -> None:
    page = world(shop(POINTS)).build().page("/posts/day/")
    assert '<li class="h3 i0 j4 k0"><a href="/@ann/tea/"><span><b>Tea</b> CN¥12</span></a></li>' in page
    assert '<li class="h7 i2 j6 k0 back"><a href="/@ann/tea/"><span><b>this one</b>' in page
    assert "tagged" not in page or "commission" in page


def test_a_product_on_a_photo_gets_a_page_of_the_authors_own(world: Callable[..., World]) -> None:
    assert "/@ann/tea/" in world(shop(POINTS)).build().addresses()


def test_an_ordinary_list_below_a_picture_stays_one(world: Callable[..., World]) -> None:
    page = world(shop("![My table](table.jpg)\n\n    - one\n    - [[tea]]")).build().page("/posts/day/")
    assert "<li>one</li>" in page


@pytest.mark.parametrize(
    ("item", "line", "complaint"),
    [
        ("- 30% 40% [[milk]]", 9, "there is no product `milk`"),
        ("- 30% 140% [[tea]]", 9, "must be a point"),
        ("- 30% 40% tea", 5, "must be a point"),
        ("- 30% 40% [[tea]] and more", 9, "must be a point"),
    ],
)
def test_a_point_that_is_none_is_reported(item: str, line: int, complaint: str, world: Callable[..., World]) -> None:
    text = f"![My table](table.jpg)\n\n    - 10% 10% [[tea]]\n    {item}"
    (problem,) = [problem for problem in world(shop(text)).problems() if problem.severity == "error"]
    assert complaint in problem.what
    assert problem.place.file == "content/posts/day/index.md"
    assert problem.place.line is not None
    assert problem.hint


def test_points_can_be_reached_by_keyboard_and_lie_where_they_were_put(
    world: Callable[..., World], browser: Browser
) -> None:
    site = world(shop(POINTS)).build()
    with serving(site.output) as address:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(address + "/posts/day/")
        photo = page.locator(".points img").bounding_box()
        link = page.locator(".points a").first
        spot = link.bounding_box()
        assert photo
        assert spot
        assert spot["height"] >= 44
        assert spot["x"] + 22 == pytest.approx(photo["x"] + 0.3 * photo["width"], abs=1.5)
        assert spot["y"] + 22 == pytest.approx(photo["y"] + 0.4 * photo["height"], abs=1.5)
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/@ann/tea/")
        page.close()


# our own videos


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def track(handler: bytes, codec: bytes, chunk: int, sample: int) -> bytes:
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), box(codec, bytes(8))),
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 1, 1)),
        box(b"stsz", bytes(4), struct.pack(">III", 0, 1, sample)),
        box(b"stco", bytes(4), struct.pack(">II", 1, chunk)),
    )
    media = box(
        b"mdia", box(b"mdhd", bytes(4), b"\x11" * 20), box(b"hdlr", bytes(8), handler, bytes(12)), box(b"minf", table)
    )
    return box(b"trak", box(b"tkhd", bytes(4), b"\x22" * 80), media)


def film(codec: bytes = b"avc1") -> bytes:
    """An MP4 as a phone writes it: a picture track, a data track, and where it was taken."""
    head = box(b"ftyp", b"isom", bytes(4), b"isommp42")
    samples = b"PICTURES" + b"+31.2304+121.4737/"
    first = len(head) + 8
    place = box(b"udta", box(b"\xa9xyz", b"+31.2304+121.4737/ Secret Street"))
    moov = box(
        b"moov",
        box(b"mvhd", bytes(4), b"\x33" * 96),
        track(b"vide", codec, first, 8),
        track(b"meta", b"mebx", first + 8, len(samples) - 8),
        place,
        box(b"meta", b"com.apple.quicktime.location.ISO6709 +31.2304"),
    )
    return head + box(b"mdat", samples) + moov


def test_place_time_and_data_tracks_leave_a_video_and_nothing_else_moves() -> None:
    before, after = film(), without_traces(film())
    assert len(after) == len(before)
    for secret in (b"+31.2304", b"Secret Street", b"ISO6709", b"mebx"):
        assert secret in before
        assert secret not in after
    assert b"PICTURES" in after
    assert b"avc1" in after
    assert b"\x22" * 8 not in after[after.index(b"tkhd") : after.index(b"tkhd") + 16]


CLIP = '![Pouring tea](clip.mp4 "Two seconds")'


def test_a_video_is_a_picture_and_a_player_that_loads_nothing(world: Callable[..., World], browser: Browser) -> None:
    site = world(shop(CLIP))
    site.put("content/posts/day/clip.mp4", film())
    built = site.build()
    page = built.page("/posts/day/")
    assert 'preload="none"' in page
    assert "Two seconds</figcaption>" in page
    (published,) = (data for name, data in built.published().items() if name.endswith(".mp4"))
    assert published == without_traces(film())
    with serving(built.output) as address:
        visit = browser.new_page()
        asked: list[str] = []
        visit.on("request", lambda request: asked.append(request.url))
        visit.goto(address + "/posts/day/", wait_until="networkidle")
        assert any(url.endswith((".avif", ".webp", ".jpg")) for url in asked)
        assert not any(url.endswith(".mp4") for url in asked)
        visit.evaluate("() => { document.querySelector('video').play().catch(() => {}) }")
        visit.wait_for_timeout(300)
        assert any(url.endswith(".mp4") for url in asked)
        visit.close()


def test_without_picture_and_ffmpeg_one_is_told_what_to_do(
    world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(videos.shutil, "which", lambda program: None)
    site = world(shop(CLIP))
    (site.folder / "content/posts/day/clip.jpg").unlink()
    site.put("content/posts/day/clip.mp4", film())
    assert "put one beside it, called `clip.jpg`, or install ffmpeg" in site.complaints()


def test_ffmpeg_takes_a_frame_where_it_is_installed(
    world: Callable[..., World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stood in for by a program that draws one, and counts how often it is asked."""
    from PIL import Image

    frame, count = tmp_path / "frame.png", tmp_path / "count"
    Image.new("RGB", (320, 180), "#336699").save(frame)
    program = tmp_path / "ffmpeg"
    program.write_text(f'#!/bin/sh\necho x >> {count}\nfor last; do :; done\ncp {frame} "$last"\n')
    program.chmod(0o755)
    monkeypatch.setattr(videos, "FFMPEG", str(program))
    site = world(shop(CLIP))
    (site.folder / "content/posts/day/clip.jpg").unlink()
    site.put("content/posts/day/clip.mp4", film())
    assert "day-clip-mp4-" in site.build().page("/posts/day/")
    site.build()
    assert count.read_text() == "x\n"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "this video is an empty file"),
        (b"hello", "this is no MP4, whatever its name says"),
        (film()[:60], "this video is not whole"),
        (film(b"hvc1"), "this video is in HEVC"),
    ],
)
def test_a_video_that_will_not_play_is_reported(data: bytes, complaint: str, world: Callable[..., World]) -> None:
    site = world(shop(CLIP))
    site.put("content/posts/day/clip.mp4", data)
    assert f"content/posts/day/clip.mp4: {complaint}" in site.complaints()


# films elsewhere

FILMS = {
    "https://www.youtube.com/watch?v=aqz-KE-bpKQ": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1",
    "https://youtu.be/aqz-KE-bpKQ?t=3": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1",
    "https://m.youtube.com/shorts/aqz-KE-bpKQ": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1",
    "https://www.bilibili.com/video/BV1xx411c7mD/?p=1": (
        "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&autoplay=1&danmaku=0"
    ),
    "https://www.douyin.com/video/7123456789012345678": (
        "https://open.douyin.com/player/video?vid=7123456789012345678&autoplay=1"
    ),
}


@pytest.mark.parametrize("link", FILMS)
def test_the_player_of_a_film_is_known(link: str) -> None:
    player = player_of(link)
    assert player
    assert player.url == FILMS[link]
    assert player.url.startswith(player.origin)


@pytest.mark.parametrize(
    "link",
    [
        "https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com/@somebody",
        "https://youtu.be/short",
        "https://b23.tv/abc",
        "javascript:alert(1)//youtube.com/watch?v=aqz-KE-bpKQ",
        "https://[bad",
    ],
)
def test_other_links_are_links(link: str) -> None:
    assert player_of(link) is None


@pytest.mark.parametrize(
    "line",
    [
        "[How I fill it](https://youtu.be/aqz-KE-bpKQ)",
        "https://youtu.be/aqz-KE-bpKQ",
        "<https://youtu.be/aqz-KE-bpKQ>",
        "[![How I fill it](table.jpg)](https://youtu.be/aqz-KE-bpKQ)",
    ],
)
def test_nobody_is_asked_for_a_film_before_the_tap(line: str, world: Callable[..., World], browser: Browser) -> None:
    site = world(shop(line)).build()
    with serving(site.output) as address:
        context = browser.new_context(java_script_enabled=False, has_touch=True, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.route("https://**", lambda route: route.abort())
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + "/posts/day/", wait_until="networkidle")
        frame = page.locator("iframe")
        frame.scroll_into_view_if_needed()
        page.frame_locator("iframe").locator("a.play").wait_for()
        assert [url for url in asked if not url.startswith(address)] == []
        page.frame_locator("iframe").locator("a.play").tap()
        page.wait_for_timeout(300)
        assert [url for url in asked if not url.startswith(address)] == [
            "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1"
        ]
        context.close()


def test_a_film_in_a_sentence_is_a_link(world: Callable[..., World]) -> None:
    page = world(shop("See [this](https://youtu.be/aqz-KE-bpKQ) first.")).build().page("/posts/day/")
    assert "<iframe" not in page
    assert 'href="https://youtu.be/aqz-KE-bpKQ"' in page
