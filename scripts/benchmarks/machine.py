"""The machine the figures are of: without it they say nothing."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterable
from datetime import date
from statistics import median

from scripts.benchmarks.engines import Engine
from scripts.benchmarks.timing import seconds

_SYNCS = 20


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
    """How long the disk takes to make a small write durable: the least that a durable command can cost."""
    with tempfile.TemporaryFile(prefix="kaa-bench-") as file:

        def write_again() -> None:
            os.pwrite(file.fileno(), os.urandom(4096), 0)
            os.fsync(file.fileno())

        write_again()
        return median(seconds(write_again) for _ in range(_SYNCS))
