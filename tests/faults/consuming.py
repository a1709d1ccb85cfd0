"""A consumer in a process of its own, the messages it is sent, and what must be true of its inbox in the end."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from tests.faults.consumer import opened_inbox
from tests.nats_servers import Stream, wait_until

DURABLE = "taker"
SECRET = "Hemlig-Hemligsson"
_ROOT = Path(__file__).parents[2]

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
        self.state = "starting"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.consumer", json.dumps(self._orders)],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        Thread(target=self._listen, args=(self._process,), daemon=True).start()
        self.wait_for("ready")

    def wait_for(self, state: str) -> None:
        wait_until(lambda: self.state == state, seconds=30)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._forget()

    def terminate(self) -> tuple[int, float]:
        """The exit code, and how many seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.terminate()
        code = self._process.wait(30)
        self._forget()
        return code, time.monotonic() - began

    def catch_up(self, *, seconds: float = 60) -> None:
        """Return once every message of the stream has been acknowledged."""
        wait_until(lambda: self.stream.pending(DURABLE) == 0, seconds=seconds, every=0.1)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.state = line.strip()

    def _forget(self) -> None:
        assert self._process is not None
        self._process.wait()
        self._process = None

    def assert_whole(self, sent: Sequence[bytes]) -> None:
        """Nothing lost, nothing doubled, the ledger adds up, and nobody has been talked about."""
        assert self._process is None, "SQLite before 3.51.3 does not bear two processes"
        with opened_inbox(self.database) as inbox:
            assert sorted(message.body for message in inbox.received(len(sent) + 1)) == sorted(sent)
            assert all(delivery.adds_up for delivery in inbox.deliveries(limit=10))
        log = self._log.read_text(encoding="utf-8")
        assert SECRET not in log
        assert "was destroyed" not in log, "something was left behind unfinished"


def messages(count: int, *, begin: int = 0) -> list[bytes]:
    """Messages as BER sends them, as far as a door looks."""
    return [_message(number) for number in range(begin, begin + count)]


def _message(number: int) -> bytes:
    return json.dumps(
        {
            "specversion": "1.0",
            "id": f"message-{number}",
            "source": "ber",
            "type": "se.stockholm.ber.kaa.entered.v1",
            "subject": f"ber-{number}",
            "time": "2022-09-01T08:00:00Z",
            "data": {"revision": 1, "family_name": SECRET, "padding": "x" * 300},
        }
    ).encode()
