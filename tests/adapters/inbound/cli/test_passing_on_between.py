"""Between the two processes: who may connect, much that is said, who goes away, and whose output is whose."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from kaa_tracker.adapters.inbound.cli.passing_on import taking
from kaa_tracker.adapters.inbound.cli.passing_on.taking import Run, commands_taken
from kaa_tracker.adapters.inbound.cli.passing_on.turn import Turn
from kaa_tracker.adapters.inbound.cli.passing_on.wire import NAME, Asked, Said, address, line, said_of
from kaa_tracker.adapters.inbound.observing.logs import log_to, logger
from kaa_tracker.bootstrap import program
from kaa_tracker.settings import Settings
from kaa_tracker.system import Program

MUCH = 400
"""Pieces that are more together than any buffer on the way holds."""
PIECE = "å" * 50_000 + "\n"


@contextmanager
def taken(folder: Path, run: Callable[[], None]) -> Iterator[Path]:
    """A process, this one, that has the database open, and carries out every command as told here."""
    office = program(Settings(folder=folder / "office"))

    def command(_program: Program, _arguments: list[str]) -> None:
        run()

    carrying_out: Run = command
    with office.open_system() as system, commands_taken(office, system, Turn(), carrying_out):
        yield folder / "office"


def asking(folder: Path) -> subprocess.Popen[bytes]:
    """``kaa user list`` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KAA_")}
    return subprocess.Popen(
        [sys.executable, "-m", "kaa_tracker", "user", "list"],
        env={**environment, "KAA_FOLDER": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@contextmanager
def connected(folder: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as connection:
        with address(folder) as at:
            connection.connect(at)
        connection.settimeout(30)
        connection.sendall(line(Asked(["user", "list"], "", 80)))
        yield connection


def heard(connection: socket.socket) -> list[Said]:
    with connection.makefile("rb") as lines:
        return list(map(said_of, lines))


def say_much() -> None:
    for _ in range(MUCH):
        sys.stdout.write(PIECE)


def test_however_much_is_said_arrives(tmp_path: Path) -> None:
    with taken(tmp_path, say_much) as folder:
        out, err = asking(folder).communicate(timeout=60)
    assert (len(out), err) == (MUCH * len(PIECE.encode()), b"")


def test_whoever_reads_slowly_keeps_the_next_from_nothing(tmp_path: Path) -> None:
    with taken(tmp_path, say_much) as folder:
        slow = asking(folder)
        assert slow.stdout is not None
        assert slow.stdout.read(1)
        begun = monotonic()
        with connected(folder) as connection:
            assert heard(connection)[-1].code == 0
        assert monotonic() - begun < taking.READING_SECONDS / 2
        slow.communicate(timeout=60)


def test_whoever_has_read_enough_hears_nothing_of_a_broken_process(tmp_path: Path) -> None:
    with taken(tmp_path, say_much) as folder, asking(folder) as enough:
        assert enough.stdout is not None
        assert enough.stderr is not None
        enough.stdout.read(10)
        enough.stdout.close()
        assert (enough.stderr.read(), enough.wait(60)) == (b"", 1)


def test_whoever_reads_nothing_on_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "READING_SECONDS", 0.3)
    done = Event()

    def much_and_done() -> None:
        say_much()
        done.set()

    with taken(tmp_path, much_and_done) as folder, connected(folder):
        assert done.wait(10), "each piece is waited for"


def test_whoever_interrupts_is_told_that_the_command_is_finished_and_it_is(tmp_path: Path) -> None:
    begun, go_on, done = Event(), Event(), Event()

    def wait() -> None:
        begun.set()
        go_on.wait(30)
        done.set()

    with taken(tmp_path, wait) as folder:
        asks = asking(folder)
        assert begun.wait(30)
        asks.send_signal(signal.SIGINT)
        out, err = asks.communicate(timeout=30)
        assert (asks.returncode, out) == (130, b"")
        assert "görs klart" in err.decode()
        assert "Traceback" not in err.decode()
        go_on.set()
        assert done.wait(30)


def test_what_is_not_text_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with taken(tmp_path, say_much) as folder:
        ran = subprocess.run(
            [sys.executable, "-m", "kaa_tracker", "user", "add", b"\xe5sa", "--by", "system"],
            env={**os.environ, "KAA_FOLDER": str(folder)},
            capture_output=True,
            timeout=60,
        )
    assert (ran.returncode, "inte är UTF-8" in ran.stderr.decode()) == (2, True)


def test_what_the_process_logs_is_no_business_of_the_command_nor_the_other_way_round(tmp_path: Path) -> None:
    logged, own = io.StringIO(), io.StringIO()
    log = logger("kaa_tracker.test")

    def say_and_log() -> None:
        log.error("command_failed")
        beside = Thread(target=lambda: print("of the process", file=sys.stdout))  # noqa: T201 - what is looked for
        beside.start()
        beside.join()
        sys.stdout.write("for the user")
        sys.stderr.write("also for the user")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", own)
        log_to(logged)
        with taken(tmp_path, say_and_log) as folder, connected(folder) as connection:
            said = heard(connection)
    assert ("".join(one.out for one in said), "".join(one.err for one in said)) == ("for the user", "also for the user")
    assert own.getvalue() == "of the process\n"
    assert "command_failed" in logged.getvalue()
    assert "for the user" not in logged.getvalue()


_OF_ANOTHER = """
import os, socket, sys
os.chdir(sys.argv[1])
os.setgroups([])
os.setuid(65534)
with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(30)
    try:
        connection.connect("kaa.sock")
        connection.sendall(sys.argv[2].encode())
        print(connection.recv(1000))
    except (ConnectionResetError, BrokenPipeError):
        print(b"")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_another_user_of_the_machine_is_not_answered_even_where_the_socket_is_open_to_all(tmp_path: Path) -> None:
    begun = Event()
    with taken(tmp_path, begun.set) as folder:
        folder.chmod(0o755)
        (folder / NAME).chmod(0o666)
        asked = line(Asked(["user", "list"], "", 80)).decode()
        ran = subprocess.run([sys.executable, "-c", _OF_ANOTHER, str(folder), asked], capture_output=True, timeout=60)
        assert (ran.stdout, ran.stderr) == (b"b''\n", b"")
        sleep(0.2)
    assert not begun.is_set()
