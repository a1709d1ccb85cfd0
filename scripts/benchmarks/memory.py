"""Work in a process of its own, and the memory it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from multiprocessing import get_context
from os import getpid, sysconf
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

LOOK_EVERY_SECONDS = 0.05
_PROCESSES = Path("/proc")


class _Process(NamedTuple):
    parent: int
    resident_bytes: int


class Measured(NamedTuple, Generic[T]):
    result: T
    peak_bytes: int
    """Resident memory of the process and of those it started, together, at its highest; 0 where the
    system does not tell. Pages that processes share are counted for each of them."""


def in_a_process_of_its_own(work: Callable[..., T], *arguments: object) -> Measured[T]:
    """A fresh process, with nothing in memory but what the work needs. What is sent is pickled."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        process = pool.submit(getpid).result()
        working = pool.submit(work, *arguments)
        peak = 0
        while True:
            try:
                return Measured(working.result(timeout=LOOK_EVERY_SECONDS), peak)
            except NotYet:
                peak = max(peak, _family_bytes(process))


def _family_bytes(oldest: int) -> int:
    processes = dict(_running())
    family, found = set[int](), {oldest}
    while found:
        family |= found
        found = {number for number, process in processes.items() if process.parent in found} - family
    return sum(processes[number].resident_bytes for number in family if number in processes)


def _running() -> Iterator[tuple[int, _Process]]:
    for file in _PROCESSES.glob("[0-9]*/stat"):
        try:
            stat = file.read_text()
        except OSError:  # it has ended
            continue
        fields = stat.rpartition(")")[2].split()
        yield int(file.parent.name), _Process(int(fields[1]), int(fields[21]) * sysconf("SC_PAGE_SIZE"))
