"""Real NATS servers on loopback, started for the tests; each is ended by the process that started it.

A pytest plugin: ``nats_server`` is one for the whole session, in which every test makes a stream of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from signal import SIGCONT, SIGHUP, SIGSTOP, Signals
from typing import Any, TypeVar

import nats
import nats.errors
import pytest
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError, ServiceUnavailableError

T = TypeVar("T")

PROGRAM = Path(sys.executable).with_name("nats-server")
SUBJECT = "ber.kaa.message"
CERTAIN = "sync_interval: always"
LARGE = "max_payload: 32MB"
_AT_ONCE = 500
_PATIENCE = 30
_RECEIPT_SECONDS = 2
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NatsServer:
    """One server with a store of its own, on the same ports however often it is started."""

    def __init__(self, folder: Path, *, name: str = "alone", jetstream: str = CERTAIN, rest: str = LARGE) -> None:
        self.name = name
        self.folder = folder
        self.port, self.monitoring_port = _free_ports(2)
        self._process: subprocess.Popen[bytes] | None = None
        self.configure(jetstream=jetstream, rest=rest)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def monitoring_url(self) -> str:
        return f"http://127.0.0.1:{self.monitoring_port}"

    def configure(self, *, jetstream: str = CERTAIN, rest: str = LARGE) -> None:
        """Write the file it is started or reloaded with."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "server.conf").write_text(
            f"server_name: {self.name}\nlisten: 127.0.0.1:{self.port}\nhttp: 127.0.0.1:{self.monitoring_port}\n"
            f'jetstream {{ store_dir: "{self.folder / "store"}"\n{jetstream}\n}}\n{rest}\n',
            encoding="utf-8",
        )

    def start(self) -> None:
        """Return once it answers."""
        self.launch()
        self.await_health()

    def launch(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "-c", self.folder / "server.conf"], stdout=log, stderr=log, cwd=self.folder
            )

    def await_health(self) -> None:
        wait_until(self._is_healthy, f"the server {self.name} to answer", seconds=_PATIENCE)

    def clients(self) -> set[str]:
        """The names of those who are connected."""
        return {client.get("name", "") for client in self._ask("connz")["connections"]}

    def reload(self) -> None:
        """Let it read its file anew."""
        self._signal(SIGHUP)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Its connections stay open and nothing answers."""
        self._signal(SIGSTOP)
        assert self._process is not None
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)  # what was on its way is answered until then
        try:
            yield
        finally:
            self._signal(SIGCONT)

    def kill(self) -> None:
        """As a power cut would, save for what the operating system has not written yet."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_PATIENCE)
            self._process = None

    def restart(self) -> None:
        self.kill()
        self.start()

    def stream(self, name: str, *, replicas: int = 1, **settings: Any) -> Stream:
        """A stream made here, safe unless ``settings`` make it otherwise."""
        return Stream([self.url], name, num_replicas=replicas, **settings)

    def _signal(self, signal: Signals) -> None:
        assert self._process is not None
        self._process.send_signal(signal)

    def _is_healthy(self) -> bool:
        try:
            return bool(self._ask("healthz")["status"] == "ok")
        except (OSError, urllib.error.URLError):
            return False

    def _ask(self, page: str) -> Any:
        with _NO_PROXY.open(f"{self.monitoring_url}/{page}", timeout=1) as answer:
            return json.load(answer)


class NatsCluster:
    """Three servers that keep each stream in as many copies as it asks for."""

    def __init__(self, folder: Path, *, jetstream: str = "") -> None:
        routes = _free_ports(3)
        known = ", ".join(f"nats://127.0.0.1:{port}" for port in routes)
        self.servers = [
            NatsServer(
                folder / f"n{n}",
                name=f"n{n}",
                jetstream=jetstream,
                rest=f"cluster {{ name: trio, listen: 127.0.0.1:{port}, routes: [{known}] }}",
            )
            for n, port in enumerate(routes)
        ]

    @property
    def urls(self) -> list[str]:
        return [server.url for server in self.servers]

    def start(self) -> None:
        for server in self.servers:
            server.launch()
        for server in self.servers:
            server.await_health()

    def leader_of(self, stream: Stream) -> NatsServer:
        """The one of the servers that answers for the stream."""
        name = stream.leader()
        return next(server for server in self.servers if server.name == name)

    def server_of(self, client: str) -> NatsServer:
        """The one of the servers that a client of that name is connected to."""
        return next(server for server in self.servers if client in server.clients())

    def kill(self) -> None:
        for server in self.servers:
            server.kill()

    def stream(self, name: str, *, replicas: int = 3, **settings: Any) -> Stream:
        return Stream(self.urls, name, num_replicas=replicas, **settings)


