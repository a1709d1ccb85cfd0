"""The application on a port, until somebody tells the process to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address
from math import ceil
from pathlib import Path
from typing import NamedTuple

import uvicorn
from fastapi import FastAPI

from kaa_tracker.adapters.inbound.api.connections import PatientOnlySoLong
from kaa_tracker.adapters.inbound.api.limits import MAX_HEAD_BYTES
from kaa_tracker.adapters.inbound.api.traffic import Traffic

GRACE_SECONDS = 10
"""For how long requests in hand may take when the process is told to stop."""


_LOOK_EVERY_SECONDS = 0.05


class ServingRefused(Exception):
    """Nothing is served; the message says what to do."""


class Tls(NamedTuple):
    """PEM files: the certificate with those that vouch for it, and its key."""

    certificate: Path
    key: Path


def serve(
    app: FastAPI,
    host: str,
    port: int,
    *,
    tls: Tls | None = None,
    behind_tls_proxy: bool = False,
    grace_seconds: int = GRACE_SECONDS,
    opened: Callable[[str], None] = lambda _address: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is in hand within ``grace_seconds``, and return.

    Meanwhile whoever asks is turned away with 503, and streams end. A call of the store is never cut short, and
    may take longer. Tokens and personal data must not cross a network in the clear: beyond this machine it serves
    with ``tls``, or where ``behind_tls_proxy`` says that a proxy adds it. ``opened`` is told the address once
    connections are taken; port 0 is any free one. Call from the main thread. Raises ``ServingRefused``.
    """
    if tls is None and not behind_tls_proxy and not _is_loopback(host):
        raise ServingRefused(
            f"{host} nås från andra datorer, och utan TLS kan andra läsa det som skickas. Ange certifikat och nyckel, "
            "eller att en proxy framför sköter TLS."
        )
    config = _config(app, tls)
    with _listening(host, port) as listener:
        server = _Server(config, app.state.traffic, grace_seconds, partial(opened, _address(listener, tls)))
        server.run([listener])


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, traffic: Traffic, grace_seconds: int, opened: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._traffic = traffic
        self._grace_seconds = grace_seconds
        self._opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Whoever is told that it is open may also tell it to stop: by now a signal is listened for."""
        await super().startup(sockets)
        self._opened()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn would stop listening at once; those who ask while the rest is finished would get no answer."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._grace_seconds
        self._traffic.stop()
        while self._traffic.in_hand and loop.time() < until and not self.force_exit:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        self.config.timeout_graceful_shutdown = max(ceil(until - loop.time()), 0)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal ends the serving and no more: as it comes, uvicorn would raise it again, and stores stay open."""
        former = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)


def _config(app: FastAPI, tls: Tls | None) -> uvicorn.Config:
    """No access log: it would hold every address asked for. No headers of a proxy are believed."""
    config = uvicorn.Config(
        app,
        http=PatientOnlySoLong,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=tls and tls.certificate,
        ssl_keyfile=tls and tls.key,
    )
    try:
        config.load()
    except OSError as error:
        raise ServingRefused(f"Certifikatet eller nyckeln kan inte läsas: {error.strerror or error}") from None
    return config


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise ServingRefused(
            f"{host}:{port} kan inte öppnas: {error.strerror}. Ange en annan adress eller port."
        ) from None
    # Connections inherit it. asyncio sees to it only for sockets made otherwise, and without it an answer, which
    # leaves in two parts, waits 40 ms for the client to have confirmed the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(listener: socket.socket, tls: Tls | None) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if tls else 'http'}://{shown}:{port}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
