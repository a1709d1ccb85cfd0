"""An extract becomes ordinary register events, whatever happens meanwhile; what was found is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.application.handling import CommandHandler, Recorded, Result
from kaa_tracker.application.intake import reconciling
from kaa_tracker.application.intake.comparing import Comparing, Comparison, NotOneExtract
from kaa_tracker.application.intake.extract import ExtractPart, UnreadablePerson
from kaa_tracker.application.intake.reconciling import KeptDifference
from kaa_tracker.application.intake.register import RegisterIntake
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.identifiers import temporary_number
from kaa_tracker.domain.periods import noon
from kaa_tracker.domain.person import Address, Person
from kaa_tracker.system import System
from tests.application.interruptions import (
    InterruptedKeys,
    InterruptedStore,
    InterruptedVault,
    Interruptions,
    PowerCut,
    nothing,
    power_cut,
)
from tests.application.told import ADA, BO, BORN, HOME, NUMBER, change, day, detail, entry, leaving, line, met
from tests.application.told import opened_by_hand as met_by_hand
from tests.extracts import extract, kept_by, listed, reconciling_on

NIGHT = date(2022, 4, 1)
MOVED = Address(street="Åkergatan 3", postal_code="162 60", city="Vällingby")


def shown(*parts: Sequence[Any], of: date = NIGHT, **others: Any) -> list[ExtractPart]:
    """The extract that lists each youth as the messages about them say."""
    return extract(of, [listed(list(messages)) for messages in parts], **others)


def compared(system: System, parts: list[ExtractPart]) -> Comparison:
    system.runner.catch_up()
    return reconciling_on(system).compare(parts)


def reconciled(system: System, parts: list[ExtractPart], on: date = NIGHT) -> list[Result]:
    return reconciling_on(system).apply(compared(system, parts), noon(on))


def found(system: System, parts: list[ExtractPart]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.kind, one.fields) for one in compared(system, parts).differences]


def who(system: System, key: str = ADA) -> Person:
    case_id = system.vault.cases_of_register_keys([key])[key]
    return system.vault.get([case_id])[case_id]


def kept(system: System) -> list[KeptDifference]:
    [latest] = kept_by(system).last(1)
    return kept_by(system).differences(latest.number, limit=100)


class TestSomebodyMissing:
    def test_gets_a_case_and_a_person(self, system: System) -> None:
        [result] = reconciled(system, shown([entry(address=HOME)]))
        assert isinstance(result, Recorded)
        assert (who(system).given_name, who(system).address) == ("Ada", HOME)
        assert found(system, shown([entry(address=HOME)])) == []

    def test_joins_the_case_that_somebody_opened_by_hand(self, system: System) -> None:
        system.outreach_intake().take([line(met_by_hand(), "2022-03-01", number=NUMBER, met=met())])
        [case_id] = system.vault.cases_of_identity_numbers([NUMBER]).values()
        [result] = reconciled(system, shown([entry(on="2022-03-08")]))
        assert isinstance(result, Recorded)
        assert result.case_id == case_id
        assert who(system).register_key == ADA

    def test_whom_a_rule_refuses_opens_no_case_and_is_kept_with_the_rule(self, system: System) -> None:
        grown = entry()
        grown = grown._replace(command=c.RecordRegisterEntry(**{**_values(grown.command), "birth_year": 1990}))
        assert reconciled(system, shown([grown])) == [Refusal("not_under_20")]
        assert system.store.last_position() == 0
        assert kept(system) == [KeptDifference("missing", None, (), "not_under_20", "")]
        assert [one.refused for one in kept_by(system).last(1)] == [1]


def _values(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__dataclass_fields__}


class TestSomebodyWeHold:
    @pytest.fixture(autouse=True)
    def known(self, system: System) -> None:
        system.register_intake().take([entry(address=HOME, phones=("070-1740605",))])

    LISTED = (entry(address=HOME, phones=("070-1740605",)),)

    def test_as_ber_lists_them_is_no_difference(self, system: System) -> None:
        assert found(system, shown(self.LISTED)) == []

    def test_and_ber_does_not_list_is_gone(self, system: System) -> None:
        assert found(system, shown()) == [("gone", ())]
        reconciled(system, shown())
        system.runner.catch_up()
        assert system.reading.in_register() == []

    def test_at_another_address_is_told_of_by_the_field_and_moves(self, system: System) -> None:
        parts = shown([*self.LISTED, change(address=MOVED)])
        assert found(system, parts) == [("differs", ("address",))]
        reconciled(system, parts)
        assert who(system).address == MOVED
        assert found(system, parts) == []

    def test_under_another_number_gets_that_and_its_kind(self, system: System) -> None:
        number = {"identity_number": temporary_number(BORN, 7), "identity_kind": "temporary"}
        moved = change(district="bromma")._replace(person=number)
        assert found(system, shown([*self.LISTED, moved])) == [("differs", ("district", "identity_number"))]
        reconciled(system, shown([*self.LISTED, moved]))
        assert (who(system).identity_number, who(system).identity_kind) == (temporary_number(BORN, 7), "temporary")

    def test_keeps_what_a_message_told_later_than_the_extract_knows(self, system: System) -> None:
        system.register_intake().take([change(revision=3, address=MOVED)])
        assert found(system, shown(self.LISTED)) == []

    def test_keeps_what_the_message_of_the_revision_that_the_extract_shows_told(self, system: System) -> None:
        assert found(system, shown([entry(address=MOVED)])) == []

    def test_keeps_the_phone_that_a_coordinator_added(self, system: System) -> None:
        system.outreach_intake().take([line(detail("2022-03-10"), "2022-03-10", value="070-1740699")])
        assert found(system, shown([*self.LISTED, change(district="bromma")])) == [("differs", ("district",))]
        reconciled(system, shown([*self.LISTED, change(district="bromma")]))
        assert who(system).phones == ("070-1740605", "070-1740699")

    def test_whom_nobody_added_to_loses_the_phone_that_ber_took_away(self, system: System) -> None:
        reconciled(system, shown([*self.LISTED, change(phones=())]))
        assert who(system).phones == ()

    def test_and_who_was_taken_in_after_the_extract_was_made_is_no_difference(self, system: System) -> None:
        system.register_intake().take([entry(BO, on="2022-03-20", sent="2022-04-02")])
        assert found(system, shown(self.LISTED)) == []
        assert found(system, shown(self.LISTED, of=day("2022-04-03"))) == [("gone", ())]

    def test_and_whom_the_extract_tells_of_unreadably_is_neither_missing_nor_gone(self, system: System) -> None:
        unreadable = UnreadablePerson(ADA, Rejected("wrong_type", "$.data.persons[0].gender"))
        comparison = compared(system, shown(unreadable=[unreadable]))
        assert (comparison.listed, comparison.differences) == (1, ())
        reconciling_on(system).apply(comparison, noon(NIGHT))
        [case_id] = system.vault.cases_of_register_keys([ADA]).values()
        assert kept(system) == [KeptDifference("unreadable", case_id, (), "wrong_type", "$.data.persons[0].gender")]


def test_a_case_that_cannot_be_read_is_neither_missing_nor_gone(system: System) -> None:
    system.register_intake().take([entry(), entry(BO)])
    system.runner.catch_up()
    store = InterruptedStore(system.store, Interruptions())
    store.unreadable = set(system.reading.in_register())
    comparing = Comparing(store, system.vault, system.reading, system.reference.rules)
    comparison = comparing.compare(shown([entry()]))
    assert comparison.differences == ()
    assert [one.reason for one in comparison.unread] == ["case_unreadable"] * 2


class TestWhatIsNotAWholeExtract:
    def test_is_refused_while_a_part_is_missing(self, system: System) -> None:
        first, _, third = shown([entry()], parts=3)
        for parts in ([], [first, third], [first, first, third]):
            with pytest.raises(NotOneExtract):
                reconciling_on(system).compare(parts)

    def test_is_refused_where_parts_of_two_stand_together(self, system: System) -> None:
        first, _ = shown([entry()], parts=2)
        _, second = shown([entry()], parts=2, of=day("2022-04-02"))
        with pytest.raises(NotOneExtract):
            reconciling_on(system).compare([first, second])

    def test_may_come_in_any_order_of_its_parts(self, system: System) -> None:
        parts = shown([entry()], [entry(BO)], parts=3)
        assert compared(system, parts[::-1]) == compared(system, parts)


class TestADryRun:
    def test_finds_the_same_and_writes_nothing(self, system: System) -> None:
        system.register_intake().take([entry(BO)])
        position = system.store.last_position()
        assert found(system, shown([entry()])) == found(system, shown([entry()])) == [("missing", ()), ("gone", ())]
        assert system.store.last_position() == position
        assert kept_by(system).last(10) == []


class TestAnOlderExtract:
    def test_is_stale_once_a_later_one_was_applied_and_changes_nothing(self, system: System) -> None:
        reconciled(system, shown([entry()]))
        position = system.store.last_position()
        older = compared(system, shown(of=NIGHT - timedelta(days=1)))
        assert (older.is_stale, older.differences) == (True, ())
        assert reconciling_on(system).apply(older, noon(NIGHT)) == []
        assert system.store.last_position() == position
        assert len(kept_by(system).last(10)) == 1

    def test_of_the_same_day_is_stale_as_well(self, system: System) -> None:
        reconciled(system, shown([entry()]))
        assert compared(system, shown(sent_at=noon(NIGHT) - timedelta(hours=1), name="first")).is_stale
        assert not compared(system, shown(sent_at=noon(NIGHT) + timedelta(hours=1), name="third")).is_stale


class TestWhatIsKept:
    def test_says_what_was_found_and_never_of_whom_or_what(self, system: System) -> None:
        system.register_intake().take([entry(BO)])
        [result, _] = reconciled(system, shown([entry()]))
        [case_id] = system.vault.cases_of_register_keys([BO]).values()
        assert isinstance(result, Recorded)
        assert kept(system) == [
            KeptDifference("missing", result.case_id, (), None, ""),
            KeptDifference("gone", case_id, (), None, ""),
        ]
        [latest] = kept_by(system).last(1)
        assert (latest.listed, latest.held, latest.counts) == (1, 1, {"missing": 1, "gone": 1})
        assert latest.completed_at == noon(NIGHT)

    def test_and_the_cause_of_an_event_hold_no_register_key(self, system: System) -> None:
        system.register_intake().take([entry(BO)])
        comparison = compared(system, shown([entry()]))
        assert not any(key in f"{one.name}{one!r}{comparison!r}" for one in comparison.differences for key in (ADA, BO))


class Crashing:
    """The program's reconciling on stores that fail when the test says so."""

    def __init__(self, system: System, keys: KeyStore) -> None:
        self.interruptions = Interruptions()
        vault = InterruptedVault(system.vault, self.interruptions)
        store = InterruptedStore(system.store, self.interruptions)
        handler = CommandHandler(store, InterruptedKeys(keys, self.interruptions), vault, system.reference)
        self.reconciling = reconciling_on(system, RegisterIntake(handler, vault, system.new_case_id))


