"""What is answered to which request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.web import Application, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

from sitegen.dev.inject import OWN_FOLDER, SCRIPT_PATH, SOCKET_PATH, Visit, dressed
from sitegen.dev.pages import OwnPages
from sitegen.dev.showing import EVERYTHING, Audience, Showing
from sitegen.dev.static import HTML, MISSING, Elsewhere, Found, asks_for_page, content_type, files_at, resolve

PHONE_PATH = "/__phone/"


class Desk(msgspec.Struct, frozen=True):
    """What the handlers of one server share."""

    folder: Path
    base_path: str
    own: OwnPages
    showing: Showing
    audience: Audience
    allows: Callable[[str], bool]


def application(desk: Desk) -> Application:
    """Everything the dev server answers."""
    shared = {"desk": desk}
    return Application(
        [
            (SOCKET_PATH, OpenPage, shared),
            (SCRIPT_PATH, OwnScript, shared),
            (rf"{OWN_FOLDER}(draft|frame)\.css", OwnStyle, shared),
            (f"{PHONE_PATH}?", Phone, shared),
            (f"{re.escape(desk.base_path)}(.*)", Site, shared),
            ("(.*)", Outside, shared),
        ],
        log_function=_no_log,
    )


def _no_log(_: RequestHandler) -> None:
    """Requests are not news."""


class Guarded(RequestHandler):
    """Answers only to names of this machine, and lets nothing be cached.

    A page on the web can let its own host name point to 127.0.0.1 and then read what is served there; its
    name is what gives it away.
    """

    desk: Desk

    def initialize(self, desk: Desk) -> None:
        self.desk = desk

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        if not self.desk.allows(self.request.host):
            self.set_status(403)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(f"This server does not answer to the name {self.request.host}; use 127.0.0.1.\n")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason}\n")

    def send_page(self, page: bytes, status: int = 200, *, draft: bool = False) -> None:
        """A page that reloads itself."""
        framed = self.request.headers.get("Sec-Fetch-Dest") == "iframe"
        visit = Visit(self.request.host, self.desk.showing.version, draft=draft, framed=framed)
        self.set_status(status)
        self.set_header("Content-Type", HTML)
        self.finish(dressed(page, visit))


class Site(Guarded, StaticFileHandler):
    """The built folder, as a static host would serve it; or why it could not be built."""

    def initialize(self, desk: Desk) -> None:  # type: ignore[override]  # the folder is known to the desk
        Guarded.initialize(self, desk)
        StaticFileHandler.initialize(self, path=str(desk.folder))

    async def get(self, path: str, include_body: bool = True) -> None:
        showing = self.desk.showing
        if showing.failure is not None and asks_for_page(path):
            self.send_page(self.desk.own.failure(showing.failure), 500)
            return
        match resolve(self.desk.folder, path):
            case Found(file) if content_type(file) == HTML:
                self._send_built_page(file, path)
            case Found():
                await super().get(path, include_body)
            case Elsewhere():
                query = f"?{self.request.query}" if self.request.query else ""
                self.redirect(f"{self.request.path}/{query}")
            case _:
                self._send_missing(path)

    def _send_built_page(self, file: Path, path: str) -> None:
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        try:
            page = file.read_bytes()
        except OSError:  # removed by a rebuild just now
            self._send_missing(path)
            return
        self.send_page(page, draft=name in self.desk.showing.drafts)

    def _send_missing(self, path: str) -> None:
        if not self.desk.showing.ready:
            self.send_page(self.desk.own.building(), 503)
            return
        try:
            page = (self.desk.folder / MISSING).read_bytes()
        except OSError:
            page = self.desk.own.missing(self.desk.base_path + path)
        self.send_page(page, 404)

    def get_content_type(self) -> str:
        return content_type(Path(self.absolute_path or ""))

    def compute_etag(self) -> None:
        return None

    def should_return_304(self) -> bool:
        return False

    def get_cache_time(self, *_: object) -> int:
        return 0


class Outside(Guarded):
    """Addresses outside the path under which the site is published."""

    def get(self, path: str) -> None:
        base_path = self.desk.base_path
        if path == "/" or f"{path}/" == base_path:
            self.redirect(base_path)
        else:
            self.send_page(self.desk.own.outside(path, base_path), 404)

    head = get


class Phone(Guarded):
    """`/__phone/?path=/products/x/`: a page of the site at the width of a phone."""

    def get(self) -> None:
        base_path = self.desk.base_path
        if not self.request.path.endswith("/"):
            self.redirect(PHONE_PATH)
            return
        path = self.get_argument("path", base_path)
        within = path.startswith(base_path) and not path.startswith("//") and "\\" not in path
        self.set_header("Content-Type", HTML)
        self.finish(self.desk.own.phone(path if within else base_path))

    head = get


class OwnStyle(Guarded):
    """Style sheets for what is added to pages."""

    def get(self, name: str) -> None:
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(self.desk.own.style(name))

    head = get


class OwnScript(Guarded, LiveReloadJSHandler):  # type: ignore[misc]  # livereload has no types
    """The script that reloads a page."""


class OpenPage(Guarded, LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """A page that is open in a browser, at the other end of its socket. The protocol is livereload's own."""

    files: tuple[str, ...] = ()
    _introduced = False
    _version: str | None = None

    def open(self, *_: str) -> None:
        self.desk.audience.pages.add(self)

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """Answer the handshake; a page that was served something else than is shown now loads again."""
        super().on_message(message)
        LiveReloadHandler.waiters.discard(self)  # shared by every server of the process: we keep our own
        said = json.loads(message)
        if said.get("command") == "hello":
            self._version = said.get("snipver")
        elif said.get("command") == "info":
            self._introduced = True
            self.files = self._files_at(said.get("url") or "")
            if self._version is not None and self.desk.showing.is_outdated(self._version, self.files):
                self.reload((EVERYTHING,))

    def on_close(self) -> None:
        self.desk.audience.pages.discard(self)

    def reload(self, paths: Sequence[str]) -> bool:
        """Tell the page, if it is ready to listen; if not, its introduction will show that it is too old."""
        for path in paths if self._introduced else ():
            self.send_message({"command": "reload", "path": path, "liveCSS": True})
        return self._introduced

    def _files_at(self, url: str) -> tuple[str, ...]:
        """What may be shown at a page's address, as the browser says it."""
        try:
            path = unquote(urlsplit(url).path)
        except ValueError:
            return ()
        base_path = self.desk.base_path
        return files_at(self.desk.folder, path.removeprefix(base_path)) if path.startswith(base_path) else ()
