"""A command has its effect once and whole, whatever happens on the way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.handling import TRIES, UNKNOWN_CASE, Asked, CommandHandler, Recorded, Unchanged
from kaa_tracker.application.intake.outreach import OutreachIntake
from kaa_tracker.application.intake.register import RegisterIntake
from kaa_tracker.application.ports import VersionConflict
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.application.interruptions import (
    InterruptedKeys,
    InterruptedStore,
    InterruptedVault,
    Interruption,
    Interruptions,
    PowerCut,
    nothing,
    power_cut,
)
from tests.application.told import ADA, BO, COORDINATOR, attempt, change, detail, entry, leaving, line, moment


@pytest.fixture
def keys(tmp_path: Path, system: System) -> KeyStore:
    """The program's own key store, opened a second time."""
    return KeyStore(tmp_path / "keys.db", tmp_path / "master.key")


class Interrupted:
    """The program's handling on stores that can be interrupted."""

    def __init__(self, system: System, keys: KeyStore) -> None:
        self.interruptions = Interruptions()
        self.store = InterruptedStore(system.store, self.interruptions)
        self.vault = InterruptedVault(system.vault, self.interruptions)
        key_store = InterruptedKeys(keys, self.interruptions)
        self.handler = CommandHandler(self.store, key_store, self.vault, system.reference)
        self._new_case_id = system.new_case_id

    def register(self) -> RegisterIntake:
        return RegisterIntake(self.handler, self.vault, self._new_case_id)

    def outreach(self) -> OutreachIntake:
        return OutreachIntake(self.handler, self.vault, self._new_case_id)


@pytest.fixture
def interrupted(system: System, keys: KeyStore) -> Interrupted:
    return Interrupted(system, keys)


def case_of(system: System, key: str = ADA) -> UUID:
    return system.vault.cases_of_register_keys([key])[key]


def versions(system: System, key: str = ADA) -> list[int]:
    return [one.version for one in system.store.histories([case_of(system, key)])[case_of(system, key)]]


def asked(system: System, command: c.Command, command_id: str, recorded: str = "2022-03-10") -> Asked:
    request = c.Request(command_id=command_id, actor=COORDINATOR, recorded_at=moment(recorded), command=command)
    return Asked(case_of(system), request)


def writing(system: System, theirs: Asked) -> Interruption:
    """Somebody else has this recorded."""

    def write() -> None:
        [result] = system.handler.handle([theirs])
        assert isinstance(result, Recorded)

    return write


class TestACommandIdRepeated:
    @pytest.fixture
    def once(self, system: System) -> Asked:
        system.register_intake().take([entry()])
        return asked(system, attempt("2022-03-10"), "once")

    def test_in_the_same_call_has_no_second_effect(self, system: System, once: Asked) -> None:
        assert [type(result) for result in system.handler.handle([once, once])] == [Recorded, Unchanged]
        assert versions(system) == [1, 2, 3]

    def test_in_another_call_has_no_second_effect(self, system: System, once: Asked) -> None:
        for expected in (Recorded, Unchanged):
            assert [type(result) for result in system.handler.handle([once])] == [expected]
        assert versions(system) == [1, 2, 3]

    def test_with_another_command_has_no_effect_either(self, system: System, once: Asked) -> None:
        system.handler.handle([once])
        other = asked(system, attempt("2022-03-10", "another"), "once")
        assert [type(result) for result in system.handler.handle([other])] == [Unchanged]

    def test_after_a_refusal_is_judged_anew(self, system: System, once: Asked) -> None:
        too_early = asked(system, attempt("2022-03-12"), "twice", recorded="2022-03-10")
        assert system.handler.handle([too_early]) == [Refusal("attempt_not_in_future")]
        in_time = asked(system, attempt("2022-03-12"), "twice", recorded="2022-03-12")
        assert [type(result) for result in system.handler.handle([in_time])] == [Recorded]


