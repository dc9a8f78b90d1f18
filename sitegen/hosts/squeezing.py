"""Compressed twins: `index.html.gz` beside `index.html`, for servers that hand them out as they are."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

from sitegen.digest import digest_of
from sitegen.installed import version_of
from sitegen.write.output import Output

SUFFIXES = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}
PACKAGES = {"br": "brotli", "zstd": "zstandard"}

# Pictures, films and fonts are compressed in themselves.
SQUEEZABLE = (".html", ".css", ".js", ".svg", ".xml", ".txt", ".json", ".ics", ".vcf", ".webmanifest", ".csv", ".map")


def missing_packages(codings: Iterable[str]) -> list[str]:
    """What must be installed before anything can be compressed like this."""
    return [PACKAGES[coding] for coding in codings if coding in PACKAGES and version_of(PACKAGES[coding]) is None]


def is_squeezable(path: str) -> bool:
    """Hidden files are read by servers, never sent."""
    return path.endswith(SQUEEZABLE) and not path.rpartition("/")[2].startswith((".", "_"))


def with_twins(outputs: Iterable[Output], codings: tuple[str, ...]) -> Iterator[Output]:
    """Every output, each that can be compressed preceded by its twins: no file is live before they are.

    The bytes of one output are made at most once, whichever of its twins are needed.
    """
    if not codings:
        yield from outputs
        return
    tools = {coding: f"{coding} {_tool(coding)}" for coding in codings}
    for output in outputs:
        if not is_squeezable(output.path):
            yield output
            continue
        make = _once(output.make)
        for coding, tool in tools.items():
            yield Output(output.path + SUFFIXES[coding], digest_of(output.fingerprint, tool), _squeezing(make, coding))
        yield Output(output.path, output.fingerprint, make)


def squeezed(data: bytes, coding: str) -> bytes:
    """Small, but not at any price: the last 3% of brotli would double the time, 25 ms a page."""
    if coding == "gzip":
        import gzip

        return gzip.compress(data, 9, mtime=0)
    if coding == "br":
        import brotli

        return bytes(brotli.compress(data, quality=10))
    import zstandard

    return zstandard.ZstdCompressor(level=19, write_content_size=True).compress(data)


def _squeezing(make: Callable[[], bytes], coding: str) -> Callable[[], bytes]:
    return lambda: squeezed(make(), coding)


def _once(make: Callable[[], bytes]) -> Callable[[], bytes]:
    made: list[bytes] = []

    def kept() -> bytes:
        if not made:
            made.append(make())
        return made[0]

    return kept


def _tool(coding: str) -> str:
    """What else the bytes depend on."""
    return zlib.ZLIB_RUNTIME_VERSION if coding == "gzip" else version_of(PACKAGES[coding]) or ""
