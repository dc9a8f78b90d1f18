"""Large exports are read by several processes at once: each takes its share of the orders, in turns.

All of them go through the whole file, which is quick; understanding the rows is what takes time. In which order facts
arrive does not matter to the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from sitegen.earnings.emails import owner_among
from sitegen.earnings.exports import Export, Share, open_export, sightings
from sitegen.earnings.packing import Batch, pack
from sitegen.earnings.readers import find_readers
from sitegen.errors import Problem, SitegenError
from sitegen.tables.table import Conventions

# Below this many bytes it costs more to start processes than to read here.
LARGE = 16_000_000
MOST_WORKERS = 4

Report = Callable[[Problem], None]


class Task(msgspec.Struct, frozen=True):
    """What a worker is told: the file, how it is read, whose addresses to look for, and its share."""

    path: Path
    reader: str
    conventions: Conventions
    emails: Mapping[str, str]
    source: str
    share: Share


def batches(export: Export, source: str, emails: Mapping[str, str], workers: int, report: Report) -> Iterator[Batch]:
    """All that the file tells, packed for the journal. Raises SitegenError when a worker dies."""
    workers = min(workers, MOST_WORKERS)
    if workers < 2 or export.table.path.stat().st_size < LARGE:
        yield from pack(source, sightings(export, owner_among(emails), report))
        return
    context = get_context("spawn")
    crew = []
    for number in range(workers):
        share = Share(number, workers)
        task = Task(export.table.path, export.reader.name, export.table.conventions, emails, source, share)
        mine, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(task, theirs), daemon=True)
        worker.start()
        theirs.close()
        crew.append((worker, mine))
    try:
        yield from _received([connection for _, connection in crew], report)
    finally:
        for worker, connection in crew:
            connection.close()
            worker.terminate()
            worker.join()


def _received(connections: list[Connection], report: Report) -> Iterator[Batch]:
    """Batches as they come. A worker's last message is the list of its complaints."""
    while connections:
        for connection in wait(connections):
            assert isinstance(connection, Connection)  # noqa: S101 - nothing else was waited for
            try:
                message = connection.recv()
            except EOFError:
                raise SitegenError("a process that read the export was ended from outside; read it again") from None
            if isinstance(message, Batch):
                yield message
                continue
            connections.remove(connection)
            for problem in message:
                report(problem)


def _work(task: Task, connection: Connection) -> None:
    """In a process of its own: read a share of the file and send it."""
    problems: list[Problem] = []
    export = open_export(task.path, find_readers(), task.conventions, task.reader, problems.append)
    if export:
        problems.clear()  # the header's, which were reported before
        for batch in pack(task.source, sightings(export, owner_among(task.emails), problems.append, task.share)):
            connection.send(batch)
    connection.send(problems)
    connection.close()
