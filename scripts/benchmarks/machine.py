"""The machine the figures are of: without it they say nothing."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterable
from datetime import date
from functools import partial
from statistics import median

from scripts.benchmarks.engines import Engine
from scripts.benchmarks.timing import seconds

_SYNCS, _BLOCK = 100, 8_192


def describe(engines: Iterable[Engine]) -> dict[str, str]:
    """What to print with the figures; the stores measured lie in the system's temporary folder."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "measured on": date.today().isoformat(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "disk": f"{sync_seconds() * 1_000:.2f} ms to sync a write in {tempfile.gettempdir()}",
        "python": platform.python_version(),
        **{engine.label: engine.version() for engine in engines},
    }


def sync_seconds() -> float:
    """How long the disk takes to make a small write durable: the least that a durable command can cost.

    Within a file that has its size already, as the logs of both engines have.
    """
    sync = getattr(os, "fdatasync", os.fsync)
    with tempfile.TemporaryFile(prefix="kaa-bench-") as opened:
        file = opened.fileno()

        def write(nth: int) -> None:
            os.pwrite(file, os.urandom(_BLOCK), nth * _BLOCK)
            sync(file)

        os.pwrite(file, bytes(_BLOCK * _SYNCS), 0)
        sync(file)
        return median(seconds(partial(write, nth)) for nth in range(_SYNCS))
