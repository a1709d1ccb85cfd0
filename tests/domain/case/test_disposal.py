"""When a case is to be disposed of, and by which rule (förordning 2006:39, 7 §)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.disposal import falls_due, months_after
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.periods import FOREVER
from tests.domain.case.facts import (
    attempted,
    closed,
    disposed,
    enrolled,
    entered,
    left,
    merged,
    opened_by_hand,
    own_contact,
    responsibility_ended,
    service_ended,
    service_started,
    the,
    voided,
)
from tests.domain.case.story import Story, given, taken_in, told
from tests.histories import REFERENCE, histories

LAST_DAY = ("year_of_21", "2025-12-31")
"""For those born in 2004, as everyone here is."""


def due(story: Story) -> list[tuple[str, str]]:
    return [(one.rule, one.on.isoformat()) for one in falls_due(story.life)]


def first_due(story: Story) -> tuple[str, str]:
    return due(story)[0]


def test_everybody_is_due_at_the_end_of_the_year_of_turning_21() -> None:
    assert due(given(taken_in("2022-03-01"))) == [LAST_DAY]


def test_twelve_months_after_responsibility_ended_a_case_is_no_longer_needed() -> None:
    story = given(taken_in("2022-03-01"), attempted("2022-03-20"), left("2022-05-10"))
    assert due(story) == [("no_longer_needed", "2023-05-10"), LAST_DAY]


def test_support_that_outlives_responsibility_is_waited_for() -> None:
    supported = given(taken_in("2022-03-01"), enrolled("2022-03-20"), left("2022-05-10"))
    assert due(supported) == [LAST_DAY]
    ended = supported.and_given(closed("2022-09-30"))
    assert first_due(ended) == ("no_longer_needed", "2023-09-30")


def test_the_last_day_comes_before_the_twelve_months_are_over() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-03-20"), left("2023-05-10"), closed("2025-06-01"))
    assert due(story) == [LAST_DAY, ("no_longer_needed", "2026-06-01")]


def test_who_left_in_the_wait_untried_is_due_after_six_months() -> None:
    assert first_due(given(taken_in("2022-03-01"), left("2022-03-10"))) == ("left_in_wait", "2022-09-10")


@pytest.mark.parametrize(
    "something_done",
    [
        [attempted("2022-03-05", early_reason="school")],
        [own_contact("2022-03-05")],
        [enrolled("2022-03-05"), closed("2022-03-10")],
    ],
    ids=["tried", "came", "enrolled"],
)
def test_who_was_tried_met_or_enrolled_in_the_wait_is_kept_for_the_year(something_done: list[e.CaseEvent]) -> None:
    story = given(taken_in("2022-03-01"), *something_done, left("2022-03-10"))
    assert first_due(story) == ("no_longer_needed", "2023-03-10")


def test_an_exit_to_unknown_leaves_the_responsibility_and_the_case() -> None:
    assert due(given(taken_in("2022-03-01"), left("2022-05-10", "unknown"))) == [LAST_DAY]


def test_the_misregistered_are_due_after_thirty_days() -> None:
    story = given(taken_in("2022-03-01"), attempted("2022-03-20"), left("2022-05-10", "misregistered"))
    assert first_due(story) == ("misregistered", "2022-06-09")


def test_a_misregistered_stay_beside_a_right_one_is_kept_with_it() -> None:
    story = given(
        taken_in("2022-03-01"),
        left("2022-05-10", "misregistered"),
        entered("2022-08-01", 4),
        left("2022-12-10", revision=5),
    )
    assert first_due(story) == ("no_longer_needed", "2023-12-10")


def test_who_comes_back_is_no_longer_due() -> None:
    gone = given(taken_in("2022-03-01"), left("2022-05-10"))
    assert due(gone.and_given(entered("2022-09-01", 4))) == [LAST_DAY]


def test_a_case_of_which_nothing_stands_is_due_thirty_days_after_the_last_word() -> None:
    story = given(taken_in("2022-03-01"), told(voided(1), recorded="2022-03-20"))
    assert due(story) == [("misregistered", "2022-03-31")]


def test_opened_by_hand_and_never_confirmed_is_due_after_sixty_days() -> None:
    by_hand = given(opened_by_hand("2022-03-01"))
    assert first_due(by_hand) == ("unconfirmed_by_hand", "2022-04-30")
    assert due(by_hand.and_given(entered("2022-03-20"))) == [LAST_DAY]
    assert due(by_hand.and_given(enrolled("2022-03-20"))) == [LAST_DAY]


def test_whom_ber_may_not_list_is_not_taken_for_unconfirmed() -> None:
    assert due(given(opened_by_hand("2022-03-01", "protected_registration"))) == [LAST_DAY]


def test_a_merged_case_waits_for_the_other_one() -> None:
    assert due(given(opened_by_hand("2022-02-20"), merged("2022-03-20"))) == [LAST_DAY]


class TestTheAct:
    def test_is_refused_before_the_day(self) -> None:
        story = given(taken_in("2022-03-01"), attempted("2022-03-20"), left("2022-05-10"))
        story.when(disposed("2023-05-09")).refused("disposal_not_due")
        story.when(disposed("2023-05-10")).then(disposed("2023-05-10"))

    def test_is_refused_by_a_rule_that_does_not_fit(self) -> None:
        story = given(taken_in("2022-03-01"), left("2022-05-10"))
        story.when(disposed("2024-01-01", "misregistered")).refused("disposal_not_due")

    def test_closes_what_is_open_on_the_last_day(self) -> None:
        story = given(taken_in("2022-03-01"), enrolled("2022-03-20"), service_started("2022-04-01"), left("2022-05-10"))
        closing = e.EnrolmentClosed(
            enrolment_id=the("the enrolment"), on=date(2025, 12, 31), outcome="other", detail="disposal"
        )
        last = disposed("2025-12-31", "year_of_21")
        story.when(last).then(service_ended("2025-12-31", "other"), closing, last)

    def test_reaches_a_merged_case_as_well(self) -> None:
        story = given(opened_by_hand("2022-02-20"), merged("2022-03-20"))
        after = story.when(disposed("2023-05-10")).then(disposed("2023-05-10"))
        after.when(disposed("2023-05-10"), command_id="again").then_nothing()

    def test_passes_over_a_responsibility_that_ended_for_other_studies(self) -> None:
        story = given(taken_in("2022-03-01"), responsibility_ended("2022-04-01"), left("2022-04-20"))
        assert first_due(story) == ("no_longer_needed", "2023-04-20")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2022-03-31", 6, "2022-09-30"),
        ("2022-08-31", 6, "2023-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2022-12-01", 12, "2023-12-01"),
    ],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, later: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(later)


def test_no_month_follows_the_end_of_the_calendar() -> None:
    assert months_after(FOREVER, 6) == FOREVER


@drawn(histories(youths=1))
def test_everybody_is_due_at_last_and_no_later_than_the_law_says(log: list[Append]) -> None:
    history = tuple(entry for append in log for entry in append.entries)
    life = Life(replay(history), REFERENCE.rules)
    found = falls_due(life)
    assert found
    if life.details.birth_year is not None:
        assert found[0].on <= date(life.details.birth_year + 21, 12, 31)


@drawn(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 30))
def test_so_many_months_later_is_in_the_month_so_many_months_later(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
