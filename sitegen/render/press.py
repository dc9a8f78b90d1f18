"""Draws sheets with Typst: a poster template of the theme, the values it may see, and photos cut to size.

Equal sheets give equal bytes: what a template sees, the templates themselves and the fonts are all in the
fingerprint.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from sitegen.digest import digest_of
from sitegen.errors import ContentError, Place, Problem, SitegenError
from sitegen.load.opening import Unreadable
from sitegen.load.template_files import TemplateFile
from sitegen.load.typefaces import Typefaces
from sitegen.model.content import Focus

if TYPE_CHECKING:
    from typst import Compiler

RECIPE = 1
PIXELS_PER_INCH = 144.0  # half a point is a pixel
PHOTO_QUALITY = 56  # of a photo within a sheet, as AVIF counts
_QUALITIES = (88, 82, 76, 70, 62, 54, 45)
_WHERE = re.compile(r"(?<![\w./-])([\w./-]+\.typ):(\d+)")


class Cut(msgspec.Struct, frozen=True):
    """A photo, cut to `width` x `height` pixels around its focus."""

    photo: str
    digest: str
    width: int
    height: int
    focus: Focus = Focus()

    @property
    def name(self) -> str:
        return f"{digest_of(self.digest, self.width, self.height, self.focus)[:20]}.jpg"


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One drawing, or a `photo` as it is when there is no template. `press` names templates, fonts and program;
    `most_bytes` limits a JPEG."""

    template: str
    format: Literal["jpg", "pdf"]
    values: dict[str, Any]
    cuts: dict[str, Cut]
    press: str
    most_bytes: int | None = None

    @property
    def fingerprint(self) -> str:
        cuts = {name: cut.name for name, cut in self.cuts.items()}
        return digest_of(RECIPE, self.template, self.format, self.values, cuts, self.press, self.most_bytes)


class PressSettings(msgspec.Struct, frozen=True):
    """What a press is set up with: the theme's posters, and the fonts as files."""

    posters: dict[str, TemplateFile]
    fonts: tuple[str, ...]

    @classmethod
    def of(cls, posters: dict[str, TemplateFile], typefaces: Typefaces) -> PressSettings:
        files = [file for family in typefaces.families for file in family.files]
        return cls(posters, tuple(dict.fromkeys(files)))


class Press:
    """A compiler with its templates and fonts laid out in a folder of its own, to be used with `with`."""

    def __init__(self, settings: PressSettings) -> None:
        self._settings = settings
        self._folder = tempfile.TemporaryDirectory(prefix="sitegen-press-")
        self._root = Path(self._folder.name)
        self._compiler: Compiler | None = None

    def __enter__(self) -> Press:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def draw(self, sheet: Sheet) -> bytes:
        """The finished file. Raises ContentError that points into the theme or names the photo."""
        if not sheet.template:
            return cut_out(sheet.cuts["photo"])
        if sheet.template not in self._settings.posters:
            what = f"the theme has no poster `{sheet.template}`"
            raise ContentError([Problem(Place("themes"), what, "add it to the theme's posters/")])
        compiler = self._compiler or self._set_up()
        pictures = {name: self._lay_down(cut) for name, cut in sheet.cuts.items()}
        values = json.dumps(sheet.values | {"pictures": pictures}, ensure_ascii=False)
        drawn = self._compile(compiler, sheet, {"data": values})
        return drawn if sheet.format == "pdf" else _as_jpeg(drawn, sheet.most_bytes)

    def _compile(self, compiler: Compiler, sheet: Sheet, inputs: Mapping[str, str]) -> bytes:
        import typst

        source = str(self._root / sheet.template)
        form: Literal["png", "pdf"] = "png" if sheet.format == "jpg" else "pdf"
        try:
            drawn = compiler.compile(source, format=form, ppi=PIXELS_PER_INCH, sys_inputs=dict(inputs))
        except typst.TypstError as error:
            raise ContentError([self._explained(sheet.template, error)]) from error
        if not isinstance(drawn, bytes):
            file = self._settings.posters[sheet.template].file
            raise ContentError([Problem(Place(file), "the poster runs over its one page", "give its texts less room")])
        return drawn

    def _explained(self, template: str, error: Exception) -> Problem:
        message = getattr(error, "message", str(error))
        where = _WHERE.search(getattr(error, "diagnostic", "") or str(error))
        name, line = (where[1], int(where[2])) if where else (template, None)
        known = self._settings.posters.get(name.removeprefix(f"{self._root}/").lstrip("/"))
        known = known or self._settings.posters[template]
        return Problem(Place(known.file, line), f"the poster cannot be drawn: {message}")

    def _set_up(self) -> Compiler:
        import typst

        for name, template in self._settings.posters.items():
            path = self._root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(template.text, encoding="utf-8")
        fonts = self._root / "fonts"
        fonts.mkdir()
        for number, file in enumerate(self._settings.fonts):
            (fonts / f"{number}{Path(file).suffix}").symlink_to(file)
        (self._root / "photos").mkdir()
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        self._compiler = typst.Compiler(root=str(self._root), font_paths=found, ignore_system_fonts=True)
        return self._compiler

    def _lay_down(self, cut: Cut) -> str:
        """The cut photo's address for templates; it is cut once however many sheets show it."""
        path = self._root / "photos" / cut.name
        if not path.exists():
            path.write_bytes(cut_out(cut))
        return f"/photos/{cut.name}"


def cut_out(cut: Cut) -> bytes:
    """A photo on its own, as JPEG. Raises ContentError naming a photo that cannot be read."""
    from sitegen.render.pictures.making import cut_out as picture_of

    try:
        return picture_of(Path(cut.photo), (cut.width, cut.height), cut.focus, PHOTO_QUALITY)
    except Unreadable as error:
        raise ContentError([Problem(Place(cut.photo), error.what, error.hint)]) from error


def texts_in(values: Any) -> Iterable[str]:
    """Every text a template will see, however deep."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from texts_in(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from texts_in(value)


def _as_jpeg(png: bytes, most_bytes: int | None) -> bytes:
    """As good as fits; codes stay sharp since their modules are whole pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as drawn:
        picture = drawn.convert("RGB")
    for quality in _QUALITIES:
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=quality, progressive=True, optimize=True)
        if most_bytes is None or target.tell() <= most_bytes:
            return target.getvalue()
    raise SitegenError(f"a picture of {picture.width} x {picture.height} pixels does not fit into {most_bytes} bytes")