def test_a_command_id_repeated_after_reopening_has_no_second_effect(tmp_path: Path) -> None:
    tried = line(attempt("2022-03-10"), "2022-03-10", command_id="once")
    for expected in (Recorded, Unchanged):
        with open_system(Settings(folder=tmp_path)) as system:
            system.register_intake().take([entry()])
            assert [type(result) for result in system.outreach_intake().take([tried])] == [expected]


class TestSomebodyElseWritingToTheCase:
    @pytest.fixture(autouse=True)
    def known(self, system: System) -> None:
        system.register_intake().take([entry()])

    def test_meanwhile_makes_the_decision_be_taken_anew(self, system: System, interrupted: Interrupted) -> None:
        meanwhile = asked(system, attempt("2022-03-09", "theirs"), "theirs")
        interrupted.interruptions.pending = [writing(system, meanwhile)]
        [result] = interrupted.handler.handle([asked(system, attempt("2022-03-10"), "ours")])
        assert result == Recorded(case_of(system), 4, 1, system.store.last_position())
        assert versions(system) == [1, 2, 3, 4]

    def test_the_same_command_makes_ours_a_repeat(self, system: System, interrupted: Interrupted) -> None:
        once = asked(system, attempt("2022-03-10"), "once")
        interrupted.interruptions.pending = [writing(system, once)]
        assert interrupted.handler.handle([once]) == [Unchanged(case_of(system), 3, "repeated")]

    def test_without_end_is_given_up_and_nothing_is_written(self, system: System, interrupted: Interrupted) -> None:
        for n in range(TRIES):
            theirs = asked(system, attempt("2022-03-09", f"theirs {n}"), f"theirs {n}")
            interrupted.interruptions.pending.append(writing(system, theirs))
        with pytest.raises(VersionConflict):
            interrupted.handler.handle([asked(system, attempt("2022-03-10"), "ours")])
        assert versions(system) == list(range(1, 3 + TRIES))


class TestAPowerCut:
    MESSAGES = (entry(phones=("070-1740605",)), change(given_name="Adela"), leaving())

    def test_keys_are_written_before_the_vault_and_the_vault_before_the_events(self, interrupted: Interrupted) -> None:
        interrupted.register().take(self.MESSAGES)
        assert interrupted.interruptions.writes == ["keys", "vault", "events"]

    @pytest.mark.parametrize("writes_done", [0, 1, 2])
    def test_between_two_writes_is_made_good_by_a_repeat(
        self, system: System, interrupted: Interrupted, writes_done: int
    ) -> None:
        interrupted.interruptions.pending = [*([nothing] * writes_done), power_cut]
        with pytest.raises(PowerCut):
            interrupted.register().take(self.MESSAGES)
        assert system.store.last_position() == 0
        results = interrupted.register().take(self.MESSAGES)
        assert [type(result) for result in results] == [Recorded] * 3
        assert versions(system) == [1, 2, 3, 4]
        assert system.vault.get([case_of(system)])[case_of(system)].given_name == "Adela"
        assert [type(result) for result in interrupted.register().take(self.MESSAGES)] == [Unchanged] * 3

    def test_before_the_events_leaves_nobody_for_others_to_write_to(
        self, system: System, interrupted: Interrupted
    ) -> None:
        interrupted.interruptions.pending = [nothing, nothing, power_cut]
        with pytest.raises(PowerCut):
            interrupted.register().take(self.MESSAGES)
        tried = line(detail("2022-03-02"), "2022-03-02", value="070-1740606")
        assert system.outreach_intake().take([tried]) == [Refusal("unknown_case")]
        assert system.store.last_position() == 0

    def test_between_vault_and_events_doubles_no_contact_detail(self, system: System, interrupted: Interrupted) -> None:
        system.register_intake().take([entry()])
        told = line(detail("2022-03-02"), "2022-03-02", value="070-1740606")
        interrupted.interruptions.pending = [nothing, power_cut]
        with pytest.raises(PowerCut):
            interrupted.outreach().take([told])
        assert [type(result) for result in interrupted.outreach().take([told])] == [Recorded]
        assert system.vault.get([case_of(system)])[case_of(system)].phones == ("070-1740606",)


