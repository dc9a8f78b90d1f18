"""Counts and sizes against what a host takes: what the plan knows before building, the rest before uploading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from sitegen.errors import Place, Problem
from sitegen.hosts.host import GB, MB, Host


def too_many(host: Host, files: Iterable[str], redirects: int, place: Place) -> Iterator[Problem]:
    """What is wrong with the number of files and rules."""
    limits = host.limits
    is_limited = limits.files_most or limits.files_free or limits.folder_files
    folders = Counter(file.rpartition("/")[0] for file in (files if is_limited else ()))
    total = folders.total()
    if limits.files_most and total > limits.files_most:
        yield _problem(place, f"{host.title} takes {limits.files_most:,} files, and these are {total:,}", _FEWER)
    elif limits.files_free and total > limits.files_free:
        what = f"{host.title} takes {limits.files_free:,} files on its free plan, and these are {total:,}"
        yield _problem(place, what, "pay for more, or " + _FEWER, "warning")
    for folder, count in folders.items():
        if limits.folder_files and count > limits.folder_files:
            what = f"{host.title} takes {limits.folder_files:,} files in one folder; `{folder}/` has {count:,}"
            yield _problem(place, what, _FEWER)
    if limits.redirects and redirects > limits.redirects:
        what = f"{host.title} reads {limits.redirects:,} redirects, and the aliases make {redirects:,}"
        yield _problem(place, what, "the rest stay pages that lead on; take out aliases nobody uses", "warning")


def too_large(host: Host, sizes: Mapping[str, int], place: Place) -> Iterator[Problem]:
    """What is wrong with the size of files, and of all of them together."""
    limits = host.limits
    for file, size in sizes.items():
        if limits.file_bytes and size > limits.file_bytes:
            what = f"{host.title} takes files up to {_size(limits.file_bytes)}; `{file}` has {_size(size)}"
            yield _problem(place, what, "make it smaller")
    total = sum(sizes.values())
    if limits.total_bytes and total > limits.total_bytes:
        what = f"{host.title} takes {_size(limits.total_bytes)} in all, and this is {_size(total)}"
        yield _problem(place, what, "take a larger plan or another host", "warning")


_FEWER = "let creators share fewer products (`store: picks`), or take another host"


def _problem(place: Place, what: str, hint: str, severity: str = "error") -> Problem:
    return Problem(place, what, hint, "warning" if severity == "warning" else "error")


def _size(count: int) -> str:
    return f"{count / GB:,.1f} GB" if count >= GB else f"{count / MB:,.1f} MB"
