"""The daily round: what falls due, whenever it is run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row

from kaa_tracker.application.daily_round import RoundDone
from kaa_tracker.domain.case.events import CaseAssigned, ResponsibilityEnded, SearchStarted
from kaa_tracker.domain.periods import noon
from kaa_tracker.system import System
from tests.application.told import ADA, BO, BORN, change, day, entry, leaving

TURNS_20 = BORN.replace(year=BORN.year + 20)


def run(system: System, through: date) -> RoundDone:
    system.runner.catch_up()
    done = system.daily_round.run(through, noon(through))
    system.runner.catch_up()
    return done


def case_of(system: System, key: str = ADA) -> UUID:
    return system.vault.cases_of_register_keys([key])[key]


def overview(system: System, key: str = ADA) -> Row[Any]:
    found = system.reading.case(case_of(system, key))
    assert found is not None
    return found


def events_of(system: System, kind: type, key: str = ADA) -> list[Any]:
    history = system.store.histories([case_of(system, key)])[case_of(system, key)]
    return [one.event for one in history if isinstance(one.event, kind)]


class TestASearch:
    @pytest.mark.parametrize("late", [0, 1, 100])
    def test_begins_on_its_due_day_however_late_the_round_is_run(self, system: System, late: int) -> None:
        system.register_intake().take([entry(on="2022-03-01")])
        due = day("2022-03-15")
        assert run(system, due + timedelta(days=late)) == RoundDone(1, 1)
        assert [search.on for search in events_of(system, SearchStarted)] == [due]

    def test_does_not_begin_before_its_due_day(self, system: System) -> None:
        system.register_intake().take([entry(on="2022-03-01")])
        assert run(system, day("2022-03-14")) == RoundDone(0, 0)

    def test_begins_once_however_often_the_round_is_run(self, system: System) -> None:
        system.register_intake().take([entry(on="2022-03-01")])
        run(system, day("2022-03-15"))
        assert run(system, day("2022-03-15")).changed == 0
        assert run(system, day("2022-04-15")).changed == 0
        assert len(events_of(system, SearchStarted)) == 1

    def test_made_due_by_a_late_message_begins_though_that_days_round_has_been_run(self, system: System) -> None:
        intake = system.register_intake()
        intake.take([entry(on="2022-01-10")])
        run(system, day("2022-03-15"))
        intake.take([leaving(on="2022-02-01", revision=2), entry(on="2022-03-01", revision=3)])
        run(system, day("2022-03-15"))
        assert [search.on for search in events_of(system, SearchStarted)] == [day("2022-01-24"), day("2022-03-15")]


class TestA20thBirthday:
    @pytest.mark.parametrize("late", [0, 1, 200])
    def test_ends_the_responsibility_the_day_before_however_late_the_round_is_run(
        self, system: System, late: int
    ) -> None:
        system.register_intake().take([entry(on="2024-01-10")])
        run(system, TURNS_20 + timedelta(days=late))
        assert overview(system).responsible_through == TURNS_20 - timedelta(days=1)
        assert overview(system).left_on == TURNS_20 - timedelta(days=1)

    @pytest.mark.parametrize("late", [0, 1, 30, 200])
    def test_counts_though_the_register_lets_go_only_later(self, system: System, late: int) -> None:
        system.register_intake().take([entry(on="2024-01-10")])
        if late == 0:
            run(system, TURNS_20)
        system.register_intake().take([leaving(on="2024-05-20", revision=2)])
        run(system, TURNS_20 + timedelta(days=late))
        assert overview(system).turned_20
        assert overview(system).left_on == TURNS_20 - timedelta(days=1)

    def test_is_nothing_to_a_youth_who_left_before(self, system: System) -> None:
        system.register_intake().take([entry(on="2024-01-10"), leaving(on="2024-05-01", revision=2)])
        run(system, TURNS_20)
        assert not overview(system).turned_20
        assert overview(system).left_on == day("2024-05-01")

    def test_of_one_says_nothing_of_another(self, system: System) -> None:
        younger = BORN.replace(year=2006)
        system.register_intake().take(
            [entry(on="2024-01-10"), entry(BO, on="2024-01-10", number=None, birth_date=younger)]
        )
        run(system, TURNS_20)
        assert len(events_of(system, ResponsibilityEnded)) == 1
        assert events_of(system, ResponsibilityEnded, BO) == []


class TestAUnitThatHasClosed:
    """City did on 30 November 2021; its districts went to Globen."""

    @pytest.fixture(autouse=True)
    def at_city(self, system: System) -> None:
        system.register_intake().take([entry(on="2021-10-25"), change(on="2021-10-25", district="sodermalm")])

    def test_keeps_its_cases_until_its_last_day(self, system: System) -> None:
        run(system, day("2021-11-30"))
        assert overview(system).unit == "city"

    @pytest.mark.parametrize("late", [0, 1, 1_500])
    def test_hands_its_cases_on_however_late_the_round_is_run(self, system: System, late: int) -> None:
        run(system, day("2021-12-01") + timedelta(days=late))
        assert overview(system).unit == "globen"
        assert [moved.reason for moved in events_of(system, CaseAssigned)] == ["district", "district", "unit_closed"]

    def test_keeps_a_case_that_ended_before(self, system: System) -> None:
        system.register_intake().take([leaving(on="2021-11-10", district="no_district")])
        run(system, day("2021-12-01"))
        assert overview(system).unit == "city"
