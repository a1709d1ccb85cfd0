"""The process that was started for a command, while another carries it out."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import msgspec

from kaa_tracker.adapters.inbound.cli.console import out
from kaa_tracker.adapters.inbound.cli.passing_on.wire import Asked, Said, address, is_own, line, said_of


class Broken(Exception):
    """The other process ended before the command did; whether it had its effect is not known."""


def carried_out(folder: Path, arguments: Sequence[str], user: str) -> int | None:
    """Have the command carried out, say what it says, and answer its exit code; ``None``: nobody takes commands.

    Raises ``Broken``, ``UnicodeEncodeError`` for what is not text, and what printing raises.
    """
    asked = line(Asked(list(arguments), user, out.width))
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            with address(folder) as at:
                connection.connect(at)
        except OSError:
            return None
        if not is_own(connection):
            return None
        return _repeated(_heard(connection, asked))


def _heard(connection: socket.socket, asked: bytes) -> Iterator[Said]:
    """What is said, kept here until it is printed: whoever reads it slowly keeps nobody else waiting."""
    told = SimpleQueue[Said | None]()

    def hear() -> None:
        with suppress(OSError, msgspec.DecodeError):
            connection.sendall(asked)
            with connection.makefile("rb") as lines:
                for one in lines:
                    told.put(said_of(one))
        told.put(None)

    Thread(target=hear, name="hearing", daemon=True).start()
    return iter(told.get, None)


def _repeated(told: Iterator[Said]) -> int:
    for said in told:
        sys.stdout.write(said.out)
        sys.stderr.write(said.err)
        if said.code is not None:
            sys.stdout.flush()
            return said.code
    raise Broken
