"""``kaa work`` as it runs in production: a process of its own, ended by the one that started it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from tests.faults.whole_intake.people import People
from tests.nats_servers import NatsServer, Stream, wait_until

DURABLE = "kaa-tracker"
_ROOT = Path(__file__).parents[3]
_BEGUN = "Tar emot från"
_REDELIVERED_AFTER_SECONDS = 2


class Work:
    """One process after the other, on the same stores and the same stream; all write to one log."""

    def __init__(self, folder: Path, server: NatsServer, stream: Stream, database_url: str | None) -> None:
        self.folder = folder / "office"
        self.database_url = database_url
        self.stream = stream
        self.log = folder / "work.log"
        self.lives = 0
        self._environment = {**os.environ, **self._settings(server), "COLUMNS": "200"}
        self._process: subprocess.Popen[bytes] | None = None
        # The server's own patience would be half a minute for each process that is killed.
        stream.make_consumer(
            ConsumerConfig(
                durable_name=DURABLE,
                ack_policy=AckPolicy.EXPLICIT,
                deliver_policy=DeliverPolicy.ALL,
                filter_subject=stream.subject,
                ack_wait=_REDELIVERED_AFTER_SECONDS,
                max_ack_pending=1_000,
                max_deliver=-1,
            )
        )

    def start(self) -> None:
        """Return once it has opened its stores."""
        self.lives += 1
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kaa_tracker", "work"], cwd=_ROOT, env=self._environment, stderr=log
            )
        wait_until(self._has_begun, seconds=60)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def await_storing(self) -> None:
        """Return as soon as something more has been written: what follows it may not have been."""
        before = self._written()
        wait_until(lambda: self._written() != before, seconds=30, every=0.001)

    def terminate(self) -> int:
        """The exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(60)
        self._process = None
        return code

    def kaa(self, *arguments: str, **settings: str) -> str:
        """What a command on the same stores answers; it must succeed."""
        return subprocess.run(
            [sys.executable, "-m", "kaa_tracker", *arguments],
            cwd=_ROOT,
            env={**self._environment, **settings},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def catch_up(self) -> None:
        """Return once every message of the stream is in the inbox."""
        wait_until(self._has_received_all, seconds=120, every=0.1)

    def catch_up_wholly(self) -> None:
        """Return once every message of the stream has come to something; on PostgreSQL, where others may look."""
        wait_until(lambda: self._has_received_all() and self._is_worked_off(), seconds=120, every=0.1)

    def ask(self, question: LiteralString) -> tuple[Any, ...]:
        """The one row that PostgreSQL answers."""
        assert self.database_url is not None
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            [row] = connection.execute(question).fetchall()
        return row

    def assert_discreet(self, people: People) -> None:
        """The log is there, and talks of nobody."""
        log = self.log.read_text(encoding="utf-8")
        assert _BEGUN in log
        assert people.talked_of_in(log) == set()

    def _settings(self, server: NatsServer) -> Mapping[str, str]:
        settings = {
            "KAA_FOLDER": str(self.folder),
            "KAA_NATS_SERVERS": json.dumps([server.url]),
            "KAA_NATS_STREAM": self.stream.name,
            "KAA_NATS_SUBJECT": self.stream.subject,
            "KAA_NATS_DURABLE": DURABLE,
            "KAA_NATS_MONITORING_URL": server.monitoring_url,
        }
        return settings | ({"KAA_DATABASE_URL": self.database_url} if self.database_url else {})

    def _has_received_all(self) -> bool:
        return self.stream.pending(DURABLE) == 0

    def _is_worked_off(self) -> bool:
        return self.ask("SELECT count(*) FROM inbox_message WHERE settled_at IS NULL") == (0,)

    def _written(self) -> object:
        """Of SQLite only how the file looks: it does not bear two processes."""
        if self.database_url is None:
            seen = (self.folder / "kaa.db-wal").stat()
            return seen.st_size, seen.st_mtime_ns
        return self.ask("SELECT coalesce(max(number), 0) FROM inbox_message")

    def _has_begun(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text(encoding="utf-8")
        return self.log.read_text(encoding="utf-8").count(_BEGUN) == self.lives


@contextmanager
def sending(stream: Stream, sent: Sequence[bytes], *, at_once: int = 20) -> Iterator[None]:
    """The messages go out beside what happens within, a few at a time, and are all there in the end."""

    def send() -> None:
        for first in range(0, len(sent), at_once):
            stream.publish(sent[first : first + at_once])

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(send)
        yield
        done.result()


def dealt(messages: Sequence[bytes], hands: int) -> list[Sequence[bytes]]:
    """The messages in so many equal parts, the last with what is left over."""
    each = len(messages) // hands
    return [messages[n * each : (n + 1) * each if n < hands - 1 else None] for n in range(hands)]
