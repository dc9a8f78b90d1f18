"""Pictures from the web, when somebody asks for them: politely, and never from inside a network.

Only http and https, only hosts whose every address is public, and the connection goes to the very address that was
checked, after each redirect anew. A file has to say it is a picture, be one, and not be too large.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from sitegen import __version__

LARGEST = 25_000_000  # bytes
TIMEOUT = 20.0  # seconds
PAUSE = 0.2  # seconds between two requests to one host
MOST_REDIRECTS = 5
LONGEST_WAIT = 30.0  # seconds that a server may ask for

_CHUNK = 1 << 16
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"

Public = Callable[[str], bool]


class NotFetched(Exception):
    """Why a picture could not be fetched, as a clause."""


class Fetched(msgspec.Struct, frozen=True):
    data: bytes
    address: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return ip.is_global and not ip.is_multicast


class Fetcher:
    """Fetches one file after the other, with a pause between two from one host."""

    def __init__(self, public: Public = is_public, pause: float = PAUSE, largest: int = LARGEST) -> None:
        self._public = public
        self._pause = pause
        self._largest = largest
        self._last: dict[str, float] = {}

    def fetch(self, address: str) -> Fetched:
        """The picture's bytes. Raises NotFetched."""
        waited = False
        for _ in range(MOST_REDIRECTS + 1):
            host, response = self._ask(address)
            with response:
                if response.status in (301, 302, 303, 307, 308) and (target := response.getheader("Location")):
                    address = urljoin(address, target)
                    continue
                if response.status in (429, 503) and not waited and (pause := _asked_pause(response)):
                    waited = True
                    time.sleep(pause)
                    continue
                return Fetched(self._body(response, host), address)
        raise NotFetched("it redirects too often")

    def _ask(self, address: str) -> tuple[str, http.client.HTTPResponse]:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise NotFetched("this is no web address") from None
        if parts.scheme not in ("http", "https") or not host:
            raise NotFetched("only http and https are fetched")
        if parts.username is not None:
            raise NotFetched("its address holds a name and a password")
        self._wait_for(host)
        target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        try:
            ip = self._resolved(host, port or (443 if parts.scheme == "https" else 80))
            connection = _connection(parts.scheme, host, port, ip)
            connection.request("GET", target, headers={"User-Agent": f"sitegen/{__version__}", "Accept": "image/*"})
            return host, connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(f"{host} does not answer: {error}") from None

    def _resolved(self, host: str, port: int) -> str:
        """An address of the host, when all it has are public: else somebody's own network could be reached."""
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not found or not all(map(self._public, found)):
            raise NotFetched(f"{host} is not on the open internet")
        return found[0]

    def _wait_for(self, host: str) -> None:
        pause = self._last.get(host, 0.0) + self._pause - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._last[host] = time.monotonic()

    def _body(self, response: http.client.HTTPResponse, host: str) -> bytes:
        if response.status != 200:
            raise NotFetched(f"{host} answers {response.status} {response.reason}".strip())
        kind = response.headers.get_content_type()
        if not kind.startswith("image/") and kind != "application/octet-stream":
            raise NotFetched(f"it is `{kind}`, no picture")
        if (response.length or 0) > self._largest:
            raise NotFetched(self._too_large())
        data, until = bytearray(), time.monotonic() + 3 * TIMEOUT
        try:
            while chunk := response.read1(_CHUNK):
                data += chunk
                if len(data) > self._largest:
                    raise NotFetched(self._too_large())
                if time.monotonic() > until:
                    raise NotFetched(f"{host} is too slow")
        except (OSError, http.client.HTTPException) as error:
            raise NotFetched(f"{host} broke off: {error}") from None
        return bytes(data)

    def _too_large(self) -> str:
        return f"it is larger than {self._largest / 1e6:.0f} MB"


def _asked_pause(response: http.client.HTTPResponse) -> float:
    written = response.getheader("Retry-After") or ""
    return float(written) if written.isdecimal() and 0 < float(written) <= LONGEST_WAIT else 0.0


def _connection(scheme: str, host: str, port: int | None, ip: str) -> http.client.HTTPConnection:
    """A connection to an address that was checked, with the certificate of the host it is for."""
    if scheme == "http":
        plain = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        plain.sock = socket.create_connection((ip, plain.port), TIMEOUT)
        return plain
    secure = http.client.HTTPSConnection(host, port, timeout=TIMEOUT)
    raw = socket.create_connection((ip, secure.port), TIMEOUT)
    secure.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    return secure
