"""The lines of a file that somebody hands in, read without trusting it."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_AT_ONCE = 1 << 20


class FileRefused(Exception):
    """The file as a whole cannot be taken; nothing of it was. The message says why."""


class Line(NamedTuple):
    """A line and its number, from 1. A line over the limit is cut one byte beyond it."""

    number: int
    raw: bytes


def check_file(path: Path) -> int:
    """The number of lines; raises ``FileRefused`` if it cannot be opened, is empty or is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, last = 0, b""
    try:
        with path.open("rb") as opened:
            while block := opened.read(_AT_ONCE):
                decoder.decode(block)
                lines += block.count(b"\n")
                last = block
        decoder.decode(b"", final=True)
    except OSError as error:
        raise FileRefused(f"{path} kan inte öppnas: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FileRefused(f"{path} är inte UTF-8 (efter rad {lines}). Exportera om den som UTF-8.") from None
    if not last:
        raise FileRefused(f"{path} är tom. Kontrollera exporten.")
    return lines if last.endswith(b"\n") else lines + 1


def read_lines(path: Path, max_bytes: int) -> Iterator[Line]:
    """The lines that are not blank, in constant memory however long one is."""
    with path.open("rb") as opened:
        number = 0
        while raw := opened.readline(max_bytes + 2):
            number += 1
            if len(raw) > max_bytes and not raw.endswith(b"\n"):
                _skip_rest(opened.readline)
            if stripped := raw.strip():
                yield Line(number, stripped)


def _skip_rest(readline: Callable[[int], bytes]) -> None:
    while (rest := readline(_AT_ONCE)) and not rest.endswith(b"\n"):
        pass
