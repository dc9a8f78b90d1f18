"""Jinja2 with a theme: what a template may call, and where an error in it points."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from sitegen.errors import ContentError, Place, Problem
from sitegen.load.theme import Theme
from sitegen.plan.jobs import AssetJob
from sitegen.render.formats import direction_of
from sitegen.render.guarded import Inspected, guarded
from sitegen.render.remembering import Remembered, Template, quick_context
from sitegen.render.words import UnknownWord, Words

# Templates are indented for whoever reads them; a phone need not load that. Lines stay, so that errors find them.
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


_NOTHING = Markup()


class Templates:
    """A theme's templates, compiled once. Autoescape is on and an unknown name is an error."""

    def __init__(
        self,
        theme: Theme,
        options: dict[str, Any],
        asset_urls: dict[str, str],
        compiled: jinja2.BytecodeCache | None = None,
    ) -> None:
        self._theme = theme
        self._options = theme.options | options
        self._asset_urls = asset_urls
        self._compiled = compiled or _InMemory()
        self._inlined: dict[str, Markup] = {}
        self._environments: dict[str, jinja2.Environment] = {}

    def render(self, name: str, language: str, values: dict[str, Any]) -> str:
        """One page. Raises ContentError that points into the theme."""
        try:
            return self._in(language).get_template(name).render(values)
        except jinja2.TemplateSyntaxError as error:
            place = Place(error.filename or name, error.lineno)
            raise ContentError([Problem(place, f"the template is broken: {error.message}")]) from None
        except jinja2.TemplateNotFound as error:
            place = self.place_of(error, name)
            what = f"the theme has no template `{error.name}`"
            raise ContentError([Problem(place, what, "add it to the theme's templates/")]) from None
        except (
            jinja2.TemplateError,
            UnknownWord,
            TypeError,
            ValueError,
            KeyError,
            ZeroDivisionError,
        ) as error:
            what = f"the template cannot be rendered: {error}"
            raise ContentError([Problem(self.place_of(error, name), what)]) from error

    def opened(self, language: str, mark: str, left_out: Mapping[str, str]) -> jinja2.Environment:
        """The same templates for pages with open places; those in `left_out` are not rendered but replaced.

        They raise Inspected when they look at an open text.
        """
        environment = guarded(self._in(language), _LeavingOut(_ThemeLoader(self._theme), left_out), mark, Words)
        marked = {name: Markup(text) for name, text in left_out.items()}  # noqa: S704 - our own marks
        environment.globals = environment.globals | {"left_out": marked}
        return environment

    def parts(self, language: str) -> jinja2.Environment:
        """The same templates for parts of a page by themselves: they may not even ask for what they were not given."""
        return self._in(language).overlay(undefined=_NotGiven)

    def has(self, name: str) -> bool:
        return name in self._theme.templates

    def _in(self, language: str) -> jinja2.Environment:
        """One for each language: what its words are is then known to every macro, and macros are set up once."""
        if language not in self._environments:
            environment = jinja2.Environment(
                loader=_ThemeLoader(self._theme),
                autoescape=True,
                undefined=jinja2.StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
                auto_reload=False,
                cache_size=-1,
                bytecode_cache=self._compiled,
            )
            environment.template_class = Template
            environment.context_class = quick_context(Remembered())
            environment.globals = {
                "t": Words(self._theme.words, language),
                "language": language,
                "lang": partial(_lang, language),
                "asset": partial(self._asset),
                "asset_url": partial(self._asset_url),
                "theme": self._options,
            }
            self._environments[language] = environment
        return self._environments[language]

    def _asset(self, name: str) -> Markup:
        """A style sheet's or script's text, for a page to carry in itself."""
        if name not in self._inlined:
            self._inlined[name] = Markup(compact(name, self._bytes_of(name).decode()))  # noqa: S704 - themes are trusted
        return self._inlined[name]

    def _asset_url(self, name: str) -> str:
        if name not in self._asset_urls:
            raise ValueError(f"the theme has no asset `{name}` to link to; name it as a plain text in the template")
        return self._asset_urls[name]

    def _bytes_of(self, name: str) -> bytes:
        if name not in self._theme.assets:
            raise ValueError(f"the theme has no asset `{name}`")
        return self._theme.assets[name]

    def place_of(self, error: BaseException, name: str) -> Place:
        """The innermost line of a template that was at work."""
        files = {template.file for template in self._theme.templates.values()}
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
        if frames:
            return Place(frames[-1].filename, frames[-1].lineno)
        known = self._theme.templates.get(name)
        return Place(known.file if known else f"themes/{self._theme.name}/templates/{name}")


class _InMemory(jinja2.BytecodeCache):
    """For one run: several environments compile the same templates."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


class _NotGiven(jinja2.Undefined):
    def __init__(self, hint: str | None = None, obj: Any = None, name: str | None = None, exc: Any = None) -> None:
        raise Inspected(f"a part of the page uses `{name}`, which is not the creator's")


def _lang(page: str, spoken: str | None, around: str = "") -> Markup:
    """The attributes of an element whose words are in another language than those around it, which are the page's."""
    if not spoken and not around:
        return _NOTHING
    spoken, around = spoken or page, around or page
    if spoken == around:
        return _NOTHING
    turned = direction_of(spoken) != direction_of(around)
    way = Markup(' dir="{}"').format("rtl" if direction_of(spoken) == "rtl" else "ltr") if turned else Markup()
    return Markup(' lang="{}"{}').format(spoken, way)


def asset_urls(jobs: tuple[AssetJob, ...], href: Callable[[str], str]) -> dict[str, str]:
    return {job.asset: href(job.file) for job in jobs}


def compact(name: str, text: str) -> str:
    """A style sheet or script without what only people read."""
    if name.endswith(".css"):
        import rcssmin

        return str(rcssmin.cssmin(text))
    if name.endswith(".js"):
        import rjsmin

        return str(rjsmin.jsmin(text))
    return text


class _LeavingOut(jinja2.BaseLoader):
    def __init__(self, loader: jinja2.BaseLoader, left_out: Container[str]) -> None:
        self._loader = loader
        self._left_out = left_out

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if template in self._left_out:
            return f'{{{{ left_out["{template}"] }}}}', None, lambda: True
        return self._loader.get_source(environment, template)


class _ThemeLoader(jinja2.BaseLoader):
    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def list_templates(self) -> list[str]:
        return list(self._theme.templates)

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        found = self._theme.templates.get(template)
        if found is None:
            raise jinja2.TemplateNotFound(template)
        return _INDENTATION.sub("", found.text), found.file, lambda: True
