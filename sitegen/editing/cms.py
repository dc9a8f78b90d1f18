"""An editor in the browser: the page at `/admin/`, and its settings, which Sveltia CMS and Decap CMS both read.

Nothing is fetched while building. The editor itself comes from a CDN, in a version whose bytes are known, or from a
package in the site's folder.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlsplit

import msgspec
import yaml

from sitegen.editing.schemas import singular
from sitegen.editing.widgets import Field, Form
from sitegen.load.documents import CONTENT, KINDS
from sitegen.load.editor_bundle import BUNDLES, FOLDER
from sitegen.model.catalog import Catalog
from sitegen.model.content import Cms, SiteFields

PAGE, CONFIG, START, MANUAL = (f"{FOLDER}/{name}" for name in ("index.html", "config.yml", "start.js", "manual.js"))

_UPLOADS = "static/uploads"
_TITLED_BY = {"creators": "name", "shares": "to"}
_SOMEWHERE = "owner/name"

# What the editors ask of the web: the repository's interface, pictures of repositories, a status page, their own fonts.
_SERVICES = {
    "github": ("https://api.github.com", "https://*.githubusercontent.com", "https://www.githubstatus.com"),
    "gitlab": ("https://gitlab.com", "https://status-api.hostedstatus.com"),
    "gitea": ("https://gitea.com",),
}
_FONTS = ("https://cdn.jsdelivr.net",)  # where Sveltia has its letters and icons from
_PROXY = "http://localhost:8081"  # decap-server, for work on one's own computer


class Unpkg(msgspec.Struct, frozen=True):
    """A file of an npm package as unpkg.com has it."""

    path: str
    integrity: str

    @property
    def url(self) -> str:
        return f"https://unpkg.com/{self.path}"


CDN = {
    "sveltia": Unpkg(
        "@sveltia/cms@0.221.1/dist/sveltia-cms.js",
        "sha384-JQ+XsKx/UzwdTiNnFStza3XtqqQoVtyNPApkfvwlzZDfhe7giE9CnfQrpHqgv3k6",
    ),
    "decap": Unpkg(
        "decap-cms@3.16.3/dist/decap-cms.js",
        "sha384-A/Gdn928CNLufmnGWGs9RM4Q9o8bSNLeJERqBFrBjwzL7FRpoLT3MPF8Tl0+Wd2p",
    ),
}


def cms_of(site: SiteFields) -> Cms | None:
    """What a site says about its editor; None when it wants none."""
    return site.cms if site.cms and site.cms.enabled else None


def admin_files(site: SiteFields) -> tuple[str, ...]:
    """What is made for the editor of a site, if it has one."""
    cms = cms_of(site)
    if cms is None:
        return ()
    return (PAGE, CONFIG, START, MANUAL) if cms.editor == "decap" else (PAGE, CONFIG)


def admin_file(file: str, catalog: Catalog) -> bytes:
    cms = cms_of(catalog.site) or Cms()
    texts = {PAGE: _page, CONFIG: _config_text, START: _start, MANUAL: _manual}
    return texts[file](cms, catalog).encode()


def _page(cms: Cms, catalog: Catalog) -> str:
    """The editor's page. Decap is told to wait until it can be told about decap-server."""
    scripts = [_script(cms)]
    if cms.editor == "decap":
        scripts = ['<script src="manual.js"></script>', *scripts, '<script src="start.js"></script>']
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{catalog.site.language}">',
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(cms))}">',
            f"<title>{escape(catalog.site.title)}</title>",
            '<link rel="cms-config-url" type="text/yaml" href="config.yml">',
            "<body>",
            *scripts,
            "</body></html>",
            "",
        ]
    )


def _script(cms: Cms) -> str:
    if cms.bundle == "cdn":
        known = CDN[cms.editor]
        return f'<script src="{known.url}" integrity="{known.integrity}" crossorigin="anonymous"></script>'
    return f'<script src="{BUNDLES[cms.editor]}"></script>'