class TestADryRun:
    def test_writes_nothing_at_all(self, system: System, tmp_path: Path) -> None:
        before = rows_written(tmp_path)
        intake = system.register_intake(check_only=True)
        assert [type(result) for result in intake.take([entry(), change(given_name="Adela")])] == [Recorded] * 2
        assert [type(result) for result in intake.take([leaving()])] == [Recorded]
        assert [type(result) for result in intake.take([leaving()])] == [Unchanged]
        assert rows_written(tmp_path) == before
        assert before["stored_events"] == before["vault_person"] == before["person_key"] == 0

    def test_of_what_is_known_already_writes_nothing_either(self, system: System, tmp_path: Path) -> None:
        system.register_intake().take([entry()])
        before = rows_written(tmp_path)
        lines = [
            line(attempt("2022-03-10"), "2022-03-10"),
            line(detail("2022-03-10"), "2022-03-10", value="070-1740606"),
        ]
        assert [type(result) for result in system.outreach_intake(check_only=True).take(lines)] == [Recorded] * 2
        assert rows_written(tmp_path) == before


def rows_written(folder: Path) -> dict[str, int]:
    """The number of rows in every table of every file."""
    found: dict[str, int] = {}
    for file in ("kaa.db", "keys.db"):
        with closing(sqlite3.connect(folder / file)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            found |= {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}
    return found


class TestACaseThatCannotBeRead:
    def test_refuses_what_is_asked_of_it_and_hinders_no_other(self, system: System, interrupted: Interrupted) -> None:
        system.register_intake().take([entry(), entry(BO, number=None)])
        interrupted.store.unreadable = {case_of(system)}
        lines = [line(attempt("2022-03-10"), "2022-03-10", key=key) for key in (ADA, BO)]
        unread, result = interrupted.outreach().take(lines)
        assert unread == Refusal("case_unreadable")
        assert isinstance(result, Recorded)

    def test_is_not_there_for_whoever_asks_as_a_user_since_it_is_not_known_whose_it_is(
        self, system: System, interrupted: Interrupted
    ) -> None:
        system.register_intake().take([entry()])
        interrupted.store.unreadable = {case_of(system)}
        everywhere = User("berit", (Posting("central_coordinator"), Posting("protected_case_handler")))
        unread = asked(system, attempt("2022-03-10"), "unread")._replace(user=everywhere)
        missing = unread._replace(case_id=uuid4())
        assert interrupted.handler.handle([unread]) == interrupted.handler.handle([missing]) == [UNKNOWN_CASE]
        seeing = Seeing(interrupted.store, system.directory, system.reference.rules)
        assert seeing.case(everywhere, unread.case_id, system.clock.now()) is None


class TestACaseWhoseKeyIsDestroyed:
    def test_is_gone_and_gets_no_new_key(self, system: System, keys: KeyStore) -> None:
        system.register_intake().take([entry()])
        disposed = asked(system, attempt("2022-03-10"), "late")
        keys.destroy(disposed.case_id)
        assert system.handler.handle([disposed]) == [Refusal("unknown_case")]
        assert keys.load([disposed.case_id]) == {}


class TestRequestsThatAreOneAct:
    def test_have_no_effect_if_one_is_refused(self, system: System) -> None:
        system.register_intake().take([entry()])
        good = asked(system, attempt("2022-03-10"), "good")
        bad = asked(system, attempt("2022-03-12", "too early"), "bad")
        results = system.handler.handle([good, bad], together=True)
        assert results[1] == Refusal("attempt_not_in_future")
        assert versions(system) == [1, 2]
