"""Who the feed is to the servers, and whether it knows them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import nats.errors
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kaa_tracker.adapters.inbound.messaging.connection import make_broker
from kaa_tracker.adapters.inbound.messaging.refused import FeedRefused
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from tests.adapters.inbound.messaging.feeding import Shelf, running, settings_for
from tests.nats_servers import NatsServer, Stream, running_server, wait_until

TOKEN = 'authorization { token: "open-sesame" }'
TLS = 'tls {{ cert_file: "{folder}/certificate.pem", key_file: "{folder}/key.pem" }}'


@pytest.fixture
def server() -> Iterator[NatsServer]:
    with running_server() as server:
        yield server


def takes_one(settings: FeedSettings) -> bool:
    shelf = Shelf()
    with running(settings, shelf.receive):
        wait_until(lambda: shelf.bodies == [b"one"])
    return True


def is_kept_out(settings: FeedSettings) -> bool:
    with running(settings, Shelf().receive) as feed, pytest.raises(AssertionError):
        wait_until(feed.is_ready, seconds=1)
    return True


def with_token(server: NatsServer, **settings: Any) -> FeedSettings:
    server.configure(rest=TOKEN)
    server.restart()
    stream = Stream([server.url.replace("//", "//open-sesame@")], "S")
    stream.publish([b"one"])
    return settings_for(server, stream, **{"servers": (server.url,), **settings})


def test_a_token_lets_the_feed_in(server: NatsServer) -> None:
    assert takes_one(with_token(server, token="open-sesame"))


def test_a_token_in_the_address_does_too(server: NatsServer) -> None:
    assert takes_one(with_token(server, servers=(server.url.replace("//", "//open-sesame@"),)))


def test_another_token_does_not(server: NatsServer) -> None:
    assert is_kept_out(with_token(server, token="open-barley"))


@pytest.mark.parametrize("servers", [(), ("",), ("127.0.0.1:4222",), ("nats://:x@",), ("nats://host:many",)])
def test_what_is_no_address_is_refused(nats_server: NatsServer, stream: Stream, servers: tuple[str, ...]) -> None:
    settings = settings_for(nats_server, stream, servers=servers)
    with pytest.raises(FeedRefused, match="KAA_NATS_SERVERS"), running(settings, Shelf().receive):
        pass


def test_credentials_that_are_not_there_are_refused(nats_server: NatsServer, stream: Stream, tmp_path: Path) -> None:
    settings = settings_for(nats_server, stream, credentials=tmp_path / "feed.creds")
    with pytest.raises(FeedRefused, match="KAA_NATS_CREDENTIALS"), running(settings, Shelf().receive):
        pass


def test_no_setting_that_is_secret_is_shown() -> None:
    settings = FeedSettings(servers=(), stream="S", password="first", token="second")
    assert "first" not in repr(settings)
    assert "second" not in repr(settings)


def test_a_server_is_known_by_its_certificate(server: NatsServer, tmp_path: Path) -> None:
    write_certificate(server.folder)
    write_certificate(tmp_path)
    server.configure(rest=f"{TLS.format(folder=server.folder)}\nallow_non_tls: true")
    server.restart()
    stream = server.stream("S")
    stream.publish([b"one"])
    server.configure(rest=TLS.format(folder=server.folder))
    server.restart()
    over_tls = settings_for(server, stream, servers=(server.url.replace("nats", "tls"),))
    assert is_kept_out(over_tls)
    assert is_kept_out(replace(over_tls, tls_ca=tmp_path / "certificate.pem"))
    assert takes_one(replace(over_tls, tls_ca=server.folder / "certificate.pem"))


def test_a_server_that_does_not_ask_for_encryption_is_told_nothing(server: NatsServer) -> None:
    stream = server.stream("S")
    assert is_kept_out(settings_for(server, stream, servers=(server.url.replace("nats", "tls"),)))
    write_certificate(server.folder)
    assert is_kept_out(settings_for(server, stream, tls_ca=server.folder / "certificate.pem"))


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_refused(
    nats_server: NatsServer, stream: Stream, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with (
        pytest.raises(FeedRefused, match="KAA_NATS_TLS_CA"),
        running(settings_for(nats_server, stream, tls_ca=file), Shelf().receive),
    ):
        pass


def write_certificate(folder: Path) -> None:
    """One that vouches for itself and for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nats")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def test_nobody_waits_for_the_answer_to_a_connection_that_was_closed(server: NatsServer) -> None:
    settings = settings_for(server, server.stream("S"))

    async def closed_while_waiting() -> float:
        connection = await make_broker(settings).connect()
        with server.hanging():
            question = asyncio.create_task(connection.jetstream().stream_info("S"))
            await asyncio.sleep(0.1)
            began = time.monotonic()
            await connection.close()
            with pytest.raises(nats.errors.ConnectionClosedError):
                await question
        return time.monotonic() - began

    assert asyncio.run(closed_while_waiting()) < 1
