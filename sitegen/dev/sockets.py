"""Where the server listens, and to which names it answers."""

from __future__ import annotations

import errno
import ipaddress
import re
import socket

from sitegen.errors import UsageError

FIRST_PORT = 8000
PORTS_TRIED = 10

_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  # to be recognised, not to be used


def listen(host: str, port: int | None) -> tuple[socket.socket, tuple[int, ...]]:
    """A socket on this port, or on the first free one from 8000 on, and the ports found taken on the way."""
    if port is not None:
        return _listener(host, port), ()
    taken: list[int] = []
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        try:
            return _listener(host, candidate), tuple(taken)
        except PortTakenError:
            taken.append(candidate)
    raise UsageError(f"the ports {taken[0]} to {taken[-1]} are all in use; choose another with --port")


class PortTakenError(UsageError):
    """Another program listens there."""


def _listener(host: str, port: int) -> socket.socket:
    if not 0 <= port < 1 << 16:
        raise UsageError(f"cannot listen on port {port}; ports go from 1 to 65535")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = "choose another with --port, or leave --port out"
            raise PortTakenError(f"port {port} is in use by another program; {advice}") from None
        raise UsageError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from None
    listener.setblocking(False)
    return listener


def url_of(listener: socket.socket, path: str) -> str:
    """The address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    name = "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{path}"


class Names:
    """The names that a request may call this server by, given the host to listen on and what it stands for."""

    def __init__(self, *hosts: str) -> None:
        self._everywhere = not _EVERYWHERE.isdisjoint(hosts)
        self._hosts = frozenset(host.lower() for host in hosts)

    def allow(self, host_header: str) -> bool:
        """Loopback and the host we listen on; if that is everywhere, any address and this machine's name."""
        name = re.sub(r":\d*$", "", host_header.lower()).rstrip(".")
        if name == "localhost" or name.endswith(".localhost") or (name and name in self._hosts):
            return True
        try:
            address = ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return self._everywhere and name.removesuffix(".local") == socket.gethostname().lower()
        return address.is_loopback or self._everywhere or str(address) in self._hosts
