"""Requests of persons and incidents on both engines, and the stand-ins: nothing is written over, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.adapters.outbound.rights import (
    SqlIncidents,
    SqlPersonRequests,
    SqlSourceMessages,
    create_rights,
)
from kaa_tracker.application.rights.incidents import Incidents, IncidentStep
from kaa_tracker.application.rights.person_requests import PersonRequests, Received, Step, Written
from kaa_tracker.application.rights.refused import RightsRefused
from kaa_tracker.application.rights.source_messages import SourceMessages
from tests.read_models import EmptyDatabase
from tests.rights_in_memory import IncidentsInMemory, RequestsInMemory

REFERENCE = load_reference()
ADA, BO = UUID("01920000-0000-7000-8000-00000000000a"), UUID("01920000-0000-7000-8000-00000000000b")
ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 30, 0, 250, tzinfo=UTC)
_names = count(1)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RightsRefused) as found:
        yield
    assert found.value.refusal.code == code


def written(at: datetime = AT, name: str | None = None) -> Written:
    return Written("berit", at, name or f"berit:{next(_names)}")


def received(case_id: UUID = ADA, kind: str = "access", on: date = ON) -> Received:
    return Received(case_id, kind, on)


def at(day: str, time: str = "12:00") -> datetime:
    """An instant by the clock of UTC."""
    return datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=UTC)


class RequestContract:
    @pytest.fixture
    def number(self, requests: PersonRequests) -> int:
        return requests.register(received(), written()).number

    def add(self, requests: PersonRequests, number: int, what: Any, code: str = "", when: datetime = AT) -> None:
        requests.add(number, Step(what, code, "berit", when), f"berit:{next(_names)}")

    def test_a_request_stands_as_it_was_written_down(self, requests: PersonRequests, number: int) -> None:
        found = requests.get(number)
        assert found is not None
        assert (found.case_id, found.kind, found.received_on, found.by, found.at) == (ADA, "access", ON, "berit", AT)
        assert (found.handler, found.outcome, found.due_on) == (None, None, date(2026, 4, 1))

    def test_there_is_no_request_under_another_number(self, requests: PersonRequests, number: int) -> None:
        assert requests.get(number + 1) is None
        with pytest.raises(LookupError):
            self.add(requests, number + 1, "taken")

    def test_a_request_written_down_twice_under_one_name_is_there_once(self, requests: PersonRequests) -> None:
        first = requests.register(received(), written(name="berit:monday"))
        again = requests.register(received(kind="erasure"), written(name="berit:monday"))
        assert (again.number, again.is_new) == (first.number, False)
        assert [one.kind for one in requests.listed()] == ["access"]

    def test_steps_stand_in_the_order_in_which_they_were_taken(self, requests: PersonRequests, number: int) -> None:
        self.add(requests, number, "taken")
        requests.add(number, Step("noted", "entry_corrected", "rut", AT, entry=7), "rut:1")
        requests.add(number, Step("noted", "entry_corrected", "rut", AT, entry=8), "rut:1")
        self.add(requests, number, "closed", "granted")
        found = requests.get(number)
        assert found is not None
        assert [(step.what, step.code, step.by, step.entry) for step in found.steps] == [
            ("taken", "", "berit", None),
            ("noted", "entry_corrected", "rut", 7),
            ("closed", "granted", "berit", None),
        ]
        assert (found.handler, found.outcome) == ("berit", "granted")

    def test_an_extension_makes_the_thirty_days_ninety(self, requests: PersonRequests, number: int) -> None:
        self.add(requests, number, "extended", "complex")
        found = requests.get(number)
        assert found is not None
        assert found.due_on == date(2026, 5, 31)
        with refused("request_extended_before"):
            self.add(requests, number, "extended", "complex")

    @pytest.mark.parametrize(("when", "is_in_time"), [("21:59", True), ("22:00", False)])
    def test_the_last_day_to_extend_ends_at_midnight_in_stockholm(
        self, requests: PersonRequests, number: int, when: str, is_in_time: bool
    ) -> None:
        if is_in_time:
            self.add(requests, number, "extended", "complex", at("2026-04-01", when))
        else:
            with refused("extension_too_late"):
                self.add(requests, number, "extended", "complex", at("2026-04-01", when))

    @pytest.mark.parametrize(("when", "is_told"), [("22:59", False), ("23:00", True)])
    def test_what_came_tomorrow_cannot_have_come_and_tomorrow_begins_at_midnight_in_stockholm(
        self, requests: PersonRequests, when: str, is_told: bool
    ) -> None:
        tomorrow = received(on=date(2026, 3, 3))
        if is_told:
            requests.register(tomorrow, written(at("2026-03-02", when)))
        else:
            with refused("request_not_in_future"):
                requests.register(tomorrow, written(at("2026-03-02", when)))

    def test_a_request_is_closed_by_whoever_handles_it_and_once(self, requests: PersonRequests, number: int) -> None:
        with refused("request_without_handler"):
            self.add(requests, number, "closed", "granted")
        self.add(requests, number, "taken")
        self.add(requests, number, "closed", "granted")
        for what, code in (("closed", "withdrawn"), ("noted", "identity_checked"), ("extended", "complex")):
            with refused("request_closed"):
                self.add(requests, number, what, code)

    @pytest.mark.parametrize("what", ["noted", "extended", "closed"])
    def test_a_reason_is_one_of_the_list_and_never_a_text(
        self, requests: PersonRequests, number: int, what: str
    ) -> None:
        self.add(requests, number, "taken")
        with refused("unknown_code"):
            self.add(requests, number, what, "Ada ringde och var ledsen")
        with refused("unknown_code"):
            requests.register(received(kind="ring mig"), written())

    def test_what_is_due_first_stands_first_and_what_is_closed_last_or_not_at_all(
        self, requests: PersonRequests
    ) -> None:
        days = [date(2026, 2, 20), date(2026, 1, 10), date(2026, 2, 1), date(2026, 1, 1)]
        numbers = [requests.register(received(on=day), written()).number for day in days]
        self.add(requests, numbers[3], "taken")
        self.add(requests, numbers[3], "closed", "granted")
        assert [one.number for one in requests.listed()] == [numbers[1], numbers[2], numbers[0]]
        assert [one.is_overdue(date(2026, 3, 3)) for one in requests.listed()] == [True, False, False]
        assert [one.is_overdue(date(2026, 3, 4)) for one in requests.listed()] == [True, True, False]
        assert len(requests.listed(open_only=False)) == 4

    def test_the_requests_of_a_case_are_found(self, requests: PersonRequests, number: int) -> None:
        requests.register(received(BO), written())
        assert [one.number for one in requests.listed(case_id=ADA)] == [number]

    def test_a_disposed_case_is_forgotten_and_its_request_is_not(
        self, requests: PersonRequests, messages: SourceMessages, number: int
    ) -> None:
        other = requests.register(received(BO), written()).number
        messages.contest(number, "address", "berit", AT, "berit:x")
        assert requests.forget_case(ADA) == 1
        assert requests.forget_case(ADA) == 0
        found = {one.number: one.case_id for one in requests.listed()}
        assert found == {number: None, other: BO}
        assert [one.case_id for one in messages.messages()] == [None]

    def test_a_contested_field_is_flagged_until_the_register_has_answered(
        self, requests: PersonRequests, messages: SourceMessages, number: int
    ) -> None:
        filed = messages.contest(number, "address", "berit", AT, "berit:x")
        assert messages.contest(number, "address", "berit", AT, "berit:x") == filed._replace(is_new=False)
        assert [(one.case_id, one.field, one.sent_at) for one in messages.messages(case_id=ADA)] == [
            (ADA, "address", None)
        ]
        with refused("message_not_sent"):
            messages.answered(filed.number, "stands", "rut", AT)
        messages.sent(filed.number, "rut", AT)
        with refused("message_sent_before"):
            messages.sent(filed.number, "rut", AT)
        with refused("unknown_code"):
            messages.answered(filed.number, "kanske", "rut", AT)
        messages.answered(filed.number, "stands", "rut", AT)
        with refused("message_answered_before"):
            messages.answered(filed.number, "corrected", "rut", AT)
        assert messages.messages(case_id=ADA) == []
        found = messages.message(filed.number)
        assert found is not None
        assert (found.sent_by, found.sent_at, found.answer, found.answered_by) == ("rut", AT, "stands", "rut")

    def test_a_field_is_contested_once_at_a_time_and_only_one_of_the_register_s(
        self, messages: SourceMessages, number: int
    ) -> None:
        messages.contest(number, "address", "berit", AT, "berit:x")
        messages.contest(number, "gender", "berit", AT, "berit:y")
        with refused("field_contested_before"):
            messages.contest(number, "address", "berit", AT, "berit:z")
        with refused("unknown_code"):
            messages.contest(number, "shoe_size", "berit", AT, "berit:z")
        with pytest.raises(LookupError):
            messages.contest(number + 1, "address", "berit", AT, "berit:z")
        with pytest.raises(LookupError):
            messages.sent(4711, "rut", AT)


class IncidentContract:
    @pytest.fixture
    def number(self, incidents: Incidents) -> int:
        return incidents.record("wrong_recipient", AT, written()).number

    def add(self, incidents: Incidents, number: int, what: Any, when: datetime = AT, **more: Any) -> None:
        incidents.add(number, IncidentStep(what, "dag", when, **more), f"dag:{next(_names)}")

    def assess(self, incidents: Incidents, number: int) -> None:
        self.add(incidents, number, "assessed", code="possible", severity="limited")

    def test_an_incident_stands_as_it_was_written_down(self, incidents: Incidents, number: int) -> None:
        found = incidents.get(number)
        assert found is not None
        assert (found.kind, found.discovered_at, found.by, found.at) == ("wrong_recipient", AT, "berit", AT)
        assert (found.assessment, found.notification, found.affected, found.is_closed) == (None, None, 0, False)
        assert incidents.get(number + 1) is None
        with pytest.raises(LookupError):
            self.add(incidents, number + 1, "closed")

    def test_an_incident_written_down_twice_under_one_name_is_there_once(self, incidents: Incidents) -> None:
        first = incidents.record("intrusion", AT, written(name="dag:1"))
        assert incidents.record("intrusion", AT, written(name="dag:1")) == first._replace(is_new=False)
        self.assess(incidents, first.number)
        assert len(incidents.listed()) == 1

    def test_an_incident_is_of_a_kind_in_the_list_and_was_discovered_before_now(self, incidents: Incidents) -> None:
        with refused("unknown_code"):
            incidents.record("ett brev till fel adress", AT, written())
        with refused("incident_not_in_future"):
            incidents.record("intrusion", AT + timedelta(minutes=1), written())
        with refused("incident_too_long_ago"):
            incidents.record("intrusion", datetime(1, 1, 1, tzinfo=UTC), written())

    def test_no_incident_is_closed_that_nobody_assessed(self, incidents: Incidents, number: int) -> None:
        self.add(incidents, number, "notified")
        with refused("incident_not_assessed"):
            self.add(incidents, number, "closed")
        self.assess(incidents, number)
        self.add(incidents, number, "closed")
        assert incidents.listed() == []
        with refused("incident_closed"):
            self.add(incidents, number, "counted", affected=3)

    def test_no_incident_is_closed_before_it_is_decided_whether_imy_is_told(
        self, incidents: Incidents, number: int
    ) -> None:
        self.assess(incidents, number)
        with refused("notification_undecided"):
            self.add(incidents, number, "closed")
        self.add(incidents, number, "not_notified", code="no_risk")
        self.add(incidents, number, "closed")

    def test_nobody_decides_against_telling_imy_without_an_assessment_and_a_reason(
        self, incidents: Incidents, number: int
    ) -> None:
        with refused("incident_not_assessed"):
            self.add(incidents, number, "not_notified", code="no_risk")
        self.assess(incidents, number)
        with refused("unknown_code"):
            self.add(incidents, number, "not_notified")

    def test_an_assessment_says_how_likely_and_how_severe(self, incidents: Incidents, number: int) -> None:
        for likelihood, severity in (("possible", ""), ("", "limited"), ("limited", "possible")):
            with refused("unknown_code"):
                self.add(incidents, number, "assessed", code=likelihood, severity=severity)

    def test_imy_is_told_within_72_hours_or_late_with_a_reason(self, incidents: Incidents, number: int) -> None:
        last = AT + timedelta(hours=72)
        late = last + timedelta(microseconds=1)
        other = incidents.record("intrusion", AT, written()).number
        self.add(incidents, other, "notified", last)
        with refused("notified_late_without_reason"):
            self.add(incidents, number, "notified", late)
        with refused("notified_late_without_reason"):
            self.add(incidents, number, "notified", late, code="vi hann inte")
        found = incidents.get(number)
        assert found is not None
        assert (found.is_late(last), found.is_late(late)) == (False, True)
        self.add(incidents, number, "notified", late, code="overlooked")
        found = incidents.get(number)
        assert found is not None
        assert not found.is_late(late)

    def test_the_72_hours_are_hours_also_over_the_change_to_summer_time(self, incidents: Incidents) -> None:
        discovered = at("2026-03-27", "11:00")  # noon in Stockholm, on the Friday before
        number = incidents.record("intrusion", discovered, written(discovered)).number
        found = incidents.get(number)
        assert found is not None
        assert found.notify_by == at("2026-03-30", "11:00")

    def test_whoever_has_waited_longest_for_imy_to_be_told_stands_first(self, incidents: Incidents) -> None:
        moments = [AT - timedelta(hours=hours) for hours in (10, 90, 30, 60)]
        numbers = [incidents.record("intrusion", moment, written()).number for moment in moments]
        self.add(incidents, numbers[3], "notified")
        assert [one.number for one in incidents.listed()] == [numbers[1], numbers[2], numbers[0], numbers[3]]
        assert [one.is_late(AT) for one in incidents.listed()] == [True, False, False, False]

    def test_those_affected_are_counted_and_named_and_named_once(self, incidents: Incidents, number: int) -> None:
        self.add(incidents, number, "cases_named", case_ids=(ADA, BO, ADA))
        self.add(incidents, number, "cases_named", case_ids=(ADA,))
        found = incidents.get(number)
        assert found is not None
        assert (found.case_ids, found.affected) == ((ADA, BO), 2)
        self.add(incidents, number, "counted", affected=40)
        found = incidents.get(number)
        assert found is not None
        assert found.affected == 40

    def test_a_disposed_case_is_forgotten_and_still_counted(self, incidents: Incidents, number: int) -> None:
        self.add(incidents, number, "cases_named", case_ids=(ADA, BO))
        assert incidents.forget_case(ADA) == 1
        assert incidents.forget_case(ADA) == 0
        found = incidents.get(number)
        assert found is not None
        assert (found.case_ids, found.unnamed, found.affected) == ((BO,), 1, 2)
        assert found.steps[0].case_ids == (BO,)


class TestRequestsStandIn(RequestContract):
    @pytest.fixture
    def requests(self) -> PersonRequests:
        return RequestsInMemory(REFERENCE)

    @pytest.fixture
    def messages(self, requests: RequestsInMemory) -> SourceMessages:
        return requests


class TestIncidentsStandIn(IncidentContract):
    @pytest.fixture
    def incidents(self) -> Incidents:
        return IncidentsInMemory(REFERENCE)


class TestSqlRequests(RequestContract):
    @pytest.fixture
    def requests(self, empty_database: EmptyDatabase) -> PersonRequests:
        self.engine = empty_database()
        create_rights(self.engine)
        create_rights(self.engine)  # as every process does
        return SqlPersonRequests(self.engine, REFERENCE)

    @pytest.fixture
    def messages(self, requests: PersonRequests) -> SourceMessages:
        return SqlSourceMessages(self.engine, REFERENCE)

    def test_of_many_who_close_a_request_at_once_one_does(self, requests: PersonRequests, number: int) -> None:
        self.add(requests, number, "taken")

        def close(name: int) -> bool:
            try:
                requests.add(number, Step("closed", "granted", f"user.{name}", AT), f"user.{name}:close")
            except RightsRefused:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            assert sorted(threads.map(close, range(8))) == [False] * 7 + [True]

    def test_nothing_of_a_forgotten_case_is_left_in_any_table(
        self, requests: PersonRequests, messages: SourceMessages, number: int
    ) -> None:
        messages.contest(number, "address", "berit", AT, "berit:x")
        incidents = SqlIncidents(self.engine, REFERENCE)
        filed = incidents.record("intrusion", AT, written())
        incidents.add(filed.number, IncidentStep("cases_named", "dag", AT, case_ids=(ADA,)), "dag:named")
        requests.forget_case(ADA)
        incidents.forget_case(ADA)
        with self.engine.connect() as connection:
            for table in ("person_request", "source_message", "incident_case"):
                assert connection.scalar(text(f"SELECT count(*) FROM {table} WHERE case_id IS NOT NULL")) == 0
                assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1


class TestSqlIncidents(IncidentContract):
    @pytest.fixture
    def incidents(self, empty_database: EmptyDatabase) -> Incidents:
        engine = empty_database()
        create_rights(engine)
        return SqlIncidents(engine, REFERENCE)
