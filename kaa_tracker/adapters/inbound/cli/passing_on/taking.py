"""The process that has the database open: it carries out the commands of others, one after the other.

None begins while a turn of the work beside goes on, and no turn while a command does: both write the read model.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import msgspec

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, err, out
from kaa_tracker.adapters.inbound.cli.passing_on.streams import told
from kaa_tracker.adapters.inbound.cli.passing_on.turn import Turn
from kaa_tracker.adapters.inbound.cli.passing_on.wire import NAME, Asked, Said, address, asked_of, is_own, line
from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger
from kaa_tracker.system import Program, System

log = logger(__name__)

ASKING_SECONDS = 5.0
"""For how long whoever connects may take to say which command it is."""

READING_SECONDS = 60.0
"""For how long they may read nothing on; then what the command says is lost, and it is finished all the same."""

MOST_BYTES = 1 << 20
"""Of a command."""

Run = Callable[[Program, list[str]], None]
"""Carries out a command and ends with ``SystemExit``."""


@contextmanager
def commands_taken(program: Program, system: System, turn: Turn, run: Run) -> Iterator[None]:
    """Within the block commands are taken; at its end the one that was begun is finished.

    Only where the database is one process's: elsewhere each command opens it for itself.
    """
    if not program.settings.is_embedded:
        yield
        return
    with _listening(program.settings.folder) as listener:
        taker = _Taker(program, system, turn, run)
        thread = Thread(target=taker.take_from, args=(listener,), name="commands", daemon=True)
        thread.start()
        try:
            yield
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@contextmanager
def _listening(folder: Path) -> Iterator[socket.socket]:
    """Whoever has the database has the name of the socket too: one that is left over is nobody's."""
    (folder / NAME).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        with address(folder) as at:
            listener.bind(at)
        try:
            (folder / NAME).chmod(0o600)
            listener.listen()
            yield listener
        finally:
            (folder / NAME).unlink(missing_ok=True)


class _Taker:
    def __init__(self, program: Program, system: System, turn: Turn, run: Run) -> None:
        self._program = program
        self._system = system
        self._turn = turn
        self._run = run

    def take_from(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if asked := _asked(connection):
                    self._answer(connection, asked)

    def _answer(self, connection: socket.socket, asked: Asked) -> None:
        def say(said: Said) -> None:
            try:
                connection.sendall(line(said))
            except OSError:  # whoever gave the command has gone; it is not cut short for that, nor waits again
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

        told_by = told(lambda text: say(Said(out=text)), lambda text: say(Said(err=text)))
        with self._turn.taken(), told_by, out.as_wide_as(asked.columns), err.as_wide_as(asked.columns):
            code = self._carried_out(asked)
        say(Said(code=code))

    def _carried_out(self, asked: Asked) -> int:
        """The exit code, as of a process of its own."""
        settings = self._program.settings.model_copy(update={"user": asked.user})
        system = replace(self._system, settings=settings, rehearsal=self._system.rehearsal.anew())
        program = replace(self._program, settings=settings, open_system=lambda: nullcontext(system))
        try:
            self._run(program, asked.arguments)
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 0
        except Exception as error:  # noqa: BLE001 - what it says may be of a person, and the process goes on
            log.error("command_failed", **told_of(error))
            err.print("Fel i programmet. Se loggen hos den process som har databasen öppen.", soft_wrap=True)
            return EXIT_NOTHING_DONE
        return 0


def _asked(connection: socket.socket) -> Asked | None:
    if not is_own(connection):
        return None
    connection.settimeout(ASKING_SECONDS)
    try:
        with connection.makefile("rb") as lines:
            asked = asked_of(lines.readline(MOST_BYTES))
    except (OSError, msgspec.DecodeError):
        return None
    connection.settimeout(READING_SECONDS)
    return asked
