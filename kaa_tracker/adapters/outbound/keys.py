"""The key of each person, wrapped, in a file of its own beside a master key file.

Destroying a key is how a person is disposed of (förordning 2006:39, 7 §): whatever was encrypted
under it is unreadable from then on, in backups of the database too. That is why the keys never lie
in the database, and why copies of this file are to be short-lived.
"""

from __future__ import annotations

import hmac
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import RLock
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaa_tracker.adapters.outbound.master_key import (
    KeyStoreRefused,
    derived_key,
    make_master_key,
    read_master_key,
    sync_directory,
)

KEY_BYTES = 32
NONCE_BYTES = 12
IDS_A_QUERY = 1_000
CACHED_KEYS = 100_000

# A rollback journal, not WAL: SQLite before 3.51.3 can corrupt a WAL file written by two processes,
# and WAL would keep the bytes of a destroyed key until its next checkpoint.
_PRAGMAS = ("journal_mode = TRUNCATE", "synchronous = FULL", "secure_delete = ON", "busy_timeout = 10000")

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS person_key (case_id BLOB PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS master_key (fingerprint BLOB PRIMARY KEY) WITHOUT ROWID",
)


class KeyStore:
    """``ports.Keys`` in an SQLite file; for any number of threads.

    A key destroyed by another process is noticed: every use asks SQLite whether the file has changed.
    """

    def __init__(
        self, database: Path, master_key_file: Path, *, may_make: bool = True, cached_keys: int = CACHED_KEYS
    ) -> None:
        """Opens the store, making both files when neither exists and it may.

        It may not where there are events already: under new keys they would all look disposed of.
        Raises ``KeyStoreRefused`` when a file is missing or damaged, when others may read the master
        key file, or when the keys were wrapped under another one.
        """
        if not may_make and not database.exists():
            raise KeyStoreRefused(
                f"{database} is missing, and nothing in the database can be read without it: "
                f"restore it, and {master_key_file}, from their backup"
            )
        if not database.exists() and not master_key_file.exists():
            make_master_key(master_key_file)
        master = read_master_key(master_key_file)
        self.index_key = derived_key(master, "blind index")
        """For the blind indexes of the vault."""
        self.inbox_key = derived_key(master, "inbox")
        """For the bodies in the inbox."""
        self.access_key = derived_key(master, "access log")
        """For the chain over the access log."""
        self._wrapping = AESGCM(derived_key(master, "key wrapping"))
        self._cache: dict[UUID, bytes] = {}
        self._cached_keys = cached_keys
        self._lock = RLock()
        self._db = _open(database)
        self._version = self._data_version()
        try:
            self._claim(derived_key(master, "fingerprint"), master_key_file)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._cache.clear()
            self._db.close()

    def refuse_a_new_database(self) -> None:
        """Raises ``KeyStoreRefused`` where a person has a key: then what was stored under it is gone."""
        with self._lock:
            if self._db.execute("SELECT 1 FROM person_key LIMIT 1").fetchone():
                raise KeyStoreRefused(
                    "the database is empty, and there are keys of persons: restore the database from its backup, "
                    "or move the keys away if it is to begin anew"
                )

    def create(self, case_ids: Iterable[UUID]) -> None:
        """Make a key for those that have none, in one transaction; durable on return."""
        wanted = list(dict.fromkeys(case_ids))
        with self._lock, self._transaction():
            held = {case_id for case_id, _ in self._rows(wanted)}
            made = {case_id: os.urandom(KEY_BYTES) for case_id in wanted if case_id.bytes not in held}
            self._db.executemany(
                "INSERT INTO person_key (case_id, wrapped) VALUES (?, ?)",
                [(case_id.bytes, self._wrap(case_id, key)) for case_id, key in made.items()],
            )

    def load(self, case_ids: Collection[UUID]) -> Mapping[UUID, bytes]:
        """The 32-byte keys; a case without one, or whose key was destroyed, is left out."""
        with self._lock:
            self._forget_if_changed_elsewhere()
            cache = self._cache
            keys = {case_id: cache[case_id] for case_id in case_ids if case_id in cache}
            missing = {case_id.bytes: case_id for case_id in case_ids if case_id not in keys}
            found = {missing[raw]: self._unwrap(raw, wrapped) for raw, wrapped in self._rows(missing.values())}
            self._remember(found)
            return keys | found

    def destroy(self, case_id: UUID) -> None:
        """Overwrite the key with zeros in the file and forget it; durable on return."""
        with self._lock:
            self._cache.pop(case_id, None)
            with self._transaction():
                self._db.execute("DELETE FROM person_key WHERE case_id = ?", (case_id.bytes,))

    def _rows(self, case_ids: Iterable[UUID]) -> Iterator[tuple[bytes, bytes]]:
        ids = [case_id.bytes for case_id in case_ids]
        for start in range(0, len(ids), IDS_A_QUERY):
            some = ids[start : start + IDS_A_QUERY]
            marks = ",".join("?" * len(some))
            yield from self._db.execute(f"SELECT case_id, wrapped FROM person_key WHERE case_id IN ({marks})", some)

    def _wrap(self, case_id: UUID, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, case_id.bytes)

    def _unwrap(self, case_id: bytes, wrapped: bytes) -> bytes:
        return self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], case_id)

    def _remember(self, found: Mapping[UUID, bytes]) -> None:
        """The oldest make room: a cache of everybody would grow with the city."""
        self._cache.update(found)
        excess = len(self._cache) - self._cached_keys
        if excess > 0:
            for case_id in list(islice(self._cache, excess)):
                del self._cache[case_id]

    def _forget_if_changed_elsewhere(self) -> None:
        version = self._data_version()
        if version != self._version:
            self._cache.clear()
            self._version = version

    def _data_version(self) -> int:
        """Changes whenever another connection has written to the file."""
        version: int = self._db.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _claim(self, fingerprint: bytes, master_key_file: Path) -> None:
        """Hold a new store to its master key: keys wrapped under two of them would be half unreadable."""
        with self._transaction():
            known = self._db.execute("SELECT fingerprint FROM master_key").fetchone()
            if known is None:
                self._db.execute("INSERT INTO master_key VALUES (?)", (fingerprint,))
            elif not hmac.compare_digest(known[0], fingerprint):
                raise KeyStoreRefused(f"{master_key_file} is not the master key of this store: restore the right one")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _open(database: Path) -> sqlite3.Connection:
    os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    sync_directory(database.parent)
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    for table in _SCHEMA:
        connection.execute(table)
    return connection
