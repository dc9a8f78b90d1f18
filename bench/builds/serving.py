"""From saving a file to the reload of the open page, with a client on the live-reload socket of `sitegen serve`.

The client opens a page as a browser does, saves a product, waits for the message to reload, and asks for the page
until it shows what was written.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import subprocess
import time
from pathlib import Path

import report
import tools
import workload
from measure import median, stop
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.websocket import WebSocketClientConnection, websocket_connect
from workload import Size

HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"], "ver": "bench"}
PATIENCE = 300.0  # seconds
SETTLED = 2.0  # between two saves
INTRODUCED = 0.1  # until the server knows which page is open


async def watched(folder: Path, port: int, size: Size, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds from each save to the message, and to the new page."""
    product = folder / f"content/products/{workload.product_name(0)}/index.md"
    page = f"http://127.0.0.1:{port}/@{workload.creator_name(0)}/{workload.product_name(0)}/"
    await _until(page, b"<h1>")
    await _until(f"http://127.0.0.1:{port}/@{workload.creator_name(size.creators - 1)}/", b"<h1>")
    told, shown = [], []
    for turn in range(rounds + 1):
        await asyncio.sleep(SETTLED)
        open_page = await _open(port, page)  # anew: one that opens during a build may be told to load again twice
        await asyncio.sleep(INTRODUCED)
        workload.append_line(product, turn)
        saved = time.perf_counter()
        while json.loads(await asyncio.wait_for(_message(open_page), PATIENCE))["command"] != "reload":
            pass
        message = time.perf_counter() - saved
        open_page.close()
        await _until(page, f"in round {turn}.".encode())
        served = time.perf_counter() - saved
        if turn:  # the first warms up
            told.append(message)
            shown.append(served)
    return told, shown


async def _open(port: int, page: str) -> WebSocketClientConnection:
    connection = await websocket_connect(f"ws://127.0.0.1:{port}/livereload")
    await connection.write_message(json.dumps(HELLO))
    await connection.write_message(json.dumps({"command": "info", "url": page, "plugins": {}}))
    return connection


async def _message(connection: WebSocketClientConnection) -> str:
    found = await connection.read_message()
    if found is None:
        raise ConnectionError("the server closed the socket")
    return found if isinstance(found, str) else found.decode()


async def _until(page: str, text: bytes) -> None:
    """Asks again and again until the page says so."""
    client, end = AsyncHTTPClient(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if text in (await client.fetch(page)).body:
                return
        except (HTTPClientError, OSError):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.002)
    raise TimeoutError(f"{page} never said {text!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--creators", type=int, default=100)
    parser.add_argument("--products", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--folder", type=Path, default=tools.HOME / "serving")
    parser.add_argument("--dry", action="store_true", help="writes nothing into the docs")
    arguments = parser.parse_args()
    size = Size(arguments.creators, arguments.products)
    shutil.rmtree(arguments.folder, ignore_errors=True)
    workload.write(size, arguments.folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = [str(tools.SITEGEN), "serve", "--quiet", "--source", str(arguments.folder), "--port", str(port)]
    server = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        told, shown = asyncio.run(watched(arguments.folder, port, size, arguments.rounds))
    finally:
        stop(server)
        shutil.rmtree(arguments.folder, ignore_errors=True)
    rows = [_row("until the page is told to reload", told), _row("until its new text has been served", shown)]
    table = report.table(("from saving a product", "median", "fastest", "slowest"), rows)
    if arguments.dry:
        print(table)
    else:
        report.record("serving", table)


def _row(name: str, found: list[float]) -> list[str]:
    return [name, *(f"{value * 1000:.0f} ms" for value in (median(found), min(found), max(found)))]


if __name__ == "__main__":
    main()
