"""The master key file: 32 random bytes that only the program's own user may read.

Everything else is derived from it, one key a purpose (HKDF, RFC 5869), so that no two uses share one.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MASTER_KEY_BYTES = 32


class KeyStoreRefused(Exception):
    """The keys must not be used as they lie; the message says what to mend."""


def make_master_key(file: Path) -> None:
    """A new master key with mode 0600, whole and durable before it gets its name.

    Raises ``FileExistsError`` rather than replace one.
    """
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(os.urandom(MASTER_KEY_BYTES))
            opened.flush()
            os.fsync(opened.fileno())
        os.link(draft, file)
    finally:
        os.unlink(draft)
    sync_directory(file.parent)


def read_master_key(file: Path) -> bytes:
    """The master key; raises ``KeyStoreRefused`` if others may read the file or it cannot be one."""
    try:
        handle = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        raise KeyStoreRefused(f"{file} is missing: restore it from its backup") from None
    with os.fdopen(handle, "rb") as opened:
        mode = stat.S_IMODE(os.fstat(handle).st_mode)
        key = opened.read(MASTER_KEY_BYTES + 1)
    if mode & 0o077:
        raise KeyStoreRefused(f"{file} has mode {mode:04o} and may be read by others: chmod 600")
    if len(key) != MASTER_KEY_BYTES:
        raise KeyStoreRefused(f"{file} is not a master key of {MASTER_KEY_BYTES} bytes: restore it from its backup")
    return key


def derived_key(master: bytes, purpose: str) -> bytes:
    """The 32-byte key for one purpose; tells nothing of the master key or of the other purposes."""
    return HKDF(SHA256(), length=32, salt=None, info=f"kaa_tracker {purpose} v1".encode()).derive(master)


def sync_directory(directory: Path) -> None:
    """Make the names in it durable; a synced file whose name is lost is lost."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
