"""Nothing that a message says is in any line of a log, and nobody is shown what the feed is."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from kaa_tracker.adapters.inbound.messaging.discretion import KindsOfErrors, keep_clients_discreet
from tests.adapters.inbound.messaging.feeding import DURABLE, Shelf, running, settings_for
from tests.nats_servers import NatsServer, Stream, running_server, wait_until

SECRET = "Hemlig-Hemligsson"

POISON = [
    f'{{"name": "{SECRET}"'.encode(),
    f'"{SECRET}"'.encode(),
    f'["{SECRET}", 1, null]'.encode(),
    f'{{"data": {{"revision": "{SECRET}"}}}}'.encode(),
    f'{{"a": "{SECRET}", "a": NaN}}'.encode(),
    SECRET.encode() + b"\xff\xfe\x00",
    SECRET.encode("utf-16"),
    b"[" * 1000 + SECRET.encode(),
    b"",
]

HEADERS = [
    {"content-type": "application/json"},
    {"content-type": SECRET, "message_id": SECRET, "correlation_id": SECRET},
]


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_no_log_holds_a_value_of_a_message(
    stream: Stream,
    nats_server: NatsServer,
    shelf: Shelf,
    everything_logged: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for headers in HEADERS:
        stream.publish(POISON, headers)
    shelf.fails_with = lambda: ValueError(SECRET)
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        wait_until(lambda: feed.lacks() == "database")
        shelf.fails_with = None
        wait_until(lambda: stream.pending(DURABLE) == 0)
    assert len(shelf.bodies) == len(POISON)
    printed = capfd.readouterr()
    assert "ValueError" in everything_logged.text
    assert SECRET not in everything_logged.text + printed.out + printed.err


def test_no_log_holds_a_value_when_the_connection_breaks_in_the_middle(
    shelf: Shelf, everything_logged: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with running_server() as server:
        stream = server.stream("S")
        stream.publish(POISON)
        shelf.fails_with = lambda: ValueError(SECRET)
        with running(settings_for(server, stream), shelf.receive) as feed:
            wait_until(lambda: shelf.calls > 0)
            server.kill()
            shelf.fails_with = None
            wait_until(lambda: len(shelf.bodies) == len(POISON))
            server.start()
            wait_until(feed.is_ready)
            wait_until(lambda: stream.pending(DURABLE) == 0)
    printed = capfd.readouterr()
    assert ("broker_met", "UnexpectedEOF") in met(everything_logged)
    assert SECRET not in everything_logged.text + printed.out + printed.err


def test_of_an_error_the_broker_met_only_the_kind_is_logged(everything_logged: pytest.LogCaptureFixture) -> None:
    KindsOfErrors().log(logging.ERROR, f"ValueError: {SECRET}", exc_info=ValueError(SECRET), extra={"who": SECRET})
    KindsOfErrors().log(logging.INFO, SECRET)
    assert met(everything_logged) == [("broker_met", "ValueError")]


def met(logged: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """What the program itself said of errors: the event and the kind."""
    lines = [record.msg for record in logged.records if isinstance(record.msg, dict)]
    return [(line["event"], line["error"]) for line in lines if "error" in line]


def test_of_an_error_the_client_met_only_the_kind_is_logged(everything_logged: pytest.LogCaptureFixture) -> None:
    keep_clients_discreet()
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        logging.getLogger("nats.aio.client").error("nats: encountered error", exc_info=error)
    assert "The client met ValueError" in everything_logged.text
    assert SECRET not in everything_logged.text


def test_a_feed_serves_nothing(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    """FastStream can show what it consumes on a page, from which anybody may publish."""
    before = listening()
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        wait_until(feed.is_ready)
        assert listening() == before


def listening() -> set[str]:
    """The sockets of this process that others can connect to."""
    table = Path("/proc/self/net/tcp").read_text(encoding="utf-8") + Path("/proc/self/net/tcp6").read_text(
        encoding="utf-8"
    )
    listens = {f"socket:[{fields[9]}]" for line in table.splitlines() if (fields := line.split())[3] == "0A"}
    return listens & {_target(link) for link in Path("/proc/self/fd").iterdir()}


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""
