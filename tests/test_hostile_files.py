"""File-system tricks: nothing outside the site is read, nothing outside the output is written, nothing hangs.

A secret lies beside every site here, as a text and as a photo. Whatever the trick: not a byte of it is published.
"""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.cli import main
from sitegen.load import files
from sitegen.write.output import RefusedError
from tests.refusing import SITE, TEA, product, refused, stocked
from tests.world import World

SECRET = "correct horse battery staple"
LINKED = "a link to a folder is not followed (copy the folder here instead)"
OUT = "this link leads out of the site, or nowhere (copy here what it should lead to)"


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    site = stocked(world("-- static/notes.txt --\nx\n"))
    outside = World(site.folder.parent / "outside")
    outside.put("secret.txt", SECRET)
    outside.put("secret.jpg", "photo 400x500 #88aa66")
    outside.put("theme.yaml", f"title: {SECRET}\nextends: base\n")
    outside.put("templates/page.html", f"<p>{SECRET}</p>")
    outside.put("content/pages/secret.md", f"---\ntitle: {SECRET}\n---\n")
    return site


def published(site: World) -> list[Path]:
    return [path for path in (site.folder / "output").rglob("*") if path.is_file()]


def outside_files(site: World) -> set[str]:
    outside = site.folder.parent / "outside"
    return {path.relative_to(outside).as_posix() for path in outside.rglob("*")}


