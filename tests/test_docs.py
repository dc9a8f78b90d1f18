"""The documentation under test: what it says is there, and what is there it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import click
import msgspec
import pytest

from sitegen import __version__
from sitegen.cli import main
from sitegen.model.content import FIELDS_OF, Common, Fields
from sitegen.model.markdown import ALLOWED_TAGS
from tests.importing_world import SHOPIFY, soap, table
from tests.world import CLOCK, Site, World

ROOT = Path(__file__).parent.parent
COMMANDS = {name: main.get_command(click.Context(main), name) for name in main.list_commands(click.Context(main))}
TOP = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES = [*TOP, *sorted((ROOT / "docs").glob("*.md"))]
OURS = [*TOP, *(ROOT / "docs" / f"{name}.md" for name in ("writing", "settings", "commands", "publishing"))]

SECTIONS = {
    "Common": "writing.md Every file",
    "ProductFields": "writing.md A product",
    "CreatorFields": "writing.md A creator",
    "PostFields": "writing.md A post",
    "CircleFields": "writing.md A circle",
    "ShareFields": "writing.md A share",
    "SharePick": "writing.md Picks of a share",
    "EventFields": "writing.md An event",
    "PageFields": "writing.md A page",
    "Photo": "writing.md Photos",
    "Variant": "writing.md Variants",
    "Offer": "writing.md Offers",
    "Review": "writing.md Reviews",
    "Question": "writing.md Questions",
    "Pick": "writing.md Picks",
    "Look": "writing.md Look",
    "Commission": "writing.md Commission",
    "Studio": "writing.md Studio",
    "WebLink": "writing.md Links",
    "SiteFields": "settings.md Settings",
    "Referral": "settings.md Referral",
    "Earnings": "settings.md Earnings",
    "Trust": "settings.md Trust",
    "Words": "settings.md Words",
    "Terms": "settings.md Terms",
    "Cms": "settings.md Cms",
}

BASES = {
    "product": ("content/products/thing/index.md", "title: Thing\nsku: THING\nprice: 100.00\n"),
    "creator": ("content/creators/somebody/index.md", "name: Somebody\n"),
}

_FENCE = re.compile(r"^```(\S*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]\n]*\]\(([^()\s]+)\)")
_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
_PHOTO = re.compile(r"[\w-]+\.jpg")


class Block(msgspec.Struct, frozen=True):
    """A fenced block: ```` ```LANGUAGE MARK ````; the mark is a file's path or what the block is a part of."""

    language: str
    mark: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        yield Block(match[1], match[2] or "", match[3], text.count("\n", 0, match.start()) + 1)


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def section(page: str, title: str) -> str:
    """What stands between a heading and the next one."""
    text = prose(ROOT / "docs" / page)
    headings = list(_HEADING.finditer(text))
    at = next((number for number, heading in enumerate(headings) if heading[2] == title), None)
    assert at is not None, f"docs/{page} has no section {title!r}"
    end = headings[at + 1].start() if at + 1 < len(headings) else len(text)
    return text[headings[at].end() : end]


def rows(text: str) -> list[list[str]]:
    """The cells of every table's rows, without heads and lines."""
    tables = re.findall(r"(?:^\|.*\|\n)+", text + "\n", re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()[2:]]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


# commands


def options_of(command: click.Command) -> set[str]:
    return {flag for parameter in command.params if isinstance(parameter, click.Option) for flag in parameter.opts}


def documented_options(title: str) -> set[str]:
    return {flag for row in rows(section("commands.md", title)) for flag in _OPTION.findall(row[0])}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_explained_and_no_other(name: str) -> None:
    common = documented_options("Options of build, check and serve") if name in ("build", "check", "serve") else set()
    assert documented_options(f"sitegen {name}") | common == options_of(COMMANDS[name])


def test_every_command_is_in_the_list_of_commands_and_no_other() -> None:
    assert {spans(row[0])[0] for row in rows(section("commands.md", "Commands"))} == set(COMMANDS)


@pytest.mark.parametrize("page", OURS, ids=lambda page: page.name)
def test_only_commands_that_exist_are_mentioned(page: Path) -> None:
    shown = [block.text for block in blocks(page) if block.language in ("sh", "console", "cron")]
    typed = [*spans(prose(page)), *re.split(r"\n(?:\$ )?|^\$ |&& ", "\n".join(["", *shown]))]
    said = [words[1] for words in map(str.split, typed) if words[:1] == ["sitegen"] and len(words) > 1]
    assert {word for word in said if not word.startswith("-")} <= set(COMMANDS)


def test_every_variable_names_an_option() -> None:
    said = re.findall(r"SITEGEN_([A-Z]+)_([A-Z_]+)", section("commands.md", "Environment"))
    known = {(name.upper(), p.name.upper()) for name, c in COMMANDS.items() for p in c.params if p.name}
    assert said
    assert set(said) - {("COMMAND", "OPTION")} <= known


# keys


def structs() -> dict[str, type[Fields]]:
    """Every struct that front matter or site.yaml is read into, nested ones too."""
    found: dict[str, type[Fields]] = {"Common": Common}
    waiting: list[Any] = list(FIELDS_OF.values())
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, Fields) and kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting += get_type_hints(kind).values()
        waiting += get_args(kind)
    return found


def own_fields(kind: type[Fields]) -> dict[str, msgspec.structs.FieldInfo]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    if issubclass(kind, Common) and kind is not Common:
        for field in msgspec.structs.fields(Common):
            del fields[field.encode_name]
    return fields


def choices_in(kind: Any) -> tuple[str, ...]:
    """What a field of a few possible words may say."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    inside = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else ()
    return tuple(word for option in inside for word in choices_in(option))


def documented_keys(name: str) -> dict[str, list[str]]:
    page, _, title = SECTIONS[name].partition(" ")
    keys = [row for row in rows(section(page, title)) if row[0].startswith("`")]
    return {spans(row[0])[0]: row for row in keys}


