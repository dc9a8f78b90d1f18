"""The manual page, from what the commands say of themselves: `python -m sitegen.cli.manual > sitegen.1` (man(7))."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from sitegen import __version__
from sitegen.cli import main

FILES = {
    "site.yaml": "What is true of the whole site.",
    "content/": "Products, creators, stories and all the rest, in Markdown.",
    "themes/, static/": "Themes of your own, and files that are copied as they are.",
    "output/": "The finished site.",
    ".sitegen/": "Caches; safe to delete.",
}
CODES = {
    "0": "Good; there may have been warnings.",
    "1": "The content has errors, or the result cannot be written.",
    "2": "Wrong usage.",
}


def page() -> str:
    """The whole page in roff."""
    context = click.Context(main, info_name="sitegen", **main.context_settings)
    return "\n".join(
        [
            f'.TH SITEGEN 1 "" "sitegen {__version__}" "User Commands"',
            ".SH NAME",
            f"sitegen \\- {_said(_lowered(main.help or ''))}",
            ".SH SYNOPSIS",
            ".B sitegen",
            "[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...",
            ".SH COMMANDS",
            *(line for name in main.list_commands(context) for line in _command(context, name)),
            ".SH FILES",
            *_list(FILES),
            ".SH EXIT STATUS",
            *_list(CODES),
            ".SH ENVIRONMENT",
            *_list({"SITEGEN_COMMAND_OPTION": "Any option of a command, like SITEGEN_SERVE_PORT=9000."}),
            "",
        ]
    )


def _command(parent: click.Context, name: str) -> Iterator[str]:
    command = main.get_command(parent, name)
    if command is None or command.hidden:
        return
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f'.SS "sitegen {name} {_said(usage)}"'
    yield from _paragraphs(command.help or "")
    records = (parameter.get_help_record(context) for parameter in command.get_params(context))
    yield from _list({flags: text for flags, text in filter(None, records) if text})


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield ".PP"
        yield _said(" ".join(paragraph.split()))


def _list(items: dict[str, str]) -> Iterator[str]:
    for name, text in items.items():
        yield ".TP"
        yield f"\\fB{_said(name)}\\fR"
        yield _said(text)


def _said(text: str) -> str:
    """A text that roff shows as it is: no line of it begins with a request."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe


def _lowered(text: str) -> str:
    sentence = text.strip().partition("\n")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:]


if __name__ == "__main__":
    sys.stdout.write(page())
