"""The lines of a file that somebody hands in, read without trusting it."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from kaa_tracker.adapters.inbound.files.faults import told

_AT_ONCE = 1 << 20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileRefused(Exception):
    """The file as a whole cannot be taken; nothing of it was. The message says why."""


class Line(NamedTuple):
    """A line and its number, from 1. A line over the limit is cut, and stays over the limit."""

    number: int
    raw: bytes


def check_file(path: Path) -> int:
    """The number of lines; raises ``FileRefused`` if it cannot be opened, says nothing or has no lines of UTF-8.

    A line with bytes that are not UTF-8 is one bad line among others.
    """
    lines, last, says_something = 0, b"", False
    try:
        if not S_ISREG(path.stat().st_mode):
            raise FileRefused(f"{path} är ingen vanlig fil. Ange en fil.")
        with path.open("rb") as opened:
            while block := opened.read(_AT_ONCE):
                if not last and block.startswith(_UTF_16):
                    raise FileRefused(f"{path} är UTF-16. Exportera om den som UTF-8.")
                said = block if last else block.removeprefix(codecs.BOM_UTF8)
                says_something |= bool(said.strip())
                lines += block.count(b"\n")
                last = block
    except OSError as error:
        raise FileRefused(told(error, path)) from None
    if not says_something:
        raise FileRefused(f"{path} är tom. Kontrollera exporten.")
    return lines if last.endswith(b"\n") else lines + 1


def read_lines(path: Path, max_bytes: int) -> Iterator[Line]:
    """The lines that are not blank, in constant memory however long one is.

    A byte order mark, which some programs begin a file with, belongs to no line.
    """
    with path.open("rb") as opened:
        if opened.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            opened.seek(0)
        number = 0
        while raw := opened.readline(max_bytes + 2):
            number += 1
            if len(raw) == max_bytes + 2 and not raw.endswith(b"\n"):
                _skip_rest(opened.readline)
                yield Line(number, raw)  # as it is: without its blanks it could pass for a whole line
            elif stripped := raw.strip():
                yield Line(number, stripped)


def _skip_rest(readline: Callable[[int], bytes]) -> None:
    while (rest := readline(_AT_ONCE)) and not rest.endswith(b"\n"):
        pass