class Stream:
    """A stream as a test sees it: every question is a connection of its own."""

    def __init__(self, urls: Sequence[str], name: str, **settings: Any) -> None:
        self.urls = list(urls)
        self.name = name
        self.subject = f"{name}.ber.kaa.>"
        self._config = StreamConfig(name=name, subjects=[self.subject], **settings)
        self.make()

    def make(self) -> None:
        self._ask(lambda js: js.add_stream(self._config))

    def delete(self) -> None:
        self._ask(lambda js: js.delete_stream(self.name))

    def exists(self) -> bool:
        try:
            return bool(self._ask(lambda js: js.stream_info(self.name)))
        except NotFoundError:
            return False

    def leader(self) -> str:
        cluster = self._ask(lambda js: js.stream_info(self.name)).cluster
        assert cluster is not None
        return str(cluster.leader)

    def change(self, **settings: Any) -> None:
        self._config = replace(self._config, **settings)
        self._ask(lambda js: js.update_stream(self._config))

    def make_consumer(self, config: ConsumerConfig) -> None:
        self._ask(lambda js: js.add_consumer(self.name, config))

    def publish(self, messages: Iterable[bytes], headers: dict[str, str] | None = None) -> None:
        """Return once the server has acknowledged all; where one was not, it is sent anew."""
        left, until = list(messages), time.monotonic() + _PATIENCE
        while left:
            some, rest = left[:_AT_ONCE], left[_AT_ONCE:]
            again = self._ask(partial(self._not_acknowledged, some, headers))
            if len(again) < len(some):
                until = time.monotonic() + _PATIENCE
            assert time.monotonic() < until, "the server acknowledges nothing"
            left = again + rest

    def consumer(self, durable: str) -> Any:
        """What the server knows about a consumer."""
        return self._ask(lambda js: js.consumer_info(self.name, durable))

    def delete_consumer(self, durable: str) -> None:
        self._ask(lambda js: js.delete_consumer(self.name, durable))

    def pause_consumer(self, durable: str) -> None:
        """Let the server hand out nothing, though it has messages."""
        self._ask(lambda js: js.pause_consumer(self.name, durable, "2999-01-01T00:00:00Z"))

    def resume_consumer(self, durable: str) -> None:
        self._ask(lambda js: js.resume_consumer(self.name, durable))

    def redeliveries(self, durable: str) -> int:
        """How many deliveries were not the first of their message."""
        delivered = self.consumer(durable).delivered
        return int(delivered.consumer_seq - delivered.stream_seq)

    def pending(self, durable: str) -> int:
        """How many messages have not been acknowledged; all, while there is no such consumer."""
        try:
            consumer = self.consumer(durable)
        except NotFoundError:
            return int(self._ask(lambda js: js.stream_info(self.name)).state.messages)
        return int(consumer.num_pending + consumer.num_ack_pending)

    async def _not_acknowledged(
        self, messages: Sequence[bytes], headers: dict[str, str] | None, js: JetStreamContext
    ) -> list[bytes]:
        subject = f"{self.name}.{SUBJECT}"
        answers = await asyncio.gather(
            *(js.publish(subject, body, timeout=_RECEIPT_SECONDS, headers=headers) for body in messages),
            return_exceptions=True,
        )
        return [body for body, answer in zip(messages, answers, strict=True) if isinstance(answer, BaseException)]

    def _ask(self, question: Callable[[JetStreamContext], Awaitable[T]]) -> T:
        """The answer, also of servers that are just finding themselves again."""

        async def ask() -> T:
            connection = await nats.connect(
                self.urls, error_cb=_pass_over, reconnect_time_wait=0.05, max_reconnect_attempts=1_000
            )
            try:
                return await question(connection.jetstream(timeout=5))
            finally:
                await connection.close()

        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return asyncio.run(asyncio.wait_for(ask(), _PATIENCE))
            except (TimeoutError, nats.errors.NoServersError, ServiceUnavailableError) as error:
                if time.monotonic() > until:
                    raise TimeoutError(f"no server answered about {self.name} for {_PATIENCE} s") from error
                time.sleep(0.1)


async def _pass_over(_: Exception) -> None:
    """What goes wrong with the connection shows in what the test asked."""


@contextmanager
def running_server(*, jetstream: str = CERTAIN, rest: str = LARGE) -> Iterator[NatsServer]:
    with _folder() as folder:
        server = NatsServer(folder, jetstream=jetstream, rest=rest)
        try:
            server.start()
            yield server
        finally:
            server.kill()


@contextmanager
def running_cluster() -> Iterator[NatsCluster]:
    with _folder() as folder:
        cluster = NatsCluster(folder)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.kill()


@pytest.fixture(scope="session")
def nats_server() -> Iterator[NatsServer]:
    with running_server() as server:
        yield server


def wait_until(true: Callable[[], bool], what: str = "it", *, seconds: float = 10, every: float = 0.02) -> None:
    """Return as soon as ``true`` is; fail, naming what was waited for, when it has not become so in time."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"waited {seconds} s in vain for {what}"
        time.sleep(every)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kaa-nats-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_ports(count: int) -> list[int]:
    """Held together while they are found, so that no two are the same."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for bound in sockets:
            bound.bind(("127.0.0.1", 0))
        return [int(bound.getsockname()[1]) for bound in sockets]