def told(site: World) -> list[str]:
    """What a build says about a site that it refuses, in a process that may not hang; nothing may tell the secret."""
    command = [sys.executable, "-m", "sitegen", "build", "-q", "--jobs", "1", "--source", str(site.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "Traceback" not in said
    assert SECRET not in said
    assert published(site) == []
    return said.splitlines()


# Links, wherever they stand


@pytest.mark.parametrize(
    ("link", "target", "complaint"),
    [
        ("themes", "outside/themes", f"themes: {LINKED}"),
        ("themes/mine", "outside", f"themes/mine: {LINKED}"),
        ("themes/mine/theme.yaml", "outside/theme.yaml", f"themes/mine/theme.yaml: {OUT}"),
        ("themes/mine/templates", "outside/templates", f"themes/mine/templates: {OUT}"),
        ("themes/mine/templates/page.html", "outside/templates/page.html", f"themes/mine/templates/page.html: {OUT}"),
        ("themes/mine/assets/deep/x.css", "outside/secret.txt", f"themes/mine/assets/deep/x.css: {OUT}"),
        ("themes/mine/i18n/en.yaml", "outside/theme.yaml", f"themes/mine/i18n/en.yaml: {OUT}"),
        ("static", "outside", f"static: {LINKED}"),
        ("static/a/b/c.txt", "outside/secret.txt", f"static/a/b/c.txt: {OUT}"),
        ("static/a/b", "outside", f"static/a/b: {OUT}"),
        ("static/.well-known", "outside", f"static/.well-known: {OUT}"),
        ("content", "outside/content", f"content: {LINKED}"),
        ("content/pages", "outside/content/pages", f"content/pages: {OUT}"),
        ("content/products/cup/index.md", "outside/content/pages/secret.md", f"content/products/cup/index.md: {OUT}"),
        ("site.yaml", "outside/theme.yaml", f"site.yaml: {OUT}"),
        ("site.zh.yaml", "outside/theme.yaml", f"site.zh.yaml: {OUT}"),
    ],
)
def test_a_link_leads_nowhere_out_of_the_site(shop: World, link: str, target: str, complaint: str) -> None:
    if link.startswith("themes"):
        shop.put("site.yaml", SITE + "theme: mine\n")
        if link != "themes":
            shop.put("themes/mine/theme.yaml", "extends: base\n")
        else:
            themes = shop.folder.parent / "outside/themes/mine"
            themes.mkdir(parents=True)
            (themes / "theme.yaml").write_text("extends: base\n")
    place = shop.folder / link
    real = shop.folder.parent / target
    if place.is_dir():
        subprocess.run(["rm", "-r", place], check=True)
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(real if "." in link else os.path.relpath(real, place.parent))
    assert complaint in refused(shop)


def test_a_link_chain_that_leaves_the_site_at_its_end_is_refused(shop: World) -> None:
    (shop.folder / "static/one.txt").symlink_to("two.txt")
    (shop.folder / "static/two.txt").symlink_to("../../outside/secret.txt")
    assert refused(shop) == [f"static/one.txt: {OUT}", f"static/two.txt: {OUT}"]


def test_a_link_in_a_circle_is_refused(shop: World) -> None:
    (shop.folder / "static/one.txt").symlink_to("two.txt")
    (shop.folder / "static/two.txt").symlink_to("one.txt")
    assert refused(shop) == [f"static/one.txt: {OUT}", f"static/two.txt: {OUT}"]


def test_a_site_reached_through_a_link_is_a_site(shop: World) -> None:
    (shop.folder.parent / "door").symlink_to(shop.folder)
    entered = World(shop.folder.parent / "door")
    assert "/products/tea/" in entered.build().addresses()


# Names that climb


CLIMBING = [
    "../outside/secret.jpg",
    "../../outside/secret.jpg",
    "../../../outside/secret.jpg",
    "../../../../outside/secret.jpg",
    "../../../../../../../../../../etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "..\\..\\..\\outside\\secret.jpg",
    "%2e%2e/%2e%2e/%2e%2e/outside/secret.jpg",
    "..%2f..%2f..%2foutside%2fsecret.jpg",
    "．．/．．/．．/outside/secret.jpg",  # full-width dots, which NFKC makes into plain ones
    "x/../../../../outside/secret.jpg",
]


@pytest.mark.parametrize("path", CLIMBING)
def test_no_name_in_any_field_climbs_out_of_the_site(shop: World, path: str) -> None:
    """Every place where an author may name a file, at once."""
    shop.put("site.yaml", SITE + f"cover: {{file: '{path}', alt: x}}\nicon: '{path}'\n")
    fields = f"photos: [{{file: '{path}', alt: x}}]\nreviews: [{{by: A, rating: 5, text: x, photo: '{path}'}}]"
    shop.put(TEA, product(fields, f"![x]({path})\n\ntext ![x]({path}) text\n\n[x]({path})\n"))
    shop.put("content/creators/lin.md", f"---\nname: Lin\navatar: '{path}'\nphotos: ['{path}']\n---\n![x](<{path}>)\n")
    shop.put("content/posts/a.md", f"---\ntitle: A\nphotos: ['{path}']\n---\n<img src='{path}'>\n")
    said = "\n".join(refused(shop))
    for place in (f"{TEA}:5: photos[1].file", f"{TEA}:6: reviews[1].photo", "site.yaml:6: cover", "site.yaml:7: icon"):
        assert place in said
    for place in ("content/creators/lin.md:3: avatar", "content/creators/lin.md:4: photos[1]", f"{TEA}:8"):
        assert place in said


@pytest.mark.parametrize(
    "fields",
    ["slug: ../../evil", "slug: /etc/evil", "slug: a/b", "slug: ..", "slug: .sitegen-files", "slug: 'a\\b'"],
)
def test_no_slug_leads_out_of_the_output(shop: World, fields: str) -> None:
    shop.put(TEA, product(fields))
    (said,) = refused(shop)
    assert said.startswith(f"{TEA}:5: slug: ")


@pytest.mark.parametrize(
    "alias",
    [
        "/../evil/",
        "/a/../../evil/",
        "/..%2fevil/",
        "/%2e%2e/evil/",
        "//evil.example/",
        "/a\\..\\b/",
        "/.sitegen-files",
        "/.sitegen/x/",
        "/./",
        "/a/./b/",
        "/\u202eevil/",
        "https://evil.example/",
        "/" + "x" * 300,
        "/" + "x/" * 600,
    ],
)
def test_no_alias_leads_out_of_the_output(shop: World, alias: str) -> None:
    before = outside_files(shop)
    shop.put("content/pages/x.md", f"---\ntitle: X\naliases: ['{alias}']\n---\n")
    refused_or_inside(shop)
    assert outside_files(shop) == before
    assert not (shop.folder / "evil").exists()
    assert not (shop.folder.parent / "evil").exists()


def refused_or_inside(site: World) -> None:
    """Either nothing is published, or every file is where files of a site may be."""
    before = {path for path in site.folder.parent.rglob("*") if "/site/output" not in str(path)}
    if any(problem.severity == "error" for problem in site.problems()):
        refused(site)
        return
    with suppress(RefusedError):
        site.build()
    after = {path for path in site.folder.parent.rglob("*") if "/site/output" not in str(path)}
    assert {path for path in after - before if "/.sitegen" not in str(path)} == set()


# Names that are nearly equal


CAFE = "caf\N{LATIN SMALL LETTER E WITH ACUTE}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("static/a.txt", "static/A.txt"),
        ("static/Deep/x.txt", "static/deep/x.txt"),
        (f"static/{CAFE}.txt", f"static/{unicodedata.normalize('NFD', CAFE)}.txt"),
        ("static/straße.txt", "static/STRASSE.txt"),
        ("static/\N{KELVIN SIGN}.txt", "static/k.txt"),
        ("static/products/TEA/index.html", "static/x.txt"),
    ],
)
def test_names_that_some_disks_take_for_one_are_refused(shop: World, one: str, other: str) -> None:
    shop.put(one, "one")
    shop.put(other, "other")
    with pytest.raises(Exception, match=r"on some disks the same name|is already the address of"):
        shop.build()
    assert published(shop) == []


