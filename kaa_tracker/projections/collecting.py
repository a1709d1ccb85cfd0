"""When Python need not look for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """For a second at most, and work on histories and rows: these make no cycles, so reference counting frees them.

    The collector would look through them, and everything else in memory, again and again in vain: a quarter of
    the time. It goes on afterwards, also where two threads pause it at once.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
