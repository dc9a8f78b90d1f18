"""The site's texts: which file is what, in which language, and what lies beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from posixpath import splitext
from typing import Literal, get_args

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.files import Found, stamp_of
from sitegen.load.front_matter import Written, read_text, split
from sitegen.load.nodes import Mapping
from sitegen.load.yaml_reader import YamlError, read_mapping
from sitegen.memory import Memory
from sitegen.text import did_you_mean

Kind = Literal["products", "creators", "posts", "circles", "shares", "events", "pages"]
KINDS: tuple[Kind, ...] = get_args(Kind)

CONTENT = "content"
SITE_FILE = "site.yaml"

_TEXT_ENDINGS = (".md", ".markdown", ".mdown", ".mkd")

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SITE_FILES = re.compile(rf"site(?:\.({_LANGUAGE.pattern}))?\.yaml")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One text file. `language` is None for the text that the others overlay.

    `folder` is where its relative paths start: the bundle's own folder, or the folder the file lies in.
    `body_file` is where the body is written when that is another file. A file that cannot be read is a document
    too, so that whatever refers to it is not blamed.
    """

    kind: Kind | Literal["site"]
    name: str
    language: str | None
    file: str
    folder: str
    fields: Mapping
    body: str = ""
    body_line: int = 1
    body_file: str | None = None
    readable: bool = True


def read_documents(found: Iterable[Found], memory: Memory | None = None) -> tuple[list[Document], list[Problem]]:
    """Every Markdown file below `content/`, in the order of the walk. A file that did not change is not read again."""
    memory = memory or Memory()
    documents: list[Document] = []
    problems: list[Problem] = []
    for item in found:
        if not item.file.lower().endswith(_TEXT_ENDINGS):
            continue
        document, complaints = memory.recall(("text", item.file), stamp_of(item.path), partial(_read, item))
        problems += complaints
        if document:
            documents.append(document)
    return documents, problems


def _read(item: Found) -> tuple[Document | None, list[Problem]]:
    """What a file says; None when its name says nothing."""
    where = _address(item.file)
    if isinstance(where, Problem):
        return None, [where]
    try:
        written, problems = split(read_text(item.path, item.file), item.file)
    except YamlError as error:
        return _document(item.file, where, None), [error.problem]
    return _document(item.file, where, written), problems


def read_site_files(found: Iterable[Found]) -> tuple[list[Document], list[Problem]]:
    """`site.yaml` and its overlays `site.LANG.yaml`."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for item in found:
        match = _SITE_FILES.fullmatch(item.file)
        if match is None:
            continue
        try:
            fields, complaints = read_mapping(read_text(item.path, item.file), item.file)
        except YamlError as error:
            problems.append(error.problem)
            continue
        problems += complaints
        documents.append(
            Document(kind="site", name="site", language=match[1], file=item.file, folder="", fields=fields)
        )
    return documents, problems


class _Address(msgspec.Struct, frozen=True):
    kind: Kind
    name: str
    language: str | None
    folder: str


def _address(file: str) -> _Address | Problem:
    """What a path below `content/` stands for: `content/KIND/NAME.md` or `content/KIND/NAME/index.md`."""
    folder, _, name = file.rpartition("/")
    whole, ending = splitext(name)
    if ending != ".md":
        return Problem(Place(file), f"texts end in `.md`, not `{ending}`", f"name it {whole}.md")
    folders = folder.split("/")[1:]
    stem, _, suffix = whole.rpartition(".")
    language = suffix if stem and _LANGUAGE.fullmatch(suffix) else None
    stem = stem if language else whole
    if not folders:
        return Problem(Place(file), "this file has no kind", f"move it into one of {_folders()}")
    kind = next((kind for kind in KINDS if kind == folders[0]), None)
    if kind is None:
        hint = did_you_mean(folders[0], KINDS) or f"use one of {_folders()}"
        return Problem(Place(file), f"unknown content folder `{folders[0]}`", hint)
    if stem == "index" and len(folders) > 1:
        return _Address(kind, folders[-1], language, folder)
    if stem == "index":
        return Problem(Place(file), "a bundle needs a folder of its own", f"move it to content/{kind}/NAME/index.md")
    return _Address(kind, stem, language, folder)


def _document(file: str, where: _Address, written: Written | None) -> Document:
    said = written or Written(Mapping(Place(file)), "", 1)
    return Document(
        kind=where.kind,
        name=where.name,
        language=where.language,
        file=file,
        folder=where.folder,
        fields=said.fields,
        body=said.body,
        body_line=said.body_line,
        readable=written is not None,
    )


def is_site_file(file: str) -> bool:
    return _SITE_FILES.fullmatch(file) is not None


def _folders() -> str:
    return ", ".join(f"content/{kind}/" for kind in KINDS)
