"""The application on a real port."""

from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kaa_tracker.adapters.inbound.api import connections
from kaa_tracker.adapters.inbound.api.intake import pushing
from kaa_tracker.adapters.inbound.api.serving import ServingRefused, Tls, serve
from tests.adapters.inbound.api.intake.desk import FEED_TOKEN, LINES, Desk, message, problem, told

ROOT = Path(__file__).parents[4]

HEADERS = {"Authorization": f"Bearer {FEED_TOKEN}", "Content-Type": LINES}
MARK = "MARKED-WORD"


class Served:
    """A process that serves, at ``address``."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address

    def push(self, body: bytes, path: str = "/v1/register-messages") -> httpx.Response:
        return httpx.post(self.address + path, content=body, headers=HEADERS, timeout=60)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """The exit code, and what it said after the address, and to the log."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@contextmanager
def served(store_seconds: float = 0, *certificate: Path) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.adapters.inbound.api.served", str(store_seconds), *map(str, certificate)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Served(process, process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def test_messages_are_taken_over_the_net_and_no_log_shows_any() -> None:
    with served() as server:
        body = b"\n".join(message(n, reason=MARK) for n in range(1_000))
        assert len({number for number, _ in told(server.push(body))}) == 1_000
        assert problem(server.push(b"", path=f"/{MARK}")) == "not_found"
        assert problem(httpx.get(server.address + "/v1/quarantine?" + MARK, headers={"Authorization": MARK}))
        with socket.create_connection(("127.0.0.1", httpx.URL(server.address).port)) as raw:
            raw.sendall(f"{MARK} no http\r\n\r\n".encode())
            assert MARK.encode() not in raw.recv(10_000)
        code, out, err = server.stop()
    assert (code, out) == (0, "stores closed\n")
    assert MARK not in err
    assert FEED_TOKEN not in err


def test_a_body_over_the_bound_is_refused_over_the_net() -> None:
    with served() as server:
        assert problem(server.push(bytes(pushing.MAX_BYTES + 1))) == "too_large"
        assert server.push(message(1)).status_code == 202


def test_an_answer_does_not_wait_for_the_client_to_confirm_half_of_it() -> None:
    with served() as server, httpx.Client(headers=HEADERS) as client:
        taken = [client.post(server.address + "/v1/register-messages", content=message(n)).elapsed for n in range(20)]
    assert min(taken) < timedelta(milliseconds=30)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_in_hand_is_finished_when_the_process_is_told_to_stop(number: signal.Signals) -> None:
    with served(store_seconds=1) as server, ThreadPoolExecutor() as threads:
        pushed = threads.submit(server.push, message(1))
        time.sleep(0.5)
        begun = time.monotonic()
        code, out, _ = server.stop(number)
        assert time.monotonic() - begun < 5
        assert pushed.result().status_code == 202
    assert (code, out) == (0, "stores closed\n")


def test_whoever_asks_while_the_rest_is_finished_is_told_to_come_again() -> None:
    with served(store_seconds=1) as server, ThreadPoolExecutor() as threads:
        pushed = threads.submit(server.push, message(1))
        time.sleep(0.4)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        refused = server.push(message(2))
        assert (refused.status_code, problem(refused)) == (503, "stopping")
        assert int(refused.headers["retry-after"]) > 0
        assert pushed.result().status_code == 202
        assert server.stop()[0] == 0


def test_a_head_that_never_ends_is_not_waited_for() -> None:
    with served() as server, socket.create_connection(("127.0.0.1", httpx.URL(server.address).port)) as slow:
        slow.settimeout(connections.HEAD_SECONDS + 10)
        slow.sendall(b"GET /health/live HTTP/1.1\r\nX: ")
        assert slow.recv(100) == b""


def test_a_head_too_large_is_refused_however_it_is_sent() -> None:
    with served() as server, socket.create_connection(("127.0.0.1", httpx.URL(server.address).port)) as raw:
        raw.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000)
        answer = raw.recv(10_000).decode()
    assert answer.split()[1] in ("400", "431")
    assert "content-security-policy" in answer.lower()
    assert "server:" not in answer.lower()


def test_a_sender_who_sends_nothing_does_not_hold_up_the_end() -> None:
    with served() as server:
        with socket.create_connection(("127.0.0.1", httpx.URL(server.address).port)) as stalled:
            lines = ["POST /v1/register-messages HTTP/1.1", "Host: x", "Content-Length: 9"]
            lines += [f"{name}: {value}" for name, value in HEADERS.items()]
            stalled.sendall("\r\n".join([*lines, "", ""]).encode())
            time.sleep(0.5)
            begun = time.monotonic()
            code, out, _ = server.stop()
        assert time.monotonic() - begun < 5
    assert (code, out) == (0, "stores closed\n")


def self_signed(folder: Path) -> Path:
    """A file with a certificate of 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kaa.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "tls.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file


def test_messages_are_taken_over_tls(tmp_path: Path) -> None:
    file = self_signed(tmp_path)
    with served(0, file) as server:
        trusted = httpx.post(
            server.address + "/v1/register-messages",
            content=message(1),
            headers=HEADERS,
            verify=ssl.create_default_context(cafile=file),
        )
        assert trusted.status_code == 202
        with pytest.raises(httpx.TransportError):
            httpx.get(server.address.replace("https", "http") + "/health/live")


def fail(address: str) -> None:
    raise AssertionError(f"it serves at {address}")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "kaa.example", ""])
def test_an_address_others_can_reach_is_refused_without_tls(desk: Desk, host: str) -> None:
    with pytest.raises(ServingRefused, match="TLS"):
        serve(desk.app, host, 0, opened=fail)


def test_a_certificate_that_cannot_be_read_is_refused(desk: Desk, tmp_path: Path) -> None:
    missing, wrong = tmp_path / "missing.pem", tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    for file in (missing, wrong):
        with pytest.raises(ServingRefused, match="kan inte läsas"):
            serve(desk.app, "0.0.0.0", 0, tls=Tls(file, file), opened=fail)


def test_a_port_in_use_is_refused(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServingRefused, match="annan"):
        serve(desk.app, "127.0.0.1", taken.getsockname()[1], opened=fail)
