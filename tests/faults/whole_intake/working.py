"""``kaa work`` as it runs in production: a process of its own, ended by the one that started it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from signal import SIGKILL
from typing import Any, LiteralString

import psycopg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from tests.faults.whole_intake.dying import Moment
from tests.nats_servers import NatsServer, Stream, wait_until

DURABLE = "kaa-tracker"
_ROOT = Path(__file__).parents[3]
_BEGUN = "Tar emot från"
_REDELIVERED_AFTER_SECONDS = 1
_PATIENCE = 60


class Work:
    """One process after the other, on the same stores and the same stream; all write to one log."""

    def __init__(self, folder: Path, server: NatsServer, stream: Stream, database_url: str | None) -> None:
        self.folder = folder / "office"
        self.database_url = database_url
        self.stream = stream
        self.log = folder / "work.log"
        self._logged_before = 0
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
        self._launch("kaa_tracker", "work")
        wait_until(self._has_begun, "work to begin", seconds=_PATIENCE)

    def live_until(self, moment: Moment) -> None:
        """Return when it has been killed at the moment."""
        self._launch("tests.faults.whole_intake.dying", moment)
        assert self._end() == -SIGKILL, self._logged()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._end()

    def terminate(self) -> int:
        """The exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._end()

    def kaa(self, *arguments: str, **settings: str) -> str:
        """What a command on the same stores answers; it must succeed."""
        with self.log.open("ab") as log:
            return subprocess.run(
                [sys.executable, "-m", "kaa_tracker", *arguments],
                cwd=_ROOT,
                env={**self._environment, **settings},
                check=True,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                timeout=_PATIENCE,
            ).stdout

    def catch_up(self) -> None:
        """Return once every message of the stream is in the inbox."""
        wait_until(self._has_received_all, "all messages to be acknowledged", seconds=2 * _PATIENCE, every=0.1)

    def catch_up_wholly(self) -> None:
        """Return once every message of the stream has come to something; on PostgreSQL, where others may look."""
        self.catch_up()
        wait_until(self._is_worked_off, "all messages to be settled", seconds=2 * _PATIENCE, every=0.1)

    def ask(self, question: LiteralString) -> tuple[Any, ...]:
        """The one row that PostgreSQL answers."""
        assert self.database_url is not None
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            [row] = connection.execute(question).fetchall()
        return row

    def assert_discreet(self, talked_of_in: Callable[[str], set[str]]) -> None:
        """The log is there, and talks of nobody."""
        log = self._logged()
        assert _BEGUN in log
        assert talked_of_in(log) == set()

    def _launch(self, *module: str) -> None:
        with self.log.open("ab") as log:
            self._logged_before = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", *module], cwd=_ROOT, env=self._environment, stderr=log
            )

    def _end(self) -> int:
        """The exit code of who has been told to end, or ends by itself."""
        process = self._process
        assert process is not None
        wait_until(lambda: process.poll() is not None, "work to end", seconds=_PATIENCE)
        self._process = None
        return process.wait()

    def _logged(self) -> str:
        return self.log.read_text(encoding="utf-8")

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

    def _has_begun(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._logged()
        return _BEGUN.encode() in self.log.read_bytes()[self._logged_before :]
