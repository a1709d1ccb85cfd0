"""The program as a server in a process of its own, with people let in, for as long as a benchmark asks it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from time import monotonic, sleep

from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.access.roles import Posting
from scripts.benchmarks.engines import Place
from scripts.benchmarks.issuer import Issuer

PATIENCE_SECONDS = 60


def let_in(place: Place, names: Sequence[str]) -> None:
    with open_system(place.settings()) as system:
        now, until = system.clock.now(), date(system.clock.today().year + 1, 12, 31)
        for name in names:
            system.directory.add(name, "bench", now)
            system.directory.grant(name, Posting("central_coordinator"), until, "bench", now)
        system.runner.rebuild()


@contextmanager
def serving(place: Place, issuer: Issuer) -> Iterator[int]:
    settings, port = place.settings(), free_port()
    environment = {**os.environ, "KAA_FOLDER": str(settings.folder), "KAA_PORT": str(port), **issuer.environment()}
    if settings.database_url is not None:
        environment["KAA_DATABASE_URL"] = settings.database_url.get_secret_value()
    with process([sys.executable, "-m", "kaa_tracker", "serve"], port, environment):
        yield port


@contextmanager
def process(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """A server that ends with the block; raises ``AssertionError`` if it does not come to answer."""
    started = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(started, port)
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(PATIENCE_SECONDS)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    patience = monotonic() + PATIENCE_SECONDS
    while monotonic() < patience:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}")
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise AssertionError("the server did not open its port in time")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