def policy(cms: Cms) -> str:
    """What the editor may load and ask: more than any other page, and still nothing that it does not need."""
    services = [*_SERVICES[cms.service], *([_origin(cms.sign_in)] if cms.sign_in else [])]
    cdn = ["https://unpkg.com"] if cms.bundle == "cdn" else []
    scripts = ["'self'", *cdn, *(["'unsafe-eval'"] if cms.editor == "decap" else ["blob:"])]
    directives = {
        "default-src": ["'self'"],
        "script-src": scripts,
        "style-src": ["'self'", "'unsafe-inline'", *cdn],
        "font-src": ["'self'", "data:", *_FONTS],
        "img-src": ["'self'", "data:", "blob:", "https://*.githubusercontent.com", *services],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'", "data:", "blob:", *cdn, *services, *([_PROXY] if cms.editor == "decap" else [])],
        "worker-src": ["'self'", "blob:"],
        "frame-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
    }
    return ";".join(f"{name} {' '.join(dict.fromkeys(sources))}" for name, sources in directives.items())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _manual(_cms: Cms, _catalog: Catalog) -> str:
    return "window.CMS_MANUAL_INIT = true;\n"


def _start(_cms: Cms, catalog: Catalog) -> str:
    """Decap takes a config.yml with anything added only from hosts that send it as YAML, so here it is whole.

    `local_backend` is what is added: no key that Sveltia knows, and looked for on one's own computer only.
    """
    whole = config(catalog) | {"load_config_file": False, "local_backend": True}
    return f"CMS.init({msgspec.json.encode({'config': whole}).decode()});\n"


def _config_text(_cms: Cms, catalog: Catalog) -> str:
    text: str = yaml.safe_dump(config(catalog), allow_unicode=True, sort_keys=False, width=1000)
    return f"# Written by sitegen from its models, at every build: change `cms` in site.yaml instead.\n{text}"


def config(catalog: Catalog) -> dict[str, Any]:
    """The settings, valid for both editors."""
    cms = cms_of(catalog.site) or Cms()
    languages = [edition.language for edition in catalog.editions]
    is_translated = len(languages) > 1 and cms.editor == "sveltia"
    form = Form(catalog.written, _choices(catalog), cms.editor, is_translated)
    top = f"{cms.folder.strip('/')}/" if cms.folder.strip("/") else ""
    backend = {"name": cms.service, "repo": cms.repo or _SOMEWHERE, "branch": cms.branch}
    return {
        "backend": backend | ({"base_url": cms.sign_in} if cms.sign_in else {}),
        "site_url": catalog.base_url,
        "media_folder": f"{top}{_UPLOADS}",
        "public_folder": "/uploads",
        "slug": {"encoding": "unicode", "clean_accents": False},
        "editor": {"preview": False},
        "output": {"omit_empty_optional_fields": True},
        **({"i18n": _languages(languages)} if is_translated else {}),
        "collections": [found for kind in KINDS for found in _collections(kind, top, form)],
    }


def _languages(languages: list[str]) -> dict[str, Any]:
    """`index.md` in the site's own language, `index.zh.md` in another. Nobody has to write the others."""
    return {
        "structure": "multiple_files",
        "locales": languages,
        "default_locale": languages[0],
        "initial_locales": "default",
        "omit_default_locale_from_file_path": True,
    }


def _collections(kind: str, top: str, form: Form) -> list[dict[str, Any]]:
    """A kind's folders with an index.md, and apart from them its single files, where there are any."""
    fields = form.fields(kind)
    bundles = _collection(kind, f"{top}{CONTENT}/{kind}", fields, form.is_translated)
    bundles |= {"path": "{{slug}}/index"}
    if kind not in form.written.files:
        return [bundles]
    files = _collection(kind, f"{top}{CONTENT}/{kind}", fields, form.is_translated)
    if kind not in form.written.bundles:
        return [files]
    return [bundles, files | {"name": f"{kind}-files", "label": f"{kind.capitalize()} (single files)"}]


def _collection(kind: str, folder: str, fields: list[Field], is_translated: bool) -> dict[str, Any]:
    title = _TITLED_BY.get(kind, "title")
    return {
        "name": kind,
        "label": kind.capitalize(),
        "label_singular": singular(kind).capitalize(),
        "folder": folder,
        "create": True,
        "extension": "md",
        "format": "yaml-frontmatter",
        "identifier_field": title,
        "summary": f"{{{{{title}}}}}",
        "media_folder": "",
        "public_folder": "",
        **({"i18n": True} if is_translated else {}),
        "fields": fields,
    }


def _choices(catalog: Catalog) -> dict[str, tuple[tuple[str, str], ...]]:
    """Names and titles of what there is; more once it is built again."""
    edition = catalog.editions[0]
    return {
        kind: tuple(
            (name, str(getattr(entry.fields, _TITLED_BY.get(kind, "title"))))
            for name, entry in getattr(edition, kind).items()
        )
        for kind in KINDS
    }
