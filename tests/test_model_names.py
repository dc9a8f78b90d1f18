"""Every name and file of the site, before the catalog exists."""

from __future__ import annotations

import pytest

from sitegen.errors import Place
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping
from sitegen.load.photos import Photo
from sitegen.model.names import Names, collect_names


def document(name: str, file: str) -> Document:
    folder = file.rpartition("/")[0]
    return Document(kind="products", name=name, language=None, file=file, folder=folder, fields=Mapping(Place(file)))


HERO = "content/products/tea/hero.jpg"
FILES = frozenset({"content/products/tea/index.md", "content/products/cup.md", HERO, "content/products/tea/manual.pdf"})


@pytest.fixture
def names() -> Names:
    """Tea in a folder of its own, called `green-tea` in addresses; cup in a file, not shown now."""
    return collect_names(
        [document("tea", "content/products/tea/index.md"), document("cup", "content/products/cup.md")],
        {("products", "tea"): "green-tea", ("products", "cup"): "cup"},
        {("products", "cup"): "Cup"},
        FILES,
        {HERO: Photo(HERO, "/x", "digest", 4, 5, "#000000")},
    )


def test_an_entry_is_found_by_its_name_and_by_its_slug(names: Names) -> None:
    assert names.named("products", "tea") == names.named("products", "green-tea") == "tea"
    assert names.named("products", "pot") is None
    assert names.named("creators", "tea") is None


def test_a_name_wins_over_another_entrys_slug() -> None:
    documents = [document("tea", "a.md"), document("cup", "b.md")]
    found = collect_names(documents, {("products", "tea"): "cup", ("products", "cup"): "tea"}, {}, FILES, {})
    assert found.named("products", "tea") == "tea"
    assert found.named("products", "cup") == "cup"


def test_what_is_there_but_not_shown_is_known_as_hidden(names: Names) -> None:
    assert names.is_hidden("products", "cup")
    assert not names.is_hidden("products", "tea")


def test_an_entry_is_found_by_its_file_and_by_its_folder(names: Names) -> None:
    assert names.entry_in("content/products/tea/index.md") == ("products", "tea")
    assert names.entry_in("content/products/tea") == ("products", "tea")
    assert names.entry_in("content/products/cup.md") == ("products", "cup")
    assert names.entry_in(HERO) is None


def test_files_and_photos_are_told_apart(names: Names) -> None:
    assert names.is_photo(HERO)
    assert not names.is_photo("content/products/tea/manual.pdf")
    assert names.is_file("content/products/tea/manual.pdf")
    assert not names.is_file("content/products/tea/gone.jpg")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("hero.jpg", "content/products/tea/hero.jpg"),
        ("./hero.jpg", "content/products/tea/hero.jpg"),
        ("../cup.md", "content/products/cup.md"),
        ("../../../site.yaml", "site.yaml"),
        ("..hidden.jpg", "content/products/tea/..hidden.jpg"),
        ("../../../..", None),
        ("../../../../etc/passwd", None),
        ("/etc/passwd", None),
        ("..\\..\\secret", None),
    ],
)
def test_a_relative_path_never_leads_out_of_the_site(names: Names, written: str, path: str | None) -> None:
    assert names.beside("content/products/tea", written) == path


def test_a_path_beside_site_yaml_begins_at_the_root(names: Names) -> None:
    assert names.beside("", "icon.png") == "icon.png"


@pytest.mark.parametrize(
    ("folder", "written", "hint"),
    [
        ("content/products/tea", "hreo.jpg", "did you mean `hero.jpg`?"),
        ("content/products/tea", "hero.png", "did you mean `hero.jpg`?"),
        ("content/products", "tea/hero.jpeg", "did you mean `tea/hero.jpg`?"),
        ("content/products/tea", "cup.jpg", None),
        ("content/posts", "hero.jpg", None),
    ],
)
def test_a_file_of_nearly_the_same_name_is_suggested(names: Names, folder: str, written: str, hint: str | None) -> None:
    assert names.file_like(folder, written) == hint
