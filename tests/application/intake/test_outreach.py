"""What people logged elsewhere finds its case, and the vault learns what only it may know."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from kaa_tracker.application.casework import PRESENT_ADDRESS
from kaa_tracker.application.handling import Recorded, Result, Unchanged
from kaa_tracker.application.intake.outreach import OutreachIntake, OutreachLine
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import AddressDoubted, Event
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.identifiers import official_test_number
from kaa_tracker.domain.person import Person
from kaa_tracker.system import System
from tests.application.told import (
    ADA,
    BORN,
    HOME,
    NUMBER,
    attempt,
    day,
    detail,
    entry,
    line,
    met,
    opened_by_hand,
)

Take: TypeAlias = Callable[[OutreachIntake, list[OutreachLine]], list[Result]]

UNKNOWN = Refusal("unknown_case")
DOUBTED = c.DoubtAddress(on=day("2022-03-02"), address_id=PRESENT_ADDRESS)


def who(system: System, number: str = NUMBER) -> Person:
    case_id = system.vault.cases_of_identity_numbers([number])[number]
    return system.vault.get([case_id])[case_id]


def events(system: System) -> list[Event]:
    case_ids = system.vault.cases_of_identity_numbers([NUMBER]).values()
    return [one.event for history in system.store.histories(list(case_ids)).values() for one in history]


def together(intake: OutreachIntake, lines: list[OutreachLine]) -> list[Result]:
    return intake.take(lines)


def apart(intake: OutreachIntake, lines: list[OutreachLine]) -> list[Result]:
    return [result for one in lines for result in intake.take([one])]


class TestAYouthWhomTheRegisterKnows:
    @pytest.fixture(autouse=True)
    def known(self, system: System) -> None:
        system.register_intake().take([entry(address=HOME, phones=("070-1740605",))])

    @pytest.mark.parametrize(("key", "number"), [(ADA, None), (None, NUMBER)])
    def test_is_found_by_register_key_and_by_number(self, system: System, key: str | None, number: str | None) -> None:
        [result] = system.outreach_intake().take([line(attempt("2022-03-02"), "2022-03-02", key=key, number=number)])
        assert isinstance(result, Recorded)

    def test_sees_in_one_call_the_effect_of_earlier_lines(self, system: System) -> None:
        answer = c.LogAnswer(attempt_id=attempt("2022-03-02").attempt_id, at=attempt("2022-03-03").at)
        lines = [line(attempt("2022-03-02"), "2022-03-02"), line(answer, "2022-03-03")]
        assert [type(result) for result in system.outreach_intake().take(lines)] == [Recorded, Recorded]

    def test_has_a_new_phone_number_added_in_the_vault(self, system: System) -> None:
        system.outreach_intake().take([line(detail("2022-03-02"), "2022-03-02", value="070-1740606")])
        assert who(system).phones == ("070-1740605", "070-1740606")

    def test_keeps_a_phone_number_told_twice_once(self, system: System) -> None:
        intake = system.outreach_intake()
        for _ in range(2):
            intake.take([line(detail("2022-03-02"), "2022-03-02", value="070-1740605")])
        assert who(system).phones == ("070-1740605",)

    def test_loses_nothing_to_a_refused_line(self, system: System) -> None:
        [result] = system.outreach_intake().take([line(detail("2022-03-09"), "2022-03-02", value="070-1740606")])
        assert result == Refusal("date_in_future")
        assert who(system).phones == ("070-1740605",)

    def test_has_the_present_address_named_by_the_vaults_id(self, system: System) -> None:
        system.outreach_intake().take([line(DOUBTED, "2022-03-02")])
        [case_id] = system.vault.cases_of_register_keys([ADA]).values()
        [doubted] = [event for event in events(system) if isinstance(event, AddressDoubted)]
        assert doubted.address_id == system.vault.addresses_of([case_id])[case_id] != PRESENT_ADDRESS


def test_nothing_is_recorded_of_an_address_that_nobody_knows(system: System) -> None:
    system.register_intake().take([entry()])
    [result] = system.outreach_intake().take([line(DOUBTED, "2022-03-02")])
    assert result == Refusal("no_present_address")
    assert not any(isinstance(event, AddressDoubted) for event in events(system))


@pytest.mark.parametrize(("key", "number"), [(ADA, None), (None, NUMBER)])
def test_a_line_about_somebody_unknown_is_refused(system: System, key: str | None, number: str | None) -> None:
    assert system.outreach_intake().take([line(attempt("2022-03-02"), "2022-03-02", key=key, number=number)]) == [
        UNKNOWN
    ]


class TestOpeningByHand:
    OPENING = line(opened_by_hand(), "2022-03-01", number=NUMBER, met=met(address=HOME))

    @pytest.mark.parametrize("check_only", [False, True])
    def test_lets_later_lines_find_the_case(self, system: System, check_only: bool) -> None:
        intake = system.outreach_intake(check_only=check_only)
        tried = line(attempt("2022-03-02"), "2022-03-02", number=NUMBER)
        assert [type(result) for result in intake.take([self.OPENING, tried])] == [Recorded, Recorded]
        again = line(attempt("2022-03-03", "another"), "2022-03-03", number=NUMBER)
        assert [type(result) for result in intake.take([again])] == [Recorded]

    def test_a_second_time_is_refused(self, system: System) -> None:
        intake = system.outreach_intake()
        intake.take([self.OPENING])
        again = line(opened_by_hand("2022-03-02"), "2022-03-02", number=NUMBER, met=met())
        assert intake.take([again]) == [Refusal("case_already_open")]

    def test_that_is_refused_leaves_the_youth_unknown(self, system: System) -> None:
        refused = line(opened_by_hand("2022-03-09"), "2022-03-02", number=NUMBER, met=met())
        rest = line(detail("2022-03-02"), "2022-03-02", number=NUMBER, value="070-1740606")
        intake = system.outreach_intake()
        assert intake.take([refused, rest]) == [Refusal("date_in_future"), UNKNOWN]
        assert intake.take([rest]) == [UNKNOWN]
        assert system.store.last_position() == 0

    def test_that_was_refused_does_not_hide_the_case_the_register_opens_later(self, system: System) -> None:
        intake = system.outreach_intake()
        intake.take([line(opened_by_hand("2022-03-09"), "2022-03-02", number=NUMBER, met=met())])
        system.register_intake().take([entry()])
        [result] = intake.take([line(attempt("2022-03-02"), "2022-03-02", number=NUMBER)])
        assert isinstance(result, Recorded)

    def test_twice_in_one_call_opens_one_case(self, system: System) -> None:
        again = line(opened_by_hand("2022-03-01"), "2022-03-01", number=NUMBER, met=met())
        first, second = system.outreach_intake().take([self.OPENING, again])
        assert isinstance(first, Recorded)
        assert second == Refusal("case_already_open")


class TestNoDifferenceIsMadeByWhereTheFileIsCut:
    """A file is taken some thousand lines at a time; no line may notice."""

    MINOR = official_test_number(BORN.replace(year=2005), "woman")
    OPENING = line(
        c.OpenCaseByHand(on=day("2022-03-01"), basis="drop_in", gender="woman", birth_year=2005, district="farsta"),
        "2022-03-01",
        number=MINOR,
        met=met(MINOR, birth_date=BORN.replace(year=2005), address=HOME),
    )

    @pytest.fixture(params=["together", "apart"])
    def taken(self, request: pytest.FixtureRequest) -> Take:
        return {"together": together, "apart": apart}[request.param]

    @pytest.mark.parametrize("check_only", [False, True])
    def test_a_relative_may_be_called_until_the_18th_birthday(
        self, system: System, taken: Take, check_only: bool
    ) -> None:
        to_relative = line(attempt("2023-05-05", addressee="relative"), "2023-05-05", number=self.MINOR)
        too_late = line(attempt("2023-05-06", "late", addressee="relative"), "2023-05-06", number=self.MINOR)
        intake = system.outreach_intake(check_only=check_only)
        opened, allowed, refused = taken(intake, [self.OPENING, to_relative, too_late])
        assert isinstance(opened, Recorded)
        assert isinstance(allowed, Recorded)
        assert refused == Refusal("relative_after_18")

    @pytest.mark.parametrize("check_only", [False, True])
    def test_the_address_of_somebody_just_met_is_known(self, system: System, taken: Take, check_only: bool) -> None:
        doubted = line(DOUBTED, "2022-03-02", number=self.MINOR)
        reported = line(
            c.ReportAddress(on=day("2022-03-02"), address_id=PRESENT_ADDRESS), "2022-03-02", number=self.MINOR
        )
        intake = system.outreach_intake(check_only=check_only)
        assert [type(result) for result in taken(intake, [self.OPENING, doubted, reported])] == [Recorded] * 3


def test_the_same_lines_again_change_nothing_even_after_reopening(system: System) -> None:
    lines = [
        TestOpeningByHand.OPENING,
        line(attempt("2022-03-02"), "2022-03-02", number=NUMBER),
        line(detail("2022-03-02"), "2022-03-02", number=NUMBER, value="070-1740606"),
    ]
    system.outreach_intake().take([*lines, *lines])
    position = system.store.last_position()
    assert all(isinstance(result, Unchanged) for result in system.outreach_intake().take(lines))
    assert system.store.last_position() == position