def test_every_struct_has_a_section() -> None:
    assert set(SECTIONS) == set(structs())


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_is_in_its_section_and_no_other(name: str) -> None:
    assert set(documented_keys(name)) == set(own_fields(structs()[name]))


@pytest.mark.parametrize("name", SECTIONS)
def test_needed_keys_are_marked_and_all_choices_named(name: str) -> None:
    kind = structs()[name]
    keys = documented_keys(name)
    hints = get_type_hints(kind)
    for key, field in own_fields(kind).items():
        row = " ".join(keys[key][1:])
        if (name, key) != ("ProductFields", "price"):  # needed only when a variant has none
            assert ("**needed**" in row) == field.required, key
        assert set(choices_in(hints[field.name])) <= set(spans(row)), key


def test_the_elements_that_html_may_have_are_listed() -> None:
    quoted = re.findall(r"^> (.+)$", section("writing.md", "Text"), re.MULTILINE)
    assert set(" ".join(quoted).split()) == ALLOWED_TAGS


# examples

SHOWN = [block for page in ("writing.md", "settings.md") for block in blocks(ROOT / "docs" / page)]
FILES = [block for block in SHOWN if block.mark.endswith((".md", ".yaml"))]
PARTS = [block for block in SHOWN if block.mark in BASES]


def as_world(files: dict[str, str]) -> str:
    """Files as `world` reads them, with every photo that they name beside them."""
    photos = {f"{Path(file).parent}/{name}" for file, text in files.items() for name in _PHOTO.findall(text)}
    painted = dict.fromkeys(sorted(photos), "photo 40x50 #88aa66\n")
    return "".join(f"-- {file} --\n{text}" for file, text in (files | painted).items())


def test_all_files_shown_make_one_site_without_a_problem(world: Callable[..., World]) -> None:
    site = world(as_world({block.mark: block.text for block in FILES}), site=False)
    site.put(".sitegen-secret", "kept since the first of the shares\n")
    assert site.complaints() == ""
    built = site.build()
    assert "/@lin/cedar-candle/" in built.addresses()
    assert "雪松蜡烛" in built.page("/zh/products/cedar-candle/")


@pytest.mark.parametrize("block", PARTS, ids=lambda block: f"line {block.line}")
def test_every_part_of_a_file_shown_is_right(block: Block, world: Callable[..., World]) -> None:
    file, front = BASES[block.mark]
    site = world(as_world({file: f"---\n{front}{block.text}---\n"}))
    assert site.complaints() == ""
    site.build()


def test_nothing_is_shown_that_is_not_tried() -> None:
    assert [block for block in SHOWN if block not in FILES and block not in PARTS] == []


PRODUCT = "---\ntitle: Tea\nsku: T\n{}\n---\n"
MISTAKES = {
    "front matter is missing": ("content/pages/about.md", "\n---\ntitle: About\n---\n"),
    "unknown key `green`": ("content/products/tea.md", PRODUCT.format("photos: [{file: a.jpg, alt: red, green}]")),
    "a value is missing, or a bracket is not closed": (
        "content/creators/lin.md",
        "---\nname: Lin\nlook: {accent: #b4563c}\n---\n",
    ),
    "`12,50` is no amount": ("content/products/tea.md", PRODUCT.format("price: 12,50")),
    "`yes` is neither true nor false": ("content/products/tea.md", PRODUCT.format("price: 1\ndraft: yes")),
    "there is no photo `hreo.jpg`": ("content/products/tea.md", PRODUCT.format("price: 1\nphotos: hreo.jpg")),
    "`me.svg` is no photo we can read": ("content/creators/lin.md", "---\nname: Lin\navatar: me.svg\n---\n"),
    "the link needs the sku in its path": ("content/products/tea.md", "---\ntitle: Tea\nprice: 1\n---\n"),
    "this link has no place for the tag": (
        "content/products/tea.md",
        PRODUCT.format("price: 1\ncheckout: https://square.link/u/abc"),
    ),
    "this translates a text that is not there": ("content/pages/about.zh.md", "---\ntitle: 关于\n---\n"),
}