@pytest.mark.parametrize("writes", range(8))
def test_an_extract_broken_off_anywhere_is_completed_by_bringing_it_again(
    system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    monkeypatch.setattr(reconciling, "AT_ONCE", 1)
    system.register_intake().take([entry(BO, address=HOME), entry("berkey-cleo", number=None)])
    parts = shown([entry()], [entry(BO, address=HOME), change(BO, district="bromma", address=MOVED)])
    system.runner.catch_up()
    crashing = Crashing(system, KeyStore(tmp_path / "keys.db", tmp_path / "master.key"))
    crashing.interruptions.pending = [*[nothing] * writes, power_cut]
    comparison = crashing.reconciling.compare(parts)
    try:
        crashing.reconciling.apply(comparison, noon(NIGHT))
    except PowerCut:
        reconciled(system, parts)
    assert found(system, parts) == []
    assert who(system, BO).address == MOVED
    [latest] = kept_by(system).last(10)
    assert (latest.counts, latest.completed_at) == ({"missing": 1, "differs": 1, "gone": 1}, noon(NIGHT))
    assert all(one.case_id for one in kept(system))


def test_an_extract_applied_again_as_it_was_compared_has_no_second_effect(system: System) -> None:
    system.register_intake().take([entry(BO)])
    comparison = compared(system, shown([entry()]))
    reconciling_on(system).apply(comparison, noon(NIGHT))
    position = system.store.last_position()
    assert not any(isinstance(r, Recorded) for r in reconciling_on(system).apply(comparison, noon(NIGHT)))
    assert system.store.last_position() == position


def test_a_late_message_after_the_extract_makes_its_own_day_stand(system: System) -> None:
    system.register_intake().take([entry()])
    reconciled(system, shown())
    system.register_intake().take([leaving(on="2022-03-20", sent="2022-04-02")])
    system.runner.catch_up()
    [case_id] = system.vault.cases_of_register_keys([ADA]).values()
    overview = system.reading.case(case_id)
    assert overview is not None
    assert overview.left_on == day("2022-03-20")
