"""Register presence: BER's messages in BER's own order, whenever they come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import permutations

import pytest

from kaa_tracker.domain.case.details import Valued
from kaa_tracker.domain.case.events import NO_DISTRICT, RegisterFact
from tests.domain.case.facts import assigned, changed, entered, left, on
from tests.domain.case.story import REGISTER_COORDINATOR, correct, given, taken_in, told, void


def value_on(steps: Iterable[Valued], day: date, default: str) -> str:
    return next((step.value for step in steps if step.span.covers(day)), default)


def test_a_youth_whom_ber_takes_in_is_in_the_register_from_that_day() -> None:
    story = (
        given().when(entered("2022-03-01")).then(entered("2022-03-01"), assigned("2022-03-01", "globen", "district"))
    )
    assert story.spells == ["2022-03-01.."]


def test_the_day_of_leaving_is_the_last_day_in_the_register() -> None:
    story = given(taken_in("2022-03-01")).when(left("2022-03-20")).then(left("2022-03-20"))
    assert story.spells == ["2022-03-01..2022-03-20"]


def test_entering_and_leaving_on_one_day_is_a_spell_of_one_day() -> None:
    assert given(entered("2022-03-01"), left("2022-03-01")).spells == ["2022-03-01..2022-03-01"]


def test_an_absence_of_seven_days_resumes_the_spell() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"), entered("2022-03-28", revision=4))
    assert story.spells == ["2022-03-01.."]


def test_an_absence_of_eight_days_makes_a_new_spell() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"), entered("2022-03-29", revision=4))
    assert story.spells == ["2022-03-01..2022-03-20", "2022-03-29.."]


def test_the_days_an_absence_may_last_are_a_setting() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"), entered("2022-03-28", revision=4))
    assert story.under_rules(resume_within_days=6).spells == ["2022-03-01..2022-03-20", "2022-03-28.."]


@pytest.mark.parametrize("back_on", ["2022-03-10", "2022-03-20", "2022-03-21"])
def test_an_exit_that_ber_takes_back_never_interrupted_the_spell(back_on: str) -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"), told(entered(back_on, revision=4), recorded="2022-05-01"))
    assert story.spells == ["2022-03-01.."]


def test_an_exit_for_a_20th_birthday_that_ber_takes_back_never_interrupted_the_spell() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20", "turned_20"), entered("2022-03-20", revision=4))
    assert story.spells == ["2022-03-01.."]
    assert story.responsible == ["2022-03-01.."]


def test_a_later_exit_message_says_when_the_youth_really_left() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"), left("2022-03-12", "moved_out", revision=4))
    assert story.spells == ["2022-03-01..2022-03-12"]


def test_a_misregistered_youth_was_in_the_register_all_the_same() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20", "misregistered"))
    assert story.spells == ["2022-03-01..2022-03-20"]


def test_who_turns_20_was_in_the_register_through_the_day_before() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20", "turned_20"))
    assert story.spells == ["2022-03-01..2022-03-19"]


def test_a_message_already_applied_is_stale_and_no_event() -> None:
    story = given(entered("2022-03-01"), changed("2022-03-05", district="bromma"))
    story.when(changed("2022-03-05", district="bromma"), command_id="sent again").then_nothing()
    story.when(entered("2022-03-01"), recorded="2022-03-09", command_id="sent again").then_nothing()


def test_a_stale_revision_is_no_event_whatever_it_says() -> None:
    given(entered("2022-03-01")).when(entered("2022-02-01", revision=1), recorded="2022-03-09").then_nothing()


def test_a_late_change_takes_its_own_place_in_the_order_and_does_not_overrule_a_newer_one() -> None:
    story = given(
        entered("2022-03-01", district="farsta"),
        changed("2022-03-10", revision=3, district="bromma"),
        told(changed("2022-03-05", revision=2, district="kungsholmen"), recorded="2022-03-12"),
    )
    known = story.life.details.districts_known
    assert [value_on(known, on(day), "") for day in ("2022-03-04", "2022-03-09", "2022-03-10")] == [
        "farsta",
        "kungsholmen",
        "bromma",
    ]
    assert story.unit != "city"


def test_an_exit_that_comes_before_its_entry_waits_for_it() -> None:
    story = given(told(left("2022-03-20"), recorded="2022-03-21"))
    assert story.spells == []
    after = story.when(entered("2022-03-01"), recorded="2022-03-22").accepted
    assert after.spells == ["2022-03-01..2022-03-20"]
    assert after.unit == "globen"


MESSAGES = (
    entered("2022-03-01"),
    changed("2022-03-10", district="bromma"),
    left("2022-03-20"),
    entered("2022-03-25", revision=4, district="skarholmen"),
    left("2022-04-10", revision=5),
    entered("2022-05-10", revision=6, district="bromma"),
)


@pytest.mark.parametrize("order", list(permutations(range(len(MESSAGES))))[::37], ids=str)
def test_whatever_order_the_messages_come_in_the_spells_and_the_unit_are_the_same(order: tuple[int, ...]) -> None:
    story = given()
    for place in order:
        story = story.when(MESSAGES[place], recorded="2022-06-01").accepted
    assert story.spells == ["2022-03-01..2022-04-10", "2022-05-10.."]
    assert story.unit == "vallingby"


def test_a_blank_district_never_erases_the_last_known_one() -> None:
    story = given(entered("2022-03-01", district="bromma"), left("2022-03-20", district=NO_DISTRICT))
    details = story.life.details
    assert value_on(details.districts_known, on("2022-03-25"), "") == "bromma"
    assert value_on(details.districts_said, on("2022-03-25"), "") == NO_DISTRICT
    assert value_on(details.districts_said, on("2022-03-19"), "") == "bromma"


def test_a_gender_is_known_of_the_days_before_it_was_first_told() -> None:
    story = given(entered("2022-03-01", gender="unknown"), changed("2022-03-10", gender="man"))
    genders = story.life.details.genders
    assert [value_on(genders, on(day), "") for day in ("2021-01-01", "2022-03-09", "2022-03-10")] == [
        "unknown",
        "unknown",
        "man",
    ]


@pytest.mark.parametrize(
    "message",
    [entered("2022-03-11"), changed("2022-03-11", district="bromma"), left("2022-03-11")],
    ids=["entry", "change", "exit"],
)
def test_a_message_about_a_day_to_come_is_refused(message: RegisterFact) -> None:
    given(entered("2022-03-01", revision=0)).when(message, recorded="2022-03-10").refused("date_in_future")


def test_a_message_with_a_code_nobody_knows_is_refused() -> None:
    given().when(entered("2022-03-01", district="gamla_stan")).refused("unknown_code", "district", "districts")
    given(entered("2022-03-01")).when(left("2022-03-20", "bored")).refused("unknown_code", "reason", "leaving_reasons")
    given(entered("2022-03-01")).when(changed("2022-03-20", vault_fields=("shoe_size",))).refused(
        "unknown_code", "vault_fields", "vault_fields"
    )


def test_a_voided_entry_was_no_spell() -> None:
    story = given(entered("2022-03-01"))
    after = story.when(void(1), recorded="2022-03-02", by=REGISTER_COORDINATOR).accepted
    assert after.spells == []
    assert after.responsible == []


def test_a_corrected_entry_holds_from_its_right_day() -> None:
    story = given(taken_in("2022-03-01"))
    after = story.when(correct(1, entered_on="2022-02-21"), recorded="2022-03-05", by=REGISTER_COORDINATOR).accepted
    assert after.spells == ["2022-02-21.."]
