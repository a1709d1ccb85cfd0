"""Where ``kaa serve`` has the embedded database open, it carries out the commands that find it so."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import httpx
import pytest

from kaa_tracker.adapters.inbound.cli.passing_on.turn import Turn
from kaa_tracker.adapters.inbound.cli.passing_on.wire import NAME, Asked, address, line, said_of
from tests.adapters.inbound.cli.messages import entered
from tests.adapters.inbound.cli.office import Office
from tests.adapters.inbound.cli.test_serving import (
    COORDINATOR,
    Served,
    pushed,
    served,
    told_to_stop,
    wait_until_applied,
)


@pytest.fixture
def open_office(office: Office) -> Iterator[Served]:
    """The office beside a server that has taken one youth in."""
    with served(office) as to:
        assert pushed(to, entered()).is_success
        wait_until_applied(to)
        yield to


def test_what_a_command_shows_is_shown(office: Office, open_office: Served) -> None:
    ran = office.kaa("worklist", "--date", "2022-12-01")
    assert (ran.code, "1–1 av 1" in ran.out, ran.err) == (0, True, "")
    [delivery] = json.loads(office.kaa("intake", "status", "--json").out)["deliveries"]
    assert delivery["states"] == {"applied": 1}
    assert json.loads(office.kaa("status", "--json").out)["events"] > 0


def test_what_a_command_does_holds_at_the_servers_next_request(office: Office, open_office: Served) -> None:
    def asked() -> int:
        headers = {"Authorization": f"Bearer {open_office.token}"}
        return httpx.get(f"{open_office.address}/v1/intake/days", headers=headers).status_code

    assert asked() == 200
    revoked = office.kaa("user", "revoke", COORDINATOR, "register_coordinator", "--by", "system")
    assert (revoked.code, revoked.err) == (0, "")
    assert asked() == 403


def test_what_is_wrong_is_told_with_the_exit_code(office: Office, open_office: Served) -> None:
    ran = office.kaa("user", "revoke", "nobody.here", "coach", "--by", "system")
    assert (ran.code, ran.out, "kaa user list" in ran.err) == (2, "", True)
    assert office.kaa("worklist", "--no-such-option").code == 2


def test_who_looks_is_who_gave_the_command(office: Office, open_office: Served) -> None:
    office.let_in(axel_om="auditor")
    log = ("access-log", "anomalies")
    assert "kaa user list" in office.kaa(*log).err
    assert office.kaa(*log, user="axel.om").code == 0


def test_tables_are_made_for_the_screen_of_whoever_asks(
    office: Office, open_office: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    widths = []
    for columns in ("40", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        widths.append(max(map(len, office.kaa("worklist", "--date", "2022-12-01").out.splitlines())))
    assert widths[0] < widths[1]


def test_a_file_is_named_by_its_whole_path(
    office: Office, open_office: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = office.file("more.ndjson", entered("ber-2", identity_number="20050503TF02"))
    monkeypatch.chdir(office.folder)
    ran = office.kaa("import", "register", "more.ndjson")
    assert (ran.code, ran.out, "hela sökvägen" in ran.err) == (2, "", True)
    assert office.kaa("import", "register", file).out.startswith("1 rader gav verkan")
    assert "1–2 av 2" in office.kaa("worklist", "--date", "2022-12-01").out


def test_a_rehearsal_leaves_nothing_behind_for_the_next(office: Office, open_office: Served) -> None:
    file = office.file("more.ndjson", entered("ber-2", identity_number="20050503TF02"))
    first, again = (office.kaa("import", "register", file, "--check") for _ in range(2))
    assert (first.code, first.out) == (again.code, again.out)
    assert office.kaa("import", "register", file).out.startswith("1 rader gav verkan")


@pytest.mark.parametrize("command", [("rebuild",), ("daily",), ("intake", "work"), ("user", "review", COORDINATOR)])
def test_what_works_on_the_whole_goes_through_too(
    office: Office, open_office: Served, command: tuple[str, ...]
) -> None:
    by = ("--by", "system") if command[0] == "user" else ()
    ran = office.kaa(*command, *by)
    assert (ran.code, ran.err) == (0, "")
    assert pushed(open_office, entered("ber-2", identity_number="20050503TF02")).is_success
    assert office.kaa("intake", "work").code == 0
    [delivery] = json.loads(office.kaa("intake", "status", "--json").out)["deliveries"]
    assert delivery["states"] == {"applied": 2}
    status = json.loads(office.kaa("status", "--json").out)
    assert (status["lag"], status["held"]) == (0, [])


def test_many_at_once_are_carried_out_one_after_the_other(office: Office, open_office: Served) -> None:
    command = [sys.executable, "-m", "kaa_tracker", "user", "add"]
    environment = {**os.environ, "KAA_FOLDER": str(office.stores)}
    people = [f"person.{n}" for n in "abcd"]
    begun = [subprocess.Popen([*command, name, "--by", "system"], env=environment) for name in people]
    assert [process.wait(60) for process in begun] == [0] * len(people)
    assert all(name in office.kaa("user", "list").out for name in people)


def test_a_second_server_is_refused(office: Office, open_office: Served) -> None:
    for command in ("serve", "work"):
        ran = office.kaa(command)
        assert (ran.code, "används av en annan kaa-process" in ran.err) == (2, True)


def test_who_goes_away_does_not_cut_a_command_short(office: Office, open_office: Served) -> None:
    with _connected(office.stores) as connection:
        connection.sendall(line(Asked(["user", "add", "gone.away", "--by", "system"], "", 80)))
    until = monotonic() + 30
    while "gone.away" not in office.kaa("user", "list").out:
        assert monotonic() < until
        sleep(0.05)


def test_where_the_other_process_is_killed_the_command_says_that_it_is_not_known(
    office: Office, open_office: Served
) -> None:
    open_office.process.send_signal(19)  # stopped: it takes the connection and answers nothing
    ran = []
    asking = Thread(target=lambda: ran.append(office.kaa("user", "list")))
    asking.start()
    sleep(0.5)
    open_office.process.kill()
    asking.join(30)
    assert (ran[0].code, ran[0].out, "innan kommandot var klart" in ran[0].err) == (2, "", True)
    assert COORDINATOR in office.kaa("user", "list").out


def test_what_is_no_command_is_not_answered_and_hinders_nobody(office: Office, open_office: Served) -> None:
    for wrong in (b"no json\n", b"{}\n", b'{"arguments": 1}\n', b"\xff" * 2_000_000):
        with _connected(office.stores) as connection:
            try:
                connection.sendall(wrong)
                assert connection.recv(100) == b""
            except (BrokenPipeError, ConnectionResetError):
                pass
    assert office.kaa("user", "list").code == 0


def test_only_the_owner_gets_at_the_socket_and_it_goes_with_the_process(office: Office, open_office: Served) -> None:
    found = (office.stores / NAME).stat()
    assert stat.S_ISSOCK(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert stat.S_IMODE(office.stores.stat().st_mode) == 0o700
    assert told_to_stop(open_office)[0] == 0
    assert not (office.stores / NAME).exists()


def test_a_name_left_over_by_a_killed_process_hinders_nobody(office: Office) -> None:
    with served(office) as to:
        to.process.kill()
        to.process.wait(30)
    assert (office.stores / NAME).exists()
    assert office.kaa("user", "list").code == 0
    with served(office):
        assert COORDINATOR in office.kaa("user", "list").out


def test_whoever_waits_gets_the_next_turn() -> None:
    turn, order = Turn(), list[str]()

    def wait() -> None:
        with turn.taken():
            order.append("waited")

    waiting = Thread(target=wait)
    with turn.taken():
        waiting.start()
        sleep(0.05)
    with turn.taken():
        order.append("came later")
    waiting.join(10)
    assert order == ["waited", "came later"]


def _connected(folder: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    with address(folder) as at:
        connection.connect(at)
    connection.settimeout(30)
    return connection


def test_an_answer_is_told_in_pieces_the_last_of_which_has_the_code(office: Office, open_office: Served) -> None:
    with _connected(office.stores) as connection, connection.makefile("rb") as lines:
        connection.sendall(line(Asked(["user", "list"], "", 80)))
        *pieces, last = map(said_of, lines)
    assert COORDINATOR in "".join(piece.out for piece in pieces)
    assert all(piece.code is None for piece in pieces)
    assert last.code == 0
