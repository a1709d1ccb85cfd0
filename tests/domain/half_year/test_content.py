"""What the file holds of a youth is read out of the case, block by block."""

from __future__ import annotations

from kaa_tracker.domain.half_year.content import content
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.lines import FileLine
from tests.domain.case.facts import (
    answered,
    attempted,
    closed,
    enrolled,
    entered,
    left,
    occupied,
    on,
    opened_by_hand,
    own_contact,
    responsibility_ended,
    service_ended,
    service_started,
    voided,
)
from tests.domain.case.story import Story, given
from tests.domain.case.story import told as recorded

SPRING, AUTUMN = HalfYear(2022, 1), HalfYear(2022, 2)


def told(story: Story, half: HalfYear = AUTUMN) -> list[tuple[str, str, str]]:
    """Block, day and code of each line."""
    lines = content(story.life, half).lines
    return [(line.block, str(line.on), line.occupation or line.reason or line.measure) for line in lines]


def test_a_registration_is_told_with_the_last_school_occupation() -> None:
    story = given(entered("2022-09-01", last_school_occupation="compulsory_school"))
    assert told(story) == [("registration", "2022-09-01", "compulsory_school")]


def test_a_stay_that_goes_on_is_told_again_with_its_registration() -> None:
    story = given(entered("2022-02-01"))
    assert told(story, SPRING) == told(story, AUTUMN) == [("registration", "2022-02-01", "upper_secondary")]


def test_a_stay_that_ended_before_the_half_year_is_not_told() -> None:
    story = given(entered("2022-02-01"), left("2022-06-30"))
    assert told(story, AUTUMN) == []
    assert ("responsibility_ended", "2022-06-30", "studies_registered") in told(story, SPRING)


def test_nobody_who_came_after_the_half_year_is_told() -> None:
    assert told(given(entered("2022-09-01")), SPRING) == []


def test_each_day_of_contact_is_told_once_with_the_occupation_recorded_nearest() -> None:
    story = given(
        entered("2022-08-01"),
        attempted("2022-09-01"),
        answered("2022-09-01"),
        own_contact("2022-09-01"),
        occupied("2022-09-03", "work"),
        own_contact("2022-11-01", name="another"),
    )
    assert told(story)[1:] == [("contact", "2022-09-01", "work"), ("contact", "2022-11-01", "unknown")]


def test_an_attempt_nobody_answered_is_no_contact() -> None:
    assert [block for block, _, _ in told(given(entered("2022-08-01"), attempted("2022-09-01")))] == ["registration"]


def test_a_measure_is_told_with_its_start_and_what_it_was_closed_to() -> None:
    story = given(
        entered("2022-08-01"),
        enrolled("2022-09-01"),
        service_started("2022-09-02"),
        service_ended("2022-10-01"),
    )
    assert told(story) == [
        ("registration", "2022-08-01", "upper_secondary"),
        ("measure_started", "2022-09-01", "enrolment"),
        ("measure_started", "2022-09-02", "aim"),
        ("measure_ended", "2022-10-01", "studies"),
    ]


def test_a_measure_that_goes_on_from_the_half_year_before_keeps_its_start_and_number() -> None:
    story = given(entered("2022-02-01"), enrolled("2022-03-01"), closed("2022-10-01", outcome="work"))
    [_, start, ending] = content(story.life, AUTUMN).lines
    assert (start.block, start.on, start.measure_number) == ("measure_started", on("2022-03-01"), 2)
    assert (ending.block, ending.measure_number, ending.started_on) == ("measure_ended", 2, on("2022-03-01"))


def test_turning_20_is_told_on_the_birthday_also_in_the_next_half_year() -> None:
    story = given(entered("2022-02-01"), left("2022-07-01", reason="turned_20"))
    assert ("responsibility_ended", "2022-07-01", "turned_20") in told(story, AUTUMN)
    assert [block for block, _, _ in told(story, SPRING)] == ["registration"]


def test_what_a_coordinator_ended_is_told_with_that_reason() -> None:
    story = given(entered("2022-08-01"), responsibility_ended("2022-10-01"))
    assert ("responsibility_ended", "2022-10-01", "equivalent_studies") in told(story)


def test_responsibility_goes_on_after_an_exit_nobody_can_explain() -> None:
    assert [block for block, _, _ in told(given(entered("2022-08-01"), left("2022-10-01", "unknown")))] == [
        "registration"
    ]


def test_each_stay_is_told_by_itself() -> None:
    story = given(
        entered("2022-07-10"),
        own_contact("2022-08-01"),
        left("2022-08-20", revision=2),
        entered("2022-10-01", revision=3),
        own_contact("2022-11-01", name="another"),
    )
    stays = {(line.block, line.registered_on) for line in content(story.life, AUTUMN).lines}
    first, second = on("2022-07-10"), on("2022-10-01")
    assert {("contact", first), ("responsibility_ended", first), ("contact", second)} <= stays
    assert ("responsibility_ended", second) not in stays


def test_a_youth_whom_ber_does_not_know_is_registered_from_the_day_the_case_was_opened() -> None:
    assert told(given(opened_by_hand("2022-09-01"))) == [("registration", "2022-09-01", "unknown")]


def test_somebody_registered_by_mistake_is_not_in_the_file() -> None:
    assert told(given(entered("2022-08-01"), left("2022-08-10", "misregistered"))) == []


def test_a_voided_contact_is_not_told() -> None:
    story = given(entered("2022-08-01"), own_contact("2022-09-01")).and_given(
        recorded(voided(2), recorded="2022-09-02")
    )
    assert [block for block, _, _ in told(story)] == ["registration"]


def test_the_same_case_always_says_the_same_in_the_same_order() -> None:
    facts = [own_contact(f"2022-09-{day:02d}", name=str(day)) for day in (9, 3, 21)]
    one, other = given(entered("2022-08-01"), *facts), given(entered("2022-08-01"), *reversed(facts))
    lines = content(one.life, AUTUMN).lines
    assert lines == content(other.life, AUTUMN).lines
    assert FileLine("contact", on("2022-08-01"), on("2022-09-03"), occupation="unknown") == lines[1]