def test_every_message_explained_has_a_mistake_here() -> None:
    explained = [row[0] for row in rows(section("writing.md", "When something is wrong"))]
    assert explained == list(MISTAKES)


@pytest.mark.parametrize("message", MISTAKES)
def test_a_mistake_gets_the_message_that_is_explained(message: str, world: Callable[..., World]) -> None:
    site = world("-- content/creators/mei.md --\n---\nname: Mei\n---\n")
    site.put("content/creators/me.svg", "no picture")
    site.put(*MISTAKES[message])
    assert message in site.complaints()


def test_the_tags_shown_are_those_of_the_demo(demo: Site) -> None:
    shown = rows(section("settings.md", "Tags"))
    assert len(shown) > 3
    for _, address, tag in shown:
        tags = re.findall(r"\b(?:tag|client_reference_id)=([\w-]+)", demo.page(address.strip("`")))
        assert tag.strip("`") in tags, address


# commands that are shown with what they answer


class Shell:
    """Runs what a page shows after `$`, at a fixed time; pictures of the demo need not be made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SITEGEN")},
            "SOURCE_DATE_EPOCH": str(int(CLOCK.timestamp())),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }

    def run(self, line: str) -> str:
        words = shlex.split(line)
        if words[0] == "cd":
            self._folder /= words[1]
            return ""
        self._share_pictures()
        done = subprocess.run(
            words, cwd=self._folder, env=self._environment, stdout=-1, stderr=-2, text=True, check=False
        )
        return done.stdout

    def _share_pictures(self) -> None:
        state = self._folder / ".sitegen"
        if (self._folder / "site.yaml").exists() and not state.exists():
            state.mkdir()
            (state / "cache").symlink_to(ROOT / ".sitegen" / "cache")


def conversation(page: Path) -> Iterator[tuple[str, str]]:
    """Each line after `$` with what is answered."""
    text = "".join(block.text for block in blocks(page) if block.language == "console")
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, answer = part.partition("\n")
        yield line, answer


def numberless(text: str) -> str:
    """How many files and how fast may change without a word about it."""
    return re.sub(r"\d+(?:[.,]\d+)*", "0", text)


@pytest.mark.usefixtures("demo")
def test_commands_answer_as_shown(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for line, answer in conversation(ROOT / "docs/commands.md"):
        said = shell.run(line)
        assert numberless(said) == numberless(answer), line


@pytest.mark.usefixtures("demo")
def test_the_tutorial_leads_to_a_personal_page(tmp_path: Path) -> None:
    readme = ROOT / "README.md"
    site = tmp_path / "my-store"
    picks = next(block.text for block in blocks(readme) if block.language == "yaml")
    export = table(SHOPIFY, [soap(Image_Src="https://shop.example/a.jpg"), soap(Handle="tea", Variant_SKU="T-1")])
    (tmp_path / "products_export.csv").write_text(export, encoding="utf-8")
    shell = Shell(tmp_path)
    for line, answer in conversation(readme):
        if line.startswith(("sitegen serve", "rsync")):
            continue
        said = shell.run(line)
        assert numberless(said) == numberless(answer), line
        if line.startswith("sitegen add product"):
            product = site / "content/products/linen-apron/index.md"
            product.write_text(product.read_text().replace("draft: true\n", ""))
            tao = site / "content/creators/tao/index.md"
            tao.write_text(tao.read_text().replace("picks:\n", f"picks:\n{picks}"))
    page = (site / "output/@tao/linen-apron/index.html").read_text(encoding="utf-8")
    assert "tag=tao_linen-apron" in page
    assert (site / "output/@mia/soap/index.html").is_file()
    assert "Chalk washes out." in page


# links and names


def anchors(page: Path) -> set[str]:
    """What can stand behind `#`, as GitHub makes it of headings."""
    titles = (heading[2].lower() for heading in _HEADING.finditer(prose(page)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    for link in _LINK.findall(text):
        if ":" in link:
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", TOP, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    named = [span for span in spans(prose(page)) if re.match(r"(sitegen|tests|themes|docs|content)/\S*$", span)]
    for name in named:
        assert (ROOT / name).exists() or "LANGUAGE" in name or "linen-apron" in name, name


def test_make_knows_what_the_readme_asks_of_it() -> None:
    asked = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"demo", "test"} <= set(asked) <= set(targets)


def test_the_changelog_tells_of_this_version() -> None:
    assert __version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
