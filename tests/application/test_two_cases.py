"""Acts on two cases at once: both have their effect, or neither."""

from __future__ import annotations

from uuid import UUID

import pytest

from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import Recorded, Unchanged
from kaa_tracker.application.two_cases import log_on_other_case, merge_cases
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor, CasesMerged, ContactAttempted, EntryVoided
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.system import System
from tests.application.told import ADA, BO, NUMBER, attempt, day, entry, line, met, moment, opened_by_hand, the

CENTRAL = Actor("central-1", "central_coordinator")


def request(command: c.Command, command_id: str, recorded: str = "2022-03-20") -> c.Request:
    return c.Request(command_id=command_id, actor=CENTRAL, recorded_at=moment(recorded), command=command)


def kinds(system: System, case_id: UUID) -> list[type]:
    return [type(one.event) for one in system.store.histories([case_id])[case_id]]


class TestLoggingOnTheOtherCase:
    @pytest.fixture
    def ada(self, system: System) -> UUID:
        system.register_intake().take([entry(ADA), entry(BO, number=None)])
        wrong = line(attempt("2022-03-18"), "2022-03-18", key=ADA, command_id="wrong")
        system.outreach_intake().take([wrong])
        return system.vault.cases_of_register_keys([ADA])[ADA]

    @pytest.fixture
    def bo(self, system: System, ada: UUID) -> UUID:
        return system.vault.cases_of_register_keys([BO])[BO]

    @pytest.fixture
    def casework(self, system: System) -> Casework:
        return Casework(system.handler, system.vault)

    VOID = c.VoidEntry(reason="wrong_case", made_by=str(the("wrong")))

    def test_voids_here_and_logs_there(self, system: System, casework: Casework, ada: UUID, bo: UUID) -> None:
        void = Order(ada, request(self.VOID, "void"))
        log = Order(bo, request(attempt("2022-03-18", "moved"), "log"))
        assert all(isinstance(result, Recorded) for result in log_on_other_case(casework, void, log))
        assert kinds(system, ada)[-1] is EntryVoided
        assert kinds(system, bo)[-1] is ContactAttempted

    def test_does_neither_if_one_is_refused(self, system: System, casework: Casework, ada: UUID, bo: UUID) -> None:
        void = Order(ada, request(self.VOID, "void"))
        log = Order(bo, request(attempt("2022-03-28", "moved"), "log"))
        assert Refusal("attempt_not_in_future") in log_on_other_case(casework, void, log)
        assert kinds(system, ada)[-1] is ContactAttempted
        assert ContactAttempted not in kinds(system, bo)

    def test_leaves_in_neither_stream_a_trace_of_the_other(
        self, system: System, casework: Casework, ada: UUID, bo: UUID
    ) -> None:
        void = Order(ada, request(self.VOID, "void"))
        log = Order(bo, request(attempt("2022-03-18", "moved"), "log"))
        log_on_other_case(casework, void, log)
        histories = system.store.histories([ada, bo])
        assert str(bo) not in str(histories[ada])
        assert str(ada) not in str(histories[bo])


class TestMerging:
    @pytest.fixture
    def merged(self, system: System) -> UUID:
        """A case opened by hand for somebody who turned out to be Ada, and an attempt logged there."""
        opened = line(opened_by_hand("2022-03-02"), "2022-03-02", number="20040506TF07", met=met("20040506TF07"))
        tried = line(attempt("2022-03-03"), "2022-03-03", number="20040506TF07")
        system.outreach_intake().take([opened, tried])
        system.register_intake().take([entry(ADA)])
        return system.vault.cases_of_identity_numbers(["20040506TF07"])["20040506TF07"]

    @pytest.fixture
    def stays(self, system: System, merged: UUID) -> UUID:
        return system.vault.cases_of_identity_numbers([NUMBER])[NUMBER]

    def merge(self, system: System, merged: UUID, into: UUID, command_id: str = "merge") -> object:
        command = c.MergeInto(on=day("2022-03-20"), into=into, reason="same_person")
        return merge_cases(system.handler, system.store, merged, request(command, command_id))

    def test_makes_the_person_count_once_with_all_that_was_known(
        self, system: System, merged: UUID, stays: UUID
    ) -> None:
        assert isinstance(self.merge(system, merged, stays), Recorded)
        assert ContactAttempted in kinds(system, stays)
        assert kinds(system, merged)[-1] is CasesMerged
        system.runner.catch_up()
        overview = system.reading.case(stays)
        assert overview is not None
        assert overview.attempts == 1
        assert system.reading.case(merged) is None
        assert system.reading.case_count() == 1

    def test_twice_changes_nothing_more(self, system: System, merged: UUID, stays: UUID) -> None:
        self.merge(system, merged, stays)
        assert isinstance(self.merge(system, merged, stays), Unchanged)
        assert self.merge(system, merged, stays, "again") == Refusal("case_merged")
        assert kinds(system, stays).count(ContactAttempted) == 1

    def test_of_the_case_that_the_register_knows_is_refused(self, system: System, merged: UUID, stays: UUID) -> None:
        assert self.merge(system, stays, merged) == Refusal("registered_case_stays")
        assert CasesMerged not in kinds(system, stays)

    def test_into_itself_is_refused(self, system: System, merged: UUID) -> None:
        assert self.merge(system, merged, merged) == Refusal("unknown_case")
        assert CasesMerged not in kinds(system, merged)

    def test_with_a_case_that_is_not_there_is_refused(self, system: System, merged: UUID) -> None:
        assert self.merge(system, merged, the("nobody")) == Refusal("unknown_case")
