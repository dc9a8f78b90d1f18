"""Jinja2 with a theme: what a template may call, and where an error in it points."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from typing import Any

import jinja2
from markupsafe import Markup

from sitegen.errors import ContentError, Place, Problem
from sitegen.load.theme import Theme
from sitegen.plan.jobs import AssetJob
from sitegen.render.words import UnknownWord, Words

# Templates are indented for whoever reads them; a phone need not load that. Lines stay, so that errors find them.
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Templates:
    """A theme's templates, compiled once. Autoescape is on and an unknown name is an error."""

    def __init__(self, theme: Theme, options: dict[str, Any], asset_urls: dict[str, str]) -> None:
        self._theme = theme
        self._asset_urls = asset_urls
        self._words: dict[str, Words] = {}
        self._inlined: dict[str, Markup] = {}
        self._environment = jinja2.Environment(
            loader=_ThemeLoader(theme),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._environment.globals = {
            "asset": self._asset,
            "asset_url": self._asset_url,
            "theme": theme.options | options,
        }

    def render(self, name: str, language: str, values: dict[str, Any]) -> str:
        """One page. Raises ContentError that points into the theme."""
        try:
            template = self._environment.get_template(name, globals={"t": self._words_in(language)})
            return template.render(values)
        except jinja2.TemplateSyntaxError as error:
            place = Place(error.filename or name, error.lineno)
            raise ContentError([Problem(place, f"the template is broken: {error.message}")]) from None
        except jinja2.TemplateNotFound as error:
            place = self._place_of(error, name)
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
            raise ContentError([Problem(self._place_of(error, name), what)]) from error

    def _words_in(self, language: str) -> Words:
        if language not in self._words:
            self._words[language] = Words(self._theme.words, language)
        return self._words[language]

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

    def _place_of(self, error: BaseException, name: str) -> Place:
        """The innermost line of a template that was at work."""
        files = {template.file for template in self._theme.templates.values()}
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
        if frames:
            return Place(frames[-1].filename, frames[-1].lineno)
        known = self._theme.templates.get(name)
        return Place(known.file if known else f"themes/{self._theme.name}/templates/{name}")


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


class _ThemeLoader(jinja2.BaseLoader):
    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        found = self._theme.templates.get(template)
        if found is None:
            raise jinja2.TemplateNotFound(template)
        return _INDENTATION.sub("", found.text), found.file, lambda: True
