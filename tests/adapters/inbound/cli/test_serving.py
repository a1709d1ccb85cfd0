"""``kaa serve`` as a process: it takes messages, lets them have their effect, and stops when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import NamedTuple

import httpx
import pytest

from tests.adapters.inbound.cli.messages import NAME, entered
from tests.adapters.inbound.cli.office import Office

FEED, COORDINATOR = "feed-" + "f" * 40, "rut"
PATIENCE_SECONDS = 30


class Served(NamedTuple):
    process: subprocess.Popen[str]
    address: str
    token: str
    """Of the register coordinator."""


def registered(office: Office) -> str:
    """The register coordinator works here; a token of theirs."""
    office.kaa("user", "add", COORDINATOR, "--by", "system")
    office.kaa("user", "grant", COORDINATOR, "register_coordinator", "--by", "system")
    return office.kaa("token", COORDINATOR).out.strip()


def started(office: Office, **settings: str) -> subprocess.Popen[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KAA_")},
        "KAA_FOLDER": str(office.stores),
        "KAA_PORT": "0",
        "KAA_FEED_TOKEN": FEED,
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "kaa_tracker", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def served(office: Office) -> Iterator[Served]:
    token = registered(office)
    with started(office) as process:
        try:
            assert process.stderr is not None
            told = next(line for line in process.stderr if "Öppet på" in line)
            yield Served(process, told.split()[-1], token)
        finally:
            process.kill()


def pushed(to: Served, body: bytes, token: str = FEED) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents+json"}
    return httpx.post(f"{to.address}/v1/register-messages", content=body, headers=headers, timeout=PATIENCE_SECONDS)


def told_to_stop(to: Served) -> tuple[int, str]:
    """How it ended, and what it had said since it opened."""
    to.process.send_signal(signal.SIGTERM)
    _, said = to.process.communicate(timeout=PATIENCE_SECONDS)
    return to.process.returncode, said


def wait_until_applied(to: Served) -> None:
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until:
        headers = {"Authorization": f"Bearer {to.token}"}
        found = httpx.get(f"{to.address}/v1/intake/deliveries", headers=headers, timeout=PATIENCE_SECONDS)
        if found.json()["deliveries"][0]["states"].get("applied"):
            return
        sleep(0.05)
    raise AssertionError("the message has had no effect")


def test_a_message_pushed_is_in_the_work_list_and_the_process_ends_well(office: Office) -> None:
    with served(office) as to:
        assert pushed(to, entered(), token="nobody" * 10).status_code == 401
        assert pushed(to, entered()).is_success
        wait_until_applied(to)
        code, said = told_to_stop(to)
    assert code == 0
    assert not any(value in said for value in (NAME, "20050503TF01", FEED, "Traceback"))
    assert "1–1 av 1" in office.kaa("worklist", "--date", "2022-12-01").out


def test_a_message_acknowledged_just_before_the_end_is_not_lost(office: Office) -> None:
    with served(office) as to:
        assert pushed(to, entered()).is_success
        to.process.kill()
        to.process.wait(PATIENCE_SECONDS)
    office.kaa("intake", "work")
    assert "1–1 av 1" in office.kaa("worklist", "--date", "2022-12-01").out


def test_the_log_is_a_document_a_line_and_says_who_asked_for_which_route(office: Office) -> None:
    with served(office) as to:
        trace = "0af7651916cd43dd8448eb211c80319c"
        headers = {"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
        answer = httpx.get(f"{to.address}/v1/cases/20050503TF01?name={NAME}", headers=headers)
        assert trace in answer.headers["traceparent"]
        code, said = told_to_stop(to)
    assert code == 0
    lines = [json.loads(line) for line in said.splitlines()]
    [asked] = [line for line in lines if line["event"] == "request"]
    assert (asked["route"], asked["status"], asked["trace"]) == ("/v1/cases/{case_id}", 401, trace)
    assert not any(value in said for value in (NAME, "20050503TF01"))


def test_it_does_not_begin_where_a_protected_youth_would_be_left_to_nobody(office: Office) -> None:
    office.kaa("import", "register", office.file("register.ndjson", entered(protection="confidentiality_marked")))
    with started(office) as process:
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 2
    assert len(said.splitlines()) == 1
    assert "protected_case_handler" in said
    for name in ("hanna", "hugo"):
        assert office.kaa("user", "add", name, "--by", "system").code == 0
        assert office.kaa("user", "grant", name, "protected_case_handler", "--by", "system").code == 0
    with served(office) as to:
        assert told_to_stop(to)[0] == 0


@pytest.mark.parametrize(
    "settings",
    [{"KAA_FEED_TOKEN": "short"}, {"KAA_HOST": "0.0.0.0"}],
    ids=["a token that can be guessed", "an open address without TLS"],
)
def test_what_would_not_protect_is_refused_in_a_sentence(office: Office, settings: dict[str, str]) -> None:
    with started(office, **settings) as process:
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 2
    assert len(said.splitlines()) == 1
    assert not any(value in said for value in ("Traceback", "short", FEED))
