"""What the two processes say to each other: a document a line, over a socket in the folder of the database.

The folder and the socket are the owner's alone, and each side looks at who the other is besides.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

NAME = "kaa.sock"


class Asked(msgspec.Struct, frozen=True):
    """A command as it was given; ``user``: who looks, where the command does not say; ``columns``: of the screen."""

    arguments: list[str]
    user: str
    columns: int


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of what the command says; the last one has the exit code."""

    out: str = ""
    err: str = ""
    code: int | None = None


asked_of = msgspec.json.Decoder(Asked).decode
said_of = msgspec.json.Decoder(Said).decode


def line(document: Asked | Said) -> bytes:
    return msgspec.json.encode(document) + b"\n"


@contextmanager
def address(folder: Path) -> Iterator[str]:
    """Where the socket is; short, since the name of a socket has room for about a hundred characters."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def is_own(connection: socket.socket) -> bool:
    """Whether the process at the other end is run by the same user."""
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", told)
    return bool(user == os.geteuid())
