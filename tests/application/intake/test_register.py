"""Register messages find their cases, whatever comes first, twice or never."""

from __future__ import annotations

import pytest

from kaa_tracker.application.handling import Recorded, Unchanged
from kaa_tracker.application.intake.register import Waiting
from kaa_tracker.domain.case.events import RegisterEntered, RegisterLeft
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.person import Person
from kaa_tracker.system import System
from tests.application.told import ADA, BO, NUMBER, change, entry, leaving, line, met, moment, opened_by_hand


def events(system: System, key: str = ADA) -> list[str]:
    case_id = system.vault.cases_of_register_keys([key])[key]
    return [type(entry.event).__name__ for entry in system.store.histories([case_id]).get(case_id, ())]


def who(system: System, key: str = ADA) -> Person:
    case_id = system.vault.cases_of_register_keys([key])[key]
    return system.vault.get([case_id])[case_id]


def test_an_entry_opens_a_case_and_fills_the_vault(system: System) -> None:
    [result] = system.register_intake().take([entry()])
    assert isinstance(result, Recorded)
    assert events(system) == ["RegisterEntered", "CaseAssigned"]
    assert (who(system).given_name, who(system).register_key) == ("Ada", ADA)


def test_messages_taken_together_may_stand_in_any_order(system: System) -> None:
    results = system.register_intake().take([leaving(), change(given_name="Adela"), entry()])
    assert all(isinstance(result, Recorded) for result in results)
    assert set(events(system)) == {"RegisterEntered", "CaseAssigned", "RegisterDetailsChanged", "RegisterLeft"}
    assert who(system).given_name == "Adela"


def test_a_change_or_exit_of_somebody_never_told_of_waits_for_the_entry(system: System) -> None:
    early = [leaving(), change(given_name="Adela")]
    intake = system.register_intake()
    assert intake.take(early) == [Waiting(message) for message in early]
    assert system.store.last_position() == 0
    intake.take([entry()])
    assert all(isinstance(result, Recorded) for result in intake.take(early))


def test_the_same_message_again_changes_nothing_even_after_reopening(system: System) -> None:
    first = [entry(), change(given_name="Adela"), leaving()]
    system.register_intake().take(first)
    position = system.store.last_position()
    for intake in (system.register_intake(), system.register_intake()):
        assert all(isinstance(result, Unchanged) for result in intake.take([*first, *first]))
    assert system.store.last_position() == position


class TestAnEntryThatIsRefused:
    """It tells of a day that, when BER told it, had not been yet."""

    REFUSED = entry(on="2022-03-10", sent="2022-03-01")

    def test_opens_no_case(self, system: System) -> None:
        assert system.register_intake().take([self.REFUSED]) == [Refusal("date_in_future")]
        assert system.vault.cases_of_register_keys([ADA]) == {}
        assert system.store.last_position() == 0

    def test_leaves_what_comes_with_it_waiting(self, system: System) -> None:
        rest = [leaving(), change(phones=("070-1740605",))]
        results = system.register_intake().take([self.REFUSED, *rest])
        assert results == [Refusal("date_in_future"), *(Waiting(message) for message in rest)]
        assert system.store.last_position() == 0

    def test_leaves_what_comes_later_waiting(self, system: System) -> None:
        intake = system.register_intake()
        intake.take([self.REFUSED])
        assert intake.take([leaving()]) == [Waiting(leaving())]
        assert system.store.last_position() == 0

    def test_is_no_hindrance_to_a_right_one(self, system: System) -> None:
        intake = system.register_intake()
        intake.take([self.REFUSED])
        results = intake.take([entry(revision=2), leaving()])
        assert all(isinstance(result, Recorded) for result in results)
        assert "RegisterLeft" in events(system)


class TestACaseOpenedByHand:
    @pytest.fixture(autouse=True)
    def opened(self, system: System) -> None:
        system.outreach_intake().take([line(opened_by_hand(), "2022-03-01", number=NUMBER, met=met())])

    def test_is_joined_by_the_entry_of_the_same_person(self, system: System) -> None:
        [case_id] = system.vault.cases_of_identity_numbers([NUMBER]).values()
        [result] = system.register_intake().take([entry(on="2022-03-08")])
        assert isinstance(result, Recorded)
        assert result.case_id == case_id
        assert (who(system).register_key, who(system).given_name) == (ADA, "Ada")

    def test_is_joined_by_one_register_key_only(self, system: System) -> None:
        first, second = system.register_intake().take([entry(on="2022-03-08"), entry(BO, on="2022-03-08")])
        assert isinstance(first, Recorded)
        assert isinstance(second, Recorded)
        assert first.case_id != second.case_id

    @pytest.mark.parametrize("check_only", [False, True])
    def test_is_joined_by_one_register_key_only_also_over_several_calls(self, system: System, check_only: bool) -> None:
        intake = system.register_intake(check_only=check_only)
        [first], [second] = intake.take([entry(on="2022-03-08")]), intake.take([entry(BO, on="2022-03-08")])
        assert isinstance(first, Recorded)
        assert isinstance(second, Recorded)
        assert first.case_id != second.case_id


def test_an_older_message_never_overwrites_what_a_newer_one_told(system: System) -> None:
    intake = system.register_intake()
    intake.take([entry(revision=1), change(revision=4, given_name="Adela")])
    intake.take([change(revision=3, given_name="Adde", family_name="Berg")])
    assert (who(system).given_name, who(system).family_name) == ("Adela", "Berg")


def test_what_the_register_says_is_recorded_when_ber_told_it(system: System) -> None:
    system.register_intake().take([entry(), leaving(on="2022-03-20", sent="2022-04-02")])
    case_id = system.vault.cases_of_register_keys([ADA])[ADA]
    recorded = {type(one.event): one.recorded_at for one in system.store.histories([case_id])[case_id]}
    assert recorded[RegisterEntered] == moment("2022-03-01")
    assert recorded[RegisterLeft] == moment("2022-04-02")
