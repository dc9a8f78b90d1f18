"""The dev server's own pages, from the templates beside this module."""

from __future__ import annotations

from pathlib import Path

import jinja2

from sitegen.dev.events import Failure
from sitegen.dev.excerpt import excerpt

MOST_PROBLEMS = 50

_FRAMES = ((320, 568), (390, 844), (430, 932))
_CHOSEN_FRAME = 390


class OwnPages:
    """Renders them; everything that is put in is escaped."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def building(self) -> bytes:
        """For whoever comes before the first build is done; it reloads when it is."""
        return self._render("building.html")

    def failure(self, failure: Failure) -> bytes:
        """All that is wrong, each thing with its place, its hint and the lines around it."""
        shown = failure.problems[:MOST_PROBLEMS]
        return self._render(
            "failure.html",
            failure=failure,
            problems=[(problem, excerpt(self._source, problem.place)) for problem in shown],
            unshown=len(failure.problems) - len(shown),
        )

    def missing(self, path: str) -> bytes:
        """For a site without a 404 page of its own."""
        return self._render("missing.html", path=path, base_path=None)

    def outside(self, path: str, base_path: str) -> bytes:
        """For an address outside the path under which the site is published."""
        return self._render("missing.html", path=path, base_path=base_path)

    def phone(self, path: str) -> bytes:
        """A page of the site in a frame of a phone's size."""
        return self._render("phone.html", path=path, frames=_FRAMES, chosen=_CHOSEN_FRAME)

    def style(self, name: str) -> str:
        """A style sheet by its bare name."""
        return self._templates.get_template(f"{name}.css").render()

    def _render(self, name: str, **values: object) -> bytes:
        return self._templates.get_template(name).render(values).encode()