@pytest.mark.parametrize("kind", ["products", "creators", "posts"])
def test_two_texts_whose_names_differ_in_composition_only_are_told_apart_or_refused(shop: World, kind: str) -> None:
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, CAFE)
        shop.put(f"content/{kind}/{name}.md", f"---\n{'name' if kind == 'creators' else 'title'}: X\n---\n")
    assert any("is already that of" in said for said in refused(shop))


@pytest.mark.parametrize(
    "name", [".sitegen-files", ".Sitegen-files", ".SITEGEN-staging/x", ".sitegen/secret", ".GIT/x"]
)
def test_what_is_reserved_cannot_be_brought_in_by_static(shop: World, name: str) -> None:
    shop.put(f"static/{name}", SECRET)
    output = shop.build().output
    assert all(SECRET.encode() not in path.read_bytes() for path in output.rglob("*") if path.is_file())


# What is no file


def fifo(path: Path) -> None:
    os.mkfifo(path)


def plug(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # such a name may have 108 bytes at most
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(path.name)
    os.chdir(here)


def endless(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # what /dev/zero is
    except PermissionError:
        pytest.skip("only root may make devices")


ODD = [
    "content/products/cup.md",
    "content/products/cup.jpg",
    "content/products/cup.mp4",
    "content/pages/index.md",
    "static/cup.txt",
    "themes/mine/theme.yaml",
    "themes/mine/assets/base.css",
    "themes/mine/templates/page.html",
    "themes/mine/i18n/en.yaml",
    "site.zh.yaml",
]


@pytest.mark.parametrize("make", [fifo, plug, endless])
def test_pipes_sockets_and_devices_are_named_and_never_opened(shop: World, make: Callable[[Path], None]) -> None:
    shop.put("site.yaml", SITE + "theme: mine\n")
    shop.put("themes/mine/theme.yaml", "extends: base\n")
    for file in ODD:
        path = shop.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        make(path)
    said = " ".join(told(shop))
    for file in ODD if make is fifo else ODD[:5]:
        if not file.startswith("themes") or file.endswith("theme.yaml"):
            assert f"error {file}   this is no regular file" in said


@pytest.mark.parametrize("make", [fifo, Path.mkdir])
def test_a_secret_that_is_no_file_is_reported(shop: World, make: Callable[[Path], None]) -> None:
    make(shop.folder / ".sitegen-secret")
    shop.put("content/shares/anna.md", "---\nto: Anna\ncreator: lin\npicks: [tea]\n---\n")
    assert any("the secret behind the addresses of shares cannot be read" in line for line in told(shop))


@pytest.mark.parametrize("name", [".sitegen", ".sitegen/cache", ".sitegen/published"])
def test_a_state_folder_that_is_a_file_is_reported(shop: World, name: str) -> None:
    shop.put(name, "x")
    told(shop)


# Limits


def test_a_file_too_large_to_publish_is_refused_unread(shop: World) -> None:
    for file in ("static/film.mov", "themes/mine/assets/film.mov"):
        path = shop.put(file, "")
        with path.open("wb") as opened:
            opened.truncate(50_000_000_000)  # a hole: nothing lies on the disk
    shop.put("themes/mine/theme.yaml", "extends: base\n")
    shop.put("site.yaml", SITE + "theme: mine\n")
    too_large = "50,000 MB is too large for a file of a site; the limit is 200 MB"
    assert refused(shop) == [
        f"static/film.mov: {too_large} (link to it where it lies on the web)",
        f"themes/mine/assets/film.mov: {too_large}",
    ]


def test_more_files_than_any_site_has_are_refused(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 10)
    for number in range(12):
        shop.put(f"static/{number}.txt", "x")
    complaint = "static: more than 10 files (remove what does not belong to the site)"
    assert complaint in refused(shop)


def test_folders_nested_without_end_are_refused(shop: World) -> None:
    deep = shop.folder / "static" / "/".join("d" * 200)
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text("x")
    (said,) = refused(shop)
    assert "folders nested more than 12 deep" in said


# Where the result may go


def run(shop: World, output: Path) -> str:
    told = CliRunner().invoke(main, ["build", "--source", str(shop.folder), "--output", str(output)])
    assert told.exit_code in (1, 2), told.output
    assert told.exception is None or isinstance(told.exception, SystemExit), told.output
    return told.output


def everything(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path): path.read_bytes() for path in found if ".sitegen" not in str(path)}


@pytest.mark.parametrize(
    "output",
    ["content", "content/out", "content/products", "static", "static/out", "themes/x", "content/../static", ".", ".."],
)
def test_the_result_cannot_go_where_the_sources_are(shop: World, output: str) -> None:
    before = everything(shop.folder.parent)
    run(shop, shop.folder / output)
    assert everything(shop.folder.parent) == before


@pytest.mark.parametrize("target", ["content", "static", "/", "~", ".sitegen", "site.yaml", "."])
def test_the_result_cannot_go_there_through_a_link_either(
    shop: World, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(shop.folder.parent / "home"))
    (shop.folder.parent / "home").mkdir()
    (shop.folder / ".sitegen").mkdir()
    before = everything(shop.folder.parent)
    door = shop.folder / "door"
    door.symlink_to(Path(target).expanduser() if target == "~" else shop.folder / target)
    run(shop, door)
    assert everything(shop.folder.parent) == before


def test_home_and_root_are_no_place_for_a_site(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    home = shop.folder.parent / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for output in (Path("/"), home, home.parent):
        assert "is no place for a site" in run(shop, output)
    assert os.listdir(home) == []


def test_a_folder_planted_as_a_link_in_the_output_is_not_written_through(shop: World) -> None:
    shop.build()
    output, outside = shop.folder / "output", shop.folder.parent / "outside"
    before = outside_files(shop)
    subprocess.run(["rm", "-r", output / "products"], check=True)
    (output / "products").symlink_to(outside)
    run(shop, output)
    assert outside_files(shop) == before
