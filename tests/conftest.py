"""What all tests share: the world, the demo store built once, and a browser."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from sitegen.build import build
from sitegen.settings import Settings
from tests.world import CLOCK, Site, World, make_world

ROOT = Path(__file__).parent.parent

# Whoever runs tests in the background may have Ctrl-C ignored, and programs that tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")

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


@pytest.fixture
def with_known_pictures(demo: Site) -> Callable[[Path], None]:
    """Gives a site the pictures that the demo's build has made: the starter's are among them, half a minute of work."""

    def give(folder: Path) -> None:
        shutil.copytree(ROOT / ".sitegen/cache/pictures", folder / ".sitegen/cache/pictures")

    return give


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


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def s3_environment(s3_server: str) -> dict[str, str]:
    """How owners tell of a server: in the environment."""
    return {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


@pytest.fixture
def bucket(s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A bucket of its own for every test."""
    import boto3

    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    found = boto3.resource("s3").Bucket(f"shop{abs(hash(tmp_path)) % 10**9}")
    found.create()
    return found


class serving:  # noqa: N801 - reads as a verb: `with serving(folder) as address`
    """Serve a folder on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(Quiet, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def send_head(self) -> Any:
        """Always the whole file: a time in seconds does not tell apart two builds that a test makes within one."""
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def end_headers(self) -> None:
        """Pages are asked for again each time, as from every host that we set up."""
        if self.path.partition("?")[0].endswith(("/", ".html")):
            self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass
