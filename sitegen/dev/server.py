"""The dev server itself: everything put together, from start to Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from tornado.httpserver import HTTPServer

from sitegen.dev.events import Event, Reloaded, Started
from sitegen.dev.handlers import PHONE_PATH, Desk, application
from sitegen.dev.pages import OwnPages
from sitegen.dev.rebuilds import Changes, rebuilds
from sitegen.dev.showing import Audience, Showing
from sitegen.dev.sockets import Names, listen, url_of
from sitegen.dev.turns import Rebuild
from sitegen.dev.watch import Watch

_STOP_SECONDS = 0.05


class _Job(msgspec.Struct, frozen=True):
    """What `serve` was asked to do."""

    rebuild: Rebuild
    source: Path
    folder: Path
    watch: Sequence[Path]
    ignore: Sequence[Path]
    host: str
    base_path: str
    poll: bool
    tell: Callable[[Event], None]
    stop: threading.Event


def serve(
    *,
    rebuild: Rebuild,
    source: Path,
    folder: Path,
    watch: Sequence[Path],
    ignore: Sequence[Path] = (),
    host: str = "127.0.0.1",
    port: int | None = None,
    base_path: str = "/",
    poll: bool = False,
    tell: Callable[[Event], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve `folder`, build, and rebuild whenever something below `watch` changes; until Ctrl-C or `stop`.

    `rebuild` is called in another thread, never twice at once; what it raises is shown in the browser.
    `source` is the site's folder: changes are named from it and the lines around a problem are read from it.
    Without a `port`, the first free one from 8000 on is taken. `tell` hears of everything that happens, in
    the calling thread. Raises UsageError when it cannot listen.
    """
    base_path = f"/{base_path.strip('/')}/".replace("//", "/")
    job = _Job(rebuild, source, folder, watch, ignore, host, base_path, poll, tell, stop or threading.Event())
    with _no_log_on_the_terminal():
        listener, taken = listen(host, port)
        try:
            asyncio.run(_run(job, listener, taken))
        except KeyboardInterrupt:
            return
        finally:
            listener.close()


async def _run(job: _Job, listener: socket.socket, taken: tuple[int, ...]) -> None:
    changes = Changes()
    source = job.source.resolve()

    def notice(path: Path) -> None:
        changes.report(_name(path, source))

    with Watch(job.watch, job.ignore, notice, poll=job.poll) as watch:
        url, phone = url_of(listener, job.base_path), url_of(listener, PHONE_PATH)
        started = Started(url, phone, taken, watch.polling)
        work = asyncio.create_task(_work(job, changes, listener, started))
        try:
            while not work.done() and not job.stop.is_set():
                await asyncio.wait({work}, timeout=_STOP_SECONDS)
        finally:
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work


async def _work(job: _Job, changes: Changes, listener: socket.socket, started: Started) -> None:
    """Show each outcome; whoever comes during the first build sees what an earlier run left behind."""
    showing, audience = Showing(), Audience()
    own = OwnPages(job.source)
    names = Names(job.host, listener.getsockname()[0])
    desk = Desk(job.folder, job.base_path, own, showing, audience, names.allow)
    server = HTTPServer(application(desk))
    server.add_socket(listener)
    job.tell(started)
    try:
        async for outcome in rebuilds(changes, job.rebuild, audience.opened):
            browsers = audience.reload(showing.take(outcome))
            job.tell(outcome)
            if browsers:
                job.tell(Reloaded(browsers))
    finally:
        server.stop()
        await audience.leave()
        await server.close_all_connections()


def _name(path: Path, source: Path) -> str:
    return path.relative_to(source).as_posix() if path.is_relative_to(source) else str(path)


@contextlib.contextmanager
def _no_log_on_the_terminal() -> Iterator[None]:
    """Without a handler, Python prints warnings of libraries; with one, only who asks for logs gets them."""
    silent = logging.NullHandler()
    loggers = [logging.getLogger(name) for name in ("tornado", "livereload", "watchdog", "asyncio")]
    for logger in loggers:
        logger.addHandler(silent)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(silent)
