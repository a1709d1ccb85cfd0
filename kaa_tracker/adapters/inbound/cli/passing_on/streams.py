"""What one thread prints goes to whoever gave it its command, and what the others print where it always went."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from threading import get_ident
from typing import TextIO

Tell = Callable[[str], None]


class _Told(io.TextIOBase):
    def __init__(self, thread: int, tell: Tell, others: TextIO) -> None:
        self._thread = thread
        self._tell = tell
        self._others = others

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if get_ident() != self._thread:
            return self._others.write(text)
        self._tell(text)
        return len(text)

    def flush(self) -> None:
        if get_ident() != self._thread:
            self._others.flush()


@contextmanager
def told(out: Tell, err: Tell) -> Iterator[None]:
    """Within the block, what this thread prints is told. One block at a time in a process."""
    thread = get_ident()
    with redirect_stdout(_Told(thread, out, sys.stdout)), redirect_stderr(_Told(thread, err, sys.stderr)):
        yield
