"""Real servers on loopback, each with a configuration of its own in a temporary folder, none a system service."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

NGINX, CADDY, APACHE, SSHD = "/usr/sbin/nginx", "/usr/bin/caddy", "/usr/sbin/apache2", "/usr/sbin/sshd"


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes


class Server(msgspec.Struct, frozen=True):
    """`name` is the host as site.yaml calls it."""

    name: str
    port: int

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, log: Path, **environment: str) -> Iterator[None]:
    """A server in the foreground, from when it listens on its port until the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, **environment}, start_new_session=True
        )
    try:
        _wait(port, process, log)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1000):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.01)
    raise AssertionError(f"{process.args} does not listen:\n{log.read_text(errors='replace')}")


@contextmanager
def nginx(folder: Path, snippet: str) -> Iterator[Server]:
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mime.types").write_text(Path("/etc/nginx/mime.types").read_text())
    (folder / "site.conf").write_text(snippet)
    (folder / "nginx.conf").write_text(
        "load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;\n"
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\n  access_log off;\n  include mime.types;\n"
        + "".join(
            f"  {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"  server {{\n    listen 127.0.0.1:{port};\n    include {folder}/site.conf;\n  }}\n}}\n"
    )
    with running([NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")], port, folder / "log"):
        said = (folder / "start.log").read_text() + (folder / "log").read_text()
        for line in said.splitlines():  # an nginx that knows AVIF says that we tell it twice; an old one needs it
            assert "[warn]" not in line or "avif" in line, said
        yield Server("nginx", port)


@contextmanager
def caddy(folder: Path, snippet: str) -> Iterator[Server]:
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.caddy").write_text(snippet)
    (folder / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n\timport site.caddy\n}}\n"
    )
    command = [CADDY, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with running(
        command, port, folder / "log", HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder)
    ):
        yield Server("caddy", port)


_MODULES = ("authz_core", "dir", "env", "mime", "headers", "alias", "rewrite", "filter", "deflate")


@contextmanager
def apache(folder: Path, root: Path) -> Iterator[Server]:
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    modules = "".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in ("mpm_event", *_MODULES)
    )
    user = "User nobody\nGroup nogroup\n" if os.geteuid() == 0 else ""
    (folder / "apache.conf").write_text(
        f"ServerRoot {folder}\nServerName localhost\nPidFile {folder}/pid\nErrorLog {folder}/error.log\n"
        f"DefaultRuntimeDir {folder}\nListen 127.0.0.1:{port}\n{modules}{user}TypesConfig /etc/mime.types\n"
        "StartServers 1\nAddOutputFilterByType DEFLATE text/html\n"
        f"DocumentRoot {root}\n<Directory {root}>\n  AllowOverride All\n  Require all granted\n</Directory>\n"
        '<FilesMatch "^\\.ht">\n  Require all denied\n</FilesMatch>\n'
    )
    with running([APACHE, "-X", "-f", str(folder / "apache.conf")], port, folder / "log"):
        yield Server("apache", port)


SERVERS: dict[str, Callable[..., object]] = {"nginx": nginx, "caddy": caddy, "apache": apache}
