"""Which file is what, in which language."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.load.documents import Document, is_site_file, read_documents, read_site_files
from sitegen.load.files import Found

TEXT = "---\ntitle: Tea\n---\nGood tea.\n"


def read(folder: Path, **files: str) -> tuple[list[Document], list[str]]:
    """Documents of files given as `content__products__tea="…"`, and what is wrong with them."""
    found = []
    for name, text in files.items():
        path = folder / str(len(found))
        path.write_text(text)
        found.append(Found(name, path))
    documents, problems = read_documents(found)
    return documents, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("file", "kind", "name", "language", "folder"),
    [
        ("content/products/tea.md", "products", "tea", None, "content/products"),
        ("content/products/tea/index.md", "products", "tea", None, "content/products/tea"),
        ("content/products/tea.zh.md", "products", "tea", "zh", "content/products"),
        ("content/products/tea/index.pt-BR.md", "products", "tea", "pt-BR", "content/products/tea"),
        ("content/creators/林/index.md", "creators", "林", None, "content/creators/林"),
        ("content/products/green/tea/index.md", "products", "tea", None, "content/products/green/tea"),
        ("content/products/no.5.md", "products", "no.5", None, "content/products"),
        ("content/products/zh.md", "products", "zh", None, "content/products"),
    ],
)
def test_a_path_says_kind_name_and_language(
    tmp_path: Path, file: str, kind: str, name: str, language: str | None, folder: str
) -> None:
    (document,), problems = read(tmp_path, **{file: TEXT})
    assert problems == []
    assert (document.kind, document.name, document.language, document.folder) == (kind, name, language, folder)
    assert (document.file, document.body, document.body_line) == (file, "Good tea.\n", 4)


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        ("content/tea.md", "this file has no kind (move it into one of content/products/, content/creators/,"),
        ("content/product/tea.md", "unknown content folder `product` (did you mean `products`?)"),
        ("content/zebras/tea.md", "unknown content folder `zebras` (use one of content/products/,"),
        ("content/products/index.md", "a bundle needs a folder of its own (move it to content/products/NAME/index.md)"),
        ("content/products/tea.MD", "texts end in `.md`, not `.MD` (name it tea.md)"),
        ("content/products/tea.markdown", "texts end in `.md`, not `.markdown` (name it tea.md)"),
    ],
)
def test_a_text_at_the_wrong_place_is_reported_with_the_right_one(tmp_path: Path, file: str, complaint: str) -> None:
    documents, problems = read(tmp_path, **{file: TEXT})
    assert documents == []
    assert len(problems) == 1
    assert problems[0].startswith(f"{file}: {complaint}")


def test_files_that_are_no_texts_are_left_alone(tmp_path: Path) -> None:
    assert read(tmp_path, **{"content/products/tea.jpg": "", "content/notes.txt": ""}) == ([], [])


def test_a_file_that_cannot_be_read_is_still_known_by_its_name(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, **{"content/products/tea.md": "---\na: [\n---\n"})
    assert [(document.name, document.readable) for document in documents] == [("tea", False)]
    assert len(problems) == 1


def test_all_broken_files_are_reported_at_once(tmp_path: Path) -> None:
    names = [f"content/products/{name}.md" for name in "abc"]
    assert len(read(tmp_path, **dict.fromkeys(names, ""))[1]) == 3


@pytest.mark.parametrize("name", ["site.yaml", "site.zh.yaml", "site.pt-BR.yaml"])
def test_site_files_are_known_by_their_names(name: str) -> None:
    assert is_site_file(name)


@pytest.mark.parametrize("name", ["site.yml", "sites.yaml", "site.backup.yaml", "my-site.yaml", "site..yaml"])
def test_other_files_are_no_site_files(name: str) -> None:
    assert not is_site_file(name)


def test_the_sites_own_text_and_its_translations_are_read(tmp_path: Path) -> None:
    for name in ("site.yaml", "site.zh.yaml", "site.fr.yaml"):
        (tmp_path / name).write_text("title: Shop\n" if name != "site.fr.yaml" else "title: [\n")
    files = [Found(path.name, path) for path in sorted(tmp_path.iterdir())]
    documents, problems = read_site_files(files)
    assert [(document.language, document.folder) for document in documents] == [(None, ""), ("zh", "")]
    assert [problem.place.file for problem in problems] == ["site.fr.yaml"]
