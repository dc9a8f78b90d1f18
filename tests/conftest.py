"""What all tests share: the world, the demo store built once, and a browser."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from sitegen.build import build
from sitegen.settings import Settings
from tests.world import CLOCK, Site, World, make_world

ROOT = Path(__file__).parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("suite")


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., World]:
    """`world("-- content/… --\\n…")`: a site written from one string."""
    return functools.partial(make_world, tmp_path / "site")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The repository's own store, built at a fixed time."""
    output = tmp_path_factory.mktemp("demo") / "output"
    return Site(build(Settings(source=ROOT, output=output, clock=CLOCK)), output)


@pytest.fixture(scope="session")
def demo_address(demo: Site) -> Iterator[str]:
    """The demo served over HTTP, as any static host would."""
    with serving(demo.output) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class serving:  # noqa: N801 - reads as a verb: `with serving(folder) as address`
    """Serve a folder on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Quiet, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass
