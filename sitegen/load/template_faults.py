"""What is wrong with templates, found without rendering one: all of it at once, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from sitegen.errors import Place, Problem
from sitegen.load.template_files import TemplateFile
from sitegen.text import did_you_mean

if TYPE_CHECKING:
    from jinja2 import nodes


class Surroundings(Protocol):
    """What a template may name: other templates, assets, words and options."""

    @property
    def templates(self) -> Mapping[str, TemplateFile]: ...

    @property
    def assets(self) -> Mapping[str, bytes]: ...

    @property
    def words(self) -> Mapping[str, Mapping[str, Any]]: ...

    @property
    def options(self) -> Mapping[str, Any]: ...


def template_faults(theme: Surroundings, names: Iterable[str]) -> list[Problem]:
    """What is broken in the templates of these names: syntax, and what they name that is not there."""
    from jinja2 import Environment, TemplateSyntaxError

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    problems: list[Problem] = []
    for name in names:
        template = theme.templates[name]
        try:
            tree = environment.parse(template.text, name, template.file)
            environment.compile(template.text, name, template.file, raw=True)
        except TemplateSyntaxError as error:
            place = Place(template.file, error.lineno)
            problems.append(Problem(place, f"the template is broken: {error.message}"))
        else:
            problems += _lost_names(tree, template.file, theme)
    return problems


def _lost_names(tree: nodes.Template, file: str, theme: Surroundings) -> Iterator[Problem]:
    from jinja2 import nodes

    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted = getattr(node, "template", None)
        if isinstance(wanted, nodes.Const) and not getattr(node, "ignore_missing", False):
            yield from _lost(wanted.value, "template", theme.templates, file, node.lineno)
    for option in tree.find_all(nodes.Getattr):
        if isinstance(option.node, nodes.Name) and option.node.name == "theme":
            yield from _lost(option.attr, "option", theme.options, file, option.lineno)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.args and isinstance(call.args[0], nodes.Const):
            yield from _lost_argument(call.node.name, str(call.args[0].value), theme, file, call.lineno)


def _lost_argument(function: str, said: str, theme: Surroundings, file: str, line: int) -> Iterator[Problem]:
    match function:
        case "t":
            words = {key for entries in theme.words.values() for key in entries}
            yield from _lost(said, "words for", words, file, line)
        case "asset":
            yield from _lost(said, "asset", theme.assets, file, line)
        case "asset_url":
            for part in said.split("+"):
                yield from _lost(part, "asset", theme.assets, file, line)


def _lost(name: str, what: str, known: Iterable[str], file: str, line: int) -> Iterator[Problem]:
    names = list(known)
    if name not in names:
        yield Problem(Place(file, line), f"the theme has no {what} `{name}`", did_you_mean(name, names))
