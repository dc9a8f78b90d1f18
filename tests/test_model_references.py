"""Names and files in front matter, each followed or reported with its line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitegen.model.catalog import Edition
from tests.world import World

SHELF = """
    -- content/products/tea/index.md --
    ---
    title: Tea
    slug: green-tea
    sku: T
    price: 12
    ---
    -- content/products/tea/hero.jpg --
    photo 40x50 #88aa66
    -- content/products/old.md --
    ---
    title: Old
    sku: O
    price: 9
    draft: true
    ---
    -- content/circles/food.md --
    ---
    title: Food
    ---
    -- content/creators/lin/me.jpg --
    photo 40x40 #112233
    -- content/creators/lin/note.txt --
    no photo
"""
LIN = "content/creators/lin/index.md"


@pytest.fixture
def lin(world: Callable[..., World]) -> Callable[[str], World]:
    """A site whose creator says this, from line 3 on."""

    def write(fields: str) -> World:
        site = world(SHELF)
        site.put(LIN, f"---\nname: Lin\n{fields}\n---\n")
        return site

    return write


def edition(site: World) -> Edition:
    return site.check().catalog.editions[0]


def test_names_and_slugs_are_followed_and_spelled_as_the_catalog_spells_them(lin: Callable[[str], World]) -> None:
    fields = edition(lin("picks: [green-tea]\ncircles: [food, food]\navatar: me.jpg")).creators["lin"].fields
    assert [pick.product for pick in fields.picks] == ["tea"]
    assert fields.circles == ("food",)
    assert fields.avatar == "content/creators/lin/me.jpg"


def test_links_of_every_good_kind_are_kept(lin: Callable[[str], World]) -> None:
    urls = ["https://lin.example/", "http://lin.example", "mailto:lin@lin.example", "tel:+861012345678"]
    links = ", ".join(f"{{title: x, url: '{url}'}}" for url in urls)
    assert [link.url for link in edition(lin(f"links: [{links}]")).creators["lin"].fields.links] == urls


def test_a_photo_may_lie_anywhere_in_the_site(lin: Callable[[str], World]) -> None:
    site = lin("photos: [{file: ../../products/tea/hero.jpg, alt: Tea}]")
    assert [photo.file for photo in edition(site).creators["lin"].fields.photos] == ["content/products/tea/hero.jpg"]


def test_what_is_not_shown_at_present_is_quietly_left_out(lin: Callable[[str], World]) -> None:
    site = lin("picks: [old, tea]")
    site.put("site.yaml", "title: Shop\nurl: https://shop.example/\nfeatured: [old, tea]\n")
    site.put("content/circles/food.md", "---\ntitle: Food\ndraft: true\n---\n")
    site.put("content/products/tea/index.md", "---\ntitle: Tea\nprice: 1\ncircles: [food]\n---\n")
    found = edition(site)
    assert [pick.product for pick in found.creators["lin"].fields.picks] == ["tea"]
    assert found.site.featured == ("tea",)
    assert found.products["tea"].fields.circles == ()


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ("picks: [taa]", "picks[1].product: there is no product `taa` (did you mean `tea`?)"),
        ("picks: [wxyz]", "picks[1].product: there is no product `wxyz` (name a file or folder of content/products/)"),
        ("picks: [tea, green-tea]", "picks[2]: `tea` is picked twice (keep one of the two)"),
        ("circles: [fod]", "circles[1]: there is no circle `fod` (did you mean `food`?)"),
        ("avatar: mee.jpg", "avatar: there is no photo `mee.jpg` (did you mean `me.jpg`?)"),
        ("avatar: note.txt", "avatar: `note.txt` is no photo we can read (use JPEG, PNG or WebP)"),
        ("avatar: ../../../../etc/passwd", "avatar: `../../../../etc/passwd` leads out of the site (put the photo"),
        ("avatar: /etc/passwd", "avatar: `/etc/passwd` leads out of the site"),
        ("avatar: photos\\me.jpg", "avatar: there is no photo `photos\\me.jpg` (write `/` between folder and file)"),
        ("avatar: https://x.example/me.jpg", "avatar: there is no photo `https://x.example/me.jpg`"),
        ("photos: [gone.jpg]", "photos[1].file: there is no photo `gone.jpg` (put it beside the text)"),
        ("links: [{title: x, url: lin.example}]", "links[1].url: `lin.example` is no address one can open (begin with"),
        ("links: [{title: x, url: 'https:lin.example'}]", "links[1].url: `https:lin.example` is no address one can"),
        ("links: [{title: x, url: 'javascript:x'}]", "links[1].url: `javascript:x` is no address one can open"),
        ("links: [{title: x, url: 'https://['}]", "links[1].url: `https://[` is no address one can open"),
        ("studio: {name: x, address: y, booking: here}", "studio.booking: `here` is no address one can open"),
        ("studio: {name: x, address: y, geo: [31.2]}", "studio.geo: `geo` is latitude and longitude (write `[31.2,"),
        ("studio: {name: x, address: y, geo: [121.4, 31.2]}", "studio.geo: `geo` is latitude and longitude"),
        ("aliases: [old]", "aliases[1]: `old` is no address of this site (write it like `/old/path/`, in letters"),
    ],
)
def test_what_cannot_be_followed_is_reported(lin: Callable[[str], World], fields: str, complaint: str) -> None:
    assert lin(fields).complaints().startswith(f"{LIN}:3: {complaint}")


NO_ADDRESSES = ["/", "//", "/../x/", "/a/../b", "/./x", "/.hidden/", "/a//b", "/a?b", "/a#b", "/a b", "/a\\b", '/a"b']


@pytest.mark.parametrize("alias", [*NO_ADDRESSES, "/%2e%2e/x", "/" + "é" * 150])
def test_an_alias_that_is_no_address_or_none_that_is_safe_is_reported(lin: Callable[[str], World], alias: str) -> None:
    assert "is no address of this site" in lin(f"aliases: ['{alias}']").complaints()


@pytest.mark.parametrize("alias", ["/old/", "/old", "/shop/p.html", "/2024/11/a-b_c.d/", "/老页/", "/@lin2/"])
def test_old_addresses_of_any_kind_are_good_aliases(lin: Callable[[str], World], alias: str) -> None:
    assert lin(f"aliases: ['{alias}']").complaints() == ""


def test_a_photo_without_a_description_is_a_warning_on_its_line(lin: Callable[[str], World]) -> None:
    (problem,) = lin("photos:\n- {file: gone.jpg, alt: x}\n- me.jpg").problems()[1:]
    assert str(problem).startswith(f"{LIN}:5: photos[2]: the photo `me.jpg` has no `alt` (say what is on it")
    assert problem.severity == "warning"


def test_a_photo_that_only_decorates_says_so_with_an_empty_description(lin: Callable[[str], World]) -> None:
    assert lin('photos: [{file: me.jpg, alt: ""}]').complaints() == ""


def test_an_unreadable_photo_is_said_once_and_not_by_everyone_who_shows_it(lin: Callable[[str], World]) -> None:
    site = lin("avatar: me.jpg\nphotos: [{file: me.jpg, alt: x}]")
    site.put("content/creators/lin/me.jpg", b"")
    assert site.complaints() == "content/creators/lin/me.jpg: this photo is an empty file (save or copy it again)"


def test_an_unreadable_text_is_said_once_and_not_by_everyone_who_names_it(lin: Callable[[str], World]) -> None:
    site = lin("picks: [tea]")
    site.put("content/products/tea/index.md", "no front matter")
    site.put("content/posts/a.md", "---\ntitle: A\n---\n[[tea]] and [x](../products/tea/index.md)\n")
    assert [str(problem.place) for problem in site.problems()] == ["content/products/tea/index.md:1"]


def test_an_unknown_author_of_a_post_is_reported(lin: Callable[[str], World]) -> None:
    site = lin("tagline: x")
    site.put("content/posts/a.md", "---\ntitle: A\ncreator: lim\n---\n")
    assert site.complaints() == ("content/posts/a.md:3: creator: there is no creator `lim` (did you mean `lin`?)")


def test_a_story_whose_creator_is_not_shown_is_not_shown_either(lin: Callable[[str], World]) -> None:
    site = lin("draft: true\nslug: lin-s")
    site.put("content/posts/a.md", "---\ntitle: A\ncreator: lin-s\n---\n")
    site.put("content/posts/b.md", "---\ntitle: B\n---\n[A](a.md)\n")
    catalog = site.check().catalog
    assert list(catalog.editions[0].posts) == ["b"]
    assert ("content/posts/a.md", "its creator `lin-s` is not shown") in [(s.file, s.reason) for s in catalog.skipped]


def test_a_reviews_photo_is_followed(lin: Callable[[str], World]) -> None:
    site = lin("tagline: x")
    review = "reviews: [{by: Mei, rating: 5, text: Good, photo: her.jpg}]"
    site.put("content/products/tea/index.md", f"---\ntitle: Tea\nsku: T\nprice: 12\n{review}\n---\n")
    assert site.complaints() == (
        "content/products/tea/index.md:5: reviews[1].photo: there is no photo `her.jpg` (did you mean `hero.jpg`?)"
    )
