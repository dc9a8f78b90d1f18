"""Do links to elsewhere still lead somewhere? Asked politely, remembered, and only when somebody wants to know.

One question at a time for each host, with a pause between two; HEAD first, and GET only where a host does not know it.
Answers are kept for a week. Nobody inside the own network is asked: content is not trusted, and a link must not make
this computer knock at its router.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from sitegen import __version__

PAUSE = 1.0  # seconds between two questions to one host
PATIENCE = 10.0  # seconds for an answer
KEPT = 7 * 86_400  # seconds that an answer is good for
MOST_HOSTS_AT_ONCE = 8
MOST_STEPS = 5

_AGENT = f"sitegen/{__version__} (checks the links of its own site)"
_NO_HEAD = (403, 404, 405, 406, 429, 501)
_GONE = (404, 410)
_TAG = re.compile(r"(?<![a-z0-9_-])[a-z0-9-]{1,60}_[a-z0-9-]{1,200}")


class Answer(msgspec.Struct, frozen=True):
    """`fault` is what is wrong, "" for nothing; `asked` when, in seconds since 1970."""

    fault: str
    asked: float


class Manners(msgspec.Struct, frozen=True):
    """How to ask. `private` hosts are only asked in tests."""

    pause: float = PAUSE
    patience: float = PATIENCE
    private: bool = False


def check_outside(
    links: Iterable[str],
    tags: Collection[str],
    memory: Path,
    manners: Manners | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, str]:
    """What is wrong with which of these links. Buttons that differ in nothing but their tag are asked for once."""
    asking = manners or Manners()
    now = time.time()
    known = {url: answer for url, answer in _remembered(memory).items() if 0 <= now - answer.asked < KEPT}
    one_of = {link: _without_tag(link, tags) for link in links}
    first: dict[str, str] = {}
    for link, plain in one_of.items():
        first.setdefault(plain, link)
    by_host: dict[str, list[str]] = {}
    for plain, link in first.items():
        if plain not in known:
            by_host.setdefault(urlsplit(link).netloc.lower(), []).append(plain)
    total, done = sum(map(len, by_host.values())), 0
    hosts = [[(plain, first[plain]) for plain in plains] for plains in by_host.values()]
    with ThreadPoolExecutor(MOST_HOSTS_AT_ONCE) as pool:
        for answers in pool.map(lambda asked: _ask_host(asked, asking), hosts):
            known |= answers
            done += len(answers)
            progress(done, total)
            _remember(memory, known)
    return {link: known[plain].fault for link, plain in one_of.items() if known[plain].fault}


def _without_tag(link: str, tags: Collection[str]) -> str:
    return _TAG.sub(lambda found: "TAG" if found[0].partition("_")[0] in tags else found[0], link)


def _ask_host(links: list[tuple[str, str]], manners: Manners) -> dict[str, Answer]:
    answers = {}
    for number, (plain, link) in enumerate(links):
        if number:
            time.sleep(manners.pause)
        answers[plain] = Answer(_fault(link, manners), time.time())
    return answers


def _fault(link: str, manners: Manners) -> str:
    """What is wrong with a link; "" when it leads somewhere, or when its host will not talk to programs."""
    url = link
    for _ in range(MOST_STEPS):
        try:
            status, onward = _asked("HEAD", url, manners)
            if status in _NO_HEAD:
                status, onward = _asked("GET", url, manners)
        except _Refused as error:
            return str(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return f"does not answer: {_words(error)}"
        if status in _GONE:
            return f"leads to nothing (status {status})"
        if status >= 500:
            return f"answers with an error (status {status})"
        if not (300 <= status < 400 and onward):
            return ""
        url = urljoin(url, onward)
    return f"leads on and on, {MOST_STEPS} times"


class _Refused(Exception):
    """Why we do not ask."""


def _asked(method: str, url: str, manners: Manners) -> tuple[int, str]:
    """The status of an answer and where it leads on to; its body is not read."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme not in ("http", "https") or not host:
        raise _Refused(f"leads on to `{parts.scheme}:`, which is no page")
    address = _address_of(host, port, manners)
    opened = socket.create_connection((address, port), manners.patience)
    try:
        if parts.scheme == "https":
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        line = http.client.HTTPConnection(host, port, timeout=manners.patience)
        line.sock = opened
        path = parts.path or "/"
        name = host if parts.port is None else f"{host}:{parts.port}"
        target = f"{path}?{parts.query}" if parts.query else path
        line.request(method, _ascii(target), headers={"Host": name, "User-Agent": _AGENT, "Accept": "*/*"})
        answer = line.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        opened.close()


def _address_of(host: str, port: int, manners: Manners) -> str:
    """The address to ask, looked up once, so that it cannot become another one afterwards."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    if not manners.private and not ipaddress.ip_address(address.partition("%")[0]).is_global:
        raise _Refused("leads into a private network, where no visitor can follow")
    return address


def _ascii(target: str) -> str:
    from urllib.parse import quote

    return quote(target, safe="/?&=%:@!$'()*+,;~-._#[]")


def _words(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such host"
    if isinstance(error, TimeoutError):
        return "it takes too long"
    if isinstance(error, ssl.SSLError):
        return "its certificate is not valid"
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


def _remembered(memory: Path) -> Mapping[str, Answer]:
    try:
        return msgspec.msgpack.decode(memory.read_bytes(), type=dict[str, Answer])
    except (OSError, msgspec.DecodeError):
        return {}


def _remember(memory: Path, known: Mapping[str, Answer]) -> None:
    memory.parent.mkdir(parents=True, exist_ok=True)
    beside = memory.with_suffix(".new")
    beside.write_bytes(msgspec.msgpack.encode(known))
    beside.replace(memory)
