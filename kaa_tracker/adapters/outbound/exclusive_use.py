"""Keeps a second process out of an embedded database.

SQLite before 3.51.3 can corrupt a WAL file that two processes write.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InUse(Exception):
    """Another process works with the database; the message says what to do."""


@contextmanager
def exclusive_use(folder: Path) -> Iterator[None]:
    """Holds ``folder`` for this process until the end; the lock goes with the process, however it ends."""
    handle = os.open(folder / "kaa.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"{folder} används av en annan kaa-process. Vänta eller avsluta den.") from None
        yield
    finally:
        os.close(handle)
