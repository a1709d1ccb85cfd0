"""A consumer in a process of its own, the messages it is sent, and what must be true of its inbox in the end."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from signal import SIGKILL
from threading import Thread
from typing import Any

from tests.faults.consumer import opened_inbox
from tests.nats_servers import Stream, wait_until

DURABLE = "taker"
_ROOT = Path(__file__).parents[2]
_PATIENCE = 30
_SECRETS = ("hemlig", "20050503tf")
"""What every name, key, id and number in a message begins with, in small letters."""

IMPATIENT = {
    "ack_wait": 1,
    "gather": 0.1,
    "look_every": 0.2,
    "patience": 5,
    "shortest_pause": 0.05,
    "longest_pause": 0.5,
}


class Consumer:
    """One process after the other, each on the same inbox; ended by the one that started it."""

    def __init__(self, folder: Path, stream: Stream, *, database: str = "", **settings: Any) -> None:
        self.database = database or str(folder / "inbox.db")
        self._log = folder / "consumer.log"
        self.stream = stream
        names = {"stream": stream.name, "subject": stream.subject, "durable": DURABLE}
        self._orders = {
            "database": self.database,
            "log": str(self._log),
            "servers": stream.urls,
            "settings": {**names, **IMPATIENT, **settings},
        }
        self._process: subprocess.Popen[str] | None = None
        self.state = "not started"
        """The last line it has written."""

    def start(self) -> None:
        """Return once it asks for messages."""
        self._launch()
        self.wait_for("ready")

    def live_until_stored(self) -> None:
        """Return when it has been killed between storing what it was brought and acknowledging it."""
        self._launch(dies_when_stored=True)
        assert self._end() == -SIGKILL

    def wait_for(self, state: str) -> None:
        wait_until(lambda: self.state == state, f"the consumer to say “{state}”", seconds=_PATIENCE)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._end()

    def terminate(self) -> tuple[int, float]:
        """The exit code, and how many seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.terminate()
        return self._end(), time.monotonic() - began

    def catch_up(self, *, seconds: float = 60) -> None:
        """Return once every message of the stream has been acknowledged."""
        wait_until(
            lambda: self.stream.pending(DURABLE) == 0, "all messages to be acknowledged", seconds=seconds, every=0.1
        )

    def repeats(self) -> int:
        """How many messages the inbox was given that it already had."""
        with opened_inbox(self.database) as inbox:
            return sum(delivery.repeats for delivery in inbox.deliveries(limit=10))

    def assert_whole(self, sent: Sequence[bytes]) -> None:
        """Nothing lost, nothing doubled, the ledger adds up, and nobody has been talked about."""
        assert self._process is None, "SQLite before 3.51.3 does not bear two processes"
        with opened_inbox(self.database) as inbox:
            assert sorted(message.body for message in inbox.received(2 * len(sent))) == sorted(sent)
            assert all(delivery.adds_up for delivery in inbox.deliveries(limit=10))
        log = self._log.read_text(encoding="utf-8")
        assert secrets_in(log) == set()
        assert "was destroyed" not in log, "something was left behind unfinished"

    def _launch(self, *, dies_when_stored: bool = False) -> None:
        self.state = "starting"
        orders = json.dumps({**self._orders, "dies_when_stored": dies_when_stored})
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.consumer", orders],
                cwd=_ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.state = line.strip()

    def _end(self) -> int:
        """The exit code of who has been told to end, or ends by itself."""
        process = self._process
        assert process is not None
        wait_until(lambda: process.poll() is not None, "the consumer to end", seconds=_PATIENCE)
        self._process = None
        return process.wait()


def secrets_in(log: str) -> set[str]:
    """What the text says of anybody or of any message."""
    return {secret for secret in _SECRETS if secret in log.lower()}


def messages(count: int) -> list[bytes]:
    """Messages as BER sends them, as far as a door looks."""
    return [_message(number) for number in range(count)]


def _message(number: int) -> bytes:
    return json.dumps(
        {
            "specversion": "1.0",
            "id": f"hemlig-{number}",
            "source": "ber",
            "type": "se.stockholm.ber.kaa.entered.v1",
            "subject": f"hemlig-nyckel-{number}",
            "time": "2022-09-01T08:00:00Z",
            "data": {
                "revision": 1,
                "identity_number": f"20050503TF{number % 100:02}",
                "family_name": "Hemlig-Hemligsson",
                "padding": "x" * 300,
            },
        }
    ).encode()
