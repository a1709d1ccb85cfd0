"""The process that was started for a command, while another carries it out."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kaa_tracker.adapters.inbound.cli.passing_on.wire import Asked, address, is_own, line, said_of


class Broken(Exception):
    """The other process ended before the command did; whether it had its effect is not known."""


def carried_out(folder: Path, arguments: Sequence[str], user: str) -> int | None:
    """Have the command carried out, say what it says, and answer its exit code; ``None``: nobody takes commands.

    Raises ``Broken``.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            with address(folder) as at:
                connection.connect(at)
        except OSError:
            return None
        if not is_own(connection):
            return None
        columns = shutil.get_terminal_size().columns
        try:
            connection.sendall(line(Asked(list(arguments), user, columns)))
            return _repeated(connection)
        except (OSError, msgspec.DecodeError):
            raise Broken from None


def _repeated(connection: socket.socket) -> int:
    with connection.makefile("rb") as lines:
        for told in lines:
            said = said_of(told)
            sys.stdout.write(said.out)
            sys.stderr.write(said.err)
            if said.code is not None:
                sys.stdout.flush()
                return said.code
    raise Broken
