"""Where themes lie: in the site, in installed packages, in ours. The first that has a theme of a name wins.

A package offers themes under the entry point group `sitegen.themes`: `linen = "sitegen_linen.themes"` says that the
folder of the package `sitegen_linen.themes` holds `linen/theme.yaml`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from sitegen.installed import Offer
from sitegen.plugins import Family, PluginError, package_of

GROUP = "sitegen.themes"
SITE_THEMES = "themes"
THEME_FILE = "theme.yaml"

_THEMES = Family(group=GROUP, what="theme", members=())


def theme_homes(source: Path, built_in: Path) -> tuple[Path, ...]:
    """Folders of themes, the first to ask first. Raises PluginError naming the package whose theme is not there."""
    installed = (_home(name, entry) for name, entry in sorted(_THEMES.entries().items()))
    return (source / SITE_THEMES, *dict.fromkeys(installed), built_in)


def theme_names(homes: tuple[Path, ...]) -> tuple[str, ...]:
    return tuple(sorted({path.parent.name for home in homes for path in home.glob(f"*/{THEME_FILE}")}))


def _home(name: str, entry: Offer) -> Path:
    """The folder of the package that an entry names."""
    who = f"the theme `{name}` ({entry.value}, from {package_of(entry)})"
    try:
        spec = find_spec(entry.value)
    except Exception as error:  # whatever a stranger's package does while it is imported
        raise PluginError(f"{who} cannot be found: {type(error).__name__}: {error}") from error
    folders = [*(spec.submodule_search_locations or ())] if spec else []
    for folder in map(Path, folders):
        if (folder / name / THEME_FILE).is_file():
            return folder
    raise PluginError(f"{who} cannot be found: there is no {name}/{THEME_FILE} in that package")
